import * as z from 'zod/mini'
import { Id, Instant, list, PositiveAmount } from './base.ts'

/**
 * What somebody did, for a programme manager's figures. No personal data: nothing here names a person, belongs to one
 * (a number of a card, a claim, a coupon, an order), was typed by one, or is an address.
 */
export const LoyaltyFact = z.object({
  /** One per thing done, however often it was sent: counted once by it. */
  id: Id,
  /** When it was done, by the clock of the page. */
  at: Instant,
  /**
   * `seen`: half of it stood in view for a second; `clicked`; `enrolled`; `signed_in`; `earned`: an answer said that points were given;
   * `redeemed`: points were put to use (held for a cart, exchanged); `activated`: an offer; `shared`: an invitation; `accepted`: somebody came with
   * a friend's code, joined a challenge, linked a partner or a card, attached a gift card; `answered`: a survey; `claimed`: a reward was
   * taken, or a missing purchase told.
   */
  kind: z.enum(['seen', 'clicked', 'enrolled', 'signed_in', 'earned', 'redeemed', 'activated', 'shared', 'accepted', 'answered', 'claimed']),
  /** What sort of thing it was about. With `enrolled`, `referral` says that a friend's code was used. */
  subjectKind: z.optional(z.enum(['program', 'offer', 'reward', 'survey', 'challenge', 'referral', 'partner', 'exchange', 'cart', 'coupon', 'gift_card', 'claim', 'card'])),
  /** Its id, where it is something of the programme (an offer, reward, survey, challenge, partner, exchange) and not of one member. */
  subject: z.optional(Id),
  /** Where on the site: a short name that the host chose, such as `home` or `cart-page`. */
  place: z.optional(z.string().check(z.maxLength(40), z.regex(/^[a-z][a-z0-9-]*$/))),
  /** How much was earned or redeemed, or what a reward cost; in minor units of a loyalty currency. */
  value: z.optional(z.object({ currency: Id, amount: PositiveAmount })),
  /** What was answered: 0 to 10 for `nps`, 1 to 5 for `rating`. */
  score: z.optional(z.int().check(z.minimum(0), z.maximum(10))),
  /** How: signed in by a one-time code, by the host's own log-in or at an identity provider; shared by copying, by the device's share sheet or as a QR code. */
  method: z.optional(z.enum(['code', 'host', 'provider', 'copy', 'share', 'qr'])),
  /** Drawn at random for one visit of one page, and only after consent; kept nowhere. Says which facts belong together, not whose they are. */
  visit: z.optional(Id),
})
export type LoyaltyFact = z.infer<typeof LoyaltyFact>
export const SendFacts = z.object({ facts: list(LoyaltyFact, 100) })

/** Something changed at the backend. */
export const BackendChange = z.object({
  /** Resume after this one. */
  id: Id,
  at: Instant,
  /** What to read again, by the client's names. */
  parts: list(z.enum(['program', 'member', 'balances', 'activity', 'tier', 'offers', 'redemptions', 'rewards', 'referral', 'coupons', 'giftCards', 'partners', 'challenges', 'surveys', 'claims', 'cards', 'preferences']), 20),
})
export type BackendChange = z.infer<typeof BackendChange>
