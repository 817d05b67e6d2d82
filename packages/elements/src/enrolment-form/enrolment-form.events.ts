import type { AnyClient, CurrencyAmount, Enrol, Identifier } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/**
 * Somebody wants to join. From `loyalty-login` it comes without `input`: the phone or e-mail is confirmed and nothing else is
 * known; a `loyalty-enrolment-form` of the same client takes over, else the host shows its own (`ticket` saves a second code).
 * From `loyalty-enrolment-form` it comes with `input`, right before the member is made. Cancel it, and the host does the work.
 */
export class LoyaltyEnrolRequestEvent extends IntentEvent {
  /** Proof that the identifier is the person's own. */
  readonly ticket: string
  /** Absent where the host gave a form only a ticket. */
  readonly identifier: Identifier | undefined
  readonly input: Enrol | undefined
  /** The client of the element that asks. */
  readonly client: AnyClient | undefined
  /** Whether an enrolment form has taken over. */
  taken = false
  constructor({ ticket, identifier, input, client }: { ticket: string; identifier?: Identifier | undefined; input?: Enrol; client: AnyClient | undefined }) {
    super('loyalty-enrol-request')
    this.ticket = ticket
    this.identifier = identifier
    this.input = input
    this.client = client
  }
}

/** Somebody has become a member. */
export class LoyaltyEnrolledEvent extends FactEvent {
  readonly memberId: string
  /** What the new member was given. */
  readonly granted: readonly (CurrencyAmount & { readonly reason: 'welcome' | 'referral' | 'card' })[]
  constructor(memberId: string, granted: LoyaltyEnrolledEvent['granted']) {
    super('loyalty-enrolled')
    this.memberId = memberId
    this.granted = granted
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-enrol-request': LoyaltyEnrolRequestEvent
    'loyalty-enrolled': LoyaltyEnrolledEvent
  }
}
