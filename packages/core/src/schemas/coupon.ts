import * as z from 'zod/mini'
import { Id, Instant, Line, list, Paragraph } from './base.ts'

/** A code that a cart accepts, held by a member. */
export const Coupon = z.object({
  id: Id,
  code: Line,
  title: Line,
  text: z.optional(Paragraph),
  state: z.enum(['available', 'used', 'expired']),
  validUntil: z.optional(Instant),
})
export type Coupon = z.infer<typeof Coupon>

export const Coupons = list(Coupon, 200)
