(limits) => {
  const found = new Set(), wide = screen.width + 1
  const shown = (el) => { const r = el.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(el).visibility !== 'hidden' }
  const scrolls = (el) => { for (let p = el; p; p = p.parentElement) if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX) && p !== document.body && p !== document.documentElement) return true; return false }
  const words = (el) => (el.innerText || el.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 16)
  if (document.scrollingElement.scrollWidth > screen.width + 1) found.add(`page is ${document.scrollingElement.scrollWidth} wide`)
  for (const el of document.querySelectorAll('.app *')) {
    if (!shown(el) || el.closest('.unseen')) continue
    const box = el.getBoundingClientRect()
    if ((box.right > wide || box.left < -1) && !scrolls(el.parentElement)) found.add(`wide: <${el.className}> ${words(el)} ${Math.round(box.left)}–${Math.round(box.right)}`)
    const role = el.getAttribute('role')
    if (['button', 'link', 'radio', 'checkbox', 'tab', 'switch'].includes(role) && (box.height < limits.tap - 0.5 || box.width < limits.tap - 0.5)) found.add(`small: ${words(el)} ${Math.round(box.width)}×${Math.round(box.height)}`)
    const style = getComputedStyle(el)
    const own = [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
    if (['INPUT', 'TEXTAREA'].includes(el.tagName) && el.value && parseFloat(style.fontSize) < limits.font) found.add(`typed ${style.fontSize}: ${el.value.slice(0, 16)}`)
    if (own && parseFloat(style.fontSize) < limits.font) found.add(`font ${style.fontSize}: ${words(el)}`)
    if (own && style.overflow === 'hidden' && el.scrollWidth > el.clientWidth + 1 && style.textOverflow !== 'ellipsis') found.add(`cut: ${words(el)}`)
  }
  return [...found]
}
