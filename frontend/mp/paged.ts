import { ref, shallowRef } from 'vue'
import type { Problem } from '@shared/types'
import { problem, token } from './api'

export interface Page<T> {
  rows: T[]
  next: string | null
}

/** A list that grows as one scrolls. `ask(after)` fetches a page, `name` tells rows apart: nothing is shown twice.
 *  `first` opens it, `again` reads what is open afresh (as many pages), `more` fetches the next. */
export function paged<T>(ask: (after: string) => Promise<Page<T>>, name: (row: T) => string) {
  const rows = shallowRef<T[] | null>(null)
  const next = ref<string | null>(null)
  const busy = ref(false)
  const failed = ref<Problem | null>(null)
  let turn = 0

  const add = (before: T[], page: T[]) => {
    const there = new Set(before.map(name))
    return [...before, ...page.filter((row) => !there.has(name(row)))]
  }
  async function first() {
    const mine = ++turn
    const page = await ask('')
    if (mine === turn) show(page.rows, page.next)
  }
  async function again() {
    const mine = ++turn
    const wanted = rows.value?.length ?? 0
    let page = await ask('')
    let found = page.rows
    while (page.next && found.length < wanted && mine === turn) {
      page = await ask(page.next)
      found = add(found, page.rows)
    }
    if (mine === turn) show(found, page.next)
  }
  async function more() {
    if (!next.value || busy.value || !rows.value) return
    const mine = turn
    busy.value = true
    failed.value = null
    try {
      const page = await ask(next.value)
      if (mine === turn) show(add(rows.value, page.rows), page.next)
    } catch (error) {
      if (mine === turn) failed.value = problem(error)
    } finally {
      busy.value = false
    }
  }
  function show(all: T[], following: string | null) {
    rows.value = all
    next.value = following
    failed.value = null
  }
  function clear() {
    turn++
    rows.value = null
    next.value = null
    failed.value = null
  }
  return { rows, next, busy, failed, first, again, more, show, clear }
}

/** The list a page of one's own is about: empty before one has signed in; what failed stands in its place. */
export function mine<T>(ask: (after: string) => Promise<Page<T>>, name: (row: T) => string) {
  const pages = paged(ask, name)
  const shown = ref<Problem | null>(null)
  const signedOut = ref(false)
  async function load() {
    signedOut.value = !token()
    if (signedOut.value) return pages.show([], null)
    try {
      await pages.again()
      shown.value = null
    } catch (error) {
      shown.value = problem(error)
    }
  }
  return { ...pages, shown, signedOut, load }
}
