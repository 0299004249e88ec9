/** The questions of an item: a changed answer does not make the unanswered ones after it vanish. */
import { expect, test } from 'vitest'
import { ref } from 'vue'
import type { Item } from '@shared/types'
import { useAnswers } from '../mp/pages/item/answers'

const question = (id: string) => ({ id, ask: id, help: '', default: null, options: [{ id: 'a', text: '甲' }] })

test('after changing the first of two, the unanswered second comes, and the changed one is never called the last', () => {
  const item = ref({ questions: [question('one'), question('two')] } as unknown as Item)
  const { chosen, asking, open, left, current } = useAnswers(item, () => true)
  chosen.value = { one: 'a' }
  expect([current.value?.id, left.value]).toEqual(['two', 1])
  asking.value = 'one'
  expect([current.value?.id, left.value, open.value.length]).toEqual(['one', 2, 1])
  asking.value = ''
  expect([current.value?.id, left.value]).toEqual(['two', 1])
})

test('what a register will say is no usual answer: before the name is known it says from where, and after it what is so', () => {
  const asked = (id: string, from: string | null) => ({ ...question(id), default: 'a', from })
  const item = ref({ questions: [asked('age', '身份证'), asked('pace', null)] } as unknown as Item)
  const name = ref(false)
  const { known, settled } = useAnswers(item, () => name.value)
  const said = () => settled.value.map((one) => one.src)
  expect(said()).toEqual(['先按常见的算，填了姓名就看您的身份证', '按这个算的，不对就改'])
  name.value = true
  expect(said()).toEqual(['按这个算的，不对就改', '按这个算的，不对就改'])
  known.value = { age: { option: 'a', source: '身份证' } }
  expect(said()).toEqual(['身份证上有，替您答了', '按这个算的，不对就改'])
})
