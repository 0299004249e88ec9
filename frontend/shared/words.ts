/** Dates and numbers as people say them (ui rules: no year when it is this year, 24-hour clock, China time). */
const pad = (n: number) => String(n).padStart(2, '0')

export function china(iso: string): Date {
  return new Date(new Date(iso).getTime() + 8 * 3600_000)
}

export function when(iso: string, now = new Date()): string {
  const at = china(iso), today = new Date(now.getTime() + 8 * 3600_000)
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`
  const days = Math.floor(today.getTime() / 86400_000) - Math.floor(at.getTime() / 86400_000)
  if (days === 0) return `今天 ${time}`
  if (days === 1) return `昨天 ${time}`
  const year = at.getUTCFullYear() === today.getUTCFullYear() ? '' : `${at.getUTCFullYear()}年`
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${time}`
}

export function money(fen: number): string {
  return `${Math.floor(fen / 100).toLocaleString('en-US')}.${pad(fen % 100)}`
}
