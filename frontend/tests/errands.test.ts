/** A remedy that names another errand leads to it. */
import { expect, test } from 'vitest'
import { cards, errands } from '@shared/errands'

test.each([
  ['没有查到护照，请办“第一次办护照”', ['第一次办护照']],
  ['没办过的，办“第一次办护照”；丢了的，办“护照丢了”', ['第一次办护照', '护照丢了']],
  ['没办过的，去办“第一次办护照”。没办过的，去办“第一次办护照”', ['第一次办护照']],
  ['已经决定的罚款还是要交，到期前点「交罚款」再交。', ['交罚款']],
  ['「换护照」已经在办了，等您改。不用再交一份。', []],
  ['没有另一位监护人的，选“在他自己手机上”，不用等', []],
  ['', []],
])('%s', (text, names) => {
  expect(errands(text)).toEqual(names)
})

test.each([
  ['您和黄秀英在同一本户口簿上，不用开证明，亮“居民户口簿”就行。', ['居民户口簿']],
  ['没有同户记录，母子关系看出生医学证明 O440654321，亮“出生医学证明”就行。', ['出生医学证明']],
  ['没有查到护照，请办“第一次办护照”', []],
])('%s shows', (text, names) => {
  expect(cards(text)).toEqual(names)
})
