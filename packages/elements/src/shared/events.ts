import type { LoyaltyError } from '@loyaltykit/core'

/** A wish of the person: cancel it, and the host page does the work itself. */
export abstract class IntentEvent extends Event {
  constructor(type: `loyalty-${string}-request`) {
    super(type, { bubbles: true, composed: true, cancelable: true })
  }
}

/** Something that happened. */
export abstract class FactEvent extends Event {
  constructor(type: `loyalty-${string}`) {
    super(type, { bubbles: true, composed: true })
  }
}

/** An action failed. The element says so itself; this is for the host's own record. */
export class LoyaltyFailedEvent extends FactEvent {
  /** Which action: the name of the client's method, such as `redeem`. */
  readonly action: string
  readonly error: LoyaltyError
  constructor(action: string, error: LoyaltyError) {
    super('loyalty-failed')
    this.action = action
    this.error = error
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-failed': LoyaltyFailedEvent
  }
}
