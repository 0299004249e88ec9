import { api, problem } from './api'
import { keep, kept } from './store'
import type { Fault, Owed, PointNote, Problem, Theirs, Value } from '@shared/types'

/** What was typed and the server has not taken yet. It lies on the phone from the first letter on: closing the app loses nothing. */
export type Values = Record<string, Value | null>
interface Waiting {
  values: Values
  base: number | null
}

export type Outcome =
  | { kind: 'nothing' }
  | {
      kind: 'saved'
      sent: Values
      rev: number
      errors: Fault[]
      others: Theirs[]
      found: Theirs[]
      bill: Owed | null
      judged: PointNote[]
    }
  | { kind: 'later'; problem: Problem; count: number }
  | { kind: 'conflict'; theirs: Theirs[]; rev: number; sent: Values }
  | { kind: 'refused'; problem: Problem; sent: Values }

/** A list or a person comes back from the phone's store as another object, and is the same value. */
export const same = (one: Value | null, other: Value | null) =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

const empty = (): Waiting => ({ values: {}, base: null })

export function waiting(no: string): Waiting {
  const found = kept<any>(`draft.${no}`)?.value ?? {}
  if (found.values && typeof found.values === 'object') return found as Waiting
  return Object.keys(found).length ? { values: found, base: null } : empty() // as it was kept before
}
export const count = (no: string) => Object.keys(waiting(no).values).length

/** Onto the phone, before anything is sent. `base`: the revision that was seen when the first of them was typed. */
export function note(no: string, values: Values, base: number | null): void {
  const before = waiting(no)
  keep(`draft.${no}`, {
    values: { ...before.values, ...values },
    base: Object.keys(before.values).length ? before.base : base,
  })
}

/** These are settled, unless they were typed anew meanwhile. */
function settle(no: string, sent: Values, rev: number | null): void {
  const now = waiting(no)
  const left = Object.fromEntries(
    Object.entries(now.values).filter(([id, value]) => !(id in sent) || !same(sent[id], value)),
  )
  keep(`draft.${no}`, { values: left, base: rev ?? now.base })
}

/** What it is that passes by itself: no network, a server that is ill, too many at once. */
export const passing = (said: Problem) =>
  said.status === 0 || said.status >= 500 || said.status === 429 || said.status === 408

/** Send what waits. Only what the server refuses for good is taken off the phone, and is said. */
export async function flush(no: string): Promise<Outcome> {
  const { values, base } = waiting(no)
  if (!Object.keys(values).length) return { kind: 'nothing' }
  try {
    const answer = await api('PATCH', `/api/cases/${no}/draft`, { values: values as any, base })
    settle(no, values, answer.rev)
    return {
      kind: 'saved',
      sent: values,
      rev: answer.rev,
      errors: answer.errors,
      others: answer.others,
      found: answer.found,
      bill: answer.bill ?? null,
      judged: answer.judged ?? [],
    }
  } catch (error) {
    const said = problem(error)
    if (passing(said) || said.status === 401) return { kind: 'later', problem: said, count: Object.keys(values).length }
    if (said.code === 'draft_conflict' && said.theirs) {
      const clash = Object.fromEntries(said.theirs.map((one) => [one.id, values[one.id]]))
      settle(no, clash, said.rev ?? null)
      return { kind: 'conflict', theirs: said.theirs, rev: said.rev ?? 0, sent: clash }
    }
    const named = said.errors
      .map((one) => one.field.replace(/^values\./, '').replace(/\.value$/, ''))
      .filter((id) => id in values)
    const bad = named.length ? Object.fromEntries(named.map((id) => [id, values[id]])) : values
    settle(no, bad, null)
    return {
      kind: 'refused',
      problem: {
        ...said,
        errors: said.errors.map((one) => ({
          ...one,
          field: one.field.replace(/^values\./, '').replace(/\.value$/, ''),
        })),
      },
      sent: bad,
    }
  }
}

/** When the app opens: what an earlier sitting could not send. */
export async function flushAll(): Promise<void> {
  for (const name of uni.getStorageInfoSync().keys)
    if (name.startsWith('kept.draft.')) await flush(name.slice('kept.draft.'.length))
}
