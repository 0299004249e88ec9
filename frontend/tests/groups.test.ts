import { expect, test } from 'vitest'
import { elsewhere, fresh, headOf, manyOf } from '@shared/groups'

const NOW = new Date('2026-11-27T09:00:00Z')

test('an empty shelf says where the others are, and how many', () => {
  expect(elsewhere({ open: 0, done: 3, draft: 1 }, 'open')).toEqual([
    { id: 'done', name: '已结束', number: 3 },
    { id: 'draft', name: '草稿', number: 1 },
  ])
  expect(elsewhere({ open: 2, done: 0, draft: 0 }, 'done')).toEqual([{ id: 'open', name: '正在办', number: 2 }])
  expect(elsewhere({}, 'open')).toEqual([])
})

test.each([
  ['done', '2026-11-27T01:00:00Z', '刚办好'],
  ['bad', '2026-11-27T01:00:00Z', '刚有结果'],
  ['grey', '2026-11-25T01:00:00Z', '刚撤回'],
  ['bad', '2026-11-20T01:00:00Z', '最近结束的'],
  ['done', '2025-11-27T01:00:00Z', '最近结束的'],
] as const)('what ended last (%s, %s) stands under %s', (tone, updated_at, head) => {
  expect(headOf({ tone, updated_at }, NOW)).toBe(head)
  expect(fresh({ updated_at }, NOW)).toBe(head.startsWith('刚'))
})

test('a word is looked for once there are too many to look over', () => {
  expect([{ open: 3, done: 4, draft: 0 }, { open: 1, done: 6, draft: 1 }, {}].map(manyOf)).toEqual([false, true, false])
})
