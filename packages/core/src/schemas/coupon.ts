import * as z from 'zod/mini'
import { Id, Instant, Line, list, Paragraph, SafeUrl } from './base.ts'

/** A code that a cart accepts, held by a member. */
export const Coupon = z.object({
  id: Id,
  code: Line,
  title: Line,
  text: z.optional(Paragraph),
  state: z.enum(['available', 'used', 'expired']),
  validFrom: z.optional(Instant),
  validUntil: z.optional(Instant),
  terms: z.optional(Paragraph),
  /** Where it can be used. */
  url: z.optional(SafeUrl),
  partner: z.optional(z.object({ id: Id, name: Line })),
})
export type Coupon = z.infer<typeof Coupon>

export const Coupons = list(Coupon, 200)
