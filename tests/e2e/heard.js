// What axe-core complains of (critical and serious, and the levels of headings), and every place one can tap: what it is, how large it is, whether a keyboard reaches it.
async ([least, within]) => {
  const wanted = within ? [] : ['heading-order', 'page-has-heading-one', 'empty-heading', 'landmark-one-main']
  const told = await axe.run(within ?? document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    rules: { 'label-content-name-mismatch': { enabled: true }, 'scrollable-region-focusable': { enabled: true }, 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  })
  const found = told.violations
    .filter((one) => one.impact === 'critical' || one.impact === 'serious' || wanted.includes(one.id))
    .flatMap((one) => one.nodes.map((node) => `${one.impact} ${one.id}: ${node.html.replace(/ data-v-\w+=""/g, '').slice(0, 140)}`))
  for (const element of document.querySelectorAll(within ? `${within} *` : '.app *')) {
    const key = Object.getOwnPropertySymbols(element).find((symbol) => symbol.description === '_vei')
    if (!key || !element[key].onClick || element.classList.contains('mask')) continue
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height || getComputedStyle(element).visibility === 'hidden') continue
    const name = (element.innerText || element.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 24)
    const role = element.getAttribute('role')
    if (!role && element.localName !== 'uni-button') found.push(`tapped, but nothing is said of it: ${name}`)
    if (role && element.tabIndex < 0) found.push(`no key reaches it: ${name}`)
    if (!name) found.push(`without a name: ${element.outerHTML.slice(0, 120)}`)
    if (box.width < least - 0.5 || box.height < least - 0.5) found.push(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${name}`)
  }
  return found
}
