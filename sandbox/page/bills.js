// The trade bill of a day: made now, and made to disagree with what happened.

import { act, api, el, Refused } from '/page/kit.js'

const chosen = { mchid: '', day: '' }
const AGAIN = 15_000 // a bill that was not there is asked for again after this long
const missed = { key: '', at: 0 }

// The merchants, what is chosen, and the rows of the chosen bill: null before it is made.
export async function load(today) {
  let merchants
  try {
    merchants = (await api('GET', '/merchants')).map(({ mchid, name }) => ({ mchid, name }))
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
  chosen.mchid ||= merchants[0].mchid
  chosen.day ||= today.slice(0, 10)
  return { merchants, chosen: { ...chosen }, rows: await rows() }
}

async function rows() {
  const key = `${chosen.mchid}/${chosen.day}`
  if (missed.key === key && Date.now() - missed.at < AGAIN) return null
  try {
    return await api('GET', `/bills/${key}`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    Object.assign(missed, { key, at: Date.now() })
    return null
  }
}

export function draw(data, again) {
  if (!data) return []
  const choose = (name) => (event) => {
    chosen[name] = event.target.value
    event.target.blur()
    again()
  }
  const make = async () => {
    await act(() => api('POST', `/bills/${chosen.mchid}/${chosen.day}`, {}), '账单做好了，平台可以来取')
    missed.key = ''
    await again()
  }
  return [
    el('div', { class: 'head' }, el('h2', {}, '对账单'), el('button', { type: 'button', class: 'btn small', onclick: make }, data.rows ? '重新做' : '现在就做')),
    el('div', { class: 'bill-of' },
      el('select', { class: 'line-input', 'aria-label': '谁的账单', onchange: choose('mchid') }, ...data.merchants.map((one) => el('option', { value: one.mchid, selected: one.mchid === chosen.mchid }, `${one.name} ${one.mchid}`))),
      el('input', { class: 'line-input', type: 'date', 'aria-label': '哪一天', value: chosen.day, onchange: choose('day') })),
    data.rows === null
      ? el('p', { class: 'second' }, '真的微信支付第二天十点以后才给账单；这里可以现在就做，连今天的也行。')
      : data.rows.length
        ? el('div', {}, el('p', { class: 'second' }, '改一改，看对账查不查得出来：'), ...data.rows.map((row) => line(row, again)))
        : el('p', { class: 'second' }, '账单做好了，这一天没有一笔。'),
  ]
}

function line(row, again) {
  const where = row['商户退款单号'] !== '0' ? { 商户退款单号: row['商户退款单号'] } : { 商户订单号: row['商户订单号'], 交易状态: row['交易状态'] }
  const refund = row['商户退款单号'] !== '0'
  const column = refund ? '退款金额' : '应结订单金额'
  const cent = (Math.round(Number(row[column]) * 100) + 1) / 100
  const falsify = (body, done) => async () => {
    await act(() => api('POST', `/bills/${chosen.mchid}/${chosen.day}/rows`, { where, ...body }), done)
    await again()
  }
  return el('article', { class: 'case', 'data-bill': refund ? row['商户退款单号'] : row['商户订单号'] },
    el('div', { class: 'row between' }, el('strong', {}, refund ? `退款 ${row['商户退款单号']}` : row['商户订单号']), el('span', { class: 'money' }, `${row[column]} 元`)),
    el('div', { class: 'row wrap' },
      el('button', { type: 'button', class: 'btn small', onclick: falsify({ action: 'change', set: { [column]: cent.toFixed(2) } }, '多了一分钱') }, '多一分钱'),
      el('button', { type: 'button', class: 'btn small', onclick: falsify({ action: 'duplicate' }, '记了两遍') }, '记两遍'),
      el('button', { type: 'button', class: 'btn small danger', onclick: falsify({ action: 'remove' }, '漏掉了') }, '漏掉它')))
}
