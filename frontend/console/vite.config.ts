import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/console/',
  plugins: [vue()],
  resolve: { alias: { '@shared': here('../shared') } },
  build: {
    outDir: here('../dist/build/console'),
    emptyOutDir: true,
    target: 'es2020',
  },
})
