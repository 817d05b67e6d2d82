/**
 * The shop's loyalty client. This file and the tags in the pages are all that a shop needs.
 *
 * `http` speaks to the gateway that this shop's own server mounts at `/loyalty` (see `server.ts`). `credentials: 'include'`: the
 * log-in is in an HttpOnly cookie that no script can read. Elements on the page find this client by themselves.
 */
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty } from '@loyaltykit/core'
import { captureReferral, captureSource } from '@loyaltykit/elements/shared'
import { clock } from './example-clock.ts'

export const loyalty = createLoyalty({
  backend: http({
    url: '/loyalty',
    credentials: 'include',
    // what this shop uses: the types of the client have no more
    groups: [
      'session', 'members', 'balances', 'activity', 'tiers', 'offers', 'quotes', 'redemptions', 'referrals', 'stream',
      'rewards', 'giftCards', 'coupons', 'challenges', 'partners', 'cards', 'preferences',
    ],
  }),
  locale: document.documentElement.lang,
  clock, // only for these examples: leave it out
})

// A friend's link is any page of the shop with `?ref=`: the code is kept until somebody joins with it.
captureReferral(loyalty)
// A partner's link names the partner: that is kept too, for the programme's books.
captureSource(loyalty)
