/**
 * What each kind of field takes, as the server says it (app/language/kinds): how a value is made plain, what is wrong with it, whether
 * something inside is missing. tests/rules/kinds.json holds both to one answer. The server checks again, and alone knows regions.
 */
import { absent, applying, type Values } from './conditions'
import type { AskedField, Value } from './types'
import { compact, dayFault, idFault, name, nameFault, phone, phoneFault, plain, size, usccFault } from './text'

type Asked = Pick<AskedField, 'id' | 'kind' | 'label'> & Partial<AskedField> & { fields?: AskedField[]; many?: boolean }
/** [path inside the value, sentence]. */
export type Fault = [string, string]
interface Sight {
  /** 2026-11-24: as the server counts days. */
  today: string
  /** What is missing inside a value counts too. */
  whole: boolean
  given: Values
}
/** A value of another type than the field's. */
class Wrong extends Error {
  constructor(
    readonly say: string,
    readonly path = '',
  ) {
    super(say)
  }
}
type Row = Record<string, Value>

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): Value[] => (Array.isArray(value) ? value : [])

/** What stands in a field labelled 姓名 is a person's name. */
const kindOf = (field: Asked) => (field.kind === 'text' && field.label.endsWith('姓名') ? 'name' : field.kind)
/** When and where, as the server writes it. */
const SLOT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2} .{1,60}$/
const ELSEWHERE: Record<string, string> = {
  file: '这一样在材料页传。',
  files: '这一样在材料页传。',
  photo: '这一样在材料页传。',
  sign: '签名在最后一页。',
}

/** A value as the server will keep it. Throws Wrong for one of another type. */
export function make(field: Asked, raw: unknown): Value {
  switch (kindOf(field)) {
    case 'name':
      return name(text(raw))
    case 'phone': {
      const line = compact(text(raw))
      return field.landline && LANDLINE.test(line) ? line : phone(text(raw))
    }
    case 'idnumber':
    case 'uscc':
    case 'vin':
    case 'date':
    case 'month':
    case 'year':
    case 'region':
      return compact(text(raw))
    case 'plate':
      return compact(text(raw)).replace(/[·•‧．・･∙⋅.-]/g, '')
    case 'number':
      return number(field, raw)
    case 'money':
      return money(raw)
    case 'choice':
      return text(raw).trim()
    case 'choices': {
      const order = (field.options ?? []).map((one) => one.id)
      const at = (one: string) => (order.includes(one) ? order.indexOf(one) : order.length)
      return texts(raw).sort((one, other) => at(one) - at(other))
    }
    case 'ranked':
      return texts(raw)
    case 'check':
      if (raw === 'yes') return true
      if (typeof raw !== 'boolean') throw new Wrong('打勾或者不打勾。')
      return raw
    case 'pick':
      return field.many ? texts(raw) : text(raw).trim()
    case 'person':
      return parts(raw, { name, id_number: compact })
    case 'bank':
      return parts(raw, { bank: plain, number: (said) => compact(said).replace(/-/g, ''), owner: plain })
    case 'list':
      return rows(field, raw)
    case 'derived':
      if (typeof raw !== 'string' && typeof raw !== 'number') throw new Wrong('这一项不用填。')
      return raw
    case 'held':
    case 'slot':
      return text(raw)
    case 'longtext':
      return plain(text(raw), true)
    default:
      if (ELSEWHERE[field.kind]) throw new Wrong(ELSEWHERE[field.kind])
      return plain(text(raw))
  }
}

function text(raw: unknown): string {
  if (typeof raw !== 'string') throw new Wrong('这一项要写文字。')
  return raw
}
function texts(raw: unknown): string[] {
  const found = typeof raw === 'string' ? [raw] : raw
  if (!Array.isArray(found) || found.some((one) => typeof one !== 'string')) throw new Wrong('这一项要从给出的里面选。')
  return found.map((one) => plain(one))
}
function number(field: Asked, raw: unknown): Value {
  if (typeof raw !== 'string' && typeof raw !== 'number') throw new Wrong('这一项写数字。')
  const said = compact(String(raw))
  return !field.decimals && /^[0-9]{1,12}$/.test(said) ? Number(said) : said
}
const NOT_MONEY = '金额写数字，最多到分。'
/** Yuan as they are typed → fen. */
export function fen(said: string): number | null {
  const typed = compact(said).replace(/元$/, '').replace(/^¥/, '')
  const bare = /^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?$/.test(typed) ? typed.replace(/,/g, '') : typed
  const found = /^([0-9]{1,11})(?:\.([0-9]{1,2}))?$/.exec(bare)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}
function money(raw: unknown): Value {
  if (typeof raw === 'number') return raw
  if (typeof raw !== 'string') throw new Wrong(NOT_MONEY)
  return fen(raw) ?? compact(raw)
}
function parts(raw: unknown, makers: Record<string, (said: string) => string>): Row {
  if (!isRow(raw) || Object.keys(raw).some((key) => !(key in makers))) throw new Wrong('这一项没填对，重新填一次。')
  const found: Row = {}
  for (const key of Object.keys(makers)) {
    const said = raw[key] ?? ''
    if (typeof said !== 'string') throw new Wrong('这一项要写文字。', `.${key}`)
    const made = makers[key](said)
    if (made) found[key] = made
  }
  return found
}
function rows(field: Asked, raw: unknown): Value {
  if (!Array.isArray(raw) || !raw.every(isRow)) throw new Wrong('这一项要一行一行填。')
  if (raw.length > most(field)) throw new Wrong(tooMany(field, raw.length))
  return raw.map((row, n) => {
    const found: Row = {}
    for (const key of Object.keys(row)) {
      const one = (field.fields ?? []).find((inner) => inner.id === key)
      if (!one) throw new Wrong('表里没有这一项。', `[${n}].${key}`)
      if (absent(row[key])) continue
      try {
        const value = make(one, row[key])
        if (!absent(value)) found[key] = value
      } catch (error) {
        if (error instanceof Wrong) throw new Wrong(error.say, `[${n}].${key}${error.path}`)
        throw error
      }
    }
    return found
  })
}
const most = (field: Asked) => field.max ?? 50
const tooMany = (field: Asked, n: number) => `最多 ${most(field)} 行，现在是 ${n} 行。`

/** Everything wrong with a value that `make` has made. */
function faultsOf(field: Asked, value: Value, sight: Sight): Fault[] {
  const said = typeof value === 'string' ? value : ''
  const kind = kindOf(field)
  if (kind === 'held') return one(sight.whole ? '' : '这一项在给出的里面点一个，不用填。')
  if (kind === 'slot')
    return one(!sight.whole ? '时间在给出的里面点一个，不用填。' : SLOT.test(said) ? '' : '选一个时间。')
  if (ELSEWHERE[kind]) return [['', ELSEWHERE[kind]]]
  switch (kind) {
    case 'name':
      return one(nameFault(said))
    case 'phone':
      return one(
        field.landline && said.startsWith('0')
          ? LANDLINE.test(said)
            ? ''
            : '座机写区号和号码，像 020-83000000 这样。'
          : phoneFault(said),
      )
    case 'idnumber':
      return one(idFault(said, sight.today))
    case 'uscc':
      return one(usccFault(said))
    case 'plate':
      return one(plateFault(said))
    case 'vin':
      return one(vinFault(said))
    case 'region':
      return one(/^[0-9]{6}$/.test(said) ? '' : '没有这个地方，重新选一次。')
    case 'date':
    case 'month':
    case 'year':
      return one(dayOrSpan(field, said, sight.today))
    case 'number':
      return one(numberFault(field, String(value)))
    case 'money':
      return one(moneyFault(field, value))
    case 'choice':
      return one(isOption(field, value) ? '' : '请从给出的里面选一个。')
    case 'choices':
    case 'ranked':
      if (listOf(value).some((each) => !isOption(field, each))) return one('这一项要从给出的里面选。')
      return one(twice(value) ? '有一个选了两次。' : howMany(field, value, sight.whole, '个'))
    case 'pick':
      if (!field.many) return []
      return one(twice(value) ? '有一条选了两次。' : howMany(field, value, sight.whole, '条'))
    case 'check':
      return one(sight.whole && field.required && value !== true ? '要打勾才能往下办。' : '')
    case 'person':
      return person(isRow(value) ? value : {}, sight)
    case 'bank':
      return bank(isRow(value) ? value : {}, sight.whole)
    case 'list':
      return list(field, value, sight)
    case 'derived':
      return one(field.options?.length && !isOption(field, value) ? '请从给出的里面选一个。' : '')
    case 'address':
      return one(lengthFault(field, said) || addressFault(said))
    default:
      return one(lengthFault(field, said))
  }
}

const one = (say: string): Fault[] => (say ? [['', say]] : [])
const isOption = (field: Asked, value: unknown) => (field.options ?? []).some((option) => option.id === value)
const twice = (value: Value) => new Set(listOf(value)).size < listOf(value).length

function howMany(field: Asked, value: Value, whole: boolean, word: string): string {
  const n = listOf(value).length
  if (field.max != null && n > field.max) return `最多 ${field.max} ${word}，现在是 ${n} ${word}。`
  return whole && field.min != null && n < field.min ? `至少 ${field.min} ${word}，现在是 ${n} ${word}。` : ''
}

function lengthFault(field: Asked, said: string): string {
  if (field.max != null && size(said) > field.max) return `最多 ${field.max} 个字，现在是 ${size(said)} 个。`
  return field.min != null && size(said) < field.min ? `至少 ${field.min} 个字，现在是 ${size(said)} 个。` : ''
}

function addressFault(said: string): string {
  if (said.includes('*')) return '把地址写全，不要用星号。'
  return size(said) < 6 || !/[\u3400-\u9fff]/.test(said) ? '地址太短，写到门牌号。' : ''
}

function numberFault(field: Asked, said: string): string {
  const decimals = field.decimals ?? 0
  const unit = field.unit ? ` ${field.unit}` : ''
  if (!/^[0-9]{1,12}(\.[0-9]{1,3})?$/.test(said)) return '这一项写数字。'
  if (said.includes('.') && !decimals) return '要写整数。'
  if ((said.split('.')[1] ?? '').length > decimals) return '这一项写数字。'
  if (field.min != null && Number(said) < field.min) return `不能少于 ${field.min}${unit}。`
  return field.max != null && Number(said) > field.max ? `不能多于 ${field.max}${unit}。` : ''
}

/** 1,234.00 */
export const yuan = (sum: number) =>
  `${String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, ',')}.${String(sum % 100).padStart(2, '0')}`

function moneyFault(field: Asked, value: Value): string {
  if (typeof value !== 'number' || value < 0 || value > 9999999999999 || value % 1) return NOT_MONEY
  if (field.min != null && value < field.min) return `不能少于 ${yuan(field.min)} 元。`
  return field.max != null && value > field.max ? `不能多于 ${yuan(field.max)} 元。` : ''
}

function dayOrSpan(field: Asked, said: string, today: string): string {
  const length = { date: 10, month: 7, year: 4 }[field.kind as 'date' | 'month' | 'year']
  if (field.kind === 'date' && dayFault(said)) return dayFault(said)
  const inside = said >= '1900' && said.slice(0, 4) <= '2100'
  if (field.kind === 'month' && !(/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(said) && inside))
    return '年月不对，像 2026-11 这样。'
  if (field.kind === 'year' && !(/^[0-9]{4}$/.test(said) && inside)) return '年份不对，像 2026 这样。'
  const [earliest, latest] = [(field.earliest ?? '').slice(0, length), (field.latest ?? '').slice(0, length)]
  if (earliest && said < earliest) return `不能早于${dayWord(earliest, today)}。`
  return latest && said > latest ? `不能晚于${dayWord(latest, today)}。` : ''
}

const dayWord = (said: string, today: string) => (said === today ? '今天' : ` ${said}`)

const LANDLINE = /^0[0-9]{2,3}-?[1-9][0-9]{6,7}(-[0-9]{1,6})?$/
export const PROVINCES = '粤京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘桂琼渝川贵云藏陕甘青宁新'
const HEAD = `^[${PROVINCES}][A-HJ-NP-Z]`
const PLATES = ['[A-HJ-NP-Z0-9]{5}$', '[A-HJK][A-HJ-NP-Z0-9][0-9]{4}$', '[0-9]{5}[A-HJK]$'].map(
  (tail) => new RegExp(HEAD + tail),
)

export function plateFault(said: string): string {
  if (PLATES.some((shape) => shape.test(said))) return ''
  if (/[IO]/.test(Array.from(said).slice(1).join(''))) return '车牌号里没有字母 I 和 O，再看一眼。'
  return size(said) !== 7 && size(said) !== 8
    ? `车牌号要 7 位，新能源 8 位，现在是 ${size(said)} 位。`
    : '车牌号不对，像 粤A12345 这样。'
}

export function vinFault(said: string): string {
  if (size(said) !== 17) return `车架号要 17 位，现在是 ${size(said)} 位。`
  if (/[IOQ]/.test(said)) return '车架号里没有字母 I、O、Q，再看一眼。'
  if (!/^[A-Z0-9]{17}$/.test(said)) return '车架号只有数字和字母。'
  const worth = (mark: string) =>
    /[0-9]/.test(mark) ? Number(mark) : Number('12345678012345070923456789'['ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(mark)])
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  const sum = weights.reduce((all, weight, i) => all + weight * worth(said[i]), 0)
  return '0123456789X'[sum % 11] === said[8] ? '' : '车架号有一位不对，对着行驶证再看一眼。'
}

const said = (row: Row, key: string) => (typeof row[key] === 'string' ? (row[key] as string) : '')

function person(row: Row, sight: Sight): Fault[] {
  const [who, number] = [said(row, 'name'), said(row, 'id_number')]
  const found: Fault[] = [
    ['.name', who ? nameFault(who) : sight.whole ? '姓名还没填。' : ''],
    ['.id_number', number ? idFault(number, sight.today) : sight.whole ? '身份证号还没填。' : ''],
  ]
  return found.filter((one) => one[1])
}

/** ISO/IEC 7812: every second digit from the right counts twice. */
const luhn = (number: string): boolean =>
  [...number].reverse().reduce((sum, one, n) => {
    const twice = Number(one) * (1 + (n % 2))
    return sum + (twice > 9 ? twice - 9 : twice)
  }, 0) %
    10 ===
  0

function bank(row: Row, whole: boolean): Fault[] {
  const [where, number, owner] = [said(row, 'bank'), said(row, 'number'), said(row, 'owner')]
  const found: Fault[] = []
  if ((where || whole) && (size(where) < 2 || size(where) > 40 || /[0-9]/.test(where)))
    found.push(['.bank', size(where) <= 40 ? '写上是哪家银行。' : '银行名称最多 40 个字。'])
  if ((number || whole) && !/^[0-9]{8,30}$/.test(number))
    found.push(['.number', number ? '账号只有数字，8 到 30 位。' : '账号还没填。'])
  else if (/^62[0-9]{14,17}$/.test(number) && !luhn(number))
    found.push(['.number', '卡号有一位不对，对着银行卡再看一眼。'])
  if (size(owner) > 60 || (whole && !owner)) found.push(['.owner', owner ? '户名最多 60 个字。' : '户名还没填。'])
  return found
}

/** Which fields of a row count. */
export const inRow = (field: { fields?: AskedField[] }, row: Values, given: Values): AskedField[] => {
  const counts = applying(Object.fromEntries((field.fields ?? []).map((inner) => [inner.id, inner.when])), given, row)
  return (field.fields ?? []).filter((inner) => counts.includes(inner.id))
}

function list(field: Asked, value: Value, sight: Sight): Fault[] {
  const all = listOf(value)
  if (all.length > most(field)) return one(tooMany(field, all.length))
  const found: Fault[] = []
  if (sight.whole && field.min != null && all.length < field.min)
    found.push(['', `至少 ${field.min} 行，现在是 ${all.length} 行。`])
  all.forEach((each, n) => {
    const row = isRow(each) ? each : {}
    for (const inner of inRow(field, row, sight.given)) {
      if (!(inner.id in row)) {
        if (sight.whole && inner.required) found.push([`[${n}].${inner.id}`, `${inner.label}还没填。`])
        continue
      }
      for (const [path, say] of faultsOf(inner, row[inner.id], sight)) found.push([`[${n}].${inner.id}${path}`, say])
    }
  })
  return found
}

/** A value made plain, and everything wrong with it. */
export function look(field: Asked, raw: unknown, sight: Sight): { made: Value | null; faults: Fault[] } {
  if (absent(raw)) return { made: null, faults: [] }
  try {
    const made = make(field, raw)
    return absent(made) ? { made: null, faults: [] } : { made, faults: faultsOf(field, made, sight) }
  } catch (error) {
    if (error instanceof Wrong) return { made: null, faults: [[error.path, error.say]] }
    throw error
  }
}

/** What is given elsewhere, or follows from other fields, is no gap of the form. */
export const elsewhere = (field: Asked) =>
  field.kind in ELSEWHERE || (field.kind === 'derived' && !field.options?.length)
