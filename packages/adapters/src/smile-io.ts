/**
 * Smile.io: the REST API, `https://api.smile.io/v1`, for its Plus and Enterprise plans. It takes 10 calls a second for a key.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it; for a cursor `invalid_input` |
 * | 401, 403 | `backend_failed`: the key is wrong, or has not the scope |
 * | 404 | `not_found`; for the customer `unauthenticated` |
 * | a customer in the state `candidate` | `unauthenticated`: not in the programme |
 * | a customer in the state `disabled` | looks and no more: `not_eligible` |
 * | 400, 422 on a purchase | `insufficient_points` where the balance is too low, else `not_eligible` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | 200 with `{ error }` | `backend_failed` |
 *
 * What its documents do not have, and so is not here: a log-in (the server in front says who is there), joining, what a cart earns, points as payment, holds, pending
 * and expiring points, the reason of a line of the ledger (all that takes points is told as spent), offers, gift cards, the state of a friend who was invited, a look-up
 * of a friend's link. A reward has no stock, no dates and no tier here. What a milestone of a tier counts and what the programme is called it does not tell: options do.
 * It has one language.
 */
import {
  isLoyaltyError, isPlainDate, isSafeUrl, LoyaltyError, type ActivityEntry, type ActivityGroup, type Balance, type Context, type Coupon, type CurrencyAmount, type LoyaltyBackend, type Member,
  type MembersGroup, type MetricAmount,
  type Program, type ReferralsGroup, type Reward, type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { inOrder } from './shared/coupons.ts'
import { sentOnce, type Begun } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { instantOf } from './shared/instants.ts'
import { known } from './shared/known.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { alone } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { standingOf } from './shared/rewards.ts'
import { listOf, maybe, toMinor, wire, WireNumber } from './shared/wire.ts'

/** What `smileIo` takes. */
export interface SmileIoOptions {
  /** A key of its API, with the scopes to read customers, points products, points transactions, reward fulfilments and VIP tiers, and `points_purchase:write`. It must not reach a page. */
  readonly apiKey: string
  /** What the programme is called, which its API does not tell. */
  readonly name: string
  /**
   * Where writes are remembered: Smile.io knows no idempotency key and makes a purchase of every request. `memoryKeys()` of `@loyaltykit/adapters/keys` for one
   * process, a shared store for more.
   */
  readonly keys: KeyStore
  /**
   * Who a member of the server in front is at Smile.io. `id`: its own id of the customer; `email`: the address, looked up there; or a function that finds Smile's
   * id, `undefined` for nobody. `id` where absent.
   */
  readonly customer?: 'id' | 'email' | ((memberId: string) => Promise<number | undefined>)
  /** What the milestones of its VIP tiers count: points earned, or money spent (then which, ISO 4217). Points where absent. */
  readonly milestones?: { readonly metric: 'points' } | { readonly metric: 'spend'; readonly money: string }
  /**
   * Of a points product that takes as many points as one likes, by its id: which amounts to show in the catalogue, each as a reward of its own (`<id>-<points>`). Its least
   * amount where absent.
   */
  readonly amounts?: Readonly<Record<number, readonly number[]>>
  /** What each side of a referral gets in points, where it does: Smile.io has no read for it. Nothing is said where absent. */
  readonly referral?: { readonly advocate: number; readonly friend: number }
  /** BCP 47: the language of the texts in Smile.io. `en` where absent. */
  readonly locale?: string
  /**
   * For how long a request that was never answered may still reach Smile.io, in milliseconds; 30 seconds where absent. Until then a purchase whose answer was lost is looked
   * for and not made again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** Where its API begins, with its version. `https://api.smile.io/v1` where absent. */
  readonly url?: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that Smile.io has. */
export type SmileIoBackend = Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'program' | 'balances' | 'tiers' | 'rewards' | 'coupons'>> & {
  readonly members: Pick<MembersGroup, 'get'>
  readonly activity: ActivityGroup
  readonly referrals: Pick<ReferralsGroup, 'get'>
}

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new.

const text = z.string()
const VipStatus = z.object({
  vip_tier_id: maybe(WireNumber), vip_tier_expires_at: maybe(text), progress_value: maybe(WireNumber), current_vip_period_end: maybe(text), delta_to_retain_vip_tier: maybe(WireNumber),
  next_vip_tier_id: maybe(WireNumber),
  delta_to_next_vip_tier: maybe(WireNumber),
})
const WireCustomer = z.object({
  id: WireNumber, state: text, points_balance: WireNumber, created_at: text, first_name: maybe(text), last_name: maybe(text), email: maybe(text), date_of_birth: maybe(text),
  referral_url: maybe(text), vip_status: maybe(VipStatus),
})
type WireCustomer = z.infer<typeof WireCustomer>
const WireTier = z.object({ id: WireNumber, name: text, milestone: WireNumber, perks: maybe(listOf(z.object({ name: text }))) })
const WireProduct = z.object({
  id: WireNumber, exchange_type: text, exchange_description: maybe(text), points_price: maybe(WireNumber), variable_points_step: maybe(WireNumber), variable_points_min: maybe(WireNumber),
  variable_points_max: maybe(WireNumber),
  reward: z.object({ name: text, description: maybe(text), image_url: maybe(text) }),
})
type WireProduct = z.infer<typeof WireProduct>
// whose they are is read strictly: one that can't be read belongs to nobody
const Line = z.object({ id: WireNumber, customer_id: z.nullish(WireNumber), points_change: WireNumber, description: maybe(text), created_at: text })
const Fulfillment = z.object({
  id: WireNumber, customer_id: z.nullish(WireNumber), name: text, code: maybe(text), fulfillment_status: text, usage_status: maybe(text), expires_at: maybe(text), usage_instructions: maybe(text),
  terms_and_conditions: maybe(text), action_url: maybe(text),
  created_at: maybe(text),
})
type Fulfillment = z.infer<typeof Fulfillment>
const Purchased = z.object({ points_purchase: z.object({ reward_fulfillment: Fulfillment }) })
const Labels = z.object({ points_settings: z.object({ points_label: maybe(z.object({ one: text, other: text })) }) })
/** What can't be read is no end of a list. */
const Metadata = z.nullish(z.object({ next_cursor: z.nullish(text) }))

const currency = 'points'
const unfit = (message: string): LoyaltyError => new LoyaltyError('not_eligible', message)
const poor = (): LoyaltyError => new LoyaltyError('insufficient_points', 'There are not enough points for this.')
const unknown = (cause?: unknown): LoyaltyError => new LoyaltyError('unauthenticated', 'This customer is not in the programme.', { cause })
/** What it would not take: asked again it would not take it either. */
const refused = (status: number): LoyaltyError => new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { retryable: false, cause: new Error(`Status ${status}.`) })

/** A reward of the catalogue with what it takes to buy it. */
interface Choice {
  readonly reward: Reward
  readonly product: number
  /** Where it is one amount of many. */
  readonly points?: number
}

/** What was there before a purchase was sent, the newest line and the newest fulfilment, and the price of that day. */
interface Mark {
  readonly price: number
  readonly line: number
  readonly fulfillment: number
}

/**
 * Smile.io as a backend. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function smileIo(options: SmileIoOptions): SmileIoBackend {
  const {
    apiKey, name: title, keys, customer: who = 'id', milestones = { metric: 'points' }, amounts = {}, referral = { advocate: 0, friend: 0 }, locale = 'en', doubt = 30_000,
    url = 'https://api.smile.io/v1', clock = Date.now,
    fetch = globalThis.fetch,
  } = options
  checkOptions({ ...options, url })
  const name = `smile-io:${title}`
  const send = wire({
    url: url.replace(/\/$/, ''), fetch, headers: { authorization: `Bearer ${apiKey}` },
    refusal: (status) => (status === 400 || status === 422 ? refused(status) : undefined),
    hiddenFailure: (body) => (z.safeParse(z.object({ error: z.union([text, z.object({ message: text })]) }), body).success ? 500 : undefined),
  })
  const isStatus = (error: unknown, ...statuses: readonly number[]) =>
    isLoyaltyError(error) && error.cause instanceof Error && statuses.some((status) => (error.cause as Error).message === `Status ${status}.`)

  // Customers

  async function idOf(context: Context): Promise<number> {
    const memberId = memberOf(context)
    if (who === 'email') {
      const { customers } = await send(z.object({ customers: z.array(z.object({ id: WireNumber, email: text })) }), { path: `/customers?${new URLSearchParams({ email: memberId })}` }, context)
      const own = customers.find(({ email }) => email.toLowerCase() === memberId.toLowerCase())
      if (!own) throw unknown()
      return toMinor(own.id)
    }
    const id = who === 'id' ? (/^[1-9]\d{0,15}$/.test(memberId) ? Number(memberId) : undefined) : await who(memberId)
    if (!Number.isSafeInteger(id)) throw unknown()
    return id as number
  }
  /** @throws `LoyaltyError` `unauthenticated` for who is not in the programme. */
  async function customerOf(context: Context): Promise<WireCustomer> {
    const id = await idOf(context)
    const { customer } = await send(z.object({ customer: WireCustomer }), { path: `/customers/${id}?include=vip_status` }, context)
      .catch((error: unknown) => { throw isLoyaltyError(error) && error.code === 'not_found' ? unknown(error) : error })
    if (toMinor(customer.id) !== id) throw new LoyaltyError('bad_response', 'The loyalty service answered about somebody else. Try again later.')
    if (customer.state === 'candidate') throw new LoyaltyError('unauthenticated', 'This customer is not in the programme. Join first.')
    return customer
  }
  const balancesOf = ({ points_balance: points }: WireCustomer): Balance[] => [{ currency, available: toMinor(points) }]

  // Tiers

  /** What a milestone counts, in minor units; points are whole. */
  const counted = (value: number | string): MetricAmount => milestones.metric === 'spend'
    ? { metric: 'spend', amount: Math.max(0, toMinor(typeof value === 'number' ? value.toFixed(digitsOf(milestones.money)) : value, digitsOf(milestones.money))), currency: milestones.money }
    : { metric: 'points', amount: Math.max(0, Math.floor(Number(value))), currency }
  const tiersOf = async (context: Context) => {
    const { vip_tiers: tiers } = await send(z.object({ vip_tiers: listOf(WireTier) }), { path: '/vip_tiers?include=perks' }, context)
    return tiers.map((tier) => ({ ...tier, from: counted(tier.milestone) })).sort((a, b) => a.from.amount - b.from.amount)
  }
  function toStanding({ vip_status: status }: WireCustomer): TierStanding {
    const { vip_tier_id: id, vip_tier_expires_at: ends, progress_value: progress, current_vip_period_end: period, delta_to_retain_vip_tier: lacks, next_vip_tier_id: next,
      delta_to_next_vip_tier: toNext } = status ?? {}
    const metric = (missing: number | string | undefined) => {
      if (progress === undefined || missing === undefined) return []
      const [{ amount: have, ...rest }, need] = [counted(progress), counted(missing)]
      return [{ ...rest, have, need: have + need.amount }]
    }
    const [validUntil, by] = [instantOf(ends), instantOf(period)]
    return {
      ...(id === undefined ? {} : { current: String(id) }), ...known({ validUntil }),
      ...(next === undefined ? {} : { next: { tier: String(next), metrics: metric(toNext) } }),
      ...(by && lacks !== undefined ? { keep: { by, metrics: metric(lacks) } } : {}),
    }
  }

  // The catalogue

  const productsOf = (context: Context): Promise<WireProduct[]> => allOf<WireProduct, number>(async (page = 1) => {
    const { points_products: items } = await send(z.object({ points_products: z.array(z.unknown()) }), { path: `/points_products?page_size=250&page=${page}` }, context)
    const read = items.flatMap((item) => { const result = z.safeParse(WireProduct, item); return result.success ? [result.data] : [] })
    return { items: read, ...(items.length === 250 ? { next: page + 1 } : {}) }
  })

  /** What a product costs: its price, or the amounts that were chosen of its slider, as far as it has them. */
  function pricesOf({ id, exchange_type: type, points_price: price, variable_points_step: step, variable_points_min: min, variable_points_max: max }: WireProduct): readonly number[] {
    if (type === 'fixed') return price === undefined ? [] : [toMinor(price)]
    if (type !== 'variable' || min === undefined) return []
    const [least, most, by] = [toMinor(min), max === undefined ? Number.MAX_SAFE_INTEGER : toMinor(max), Math.max(1, toMinor(step ?? 1))]
    return [...new Set(amounts[Number(id)] ?? [least])].filter((points) => points >= least && points <= most && points % by === 0)
  }
  const choicesOf = async (customer: WireCustomer | undefined, context: Context): Promise<Choice[]> => (await productsOf(context)).flatMap((product) => pricesOf(product).map((points): Choice => {
    const { id, exchange_type: type, exchange_description: worth, reward: { name: named, description, image_url: image } } = product
    const isSlider = type === 'variable'
    const words = [description, isSlider ? worth : undefined].filter(Boolean).join('\n').slice(0, 10_000)
    const because = !customer ? undefined : customer.state !== 'member' ? 'not_eligible' as const : toMinor(customer.points_balance) < points ? 'balance_too_low' as const : undefined
    return {
      product: toMinor(id), ...(isSlider ? { points } : {}),
      // whatever it is, it comes as a code
      reward: {
        id: isSlider ? `${id}-${points}` : String(id), title: named.slice(0, 300) || String(id), kind: 'coupon', cost: { currency, amount: points }, ...(words ? { text: words } : {}),
        ...(image && isSafeUrl(image) ? { image: { url: image, alt: '' } } : {}),
        ...standingOf(because),
      },
    }
  }))

  // What was bought

  /** The filter is theirs; whose it is, is looked at here too. */
  const isOf = (id: number) => ({ customer_id: whose }: { readonly customer_id?: number | string | null | undefined }): boolean => whose === undefined || whose === null || Number(whose) === id
  // only to be shown: then what can't be read is left out; else it may be the purchase that is looked for, so nothing is known
  const fulfillmentsOf = (id: number, context: Context, isShown = false): Promise<Fulfillment[]> => allOf<Fulfillment, string>(async (cursor) => {
    const query = new URLSearchParams({ customer_id: String(id), limit: '250', ...known({ cursor }) })
    const { reward_fulfillments: items, metadata } = await send(z.object({ reward_fulfillments: isShown ? listOf(Fulfillment) : z.array(Fulfillment), metadata: Metadata }), { path: `/reward_fulfillments?${query}` }, context)
    return { items: items.filter(isOf(id)), next: metadata?.next_cursor || undefined }
  })
  const linesOf = async (id: number, query: Readonly<Record<string, string>>, context: Context, isShown = false) => {
    const { points_transactions: lines, metadata } = await send(z.object({ points_transactions: isShown ? listOf(Line) : z.array(Line), metadata: Metadata }),
      { path: `/points_transactions?${new URLSearchParams({ customer_id: String(id), ...query })}` }, context)
    return { lines: lines.filter(isOf(id)), next: metadata?.next_cursor || undefined }
  }
  /** All that came after this one: they are told the newest first, by their ids. */
  const linesAfter = (id: number, last: number, context: Context) => allOf<z.infer<typeof Line>, string>(async (cursor) => {
    const { lines, next } = await linesOf(id, { limit: '250', ...known({ cursor }) }, context)
    // a list that goes in circles has not been read to its end
    if (next !== undefined && next === cursor) throw new LoyaltyError('bad_response', 'The loyalty service gave the same page twice. Try again later.')
    const newer = lines.filter((line) => toMinor(line.id) > last)
    return { items: newer, next: newer.length < lines.length ? undefined : next }
  }, Infinity)
  function toCoupon(fulfillment: Fulfillment): Coupon | undefined {
    const { id, name: named, code, fulfillment_status: status, usage_status: usage, expires_at: ends, usage_instructions: how, terms_and_conditions: terms, action_url: link } = fulfillment
    if (!code || status === 'pending') return undefined
    const validUntil = instantOf(ends)
    const isOver = status !== 'issued' || Date.parse(validUntil ?? '') <= clock()
    return {
      id: String(id), code: code.slice(0, 300), title: named.slice(0, 300) || code.slice(0, 300), state: usage === 'used' ? 'used' : isOver ? 'expired' : 'available',
      ...known({ validUntil }),
      ...(how ? { text: how.slice(0, 10_000) } : {}), ...(terms ? { terms: terms.slice(0, 10_000) } : {}), ...(link && isSafeUrl(link) ? { url: link } : {}),
    }
  }

  /** A purchase is told by a line that takes its price, newer than what was there before; what it gave, by the fulfilment that came with it. */
  async function buy({ reward: { cost }, product, points }: Choice, id: number, context: Act): Promise<Fulfillment> {
    const newest = (items: readonly { readonly id: number | string }[]) => Math.max(0, ...items.map((one) => toMinor(one.id)))
    let bought: Fulfillment | undefined
    const made = await sentOnce<Mark>({
      begun: context.noted as Begun<Mark> | undefined, keep: context.note, doubt,
      mark: async () => {
        const [{ lines }, fulfillments] = await Promise.all([linesOf(id, { limit: '250' }, context), fulfillmentsOf(id, context)])
        return { price: cost.amount, line: newest(lines), fulfillment: newest(fulfillments) }
      },
      find: async (mark) => {
        const line = (await linesAfter(id, mark.line, context)).filter((one) => toMinor(one.points_change) === -mark.price).at(-1)
        if (!line) return undefined
        const time = (at: string | undefined) => Date.parse(instantOf(at) ?? '') || 0
        const apart = (one: Fulfillment) => Math.abs(time(one.created_at) - time(line.created_at))
        const [nearest] = (await fulfillmentsOf(id, context)).filter((one) => toMinor(one.id) > mark.fulfillment).sort((a, b) => apart(a) - apart(b))
        // paid for, and what was bought is not there yet: it is never bought again
        if (!nearest) throw new LoyaltyError('timeout', 'It is being checked what came of this. Try again with the same key.')
        return String(nearest.id)
      },
      send: async () => {
        const body = { customer_id: id, ...(points === undefined ? {} : { points_to_spend: points }) }
        const { points_purchase: { reward_fulfillment: fulfillment } } = await send(Purchased, { method: 'POST', path: `/points_products/${product}/purchase`, body }, context)
          .catch(async (error: unknown) => {
            if (!isStatus(error, 400, 422)) throw error
            throw toMinor((await customerOf(context)).points_balance) < cost.amount ? poor() : unfit('The programme does not allow this now.')
          })
        bought = fulfillment
        return String(fulfillment.id)
      },
    })
    bought ??= (await fulfillmentsOf(id, context)).find((one) => String(one.id) === made)
    if (!bought) throw new LoyaltyError('bad_response', 'It was done, but what was bought can\'t be read now. Look at your coupons.')
    return bought
  }

  const cursorMark = 'smile.'
  const groups = {
    program: {
      get: async (_input, context): Promise<Program> => {
        const [tiers, { points_settings: { points_label: label } }] = await Promise.all([tiersOf(context), send(Labels, { path: '/points_settings' }, context)])
        return {
          id: name, name: title, locales: [locale],
          currencies: [{ id: currency, unit: 'point', scale: 0, ...(label ? { name: label.other.slice(0, 300), forms: { one: label.one.slice(0, 300), other: label.other.slice(0, 300) } } : {}) }],
          tiers: tiers.map(({ id, name: named, from, perks = [] }, rank) => ({ id: String(id), name: named.slice(0, 300), rank, reachedBy: rank > 0 ? [from] : [],
            benefits: perks.map((perk, index) => ({ id: `${id}-${index}`, title: perk.name.slice(0, 300) })) })),
        }
      },
    },
    members: {
      get: async (_input, context): Promise<Member> => {
        const { state, created_at: made, first_name: given, last_name: family, email, date_of_birth: born } = await customerOf(context)
        return {
          id: memberOf(context), status: state === 'member' ? 'active' : 'blocked', joinedAt: instantOf(made) ?? made, consents: [],
          profile: {
            ...(given ? { givenName: given.slice(0, 300) } : {}), ...(family ? { familyName: family.slice(0, 300) } : {}),
            ...(email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 254 ? { email } : {}),
            // the year 1004 stands for none
            ...(born && isPlainDate(born) && !born.startsWith('1004-') ? { birthday: born } : {}),
          },
        }
      },
    },
    balances: { list: async (_input, context) => balancesOf(await customerOf(context)) },
    activity: {
      list: async ({ cursor, limit = 20, currency: only }, context) => {
        if (cursor !== undefined && !cursor.startsWith(cursorMark)) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
        const { id } = await customerOf(context)
        if (only !== undefined && only !== currency) return { items: [] }
        // the newest first, by their ids
        const { lines, next } = await linesOf(toMinor(id), { limit: String(limit), ...(cursor === undefined ? {} : { cursor: cursor.slice(cursorMark.length) }) }, context, true)
          .catch((error: unknown) => { throw cursor !== undefined && isStatus(error, 400) ? invalid({ path: 'cursor', message: 'is not one that an earlier page gave' }) : error })
        return {
          items: lines.flatMap(({ id: number, points_change: change, description, created_at: made }): ActivityEntry[] => {
            const at = instantOf(made)
            const amount = toMinor(change)
            return at ? [{ id: String(number), at, kind: amount < 0 ? 'spend' : 'earn', currency, amount, state: 'final', ...(description ? { text: description.slice(0, 300) } : {}) }] : []
          }),
          ...(next ? { next: `${cursorMark}${next}` } : {}),
        }
      },
    },
    tiers: { progress: async (_input, context) => toStanding(await customerOf(context)) },
    rewards: {
      list: async (page, context) => pageOf((await choicesOf(context.identity.kind === 'member' ? await customerOf(context) : undefined, context)).map(({ reward }) => reward), page),
      claim: async ({ rewardId }, context) => alone(keys, `${name} ${memberOf(context)}`, context.signal, async (signal) => {
        const inTurn = { ...context, signal }
        const customer = await customerOf(inTurn)
        const choice = (await choicesOf(customer, inTurn)).find(({ reward }) => reward.id === rewardId)
        if (!choice && context.noted) throw new LoyaltyError('uncertain', 'This reward has ended meanwhile. Look at your coupons, or ask the shop.')
        if (!choice) throw new LoyaltyError('not_found', 'There is no such reward. It may have ended.')
        // what was begun may have taken the points that are lacking now
        if (!context.noted && choice.reward.lockedBecause === 'balance_too_low') throw poor()
        if (customer.state !== 'member') throw unfit('This account is blocked. Ask the shop.')
        const coupon = toCoupon(await buy(choice, toMinor(customer.id), inTurn))
        const after = await customerOf(inTurn)
        const reward = (await choicesOf(after, inTurn)).find((one) => one.reward.id === rewardId)?.reward ?? choice.reward
        return { reward, balances: balancesOf(after), ...known({ coupon }) }
      }),
    },
    coupons: {
      list: async (_input, context) => {
        const { id } = await customerOf(context)
        return inOrder((await fulfillmentsOf(toMinor(id), context, true)).flatMap((one) => toCoupon(one) ?? []))
      },
    },
    referrals: {
      get: async (_input, context) => {
        const { state, referral_url: link } = await customerOf(context)
        if (state !== 'member') throw unfit('This account is blocked. Ask the shop.')
        // it writes its links with http
        const url = link?.replace(/^http:/, 'https:')
        if (!url || !isSafeUrl(url)) throw unfit('This programme has no invitations.')
        const amount = (points: number): CurrencyAmount => ({ currency, amount: points })
        return { code: (new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? url).slice(0, 300), url, advocate: amount(referral.advocate), friend: amount(referral.friend), invitations: [] }
      },
    },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) }
}

function checkOptions({ url, apiKey, name, keys, customer, milestones, amounts = {}, referral, locale, doubt }: SmileIoOptions & { readonly url: string }): void {
  refusePage('smileIo')
  const check = checking('smileIo')
  check.address('url', url)
  check.credential('apiKey', apiKey, 'a key of Smile.io\'s API')
  if (typeof name !== 'string' || name.length < 1 || name.length > 100) check.fail('`name` must be what the programme is called, at most 100 characters.')
  check.keys(keys)
  if (customer !== undefined && !['id', 'email'].includes(customer as string) && typeof customer !== 'function') check.fail('`customer` must be "id", "email" or a function.')
  if (milestones !== undefined && milestones.metric !== 'points' && milestones.metric !== 'spend') check.fail('`milestones.metric` must be "points" or "spend".')
  if (milestones?.metric === 'spend') check.money('milestones.money', milestones.money)
  for (const list of Object.values(amounts)) if (!Array.isArray(list) || !list.every((points) => Number.isSafeInteger(points) && points > 0)) check.fail('`amounts` must be lists of points.')
  for (const points of referral ? [referral.advocate, referral.friend] : []) if (!Number.isSafeInteger(points) || points < 0) check.fail('`referral` must be points.')
  check.locale(locale)
  check.milliseconds('doubt', doubt)
}
