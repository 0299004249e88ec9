import { expect, test } from 'vitest'
import { left, pages } from '../shared/holding'

test('fifty numbers are five screens of ten', () => {
  const units = Array.from({ length: 50 }, (_, n) => `粤A${n}`)
  expect(pages(units).map((one) => one.length)).toEqual([10, 10, 10, 10, 10])
  expect(pages(units).flat()).toEqual(units)
  expect(pages([])).toEqual([])
})

test('what is left of the time is said in words', () => {
  expect([600, 545, 60, 59, 0].map(left)).toEqual(['10 分 00 秒', '9 分 05 秒', '1 分 00 秒', '59 秒', '0 秒'])
})
