import { beforeEach, expect, test } from 'vitest'
import { aPhone } from './phone'

aPhone()
const { paged } = await import('../mp/paged')

type Row = { id: string }
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))
let served: Record<string, { rows: Row[]; next: string | null } | Error> = {}
let asks: string[] = []
const list = () =>
  paged<Row>(
    async (after) => {
      asks.push(after)
      const found = served[after]
      if (found instanceof Error) throw found
      return found
    },
    (one) => one.id,
  )
const ids = (found: Row[] | null) => found?.map((one) => one.id)

beforeEach(() => {
  asks = []
  served = { '': { rows: rows('a', 'b'), next: 'b' }, b: { rows: rows('b', 'c'), next: null } }
})

test('a list grows to its end, and nothing stands in it twice', async () => {
  const { rows: shown, next, first, more } = list()
  expect(shown.value).toBe(null)
  await first()
  expect([ids(shown.value), next.value]).toEqual([['a', 'b'], 'b'])
  await more()
  expect([ids(shown.value), next.value]).toEqual([['a', 'b', 'c'], null])
  await more()
  expect(asks).toEqual(['', 'b'])
})

test('read afresh it is as long as it was, with what is new at its head', async () => {
  const { rows: shown, first, more, again } = list()
  await first()
  await more()
  served = { '': { rows: rows('n', 'a'), next: 'a' }, a: { rows: rows('b', 'c'), next: null } }
  await again()
  expect(ids(shown.value)).toEqual(['n', 'a', 'b', 'c'])
})

test('a page that does not come leaves what is there, says why, and comes at the next try', async () => {
  const { rows: shown, failed, busy, first, more } = list()
  await first()
  const good = served.b
  served.b = new Error('x')
  await more()
  expect([ids(shown.value), failed.value?.say, busy.value]).toEqual([['a', 'b'], '我们这边出了点问题。', false])
  served.b = good
  await more()
  expect([ids(shown.value), failed.value]).toEqual([['a', 'b', 'c'], null])
})

test('a page that was asked for before the list was emptied is not put into the new one', async () => {
  const { rows: shown, first, more, clear } = list()
  await first()
  const late = more()
  clear()
  await late
  expect(shown.value).toBe(null)
})
