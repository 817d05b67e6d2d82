import type { Cart, Redemption } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody wants to pay with points. Cancel it, and the host page holds them itself. */
export class LoyaltyRedeemRequestEvent extends IntentEvent {
  readonly cart: Cart
  /** The loyalty currency's id. */
  readonly currency: string
  /** Minor units of the loyalty currency. */
  readonly amount: number
  constructor({ cart, currency, amount }: { cart: Cart; currency: string; amount: number }) {
    super('loyalty-redeem-request')
    this.cart = cart
    this.currency = currency
    this.amount = amount
  }
}

/** Points are held for the cart. */
export class LoyaltyRedeemedEvent extends FactEvent {
  readonly redemption: Redemption
  constructor(redemption: Redemption) {
    super('loyalty-redeemed')
    this.redemption = redemption
  }
}

/** Somebody wants their held points back. Cancel it, and the host page lets go itself. */
export class LoyaltyCancelRedemptionRequestEvent extends IntentEvent {
  readonly redemption: Redemption
  constructor(redemption: Redemption) {
    super('loyalty-cancel-redemption-request')
    this.redemption = redemption
  }
}

/** Held points are back. */
export class LoyaltyRedemptionCancelledEvent extends FactEvent {
  readonly redemption: Redemption
  constructor(redemption: Redemption) {
    super('loyalty-redemption-cancelled')
    this.redemption = redemption
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-redeem-request': LoyaltyRedeemRequestEvent
    'loyalty-redeemed': LoyaltyRedeemedEvent
    'loyalty-cancel-redemption-request': LoyaltyCancelRedemptionRequestEvent
    'loyalty-redemption-cancelled': LoyaltyRedemptionCancelledEvent
  }
}
