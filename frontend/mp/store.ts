import { reactive } from 'vue'
import type { App, Me, Settings } from '@shared/types'
import type { Way } from '@shared/ways'
import { present } from '@shared/words'
import { api, AWAY, hasLeft, problem, Refusal, signIn, token, whenGone, whenThrownOut } from './api'
import { afresh, restart, takeStep } from './nav'
import { platform } from './platform'

export { finishStep } from './nav'

interface Named {
  code: string
  name: string
}
export const store = reactive({
  city: {
    code: (uni.getStorageSync('city')?.code as string) || '440100',
    name: (uni.getStorageSync('city')?.name as string) || '广州',
  },
  /** Of the city, where one was chosen; null: the whole city. */
  district: (uni.getStorageSync('district') || null) as Named | null,
  elder: !!uni.getStorageSync('elder'),
  /** How much larger this person has text set on the phone, from 1 to 2. */
  enlarged: 1,
  declined: !!uni.getStorageSync('elder.declined'),
  me: null as Me | null,
  app: {
    sandbox_port: null as number | null,
    hotline: '12345',
    templates: [] as App['templates'],
  },
})

const ELDER = 22 / 17 // what 大字版 itself adds to the size of text
const LARGE = 1.15

/** The setting may change while the phone is in a pocket: read again each time the app comes to the front. */
export function lookAtText(): void {
  store.enlarged = Math.min(2, Math.max(1, platform.enlarged()))
}

/** `--k` of the root view: text is as large as the system wants it, in 大字版 never less than its own. */
export const textScale = (): number =>
  Number((store.elder ? Math.max(1, store.enlarged / ELDER) : store.enlarged).toFixed(3))

/** Whether 大字版 is worth offering by itself: text is set large or the age says so, and nobody said no yet. */
export const offersElder = (): boolean =>
  !store.elder && !store.declined && (store.enlarged >= LARGE || !!store.me?.offer_elder)

export function declineElder(): void {
  store.declined = true
  uni.setStorageSync('elder.declined', true)
}

export async function boot(): Promise<void> {
  try {
    store.app = { ...store.app, ...(await api('GET', '/api/app')) }
    platform.ready(store.app.sandbox_port)
    if (token()) await refreshMe()
  } catch {
    // Offline at the start: pages show what they kept.
  }
}

export async function refreshMe(): Promise<Me | null> {
  const me = await api('GET', '/api/me')
  if (!token()) return null // signed out while it was on its way
  store.me = me
  agreeOnElder()
  return store.me
}

/** What was chosen on this phone before anybody signed in is told to the account; otherwise the account's choice comes to this phone. */
function agreeOnElder(): void {
  if (store.me?.elder === undefined || store.me.elder === store.elder) return
  if (uni.getStorageSync('elder.untold')) setElder(store.elder)
  else setElder(store.me.elder, false)
}

/** Whoever signed out is asked before this phone signs in again. */
const asked = (): Promise<boolean> =>
  new Promise((resolve) =>
    uni.showModal({
      title: '登录接着办？',
      content: '您在这台手机上退出登录了。',
      confirmText: '登录',
      confirmColor: '#0B6C75',
      cancelText: '先不登录',
      success: (answer) => resolve(answer.confirm),
      fail: () => resolve(false),
    }),
  )

/** `byHand`: a button that says 登录 was tapped. */
export async function ensureSignedIn(byHand = false): Promise<void> {
  await ready()
  if (!token()) {
    if (hasLeft() && !byHand && !(await asked())) throw new Refusal(AWAY)
    store.me = await signIn(hasLeft())
    agreeOnElder()
  } else if (!store.me) await refreshMe()
}

/** The sandbox's port is known only after /api/app answered; the real platform needs nothing. */
export async function ready(): Promise<void> {
  if (platform.isReady()) return
  store.app = { ...store.app, ...(await api('GET', '/api/app')) }
  platform.ready(store.app.sandbox_port)
}

export function setCity(code: string, name: string): void {
  setDistrict(null)
  store.city = { code, name }
  uni.setStorageSync('city', store.city)
  if (store.me) api('PATCH', '/api/me', { city: code as Settings['city'] }).catch(() => undefined)
}

/** What applies where an errand is done: the district's office when a district was chosen. */
export const place = (): string => store.district?.code ?? store.city.code
export const placeName = (): string => `${store.city.name}${store.district?.name ?? ''}`

export function setDistrict(one: Named | null): void {
  store.district = one
  if (one) uni.setStorageSync('district', one)
  else uni.removeStorageSync('district')
}

export function setElder(on: boolean, tell = true): void {
  store.elder = on
  uni.setStorageSync('elder', on)
  if (!tell) return
  uni.setStorageSync('elder.untold', !store.me)
  if (store.me) api('PATCH', '/api/me', { elder: on }).catch(() => uni.setStorageSync('elder.untold', true))
}

/** Run a call that may need the real name or the face: the step opens by itself, then the call is repeated. */
export async function trusted<T>(work: () => Promise<T>): Promise<T> {
  await ensureSignedIn()
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const code = problem(error).code
      const url =
        code === 'real_name_needed' ? '/pages/real-name/index' : code === 'face_needed' ? '/pages/face/index' : ''
      if (!url || tries > 2 || !(await takeStep(url))) throw error
    }
  }
}

/** What stands before a page, done by hand: signing in, name and number, the face. False when the person turned back. */
export async function overcome(way: Way): Promise<boolean> {
  if (way === 'enter') await ensureSignedIn(true)
  return (way !== 'name' && way !== 'face') || takeStep(`/pages/${way === 'name' ? 'real-name' : 'face'}/index`)
}

/** The last good answer, for when there is no network. */
export function keep(name: string, value: unknown): void {
  uni.setStorageSync(`kept.${name}`, { at: present().toISOString(), value })
}

export function kept<T>(name: string): { at: string; value: T } | null {
  return uni.getStorageSync(`kept.${name}`) || null
}

/** Handed in: the server has it all, the phone keeps no copy of what was filled in. */
export function forgetCase(no: string): void {
  for (const name of [`kept.draft.${no}`, `kept.form.${no}`]) uni.removeStorageSync(name)
}

/** What belongs to a person leaves the phone with the person. Cities and the first screen are everybody's. */
export function forget(): void {
  for (const name of uni.getStorageInfoSync().keys)
    if (name.startsWith('kept.') && !name.startsWith('kept.home.')) uni.removeStorageSync(name)
  uni.removeStorageSync('token')
  store.me = null
}

/** Ended from another phone: nothing of the person stays here, and the page says what happened. */
whenThrownOut(() => {
  forget()
  restart('/pages/signed-out/index')
})

/** Signed out elsewhere (another tab): no page goes on showing what was the person's, neither this one nor any beneath it. */
export function leaveToo(): void {
  if (!store.me) return
  forget()
  afresh()
}
whenGone(leaveToo)
