/** Registers a tag once. Another copy that came first wins, with one warning: a page must not break over it. */
export function defineElement(tag: string, element: CustomElementConstructor): void {
  if (!('customElements' in globalThis)) return
  const known = customElements.get(tag)
  if (known === element) return
  if (known) console.warn(`LoyaltyKit: <${tag}> is registered already, by another copy of LoyaltyKit. That one is used.`)
  else customElements.define(tag, element)
}
