/** The questions of an item and how each is settled: by the person, by data, by a safe default; otherwise it is asked. */
import { computed, ref, type Ref } from 'vue'
import { CHOSEN, known as knownFrom, later, USUAL } from '@shared/answers'
import type { Item, Known, Question } from '@shared/types'

/** `named`: whether it is known whose the answers are. */
export function useAnswers(item: Ref<Item | null>, named: () => boolean) {
  const known = ref<Known['answers']>({})
  const chosen = ref<Record<string, string>>({})
  const asking = ref('')
  const questions = computed(() => item.value?.questions ?? [])
  const answers = computed<Record<string, string | undefined>>(() =>
    Object.fromEntries(
      questions.value.map((one) => [
        one.id,
        chosen.value[one.id] ?? known.value[one.id]?.option ?? one.default ?? undefined,
      ]),
    ),
  )
  const open = computed(() => questions.value.filter((one) => !answers.value[one.id]))
  const current = computed<Question | null>(
    () => questions.value.find((one) => one.id === (asking.value || open.value[0]?.id)) ?? null,
  )
  /** How many are left to answer, with the one that is asked again. */
  const left = computed(() => open.value.length + (current.value && answers.value[current.value.id] ? 1 : 0))
  const textOf = (one: Question) => one.options.find((option) => option.id === answers.value[one.id])?.text ?? ''
  const sourceOf = (one: Question) => {
    if (chosen.value[one.id]) return CHOSEN
    if (known.value[one.id]) return knownFrom(known.value[one.id].source)
    return one.from && !named() ? later(one.from) : USUAL
  }
  /** Each that is answered, in words, with who says so. */
  const settled = computed(() =>
    questions.value
      .filter((one) => answers.value[one.id])
      .map((one) => ({ id: one.id, ask: one.ask, text: textOf(one), src: sourceOf(one) })),
  )
  return { known, chosen, asking, answers, open, left, current, settled }
}
