/** In a browser: an address typed by hand. */
import { named, pathOf } from '@shared/nav'
import { restart } from '../nav'

interface Place {
  path: string
  fullPath: string
}
export interface Router {
  beforeEach(look: (to: Place) => void): unknown
}
type Lying = { $page?: { id: number; fullPath: string } }

/** uni numbers the pages it opened itself; all others are its first. */
const FIRST = 1
const numbered = () => (history.state as { __id__?: number } | null)?.__id__ !== undefined
/** The address bar is there already: nothing of ours leads there. */
const isThere = (to: Place) => named(location.hash.slice(1)) === named(to.fullPath)

/**
 * A page keeps the query it was opened with. uni knows a page by its path and a number, which an address typed by hand has not: it would
 * show the page that lies there, or the first it ever opened of that path, whatever the query says now. So it is opened anew, and before
 * anything is drawn: a page that was drawn once more under the new address would be kept under its old name, and come back with it.
 */
export function follow(router: Router): void {
  let leading = ''
  router.beforeEach((to) => {
    if (numbered() || !isThere(to) || leading === to.fullPath) return
    const lying = (getCurrentPages() as unknown as Lying[]).map((page) => page.$page)
    const same = lying.find((page) => page && pathOf(page.fullPath) === to.path)
    if (!same || (same.id === FIRST && named(same.fullPath) === named(to.fullPath))) return
    leading = to.fullPath
    restart(to.fullPath).finally(() => {
      leading = ''
    })
  })
}
