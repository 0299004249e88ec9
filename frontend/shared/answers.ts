/** Who says that an answer is so. */
export const CHOSEN = '您选的'
export const USUAL = '按这个算的，不对就改'
export const known = (source: string) => `${source}上有，替您答了`

/** What stands under the question that is asked: how many are left of it (`left`, this one among them); `chosen`: the person has answered
 *  others; `again`: this one was answered already. */
export function howMany(left: number, chosen: boolean, again: boolean): string {
  if (left > 1) return `还有 ${left} 问。`
  return `${again ? '' : chosen ? '最后一问。' : '只有这一问。'}选了就能看到要准备什么。`
}
