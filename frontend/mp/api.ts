import type { Me, Problem } from '@shared/types'
import { hear } from '@shared/words'
import type { AnswerOf, Method, Rest } from '@shared/wire'
import { platform } from './platform'

const BASE = (import.meta.env.VITE_API as string | undefined) ?? ''
const WAIT_MS = 12_000
const BUSY_MS = 4000
const BUSY_TRIES = 5

export class Refusal extends Error {
  constructor(public problem: Problem) {
    super(problem.code)
  }
}

export const OFFLINE: Problem = {
  status: 0,
  code: 'offline',
  say: '现在没有网络。',
  do: '连上网再试一次。',
  kept: '填过的都存着，不用重填。',
  errors: [],
}
const SLOW: Problem = { ...OFFLINE, say: '网络太慢，没等到回话。', do: '换个信号好的地方再试一次。' }
const BROKEN: Problem = {
  status: 500,
  code: 'unexpected',
  say: '我们这边出了点问题。',
  do: '过一会儿再试一次。',
  kept: '填过的都存着，不用重填。',
  errors: [],
}

export function uuid(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(Math.random() * 16).toString(16))
}

export function token(): string {
  return uni.getStorageSync('token') || ''
}

interface Sent {
  method: string
  path: string
  body?: unknown
  key?: string
}

function send(sent: Sent): Promise<{ status: number; body: any }> {
  const header: Record<string, string> = { 'Content-Type': 'application/json' }
  if (token()) header.Authorization = `Bearer ${token()}`
  if (sent.key) header['Idempotency-Key'] = sent.key
  return new Promise((resolve, reject) => {
    uni.request({
      url: BASE + sent.path,
      method: sent.method as any,
      data: sent.method === 'GET' ? undefined : ((sent.body ?? {}) as any),
      header,
      timeout: WAIT_MS,
      success: (answer) => {
        hear(answer.header?.date ?? answer.header?.Date)
        resolve({ status: answer.statusCode, body: answer.data })
      },
      fail: (why) => reject(new Refusal(/timeout/i.test(why?.errMsg ?? '') ? SLOW : OFFLINE)),
    })
  })
}

/** Ended from another phone: this one says so and waits for a tap. No call of this file mends that by itself. */
const THROWN = 'thrown_out'
let told: () => void = () => undefined
export const whenThrownOut = (tell: () => void): void => {
  told = tell
}
export const thrownOut = (): boolean => !!uni.getStorageSync(THROWN)

function refusal(answer: { status: number; body: any }): Refusal {
  const found = problemOf(answer)
  if (found.code === THROWN) {
    uni.setStorageSync(THROWN, true)
    told()
  }
  return new Refusal(found)
}

/** One call. Signed out → signs in silently and repeats once. Refusals are thrown with the server's own sentences. */
export async function api<M extends Method, P extends string>(
  method: M,
  path: P,
  ...rest: Rest<M, P>
): Promise<AnswerOf<M, P>> {
  const [body, key] = rest as [unknown?, string?]
  const sent = { method, path, body, key: key ?? (method === 'GET' || method === 'PATCH' ? undefined : uuid()) }
  let answer = await send(sent)
  if (answer.status === 401 && answer.body?.code !== THROWN) {
    await signIn()
    answer = await send(sent)
  }
  if (answer.status >= 400 || answer.status === 0) throw refusal(answer)
  return answer.body
}

function problemOf(answer: { status: number; body: any }): Problem {
  return { ...BROKEN, ...(answer.body?.code ? answer.body : {}), status: answer.status }
}

/** Signed out by hand: this phone signs in again only by hand. */
export const LEFT = 'left'
export const hasLeft = (): boolean => !!uni.getStorageSync(LEFT)
export const AWAY: Problem = {
  status: 401,
  code: 'signed_out',
  say: '您退出登录了。',
  do: '登录了才能接着办。',
  kept: '',
  errors: [],
}
/** Signed out in another tab: what lies here is still the person's, until it is told to go. */
let gone: () => void = () => undefined
export const whenGone = (go: () => void): void => {
  gone = go
}
let byMe = false
/** From the first moment: a look that is on its way while the server ends the session must not begin another. */
export async function signOut(): Promise<void> {
  byMe = true
  uni.setStorageSync(LEFT, true)
  await api('POST', '/api/sign-out', {}).catch(() => undefined)
}

const ENDED: Problem = {
  status: 401,
  code: THROWN,
  say: '这台手机被退出了。',
  do: '是您本人的话，重新登录。',
  kept: '',
  errors: [],
}

/** Trade WeChat's login code for a token. Nobody sees it happen, unless this phone was thrown out or signed out: then only `byHand`. */
export async function signIn(byHand = false): Promise<Me> {
  if (thrownOut() && !byHand) {
    told()
    throw new Refusal(ENDED)
  }
  if (hasLeft() && !byHand) {
    if (!byMe) gone()
    throw new Refusal(AWAY)
  }
  const answer = await send({
    method: 'POST',
    path: '/api/sign-in',
    body: { code: await platform.login(), device: platform.device() },
  })
  if (answer.status >= 400) throw new Refusal(problemOf(answer))
  uni.removeStorageSync(THROWN)
  uni.removeStorageSync(LEFT)
  byMe = false
  uni.setStorageSync('token', answer.body.token)
  return answer.body.me
}

/** Upload one file. The field is `file`. */
export async function upload<P extends string>(path: P, filePath: string): Promise<AnswerOf<'POST', P>> {
  let answer = await sendFile(path, filePath)
  // Many people are sending: our turn comes by itself.
  for (let tries = 0; answer.body?.code === 'files_busy' && tries < BUSY_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
    answer = await sendFile(path, filePath)
  }
  if (answer.status >= 400) throw refusal(answer)
  return answer.body
}

function sendFile(path: string, filePath: string): Promise<{ status: number; body: any }> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: BASE + path,
      filePath,
      name: 'file',
      header: { Authorization: `Bearer ${token()}`, 'Idempotency-Key': uuid() },
      timeout: 300_000, // a picture of 12 MB from a village
      success: (answer) => resolve({ status: answer.statusCode, body: parse(answer.data) }),
      fail: () => reject(new Refusal(OFFLINE)),
    })
  })
}

/** One's own picture, behind the token; the answer is a path an <image> can show. */
export function picture(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url: BASE + path,
      header: { Authorization: `Bearer ${token()}` },
      success: (answer) => (answer.statusCode === 200 ? resolve(answer.tempFilePath) : reject(new Refusal(BROKEN))),
      fail: () => reject(new Refusal(OFFLINE)),
    })
  })
}

/** A file of one's own, as large as it may be. What stands in the way is said as `api` says it. */
export function download(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url: BASE + path,
      header: { Authorization: `Bearer ${token()}` },
      timeout: 600_000,
      success: (answer) =>
        answer.statusCode === 200 ? resolve(answer.tempFilePath) : reject(new Refusal(refused(answer.statusCode))),
      fail: () => reject(new Refusal(OFFLINE)),
    })
  })
}

/** A download brings no problem document where one can read it: the number says which it was. */
function refused(status: number): Problem {
  if (status === 403) return { ...BROKEN, status, code: 'face_needed' }
  if (status === 429) return { ...BROKEN, status, code: 'too_many', say: '今天下载过好几次了。', do: '明天再来。' }
  return { ...BROKEN, status }
}

function parse(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What to show for anything thrown. What is not ours to refuse (WeChat's own calls, a part of the page that did not come) failed for
 *  want of a network where there is none. */
export function problem(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  return platform.online() ? BROKEN : OFFLINE
}

export const query = (values: Record<string, string | undefined>) =>
  Object.entries(values)
    .filter(([, value]) => value)
    .map(([key, value]) => `${key}=${encodeURIComponent(value as string)}`)
    .join('&')
