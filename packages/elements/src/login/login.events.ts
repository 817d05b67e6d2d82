import type { Identifier } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody wants to log in with a phone or an e-mail. Cancel it, and no code is sent: the host logs them in by its own means. */
export class LoyaltyLogInRequestEvent extends IntentEvent {
  readonly identifier: Identifier
  constructor(identifier: Identifier) {
    super('loyalty-log-in-request')
    this.identifier = identifier
  }
}

/** A member wants to log out. Cancel it, and the host logs them out. */
export class LoyaltyLogOutRequestEvent extends IntentEvent {
  constructor() {
    super('loyalty-log-out-request')
  }
}

/** A member has logged in. */
export class LoyaltyLoggedInEvent extends FactEvent {
  readonly memberId: string
  constructor(memberId: string) {
    super('loyalty-logged-in')
    this.memberId = memberId
  }
}

/** The member has logged out. */
export class LoyaltyLoggedOutEvent extends FactEvent {
  constructor() {
    super('loyalty-logged-out')
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-log-in-request': LoyaltyLogInRequestEvent
    'loyalty-log-out-request': LoyaltyLogOutRequestEvent
    'loyalty-logged-in': LoyaltyLoggedInEvent
    'loyalty-logged-out': LoyaltyLoggedOutEvent
  }
}
