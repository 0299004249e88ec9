/** The three shelves of one's cases, and what is said of one that is empty while another is not. Pure. */
import type { CaseCard, Counts } from './types'
import { daysAgo, present } from './words'

export type Group = keyof Counts

export const GROUPS: { id: Group; name: string }[] = [
  { id: 'open', name: '正在办' },
  { id: 'done', name: '已结束' },
  { id: 'draft', name: '草稿' },
]
const FRESH_DAYS = 2
const HEADS: Record<string, string> = { done: '刚办好', bad: '刚有结果', grey: '刚撤回' }

/** Where the others are: every other shelf with something on it. */
export const elsewhere = (counts: Partial<Counts>, here: Group): { id: Group; name: string; number: number }[] =>
  GROUPS.map((one) => ({ ...one, number: counts[one.id] ?? 0 })).filter((one) => one.id !== here && one.number > 0)

const MANY = 8
/** Whether there are too many to look over, so that one would rather look for a word. */
export const manyOf = (counts: Partial<Counts>): boolean =>
  GROUPS.reduce((sum, one) => sum + (counts[one.id] ?? 0), 0) >= MANY

/** Whether it ended so lately that one comes to look for it: today, yesterday, the day before. */
export const fresh = (card: Pick<CaseCard, 'updated_at'>, now = present()): boolean =>
  daysAgo(card.updated_at, now) <= FRESH_DAYS

/** What stands above the one that ended last. */
export const headOf = (card: Pick<CaseCard, 'tone' | 'updated_at'>, now = present()): string =>
  fresh(card, now) ? (HEADS[card.tone] ?? '刚结束') : '最近结束的'
