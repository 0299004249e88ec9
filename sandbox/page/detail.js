// Everything about one message, in a drawer from the right.

import { clockOf, copy, el, fullDay, icon } from '/page/kit.js'
import { meaning, pathOf, SIDES } from '/page/words.js'
import { SEALS, tags } from '/page/messages.js'

export function show(message) {
  const drawer = document.getElementById('drawer')
  const side = SIDES[message.side]
  const out = message.direction === 'out'
  const close = el('button', { type: 'button', class: 'plain', 'aria-label': '关上', onclick: () => drawer.close() }, icon('close'))
  drawer.replaceChildren(
    el(
      'div',
      { class: 'head' },
      el('div', {}, el('h2', {}, meaning(message)), el('p', {}, out ? `${side.name} → 平台` : `平台 → ${side.name}`, `，第 ${message.id} 条，${fullDay(message.at * 1000)} ${clockOf(message.at)}`)),
      close,
    ),
    el('div', { class: 'body' },
      message.fault === 'lost_notification' ? el('p', { class: 'hint' }, '这条通知按您装的故障丢了：没有发出去，也不会重发。平台只能自己来查这笔订单。') : null,
      el('p', { class: 'line' }, el('code', {}, `${message.method} ${out ? message.path : pathOf(message)}`)),
      el('p', { class: 'tags' }, ...tags(message)),
      facts([
        ['签名和凭证', out ? { true: '对方收下了', false: '对方没有收下', null: '没有应答' }[message.verified] : SEALS[message.verified]],
        ['说明', message.note],
      ]),
      message.plain ? part('拆开封以后', message.plain, '通知在路上是加密的，这是里面的原文') : null,
      part(out ? '说的话' : '问的话', message.request),
      part('回答', message.reply, message.fault ? '有故障：对方收到的可能不一样' : ''),
      headers('请求头', message.headers),
      headers('回答头', message.reply_headers),
    ),
  )
  if (!drawer.open) drawer.showModal()
  close.focus()
}

document.getElementById('drawer').addEventListener('click', (event) => {
  if (event.target.id === 'drawer') event.target.close()
})

const facts = (rows) =>
  el('dl', {}, ...rows.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))))

function headers(title, found) {
  const rows = Object.entries(found || {})
  if (!rows.length) return null
  return el('details', {}, el('summary', {}, `${title}（${rows.length}）`), facts(rows))
}

function part(title, text, hint = '') {
  const body = pretty(text || '')
  return el(
    'section',
    { class: 'part' },
    el('div', { class: 'head' }, el('h3', {}, title), text ? el('button', { type: 'button', class: 'plain', onclick: () => copy(text) }, icon('copy'), '抄下来') : null),
    hint ? el('p', { class: 'hint' }, hint) : null,
    text ? el('pre', {}, ...body) : el('p', { class: 'hint' }, '空的'),
  )
}

// JSON with two spaces and quiet colours; anything else as it is.
function pretty(text) {
  let clean
  try {
    clean = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return [text]
  }
  const pieces = []
  let from = 0
  for (const found of clean.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    pieces.push(clean.slice(from, found.index))
    const kind = found[2] ? 'key' : found[1] ? 'text' : 'value'
    pieces.push(el('span', { class: kind }, found[1] || found[0]), found[2] || '')
    from = found.index + found[0].length
  }
  return [...pieces, clean.slice(from)]
}
