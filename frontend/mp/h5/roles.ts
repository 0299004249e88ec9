/** What is seen is said once, in the template; while it is built, the same words become what is heard. */
import type { Plugin } from 'vite'

const REACHED = 'button|link|tab|radio|checkbox|switch|option|menuitem'
const SECTION = '2' // a page's own title says aria-level 1; whatever else is called a heading stands below it
/** Which state `:class="{ on: … }"` shows, for what the element is. A grey button (`off`) is not disabled: it says what is missing and leads there. */
const STATES: Record<string, Record<string, string>> = {
  on: {
    radio: 'aria-checked',
    checkbox: 'aria-checked',
    switch: 'aria-checked',
    tab: 'aria-selected',
    option: 'aria-selected',
    button: 'aria-pressed',
  },
}

/** Of each tag of a template, one at a time; quoted values may hold `>`. */
const eachTag = (template: string, change: (tag: string) => string) =>
  template.replace(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/g, change)
const value = (tag: string, name: string) => tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? ''
const add = (tag: string, words: string) => tag.replace(/^<[\w-]+/, (start) => `${start} ${words}`)

/** `{ on: a === b, elder: c }`, on → `a === b`. */
export function shownBy(classes: string, name: string): string {
  const from = classes.search(new RegExp(`[{,]\\s*${name}\\s*:`))
  if (from < 0) return ''
  const start = classes.indexOf(':', from) + 1
  let depth = 0
  for (let at = start; at < classes.length; at++) {
    if ('([{'.includes(classes[at])) depth++
    if ((classes[at] === ',' || classes[at] === '}') && depth === 0) return classes.slice(start, at).trim()
    if (')]}'.includes(classes[at])) depth--
  }
  return ''
}

function stated(tag: string): string {
  const role = value(tag, 'role')
  for (const [name, states] of Object.entries(STATES)) {
    const state = states[role]
    const when = shownBy(value(tag, ':class'), name)
    if (state && when && !tag.includes(`${state}=`)) tag = add(tag, `:${state}="!!(${when})"`)
  }
  return tag
}

const leveled = (tag: string) =>
  value(tag, 'role') === 'heading' && !tag.includes('aria-level') ? add(tag, `aria-level="${SECTION}"`) : tag

/** What turned out wrong is said at once, wherever the finger is. */
const warned = (tag: string) =>
  /\sclass="(err|note bad)[ "]/.test(tag) && !/\s:?role=/.test(tag) ? add(tag, 'role="alert"') : tag

/** A browser reaches by Tab what says tabindex; Enter and Space are heard in heard.ts. */
const reached = (tag: string) =>
  new RegExp(`^(${REACHED})$`).test(value(tag, 'role')) && !tag.includes('tabindex') ? add(tag, 'tabindex="0"') : tag

/** WeChat reads `aria-role` and passes over `role`. */
const spoken = (tag: string) => tag.replace(/(\s:?)role=/, '$1aria-role=')

export function withRoles(code: string, platform: string | undefined): string {
  const start = code.indexOf('<template>')
  const end = code.lastIndexOf('</template>')
  if (start < 0) return code
  const template = eachTag(code.slice(start, end), (tag) =>
    (platform === 'h5' ? reached : spoken)(leveled(warned(stated(tag)))),
  )
  return code.slice(0, start) + template + code.slice(end)
}

export const roles: Plugin = {
  name: 'roles',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('.vue') && !id.includes('node_modules')
      ? { code: withRoles(code, process.env.UNI_PLATFORM), map: null }
      : null,
}
