import type { AnyClient, Claim } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What is said to be missing: `reference` is a receipt, order or booking number. */
export type NewClaim = Parameters<NonNullable<AnyClient['submitClaim']>>[0]

/** Somebody tells of something missing. Cancel it, and the host page sends it itself. */
export class LoyaltySubmitClaimRequestEvent extends IntentEvent {
  readonly claim: NewClaim
  constructor(claim: NewClaim) {
    super('loyalty-submit-claim-request')
    this.claim = claim
  }
}

/** A claim has arrived. */
export class LoyaltyClaimSubmittedEvent extends FactEvent {
  readonly claim: Claim
  constructor(claim: Claim) {
    super('loyalty-claim-submitted')
    this.claim = claim
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-submit-claim-request': LoyaltySubmitClaimRequestEvent
    'loyalty-claim-submitted': LoyaltyClaimSubmittedEvent
  }
}
