import * as z from 'zod/mini'
import { Amount, Id, Instant, list, PositiveAmount } from './base.ts'

/** Part of a balance with a date. */
export const Batch = z.object({ amount: PositiveAmount, at: Instant })
export type Batch = z.infer<typeof Batch>

/** What a member has of one currency. A figure the backend does not know is absent, never 0. */
export const Balance = z.object({
  currency: Id,
  /** Can be spent now. Negative after a refund of something already spent. */
  available: Amount,
  /** Earned, not spendable yet. */
  pending: z.optional(PositiveAmount),
  /** When pending parts become available, the soonest first. */
  pendingBatches: z.optional(list(Batch, 100)),
  /** Set aside by redemptions in progress. Not in `available`. */
  held: z.optional(PositiveAmount),
  /** Parts of `available` that expire, the soonest first. */
  expiring: z.optional(list(Batch, 100)),
  /** All that was ever earned. */
  lifetime: z.optional(PositiveAmount),
})
export type Balance = z.infer<typeof Balance>

export const Balances = list(Balance, 20)
