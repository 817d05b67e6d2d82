import type { Duration } from '../engine/duration.ts'
import type { Goods, Occasion, Who } from './who.ts'
import type { Words } from './words.ts'

/** What a coupon's code takes off a cart: percent of these goods, or money (minor units) from them, once. */
export type CouponEffect =
  | { readonly kind: 'percent'; readonly percent: number; readonly goods?: Goods }
  | { readonly kind: 'money'; readonly money: number; readonly goods?: Goods }
  /** Nothing at the till: it is shown at a desk and taken. */
  | { readonly kind: 'voucher' }

/**
 * A code that a purchase brings, a moment later: for one other purchase, within its life. Once per purchase; when so much of it comes
 * back that it would not have brought the code, an unused one is taken back.
 */
export interface PurchaseCodeRule {
  readonly id: string
  /** The purchase that brings it: of these goods, at this occasion, by these members, at least so much paid (minor units). */
  readonly goods?: Goods
  readonly on?: Occasion
  readonly who?: Who
  readonly from?: number
  /** Milliseconds until it is there. */
  readonly delay: number
  readonly life: Duration
  /** Percent off, chosen by chance from the first to the second, and for which goods. */
  readonly percent: readonly [min: number, max: number]
  readonly off: Goods
  readonly title: Words
  readonly terms?: Words
  /** What is sent; `{code}`, `{percent}`, `{until}` stand for what changes: `{percent}` in the other texts too. */
  readonly message: Words
}
