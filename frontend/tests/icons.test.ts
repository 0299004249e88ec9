import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const MP = join(__dirname, '../mp')
const SCENES = join(__dirname, '../../scenes')
const SERVER = join(__dirname, '../../app')
const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
const drawn = new Set(readdirSync(join(MP, 'icons')).map((name) => name.replace('.svg', '')))
const known = (name: string) => drawn.has(name) || drawn.has(`ui-${name}`)

test('every icon a page names is drawn', () => {
  const named = walk(MP)
    .filter((path) => /\.(vue|ts)$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8')
      return [...text.matchAll(/<g-icon[^>]*? name="([\w-]+)"/g), ...text.matchAll(/'(ui-[\w-]+)'/g)].map(
        (found) => found[1],
      )
    })
  expect(named.length).toBeGreaterThan(60)
  expect([...new Set(named)].filter((name) => !known(name))).toEqual([])
})

test('every icon an item asks for is drawn', () => {
  const asked = walk(SCENES)
    .filter((path) => path.endsWith('.yaml'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/^\s+icon: ([\w-]+)/gm)].map((found) => found[1]))
  expect(asked.length).toBeGreaterThan(50)
  expect([...new Set(asked)].filter((name) => !known(name))).toEqual([])
})

test('no icon travels that nobody asks for', () => {
  const asking = [...walk(MP), ...walk(SCENES), join(SERVER, 'catalog/queries.py')]
    .filter((path) => /\.(vue|ts|yaml|py)$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  const asked = (name: string) => new RegExp(`(icon: |['"])${name}(['"},\\s]|$)`, 'm').test(asking)
  expect([...drawn].filter((name) => !asked(name) && !asked(name.replace(/^ui-/, '')))).toEqual([])
})
