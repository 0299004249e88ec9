import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { replies } from './replies'

// @ts-expect-error no types
import simulate from 'miniprogram-simulate'
// @ts-expect-error no types
import { TmplGroup } from 'glass-easel-template-compiler'

const ROOT = join(__dirname, '../dist/build/mp-weixin')
const MAIN_LIMIT = 2 * 1024 * 1024
const everything = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? everything(path) : [path]
  })
const files = existsSync(ROOT) ? everything(ROOT) : []
const app = existsSync(ROOT) ? JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8')) : { pages: [] }
// Addresses that stand in messages of the framework and are never asked.
const NAMED_ONLY = /w3\.org|vuejs\.org|uniapp\.dcloud\.net\.cn/
const complaints: string[] = []
const asked: string[] = []
const storage: Record<string, unknown> = { token: 'tok_test', submitted: {} }

const device: Record<string, unknown> = {
  brand: 'x',
  model: 'x',
  system: 'iOS 17',
  platform: 'ios',
  SDKVersion: '3.8.12',
  statusBarHeight: 47,
  windowWidth: 390,
  windowHeight: 844,
  pixelRatio: 2,
  language: 'zh_CN',
  version: '8.0.50',
  fontSizeSetting: 16,
  theme: 'light',
}

function stub() {
  const wx: any = new Proxy(
    {
      getDeviceInfo: () => device,
      getSystemInfoSync: () => device,
      getWindowInfo: () => device,
      getAppBaseInfo: () => device,
      getSystemSetting: () => device,
      getAppAuthorizeSetting: () => ({}),
      canIUse: () => true,
      getLaunchOptionsSync: () => ({ query: {} }),
      getEnterOptionsSync: () => ({ query: {} }),
      getStorageSync: (key: string) => storage[key] ?? '',
      setStorageSync: (key: string, value: unknown) => {
        storage[key] = value
      },
      removeStorageSync: () => undefined,
      getStorageInfoSync: () => ({ keys: Object.keys(storage) }),
      login: (given: any) => given.success({ code: 'code' }),
      hideTabBar: () => undefined,
      onNetworkStatusChange: () => undefined,
      offNetworkStatusChange: () => undefined,
      setScreenBrightness: () => undefined,
      setKeepScreenOn: () => undefined,
      pageScrollTo: () => undefined,
      stopPullDownRefresh: () => undefined,
      downloadFile: (given: any) => given.success?.({ statusCode: 200, tempFilePath: 'wxfile://kept.jpg' }),
      getImageInfo: (given: any) => given.success?.({ width: 1200, height: 1600 }),
      request: (given: any) => {
        asked.push(given.url)
        const found = replies.find(([path]) => path.test(given.url.split('?')[0]) || path.test(given.url))
        setTimeout(() => given.success?.({ statusCode: found ? 200 : 404, data: found?.[1] ?? {}, header: {} }), 0)
        return { abort: () => undefined }
      },
    },
    {
      get: (target: any, name: string) => target[name] ?? (target[name] = (given?: any) => given?.complete?.()),
      set: (target, name: string, value) => {
        target[name] = value
        return true
      },
      has: () => true,
    },
  )
  let started: any = null
  const App = (given: any) => {
    started = given
    given.onLaunch?.call(given, { query: {} })
  }
  Object.assign(globalThis, {
    wx,
    App,
    getApp: () => started,
    Page: (given: any) => (globalThis as any).Component(given),
    getCurrentPages: () => [],
  })
}

beforeAll(() => {
  if (!files.length) throw new Error('the WeChat package is not built: npm run build:mp')
  stub()
  const loud = (...words: unknown[]) => complaints.push(words.map(String).join(' '))
  console.error = loud
  console.warn = (...words: unknown[]) => {
    if (/error|fail/i.test(String(words[0]))) loud(...words)
  }
  require(join(ROOT, 'app.js'))
})
beforeEach(() => {
  complaints.length = 0
})

const queries: Record<string, object> = {
  item: { id: 'passport-renew' },
  agree: { k: 'k' },
  list: { kind: 'themes', id: 't' },
  bundle: { id: 'b' },
  certificate: { id: 'c1' },
  crop: { no: '264401000283167', m: 'm-photo-exit' },
  code: { id: 'c1' },
  receipt: { order: 'o' },
  verify: { c: 'x' },
  view: { id: 'social-query' },
  search: {},
  slots: { item: 'passport-renew' },
  'invoice-order': { code: 'https://shengshi.example.cn/i?s=S0001' },
  'invoice-one': { code: '01,32,,26442000000000000011,128.00,20261120,,1CC5' },
  'invoice-got': { w: 'abcdefghijkl' },
  'merchant-issue': { uscc: '91440104MADEMC0302', shop: 'S0001' },
  'merchant-code': { uscc: '91440104MADEMC0302', shop: 'S0001' },
  'merchant-invoice': { no: '26442000000000001001' },
  'merchant-books': { uscc: '91440104MADEMC0302' },
  'merchant-claims': { uscc: '91440104MADEMC0302' },
  'merchant-goods': { uscc: '91440104MADEMC0302' },
  'merchant-people': { uscc: '91440104MADEMC0302' },
}
const wanted: Record<string, string> = {
  agree: '要登记的就是这些',
  crop: '就用这样的',
  home: '手机上能办',
  item: '为什么要换',
  form: '领取方式',
  materials: '背景不白',
  confirm: '会用到您的信息',
  pay: '微信支付',
  receipt: '票据号码',
  case: '复制编号',
  cases: '换护照',
  correct: '背景不白',
  wallet: '普通护照',
  certificate: '签发地点',
  verify: '真的，有效',
  view: '2026 年 9 月没有缴费',
  messages: '审核通过',
  sessions: '苹果手机',
  seen: '公安出入境',
  mydata: '下载一份我的资料',
  closing: '法律要求留着',
  'signed-out': '重新登录',
  city: '广州',
  dept: '公安出入境',
  list: '换护照',
  bundle: '谁能办',
  halls: '示例路',
  booking: '前面 4 人，约 4 分钟',
  slots: '剩 17',
  me: '大字版',
  help: '现在就有人接',
  search: '大家在搜',
  done: '交上去了',
  'real-name': '身份证号',
  face: '刷一下脸',
  code: '对方只能看到',
  'invoice-order': '开给谁',
  'invoice-got': '发票收好了',
  'invoice-mine': '有效',
  'invoice-one': '税务没有这张票',
  'invoice-scan': '看小票',
  'invoice-check': '照着发票填',
  'invoice-titles': '税号尾号 0302',
  'invoice-titles/edit': '单位名称',
  'merchant-home': '今天已开',
  'merchant-issue': '收了多少',
  'merchant-code': '没来开的',
  'merchant-invoice': '还没送到',
  'merchant-books': '价税合计',
  'merchant-claims': '等您答复',
  'merchant-goods': '雨伞',
  'merchant-people': '区嘉怡',
}

const every = [
  ...(app.pages as string[]),
  ...((app.subPackages ?? []) as { root: string; pages: string[] }[]).flatMap((one) =>
    one.pages.map((page) => `${one.root}/${page}`),
  ),
]
const nameOf = (page: string) =>
  page
    .replace(/^pages-?/, '')
    .replace(/\/index$/, '')
    .replace(/^\//, '')
    .replace('/', '-')

test.each(every)('%s renders under WeChat’s own component framework', async (page) => {
  const name = nameOf(page)
  const id = simulate.load(join(ROOT, page), { rootPath: ROOT })
  const shown = simulate.render(id)
  shown.attach(document.createElement('div'))
  const query = queries[name] ?? { no: '264401000283167' }
  shown.instance.onLoad?.(query)
  shown.instance.onShow?.()
  for (let tries = 0; tries < 100 && !shown.dom.innerHTML.includes(wanted[name]); tries++) await simulate.sleep(20)
  const html = shown.dom.innerHTML
  expect(complaints).toEqual([])
  expect(html).not.toContain('undefined')
  expect(html).not.toContain('[object Object]')
  expect(html).toContain(wanted[name])
  shown.instance.onHide?.()
  shown.instance.onUnload?.()
  shown.detach()
})

test.each([
  [16, 1, false],
  [17, 1, false],
  [20, 1.176, true],
  [25.5, 1.5, true],
  [40, 2, true],
])(
  'with text set to %s px in WeChat everything is read %s times as large, and 大字版 is offered: %s',
  async (size, scale, offered) => {
    device.fontSizeSetting = size
    ;(globalThis as any).getApp().onShow?.call((globalThis as any).getApp(), {})
    const shown = simulate.render(simulate.load(join(ROOT, 'pages/home/index'), { rootPath: ROOT }))
    shown.attach(document.createElement('div'))
    shown.instance.onLoad?.({})
    shown.instance.onShow?.()
    for (let tries = 0; tries < 100 && !shown.dom.innerHTML.includes(wanted.home); tries++) await simulate.sleep(20)
    const html = shown.dom.innerHTML
    expect(html).toContain(`--k:${scale}`)
    expect(html.includes('换大字版')).toBe(offered)
    expect(html).toContain('大字版')
    shown.detach()
    device.fontSizeSetting = 16
  },
)

test('WeChat hears what a control is: aria-role, never role', () => {
  const templates = files
    .filter((file) => file.endsWith('.wxml'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  expect(templates).not.toMatch(/\srole=/)
  expect([...templates.matchAll(/aria-role="button"/g)].length).toBeGreaterThan(50)
  expect(templates).toContain('aria-checked=')
})

test('every template is accepted by WeChat’s template compiler', () => {
  const group = new TmplGroup()
  const wrong: string[] = []
  for (const file of files.filter((one) => one.endsWith('.wxml'))) {
    for (const message of group.addTmpl(relative(ROOT, file).replace('.wxml', ''), readFileSync(file, 'utf8')) ?? []) {
      if (message.isError) wrong.push(`${relative(ROOT, file)}: ${message.message}`)
    }
  }
  expect(wrong).toEqual([])
  expect(files.filter((one) => one.endsWith('.wxml')).length).toBeGreaterThanOrEqual(every.length)
})

test('no one-letter loop variable: the build renames page data to letters', () => {
  const names = files
    .filter((one) => one.endsWith('.wxml'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/wx:for-item="([a-z])"/g)].map(
        (found) => `${relative(ROOT, file)}:${found[1]}`,
      ),
    )
  expect(names).toEqual([])
})

test('only nav.js moves between pages: WeChat refuses an eleventh without a word', () => {
  const movers = files
    .filter(
      (file) =>
        file.endsWith('.js') &&
        !file.endsWith('vendor.js') &&
        /\.(navigateTo|redirectTo|switchTab|reLaunch|navigateBack)\b/.test(readFileSync(file, 'utf8')),
    )
    .map((file) => relative(ROOT, file))
  expect(movers).toEqual(['nav.js'])
})

test('the package is whole, small and asks nobody else', () => {
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0)
  expect(size).toBeLessThan(MAIN_LIMIT)
  for (const page of every)
    for (const kind of ['js', 'json', 'wxml'])
      expect(existsSync(join(ROOT, `${page}.${kind}`)), `${page}.${kind}`).toBe(true)
  const foreign = files
    .filter((file) => /\.(js|wxml|wxss|json)$/.test(file))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/https?:\/\/[\w.-]+/g)].map((found) => found[0]))
  expect([...new Set(foreign)].filter((url) => !NAMED_ONLY.test(url))).toEqual([])
  const sandboxed = files.filter((file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes('/control'))
  expect(sandboxed).toEqual([])
})
