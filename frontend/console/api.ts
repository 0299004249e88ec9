/** Calls of the desk's API. The token lives as long as the tab: whoever closes it has left the desk. */
import { reactive } from 'vue'
import type { AnswerOf, Method, Rest } from '@shared/wire'
import type { components } from '@shared/schema'

export type Desk = components['schemas']['Desk']
export interface Problem {
  status: number
  code: string
  say: string
  do: string
  errors: { field?: string; say?: string }[]
}

const WAIT_MS = 15_000
const TOKEN = 'desk.token'
const OFFLINE: Problem = { status: 0, code: 'offline', say: '现在连不上', do: '看看网络，再试一次', errors: [] }
const BROKEN: Problem = {
  status: 500,
  code: 'unexpected',
  say: '我们这边出了点问题',
  do: '过一会儿再试一次',
  errors: [],
}

/** Who sits here; null: nobody yet. `left`: why one was signed out. */
export const desk = reactive({ me: null as Desk | null, left: '' })

export class Refusal extends Error {
  constructor(public problem: Problem) {
    super(problem.code)
  }
}

export const token = () => sessionStorage.getItem(TOKEN) ?? ''
export const may = (act: string) => !!desk.me?.may.some((one) => one === act)

export function enter(given: string, me: Desk): void {
  sessionStorage.setItem(TOKEN, given)
  desk.me = me
  desk.left = ''
}

export function leave(why = ''): void {
  sessionStorage.removeItem(TOKEN)
  desk.me = null
  desk.left = why
}

/** What went wrong, in words. */
export const told = (error: unknown): Problem => (error instanceof Refusal ? error.problem : BROKEN)
export const sentence = (error: unknown) => {
  const one = told(error)
  return `${one.say}，${one.do}。`
}

/** The answer of a call. Raises Refusal. A change carries a number of its own: sent twice it is done once. */
export async function api<M extends Method, P extends string>(
  method: M,
  path: P,
  ...[body]: Rest<M, P>
): Promise<AnswerOf<M, P>> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (token()) headers.Authorization = `Bearer ${token()}`
  if (method !== 'GET') headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
  const sent = method === 'GET' ? undefined : JSON.stringify(body ?? {})
  const once = () => fetch(path, { method, headers, body: sent, signal: AbortSignal.timeout(WAIT_MS) })
  // A change whose answer was lost is asked once more under the same number.
  const reply = await once().catch(() =>
    once().catch(() => {
      throw new Refusal(OFFLINE)
    }),
  )
  if (reply.status === 204) return undefined as AnswerOf<M, P>
  const answer = await reply.json().catch(() => BROKEN)
  if (reply.ok) return answer
  if (reply.status === 401 && desk.me) leave(answer.say)
  throw new Refusal({ ...BROKEN, ...answer })
}

/** What a file sent to this path is answered with. Raises Refusal. */
export async function upload<Answer>(path: string, file: File): Promise<Answer> {
  const body = new FormData()
  body.append('file', file)
  const reply = await plainly(path, { method: 'POST', body })
  return reply.json()
}

/** Save what this path answers as a file of this name. Raises Refusal. */
export async function download(path: string, name: string): Promise<void> {
  const reply = await plainly(path, { method: 'GET' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await reply.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

async function plainly(path: string, how: RequestInit): Promise<Response> {
  const reply = await fetch(path, { ...how, headers: { Authorization: `Bearer ${token()}` } }).catch(() => {
    throw new Refusal(OFFLINE)
  })
  if (reply.ok) return reply
  const answer = await reply.json().catch(() => BROKEN)
  if (reply.status === 401 && desk.me) leave(answer.say)
  throw new Refusal({ ...BROKEN, ...answer })
}
