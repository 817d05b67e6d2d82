import * as z from 'zod/mini'
import { ActivityPage } from './activity.ts'
import { Balances } from './balance.ts'
import { list } from './base.ts'
import { Cards } from './card.ts'
import { Challenges } from './challenge.ts'
import { Claims } from './claim.ts'
import { Coupons } from './coupon.ts'
import { ErrorBody } from './error.ts'
import { GiftCards } from './gift-card.ts'
import { Member } from './member.ts'
import { Offers } from './offer.ts'
import { Partners } from './partner.ts'
import { Preferences } from './preference.ts'
import { Program } from './program.ts'
import { Cart, QuotedCarts } from './quote.ts'
import { Redemptions } from './redemption.ts'
import { Referral } from './referral.ts'
import { RewardPage } from './reward.ts'
import { Session } from './session.ts'
import { Surveys } from './survey.ts'
import { TierStanding } from './tier.ts'

/** The schema of each part of a snapshot: what the client's stores hold. */
export const partSchemas = {
  program: Program,
  session: z.nullable(Session),
  member: Member,
  balances: Balances,
  activity: ActivityPage,
  tier: TierStanding,
  offers: Offers,
  quotes: QuotedCarts,
  redemptions: Redemptions,
  rewards: RewardPage,
  referral: Referral,
  coupons: Coupons,
  giftCards: GiftCards,
  partners: Partners,
  challenges: Challenges,
  surveys: Surveys,
  claims: Claims,
  cards: Cards,
  preferences: Preferences,
}

const partNames = Object.keys(partSchemas) as [keyof typeof partSchemas, ...(keyof typeof partSchemas)[]]

export const SnapshotQuery = z.object({
  parts: list(z.enum(partNames), 30),
  /** What to quote; needed for the part `quotes`. */
  carts: z.optional(list(Cart, 100)),
})

const answered = <T extends z.ZodMiniType>(value: T) => z.optional(z.union([z.object({ value }), z.object({ error: ErrorBody })]))

/** Several reads in one answer: each part has its value or its own error. */
export const Snapshot = z.object({
  program: answered(partSchemas.program),
  session: answered(partSchemas.session),
  member: answered(partSchemas.member),
  balances: answered(partSchemas.balances),
  activity: answered(partSchemas.activity),
  tier: answered(partSchemas.tier),
  offers: answered(partSchemas.offers),
  quotes: answered(partSchemas.quotes),
  redemptions: answered(partSchemas.redemptions),
  rewards: answered(partSchemas.rewards),
  referral: answered(partSchemas.referral),
  coupons: answered(partSchemas.coupons),
  giftCards: answered(partSchemas.giftCards),
  partners: answered(partSchemas.partners),
  challenges: answered(partSchemas.challenges),
  surveys: answered(partSchemas.surveys),
  claims: answered(partSchemas.claims),
  cards: answered(partSchemas.cards),
  preferences: answered(partSchemas.preferences),
})
export type Snapshot = z.infer<typeof Snapshot>
