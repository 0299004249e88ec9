/** Dates and numbers as people say them (ui rules: no year when it is this year, 24-hour clock, China time). */
const pad = (n: number) => String(n).padStart(2, '0')
const DAY = 86400_000

/** How far the server's clock is ahead of this phone's, in milliseconds: measured at each answer. */
let ahead = 0
export const hear = (date?: string): void => {
  const at = Date.parse(date ?? '')
  if (at) ahead = at - Date.now()
}
/** What time it is where the cases are: no day on a page is the phone's own. */
export const present = (): Date => new Date(Date.now() + ahead)

export function china(iso: string): Date {
  return new Date(new Date(iso).getTime() + 8 * 3600_000)
}

/** How many days ago that was in China: 0 is today. */
export function daysAgo(iso: string, now = present()): number {
  return Math.floor((now.getTime() + 8 * 3600_000) / DAY) - Math.floor(china(iso).getTime() / DAY)
}

export function when(iso: string, now = present()): string {
  const at = china(iso)
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`
  const days = daysAgo(iso, now)
  if (days === 0) return `今天 ${time}`
  if (days === 1) return `昨天 ${time}`
  return `${date(iso, now)} ${time}`
}

/** 11月20日; the year only when it is another. */
export function date(iso: string, now = present()): string {
  const at = china(iso)
  const year = at.getUTCFullYear() === china(now.toISOString()).getUTCFullYear() ? '' : `${at.getUTCFullYear()}年`
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
}

/** 11月, for the head of a list. */
export const month = (iso: string) => `${china(iso).getUTCMonth() + 1}月`

/** To the second, where somebody has to be sure of the moment. */
export function moment(iso: string, now = present()): string {
  const at = china(iso)
  return `${date(iso, now)} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`
}

/** 120.00, 1,286.40: on a bill. */
export function money(fen: number): string {
  return `${Math.floor(fen / 100).toLocaleString('en-US')}.${pad(fen % 100)}`
}

/** 120 元, 1,286.40 元: in a sentence. */
export const yuan = (fen: number) => `${money(fen).replace(/\.00$/, '')} 元`

/** A space between digits and a measure word, none inside dates: 不足 6 个月, 有效 5 年, 12月2日, 2026年. */
export function spaced(text: string): string {
  const apart = (_: string, before: string, digits: string) =>
    `${/[\u4e00-\u9fa5]/.test(before) ? `${before} ` : before}${digits} `
  return text
    .replace(/(^|[^\d])(\d+)(?=个|周岁|岁|元|天|张|本|件|次|分钟|小时|公里|米)/g, apart)
    .replace(/(^|[^\d])(\d{1,2})(?=年(?![\d月]))/g, apart)
}

/** Long numbers in fours: 1180 5521 3074 6; one that letters stand around is read as it is printed: EM884720515CN. */
export const fours = (text: string) => (/^[\dA-Z]?\d{9,}X?$/.test(text) ? text.replace(/(.{4})(?=.)/g, '$1 ') : text)

/** What a sentence adds to its headline: 改 2 处就能接着办，12月25日前 → 12月25日前. */
export const rest = (title: string, say: string) =>
  say.startsWith(title) ? say.slice(title.length).replace(/^[，。]/, '') : say

/** A headline carries no full stop. */
export const head = (text: string) => text.replace(/。$/, '')

/** Of a name its ends: 林志豪 → 林*豪, 张三 → 张*; of no name nothing. */
export function veiled(name: string): string {
  if (name.length < 2) return name
  return name.length > 2 ? name[0] + '*'.repeat(name.length - 2) + name.slice(-1) : `${name[0]}*`
}

/** A number with its middle hidden, so that a line breaks between its parts: 440199********0016 → 440199 ******** 0016. */
export const apart = (text: string) => text.replace(/^(\w+?)(\*{8,})(\w+)$/, '$1 $2 $3')

/** Of a long number only both ends, as on the card above it (`masked` on the server): 440199 ******** 0010, E****6128. */
export function hidden(text: string): string {
  if (!/^[\dA-Za-z]{8,}$/.test(text)) return text
  const end = text.slice(-4)
  return text.length === 18 ? `${text.slice(0, 6)} ******** ${end}` : text[0] + '*'.repeat(text.length - 5) + end
}
