/**
 * The port as data: every call with its kind and its schemas. The gateway's routes, the OpenAPI document, the page's checks
 * and the contract suite are all made from this table, so they cannot disagree.
 *
 * `read` changes nothing and its input is flat; `query` changes nothing and its input is a document; `write` acts once per key.
 */
import * as z from 'zod/mini'
import type { Group, LoyaltyBackend } from './port.ts'
import { ActivityPage, ActivityQuery } from './schemas/activity.ts'
import { Balances } from './schemas/balance.ts'
import { Nothing } from './schemas/base.ts'
import { Cards, LinkCard, LinkedCard } from './schemas/card.ts'
import { ChallengeAnswer, Challenges, JoinChallenge } from './schemas/challenge.ts'
import { Claims, SubmitClaim, SubmittedClaim } from './schemas/claim.ts'
import { Coupons } from './schemas/coupon.ts'
import { SendFacts } from './schemas/event.ts'
import { GiftCardAnswer, GiftCardNumber, GiftCards } from './schemas/gift-card.ts'
import { HoldRedemption } from './schemas/hold.ts'
import { Enrol, Enrolled, Member } from './schemas/member.ts'
import { ActivatedOffer, ActivateOffer, Offers } from './schemas/offer.ts'
import { Exchanged, ExchangeQuote, ExchangeRequest, LinkPartner, PartnerAnswer, Partners, UnlinkPartner } from './schemas/partner.ts'
import { ExportedData, LeaveProgram, Preferences, UpdatedPreferences, UpdatePreferences } from './schemas/preference.ts'
import { Program } from './schemas/program.ts'
import { QuoteCarts, QuotedCarts } from './schemas/quote.ts'
import { ConfirmRedemption, RedemptionChanged, RedemptionId, Redemptions } from './schemas/redemption.ts'
import { LookUpReferral, Referral, ReferralLookup } from './schemas/referral.ts'
import { ClaimedReward, ClaimReward, RewardPage, RewardQuery } from './schemas/reward.ts'
import { CodeChallenge, Ended, EndSession, ExchangeToken, RefreshSession, RequestCode, Session, Verified, VerifyCode } from './schemas/session.ts'
import { Snapshot, SnapshotQuery } from './schemas/snapshot.ts'
import { AnswerSurvey, SurveyAnswered, Surveys } from './schemas/survey.ts'
import { TierStanding } from './schemas/tier.ts'

/** How one call of the port is made. */
export interface Operation {
  readonly kind: 'read' | 'query' | 'write'
  readonly input: z.ZodMiniType
  readonly output: z.ZodMiniType
  /** A guest may call it. */
  readonly public?: true
  /** A backend that has the group may still lack it. */
  readonly optional?: true
}

const NullableSession = z.nullable(Session)

export const operations = {
  program: {
    get: { kind: 'read', input: Nothing, output: Program, public: true },
  },
  session: {
    current: { kind: 'read', input: Nothing, output: NullableSession, public: true },
    requestCode: { kind: 'write', input: RequestCode, output: CodeChallenge, public: true },
    verifyCode: { kind: 'write', input: VerifyCode, output: Verified, public: true },
    exchange: { kind: 'write', input: ExchangeToken, output: Session, public: true, optional: true },
    refresh: { kind: 'write', input: RefreshSession, output: Session, public: true, optional: true },
    end: { kind: 'write', input: EndSession, output: Ended, public: true },
  },
  members: {
    get: { kind: 'read', input: Nothing, output: Member },
    enrol: { kind: 'write', input: Enrol, output: Enrolled, public: true, optional: true },
  },
  balances: {
    list: { kind: 'read', input: Nothing, output: Balances },
  },
  activity: {
    list: { kind: 'read', input: ActivityQuery, output: ActivityPage },
  },
  tiers: {
    progress: { kind: 'read', input: Nothing, output: TierStanding },
  },
  offers: {
    list: { kind: 'read', input: Nothing, output: Offers, public: true },
    activate: { kind: 'write', input: ActivateOffer, output: ActivatedOffer, optional: true },
  },
  quotes: {
    quote: { kind: 'query', input: QuoteCarts, output: QuotedCarts, public: true },
  },
  redemptions: {
    list: { kind: 'read', input: Nothing, output: Redemptions },
    hold: { kind: 'write', input: HoldRedemption, output: RedemptionChanged },
    cancel: { kind: 'write', input: RedemptionId, output: RedemptionChanged },
    confirm: { kind: 'write', input: ConfirmRedemption, output: RedemptionChanged, optional: true },
  },
  rewards: {
    list: { kind: 'read', input: RewardQuery, output: RewardPage, public: true },
    claim: { kind: 'write', input: ClaimReward, output: ClaimedReward },
  },
  referrals: {
    get: { kind: 'read', input: Nothing, output: Referral },
    lookUp: { kind: 'read', input: LookUpReferral, output: ReferralLookup, public: true, optional: true },
  },
  coupons: {
    list: { kind: 'read', input: Nothing, output: Coupons },
  },
  giftCards: {
    list: { kind: 'read', input: Nothing, output: GiftCards },
    check: { kind: 'write', input: GiftCardNumber, output: GiftCardAnswer, public: true },
    attach: { kind: 'write', input: GiftCardNumber, output: GiftCardAnswer },
  },
  partners: {
    list: { kind: 'read', input: Nothing, output: Partners, public: true },
    link: { kind: 'write', input: LinkPartner, output: PartnerAnswer },
    unlink: { kind: 'write', input: UnlinkPartner, output: PartnerAnswer },
    quoteExchange: { kind: 'read', input: ExchangeRequest, output: ExchangeQuote },
    exchange: { kind: 'write', input: ExchangeRequest, output: Exchanged },
  },
  challenges: {
    list: { kind: 'read', input: Nothing, output: Challenges },
    join: { kind: 'write', input: JoinChallenge, output: ChallengeAnswer, optional: true },
  },
  surveys: {
    list: { kind: 'read', input: Nothing, output: Surveys },
    answer: { kind: 'write', input: AnswerSurvey, output: SurveyAnswered },
  },
  claims: {
    list: { kind: 'read', input: Nothing, output: Claims },
    submit: { kind: 'write', input: SubmitClaim, output: SubmittedClaim },
  },
  cards: {
    list: { kind: 'read', input: Nothing, output: Cards },
    link: { kind: 'write', input: LinkCard, output: LinkedCard, optional: true },
  },
  preferences: {
    get: { kind: 'read', input: Nothing, output: Preferences },
    update: { kind: 'write', input: UpdatePreferences, output: UpdatedPreferences },
    export: { kind: 'read', input: Nothing, output: ExportedData, optional: true },
    leave: { kind: 'write', input: LeaveProgram, output: Nothing, optional: true },
  },
  events: {
    send: { kind: 'write', input: SendFacts, output: Nothing, public: true },
  },
  snapshot: {
    get: { kind: 'query', input: SnapshotQuery, output: Snapshot, public: true },
  },
} as const satisfies Record<Exclude<Group, 'stream'>, Record<string, Operation>>

type Table = typeof operations

/** Each row of the table must be the method of the port with that name: this type is `never` where they agree. */
export type Disagreements = {
  [G in keyof Table]: Exclude<keyof NonNullable<LoyaltyBackend[G]>, keyof Table[G]> | Exclude<keyof Table[G], keyof NonNullable<LoyaltyBackend[G]>>
}[keyof Table]
