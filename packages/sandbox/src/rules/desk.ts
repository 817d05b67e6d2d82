import type { Duration } from '../engine/duration.ts'
import type { Points } from './points.ts'
import type { Words } from './words.ts'

/** Cards: how a member's number is shown, and which old ones can be linked. */
export interface CardRule {
  readonly barcode: 'qr' | 'code128' | 'ean13' | 'pdf417'
  /** Cards that were given out before: linked once each, by number, at sign-up or later; what was on one becomes points. */
  readonly old?: readonly { readonly number: string; readonly points: readonly Points[] }[]
  /** Any number of this form can be linked too: a pattern for the whole of it, capitals, without spaces and dashes. */
  readonly pattern?: string
  /** What linking a card gives, once per member and once per card. */
  readonly gives?: readonly Points[]
}

/** What a member may claim. */
export interface ClaimRule {
  readonly kinds: readonly ('purchase' | 'stay')[]
  readonly withinDays: number
  /** `desk`: a person reviews it. `receipt`: a sale that nobody was identified for is found by its number and counted at once. */
  readonly review: 'desk' | 'receipt'
  /** A claim that nobody answered is taken up by the desk after this time (state `in_review`). */
  readonly takenUp?: Duration
  /** What a claim that no person answered says: `counted`; `unknown` where no such receipt was found in 2 days, or another one. */
  readonly answers?: { readonly counted: Words; readonly unknown: Words }
}
