import type { Duration } from '../engine/duration.ts'
import type { Goods } from './who.ts'
import type { Words } from './words.ts'

/** So much of a metric within the tiers' period: of money for `spend`, of a loyalty currency for `points`. Nights and stays are those of `cart.stay`. */
export interface Goal {
  readonly metric: 'points' | 'spend' | 'orders' | 'nights' | 'stays'
  readonly amount: number
  /** The loyalty currency of `points`. */
  readonly currency?: string
}

/** A status level, the lowest first. */
export interface TierRule {
  readonly id: string
  readonly name: Words
  /** Any one of these is enough. None for the tier one begins in. */
  readonly reachedBy: readonly Goal[]
  /** What keeps it for another period: any one of these. What reaches it, where absent. */
  readonly keptBy?: readonly Goal[]
  readonly benefits: readonly { readonly id: string; readonly title: Words; readonly text?: Words }[]
}

/** How tiers are reached and lost. */
export interface TierPolicy {
  /** Within which time a tier is reached, and for how long it is kept. */
  readonly period: Duration
  /** A tier that is not kept falls by one level only; else to where the last period's purchases say. */
  readonly softLanding?: true
}

/** What members pay less for: percent off the list price by tier. Above any offer. */
export interface MemberPriceRule {
  readonly id: string
  readonly title: Words
  readonly goods?: Goods
  readonly percent: Readonly<Record<string, number>>
}
