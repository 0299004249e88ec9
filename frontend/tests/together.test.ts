/** Two tabs are one phone: signed out in one of them, the other shows nothing of the person any more. */
import { beforeEach, expect, test, vi } from 'vitest'
import { answers, aPhone, asked, stored } from './phone'

vi.mock('../mp/platform', () => ({
  platform: { login: async () => 'code', device: () => 'x', isReady: () => true, online: () => true },
}))
aPhone()
const { api, signOut } = await import('../mp/api')
const { leaveToo, store } = await import('../mp/store')
const { onLeft } = await import('../mp/h5/tabs')

const CASE = '/pages/case/index?no=2'
let opened: string[] = []
beforeEach(() => {
  aPhone()
  opened = []
  vi.stubGlobal('getCurrentPages', () => [
    { route: 'pages/home/index' },
    { route: 'pages/case/index', options: { no: '1' } },
    { route: 'pages/case/index', options: { no: '2' } },
  ])
  Object.assign(uni, {
    reLaunch: ({ url, success }: any) => {
      opened.push(url)
      success()
    },
  })
  stored.set('token', 't')
  stored.set('kept.case.1', { at: '', value: {} })
  store.me = { level: 3 } as any
})
const out = { status: 401, body: { code: 'signed_out', say: '', do: '', errors: [] } }
const leftElsewhere = () => stored.set('left', true)
const nothing = () => {
  expect(store.me).toBe(null)
  expect([...stored.keys()]).toEqual(['left'])
}

test('an answer that says signed out: the page opens anew, once, with nothing beneath it', async () => {
  leftElsewhere()
  answers.push(out)
  await expect(api('GET', '/api/me/stamp')).rejects.toMatchObject({ problem: { code: 'signed_out' } })
  await expect(api('GET', '/api/me/stamp')).rejects.toMatchObject({ problem: { code: 'signed_out' } })
  expect(opened).toEqual([CASE])
  nothing()
})

test('the other tab says so before anything is asked for; what else it stores is no matter', () => {
  onLeft(leaveToo)
  dispatchEvent(new StorageEvent('storage', { key: 'elder', newValue: '1' }))
  dispatchEvent(new StorageEvent('storage', { key: 'left', newValue: null }))
  expect([opened, store.me]).toEqual([[], { level: 3 }])
  leftElsewhere()
  dispatchEvent(new StorageEvent('storage', { key: 'left', newValue: '1' }))
  expect(opened).toEqual([CASE])
  expect(asked).toEqual([])
  nothing()
})

test('the tab one signs out in stays where it is', async () => {
  answers.push({ status: 204 }, out)
  await signOut()
  await expect(api('GET', '/api/me')).rejects.toMatchObject({ problem: { code: 'signed_out' } })
  expect(opened).toEqual([])
})
