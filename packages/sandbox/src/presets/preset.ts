import type { PurchaseCodeRule } from '../rules/codes.ts'
import type { CardRule, ClaimRule } from '../rules/desk.ts'
import type { EnrolmentRule, ReferralRule } from '../rules/enrolment.ts'
import type { ChallengeRule, SurveyRule } from '../rules/goals.ts'
import type { OfferRule } from '../rules/offers.ts'
import type { PartnerRule } from '../rules/partners.ts'
import type { CurrencyRule, EarnRule, GiftRule, Points, SpendRule } from '../rules/points.ts'
import type { DrawRule, GiftCardRule, RewardRule } from '../rules/rewards.ts'
import type { SegmentRule } from '../rules/segments.ts'
import type { MemberPriceRule, TierPolicy, TierRule } from '../rules/tiers.ts'
import type { Words } from '../rules/words.ts'

/** Why an entry is in a member's ledger, as texts. `{reference}` is the order's number, `{partner}` the partner's name; a line of a purchase at a partner that lacks it ends with it. */
export type ActivityWords = Readonly<Record<
  'purchase' | 'redemption' | 'hold' | 'release' | 'welcome' | 'referral' | 'refund_earned' | 'refund_spent' | 'expire', Words
>> & Readonly<Partial<Record<'reward' | 'exchange' | 'card' | 'claim' | 'challenge' | 'survey' | 'draw' | 'forfeited', Words>>>

/** Texts that are sent. `{code}`, `{amount}`, `{name}`, and of a gift card `{number}`, `{pin}` stand for what changes. */
export type MessageWords = Readonly<Record<'code' | 'welcome', Words>> & Readonly<Partial<Record<'referral' | 'claim' | 'giftCard', Words>>>

/** A whole programme as data: the engine knows rules, a preset says which. */
export interface Preset {
  readonly id: string
  readonly name: Words
  /** The first is the programme's own. */
  readonly locales: readonly string[]
  /** The shop's money, ISO 4217. */
  readonly money: string
  readonly currencies: readonly CurrencyRule[]
  readonly earn: readonly EarnRule[]
  readonly spend: readonly SpendRule[]
  /** None: a programme without levels. */
  readonly tiers: readonly TierRule[]
  readonly tierPolicy?: TierPolicy
  readonly memberPrices?: readonly MemberPriceRule[]
  /** Categories that no offer and no code makes cheaper. */
  readonly undiscounted?: readonly string[]
  readonly segments?: readonly SegmentRule[]
  readonly welcome: readonly Points[]
  readonly gifts?: readonly GiftRule[]
  readonly referral?: ReferralRule
  readonly offers: readonly OfferRule[]
  readonly purchaseCodes?: readonly PurchaseCodeRule[]
  readonly rewards?: readonly RewardRule[]
  readonly giftCards?: readonly GiftCardRule[]
  readonly draws?: readonly DrawRule[]
  readonly partners?: readonly PartnerRule[]
  readonly challenges?: readonly ChallengeRule[]
  readonly surveys?: readonly SurveyRule[]
  readonly cards?: CardRule
  readonly claims?: ClaimRule
  readonly enrolment: EnrolmentRule
  /** Phone numbers as people of the country write them: a national prefix and length, and what stands for it in E.164. */
  readonly phones: readonly { readonly prefix: string; readonly digits: number; readonly becomes: string }[]
  readonly cardPrefix: string
  readonly termsUrl?: string
  readonly activity: ActivityWords
  readonly messages: MessageWords
}
