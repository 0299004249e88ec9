/** Sums of an invoice as the till shows them before the server says them. Whole fen; half up. */

/** 13% → 130, 1.5% → 15, 免税 → 0: thousandths. */
export const permille = (rate: string): number => (rate.endsWith('%') ? Math.round(Number(rate.slice(0, -1)) * 10) : 0)

/** What was paid, parted into what it is without tax and the tax. */
export function parted(paidFen: number, rate: string): { amount: number; tax: number } {
  const whole = 1000 + permille(rate)
  const amount = Math.floor((paidFen * 2000 + whole) / (2 * whole))
  return { amount, tax: paidFen - amount }
}

/** 458 or 458.5 → fen; null for what is no sum of yuan above nothing. */
export function fenOf(said: string): number | null {
  const found = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(said.trim())
  if (!found) return null
  const fen = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}

/** The same of an invoice in hand: a red one is below nothing. */
export function signedFen(said: string): number | null {
  const plain = said.trim().replace(/[,，]/g, '')
  const fen = fenOf(plain.replace(/^[-−]/, ''))
  return fen !== null && /^[-−]/.test(plain) ? -fen : fen
}

export const yuanOf = (fen: number): string => {
  const [whole, cents] = (Math.abs(fen) / 100).toFixed(2).split('.')
  return `${fen < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
}

/** An invoice number in fours. */
export const fours = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ')

/** The till's own number of an order: the same on every try, so that trying again never issues twice. */
export const orderNo = (now: Date, random: () => number): string => {
  const day = `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}${String(now.getDate()).padStart(2, '0')}`
  return `T${day}-${Array.from({ length: 8 }, () => Math.floor(random() * 16).toString(16)).join('')}`
}
