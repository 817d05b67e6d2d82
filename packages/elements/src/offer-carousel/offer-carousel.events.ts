import type { Offer } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody pressed "Activate". Cancel it, and the host page activates the offer itself. */
export class LoyaltyActivateRequestEvent extends IntentEvent {
  readonly offer: Offer
  constructor(offer: Offer) {
    super('loyalty-activate-request')
    this.offer = offer
  }
}

/** An offer is active now. */
export class LoyaltyActivatedEvent extends FactEvent {
  readonly offer: Offer
  constructor(offer: Offer) {
    super('loyalty-activated')
    this.offer = offer
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-activate-request': LoyaltyActivateRequestEvent
    'loyalty-activated': LoyaltyActivatedEvent
  }
}
