/** The next node outwards: the parent, the slot's host, or the host of a shadow root. */
const outwards = (node: Node): Node | null => (node instanceof ShadowRoot ? node.host : ((node as Element).assignedSlot ?? node.parentNode))

/** The nearest element around `start` (itself not) that fits, through shadow roots. */
export function around<E extends Element>(start: Element, fits: (element: Element) => boolean): E | undefined {
  for (let node = outwards(start); node; node = outwards(node)) if (node instanceof Element && fits(node)) return node as E
  return undefined
}

/** The language of an element: its own `lang`, the nearest one around it, else none. */
export function languageOf(element: Element): string | undefined {
  const holder = element.hasAttribute('lang') ? element : around(element, (other) => other.hasAttribute('lang'))
  return holder?.getAttribute('lang') || undefined
}

const watchers = new WeakMap<Document, Set<() => void>>()

/** Calls back when any `lang` in the document changes: one observer, however many elements. */
export function watchLanguage(document: Document, changed: () => void): () => void {
  let callbacks = watchers.get(document)
  if (!callbacks) {
    const all = (callbacks = new Set<() => void>())
    watchers.set(document, all)
    new MutationObserver(() => all.forEach((callback) => callback())).observe(document, { attributes: true, attributeFilter: ['lang'], subtree: true })
  }
  callbacks.add(changed)
  return () => callbacks.delete(changed)
}
