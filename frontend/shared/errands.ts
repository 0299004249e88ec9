/** The cards of the wallet that a sentence says to show instead: 亮“居民户口簿”就行 → 居民户口簿. Pure. */
export const cards = (text: string): string[] => [
  ...new Set([...text.matchAll(/亮“([^”]{2,20})”/g)].map((one) => one[1])),
]
/** The errands a sentence sends somebody to, by the name they have in lists: 请办“第一次办护照” → 第一次办护照. Pure. */
export const errands = (text: string): string[] => [
  ...new Set([...text.matchAll(/[办点][“「]([^”」]{2,20})[”」]/g)].map((one) => one[1])),
]
