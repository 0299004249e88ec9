// Being the reviewer: the cases that departments hold, and what one can say about them.

import { act, api, clockOf, dayOf, el, empty, icon, toast, yuan } from '/page/kit.js'
import { NODES } from '/page/words.js'

const NEXT = {
  null: ['pre_check', 'accepted'],
  pre_check: ['accepted', 'to_correct', 'rejected'],
  corrected: ['pre_check', 'accepted'],
  to_correct: ['terminated'],
  accepted: ['reviewing', 'to_correct', 'special'],
  special: ['reviewing'],
  reviewing: ['approving', 'to_pay', 'to_correct', 'special', 'extended', 'terminated'],
  extended: ['reviewing', 'approving'],
  approving: ['to_pay', 'approved', 'denied'],
  to_pay: ['approving', 'approved', 'terminated'],
  approved: ['delivering', 'done'],
  denied: ['delivering', 'done'],
  delivering: ['delivering', 'done'],
}
// What a resident reads: a no has its own reason each time, the rest may be said as here.
const REASONS = { rejected: '', denied: '', terminated: '', special: '需要专家评审', extended: '案情复杂，延长办理' }
const SAY = { approved: '例如：窗口交了现金；免收',  rejected: '例如：这件事归区里办，请到区出入境大厅', denied: '例如：户口簿上的名字和申请的不一样', terminated: '例如：三十天没有补正' }
const PATIENCE_MS = 7000
const HARSH = ['rejected', 'denied', 'terminated']
const open = { key: '', node: '', points: {}, reason: '' }

export const load = async () => [await api('GET', '/cases'), { ...open }]

export function draw([cases], again) {
  const head = el('div', { class: 'head' }, el('h2', {}, '部门手里的办件'), el('p', {}, cases.length ? `${cases.length} 件` : ''))
  if (!cases.length) {
    return [head, empty('file', '还没有办件', '在小程序里交一件，它就到部门这儿。可以让部门自动办，也可以您来当审查员。')]
  }
  return [head, ...cases.map((one) => card(one, again))]
}

// What a machine has decided is not asked of the reviewer again; what it could not is theirs.
function decided(one) {
  const facts = one.facts || []
  if (!facts.length) return null
  const left = facts.filter((fact) => fact.verdict !== 'pass')
  return el(
    'div',
    { class: 'second decided' },
    `系统核对过 ${facts.length - left.length} 项，都对得上${left.length ? '；这几项请您看：' : '。'}`,
    ...left.map((fact) => el('p', {}, `${fact.text}：${fact.why || '还不能判断'}（${fact.source}）`)),
  )
}

// The form as a reviewer reads it, in words; a platform that sends none is read in the message itself.
function written(one) {
  const lines = (one.shown || []).filter((line) => line.text)
  if (!lines.length) return null
  return el('details', { class: 'written' }, el('summary', {}, `他填的表（${lines.length} 项）`), el('dl', {}, ...lines.map((line) => el('div', {}, el('dt', {}, line.label), el('dd', {}, line.text)))))
}

const keyOf = (one) => `${one.department}/${one.case_no}/${one.office || ''}`

function card(one, again) {
  const ended = one.withdrawn || ['done', 'rejected', 'terminated'].includes(one.step)
  const where = one.withdrawn ? '撤回了' : one.step ? NODES[one.step] : '刚收到'
  return el(
    'article',
    { class: 'case', 'data-case': one.case_no },
    el('div', { class: 'row between' }, el('strong', {}, one.office ? `${one.item} · ${one.unit}` : one.item), el('span', { class: `tag ${ended ? 'good' : one.step === 'to_correct' ? 'turn' : 'brand'}` }, where)),
    el('p', { class: 'second' }, [one.applicant, one.case_no, one.fee_fen ? yuan(one.fee_fen) + (one.paid ? '，已缴' : '') : '不收费', dayOf(one.received_at)].join(' · ')),
    one.refused ? el('p', { class: 'problem' }, `平台没有接受「${NODES[one.refused.node]}」：${one.refused.say}`) : null,
    ended ? null : el('div', { class: 'row wrap' }, ...(NEXT[one.step] || []).filter((node) => may(one, node)).map((node) => button(one, node, again))),
    open.key === keyOf(one) ? form(one, again) : null,
    decided(one),
    written(one),
    ended ? null : lead(one, again),
    trail(one),
  )
}

// The fee comes before the making; who grants without it says why.
const owes = (one) => one.fee_fen > 0 && !one.paid
const may = (one, node) => node !== 'to_pay' || owes(one)
const must = (one, node) => HARSH.includes(node) || (node === 'approved' && owes(one))
const why = (one, node, asked) =>
  node === 'approved' ? `${yuan(one.fee_fen)}还没交，为什么现在就准予` : node === 'to_correct' && asked ? '为什么又要改（已经说全过一次）' : '为什么'

function button(one, node, again) {
  const asks = node === 'to_correct' || node in REASONS || must(one, node)
  const chosen = open.key === keyOf(one) && open.node === node
  const press = () => {
    if (!asks) return send(one, { node }, again)
    Object.assign(open, chosen ? { key: '', node: '' } : { key: keyOf(one), node, points: {}, reason: REASONS[node] || '' })
    return again()
  }
  return el('button', { type: 'button', class: `btn small ${HARSH.includes(node) ? 'danger' : ''}`, 'aria-expanded': asks ? String(chosen) : undefined, onclick: press }, NODES[node])
}

// What the department has to say besides the node: points for a correction, else a reason.
function form(one, again) {
  const found = places(one)
  const asked = one.sent.some((sent) => sent.node === 'to_correct' && sent.status < 400)
  const fields = [
    ...(open.node !== 'to_correct'
      ? []
      : found.length
        ? found.map((place) => pointOf(place))
        : [el('p', { class: 'second' }, '这件办件没有申请人能改的地方，作别的决定')]),
    open.node !== 'to_correct' || asked ? el('label', {}, why(one, open.node, asked), el('input', { type: 'text', value: open.reason, placeholder: SAY[open.node] || '', oninput: (event) => (open.reason = event.target.value) })) : null,
  ]
  return el('div', { class: 'form' }, ...fields, el('div', { class: 'row end' },
    el('button', { type: 'button', class: 'btn small solid', onclick: () => decide(one, again) }, open.node === 'to_correct' ? '请他改' : `${NODES[open.node]}，发出去`)))
}

// What the applicant can put right, by name; a platform that does not say it is asked by the published points.
const places = (one) =>
  one.mendable
    ? one.mendable.map((place) => ({ key: `${place.to}:${place.id}`, name: place.name, wire: { [place.to]: place.id, ...(place.point ? { point: place.point } : {}) } }))
    : one.points.map((point) => ({ key: point.id, name: point.text, wire: { point: point.id } }))

function pointOf(place) {
  const box = el('input', { type: 'checkbox', checked: place.key in open.points, onchange: (event) => toggle(place.key, event.target.checked) })
  const typed = (event) => {
    open.points[place.key] = event.target.value
    box.checked = true
  }
  return el(
    'div',
    { class: 'point' },
    el('label', {}, box, el('span', {}, place.name)),
    el('input', { type: 'text', value: open.points[place.key] || '', placeholder: '告诉他怎么改，例如：背景不白', 'aria-label': `${place.name}：怎么改`, oninput: typed }),
  )
}

function toggle(id, on) {
  if (on) open.points[id] ||= ''
  else delete open.points[id]
}

async function decide(one, again) {
  const points = places(one)
    .filter((place) => place.key in open.points)
    .map((place) => ({ ...place.wire, text: open.points[place.key].trim() || `「${place.name}」不对，请改一改` }))
  const reason = open.reason.trim()
  if (open.node === 'to_correct' && !points.length) return toast('先选要他改的地方', 'bad')
  if (must(one, open.node) && !reason) return toast('写明为什么，申请人看得到', 'bad')
  const body = open.node === 'to_correct' ? { points, opinion: '请按下面的说明改一改', ...(reason ? { reason } : {}) } : { reason, ...(open.node === 'extended' ? { days: 5 } : {}) }
  const sent = { node: open.node, ...body }
  Object.assign(open, { key: '', node: '' })
  await send(one, sent, again)
}

async function send(one, body, again) {
  document.activeElement?.blur()
  await act(async () => {
    const { event_id } = await api('POST', `/departments/${one.department}/cases/${one.case_no}/nodes`, { ...body, office: one.office || undefined })
    const answer = await answered(one, event_id)
    if (!answer || !answer.status || answer.status >= 500) return toast(`${NODES[body.node]}：平台还没有应答，过会儿再说一次`, 'bad')
    if (answer.status < 400) return toast(`${NODES[body.node]}，平台收下了`)
    toast(`平台没有接受「${NODES[body.node]}」`, 'bad')
  })
  again()
}

// What the platform answered to this message: it is known a moment after it was sent, or null while it is silent.
async function answered(one, event_id) {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const now = (await api('GET', '/cases')).find((other) => keyOf(other) === keyOf(one))
    const sent = now?.sent.find((said) => said.event_id === event_id)
    if (sent || Date.now() > until) return sent || null
    await new Promise((go) => setTimeout(go, 150))
  }
}

const waits = (one) => (one.step === 'to_pay' ? '等申请人缴费' : one.step === 'to_correct' ? '等申请人补正' : '等申请人')

// Who leads the case: the automatic course, or a person.
function lead(one, again) {
  if (!one.manual) return el('p', { class: 'second' }, one.rest.length ? `自动办着，下一步：${NODES[one.rest[0]]}` : waits(one))
  if (!one.rest.length) return el('p', { class: 'second' }, `${waits(one)}，或者由您决定`)
  return el('div', { class: 'row between' }, el('span', { class: 'second' }, '由您来办'),
    el('button', { type: 'button', class: 'btn small', onclick: async () => {
      await act(() => api('POST', `/departments/${one.department}/cases/${one.case_no}/course`, { office: one.office || undefined }), '剩下的自动办')
      setTimeout(again, 300)
    } }, icon('play'), '剩下的自动办'))
}

function trail(one) {
  if (!one.sent.length) return null
  return el('details', {}, el('summary', {}, `说过的话（${one.sent.length}）`), el('ol', { class: 'trail' }, ...one.sent.map((sent) =>
    el('li', {}, el('time', {}, clockOf(sent.at)), el('span', {}, NODES[sent.node] || sent.node), el('span', { class: `tag ${sent.status && sent.status < 400 ? 'good' : 'bad'}` }, sent.status ? String(sent.status) : '没应答')))))
}
