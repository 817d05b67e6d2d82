import type { Coupon } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody wants to use a code. Cancel it, and the host page uses it itself, for instance in its cart; else the link is followed. */
export class LoyaltyUseCouponRequestEvent extends IntentEvent {
  readonly coupon: Coupon
  constructor(coupon: Coupon) {
    super('loyalty-use-coupon-request')
    this.coupon = coupon
  }
}

/** A code was copied. */
export class LoyaltyCouponCopiedEvent extends FactEvent {
  readonly coupon: Coupon
  constructor(coupon: Coupon) {
    super('loyalty-coupon-copied')
    this.coupon = coupon
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-use-coupon-request': LoyaltyUseCouponRequestEvent
    'loyalty-coupon-copied': LoyaltyCouponCopiedEvent
  }
}
