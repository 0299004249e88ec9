/**
 * Orders that found no network: they lie on the phone and are sent in their order, one after the other, as soon as there is one. Each
 * keeps the till's own number and the key of its first try: sent again, it is the same order. What the server does not take stays with its
 * reason until somebody says what becomes of it. Nothing here is ever called issued.
 */
import { ref } from 'vue'
import type { NewSale } from '@shared/types'
import { api, problem, uuid } from '../api'
import { passing } from '../drafts'
import { sentence } from '../refused'
import { ensureSignedIn, keep, kept, store } from '../store'

export interface Queued {
  /** Whose: nobody else's account sends it. */
  by: string
  shop: string
  body: NewSale
  key: string
  /** What the lens saw while nobody could check it; '' when it was checked, or typed. */
  seen: string
  /** When it was written down, ms. */
  at: number
  /** Why it waits for a word; '' while it waits for the network only. */
  why: string
  /** Somebody looked at why it waited and wants it issued all the same. */
  sure: boolean
}

const STORE = 'till.queue' // not among what leaves with whoever signs out: an order that is not issued yet must not be lost
const ME = 'till.me'
export const MOST = 200
export const LONGEST_MS = 72 * 3600_000
const FULL = `手机里已经存了 ${MOST} 张，先连上网发出去`
const OLD = '超过 72 小时了，问过管理员再开'

const read = (): Queued[] => uni.getStorageSync(STORE) || []
const me = (): string => store.me?.id ?? kept<string>(ME)?.value ?? ''
/** Mine, the oldest first. */
export const queued = ref<Queued[]>([])

function show(): void {
  if (store.me) keep(ME, store.me.id)
  queued.value = read().filter((one) => one.by === me())
}
function write(all: Queued[]): void {
  uni.setStorageSync(STORE, all)
  show()
}
const same = (one: Queued, other: Queued) => one.shop === other.shop && one.body.order_no === other.body.order_no
function change(one: Queued, values: Partial<Queued> | null): void {
  write(read().flatMap((each) => (same(each, one) ? (values ? [{ ...each, ...values }] : []) : [each])))
}

/** Written down on the phone. Returns why not, '' when it is. The same order twice is one. */
export function enqueue(shop: string, body: NewSale, key: string, seen: string, now = Date.now()): string {
  const all = read()
  const one: Queued = { by: me(), shop, body, key, seen, at: now, why: '', sure: false }
  if (all.some((each) => same(each, one))) return ''
  if (all.filter((each) => each.by === one.by).length >= MOST) return FULL
  write([...all, one])
  return ''
}

/** Whoever is asked says: issue it all the same, or not at all. */
export const release = (one: Queued): void => change(one, { why: '', sure: true })
export const forgo = (one: Queued): void => change(one, null)

/** What the server says of a title nobody could check: why it is not issued yet, '' when it is good. */
async function doubt(one: Queued): Promise<string> {
  const found = await api('POST', '/api/merchant/scan', { text: one.seen })
  if (!found.title) return found.words
  if (found.warning) return found.warning
  if (found.check === 'wrong') return '税号不对'
  return found.check === 'other' ? `登记的是“${found.registered}”` : ''
}

/** One order. Whether the next may go: not while there is no network, or the server is ill. */
async function send(one: Queued): Promise<boolean> {
  try {
    const why = !one.sure && Date.now() - one.at > LONGEST_MS ? OLD : one.seen && !one.sure ? await doubt(one) : ''
    if (why) {
      change(one, { why })
      return true
    }
    await api('POST', `/api/merchant/shops/${one.shop}/sales`, one.body, one.key)
    change(one, null)
  } catch (error) {
    const said = problem(error)
    if (passing(said) || said.status === 401) return false
    change(one, { why: sentence(said), key: uuid() })
  }
  return true
}

let running: Promise<void> | null = null
/** Send what waits for the network. Two at once are one. */
export function flush(): Promise<void> {
  running ??= (async () => {
    show()
    if (!read().some((one) => !one.why)) return
    await ensureSignedIn()
    show()
    for (const one of queued.value.filter((each) => !each.why)) if (!(await send(one))) return
  })()
    .catch(() => undefined)
    .finally(() => {
      running = null
    })
  return running
}
