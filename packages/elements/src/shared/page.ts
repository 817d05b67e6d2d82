import { isServer } from 'lit'

/** The next node outwards: the parent, the slot's host, or the host of a shadow root. */
const outwards = (node: Node): Node | null => (node instanceof ShadowRoot ? node.host : ((node as Element).assignedSlot ?? node.parentNode))

/** The nearest element around `start` (itself not) that fits, through shadow roots. On a server nothing is around. */
export function around<E extends Element>(start: Element, fits: (element: Element) => boolean): E | undefined {
  if (isServer) return undefined
  for (let node = outwards(start); node; node = outwards(node)) if (node instanceof Element && fits(node)) return node as E
  return undefined
}

/** The language of an element: its own `lang`, the nearest one around it, else none. */
export function languageOf(element: Element): string | undefined {
  const holder = element.hasAttribute('lang') ? element : around(element, (other) => other.hasAttribute('lang'))
  return holder?.getAttribute('lang') || undefined
}

const watchers = new WeakMap<Node, Set<() => void>>()

/** Calls back when any `lang` around `element` changes, through shadow roots: one observer for each root, however many elements. */
export function watchLanguage(element: Element, changed: () => void): () => void {
  const root = element.getRootNode()
  let callbacks = watchers.get(root)
  if (!callbacks) {
    const all = (callbacks = new Set<() => void>())
    watchers.set(root, all)
    new MutationObserver(() => all.forEach((callback) => callback())).observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true })
  }
  callbacks.add(changed)
  const outer = root instanceof ShadowRoot ? watchLanguage(root.host, changed) : undefined
  return () => {
    callbacks.delete(changed)
    outer?.()
  }
}
