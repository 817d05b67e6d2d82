import type { Group, Part } from '@loyaltykit/core'
import type { AccountWords } from './account.words.ts'

/** One element of a section. */
export interface Piece {
  readonly tag: string
  /** The group of the port without which it shows nothing. */
  readonly group: Group
  /** What it reads: asked for together with its code. */
  readonly parts: readonly Part[]
  /** Brings its code and registers its tag. */
  readonly load: () => Promise<unknown>
  /** Set on the element. */
  readonly attribute?: string
}

const balance: Piece = { tag: 'loyalty-balance', group: 'balances', parts: ['balances'], load: () => import('../balance/define.ts') }
const tier: Piece = { tag: 'loyalty-tier-progress', group: 'tiers', parts: ['tier'], load: () => import('../tier-progress/define.ts') }
const card: Piece = { tag: 'loyalty-card', group: 'cards', parts: ['cards'], load: () => import('../card/define.ts') }
const offers: Piece = { tag: 'loyalty-offer-carousel', group: 'offers', parts: ['offers'], load: () => import('../offer-carousel/define.ts') }
const coupons: Piece = { tag: 'loyalty-coupons', group: 'coupons', parts: ['coupons'], load: () => import('../coupons/define.ts') }
const rewards: Piece = { tag: 'loyalty-reward-list', group: 'rewards', parts: ['rewards'], load: () => import('../reward-list/define.ts') }
const giftCards: Piece = { tag: 'loyalty-gift-card', group: 'giftCards', parts: ['giftCards'], load: () => import('../gift-card/define.ts') }
const challenges: Piece = { tag: 'loyalty-challenges', group: 'challenges', parts: ['challenges'], load: () => import('../challenges/define.ts') }
const activity: Piece = { tag: 'loyalty-activity', group: 'activity', parts: ['activity'], load: () => import('../activity/define.ts') }
const claims: Piece = { tag: 'loyalty-claim-form', group: 'claims', parts: ['claims'], load: () => import('../claim-form/define.ts') }
const friends: Piece = { tag: 'loyalty-referral', group: 'referrals', parts: ['referral'], load: () => import('../referral/define.ts') }
const partners: Piece = { tag: 'loyalty-partners', group: 'partners', parts: ['partners'], load: () => import('../partners/define.ts') }
const survey: Piece = { tag: 'loyalty-survey', group: 'surveys', parts: ['surveys'], load: () => import('../survey/define.ts'), attribute: 'without-notes' }
const preferences: Piece = { tag: 'loyalty-preferences', group: 'preferences', parts: ['preferences'], load: () => import('../preferences/define.ts') }

export type SectionName = keyof AccountWords['labels']

/** What each section has. Those of one element are for a host that makes its own order. */
export const sections: Readonly<Record<SectionName, readonly Piece[]>> = {
  overview: [balance, tier, card, survey],
  balance: [balance],
  tier: [tier],
  card: [card],
  offers: [offers, coupons],
  coupons: [coupons],
  rewards: [rewards, giftCards],
  'gift-cards': [giftCards],
  challenges: [challenges],
  activity: [activity, claims],
  claims: [claims],
  friends: [friends],
  partners: [partners],
  survey: [survey],
  preferences: [preferences],
}

/** The order where the host says nothing. */
export const usual: readonly SectionName[] = ['overview', 'offers', 'rewards', 'challenges', 'activity', 'friends', 'partners', 'preferences']

/** What a guest gets: to join, and to log in. */
export const forGuests = {
  join: { tag: 'loyalty-enrolment-form', group: 'members', parts: [], load: () => import('../enrolment-form/define.ts') },
  login: { tag: 'loyalty-login', group: 'session', parts: [], load: () => import('../login/define.ts') },
} as const satisfies Readonly<Record<string, Piece>>
