import type { AnyClient, NewFact } from '@loyaltykit/core'
import { around } from './page.ts'

/** The element's `this.loyalty`: whose client hears of it, if there is one by then. */
interface Teller {
  readonly client: AnyClient | undefined
}

/** What is in view: an offer, a reward, a survey. */
export type Subject = Pick<NewFact, 'subjectKind' | 'subject'>

/** How long it must stand in view, in milliseconds. */
const glance = 1_000

interface Watched {
  readonly teller: Teller
  readonly what: Subject
  readonly key: string
  timer?: ReturnType<typeof setTimeout> | undefined
}

/** What each client has been told is in view, in this visit of the page; ids of offers and the like, nothing of a member. */
const told = new WeakMap<AnyClient, Set<string>>()
const watched = new WeakMap<Element, Watched>()
let observer: IntersectionObserver | undefined

/**
 * Tells the client when half of `node` has stood in view for a second: once per subject and visit of the page. Call it as often as
 * you render, for instance in `updated()`: `for (const card of cards) seen(this.loyalty, card, { subjectKind: 'offer', subject: id })`.
 * A press is told at once: `tellFact(this.loyalty, button, { kind: 'clicked', subjectKind: 'offer', subject: id })`.
 */
export function seen(teller: Teller, node: Element, what: Subject): void {
  const key = `${what.subjectKind} ${what.subject}`
  const before = watched.get(node)
  if (before?.key === key || (teller.client && told.get(teller.client)?.has(key)) || !('IntersectionObserver' in globalThis)) return
  clearTimeout(before?.timer)
  watched.set(node, { teller, what, key })
  observer ??= new IntersectionObserver(look, { threshold: 0.5 })
  // observing anew asks anew whether it is in view
  observer.unobserve(node)
  observer.observe(node)
}

/** Tells the client, if there is one, of something done at `node`. The place is the nearest `data-loyalty-place`, else the element's name. */
export function tellFact(teller: Teller, node: Element, fact: NewFact): void {
  const marked = around<HTMLElement>(node, (element) => element.hasAttribute('data-loyalty-place'))?.dataset['loyaltyPlace']
  const root = node.getRootNode()
  const place = marked ?? (root instanceof ShadowRoot ? root.host.localName.replace('loyalty-', '') : undefined)
  teller.client?.track({ place, ...fact })
}

function look(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    const one = watched.get(target)
    if (!one) continue
    clearTimeout(one.timer)
    if (isIntersecting) one.timer = setTimeout(() => saw(target, one), glance)
    else if (!target.isConnected) forget(target)
  }
}

function saw(node: Element, one: Watched): void {
  const { client } = one.teller
  if (document.visibilityState !== 'visible') {
    document.addEventListener('visibilitychange', () => watched.get(node) === one && look([{ target: node, isIntersecting: true } as unknown as IntersectionObserverEntry]), { once: true })
    return
  }
  forget(node)
  if (!client) return
  const known = told.get(client) ?? new Set()
  told.set(client, known)
  if (known.has(one.key)) return
  known.add(one.key)
  tellFact(one.teller, node, { kind: 'seen', ...one.what })
}

function forget(node: Element): void {
  observer?.unobserve(node)
  watched.delete(node)
}
