/** Every element once, as its own stories show it: for what is about all of them. */
import * as activity from '../../packages/elements/src/activity/activity.stories.ts'
import * as balance from '../../packages/elements/src/balance/balance.stories.ts'
import * as card from '../../packages/elements/src/card/card.stories.ts'
import * as challenges from '../../packages/elements/src/challenges/challenges.stories.ts'
import * as claimForm from '../../packages/elements/src/claim-form/claim-form.stories.ts'
import * as coupons from '../../packages/elements/src/coupons/coupons.stories.ts'
import * as earnPreview from '../../packages/elements/src/earn-preview/earn-preview.stories.ts'
import * as enrolmentForm from '../../packages/elements/src/enrolment-form/enrolment-form.stories.ts'
import * as giftCard from '../../packages/elements/src/gift-card/gift-card.stories.ts'
import * as login from '../../packages/elements/src/login/login.stories.ts'
import * as memberRate from '../../packages/elements/src/member-rate/member-rate.stories.ts'
import * as offerCarousel from '../../packages/elements/src/offer-carousel/offer-carousel.stories.ts'
import * as partners from '../../packages/elements/src/partners/partners.stories.ts'
import * as preferences from '../../packages/elements/src/preferences/preferences.stories.ts'
import * as redeem from '../../packages/elements/src/redeem/redeem.stories.ts'
import * as referral from '../../packages/elements/src/referral/referral.stories.ts'
import * as rewardList from '../../packages/elements/src/reward-list/reward-list.stories.ts'
import * as survey from '../../packages/elements/src/survey/survey.stories.ts'
import * as tierProgress from '../../packages/elements/src/tier-progress/tier-progress.stories.ts'

/** A file of stories, and which of them shows the element at its most usual. */
export interface Shown {
  readonly module: object
  readonly story: string
}

export const gallery: readonly Shown[] = [
  { module: balance, story: 'Member' },
  { module: tierProgress, story: 'Member' },
  { module: card, story: 'WithLinking' },
  { module: offerCarousel, story: 'Member' },
  { module: rewardList, story: 'Member' },
  { module: coupons, story: 'Member' },
  { module: giftCard, story: 'Member' },
  { module: challenges, story: 'Member' },
  { module: partners, story: 'Member' },
  { module: referral, story: 'Member' },
  { module: activity, story: 'Member' },
  { module: redeem, story: 'Member' },
  { module: memberRate, story: 'Member' },
  { module: earnPreview, story: 'WithDetails' },
  { module: survey, story: 'Member' },
  { module: claimForm, story: 'Member' },
  { module: preferences, story: 'Member' },
  { module: login, story: 'Guest' },
  { module: enrolmentForm, story: 'Guest' },
]
