/** What stands in a story, through shadow roots. */

export function* everything(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element
    if (element.shadowRoot) yield* everything(element.shadowRoot)
  }
}

/** The element around, as it is seen: a slot's place, a shadow root's host. */
export const parentOf = (element: Element): Element | null => element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null

/** What has the focus, inside of all shadow roots. */
export function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

/** An element as a person would name it: tag, part or class, and the element of ours that it belongs to. */
export function say(element: Element): string {
  const mark = element.getAttribute('part') ? ` part="${element.getAttribute('part')}"` : element.getAttribute('name') ? ` name="${element.getAttribute('name')}"` : element.classList.length ? ` class="${element.getAttribute('class')}"` : ''
  const root = element.getRootNode()
  const host = root instanceof ShadowRoot ? root.host.localName : (element.closest('[data-loyalty]')?.parentElement?.localName ?? 'page')
  return `<${element.localName}${mark}> of <${host}>`
}

/** Whether nothing is seen of a computed colour. */
export const isClear = (color: string): boolean => /^rgba\(.*, 0\)$|\/ 0\)$|^transparent$/.test(color)

/** Hidden from those who see, kept for those who hear. */
export function isForReadersOnly(element: Element): boolean {
  for (let one: Element | null = element; one; one = parentOf(one)) if (/inset\(50%\)|inset\(100%\)/.test(getComputedStyle(one).clipPath)) return true
  return false
}

const operable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=link], [role=slider], [role=switch], [role=option], [role=menuitem], [tabindex="0"]'

/** What can be pressed, typed in or moved to, and is shown. While a modal dialog is open, only what is in it. */
export function* controlsOf(canvas: Element): Generator<HTMLElement> {
  const modal = [...everything(canvas)].find((element) => element.matches(':modal'))
  for (const element of everything(modal ?? canvas)) {
    if (element instanceof HTMLElement && element.matches(operable) && element.checkVisibility({ visibilityProperty: true })) yield element
  }
}
