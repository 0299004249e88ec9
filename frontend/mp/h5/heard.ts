/** In a browser: what uni draws is given to ear and keyboard as well. WeChat's own components do this by themselves. */

const PRESSED = ['button', 'link', 'tab', 'radio', 'checkbox', 'switch', 'option', 'menuitem']
const GIVEN_ON = ['aria-label', 'aria-required', 'aria-invalid', 'aria-describedby']
const WATCHED = 'uni-input,uni-textarea,uni-image,uni-toast,uni-modal,uni-actionsheet,uni-picker,uni-scroll-view'

let voice: HTMLElement | null = null

/** A place that was there before the words is read aloud when they come; what comes together with its words is not. */
function say(words: string): void {
  if (voice && voice.textContent !== words) voice.textContent = words
}

/** The part that is read aloud lies inside what carries the words. */
function lend(outer: Element): void {
  const inner = outer.querySelector('input,textarea')
  if (!inner) return
  for (const name of GIVEN_ON) {
    const value = outer.getAttribute(name)
    if (value !== null && inner.getAttribute(name) !== value) inner.setAttribute(name, value)
  }
  const hint = outer.querySelector('.uni-input-placeholder,.uni-textarea-placeholder')?.textContent?.trim()
  if (hint && !inner.hasAttribute('aria-label')) inner.setAttribute('aria-label', hint)
}

const set = (element: Element, name: string, value: string) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function heard(element: Element): void {
  const name = element.localName
  if (name === 'uni-input' || name === 'uni-textarea') return lend(element)
  if (name === 'uni-image')
    return element
      .querySelectorAll('img')
      .forEach((picture) => set(picture, 'alt', element.getAttribute('aria-label') ?? ''))
  if (name === 'uni-toast') return say(element.textContent?.trim() ?? '')
  if (name === 'uni-modal' || name === 'uni-actionsheet') {
    set(element, 'role', 'dialog')
    set(element, 'aria-modal', 'true')
    set(
      element,
      'aria-label',
      element.querySelector('.uni-modal__title, .uni-modal__bd, .uni-actionsheet__title')?.textContent?.trim() ||
        '请选择',
    )
    return element
      .querySelectorAll('.uni-modal__btn, .uni-actionsheet__cell, .uni-actionsheet__action')
      .forEach((button) => {
        set(button, 'role', 'button')
        set(button, 'tabindex', '0')
      })
  }
  if (name === 'uni-picker' && element.hasAttribute('aria-label')) {
    set(element, 'role', 'button')
    return set(element, 'tabindex', '0')
  }
  if (name === 'uni-scroll-view')
    element.querySelectorAll('.uni-scroll-view').forEach((box) => {
      if (box.scrollWidth > box.clientWidth && !box.querySelector('.uni-scroll-view')) set(box, 'tabindex', '0')
    })
}

let over: Element | null = null
let before: HTMLElement | null = null
let behind: Element[] = []

/** While a sheet lies over the page, neither finger, key nor voice gets behind it; afterwards one stands where one was. */
function layer(): void {
  const sheet =
    Array.from(document.querySelectorAll<HTMLElement>('[role="dialog"]'))
      .filter((one) => one.getClientRects().length)
      .pop() ?? null
  if (sheet === over) return
  for (const one of behind) one.removeAttribute('inert')
  behind = []
  if (sheet) {
    if (!over) before = document.activeElement as HTMLElement | null
    for (let at: Element = sheet; at.parentElement && at !== document.body; at = at.parentElement) {
      behind.push(
        ...Array.from(at.parentElement.children).filter(
          (one) =>
            one !== at &&
            !one.matches('.mask,uni-toast,script,style,link,[role="status"]') &&
            !one.hasAttribute('inert'),
        ),
      )
    }
    for (const one of behind) one.setAttribute('inert', '')
    if (!sheet.contains(document.activeElement)) {
      sheet.tabIndex = -1
      sheet.focus()
    }
  } else before?.focus()
  over = sheet
}

function press(event: KeyboardEvent): void {
  const target = event.target as HTMLElement
  if (event.key === 'Escape')
    return Array.from(document.querySelectorAll<HTMLElement>('.mask'))
      .filter((mask) => mask.getClientRects().length)
      .pop()
      ?.click()
  if ((event.key !== 'Enter' && event.key !== ' ') || event.isComposing) return
  if (
    !PRESSED.includes(target.getAttribute('role') ?? '') ||
    /^(input|textarea|button|a|select)$/i.test(target.tagName)
  )
    return
  event.preventDefault()
  target.click()
}

export function listen(): void {
  document.addEventListener('keydown', press)
  voice = document.createElement('div')
  voice.className = 'unseen'
  voice.setAttribute('role', 'status')
  document.body.append(voice)
  const changed = new Set<Element>()
  const work = () => {
    for (const element of changed) heard(element)
    changed.clear()
  }
  new MutationObserver((records) => {
    for (const record of records) {
      const target = record.target instanceof Element ? record.target : record.target.parentElement
      const around = target?.closest(WATCHED)
      if (around) changed.add(around)
      record.addedNodes.forEach((added) => {
        if (!(added instanceof Element)) return
        if (added.matches(WATCHED)) changed.add(added)
        added.querySelectorAll(WATCHED).forEach((one) => changed.add(one))
      })
    }
    work()
    layer()
  }).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: GIVEN_ON,
  })
  // A sheet fades away and is hidden by its style alone: when nothing else changes after that, the page behind would stay shut.
  for (const end of ['transitionend', 'transitioncancel', 'animationend'])
    document.addEventListener(end, () => {
      if (over) layer()
    })
}
