import type { Duration } from '../engine/duration.ts'
import type { CouponEffect } from './codes.ts'
import type { Points } from './points.ts'
import type { Goods, Occasion, Who } from './who.ts'
import type { Words } from './words.ts'

/** An instant (RFC 3339), or so long after the programme opened: `30 days`. */
export type Moment = string

/** A catalogue item. */
export interface RewardRule {
  readonly id: string
  readonly title: Words
  readonly text?: Words
  /** What the coupon says about its use. */
  readonly terms?: Words
  readonly image?: { readonly path: string; readonly alt: Words }
  /** 0: it is free. */
  readonly cost: Points
  /** What one gets: a coupon, a voucher for goods or a service, stored value (minor units of money), or a ticket of a draw. */
  readonly gives:
    | { readonly kind: 'coupon' | 'product' | 'service'; readonly effect: CouponEffect; readonly life: Duration }
    | { readonly kind: 'gift_card'; readonly money: number; readonly life?: Duration }
    | { readonly kind: 'draw'; readonly draw: string }
  /** Who may take it. Others see it locked, and why; those of other segments do not see it. */
  readonly who?: Who
  /** How many there are in all (0: sold out), and how many one member may take. */
  readonly stock?: number
  readonly each?: number
  /** From when on it can be taken. */
  readonly from?: Moment
  /** When it leaves the catalogue. */
  readonly until?: Moment
}

/** Stored value that is there from the beginning; the till sells more of it. */
export interface GiftCardRule {
  /** Digits only. */
  readonly number: string
  readonly pin?: string
  /** Minor units of the shop's money. 0: it is spent. */
  readonly money: number
  readonly life?: Duration
  readonly blocked?: true
}

/** A prize draw among tickets, one by one, by the seed's chance. A member wins one prize at most. */
export interface DrawRule {
  readonly id: string
  readonly title: Words
  readonly text?: Words
  /** The same for those who take part; `{tickets}` stands for how many tickets they have. */
  readonly joined?: Words
  readonly terms?: Words
  readonly image?: { readonly path: string; readonly alt: Words }
  /** It is drawn then, or at the end of each month (UTC). */
  readonly at: Moment | 'month'
  /**
   * Purchases that give a ticket each: at least so much paid with money (minor units). One of which less is left by the time of the draw
   * gives none. Absent: tickets come from rewards only.
   */
  readonly tickets?: { readonly from: number; readonly goods?: Goods; readonly who?: Who; readonly on?: Occasion }
  /** The first prize first. */
  readonly prizes: readonly { readonly count: number; readonly points: Points }[]
  /** What the winners are told; `{amount}` and `{name}` stand for what changes. */
  readonly message: Words
}
