import { holds } from './conditions'
import type { Field } from './types'
import { compact, dayFault, idFault, name, nameFault, phone, phoneFault, plain, size, usccFault } from './text'

/** Whether a field counts, given the values: one with `when` counts only while that holds. */
export function applies(field: Field, values: Record<string, string | null>): boolean {
  return holds(field.when ?? {}, values)
}

/** What stands in a field labelled 姓名 is a person's name. */
const kindOf = (field: Pick<Field, 'kind' | 'label'>) =>
  field.kind === 'text' && field.label.endsWith('姓名') ? 'name' : field.kind

/** A value as the server will keep it. */
export function made(field: Pick<Field, 'kind' | 'label'>, value: string): string {
  const kind = kindOf(field)
  if (kind === 'name') return name(value)
  if (kind === 'phone') return phone(value)
  if (kind === 'choice' || kind === 'check') return value.trim()
  return ['idnumber', 'uscc', 'date', 'number'].includes(kind) ? compact(value) : plain(value, kind === 'longtext')
}

/** What is wrong with a value, said as the server would say it; '' when nothing is. The server checks again. */
export function fault(field: Field, value: string | null): string {
  const text = made(field, value ?? '')
  if (!text) return field.required ? '这一项还没填。' : ''
  // A register's value is not the person's to mend, and of a number only both ends are shown here.
  if (!field.editable) return ''
  // So it came, veiled for somebody whose face has not been seen: whole on the server.
  if (field.source && value === field.value) return ''
  const kind = kindOf(field)
  if (kind === 'name') return nameFault(text)
  if (field.max && size(text) > field.max) return `最多 ${field.max} 个字，现在是 ${size(text)} 个。`
  if (kind === 'choice' && field.options?.length && !field.options.some((one) => one.id === text))
    return '请从给出的里面选一个。'
  if (kind === 'phone') return phoneFault(text)
  if (kind === 'idnumber') return idFault(text, new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10))
  if (kind === 'uscc') return usccFault(text)
  if (kind === 'date') return dayFault(text)
  if (kind === 'number') return /^[0-9]{1,12}(\.[0-9]{1,2})?$/.test(text) ? '' : '这一项写数字。'
  if (kind !== 'address') return ''
  if (text.includes('*')) return '把地址写全，不要用星号。'
  return size(text) < 6 || !/[\u3400-\u9fff]/.test(text) ? '地址太短，写到门牌号。' : ''
}

/** Fields still to be filled, in order. */
export function gaps(fields: Field[], values: Record<string, string | null>): string[] {
  return fields
    .filter((field) => applies(field, values) && field.required && fault(field, values[field.id] ?? null))
    .map((field) => field.id)
}

/** What the fields of a form are, beside those still to be filled (`left`), so that the numbers add up to all of them. */
export function tally(all: number, ours: number, own: number, left: number): string {
  const parts: [number, string][] = [
    [ours, '替您填好了'],
    [own, '您填好了'],
    [all - ours - own - left, '可以不填'],
  ]
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} 项${what}`)
  return said.length ? `${said.join('，')}。` : '填一项存一项。'
}
