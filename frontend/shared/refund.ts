/** Where the money of a case stands, beside what the case itself says. Pure. */
import type { CaseView, Order } from './types'

type Ended = Pick<CaseView, 'outcome'>
type Paid = Pick<Order, 'state' | 'amount_fen' | 'refunded_fen' | 'receipt'>

/** It ended and nothing was granted: what was paid for it is paid back. A denied case that is closed afterwards is still one. */
const nothingCame = (view: Ended): boolean => !!view.outcome && view.outcome !== 'granted'

/** Something of it is still to come back: asked for already, or about to be (the refund begins a moment after the end). */
export const comesBack = (view: Ended, order: Paid): boolean =>
  order.state === 'refunding' || order.state === 'stuck' || (nothingCame(view) && order.refunded_fen < order.amount_fen)

/** Something about the money will change by itself: it is worth asking. */
export const moneyMoves = (view: Ended, order: Paid): boolean =>
  comesBack(view, order) || (!order.receipt && order.refunded_fen < order.amount_fen)
