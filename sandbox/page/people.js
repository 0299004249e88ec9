// The people one can be, what to try with each, and what their WeChat received.

import { act, api, dayOf, el, toast, yuan } from '/page/kit.js'

const INVOICES = { INIT: ['没报销', ''], LOCK: ['锁着，正在报销', 'turn'], CLOSURE: ['报销完了', 'good'], CANCEL: ['冲红了', 'bad'] }
const open = { id: '', code: '', words: '' }

export const load = async () => [
  await api('GET', '/people?newcomers=true'),
  await api('GET', '/wx/messages'),
  await api('GET', '/wx/invoices'),
  (await api('GET', '/wx/invoices/authorisation')).filter((one) => one.state === 'new'),
  Boolean((await api('GET', '/settings')).push_url),
  { id: open.id, code: open.code },
]

export function draw([people, sent, invoices, asked, pushes], again) {
  return [
    el('div', { class: 'head' }, el('h2', {}, '人物'), el('p', {}, '在小程序登录时选一个')),
    ...people.map((one) => card(one, { sent: of(sent, one), invoices: of(invoices, one), asked, pushes }, again)),
  ]
}

const of = (rows, person) => rows.filter((row) => row.person === person.id)

function card(one, phone, again) {
  const { sent } = phone
  const chosen = open.id === one.id
  const appid = Object.keys(one.openid)[0]
  return el(
    'article',
    { class: 'case person', 'data-person': one.id },
    el('button', { type: 'button', class: 'who-head', 'aria-expanded': String(chosen), onclick: () => {
      Object.assign(open, { id: chosen ? '' : one.id, code: '' })
      again()
    } },
      el('span', { class: 'face', 'aria-hidden': 'true' }, one.name.slice(-1)),
      el('span', {}, el('strong', {}, one.name), el('span', {}, one.note)),
      sent.length ? el('span', { class: 'tag brand' }, `收到 ${sent.length} 条`) : null),
    el('ul', { class: 'tries' }, ...(one.tries || []).map((text) => el('li', {}, text))),
    chosen ? more(one, appid, phone, again) : null,
  )
}

function more(one, appid, phone, again) {
  const rows = [['身份证', one.id_number], ['手机', one.phone || '没有'], ['openid', one.openid[appid]], ...(open.code ? [['code', open.code]] : [])]
  return el('div', { class: 'form' },
    el('dl', {}, ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, el('code', {}, value))))),
    el('div', { class: 'row wrap' },
      el('button', { type: 'button', class: 'btn small', onclick: () => code(one, 'login', again) }, '要一个登录 code'),
      one.phone ? el('button', { type: 'button', class: 'btn small', onclick: () => code(one, 'phone', again) }, '要一个手机号 code') : null),
    ...phone.asked.map((order) => authorisation(one, order, again)),
    ...phone.invoices.map(invoice),
    phone.pushes ? talk(one, again) : null,
    ...phone.sent.map((message) => el('div', { class: 'bubble' },
      el('span', {}, dayOf(message.at)),
      ...Object.values(message.data).map((entry) => el('p', {}, String(entry.value))))))
}

// A page that asks whether an invoice may come; whoever is open here may answer it.
function authorisation(one, order, again) {
  const answer = (body, done) => async () => {
    await act(() => api('POST', '/wx/invoices/authorisation', { person: one.id, order_id: order.order_id, s_pappid: order.platform, ...body }), done)
    await again()
  }
  return el('div', { class: 'bubble' },
    el('p', {}, `要给他开发票：${order.order_id}，${yuan(order.money)}`),
    el('div', { class: 'row end' },
      el('button', { type: 'button', class: 'btn small', onclick: answer({ agree: false }, '他没有同意') }, '不要'),
      el('button', { type: 'button', class: 'btn small solid', onclick: answer({}, '他同意了') }, '同意')))
}

function invoice(one) {
  const [word, tone] = INVOICES[one.status.split('_').pop()]
  return el('div', { class: 'bubble row between' }, el('span', {}, `发票 ${one.title} ${yuan(one.fee)}`), el('span', { class: `tag ${tone}` }, word))
}

function talk(one, again) {
  const box = el('input', { type: 'text', value: open.words, placeholder: '在客服里对平台说一句话', 'aria-label': '对平台说一句话', oninput: (event) => (open.words = event.target.value) })
  const say = async () => {
    const text = open.words
    open.words = ''
    box.blur()
    await act(() => api('POST', '/wx/pushes', { person: one.id, text }), '推过去了')
    await again()
  }
  return el('div', { class: 'row' }, box, el('button', { type: 'button', class: 'btn small', onclick: say }, '说'))
}

async function code(one, kind, again) {
  await act(async () => {
    open.code = (await api('POST', `/wx/${kind}`, { person: one.id })).code
  })
  if (open.code) {
    try {
      await navigator.clipboard.writeText(open.code)
      toast('抄好了，五分钟内用一次')
    } catch {
      toast('拿到了，五分钟内用一次')
    }
  }
  await again()
}
