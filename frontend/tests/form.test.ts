import { expect, test } from 'vitest'
import { applies, fault, gaps, tally } from '../shared/form'
import type { Field } from '../shared/types'
import { apart, fours, hidden, money, rest, spaced, veiled, when, yuan } from '../shared/words'

const field = (more: Partial<Field>): Field => ({
  id: 'x',
  label: 'x',
  kind: 'text',
  hint: '',
  required: true,
  value: null,
  text: '',
  source: null,
  editable: true,
  ...more,
})

test('a phone number that is too short says how many digits there are', () => {
  expect(fault(field({ kind: 'phone' }), '1380013')).toBe('手机号要 11 位，现在是 7 位。')
  expect(fault(field({ kind: 'phone' }), '13800138001')).toBe('')
  expect(fault(field({ kind: 'phone' }), '12800138001')).toBe('手机号不对，再看一眼。')
})

test('what is required and empty is a gap, what is optional is not', () => {
  expect(fault(field({}), ' ')).toBe('这一项还没填。')
  expect(fault(field({ required: false }), null)).toBe('')
})

test('a field that depends on another counts only while that has its value', () => {
  const address = field({ id: 'address', when: { delivery: 'mail' } })
  expect(applies(address, { delivery: 'pickup' })).toBe(false)
  expect(gaps([field({ id: 'delivery' }), address], { delivery: 'mail' })).toEqual(['address'])
  expect(gaps([field({ id: 'delivery' }), address], { delivery: 'pickup' })).toEqual([])
})

test('text longer than allowed is said with both lengths', () => {
  expect(fault(field({ max: 2 }), '一二三')).toBe('最多 2 个字，现在是 3 个。')
})

test('times are told in China time: today, yesterday, the year only when it is another', () => {
  const now = new Date('2026-11-24T02:00:00Z')
  expect(when('2026-11-24T00:20:00Z', now)).toBe('今天 08:20')
  expect(when('2026-11-22T23:59:00Z', now)).toBe('昨天 07:59')
  expect(when('2026-11-17T02:12:00Z', now)).toBe('11月17日 10:12')
  expect(when('2025-12-31T16:30:00Z', now)).toBe('1月1日 00:30')
  expect(when('2025-12-31T10:30:00Z', now)).toBe('2025年12月31日 18:30')
})

test('money is exact', () => {
  expect(money(12000)).toBe('120.00')
  expect(money(128640)).toBe('1,286.40')
  expect(money(1)).toBe('0.01')
  expect([12000, 128640, 1].map(yuan)).toEqual(['120 元', '1,286.40 元', '0.01 元'])
})

test('digits stand apart from a measure word and together in a date', () => {
  expect(spaced('有效期不足6个月')).toBe('有效期不足 6 个月')
  expect(spaced('未满16周岁有效期5年，满16周岁10年')).toBe('未满 16 周岁有效期 5 年，满 16 周岁 10 年')
  expect(spaced('制证3个工作日内完成')).toBe('制证 3 个工作日内完成')
  expect(spaced('12月2日前，2026年办')).toBe('12月2日前，2026年办')
})

test('a long number shows only both ends, a word stays whole', () => {
  expect(hidden('440199199208200010')).toBe('440199 ******** 0010')
  expect(hidden('44019919851119005X')).toBe('440199 ******** 005X')
  expect(hidden('E12346128')).toBe('E****6128')
  expect(hidden('广州市公安局')).toBe('广州市公安局')
  expect(hidden('1992-08-20')).toBe('1992-08-20')
  expect(['440199********0016', 'E****6128', '林*豪', ''].map(apart)).toEqual([
    '440199 ******** 0016',
    'E****6128',
    '林*豪',
    '',
  ])
  expect(['林志豪', '张三', '欧阳娜娜', '林', ''].map(veiled)).toEqual(['林*豪', '张*', '欧**娜', '林', ''])
})

test('a sentence does not repeat its headline', () => {
  expect(rest('改 2 处就能接着办', '改 2 处就能接着办，12月25日前')).toBe('12月25日前')
  expect(rest('寄出了', '邮政速递在送')).toBe('邮政速递在送')
  expect(fours('1180552130746')).toBe('1180 5521 3074 6')
  expect(fours('EM884720515CN')).toBe('EM884720515CN')
})

test('what a register filled in, hidden in part, holds nobody up; what is still empty does', () => {
  const number = field({ id: 'id_number', kind: 'idnumber', editable: false, source: '身份证' })
  expect(fault(number, '440199********0021')).toBe('')
  expect(fault({ ...number, editable: true }, '440199********0021')).not.toBe('')
  expect(gaps([number], { id_number: '440199********0021' })).toEqual([])
  expect(gaps([number], { id_number: null })).toEqual(['id_number'])
})

test('an address that came veiled holds nobody up; typed with stars it is refused', () => {
  const address = field({ id: 'to', kind: 'address', source: '身份证', value: '广东省******' })
  expect(gaps([address], { to: '广东省******' })).toEqual([])
  expect(fault(address, '广东省广州市******')).toBe('把地址写全，不要用星号。')
  expect(fault(address, '13800138000')).toBe('地址太短，写到门牌号。')
})

test.each([
  [12, 8, 0, 2, '8 项替您填好了，2 项可以不填。'],
  [12, 8, 2, 0, '8 项替您填好了，2 项已经填好，2 项可以不填。'],
  [10, 10, 0, 0, '10 项替您填好了。'],
  [3, 0, 0, 3, '填一项存一项。'],
])('of %i fields %i ours, %i own, %i left: %s', (all, ours, own, left, say) => {
  expect(tally(all, ours, own, left)).toBe(say)
  const numbers = [...say.matchAll(/(\d+) 项/g)].map((one) => Number(one[1]))
  expect(numbers.reduce((sum, one) => sum + one, left)).toBe(all)
})
