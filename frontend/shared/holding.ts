/** What a person sees of scarce things that are shown for minutes. */
const ON_A_SCREEN = 10

/** Ten to a screen. */
export function pages(units: string[]): string[][] {
  const found: string[][] = []
  for (let at = 0; at < units.length; at += ON_A_SCREEN) found.push(units.slice(at, at + ON_A_SCREEN))
  return found
}

/** What is left of the time, in words: 9 分 05 秒, 42 秒. */
export function left(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes ? `${minutes} 分 ${String(seconds % 60).padStart(2, '0')} 秒` : `${seconds} 秒`
}
