import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'

const ROOT = join(__dirname, '../dist/build/h5')
/** What a first visitor waits for, in bytes as they travel: at 400 kbit/s each 50,000 are a second. */
const BUDGET = { br: 122_000, gz: 142_000 }
const here = (name: string, packed = '') => readFileSync(join(ROOT, name + packed))
let html = ''

beforeAll(() => {
  if (!existsSync(join(ROOT, 'index.html'))) throw new Error('the H5 is not built: npm run build:h5')
  html = here('index.html').toString()
})
const named = () => [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((found) => found[1])

test.each(['br', 'gz'] as const)(
  'all files of the first screen together stay below what they may weigh, as %s',
  (coding) => {
    const files = named()
    expect(
      files.some((name) => name.includes('pages-home-index')),
      'home is asked for with the shell',
    ).toBe(true)
    expect(files.length).toBeGreaterThanOrEqual(7)
    const weight = ['index.html', ...files].reduce(
      (sum, name) => sum + (existsSync(join(ROOT, `${name}.${coding}`)) ? here(name, `.${coding}`) : here(name)).length,
      0,
    )
    expect(weight).toBeLessThanOrEqual(BUDGET[coding])
  },
)

test('nothing else is needed: no chunk of the first screen asks for one that the shell does not name', () => {
  const files = new Set(named())
  const missing = [...files]
    .filter((name) => name.endsWith('.js') && !/assets\/index-/.test(name))
    .flatMap((name) =>
      [
        ...here(name)
          .toString()
          .matchAll(/from"\.\/([^"]+\.js)"/g),
      ].map((found) => `assets/${found[1]}`),
    )
    .filter((name) => !files.has(name))
  expect(missing).toEqual([])
})

test('every packed file is the file itself', () => {
  const all = ['', 'assets/'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => /\.(js|css|html)$/.test(name))
      .map((name) => folder + name),
  )
  expect(all.length).toBeGreaterThan(50)
  for (const name of all.filter((one) => here(one).length >= 300)) {
    expect(brotliDecompressSync(here(name, '.br')).equals(here(name)), name).toBe(true)
    expect(gunzipSync(here(name, '.gz')).equals(here(name)), name).toBe(true)
  }
})

test('the outline stands before every style sheet, and no script stands in the page', () => {
  expect(html.indexOf('id="first"')).toBeGreaterThan(0)
  expect(html.indexOf('id="first"')).toBeLessThan(html.indexOf('rel="stylesheet"'))
  expect([...html.matchAll(/<script(?![^>]*\bsrc=)/g)]).toEqual([])
  expect([...html.matchAll(/\s(style|on\w+)="/g)].map((found) => found[0])).toEqual([])
})

test('the service worker keeps the shell and the hashed files, all of them, and nothing of the API', () => {
  const worker = here('sw.js').toString()
  const kept = [...(worker.match(/const FILES = \[(.*)\]/)?.[1] ?? '').matchAll(/'([^']+)'/g)].map((found) => found[1])
  const built = readdirSync(join(ROOT, 'assets'))
    .filter((name) => !/\.(br|gz)$/.test(name))
    .map((name) => `./assets/${name}`)
    .filter((name) => !/jsQR/i.test(name))
  expect(kept).toEqual(['./', ...built.sort()])
  expect(worker).toMatch(/const NAME = 'shengshi-[0-9a-f]{12}'/)
  expect(worker.replace(/\/\*.*?\*\//s, '')).not.toContain('/api')
})
