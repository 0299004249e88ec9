import { expect, test } from 'vitest'
import { applies, fault, gaps } from '../shared/form'
import type { Field } from '../shared/types'
import { money, when } from '../shared/words'

const field = (more: Partial<Field>): Field => ({ id: 'x', label: 'x', kind: 'text', hint: '', required: true, value: null, text: '', source: null, editable: true, ...more })

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
})
