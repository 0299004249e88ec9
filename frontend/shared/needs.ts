import type { Checklist } from './types'

/** What stands above what one prepares. With a trip whose things are named above, only the phone needs nothing. */
export function needs(list: Pick<Checklist, 'not_yet' | 'why_trip'> & { prepare: unknown[] }): string {
  const many = list.prepare.length
  if (list.not_yet) return many ? `要准备 ${many} 样` : '什么都不用带'
  if (many) return `您准备 ${many} 样`
  return list.why_trip?.includes('带上') ? '手机上什么都不用准备' : '什么都不用准备'
}

/** What is said of what one may leave out: carried to a counter, or given on the phone. */
export function optional(one: Pick<Checklist['prepare'][number], 'need' | 'how'>, guide: boolean): string {
  if (one.need === 'must') return ''
  if (one.need === 'later') return '可以后补'
  return guide || one.how === 'bring' ? '有就带' : '有就交'
}
