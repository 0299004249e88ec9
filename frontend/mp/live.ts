import { onHide, onShow, onUnload } from '@dcloudio/uni-app'

/** Between two looks while something may still happen; after `BRISK_MS` of nothing new, and after failures, it grows up to `SLOW_MS`. */
export const EVERY_MS = 1800
const BRISK_MS = 600_000
const SLOW_MS = 6000
const LONGEST_MS = 60_000

export type Seen = boolean | 'moving' | 'end' | void

export interface Live {
  /** Look now, whatever the clock says. Two looks never overlap: one asked for during another follows it. */
  now: () => Promise<void>
  /** Look no more (what was followed has come to its end); `now` and the page's next showing start it again. */
  stop: () => void
}

/**
 * Follow what happens elsewhere: another tab, another phone, the department, the till. Looks at once when the page comes to be
 * seen (opened, come back to, app or tab in front again) and then every `everyMs` while it is seen; a hidden page asks nothing.
 *
 * `look` fetches and shows. It answers `true` when there was something new (the pace stays brisk), `'moving'` when there was not but
 * something is on its way (the pace stays brisk as long as it is: what was decided is seen within two seconds however long the page
 * has been looked at), `'end'` when nothing more can come, and throws when the network or the server does not answer: the next look then comes later and later.
 */
export function useLive(look: () => Promise<Seen>, everyMs = EVERY_MS): Live {
  let timer: ReturnType<typeof setTimeout> | undefined
  let seen = false
  let running: Promise<void> | null = null
  let again = false
  let fails = 0
  let news = 0

  function pace(): number {
    if (fails) return Math.min(everyMs * 2 ** fails, LONGEST_MS)
    return Date.now() - news > BRISK_MS ? Math.max(everyMs, SLOW_MS) : everyMs
  }
  function rest() {
    clearTimeout(timer)
    timer = undefined
  }
  async function once() {
    rest()
    let ended = false
    try {
      const said = await look()
      fails = 0
      if (said === true || said === 'moving') news = Date.now()
      ended = said === 'end'
    } catch {
      fails++
    }
    if (seen && !ended && !again) timer = setTimeout(now, pace())
  }
  function now(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        await once()
      } while (again)
    })().finally(() => {
      running = null
    })
    return running
  }
  function show() {
    seen = true
    news = Date.now()
    fails = 0
    now()
  }
  function hide() {
    seen = false
    rest()
  }
  // Both platforms show and hide the page on top with the app or the tab itself.
  onShow(show)
  onHide(hide)
  onUnload(hide)
  return { now, stop: rest }
}
