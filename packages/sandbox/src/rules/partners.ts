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
  readonly earns: boolean
  readonly spends: boolean
  /** An account there can be linked: what its number is called, which numbers there are, and what is in a new one. */
  readonly link?: { readonly label: Words; readonly pattern: string; readonly holds?: readonly Points[] }
  /** Currencies of its own. */
  readonly currencies?: readonly { readonly id: string; readonly unit: 'point' | 'bonus' | 'mile' | 'night' | 'stay' | 'stamp' | 'credit'; readonly name: Words; readonly scale: number }[]
  readonly exchanges?: readonly ExchangeRule[]
}

/** A way to exchange: `from.amount` minor units become `to.amount`, rounded down. One side is a currency of the programme. Needs a linked account. */
export interface ExchangeRule {
  readonly id: string
  readonly from: Points
  readonly to: Points
  readonly min: number
  readonly max?: number
  readonly step?: number
}
