// The control page: asks the sandbox every second what is new, and shows the part a person chose.

import { act, api, ask, el, fullDay, icon, loading, Refused, timeOf, toast } from '/page/kit.js'
import { SIDES } from '/page/words.js'
import * as watch from '/page/messages.js'
import * as cases from '/page/cases.js'
import * as money from '/page/money.js'
import * as faults from '/page/faults.js'
import * as speed from '/page/speed.js'
import * as people from '/page/people.js'
import * as registers from '/page/registers.js'

const PARTS = {
  money: { name: '付款', icon: 'coin', part: money },
  watch: { name: '消息', icon: 'list', narrow: true },
  cases: { name: '办件', icon: 'file', part: cases },
  registers: { name: '登记簿', icon: 'book', part: registers },
  faults: { name: '出点错', icon: 'bolt', part: faults },
  speed: { name: '快慢', icon: 'clock', part: speed },
  people: { name: '人物', icon: 'person', part: people },
}
const NARROW = matchMedia('(max-width: 1023px)')
const asked = () => (location.hash.slice(1) in PARTS ? location.hash.slice(1) : 'money')
const state = { tab: asked(), status: null, shown: '', failed: 0 }

function choose(tab) {
  state.tab = tab
  state.shown = ''
  if (tab !== asked()) history.pushState(null, '', '#' + tab)
  document.body.dataset.tab = tab
  drawTabs()
  document.getElementById('act').replaceChildren(loading())
  refresh()
}

function drawTabs() {
  const armed = state.status?.faults || 0
  document.getElementById('tabs').replaceChildren(
    ...Object.entries(PARTS).map(([name, one]) =>
      el(
        'button',
        { type: 'button', class: one.narrow ? 'narrow' : '', 'aria-current': state.tab === name ? 'page' : undefined, onclick: () => choose(name) },
        icon(one.icon),
        el('span', {}, one.name),
        name === 'faults' && armed ? el('b', { class: 'count' }, String(armed)) : null,
      ),
    ),
  )
}

function drawParties() {
  const sides = state.status?.sides || {}
  const chosen = watch.filters.side
  document.getElementById('parties').replaceChildren(
    el('div', { class: 'party ours' }, el('span', { class: 'tile' }, icon('phone')), el('strong', {}, '您在试的平台'), el('p', {}, '只认协议，不认人')),
    el('span', { class: 'wire', 'aria-hidden': 'true' }),
    ...Object.entries(SIDES).map(([name, side]) =>
      el(
        'button',
        {
          type: 'button',
          class: `party ${name}`,
          'aria-pressed': String(chosen === name),
          title: chosen === name ? '看全部消息' : `只看和${side.name}的来往`,
          onclick: () => {
            watch.only(chosen === name ? '' : name)
            drawParties()
            if (NARROW.matches) choose('watch')
          },
        },
        el('span', { class: 'tile' }, icon(side.icon)),
        el('strong', {}, side.name),
        el('p', {}, side.does),
        el(
          'span',
          { class: 'flow' },
          el('span', { title: '平台问了几次' }, icon('right'), String(sides[name]?.in ?? '–')),
          el('span', { title: '主动说了几次' }, icon('left'), String(sides[name]?.out ?? '–')),
        ),
      ),
    ),
  )
}

function drawNow() {
  const { status } = state
  if (!status) return
  const now = new Date(status.now)
  const ahead = status.ahead ? `${status.ahead > 0 ? '快进了' : '拨回了'} ${span(Math.abs(status.ahead))}` : ''
  const rate = status.rate !== 1 ? `${status.rate} 倍速` : ''
  document.getElementById('now').replaceChildren(
    el('strong', {}, timeOf(now)),
    el('span', {}, fullDay(now)),
    ...[ahead, rate].filter(Boolean).map((text) => el('span', { class: 'tag near' }, text)),
    ...(status.waiting ? [el('span', { class: 'tag' }, `还有 ${status.waiting} 件事要发生`)] : []),
  )
}

function span(seconds) {
  const [unit, name] = [[86400, '天'], [3600, '小时'], [60, '分钟'], [1, '秒']].find(([unit]) => seconds >= unit) ?? [1, '秒']
  return `${+(seconds / unit).toFixed(1)} ${name}`
}

async function refresh() {
  const { part } = PARTS[state.tab === 'watch' && !NARROW.matches ? 'money' : state.tab]
  if (!part) return
  const tab = state.tab
  try {
    const data = await part.load()
    if (tab !== state.tab) return
    const text = JSON.stringify(data)
    if (text === state.shown || (state.shown && busy())) return
    state.shown = text
    redraw(document.getElementById('act'), part.draw(data, again))
  } catch (error) {
    if (error instanceof Refused) document.getElementById('act').replaceChildren(el('p', { class: 'problem' }, error.message))
  }
}

// Is a person typing here, or pressing a button this very moment? Then the part stays as it is until the next second.
function busy() {
  const at = document.activeElement
  return state.pressed || (document.getElementById('act').contains(at) && at.matches('input:not([type=checkbox]), select'))
}
for (const [name, value] of [['pointerdown', true], ['pointerup', false], ['pointercancel', false]]) {
  addEventListener(name, () => setTimeout(() => (state.pressed = value), value ? 0 : 50), true)
}

// New content; where one had scrolled to, what was folded open and which button had the focus stay.
function redraw(box, content) {
  const words = (found) => found.getAttribute('aria-label') || found.closest('label')?.textContent || found.textContent
  const name = (found) => JSON.stringify(found.closest('article')?.dataset || '') + words(found).replace(/\d+/g, '')
  const top = box.scrollTop
  const open = [...box.querySelectorAll('details[open] > summary')].map(name)
  const focused = box.contains(document.activeElement) ? name(document.activeElement) : null
  box.replaceChildren(...content)
  for (const summary of box.querySelectorAll('summary')) summary.parentElement.open = open.includes(name(summary))
  if (focused !== null) [...box.querySelectorAll('button, summary, input')].find((one) => name(one) === focused)?.focus({ preventScroll: true })
  box.scrollTop = top
}

export async function again() {
  state.shown = ''
  await refresh()
}

async function tick() {
  try {
    const status = await api('GET', '/status')
    if (state.status && state.status.boot !== status.boot) {
      watch.clear()
      toast('盒子重新启动了')
      state.shown = ''
    }
    const changed = JSON.stringify(state.status?.sides) !== JSON.stringify(status.sides)
    const armed = state.status?.faults !== status.faults
    state.status = status
    state.failed = 0
    document.getElementById('stopped').hidden = true
    document.body.classList.remove('off')
    drawNow()
    if (changed) drawParties()
    if (armed) drawTabs()
    await watch.follow(status.last)
    await refresh()
  } catch {
    state.failed += 1
    if (state.failed > 1) {
      document.getElementById('stopped').hidden = false
      document.body.classList.add('off')
      watch.unreachable()
    }
  }
  setTimeout(tick, document.hidden ? 5000 : 1000)
}

document.getElementById('reset').onclick = async () => {
  if (!(await ask('从头来过？', '消息、办件、订单、故障和快慢都清掉，像刚启动一样。账号和密钥不变。', '从头来过'))) return
  if (await act(() => api('POST', '/reset'), '干干净净了')) {
    watch.clear()
    await again()
  }
}
NARROW.addEventListener('change', () => choose(state.tab))
addEventListener('popstate', () => {
  document.getElementById('drawer').close()
  choose(asked())
})
document.body.dataset.tab = state.tab
drawTabs()
drawParties()
watch.start()
document.getElementById('act').replaceChildren(loading())
tick()
