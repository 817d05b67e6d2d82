import type { CouponEffect } from '../rules/codes.ts'
import type { Taken } from './tables.ts'

/** Records of what a member holds beside points. Times are milliseconds since 1970, money is minor units of the shop's. */

/** A code of one member. */
export interface CouponRecord {
  readonly id: string
  readonly memberId: string
  readonly number: number
  readonly code: string
  readonly at: number
  /** The rule that it came from: `reward:<id>` or `code:<id>`. */
  readonly source: string
  readonly effect: CouponEffect
  /** Earlier than it was, where it was taken back. */
  readonly expiresAt: number
  readonly usedAt?: number
  /** The order that used it; none where it was taken at a desk. */
  readonly usedBy?: string
}

/** `<rule>/<order>`: a code that a purchase brings. */
export interface PurchaseCodeRecord {
  readonly id: string
  readonly memberId: string
  readonly rule: string
  readonly orderId: string
  readonly state: 'waiting' | 'issued' | 'retracted'
  readonly couponId?: string
}

/** A reward that was taken. */
export interface RewardClaimRecord {
  readonly id: string
  readonly memberId: string
  readonly rewardId: string
  readonly at: number
  readonly currency: string
  readonly amount: number
  readonly taken: readonly Taken[]
  /** The line of the ledger; none for what costs nothing. */
  readonly entryId?: string
  readonly couponId?: string
  readonly cancelledAt?: number
}

/** Stored value. What is on it is its account. */
export interface GiftCardRecord {
  readonly id: string
  readonly number: string
  readonly pin?: string
  /** Who keeps it in an account. */
  readonly memberId?: string
  readonly attachedAt?: number
  readonly expiresAt?: number
  readonly blocked?: true
  /** The sale at a till, by the till's number. */
  readonly sale?: { readonly id: string; readonly fingerprint: string }
  /** When its value changed last. */
  readonly changedAt: number
}

/** What a card has paid of an order, and what of that refunds have put back. */
export interface PaidByCard {
  readonly giftCardId: string
  readonly amount: number
  readonly putBack: number
}

/** A ticket of a prize draw. */
export interface DrawTicketRecord {
  readonly id: string
  readonly memberId: string
  readonly number: number
  readonly drawId: string
  /** The instant of the draw that it takes part in. */
  readonly round: number
  /** The purchase that gave it; a reward did, where absent. */
  readonly orderId?: string
  /** The purchase came back before the draw. */
  readonly void?: true
}
