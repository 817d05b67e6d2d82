import type { Part } from '@loyaltykit/core'

/** An element of the CDN build: its chunk, and what it reads, so that both are fetched at once. */
interface Entry {
  readonly load: () => Promise<CustomElementConstructor>
  readonly needs: readonly Part[]
  /** It also asks for the quote of a cart, which only the element knows: the page's one request must wait for it. */
  readonly quotes?: true
}

/** Every tag that the script can bring. `needs` holds all that the class needs (tested). */
export const elements: Readonly<Record<string, Entry>> = {
  'loyalty-account': { load: async () => (await import('@loyaltykit/elements/account')).LoyaltyAccount, needs: ['program', 'member', 'balances', 'tier'] },
  'loyalty-activity': { load: async () => (await import('@loyaltykit/elements/activity')).LoyaltyActivity, needs: ['program', 'activity'] },
  'loyalty-balance': { load: async () => (await import('@loyaltykit/elements/balance')).LoyaltyBalance, needs: ['program', 'balances'] },
  'loyalty-card': { load: async () => (await import('@loyaltykit/elements/card')).LoyaltyCard, needs: ['program', 'cards', 'member'] },
  'loyalty-challenges': { load: async () => (await import('@loyaltykit/elements/challenges')).LoyaltyChallenges, needs: ['program', 'challenges'] },
  'loyalty-claim-form': { load: async () => (await import('@loyaltykit/elements/claim-form')).LoyaltyClaimForm, needs: ['program', 'claims'] },
  'loyalty-coupons': { load: async () => (await import('@loyaltykit/elements/coupons')).LoyaltyCoupons, needs: ['coupons'] },
  'loyalty-earn-preview': { load: async () => (await import('@loyaltykit/elements/earn-preview')).LoyaltyEarnPreview, needs: ['program'], quotes: true },
  'loyalty-enrolment-form': { load: async () => (await import('@loyaltykit/elements/enrolment-form')).LoyaltyEnrolmentForm, needs: ['program', 'member'] },
  'loyalty-gift-card': { load: async () => (await import('@loyaltykit/elements/gift-card')).LoyaltyGiftCard, needs: ['program', 'giftCards'] },
  'loyalty-login': { load: async () => (await import('@loyaltykit/elements/login')).LoyaltyLogin, needs: ['program', 'member'] },
  'loyalty-member-rate': { load: async () => (await import('@loyaltykit/elements/member-rate')).LoyaltyMemberRate, needs: ['program', 'tier'], quotes: true },
  'loyalty-offer-carousel': { load: async () => (await import('@loyaltykit/elements/offer-carousel')).LoyaltyOfferCarousel, needs: ['program', 'offers'] },
  'loyalty-partners': { load: async () => (await import('@loyaltykit/elements/partners')).LoyaltyPartners, needs: ['program', 'partners', 'balances'] },
  'loyalty-preferences': { load: async () => (await import('@loyaltykit/elements/preferences')).LoyaltyPreferences, needs: ['program', 'member', 'preferences', 'balances'] },
  'loyalty-provider': { load: async () => (await import('@loyaltykit/elements/provider')).LoyaltyProvider, needs: [] },
  'loyalty-redeem': { load: async () => (await import('@loyaltykit/elements/redeem')).LoyaltyRedeem, needs: ['program', 'balances', 'redemptions'], quotes: true },
  'loyalty-referral': { load: async () => (await import('@loyaltykit/elements/referral')).LoyaltyReferral, needs: ['program', 'referral'] },
  'loyalty-reward-list': { load: async () => (await import('@loyaltykit/elements/reward-list')).LoyaltyRewardList, needs: ['program', 'rewards', 'balances'] },
  'loyalty-survey': { load: async () => (await import('@loyaltykit/elements/survey')).LoyaltySurvey, needs: ['program', 'surveys'] },
  'loyalty-tier-progress': { load: async () => (await import('@loyaltykit/elements/tier-progress')).LoyaltyTierProgress, needs: ['program', 'tier'] },
}
