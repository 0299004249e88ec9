import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applying, holds, type Values, type When } from '../shared/conditions'

/** The table the server's tests read too. */
const table = JSON.parse(readFileSync(join(__dirname, '../../tests/rules/conditions.json'), 'utf8')) as {
  holds: { say: string; when: When; scope: Values; holds: boolean }[]
  applying: { say: string; whens: Record<string, When>; given: Values; values: Values; applying: string[] }[]
}

test.each(table.holds)('$say', (one) => {
  expect(holds(one.when, one.scope)).toBe(one.holds)
})

test.each(table.applying)('$say', (one) => {
  expect(applying(one.whens, one.given, one.values)).toEqual(one.applying)
})
