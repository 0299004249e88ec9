// Orders and refunds as the resident's phone and WeChat Pay see them.

import * as bills from '/page/bills.js'
import * as keys from '/page/keys.js'
import { act, api, ask, dayOf, el, empty, Refused, yuan } from '/page/kit.js'

const STATES = { NOTPAY: ['等付款', 'turn'], SUCCESS: ['付了', 'good'], REFUND: ['有退款', 'brand'], CLOSED: ['关了', ''] }
const REFUNDS = { PROCESSING: ['退款中', 'turn'], SUCCESS: ['退到账了', 'good'], ABNORMAL: ['退款异常', 'bad'], CLOSED: ['退款关闭', ''] }

export const load = async () => [await api('GET', '/orders'), await api('GET', '/notices'), await refunds(), await bills.load((await api('GET', '/status')).now), await keys.load()]

// Older sandboxes know nothing of refunds; then their part is simply not there.
async function refunds() {
  try {
    return await api('GET', '/refunds')
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null
    throw error
  }
}

export function draw([orders, notices, back, bill, held], again) {
  const unpaid = orders.filter((one) => one.state === 'NOTPAY' && !one.expired).length
  return [
    keys.draw(held, again),
    el('div', { class: 'head' }, el('h2', {}, '订单'), el('p', {}, unpaid ? `${unpaid} 笔等付款` : orders.length ? `${orders.length} 笔` : '')),
    ...(orders.length ? orders.map((one) => order(one, notices.filter((notice) => notice.kind === 'transaction' && notice.plain.out_trade_no === one.number), again)) : [empty('coin', '还没有订单', '用您的 SDK 下一单（密钥在上面），或者在手机页上办到交费那一步，点「去交费」，再点最下面的「交 … 元」：订单会自己出现在这里，由您替用户付、不付，或者拖到超时。')]),
    ...(back === null ? [] : [
      el('div', { class: 'head' }, el('h2', {}, '退款'), el('p', {}, back.length ? `${back.length} 笔` : '')),
      ...(back.length ? back.map((one) => refund(one, again)) : [el('p', { class: 'second' }, '没有退款。')]),
    ]),
    ...bills.draw(bill, again),
  ]
}

function order(one, notices, again) {
  const [word, tone] = one.expired ? ['过期了', 'bad'] : STATES[one.state] || [one.state, '']
  const pay = (action, done) => async () => {
    await act(() => api('POST', '/pay/confirm', { prepay_id: one.prepay_id, action }), done)
    await again()
  }
  return el(
    'article',
    { class: 'case', 'data-order': one.number },
    el('div', { class: 'row between' }, el('strong', {}, one.description), el('span', { class: 'money' }, yuan(one.total))),
    el('p', { class: 'second' }, `${one.number} · 收款 ${one.sub_mchid || one.mchid} · ${dayOf(one.created)}`),
    el('div', { class: 'row between does' },
      el('span', { class: `tag ${tone}` }, one.refunded ? `${word} ${yuan(one.refunded)}` : word),
      one.expired ? el('span', { class: 'second' }, '这张收银台到时间了，同一个订单号再下一次单才能付') : null,
      one.state === 'NOTPAY' && one.prepay_id && !one.expired
        ? el('div', { class: 'row wrap' },
            el('button', { type: 'button', class: 'btn small', onclick: pay('fail', '他付了，没付成，订单还在') }, '付不成'),
            el('button', { type: 'button', class: 'btn small', onclick: pay('timeout', '收银台超时了，要重新下单才能付') }, '拖到超时'),
            el('button', { type: 'button', class: 'btn small', onclick: pay('cancel', '他点了取消，订单还在') }, '不付'),
            el('button', { type: 'button', class: 'btn small solid', onclick: pay('pay', '付了，通知已经上路') }, '替他付'))
        : null),
    // There from the beginning, so that a payment moves no other order under the finger.
    notices.length ? told(notices[0], again) : el('div', { class: 'row between told' }, el('span', { class: 'second' }, one.state === 'NOTPAY' ? '付了才有通知' : '没有通知')),
  )
}

// How the notification of a payment fares; it can be sent once more by hand.
function told(notice, again) {
  const tries = notice.attempts.length
  const words = { delivered: '通知送到了', lost: '通知丢了，等平台来问', given_up: '通知送不到，不再试了', pending: tries ? `通知送了 ${tries} 次，还会再试` : '通知在路上' }
  const send = async () => {
    await act(() => api('POST', `/notices/${notice.id}/sending`), '又送了一次')
    setTimeout(again, 300)
  }
  return el('div', { class: 'row between told' }, el('span', { class: 'second' }, words[notice.state]),
    tries || notice.state !== 'pending' ? el('button', { type: 'button', class: 'btn small', onclick: send }, '再通知一次') : null)
}

function refund(one, again) {
  const [word, tone] = REFUNDS[one.status] || [one.status, '']
  const finish = (status, done) => async () => {
    if (status !== 'SUCCESS' && !(await ask(done + '？', `退款 ${one.number}，${yuan(one.amount)}。平台会收到通知。`, done))) return
    await act(() => api('POST', `/refunds/${encodeURIComponent(one.number)}`, { status }), done)
    await again()
  }
  const open = one.status === 'PROCESSING'
  return el(
    'article',
    { class: 'case', 'data-refund': one.number },
    el('div', { class: 'row between' }, el('strong', {}, one.reason || '退款'), el('span', { class: 'money' }, yuan(one.amount))),
    el('p', { class: 'second' }, `${one.number} · 退自 ${one.out_trade_no} · ${dayOf(one.created)}`),
    el('div', { class: 'row between wrap' },
      el('span', { class: `tag ${tone}` }, word),
      open || one.status === 'ABNORMAL'
        ? el('div', { class: 'row' },
            open ? el('button', { type: 'button', class: 'btn small danger', onclick: finish('ABNORMAL', '退款异常') }, '出异常') : null,
            el('button', { type: 'button', class: 'btn small danger', onclick: finish('CLOSED', '退款关闭') }, '关闭'),
            el('button', { type: 'button', class: 'btn small solid', onclick: finish('SUCCESS', '退到账了') }, '到账'))
        : null),
  )
}
