import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Problem } from '@shared/types'

const went: string[] = []
vi.mock('../mp/nav', () => ({
  go: async (url: string) => went.push(`go ${url}`) > 0,
  conclude: async (url: string) => went.push(`conclude ${url}`) > 0,
  strayed: () => where.astray,
  stack: () => where.lies,
}))
const where = { astray: false, lies: [] as string[] }
const { atFields, lead, leftBehind, mended, sentence, toldFor } = await import('../mp/refused')

const NO = '264401000283167'
const refusal = (code: string, errors: Problem['errors'] = [], more: object = {}): Problem => ({
  status: 422,
  code,
  say: '有一处不对。',
  do: '改一下再交。',
  kept: '',
  errors,
  ...more,
})

beforeEach(() => {
  went.length = 0
  Object.assign(where, { astray: false, lies: [] })
})

test('a refusal is said in the words of the server, with one full stop', () => {
  expect(sentence(refusal('x'))).toBe('有一处不对。改一下再交。')
  expect(sentence({ ...refusal('x'), say: '现在没有网络' })).toBe('现在没有网络。改一下再交。')
})

test('on the page that has the field the sentence stands at the field, and nothing is said twice', () => {
  const said = refusal('real_name_mismatch', [{ field: 'id_number', say: '和姓名对不上，再看一眼。' }])
  expect(atFields(said, ['name', 'id_number'])).toEqual({ at: { id_number: '和姓名对不上，再看一眼。' }, rest: '' })
})

test('what belongs at no field of the page is said beside the button, not passed over', () => {
  expect(atFields(refusal('too_many'), ['name'])).toEqual({ at: {}, rest: '有一处不对。改一下再交。' })
  const both = refusal('x', [
    { field: 'name', say: '写全名。' },
    { field: 'paper', say: '这种证件不收。' },
  ])
  expect(atFields(both, ['name'])).toEqual({
    at: { name: '写全名。' },
    rest: '有一处不对。改一下再交。这种证件不收。',
  })
})

test('a refusal leads to its field on the form, where the sentence waits until it is mended', async () => {
  expect(await lead(refusal('form_incomplete', [{ field: 'phone', say: '手机号要 11 位。' }]), NO)).toBe(true)
  expect(went).toEqual([`go /pages/form/index?no=${NO}&f=phone`])
  expect(toldFor(NO, 'form')).toEqual({ phone: '手机号要 11 位。' })
  expect(toldFor(NO, 'materials')).toEqual({})
  expect(toldFor('another', 'form')).toEqual({})
  mended(NO, 'phone')
  expect(toldFor(NO, 'form')).toEqual({})
})

test('what is wrong with a photo leads to the photos', async () => {
  await lead(refusal('materials_missing', [{ field: 'm-photo', say: '还没传。', at: 'materials' }]), NO)
  expect(went).toEqual([`go /pages/materials/index?no=${NO}`])
  expect(toldFor(NO, 'materials')).toEqual({ 'm-photo': '还没传。' })
})

test('a page that is behind is gone with all that is behind beneath it, and the case is seen as it is now', async () => {
  for (const code of ['impossible_move', 'case_closed', 'cannot_withdraw'])
    expect(await lead(refusal(code), NO)).toBe(true)
  expect(new Set(went)).toEqual(new Set([`conclude /pages/case/index?no=${NO}`]))
})

test('whoever went back to such a page goes on to the list, not to the case they came from', async () => {
  where.astray = true
  expect(await lead(refusal('case_closed'), NO)).toBe(true)
  expect(went).toEqual(['go /pages/cases/index'])
})

test.each([
  ['to_correct', true, [], true],
  ['to_correct', true, [`/pages/correct/index?no=${NO}`, `/pages/form/index?no=${NO}`], false],
  ['to_correct', false, [], false],
  ['draft', true, [], false],
])('of a case that is %s, gone back to: %s, above %j: left behind %s', (state, astray, lies, behind) => {
  Object.assign(where, { astray, lies })
  expect(leftBehind(state, NO)).toBe(behind)
})

test('what has no place of its own is left to the page', async () => {
  expect(await lead(refusal('too_many'), NO)).toBe(false)
  expect(await lead(refusal('unsigned', [{ field: 'signature', say: '还没签。', at: 'signature' }]), NO)).toBe(false)
  expect(went).toEqual([])
})

test('what runs already is told, and seen only when the person wants to', async () => {
  const wants = { confirm: false }
  vi.stubGlobal('uni', { showModal: (asked: any) => asked.success(wants) })
  const running = refusal('already_running', [], { running: '264401000283175' })
  expect(await lead(running, NO)).toBe(true)
  expect(went).toEqual([])
  wants.confirm = true
  await lead(running, NO)
  expect(went).toEqual(['go /pages/case/index?no=264401000283175'])
})

// Every page that sends something: what comes back as a refusal is said on the page, where it can be mended.
const MP = join(__dirname, '../mp')
const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : path.endsWith('.vue') ? [path] : []
  })
const OPENS = [
  'pages/pay/index.vue:load',
  'pages/code/index.vue:renew',
  'pages-invoice/order/index.vue:look',
  'pages-invoice/got/index.vue:collect',
  'pages-invoice/one/index.vue:load',
] // the page itself is what is sent for
const SENDS = /\bapi(?:<[^(]*>)?\(\s*'(?:POST|PUT|PATCH|DELETE)'|\bupload(?:<[^(]*>)?\(/

function senders(path: string): { name: string; text: string }[] {
  const script = /<script setup[^>]*>([\s\S]*?)<\/script>/.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
  const found: { name: string; text: string }[] = []
  ts.createSourceFile('page.ts', script, ts.ScriptTarget.Latest, true).forEachChild((node) => {
    const names = ts.isFunctionDeclaration(node)
      ? [node.name?.text ?? '']
      : ts.isVariableStatement(node)
        ? node.declarationList.declarations.map((one) => one.name.getText())
        : []
    for (const name of names)
      if (SENDS.test(node.getText()))
        found.push({ name: `${relative(MP, path)}:${name}`.replaceAll('\\', '/'), text: node.getText() })
  })
  return found
}
const all = walk(MP).flatMap(senders)

test('the pages that send are found', () => {
  expect(all.map((one) => one.name)).toEqual(
    expect.arrayContaining(['pages/case/index.vue:withdraw', 'pages/real-name/index.vue:send', ...OPENS]),
  )
})

test.each(all.filter((one) => !OPENS.includes(one.name)))('$name says a refusal on its page', ({ text }) => {
  expect(text).not.toMatch(/shown\.value = (?:problem\(|said|why)/) // the page would be gone, with a button that goes in a circle
  expect(text).not.toMatch(/showToast\(\{ title: (?:said|problem\(|why)/) // gone before it is read
})
