/** The shapes the API answers with (docs: /docs). Sentences come from the server; pages print them. */
export interface Tag {
  text: string
  tone: string
}
export interface Card {
  id: string
  short: string
  name: string
  plain: string
  icon: string
  tag: Tag
  say?: string
  why?: string | null
  answers?: Record<string, string> | null
}
export interface Problem {
  status: number
  code: string
  say: string
  do: string
  kept: string
  errors: { field: string; say: string; at?: string }[]
  request_id?: string
  level?: number
}
export interface Me {
  id: string
  name: string | null
  phone: string | null
  level: number
  join: 'face' | null
  paper: string | null
  elder: boolean
  city: string | null
  offer_elder: boolean
  badge: { turn: number; messages: number }
}
export interface Option {
  id: string
  text: string
  note?: string
}
export interface Question {
  id: string
  ask: string
  help?: string
  options: Option[]
  default: string | null
  from: string | null
}
export interface Hotline {
  name: string
  phone: string
  say: string
}
export interface Item extends Card {
  version: string
  city: string
  unit: string
  hotline: Hotline
  questions: Question[]
  tips: string[]
  stop: string[]
  facts: { n: string; say: string }[]
  fee_text: string
  needs_level: number
}
export interface Checklist {
  item: string
  version: string
  city: string
  answers: Record<string, string>
  situation: { id: string; name: string }
  ability: string
  headline: string
  tag: Tag
  button: { text: string; act: 'start' | 'book' | 'query' | 'where'; quiet: string }
  facts: { n: string; say: string }[]
  promise: { days: number; unit: string; by: string; text: string; provisional: boolean }
  fees: { name: string; fen: number | null; text: string }[]
  fee_fen: number
  fee_text: string
  prepare: { material: string; name: string; note: string; how: string; need: string; sample: boolean }[]
  fetch: { material: string; name: string; source: string; note: string; use: string }[]
  steps: string[]
  steps_say: string
  tips: string[]
  window: { say: string; hall: string; id: string } | null
  hotline: Hotline
  needs_level: number
  why_trip: string | null
}
export interface Field {
  id: string
  label: string
  kind: string
  options?: Option[]
  hint: string
  required: boolean
  max?: number
  value: string | null
  text: string
  source: string | null
  editable: boolean
  when?: Record<string, string> | null
  error?: string | null
  offer?: { value: string; text: string; source: string } | null
}
export interface Act {
  text: string
  to: string
}
export interface CaseCard {
  no: string
  no_text: string
  item: string
  short: string
  name: string
  icon: string
  state: string
  turn: boolean
  tone: string
  word: string
  title: string
  say: string
  by: string | null
  act: Act | null
  updated_at: string
}
export interface CaseView extends CaseCard {
  unit: string
  applicant: string
  promise: { by: string | null; text: string; provisional: boolean }
  answers: { id: string; ask: string; option: string; text: string; usual: boolean }[]
  fee_text: string
  trip: string | null
  steps: { name: string; state: string }[]
  timeline: { at: string; title: string; say: string; tone: string; unit: string; by: string }[]
  delivery: { company: string; waybill: string; phone: string; say: string } | null
  payment: { order_no: string; amount_fen: number; state: string } | null
  certificate: { id: string; name: string } | null
  can: { withdraw: boolean; refund: boolean; pay: boolean; correct: boolean; edit: boolean }
  hotline: Hotline
  remedy?: { review: string; hand_in: string; suit: string; court: string; where: string; ask: string } | null
  next: Card[]
}
/** `crop`: the box to cut where that helps, as parts of the picture: left, top, width, height. */
export interface Finding {
  ok: boolean
  say: string
  do?: string
  crop?: [number, number, number, number]
}

export interface Material {
  material: string
  name: string
  note: string
  how: string
  need: string
  state: 'missing' | 'ok' | 'bad'
  file: { id: string; name: string; size: number; mime?: string; url: string } | null
  pdf?: boolean
  findings: Finding[]
  say: string
  sample: boolean
  shape?: { width: number; height: number } | null
  rules: string[]
}
export interface Certificate {
  id: string
  type: string
  name: string
  number_text: string
  holder: string
  valid_text: string
  tone: string
  color: string
  fields: { label: string; text: string }[]
  identifier: string
  can_show: boolean
  seen_30d: number
}
