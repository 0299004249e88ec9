import { expect, test } from 'vitest'
import { comesBack, moneyMoves } from '@shared/refund'

const paid = { state: 'paid', amount_fen: 12000, refunded_fen: 0, receipt: true } as const
const back = { ...paid, state: 'refunded', refunded_fen: 12000 } as const

test.each(['withdrawn', 'denied', 'rejected', 'terminated', 'lapsed'] as const)(
  'a paid case that ended %s is followed until the money is back',
  (outcome) => {
    const view = { outcome }
    expect(comesBack(view, paid)).toBe(true)
    expect(moneyMoves(view, { ...paid, state: 'refunding' })).toBe(true)
    expect(moneyMoves(view, { ...paid, state: 'stuck' })).toBe(true)
    expect(moneyMoves(view, { ...paid, refunded_fen: 4000 })).toBe(true)
    expect(moneyMoves(view, back)).toBe(false)
  },
)

test.each([null, 'granted'] as const)(
  'money that stays (%s) is asked for no more once its receipt is there',
  (outcome) => {
    const view = { outcome }
    expect(comesBack(view, paid)).toBe(false)
    expect(comesBack(view, { ...paid, state: 'stuck' })).toBe(true)
    expect(moneyMoves(view, paid)).toBe(false)
    expect(moneyMoves(view, { ...paid, receipt: false })).toBe(true)
    expect(moneyMoves(view, { ...paid, state: 'refunding' })).toBe(true)
  },
)
