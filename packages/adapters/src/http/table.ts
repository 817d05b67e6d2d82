import type { Group } from '@loyaltykit/core'

/**
 * The calls of the HTTP API by group: `!` acts and `?` asks with a document, both by `POST`; the others are read by `GET`, `~` as events.
 * Kept equal to `@loyaltykit/core/operations` by a test; written by hand so that a page needs no schemas.
 */
export const table = {
  program: 'get',
  session: 'current requestCode! verifyCode! exchange! refresh! end!',
  members: 'get enrol!',
  balances: 'list',
  activity: 'list',
  tiers: 'progress',
  offers: 'list activate!',
  quotes: 'quote?',
  redemptions: 'list hold! cancel! confirm!',
  rewards: 'list claim!',
  referrals: 'get lookUp',
  coupons: 'list',
  giftCards: 'list check! attach!',
  partners: 'list link! unlink! quoteExchange exchange!',
  challenges: 'list join!',
  surveys: 'list answer!',
  claims: 'list submit!',
  cards: 'list link!',
  preferences: 'get update! export leave!',
  events: 'send!',
  stream: 'open~',
  snapshot: 'get?',
} as const satisfies Record<Group, string>
