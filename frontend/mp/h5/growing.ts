/** Text grows with the reader: whatever a style sheet of ours says in px about type is multiplied by --k, set on the page's root view. */
import type { Plugin } from 'vite'

const TYPE = /((?:^|[;{\s])(?:font-size|line-height|--[fl]-[a-z]+):\s*)(\d+(?:\.\d+)?)px/g

export const grown = (css: string): string => css.replace(TYPE, '$1calc($2px*var(--k,1))')

export const growing: Plugin = {
  name: 'growing',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      // uni's own parts lie outside the root view and keep their size.
      if (file.type === 'asset' && /\.(css|wxss)$/.test(file.fileName) && !/\/uni\./.test(file.fileName))
        file.source = grown(String(file.source))
    }
  },
}
