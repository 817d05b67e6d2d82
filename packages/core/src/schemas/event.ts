import * as z from 'zod/mini'
import { Id, Instant, list } from './base.ts'

/** What somebody did, for a programme manager's figures. No personal data. */
export const LoyaltyFact = z.object({
  id: Id,
  at: Instant,
  kind: z.enum(['seen', 'clicked', 'enrolled', 'signed_in', 'earned', 'redeemed', 'activated', 'shared', 'accepted', 'answered', 'claimed']),
  /** What it was about: an offer's, a reward's, a survey's id. */
  subject: z.optional(Id),
  place: z.optional(Id),
})
export type LoyaltyFact = z.infer<typeof LoyaltyFact>
export const SendFacts = z.object({ facts: list(LoyaltyFact, 100) })

/** Something changed at the backend. */
export const BackendChange = z.object({
  /** Resume after this one. */
  id: Id,
  at: Instant,
  /** What to read again, by the client's names. */
  parts: list(z.enum(['program', 'member', 'balances', 'activity', 'tier', 'offers', 'redemptions', 'rewards', 'referral', 'coupons', 'giftCards', 'partners', 'challenges', 'surveys', 'claims', 'cards', 'preferences']), 20),
})
export type BackendChange = z.infer<typeof BackendChange>
