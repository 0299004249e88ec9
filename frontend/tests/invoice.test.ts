import { expect, test } from 'vitest'
import { fenOf, fours, orderNo, parted, signedFen, yuanOf } from '@shared/invoice'

test.each([
  [10000, '6%', 9434, 566],
  [3680, '13%', 3257, 423],
  [1463, '13%', 1295, 168],
  [12800, '1%', 12673, 127],
  [1, '13%', 1, 0],
  [10000, '免税', 10000, 0],
  [300000, '1.5%', 295567, 4433],
])('%s fen at %s are parted as the server parts them', (paid, rate, amount, tax) => {
  expect(parted(paid, rate)).toEqual({ amount, tax })
})

test('a sum is typed in yuan, and nothing else is one', () => {
  expect(['458', '458.5', '458.05', '0.01'].map(fenOf)).toEqual([45800, 45850, 45805, 1])
  expect(['128.00', '-128', '−1,010.00', '0', '1.234'].map(signedFen)).toEqual([12800, -12800, -101000, null, null])
  expect(['', '0', '0.00', '-1', '1.234', '1,2', 'x'].map(fenOf)).toEqual(Array(7).fill(null))
})

test('sums and numbers are shown as they are read', () => {
  expect([yuanOf(1260450), yuanOf(5), yuanOf(-3680)]).toEqual(['12,604.50', '0.05', '-36.80'])
  expect(fours('26442000000000001001')).toBe('2644 2000 0000 0000 1001')
  expect(orderNo(new Date(2026, 10, 3), () => 0.99)).toBe('T20261103-ffffffff')
})
