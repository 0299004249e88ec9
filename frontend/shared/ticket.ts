/** A shown code that says itself what it shows (app/certificates/offline.py): read and believed without asking anybody. Pure but for the
 *  browser's own cryptography. */

export type Keys = Record<string, string>
export interface Ticket {
  code: string
  name: string
  lines: [string, string][]
  /** Its end, in seconds since 1970. */
  ends: number
}
export type Answer =
  { kind: 'true'; ticket: Ticket; left: number } | { kind: 'over' | 'false' | 'none' | 'clock'; ticket?: undefined }

/** How long a code lives, and how far this phone's clock may be behind ours, in seconds. */
const LIVES = 60
const BEHIND = 30
const TICKET = /(?:^|#)([\w-]{24})\.([\w-]+)\.(\d{1,5})\.([\w-]{86})$/

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))

function opened(code: string, body: string): Ticket | null {
  try {
    const told = JSON.parse(new TextDecoder().decode(bytes(body)))
    return { code, name: told.t, lines: told.l, ends: told.e }
  } catch {
    return null
  }
}

/** `text`: what stood in the code; `now` in seconds. */
export async function check(text: string, keys: Keys, now: number, crypto: SubtleCrypto): Promise<Answer> {
  const found = text.trim().match(TICKET)
  if (!found) return { kind: 'none' }
  const [, code, body, number, signature] = found
  if (!keys[number]) return { kind: 'false' }
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const key = await crypto.importKey('raw', bytes(keys[number]), algorithm, false, ['verify'])
  const said = new TextEncoder().encode(`${code}.${body}.${number}`)
  if (!(await crypto.verify(algorithm, key, bytes(signature), said))) return { kind: 'false' }
  const ticket = opened(code, body)
  if (!ticket) return { kind: 'false' }
  const left = ticket.ends - now
  if (left <= 0) return { kind: 'over' }
  if (left > LIVES + BEHIND) return { kind: 'clock' }
  return { kind: 'true', ticket, left: Math.min(left, LIVES) }
}
