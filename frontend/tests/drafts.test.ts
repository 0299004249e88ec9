import { beforeEach, expect, test, vi } from 'vitest'
import { answers, aPhone, asked, stored } from './phone'

vi.mock('../mp/platform', () => ({
  platform: { login: async () => 'code', device: () => 'x', isReady: () => true, online: () => true },
}))
aPhone()
const { count, flush, flushAll, note, waiting } = await import('../mp/drafts')

const NO = '264401000283167'
const saved = (rev: number, more: object = {}) => ({ status: 200, body: { rev, errors: [], others: [], ...more } })
const sent = () => asked.filter((one) => one.method === 'PATCH').map((one) => one.body)

beforeEach(() => {
  aPhone()
  stored.set('token', 't')
})

test('what is typed lies on the phone before anything is sent, and is sent once', async () => {
  note(NO, { phone: '138' }, 3)
  note(NO, { phone: '13800138003' }, 3)
  expect(asked).toEqual([])
  expect(stored.get(`kept.draft.${NO}`)).toMatchObject({ value: { values: { phone: '13800138003' }, base: 3 } })
  answers.push(saved(4))
  expect(await flush(NO)).toMatchObject({ kind: 'saved', rev: 4, sent: { phone: '13800138003' } })
  expect(sent()).toEqual([{ values: { phone: '13800138003' }, base: 3 }])
  expect(count(NO)).toBe(0)
  expect(await flush(NO)).toEqual({ kind: 'nothing' })
})

test.each([
  ['500', { status: 500, body: null }],
  ['503', { status: 503, body: { code: 'down', say: '在维护。', do: '', errors: [] } }],
  ['429', { status: 429, body: { code: 'too_many', say: '太快了。', do: '', errors: [] } }],
  ['no network', 'offline' as const],
  ['no answer', 'slow' as const],
])('%s keeps what was typed; the next try sends it', async (_, failure) => {
  note(NO, { address: '示例路 1 号' }, 7)
  answers.push(failure, saved(8))
  expect(await flush(NO)).toMatchObject({ kind: 'later', count: 1 })
  expect(waiting(NO)).toEqual({ values: { address: '示例路 1 号' }, base: 7 })
  expect(await flush(NO)).toMatchObject({ kind: 'saved', rev: 8 })
  expect(sent()).toHaveLength(2)
  expect(sent()[1]).toEqual(sent()[0])
  expect(count(NO)).toBe(0)
})

test('closing the app loses nothing: the next opening sends what an earlier sitting could not', async () => {
  note(NO, { phone: '13800138003' }, 1)
  note('another', { name: '林' }, null)
  answers.push('offline')
  await flush(NO)
  const kept = new Map(stored)
  aPhone()
  for (const [name, value] of kept) stored.set(name, value)
  answers.push(saved(2))
  await flushAll()
  expect(asked.map((one) => one.path).sort()).toEqual([`/api/cases/${NO}/draft`, '/api/cases/another/draft'])
  expect([count(NO), count('another')]).toEqual([0, 0])
})

test('a cleared value is sent as cleared and stays so', async () => {
  note(NO, { emergency: '13800138003' }, 1)
  note(NO, { emergency: null }, 1)
  answers.push({ status: 500 }, saved(2))
  await flush(NO)
  expect(waiting(NO).values).toEqual({ emergency: null })
  await flush(NO)
  expect(sent().at(-1)).toEqual({ values: { emergency: null }, base: 1 })
})

test('what is typed while a save is on its way is not taken for saved', async () => {
  note(NO, { phone: '1380013' }, 1)
  answers.push(saved(2))
  const going = flush(NO)
  note(NO, { phone: '13800138003', name: '林' }, 1)
  await going
  expect(waiting(NO)).toEqual({ values: { phone: '13800138003', name: '林' }, base: 2 })
})

test('what another device changed meanwhile is shown beside one’s own, and one’s other values still go', async () => {
  note(NO, { phone: '13800138003', address: '示例路 1 号' }, 4)
  const theirs = [{ id: 'phone', value: '13900139000', text: '139 **** 9000' }]
  answers.push({ status: 409, body: { code: 'draft_conflict', say: '', do: '', errors: [], theirs, rev: 6 } }, saved(7))
  expect(await flush(NO)).toEqual({ kind: 'conflict', theirs, rev: 6, sent: { phone: '13800138003' } })
  expect(waiting(NO)).toEqual({ values: { address: '示例路 1 号' }, base: 6 })
  await flush(NO)
  expect(sent().at(-1)).toEqual({ values: { address: '示例路 1 号' }, base: 6 })
})

test('what another device changed elsewhere comes along with the answer', async () => {
  note(NO, { phone: '13800138003' }, 4)
  const others = [{ id: 'delivery', value: 'mail', text: '寄到家' }]
  answers.push(saved(6, { others }))
  expect(await flush(NO)).toMatchObject({ kind: 'saved', others, rev: 6 })
})

test('only what the server refuses for good leaves the phone, with the sentence at its field', async () => {
  note(NO, { phone: '1', address: '示例路 1 号' }, 4)
  const errors = [{ field: 'values.phone.value', say: '手机号要 11 位。' }]
  answers.push({ status: 422, body: { code: 'bad_values', say: '有一项不对', do: '', errors } })
  const told = await flush(NO)
  expect(told).toMatchObject({ kind: 'refused', sent: { phone: '1' } })
  expect((told as any).problem.errors).toEqual([{ field: 'phone', say: '手机号要 11 位。' }])
  expect(waiting(NO)).toEqual({ values: { address: '示例路 1 号' }, base: 4 })
})

test('one who was signed out meanwhile keeps what was typed', async () => {
  note(NO, { phone: '13800138003' }, 1)
  answers.push({ status: 401, body: { code: 'signed_out', say: '', do: '', errors: [] } })
  expect((await flush(NO)).kind).toBe('later')
  expect(count(NO)).toBe(1)
})

test('what an older edition kept is still sent', async () => {
  stored.set(`kept.draft.${NO}`, { at: '', value: { phone: '13800138003' } })
  answers.push(saved(1))
  await flush(NO)
  expect(sent()).toEqual([{ values: { phone: '13800138003' }, base: null }])
})
