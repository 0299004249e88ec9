/** What a scanned code is, and what to do with it. Pure. Whatever it is, the person gets a page or two plain sentences, never silence. */

export interface Scanned {
  kind:
    | 'ours'
    | 'case'
    | 'invoice'
    | 'receipt'
    | 'title'
    | 'pay'
    | 'weixin'
    | 'web'
    | 'goods'
    | 'parcel'
    | 'person'
    | 'device'
    | 'words'
    | 'broken'
    | 'nothing'
  /** A page of ours, opened at once. */
  url?: string
  say: string
  do: string
  /** What the button offers besides 知道了: a page, or the text for the clipboard. */
  offer?: { text: string; url?: string; copy?: string }
}

/** Pages a code may open, and what of its address is believed. Nobody's code opens a form, a bill or a signature. */
const OPENED: Record<string, RegExp> = {
  home: /^$/,
  cases: /^$/,
  wallet: /^$/,
  me: /^$/,
  help: /^$/,
  dept: /^$/,
  city: /^$/,
  messages: /^$/,
  verify: /^c$/,
  item: /^(id|answers|city)$/,
  bundle: /^id$/,
  list: /^(kind|id)$/,
  halls: /^item$/,
  booking: /^(hall|door)$/,
  search: /^q$/,
  case: /^no$/,
}
const SAFE_VALUE = /^[\w\u4e00-\u9fff:,.\-%]{1,200}$/

/** ISO 7064 MOD 11,10, as on the receipt for a case. */
export function isCaseNumber(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false
  let product = 10
  for (const digit of text.slice(0, 14)) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === Number(text[14])
}

/** GB 11643: a day that exists; `sure`: the last character too, for a payment code has 18 digits as well. */
function isPerson(text: string, sure: boolean): boolean {
  if (!/^[1-9]\d{5}(19|20)\d{9}[\dX]$/i.test(text)) return false
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number)
  if (month < 1 || month > 12 || day < 1 || day > new Date(year, month, 0).getDate()) return false
  if (!sure) return true
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((all, weight, at) => all + weight * Number(text[at]), 0)
  return '10X98765432'[sum % 11] === text[17].toUpperCase()
}

/** The last digit of what stands on goods. */
function isGoods(text: string): boolean {
  if (!/^(\d{8}|\d{12,13})$/.test(text)) return false
  const digits = [...text].reverse().map(Number)
  return digits.reduce((sum, digit, at) => sum + digit * (at % 2 ? 3 : 1), 0) % 10 === 0
}

function ourPage(text: string): string | null {
  const shown = text.match(/\/h5\/check\/#([\w-]{24})\.[\w.-]+$/) // says itself what it shows; who has a network asks
  if (shown) return `/pages/verify/index?c=${shown[1]}`
  const found = text.match(/(?:^|#?\/)pages\/([a-z-]+)\/index(?:\?([^#]*))?$/)
  const wanted = found && OPENED[found[1]]
  if (!found || !wanted) return null
  const query = (found[2] ?? '').split('&').filter((pair) => {
    const [name, value = ''] = pair.split('=')
    return wanted.test(name) && SAFE_VALUE.test(value)
  })
  if (found[1] === 'verify' && !query.length) return null
  return `/pages/${found[1]}/index${query.length ? `?${query.join('&')}` : ''}`
}

/** A code of invoices: on an invoice's face, the order on a receipt, the invoice on the till's screen, who is to work there. Our server alone knows whether it is one. */
function shopPage(text: string): string | null {
  if (/^01,3[12],,\d{20},-?\d{1,12}(\.\d{1,2})?,\d{8},/.test(text))
    return `/pages-invoice/one/index?code=${encodeURIComponent(text)}`
  const order =
    /^https?:\/\/[^/?#]+\/i\?[\w=&.%-]{20,400}$/.test(text) && /[?&]s=S\d/.test(text) && /[?&]g=[\w-]{22}/.test(text)
  if (order) return `/pages-invoice/order/index?code=${encodeURIComponent(text)}`
  const word = text.match(/^https?:\/\/[^/?#]+\/([cj])\?w=([\w-]{10,40})$/)
  if (!word) return null
  return word[1] === 'c' ? `/pages-invoice/got/index?w=${word[2]}` : `/pages-merchant/home/index?word=${word[2]}`
}

function hostOf(text: string): string {
  return text.match(/^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i)?.[1]?.toLowerCase() ?? ''
}

const within = (host: string, ...owners: string[]) =>
  owners.some((owner) => host === owner || host.endsWith(`.${owner}`))
const short = (text: string) => ([...text].length > 40 ? `${[...text].slice(0, 40).join('')}…` : text)

function payment(text: string, host: string): Scanned | null {
  if (/^1[0-5]\d{16}$/.test(text) && !isPerson(text, true))
    return { kind: 'pay', say: '这是付款码', do: '谁扫到它，谁就能收您的钱。别给别人看，也别发给别人。' }
  if (
    !/^(wxp|alipays?|weixin):\/\//i.test(text) &&
    !within(host, 'wx.tenpay.com', 'payapp.weixin.qq.com', 'pay.weixin.qq.com', 'qr.alipay.com', 'qr.95516.com')
  )
    return null
  if (/^weixin:\/\/(?!wxpay)/i.test(text)) return null
  return {
    kind: 'pay',
    say: '这是收钱的码，不在这里付',
    do: '办事要交的费，只在「办件」里的「去交费」付。别人发来的收钱码，说是办事交费的，别付。',
    offer: { text: '看我的办件', url: '/pages/cases/index' },
  }
}

function invoice(text: string): Scanned | null {
  const parts = text.split(',').map((part) => part.trim())
  if (parts[0] === '01' && /^\d{2}$/.test(parts[1] ?? '') && parts.length >= 6) {
    const number = [parts[2], parts[3]].filter(Boolean).join(' ')
    if (!/^[\d ]{8,21}$/.test(number))
      return { kind: 'broken', say: '发票的码没扫全', do: '把整个码放进框里，再扫一次。' }
    return {
      kind: 'invoice',
      say: `这是一张发票，号码 ${number}`,
      do: '想知道真假，照着发票填几项就能查。',
      offer: { text: '查真假', url: '/pages/item/index?id=invoice-verify' },
    }
  }
  const bill = text.match(/(?:^|\D)(\d{8})[,_ ](\d{10})(?=\D|$)/)
  if (bill && /^[\d,_ .:/-]*$/.test(text))
    return {
      kind: 'receipt',
      say: `这是财政票据，号码 ${bill[2]}`,
      do: '医院、学校、罚款开的票，看「查电子票据」怎么查。',
      offer: { text: '看怎么查', url: '/pages/item/index?id=fiscal-bill-query' },
    }
  if (/^\$01.*\$$/s.test(text) || /mp\.weixin\.qq\.com\/intp\/invoice\/usertitle/.test(text))
    return {
      kind: 'title',
      say: '这是发票抬头码，要给商家扫',
      do: '想开发票，扫商家小票上的开票码。',
      offer: { text: '扫码开票', url: '/pages/item/index?id=invoice-scan-issue' },
    }
  if (text.startsWith('$01')) return { kind: 'broken', say: '抬头码没扫全', do: '把整个码放进框里，再扫一次。' }
  return null
}

function digits(text: string): Scanned | null {
  const bare = text.replace(/[\s-]/g, '')
  if (isCaseNumber(bare)) return { kind: 'case', url: `/pages/case/index?no=${bare}`, say: '', do: '' }
  if (/^2\d{14}$/.test(bare))
    return {
      kind: 'broken',
      say: '像办件编号，可是有一位不对',
      do: '再扫一次，或者和回执上的编号对一遍。',
      offer: { text: '看我的办件', url: '/pages/cases/index' },
    }
  if (isPerson(bare, false))
    return { kind: 'person', say: '这是身份证号码', do: '我们没有记下。办事时不用扫，实名以后自动填好。' }
  if (/^1[3-9]\d{9}$/.test(bare)) return { kind: 'person', say: '这是手机号码', do: '我们没有记下，也没有打出去。' }
  if (/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(bare) && /[A-Z]/.test(bare))
    return {
      kind: 'words',
      say: '这是统一社会信用代码',
      do: '一个单位的代码。要开发票，看「发票抬头」怎么办。',
      offer: { text: '看怎么办', url: '/pages/item/index?id=invoice-title' },
    }
  if (isGoods(bare)) return { kind: 'goods', say: '这是商品上的条码', do: '这里不查商品。要办事，回首页搜一搜。' }
  if (/^[A-Z]{0,4}\d{10,20}[A-Z]{0,2}$/.test(bare))
    return {
      kind: 'parcel',
      say: '像是快递单号',
      do: '我们寄给您的证件，在「办件」里看单号。',
      offer: { text: '看我的办件', url: '/pages/cases/index' },
    }
  return null
}

/** `text`: what stood in the code; '' when nothing was scanned. */
export function read(text: string): Scanned {
  const said = text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .trim()
  if (!said) return { kind: 'nothing', say: '没有扫到码', do: '要扫的时候，再点一次「扫一扫」。' }
  const url = ourPage(said) ?? shopPage(said)
  if (url) return { kind: 'ours', url, say: '', do: '' }
  const host = hostOf(said)
  const known = invoice(said) ?? payment(said, host)
  if (known) return known
  if (/^weixin:\/\//i.test(said) || within(host, 'wxaurl.cn', 'weixin.qq.com', 'u.wechat.com', 'work.weixin.qq.com'))
    return {
      kind: 'weixin',
      say: '这是微信自己的码',
      do: '加好友、进群、打开别的小程序，请用微信右上角「＋」里的扫一扫。',
    }
  if (host)
    return {
      kind: 'web',
      say: `这是别的网站：${short(host)}`,
      do: '不是我们的网站，这里不打开。要您填身份证号、银行卡、验证码的，先打电话问一问。',
      offer: { text: '复制网址', copy: said },
    }
  if (
    /^(wifi|tel|smsto|sms|mailto|geo|begin|mecard|otpauth|upi|bitcoin)[:]/i.test(said) ||
    /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(said)
  )
    return { kind: 'device', say: '这个码不是用来办事的', do: '里面是名片、无线网或者别的软件的内容，请用手机相机扫。' }
  const number = digits(said)
  if (number) return number
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(said) || !/[\p{L}\p{N}]/u.test(said))
    return { kind: 'broken', say: '码里的内容读不出来', do: '离近一点、拍正、别反光，再扫一次。' }
  if (/^[\w+/=|.$-]{24,}$/.test(said))
    return { kind: 'words', say: '这个码我们不认识', do: '可能要用别的软件扫。要办的事，可以回首页搜一搜。' }
  return {
    kind: 'words',
    say: `码里写的是：${short(said)}`,
    do: '可以用这些字搜一搜。',
    offer: { text: '搜一搜', url: `/pages/search/index?q=${encodeURIComponent([...said].slice(0, 40).join(''))}` },
  }
}
