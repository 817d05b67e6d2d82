import type { Duration } from '../engine/duration.ts'
import type { Points } from './points.ts'
import type { Goods, Occasion, Who } from './who.ts'
import type { Words } from './words.ts'

/** A goal with a prize. It counts purchases since it was joined (since joining the programme, where nothing is to be joined). */
export interface ChallengeRule {
  readonly id: string
  readonly title: Words
  readonly text?: Words
  readonly image?: { readonly path: string; readonly alt: Words }
  readonly metric: 'orders' | 'items' | 'spend' | 'nights' | 'stays' | 'referrals'
  readonly need: number
  readonly goods?: Goods
  readonly on?: Occasion
  readonly who?: Who
  readonly joining: 'none' | 'needed'
  /** Within which time after it was joined. */
  readonly within?: Duration
  readonly prize?: Points
  readonly badge?: Words
}

/** A question. */
export interface SurveyRule {
  readonly id: string
  readonly kind: 'nps' | 'rating' | 'choice' | 'text'
  readonly question: Words
  readonly choices?: readonly { readonly id: string; readonly label: Words }[]
  readonly comment: boolean
  readonly who?: Who
  /** Asked so long after each purchase (or after joining), for so long. */
  readonly ask: { readonly after: 'purchase' | 'joined'; readonly wait?: Duration; readonly for: Duration }
  /** Not again within this time after an answer; never again where absent. */
  readonly pause?: Duration
  readonly prize?: Points
}
