/** What a till can sell: the company's own list, else the first lines of the tax classification. */
import type { Classified, GoodLine } from '@shared/types'

export interface Choice {
  name: string
  code: string
  rate: string
  /** What one costs, where the list says so. */
  fen?: number
}
export interface Line extends Choice {
  fen: number
}

const FIRST = 4
export const classified = (one: Classified): Choice => ({ name: one.name, code: one.code, rate: one.rates[0] })

export const offered = (own: GoodLine[], every: Classified[]): Choice[] =>
  own.length
    ? own.map((one) => ({
        name: one.name,
        code: one.code,
        rate: one.rate,
        fen: one.priced === 'gross' ? one.price_fen : undefined,
      }))
    : every.slice(0, FIRST).map(classified)

/** Rows as the server takes them: prices with tax in them. */
export const rowsOf = (lines: Line[]) =>
  lines.map((one) => ({ name: one.name, code: one.code, rate: one.rate, price: (one.fen / 100).toFixed(2) }))
