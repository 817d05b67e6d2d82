import type { Duration } from '../engine/duration.ts'
import type { Goods } from './who.ts'

/** How often or how much within a time (ever, where absent). What was given back in whole does not count. */
export interface Span {
  readonly min?: number
  readonly max?: number
  readonly within?: Duration
  readonly goods?: Goods
}

/** What must be true of a member's behaviour: everything that is named. */
export interface Behaviour {
  readonly orders?: Span
  /** Paid with money, in minor units. */
  readonly spend?: Span
  /** So long ago, at least and less than, was the last purchase; false for one who never bought. */
  readonly quiet?: { readonly min?: Duration; readonly max?: Duration }
  /** So long ago did the member join. */
  readonly joined?: { readonly min?: Duration; readonly max?: Duration }
}

/**
 * Where a member is in the customer life cycle, computed from behaviour; the member never sees it. Of the segments with a stage a
 * member is in the first that holds; micro-segments, without one, may overlap.
 */
export interface SegmentRule {
  readonly id: string
  readonly stage?: 'newcomer' | 'loyal' | 'at_risk' | 'lapsed'
  readonly when: Behaviour
}
