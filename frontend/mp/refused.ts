import { named, TABS } from '@shared/nav'
import type { Fault, Problem } from '@shared/types'
import { head } from '@shared/words'
import { conclude, go, stack, strayed } from './nav'

const LIST = TABS[1]

/** What was refused and what to do now, in the server's words. */
export const sentence = (said: Problem): string => `${head(said.say)}。${said.do}`

/**
 * A refusal on the page that has the fields itself: what belongs at which of them, and what is left to say beside the button
 * (empty when the fields say it all).
 */
export function atFields(said: Problem, fields: readonly string[]): { at: Record<string, string>; rest: string } {
  const here = said.errors.filter((one) => fields.includes(one.field))
  const elsewhere = said.errors.filter((one) => !fields.includes(one.field))
  const at = Object.fromEntries(here.map((one) => [one.field, one.say]))
  const rest = here.length && !elsewhere.length ? '' : sentence(said) + elsewhere.map((one) => one.say).join('')
  return { at, rest }
}

/** What the server said is wrong, by case, until the page where it is mended has shown it. */
const told: Record<string, Fault[]> = {}

/** The sentences for this page of the case: `form` or `materials`. */
export function toldFor(no: string, at: 'form' | 'materials'): Record<string, string> {
  return Object.fromEntries(
    (told[no] ?? []).filter((one) => (one.at ?? 'form') === at).map((one) => [one.field, one.say]),
  )
}
export const mended = (no: string, field: string) => {
  told[no] = (told[no] ?? []).filter((one) => one.field !== field)
}

/** The page in front is behind: the case is somewhere else by now, another tab or phone was faster. */
export const MOVED = ['impossible_move', 'case_closed', 'cannot_withdraw']
/** The case as it is now, nothing that is behind beneath it; whoever came back to such a page goes on to the list. */
export const elsewhere = (no: string) => (strayed() ? go(LIST) : conclude(`/pages/case/index?no=${no}`))

/** Where all that is to be mended stands. */
export const correction = (no: string) => go(`/pages/correct/index?no=${no}`)

/** Whether this page of a case that is to be corrected was left long ago: nothing below it leads back to what is to be mended. */
export const leftBehind = (state: string, no: string) =>
  state === 'to_correct' && strayed() && !stack().some((url) => named(url) === named(`/pages/correct/index?no=${no}`))

/**
 * Lead to where a refusal is mended, the sentence beside the field. Whether it led anywhere: then nothing else is to be shown.
 * A refusal without a place (`false`) is the page's to show.
 */
export async function lead(refusal: Problem, no: string): Promise<boolean> {
  if (MOVED.includes(refusal.code)) return elsewhere(no)
  if (refusal.code === 'already_running' && refusal.running) {
    const see = await new Promise<boolean>((resolve) =>
      uni.showModal({
        title: `${refusal.say.replace(/。$/, '')}`,
        content: refusal.do,
        confirmText: '看进度',
        cancelText: '先不看',
        success: (answer) => resolve(answer.confirm),
        fail: () => resolve(false),
      }),
    )
    if (see) await go(`/pages/case/index?no=${refusal.running}`)
    return true
  }
  const first = refusal.errors?.[0]
  if (!first || first.at === 'signature' || first.at === 'point') return false
  told[no] = refusal.errors
  return first.at === 'materials'
    ? go(`/pages/materials/index?no=${no}`)
    : go(`/pages/form/index?no=${no}&f=${first.field}`)
}
