/**
 * Voucherify: Loyalty v2 (`/v2/loyalties`, on for accounts with `LOYALTY_V2`), with coupons, referrals and promotions of v1.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401, 403 | `backend_failed`: the keys are wrong, or have not the right |
 * | 404 | `not_found`; for a membership `unauthenticated`: this customer has not joined |
 * | 409 `member_already_exists` | `conflict` |
 * | 423 `insufficient_card_balance`, `zero_card_balance` | `insufficient_points` |
 * | 423 otherwise | `not_eligible` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | a payment or a purchase `REJECTED` | `insufficient_points` for `NOT_ENOUGH_BALANCE`, else `not_eligible` |
 *
 * What its documents do not have, and so is not here: a log-in (the server in front says who is there), offers that one activates, linking an old card, challenges, surveys,
 * claims, partners, consents. It has one language, so all locales are answered alike.
 *
 * It does tell which gift vouchers a customer holds, and what is on each. The port's `giftCards` also keeps a card whose number somebody was given (`attach`): what comes nearest
 * here is publishing a code to a customer, which takes none that was published before. So a present can't be kept, and the group is not here.
 *
 * Where somebody who joins came from (`source`) stands in the customer's metadata: `loyalty_partner`, `loyalty_campaign`.
 *
 * With the key that a page may have, Voucherify tells no balance, ledger, tier or reward, takes the page's word for who the shopper is, and estimates no points. What it
 * does tell then, promotions and what codes do to a cart, is in `voucherifyClient` of `@loyaltykit/adapters/voucherify-client`, for pages without a server.
 */
import {
  isLoyaltyError, isPlainDate, isSafeUrl, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Cart, type Context, type Coupon, type Currency, type Member, type Offer, type Program, type Quote, type Reward,
  type SpendLimit, type Tier, type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { batchesOf } from './shared/batches.ts'
import { quoteEach, sumOf } from './shared/carts.ts'
import { inOrder } from './shared/coupons.ts'
import { sentOnce, toldAfter, type Begun } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { heldIn, holdsIn, type Hold } from './shared/holds.ts'
import { instantOf } from './shared/instants.ts'
import { known } from './shared/known.ts'
import { ledgerPage } from './shared/ledger.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { sleep } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { checkTaking, standingOf } from './shared/rewards.ts'
import { exactly, listOf, maybe, toMinor, wire, WireNumber } from './shared/wire.ts'
import { asked, verdictOf } from './voucherify/codes.ts'

/** What `voucherify` takes. */
export interface VoucherifyOptions {
  /** Where its API begins: `https://api.voucherify.io`, the region's (`https://us1.api.voucherify.io`), or a host of your own. A wrong region refuses every key. */
  readonly url?: string
  /** The application's id, `X-App-Id`. */
  readonly appId: string
  /** The application's secret key, `X-App-Token`. It must not reach a page. */
  readonly appToken: string
  /** The loyalty programme: `lprg_…`. */
  readonly programId: string
  /** The shop's money, ISO 4217: what the orders in Voucherify are in. Voucherify counts hundredths of it, whatever the currency; one with thousandths can't be told to it. */
  readonly money: string
  /**
   * Where writes are remembered: Voucherify knows no idempotency key and makes a payment of every request. `memoryKeys()` of
   * `@loyaltykit/adapters/keys` for one process, a shared store for more.
   *
   * Here also live the holds of `redemptions`, for Voucherify can't set points aside: a hold is a promise among those who ask this adapter. A till
   * that talks to Voucherify itself may spend the same points meanwhile; then `confirm` fails with `insufficient_points`, and nothing was paid.
   */
  readonly keys: KeyStore
  /** BCP 47: the language of the texts in Voucherify, which has one for each text. `en` where absent. */
  readonly locale?: string
  /** What a currency is called, by card definition (`lcdef_…`): `point` and the definition's own name where absent. */
  readonly currencies?: Readonly<Record<string, { readonly unit?: Currency['unit']; readonly name?: string }>>
  /**
   * A member (the customer's `source_id`) who stands for somebody who has not joined yet: quotes for guests are asked for this one, for Voucherify
   * estimates for members only. Without it guests are not told what a cart would earn.
   */
  readonly newcomer?: string
  /** Whose a ticket of `members.enrol` is: the server in front has given it after a log-in. Without it every ticket is `expired`. */
  readonly person?: (ticket: string) => Promise<{ readonly sourceId: string; readonly email?: string; readonly phone?: string } | undefined>
  /** The referral campaign and what each side gets, which its documents have no read for; without it nobody has a code. */
  readonly referral?: {
    /** `camp_…`; any referral code of the member where absent. */
    readonly campaignId?: string
    /** The link of a code: an https address. */
    readonly link: (code: string) => string
    /** What each side gets: in points of a card definition. */
    readonly advocate: { readonly currency: string; readonly amount: number }
    readonly friend: { readonly currency: string; readonly amount: number }
  }
  /**
   * For how long a request that was never answered may still reach Voucherify, in milliseconds; 30 seconds where absent. Until then a payment whose
   * answer was lost is looked for and not made again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What Voucherify has. */
export type VoucherifyBackend = BackendWith<'members' | 'balances' | 'activity' | 'tiers' | 'offers' | 'quotes' | 'redemptions' | 'rewards' | 'coupons' | 'referrals' | 'cards', 'offers.activate' | 'cards.link'>

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new.

const text = z.string()
const Points = z.object({ total: maybe(WireNumber), date: maybe(text) })
const Dated = z.object({ points: maybe(WireNumber), date: maybe(text), type: maybe(text) })
const TierRef = z.object({ id: maybe(text) })
const Card = z.object({
  id: text, card_definition_id: text, code: maybe(text),
  balance: z.object({ points: WireNumber, pending_points: maybe(WireNumber) }),
  lifetime_bucket: maybe(z.object({ points: z.object({ total: WireNumber }) })),
  next_expiration: maybe(Dated), next_activation: maybe(Dated),
})
const Progress = z.object({
  current: maybe(z.object({ tier: maybe(TierRef), start_at: maybe(text), expires_at: maybe(text), points: maybe(z.object({ current: WireNumber })) })),
  tier_structure: maybe(z.object({ id: text })),
  risks: maybe(listOf(z.object({ date: text, tier: maybe(TierRef) }))),
  opportunities: maybe(listOf(z.object({ tier: TierRef, points: WireNumber }))),
})
const Membership = z.object({
  member: z.object({ id: text, customer_id: text, status: text, created_at: text }),
  cards: z.array(z.object({ card: z.nullable(Card), tier_progress: maybe(Progress) })),
})
type Membership = z.infer<typeof Membership>
type Card = z.infer<typeof Card>

const page = <T extends z.ZodMiniType>(item: T) => z.object({ data: listOf(item), cursor: maybe(z.object({ next: text })) })
const WireProgram = z.object({ id: text, name: text })
const Definition = z.object({ id: text, name: text, pay_with_points: maybe(z.object({ type: text, exchange_ratio: maybe(z.object({ formula: WireNumber })) })) })
const WireTier = z.object({ id: text, name: text, qualification_rules: maybe(z.object({ points: maybe(z.object({ min_value: maybe(WireNumber) })) })) })
const Transaction = z.object({
  id: text, type: text, status: text, created_at: text,
  details: maybe(z.object({ reason: maybe(text), points: maybe(Points), date: maybe(text), order: maybe(z.object({ id: maybe(text) })), reward_transaction: maybe(z.object({ id: maybe(text) })) })),
})
const Bucket = z.object({ points: z.object({ total: WireNumber }), status: text, date: maybe(text), expiration_date: maybe(text), type: maybe(text) })
const Rejection = maybe(z.object({ reason: maybe(text) }))
// what tells one payment from another is read strictly: taken for absent it would be paid again
const Payment = z.object({
  id: z.nullish(text), card_id: z.nullish(text), order_id: z.nullish(text), status: maybe(text),
  details: z.nullish(z.object({ rejection: Rejection, metadata: z.nullish(z.object({ points_limit: z.nullish(WireNumber) })), payment: maybe(z.object({ amount: WireNumber, points_spent: WireNumber })) })),
})
const Voucherish = z.object({ code: text, id: maybe(text), balance: maybe(WireNumber) })
const Purchase = z.object({
  id: z.nullish(text), reward_id: z.nullish(text), status: maybe(text), type: z.nullish(text),
  details: maybe(z.object({ rejection: Rejection, result: maybe(z.object({ digital: maybe(z.object({ discount_coupons: maybe(listOf(Voucherish)), gift_vouchers: maybe(listOf(Voucherish)) })) })) })),
})
const Stock = z.object({ reward_id: text, stock: maybe(z.object({ type: text, limited: maybe(z.object({ quantity: WireNumber })) })) })
const WireReward = z.object({
  id: text, name: text, type: text, status: text, start_date: maybe(text), end_date: maybe(text), digital: maybe(z.object({ type: text })),
  costs: maybe(listOf(z.object({ spending: maybe(listOf(z.object({ points: WireNumber, card_definition_id: text }))) }))),
})
type WireReward = z.infer<typeof WireReward>
const Estimation = z.object({ reward: z.object({ id: text }), status: text, cost: z.object({ points: WireNumber }), unavailability_reasons: maybe(listOf(z.object({ reason: text }))) })
const CardRef = z.object({ card_definition_id: text })
const ExaminedRewards = z.object({ memberships: listOf(z.object({ program: z.object({ id: text }), cards: listOf(z.object({ card: CardRef, rewards: listOf(Estimation) })) })) })
const ExaminedEarnings = z.object({ memberships: listOf(z.object({ program: z.object({ id: text }), cards: listOf(z.object({ card: CardRef, points_estimation: maybe(WireNumber) })) })) })
const Customer = z.object({ id: text, name: maybe(text), email: maybe(text), phone: maybe(text), birthdate: maybe(text), address: maybe(z.object({ city: maybe(text), postal_code: maybe(text) })) })
const Voucher = z.object({ id: text, code: text, campaign: maybe(text), additional_info: maybe(text), start_date: maybe(text), expiration_date: maybe(text), is_referral_code: maybe(z.boolean()) })
const Held = z.object({ id: text, holder_role: text, voucher_type: text, campaign_id: maybe(text), redeemable: z.object({ status: text, voucher: Voucher }) })
const Holder = z.object({ id: text, customer_id: text, holder_role: text, created_at: text })
const v1Page = <T extends z.ZodMiniType>(item: T) => z.object({ data: listOf(item), has_more: maybe(z.boolean()), more_starting_after: maybe(text) })
const Promotions = z.object({ tiers: listOf(z.object({ id: text, name: maybe(text), banner: maybe(text), active: maybe(z.boolean()), start_date: maybe(text), expiration_date: maybe(text) })) })
const Refused = z.object({ key: maybe(text), details: maybe(text), message: maybe(text) })

// From its words to ours

/** Its error key is the cause of ours. */
const keyOf = (error: LoyaltyError): string | undefined => (error.cause instanceof Error ? error.cause.message : undefined)

function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const key = z.safeParse(Refused, body).data?.key
  const cause = new Error(key ?? `Status ${status}.`)
  if (status === 404 && key !== undefined) return new LoyaltyError('not_found', 'The loyalty service does not know this.', { cause })
  if (status === 409) return new LoyaltyError('conflict', 'This was done before.', { cause })
  if (status !== 423) return undefined
  return key === 'insufficient_card_balance' || key === 'zero_card_balance'
    ? new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.', { cause })
    : new LoyaltyError('not_eligible', 'The programme does not allow this now.', { cause })
}

const unfit = (message: string): LoyaltyError => new LoyaltyError('not_eligible', message)

const rejected = (reason: string | undefined): LoyaltyError => (reason === 'NOT_ENOUGH_BALANCE' ? new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.') : unfit('The programme has refused this.'))

/** What a point is worth, where the formula is a plain number: `0.5` is 1 hundredth for 2 points. */
function rateOf({ pay_with_points: pays }: z.infer<typeof Definition>, { money, unit }: { money: string; unit: number }): Pick<Currency, 'rate'> | undefined {
  const [, whole = '', part = ''] = /^(\d+)(?:\.(\d{1,6}))?$/.exec(String(pays?.exchange_ratio?.formula ?? '').trim()) ?? []
  const [worth, points] = [Number(`${whole}${part}`), 10 ** part.length * unit]
  if (pays?.type !== 'EXCHANGE_RATIO' || !whole || worth === 0 || !Number.isSafeInteger(worth)) return undefined
  const common = divisor(worth, points)
  return { rate: { amount: points / common, money: { amount: worth / common, currency: money } } }
}
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

function toMember(id: string, { member, cards }: Membership, { name, email, phone, birthdate, address }: z.infer<typeof Customer>): Member {
  const code = cards.find(({ card }) => card?.code)?.card?.code
  return {
    id, status: member.status === 'ACTIVE' ? 'active' : 'blocked', joinedAt: instantOf(member.created_at) ?? member.created_at, consents: [],
    // one field for the whole name: it is not cut where nobody has said how
    profile: {
      ...(name ? { givenName: name } : {}), ...known({ email }), ...(phone && /^\+[1-9]\d{6,14}$/.test(phone.replace(/[\s().-]/g, '')) ? { phone: phone.replace(/[\s().-]/g, '') } : {}),
      ...(birthdate && isPlainDate(birthdate) ? { birthday: birthdate } : {}), ...(address?.city ? { city: address.city } : {}), ...(address?.postal_code ? { postalCode: address.postal_code } : {}),
    },
    ...(code ? { cardNumber: code } : {}),
  }
}

const kinds: Readonly<Record<string, readonly [kind: ActivityEntry['kind'], sign: 1 | -1, reason?: ActivityEntry['reason']]>> = {
  POINTS_EARNED: ['earn', 1], PENDING_POINTS_ADDED: ['earn', 1], PENDING_POINTS_ACTIVATED: ['earn', 1], PENDING_POINTS_CANCELED: ['reverse', -1], POINTS_PURCHASED: ['earn', 1, 'reward'],
  POINTS_PURCHASE_REVERSED: ['reverse', -1, 'reward'], POINTS_SPENT_ON_REWARD: ['spend', -1, 'reward'], POINTS_SPENT_ON_ORDER: ['spend', -1, 'redemption'], POINTS_REFUNDED: ['reverse', -1, 'refund'],
  POINTS_RETURNED: ['reverse', 1, 'refund'], POINTS_EXPIRED: ['expire', -1], ADMIN_POINTS_EXPIRATION: ['expire', -1], ADMIN_CREDIT: ['adjust', 1, 'service'], ADMIN_DEBIT: ['adjust', -1, 'service'],
}

/** What was refused never happened, and pending points whose day has come have a line of their own that says so. */
const isShown = ({ type, status, details }: z.infer<typeof Transaction>, now: number): boolean =>
  status !== 'REJECTED' && !(type === 'PENDING_POINTS_ADDED' && Date.parse(details?.points?.date ?? '') <= now)

function toEntry({ id, type, status, created_at: at, details }: z.infer<typeof Transaction>, card: Card): ActivityEntry {
  const total = toMinor(details?.points?.total ?? 0)
  // a kind that came after this was written: by its sign
  const [kind, sign, reason] = kinds[type] ?? ['adjust', total < 0 ? -1 : 1]
  const [reference, availableAt] = [details?.order?.id ?? details?.reward_transaction?.id, type === 'PENDING_POINTS_ADDED' ? instantOf(details?.points?.date) : undefined]
  return {
    id, at: instantOf(at) ?? at, kind, currency: card.card_definition_id, amount: total === 0 ? 0 : sign * Math.abs(total),
    state: type === 'PENDING_POINTS_ADDED' || status !== 'APPROVED' ? 'pending' : 'final',
    ...known({ reason }), ...(details?.reason ? { text: details.reason.slice(0, 300) } : {}), ...known({ reference, availableAt }),
  }
}

function toStanding(progress: z.infer<typeof Progress> | undefined, currency: string | undefined, tiers: readonly { readonly id: string; readonly from: number }[]): TierStanding {
  const rank = (id: string | undefined) => tiers.findIndex((tier) => tier.id === id)
  const { current, opportunities = [], risks: [risk] = [] } = progress ?? {}
  const at = rank(current?.tier?.id)
  const next = tiers[at + 1]
  const opportunity = opportunities.find(({ tier }) => tier.id === next?.id)
  const have = current?.points ? Math.max(0, toMinor(current.points.current)) : next && opportunity ? Math.max(0, next.from - toMinor(opportunity.points)) : undefined
  const [since, validUntil, by] = [instantOf(current?.start_at), instantOf(current?.expires_at), instantOf(risk?.date)]
  const metric = (need: number) => (have === undefined ? [] : [{ metric: 'points' as const, have, need, ...known({ currency }) }])
  return {
    ...(at >= 0 && current?.tier?.id ? { current: current.tier.id } : {}), ...known({ since, validUntil }),
    ...(next && opportunity ? { next: { tier: next.id, metrics: metric(next.from) } } : {}),
    ...(risk && by ? { keep: { by, metrics: metric(tiers[at]?.from ?? 0), ...(rank(risk.tier?.id) >= 0 && risk.tier?.id ? { otherwise: risk.tier.id } : {}) } } : {}),
  }
}

/** Why a member can't take it now; a reason that came after this was written is none of ours. */
function lockedBecause(estimation: z.infer<typeof Estimation> | undefined, isTooLittle: boolean): Reward['lockedBecause'] {
  if (!estimation) return 'not_eligible'
  if (estimation.status === 'AVAILABLE') return isTooLittle ? 'balance_too_low' : undefined
  const reasons = estimation.unavailability_reasons?.map(({ reason }) => reason) ?? []
  return reasons.length && reasons.every((reason) => reason === 'insufficient_balance') ? 'balance_too_low' : 'not_eligible'
}

const digitalKinds: Readonly<Record<string, Reward['kind']>> = { DISCOUNT_COUPONS: 'coupon', GIFT_VOUCHERS: 'gift_card' }

function toReward({ id, name, type, start_date, end_date, digital }: WireReward, { cost, left, because, now }: { cost: Reward['cost']; left: number | undefined; because: Reward['lockedBecause']; now: number }): Reward {
  const [validFrom, validUntil, kind] = [instantOf(start_date), instantOf(end_date), type === 'MATERIAL' ? 'product' as const : digitalKinds[digital?.type ?? '']]
  const locked = validFrom !== undefined && Date.parse(validFrom) > now ? 'not_yet' : because
  return {
    id, title: name, cost, ...known({ kind, validFrom, validUntil, left }),
    ...standingOf(locked, left === 0),
  }
}

const couponStates: Readonly<Record<string, Coupon['state']>> = { ACTIVE: 'available', NOT_ACTIVE_YET: 'available', USED: 'used' }

function toCoupon({ redeemable: { status, voucher } }: z.infer<typeof Held>): Coupon {
  const [validFrom, validUntil] = [instantOf(voucher.start_date), instantOf(voucher.expiration_date)]
  return { id: voucher.id, code: voucher.code, title: (voucher.campaign ?? voucher.code).slice(0, 300), state: couponStates[status] ?? 'expired', ...(voucher.additional_info ? { text: voucher.additional_info } : {}), ...known({ validFrom, validUntil }) }
}

const offersOf = ({ tiers }: z.infer<typeof Promotions>): Offer[] => tiers.filter(({ active }) => active !== false).map(({ id, name, banner, start_date, expiration_date }) => {
  const [validFrom, validUntil] = [instantOf(start_date), instantOf(expiration_date)]
  return { id, kind: 'discount', audience: 'public', title: (banner || name || id).slice(0, 300), state: 'available', activation: 'none', ...known({ validFrom, validUntil }) }
})


// The backend

/** Where held points are. */
interface Place { readonly cardId: string }
const heldOn = (holds: readonly Hold<Place>[], cardId: string): number => heldIn(holds, ({ place }) => place.cardId === cardId)

/**
 * Voucherify as a backend. Runs on a server, behind `@loyaltykit/gateway`; a member is the customer's `source_id`.
 *
 * Points pay for an order that Voucherify knows: the shop writes its open cart there as an order with the cart's id as `source_id`, before it asks for a
 * quote. Without it points pay for nothing (`not_eligible`).
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function voucherify(options: VoucherifyOptions): VoucherifyBackend {
  const { url = 'https://api.voucherify.io', appId, appToken, programId, money, keys, locale = 'en', currencies = {}, newcomer, person, referral, holdFor, doubt = 30_000, clock = Date.now, fetch = globalThis.fetch } = options
  checkOptions({ ...options, url })
  const unit = 10 ** (2 - digitsOf(money))
  const name = `voucherify:${programId}`
  const program = `/v2/loyalties/programs/${programId}`
  const send = wire({
    url: url.replace(/\/$/, ''), fetch, refusal,
    headers: { 'x-app-id': appId, 'x-app-token': appToken },
    hiddenFailure: (body) => z.safeParse(z.object({ code: z.int().check(z.minimum(400)), key: text }), body).data?.code,
  })
  const toMoney = (amount: number | string) => ({ amount: exactly(toMinor(amount) / unit), currency: money })
  const fromMoney = (amount: number) => exactly(amount * unit)

  const at = (path: string, query: Readonly<Record<string, string | undefined>>) => {
    const given = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString()
    return { path: `${path}${path.includes('?') ? '&' : '?'}${given}` }
  }

  /** Every item of a list, at most `most` and the rest of their page. */
  const all = <T extends z.ZodMiniType>(item: T, path: string, context: Context, most = 500): Promise<z.infer<T>[]> =>
    allOf(async (next: string | undefined) => {
      const { data, cursor } = await send(page(item), at(path, { limit: '100', cursor: next }), context)
      return { items: data as z.infer<T>[], next: cursor?.next }
    }, most)

  /** @throws `LoyaltyError` `unauthenticated` for a customer who has not joined. */
  async function membershipOf(context: Context, sourceId = memberOf(context)): Promise<Membership> {
    const found = await send(Membership, { path: `${program}/memberships/${encodeURIComponent(sourceId)}?identification_type=customer_source_id` }, context)
      .catch((error: unknown) => { throw isLoyaltyError(error) && error.code === 'not_found' ? new LoyaltyError('unauthenticated', 'This customer is not in the programme. Join first.', { cause: error }) : error })
    if (found.member.status === 'DELETED') throw new LoyaltyError('unauthenticated', 'This membership has ended.')
    return found
  }
  const cardsOf = ({ cards }: Membership): Card[] => cards.flatMap(({ card }) => card ?? [])
  const own = ({ member }: Membership) => `${program}/members/${member.id}`

  // What there is

  async function balancesOf(context: Context): Promise<Balance[]> {
    const [membership, held] = await Promise.all([membershipOf(context), holds.open(context)])
    return Promise.all(cardsOf(membership).map(async (card): Promise<Balance> => {
      const base = `${own(membership)}/cards/${card.id}`
      const [points, pending, aside] = [toMinor(card.balance.points), Math.max(0, toMinor(card.balance.pending_points ?? 0)), heldOn(held, card.id)]
      const expiring = card.next_expiration ? await all(Bucket, `${base}/expiring-points`, context, 100) : []
      const waiting = pending > 0 ? await all(Bucket, `${base}/pending-points`, context, 100) : []
      return {
        currency: card.card_definition_id,
        available: points - aside,
        ...(card.balance.pending_points === undefined ? {} : { pending, pendingBatches: batchesOf(waiting.filter(({ type, status }) => status === 'PENDING' && type !== 'EVENT_BASED').map(({ date, points: { total } }) => ({ at: date, amount: toMinor(total) })), pending) }),
        ...(aside > 0 ? { held: aside } : {}),
        // what is held is of the points that go first
        ...(card.next_expiration === undefined ? {} : { expiring: batchesOf(expiring.filter(({ status }) => status === 'ACTIVE').map(({ expiration_date: date, points: { total } }) => ({ at: date, amount: toMinor(total) })), points, aside) }),
        ...(card.lifetime_bucket ? { lifetime: Math.max(0, toMinor(card.lifetime_bucket.points.total)) } : {}),
      }
    }))
  }

  const tiersOf = async (context: Context) => {
    const [structure] = await all(z.object({ tier_structure_id: text }), `${program}/tier-structures`, context)
    const tiers = structure ? await all(WireTier, `/v2/loyalties/tier-structures/${structure.tier_structure_id}/tiers`, context) : []
    return tiers.map(({ id, name: title, qualification_rules: rules }) => ({ id, name: title, from: toMinor(rules?.points?.min_value ?? 0) })).sort((a, b) => a.from - b.from)
  }

  async function catalogueOf(context: Context): Promise<{ reward: Reward; ends: string | undefined }[]> {
    const isMember = context.identity.kind === 'member'
    const membership = isMember ? await membershipOf(context) : undefined
    const held = await holds.open(context)
    const [assigned, rewards, examined] = await Promise.all([
      all(Stock, `${program}/rewards`, context), all(WireReward, '/v2/loyalties/rewards', context),
      membership ? send(ExaminedRewards, { method: 'POST', path: '/v2/loyalties/examine/rewards', body: { customer_identification: { type: 'member_id', member_id: membership.member.id } } }, context) : undefined,
    ])
    const cards = examined?.memberships.filter((one) => one.program.id === programId).flatMap((one) => one.cards) ?? []
    return assigned.flatMap(({ reward_id: id, stock }) => {
      const wired = rewards.find((one) => one.id === id)
      const offers = cards.flatMap(({ card, rewards: estimations }) => estimations.filter(({ reward }) => reward.id === id).map((estimation) => ({ card, estimation })))
      const best = offers.find(({ estimation }) => estimation.status === 'AVAILABLE') ?? offers[0]
      const listed = wired?.costs?.flatMap(({ spending }) => spending ?? [])[0]
      const cost = best ? { currency: best.card.card_definition_id, amount: toMinor(best.estimation.cost.points) } : listed && { currency: listed.card_definition_id, amount: toMinor(listed.points) }
      if (!wired || !cost || wired.status !== 'ACTIVE') return []
      const card = membership && cardsOf(membership).find(({ card_definition_id: definition }) => definition === cost.currency)
      const left = stock?.type === 'LIMITED' && stock.limited ? Math.max(0, toMinor(stock.limited.quantity)) : undefined
      const because = isMember ? lockedBecause(best?.estimation, card ? toMinor(card.balance.points) - heldOn(held, card.id) < cost.amount : true) : undefined
      return [{ reward: toReward(wired, { cost, left, because, now: clock() }), ends: instantOf(wired.end_date) }]
    })
  }

  const vouchersOf = (context: Context): Promise<z.infer<typeof Held>[]> =>
    allOf(async (after: string | undefined) => {
      const { data, has_more: more, more_starting_after: next } = await send(v1Page(Held), at(`/v1/customers/${encodeURIComponent(memberOf(context))}/redeemables`, { limit: '100', starting_after_id: after }), context)
      return { items: data, next: more ? next : undefined }
    })

  // Money: a request is sent once. What became of it is read from the list, never found out by asking again.

  /** What a payment with points would do; nothing is done. */
  const simulated = async (membership: Membership, cardId: string, cartId: string, limit: object, context: Context) => {
    const { transaction } = await send(z.object({ transaction: Payment }), { method: 'POST', path: `${own(membership)}/orders/payments`, body: { card_id: cardId, order: { source_id: cartId }, payment_limit: limit, mode: 'DRY_RUN' } }, context)
    if (!transaction.order_id) throw new LoyaltyError('bad_response', 'The loyalty service did not say which order this is.')
    return { order: transaction.order_id, points: toMinor(transaction.details?.payment?.points_spent ?? 0), amount: transaction.details?.payment?.amount ?? 0 }
  }
  const pointsLimit = (max: number) => ({ type: 'POINTS_LIMIT', points_limit: { max } })

  /** Looks again until the transaction is approved or rejected; the pause between two looks grows to 2 s. */
  async function settled<T extends typeof Payment | typeof Purchase>(item: T, path: string, id: string, context: Context): Promise<z.infer<T>> {
    for (let pause = 100; ; pause = Math.min(2_000, pause * 2)) {
      const [found] = (await send(page(item as typeof Payment), { path: `${path}?${new URLSearchParams({ 'filters[id][conditions][$is]': id })}` }, context)).data
      if (found?.status === 'APPROVED' || found?.status === 'REJECTED') return found as z.infer<T>
      await sleep(pause, context.signal)
    }
  }

  /** The newest of a list, and which of them came after one that is known. */
  async function newest<T extends typeof Payment | typeof Purchase>(item: T, path: string, context: Context) {
    // all of them must be read: one that is passed over would be made again
    const { data } = (await send(z.object({ data: z.array(item as typeof Payment) }), { path: `${path}?limit=100&order=-created_at` }, context)) as { data: z.infer<T>[] }
    if (data.some(({ id }) => !id)) throw new LoyaltyError('bad_response', 'The loyalty service did not tell one payment from another.')
    // one that is not among them any more is older than all
    const indexOf = (id: string | undefined) => data.findIndex((one) => one.id === id)
    return { last: data[0]?.id ?? undefined, since: (id: string | undefined) => (indexOf(id) < 0 ? data : data.slice(0, indexOf(id))) }
  }

  const paymentsOf = async (context: Context) => `${own(await membershipOf(context))}/orders/payments`
  /** Answered with the transaction, which has no id where it is only tried. */
  const sent = async <T extends typeof Payment | typeof Purchase>(item: T, path: string, body: object, context: Context): Promise<string> => {
    const { transaction } = await send(z.object({ transaction: item as typeof Payment }), { method: 'POST', path, body: { ...body, mode: 'TRANSACTION' } }, context)
    if (!transaction.id) throw new LoyaltyError('bad_response', 'The loyalty service did not say what it has made of this.')
    return transaction.id
  }

  const holds = holdsIn<Place, { readonly order: string; readonly after?: string | undefined }>({
    keys, name, holdFor, doubt, clock,
    member: membershipOf,
    balances: balancesOf,
    async promise({ cart, currency, amount }, held, context) {
      const membership = await membershipOf(context)
      const card = cardsOf(membership).find(({ card_definition_id: id }) => id === currency)
      if (!card) throw invalid({ path: 'currency', message: 'is not one that pays here' })
      if (membership.member.status !== 'ACTIVE') throw unfit('This membership is blocked. Ask the desk.')
      if (amount > toMinor(card.balance.points) - heldOn(held, card.id)) throw new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.')
      const { net } = await priceOf(cart, 'cart', context)
      const limit = (await limitsOf(cart, net, held, context)).find((one) => one.currency === currency)
      const off = limit && amount <= limit.max ? await simulated(membership, card.id, cart.id, pointsLimit(amount), context) : undefined
      if (off?.points !== amount) throw unfit(limit?.max ? `This cart takes at most ${limit.max} points.` : 'Points can\'t pay for this cart.')
      return { money: toMoney(off.amount), place: { cardId: card.id } }
    },
    pay: {
      async mark({ place: { cardId }, redemption: { cartId, amount } }, context) {
        const { order, points } = await simulated(await membershipOf(context), cardId, cartId, pointsLimit(amount), context)
        if (points < amount) throw unfit('The order or the points have changed since they were held. Let them go and choose again.')
        return { order, after: (await newest(Payment, await paymentsOf(context), context)).last }
      },
      find: async ({ place: { cardId }, redemption: { amount } }, { order, after }, context) =>
        (await newest(Payment, await paymentsOf(context), context)).since(after).find((one) => one.card_id === cardId && one.order_id === order && Number(one.details?.metadata?.points_limit) === amount)?.id ?? undefined,
      send: async ({ place: { cardId }, redemption: { cartId, amount } }, _mark, context) =>
        sent(Payment, await paymentsOf(context), { card_id: cardId, order: { source_id: cartId }, payment_limit: pointsLimit(amount) }, context),
      async settled(_hold, id, context) {
        const { status, details } = await settled(Payment, await paymentsOf(context), id, context)
        return status === 'APPROVED' ? undefined : rejected(details?.rejection?.reason)
      },
    },
  })

  async function buy(reward: Reward, membership: Membership, { noted, note, ...context }: Act): Promise<z.infer<typeof Purchase>> {
    const path = `${own(membership)}/rewards/purchases`
    const id = await sentOnce<{ readonly after?: string | undefined }>({
      begun: noted as Begun<{ readonly after?: string | undefined }> | undefined, keep: note, doubt,
      mark: async () => ({ after: (await newest(Purchase, path, context)).last }),
      // the oldest that is new: a newer one may be another key's
      find: async ({ after }) => (await newest(Purchase, path, context)).since(after).findLast((one) => one.reward_id === reward.id && one.type === 'PURCHASE')?.id ?? undefined,
      send: () => sent(Purchase, path, { reward_id: reward.id }, context),
    })
    const done = await settled(Purchase, path, id, context)
    if (done.status === 'REJECTED') throw rejected(done.details?.rejection?.reason)
    return done
  }

  // Quotes

  async function priceOf(cart: Cart, path: string, context: Context) {
    const sum = sumOf(cart, { money, path, times: unit })
    const { discounts, useless } = cart.codes?.length && sum > 0 ? await codesOf(cart, sum, context) : { discounts: [], useless: [] }
    return { sum, discounts, useless, net: sum - discounts.reduce((off, { money: { amount } }) => off + amount, 0) }
  }

  async function quoteOf(cart: Cart, path: string, context: Context): Promise<Quote> {
    const isMember = context.identity.kind === 'member'
    const { sum, net, discounts, useless } = await priceOf(cart, path, context)
    const total = { amount: sum, currency: money }
    if (sum === 0) return { earn: [], total, due: total, discounts: [], ...(isMember ? { spend: [] } : {}) }
    const all = await holds.open(context)
    const held = all.find(({ redemption }) => redemption.cartId === cart.id)
    const due = Math.max(0, net - (held?.redemption.money.amount ?? 0))
    const [earn, spend] = await Promise.all([earningsOf(cart, due, context), isMember ? limitsOf(cart, net, all, context) : undefined])
    return { earn, total, due: { amount: due, currency: money }, discounts, ...known({ spend }), ...(useless.length ? { rejectedCodes: useless } : {}), ...(held ? { held: held.redemption } : {}) }
  }

  const orderOf = (cart: Cart, sum: number) => ({
    amount: fromMoney(sum),
    items: cart.items.map(({ sku, quantity, price }) => ({ source_id: sku, related_object: 'sku', quantity, price: fromMoney(price), amount: fromMoney(price * quantity) })),
  })

  async function codesOf(cart: Cart, sum: number, context: Context) {
    const customer = context.identity.kind === 'member' ? { customer: { source_id: context.identity.memberId } } : {}
    return verdictOf(await send(z.unknown(), { method: 'POST', path: '/v1/validations', body: { ...asked(cart, { sum, unit }), ...customer } }, context), cart, { sum, unit, money })
  }

  async function earningsOf(cart: Cart, due: number, context: Context): Promise<Quote['earn']> {
    const sourceId = context.identity.kind === 'member' ? context.identity.memberId : newcomer
    if (sourceId === undefined) return []
    const { memberships } = await send(ExaminedEarnings, {
      method: 'POST', path: '/v2/loyalties/examine/earning-rules',
      body: {
        trigger: { type: 'SPECIFIC', specific: { event: 'customer.order.paid' } },
        customer_identification: { type: 'customer_source_id', customer_source_id: sourceId },
        customer_order_paid: { order: { ...orderOf(cart, due), initial_amount: fromMoney(sumOf(cart, { money, path: 'cart' })) } },
      },
    }, context)
    return memberships.filter((one) => one.program.id === programId).flatMap(({ cards }) => cards.map(({ card, points_estimation: points }) => ({ currency: card.card_definition_id, amount: toMinor(points ?? 0) })))
  }

  async function limitsOf(cart: Cart, net: number, held: readonly Hold<Place>[], context: Context): Promise<SpendLimit[]> {
    const membership = await membershipOf(context)
    const limits = await Promise.all(cardsOf(membership).map(async (card): Promise<SpendLimit | undefined> => {
      const isHeld = held.some(({ place, redemption }) => place.cardId === card.id && redemption.cartId === cart.id)
      const limit = (max: number, worth: number, because?: SpendLimit['because']): SpendLimit => ({
        currency: card.card_definition_id, min: Math.min(1, max), max, step: 1, worth: { amount: worth, currency: money },
        ...(isHeld ? { because: 'already_held' } : max === 0 ? { because: because ?? 'not_eligible' } : {}),
      })
      const available = toMinor(card.balance.points) - heldOn(held.filter(({ redemption }) => redemption.cartId !== cart.id), card.id)
      if (available <= 0) return limit(0, 0, 'balance_too_low')
      try {
        const most = await simulated(membership, card.id, cart.id, pointsLimit(available), context)
        const fitting = toMoney(most.amount).amount <= net ? most : net > 0 ? await simulated(membership, card.id, cart.id, { type: 'AMOUNT_LIMIT', amount_limit: { max: fromMoney(net) } }, context) : { points: 0, amount: 0 }
        return limit(Math.min(available, fitting.points), toMoney(fitting.amount).amount)
      } catch (error) {
        if (!isLoyaltyError(error)) throw error
        if (keyOf(error) === 'pay_with_points_not_enabled') return undefined
        if (error.code === 'insufficient_points') return limit(0, 0, 'balance_too_low')
        // an order that Voucherify does not know
        if (error.code === 'not_found' || error.code === 'not_eligible') return limit(0, 0)
        throw error
      }
    }))
    return limits.filter((limit) => limit !== undefined)
  }

  const promotions = async (context: Context) => offersOf(await send(Promotions, { path: '/v1/promotions/tiers?is_available=true&limit=100' }, context))

  // Referrals

  const roles = async (code: string, context: Context) => (await send(v1Page(Holder), { path: `/v1/referrals/members/${encodeURIComponent(code)}/holders?limit=100` }, context)).data
  /** The code of somebody who may invite: one who has not joined the loyalty programme may, one whose membership is not active may not. */
  const isCode = async (code: string, context: Context) => {
    const none = (error: unknown) => { if (isLoyaltyError(error) && error.code === 'not_found') return undefined; throw error }
    const advocate = referral && (await roles(code, context).catch(none))?.find(({ holder_role: role }) => role !== 'REFEREE')
    const membership = advocate && (await send(Membership, { path: `${program}/memberships/${encodeURIComponent(advocate.customer_id)}?identification_type=customer_id` }, context).catch(none))
    return advocate !== undefined && (membership === undefined || membership.member.status === 'ACTIVE')
  }
  const joined = async (code: string, customerId: string, context: Context) =>
    void (await send(z.unknown(), { method: 'POST', path: `/v1/referrals/members/${encodeURIComponent(code)}/holders`, body: { holders: [{ id: customerId }] } }, context))

  const groups = {
    program: {
      get: async (_input, context): Promise<Program> => {
        const [own, assigned, definitions, tiers] = await Promise.all([
          send(WireProgram, { path: program }, context), all(z.object({ card_definition_id: text }), `${program}/card-definitions`, context), all(Definition, '/v2/loyalties/card-definitions', context), tiersOf(context),
        ])
        const cards = assigned.flatMap(({ card_definition_id: id }) => definitions.find((one) => one.id === id) ?? [])
        return {
          id: own.id, name: own.name, locales: [locale],
          currencies: cards.map((card) => ({ id: card.id, unit: currencies[card.id]?.unit ?? 'point', name: currencies[card.id]?.name ?? card.name, scale: 0, ...rateOf(card, { money, unit }) })),
          tiers: tiers.map(({ id, name: title, from }, rank): Tier => ({ id, name: title, rank, reachedBy: from > 0 ? [{ metric: 'points', amount: from }] : [], benefits: [] })),
          ...(referral ? { referral: { advocate: { ...referral.advocate }, friend: { ...referral.friend } } } : {}),
        }
      },
    },
    members: {
      get: async (_input, context): Promise<Member> => {
        const sourceId = memberOf(context)
        const [membership, customer] = await Promise.all([membershipOf(context), send(Customer, { path: `/v1/customers/${encodeURIComponent(sourceId)}` }, context)])
        return toMember(sourceId, membership, customer)
      },
      enrol: async ({ ticket, profile, referralCode, cardNumber, source }, context) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        if (cardNumber !== undefined) throw invalid({ path: 'cardNumber', message: 'can\'t be linked here' })
        if (referralCode !== undefined && !(await isCode(referralCode, context))) throw invalid({ path: 'referralCode', message: 'is not one of a member' })
        const title = [profile.givenName, profile.familyName].filter(Boolean).join(' ')
        const { email = profile.email, phone = profile.phone, sourceId } = whose
        const customer = await send(Customer, {
          method: 'POST', path: '/v1/customers',
          body: {
            source_id: sourceId, ...(source ? { metadata: { loyalty_partner: source.partner, ...(source.campaign === undefined ? {} : { loyalty_campaign: source.campaign }) } } : {}), ...(title ? { name: title } : {}), ...known({ email, phone }), ...(profile.birthday ? { birthdate: profile.birthday } : {}),
            ...(profile.city || profile.postalCode ? { address: { ...(profile.city ? { city: profile.city } : {}), ...(profile.postalCode ? { postal_code: profile.postalCode } : {}) } } : {}),
          },
        }, context)
        // its document asks for `customer_id` in both places
        await send(z.unknown(), { method: 'POST', path: `${program}/members`, body: { customer_id: customer.id, customer_identification: { type: 'customer_id', customer_id: customer.id } } }, context)
          .catch((error: unknown) => { if (!(isLoyaltyError(error) && error.code === 'conflict' && context.noted)) throw error })
        await context.note({ joined: true })
        if (referralCode !== undefined) await joined(referralCode, customer.id, context)
        const asMember: Context = { ...context, identity: { kind: 'member', memberId: sourceId } }
        const [membership, balances] = await toldAfter(Promise.all([membershipOf(asMember), balancesOf(asMember)]))
        return { session: { memberId: sourceId }, member: toMember(sourceId, membership, customer), balances, granted: [] }
      },
    },
    balances: { list: async (_input, context) => balancesOf(context) },
    activity: {
      list: async ({ cursor, limit, currency }, context) => {
        const membership = await membershipOf(context)
        const cards = cardsOf(membership).filter(({ card_definition_id: id }) => currency === undefined || id === currency)
        const { items, ...rest } = await ledgerPage<{ line: z.infer<typeof Transaction>; card: Card }>({ cursor, limit }, {
          idOf: ({ line }) => line.id, atOf: ({ line }) => line.created_at,
          read: async (enough, before) => (await Promise.all(cards.map(async (card) => {
            const lines = await all(Transaction, at(`${own(membership)}/cards/${card.id}/transactions`, { order: '-created_at', 'filters[created_at][conditions][$before]': before }).path, context, enough)
            return lines.filter((line) => isShown(line, clock())).map((line) => ({ line, card }))
          }))).flat(),
        })
        return { items: items.map(({ line, card }) => toEntry(line, card)), ...rest }
      },
    },
    tiers: {
      progress: async (_input, context): Promise<TierStanding> => {
        const [{ cards }, tiers] = await Promise.all([membershipOf(context), tiersOf(context)])
        const card = cards.find(({ tier_progress: progress }) => progress?.tier_structure)
        return toStanding(card?.tier_progress, card?.card?.card_definition_id, tiers)
      },
    },
    offers: {
      list: async (_input, context) => promotions(context),
    },
    quotes: { quote: async ({ carts }, context) => ({ quotes: await quoteEach(carts, (cart, index) => quoteOf(cart, `carts.${index}`, context)) }) },
    redemptions: holds.redemptions,
    rewards: {
      list: async ({ cursor, limit }, context) =>
        pageOf((await catalogueOf(context)).filter(({ ends }) => ends === undefined || Date.parse(ends) > clock()).map(({ reward }) => reward), { cursor, limit }),
      claim: async ({ rewardId }, given) => holds.inTurn(given, async (context) => {
        const membership = await membershipOf(context)
        const found = (await catalogueOf(context)).find(({ reward }) => reward.id === rewardId)
        if (!found && context.noted) throw new LoyaltyError('uncertain', 'This reward has ended meanwhile. Look at your coupons, or ask the shop.')
        if (!found) throw new LoyaltyError('not_found', 'There is no such reward.')
        // what was begun may have taken the points that are lacking now
        if (!context.noted && found.ends !== undefined && Date.parse(found.ends) <= clock()) throw new LoyaltyError('expired', 'This reward has ended.')
        if (!context.noted) checkTaking(found.reward)
        const purchase = await buy(found.reward, membership, context)
        const [after, balances] = await Promise.all([catalogueOf(context), balancesOf(context)])
        const { discount_coupons: [code] = [], gift_vouchers: [gift] = [] } = purchase.details?.result?.digital ?? {}
        const coupon = code && (await vouchersOf(context)).find(({ redeemable }) => redeemable.voucher.code === code.code)
        return {
          reward: after.find(({ reward }) => reward.id === rewardId)?.reward ?? found.reward, balances,
          ...(coupon ? { coupon: toCoupon(coupon) } : {}),
          ...(gift?.balance === undefined ? {} : { giftCard: { id: gift.id ?? gift.code, number: `···· ${gift.code.slice(-4)}`, balance: toMoney(gift.balance), state: 'active' as const } }),
        }
      }),
    },
    coupons: {
      list: async (_input, context) => {
        await membershipOf(context)
        const coupons = (await vouchersOf(context)).filter(({ voucher_type: type, redeemable }) => type === 'DISCOUNT_VOUCHER' && !redeemable.voucher.is_referral_code).map(toCoupon)
        return inOrder(coupons)
      },
    },
    referrals: {
      get: async (_input, context) => {
        const { member } = await membershipOf(context)
        if (member.status !== 'ACTIVE') throw unfit('This membership is blocked. Ask the desk.')
        const code = referral && (await vouchersOf(context)).find(({ holder_role: role, campaign_id: campaign, redeemable: { voucher, status } }) =>
          voucher.is_referral_code && role !== 'REFEREE' && status === 'ACTIVE' && (referral.campaignId === undefined || referral.campaignId === campaign))?.redeemable.voucher.code
        if (!referral || !code) throw unfit('This member has no referral code.')
        const friends = (await roles(code, context)).filter(({ holder_role: role }) => role === 'REFEREE').flatMap(({ id, created_at }) => { const at = instantOf(created_at); return at ? [{ id, at, state: 'joined' as const }] : [] })
        return { code, url: referral.link(code), advocate: { ...referral.advocate }, friend: { ...referral.friend }, invitations: friends.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)) }
      },
      lookUp: async ({ code }, context) => (referral && (await isCode(code, context)) ? { valid: true, friend: { ...referral.friend } } : { valid: false }),
    },
    cards: {
      list: async (_input, context) => cardsOf(await membershipOf(context)).flatMap(({ id, code: number }) => (number ? [{ id, number, kind: 'virtual' as const, wallets: [] }] : [])).slice(0, 20),
    },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as VoucherifyBackend
}

function checkOptions({ url, appId, appToken, programId, money, keys, locale, referral, holdFor, doubt }: VoucherifyOptions & { readonly url: string }): void {
  refusePage('voucherify')
  const check = checking('voucherify')
  check.address('url', url)
  for (const [option, value] of Object.entries({ appId, appToken })) check.credential(option, value, 'what Voucherify shows under API keys')
  if (typeof programId !== 'string' || !/^lprg_[a-f0-9]+$/.test(programId)) check.fail('`programId` must be the id of a loyalty programme: lprg_ and hexadecimal digits.')
  check.money('money', money, 2)
  check.keys(keys)
  check.locale(locale)
  check.milliseconds('holdFor', holdFor)
  check.milliseconds('doubt', doubt)
  if (referral !== undefined && !isSafeUrl(referral.link('CODE'))) check.fail('`referral.link` must give an https address.')
}
