import { expect, test } from 'vitest'
import { fault, made } from '../shared/form'
import type { Field } from '../shared/types'
import cases from '../shared/text-cases.json'

const MOST: Record<string, number> = { text: 60, longtext: 200 }
const options = [
  { id: 'mail', text: '寄到家', note: '' },
  { id: 'pickup', text: '自己去取', note: '' },
]
const field = (kind: string) =>
  ({
    id: 'x',
    label: kind === 'name' ? '姓名' : '这一项',
    kind: kind === 'name' ? 'text' : kind,
    options: kind === 'choice' ? options : [],
    max: MOST[kind],
    decimals: 2,
    hint: '',
    required: true,
    value: null,
    text: '',
    source: null,
    editable: true,
  }) as Field

test.each(cases)('the phone says of $kind $given what the server says', (one) => {
  expect(made(field(one.kind), one.given)).toBe(one.made)
  expect(fault(field(one.kind), one.given)).toBe(one.fault)
})
