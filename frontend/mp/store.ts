import { reactive } from 'vue'
import type { Me } from '@shared/types'
import { api, problem, signIn, token } from './api'
import { takeStep } from './nav'
import { platform } from './platform'

export { finishStep } from './nav'

export const store = reactive({
  city: { code: (uni.getStorageSync('city')?.code as string) || '440100', name: (uni.getStorageSync('city')?.name as string) || '广州' },
  elder: !!uni.getStorageSync('elder'),
  me: null as Me | null,
  app: { sandbox_port: null as number | null, hotline: '12345', templates: [] as { id: string; title: string; for: string }[] },
})

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
  store.me = await api<Me>('GET', '/api/me')
  if (store.me?.elder !== undefined && store.me.elder !== store.elder) setElder(store.me.elder, false)
  return store.me
}

export async function ensureSignedIn(): Promise<void> {
  await ready()
  if (!token()) store.me = await signIn()
  else if (!store.me) await refreshMe()
}

/** The sandbox's port is known only after /api/app answered; the real platform needs nothing. */
export async function ready(): Promise<void> {
  if (platform.isReady()) return
  store.app = { ...store.app, ...(await api('GET', '/api/app')) }
  platform.ready(store.app.sandbox_port)
}

export function setCity(code: string, name: string): void {
  store.city = { code, name }
  uni.setStorageSync('city', store.city)
  if (store.me) api('PATCH', '/api/me', { city: code }).catch(() => undefined)
}

export function setElder(on: boolean, tell = true): void {
  store.elder = on
  uni.setStorageSync('elder', on)
  if (tell && store.me) api('PATCH', '/api/me', { elder: on }).catch(() => undefined)
}

/** Run a call that may need the real name or the face: the step opens by itself, then the call is repeated. */
export async function trusted<T>(work: () => Promise<T>): Promise<T> {
  await ensureSignedIn()
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const code = problem(error).code
      const url = code === 'real_name_needed' ? '/pages/real-name/index' : code === 'face_needed' ? '/pages/face/index' : ''
      if (!url || tries > 2 || !(await takeStep(url))) throw error
    }
  }
}

/** The last good answer, for when there is no network. */
export function keep(name: string, value: unknown): void {
  uni.setStorageSync(`kept.${name}`, { at: new Date().toISOString(), value })
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
  for (const name of uni.getStorageInfoSync().keys) if (name.startsWith('kept.') && !name.startsWith('kept.home.')) uni.removeStorageSync(name)
  uni.removeStorageSync('token')
  store.me = null
}
