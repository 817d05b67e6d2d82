import type { AnyClient } from '@loyaltykit/core'
import type { Piece } from './sections.ts'

/** What is handed to every element of the account. */
interface Handed {
  readonly client: AnyClient | undefined
  readonly state: object | undefined
}

/**
 * The elements of an account. They are its children, in slots: so their forms stay in the page's own tree, where password managers and
 * autofill reach them. What was placed once stays, out of sight: going back to a section finds it as it was left.
 */
export class Places {
  readonly #host: HTMLElement
  readonly #placed = new Map<string, HTMLElement>()

  constructor(host: HTMLElement) {
    this.#host = host
  }

  /** Takes over what a server has written into a slot. Gives whether all of these are there. */
  adopt(slot: string, pieces: readonly Piece[], handed: Handed): boolean {
    for (const { tag } of pieces) {
      const written = this.#host.querySelector<HTMLElement>(`:scope > ${tag}[slot="${slot}"][data-loyalty-account="server"]`)
      if (!written) continue
      // a copy of it is none of a server's
      written.dataset['loyaltyAccount'] = ''
      hand(written, handed)
      this.#placed.set(`${slot} ${tag}`, written)
    }
    return pieces.every(({ tag }) => this.#placed.has(`${slot} ${tag}`))
  }

  /** Puts elements into a slot, in this order. One that is there stays as it is. */
  fill(slot: string, pieces: readonly Piece[], handed: Handed): void {
    // a copy of the account brings copies of its children
    if (!this.#placed.size) for (const old of this.#host.querySelectorAll(':scope > [data-loyalty-account=""]')) old.remove()
    for (const { tag, attribute } of pieces) {
      const key = `${slot} ${tag}`
      const known = this.#placed.get(key)
      if (known?.parentNode === this.#host) continue
      const element = known ?? this.#host.ownerDocument.createElement(tag)
      element.slot = slot
      element.dataset['loyaltyAccount'] = ''
      if (attribute) element.setAttribute(attribute, '')
      hand(element, handed)
      this.#placed.set(key, element)
      this.#host.append(element)
    }
  }

  /** Another client or state. */
  hand(handed: Handed): void {
    for (const element of this.#placed.values()) hand(element, handed)
  }
}

function hand(element: HTMLElement, { client, state }: Handed): void {
  Object.assign(element, { client, state })
}
