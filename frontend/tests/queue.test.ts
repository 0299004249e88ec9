import { beforeEach, expect, test, vi } from 'vitest'
import { answers, aPhone, asked, stored } from './phone'

vi.mock('../mp/platform', () => ({
  platform: { login: async () => 'code', device: () => 'x', isReady: () => true, online: () => true },
}))
vi.mock('../mp/nav', () => ({ afresh: () => undefined, restart: () => undefined, takeStep: async () => false }))
aPhone()
const { enqueue, flush, forgo, LONGEST_MS, MOST, queued, release } = await import('../mp/pages-merchant/queue')
const { store } = await import('../mp/store')

const body = (no: string, name = '林志豪') => ({
  order_no: no,
  paid_fen: 11300,
  rows: [{ name: '雨伞', code: '1060513990000000000', rate: '13%', price: '113.00' }],
  buyer: { name, natural: true },
})
const title = { name: 'A', tax_no: '', natural: true, address: '', tel: '', bank: '', bank_no: '' }
const scan = (more: object = {}) => ({
  status: 200,
  body: { kind: 'title', words: '', title, warning: '', check: 'none', registered: '', invoice_no: '', ...more },
})
const taken = { status: 202, body: { state: 'issuing' } }
const sales = () => asked.filter((one) => one.path.endsWith('/sales')).map((one) => [one.body.order_no, one.key])
const why = () => queued.value.map((one) => one.why)

beforeEach(() => {
  aPhone()
  stored.set('token', 't')
  store.me = { id: 'me' } as any
})

test('without a network nothing is lost; with one each goes in its order, once, under its first key', async () => {
  for (const no of ['T1', 'T2', 'T3']) expect(enqueue('S0001', body(no), `key-${no}`, '')).toBe('')
  answers.push('offline')
  await flush()
  expect(sales()).toEqual([['T1', 'key-T1']])
  expect(queued.value).toHaveLength(3)
  asked.length = 0
  answers.length = 0
  answers.push(taken)
  await Promise.all([flush(), flush()])
  expect(sales()).toEqual([
    ['T1', 'key-T1'],
    ['T2', 'key-T2'],
    ['T3', 'key-T3'],
  ])
  expect(queued.value).toEqual([])
  await flush()
  expect(sales()).toHaveLength(3)
})

test('an answer that is lost on the way is asked for with the same number and key', async () => {
  enqueue('S0001', body('T1'), 'key-T1', '')
  answers.push('slow', taken)
  await flush()
  await flush()
  expect(sales()).toEqual([
    ['T1', 'key-T1'],
    ['T1', 'key-T1'],
  ])
  expect(queued.value).toEqual([])
})

test('the same order is written down once', () => {
  enqueue('S0001', body('T1'), 'key-1', '')
  enqueue('S0001', body('T1'), 'key-2', '')
  expect(queued.value.map((one) => one.key)).toEqual(['key-1'])
})

test('what the server does not take stays with its reason, the next goes on; a word sends it, another takes it away', async () => {
  enqueue('S0001', body('T1'), 'key-1', '')
  enqueue('S0001', body('T2'), 'key-2', '')
  answers.push(
    { status: 403, body: { code: 'not_your_post', say: '您没有这个权限。', do: '请管理员加上。', errors: [] } },
    taken,
  )
  await flush()
  expect(queued.value.map((one) => one.body.order_no)).toEqual(['T1'])
  expect(why()).toEqual(['您没有这个权限。请管理员加上。'])
  await flush()
  expect(sales()).toHaveLength(2)
  release(queued.value[0])
  await flush()
  expect(sales().at(-1)?.[0]).toBe('T1')
  expect(queued.value).toEqual([])
  enqueue('S0001', body('T3'), 'key-3', '')
  forgo(queued.value[0])
  expect(queued.value).toEqual([])
})

test.each([
  [{ warning: '码的校验不一致，请核对税号' }, '码的校验不一致，请核对税号'],
  [{ check: 'wrong' }, '税号不对'],
  [{ check: 'other', registered: '广州云水' }, '登记的是“广州云水”'],
])('a title that only the phone had read is checked before anything is issued', async (found, words) => {
  enqueue('S0001', body('T1'), 'key-1', '$01abc$')
  answers.push(scan(found), taken)
  await flush()
  expect(sales()).toEqual([])
  expect(why()).toEqual([words])
})

test('a good title goes on by itself', async () => {
  enqueue('S0001', body('T1'), 'key-1', '$01abc$')
  answers.push(scan(), taken)
  await flush()
  expect(sales()).toEqual([['T1', 'key-1']])
})

test('after 72 hours somebody is asked first', async () => {
  enqueue('S0001', body('T1'), 'key-1', '', Date.now() - LONGEST_MS - 1)
  answers.push(taken)
  await flush()
  expect(sales()).toEqual([])
  expect(why()).toEqual(['超过 72 小时了，问过管理员再开'])
  release(queued.value[0])
  await flush()
  expect(sales()).toEqual([['T1', 'key-1']])
})

test('nobody else’s account sends it, and it is there for whom it belongs to', async () => {
  enqueue('S0001', body('T1'), 'key-1', '')
  store.me = { id: 'another' } as any
  answers.push(taken)
  await flush()
  expect(sales()).toEqual([])
  expect(queued.value).toEqual([])
  store.me = { id: 'me' } as any
  await flush()
  expect(sales()).toEqual([['T1', 'key-1']])
})

test('a phone that is full says so', () => {
  for (let no = 0; no < MOST; no++) enqueue('S0001', body(`T${no}`), `key-${no}`, '')
  expect(enqueue('S0001', body('one more'), 'key', '')).toBe('手机里已经存了 200 张，先连上网发出去')
  expect(queued.value).toHaveLength(MOST)
})
