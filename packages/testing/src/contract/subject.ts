import type { Cart, Identifier, Identity, LoyaltyBackend, LoyaltyFact } from '@loyaltykit/core'

/**
 * A backend under test with what a test needs beside the port. Each is a fresh programme: two of them share nothing. What a backend can't
 * do is left out, and the checks that need it are left out with it.
 */
export interface ContractSubject {
  readonly backend: LoyaltyBackend
  /** Makes a member and gives the identity that calls are made with. Every time another one. */
  signUp(): Promise<Identity>
  /** The one-time code that was sent last to this identifier. Needed by the group `session`. */
  codeFor?(identifier: Identifier): Promise<string>
  /** An identifier that was never used here. A British phone number where absent. */
  newIdentifier?(): Identifier
  /** A cart with goods that earn and that points may pay for, `id` as given, worth at least 100.00. Made of the programme's money where absent. */
  cart?(id: string): Cart
  /** A backend that can see the caller's own purchases alone: a claim for somebody else's waits for the desk, which knows whose it is. */
  readonly deskKnowsPurchases?: true
  /** Buying earns nothing here: what is spent was given, or paid for before. */
  readonly earnsNothing?: true
  /** A till: books a sale for the member. */
  purchase?(sale: { readonly identity: Identity; readonly cart: Cart; readonly orderId: string; readonly redemptionId?: string }): Promise<unknown>
  /** A till: books the return of all of an order. */
  refund?(goods: { readonly orderId: string }): Promise<unknown>
  /** A till: sells a gift card with so much on it, in minor units of the programme's money. */
  giftCard?(sale: { readonly money: number }): Promise<{ readonly number: string; readonly pin?: string }>
  /** Lets time pass: `31 days`. */
  advance?(by: `${number} ${'minutes' | 'hours' | 'days' | 'months'}`): Promise<void> | void
  /** The facts that the backend counts, for `events`. */
  facts?(): Promise<readonly LoyaltyFact[]>
  /** The number of an account at this partner that nobody has linked. Every time another one. */
  partnerAccount?(partnerId: string): Promise<string> | string
  /** The number of an old card that nobody has linked. Every time another one. */
  oldCard?(): Promise<string> | string
  /** The desk: answers a claim, once; the same again changes nothing. */
  review?(decision: { readonly claimId: string; readonly accept: boolean; readonly answer: string }): Promise<unknown>
  /** The desk: blocks a member, who then may look and no more. */
  block?(identity: Identity): Promise<unknown>
  dispose(): Promise<void> | void
}
