/** In a browser: an address typed by hand. */
import { named, pathOf } from '@shared/nav'
import { restart } from '../nav'

interface Place {
  path: string
  fullPath: string
}
export interface Router {
  afterEach(look: (to: Place) => void): unknown
}
type Lying = { $page?: { id: number; fullPath: string } }

/** uni numbers the pages it opened itself; all others are its first. */
const FIRST = 1

/**
 * A page keeps the query it was opened with. uni knows a page by its path and a number, which an address typed by hand has not: it would
 * show the page that lies there, or the first it ever opened of that path, whatever the query says now. So it is opened anew.
 */
export function follow(router: Router): void {
  router.afterEach((to) => {
    if ((history.state as { __id__?: number } | null)?.__id__) return
    const lying = (getCurrentPages() as unknown as Lying[]).map((page) => page.$page)
    const same = lying.find((page) => page && pathOf(page.fullPath) === to.path)
    if (same && (same.id !== FIRST || named(same.fullPath) !== named(to.fullPath))) restart(to.fullPath)
  })
}
