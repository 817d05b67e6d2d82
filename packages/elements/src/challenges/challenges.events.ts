import type { Challenge } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody wants to take part. Cancel it, and the host page enters them itself. */
export class LoyaltyJoinChallengeRequestEvent extends IntentEvent {
  readonly challenge: Challenge
  constructor(challenge: Challenge) {
    super('loyalty-join-challenge-request')
    this.challenge = challenge
  }
}

/** Somebody takes part now. */
export class LoyaltyChallengeJoinedEvent extends FactEvent {
  readonly challenge: Challenge
  constructor(challenge: Challenge) {
    super('loyalty-challenge-joined')
    this.challenge = challenge
  }
}

/** A challenge was completed while the page was open. */
export class LoyaltyChallengeCompletedEvent extends FactEvent {
  readonly challenge: Challenge
  constructor(challenge: Challenge) {
    super('loyalty-challenge-completed')
    this.challenge = challenge
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-join-challenge-request': LoyaltyJoinChallengeRequestEvent
    'loyalty-challenge-joined': LoyaltyChallengeJoinedEvent
    'loyalty-challenge-completed': LoyaltyChallengeCompletedEvent
  }
}
