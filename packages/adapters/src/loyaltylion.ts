/**
 * LoyaltyLion: the Headless API 2025-06. It runs in the shop's page, with a customer session token that the shop's server signs
 * (`signLoyaltyLionToken` of `@loyaltykit/adapters/loyaltylion-server`). One request reads all that a page shows.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401 | another token is asked for, once; then `unauthenticated` |
 * | 403 | `forbidden` |
 * | 404 | `not_found`; for a customer `unauthenticated`: LoyaltyLion has never heard of this one |
 * | a customer in the state `guest` | `unauthenticated`: not in the programme |
 * | a customer in the state `blocked` | `forbidden`: it tells nothing but the name; claims are `not_eligible` |
 * | 422 `insufficient_points` | `insufficient_points` |
 * | 422 `customer_not_enrolled` | `unauthenticated` |
 * | 422 `email_already_in_use` | `conflict` |
 * | 422 otherwise | `not_eligible` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | 200 with `{ error: { code } }` | as 422 with that code |
 *
 * What its documents do not have, and so is not here: a log-in (the shop has its own), what a cart earns, points as payment, holds, how much of a balance expires when
 * (the history tells when points end that were earned, and not how many of these are left), offers, a code or a look-up of a friend's link (a link is all there is), a list
 * of gift cards with their numbers. What needs more than a customer's token is not here either: a friend's incentive (it asks for the IP address that reached the shop's
 * server). Rewards that go into a cart (`product_cart`), into a subscription (`active_subscription_product`) or cost as much as one likes
 * (`cart_variable_discount_voucher`) ask for more than their id, which the port's `claim` has no place for: they are left out of the catalogue. Tiers that are hidden
 * are not told.
 *
 * Three sorts of calls it has and the port has no place for:
 *
 * - `…/enroll` takes nothing but whose it is. The port's `members.enrol` takes the ticket of a log-in, a form and consents, and answers with a session, none of which
 *   LoyaltyLion knows. So a `guest` joins by the session that `email` opens, where the programme enrols by itself, or by the shop.
 * - `/rules/…/complete` takes the page's word that a link was followed, or that something of the shop's own was done. The port has no call that says so of a member.
 * - `…/birthday` and `…/email_marketing/subscribe` set a birthday and allow mail. Nothing else of a profile can be set, and what was allowed can't be taken back: no preferences.
 *
 * It tells the 20 rewards that were claimed last, and the latest of the history: so much is in `coupons` and `activity`.
 */
import {
  check, isLoyaltyError, isSafeUrl, LoyaltyError, toLoyaltyError, type ActivityEntry, type Balance, type Context, type Coupon, type GiftCard, type LoyaltyBackend, type Member, type MembersGroup,
  type MetricAmount, type Program, type Referral,
  type ReferralsGroup, type Reward, type Shape, type Snapshot, type StorageLike, type Tier, type TierStanding, type WriteContext,
} from '@loyaltykit/core'
import { toMinor } from './shared/amounts.ts'
import { batchesOf } from './shared/batches.ts'
import { inOrder } from './shared/coupons.ts'
import { instantOf } from './shared/instants.ts'
import { pageOf } from './shared/lists.ts'
import { checking, digitsOf } from './shared/options.ts'
import { sender, type WireRequest } from './shared/send.ts'
import { shoppers } from './shared/shopper.ts'
import { bad, checked, count, each, emailOf, entries, fields, idOf, instant, line, maybe, text, type Wire } from './shared/told.ts'

/** Who is signed in at the shop, and their customer session token. */
export interface LoyaltyLionCustomer {
  /** The shop's own id of the customer, LoyaltyLion's `merchant_id`: on Shopify the number or the GID. */
  readonly id: string
  /** From the shop's server: `signLoyaltyLionToken`. */
  readonly token: string
  /**
   * With it the first read of a page opens a session at LoyaltyLion, as it asks for once per page: a customer it does not know is made, enrolled
   * where the programme enrols by itself, and rules such as a visit of a page are fired. Without it nothing is changed by reading.
   */
  readonly email?: string
}

/** What `loyaltylion` takes. */
export interface LoyaltyLionOptions {
  /** The number after `/sites/` in LoyaltyLion's address. */
  readonly siteId: number
  /**
   * Asked before each call, so keep what your server gave: who is signed in at the shop; `undefined`: nobody. With `renew` the token was refused, because it has ended,
   * say: fetch another one. However many calls were refused, it is asked once.
   */
  readonly customer: (ask: { readonly renew: boolean }) => LoyaltyLionCustomer | undefined | Promise<LoyaltyLionCustomer | undefined>
  /**
   * The programme for those who are not signed in, as `GET /configuration` answers: a customer's token does not reach it, so the shop's server reads it
   * (`readLoyaltyLionConfiguration`) and gives it to the page, the same to everybody. Without it a visitor sees no programme (`unauthenticated`).
   */
  readonly configuration?: (ask: { readonly language: string; readonly signal: AbortSignal }) => unknown
  /** BCP 47: the languages that the programme has texts in, its own first. The language of the answer where absent. */
  readonly locales?: readonly string[]
  /** Which of its rewards and rules are meant. `web` where absent. */
  readonly channel?: 'web' | 'mobile' | 'pos'
  /** Where its API begins. `https://api.loyaltylion.com` where absent. */
  readonly url?: string
  /**
   * Where claims that are under way are noted, for LoyaltyLion knows no idempotency key: what was begun before a reload is looked for, not begun
   * again. Ids of claims, nothing personal, for an hour. `localStorage` in a page, memory elsewhere.
   */
  readonly storage?: StorageLike
  /**
   * For how long a claim that was never answered may still reach LoyaltyLion, in milliseconds; 30 seconds where absent. Until then it is looked for among
   * the customer's claimed rewards and not sent again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that LoyaltyLion has. */
export type LoyaltyLionBackend = Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'ambient' | 'program' | 'balances' | 'activity' | 'tiers' | 'rewards' | 'coupons' | 'snapshot'>> & {
  readonly members: Pick<MembersGroup, 'get'>
  readonly referrals: Pick<ReferralsGroup, 'get'>
}

/** What one request tells: the programme, and who was asked for. */
export interface Look {
  readonly configuration: Wire
  /** Absent: nobody is signed in. */
  readonly customer?: Wire | undefined
}

const currency = 'points'

/** @throws `LoyaltyError` `unauthenticated`, `forbidden` for who is not in the programme. */
function enrolled({ customer }: Look): Wire {
  if (customer?.['state'] === 'enrolled') return customer
  if (customer?.['state'] === 'blocked') throw new LoyaltyError('forbidden', 'This account is blocked. Ask the shop.')
  // no state is no answer, and no word that this is not a member
  if (customer && !text(customer['state'])) bad()
  throw new LoyaltyError('unauthenticated', customer ? 'This customer is not in the programme.' : 'Log in again.')
}

// From its words to ours

const tiersOf = ({ configuration }: Look): Wire[] =>
  entries(fields(configuration['tier_configuration'])['tiers']).filter(({ hidden }) => hidden !== true).sort((a, b) => Number(a['position']) - Number(b['position']))

/** The shop's money in LoyaltyLion's major units. */
function money(value: unknown, { configuration }: Look) {
  const code = text(configuration['currency'])?.toUpperCase() ?? bad()
  const { amount } = fields(value)
  if (typeof amount !== 'number' && typeof amount !== 'string') bad()
  return { amount: toMinor(amount, digitsOf(code)), currency: code }
}

/** So much of what its tiers count. */
function metric(kind: unknown, value: unknown, look: Look): MetricAmount | undefined {
  if (kind === 'points') return { metric: kind, amount: count(value), currency }
  if (kind === 'orders') return { metric: kind, amount: count(value) }
  return kind === 'spend' ? { metric: kind, ...money(value, look) } : undefined
}

function toProgram(look: Look, id: string, locales: readonly string[] | undefined): Program {
  const { configuration } = look
  const benefits = entries(fields(configuration['tier_configuration'])['tier_benefits']).filter(({ secret }) => secret !== true)
  return {
    id, name: line(fields(configuration['program'])['name']), locales: [...(locales ?? [text(configuration['language']) ?? 'en'])],
    currencies: [{ id: currency, unit: 'point', scale: 0 }],
    tiers: tiersOf(look).map((tier, rank): Tier => {
      const from = rank > 0 ? metric(tier['kind'], tier['lower_bound'], look) : undefined
      const own = Array.isArray(tier['benefit_ids']) ? tier['benefit_ids'].map(String) : []
      return {
        id: idOf(tier['id']), name: line(tier['name']), rank, reachedBy: from ? [from] : [],
        benefits: each(benefits, ({ id: number, label, details }) => {
          if (!own.includes(idOf(number))) return
          return { id: idOf(number), title: line(label), ...maybe('text', text(fields(details)['plaintext'])?.trim().slice(0, 10_000)) }
        }),
      }
    }),
  }
}

function toMember(look: Look): Member {
  const { merchant_id: id, enrolled_at: joined, first_name: given, last_name: family, email, birthday } = enrolled(look)
  const { year, month, day } = fields(birthday)
  const two = (number: unknown) => String(number).padStart(2, '0')
  const born = typeof year === 'number' ? `${year}-${two(month)}-${two(day)}` : undefined
  return {
    id: idOf(id), status: 'active', joinedAt: instant(joined), consents: [],
    profile: {
      ...maybe('givenName', text(given)?.slice(0, 300)), ...maybe('familyName', text(family)?.slice(0, 300)),
      ...maybe('email', emailOf(email)), ...maybe('birthday', born && 'value' in check('d', born) ? born : undefined),
    },
  }
}

/** What a member has. The history tells when points end that were earned, but not how many of these are left: how much of it expires when is told nowhere. */
export function toBalances(look: Look): Balance[] {
  const { points_approved: approved, points_pending: waiting, history } = enrolled(look)
  const pending = waiting === null || waiting === undefined ? undefined : Math.max(0, count(waiting))
  const dated = each(history, ({ state, points, points_will_approve_at: at }) => (state === 'pending' ? { at: text(at), amount: count(points) } : undefined))
  return [{ currency, available: count(approved), ...(pending === undefined ? {} : { pending, pendingBatches: batchesOf(dated, pending).slice(0, 100) }) }]
}

const reasons: Readonly<Record<string, ActivityEntry['reason']>> = {
  purchase: 'purchase', product_purchase: 'purchase', collection_purchase: 'purchase', retail_purchase: 'purchase', join_program: 'welcome', birthday: 'birthday', referral: 'referral',
}
const sources: Readonly<Record<string, readonly [kind: ActivityEntry['kind'], reason?: ActivityEntry['reason']]>> = {
  earned_points_from_rule: ['earn'], redeemed_points_for_reward: ['spend', 'reward'], points_added: ['adjust', 'service'], points_removed: ['adjust', 'service'], points_expired: ['expire'],
}

/** The history as a ledger. Its lines have no id: one is made of what never changes, and of how many alike came before. */
function toEntries(look: Look): ActivityEntry[] {
  const { history } = enrolled(look)
  const alike = new Map<string, number>()
  return each(entries(history).reverse(), (told): ActivityEntry | undefined => {
    const { kind, date, points, label, state, rule, claimed_reward_id: claim, points_will_approve_at: opens, points_will_expire_at: ends } = told
    // a tier or a reward for nothing moves no points
    if (points === undefined) return
    const { kind: by, id: ruleId } = fields(rule)
    const what = `${String(kind)}-${String(claim ?? ruleId ?? '')}-${instant(date)}`
    const before = alike.get(what) ?? 0
    alike.set(what, before + 1)
    const [type, reason = reasons[String(by)]] = sources[String(kind)] ?? ['adjust']
    const isPending = state === 'pending' && type === 'earn'
    return {
      id: before ? `${what}-${before}` : what, at: instant(date), kind: type, currency, amount: count(points),
      state: isPending ? 'pending' : state === 'void' || state === 'declined' ? 'reversed' : 'final',
      ...maybe('reason', reason), ...maybe('text', text(label)?.slice(0, 300)), ...maybe('availableAt', isPending ? instantOf(text(opens)) : undefined),
      ...maybe('expiresAt', type === 'earn' ? instantOf(text(ends)) : undefined),
    }
  }).reverse().sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

function toStanding(look: Look): TierStanding {
  const { tier_id: id, started_at: since, expires_at: ends, progress } = fields(enrolled(look)['tier_membership'])
  const { kind, upgrade_tier_id: next, forecasted_tier_id: forecast, ...told } = fields(progress)
  const known = (tier: unknown) => tiersOf(look).map((one) => idOf(one['id'])).find((one) => one === String(tier))
  const { now, at_expiration: later } = fields(told[`tier_${String(kind)}`])
  const goal = (have: unknown, needed: unknown) => {
    const [a, b] = needed === null || needed === undefined ? [] : [metric(kind, have, look), metric(kind, needed, look)]
    return a && b ? [{ metric: a.metric, have: Math.max(0, a.amount), need: Math.max(0, a.amount) + Math.max(0, b.amount), ...maybe('currency', a.currency) }] : []
  }
  const [current, above, below] = [known(id), known(next), known(forecast)]
  const keep = goal(later ?? now, told[`${String(kind)}_needed_for_renewal`])
  const by = instantOf(text(ends))
  return {
    ...maybe('current', current), ...maybe('since', instantOf(text(since))), ...maybe('validUntil', by),
    ...(above === undefined ? {} : { next: { tier: above, metrics: goal(now, told[`${String(kind)}_needed_for_upgrade`]) } }),
    ...(by !== undefined && keep.length ? { keep: { by, metrics: keep, ...maybe('otherwise', below === current ? undefined : below) } } : {}),
  }
}

/** The kinds that are taken by nothing but their id. */
const rewardKinds: Readonly<Record<string, Reward['kind']>> = {
  cart_discount_voucher: 'coupon', free_shipping_voucher: 'coupon', collection_discount_voucher: 'coupon', product_discount_voucher: 'coupon', active_subscription_discount_voucher: 'coupon',
  gift_card: 'gift_card', custom: 'service',
}

/** Its `can_redeem`; a state that came after this was written locks, for nobody knows why. */
const locks: Readonly<Record<string, Pick<Reward, 'state' | 'lockedBecause'>>> = {
  redeemable: { state: 'available' }, out_of_stock: { state: 'sold_out' }, insufficient_points: { state: 'locked', lockedBecause: 'balance_too_low' },
  claim_limit_reached: { state: 'locked', lockedBecause: 'limit_reached' },
}

/** The catalogue as somebody sees it, in the programme's order. What only higher tiers may take is shown with its tier. */
export function toRewards(look: Look): { readonly reward: Reward; readonly kind: string }[] {
  const tiers = tiersOf(look).map((tier) => idOf(tier['id']))
  const customer = look.customer?.['state'] === 'enrolled' ? look.customer : undefined
  const rank = (tier: unknown) => tiers.indexOf(String(tier))
  const own = entries(customer?.['available_rewards'])
  const mine = rank(fields(customer?.['tier_membership'])['tier_id'])
  return each(look.configuration['rewards'], (wired) => {
    const [id, kind] = [idOf(wired['id']), String(wired['kind'])]
    const theirs = own.find((one) => idOf(one['id']) === id)
    const variants = entries(wired['variants']).filter(({ enabled }) => enabled === true).sort((a, b) => rank(a['tier_id']) - rank(b['tier_id']))
    const variant = theirs ? fields(theirs['variant']) : variants.find(({ tier_id: tier }) => !customer || rank(tier) > mine)
    const { kind: priced, points } = fields(variant?.['cost'])
    if (!variant || !Object.hasOwn(rewardKinds, kind) || priced !== 'fixed') return
    const { can_redeem: can, claim_limit: limit } = fields(theirs?.['context'])
    const { state: limited, remaining_claims_within_interval: left } = fields(limit)
    const tier = rank(variant['tier_id']) > 0 && variants.every(({ tier_id: one }) => rank(one) >= rank(variant['tier_id'])) ? String(variant['tier_id']) : undefined
    const standing: Pick<Reward, 'state' | 'lockedBecause'> = theirs
      ? (locks[String(fields(can)['state'])] ?? { state: 'locked', lockedBecause: 'not_eligible' })
      : customer ? { state: 'locked', lockedBecause: 'tier_too_low' } : { state: 'available' }
    const type = kind === 'custom' && fields(wired['properties'])['fulfillment_type'] === 'voucher' ? 'coupon' : rewardKinds[kind]
    return {
      kind,
      reward: {
        id, title: line(variant['title']), cost: { currency, amount: count(points) }, ...standing, ...maybe('text', text(variant['description'])?.slice(0, 10_000)), ...maybe('kind', type),
        ...maybe('tier', tier),
        ...maybe('left', limited === 'limit_not_reached' ? Math.max(0, count(left)) : String(limited).startsWith('limit_reached') ? 0 : undefined),
      },
    }
  })
}

/** A claimed reward with a code. One that is not approved yet has no code to use. */
export function toCoupon({ id, title, state, redeemable, auto_refund_at: refund }: Wire, now: number): Coupon | undefined {
  const { code, usage_status: usage, expires_at: ends } = fields(redeemable)
  if (!text(code) || state === 'pending') return
  // what is given back by itself ends then too; what is undefined sorts last
  const [validUntil] = [instantOf(text(ends)), instantOf(text(refund))].sort()
  const isOver = state !== 'approved' || Date.parse(validUntil ?? '') <= now
  return { id: idOf(id), code: line(code), title: line(title), state: usage === 'used' ? 'used' : isOver ? 'expired' : 'available', ...maybe('validUntil', validUntil) }
}

/** A claimed gift card. Its whole number is told once, by the claim. */
export function toGiftCard({ id, redeemable }: Wire, look: Look): GiftCard | undefined {
  const { kind, code_last_characters: last, current_balance: balance, expires_at: ends } = fields(redeemable)
  return kind === 'gift_card' ? { id: idOf(id), number: `···· ${String(last).slice(0, 20)}`, balance: money(balance, look), state: 'active', ...maybe('expiresAt', instantOf(text(ends))) } : undefined
}

/** What a friend did, as far as the history tells: points or a reward that came of it. */
const invitation: Readonly<Record<string, Referral['invitations'][number]['state']>> = { pending: 'joined', approved: 'rewarded', expired: 'rewarded' }

function toReferral(look: Look): Referral {
  const { referral_urls: urls, available_rules: rules, history } = enrolled(look)
  const url = text(fields(urls)['direct'])
  if (!url) throw new LoyaltyError('not_eligible', 'This programme has no invitations.')
  const { kind, points, per_currency_unit: per } = fields(fields(entries(rules).find((rule) => rule['kind'] === 'referral')?.['variant'])['result'])
  return {
    // there is no code beside the link
    code: url.replace(/^https?:\/\//, '').slice(0, 300), url,
    // what is no points is told by its texts, not by an amount
    advocate: { currency, amount: kind === 'points' && per === null ? count(points) : 0 }, friend: { currency, amount: 0 },
    invitations: each(history, ({ rule, date, state, points: got, claimed_reward_id: claim }) => {
      if (fields(rule)['kind'] !== 'referral') return
      return {
        id: `${instant(date)}-${String(claim ?? got ?? '')}`, at: instant(date), state: invitation[String(state)] ?? ('refused' as const),
        ...maybe('reward', got === undefined ? undefined : { currency, amount: count(got) }),
      }
    }).slice(0, 100),
  }
}

// The way there

/** Its stable codes, which 422 comes with, and anything else that says why. */
function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const code = text(fields(fields(body)['error'])['code'])
  const cause = new Error(code ?? `Status ${status}.`)
  if (status === 401 || code === 'customer_not_enrolled') return new LoyaltyError('unauthenticated', 'Log in again.', { cause })
  if (status === 403) return new LoyaltyError('forbidden', 'This is not allowed to you.', { cause })
  if (status !== 422) return undefined
  if (code === 'insufficient_points') return new LoyaltyError('insufficient_points', 'There are not enough points for this.', { cause })
  if (code === 'email_already_in_use') return new LoyaltyError('conflict', 'Another customer of the programme has this e-mail address. Ask the shop.', { cause })
  return new LoyaltyError('not_eligible', 'The programme does not allow this now.', { cause })
}

const listShape: Shape = ['o', { 'cursor?': ['s', 1, 1_000], 'limit?': ['i', 1, 100], 'currency?': ['s', 1, 200] }]
const none: Shape = ['o', {}]

/**
 * LoyaltyLion as a backend, in the page of a shop whose customers are signed in there.
 * @throws `LoyaltyError` `invalid_option` when an option is wrong: each in development, an unsafe `url` always.
 */
export function loyaltylion(options: LoyaltyLionOptions): LoyaltyLionBackend {
  const { siteId, customer: ask, configuration, locales, channel = 'web', url = 'https://api.loyaltylion.com', doubt = 30_000, storage, clock = Date.now, fetch = globalThis.fetch } = options
  if (process.env.NODE_ENV !== 'production') checkOptions(options)
  if (typeof url !== 'string' || !isSafeUrl(url)) throw wrong('`url` must be an https address.')
  const name = `loyaltylion:${siteId}`
  const base = `/headless/2025-06/${siteId}`
  const send = sender({
    url: url.replace(/\/$/, ''), headers: {}, refusal, fetch: (input, init) => fetch(input, init),
    hiddenFailure: (body) => (text(fields(fields(body)['error'])['code']) ? 422 : undefined),
  })
  const languageOf = (locale: string) => {
    const short = (tag: string) => tag.toLowerCase().split('-')[0] ?? tag
    return short(locales ? (locales.find((one) => short(one) === short(locale)) ?? locales[0] ?? locale) : locale)
  }

  const { whoIs, signedIn, as } = shoppers({ ask, isRefused: ({ cause }) => (cause as Error | undefined)?.message !== 'customer_not_enrolled' })
  const asCustomer = (who: LoyaltyLionCustomer, { path, ...request }: WireRequest, context: Context): Promise<Wire> => as(who, async ({ token }) =>
    fields(await send({ ...request, path: `${base}${path}?channel=${channel}&language=${languageOf(context.locale)}`, headers: { authorization: `Bearer ${token}` } }, context)))

  /** For the same person, who may have another token by now. */
  async function sendAs({ id }: LoyaltyLionCustomer, request: WireRequest, context: Context): Promise<Wire> {
    const now = await whoIs(context)
    if (now?.id !== id) throw new LoyaltyError('unauthenticated', 'Somebody else is signed in now.')
    return asCustomer(now, request, context)
  }

  // Reading: one request tells it all
  const greeted = new Map<string, Promise<unknown>>()
  async function lookAs(who: LoyaltyLionCustomer, context: Context): Promise<Look> {
    const path = `/customers/${encodeURIComponent(who.id)}`
    const before = greeted.get(who.id)
    await before?.catch(() => {})
    const greet = who.email !== undefined && !greeted.has(who.id)
    const reading = asCustomer(who, greet ? { method: 'POST', path: `${path}/sessions`, body: { customer: { email: who.email }, ...session() } } : { path }, context)
    if (greet) greeted.set(who.id, reading)
    const answer = await reading.catch((error: unknown) => {
      if (!isLoyaltyError(error)) throw error
      // once for a page, whatever came of it: only one that was turned away for sure did not happen
      if (greet && ['rate_limited', 'unauthenticated'].includes(error.code)) greeted.delete(who.id)
      throw error.code === 'not_found' ? new LoyaltyError('unauthenticated', 'This customer is not in the programme.', { cause: error }) : error
    })
    const customer = fields(answer['customer'])
    // a customer of Shopify may be asked for by GID and answered by number
    if (String(customer['merchant_id']).split('/').at(-1) !== who.id.split('/').at(-1)) bad()
    return { configuration: fields(answer['configuration']), customer }
  }
  async function lookAsGuest({ signal, locale }: Context): Promise<Look> {
    if (!configuration) throw new LoyaltyError('unauthenticated', 'Log in to see this programme.')
    try {
      return { configuration: fields(await configuration({ language: languageOf(locale), signal })) }
    } catch (error) {
      throw signal.aborted ? toLoyaltyError(signal.reason, 'aborted') : toLoyaltyError(error, 'network')
    }
  }
  /** As far as the public may look: who is not in the programme is a guest here. */
  async function look(context: Context): Promise<Look> {
    const who = await whoIs(context)
    if (!who) return lookAsGuest(context)
    return lookAs(who, context).catch((error: unknown) => {
      if (configuration && isLoyaltyError(error) && error.code === 'unauthenticated') return lookAsGuest(context)
      throw error
    })
  }
  async function member(context: Context): Promise<Look> {
    const found = await lookAs(await signedIn(context), context)
    enrolled(found)
    return found
  }

  const rewardList = (found: Look) => toRewards(found).map(({ reward }) => reward)
  const programIn = (found: Look) => toProgram(found, name, locales)
  const couponOf = (claimed: Wire) => toCoupon(claimed, clock())
  const claimedOf = (found: Look) => enrolled(found)['claimed_rewards']
  const couponsOf = (found: Look) => inOrder(each(claimedOf(found), couponOf))
  const parts: Readonly<Record<string, (found: Look) => unknown>> = {
    program: programIn, member: toMember, balances: toBalances, tier: toStanding, coupons: couponsOf, referral: toReferral,
    activity: (found) => pageOf(toEntries(found), {}), rewards: (found) => pageOf(rewardList(found), {}),
  }
  const reading = <Input, Output>(shape: Shape, from: (context: Context) => Promise<Look>, map: (found: Look, input: Input) => Output) => async (input: unknown, context: Context): Promise<Output> => {
    if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
    const given = checked<Input>(shape, input)
    return map(await from(context), given)
  }

  type Page = { readonly cursor?: string; readonly limit?: number; readonly currency?: string }
  let claiming: Promise<ReturnType<typeof import('./loyaltylion/claim.ts').claims>> | undefined
  return {
    name, credential: 'shopper-token', ambient: true,
    program: { get: reading(none, look, programIn) },
    members: { get: reading(none, member, toMember) },
    balances: { list: reading(none, member, toBalances) },
    activity: { list: reading(listShape, member, (found, { currency: only, ...page }: Page) => pageOf(toEntries(found).filter((entry) => only === undefined || entry.currency === only), page)) },
    tiers: { progress: reading(none, member, toStanding) },
    rewards: {
      list: reading(listShape, look, (found, page: Page) => pageOf(rewardList(found), page)),
      claim: async (input, context: WriteContext) => {
        const who = await signedIn(context)
        const given = checked<{ rewardId: string }>(['o', { rewardId: ['s', 1, 200] }], input)
        claiming ??= import('./loyaltylion/claim.ts').then(({ claims }) => claims({
          name, doubt, storage, claimedOf, toBalances, toRewards, toCoupon: couponOf, toGiftCard, look: lookAs, send: sendAs,
        }))
        return (await claiming.catch((error: unknown) => { claiming = undefined; throw toLoyaltyError(error, 'network') }))(who, given, context)
      },
    },
    coupons: { list: reading(none, member, couponsOf) },
    referrals: { get: reading(none, member, toReferral) },
    snapshot: {
      get: reading(['o', { parts: ['a', ['s', 1, 40], 0, 30] }], look, (found, { parts: asked }: { readonly parts: readonly string[] }) => Object.fromEntries(asked.map((part) => {
        try {
          if (!Object.hasOwn(parts, part)) throw new LoyaltyError('unsupported', `This programme has no ${part}.`)
          return [part, { value: parts[part]?.(found) }]
        } catch (thrown) {
          const { code, message, retryable } = toLoyaltyError(thrown, 'bad_response')
          return [part, { error: { code, message, retryable } }]
        }
      })) as Snapshot),
    },
  }
}

/** The page that is looked at, without what follows its path: that may be personal. */
function session(): { readonly session?: { readonly page_url: string } } {
  const { location } = globalThis as { location?: { readonly origin: string; readonly pathname: string } }
  return location ? { session: { page_url: `${location.origin}${location.pathname}` } } : {}
}

const wrong = (says: string) => new LoyaltyError('invalid_option', `loyaltylion: ${says}`)

/** For development: a production build leaves it out. */
function checkOptions({ siteId, customer, configuration, locales, doubt }: LoyaltyLionOptions): void {
  const { milliseconds, locale } = checking('loyaltylion')
  if (!Number.isSafeInteger(siteId) || siteId < 1) throw wrong('`siteId` must be the number after /sites/ in LoyaltyLion\'s address.')
  if (typeof customer !== 'function') throw wrong('`customer` must be a function that says who is signed in.')
  if (configuration !== undefined && typeof configuration !== 'function') throw wrong('`configuration` must be a function that gives what GET /configuration answers.')
  if (locales !== undefined && !(Array.isArray(locales) && locales.length)) throw wrong('`locales` must be a list of language tags, such as ["en"].')
  for (const tag of locales ?? []) locale(tag)
  milliseconds('doubt', doubt)
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }
