/** The one way from page to page. No page calls uni's own: WeChat refuses an eleventh page and says nothing. */
import { applying, instead, LIMIT, type Move, named, plan, TABS } from '@shared/nav'

interface Lying {
  route?: string
  options?: Record<string, string>
  $page?: { fullPath?: string }
}

function address(page: Lying): string {
  if (page.$page?.fullPath) return page.$page.fullPath
  return `/${page.route ?? ''}?${Object.entries(page.options ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`
}

/** What lies on each other, the lowest first. */
export const stack = (): string[] => (getCurrentPages() as unknown as Lying[]).map(address)

/** Where nav led last, and what was seen last: a page that comes to be seen otherwise was gone back to by the phone or the browser. */
let meant = ''
let last = ''
let astray = false

/** A page is seen (page-frame says so each time). */
export function seen(): void {
  const now = named(stack().pop() ?? '')
  if (now === last) return
  astray = !!last && now !== meant
  last = now
}

/** Whether the page in front was reached by the phone's or the browser's own back (or forward), not by a tap on one of ours. */
export const strayed = (): boolean => astray

/** Each by its own name: the H5 build keeps only what of uni is named. */
const WAYS = {
  open: (asked: UniNamespace.NavigateToOptions) => {
    uni.navigateTo(asked)
  },
  replace: (asked: UniNamespace.RedirectToOptions) => {
    uni.redirectTo(asked)
  },
  tab: (asked: UniNamespace.SwitchTabOptions) => {
    uni.switchTab(asked)
  },
  restart: (asked: UniNamespace.ReLaunchOptions) => {
    uni.reLaunch(asked)
  },
}

/** Whether the page opened. A page that does not open is said, not passed over. */
function take(way: keyof typeof WAYS, url: string): Promise<boolean> {
  meant = named(url)
  return new Promise((resolve) => {
    WAYS[way]({
      url,
      success: () => resolve(true),
      fail: () => {
        uni.showToast({ title: '这一页现在打不开，请再点一次', icon: 'none' })
        resolve(false)
      },
    })
  })
}

async function step(delta: number): Promise<boolean> {
  const before = getCurrentPages().length
  meant = named(stack()[Math.max(0, before - 1 - delta)])
  const went = await new Promise<boolean>((resolve) => {
    uni.navigateBack({ delta, success: () => resolve(true), fail: () => resolve(false) })
  })
  // A browser says yes before it went: the next move would start from the page that is being left.
  for (let tries = 0; went && getCurrentPages().length === before && tries < 50; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return went
}

/** Open a page; back to it when it lies there already. A step that somebody waits for keeps its place: above it there is room to the limit. */
export async function go(url: string, waitedFor = false): Promise<boolean> {
  return make(plan(stack(), url, waitedFor || waiting() ? LIMIT : undefined))
}

const OWN: Record<string, string> = {
  view: '/pages/view/index',
  booking: '/pages/booking/index',
  titles: '/pages-invoice/titles/index',
  invoices: '/pages-invoice/mine/index',
  order: '/pages-invoice/scan/index',
  verify: '/pages-invoice/check/index',
}
/** Where an errand opens: what is only looked at or booked opens itself, everything else says first what it takes. */
export const itemPage = (one: { id: string; serves?: string }): string =>
  `${OWN[one.serves ?? ''] ?? '/pages/item/index'}?id=${one.id}`
/** Whether it opens itself, without questions and list before it. */
export const opensItself = (serves: string): boolean => serves in OWN

async function make(move: Move): Promise<boolean> {
  if (move.by === 'stay') return true
  if (move.by !== 'back') return take(move.by, move.url)
  const back = await step(move.delta)
  return back && move.url ? take('replace', move.url) : back
}

/** The page in front gives its place; back to the page when it lies below already. */
export const replace = (url: string): Promise<boolean> => make(instead(stack(), url))

/** Handed in, or overtaken: the pages of applying go, in a browser out of its history too, and back leads to where the person came from. */
export async function conclude(url: string): Promise<boolean> {
  const over = applying(stack())
  if (over < getCurrentPages().length) return (!over || (await step(over))) && go(url)
  return restart(url)
}

/** Everything below is done with. */
export const restart = (url: string): Promise<boolean> => take('restart', url)

/** The page in front opens anew with nothing beneath it; whoever waited for a step of it waits no longer. */
export function afresh(): Promise<boolean> {
  finishStep(false)
  return restart(stack().pop() ?? TABS[0])
}

/** One page back; from the lowest, home. */
export const back = (): Promise<boolean> => (getCurrentPages().length > 1 ? step(1) : take('tab', TABS[0]))

export const home = (): Promise<boolean> => go(TABS[0])

/** Something a page has to do before a call can go on (real name, face). Resolves true when it was done. */
let waits: ((done: boolean) => void) | null = null
const waiting = () => waits !== null

export function takeStep(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    waits = resolve
    go(url, true).then((opened) => {
      if (!opened) finishStep(false)
    })
  })
}

export function finishStep(done: boolean): void {
  const resolve = waits
  waits = null
  resolve?.(done)
}
