import * as z from 'zod/mini'
import { Amount, Cursor, Id, Instant, Line, list } from './base.ts'

/** One line of a member's ledger. */
export const ActivityEntry = z.object({
  id: Id,
  at: Instant,
  kind: z.enum(['earn', 'spend', 'expire', 'adjust', 'transfer', 'reverse', 'hold', 'release']),
  currency: Id,
  /** What it changed: above 0 for the member, below 0 from the member. */
  amount: Amount,
  /** `pending` until `availableAt`; `final` otherwise. */
  state: z.enum(['pending', 'final', 'reversed']),
  reason: z.optional(z.enum(['purchase', 'refund', 'welcome', 'referral', 'birthday', 'win_back', 'offer', 'challenge', 'survey', 'exchange', 'card', 'claim', 'redemption', 'reward', 'draw', 'service'])),
  /** What it was for, in the language asked for. */
  text: z.optional(Line),
  /** The order, stay or receipt it belongs to. */
  reference: z.optional(Id),
  availableAt: z.optional(Instant),
  expiresAt: z.optional(Instant),
})
export type ActivityEntry = z.infer<typeof ActivityEntry>

export const ActivityQuery = z.object({
  cursor: z.optional(Cursor),
  /** 1 to 100; 20 where absent. */
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  currency: z.optional(Id),
})
export const ActivityPage = z.object({
  /** The newest first. */
  items: list(ActivityEntry, 100),
  /** Absent on the last page. */
  next: z.optional(Cursor),
})
export type ActivityPage = z.infer<typeof ActivityPage>
