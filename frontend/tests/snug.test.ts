import { expect, test } from 'vitest'
import { snug } from '../mp/h5/snug'

const built = (tags: string) => snug(`<template>${tags}</template>`).slice(10, -11)

test.each([
  ['<text>\n  找到 {{ n }} 件\n</text>', '<text>找到 {{ n }} 件</text>'],
  [
    '<view\n  class="a"\n>\n  <text>甲</text>\n  <text>乙</text>\n</view>',
    '<view\n  class="a"\n><text>甲</text><text>乙</text></view>',
  ],
  ['<text>甲</text> <text>乙</text>', '<text>甲</text> <text>乙</text>'],
  ['<view :class="{ on: a > b }">\n甲\n  乙</view>', '<view :class="{ on: a > b }">甲\n  乙</view>'],
  ['<text>{{\n  a ? b : c\n}}</text>', '<text>{{\n  a ? b : c\n}}</text>'],
])('%j is built as %j', (written, made) => {
  expect(built(written)).toBe(made)
})

test('only the template is touched', () => {
  const code = '<script setup>\nconst a = 1\n</script>\n<template><view /></template>\n'
  expect(snug(code)).toBe(code)
})
