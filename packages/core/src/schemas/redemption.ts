import * as z from 'zod/mini'
import { Balances } from './balance.ts'
import { Id, Instant, list, Money, PositiveAmount } from './base.ts'

/** Points used as payment: held first, then confirmed by the order or cancelled. */
export const Redemption = z.object({
  id: Id,
  state: z.enum(['held', 'confirmed', 'cancelled', 'expired']),
  currency: Id,
  amount: PositiveAmount,
  /** What it takes off the price. */
  money: Money,
  /** The cart it is held for. */
  cartId: Id,
  /** When a hold lets go by itself. */
  expiresAt: z.optional(Instant),
})
export type Redemption = z.infer<typeof Redemption>

export const Redemptions = list(Redemption, 100)
export const RedemptionId = z.object({ redemptionId: Id })
export const ConfirmRedemption = z.object({ redemptionId: Id, orderId: Id })
export const RedemptionChanged = z.object({ redemption: Redemption, balances: Balances })
export type RedemptionChanged = z.infer<typeof RedemptionChanged>
