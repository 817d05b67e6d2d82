import type { Points } from './points.ts'
import type { Words } from './words.ts'

/** Another company of the programme. */
export interface PartnerRule {
  readonly id: string
  readonly name: string
  readonly text?: Words
  /** A path below `assetsUrl`. */
  readonly logo?: string
  readonly url?: string
  /** Whether purchases there earn, and whether points pay there: by the rules that name it in `on`, and by those that name no place. */
  readonly earns: boolean
  readonly spends: boolean
  /** An account there can be linked: what its number is called, which numbers there are (a pattern for the whole of it, capitals, without spaces and dashes), and what is in a new one. */
  readonly link?: { readonly label: Words; readonly pattern: string; readonly holds?: readonly Points[] }
  /** Currencies of its own. */
  readonly currencies?: readonly { readonly id: string; readonly unit: 'point' | 'bonus' | 'mile' | 'night' | 'stay' | 'stamp' | 'credit'; readonly name: Words; readonly scale: number }[]
  readonly exchanges?: readonly ExchangeRule[]
}

/**
 * A way to exchange: `from.amount` minor units become `to.amount`, rounded down. One side is a currency of the programme, the other one of
 * the partner's. Needs a linked account. Ids are unique in the programme. There and back must never gain.
 */
export interface ExchangeRule {
  readonly id: string
  readonly from: Points
  readonly to: Points
  /** Minor units of `from`: the least and the most at a time, and by which step from 0. */
  readonly min: number
  readonly max?: number
  readonly step?: number
}
