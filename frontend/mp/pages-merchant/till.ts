/** What the home of a merchant hands to the page that issues: never in an address, it names a customer. What a till needs to go on without
 *  a network is kept as it was seen last. */
import { readTitle } from '@shared/title'
import type { Classified, GoodLine, MyCompany, Scan } from '@shared/types'
import { api, problem } from '../api'
import { passing } from '../drafts'
import { platform } from '../platform'
import { sentence } from '../refused'
import { keep, kept, trusted } from '../store'

/** `unchecked`: what the lens saw while nobody could check it. */
export const hand: { scan: Scan | null; began: number; unchecked: string } = { scan: null, began: 0, unchecked: '' }
export const OFFLINE_TILL = '没有网络。抬头码照样能扫，单子先存在手机里，连上网打开这里就发出去'

/** The customer's code, read by the server; without a network by the phone. Null when nothing was scanned; a sentence when it is no title. */
export async function scanTitle(): Promise<Scan | string | null> {
  try {
    const text = await platform.scan()
    if (!text) return null
    const began = Date.now()
    hand.unchecked = ''
    const found = await readAt(text)
    if (typeof found === 'string') return found
    if (!found.title) return found.words || `这是发票 ${found.invoice_no} 的码`
    hand.scan = found
    hand.began = began
    return found
  } catch (error) {
    return sentence(problem(error))
  }
}

async function readAt(text: string): Promise<Scan | string> {
  try {
    return await trusted(() => api('POST', '/api/merchant/scan', { text }))
  } catch (error) {
    if (problem(error).status) throw error
    const title = readTitle(text)
    if (typeof title === 'string') return title
    hand.unchecked = text
    return { kind: 'title', words: '', title, warning: '', check: 'off', registered: '', invoice_no: '' }
  }
}

/** As it is now, or as it was seen last, with `old`: without a network, or while the server is ill. */
async function lastly<T>(name: string, look: () => Promise<T>): Promise<{ value: T; old: boolean }> {
  try {
    const value = await trusted(look)
    keep(`till.${name}`, value)
    return { value, old: false }
  } catch (error) {
    const last = kept<T>(`till.${name}`)
    if (!last || !passing(problem(error))) throw error
    return { value: last.value, old: true }
  }
}

export const companiesOf = () => lastly('home', async () => (await api('GET', '/api/merchant')).companies)

export interface Till {
  company: MyCompany | null
  goods: GoodLine[]
  every: Classified[]
}
/** A company's till: who it is, its list, the classification. */
export const tillOf = (uscc: string) =>
  lastly<Till>(uscc, async () => {
    const [mine, list, every] = await Promise.all([
      api('GET', '/api/merchant'),
      api('GET', `/api/merchant/companies/${uscc}/goods`),
      api('GET', `/api/merchant/companies/${uscc}/classification`),
    ])
    const company = mine.companies.find((one) => one.uscc === uscc) ?? null
    return { company, goods: list.goods, every: every.lines }
  })
