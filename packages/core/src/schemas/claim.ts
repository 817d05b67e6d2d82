import * as z from 'zod/mini'
import { CurrencyAmount, Id, Instant, Line, list, Money, Paragraph, PlainDate } from './base.ts'

/** "My purchase or stay is missing." */
export const Claim = z.object({
  id: Id,
  kind: z.enum(['purchase', 'stay']),
  reference: Line,
  /** As they were submitted. */
  date: z.optional(PlainDate),
  total: z.optional(Money),
  place: z.optional(Line),
  submittedAt: Instant,
  state: z.enum(['submitted', 'in_review', 'accepted', 'refused']),
  /** What the reviewer answered. */
  answer: z.optional(Paragraph),
  granted: z.optional(CurrencyAmount),
})
export type Claim = z.infer<typeof Claim>

export const Claims = list(Claim, 200)
export const SubmitClaim = z.object({
  kind: z.enum(['purchase', 'stay']),
  /** Receipt, order or booking number. */
  reference: z.string().check(z.minLength(1), z.maxLength(100)),
  date: z.optional(PlainDate),
  total: z.optional(Money),
  place: z.optional(Line),
  comment: z.optional(z.string().check(z.maxLength(2_000))),
})
export const SubmittedClaim = z.object({ claim: Claim })
