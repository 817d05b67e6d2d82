import * as z from 'zod/mini'
import { Id, Instant, list, Paragraph, PositiveAmount } from './base.ts'
import { Metric } from './program.ts'

/** How far a member is in one metric. Units as in `MetricAmount`. */
export const MetricProgress = z.object({ metric: Metric, have: PositiveAmount, need: PositiveAmount, currency: z.optional(Id) })
export type MetricProgress = z.infer<typeof MetricProgress>

/** Where a member stands. Tiers are named by id; the programme has their names and benefits. */
export const TierStanding = z.object({
  /** Absent for a member without a tier. */
  current: z.optional(Id),
  since: z.optional(Instant),
  /** Until when the tier is kept without doing anything more. */
  validUntil: z.optional(Instant),
  /** Absent at the top. Any one metric is enough. */
  next: z.optional(z.object({ tier: Id, metrics: list(MetricProgress, 10) })),
  /** What keeps the current tier after `validUntil`. */
  keep: z.optional(z.object({
    by: Instant,
    metrics: list(MetricProgress, 10),
    /** The tier that follows where it is not kept. */
    otherwise: z.optional(Id),
  })),
  /** What leads to the next tier and what keeps this one, as the backend says it to people: shown where there are no figures for it. */
  inWords: z.optional(z.object({ next: z.optional(Paragraph), keep: z.optional(Paragraph) })),
})
export type TierStanding = z.infer<typeof TierStanding>
