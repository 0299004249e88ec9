import { fileURLToPath } from 'node:url'
import * as mod from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'
import { firstScreen } from './h5/build'
import { growing } from './h5/growing'
import { roles } from './h5/roles'
import { withoutBreaks } from './h5/snug'

// The plugin is CommonJS: its default is one level deeper.
const uni = ((mod as any).default?.default ?? (mod as any).default ?? mod) as () => Plugin[]

// uni-h5's own style sheet preloads a shadow picture from a CDN; nothing of ours may leave the house.
const noForeignPictures: Plugin = {
  name: 'no-foreign-pictures',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && typeof file.source === 'string') {
        file.source = file.source.replace(/url\(["']?https:\/\/[^)]*\)/g, 'none')
      }
    }
  },
}

export default defineConfig({
  plugins: [withoutBreaks, roles, uni(), noForeignPictures, growing, firstScreen],
  resolve: { alias: { '@shared': fileURLToPath(new URL('../shared', import.meta.url)) } },
  build: { chunkSizeWarningLimit: 1000 },
})
