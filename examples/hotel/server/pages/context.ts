import type { Part } from '@loyaltykit/core'
import { LoyaltyAccount } from '@loyaltykit/elements/account'
import { LoyaltyActivity } from '@loyaltykit/elements/activity'
import { LoyaltyBalance } from '@loyaltykit/elements/balance'
import { LoyaltyCard } from '@loyaltykit/elements/card'
import { LoyaltyClaimForm } from '@loyaltykit/elements/claim-form'
import { LoyaltyEarnPreview } from '@loyaltykit/elements/earn-preview'
import { LoyaltyEnrolmentForm } from '@loyaltykit/elements/enrolment-form'
import { LoyaltyLogin } from '@loyaltykit/elements/login'
import { LoyaltyMemberRate } from '@loyaltykit/elements/member-rate'
import { LoyaltyOfferCarousel } from '@loyaltykit/elements/offer-carousel'
import { LoyaltyPartners } from '@loyaltykit/elements/partners'
import { LoyaltyPreferences } from '@loyaltykit/elements/preferences'
import { LoyaltyRedeem } from '@loyaltykit/elements/redeem'
import { LoyaltyRewardList } from '@loyaltykit/elements/reward-list'
import { LoyaltyTierProgress } from '@loyaltykit/elements/tier-progress'
import type { Language, wordsOf } from '../../words/index.ts'
import type { Reading, Wanted } from '../loyalty.ts'
import type { Html } from '../render.ts'

const elements = {
  account: LoyaltyAccount, activity: LoyaltyActivity, balance: LoyaltyBalance, card: LoyaltyCard, claimForm: LoyaltyClaimForm, earnPreview: LoyaltyEarnPreview, enrolmentForm: LoyaltyEnrolmentForm,
  login: LoyaltyLogin, memberRate: LoyaltyMemberRate, offerCarousel: LoyaltyOfferCarousel, partners: LoyaltyPartners, preferences: LoyaltyPreferences, redeem: LoyaltyRedeem, rewardList: LoyaltyRewardList, tierProgress: LoyaltyTierProgress,
}

export type ElementName = keyof typeof elements

/** The parts that these elements show: each class says it itself. `member` says who is there. */
export const partsOf = (...names: readonly ElementName[]): readonly Part[] =>
  [...new Set<Part>(['member', ...names.flatMap((name) => [...elements[name].needs, ...elements[name].also])])]

/** What a page is written from. */
export interface PageContext {
  readonly language: Language
  readonly say: ReturnType<typeof wordsOf>
  readonly query: URLSearchParams
  readonly now: number
  readonly reading: Reading
  /** The member's bookings, the newest first. */
  readonly stays: readonly ShownStay[]
}

/** A booking as a page shows it. */
export interface ShownStay {
  readonly number: string
  readonly text: string
  readonly state: 'booked' | 'stayed'
  /** The state in words. */
  readonly said: string
}

/** A page: what it reads, then what it shows. */
export interface PageRoute {
  readonly name: string
  wants(query: URLSearchParams, now: number): Wanted
  title(context: PageContext): string
  body(context: PageContext): Promise<Html>
}
