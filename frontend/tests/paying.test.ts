/** A bill that lapsed reads like no refused card, and nothing is said that WeChat did not say. */
import { expect, test } from 'vitest'
import { LAPSED, outcomeOf, SAID, unpaid, UNKNOWN } from '@shared/paying'

test.each([
  ['requestPayment:fail cancel', 'cancel', '还没交。12月5日前交就行。'],
  ['requestPayment:fail 银行卡被拒', 'fail', '没有付成，微信没有收到这笔钱。换张卡，再点一次。'],
  ['requestPayment:fail 订单已过期', 'dead', '付款单过期了，没有扣钱。再点一次，换一张新的交。'],
  ['requestPayment:fail order closed', 'dead', '付款单过期了，没有扣钱。再点一次，换一张新的交。'],
] as const)('%s is %s: %s', (said, outcome, sentence) => {
  expect(outcomeOf(said)).toBe(outcome)
  expect(unpaid(outcome, true, '12月5日前交就行。')).toBe(sentence)
  expect(unpaid(outcome, false, '12月5日前交就行。')).toBe(SAID.ok)
})

test('each has a sentence of its own', () => {
  const all = [...Object.values(SAID), UNKNOWN, LAPSED]
  expect(new Set(all).size).toBe(all.length)
})
