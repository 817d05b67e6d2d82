import type { GiftCard } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What was typed: as good as money, so it belongs into no log. */
export interface TypedGiftCard {
  /** Without spaces. */
  readonly number: string
  readonly pin?: string | undefined
}

/** Somebody wants to know what is on a gift card. Cancel it, and the host page says it. */
export class LoyaltyCheckGiftCardRequestEvent extends IntentEvent {
  readonly typed: TypedGiftCard
  constructor(typed: TypedGiftCard) {
    super('loyalty-check-gift-card-request')
    this.typed = typed
  }
}

/** A gift card was found, and what is on it is shown. */
export class LoyaltyGiftCardCheckedEvent extends FactEvent {
  /** Its number is masked. */
  readonly giftCard: GiftCard
  constructor(giftCard: GiftCard) {
    super('loyalty-gift-card-checked')
    this.giftCard = giftCard
  }
}

/** Somebody wants to keep a gift card in their account. Cancel it, and the host page puts it there. */
export class LoyaltyAttachGiftCardRequestEvent extends IntentEvent {
  readonly typed: TypedGiftCard
  constructor(typed: TypedGiftCard) {
    super('loyalty-attach-gift-card-request')
    this.typed = typed
  }
}

/** A gift card is in the account now. */
export class LoyaltyGiftCardAttachedEvent extends FactEvent {
  /** Its number is masked. */
  readonly giftCard: GiftCard
  constructor(giftCard: GiftCard) {
    super('loyalty-gift-card-attached')
    this.giftCard = giftCard
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-check-gift-card-request': LoyaltyCheckGiftCardRequestEvent
    'loyalty-gift-card-checked': LoyaltyGiftCardCheckedEvent
    'loyalty-attach-gift-card-request': LoyaltyAttachGiftCardRequestEvent
    'loyalty-gift-card-attached': LoyaltyGiftCardAttachedEvent
  }
}
