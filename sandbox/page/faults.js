// Things that go wrong on request: one press arms a fault, the list shows what still waits for its message.

import { act, api, el, icon } from '/page/kit.js'
import { FAULTS, faultWords, PRESETS, SIDES } from '/page/words.js'

// What a person took away here stays where it stood, so that the next row does not slip under the finger.
const taken = new Map()
const own = { kind: 'lost_reply', path: '', times: 1, seconds: '' }
let times = 1

export const load = async () => [await api('GET', '/faults'), await api('GET', '/settings'), times, taken.size]

export function draw([faults, settings], again) {
  const waits = (side, one) => faults.filter((each) => each.left > 0 && each.kind === one.kind && each.path === one.path && each.side === side).reduce((sum, each) => sum + each.left, 0)
  const rows = [...faults, ...taken.values()].sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)))
  return [
    el('div', { class: 'head' }, el('h2', {}, '让它出点错'), stepper(again)),
    populationSwitch(settings, again),
    ...PRESETS.map((group) =>
      el('section', { class: 'group' },
        el('h3', {}, el('i', { class: `dot ${group.side}` }), SIDES[group.side].name),
        ...group.list.map((one) => el('button', { type: 'button', class: 'preset', 'data-fault': one.text, onclick: arm(group.side, one, again) },
          el('strong', {}, one.text), one.hint ? el('span', {}, one.hint) : null,
          waits(group.side, one) ? el('b', { class: 'count' }, `还会 ${waits(group.side, one)} 次`) : null)))),
    custom(again),
    el('div', { class: 'head' }, el('h2', {}, '装好的故障'), faults.length ? el('button', { type: 'button', class: 'btn small', onclick: clear(again) }, '全部撤掉') : el('p', {}, '现在一切正常')),
    ...rows.map((one) => line(one, again)),
  ]
}

function line(one, again) {
  const over = one.left <= 0
  if (taken.has(one.id)) return el('div', { class: 'armed over' }, icon('close'), el('span', {}, el('strong', {}, faultWords(one)), el('span', {}, '撤掉了')))
  return el('div', { class: `armed ${over ? 'over' : ''}` },
    icon(over ? 'check' : 'bolt'),
    el('span', {}, el('strong', {}, faultWords(one)), el('span', {}, over ? `发生了 ${one.fired} 次，用完了` : `还会发生 ${one.left} 次${one.fired ? `，已经 ${one.fired} 次` : ''}`)),
    el('button', { type: 'button', class: 'plain', 'aria-label': `撤掉：${faultWords(one)}`, onclick: async () => {
      if (await act(() => api('DELETE', `/faults/${one.id}`), '撤掉了')) taken.set(one.id, one)
      await again()
    } }, icon('close')))
}

function stepper(again) {
  return el('div', { class: 'segments', role: 'group', 'aria-label': '发生几次' }, ...[1, 3, 10].map((many) =>
    el('button', { type: 'button', 'aria-pressed': String(times === many), onclick: () => {
      times = many
      again()
    } }, `${many} 次`)))
}

function arm(side, one, again) {
  return async () => {
    const body = { match: { side, path: one.path }, kind: one.kind, times, ...(one.seconds ? { seconds: one.seconds } : {}) }
    await act(() => api('POST', '/faults', body), `装好了：${one.text}`)
    await again()
  }
}

const clear = (again) => async () => {
  await act(() => api('DELETE', '/faults'), '都撤掉了')
  taken.clear()
  await again()
}

// The population register is the source everybody notices; the others are switched off at 快慢.
function populationSwitch(settings, again) {
  const off = settings.sources_off.includes('population')
  const change = async () => {
    const rest = settings.sources_off.filter((code) => code !== 'population')
    await act(() => api('POST', '/settings', { sources_off: off ? rest : [...rest, 'population'] }), off ? '人口库恢复了' : '人口库停了')
    await again()
  }
  return el('label', { class: 'switch' }, el('span', {}, el('strong', {}, '人口库停了'), el('span', {}, '一直停到您再打开')), el('input', { type: 'checkbox', role: 'switch', checked: off, onchange: change }))
}

function custom(again) {
  const field = (name, props) => el('input', { ...props, value: String(own[name]), oninput: (event) => (own[name] = event.target.value) })
  const add = async () => {
    const body = { match: { path: own.path }, kind: own.kind, times: Number(own.times) || 1, ...(own.seconds ? { seconds: Number(own.seconds) } : {}) }
    document.activeElement?.blur()
    await act(() => api('POST', '/faults', body), '装好了')
    await again()
  }
  return el('details', { class: 'custom' }, el('summary', {}, '自己配一个'),
    el('div', { class: 'form' },
      el('label', {}, '哪种错', el('select', { onchange: (event) => (own.kind = event.target.value) }, ...Object.entries(FAULTS).map(([kind, text]) => el('option', { value: kind, selected: own.kind === kind }, `${text}（${kind}）`)))),
      el('label', {}, '路径里有（正则）', field('path', { type: 'text', placeholder: '空着就是任何消息' })),
      el('label', {}, '几次', field('times', { type: 'number', min: 1 })),
      el('label', {}, '几秒（慢、晚到、过期）', field('seconds', { type: 'number', min: 0, placeholder: '可空' })),
      el('div', { class: 'row end' }, el('button', { type: 'button', class: 'btn small solid', onclick: add }, '装上'))))
}
