import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { applying, LIMIT, named, plan, ROOM, TABS } from '@shared/nav'
import { back, conclude, finishStep, go, home, replace, seen, stack, strayed, takeStep } from '../mp/nav'

const MP = join(__dirname, '../mp')
const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
const at = (name: string, query = '') => `/pages/${name}/index${query && `?${query}`}`

/** WeChat's own stack: pages with route and options, an eleventh refused, tab pages only by switchTab. */
let lying: { route: string; options: Record<string, string> }[] = []
let said: string[] = []
const page = (url: string) => ({
  route: url.split('?')[0].slice(1),
  options: Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? '')),
})
type Asked = { url: string; delta?: number; success?: () => void; fail?: () => void }
const answer = (asked: Asked, good: boolean, work: () => void) => {
  if (good) work()
  ;(good ? asked.success : asked.fail)?.()
}
const tab = (url: string) => TABS.includes(url.split('?')[0])

beforeEach(() => {
  lying = [page(at('home'))]
  said = []
  Object.assign(globalThis, {
    getCurrentPages: () => lying,
    uni: {
      navigateTo: (asked: Asked) =>
        answer(asked, lying.length < LIMIT && !tab(asked.url), () => lying.push(page(asked.url))),
      redirectTo: (asked: Asked) => answer(asked, !tab(asked.url), () => lying.splice(-1, 1, page(asked.url))),
      switchTab: (asked: Asked) =>
        answer(asked, tab(asked.url) && !asked.url.includes('?'), () => {
          lying = [page(asked.url)]
        }),
      reLaunch: (asked: Asked) =>
        answer(asked, true, () => {
          lying = [page(asked.url)]
        }),
      navigateBack: (asked: Asked) =>
        answer(asked, lying.length > 1, () => lying.splice(-Math.min(asked.delta ?? 1, lying.length - 1))),
      showToast: ({ title }: { title: string }) => said.push(title),
    },
  })
})
const front = () => named(stack().at(-1) as string)

test('fifteen pages one after the other: each opens, never more than ten lie there, and home is reached again', async () => {
  for (let n = 1; n <= 15; n++) {
    expect(await go(at(n % 2 ? 'item' : 'bundle', `id=${n}`))).toBe(true)
    expect(front()).toBe(named(at(n % 2 ? 'item' : 'bundle', `id=${n}`)))
    expect(lying.length).toBeLessThanOrEqual(ROOM)
  }
  let taps = 0
  while (lying.length > 1 && taps++ < LIMIT) await back()
  expect(stack()).toEqual(['/pages/home/index?'])
  expect(said).toEqual([])
})

test('fifteen pages of fifteen kinds: each opens, never more than seven lie there', async () => {
  for (const name of 'search item halls dept list bundle help city verify messages seen sessions receipt certificate code'.split(
    ' ',
  )) {
    expect(await go(at(name))).toBe(true)
    expect(front()).toBe(named(at(name)))
    expect(lying.length).toBeLessThanOrEqual(7)
  }
})

test('round and round between form, photos and confirming: the form that lies there is gone back to, not opened again', async () => {
  for (let round = 0; round < 6; round++) {
    for (const name of ['form', 'materials', 'confirm']) await go(at(name, 'no=1'))
    expect(lying.length).toBe(4)
  }
})

test('a step that somebody waits for opens on a full pile, its hall above it, and the pile is as before afterwards', async () => {
  for (let n = 1; n < ROOM; n++) await go(at('item', `id=${n}`))
  const before = stack()
  expect(before.length).toBe(7)
  const done = takeStep(at('real-name'))
  await go(at('halls'))
  expect(stack().slice(-2)).toEqual([`${at('real-name')}?`, `${at('halls')}?`])
  await back()
  await back()
  finishStep(true)
  expect(await done).toBe(true)
  expect(stack()).toEqual(before)
})

test('a bill that is paid gives its place to the case below it, not to a second copy', async () => {
  await go(at('case', 'no=1'))
  await go(at('pay', 'no=1'))
  await replace(at('case', 'no=1'))
  expect(stack()).toEqual(['/pages/home/index?', at('case', 'no=1')])
  await go(at('pay', 'no=2'))
  await replace(at('case', 'no=2'))
  expect(stack()).toEqual(['/pages/home/index?', at('case', 'no=1'), at('case', 'no=2')])
})

test('what was corrected is the case again, once, and nothing of the correcting lies beneath it', async () => {
  await go(at('case', 'no=1'))
  await go(at('correct', 'no=1'))
  await go(at('materials', 'no=1&m=a'))
  await conclude(at('case', 'no=1'))
  expect(stack()).toEqual(['/pages/home/index?', at('case', 'no=1')])
  await go(at('form', 'no=2'))
  await conclude(at('case', 'no=2'))
  expect(stack()).toEqual(['/pages/home/index?', at('case', 'no=1'), at('case', 'no=2')])
})

test('a page gone back to by the phone is known from one that was opened, or gone back to, by a tap', async () => {
  seen()
  for (const page of ['case', 'form']) {
    await go(at(page, 'no=1'))
    seen()
    expect(strayed()).toBe(false)
  }
  await back()
  seen()
  expect(strayed()).toBe(false)
  lying.push(page(at('form', 'no=1'))) // the browser has it in its history still
  seen()
  expect(strayed()).toBe(true)
  await conclude(at('case', 'no=1'))
  seen()
  expect(strayed()).toBe(false)
})

test('a page that does not open is said, and who waits for a step is told no', async () => {
  ;(globalThis as any).uni.navigateTo = (asked: Asked) => asked.fail?.()
  expect(await go(at('nowhere'))).toBe(false)
  expect(await takeStep(at('face'))).toBe(false)
  expect(said).toEqual(['这一页现在打不开，请再点一次', '这一页现在打不开，请再点一次'])
})

test('a browser says yes before it went back: the next page waits for it', async () => {
  for (let n = 1; n < ROOM; n++) await go(at('item', `id=${n}`))
  const back1 = (globalThis as any).uni.navigateBack
  ;(globalThis as any).uni.navigateBack = (asked: Asked) => {
    setTimeout(() => back1({ delta: asked.delta }), 60)
    asked.success?.()
  }
  await go(at('bundle', 'id=1'))
  expect(front()).toBe(named(at('bundle', 'id=1')))
  await go(at('item', 'id=9'))
  expect(stack().slice(-2)).toEqual([at('item', 'id=4'), at('item', 'id=9')])
})

test('home from anywhere leaves one page; a tab is never opened as a page', async () => {
  await go(at('item', 'id=1'))
  await home()
  expect(stack()).toEqual(['/pages/home/index?'])
  await go(at('wallet', 'from=message'))
  expect(stack()).toEqual(['/pages/wallet/index?'])
})

test.each([
  [[at('home'), at('item', 'id=a')], at('item', 'id=a'), { by: 'stay' }],
  [[at('home'), at('item', 'id=a&answers=x%3Ay')], at('item', 'answers=x:y&id=a'), { by: 'stay' }],
  [[at('home'), at('form', 'no=1'), at('confirm', 'no=1')], at('form', 'no=1'), { by: 'back', delta: 1 }],
  [[at('home')], at('home'), { by: 'stay' }],
  [[at('home'), at('search')], at('home'), { by: 'tab', url: at('home') }],
  [[at('home'), at('item', 'id=a')], at('item', 'id=b'), { by: 'open', url: at('item', 'id=b') }],
  [
    [at('home'), at('item', 'id=a'), ...'bcdef'.split('').map((id) => at('bundle', `id=${id}`))],
    at('item', 'id=z'),
    { by: 'back', delta: 5, url: at('item', 'id=z') },
  ],
  [
    [at('home'), ...'abcdef'.split('').map((name) => at(name))],
    at('item', 'id=z'),
    { by: 'replace', url: at('item', 'id=z') },
  ],
])('from %j, %s → %j', (lies, url, move) => {
  expect(plan(lies, url)).toEqual(move)
})

test('no page goes anywhere but through nav.ts', () => {
  const calls = walk(MP)
    .filter((path) => /\.(vue|ts)$/.test(path) && relative(MP, path) !== 'nav.ts')
    .flatMap((path) =>
      [
        ...readFileSync(path, 'utf8').matchAll(
          /\b(?:uni|wx)\s*\.\s*(navigateTo|redirectTo|switchTab|reLaunch|navigateBack)\b|<navigator\b/g,
        ),
      ].map((found) => `${relative(MP, path)}: ${found[0]}`),
    )
  expect(calls).toEqual([])
})

test.each([
  [['home', 'item', 'form', 'materials', 'confirm'], 4],
  [['cases', 'form', 'confirm'], 2],
  [['home', 'case', 'form'], 1],
  [['form', 'confirm'], 2],
  [['home'], 0],
  [['home', 'correct', 'materials', 'crop'], 3],
  [['home', 'case', 'correct', 'form'], 2],
])('of %j the last %i are pages of applying', (names, over) => {
  expect(applying(names.map((name) => `/pages/${name}/index?no=1`))).toBe(over)
})
