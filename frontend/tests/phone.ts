/** A phone for the modules of the mini-program: what it stores, and a server that answers as the test says. */
import { vi } from 'vitest'

export interface Asked {
  method: string
  path: string
  body: any
  key: string | undefined
  token: string | undefined
}
type Answer = { status: number; body?: unknown } | 'offline' | 'slow'

export const stored = new Map<string, unknown>()
export const asked: Asked[] = []
/** What the server says to each call, in turn; the last one goes on. */
export const answers: Answer[] = []

const answered = (): Answer => (answers.length > 1 ? (answers.shift() as Answer) : (answers[0] ?? { status: 200 }))

export function aPhone(): void {
  stored.clear()
  asked.length = 0
  answers.length = 0
  vi.stubGlobal('uni', {
    getStorageSync: (name: string) => stored.get(name) ?? '',
    setStorageSync: (name: string, value: unknown) => stored.set(name, JSON.parse(JSON.stringify(value))),
    removeStorageSync: (name: string) => stored.delete(name),
    getStorageInfoSync: () => ({ keys: [...stored.keys()] }),
    getSystemInfoSync: () => ({ statusBarHeight: 47 }),
    request: (given: any) => send(given, given.method, given.data),
    uploadFile: (given: any) => send(given, 'FILE', given.filePath),
  })
}

function send(given: any, method: string, body: unknown): void {
  const header = given.header
  asked.push({
    method,
    path: given.url,
    body,
    key: header['Idempotency-Key'],
    token: header.Authorization,
  })
  const answer = answered()
  if (answer === 'offline') given.fail({ errMsg: 'request:fail' })
  else if (answer === 'slow') given.fail({ errMsg: 'request:fail timeout' })
  else given.success({ statusCode: answer.status, data: method === 'FILE' ? JSON.stringify(answer.body) : answer.body })
}
