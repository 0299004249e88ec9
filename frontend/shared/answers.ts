/** Who says that an answer is so. */
export const CHOSEN = '您选的'
export const USUAL = '按这个算的，不对就改'
const OURS = '上有，替您答了'
export const known = (source: string) => source + OURS
/** An answer that a register will give once it is known whose it is. */
export const later = (source: string) => `先按常见的算，填了姓名就看您的${source}`

/** For whom it is done, where 给谁 was asked and the person or a register has answered; else empty: whoever reads it may be a parent, or
 *  work for somebody. */
export function forWhom(settled: { ask: string; text: string; src: string }[]): string {
  const said = settled.find((one) => one.ask.startsWith('给谁') && (one.src === CHOSEN || one.src.endsWith(OURS)))
  const who = said?.text.split(/[，（]/)[0] ?? ''
  return ['自己', '本人', '个人'].includes(who) ? '我自己' : who
}

/** What stands under the question that is asked: how many are left of it (`left`, this one among them); `chosen`: the person has answered
 *  others; `again`: this one was answered already. */
export function howMany(left: number, chosen: boolean, again: boolean): string {
  if (left > 1) return `还有 ${left} 问。`
  return `${again ? '' : chosen ? '最后一问。' : '只有这一问。'}选了就能看到要准备什么。`
}
