/** What the page of the form holds: read by all its parts, written by those that load and save. */
import { computed, ref } from 'vue'
import type { Field, Form } from '@shared/types'
import { applies, gaps } from '@shared/form'
import type { Values } from '../../drafts'

/** What another phone wrote where this one wrote something else: the person chooses. */
export interface Clash {
  value: string | null
  text: string
  mine: string | null
}

export function useState() {
  const fields = ref<Field[]>([])
  const values = ref<Values>({})
  const errors = ref<Record<string, string>>({})
  const editing = ref<string[]>([])
  const filled = ref<string[]>([])
  const active = computed(() => fields.value.filter((one) => applies(one, values.value)))
  return {
    no: ref(''),
    fields,
    values,
    errors,
    clash: ref<Record<string, Clash>>({}),
    editing,
    filled,
    questions: ref<Form['questions']>([]),
    /** What the server's revision was when it was last heard of. */
    rev: { now: null as number | null },
    /** Why what is shown is not fresh; empty when it is. */
    from: ref(''),
    active,
    left: computed(() => gaps(fields.value, values.value)),
    wrong: computed(() =>
      Object.keys(errors.value).filter((id) => errors.value[id] && active.value.some((one) => one.id === id)),
    ),
    /** Opened to be changed, with whatever else is. */
    edit(...ids: string[]) {
      editing.value = [...new Set([...editing.value, ...ids])]
    },
    show(id: string, say: string) {
      errors.value[id] = say
      if (fields.value.some((one) => one.id === id && one.editable))
        editing.value = [...new Set([...editing.value, id])]
    },
  }
}
export type State = ReturnType<typeof useState>
