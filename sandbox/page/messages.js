// The list of what goes by, newest on top.

import { api, clockOf, el, empty, icon, loading } from '/page/kit.js'
import { show } from '/page/detail.js'
import { FAULTS, meaning, outcome, pathOf, SIDES } from '/page/words.js'

const KEPT = 1500
const DRAWN = 250
const all = []
let seen = 0
let paused = false
let reached = false
export const filters = { side: '', text: '', bad: false }

export function start() {
  const search = el('input', {
    type: 'search',
    placeholder: '找：路径、办件号、订单号、说明…',
    'aria-label': '在消息里找',
    oninput: (event) => {
      filters.text = event.target.value.trim().toLowerCase()
      draw()
    },
  })
  const bad = el('button', {
    type: 'button',
    class: 'chip',
    'aria-pressed': 'false',
    onclick: () => {
      filters.bad = !filters.bad
      bad.setAttribute('aria-pressed', String(filters.bad))
      draw()
    },
  }, '只看不顺的')
  const hold = el('button', {
    type: 'button',
    class: 'chip',
    onclick: () => {
      paused = !paused
      hold.replaceChildren(icon(paused ? 'play' : 'pause'), paused ? '接着看' : '停一停')
      hold.setAttribute('aria-pressed', String(paused))
      if (!paused) draw()
    },
  }, icon('pause'), '停一停')
  document.getElementById('watch').replaceChildren(
    el('div', { class: 'head' }, el('h2', {}, '来往消息'), el('p', { id: 'legend' }, icon('right'), '平台来问', icon('left'), '外面来说', el('span', { class: 'legend' }, '✓ 签名对  ✗ 不对'))),
    el('div', { class: 'row tools' }, search, bad, hold),
    el('div', { class: 'chips', id: 'only' }),
    el('div', { class: 'list', id: 'list' }, loading()),
  )
  drawOnly()
}

export function only(side) {
  filters.side = side
  drawOnly()
  draw()
}

function drawOnly() {
  document.getElementById('only').replaceChildren(
    ...[['', '全部'], ...Object.entries(SIDES).map(([name, side]) => [name, side.name])].map(([name, text]) =>
      el('button', { type: 'button', class: 'chip', 'aria-pressed': String(filters.side === name), onclick: () => only(name) }, name ? el('i', { class: `dot ${name}` }) : null, text),
    ),
  )
}

// Fetch what came after the last one we know; the first time only the newest of many.
export async function follow(last) {
  const first = !reached
  reached = true
  if (last > seen) {
    const fresh = await api('GET', `/messages?since=${seen}&limit=${KEPT}`)
    if (fresh.length) seen = fresh[fresh.length - 1].id
    all.push(...fresh)
    all.splice(0, Math.max(0, all.length - KEPT))
    if (first) draw()
    else if (!paused) arrive(fresh)
  } else if (first) draw()
}

// New ones on top; rows that stand there already are not touched, so that a press or a scroll in progress is kept.
function arrive(fresh) {
  const list = document.getElementById('list')
  if (!list.querySelector('.message')) return draw()
  list.prepend(...fresh.filter(fits).reverse().map((message) => row(message, true)))
  for (const old of [...list.querySelectorAll('.message')].slice(DRAWN)) old.remove()
}

export function clear() {
  all.length = 0
  seen = 0
  draw()
}

export function unreachable() {
  if (!reached) document.getElementById('list').replaceChildren(empty('list', '连不上盒子', '它启动以后，消息会自己出现在这里。'))
}

function fits(message) {
  if (filters.side && message.side !== filters.side) return false
  if (filters.bad && outcome(message) === 'good' && message.verified !== false && !message.fault) return false
  if (!filters.text) return true
  return [meaning(message), message.path, message.note, message.request, message.reply, message.plain, message.fault]
    .some((part) => part && String(part).toLowerCase().includes(filters.text))
}

function draw() {
  const list = document.getElementById('list')
  const found = all.filter(fits)
  if (!all.length) {
    list.replaceChildren(empty('list', '还没有消息', '在小程序里点一点，平台去问微信、部门和数据源的每一句话，都会从这里经过。'))
    return
  }
  if (!found.length) {
    list.replaceChildren(empty('list', '没有这样的消息', '换个词，或者看全部。'))
    return
  }
  const more = found.length - DRAWN
  list.replaceChildren(
    ...found.slice(-DRAWN).reverse().map((message) => row(message, false)),
    more > 0 ? el('p', { class: 'more' }, `更早的 ${more} 条没有列出，用上面的框找。`) : '',
  )
}

function row(message, fresh) {
  const side = SIDES[message.side]
  const out = message.direction === 'out'
  return el(
    'button',
    { type: 'button', class: `message ${out ? 'out' : 'in'} ${fresh ? 'fresh' : ''}`, 'data-id': String(message.id), onclick: () => show(message) },
    el('time', {}, clockOf(message.at)),
    el('span', { class: `arrow ${message.side}`, title: out ? `${side.name}对平台说` : `平台问${side.name}` }, icon(out ? 'left' : 'right', out ? '外面来说' : '平台来问')),
    el('span', { class: 'who' }, el('i', { class: `dot ${message.side}` }), side.name),
    el('span', { class: 'what' }, el('strong', {}, meaning(message)), el('code', {}, `${message.method} ${pathOf(message).split('?')[0]}`)),
    el('span', { class: 'tags' }, ...tags(message)),
  )
}

// Status, verification and fault of a message, always with words.
export function tags(message) {
  const lost = message.status === null || message.status === undefined
  const errcode = /errcode (-?\d+)/.exec(message.note || '')
  return [
    message.fault ? el('span', { class: 'tag near' }, icon('bolt'), message.fault.split(',').map((kind) => FAULTS[kind] || kind).join('、')) : null,
    errcode && errcode[1] !== '0' ? el('span', { class: 'tag bad', title: said(message) }, errcode[1]) : null,
    el('span', { class: `tag ${lost || message.status >= 400 ? 'bad' : errcode && errcode[1] !== '0' ? '' : 'good'}` }, message.fault === 'lost_notification' ? '没送出' : lost ? '没应答' : String(message.status)),
    el('span', { class: `seal ${message.verified}`, title: SEALS[message.verified] }, { true: '✓', false: '✗' }[message.verified] || '–'),
    el('span', { class: 'took' }, message.took_ms === undefined ? '' : `${message.took_ms} ms`),
  ]
}

// What WeChat's errcode means, in its own words.
function said(message) {
  try {
    return JSON.parse(message.reply).errmsg
  } catch {
    return ''
  }
}

export const SEALS = { true: '验过，是对的', false: '没有通过', null: '没有验' }
