import { absent, applying, holds, type Values } from './conditions'
import { elsewhere, look, make } from './kinds'
import type { Field, Value } from './types'
import { china, present } from './words'

/** Whether a field counts, given the values: one with `when` counts only while that holds. */
export function applies(field: Pick<Field, 'when'>, values: Values): boolean {
  return holds((field.when ?? {}) as Record<string, unknown>, values)
}

/** The fields that count. `given`: answers and facts they may hang on. */
export function counted<Some extends Pick<Field, 'id' | 'when'>>(
  fields: Some[],
  values: Values,
  given: Values = {},
): Some[] {
  const counts = applying(Object.fromEntries(fields.map((one) => [one.id, one.when as any])), given, values)
  return fields.filter((one) => counts.includes(one.id))
}

const today = () => china(present().toISOString()).toISOString().slice(0, 10)

/** A value as the server will keep it. Throws for one of another type than its field's. */
export const made = make

/** Everything wrong with a value, each with its place inside it, said as the server would say it. The server checks again. */
export function faults(field: Field, value: Value | null, whole = false, given: Values = {}): [string, string][] {
  // A register's value is not the person's to mend, and of a number only both ends are shown here.
  if (!field.editable && !absent(value)) return []
  // So it came, veiled for somebody whose face has not been seen: whole on the server.
  if (field.source && value === field.value && !absent(value)) return []
  const seen = look(field, value, { today: today(), whole, given })
  if (seen.faults.length || seen.made !== null) return seen.faults
  const say =
    field.kind === 'held'
      ? '还没选定。看好了，点「就要」那个按钮。'
      : field.kind === 'slot'
        ? '还没选定。点一个时间就给您留住。'
        : '这一项还没填。'
  return field.required && !elsewhere(field) ? [['', say]] : []
}

/** The first of them; '' when nothing is wrong. */
export const fault = (field: Field, value: Value | null, whole = false, given: Values = {}): string =>
  faults(field, value, whole, given)[0]?.[1] ?? ''

/** Fields still to be filled, or lacking something inside, in order. */
export function gaps(fields: Field[], values: Values, given: Values = {}): string[] {
  return counted(fields, values, given)
    .filter((field) => field.required && !elsewhere(field) && fault(field, values[field.id] ?? null, true, given))
    .map((field) => field.id)
}

/** What stands beside the name of a field that may stay empty: what is asked may not be there, and that is no fault. */
export const optional = (field: Pick<Field, 'kind'>): string =>
  field.kind === 'check' ? '（可不选）' : '（没有可不填）'

/** The headline of a form: how much there is to do. `all` fields count, `left` are still to be filled, `wrong` are to be mended. */
export function heading(all: number, left: number, wrong: number): string {
  if (!left) return wrong ? `还有 ${wrong} 项要改` : '都填好了，看一眼就行'
  return left < all ? `${all} 项里，只差 ${left} 项` : `要填 ${all} 项`
}

/** What the fields of a form are, beside those still to be filled (`left`), so that the numbers add up to all of them. */
export function tally(all: number, ours: number, own: number, left: number): string {
  const parts: [number, string][] = [
    [ours, '替您填好了'],
    [own, '已经填好'],
    [all - ours - own - left, '可以不填'],
  ]
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} 项${what}`)
  return said.length ? `${said.join('，')}。` : '填一项存一项。'
}
