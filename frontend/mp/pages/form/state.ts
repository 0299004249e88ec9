/** What the page of the form holds: read by all its parts, written by those that load and save. */
import { computed, ref, type Ref } from 'vue'
import type { Values as Given } from '@shared/conditions'
import type { Field, Form, Owed, Value } from '@shared/types'
import { counted, gaps } from '@shared/form'
import type { Values } from '../../drafts'

/** What another phone wrote where this one wrote something else: the person chooses. */
export interface Clash {
  value: Value | null
  text: string
  mine: Value | null
}

export function useState() {
  // A value may hold values: how deep, no type can be unwrapped to.
  const fields = ref([]) as Ref<Field[]>
  const values = ref({}) as Ref<Values>
  const given = ref({}) as Ref<Given>
  const errors = ref<Record<string, string>>({})
  const editing = ref<string[]>([])
  const filled = ref<string[]>([])
  const active = computed(() => counted(fields.value, values.value, given.value))
  return {
    no: ref(''),
    fields,
    values,
    errors,
    clash: ref({}) as Ref<Record<string, Clash>>,
    /** What stands on record beside a field, as it was told with the last save. */
    notes: ref<Record<string, string>>({}),
    /** Answers and facts that fields hang on. */
    given,
    editing,
    filled,
    questions: ref<Form['questions']>([]),
    /** What the server's revision was when it was last heard of. */
    rev: { now: null as number | null },
    /** What it comes to so far, where a function says so. */
    bill: ref<Owed | null>(null),
    /** Why what is shown is not fresh; empty when it is. */
    from: ref(''),
    active,
    left: computed(() => gaps(fields.value, values.value, given.value)),
    wrong: computed(() =>
      Object.keys(errors.value).filter((id) => errors.value[id] && active.value.some((one) => one.id === fieldOf(id))),
    ),
    /** Opened to be changed, with whatever else is. */
    edit(...ids: string[]) {
      editing.value = [...new Set([...editing.value, ...ids])]
    },
    /** What was said of places inside a value goes when it changes. */
    forget(id: string) {
      for (const path of Object.keys(errors.value)) if (path !== id && fieldOf(path) === id) delete errors.value[path]
    },
    /** What was said of places inside a value, by place. */
    inside: (id: string) =>
      Object.fromEntries(
        Object.entries(errors.value)
          .filter(([path, say]) => say && path !== id && fieldOf(path) === id)
          .map(([path, say]) => [path.slice(id.length), say]),
      ),
    fieldOf,
    show(path: string, say: string) {
      errors.value[path] = say
      const id = fieldOf(path)
      if (fields.value.some((one) => one.id === id && one.editable))
        editing.value = [...new Set([...editing.value, id])]
    },
  }
}
/** movers of movers[2].name. */
function fieldOf(path: string): string {
  return path.split(/[.[]/)[0]
}
export type State = ReturnType<typeof useState>
