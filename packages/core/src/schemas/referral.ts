import * as z from 'zod/mini'
import { CurrencyAmount, Id, Instant, Line, list, SafeUrl } from './base.ts'

/** One friend who was invited. */
export const Invitation = z.object({
  id: Id,
  /** `joined`: enrolled; `rewarded`: both sides have their bonus; `refused`: it did not count. */
  state: z.enum(['joined', 'rewarded', 'refused']),
  at: Instant,
  /** Only what the friend agreed to show, most of it hidden. */
  name: z.optional(Line),
  reward: z.optional(CurrencyAmount),
})
export type Invitation = z.infer<typeof Invitation>

/** A member's way to invite. */
export const Referral = z.object({
  code: Line,
  url: SafeUrl,
  advocate: CurrencyAmount,
  friend: CurrencyAmount,
  /** The newest first. */
  invitations: list(Invitation, 100),
  /** How many more may count; absent without a limit. */
  left: z.optional(z.int().check(z.minimum(0))),
})
export type Referral = z.infer<typeof Referral>

export const LookUpReferral = z.object({ code: z.string().check(z.minLength(1), z.maxLength(100)) })
export const ReferralLookup = z.object({
  valid: z.boolean(),
  /** What the friend gets. */
  friend: z.optional(CurrencyAmount),
  /** The advocate's given name, where the advocate agreed to show it. */
  from: z.optional(Line),
})
export type ReferralLookup = z.infer<typeof ReferralLookup>
