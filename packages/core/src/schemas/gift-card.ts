import * as z from 'zod/mini'
import { Id, Instant, Line, list, Money } from './base.ts'

/** Stored value. */
export const GiftCard = z.object({
  id: Id,
  /** Most of the number hidden. */
  number: Line,
  balance: Money,
  state: z.enum(['active', 'blocked', 'expired', 'spent']),
  expiresAt: z.optional(Instant),
})
export type GiftCard = z.infer<typeof GiftCard>

export const GiftCards = list(GiftCard, 100)
export const GiftCardNumber = z.object({
  number: z.string().check(z.minLength(4), z.maxLength(40)),
  pin: z.optional(z.string().check(z.minLength(1), z.maxLength(20))),
})
export const GiftCardAnswer = z.object({ giftCard: GiftCard })
