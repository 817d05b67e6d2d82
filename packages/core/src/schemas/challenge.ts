import * as z from 'zod/mini'
import { CurrencyAmount, Id, Instant, Line, list, Paragraph, PositiveAmount, SafeUrl } from './base.ts'

/** A goal with progress and a prize. */
export const Challenge = z.object({
  id: Id,
  title: Line,
  text: z.optional(Paragraph),
  image: z.optional(SafeUrl),
  /** `available` waits to be joined; `joined` counts, also where nothing is to be joined. */
  state: z.enum(['available', 'joined', 'completed', 'expired']),
  /** What is counted. `spend` in minor units of `currency`, `points` in those of a loyalty currency; the others plain counts. */
  metric: z.optional(z.enum(['orders', 'items', 'spend', 'points', 'nights', 'stays', 'referrals'])),
  currency: z.optional(Id),
  have: PositiveAmount,
  need: PositiveAmount,
  /** What completing it gives. */
  prize: z.optional(CurrencyAmount),
  badge: z.optional(Line),
  completedAt: z.optional(Instant),
  validUntil: z.optional(Instant),
})
export type Challenge = z.infer<typeof Challenge>

export const Challenges = list(Challenge, 200)
export const JoinChallenge = z.object({ challengeId: Id })
export const ChallengeAnswer = z.object({ challenge: Challenge })
