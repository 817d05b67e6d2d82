import * as z from 'zod/mini'
import { Balances } from './balance.ts'
import { Cursor, CurrencyAmount, Id, Instant, Line, list, Paragraph, SafeUrl } from './base.ts'
import { Coupon } from './coupon.ts'
import { GiftCard } from './gift-card.ts'

/** A catalogue item bought with currency. */
export const Reward = z.object({
  id: Id,
  title: Line,
  text: z.optional(Paragraph),
  image: z.optional(z.object({ url: SafeUrl, alt: z.string().check(z.maxLength(300)) })),
  /** What one gets for it: a code for a cart, stored value, goods, a service, or a ticket of a prize draw. */
  kind: z.optional(z.enum(['coupon', 'gift_card', 'product', 'service', 'draw'])),
  cost: CurrencyAmount,
  state: z.enum(['available', 'locked', 'sold_out']),
  lockedBecause: z.optional(z.enum(['balance_too_low', 'tier_too_low', 'limit_reached', 'not_yet', 'not_eligible'])),
  /** How many a member may still take; absent without a limit. */
  left: z.optional(z.int().check(z.minimum(0))),
  /** The tier from which on it can be taken. */
  tier: z.optional(Id),
  validFrom: z.optional(Instant),
  validUntil: z.optional(Instant),
})
export type Reward = z.infer<typeof Reward>

export const RewardQuery = z.object({ cursor: z.optional(Cursor), limit: z.optional(z.int().check(z.minimum(1), z.maximum(100))) })
export const RewardPage = z.object({ items: list(Reward, 100), next: z.optional(Cursor) })
export const ClaimReward = z.object({ rewardId: Id })
export const ClaimedReward = z.object({ reward: Reward, coupon: z.optional(Coupon), giftCard: z.optional(GiftCard), balances: Balances })
