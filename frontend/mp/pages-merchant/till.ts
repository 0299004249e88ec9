/** What the home of a merchant hands to the page that issues: never in an address, it names a customer. */
import type { Scan } from '@shared/types'
import { api, problem } from '../api'
import { platform } from '../platform'
import { sentence } from '../refused'
import { trusted } from '../store'

export const hand: { scan: Scan | null; began: number } = { scan: null, began: 0 }

/** The customer's code, read by the server. Null when nothing was scanned; a sentence when it is no title. */
export async function scanTitle(): Promise<Scan | string | null> {
  try {
    const text = await platform.scan()
    if (!text) return null
    const began = Date.now()
    const found = await trusted(() => api('POST', '/api/merchant/scan', { text }))
    if (!found.title) return found.words || `这是发票 ${found.invoice_no} 的码`
    hand.scan = found
    hand.began = began
    return found
  } catch (error) {
    return sentence(problem(error))
  }
}
