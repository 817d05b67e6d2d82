import type { AnyClient, Exchange, Partner } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What an exchange gives and gets, in minor units of its two currencies. */
export type ExchangeQuote = Awaited<ReturnType<NonNullable<AnyClient['quoteExchange']>>>

/** Somebody wants to link their account at a partner. Cancel it, and the host page links it itself. */
export class LoyaltyLinkPartnerRequestEvent extends IntentEvent {
  readonly partner: Partner
  /** As it was typed, without spaces around it. */
  readonly account: string
  constructor(partner: Partner, account: string) {
    super('loyalty-link-partner-request')
    this.partner = partner
    this.account = account
  }
}

/** An account at a partner is linked. */
export class LoyaltyPartnerLinkedEvent extends FactEvent {
  readonly partner: Partner
  constructor(partner: Partner) {
    super('loyalty-partner-linked')
    this.partner = partner
  }
}

/** Somebody wants their account at a partner unlinked. Cancel it, and the host page does it itself. */
export class LoyaltyUnlinkPartnerRequestEvent extends IntentEvent {
  readonly partner: Partner
  constructor(partner: Partner) {
    super('loyalty-unlink-partner-request')
    this.partner = partner
  }
}

/** An account at a partner is not linked any more. */
export class LoyaltyPartnerUnlinkedEvent extends FactEvent {
  readonly partner: Partner
  constructor(partner: Partner) {
    super('loyalty-partner-unlinked')
    this.partner = partner
  }
}

/** Somebody has confirmed an exchange. Cancel it, and the host page exchanges itself. */
export class LoyaltyExchangeRequestEvent extends IntentEvent {
  readonly partner: Partner
  readonly exchange: Exchange
  /** Minor units of `exchange.from.currency`. */
  readonly amount: number
  constructor({ partner, exchange, amount }: { partner: Partner; exchange: Exchange; amount: number }) {
    super('loyalty-exchange-request')
    this.partner = partner
    this.exchange = exchange
    this.amount = amount
  }
}

/** Something was exchanged. */
export class LoyaltyExchangedEvent extends FactEvent {
  readonly partner: Partner
  readonly exchange: Exchange
  /** What was given, what is got, and when it arrives. */
  readonly quote: ExchangeQuote
  constructor({ partner, exchange, quote }: { partner: Partner; exchange: Exchange; quote: ExchangeQuote }) {
    super('loyalty-exchanged')
    this.partner = partner
    this.exchange = exchange
    this.quote = quote
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-link-partner-request': LoyaltyLinkPartnerRequestEvent
    'loyalty-partner-linked': LoyaltyPartnerLinkedEvent
    'loyalty-unlink-partner-request': LoyaltyUnlinkPartnerRequestEvent
    'loyalty-partner-unlinked': LoyaltyPartnerUnlinkedEvent
    'loyalty-exchange-request': LoyaltyExchangeRequestEvent
    'loyalty-exchanged': LoyaltyExchangedEvent
  }
}
