// How fast the outside world runs, and what time it is there.

import { act, api, el, Refused, span } from '/page/kit.js'
import { waitingWords } from '/page/words.js'

const DELAYS = [0, 1, 3, 10, 30, 60, 300]
const HOUR = 3600
const DAY = 24 * HOUR

export const load = async () => [await api('GET', '/settings'), await api('GET', '/waiting').then((rows) => rows.slice(0, 12)), await api('GET', '/sources').catch(() => [])]

export function draw([settings, waiting, sources], again) {
  const set = (body, done) => act(() => api('POST', '/settings', body), done).then(again)
  return [
    el('div', { class: 'head' }, el('h2', {}, '部门办得多快')),
    toggle('部门自动办', '关了就由您在“办件”里一步步决定', settings.department_auto, (on) => set({ department_auto: on }, on ? '部门自动办' : '等您来办')),
    slider(settings.department_delay, (value) => set({ department_delay: value }, value ? `每一步 ${value} 秒` : '一下子办完')),

    el('div', { class: 'head' }, el('h2', {}, '时间')),
    el('p', { class: 'second' }, '把日子拨到后面，看快到期、超时和对账。等着的事到点就发生。'),
    el('div', { class: 'row wrap' },
      ...[['+1 小时', HOUR], ['+1 天', DAY], ['+7 天', 7 * DAY], ['+30 天', 30 * DAY]].map(([text, more]) =>
        el('button', { type: 'button', class: 'btn small', onclick: () => set({ clock_offset: settings.clock_offset + more }, `往后拨了${text.slice(1)}`) }, text)),
      settings.clock_offset ? el('button', { type: 'button', class: 'btn small', onclick: () => set({ clock_offset: 0 }, '回到现在') }, '回到现在') : null),
    el('p', { class: 'label' }, '等待走得多快（重发通知、退款到账、部门的每一步）'),
    el('div', { class: 'segments', role: 'group' }, ...[1, 10, 100, 1000].map((rate) =>
      el('button', { type: 'button', 'aria-pressed': String(settings.clock_rate === rate), onclick: () => set({ clock_rate: rate }, `${rate} 倍`) }, rate === 1 ? '照常' : `${rate} 倍`))),

    el('div', { class: 'head' }, el('h2', {}, '退款')),
    toggle('退款自己到账', `关了就在“付款”里由您决定；现在 ${settings.refund_delay} 秒`, settings.refund_auto, (on) => set({ refund_auto: on })),

    el('div', { class: 'head' }, el('h2', {}, '微信推送')),
    pushAddress(settings, set),
    toggle('加密', '推给平台的事件用安全模式', settings.push_mode === 'secure', (on) => set({ push_mode: on ? 'secure' : 'plain' })),

    el('div', { class: 'head' }, el('h2', {}, '数据源'), el('p', {}, settings.sources_off.length ? `停了 ${settings.sources_off.length} 个` : '都开着')),
    el('p', { class: 'label' }, '每次都慢'),
    el('div', { class: 'segments', role: 'group' }, ...[0, 1, 3, 10].map((seconds) =>
      el('button', { type: 'button', 'aria-pressed': String(settings.source_delay === seconds), onclick: () => set({ source_delay: seconds }) }, seconds ? `${seconds} 秒` : '不慢'))),
    sources.length ? switches(sources, settings.sources_off, set) : null,

    el('div', { class: 'head' }, el('h2', {}, '接下来要发生的'), el('p', {}, waiting.length ? '' : '没有')),
    el('ol', { class: 'trail' }, ...waiting.map((one) => el('li', {}, el('time', {}, span(one.seconds / (settings.clock_rate || 1))), el('span', {}, waitingWords(one))))),
  ].filter(Boolean)
}

function toggle(name, hint, on, change) {
  return el('label', { class: 'switch' }, el('span', {}, el('strong', {}, name), el('span', {}, hint)), el('input', { type: 'checkbox', role: 'switch', checked: on, onchange: (event) => {
    event.target.blur()
    change(event.target.checked)
  } }))
}

function slider(now, change) {
  const at = DELAYS.reduce((best, value, i) => (Math.abs(value - now) < Math.abs(DELAYS[best] - now) ? i : best), 0)
  const words = (value) => (value === 0 ? '一下子办完' : value < 60 ? `每一步 ${value} 秒` : `每一步 ${value / 60} 分钟`)
  const said = el('output', {}, words(now))
  return el('label', { class: 'slide' }, el('span', {}, '快'), el('input', {
    type: 'range', min: 0, max: DELAYS.length - 1, step: 1, value: String(at), 'aria-label': '部门每一步隔多久',
    oninput: (event) => (said.textContent = words(DELAYS[event.target.value])),
    onchange: (event) => {
      event.target.blur()
      change(DELAYS[event.target.value])
    },
  }), el('span', {}, '慢'), said)
}

// Where events go; saving asks the address to prove that it knows the token, as the real console does.
function pushAddress(settings, set) {
  let url = settings.push_url
  const save = async () => {
    document.activeElement?.blur()
    await set({ push_url: url.trim() })
    if (!url.trim()) return
    await act(async () => {
      const said = await api('POST', '/wx/pushes/verification', {})
      if (!said.ok) throw new Refused(400, `地址没有答对：${said.error || said.status + ' ' + said.reply}`)
    }, '地址对上了')
  }
  return el('div', { class: 'row' },
    el('input', { class: 'line-input', type: 'url', value: url, placeholder: '推到哪里，空着就不推', 'aria-label': '推送地址', oninput: (event) => (url = event.target.value) }),
    el('button', { type: 'button', class: 'btn small', onclick: save }, '保存并核对'))
}

function switches(sources, off, set) {
  return el('details', {}, el('summary', {}, `关掉哪一个（${sources.length} 个）`), ...sources.map((one) =>
    toggle(one.name, one.code, !off.includes(one.code), (on) => set({ sources_off: on ? off.filter((code) => code !== one.code) : [...off, one.code] }, on ? `${one.name}恢复了` : `${one.name}停了`))))
}
