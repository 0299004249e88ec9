import { beforeEach, expect, test, vi } from 'vitest'

const went: string[] = []
vi.mock('../mp/nav', () => ({ restart: async (url: string) => went.push(url) }))
const { follow } = await import('../mp/h5/typed')

let guard: (to: { path: string; fullPath: string }) => void
/** The address bar has it, and the router asks before anything is drawn. */
const look = (to: { path: string; fullPath: string }) => {
  history.replaceState(history.state, '', `#${to.fullPath}`)
  guard(to)
}
const to = (fullPath: string) => ({ path: fullPath.split('?')[0], fullPath })
const lies = (...pages: [number, string][]) =>
  vi.stubGlobal('getCurrentPages', () => pages.map(([id, fullPath]) => ({ $page: { id, fullPath } })))

beforeEach(() => {
  went.length = 0
  history.replaceState(null, '')
  follow({
    beforeEach: (given) => {
      guard = given
    },
  })
})

test('another query typed into the address opens the page anew', () => {
  lies([1, '/pages/item/index?id=a'])
  look(to('/pages/item/index?id=b'))
  expect(went).toEqual(['/pages/item/index?id=b'])
})

test('also where that page lies beneath others', () => {
  lies([1, '/pages/item/index?id=a'], [2, '/pages/form/index?no=1'])
  look(to('/pages/item/index?id=b'))
  expect(went).toEqual(['/pages/item/index?id=b'])
})

test('and again after a page was opened anew, which uni has numbered', () => {
  lies([2, '/pages/item/index?id=b'])
  look(to('/pages/item/index?id=c'))
  expect(went).toEqual(['/pages/item/index?id=c'])
})

test.each(['/pages/item/index?id=a', '/pages/case/index?no=1'])('%s is left to uni', (url) => {
  lies([1, '/pages/item/index?id=a'])
  look(to(url))
  expect(went).toEqual([])
})

test('what uni opens itself has a number and is left to it', () => {
  history.replaceState({ __id__: 2 }, '')
  lies([1, '/pages/item/index?id=a'])
  look(to('/pages/item/index?id=b'))
  expect(went).toEqual([])
})

test('a page of ours that is about to open is no address that was typed, also from the first page, which has no number', () => {
  lies([1, '/pages/item/index?id=a'])
  history.replaceState(null, '', '#/pages/item/index?id=a')
  guard(to('/pages/item/index?id=b'))
  expect(went).toEqual([])
})

test('what is opened anew comes by here once more and is let through', () => {
  lies([2, '/pages/item/index?id=b'])
  look(to('/pages/item/index?id=c'))
  guard(to('/pages/item/index?id=c'))
  expect(went).toEqual(['/pages/item/index?id=c'])
})
