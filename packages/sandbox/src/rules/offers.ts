import type { Duration } from '../engine/duration.ts'
import type { Points } from './points.ts'
import type { Goods, Who } from './who.ts'
import type { Words } from './words.ts'

/** What an offer does to a purchase. */
export type OfferEffect =
  /** Earn so many times as much on these goods, of the currencies named, or of all. */
  | { readonly kind: 'multiply'; readonly times: number; readonly goods?: Goods; readonly currency?: string }
  /** So many percent off these goods. */
  | { readonly kind: 'discount'; readonly percent: number; readonly goods?: Goods }
  /** Points at once, when it is activated, that burn after this time. */
  | { readonly kind: 'points'; readonly points: Points; readonly life: Duration }

/** An offer. */
export interface OfferRule {
  readonly id: string
  readonly kind: 'discount' | 'multiplier' | 'bonus' | 'gift' | 'welcome' | 'win_back' | 'draw' | 'partner'
  readonly audience: 'public' | 'personal'
  readonly title: Words
  readonly text?: Words
  readonly terms?: Words
  readonly activation: 'none' | 'needed'
  /** A cart must carry it. */
  readonly code?: string
  readonly url?: string
  readonly image?: { readonly path: string; readonly alt: Words }
  readonly partner?: { readonly id: string; readonly name: string }
  /** How long it is valid: from joining, from coming into the segment of `who`, or to the end of the running month. Always, where absent. */
  readonly valid?: { readonly from: 'joined' | 'segment'; readonly for: Duration } | { readonly from: 'month' }
  /** Who may use it. It is hidden from others; with `locked` those who lack only its tier, or what is to be told, see it, and why it is locked. */
  readonly who?: Who
  readonly locked?: Words
  readonly effect?: OfferEffect
  /** It works for one purchase only. */
  readonly once?: true
}
