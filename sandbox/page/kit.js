// What every part of the page uses: elements, icons, the control API, words of time and money.

export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name === 'class') made.className = value
    else if (name === 'value' || name === 'checked') made[name] = value
    else made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false))
  return made
}

const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z',
  coin: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 8l3.500 4.500L15.500 8M12 12.500V17M9 13h6M9 15.500h6',
  hall: 'M4 20h16M5 20V10M19 20V10M9.500 20v-7M14.500 20v-7M3.500 9.500L12 4l8.500 5.500z',
  disk: 'M4 6.500C4 4.600 7.600 3 12 3s8 1.600 8 3.500S16.400 10 12 10 4 8.400 4 6.500zM4 6.500v11C4 19.400 7.600 21 12 21s8-1.600 8-3.500v-11M4 12c0 1.900 3.600 3.500 8 3.500s8-1.600 8-3.500',
  phone: 'M7 3h10v18H7zM10.500 18h3',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  book: 'M6 4h12v16H6zM6 4c-1 0-1.500.600-1.500 1.500v13c0 .900.500 1.500 1.500 1.500M9.500 8h5M9.500 12h5',
  right: 'M4 12h15M13 6l6 6-6 6',
  left: 'M20 12H5M11 6l-6 6 6 6',
  close: 'M6 6l12 12M18 6L6 18',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 5l12 7-12 7z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  copy: 'M8 8h12v12H8zM16 8V4H4v12h4',
}

export function icon(name, label = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  if (label) {
    svg.setAttribute('role', 'img')
    svg.setAttribute('aria-label', label)
  } else svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}

export class Refused extends Error {
  constructor(status, text) {
    super(text)
    this.status = status
  }
}

// The control API. Throws Refused with the sandbox's own sentence, or TypeError when nobody answers.
export async function api(method, path, body) {
  const reply = await fetch('/control' + path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
    cache: 'no-store',
  })
  const text = await reply.text()
  let said = null
  try {
    said = text ? JSON.parse(text) : null
  } catch {
    throw new Refused(reply.status, reply.status === 404 ? '这一版盒子没有这个功能' : `盒子答不上来（${reply.status}）`)
  }
  if (!reply.ok) throw new Refused(reply.status, said?.error || `盒子不同意（${reply.status}）`)
  return said
}

// Do something for a person and say how it went; true when it went well.
export async function act(job, done) {
  try {
    await job()
    if (done) toast(done)
    return true
  } catch (error) {
    toast(error instanceof Refused ? error.message : '盒子没有应答，可能停了', 'bad')
    return false
  }
}

export function toast(text, tone = 'good') {
  const box = document.getElementById('toasts')
  const made = el('div', { class: `toast ${tone}` }, text)
  box.append(made)
  setTimeout(() => made.remove(), tone === 'bad' ? 6000 : 2600)
}

export async function copy(text, done = '抄好了') {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    toast('浏览器不让抄', 'bad')
  }
}

// Ask before something that cannot be undone; resolves to true or false.
export function ask(title, text, yes) {
  const box = document.getElementById('ask')
  return new Promise((resolve) => {
    const leave = (answer) => {
      box.close()
      resolve(answer)
    }
    box.replaceChildren(
      el('h2', {}, title),
      el('p', {}, text),
      el(
        'div',
        { class: 'row end' },
        el('button', { class: 'btn', type: 'button', onclick: () => leave(false) }, '不了'),
        el('button', { class: 'btn danger', type: 'button', onclick: () => leave(true) }, yes),
      ),
    )
    box.oncancel = () => resolve(false)
    box.showModal()
  })
}

const beijing = (options) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false, ...options })
const CLOCK = beijing({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DAY = beijing({ month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' })
const FULL = beijing({ month: 'long', day: 'numeric', weekday: 'short' })

export const clockOf = (seconds) => CLOCK.format(seconds * 1000)
export const dayOf = (seconds) => DAY.format(seconds * 1000)
export const fullDay = (date) => FULL.format(date).replace('周', ' 周')
export const timeOf = (date) => CLOCK.format(date)
export const yuan = (fen) => (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 }) + ' 元'

export function span(seconds) {
  if (seconds < 1) return '马上'
  if (seconds < 90) return `${Math.round(seconds)} 秒后`
  if (seconds < 5400) return `${Math.round(seconds / 60)} 分钟后`
  if (seconds < 129600) return `${Math.round(seconds / 3600)} 小时后`
  return `${Math.round(seconds / 86400)} 天后`
}

export const empty = (name, title, text) =>
  el('div', { class: 'empty' }, el('span', { class: 'tile' }, icon(name)), el('strong', {}, title), el('p', {}, text))

export const loading = () => el('div', { class: 'loading', 'aria-label': '正在取' }, el('i'), el('i'), el('i'))
