import { computed, inject, onMounted, onUnmounted, ref, shallowRef, watch, type Ref } from 'vue'
import type { Problem } from '@shared/types'
import { problem } from './api'
import { lead } from './refused'
import { store, trusted } from './store'

/** What is held for a draft: the draft's revision, and how long it is still kept (null: no clock runs). */
export interface Held {
  rev: number
  seconds_left: number | null
}

/** A scarce thing of a field, held for minutes: read at first, when its time is over, and whenever the page has saved another answer.
 *  `look` reads it, `took` hears of each reading; `ask` does what a tap wants, which may lead over the name and the face. */
export function useHeld<V extends Held>(no: () => string, look: () => Promise<V>, took: (view: V) => void) {
  /** What the page has still to save, and how often it saved: what can be held hangs on it. */
  const flush = inject<() => Promise<void>>('flush', async () => undefined)
  const saves = inject<Ref<number>>('saves', ref(0))
  const rev = inject<{ now: number | null }>('rev', { now: null })
  const view = shallowRef<V | null>(null)
  const refused = ref<Problem | null>(null)
  const busy = ref(false)
  const seconds = ref(0)
  let ends = 0
  let clock: ReturnType<typeof setInterval> | undefined

  function take(next: V) {
    view.value = next
    refused.value = null
    clearInterval(clock)
    if (rev.now === next.rev - 1) rev.now = next.rev // it was this phone that changed the draft
    took(next)
    if (next.seconds_left === null) return
    ends = Date.now() + next.seconds_left * 1000
    tick()
    clock = setInterval(tick, 1000)
  }
  function tick() {
    seconds.value = Math.max(0, Math.round((ends - Date.now()) / 1000))
    if (seconds.value) return
    clearInterval(clock)
    load()
  }
  async function load() {
    try {
      take(await look())
    } catch (error) {
      refused.value = problem(error)
    }
  }
  async function ask(work: () => Promise<V>) {
    if (busy.value) return
    busy.value = true
    try {
      await flush()
      take(await trusted(work))
    } catch (error) {
      const told: Problem = problem(error)
      if (await lead({ ...told, errors: [] }, no())) return
      await load() // what is so now stands beside what was refused
      refused.value = told
    } finally {
      busy.value = false
    }
  }

  onMounted(load)
  onUnmounted(() => clearInterval(clock))
  watch(saves, () => load())
  // Who gave name or face meanwhile, here for another field or elsewhere, need not ask again.
  watch(
    () => store.me,
    () => refused.value && !busy.value && load(),
  )
  return { view, refused, busy, seconds, near: computed(() => seconds.value <= 60), load, ask, again: () => ask(look) }
}
