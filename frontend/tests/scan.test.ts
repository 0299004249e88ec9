import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isCaseNumber, read } from '@shared/scan'

const HOUSE = 'https://shengshi.example.cn'

test.each([
  [`${HOUSE}/h5/#/pages/verify/index?c=Ab-9_z`, '/pages/verify/index?c=Ab-9_z'],
  ['/pages/verify/index?c=Ab-9_z', '/pages/verify/index?c=Ab-9_z'],
  ['pages/item/index?id=passport-renew', '/pages/item/index?id=passport-renew'],
  [
    `${HOUSE}/h5/#/pages/item/index?id=passport-renew&answers=why:expiring`,
    '/pages/item/index?id=passport-renew&answers=why:expiring',
  ],
  [`${HOUSE}/h5/#/pages/item/index?id=passport-renew&evil=1`, '/pages/item/index?id=passport-renew'],
  [`${HOUSE}/h5/check/#Ab-9_zAb-9_zAb-9_zAb-9_z.eyJlIjoxfQ.1.c2ln`, '/pages/verify/index?c=Ab-9_zAb-9_zAb-9_zAb-9_z'],
  [`${HOUSE}/h5/#/pages/bundle/index?id=bundle-newborn`, '/pages/bundle/index?id=bundle-newborn'],
  [`${HOUSE}/h5/#/pages/halls/index`, '/pages/halls/index'],
  [
    '01,32,,26442000000000000011,128.00,20261120,,1CC5',
    `/pages-invoice/one/index?code=${encodeURIComponent('01,32,,26442000000000000011,128.00,20261120,,1CC5')}`,
  ],
  [`${HOUSE}/c?w=abcDEF-_1234567890`, '/pages-invoice/got/index?w=abcDEF-_1234567890'],
  [`${HOUSE}/j?w=abcDEF-_1234567890`, '/pages-merchant/home/index?word=abcDEF-_1234567890'],
  [
    `${HOUSE}/i?s=S0001&o=T1&a=11300&t=1764000000000&g=abcdefghijklmnopqrstuv`,
    `/pages-invoice/order/index?code=${encodeURIComponent(`${HOUSE}/i?s=S0001&o=T1&a=11300&t=1764000000000&g=abcdefghijklmnopqrstuv`)}`,
  ],
  ['264401000283164', '/pages/case/index?no=264401000283164'],
  ['26 4401 00028316 4', '/pages/case/index?no=264401000283164'],
  ['２６４４０１０００２８３１６４', '/pages/case/index?no=264401000283164'],
  [' \u200b264401857041173\n', '/pages/case/index?no=264401857041173'],
])('%s opens %s', (text, url) => {
  expect(read(text).url).toBe(url)
})

test.each([
  [`${HOUSE}/h5/#/pages/pay/index?no=264401000283164`, 'web'],
  [`${HOUSE}/h5/#/pages/confirm/index?no=1`, 'web'],
  [`${HOUSE}/h5/#/pages/verify/index`, 'web'],
  ['https://evil.example.com/x?c=abc', 'web'],
  ['https://shengshi.example.cn.evil.example.com/', 'web'],
  ['https://user@evil.example.com/pay.weixin.qq.com', 'web'],
  ['https://notwxaurl.cn.example.com/a', 'web'],
  ['264401000283165', 'broken'],
  ['01,10,044002200111,00112233,64.90,20220308,12345678901234116380,A1B2', 'invoice'],
  ['01,32,,abc,1,2,3', 'broken'],
  ['44060126,0000000001', 'receipt'],
  ['$015p6X5b+X6LGqPC8+PC8+PC8+PC8+ODg0RA==$', 'title'],
  ['$015p6X5b+X6LGq', 'broken'],
  ['https://mp.weixin.qq.com/intp/invoice/usertitlewxa?action=list_auth&invoice_key=x', 'title'],
  ['weixin://wxpay/bizpayurl?pr=abcdef', 'pay'],
  ['wxp://f2f0abc', 'pay'],
  ['https://qr.alipay.com/fkx1', 'pay'],
  ['https://wx.tenpay.com/f2f?t=1', 'pay'],
  ['134567890123456789', 'pay'],
  ['weixin://dl/business/?t=x', 'weixin'],
  ['https://wxaurl.cn/abc', 'weixin'],
  ['https://u.wechat.com/abc', 'weixin'],
  ['11010519491231002X', 'person'],
  ['440199199003070010', 'person'],
  ['110105194912310021', 'pay'],
  ['440199199013070010', 'parcel'],
  ['13800138000', 'person'],
  ['6901234567892', 'goods'],
  ['1180552130746', 'parcel'],
  ['SF1234567890123', 'parcel'],
  ['91440101MADEMA0193', 'words'],
  ['WIFI:S:home;T:WPA;P:secret;;', 'device'],
  ['BEGIN:VCARD\nFN:x', 'device'],
  ['换护照', 'words'],
  ['\u0001\u0002\ufffd', 'broken'],
  ['……', 'broken'],
  ['', 'nothing'],
  ['   ', 'nothing'],
])('%j is %s, and is answered in words without opening anything', (text, kind) => {
  const found = read(text)
  expect(found.kind).toBe(kind)
  expect(found.url).toBeUndefined()
  expect(found.say.length).toBeGreaterThan(3)
  expect(found.do).toMatch(/。$/)
  expect(found.say).not.toMatch(/。$/)
})

test('what belongs to a person is never put into an address', () => {
  for (const text of ['11010519491231002X', '13800138000', '134567890123456789'])
    expect(read(text).offer).toBeUndefined()
})

test('every offer leads to a page that is there, every item offered is in the catalogue', () => {
  const pages = JSON.parse(readFileSync(join(__dirname, '../mp/pages.json'), 'utf8')).pages.map(
    (one: { path: string }) => `/${one.path}`,
  )
  const items = readFileSync(join(__dirname, '../../scenes/invoice/items.yaml'), 'utf8')
  const offers = readFileSync(join(__dirname, '../shared/scan.ts'), 'utf8').matchAll(
    /url: '(\/pages\/[\w-]+\/index)(?:\?id=([\w-]+))?'/g,
  )
  let seen = 0
  for (const [, page, item] of offers) {
    seen++
    expect(pages).toContain(page)
    if (item) expect(items).toContain(`id: ${item}\n`)
  }
  expect(seen).toBeGreaterThan(5)
})

test('the last digit of a case number is checked as the server checks it', () => {
  for (const number of ['264401000283164', '264401857041173', '264499123456787']) {
    expect(isCaseNumber(number)).toBe(true)
    for (let digit = 0; digit < 10; digit++)
      if (String(digit) !== number[14]) expect(isCaseNumber(number.slice(0, 14) + digit)).toBe(false)
  }
})

test('anything at all is answered', () => {
  let state = 7
  const random = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below
  for (let n = 0; n < 3000; n++) {
    const text = Array.from({ length: random(60) }, () =>
      String.fromCodePoint([random(128), 0x4e00 + random(500), 48 + random(10), 0x1f600 + random(40)][random(4)]),
    ).join('')
    const found = read(text)
    expect(!!found.url || (found.say.length > 3 && found.do.length > 3)).toBe(true)
  }
})
