/**
 * Conditions (`when`) as the server resolves them: app/language/conditions.py says what they mean, tests/rules/conditions.json holds
 * both to one answer. The phone shows and hides at once; the server decides.
 */
/** What a field holds (app/language/values.py). */
export type Value = string | number | boolean | Value[] | { [key: string]: Value }

export type Values = Record<string, Value | null | undefined>
export type When = Record<string, unknown>

const LOGIC = ['all', 'any', 'not']
const NUMBER = /^-?[0-9]{1,12}(\.[0-9]{1,3})?$/
const DATE = /^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$/

const isObject = (one: unknown): one is Record<string, unknown> =>
  typeof one === 'object' && one !== null && !Array.isArray(one)

/** Whether nothing is there. false and 0 are something. */
export function absent(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return Array.isArray(value) ? !value.length : isObject(value) && !Object.keys(value).length
}

/** Whether every key of `when` holds; an empty one always does. */
export function holds(when: When, scope: Values): boolean {
  return Object.keys(when).every((key) => {
    const test = when[key]
    if (key === 'all') return Array.isArray(test) && test.every((one) => isObject(one) && holds(one, scope))
    if (key === 'any') return Array.isArray(test) && test.some((one) => isObject(one) && holds(one, scope))
    if (key === 'not') return isObject(test) && !holds(test, scope)
    return fits(test, own(scope, key))
  })
}

/** The questions, fields and facts it hangs on. */
export function keys(when: When): string[] {
  return Object.keys(when).flatMap((key) => {
    if (!LOGIC.includes(key)) return [key]
    const inner = when[key]
    return (Array.isArray(inner) ? inner : [inner]).flatMap((one) => (isObject(one) ? keys(one) : []))
  })
}

/** Which fields count: what stands in a field that does not is nothing to the others. `given`: answers and facts. */
export function applying(whens: Record<string, When | null | undefined>, given: Values, values: Values): string[] {
  const known: Record<string, boolean> = {}
  const counts = (field: string): boolean => {
    if (field in known) return known[field]
    known[field] = false
    const when = whens[field] ?? {}
    const scope: Values = {}
    for (const key of keys(when)) {
      if (!(key in whens)) scope[key] = own(given, key)
      else if (counts(key)) scope[key] = own(values, key)
    }
    known[field] = holds(when, scope)
    return known[field]
  }
  return Object.keys(whens).filter(counts)
}

const own = (scope: Values, key: string) => (Object.prototype.hasOwnProperty.call(scope, key) ? scope[key] : undefined)

function fits(test: unknown, value: unknown): boolean {
  if (isObject(test)) {
    const names = Object.keys(test)
    return names.length > 0 && names.every((name) => operator(name, test[name], value))
  }
  if (absent(value)) return false
  return Array.isArray(test) ? test.some((one) => same(one, value)) : same(test, value)
}

const same = (one: unknown, value: unknown) => ['string', 'number', 'boolean'].includes(typeof one) && one === value

function operator(name: string, said: unknown, value: unknown): boolean {
  if (name === 'empty') return absent(value) === said
  if (name === 'not') return !isObject(said) && !fits(said, value)
  if (name === 'has') return !isObject(said) && Array.isArray(value) && value.some((one) => fits(said, one))
  const found = order(value, said)
  if (found === null) return false
  if (name === 'gte') return found >= 0
  if (name === 'gt') return found > 0
  if (name === 'lte') return found <= 0
  return name === 'lt' && found < 0
}

/** Below, equal, above: -1, 0, 1; null for what has no order. */
function order(value: unknown, said: unknown): number | null {
  const [left, right] = [number(value), number(said)]
  if (left !== null && right !== null) return left > right ? 1 : left < right ? -1 : 0
  if (typeof value !== 'string' || typeof said !== 'string' || value.length !== said.length) return null
  if (!DATE.test(value) || !DATE.test(said)) return null
  return value > said ? 1 : value < said ? -1 : 0
}

function number(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null
}
