/** What is typed goes onto the phone at once, then to the server, one after another. */
import { ref } from 'vue'
import type { Field, Value } from '@shared/types'
import { absent } from '@shared/conditions'
import { fault } from '@shared/form'
import { api, problem } from '../../api'
import { count, flush as drafts, note, same, type Values } from '../../drafts'
import { platform } from '../../platform'
import { lead, mended, sentence } from '../../refused'
import type { State } from './state'

const PAUSE_MS = 800

export function useSaving(at: State) {
  const { no, fields, values, errors, clash, questions, from } = at
  const saved = ref('填一项存一项，中途退出不会丢')
  /** How often something arrived: what hangs on it looks again. */
  const saves = ref(0)
  let saving: Promise<void> = Promise.resolve()
  let pause: ReturnType<typeof setTimeout> | undefined

  /** Onto the phone at once, then to the server. What is wrong here is said and not sent. */
  function save(changed: Values): void {
    Object.assign(values.value, changed)
    const good: Values = {}
    for (const [id, value] of Object.entries(changed)) {
      const field = fields.value.find((one) => one.id === id)
      at.forget(id)
      errors.value[id] = field && !absent(value) ? fault(field, value, false, at.given.value) : ''
      if (!errors.value[id]) good[id] = value
      mended(no.value, id)
    }
    if (!Object.keys(good).length) return
    note(no.value, good, at.rev.now)
    flush()
  }

  /** One after another: what is on its way arrives before what was typed later. Resolves when all of it has been tried. */
  function flush(): Promise<void> {
    clearTimeout(pause)
    saving = saving.then(send)
    return saving
  }
  async function send(): Promise<void> {
    if (!count(no.value)) return
    saved.value = '正在存'
    const done = await drafts(no.value)
    if (done.kind === 'later') {
      const why = done.problem.code === 'offline' ? done.problem.say.replace(/。$/, '') : '我们这边没存上'
      saved.value = `${why}，${done.count} 项存在手机里，好了自动存`
      return
    }
    from.value = ''
    saved.value = '刚刚自动保存'
    if (done.kind === 'saved') {
      saves.value++
      at.rev.now = done.rev
      at.bill.value = done.bill
      // An answer about what has been typed over since says nothing about what stands there now.
      const stands = (path: string, id = at.fieldOf(path)) =>
        !(id in done.sent) || same(values.value[id], done.sent[id])
      for (const one of done.judged.filter((each) => stands(each.field))) {
        at.notes.value[one.field] = one.say
        delete errors.value[one.field] // what others said of it before; what they say now follows
      }
      const refused = done.errors.filter((one) => one.at !== 'question' && stands(one.field))
      for (const one of refused) at.show(one.field, one.say)
      if (refused.some((one) => at.fieldOf(one.field) in done.sent)) saved.value = '有一项没存上，看红字'
      questions.value = done.errors
        .filter((one) => one.at === 'question')
        .map((one) => ({ id: one.field, ask: '', say: one.say }))
      for (const one of [...done.others, ...done.found]) values.value[one.id] = one.value
      if (done.others.length) saved.value = `另一台手机改了 ${done.others.map((one) => labelOf(one.id)).join('、')}`
    } else if (done.kind === 'conflict') {
      at.rev.now = done.rev
      for (const one of done.theirs) {
        clash.value[one.id] = { value: one.value, text: one.text, mine: done.sent[one.id] }
        at.edit(one.id)
      }
      saved.value = '另一台手机也在填，选一个留下'
      if (count(no.value)) await send()
    } else if (done.kind === 'refused') {
      if (await lead({ ...done.problem, errors: [] }, no.value)) return
      for (const one of done.problem.errors) at.show(one.field, one.say)
      saved.value = done.problem.errors.length
        ? '有一项没存上，看红字'
        : `没存上：${done.problem.say.replace(/。$/, '')}`
    }
  }
  const labelOf = (id: string) => fields.value.find((one) => one.id === id)?.label ?? ''

  function settleClash(id: string, mine: boolean) {
    const found = clash.value[id]
    delete clash.value[id]
    if (mine) save({ [id]: found.mine })
    else {
      values.value[id] = found.value
      errors.value[id] = ''
    }
  }

  /** 下一步 waits for it, as for every other value on its way. */
  function usePhone(field: Field, event?: any) {
    saving = saving.then(() => givePhone(field, event))
  }
  async function givePhone(field: Field, event?: any) {
    try {
      const code = await platform.phone(event)
      if (!code) return
      await api('POST', '/api/me/phone', { code })
      const form = await api('GET', `/api/cases/${no.value}/form`)
      const fresh = form.fields.find((one) => one.id === field.id)
      const known = fresh?.value ?? fresh?.offer?.value
      if (fresh?.value) Object.assign(field, fresh)
      if (known) {
        save({ [field.id]: known })
        await send()
      }
    } catch (error) {
      errors.value[field.id] = sentence(problem(error))
    }
  }

  /** Kept on the phone with each letter, sent when the thumb rests; a fault that was said goes as soon as it is put right. */
  function input(field: Field, value: Value | null) {
    values.value[field.id] = value
    at.forget(field.id)
    if (errors.value[field.id]) errors.value[field.id] = absent(value) ? '' : fault(field, value, false, at.given.value)
    note(no.value, { [field.id]: value }, at.rev.now)
    clearTimeout(pause)
    if (absent(value) || !fault(field, value, false, at.given.value))
      pause = setTimeout(() => save({ [field.id]: value }), PAUSE_MS)
  }

  return { saved, saves, save, flush, settleClash, usePhone, input }
}
