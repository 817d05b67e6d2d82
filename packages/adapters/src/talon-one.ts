/**
 * Talon.One: the Integration API of one Application, with a profile-based loyalty programme. A member is the `integrationId` of a customer profile that has
 * joined; a cart is a customer session; what it costs, earns and takes is what the rules of the running campaigns say of it.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, an attribute is not set up, say |
 * | 401 | `backend_failed`: the key is wrong, has ended, or belongs elsewhere |
 * | 404 | `not_found`; for a profile or a ledger `unauthenticated`: this customer has not joined |
 * | 409 | asked again a few times, for nothing was done; then `rate_limited` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | 200 with the body of a failure | `backend_failed`, whatever status that names: a write may have been done all the same |
 * | `rejectCoupon`, `rejectReferral` | a rejected code of the quote, with the reason; a code for somebody else is `unknown` |
 * | no `deductLoyaltyPoints` where points were to pay | `not_eligible` |
 *
 * What its document does not have, and so is not here: a log-in (the server in front says who is there), a catalogue of rewards, blocking a member, consents,
 * surveys, claims, partners; nobody activates an offer or joins an achievement: they work by themselves. A programme is read with the inventory of a profile only, its
 * title among it, so there is none for guests, and its list of levels and the worth of points nothing tells: those are options. A ledger that is not told
 * beside others is empty, as the document says of an inventory's; an answer without any is none. What has no zone is taken for UTC. Programmes whose points lie on
 * cards are not covered. It has one language, so all locales are answered alike.
 *
 * Effects that a quote has no place for are passed over: free items, giveaways, notifications, audiences, attributes, and discounts on additional costs,
 * for the carts of the port have none.
 */
import {
  isLoyaltyError, isPlainDate, isSafeUrl, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Cart, type Challenge, type Context, type Coupon, type Currency, type Member, type Offer, type Program,
  type Quote, type Redemption, type SpendLimit, type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { batchesOf } from './shared/batches.ts'
import { sumOf } from './shared/carts.ts'
import { inOrder } from './shared/coupons.ts'
import { toldAfter } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { heldIn, holdsIn, type Hold } from './shared/holds.ts'
import { instantOf } from './shared/instants.ts'
import { known } from './shared/known.ts'
import { ledgerPage } from './shared/ledger.ts'
import { allOf } from './shared/lists.ts'
import { digest, sleep } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { listOf, maybe, toMinor, wire, WireNumber, type WireRequest } from './shared/wire.ts'

/** A ledger of the programme as a loyalty currency. */
export interface TalonOneCurrency {
  /** The currency's id in LoyaltyKit. */
  readonly id: string
  /** The subledger's id; the main ledger where absent. */
  readonly subledger?: string
  /** `point` where absent. */
  readonly unit?: Currency['unit']
  readonly name?: string
  /** How many decimal digits its points have, 0 to 6: as many as the rules can give. 0 where absent. Points with more digits than that are a `bad_response`, never rounded. */
  readonly scale?: number
  /**
   * How it pays. Talon.One has no request for it: a rule of yours reads an attribute of the session (a number, in points), deducts as many points as it
   * allows and gives the discount for them. Absent: it can't pay.
   */
  readonly pays?: {
    /** The session's attribute. */
    readonly attribute: string
    /** What the rule gives: so many minor units of the currency are so many minor units of `money`. */
    readonly rate: { readonly amount: number; readonly money: number }
    /** The least that the rule takes, and by which step, in minor units. 1 where absent. */
    readonly min?: number
    readonly step?: number
  }
}

/** What `talonOne` takes. */
export interface TalonOneOptions {
  /** Your own host: `https://<name>.<region>.talon.one`. */
  readonly url: string
  /** An Integration API key of the Application. It must not reach a page. A key for tests takes dry requests only: with it nobody joins and nothing is paid. */
  readonly apiKey: string
  /** The loyalty programme's number. It is profile-based. */
  readonly programId: number
  /** What the programme is called. */
  readonly programName: string
  /** The Application's money, ISO 4217. */
  readonly money: string
  /** The programme's ledgers. Those that are not named are not shown. */
  readonly currencies: readonly TalonOneCurrency[]
  /** The levels, the lowest first, by the points that reach each (minor units; 0 for the first); `currency` is the one that counts, the first where absent. */
  readonly tiers?: { readonly currency?: string; readonly levels: readonly { readonly name: string; readonly from: number }[] }
  /**
   * Where writes are remembered: `memoryKeys()` of `@loyaltykit/adapters/keys` for one process, a shared store for more.
   *
   * Here also live the holds of `redemptions`, for Talon.One can't set points aside: in an open session they are only thought to be taken. `confirm` closes the session
   * that has the cart's id, with the cart as it was when the points were held: this is the order, it earns too. A shop that closes its sessions itself sends the
   * attribute of `pays` and does not confirm, or confirms afterwards: a session that was closed with these points is found, and not closed twice.
   */
  readonly keys: KeyStore
  /** BCP 47: the language of the texts in Talon.One. `en` where absent. */
  readonly locale?: string
  /**
   * A profile that has joined and stands for somebody new: quotes for guests are asked for it, for rules that add points need a profile. Talon.One takes about three
   * requests for a profile at a time. Without it guests are asked for without a profile.
   */
  readonly newcomer?: string
  /** The attributes of a profile in which the fields of ours are. Those that are not named are not told, and not taken. */
  readonly profile?: Readonly<Partial<Record<keyof Member['profile'], string>>>
  /** Whose a ticket of `members.enrol` is: the server in front has given it after a log-in. Without it every ticket is `expired`. */
  readonly person?: (ticket: string) => Promise<{ readonly integrationId: string; readonly email?: string; readonly phone?: string } | undefined>
  /** How friends are invited; without it nobody has a code. */
  readonly referral?: {
    /** The campaign's number. A member's first look makes the code. */
    readonly campaignId: number
    /** The link of a code: an https address. */
    readonly link: (code: string) => string
    /** What each side gets, in minor units: Talon.One tells it with an order only. */
    readonly advocate: { readonly currency: string; readonly amount: number }
    readonly friend: { readonly currency: string; readonly amount: number }
    /** The profile's attribute that keeps a friend's code until the first order. Without it a code is given with a cart, and not when joining. */
    readonly attribute?: string
  }
  /** What achievements count, by their internal name; what is not named is a plain count without a unit. */
  readonly achievements?: Readonly<Record<string, { readonly metric?: NonNullable<Challenge['metric']>; readonly currency?: string; readonly prize?: { readonly currency: string; readonly amount: number } }>>
  /**
   * For how long a request that was never answered may still reach Talon.One, in milliseconds; 30 seconds where absent. Until then an order whose answer was lost is looked
   * for and not placed again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that Talon.One has: its offers work without being activated, its achievements without being joined. */
export type TalonOneBackend = BackendWith<
  'members' | 'balances' | 'activity' | 'tiers' | 'offers' | 'quotes' | 'redemptions' | 'coupons' | 'referrals' | 'challenges', 'offers.activate' | 'challenges.join'
>

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new.

const text = z.string()
const Figures = z.object({
  activePoints: WireNumber, pendingPoints: maybe(WireNumber), negativePoints: maybe(WireNumber),
  currentTier: maybe(z.object({ name: text, startDate: maybe(text), expiryDate: maybe(text) })),
  projectedTier: maybe(z.object({ stayInTierPoints: maybe(WireNumber), projectedTierName: maybe(text) })),
  pointsToNextTier: maybe(WireNumber), nextTierName: maybe(text),
})
type Figures = z.infer<typeof Figures>
const Ledgers = z.object({ balance: z.nullish(z.unknown()), subledgerBalances: z.nullish(z.record(text, z.unknown())) })
const Points = z.object({ startDate: text, expiryDate: text, subledgerId: text, amount: WireNumber })
const Line = z.object({ id: WireNumber, created: text, type: text, name: maybe(text), startDate: maybe(text), expiryDate: maybe(text), subledgerId: text, amount: WireNumber, customerSessionId: z.nullish(text), ruleName: maybe(text) })
const Profile = z.object({ integrationId: text, created: text, attributes: maybe(z.record(text, z.unknown())), audienceMemberships: maybe(listOf(z.object({ id: z.number() }))) })
const Invited = z.object({ id: WireNumber, code: text, campaignId: z.number(), startDate: maybe(text), expiryDate: maybe(text), usageLimit: maybe(z.number()), usageCounter: maybe(z.number()), referredCustomers: maybe(listOf(text)) })
const WireCoupon = z.object({ id: WireNumber, campaignId: maybe(z.number()), value: text, state: text, startDate: maybe(text), expiryDate: maybe(text) })
const Inventory = z.object({
  // always asked for: one that can't be read is no member who has not joined
  loyalty: z.object({ programs: z.record(text, z.object({ joinDate: maybe(text) })) }),
  profile: maybe(Profile), referrals: maybe(listOf(Invited)), coupons: maybe(listOf(WireCoupon)),
})
const Rule = z.object({ displayName: maybe(text), displayDescription: maybe(text) })
const Campaign = z.object({ id: z.number(), startTime: maybe(text), endTime: maybe(text), features: maybe(listOf(text)), rules: maybe(z.array(Rule)), linkedAudienceIds: maybe(listOf(z.number())) })
const Achievement = z.object({
  id: WireNumber, name: text, title: text, description: maybe(text), target: WireNumber, endDate: maybe(text),
  currentProgress: maybe(z.object({ status: text, progress: WireNumber, completionDate: maybe(text), endDate: maybe(text) })),
})
const Effect = z.object({ campaignId: maybe(z.number()), rulesetId: maybe(z.number()), ruleIndex: maybe(z.number()), effectType: text, triggeredByCoupon: maybe(z.number()), props: z.record(text, z.unknown()) })
type Effect = z.infer<typeof Effect>
const Evaluated = z.object({ effects: z.array(Effect) })
const Session = z.object({ customerSession: z.object({ profileId: z.nullish(text), state: text }) })
const Refused = z.object({ message: maybe(text) })
/** The body of a failure: problems are one beside anything, a message where nothing else is. */
const Failure = z.union([z.object({ errors: z.array(z.unknown()).check(z.minLength(1)) }), z.strictObject({ message: text, errors: z.nullish(z.array(z.unknown())), StatusCode: z.nullish(z.number()) })])

// From its words to ours

function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const cause = new Error(z.safeParse(Refused, body).data?.message ?? `Status ${status}.`)
  if (status === 404) return new LoyaltyError('not_found', 'The loyalty service does not know this.', { cause })
  return status === 409 ? new LoyaltyError('rate_limited', 'Too much happens at once for this member. Try again in a moment.', { cause }) : undefined
}

/** It names a status, which is not believed: that nothing is there, or was done, would have been said with that status. */
const hiddenFailure = (body: unknown): number | undefined => (z.safeParse(Failure, body).success ? 500 : undefined)

const unfit = (message: string): LoyaltyError => new LoyaltyError('not_eligible', message)
const tooFew = () => new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.')
const isMissing = (error: unknown): boolean => isLoyaltyError(error) && error.code === 'not_found'

/** The digits that are looked at of money: discounts of percentages have more than the money has. */
const fine = 8

/** Decimals of money, such as rules count out, added up and rounded to minor units. */
function moneyOf(values: readonly unknown[], digits: number): number {
  const sum = values.reduce<number>((total, value) => {
    const [, whole, part = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(String(value)) ?? []
    // 1e-7 and the like is nothing
    return total + (whole === undefined && Math.abs(Number(value)) < 1e-6 ? 0 : toMinor(`${whole ?? value}.${part.slice(0, fine) || '0'}`, fine))
  }, 0)
  return Math.round(sum / 10 ** (fine - digits))
}

/** Minor units as the wire has them. The nearest binary fraction is written with the same digits. */
const decimal = (amount: number, scale: number): number => amount / 10 ** scale

const discountTypes: readonly string[] = ['setDiscount', 'setDiscountPerItem']
const isDiscount = ({ effectType, props: { scope } }: Effect): boolean => discountTypes.includes(effectType) && scope !== 'additionalCosts'
const ruleOf = ({ campaignId, rulesetId, ruleIndex }: Effect): string => `${campaignId}/${rulesetId}/${ruleIndex}`

/** Why a code did nothing. Somebody else's is not told from none. */
const reasons: Readonly<Record<string, NonNullable<Quote['rejectedCodes']>[number]['because']>> = {
  CouponNotFound: 'unknown', CouponRecipientDoesNotMatch: 'unknown', CouponExpired: 'expired', CouponPartOfNotRunningCampaign: 'expired', CouponLimitReached: 'used', CampaignLimitReached: 'used', ProfileLimitReached: 'used',
  ReferralNotFound: 'unknown', AdvocateNotFound: 'unknown', ReferralRecipientDoesNotMatch: 'unknown', ReferralExpired: 'expired', ReferralPartOfNotRunningCampaign: 'expired', ReferralLimitReached: 'used', ReferralCustomerAlreadyReferred: 'used',
}
const reasonOf = ({ props: { rejectionReason } }: Effect) => reasons[String(rejectionReason)] ?? 'not_eligible'

/** Reasons by which a referral's code is one all the same: what is missing is missing of this cart. */
const laterReasons: readonly string[] = ['ReferralRejectedByCondition', 'EffectCouldNotBeApplied', 'ReferralPartOfNotTriggeredCampaign']

/** What codes take off, and what comes by itself: one discount for each rule and code. What points pay is not among them. */
function discountsOf(effects: readonly Effect[], { money, digits, room }: { money: string; digits: number; room: number }): Quote['discounts'] {
  const paying = new Set(effects.filter(({ effectType }) => effectType === 'deductLoyaltyPoints').map(ruleOf))
  const accepted = effects.filter(({ effectType }) => effectType === 'acceptCoupon')
  const codeOf = (effect: Effect) => accepted.find(({ triggeredByCoupon: by, campaignId }) => (by === undefined || effect.triggeredByCoupon === undefined ? campaignId === effect.campaignId : by === effect.triggeredByCoupon))?.props['value']
  const found = new Map<string, { title: string; code: unknown; values: unknown[] }>()
  for (const effect of effects) {
    if (!isDiscount(effect) || paying.has(ruleOf(effect))) continue
    const [title, code] = [String(effect.props['name'] ?? '').replace(/#\d+$/, '').trim(), codeOf(effect)]
    const key = JSON.stringify([ruleOf(effect), title, code])
    const one = found.get(key) ?? { title, code, values: [] }
    one.values.push(effect.props['value'])
    found.set(key, one)
  }
  let left = room
  return [...found.values()].flatMap(({ title, code, values }) => {
    const amount = Math.min(left, moneyOf(values, digits))
    left -= Math.max(0, amount)
    const own = typeof code === 'string' ? { code } : {}
    return amount > 0 ? [{ title: (title || own.code || 'Discount').slice(0, 300), money: { amount, currency: money }, ...own }] : []
  })
}

function toStanding(figures: Figures | undefined, { levels, currency, scale }: { levels: readonly { readonly name: string; readonly from: number }[]; currency: string; scale: number }): TierStanding {
  const { currentTier, projectedTier, pointsToNextTier: missing, nextTierName } = figures ?? {}
  const [current, next] = [levels.find(({ name }) => name === currentTier?.name), levels.find(({ name }) => name === nextTierName)]
  const [since, validUntil] = [instantOf(currentTier?.startDate), instantOf(currentTier?.expiryDate)]
  const metrics = (need: number, without: number | string) => [{ metric: 'points' as const, currency, need, have: Math.max(0, need - Math.max(0, toMinor(without, scale))) }]
  const stay = projectedTier?.stayInTierPoints
  const below = levels.find(({ name }) => name === projectedTier?.projectedTierName)?.name
  return {
    ...(current ? { current: current.name } : {}), ...known({ since, validUntil }),
    ...(next && missing !== undefined ? { next: { tier: next.name, metrics: metrics(next.from, missing) } } : {}),
    ...(current && stay !== undefined && validUntil ? { keep: { by: validUntil, metrics: metrics(current.from, stay), ...(below === undefined ? {} : { otherwise: below }) } } : {}),
  }
}

/**
 * Its log tells additions from subtractions, and who made them: a session, a rule, a person. What a session has without a rule is taken for goods that came back, for the
 * document does not say how these are written.
 */
function toEntry({ id, created, type, name, startDate, expiryDate, amount, customerSessionId: session, ruleName }: z.infer<typeof Line>, { currency, scale, now }: { currency: string; scale: number; now: number }): ActivityEntry {
  const isGiven = type !== 'subtraction'
  const points = Math.abs(toMinor(amount, scale))
  const isOfSession = typeof session === 'string'
  const [kind, reason]: readonly [ActivityEntry['kind'], ActivityEntry['reason']?] = ruleName === undefined ? (!isOfSession ? ['adjust', 'service'] : ['reverse', 'refund'])
    : isGiven ? (!isOfSession ? ['earn'] : ['earn', 'purchase']) : (!isOfSession ? ['spend'] : ['spend', 'redemption'])
  const [starts, ends] = [instantOf(startDate), instantOf(expiryDate)]
  const isPending = isGiven && (startDate === 'on_action' || (starts !== undefined && Date.parse(starts) > now))
  return {
    id: String(id), at: instantOf(created) ?? created, kind, currency, amount: isGiven || points === 0 ? points : -points, state: isPending ? 'pending' : 'final',
    ...known({ reason }), ...(name ? { text: name.slice(0, 300) } : {}), ...(session && session.length <= 200 ? { reference: session } : {}),
    ...(isPending && starts ? { availableAt: starts } : {}), ...(isGiven && ends ? { expiresAt: ends } : {}),
  }
}

const offerKinds: readonly (readonly [feature: string, kind: Offer['kind']])[] = [['giveaways', 'gift'], ['loyalty', 'bonus']]

/** Rules that have words for shoppers. */
const offersOf = (campaigns: readonly z.infer<typeof Campaign>[]): (Offer & { readonly audiences: readonly number[] })[] => campaigns.flatMap(({ id, startTime, endTime, features = [], rules = [], linkedAudienceIds: audiences = [] }) => {
  const [validFrom, validUntil, kind] = [instantOf(startTime), instantOf(endTime), offerKinds.find(([feature]) => features.includes(feature))?.[1] ?? 'discount']
  return rules.flatMap(({ displayName, displayDescription }, index) => !displayName?.trim() ? [] : [{
    id: `${id}-${index}`, kind, audience: audiences.length ? 'personal' as const : 'public' as const, title: displayName.slice(0, 300), ...(displayDescription ? { text: displayDescription.slice(0, 10_000) } : {}),
    state: 'available' as const, activation: 'none' as const, ...known({ validFrom, validUntil }), audiences,
  }])
})

const challengeStates: Readonly<Record<string, Challenge['state']>> = { not_started: 'joined', inprogress: 'joined', completed: 'completed', expired: 'expired' }

function toChallenge({ id, name, title, description, target, endDate, currentProgress }: z.infer<typeof Achievement>, { told, digits, money, scaleOf }: { told: TalonOneOptions['achievements']; digits: number; money: string; scaleOf: (currency: string | undefined) => number }): Challenge | undefined {
  const { metric, currency: given, prize } = told?.[name] ?? {}
  const scale = metric === 'spend' ? digits : metric === 'points' ? scaleOf(given) : 0
  const currency = metric === 'spend' ? money : given
  const { status = 'not_started', progress = 0, completionDate, endDate: until = endDate } = currentProgress ?? {}
  const [state, completedAt, validUntil] = [challengeStates[status], instantOf(completionDate), instantOf(until)]
  // a count may have been told in parts
  const [have, need] = [Math.floor(Number(progress) * 10 ** scale + 1e-6), Math.ceil(Number(target) * 10 ** scale - 1e-6)]
  if (!state || !(need > 0) || (state === 'completed' && completedAt === undefined)) return undefined
  return {
    id: String(id), title: title.slice(0, 300), state, have: state === 'completed' ? Math.max(0, have) : Math.min(Math.max(0, have), need - 1), need, ...(description ? { text: description.slice(0, 10_000) } : {}),
    ...known({ metric, currency }), ...(prize ? { prize: { ...prize } } : {}),
    ...(state === 'completed' && completedAt ? { completedAt } : {}), ...known({ validUntil }),
  }
}

const couponStates: Readonly<Record<string, Coupon['state']>> = { active: 'available', pending: 'available', used: 'used', expired: 'expired' }

/** A field of a profile as an attribute has it; what is none of its kind is not told. */
function toProfile(attributes: Readonly<Record<string, unknown>>, map: NonNullable<TalonOneOptions['profile']>): Member['profile'] {
  const fits: Readonly<Record<keyof Member['profile'], (value: string) => string | undefined>> = {
    email: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? value : undefined), phone: (value) => /^\+[1-9]\d{6,14}$/.exec(value.replace(/[\s().-]/g, ''))?.[0],
    // an attribute of a day is an instant there
    birthday: (value) => (isPlainDate(value.slice(0, 10)) ? value.slice(0, 10) : undefined), gender: (value) => /^(female|male|other)$/.exec(value)?.[0],
    givenName: (value) => value.slice(0, 300), familyName: (value) => value.slice(0, 300), city: (value) => value.slice(0, 300), postalCode: (value) => value.slice(0, 20),
  }
  return Object.fromEntries(Object.entries(map).flatMap(([field, attribute]) => {
    const value = attributes[attribute]
    const told = typeof value === 'string' && value !== '' ? fits[field as keyof Member['profile']](value) : undefined
    return told === undefined ? [] : [[field, told]]
  }))
}

/** What a closing session is made of. */
interface Place {
  readonly items: readonly object[]
  readonly codes: Codes
}

/** Codes of a cart: coupons, and a friend's. */
interface Codes {
  readonly couponCodes: readonly string[]
  readonly referralCode?: string
}

/** Codes that its document takes. */
const longestCode = 100

/**
 * Talon.One as a backend. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function talonOne(options: TalonOneOptions): TalonOneBackend {
  const { url, apiKey, programId, programName, money, currencies, tiers, keys, locale = 'en', newcomer, profile: fields = {}, person, referral, achievements, doubt, holdFor, clock = Date.now, fetch = globalThis.fetch } = options
  checkOptions(options)
  const digits = digitsOf(money)
  const name = `talon-one:${new URL(url).host}:${programId}`
  const send = wire({ url: url.replace(/\/$/, ''), fetch, refusal, hiddenFailure, headers: { authorization: `ApiKey-v1 ${apiKey}` } })
  const payable = currencies.filter(({ pays }) => pays)
  const scaleOf = (id: string | undefined) => currencies.find((one) => one.id === id)?.scale ?? 0
  const currencyOf = (ledger: unknown) => currencies.find(({ subledger = '' }) => subledger === ledger)

  /** Of one profile or session about three requests are taken at a time; one too many was not begun with. */
  async function patiently<T>(act: () => Promise<T>, { signal }: Pick<Context, 'signal'>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act()
      } catch (error) {
        if (attempt > 5 || !isLoyaltyError(error) || error.code !== 'rate_limited' || !(error.cause instanceof Error)) throw error
        await sleep(30 * 2 ** attempt * (0.5 + Math.random() / 2), signal)
      }
    }
  }
  const joined = (error: unknown): never => {
    throw isMissing(error) ? new LoyaltyError('unauthenticated', 'This customer is not in the programme. Join first.', { cause: error }) : error
  }
  const ledger = (memberId: string, path: string, query: Readonly<Record<string, string | undefined>> = {}) =>
    `/v1/loyalty_programs/${programId}/profile/${encodeURIComponent(memberId)}/${path}${queryOf(query)}`

  /** What a profile has; of who has not joined, nothing. */
  async function inventoryOf(memberId: string, parts: readonly string[], context: Pick<Context, 'signal'>) {
    const found = await send(Inventory, { path: `/v1/customer_profiles/${encodeURIComponent(memberId)}/inventory${queryOf(Object.fromEntries([...parts, 'loyalty'].map((part) => [part, 'true'])))}` }, context)
    const membership = found.loyalty.programs[String(programId)]
    if (!membership) throw new LoyaltyError('not_found', 'This customer is not in the programme.')
    return { ...found, joinDate: membership.joinDate }
  }
  const own = (parts: readonly string[], context: Context) => inventoryOf(memberOf(context), parts, context).catch(joined)

  // Ledgers

  const figuresOf = async (context: Context, more: Readonly<Record<string, string>> = {}) => {
    const { balance, subledgerBalances } = await send(Ledgers, { path: ledger(memberOf(context), 'balances', more) }, context).catch(joined)
    if (!balance && !subledgerBalances) throw new LoyaltyError('bad_response', 'The loyalty service answered without a balance.')
    return ({ subledger }: Pick<TalonOneCurrency, 'subledger'>): Figures | undefined => {
      const found = subledger === undefined ? balance : subledgerBalances?.[subledger]
      if (found === undefined || found === null) return undefined
      const result = z.safeParse(Figures, found)
      if (!result.success) throw new LoyaltyError('bad_response', 'The loyalty service answered with a balance that is none.', { cause: result.error })
      return result.data
    }
  }
  /** A debt is told apart. A ledger that is not told beside others is empty. */
  const availableOf = (figures: Figures | undefined, scale: number) => (figures ? toMinor(figures.activePoints, scale) - Math.max(0, toMinor(figures.negativePoints ?? 0, scale)) : 0)

  async function pointsOf(status: 'active' | 'pending', context: Context) {
    const sort = status === 'active' ? 'expiryDate' : 'startDate'
    return allOf<z.infer<typeof Points>, number>(async (skip = 0) => {
      const { data, hasMore } = await send(z.object({ data: listOf(Points), hasMore: maybe(z.boolean()) }), { path: ledger(memberOf(context), 'points', { status, sort, pageSize: '1000', skip: skip ? String(skip) : undefined }) }, context).catch(joined)
      return { items: data, next: hasMore ? skip + 1_000 : undefined }
    }, 5_000)
  }

  async function balancesOf(context: Context): Promise<Balance[]> {
    const figures = await figuresOf(context)
    const held = await holds.open(context)
    const told = currencies.map((currency) => {
      const { scale = 0 } = currency
      const found = figures(currency)
      return { currency, scale, active: availableOf(found, scale), pending: found?.pendingPoints === undefined ? undefined : Math.max(0, toMinor(found.pendingPoints, scale)), aside: heldIn(held, ({ redemption }) => redemption.currency === currency.id) }
    })
    const [expiring, waiting] = [told.some(({ active }) => active > 0) ? await pointsOf('active', context) : [], told.some(({ pending = 0 }) => pending > 0) ? await pointsOf('pending', context) : []]
    return told.map(({ currency: { id, subledger = '' }, scale, active, pending, aside }): Balance => {
      const parts = (points: readonly z.infer<typeof Points>[], date: 'startDate' | 'expiryDate') => points.filter((one) => one.subledgerId === subledger).map((one) => ({ at: one[date], amount: toMinor(one.amount, scale) }))
      return {
        currency: id, available: active - aside, ...(aside > 0 ? { held: aside } : {}),
        ...(pending === undefined ? {} : { pending, pendingBatches: batchesOf(parts(waiting, 'startDate'), pending).slice(0, 100) }),
        expiring: batchesOf(parts(expiring, 'expiryDate'), Math.max(0, active), aside).slice(0, 100),
      }
    })
  }

  // only to be shown: then what can't be read is left out; else it may be the payment that is looked for, so nothing is known
  const linesOf = (query: Readonly<Record<string, string | undefined>>, context: Context, { enough = 1_000, fits = () => true, isShown = false }: { enough?: number; fits?: (line: z.infer<typeof Line>) => boolean; isShown?: boolean } = {}) =>
    allOf<z.infer<typeof Line>, number>(async (skip = 0) => {
      const size = Math.min(1_000, Math.max(100, enough))
      const { data, hasMore } = await send(z.object({ data: isShown ? listOf(Line) : z.array(Line), hasMore: z.nullish(z.boolean()) }), { path: ledger(memberOf(context), 'transactions', { ...query, pageSize: String(size), skip: skip ? String(skip) : undefined }) }, context).catch(joined)
      return { items: data.filter(fits), next: hasMore ? skip + size : undefined }
    }, enough)

  // Sessions: what the rules say of a cart

  const itemsOf = ({ items }: Pick<Cart, 'items'>) => items.map(({ sku, name: title, quantity, price, categories: [category] = [] }) =>
    ({ sku, ...(title === undefined ? {} : { name: title }), quantity, price: decimal(price, digits), ...known({ category }) }))

  async function put(id: string, body: object, context: Pick<Context, 'signal'>, how: { readonly dry: true } | { readonly key: string }): Promise<readonly Effect[]> {
    const request: WireRequest = {
      method: 'PUT', path: `/v2/customer_sessions/${encodeURIComponent(id)}${'dry' in how ? '?dry=true' : ''}`, body: { customerSession: body }, ...('key' in how ? { headers: { 'idempotency-key': how.key } } : {}),
    }
    return (await patiently(() => send(Evaluated, request, context), context)).effects
  }
  const profileOf = ({ identity }: Pick<Context, 'identity'>) => (identity.kind === 'member' ? identity.memberId : newcomer)
  const about = (context: Pick<Context, 'identity'>) => {
    const profileId = profileOf(context)
    return profileId === undefined ? {} : { profileId }
  }
  /** How many points are to pay, by the attributes that say so. */
  const paying = (points: Readonly<Record<string, number>>) => {
    const attributes = Object.fromEntries(payable.flatMap(({ id, pays, scale = 0 }) => (pays && points[id] !== undefined ? [[pays.attribute, decimal(points[id], scale)]] : [])))
    return Object.keys(attributes).length ? { attributes } : {}
  }
  const tried = (cart: Pick<Cart, 'id' | 'items'>, codes: Codes, points: Readonly<Record<string, number>>, context: Context) =>
    put(cart.id, { ...about(context), cartItems: itemsOf(cart), ...codes, ...paying(points) }, context, { dry: true })

  /** What a cart's codes are: a code that is no coupon may be a friend's. One of those counts in a session. */
  async function evaluated(cart: Cart, points: Readonly<Record<string, number>>, context: Context): Promise<{ effects: readonly Effect[]; codes: Codes; useless: NonNullable<Quote['rejectedCodes']> }> {
    const given = [...new Set(cart.codes)]
    const couponCodes = given.filter((code) => code.length <= longestCode)
    const codes: Codes = { couponCodes }
    const effects = await tried(cart, codes, points, context)
    const rejections = (all: readonly Effect[], type: string) => all.filter(({ effectType }) => effectType === type)
    const useless = new Map<string, ReturnType<typeof reasonOf> | undefined>(given.flatMap((code) => (code.length > longestCode ? [[code, 'unknown']] : [])))
    for (const one of rejections(effects, 'rejectCoupon')) useless.set(String(one.props['value']), reasonOf(one))
    const found = (all: readonly Effect[], chosen: Codes) => ({ effects: all, codes: chosen, useless: given.flatMap((code) => { const because = useless.get(code); return because ? [{ code, because }] : [] }) })
    const referralCode = referral && couponCodes.find((code) => useless.get(code) === 'unknown')
    if (referralCode === undefined) return found(effects, codes)
    const withFriend = { couponCodes: couponCodes.filter((code) => code !== referralCode), referralCode }
    const again = await tried(cart, withFriend, points, context)
    const [rejected] = rejections(again, 'rejectReferral')
    useless.set(referralCode, rejected ? reasonOf(rejected) : undefined)
    return rejected ? found(effects, codes) : found(again, withFriend)
  }

  /** So many points of a currency pay in these effects, and for so much money. */
  function paidBy(effects: readonly Effect[], { subledger = '', scale = 0 }: TalonOneCurrency) {
    const deductions = effects.filter(({ effectType, props }) => effectType === 'deductLoyaltyPoints' && props['programId'] === programId && (props['subLedgerId'] ?? '') === subledger)
    const rules = new Set(deductions.map(ruleOf))
    return {
      points: deductions.reduce((sum, { props }) => sum + toMinor(props['value'] as number, scale), 0),
      worth: moneyOf(effects.filter((effect) => isDiscount(effect) && rules.has(ruleOf(effect))).map(({ props }) => props['value']), digits),
    }
  }

  // Quotes

  function earningsOf(effects: readonly Effect[], context: Context): Quote['earn'] {
    const found = new Map<string, Quote['earn'][number]>()
    for (const { effectType, props } of effects) {
      const currency = currencyOf(props['subLedgerId'] ?? '')
      // an advocate may get points of a friend's order: those are nobody else's business
      if (effectType !== 'addLoyaltyPoints' || props['programId'] !== programId || props['recipientIntegrationId'] !== profileOf(context) || !currency) continue
      const availableAt = typeof props['startDate'] === 'string' ? instantOf(props['startDate']) : undefined
      const key = `${currency.id} ${availableAt}`
      found.set(key, { currency: currency.id, amount: (found.get(key)?.amount ?? 0) + toMinor(props['value'] as number, currency.scale), ...known({ availableAt }) })
    }
    return [...found.values()].filter(({ amount }) => amount > 0).slice(0, 20)
  }

  async function quoteOf(cart: Cart, at: string, { available, held: all, context }: { available: (currency: TalonOneCurrency) => number; held: readonly Hold<Place>[]; context: Context }): Promise<Quote> {
    const isMember = context.identity.kind === 'member'
    const sum = sumOf(cart, { money, path: at })
    const total = { amount: sum, currency: money }
    if (sum === 0) return { earn: [], total, due: total, discounts: [], ...(isMember ? { spend: [] } : {}) }
    const held = all.find(({ redemption }) => redemption.cartId === cart.id)?.redemption
    const { effects, codes, useless } = await evaluated(cart, held ? { [held.currency]: held.amount } : {}, context)
    const discounts = discountsOf(effects, { money, digits, room: sum })
    const net = sum - discounts.reduce((off, one) => off + one.money.amount, 0)
    const spend: SpendLimit[] = []
    for (const currency of isMember ? payable : []) spend.push(await limitOf(cart, { currency, codes, net, held, available: available(currency), context }))
    return {
      earn: earningsOf(effects, context), total, due: { amount: net - (held?.money.amount ?? 0), currency: money }, discounts: discounts.slice(0, 50),
      ...(isMember ? { spend } : {}), ...(useless.length ? { rejectedCodes: useless } : {}), ...known({ held }),
    }
  }

  /** The most that the rule takes is asked of the rule itself. */
  async function limitOf(cart: Cart, { currency, codes, net, held, available, context }: { currency: TalonOneCurrency; codes: Codes; net: number; held: Redemption | undefined; available: number; context: Context }): Promise<SpendLimit> {
    const { id, pays: { rate, min = 1, step = 1 } = { rate: { amount: 1, money: 1 } } } = currency
    const limit = (max: number, worth: number, because?: SpendLimit['because']): SpendLimit =>
      ({ currency: id, min: Math.min(min, max), max, step, worth: { amount: worth, currency: money }, ...(held?.currency === id ? { because: 'already_held' } : because ? { because } : {}) })
    // points of one currency pay for a cart
    if (held && held.currency !== id) return limit(0, 0, 'not_eligible')
    const whole = (points: number) => points - (points % step)
    const most = whole(Math.min(Math.max(0, available), Number((BigInt(net) * BigInt(rate.amount)) / BigInt(rate.money))))
    if (most < min) return limit(0, 0, available < min ? 'balance_too_low' : 'below_minimum')
    let taken = paidBy(await tried(cart, codes, { [id]: most }, context), currency)
    const even = whole(taken.points)
    if (even !== taken.points && even >= min) taken = paidBy(await tried(cart, codes, { [id]: even }, context), currency)
    return taken.points < min || taken.points % step !== 0 ? limit(0, 0, 'not_eligible') : limit(Math.min(most, taken.points), taken.worth)
  }

  // Redemptions: the session of the cart is closed with the points

  /** A session with this id; none where it is not there. Somebody else's is not told from one that can't be used. */
  async function sessionOf(id: string, context: Act): Promise<{ readonly state: string } | undefined> {
    const found = await send(Session, { path: `/v2/customer_sessions/${encodeURIComponent(id)}` }, context).catch((error: unknown) => { if (isMissing(error)) return undefined; throw error })
    if (!found) return undefined
    const { profileId, state } = found.customerSession
    if (profileId && profileId !== memberOf(context) && profileId !== newcomer) throw unfit('This cart can\'t be paid for here.')
    return { state }
  }
  const currencyAt = (id: string) => {
    const currency = payable.find((one) => one.id === id)
    if (!currency) throw invalid({ path: 'currency', message: 'is not one that pays here' })
    return currency
  }
  /** Whether the order of a hold is there, with its points. */
  async function isPaid({ redemption: { cartId, currency: id, amount } }: Hold<Place>, context: Act): Promise<boolean> {
    const { subledger = '', scale = 0 } = currencyAt(id)
    if ((await sessionOf(cartId, context))?.state !== 'closed') return false
    const lines = await linesOf({ customerSessionIDs: cartId }, context, { enough: Infinity })
    return lines.some((line) => line.type === 'subtraction' && line.subledgerId === subledger && line.customerSessionId === cartId && toMinor(line.amount, scale) === amount)
  }
  const changed = () => unfit('The order or the points have changed since they were held. Let them go and choose again.')

  const holds = holdsIn<Place, { readonly isThere: boolean }>({
    keys, name, holdFor, doubt, clock,
    member: (context) => own([], context),
    balances: balancesOf,
    async promise({ cart, currency: id, amount }, held, context) {
      const currency = currencyAt(id)
      const available = availableOf((await figuresOf(context))(currency), currency.scale ?? 0) - heldIn(held, ({ redemption }) => redemption.currency === id)
      if (amount > available) throw tooFew()
      if (held.some(({ redemption }) => redemption.cartId === cart.id)) throw unfit('Points of another currency pay for this cart already. Let them go first.')
      sumOf(cart, { money, path: 'cart' })
      const session = await sessionOf(cart.id, context as Act)
      if (session && session.state !== 'open') throw unfit('This cart was ordered already.')
      const { effects, codes } = await evaluated(cart, { [id]: amount }, context)
      const { points, worth } = paidBy(effects, currency)
      if (points !== amount) throw unfit(points > 0 ? `This cart takes ${points} of these points.` : 'Points can\'t pay for this cart.')
      return { money: { amount: worth, currency: money }, place: { items: itemsOf(cart), codes } }
    },
    pay: {
      async mark(hold, context) {
        const { redemption: { cartId, currency: id, amount }, place } = hold
        const session = await sessionOf(cartId, context)
        if (session && session.state !== 'open') {
          // the shop has closed it with these points
          if (await isPaid(hold, context)) return { isThere: true }
          throw changed()
        }
        const currency = currencyAt(id)
        const effects = await put(cartId, closing(place, { [id]: amount }, context), context, { dry: true })
        if (paidBy(effects, currency).points === amount) return { isThere: false }
        throw availableOf((await figuresOf(context))(currency), currency.scale ?? 0) < amount ? tooFew() : changed()
      },
      find: async (hold, _mark, context) => ((await isPaid(hold, context)) ? hold.redemption.cartId : undefined),
      async send({ redemption: { id: redemptionId, cartId, currency: id, amount }, place }, { isThere }, context) {
        if (isThere) return cartId
        const effects = await put(cartId, closing(place, { [id]: amount }, context), context, { key: await digest(`${name} close ${redemptionId}`) })
        if (paidBy(effects, currencyAt(id)).points === amount) return cartId
        // somebody was faster: an order without its points is none
        await patiently(() => send(z.unknown(), { method: 'PUT', path: `/v2/customer_sessions/${encodeURIComponent(cartId)}/reopen`, headers: { 'idempotency-key': crypto.randomUUID() } }, context), context)
        throw changed()
      },
    },
  })
  const closing = ({ items, codes }: Place, points: Readonly<Record<string, number>>, context: Context) => ({ ...about(context), state: 'closed', cartItems: items, ...codes, ...paying(points) })

  // Campaigns, referrals

  const campaignsOf = (context: Context) => allOf<z.infer<typeof Campaign>, number>(async (skip = 0) => {
    const { data, hasMore } = await send(z.object({ data: listOf(Campaign), hasMore: maybe(z.boolean()) }), { path: `/v1/integration/campaigns${queryOf({ pageSize: '1000', skip: skip ? String(skip) : undefined })}` }, context)
    return { items: data, next: hasMore ? skip + 1_000 : undefined }
  })
  async function offersFor(context: Context): Promise<Offer[]> {
    const isMember = context.identity.kind === 'member'
    const [campaigns, inventory] = [await campaignsOf(context), isMember ? await own(['profile'], context) : undefined]
    const mine = inventory?.profile?.audienceMemberships?.map(({ id }) => id) ?? []
    return offersOf(campaigns).filter(({ audiences }) => !audiences.length || audiences.some((id) => mine.includes(id))).map(({ audiences: _, ...offer }) => offer).slice(0, 200)
  }

  /** The member's code. The first look makes it: one, however many look at once. */
  async function invitedBy(context: Context, campaignId: number): Promise<z.infer<typeof Invited>> {
    const find = async () => {
      const { referrals = [] } = await own(['referrals'], context)
      return referrals.find(({ campaignId: campaign, startDate, expiryDate, usageLimit = 0, usageCounter = 0 }) => campaign === campaignId && (usageLimit === 0 || usageCounter < usageLimit)
        && Date.parse(instantOf(startDate) ?? '1970-01-01') <= clock() && Date.parse(instantOf(expiryDate) ?? '9999-12-31') > clock())
    }
    return (await find()) ?? holds.inTurn({ ...context, idempotencyKey: '', noted: undefined, note: async () => {} }, async ({ signal }) =>
      (await find()) ?? send(Invited, { method: 'POST', path: '/v1/referrals', body: { campaignId, advocateProfileIntegrationId: memberOf(context) } }, { signal }))
  }
  const isCode = async (code: string, context: Context) => {
    if (!referral || code.length > longestCode) return false
    const effects = await put(`look-up ${crypto.randomUUID()}`, { referralCode: code, cartItems: [] }, context, { dry: true })
    return effects.some(({ effectType, props }) => effectType === 'acceptReferral' || (effectType === 'rejectReferral' && laterReasons.includes(String(props['rejectionReason']))))
  }

  const memberAt = async (memberId: string, context: Pick<Context, 'signal'>): Promise<Member> => {
    const { profile, joinDate } = await inventoryOf(memberId, ['profile'], context)
    const joinedAt = instantOf(joinDate) ?? instantOf(profile?.created)
    if (!profile || joinedAt === undefined) throw new LoyaltyError('bad_response', 'The loyalty service did not tell who this is.')
    return { id: memberId, status: 'active', joinedAt, profile: toProfile(profile.attributes ?? {}, fields), consents: [] }
  }

  const challengesOf = async (context: Context): Promise<Challenge[]> => {
    await own([], context)
    const { data } = await send(z.object({ data: listOf(Achievement) }), { path: `/v1/customer_profiles/${encodeURIComponent(memberOf(context))}/achievements?pageSize=200` }, context).catch(joined)
    return data.flatMap((one) => toChallenge(one, { told: achievements, digits, money, scaleOf }) ?? []).slice(0, 200)
  }

  const groups = {
    program: {
      get: async (): Promise<Program> => ({
        id: String(programId), name: programName, locales: [locale],
        currencies: currencies.map(({ id, unit = 'point', name: title, scale = 0, pays }) => ({ id, unit, scale, ...(title === undefined ? {} : { name: title }), ...(pays ? { rate: { amount: pays.rate.amount, money: { amount: pays.rate.money, currency: money } } } : {}) })),
        tiers: (tiers?.levels ?? []).map(({ name: level, from }, rank) => ({ id: level, name: level, rank, reachedBy: rank > 0 ? [{ metric: 'points', amount: from, currency: tiers?.currency ?? currencies[0]?.id }] : [], benefits: [] })),
        ...(referral ? { referral: { advocate: { ...referral.advocate }, friend: { ...referral.friend } } } : {}),
      }),
    },
    members: {
      get: async (_input, context) => memberAt(memberOf(context), context).catch(joined),
      enrol: async ({ ticket, profile, referralCode, cardNumber }, context) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        if (cardNumber !== undefined) throw invalid({ path: 'cardNumber', message: 'can\'t be linked here' })
        const { integrationId, ...signedInWith } = whose
        const told = Object.entries({ ...profile, ...signedInWith }).filter(([, value]) => value !== undefined)
        const unknown = Object.keys(profile).find((field) => profile[field as keyof typeof profile] !== undefined && !(field in fields))
        if (unknown !== undefined) throw invalid({ path: `profile.${unknown}`, message: 'is not kept here' })
        if (referralCode !== undefined && !referral?.attribute) throw invalid({ path: 'referralCode', message: 'is given with the first order here' })
        if (referralCode !== undefined && !(await isCode(referralCode, context))) throw invalid({ path: 'referralCode', message: 'is not one of a member' })
        const isIn = () => inventoryOf(integrationId, [], context).then(() => true, (error: unknown) => { if (isMissing(error)) return false; throw error })
        const wasIn = await isIn()
        if (wasIn && !context.noted) throw new LoyaltyError('conflict', 'This customer is a member already.')
        await context.note({ joining: true })
        const attributes = Object.fromEntries([...told.flatMap(([field, value]) => { const attribute = fields[field as keyof typeof fields]; return attribute === undefined ? [] : [[attribute, value]] }), ...(referralCode !== undefined && referral?.attribute ? [[referral.attribute, referralCode]] : [])])
        if (Object.keys(attributes).length) {
          await patiently(async () => send(z.unknown(), { method: 'PUT', path: `/v2/customer_profiles/${encodeURIComponent(integrationId)}`, body: { attributes }, headers: { 'idempotency-key': await digest(`${name} profile ${context.idempotencyKey}`) } }, context), context)
        }
        // it refuses who has joined, and answers nothing else
        if (!wasIn) await send(z.unknown(), { method: 'POST', path: ledger(integrationId, 'join') }, context).catch(async (error: unknown) => { if (!isUnread(error) && !(await isIn())) throw error })
        const asMember: Context = { ...context, identity: { kind: 'member', memberId: integrationId } }
        const [member, balances] = await toldAfter(Promise.all([memberAt(integrationId, context), balancesOf(asMember)]))
        return { session: { memberId: integrationId }, member, balances, granted: [] }
      },
    },
    balances: { list: async (_input, context) => balancesOf(context) },
    activity: {
      list: async ({ cursor, limit, currency: wanted }, context) => {
        const only = currencies.find(({ id }) => id === wanted)
        const fits = ({ subledgerId }: z.infer<typeof Line>) => { const found = currencyOf(subledgerId); return found !== undefined && (wanted === undefined || found === only) }
        const { items, ...rest } = await ledgerPage<z.infer<typeof Line>>({ cursor, limit }, {
          idOf: ({ id }) => String(id), atOf: ({ created }) => created,
          read: (enough, before) => linesOf({ endDate: before, subledgerId: only?.subledger }, context, { enough, fits, isShown: true }),
        })
        return { items: items.flatMap((line) => { const currency = currencyOf(line.subledgerId); return currency ? [toEntry(line, { currency: currency.id, scale: currency.scale ?? 0, now: clock() })] : [] }), ...rest }
      },
    },
    tiers: {
      progress: async (_input, context): Promise<TierStanding> => {
        const currency = currencies.find(({ id }) => id === tiers?.currency) ?? currencies[0]
        const figures = await figuresOf(context, { includeTiers: 'true', includeProjectedTier: 'true', ...(currency?.subledger === undefined ? {} : { subledgerId: currency.subledger }) })
        return currency && tiers ? toStanding(figures(currency), { levels: tiers.levels, currency: currency.id, scale: currency.scale ?? 0 }) : {}
      },
    },
    offers: { list: async (_input, context) => offersFor(context) },
    quotes: {
      quote: async ({ carts }, context) => {
        const isMember = context.identity.kind === 'member'
        const [figures, held] = isMember ? [await figuresOf(context), await holds.open(context)] : [undefined, []]
        const quotes: Quote[] = []
        // one after the other: a profile's requests are taken one at a time
        for (const [index, cart] of carts.entries()) {
          const available = (currency: TalonOneCurrency) => availableOf(figures?.(currency), currency.scale ?? 0) - heldIn(held, ({ redemption }) => redemption.currency === currency.id && redemption.cartId !== cart.id)
          quotes.push(await quoteOf(cart, `carts.${index}`, { available, held, context }))
        }
        return { quotes }
      },
    },
    redemptions: holds.redemptions,
    coupons: {
      list: async (_input, context) => {
        const { coupons = [] } = await own(['coupons'], context)
        const titles = coupons.length ? offersOf(await campaignsOf(context)) : []
        return inOrder(coupons.flatMap(({ id, value: code, campaignId, state: is, startDate, expiryDate }): Coupon[] => {
          const [state, validFrom, validUntil, told] = [couponStates[is], instantOf(startDate), instantOf(expiryDate), titles.find((offer) => offer.id.startsWith(`${campaignId}-`))]
          return state ? [{ id: String(id), code, title: told?.title ?? code, ...(told?.text === undefined ? {} : { text: told.text }), state, ...known({ validFrom, validUntil }) }] : []
        }))
      },
    },
    referrals: {
      get: async (_input, context) => {
        if (!referral) {
          await own([], context)
          throw unfit('This member has no referral code.')
        }
        const { id, code, referredCustomers: friends = [], usageLimit = 0, usageCounter = 0 } = await invitedBy(context, referral.campaignId)
        // who they are is not told, only when they have joined
        const invitations = (await Promise.all(friends.slice(-20).map(async (friend, index) => {
          const joinedAt = await inventoryOf(friend, ['profile'], context).then(({ joinDate, profile }) => instantOf(joinDate) ?? instantOf(profile?.created), () => undefined)
          return joinedAt === undefined ? [] : [{ id: `${id}-${Math.max(0, friends.length - 20) + index}`, state: 'rewarded' as const, at: joinedAt, reward: { ...referral.advocate } }]
        }))).flat().sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
        return { code, url: referral.link(code), advocate: { ...referral.advocate }, friend: { ...referral.friend }, invitations, ...(usageLimit > 0 ? { left: Math.max(0, usageLimit - usageCounter) } : {}) }
      },
      lookUp: async ({ code }, context) => (referral && (await isCode(code, context)) ? { valid: true, friend: { ...referral.friend } } : { valid: false }),
    },
    challenges: { list: async (_input, context) => challengesOf(context) },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as TalonOneBackend
}

/** An answer without a body to a request that is answered with none. */
const isUnread = (error: unknown): boolean => isLoyaltyError(error) && error.code === 'bad_response'

function queryOf(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length ? `?${new URLSearchParams(given)}` : ''
}

function checkOptions({ url, apiKey, programId, programName, money, currencies, tiers, keys, locale, referral, doubt, holdFor }: TalonOneOptions): void {
  refusePage('talonOne')
  const check = checking('talonOne')
  check.address('url', url)
  check.credential('apiKey', apiKey, 'an Integration API key of the Application')
  check.money('money', money)
  check.keys(keys)
  check.locale(locale)
  check.milliseconds('holdFor', holdFor)
  check.milliseconds('doubt', doubt)
  if (!Number.isSafeInteger(programId) || programId < 1) check.fail('`programId` must be the number of a loyalty programme.')
  if (typeof programName !== 'string' || programName === '') check.fail('`programName` must be what the programme is called.')
  const isWhole = (value: unknown) => value === undefined || (Number.isSafeInteger(value) && (value as number) > 0)
  if (!Array.isArray(currencies) || !currencies.length) check.fail('`currencies` must name the ledgers of the programme, one at least.')
  for (const field of ['id', 'subledger'] as const) if (new Set(currencies.map((one) => one[field])).size !== currencies.length) check.fail(`\`currencies\` must differ in their ${field}.`)
  for (const { id, scale = 0, pays } of currencies) {
    if (typeof id !== 'string' || id === '' || id.length > 200) check.fail('`currencies` must have an id each.')
    if (!Number.isInteger(scale) || scale < 0 || scale > 6) check.fail(`\`currencies\`: the scale of ${id} must be 0 to 6.`)
    if (pays && !(pays.attribute && isWhole(pays.rate?.amount) && isWhole(pays.rate.money) && pays.rate.amount && pays.rate.money && isWhole(pays.min) && isWhole(pays.step))) check.fail(`\`currencies\`: \`pays\` of ${id} must have the session's attribute, and whole amounts above 0.`)
  }
  const knows = (id: string | undefined) => currencies.some((one) => one.id === id)
  if (tiers && ((tiers.currency !== undefined && !knows(tiers.currency)) || tiers.levels.some(({ name, from }, index) => !name || !Number.isSafeInteger(from) || from <= (tiers.levels[index - 1]?.from ?? -1)))) check.fail('`tiers` must have levels with a name each and more points than the one before, in one of `currencies`.')
  if (referral && !(Number.isSafeInteger(referral.campaignId) && isSafeUrl(referral.link('CODE')))) check.fail('`referral` must have the campaign\'s number, and a `link` that gives an https address.')
  if (referral && !(knows(referral.advocate.currency) && knows(referral.friend.currency))) check.fail('`referral` must tell what each side gets, in one of `currencies`.')
}
