// What a payment developer puts into the SDK: who the merchant is, its keys, somebody to pay. One tap to copy each.

import { api, copy, el, icon } from '/page/kit.js'

const chosen = { mchid: '' }

export async function load() {
  const [merchants, people] = [await api('GET', '/merchants'), await api('GET', '/people')]
  chosen.mchid ||= merchants[0].mchid
  return { merchants, person: people[0], mchid: chosen.mchid }
}

export function draw({ merchants, person, mchid }, again) {
  const one = merchants.find((merchant) => merchant.mchid === mchid) || merchants[0]
  const choose = (event) => {
    chosen.mchid = event.target.value
    event.target.blur()
    again()
  }
  const sub = Object.values(one.sub_mchids)[0]
  return el('details', { class: 'keys' }, el('summary', {}, '商户号、密钥和付款人'),
    el('div', { class: 'form' },
      el('label', {}, '商户', el('select', { onchange: choose }, ...merchants.map((each) =>
        el('option', { value: each.mchid, selected: each.mchid === one.mchid }, `${each.name} ${each.mchid}`)))),
      el('dl', {},
        ...row('网址', location.origin),
        ...row('商户号 mchid', one.mchid),
        ...(sub ? row('子商户 sub_mchid', sub) : []),
        ...row('应用 appid', one.appid),
        ...row('付款人 openid', person.openid[one.appid], person.name),
        ...row('证书序列号', one.serial),
        ...row('APIv3 密钥', one.apiv3_key),
        ...row('微信支付公钥 ID', one.public_key_id)),
      el('div', { class: 'row wrap' },
        file('apiclient_key.pem', one.private_key),
        file('apiclient_cert.pem', one.certificate),
        file('pub_key.pem', one.public_key))))
}

const row = (name, value, hint = '') => [el('div', {}, el('dt', {}, name, hint ? `（${hint}）` : ''),
  el('dd', {}, el('code', {}, value), el('button', { type: 'button', class: 'plain', 'aria-label': `抄下${name}`, onclick: () => copy(value) }, icon('copy'))))]

const file = (name, text) => el('button', { type: 'button', class: 'btn small', onclick: () => copy(text, `${name} 抄好了`) }, icon('copy'), name)
