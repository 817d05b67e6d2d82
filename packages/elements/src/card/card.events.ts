import type { Card, CurrencyAmount } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** A member wants to link a card they have. Cancel it, and the host page links it. */
export class LoyaltyLinkCardRequestEvent extends IntentEvent {
  /** Without spaces. */
  readonly number: string
  constructor(number: string) {
    super('loyalty-link-card-request')
    this.number = number
  }
}

/** A card is linked to the member. */
export class LoyaltyCardLinkedEvent extends FactEvent {
  readonly card: Card
  /** What the member was given for it. */
  readonly granted: CurrencyAmount | undefined
  constructor(card: Card, granted: CurrencyAmount | undefined) {
    super('loyalty-card-linked')
    this.card = card
    this.granted = granted
  }
}

/** The card is shown large, for the till. The host may turn down what else moves or shines. */
export class LoyaltyCardShownEvent extends FactEvent {
  readonly card: Card
  constructor(card: Card) {
    super('loyalty-card-shown')
    this.card = card
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-link-card-request': LoyaltyLinkCardRequestEvent
    'loyalty-card-linked': LoyaltyCardLinkedEvent
    'loyalty-card-shown': LoyaltyCardShownEvent
  }
}
