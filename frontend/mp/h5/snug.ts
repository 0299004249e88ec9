/** A line break beside a tag is the formatter's and shows nothing (the rule of JSX); a space on one line is the writer's and stays. */
import type { Plugin } from 'vite'

const TAG = /(<!--[\s\S]*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>)/gi

const snugly = (text: string) => text.replace(/^\s*\n\s*/, '').replace(/\s*\n\s*$/, '')

/** `<text>\n  甲 {{ n }}\n</text>` is `<text>甲 {{ n }}</text>`. */
export function snug(code: string): string {
  const start = code.indexOf('<template>')
  const end = code.lastIndexOf('</template>')
  if (start < 0) return code
  const template = code.slice(start, end).split(TAG)
  return code.slice(0, start) + template.map((part, at) => (at % 2 ? part : snugly(part))).join('') + code.slice(end)
}

export const withoutBreaks: Plugin = {
  name: 'without-breaks',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('.vue') && !id.includes('node_modules') ? { code: snug(code), map: null } : null,
}
