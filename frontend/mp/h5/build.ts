/** What the H5 build adds: an outline that is seen before any script has come, a service worker, and every file compressed once for all. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import type { Plugin, Rollup } from 'vite'

type Bundle = Rollup.OutputBundle
const here = (name: string) => readFileSync(join(__dirname, name), 'utf8')
const FIRST_PAGE = /pages-home-index\./
const FIRST_ASK = '/api/home?city=440100'
const PACKED = /\.(js|css|html|svg|json)$/
const SMALL = 300
const SELDOM = /jsQR/i // fetched when somebody scans a picture, kept from then on

/** A chunk and what it needs, without the entry. */
function needed(bundle: Bundle, name: string, found = new Set<string>()): Set<string> {
  const chunk = bundle[name]
  if (chunk?.type !== 'chunk' || chunk.isEntry || found.has(name)) return found
  found.add(name)
  for (const one of chunk.imports) needed(bundle, one, found)
  return found
}

const styles = (bundle: Bundle, names: Set<string>) =>
  [...names].flatMap((name) => [...((bundle[name] as any).viteMetadata?.importedCss ?? [])] as string[])

/** The outline comes first; style sheets stand behind it, where they hold up the script but not the outline; what home needs is asked for at once. */
function page(html: string, bundle: Bundle): string {
  const home = Object.values(bundle).find((one) => one.type === 'chunk' && FIRST_PAGE.test(one.fileName))
  if (!home) throw new Error('the first page is not in the bundle')
  const chunks = needed(bundle, home.fileName)
  const sheets: string[] = []
  const rest = html.replace(/\s*<link rel="stylesheet"[^>]*>/g, (found) => (sheets.push(found.trim()), ''))
  const ahead = [
    ...[...chunks].map((name) => `<link rel="modulepreload" crossorigin href="./${name}">`),
    ...(process.env.VITE_API ? [] : [`<link rel="preload" as="fetch" crossorigin href="${FIRST_ASK}">`]),
  ]
  sheets.push(...styles(bundle, chunks).map((name) => `<link rel="stylesheet" crossorigin href="./${name}">`))
  const outline = here('first.html').replace(/\n\s*/g, '')
  return rest
    .replace('</head>', `  ${ahead.join('\n    ')}\n  </head>`)
    .replace('<body>', `<body>\n    ${outline}\n    ${sheets.join('\n    ')}`)
}

function worker(bundle: Bundle): string {
  const files = [
    './',
    ...Object.keys(bundle)
      .filter((name) => name.startsWith('assets/') && !SELDOM.test(name))
      .sort()
      .map((name) => `./${name}`),
  ]
  const version = createHash('sha256')
    .update(String((bundle['index.html'] as Rollup.OutputAsset).source))
    .update(files.join())
    .digest('hex')
    .slice(0, 12)
  return here('worker.js')
    .replace('%VERSION%', version)
    .replace("'%FILES%'", files.map((name) => `'${name}'`).join(', '))
}

/** The page that works without a network: one script with all it needs. */
function checking(): string {
  const made = buildSync({
    entryPoints: [join(__dirname, 'check/check.ts')],
    alias: { '@shared': join(__dirname, '../../shared') },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
  })
  return made.outputFiles[0].text
}

function pack(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    if (!entry.isFile() || !PACKED.test(entry.name)) continue
    const content = readFileSync(path)
    if (content.length < SMALL) continue
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    )
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  }
}

export const firstScreen: Plugin = {
  name: 'first-screen',
  enforce: 'post',
  apply: () => process.env.UNI_PLATFORM === 'h5',
  generateBundle(_, bundle) {
    const html = bundle['index.html'] as Rollup.OutputAsset | undefined
    if (!html) throw new Error('index.html is not in the bundle: the outline has no place')
    html.source = page(String(html.source), bundle)
    this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker(bundle) })
    this.emitFile({ type: 'asset', fileName: 'check/index.html', source: here('check/index.html') })
    this.emitFile({ type: 'asset', fileName: 'check/check.js', source: checking() })
  },
  writeBundle(options) {
    pack(options.dir as string)
  },
}
