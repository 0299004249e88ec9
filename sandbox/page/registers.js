// What departments hold: the registers of a person, a cell to change, a row more or less, a switch for each.

import { act, api, ask, el, empty, icon, yuan } from '/page/kit.js'

const open = { person: '', register: '', cell: '', text: '', adding: null, all: false }
const NUMBERS = ['money', 'int', 'number']
const WRONG = { slow: '慢', dead: '没应答', person: '答成别人的', type: '类型不对', cut: '答到一半断' }
const HOW = { own: '只有本人、孩子和名下的能看', family: '本人和一家人能看', open: '谁都能看' }

export const load = async () => {
  const people = await api('GET', '/people')
  open.person ||= people[0].id
  const who = open.person === 'all' ? '' : `person=${encodeURIComponent(open.person)}`
  const one = open.register ? await api('GET', `/registers/${open.register}?${who}`) : null
  return [people, one ? [] : await api('GET', `/registers?${who}`), one, one ? [] : await api('GET', '/switches'), await api('GET', '/settings'), { ...open, text: '', adding: Boolean(open.adding) }]
}

export const draw = ([people, registers, one, switches, settings], again) => (one ? drawOne(one, people, settings, again) : drawAll(registers, people, switches, again))

function drawAll(registers, people, switches, again) {
  const [rules, facts] = [registers.filter((one) => one.table), registers.filter((one) => !one.table)]
  const shown = open.all ? facts : facts.filter((one) => one.rows || one.changed || one.off)
  return [
    el('div', { class: 'head' }, el('h2', {}, '登记簿'), registers.some((one) => one.changed) ? el('button', { type: 'button', class: 'btn small', onclick: () => resetAll(again) }, '全部放回原样') : null),
    el('p', { class: 'second' }, '部门手里的数据。办成的事会改它；在这里也能改，平台下一次来查就看得到。'),
    whose(people, again),
    ...byDepartment(shown).map(([name, list]) => el('section', { class: 'books' }, el('h3', {}, el('i', { class: 'dot department' }), name), ...list.map((register) => line(register, again)))),
    shown.length ? null : empty('disk', '他名下没有登记', '换一个人，或者看全部登记簿'),
    el('button', { type: 'button', class: 'btn small', onclick: () => {
      open.all = !open.all
      again()
    } }, open.all ? '只看有行的' : `也看空的（${facts.length - facts.filter((register) => register.rows || register.changed || register.off).length} 个）`),
    el('details', { class: 'books' }, el('summary', {}, `部门的规矩（${rules.length} 张表）`), ...rules.map((register) => line(register, again))),
    el('div', { class: 'head' }, el('h2', {}, '平时没有的事'), el('p', {}, '打开才有')),
    ...switches.map((one) => toggle(one.title, one.registers.join('、'), one.on, async (on) => {
      await act(() => api('POST', `/switches/${one.name}`, { on }), on ? '有这回事了' : '没有这回事了')
      await again()
    })),
  ].filter(Boolean)
}

function byDepartment(registers) {
  const found = new Map()
  for (const one of registers) found.set(one.department_name, [...(found.get(one.department_name) || []), one])
  return [...found]
}

function whose(people, again) {
  return el('label', { class: 'form' }, el('span', {}, '看谁的'), el('select', { 'aria-label': '看谁的', onchange: (event) => {
    open.person = event.target.value
    event.target.blur()
    again()
  } }, ...people.map((one) => el('option', { value: one.id, selected: one.id === open.person }, `${one.name}　${one.note}`)), el('option', { value: 'all', selected: open.person === 'all' }, '所有人')))
}

function line(one, again) {
  return el('button', { type: 'button', class: 'book', 'data-register': one.name, onclick: () => go(one.name, again) },
    el('span', {}, el('strong', {}, one.title), el('code', {}, one.name)),
    ...tags(one),
    el('b', {}, one.rows ? `${one.rows} 行` : '空'), icon('right'))
}

const tags = (one) => [
  one.off ? el('span', { class: 'tag bad' }, '停了') : null,
  ...one.wrong.map((kind) => el('span', { class: 'tag near' }, WRONG[kind])),
  one.changed ? el('span', { class: 'tag turn' }, '改过') : null,
  one.view.length ? el('span', { class: 'tag' }, '算出来的') : null,
]

function go(name, again) {
  Object.assign(open, { register: name, cell: '', adding: null })
  document.getElementById('act').scrollTop = 0
  again()
}

function drawOne(one, people, settings, again) {
  const who = people.find((person) => person.id === open.person)
  const set = (body, done) => act(() => api('POST', '/settings', body), done).then(again)
  return [
    el('div', { class: 'head' }, el('button', { type: 'button', class: 'btn small', onclick: () => go('', again) }, icon('left'), '全部登记簿'),
      one.changed ? el('button', { type: 'button', class: 'btn small', onclick: () => reset(one, again) }, '放回原样') : null),
    el('div', { class: 'head' }, el('h2', {}, one.title), el('code', { class: 'second' }, one.name)),
    el('p', { class: 'second' }, one.view.length ? `由 ${one.view.join('、')} 算出来，改它们就变。` : HOW[one.reach]),
    one.table ? el('p', { class: 'second' }, '这是部门的规矩，停不了：平台总有最后一份。') : toggle('开着', '关了就答 503，平台要有别的办法', !one.off, (on) =>
      set({ registers_off: on ? settings.registers_off.filter((name) => name !== one.name) : [...settings.registers_off, one.name] }, on ? `${one.title}恢复了` : `${one.title}停了`)),
    one.table ? null : mischief(one, settings, set),
    el('div', { class: 'head' }, el('h2', {}, who ? `${who.name}的` : '所有人的'), el('p', {}, one.total ? `${one.total} 行${one.total > one.rows.length ? `，先看 ${one.rows.length} 行` : ''}` : '没有')),
    ...one.rows.map((row) => card(one, row, again)),
    one.view.length ? null : adding(one, again),
  ].filter(Boolean)
}

function mischief(one, settings, set) {
  const now = one.wrong[0] || ''
  const others = settings.registers_wrong.filter((told) => told.slice(0, told.lastIndexOf(':')) !== one.name)
  return el('label', { class: 'form' }, el('span', {}, '让它答得'), el('select', { 'aria-label': '让它答得', onchange: (event) => {
    event.target.blur()
    set({ registers_wrong: event.target.value ? [...others, `${one.name}:${event.target.value}`] : others }, event.target.value ? WRONG[event.target.value] : '照常了')
  } }, ...[['', '照常'], ...Object.entries(WRONG)].map(([kind, text]) => el('option', { value: kind, selected: kind === now }, text))))
}

function card(one, row, again) {
  const title = one.key.map((name) => said(one.columns[name], row[name])).join(' · ')
  return el('article', { class: 'case entry', 'data-row': row.row_id },
    el('div', { class: 'row between' }, el('strong', {}, title),
      one.view.length ? null : el('button', { type: 'button', class: 'plain', 'aria-label': `删掉 ${title}`, onclick: () => drop(one, row, title, again) }, icon('close'))),
    el('dl', {}, ...Object.entries(one.columns).filter(([name]) => !one.key.includes(name)).map(([name, kind]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, cell(one, row, name, kind, again))))))
}

// A value one can press to change it; what is computed only shows.
function cell(one, row, name, kind, again) {
  const at = `${row.row_id}/${name}`
  const text = said(kind, row[name])
  if (one.view.length) return text
  if (open.cell !== at) {
    return el('button', { type: 'button', class: `cell${row[name] === null ? ' none' : ''}`, 'aria-label': `改${name}：${text}`, onclick: () => {
      Object.assign(open, { cell: at, text: written(row[name]) })
      Promise.resolve(again()).then(() => document.querySelector('.entry [data-editing]')?.focus())
    } }, text)
  }
  const save = () => keep(one, row, name, kind, again)
  return el('div', { class: 'row' }, field(name, kind, open.text, (value) => (open.text = value), save),
    plain(kind) === 'money' ? el('span', { class: 'hint' }, '分') : null,
    el('button', { type: 'button', class: 'btn small solid', onclick: save }, '改好'),
    el('button', { type: 'button', class: 'plain', 'aria-label': '不改了', onclick: () => {
      open.cell = ''
      document.activeElement?.blur()
      again()
    } }, icon('close')))
}

const plain = (kind) => (typeof kind === 'string' ? kind.replace(/\?$/, '') : kind)
const choices = (kind) => (plain(kind) === 'bool' ? ['true', 'false'] : typeof kind === 'string' && kind.includes('|') ? plain(kind).split('|') : null)
const written = (value) => (value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))

function field(name, kind, value, typed, save) {
  const options = choices(kind)
  if (!options) {
    return el('input', { class: 'line-input', type: 'text', value, placeholder: hint(kind), 'aria-label': name, 'data-editing': true, oninput: (event) => typed(event.target.value),
      onkeydown: (event) => event.key === 'Enter' && save?.() })
  }
  return el('select', { class: 'line-input', 'aria-label': name, 'data-editing': true, onchange: (event) => typed(event.target.value) },
    ...['', ...options].map((one) => el('option', { value: one, selected: one === value }, { true: '是', false: '否', '': '（空）' }[one] ?? one)))
}

const hint = (kind) => (typeof kind === 'string' ? { money: '分', date: '2026-11-23', month: '2026-11', time: '2026-11-23 09:00', id: '18 位身份证号', until: '日期或长期' }[plain(kind)] || '' : 'JSON')

// What was typed, as the column keeps it.
function value(kind, text) {
  if (text === '' && (Array.isArray(kind) || String(kind).endsWith('?'))) return Array.isArray(kind) ? [] : null
  if (typeof kind === 'object') return JSON.parse(text)
  if (plain(kind) === 'bool') return text === 'true'
  return NUMBERS.includes(plain(kind)) && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
}

async function keep(one, row, name, kind, again) {
  document.activeElement?.blur()
  const done = await act(() => api('PUT', `/registers/${one.name}/rows`, { row_id: row.row_id, set: { [name]: read(kind, open.text) } }), `${name}改好了`)
  if (done) open.cell = ''
  await again()
}

function read(kind, text) {
  try {
    return value(kind, text)
  } catch {
    return text // the register says what it wants instead
  }
}

async function drop(one, row, title, again) {
  if (!(await ask(`删掉这一行？`, `${one.title}：${title}。放回原样就又有了。`, '删掉'))) return
  await act(() => api('DELETE', `/registers/${one.name}/rows?row_id=${encodeURIComponent(row.row_id)}`), '删掉了')
  await again()
}

function adding(one, again) {
  if (!open.adding) {
    return el('button', { type: 'button', class: 'btn', onclick: () => {
      open.adding = {}
      again()
    } }, '加一行')
  }
  const send = async () => {
    document.activeElement?.blur()
    const row = Object.fromEntries(Object.entries(open.adding).filter(([, text]) => text !== '').map(([name, text]) => [name, read(one.columns[name], text)]))
    if (await act(() => api('PUT', `/registers/${one.name}/rows`, { row }), '加好了')) open.adding = null
    await again()
  }
  return el('div', { class: 'form' }, el('strong', {}, '加一行'),
    ...Object.entries(one.columns).map(([name, kind]) => el('label', {}, el('span', {}, name), field(name, kind, open.adding[name] || '', (text) => (open.adding[name] = text)))),
    el('div', { class: 'row end' }, el('button', { type: 'button', class: 'btn small', onclick: () => {
      open.adding = null
      document.activeElement?.blur()
      again()
    } }, '不加了'), el('button', { type: 'button', class: 'btn small solid', onclick: send }, '加上')))
}

async function reset(one, again) {
  open.cell = ''
  await act(() => api('POST', `/registers/${one.name}/reset`), '放回原样了')
  await again()
}

async function resetAll(again) {
  if (!(await ask('全部放回原样？', '所有登记簿回到最初的样子。办件、订单和消息不动。', '放回原样'))) return
  await act(() => api('POST', '/registers/reset'), '都放回原样了')
  await again()
}

function toggle(name, text, on, change) {
  return el('label', { class: 'switch' }, el('span', {}, el('strong', {}, name), el('span', {}, text)), el('input', { type: 'checkbox', role: 'switch', checked: on, onchange: (event) => {
    event.target.blur()
    change(event.target.checked)
  } }))
}

// A value in words.
function said(kind, one) {
  if (one === null || one === undefined || one === '') return '–'
  if (Array.isArray(one)) return one.length ? one.map((each) => said(kind[0], each)).join('；') : '–'
  if (typeof one === 'object') return Object.entries(one).map(([name, each]) => `${name} ${said(kind[name], each)}`).join('，')
  if (plain(kind) === 'money') return yuan(one)
  return typeof one === 'boolean' ? (one ? '是' : '否') : String(one)
}
