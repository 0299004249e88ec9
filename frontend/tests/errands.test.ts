/** A remedy that names another errand leads to it. */
import { expect, test } from 'vitest'
import { errands } from '@shared/errands'

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
