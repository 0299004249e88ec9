/** What became of a payment, each with its own sentence and one next step. Pure. */

/** What the phone heard of a sheet: `dead`: it did not open, since its order was too old or closed. */
export type Outcome = 'ok' | 'cancel' | 'fail' | 'dead'

export const SAID: Record<Outcome, string> = {
  ok: '微信还没有说收到这笔钱。再等等看，再点一次也不会重复收。',
  cancel: '还没交。',
  fail: '没有付成，微信没有收到这笔钱。换张卡，再点一次。',
  dead: '付款单过期了，没有扣钱。再点一次，换一张新的交。',
}
export const UNKNOWN = '还不知道付成没有，正在问微信。先别再付。'
/** The bill on the page ran out and has been written anew. */
export const LAPSED = '上一张缴费单过期了，没有扣钱。这是新的一张，点下面就能交。'

/** What WeChat's own words mean: `requestPayment:fail cancel`, `requestPayment:fail 订单已过期`. */
export function outcomeOf(said: string): Outcome {
  if (said.includes('cancel')) return 'cancel'
  return /过期|失效|已关闭|expired|closed/i.test(said) ? 'dead' : 'fail'
}

/** Why it is still to be paid. `asked`: WeChat itself was asked; `until`: until when it can be paid. */
export function unpaid(outcome: Outcome, asked: boolean, until: string): string {
  if (!asked) return SAID.ok
  return SAID[outcome] + (outcome === 'cancel' ? until : '')
}
