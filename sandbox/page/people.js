// The people one can be, what to try with each, and what their WeChat received.

import { act, api, dayOf, el, toast } from '/page/kit.js'

const open = { id: '', code: '' }

export const load = async () => [await api('GET', '/people'), await api('GET', '/wx/messages').catch(() => []), { ...open }]

export function draw([people, sent], again) {
  return [
    el('div', { class: 'head' }, el('h2', {}, '人物'), el('p', {}, '在小程序登录时选一个')),
    ...people.map((one) => card(one, sent.filter((message) => message.person === one.id), again)),
  ]
}

function card(one, sent, again) {
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
    chosen ? more(one, appid, sent, again) : null,
  )
}

function more(one, appid, sent, again) {
  return el('div', { class: 'form' },
    el('dl', {},
      ...[['身份证', one.id_number], ['手机', one.phone || '没有'], ['openid', one.openid[appid]]].map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, el('code', {}, value)))),
      open.code ? el('div', {}, el('dt', {}, 'code'), el('dd', {}, el('code', {}, open.code))) : null),
    el('div', { class: 'row wrap' },
      el('button', { type: 'button', class: 'btn small', onclick: () => code(one, 'login', again) }, '要一个登录 code'),
      one.phone ? el('button', { type: 'button', class: 'btn small', onclick: () => code(one, 'phone', again) }, '要一个手机号 code') : null),
    ...sent.map((message) => el('div', { class: 'bubble' },
      el('span', {}, dayOf(message.at)),
      ...Object.entries(message.data).map(([, entry]) => el('p', {}, String(entry.value))))))
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
