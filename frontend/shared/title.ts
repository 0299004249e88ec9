/**
 * The code of an invoice title, read on the phone while there is no network: the server's app/invoices/titles.py, as far as it goes without
 * a table of GBK. Its check is the server's to make, before anything is issued.
 */
import type { InvoiceTitle } from './types'

const CODE = /^\$(\d\d)([A-Za-z0-9+/=]+)\$$/
const PHONE = /(?:0\d{2,3}-?\d{7,8}|1\d{10}|400\d{7})$/
const ACCOUNT = /\d{6,}$/
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
export const BROKEN = '抬头码不完整，请客人重新显示'
export const NEWER = '新版抬头码，请升级'
export const PAYMENT = '这是付款码，我们不收款，请删掉'
export const NEEDS_NETWORK = '没有网络，只读得了客人的抬头码'

function bytesOf(coded: string): number[] | null {
  const bare = coded.replace(/=+$/, '')
  if (bare.length % 4 === 1 || bare.includes('=')) return null
  const found: number[] = []
  let held = 0
  let bits = 0
  for (const sign of bare) {
    held = ((held << 6) | SIGNS.indexOf(sign)) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      found.push((held >> bits) & 0xff)
    }
  }
  return found
}

/** UTF-8; null for what is not: the code of another character set waits for the server. */
function textOf(bytes: number[]): string | null {
  try {
    return decodeURIComponent(bytes.map((one) => `%${one.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return null
  }
}

function halves(both: string, tail: RegExp): [string, string] {
  const said = both.trim()
  for (const sign of ['|', ' ']) {
    const at = said.lastIndexOf(sign)
    if (at >= 0) return [said.slice(0, at).trim(), said.slice(at + 1).trim()]
  }
  const found = tail.exec(said)
  return found ? [said.slice(0, found.index).trim(), found[0]] : [said, '']
}

/** Whether it is a person's; null: a short name without a number, which must be asked. */
export function personal(name: string, taxNo: string): boolean | null {
  if (/^\d{17}[\dX]$/.test(taxNo)) return true
  if (taxNo) return false
  return name.length <= 4 ? null : true
}

/** The title, or why there is none. */
export function readTitle(text: string): InvoiceTitle | string {
  const said = text.trim()
  if (/^1[0-5]\d{16}$/.test(said)) return PAYMENT
  const found = CODE.exec(said)
  if (!found) return NEEDS_NETWORK
  if (found[1] !== '01') return NEWER
  const bytes = bytesOf(found[2])
  if (!bytes) return BROKEN
  const whole = textOf(bytes)
  if (whole === null) return NEEDS_NETWORK
  const parts = whole.split('</>')
  if ((parts.length !== 4 && parts.length !== 5) || !parts[0].trim()) return BROKEN
  const name = parts[0].trim()
  const tax_no = parts[1].trim().toUpperCase()
  const [address, tel] = halves(parts[2], PHONE)
  const [bank, bank_no] = halves(parts[3], ACCOUNT)
  return { name, tax_no, natural: personal(name, tax_no), address, tel, bank, bank_no }
}
