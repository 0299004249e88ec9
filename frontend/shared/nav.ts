/** Where a tap leads, given the pages that lie on top of each other. Pure: no phone needed to try it. */

/** WeChat holds ten pages; the eleventh is refused without a word (errMsg "webview count limit exceed"). */
export const LIMIT = 10
/** So many lie on each other before a new one takes a place instead of a further one: a step (real name, face), its hall and one more still fit above. */
export const ROOM = LIMIT - 3

export const TABS = ['home', 'cases', 'wallet', 'me'].map((name) => `/pages/${name}/index`)

/** The pages on which one applies, or mends: when it is handed in, they are done with. */
const APPLYING = ['item', 'form', 'materials', 'crop', 'confirm', 'correct'].map((name) => `/pages/${name}/index`)

/** How many pages on top are of applying: beneath them lies where the person came from. */
export function applying(stack: string[]): number {
  let over = 0
  while (over < stack.length && APPLYING.includes(pathOf(stack[stack.length - 1 - over]))) over++
  return over
}

export type Move =
  | { by: 'tab'; url: string }
  | { by: 'open'; url: string }
  | { by: 'replace'; url: string }
  /** Back by `delta` pages; with `url`, the page found there gives its place to it. */
  | { by: 'back'; delta: number; url?: string }
  | { by: 'stay' }

export const pathOf = (url: string): string => `/${url.replace(/^\//, '').split('?')[0]}`

/** Path and query, each value decoded and in the order of names, so that the same page is the same text. */
export function named(url: string): string {
  const query = (url.split('?')[1] ?? '')
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name, ...value] = pair.split('=')
      try {
        return `${name}=${decodeURIComponent(value.join('='))}`
      } catch {
        return pair
      }
    })
  return `${pathOf(url)}?${query.sort().join('&')}`
}

/**
 * `stack`: addresses from the lowest to the one in front; `room`: how many may lie there.
 * The page asked for lies there already → back to it, never a second copy. No room → the same kind of page gives its place, or the one in front does.
 */
export function plan(stack: string[], url: string, room = ROOM): Move {
  if (TABS.includes(pathOf(url)))
    return stack.length === 1 && pathOf(stack[0]) === pathOf(url) ? { by: 'stay' } : { by: 'tab', url: pathOf(url) }
  const last = stack.length - 1
  const same = stack.map(named).lastIndexOf(named(url))
  if (same >= 0) return same === last ? { by: 'stay' } : { by: 'back', delta: last - same }
  if (stack.length < room) return { by: 'open', url }
  const kin = stack.map(pathOf).lastIndexOf(pathOf(url))
  return kin >= 0 && kin < last ? { by: 'back', delta: last - kin, url } : { by: 'replace', url }
}

/** The page in front has done its work and gives its place: to the page below when that is the one, so that going back does not show it twice. */
export function instead(stack: string[], url: string): Move {
  if (TABS.includes(pathOf(url))) return { by: 'tab', url: pathOf(url) }
  const last = stack.length - 1
  const same = stack.slice(0, last).map(named).lastIndexOf(named(url))
  return same >= 0 ? { by: 'back', delta: last - same } : { by: 'replace', url }
}
