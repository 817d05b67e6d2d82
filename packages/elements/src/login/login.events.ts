import type { Identifier } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** Somebody wants to log in. Cancel it, and no code is sent and no page is left: the host logs them in by its own means. */
export class LoyaltyLogInRequestEvent extends IntentEvent {
  /** The phone or e-mail that a code would go to; absent for a provider. */
  readonly identifier: Identifier | undefined
  /** The id of the provider that the browser would go to; absent for a code. */
  readonly provider: string | undefined
  constructor({ identifier, provider }: { readonly identifier?: Identifier; readonly provider?: string }) {
    super('loyalty-log-in-request')
    this.identifier = identifier
    this.provider = provider
  }
}

/** A member wants to log out. Cancel it, and the host logs them out. */
export class LoyaltyLogOutRequestEvent extends IntentEvent {
  /** On all devices. */
  readonly everywhere: boolean
  constructor({ everywhere = false }: { readonly everywhere?: boolean } = {}) {
    super('loyalty-log-out-request')
    this.everywhere = everywhere
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
