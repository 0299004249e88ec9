// Being the reviewer: the cases that departments hold, and what one can say about them.

import { act, api, clockOf, dayOf, el, empty, icon, yuan } from '/page/kit.js'
import { NODES } from '/page/words.js'

const NEXT = {
  null: ['pre_check', 'accepted'],
  pre_check: ['accepted', 'to_correct', 'rejected'],
  corrected: ['pre_check', 'accepted'],
  to_correct: ['pre_check', 'accepted', 'terminated'],
  accepted: ['reviewing', 'to_correct', 'special'],
  special: ['reviewing'],
  reviewing: ['approving', 'to_correct', 'special', 'extended', 'terminated'],
  extended: ['reviewing', 'approving'],
  approving: ['to_pay', 'approved', 'denied'],
  to_pay: ['approving', 'approved', 'terminated'],
  approved: ['delivering', 'done'],
  denied: ['delivering', 'done'],
  delivering: ['done'],
}
const REASONS = { rejected: '不属于本部门职权范围', denied: '不符合法定条件', special: '需要专家评审', terminated: '逾期没有补正', extended: '案情复杂，延长办理' }
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

const keyOf = (one) => `${one.department}/${one.case_no}`

function card(one, again) {
  const ended = one.withdrawn || ['done', 'rejected', 'terminated'].includes(one.step)
  const where = one.withdrawn ? '撤回了' : one.step ? NODES[one.step] : '刚收到'
  return el(
    'article',
    { class: 'case', 'data-case': one.case_no },
    el('div', { class: 'row between' }, el('strong', {}, one.item), el('span', { class: `tag ${ended ? 'good' : one.step === 'to_correct' ? 'turn' : 'brand'}` }, where)),
    el('p', { class: 'second' }, [one.applicant, one.case_no, one.fee_fen ? yuan(one.fee_fen) + (one.paid ? '，已缴' : '') : '不收费', dayOf(one.received_at)].join(' · ')),
    one.stopped ? el('p', { class: 'problem' }, `平台没有接受：${one.stopped}`) : null,
    ended ? null : el('div', { class: 'row wrap' }, ...(NEXT[one.step] || []).filter((node) => node !== 'to_pay' || (one.fee_fen && !one.paid)).map((node) => button(one, node, again))),
    open.key === keyOf(one) ? form(one, again) : null,
    ended ? null : lead(one, again),
    trail(one),
  )
}

function button(one, node, again) {
  const asks = node === 'to_correct' || node in REASONS
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
  const points = one.points.length ? one.points : [{ id: 'other', text: '材料要补' }]
  const fields =
    open.node === 'to_correct'
      ? points.map((point) =>
          el(
            'div',
            { class: 'point' },
            el('label', {}, el('input', { type: 'checkbox', checked: point.id in open.points, onchange: (event) => toggle(point.id, event.target.checked) }), el('span', {}, point.text)),
            el('input', { type: 'text', value: open.points[point.id] || '', placeholder: '告诉他怎么改，例如：背景不白', 'aria-label': `${point.text}：怎么改`, oninput: (event) => (open.points[point.id] = event.target.value) }),
          ),
        )
      : [el('label', {}, '为什么', el('input', { type: 'text', value: open.reason, oninput: (event) => (open.reason = event.target.value) }))]
  return el('div', { class: 'form' }, ...fields, el('div', { class: 'row end' },
    el('button', { type: 'button', class: 'btn small solid', onclick: () => decide(one, again) }, open.node === 'to_correct' ? '请他改' : `${NODES[open.node]}，发出去`)))
}

function toggle(id, on) {
  if (on) open.points[id] ||= ''
  else delete open.points[id]
}

async function decide(one, again) {
  const chosen = Object.entries(open.points).filter(([, text], i, rows) => text || rows.length === 1)
  const points = (chosen.length ? chosen : one.points.slice(0, 1).map((point) => [point.id, ''])).map(([point, text]) => ({ point, text: text || '请改正后再交' }))
  const body = open.node === 'to_correct' ? { points, opinion: '请按下面的说明改一改' } : { reason: open.reason || REASONS[open.node], ...(open.node === 'extended' ? { days: 5 } : {}) }
  const sent = { node: open.node, ...body }
  Object.assign(open, { key: '', node: '' })
  await send(one, sent, again)
}

async function send(one, body, again) {
  document.activeElement?.blur()
  await act(() => api('POST', `/departments/${one.department}/cases/${one.case_no}/nodes`, body), `${NODES[body.node]}，已发给平台`)
  setTimeout(again, 300)
}

const waits = (one) => (one.step === 'to_pay' ? '等申请人缴费' : one.step === 'to_correct' ? '等申请人补正' : '等申请人')

// Who leads the case: the automatic course, or a person.
function lead(one, again) {
  if (!one.manual) return el('p', { class: 'second' }, one.rest.length ? `自动办着，下一步：${NODES[one.rest[0]]}` : waits(one))
  if (!one.rest.length) return el('p', { class: 'second' }, `${waits(one)}，或者由您决定`)
  return el('div', { class: 'row between' }, el('span', { class: 'second' }, '由您来办'),
    el('button', { type: 'button', class: 'btn small', onclick: async () => {
      await act(() => api('POST', `/departments/${one.department}/cases/${one.case_no}/course`), '剩下的自动办')
      setTimeout(again, 300)
    } }, icon('play'), '剩下的自动办'))
}

function trail(one) {
  if (!one.sent.length) return null
  return el('details', {}, el('summary', {}, `说过的话（${one.sent.length}）`), el('ol', { class: 'trail' }, ...one.sent.map((sent) =>
    el('li', {}, el('time', {}, clockOf(sent.at)), el('span', {}, NODES[sent.node] || sent.node), el('span', { class: `tag ${sent.status && sent.status < 400 ? 'good' : 'bad'}` }, sent.status ? String(sent.status) : '没应答')))))
}
