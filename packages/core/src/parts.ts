import type { Group } from './port.ts'
import type { ActivityPage } from './schemas/activity.ts'
import type { Balance } from './schemas/balance.ts'
import type { Card } from './schemas/card.ts'
import type { Challenge } from './schemas/challenge.ts'
import type { Claim } from './schemas/claim.ts'
import type { Coupon } from './schemas/coupon.ts'
import type { GiftCard } from './schemas/gift-card.ts'
import type { Member } from './schemas/member.ts'
import type { Offer } from './schemas/offer.ts'
import type { Partner } from './schemas/partner.ts'
import type { Preferences } from './schemas/preference.ts'
import type { Program } from './schemas/program.ts'
import type { Redemption } from './schemas/redemption.ts'
import type { Referral } from './schemas/referral.ts'
import type { Reward } from './schemas/reward.ts'
import type { Survey } from './schemas/survey.ts'
import type { TierStanding } from './schemas/tier.ts'

/** What the stores of a client hold. `null` in a member's part: nobody is signed in. */
export interface Parts {
  program: Program
  member: Member | null
  balances: readonly Balance[] | null
  activity: ActivityPage | null
  tier: TierStanding | null
  offers: readonly Offer[]
  redemptions: readonly Redemption[] | null
  rewards: { readonly items: readonly Reward[]; readonly next?: string | undefined }
  referral: Referral | null
  coupons: readonly Coupon[] | null
  giftCards: readonly GiftCard[] | null
  partners: readonly Partner[]
  challenges: readonly Challenge[] | null
  surveys: readonly Survey[] | null
  claims: readonly Claim[] | null
  cards: readonly Card[] | null
  preferences: Preferences | null
}
export type Part = keyof Parts

/** Where each part is read, and whether a guest may. */
export const partSources: { readonly [P in Part]: { readonly group: Group; readonly method: string; readonly public?: true } } = {
  program: { group: 'program', method: 'get', public: true },
  member: { group: 'members', method: 'get' },
  balances: { group: 'balances', method: 'list' },
  activity: { group: 'activity', method: 'list' },
  tier: { group: 'tiers', method: 'progress' },
  offers: { group: 'offers', method: 'list', public: true },
  redemptions: { group: 'redemptions', method: 'list' },
  rewards: { group: 'rewards', method: 'list', public: true },
  referral: { group: 'referrals', method: 'get' },
  coupons: { group: 'coupons', method: 'list' },
  giftCards: { group: 'giftCards', method: 'list' },
  partners: { group: 'partners', method: 'list', public: true },
  challenges: { group: 'challenges', method: 'list' },
  surveys: { group: 'surveys', method: 'list' },
  claims: { group: 'claims', method: 'list' },
  cards: { group: 'cards', method: 'list' },
  preferences: { group: 'preferences', method: 'get' },
}
