import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const hooks: Record<string, () => void> = {}
vi.mock('@dcloudio/uni-app', () => ({
  onShow: (work: () => void) => {
    hooks.show = work
  },
  onHide: (work: () => void) => {
    hooks.hide = work
  },
  onUnload: (work: () => void) => {
    hooks.unload = work
  },
}))
const { useLive } = await import('../mp/live')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a page that is seen looks at once and again within two seconds; a hidden one asks nothing', async () => {
  const look = vi.fn(async () => undefined)
  useLive(look)
  expect(look).toHaveBeenCalledTimes(0)
  hooks.show()
  expect(look).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(look).toHaveBeenCalledTimes(2)
  hooks.hide()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(look).toHaveBeenCalledTimes(2)
  hooks.show()
  expect(look).toHaveBeenCalledTimes(3)
})

test('after ten minutes without news it looks less often; news makes it brisk again', async () => {
  let news = false
  const look = vi.fn(async () => news)
  useLive(look)
  hooks.show()
  await vi.advanceTimersByTimeAsync(610_000)
  look.mockClear()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(look.mock.calls.length).toBe(10)
  news = true
  await vi.advanceTimersByTimeAsync(6_000)
  news = false
  look.mockClear()
  await vi.advanceTimersByTimeAsync(18_000)
  expect(look.mock.calls.length).toBe(10)
})

test('while something is on its way a page looked at for an hour still looks every two seconds', async () => {
  const look = vi.fn(async () => 'moving' as const)
  useLive(look)
  hooks.show()
  await vi.advanceTimersByTimeAsync(3_600_000)
  look.mockClear()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(10)
})

test('a server that does not answer is asked later and later, and one look never overlaps another', async () => {
  let open = 0
  let most = 0
  const look = vi.fn(async () => {
    most = Math.max(most, ++open)
    await Promise.resolve()
    open--
    throw new Error('503')
  })
  const live = useLive(look)
  hooks.show()
  live.now()
  live.now()
  await vi.advanceTimersByTimeAsync(0)
  expect(look).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(look.mock.calls.length).toBeLessThan(9)
  expect(most).toBe(1)
})

test('what has come to its end is not asked for again until the page is shown once more', async () => {
  const look = vi.fn(async () => 'end' as const)
  useLive(look)
  hooks.show()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(look).toHaveBeenCalledTimes(1)
  hooks.show()
  expect(look).toHaveBeenCalledTimes(2)
})
