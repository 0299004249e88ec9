import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { grown } from '../mp/h5/growing'
import { shownBy, withRoles } from '../mp/h5/roles'

const MP = join(__dirname, '../mp')
const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
const page = (tags: string) => `<template>${tags}</template>`
const h5 = (tags: string) => withRoles(page(tags), 'h5').slice(10, -11)
const weixin = (tags: string) => withRoles(page(tags), 'mp-weixin').slice(10, -11)

test.each([
  ['<view class="btn" role="button" @click="go">', '<view tabindex="0" class="btn" role="button" @click="go">'],
  [
    '<view class="opt" :class="{ on: a[b.id] === c, elder: d }" role="radio">',
    '<view tabindex="0" :aria-checked="!!(a[b.id] === c)" class="opt" :class="{ on: a[b.id] === c, elder: d }" role="radio">',
  ],
  [
    '<text class="chip" :class="{ on: one.id === kind }" role="tab">',
    '<text tabindex="0" :aria-selected="!!(one.id === kind)" class="chip" :class="{ on: one.id === kind }" role="tab">',
  ],
  [
    '<view class="btn" :class="{ off: !name || busy }" role="button">',
    '<view tabindex="0" class="btn" :class="{ off: !name || busy }" role="button">',
  ],
  [
    '<view role="switch" :aria-checked="on" :class="{ on: other }">',
    '<view tabindex="0" role="switch" :aria-checked="on" :class="{ on: other }">',
  ],
  ['<text class="h2" role="heading">', '<text aria-level="2" class="h2" role="heading">'],
  ['<text role="heading" aria-level="1">', '<text role="heading" aria-level="1">'],
  ['<view v-if="a > b" class="err" data-test="e">', '<view role="alert" v-if="a > b" class="err" data-test="e">'],
  ['<view class="erring">', '<view class="erring">'],
])('in a browser %s becomes %s', (written, built) => {
  expect(h5(written)).toBe(built)
})

test('WeChat is told by aria-role, and states as well', () => {
  expect(weixin('<view class="opt" :class="{ on: picked }" role="radio">')).toBe(
    '<view :aria-checked="!!(picked)" class="opt" :class="{ on: picked }" aria-role="radio">',
  )
  expect(weixin('<image :role="label ? 1 : 2" />')).toBe('<image :aria-role="label ? 1 : 2" />')
})

test('only the template is touched', () => {
  const code =
    '<script setup>const a = \'<view role="button">\'</script>\n<template><view /></template>\n<style>.x { }</style>'
  expect(withRoles(code, 'h5')).toBe(code)
})

test.each([
  ['{ on: a }', 'on', 'a'],
  ['{ bad: x, on: [a, b].includes(c) }', 'on', '[a, b].includes(c)'],
  ['{ on: f({ a: 1, b: 2 }), off: z }', 'on', 'f({ a: 1, b: 2 })'],
  ['{ once: a }', 'on', ''],
  ['name', 'on', ''],
])('%s shows %s by %s', (classes, name, when) => {
  expect(shownBy(classes, name)).toBe(when)
})

test('type grows with --k, nothing else does', () => {
  expect(grown('.a{font-size:14px;line-height:20px;height:20px;--f-cap:13px;--s-1:4px}')).toBe(
    '.a{font-size:calc(14px*var(--k,1));line-height:calc(20px*var(--k,1));height:20px;--f-cap:calc(13px*var(--k,1));--s-1:4px}',
  )
})

test('whatever can be tapped says what it is; only the mask behind a sheet does not, for a sheet has its own way out', () => {
  const nameless = walk(MP)
    .filter((path) => path.endsWith('.vue'))
    .flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/g)]
        .map((found) => found[0])
        .filter((tag) => /\s@click/.test(tag))
        .filter(
          (tag) =>
            !/\s:?role="/.test(tag) &&
            !/^<(g-icon|button|item-row|case-card|page-frame)\b/.test(tag) &&
            !/class="mask"/.test(tag),
        )
        .map((tag) => `${relative(MP, path)}: ${tag.slice(0, 120)}`),
    )
  expect(nameless).toEqual([])
})
