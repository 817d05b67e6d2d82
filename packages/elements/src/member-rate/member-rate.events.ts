import type { Cart, Money } from '@loyaltykit/core'
import { IntentEvent } from '../shared/events.ts'

/** The price that somebody wants to book at. */
export interface BookedRate {
  /** What they pay, as it was shown. The booking engine must find out itself who is there. */
  readonly price: Money
  /** What everybody else pays. */
  readonly publicPrice: Money
  /** The tier whose price it is, by its id. */
  readonly tier: string | undefined
  /** Whether it was shown as a member's price. */
  readonly forMember: boolean
}

/** Somebody wants to book at the price that is shown. The host page takes it to its booking engine; nothing else happens. */
export class LoyaltyMemberRateRequestEvent extends IntentEvent {
  /** What was priced; absent only where an element shows plain `state` without a cart. */
  readonly cart: Cart | undefined
  readonly rate: BookedRate
  constructor(cart: Cart | undefined, rate: BookedRate) {
    super('loyalty-member-rate-request')
    this.cart = cart
    this.rate = rate
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-member-rate-request': LoyaltyMemberRateRequestEvent
  }
}
