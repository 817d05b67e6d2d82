import { isPlainDate, lastValue, type AnyClient, type Cart, type LoyaltyError, type Quote, type Resource, type Store } from '@loyaltykit/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How long a cart that changes must rest before it is quoted again, in milliseconds. */
export const cartRest = 150

/** What is known of the quote of a cart. */
export type QuoteLook =
  | { readonly status: 'none' }
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: LoyaltyError }
  /** `settled` false: this is the quote of the cart before. `fresh` false: a newer one is on its way. */
  | { readonly status: 'ready'; readonly quote: Quote; readonly settled: boolean; readonly fresh: boolean }

interface Last {
  readonly quote: Quote
  readonly key: string
  /** Its id. */
  readonly cart: string
  readonly client: AnyClient
  readonly person: string
}

/**
 * Follows the quote of a cart that changes. It asks when the cart has rested, keeps the last quote until the next is there,
 * and never shows the answer for a cart of the past as if it were today's, or one person's to another.
 */
export class QuoteController implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #follow: () => void
  #wanted: { readonly cart: Cart; readonly key: string } | undefined
  #asked: { readonly cart: Cart; readonly key: string } | undefined
  #store: Store<Resource<Quote>> | undefined
  #last: Last | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `follow`: what the host does to follow its stores anew. */
  constructor(host: ReactiveControllerHost, follow: () => void) {
    this.#host = host
    this.#follow = follow
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#last = undefined
  }

  /** The cart to quote from now on. The first is asked for at once. */
  want(cart: Cart | undefined): void {
    const key = cart && JSON.stringify(cart)
    if (key === this.#wanted?.key) return
    this.#wanted = cart && key !== undefined ? { cart, key } : undefined
    clearTimeout(this.#timer)
    if (!this.#wanted || !this.#asked) this.#ask()
    else this.#timer = setTimeout(() => this.#ask(), cartRest)
  }

  /** The store to follow now. */
  store(client: AnyClient): Store<Resource<Quote>> | undefined {
    return (this.#store = this.#asked && client.$quote?.(this.#asked.cart))
  }

  look(client: AnyClient | undefined): QuoteLook {
    if (!client) return { status: 'loading' }
    if (!this.#wanted) return { status: 'none' }
    const { key, cart } = this.#wanted
    const person = JSON.stringify(client.$session.value)
    const resource = this.#store?.value
    if (this.#asked?.key === key && resource) {
      const found = lookOf(resource)
      if (found.status === 'ready') this.#last = { quote: found.quote, key, cart: cart.id, client, person }
      if (found.status !== 'loading') return found
    }
    // the last quote stands in while the cart has changed, for the same person only; a cart of another id is another cart
    const last = this.#last
    if (last && last.key !== key && last.cart === cart.id && last.client === client && last.person === person) return { status: 'ready', quote: last.quote, settled: false, fresh: false }
    return { status: 'loading' }
  }

  #ask(): void {
    this.#asked = this.#wanted
    this.#follow()
    this.#host.requestUpdate()
  }
}

/** The quote that a resource holds, as an element shows it. */
export function lookOf(resource: Resource<Quote>): QuoteLook {
  const quote = lastValue(resource)
  if (quote) return { status: 'ready', quote, settled: true, fresh: resource.status !== 'refreshing' }
  return resource.status === 'failed' ? { status: 'failed', error: resource.error } : { status: 'loading' }
}

/**
 * Whether a cart can be quoted at all. All carts of a page go in one request, so one that is wrong must not spoil the others.
 */
export function isQuotable({ id, currency, items, stay }: Cart): boolean {
  return (
    (!stay || (isName(stay.hotel) && (stay.room === undefined || isName(stay.room)) && isPlainDate(stay.arrival) && isPlainDate(stay.departure) && stay.arrival < stay.departure && isWhole(stay.guests, 0))) &&
    isName(id) && /^[A-Z]{3}$/.test(currency) && Array.isArray(items) && items.length > 0 && items.length <= 200 &&
    items.every(({ sku, quantity, price }) => isName(sku) && isWhole(quantity, 1) && quantity <= 10_000 && isWhole(price, 0))
  )
}

const isName = (text: unknown) => typeof text === 'string' && text.length > 0 && text.length <= 200
const isWhole = (number: unknown, least: number) => Number.isSafeInteger(number) && (number as number) >= least
