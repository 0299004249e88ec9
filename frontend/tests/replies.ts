/** Answers of realistic shape, one per path, for rendering pages without a server. */
const tag = { text: '不用跑', tone: 'done' }
const card = { id: 'passport-renew', short: '换护照', name: '普通护照换发', plain: '换一本新的', icon: 'passport', tag }
const hotline = { name: '问出入境', phone: '12367', say: '24 小时有人接' }
const row = {
  no: '264401000283167', no_text: '26 4401 00028316 7', item: 'passport-renew', short: '换护照', name: '普通护照换发', icon: 'passport', state: 'reviewing', turn: false,
  tone: 'brand', word: '我们在办', title: '正在审核', say: '最晚 12月2日（周三）办好', by: '2026-12-02', act: { text: '看进度', to: 'progress' }, updated_at: '2026-11-24T01:00:00Z',
}
const field = { id: 'delivery', label: '收件方式', kind: 'choice', options: [{ id: 'mail', text: '寄到家', note: '' }], hint: '', required: true, value: null, text: '', source: null, editable: true, when: null }
const cert = { id: 'c1', type: 'ec-passport', name: '普通护照', number_text: 'E****6128', holder: '林志豪', valid_text: '115 天后到期', tone: 'near', color: '#7A2C36', fields: [{ label: '签发地点', text: '广东' }], identifier: '1.2.156', can_show: true, seen_30d: 3 }
const me = { id: 'a', name: '林*豪', paper: '身份证', phone: '138 **** 2046', level: 3, elder: false, city: '440100', offer_elder: false, badge: { turn: 1, messages: 2 } }

export const replies: [RegExp, unknown][] = [
  [/\/api\/app$/, { name: '省事', sandbox_port: null, hotline: '12345', templates: [] }],
  [/\/api\/home/, { city: {}, search: { placeholder: '换护照', hot: ['换护照'] }, quick: [{ id: 'q', name: '我的证照', icon: 'wallet', act: 'wallet' }], common: [card], season: [{ ...card, id: 's', say: '还有 38 天' }], burst: [], bundles: [{ id: 'b', short: '宝宝出生', name: '新生儿出生一件事', icon: 'baby', say: '9 件事，1 张表' }], bundles_total: 12, themes: [{ id: 't', name: '出入境' }], elder: [card], phone: '12345', notices: [] }],
  [/\/checklist/, { item: 'x', version: 'h', city: '440100', answers: {}, situation: { id: 's', name: 's' }, ability: 'full', headline: '手机上办完，不用跑', tag, button: { text: '开始办', act: 'start', quiet: '大约 8 分钟' }, facts: [{ n: '0 次', say: '到现场' }], promise: { text: '最晚 12月2日办好', provisional: false }, fees: [], fee_fen: 0, fee_text: '', prepare: [{ material: 'm', name: '证件照', note: '白底', how: 'upload', need: 'must', sample: true }], fetch: [{ material: 'i', name: '居民身份证', source: '公安户政', note: '自动取', use: '核对' }], steps: ['填表', '审核'], steps_say: '每一步都发消息', tips: ['提示'], window: { say: '想去窗口办也行', hall: '大厅' }, hotline, needs_level: 4, why_trip: null }],
  [/\/known/, { answers: {} }],
  [/\/api\/items\//, { ...card, version: 'h', city: '440100', unit: '广州公安出入境', hotline, questions: [{ id: 'why', ask: '为什么要换？', help: '', options: [{ id: 'expiring', text: '快到期', note: '' }], default: null, from: null }], tips: [], stop: [], minutes: 8, needs_level: 4 }],
  [/\/form$/, { item: 'passport-renew', state: 'draft', rev: 1, no: row.no, short: '换护照', step: 1, steps: [], title: '差 1 项', say: '', fields: [field, { ...field, id: 'name', kind: 'text', value: '林志豪', text: '林志豪', source: '身份证' }], groups: { ask: ['delivery'], filled: ['name'], more: [] } }],
  [/\/materials$/, { state: 'draft', materials: [{ material: 'm-photo-exit', name: '证件照', note: '白底', how: 'upload', need: 'must', state: 'bad', file: { id: 'f', name: 'a.jpg', size: 1, url: '/api/files/f' }, shape: { width: 33, height: 48 }, findings: [{ ok: false, say: '背景不白', do: '站在白墙前' }, { ok: false, say: '照片太宽了，要裁一下', do: '点“裁照片”', crop: [0.1, 0.1, 0.8, 0.8] }, { ok: true, say: '五官清楚' }], say: '要换 1 个地方', sample: true, rules: [] }], missing: 1 }],
  [/\/confirm$/, { state: 'draft', title: '看一遍，没错就签名', lines: [{ label: '办什么', text: '换护照', edit: 'form' }], uses: [{ what: '身份证信息', from: '公安户政', why: '核对' }], consent: '提交即表示', signature: { needed: true, file: null }, gaps: [], fee_text: '120 元' }],
  [/\/receipt$/, { title: '非税收入电子票据', code: '44060126', number: '0000000001', check_code: 'ab12cd', payer: '林志豪', payee: '公安（出入境管理）', lines: [{ name: '护照工本费', text: '120 元' }], amount_fen: 12000, amount_text: '120.00', refunded_text: '0.00', issued_on: '2026-11-25', valid: true, say: '报销时出示这张就行。' }],
  [/\/api\/orders\//, { order_no: 'o', state: 'paid', say: '收到了，接下来制证。', amount_fen: 12000, refunded_fen: 0, receipt: true, case_no: '1' }],
  [/\/payment$/, { order_no: 'o', amount_fen: 12000, amount_text: '120.00', lines: [{ name: '工本费', text: '120 元' }], payee: '公安', until: '2026-12-02', refund_say: '能退', sheet: {}, state: 'open' }],
  [/\/correction$/, { state: 'to_correct', title: '改 1 处就能接着办', until: '2026-11-30', say: '', left: 1, points: [{ id: 'p', text: '背景不白', to: 'material', material: 'm', fixed: false }] }],
  [/\/api\/cases\?/, { cases: [row, { ...row, no: '2', turn: true, tone: 'turn', act: { text: '去改', to: 'correct' } }], counts: { open: 2, done: 0, draft: 0 } }],
  [/\/api\/cases\/\d+$/, { ...row, unit: '广州公安出入境', applicant: '林志豪', promise: {}, steps: [{ name: '审核', state: 'now' }], timeline: [{ at: '2026-11-24T01:00:00Z', title: '收到申请', say: '', tone: 'brand', unit: '广州公安出入境', by: '' }], delivery: null, payment: null, certificate: null, can: { withdraw: true }, hotline, next: [] }],
  [/\/api\/certificates$/, { certificates: [cert] }],
  [/\/codes$/, { code: 'x', url: '', svg: '', seconds: 60, expires_at: '', shows: ['姓名'], hides: ['号码'] }],
  [/\/api\/certificates\//, cert],
  [/\/api\/verify/, { valid: true, say: '真的，有效', do: '', at: '2026-11-24T01:00:00Z', lines: [{ label: '姓名', text: '林志豪' }], note: '已记下' }],
  [/\/api\/messages$/, { messages: [{ id: 'm', at: '2026-11-24T01:00:00Z', title: '换护照：审核通过', say: '请交费', tone: 'turn', to: '', read: false }], unread: 1 }],
  [/\/api\/me\/sessions/, { sessions: [{ id: 's', device: '苹果手机', phone: null, since: '2026-11-20T01:00:00Z', last_seen: '2026-11-24T01:00:00Z', here: true, mine: true }] }],
  [/\/api\/me\/closing/, { blocked_by: [], goes: [{ name: '草稿 1 件', say: '填的和传的都删' }], stays: [{ name: '办过的 1 件事', say: '10 年' }], say: '随时再来' }],
  [/\/api\/me\/uses/, { uses: [{ unit: '公安出入境', what: ['身份证信息'], why: '核对', case_no: null, at: '2026-11-24T01:00:00Z', last_at: '2026-11-24T01:00:00Z', times: 1 }], next: null }],
  [/\/api\/me/, me],
  [/\/api\/cities/, { default: '440100', hot: ['440100'], cities: [{ code: '440100', name: '广州', initial: 'G', pinyin: 'guangzhou', districts: [] }] }],
  [/\/api\/departments\?/, { regions: [{ code: '440106', name: '天河区' }], departments: [{ key: '公安出入境', name: '公安出入境', plain: '换护照', count: 8 }] }],
  [/\/api\/bundles$/, { bundles: [{ id: 'b', short: '宝宝出生', name: '新生儿出生一件事', icon: 'baby', say: '9 件事，1 张表' }] }],
  [/\/api\/bundles/, { id: 'b', name: '新生儿出生一件事', plain: '一次办完', say: '9 件事', who: ['妈妈'], steps: [{ item: 'x', short: '出生证明', name: '领证', need: 'must', after: [] }] }],
  [/\/api\/halls/, { halls: [{ id: 'h', name: '大厅', address: '示例路 1 号', phone: '12345', open: '周一至周五', all_day_terminal: true }] }],
  [/\/api\/(themes|zones|departments)/, { name: '出入境', items: [card] }],
]
