import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fault } from '../shared/form'
import { fresh } from '../shared/groups'
import type { Field } from '../shared/types'
import { daysAgo, hear, present, when } from '../shared/words'

/** The phone's own clock is a month behind. */
beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(new Date('2026-10-28T02:00:00Z'))
})
afterEach(() => {
  hear(new Date().toUTCString())
  vi.useRealTimers()
})

test('today is the server’s day, whatever the phone believes', () => {
  const paid = '2026-11-28T01:31:00Z'
  expect(when(paid)).not.toMatch(/^今天/)
  hear('Sat, 28 Nov 2026 02:00:00 GMT')
  expect(present().toISOString()).toBe('2026-11-28T02:00:00.000Z')
  expect(when(paid)).toBe('今天 09:31')
  expect(daysAgo('2026-11-27T01:00:00Z')).toBe(1)
  expect(fresh({ updated_at: paid })).toBe(true)
  vi.advanceTimersByTime(24 * 3600_000)
  expect(when(paid)).toBe('昨天 09:31')
})

test('an answer that says no time changes nothing', () => {
  hear('Sat, 28 Nov 2026 02:00:00 GMT')
  for (const silent of [undefined, '', 'soon']) hear(silent)
  expect(present().toISOString()).toBe('2026-11-28T02:00:00.000Z')
})

test('whether a day is still to come is judged by the server’s day', () => {
  const day = { id: 'd', label: '日期', kind: 'date', options: [], latest: 'today', required: true, editable: true }
  const said = () => fault({ ...day, latest: '2026-11-28' } as unknown as Field, '2026-11-28')
  hear('Sat, 28 Nov 2026 02:00:00 GMT')
  expect(said()).toBe('')
})
