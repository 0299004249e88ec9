/** Whoever signed out is signed in again only by hand; what fails for want of a network says so. */
import { beforeEach, expect, test, vi } from 'vitest'
import { answers, aPhone, asked, stored } from './phone'

const net = { up: true }
vi.mock('../mp/platform', () => ({
  platform: { login: async () => 'code', device: () => 'x', isReady: () => true, online: () => net.up },
}))
aPhone()
const { api, problem, signIn, signOut } = await import('../mp/api')

beforeEach(() => {
  aPhone()
  net.up = true
  stored.set('token', 't')
})
const out = { status: 401, body: { code: 'signed_out', say: '', do: '', errors: [] } }

test('a look that comes after signing out does not sign in again', async () => {
  answers.push({ status: 204 }, out)
  await signOut()
  await expect(api('GET', '/api/me')).rejects.toMatchObject({ problem: { code: 'signed_out', say: '您退出登录了。' } })
  expect(asked.map((one) => one.path)).toEqual(['/api/sign-out', '/api/me'])
})

test('a tap on signing in does, and from then on it is silent again', async () => {
  answers.push({ status: 204 }, { status: 200, body: { token: 'new', me: {} } })
  await signOut()
  await signIn(true)
  expect(stored.get('token')).toBe('new')
  answers.splice(0, answers.length, out, { status: 200, body: { token: 'newer', me: {} } }, { status: 200, body: {} })
  await api('GET', '/api/me')
  expect(stored.get('token')).toBe('newer')
})

test.each([
  [true, '我们这边出了点问题。'],
  [false, '现在没有网络。'],
])('network %s: what WeChat or the browser refused is said as %s', (up, say) => {
  net.up = up
  expect(problem(new TypeError('Failed to fetch dynamically imported module')).say).toBe(say)
})
