/**
 * Square: the Loyalty and Gift Cards APIs of one seller, who has one programme. A member is the `customer_id` of a loyalty account.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 400 for a reward, with too few points on the account | `insufficient_points` |
 * | 400 `IDEMPOTENCY_KEY_REUSED` | `conflict` |
 * | 401, 403 | `backend_failed`: the token is wrong, has ended, or has not the scope |
 * | 404 | `not_found` |
 * | no loyalty account for a customer | `unauthenticated`: this customer has not joined |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | 200 with `errors` | `rate_limited` and `timeout` where a code says so, else `backend_failed`: a write may have been done all the same |
 *
 * What its document does not have, and so is not here: a log-in (the server in front says who is there), levels, friends, challenges, surveys, claims, partners, consents,
 * blocking a member. Points do not pay by the amount: a reward takes the points of its tier, and what that is worth in money its catalogue knows, not its Loyalty API; so
 * there are `rewards`, and no `redemptions`. A reward that was taken is told as a code: a till of Square redeems it, or gives its points back. No `coupons` either, though
 * issued rewards can be searched for, and those on an order told apart: a coupon is a code that a cart accepts and a quote prices, and that comes back with a returned order,
 * while the worth of a reward is not told here, and one that was redeemed is so for good. Points are added where an order is paid, by the till or the shop's server
 * (`accumulate`), for which the port has no call: a quote says what would be earned, the ledger what was. What a promotion adds it tells for orders of its own only: a
 * quote is what the programme gives. It has one language.
 */
import { isLoyaltyError, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Context, type GiftCard, type Member, type Offer, type Program, type Quote, type Reward } from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { batchesOf } from './shared/batches.ts'
import { quoteEach, sumOf } from './shared/carts.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { endOf, instantOf } from './shared/instants.ts'
import { known } from './shared/known.ts'
import { ledgerPage } from './shared/ledger.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { alone, digest } from '@loyaltykit/core/keys'
import { checking } from './shared/options.ts'
import { standingOf } from './shared/rewards.ts'
import { listOf, maybe, toMinor, wire, WireNumber } from './shared/wire.ts'

/** What `square` takes. */
export interface SquareOptions {
  /** Where its API begins: `https://connect.squareup.com`, or that of its sandbox. */
  readonly url?: string
  /** An access token of the seller with `LOYALTY_READ`, `LOYALTY_WRITE`, `GIFTCARDS_READ` and `GIFTCARDS_WRITE`. It must not reach a page. */
  readonly accessToken: string
  /** The programme's id; the seller's only one (`main`) where absent. */
  readonly programId?: string
  /** What the programme is called, which its API does not tell. */
  readonly name: string
  /** The seller's money, ISO 4217. */
  readonly money: string
  /** Where writes are remembered: `memoryKeys()` of `@loyaltykit/adapters/keys` for one process, a shared store for more. Square is told a key with each as well. */
  readonly keys: KeyStore
  /** BCP 47: the language of the texts at Square. `en` where absent. */
  readonly locale?: string
  /**
   * Whose a ticket of `members.enrol` is: the server in front has given it after a log-in. Square opens accounts by phone (E.164) alone: who has proved
   * none is `not_eligible`. Without a customer Square makes one. Without this option every ticket is `expired`.
   */
  readonly person?: (ticket: string) => Promise<{ readonly phone?: string | undefined; readonly customerId?: string } | undefined>
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What Square has: its promotions work without being activated. */
export type SquareBackend = BackendWith<'members' | 'balances' | 'activity' | 'offers' | 'quotes' | 'rewards' | 'giftCards', 'offers.activate'>

/** The one currency of a programme. */
const currency = 'points'

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new; an empty list is missing.

const text = z.string()
const Money = z.object({ amount: maybe(WireNumber), currency: maybe(text) })
const Account = z.object({
  id: text, balance: WireNumber, lifetime_points: maybe(WireNumber), customer_id: z.nullish(text), enrolled_at: maybe(text), created_at: maybe(text), mapping: maybe(z.object({ phone_number: maybe(text) })),
  expiring_point_deadlines: maybe(listOf(z.object({ points: WireNumber, expires_at: text }))),
})
type Account = z.infer<typeof Account>
/** One that can't be read is no account that is not there; nor is what says whose something is, so that is read strictly. */
const Accounts = z.object({ loyalty_accounts: z.nullish(z.array(Account)) })
const RewardTier = z.object({ id: text, points: WireNumber, name: maybe(text) })
const WireProgram = z.object({ program: z.object({ id: text, status: maybe(text), reward_tiers: maybe(listOf(RewardTier)), terminology: maybe(z.object({ one: text, other: text })) }) })
const Detail = maybe(z.object({ points: maybe(WireNumber), order_id: maybe(text), reason: maybe(text) }))
const Event = z.object({
  id: text, type: text, created_at: text, accumulate_points: Detail, accumulate_promotion_points: Detail, create_reward: Detail, delete_reward: Detail, adjust_points: Detail, expire_points: Detail, other_event: Detail,
})
const Promotion = z.object({
  id: text, name: text, status: text, incentive: maybe(z.object({ type: text })), available_time: maybe(z.object({ start_date: maybe(text), end_date: maybe(text) })), minimum_spend_amount_money: maybe(Money),
})
const Card = z.object({ id: text, gan: maybe(text), state: maybe(text), balance_money: Money, customer_ids: z.nullish(z.array(text)) })
const Failed = z.object({ errors: listOf(z.object({ code: text })) })

// From its words to ours

function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const code = z.safeParse(Failed, body).data?.errors[0]?.code
  const cause = new Error(code ?? `Status ${status}.`)
  if (status === 404) return new LoyaltyError('not_found', 'The loyalty service does not know this.', { cause })
  if (code === 'IDEMPOTENCY_KEY_REUSED') return new LoyaltyError('conflict', 'This key was used for another call. Take a new key for a new intent.', { cause })
  return status === 400 ? new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { cause, retryable: false }) : undefined
}

/** What is believed of errors that come with status 200: it changes nothing about asking again with the same key. That something is not there or was wrong does. */
const believed: ReadonlyMap<string | undefined, number> = new Map([['RATE_LIMITED', 429], ['UNAUTHORIZED', 401], ['ACCESS_TOKEN_EXPIRED', 401], ['ACCESS_TOKEN_REVOKED', 401], ['FORBIDDEN', 403], ['INSUFFICIENT_SCOPES', 403], ['REQUEST_TIMEOUT', 504], ['GATEWAY_TIMEOUT', 504]])

function hiddenFailure(body: unknown): number | undefined {
  const { data } = z.safeParse(z.object({ errors: z.array(z.unknown()).check(z.minLength(1)) }), body)
  const { code } = z.safeParse(z.object({ code: text }), data?.errors[0]).data ?? {}
  return data && (believed.get(code) ?? 500)
}

/** Whether it was refused for what was asked, and not done. */
const isRefused = (error: unknown): boolean => isLoyaltyError(error) && error.code === 'backend_failed' && !error.retryable
const tooFew = () => new LoyaltyError('insufficient_points', 'There are not enough points for this.')

function toMember(memberId: string, { enrolled_at: enrolled, created_at: created, mapping }: Account): Member {
  const joinedAt = instantOf(enrolled) ?? instantOf(created)
  if (joinedAt === undefined) throw new LoyaltyError('bad_response', 'The loyalty service did not tell since when this is a member.')
  const phone = /^\+[1-9]\d{6,14}$/.exec(mapping?.phone_number?.replace(/[\s().-]/g, '') ?? '')?.[0]
  return { id: memberId, status: 'active', joinedAt, profile: phone === undefined ? {} : { phone }, consents: [] }
}

function toBalance({ balance, lifetime_points: lifetime, expiring_point_deadlines: deadlines = [] }: Account): Balance {
  const available = toMinor(balance)
  return {
    currency, available, expiring: batchesOf(deadlines.map(({ points, expires_at: at }) => ({ at, amount: toMinor(points) })), Math.max(0, available)).slice(0, 100),
    ...(lifetime === undefined ? {} : { lifetime: Math.max(0, toMinor(lifetime)) }),
  }
}

type Kind = readonly [detail: 'accumulate_points' | 'accumulate_promotion_points' | 'create_reward' | 'delete_reward' | 'adjust_points' | 'expire_points' | 'other_event', kind: ActivityEntry['kind'], sign: 1 | -1 | 0, reason?: ActivityEntry['reason']]
/** What it calls a line, ours, and whether it gives (1), takes (-1), or says so itself (0). Redeeming a reward moves no points. */
const kinds: Readonly<Record<string, Kind>> = {
  ACCUMULATE_POINTS: ['accumulate_points', 'earn', 1, 'purchase'], ACCUMULATE_PROMOTION_POINTS: ['accumulate_promotion_points', 'earn', 1, 'offer'], CREATE_REWARD: ['create_reward', 'spend', -1, 'reward'],
  DELETE_REWARD: ['delete_reward', 'reverse', 1, 'reward'], ADJUST_POINTS: ['adjust_points', 'adjust', 0], EXPIRE_POINTS: ['expire_points', 'expire', -1], OTHER: ['other_event', 'adjust', 0],
}

function toEntry(event: z.infer<typeof Event>): ActivityEntry | undefined {
  const [detail, kind, sign, reason] = kinds[event.type] ?? []
  const { points, order_id: order, reason: told } = (detail && event[detail]) ?? {}
  if (!kind || points === undefined) return undefined
  const amount = toMinor(points)
  return {
    id: event.id, at: instantOf(event.created_at) ?? event.created_at, kind, currency, state: 'final', amount: sign === 0 || amount === 0 ? amount : (sign ?? 1) * Math.abs(amount),
    ...known({ reason }), ...(told ? { text: told.slice(0, 300) } : {}), ...(order ? { reference: order.slice(0, 200) } : {}),
  }
}

function toOffer({ id, name, incentive, available_time: time }: z.infer<typeof Promotion>): Offer {
  const [validFrom, validUntil] = [instantOf(time?.start_date), endOf(time?.end_date)]
  return { id, kind: incentive?.type === 'POINTS_MULTIPLIER' ? 'multiplier' : 'bonus', audience: 'public', title: name.slice(0, 300), state: 'available', activation: 'none', ...known({ validFrom, validUntil }) }
}

function toGiftCard({ id, gan = '', state, balance_money: { amount, currency: money } }: z.infer<typeof Card>): GiftCard {
  if (amount === undefined || money === undefined) throw new LoyaltyError('bad_response', 'The loyalty service answered with a gift card that is none.')
  const left = toMinor(amount)
  return { id, number: `···· ${gan.slice(-4)}`, balance: { amount: left, currency: money }, state: state === 'ACTIVE' ? (left > 0 ? 'active' : 'spent') : state === 'DEACTIVATED' ? 'expired' : 'blocked' }
}

/**
 * Square as a backend. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function square(options: SquareOptions): SquareBackend {
  const { url = 'https://connect.squareup.com', accessToken, programId = 'main', name: title, money, keys, locale = 'en', person, fetch = globalThis.fetch } = options
  checkOptions({ ...options, url })
  const name = `square:${new URL(url).host}:${programId}`
  const program = `/v2/loyalty/programs/${encodeURIComponent(programId)}`
  const send = wire({ url: url.replace(/\/$/, ''), fetch, refusal, hiddenFailure, headers: { authorization: `Bearer ${accessToken}` } })
  /** Square's own key: one for each intent, of each member. */
  const keyOf = (what: string, { idempotencyKey }: Act, memberId: string) => digest(`${name}\n${what}\n${memberId}\n${idempotencyKey}`)

  /** @throws `LoyaltyError` `unauthenticated` for a customer without an account. */
  async function accountOf(context: Context): Promise<Account> {
    const memberId = memberOf(context)
    const { loyalty_accounts: found } = await send(Accounts, { method: 'POST', path: '/v2/loyalty/accounts/search', body: { query: { customer_ids: [memberId] }, limit: 1 } }, context)
    const own = found?.find(({ customer_id: customer }) => customer === memberId)
    if (!own) throw new LoyaltyError('unauthenticated', 'This customer is not in the programme. Join first.')
    return own
  }
  const programOf = async (context: Context) => (await send(WireProgram, { path: program }, context)).program

  async function catalogueOf(context: Context, account: Account | undefined): Promise<Reward[]> {
    const { status, reward_tiers: tiers = [] } = await programOf(context)
    if (status === 'INACTIVE') return []
    return tiers.map(({ id, points, name: called }): Reward => {
      const amount = toMinor(points)
      const isTooMuch = account !== undefined && toMinor(account.balance) < amount
      return { id, title: (called || id).slice(0, 300), cost: { currency, amount }, ...standingOf(isTooMuch ? 'balance_too_low' : undefined) }
    })
  }

  /** Takes the points. The same key gives the same reward: a lost answer is asked for again. */
  async function take(rewardId: string, account: Account, context: Act): Promise<{ readonly id: string }> {
    const memberId = memberOf(context)
    try {
      const { reward } = await send(z.object({ reward: z.object({ id: text, loyalty_account_id: text }) }), {
        method: 'POST', path: '/v2/loyalty/rewards', body: { reward: { loyalty_account_id: account.id, reward_tier_id: rewardId }, idempotency_key: await keyOf('reward', context, memberId) },
      }, context)
      return reward
    } catch (error) {
      if (isRefused(error) && (await catalogueOf(context, await accountOf(context))).some(({ id, state }) => id === rewardId && state === 'locked')) throw tooFew()
      throw error
    }
  }

  const cardAt = async (number: string, context: Context) => (await send(z.object({ gift_card: Card }), { method: 'POST', path: '/v2/gift-cards/from-gan', body: { gan: number.replace(/[\s-]/g, '') } }, context)).gift_card

  const groups = {
    program: {
      get: async (_input, context): Promise<Program> => {
        const { id, terminology } = await programOf(context)
        return { id, name: title, locales: [locale], currencies: [{ id: currency, unit: 'point', scale: 0, ...(terminology ? { name: terminology.other.slice(0, 300), forms: { one: terminology.one.slice(0, 300), other: terminology.other.slice(0, 300) } } : {}) }], tiers: [] }
      },
    },
    members: {
      get: async (_input, context) => toMember(memberOf(context), await accountOf(context)),
      enrol: async ({ ticket, profile, referralCode, cardNumber }, context) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        for (const [path, given] of Object.entries({ referralCode, cardNumber })) if (given !== undefined) throw invalid({ path, message: 'is not taken here' })
        const unknown = Object.entries(profile).find(([field, value]) => value !== undefined && field !== 'phone')?.[0]
        if (unknown !== undefined) throw invalid({ path: `profile.${unknown}`, message: 'is not kept here' })
        const { phone, customerId } = whose
        if (phone === undefined) throw new LoyaltyError('not_eligible', 'Accounts of this programme are by phone. Log in with a phone number, then join.')
        const { id } = await programOf(context)
        const { loyalty_account: account } = await send(z.object({ loyalty_account: Account }), {
          method: 'POST', path: '/v2/loyalty/accounts',
          body: { loyalty_account: { program_id: id, mapping: { phone_number: phone }, ...(customerId === undefined ? {} : { customer_id: customerId }) }, idempotency_key: await keyOf('account', context, phone) },
        }, context).catch(async (error: unknown) => {
          if (isRefused(error) && (await isAccount(phone, context))) throw new LoyaltyError('conflict', 'This customer is a member already.', { cause: error })
          throw error
        })
        const memberId = account.customer_id
        if (!memberId) throw new LoyaltyError('bad_response', 'The loyalty service did not tell who has joined.')
        return { session: { memberId }, member: toMember(memberId, account), balances: [toBalance(account)], granted: [] }
      },
    },
    balances: { list: async (_input, context) => [toBalance(await accountOf(context))] },
    activity: {
      list: async ({ cursor, limit, currency: wanted }, context) => {
        const { id } = await accountOf(context)
        const { items, ...rest } = await ledgerPage<ActivityEntry>({ cursor, limit }, {
          idOf: (entry) => entry.id, atOf: ({ at }) => at,
          read: async (enough, before) => wanted !== undefined && wanted !== currency ? [] : allOf<ActivityEntry, string>(async (next) => {
            const filter = { loyalty_account_filter: { loyalty_account_id: id }, ...(before === undefined ? {} : { date_time_filter: { created_at: { end_at: before } } }) }
            const { events = [], cursor: more } = await send(z.object({ events: maybe(listOf(Event)), cursor: maybe(text) }), { method: 'POST', path: '/v2/loyalty/events/search', body: { query: { filter }, limit: 30, ...(next === undefined ? {} : { cursor: next }) } }, context)
            return { items: events.flatMap((event) => toEntry(event) ?? []), next: more || undefined }
          }, enough),
        })
        return { items, ...rest }
      },
    },
    offers: {
      list: async (_input, context): Promise<Offer[]> => {
        const promotions = await allOf<z.infer<typeof Promotion>, string>(async (next) => {
          const { loyalty_promotions: items = [], cursor } = await send(z.object({ loyalty_promotions: maybe(listOf(Promotion)), cursor: maybe(text) }), { path: `${program}/promotions?${new URLSearchParams({ status: 'ACTIVE', limit: '30', ...(next === undefined ? {} : { cursor: next }) })}` }, context)
          return { items, next: cursor || undefined }
        }, 200)
        return promotions.filter(({ status }) => status === 'ACTIVE').map(toOffer).slice(0, 200)
      },
    },
    quotes: {
      quote: async ({ carts }, context) => {
        const isMember = context.identity.kind === 'member'
        const account = isMember ? await accountOf(context) : undefined
        return {
          quotes: await quoteEach(carts, async (cart, index): Promise<Quote> => {
            const sum = sumOf(cart, { money, path: `carts.${index}` })
            const total = { amount: sum, currency: money }
            const useless = [...new Set(cart.codes)].map((code) => ({ code, because: 'unknown' as const }))
            const { points } = sum === 0 ? { points: 0 } : await send(z.object({ points: WireNumber }), { method: 'POST', path: `${program}/calculate`, body: { transaction_amount_money: total, ...(account ? { loyalty_account_id: account.id } : {}) } }, context)
            const amount = toMinor(points)
            return { earn: amount > 0 ? [{ currency, amount }] : [], total, due: total, discounts: [], ...(isMember ? { spend: [] } : {}), ...(useless.length ? { rejectedCodes: useless } : {}) }
          }),
        }
      },
    },
    rewards: {
      list: async ({ cursor, limit }, context) => pageOf(await catalogueOf(context, context.identity.kind === 'member' ? await accountOf(context) : undefined), { cursor, limit }),
      // one at a time for each member: what was looked up stays true until it is done
      claim: async ({ rewardId }, given) => alone(keys, `${name}\n${memberOf(given)}`, given.signal, async (signal) => {
        const context: Act = { ...given, signal }
        const account = await accountOf(context)
        const reward = (await catalogueOf(context, account)).find(({ id }) => id === rewardId)
        if (!reward && context.noted) throw new LoyaltyError('uncertain', 'This reward has ended meanwhile. Look at your points, or ask the shop.')
        if (!reward) throw new LoyaltyError('not_found', 'There is no such reward.')
        // it may have been taken with this key, and what is left may be too little for another
        if (reward.state === 'locked' && !context.noted) throw tooFew()
        await context.note({ taking: true })
        const { id } = await take(rewardId, account, context)
        const after = await accountOf(context)
        return {
          reward: (await catalogueOf(context, after)).find((one) => one.id === rewardId) ?? reward, balances: [toBalance(after)],
          coupon: { id, code: id, title: reward.title, state: 'available' as const },
        }
      }),
    },
    giftCards: {
      list: async (_input, context): Promise<GiftCard[]> => {
        const memberId = memberOf(context)
        await accountOf(context)
        const cards = await allOf<z.infer<typeof Card>, string>(async (next) => {
          const { gift_cards: items = [], cursor } = await send(z.object({ gift_cards: maybe(listOf(Card)), cursor: maybe(text) }), { path: `/v2/gift-cards?${new URLSearchParams({ customer_id: memberId, limit: '100', ...(next === undefined ? {} : { cursor: next }) })}` }, context)
          return { items, next: cursor || undefined }
        }, 100)
        return cards.filter(({ customer_ids: owners }) => owners?.includes(memberId)).map(toGiftCard).slice(0, 100)
      },
      // its cards have no PIN
      check: async ({ number }, context) => ({ giftCard: toGiftCard(await cardAt(number, context)) }),
      attach: async ({ number }, context) => {
        const memberId = memberOf(context)
        await accountOf(context)
        const { id } = await cardAt(number, context)
        // Square would link a card to as many as ask
        return alone(keys, `${name}\ngift card ${id}`, context.signal, async (signal) => {
          const card = await cardAt(number, { ...context, signal })
          const owners = card.customer_ids ?? []
          if (owners.includes(memberId)) return { giftCard: toGiftCard(card) }
          if (owners.length) throw new LoyaltyError('conflict', 'Somebody else has this card in their account.')
          const { gift_card: linked } = await send(z.object({ gift_card: Card }), { method: 'POST', path: `/v2/gift-cards/${encodeURIComponent(id)}/link-customer`, body: { customer_id: memberId } }, { signal })
          return { giftCard: toGiftCard(linked) }
        })
      },
    },
  } satisfies Partial<Unguarded>

  const isAccount = async (phone: string, context: Context) => {
    const { loyalty_accounts: found } = await send(Accounts, { method: 'POST', path: '/v2/loyalty/accounts/search', body: { query: { mappings: [{ phone_number: phone }] }, limit: 1 } }, context)
    return (found?.length ?? 0) > 0
  }

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as SquareBackend
}

function checkOptions({ url, accessToken, programId, name, money, keys, locale }: SquareOptions & { readonly url: string }): void {
  refusePage('square')
  const check = checking('square')
  check.address('url', url)
  check.credential('accessToken', accessToken, 'an access token of the seller')
  if (programId !== undefined) check.credential('programId', programId, 'the id of a loyalty programme')
  if (typeof name !== 'string' || name === '' || name.length > 300) check.fail('`name` must be what the programme is called.')
  check.money('money', money)
  check.keys(keys)
  check.locale(locale)
}
