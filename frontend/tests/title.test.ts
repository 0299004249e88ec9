import { expect, test } from 'vitest'
import { BROKEN, NEEDS_NETWORK, NEWER, PAYMENT, readTitle } from '../shared/title'

const coded = (payload: string) => `$01${Buffer.from(payload, 'utf8').toString('base64')}$`
const A =
  '广州云山示例科技有限公司</>91440101MADEMA0192</>广州市天河区示例路1号 020-00000000</>示例银行广州分行 4400000000000000001</>'

test('a title is read without a network, field by field', () => {
  expect(readTitle(coded(`${A}5706`))).toEqual({
    name: '广州云山示例科技有限公司',
    tax_no: '91440101MADEMA0192',
    natural: false,
    address: '广州市天河区示例路1号',
    tel: '020-00000000',
    bank: '示例银行广州分行',
    bank_no: '4400000000000000001',
  })
})

test('the published vectors: a person, a short name, four parts without a check', () => {
  expect(readTitle('$015byg5LiJPC8+PC8+PC8+PC8+MUU5MQ==$')).toMatchObject({ name: '张三', tax_no: '', natural: null })
  expect(readTitle(coded('示例11</></></></>09F1'))).toMatchObject({ name: '示例11', natural: null })
  expect(readTitle(coded('张三</>440199199208200010</></>'))).toMatchObject({ natural: true })
})

test.each([
  ['$02abc$', NEWER],
  ['$01abcde$', BROKEN],
  [coded('一</>二</>三'), BROKEN],
  ['134567890123456789', PAYMENT],
  ['https://mp.weixin.qq.com/intp/invoice/usertitlewxa?x=1', NEEDS_NETWORK],
  ['$01yMvV/Q==$', NEEDS_NETWORK],
])('%s is told what it is', (text, words) => {
  expect(readTitle(text)).toBe(words)
})
