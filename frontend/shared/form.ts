import type { Field } from './types'

/** Which fields count, given the values: a field with `when` counts only while all of it matches. */
export function applies(field: Field, values: Record<string, string | null>): boolean {
  return Object.entries(field.when ?? {}).every(([key, value]) => values[key] === value)
}

/** What is wrong with a value, said as the server would say it; '' when nothing is. The server checks again. */
export function fault(field: Field, value: string | null): string {
  const text = (value ?? '').trim()
  if (!text) return field.required ? '这一项还没填。' : ''
  if (field.kind === 'phone' && !/^1[3-9]\d{9}$/.test(text)) {
    return text.length === 11 ? '手机号不对，再看一眼。' : `手机号要 11 位，现在是 ${text.length} 位。`
  }
  if (field.max && text.length > field.max) return `最多 ${field.max} 个字，现在是 ${text.length} 个。`
  return ''
}

/** Fields still to be filled, in order. */
export function gaps(fields: Field[], values: Record<string, string | null>): string[] {
  return fields.filter((field) => applies(field, values) && field.required && fault(field, values[field.id] ?? null)).map((field) => field.id)
}
