/** Every part that a page draws is registered: what is not is silently drawn as nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(__dirname, '../mp')
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.vue'))
const pages = JSON.parse(readFileSync(join(ROOT, 'pages.json'), 'utf8'))
const known = Object.keys(pages.easycom.custom).map((one) => new RegExp(one))
const NATIVE =
  /^(picker-view|picker-view-column|scroll-view|cover-view|rich-text|movable-\w+|swiper-item|checkbox-group|radio-group)$/

const camel = (name: string) => name.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())

describe('parts of pages', () => {
  it.each(files)('%s draws only what there is', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const template = text.slice(text.indexOf('<template>'), text.lastIndexOf('</template>'))
    const drawn = new Set([...template.matchAll(/<([a-z]+(?:-[a-z]+)+)[\s/>]/g)].map((one) => one[1]))
    const missing = [...drawn].filter(
      (one) => !NATIVE.test(one) && !known.some((each) => each.test(one)) && !text.includes(`import ${camel(one)} `),
    )
    expect(missing).toEqual([])
  })
})
