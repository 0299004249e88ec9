import { webcrypto } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { check, type Keys } from '@shared/ticket'

const NOW = 1_795_000_000
const CODE = 'Ab-9_zAb-9_zAb-9_zAb-9_z'
const HOUSE = 'https://shengshi.example.cn/h5/check/#'
const subtle = webcrypto.subtle as unknown as SubtleCrypto
const text = (raw: ArrayBuffer | Uint8Array) => Buffer.from(raw as Uint8Array).toString('base64url')
const keys: Keys = {}
let secret: CryptoKey

beforeAll(async () => {
  const pair = (await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])) as CryptoKeyPair
  secret = pair.privateKey
  keys['1'] = text(await subtle.exportKey('raw', pair.publicKey))
})

async function shown(ends = NOW + 60, number = '1'): Promise<string> {
  const told = {
    e: ends,
    t: '普通护照',
    l: [
      ['姓名', '林志豪'],
      ['证件', '有效'],
    ],
  }
  const said = `${CODE}.${text(Buffer.from(JSON.stringify(told)))}.${number}`
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, secret, new TextEncoder().encode(said))
  return `${said}.${text(signature)}`
}
const looked = (said: string, now = NOW) => check(said, keys, now, subtle)

test('what the house signed is believed, with what it says and how long', async () => {
  const found = await looked(HOUSE + (await shown()))
  expect(found.kind).toBe('true')
  expect(found.ticket).toEqual({
    code: CODE,
    name: '普通护照',
    lines: [
      ['姓名', '林志豪'],
      ['证件', '有效'],
    ],
    ends: NOW + 60,
  })
  expect(found.kind === 'true' && found.left).toBe(60)
})

test.each([
  [59, 'true'],
  [60, 'over'],
  [3600, 'over'],
  [-30, 'true'],
  [-31, 'clock'],
])('%s seconds after it was shown it is %s', async (later, kind) => {
  expect((await looked(await shown(), NOW + later)).kind).toBe(kind)
})

test('no character of it can be changed', async () => {
  const said = await shown()
  const kinds = new Set<string>()
  for (let at = 0; at < said.lastIndexOf('.') + 85; at += 5)
    if (/[\w-]/.test(said[at]))
      kinds.add((await looked(said.slice(0, at) + (said[at] === 'A' ? 'B' : 'A') + said.slice(at + 1))).kind)
  kinds.delete('none') // the number of the key is a letter then
  expect([...kinds]).toEqual(['false'])
})

test('another house, and another key of ours, are not believed', async () => {
  expect((await looked(await shown(NOW + 60, '2'))).kind).toBe('false')
  const other = (await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])) as CryptoKeyPair
  const theirs = { '1': text(await subtle.exportKey('raw', other.publicKey)) }
  expect((await check(await shown(), theirs, NOW, subtle)).kind).toBe('false')
})

test.each([
  '',
  'weixin://wxpay/bizpayurl?pr=abc',
  `https://shengshi.example.cn/h5/#/pages/verify/index?c=${CODE}`,
  'a.b.1.c',
])('%s is no such code', async (said) => {
  expect((await looked(said)).kind).toBe('none')
})
