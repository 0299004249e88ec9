import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gaps } from '../shared/form'
import { fen, look, yuan } from '../shared/kinds'
import type { AskedField, Field } from '../shared/types'

/** The table the server's tests read too. */
const table = JSON.parse(readFileSync(join(__dirname, '../../tests/rules/kinds.json'), 'utf8')) as any[]
const TODAY = '2026-11-24'

function field(kind: string, more: any = {}, id = 'x'): Field {
  const options = (more.options ?? []).map((one: string[]) => ({ id: one[0], text: one[1], note: one[2] }))
  const fields = (more.fields ?? []).map((one: any) => field(one.kind, one, one.id))
  const base = { required: true, hint: '', max: null, min: null, when: null, value: null, source: null, editable: true }
  return { ...base, label: '这一项', ...more, kind, id, options, fields } as any
}

test.each(table)('$kind $given', (row) => {
  const seen = look(field(row.kind, row.more) as AskedField, row.given, {
    today: TODAY,
    whole: row.whole ?? true,
    given: {},
  })
  expect(seen.faults).toEqual(row.faults)
  expect(seen.made).toEqual(row.made)
})

test('yuan and fen are one sum, however it is typed', () => {
  expect(['12', '12.3', '1,234.50', '１２元', '¥0.01'].map(fen)).toEqual([1200, 1230, 123450, 1200, 1])
  expect(['12.345', '1,23', '-1', '十'].map(fen)).toEqual([null, null, null, null])
  expect([1, 1230, 123450, 100000000].map(yuan)).toEqual(['0.01', '12.30', '1,234.50', '1,000,000.00'])
})

test('a person without a number, a list without its row, a tick not made are gaps; what is given elsewhere is none', () => {
  const form = [
    field('person', {}, 'who'),
    field('list', { min: 1, fields: [{ id: 'name', kind: 'text', label: '名字' }] }, 'movers'),
    field('check', {}, 'agreed'),
    field('photo', { material: 'm-photo-id' }, 'photo'),
    field('money', {}, 'price'),
  ]
  expect(gaps(form, { who: { name: '林志豪' }, movers: [{}], agreed: false, price: 0 })).toEqual([
    'who',
    'movers',
    'agreed',
  ])
  const good = {
    who: { name: '林志豪', id_number: '440199199208200010' },
    movers: [{ name: '林沐阳' }],
    agreed: true,
    price: 0,
  }
  expect(gaps(form, good)).toEqual([])
})
