/** What stands under a question and under an answer. */
import { expect, test } from 'vitest'
import { CHOSEN, forWhom, howMany, known, later, USUAL } from '@shared/answers'
import { heading } from '@shared/form'

test.each([
  [3, false, false, '还有 3 问。'],
  [1, true, false, '最后一问。选了就能看到要准备什么。'],
  [1, false, false, '只有这一问。选了就能看到要准备什么。'],
  [1, false, true, '选了就能看到要准备什么。'],
  [2, true, true, '还有 2 问。'],
])('%i left, others answered %s, asked again %s: %s', (left, chosen, again, say) => {
  expect(howMany(left, chosen, again)).toBe(say)
})

test.each([
  [5, 5, 0, '要填 5 项'],
  [1, 1, 0, '要填 1 项'],
  [5, 2, 0, '5 项里，只差 2 项'],
  [5, 0, 2, '还有 2 项要改'],
  [5, 0, 0, '都填好了，看一眼就行'],
])('of %i fields %i left and %i wrong: %s', (all, left, wrong, say) => {
  expect(heading(all, left, wrong)).toBe(say)
})

test.each([
  ['给谁换？', '我的孩子，不满16周岁', CHOSEN, '我的孩子'],
  ['给谁换？', '自己，年满16周岁', CHOSEN, '我自己'],
  ['给谁换？', '自己，年满16周岁', known('身份证'), '我自己'],
  ['给谁换？', '自己，年满16周岁', later('身份证'), ''],
  ['给谁换？', '自己，年满16周岁', USUAL, ''],
  ['给谁申请？', '单人保（重残重病）', CHOSEN, '单人保'],
  ['谁来办？', '户主', CHOSEN, ''],
])('%s %s, %s: for %s', (ask, text, src, who) => {
  expect(forWhom([{ ask, text, src }])).toBe(who)
})
