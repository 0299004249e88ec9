/** The questions of an item: a changed answer does not make the unanswered ones after it vanish. */
import { expect, test } from 'vitest'
import { ref } from 'vue'
import type { Item } from '@shared/types'
import { useAnswers } from '../mp/pages/item/answers'

const question = (id: string) => ({ id, ask: id, help: '', default: null, options: [{ id: 'a', text: '甲' }] })

test('after changing the first of two, the unanswered second comes, and the changed one is never called the last', () => {
  const item = ref({ questions: [question('one'), question('two')] } as unknown as Item)
  const { chosen, asking, open, left, current } = useAnswers(item)
  chosen.value = { one: 'a' }
  expect([current.value?.id, left.value]).toEqual(['two', 1])
  asking.value = 'one'
  expect([current.value?.id, left.value, open.value.length]).toEqual(['one', 2, 1])
  asking.value = ''
  expect([current.value?.id, left.value]).toEqual(['two', 1])
})
