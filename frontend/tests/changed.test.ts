// @vitest-environment node
/** A page is built against the wire as it is: a field that is called something else there stops the build. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const FRONTEND = join(__dirname, '..')
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

/** What vue-tsc says of one page against the schema as `change` leaves it; '' when it compiles. */
function compiled(page: string, change: (schema: string) => string): string {
  const folder = mkdtempSync(join(FRONTEND, '.changed-'))
  folders.push(folder)
  cpSync(join(FRONTEND, 'shared'), join(folder, 'shared'), { recursive: true })
  const schema = join(folder, 'shared/schema.d.ts')
  writeFileSync(schema, change(readFileSync(schema, 'utf8')))
  const options = { paths: { '@shared/*': ['./shared/*'] } }
  const include = [`../mp/pages/${page}/index.vue`, '../mp/*.d.ts', './shared/schema.d.ts']
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../mp/tsconfig.json', compilerOptions: options, include }),
  )
  try {
    execFileSync(join(FRONTEND, 'node_modules/.bin/vue-tsc'), ['--noEmit', '-p', relative(FRONTEND, folder)], {
      cwd: FRONTEND,
      encoding: 'utf8',
    })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

/** The schema where this field of this answer is called something else. */
function renamed(schema: string, answer: string, field: string): string {
  const [start, rest] = [schema.indexOf(` ${answer}: {`), schema.slice(schema.indexOf(` ${answer}: {`))]
  expect(start).toBeGreaterThan(0)
  return schema.slice(0, start) + rest.replace(` ${field}: `, ` ${field}_before: `)
}

it('a page of the phone does not build when a field it shows has another name', { timeout: 120_000 }, () => {
  const faults = compiled('case', (schema) => renamed(schema, 'Case', 'no_text'))
    .split('\n')
    .filter((line) => line.includes('error TS'))
  expect(faults.length).toBeGreaterThan(0)
  // Nothing else stops it: as the schema is, it builds (`npm run typecheck`).
  expect(faults.filter((line) => !(line.startsWith('mp/pages/case/index.vue') && line.includes("'no_text'")))).toEqual(
    [],
  )
})
