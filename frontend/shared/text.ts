/**
 * What text, a name, a number and a date are: the phone's twin of app/kernel/text.py. `text-cases.json` holds both to one verdict.
 * No property escapes in the patterns: older phones do not know them.
 */
const UNSEEN = new RegExp(
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2' +
    '\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0' +
    '\\ufff0-\\ufffb\\u{110bd}\\u{110cd}\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
  'gu',
)
const HAN = '\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}'
const LATIN = 'A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u1e00-\\u1eff'
const NAME = new RegExp(`^[${HAN}${LATIN}](?:[${HAN}${LATIN}·'\\-., ]*[${HAN}${LATIN}.])?$`, 'u')
const ANY_HAN = new RegExp(`[${HAN}]`, 'u')
/** Where each script's ten digits begin. */
const ZEROS = (
  '30,660,6f0,7c0,966,9e6,a66,ae6,b66,be6,c66,ce6,d66,de6,e50,ed0,f20,1040,1090,17e0,1810,1946,19d0,1a80,1a90,1b50,1bb0,1c40,1c50,a620,a8d0,a900,a9d0,' +
  'a9f0,aa50,abf0,ff10,104a0,10d30,11066,110f0,11136,111d0,112f0,11450,114d0,11650,116c0,11730,118e0,11950,11c50,11d50,11da0,16a60,16ac0,16b50,' +
  '1d7ce,1d7d8,1d7e2,1d7ec,1d7f6,1e140,1e2f0,1e950,1fbf0'
)
  .split(',')
  .map((one) => parseInt(one, 16))
const NAME_MAX = 50
const narrow = (char: string) => String.fromCharCode(char.charCodeAt(0) - 0xfee0)
const digit = (char: string) => {
  const code = char.codePointAt(0) as number
  const zero = code > 0x7f ? ZEROS.find((one) => code >= one && code < one + 10) : undefined
  return zero === undefined ? char : String(code - zero)
}
/** Letters and their accents as one; compatibility ideographs stay as they are written on the card. */
const composed = (text: string) =>
  text.replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (run) => (run.normalize ? run.normalize('NFC') : run))
/** Length as people count: a rare character is one. */
export const size = (text: string) => Array.from(text).length

/** Text as it is kept: nothing unseen, spaces and digits of one kind. `lines`: line ends stay. */
export function plain(text: string, lines = false): string {
  const seen = text
    .replace(/\r\n|[\r\n\u2028\u2029\u0085]/g, lines ? '\n' : ' ')
    .replace(UNSEEN, '')
    .replace(/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
  const narrowed = composed(seen.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, narrow))
  return Array.from(narrowed, digit)
    .join('')
    .replace(/^[ \n]+|[ \n]+$/g, '')
}

/** Numbers, codes and dates: plain, signs narrow too, no spaces, capitals. */
export const compact = (text: string) =>
  composed(
    plain(text)
      .replace(/[\uff01-\uff5e]/g, narrow)
      .replace(/\s/g, '')
      .toUpperCase(),
  )

/** A mobile number: no hyphens, no 86 before it. */
export const phone = (text: string) =>
  composed(compact(text).replace(/-/g, '')).replace(/^(?:\+|00)?86(?=1[0-9]{10}$)/, '')

/** A person's name: one kind of middle dot, of apostrophe, of space; none between Han characters. */
export function name(text: string): string {
  let made = plain(text)
    .replace(/[’＇]/g, "'")
    .replace(/－/g, '-')
    .replace(/ *[•‧．·・･∙⋅] */g, '·')
  if (ANY_HAN.test(made)) {
    made = made
      .replace(new RegExp(`([${HAN}]) +(?=[${HAN}])`, 'gu'), '$1')
      .replace(new RegExp(`([${HAN}]) *\\. *(?=[${HAN}])`, 'gu'), '$1·')
  }
  return made.replace(/ +/g, ' ')
}

export function nameFault(text: string): string {
  if (size(text) > NAME_MAX) return `最多 ${NAME_MAX} 个字，现在是 ${size(text)} 个。`
  return NAME.test(text) ? '' : '姓名要和证件上一样，不带数字和别的符号。'
}

export function phoneFault(text: string): string {
  if (!/^[0-9]*$/.test(text)) return '手机号只有数字。'
  if (text.length !== 11) return `手机号要 11 位，现在是 ${text.length} 位。`
  return /^1[3-9][0-9]{9}$/.test(text) ? '' : '手机号不对，再看一眼。'
}

export function idFault(text: string, today: string): string {
  if (size(text) !== 18) return `身份证号要 18 位，现在是 ${size(text)} 位。`
  if (!/^[0-9]{17}[0-9X]$/.test(text)) return '身份证号只有数字，最后一位可以是 X。'
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  if ('10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0) % 11] !== text[17])
    return '身份证号有一位不对，再看一眼。'
  const born = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`
  return exists(born) && born >= '1880-01-01' && born <= today ? '' : '身份证号里的出生日期不对，再看一眼。'
}

export function usccFault(text: string): string {
  if (size(text) !== 18) return `统一社会信用代码要 18 位，现在是 ${size(text)} 位。`
  const marks = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const sum = weights.reduce((all, weight, i) => all + weight * marks.indexOf(text[i]), 0)
  const good = /^[0-9]{8}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}$/.test(text) && marks[(31 - (sum % 31)) % 31] === text[17]
  return good ? '' : '代码有一位不对，对着营业执照再看一眼。'
}

/** A date YYYY-MM-DD that exists, within 1900–2100. */
export const dayFault = (text: string) =>
  exists(text) && text >= '1900-01-01' && text <= '2100-12-31' ? '' : '日期不对，像 2026-11-24 这样。'

function exists(text: string): boolean {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  if (!parts) return false
  const [year, month, of] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return (
    year > 0 &&
    month > 0 &&
    month < 13 &&
    of > 0 &&
    of <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  )
}
