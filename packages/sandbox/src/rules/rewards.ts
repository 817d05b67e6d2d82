import type { Duration } from '../engine/duration.ts'
import type { CouponEffect } from './codes.ts'
import type { Points } from './points.ts'
import type { Occasion, Who } from './who.ts'
import type { Words } from './words.ts'

/** A catalogue item. */
export interface RewardRule {
  readonly id: string
  readonly title: Words
  readonly text?: Words
  readonly image?: { readonly path: string; readonly alt: Words }
  readonly cost: Points
  /** What one gets: a coupon, stored value (minor units of money), or a ticket of a draw. */
  readonly gives:
    | { readonly kind: 'coupon' | 'product' | 'service'; readonly effect: CouponEffect; readonly life: Duration }
    | { readonly kind: 'gift_card'; readonly money: number; readonly life?: Duration }
    | { readonly kind: 'draw'; readonly draw: string }
  readonly who?: Who
  /** How many there are in all, and how many one member may take. */
  readonly stock?: number
  readonly each?: number
  /** Instants, RFC 3339. */
  readonly from?: string
  readonly until?: string
}

/** Stored value that is there from the beginning; the till sells more of it. */
export interface GiftCardRule {
  readonly number: string
  readonly pin?: string
  /** Minor units of the shop's money. */
  readonly money: number
  readonly life?: Duration
}

/** A prize draw among tickets, one by one, by the seed's chance. A member wins one prize at most. */
export interface DrawRule {
  readonly id: string
  readonly title: Words
  /** It is drawn at this instant, or at the end of each month. */
  readonly at: string | 'month'
  /** Purchases that give a ticket each. Absent: tickets come from rewards only. */
  readonly tickets?: { readonly from: number; readonly who?: Who; readonly on?: Occasion }
  readonly prizes: readonly { readonly count: number; readonly points: Points }[]
  /** What the winners are told; `{amount}` and `{name}` stand for what changes. */
  readonly message: Words
}
