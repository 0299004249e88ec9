// The protocols in plain words: what a message is about, what a fault does, what a node means.

export const SIDES = {
  wechat: { name: '微信', icon: 'chat', does: '登录、手机号、人脸、订阅消息、小程序码、发票卡' },
  pay: { name: '微信支付', icon: 'coin', does: '下单、付款、退款、账单，付完发通知' },
  department: { name: '部门', icon: 'hall', does: '收办件、审查、要补正、给结果' },
  source: { name: '数据源', icon: 'disk', does: '人口库、证照库、登记簿和各种核验' },
}

const CALLS = [
  [/^\/sns\/jscode2session/, '登录：拿 code 换 openid'],
  [/^\/cgi-bin\/(stable_)?token/, '取接口凭证'],
  [/getuserphonenumber/, '取手机号'],
  [/subscribe\/send/, '发订阅消息'],
  [/getverifyid/, '要一次人脸核身'],
  [/queryverifyinfo/, '问人脸核身的结果'],
  [/checksession/, '查登录态'],
  [/resetusersessionkey/, '重置登录态'],
  [/getwxacode/, '要一张小程序码'],
  [/generate_urllink/, '要一个链接'],
  [/generatescheme/, '要一个跳转链接'],
  [/query_urllink/, '查一个链接'],
  [/msg_sec_check/, '查文字是否合规'],
  [/media_check_async/, '查图片是否合规'],
  [/card\/invoice\/scantitle/, '扫抬头码'],
  [/card\/invoice\/insert/, '发票插进卡包'],
  [/setpdf/, '传发票文件'],
  [/card\/invoice\/getauth/, '发票授权'],
  [/card\/invoice\/reimburse/, '发票报销'],
  [/card\/invoice/, '发票设置'],
  [/getticket/, '取卡券票据'],
  [/sec\/order/, '发货信息'],
  [/nontax/, '非税缴费'],
  [/\/transactions\/jsapi/, '下单'],
  [/\/transactions\/(native|app|h5)$|\/combine-transactions/, '下单（这种这里没有）'],
  [/\/transactions\/.*\/close/, '关单'],
  [/\/transactions\//, '查单'],
  [/\/refund\/domestic\/refunds\/.+/, '查退款'],
  [/\/refund\/domestic\/refunds/, '申请退款'],
  [/\/bill\/tradebill/, '要交易账单'],
  [/\/bill\/fundflowbill/, '要资金账单'],
  [/\/billdownload/, '下载账单'],
  [/\/v3\/certificates/, '取平台证书'],
  [/fapiao/, '电子发票'],
  [/\/corrections$/, '补正交来了'],
  [/\/payments$/, '告诉部门已缴费'],
  [/\/withdrawal$/, '申请人要撤回'],
  [/^\/departments\/[^/]+\/cases$/, '交来一件办件'],
  [/^\/sources\/query/, '查数据'],
  [/^\/sources\/lookup/, '查登记簿'],
]

export const NODES = {
  pre_check: '预审',
  accepted: '受理',
  rejected: '不予受理',
  to_correct: '要补正',
  corrected: '补正交来了',
  reviewing: '开始审查',
  special: '特别程序',
  extended: '延长时限',
  approving: '送审批',
  to_pay: '请缴费',
  approved: '准予',
  denied: '不予',
  delivering: '寄出',
  done: '办结',
  terminated: '终止',
}

const EVENTS = {
  'TRANSACTION.SUCCESS': '通知：付款成功',
  'REFUND.SUCCESS': '通知：退款成功',
  'REFUND.ABNORMAL': '通知：退款出了异常',
  'REFUND.CLOSED': '通知：退款关闭',
}

export const pathOf = (message) =>
  message.direction === 'out' ? '/' + message.path.split('://').pop().split('/').slice(1).join('/') : message.target || message.path

// What this message is, in a few words.
export function meaning(message) {
  if (message.direction === 'in') return (CALLS.find(([pattern]) => pattern.test(message.path)) || [])[1] || '没见过的请求'
  if (message.method === 'GET') return message.side === 'department' ? '来取材料' : '核对推送地址'
  const [word, ...more] = message.note.split(' ')
  if (message.side === 'department') return `回话：${NODES[word] || word}`
  if (message.side === 'wechat') return `推送：${message.note}`
  return (EVENTS[word] || `通知：${word}`) + (!more.length || more.join(' ').startsWith('第1次') ? '' : `（${more[0]}）`)
}

// good | bad: whether the one who was asked agreed.
export function outcome(message) {
  if (message.status === null || message.status === undefined || message.status >= 400) return 'bad'
  return /errcode (?!0\b)/.test(message.note || '') ? 'bad' : 'good'
}

export const FAULTS = {
  lost_reply: '回答丢了',
  delay: '慢',
  '5xx': '系统出错',
  late_5xx: '做了却说出错',
  429: '嫌太快',
  busy: '系统繁忙',
  bad_signature: '签名错',
  stale_time: '时间过期',
  unknown_serial: '证书号没人认识',
  truncated: '只到一半',
  huge: '大得离谱',
  duplicate: '来两遍',
  reorder: '晚到、乱序',
  empty_aad: '附加数据为空',
  signtest: '夹一条探测',
  lost_notification: '通知丢了',
  source_off: '数据源停了',
  half_file: '账单只有一半',
  wrong_hash: '账单哈希不对',
}

// What WeChat Pay sends goes anywhere but to its own API.
const NOTICE = '^(?!/v3/)'
export const PRESETS = [
  {
    side: 'pay',
    list: [
      { kind: 'lost_notification', path: NOTICE, text: '下一条支付通知丢了', hint: '连重发也没有，平台要自己去问' },
      { kind: 'duplicate', path: NOTICE, text: '支付通知来两遍', hint: '只能记一次账' },
      { kind: 'reorder', path: NOTICE, seconds: 5, text: '支付通知晚到 5 秒', hint: '后面的会先到' },
      { kind: 'bad_signature', path: NOTICE, text: '支付通知签名错', hint: '平台应当不收，过后会重发' },
      { kind: 'stale_time', path: NOTICE, text: '支付通知时间过期', hint: '签名对，但是十分钟前签的' },
      { kind: 'unknown_serial', path: NOTICE, text: '通知的证书号没人认识', hint: '不能为它去外面问' },
      { kind: 'lost_reply', path: NOTICE, text: '平台收了通知，微信没听见回答', hint: '会再发一次' },
      { kind: 'truncated', path: NOTICE, text: '通知只到一半', hint: '' },
      { kind: 'huge', path: NOTICE, text: '通知有 10 MB', hint: '' },
      { kind: 'empty_aad', path: NOTICE, text: '通知的附加数据为空', hint: '真的微信也这样发过' },
      { kind: 'signtest', path: NOTICE, text: '通知前夹一条签名探测', hint: '故意签错，看平台查不查' },
      { kind: 'lost_reply', path: '^/v3/', text: '微信支付的回答丢了', hint: '钱可能已经动了' },
      { kind: '5xx', path: '^/v3/', text: '微信支付系统出错', hint: '' },
      { kind: 'late_5xx', path: '^/v3/', text: '微信支付做了，却说出错', hint: '再问一次才知道' },
      { kind: '429', path: '^/v3/', text: '微信支付嫌太快', hint: '' },
      { kind: 'bad_signature', path: '^/v3/', text: '微信支付的回答签名错', hint: '平台不该信' },
      { kind: 'delay', path: '^/v3/', seconds: 8, text: '微信支付慢 8 秒', hint: '' },
      { kind: 'half_file', path: '^/v3/billdownload', text: '账单只下到一半', hint: '' },
      { kind: 'wrong_hash', path: '^/v3/bill/', text: '账单的哈希不对', hint: '' },
    ],
  },
  {
    side: 'wechat',
    list: [
      { kind: 'busy', path: '^/(cgi-bin|wxa|sns|cityservice)/', text: '微信系统繁忙', hint: '答 -1，过会儿再试' },
      { kind: 'lost_reply', path: '^/sns/', text: '登录时断了线', hint: 'code 已经用掉' },
      { kind: 'busy', path: 'subscribe/send', text: '订阅消息发不出去', hint: '' },
      { kind: 'delay', path: '^/cityservice/', seconds: 8, text: '人脸核身慢 8 秒', hint: '' },
      { kind: 'truncated', path: '^/(cgi-bin|wxa|sns)/', text: '微信的回答只到一半', hint: '' },
    ],
  },
  {
    side: 'department',
    list: [
      { kind: '5xx', path: '^/departments/', text: '部门的系统停了', hint: '办件要过会儿再交' },
      { kind: 'late_5xx', path: '^/departments/', text: '部门收了件，却说出错', hint: '' },
      { kind: 'lost_reply', path: '^/departments/', text: '部门收了件，回执丢了', hint: '再交一次不能变两件' },
      { kind: 'duplicate', path: '/nodes$', text: '部门的话说两遍', hint: '' },
      { kind: 'bad_signature', path: '/nodes$', text: '部门的话签名错', hint: '平台应当不收' },
      { kind: 'lost_reply', path: '/nodes$', text: '平台听了，部门以为没听见', hint: '会再说一次' },
    ],
  },
  {
    side: 'source',
    list: [
      { kind: 'source_off', path: '^/sources/', text: '数据源不答', hint: '表要能自己填' },
      { kind: 'delay', path: '^/sources/', seconds: 5, text: '数据源慢 5 秒', hint: '' },
    ],
  },
]

export function faultWords(fault) {
  const preset = PRESETS.flatMap((group) => group.list.map((one) => ({ side: group.side, ...one }))).find(
    (one) => one.kind === fault.kind && one.path === fault.path && one.side === fault.side,
  )
  return preset ? preset.text : `${FAULTS[fault.kind] || fault.kind}：${fault.path || '任何消息'}`
}

export function waitingWords(one) {
  const about = one.about
  const names = {
    notice: '微信支付发通知',
    node: '部门再说一次',
    course: '部门走下一步',
    files: '部门取材料',
    refund: '退款到账',
    fapiao: '电子发票走下一步',
    media_check: '送出图片检查的结果',
    push: '微信推送事件',
  }
  const text = names[one.kind] || one.kind
  const next = one.kind === 'course' && /'left': \['(\w+)'/.exec(about)
  return next ? `部门：${NODES[next[1]] || next[1]}` : text
}
