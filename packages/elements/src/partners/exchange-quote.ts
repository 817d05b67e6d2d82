import { toLoyaltyError, type AnyClient, type Exchange, type LoyaltyError } from '@loyaltykit/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ExchangeQuote } from './partners.events.ts'

/** How long an amount that is being typed must rest before it is quoted, in milliseconds. */
export const amountRest = 300

/** What is known of what an amount would become. */
export type ExchangeQuoteLook =
  | { readonly status: 'none' }
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: LoyaltyError }
  | { readonly status: 'ready'; readonly quote: ExchangeQuote }

interface Wish {
  readonly exchange: Exchange
  readonly amount: number
}

/**
 * Follows the quote of an exchange while its amount is typed: asks when the typing rests, and only the newest answer counts.
 * Without a client that can be asked, the rate of the exchange says.
 */
export class ExchangeQuoteController implements ReactiveController {
  look: ExchangeQuoteLook = { status: 'none' }
  readonly #host: ReactiveControllerHost
  #key = ''
  #round = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.want(undefined)
  }

  /** The exchange to quote from now on; none where it can't be made. */
  want(wish: Wish | undefined, client?: AnyClient): void {
    const key = wish ? `${wish.exchange.id} ${wish.amount}` : ''
    if (key === this.#key) return
    const isFirst = !this.#key
    this.#key = key
    this.#drop()
    if (!wish) this.look = { status: 'none' }
    else if (!client?.quoteExchange) this.look = { status: 'ready', quote: byRate(wish) }
    else {
      this.look = { status: 'loading' }
      const ask = () => void this.#ask(wish, client)
      if (isFirst) ask()
      else this.#timer = setTimeout(ask, amountRest)
    }
  }

  /** Asks again after a failure, or when what was said may have changed. */
  again(): void {
    this.#key = ''
    this.#drop()
    this.#host.requestUpdate()
  }

  #drop(): void {
    this.#round += 1
    clearTimeout(this.#timer)
  }

  async #ask({ exchange, amount }: Wish, client: AnyClient): Promise<void> {
    const round = this.#round
    const look = await (client.quoteExchange?.({ exchangeId: exchange.id, amount }) ?? Promise.reject(new Error('unsupported'))).then(
      (quote): ExchangeQuoteLook => ({ status: 'ready', quote }),
      (error: unknown): ExchangeQuoteLook => ({ status: 'failed', error: toLoyaltyError(error) }),
    )
    // a newer amount is being asked about
    if (round !== this.#round) return
    this.look = look
    this.#host.requestUpdate()
  }
}

const byRate = ({ exchange: { from, to }, amount }: Wish): ExchangeQuote => ({ give: amount, get: Number((BigInt(amount) * BigInt(to.amount)) / BigInt(from.amount)) })
