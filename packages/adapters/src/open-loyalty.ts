/**
 * Open Loyalty, the cloud product (5.x): `https://<tenant>/api/<store code>/…` with a permanent key.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 that says there is not enough, on a block, a spending or a purchase | `insufficient_points` |
 * | 400 otherwise, there | `not_eligible`: limits, coupons that have run out, a member who is not active |
 * | 400 elsewhere | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401, 403 | `backend_failed`: the key is wrong, or has not the right |
 * | 404 | `not_found`; for the member `unauthenticated` |
 * | 409 | `conflict` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 *
 * Holds are Open Loyalty's own blocked units, so that every till sees them; cancelling a blocked transfer unblocks it (help.openloyalty.io, "Managing Unit Transfers").
 * A block there has no end: what ended is unblocked by the next look at the balances. News reach open pages by its webhooks: `@loyaltykit/adapters/open-loyalty-webhook`.
 *
 * What its documents do not have, and so is not here: a log-in of the programme's own (the one for members with a password is being retired), joining a
 * challenge (all count by themselves), activating a campaign, surveys, gift cards, partners. An admin may give a member any card number, but no list tells
 * which cards were handed out and are nobody's yet: whoever typed a number would get it, so no old card is linked. Agreements are there as three truths
 * without wording and time, and names, birthday and address can only be replaced with the whole profile: no preferences. A sale is assigned to whoever tells its number, and nobody
 * reviews that: no claims. A fortune wheel can't be bought by its own document, a conversion coupon has no price: they are not listed. Transfers between
 * members are lines of the ledger; the port has no call that makes one.
 */
import {
  isLoyaltyError, isPlainDate, isSafeUrl, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Cart, type Challenge, type Context, type Coupon, type Currency, type ErrorCode, type Member, type MetricAmount,
  type Offer, type Program, type Quote, type Redemption, type Reward, type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { cutToMinor } from './shared/amounts.ts'
import { batchesOf } from './shared/batches.ts'
import { quoteEach, sumOf } from './shared/carts.ts'
import { inOrder } from './shared/coupons.ts'
import { isRefusal, sentOnce, toldAfter, type Begun } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { instantAt, instantOf } from './shared/instants.ts'
import { known } from './shared/known.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { alone, digest } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { checkTaking, standingOf } from './shared/rewards.ts'
import { exactly, listOf, maybe, wire, WireNumber } from './shared/wire.ts'
import { moneyOf, spendLimit, type Worth } from './shared/worth.ts'

/** What `openLoyalty` takes. */
export interface OpenLoyaltyOptions {
  /** The tenant's host: `https://<tenant>.openloyalty.io`. `/api` is added. */
  readonly url: string
  /** The store's code, which names the programme: `DEFAULT`, say. */
  readonly storeCode: string
  /** A permanent key of an admin, `X-AUTH-TOKEN`: it reads members, points, rewards, tiers, campaigns and stores, and writes points, members and redemptions. It must not reach a page. */
  readonly token: string
  /** The store's money, ISO 4217: what Open Loyalty's transactions are in. */
  readonly money: string
  /**
   * Where writes are remembered: Open Loyalty knows no idempotency key. `memoryKeys()` of `@loyaltykit/adapters/keys` for one process, a shared store for more.
   */
  readonly keys: KeyStore
  /** BCP 47: the languages that the texts in Open Loyalty are in, its default one first. `en` alone where absent. Names of wallets and challenges have one language. */
  readonly locales?: readonly string[]
  /** What the units of a wallet are, by the wallet type's code. */
  readonly currencies?: Readonly<Record<string, OpenLoyaltyCurrency>>
  /** Which tier set tells a member's tier. The default one where absent. */
  readonly tierSetId?: string
  /**
   * Rewards whose coupon takes a percentage off; the value of all others is money. Open Loyalty has this type, and its API tells it of no reward.
   */
  readonly percentCoupons?: readonly string[]
  /**
   * Rewards that cost units of another wallet, by reward id: the wallet type's code. Open Loyalty has this choice, and its API tells it of no reward: one that is not named here
   * is priced in the default wallet. One whose wallet is not there, or not active, is not listed.
   */
  readonly rewardWallets?: Readonly<Record<string, string>>
  /** Whose a ticket of `members.enrol` is: the server in front has given it after a log-in. Open Loyalty asks for an e-mail address. Without it every ticket is `expired`. */
  readonly person?: (ticket: string) => Promise<{ readonly email: string; readonly phone?: string; readonly loyaltyCardNumber?: string } | undefined>
  /**
   * What each side of a referral gets and the link of a token; without it nobody has a code. Open Loyalty tells no link, and of what is gained only the formula that a
   * referral campaign reckons with (`pointsRule`), with no word of whose gain it is.
   */
  readonly referral?: {
    /** The link of a token: an https address. */
    readonly link: (code: string) => string
    /** What each side gets: minor units of a wallet. */
    readonly advocate: { readonly currency: string; readonly amount: number }
    readonly friend: { readonly currency: string; readonly amount: number }
  }
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number
  /**
   * For how long a request that was never answered may still reach Open Loyalty, in milliseconds; 60 seconds where absent, twice its own limit. Until then what
   * moves units is looked for and not made again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What Open Loyalty does not say of a wallet. */
export interface OpenLoyaltyCurrency {
  /** `point` where absent. */
  readonly unit?: Currency['unit']
  /** Decimal digits that are shown and spent, 0 to 6: Open Loyalty counts fractions. 2 where absent; what is beyond is cut off, never rounded up. */
  readonly scale?: number
  /** What it is worth when it pays: so many minor units are so many minor units of money. Without it the wallet does not pay. */
  readonly worth?: Worth
}

/** What Open Loyalty has. */
export type OpenLoyaltyBackend = BackendWith<
  'members' | 'balances' | 'activity' | 'tiers' | 'offers' | 'quotes' | 'redemptions' | 'rewards' | 'coupons' | 'referrals' | 'challenges' | 'cards', 'offers.activate' | 'challenges.join' | 'cards.link'
>

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new.

const text = z.string()
const Words = z.union([z.record(text, z.object({ name: maybe(text), description: maybe(text) })), z.array(z.object({ locale: maybe(text), name: maybe(text), description: maybe(text) }))])
const WireMember = z.object({
  customerId: text, active: z.boolean(), registeredAt: text, anonymized: maybe(z.boolean()), firstName: maybe(text), lastName: maybe(text), gender: maybe(text), email: maybe(text), phone: maybe(text), birthDate: maybe(text),
  address: maybe(z.object({ city: maybe(text), postal: maybe(text) })), loyaltyCardNumber: maybe(text), referralToken: maybe(text), currentLevel: maybe(z.object({ levelId: text })),
})
type WireMember = z.infer<typeof WireMember>
const WalletType = z.object({ code: text, name: text, active: maybe(z.boolean()), isDefault: maybe(z.boolean()) })
const Wallet = z.object({ walletType: WalletType, account: z.object({ activeUnits: WireNumber, lockedUnits: maybe(WireNumber), blockedUnits: maybe(WireNumber), earnedUnits: maybe(WireNumber) }) })
const Cause = z.object({ transactionId: maybe(text), campaignId: maybe(text), rewardId: maybe(text), internalEventName: maybe(text), issuedRewardId: maybe(text) })
/** What tells one payment from another, and whose it is, is read strictly: taken for absent it would be paid again. */
const Transfer = z.object({
  transferId: text, type: text, value: WireNumber, createdAt: text, walletType: z.object({ code: text }), cancelled: z.nullish(z.boolean()), pending: maybe(z.boolean()), lockedUntil: maybe(text), expiresAt: maybe(text), comment: maybe(text),
  actionCause: maybe(Cause), externalTransferId: z.nullish(text), member: z.nullish(z.object({ id: text })),
})
type Transfer = z.infer<typeof Transfer>
const Made = z.object({ transferId: text })
const Condition = z.object({ attribute: text, value: WireNumber })
const TierSet = z.object({ tierSetId: text, isDefault: maybe(z.boolean()), conditions: maybe(listOf(z.object({ attribute: text, walletType: maybe(text) }))) })
const WireTier = z.object({ levelId: text, name: text, active: maybe(z.boolean()), isDefault: maybe(z.boolean()), translations: maybe(Words), conditions: listOf(Condition), rewards: maybe(listOf(z.object({ rewardId: text, name: text, active: maybe(z.boolean()) }))) })
const Standing = z.object({
  currentTierId: maybe(text), nextTierId: maybe(text), lastPromotionAt: maybe(text), nextRecalculationAt: maybe(text), downgrade: maybe(text),
  nextTierCurrentProgress: maybe(listOf(z.object({ attribute: text, currentValue: maybe(WireNumber), valueGoal: maybe(WireNumber), walletType: maybe(text) }))),
})
const Period = z.object({ allTime: maybe(z.boolean()), from: maybe(text), to: maybe(text) })
const WireReward = z.object({
  rewardId: text, name: maybe(text), reward: text, active: maybe(z.boolean()), public: maybe(z.boolean()), costInPoints: maybe(WireNumber), target: maybe(text), levels: maybe(listOf(text)), activity: maybe(Period), visibility: maybe(Period),
  translations: maybe(Words), usageLeft: maybe(WireNumber), usageLeftForCustomer: maybe(WireNumber), notIssuedCoupons: maybe(WireNumber), canBeBoughtByCustomer: maybe(z.boolean()), couponValue: maybe(WireNumber),
})
type WireReward = z.infer<typeof WireReward>
const Issued = z.object({
  issuedRewardId: text, rewardId: text, customerId: text, name: maybe(text), status: maybe(text), redemptionDate: maybe(text), cancelledAt: maybe(text),
  issuedCoupon: maybe(z.object({ code: text, value: maybe(WireNumber), activeFrom: maybe(text), activeTo: maybe(text), usedAt: maybe(text) })),
})
type Issued = z.infer<typeof Issued>
const Campaign = z.object({
  campaignId: text, name: maybe(text), description: maybe(text), active: maybe(z.boolean()), type: maybe(text), trigger: maybe(text), activity: maybe(z.object({ startsAt: maybe(text), endsAt: maybe(text) })), translations: maybe(Words),
  visibility: maybe(z.object({ target: maybe(text) })), rules: maybe(listOf(z.object({ effects: maybe(listOf(z.object({ effect: text }))) }))),
})
type Campaign = z.infer<typeof Campaign>
const Simulated = z.object({ effects: listOf(z.object({ type: text, points: maybe(WireNumber), wallet: maybe(text), target: maybe(text) })) })
const Milestone = z.object({ periodGoal: maybe(WireNumber), currentPeriodValue: maybe(WireNumber), consecutivePeriods: maybe(WireNumber), completedConsecutivePeriods: maybe(WireNumber), type: maybe(text) })
const WireChallenge = z.object({ campaignId: text, campaignName: text, campaignDescription: maybe(text), limitReached: maybe(z.boolean()), memberProgress: maybe(z.object({ completedCount: maybe(WireNumber), milestones: maybe(listOf(Milestone)) })) })
type WireChallenge = z.infer<typeof WireChallenge>
/** What challenges were before. */
const Achievement = z.pipe(
  z.object({ achievementId: text, achievementName: text, achievementDescription: maybe(text), limitReached: maybe(z.boolean()), memberProgress: maybe(z.object({ completedCount: maybe(WireNumber), rules: maybe(listOf(Milestone)) })) }),
  z.transform(({ achievementId: campaignId, achievementName: campaignName, achievementDescription: campaignDescription, limitReached, memberProgress }): WireChallenge =>
    ({ campaignId, campaignName, campaignDescription, limitReached, memberProgress: memberProgress && { completedCount: memberProgress.completedCount, milestones: memberProgress.rules } })),
)
const Trigger = z.object({ campaignId: maybe(text), createdAt: text })
const Badge = z.object({ badgeTypeId: text, name: text, badgeType: maybe(z.object({ translations: maybe(Words) })), completedCount: WireNumber, createdAt: maybe(text), updatedAt: maybe(text) })
const WireReferral = z.object({ referralId: text, createdAt: text })
const Store = z.object({ code: text, name: text })
const Status = z.object({ pointsExpiringBreakdown: maybe(z.record(text, WireNumber)) })
const Failure = z.object({ message: maybe(text), errors: maybe(listOf(z.object({ message: maybe(text) }))) })

// From its words to ours

const isId = (id: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)
const spoken = (body: unknown): string => { const failure = z.safeParse(Failure, body).data; return [failure?.message, ...(failure?.errors ?? []).map(({ message }) => message)].filter(Boolean).join('; ') }
const cause = (status: number, body: unknown): Error => new Error(spoken(body) || `Status ${status}.`)

/** A 400 is our mistake, unless `asMoney` knows better. */
function refusal(status: number, body: unknown): LoyaltyError | undefined {
  if (status === 409) return new LoyaltyError('conflict', 'Somebody else is doing this. Look at it again.', { cause: cause(status, body) })
  return status === 400 ? new LoyaltyError('backend_failed', 'The loyalty service did not understand this.', { retryable: false, cause: new Refused(spoken(body)) }) : undefined
}
class Refused extends Error {}
const isBadRequest = (error: unknown): error is LoyaltyError => isLoyaltyError(error) && error.cause instanceof Refused

/** What moves units is refused with 400 for all reasons; only the words tell them apart. */
function asMoney(error: unknown): never {
  if (!isBadRequest(error)) throw error
  throw /not enough|insufficient/i.test((error.cause as Error).message) ? poor() : unfit('The programme does not allow this now.')
}
const poor = (): LoyaltyError => new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.')
const unfit = (message: string): LoyaltyError => new LoyaltyError('not_eligible', message)
const gone = (cause?: unknown): LoyaltyError => new LoyaltyError('unauthenticated', 'This person is not in the programme. Join first.', { cause })

/** A name in the language asked for, else in the programme's own. */
function named(words: z.infer<typeof Words> | undefined, locale: string, own: string, field: 'name' | 'description' = 'name'): string | undefined {
  const found = new Map((Array.isArray(words) ? words : Object.entries(words ?? {}).map(([key, entry]) => ({ ...entry, locale: key }))).map((entry) => [entry.locale, entry[field]]))
  return found.get(locale) || found.get(locale.split('-')[0]) || found.get(own) || undefined
}

function toMember({ customerId: id, active, registeredAt, firstName, lastName, gender, email, phone, birthDate, address, loyaltyCardNumber }: WireMember): Member {
  const [birthday, number] = [birthDate?.slice(0, 10), phone?.replace(/[\s().-]/g, '')]
  return {
    id, status: active ? 'active' : 'blocked', joinedAt: instantOf(registeredAt) ?? registeredAt, consents: [],
    profile: {
      ...(firstName ? { givenName: firstName } : {}), ...(lastName ? { familyName: lastName } : {}), ...(email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? { email } : {}),
      ...(number && /^\+?[1-9]\d{6,14}$/.test(number) ? { phone: number.startsWith('+') ? number : `+${number}` } : {}), ...(birthday && isPlainDate(birthday) ? { birthday } : {}),
      ...(gender === 'male' || gender === 'female' ? { gender } : {}), ...(address?.city ? { city: address.city } : {}), ...(address?.postal && address.postal.length <= 20 ? { postalCode: address.postal } : {}),
    },
    ...(loyaltyCardNumber ? { cardNumber: loyaltyCardNumber } : {}),
  }
}

const kinds: Readonly<Record<string, readonly [kind: ActivityEntry['kind'], sign: 1 | -1]>> = {
  adding: ['earn', 1], spending: ['spend', -1], expired: ['expire', -1], blocked: ['hold', -1], p2p_adding: ['transfer', 1], p2p_spending: ['transfer', -1],
}

function toEntry({ transferId: id, type, value, createdAt, walletType, cancelled, pending, lockedUntil, expiresAt, comment, actionCause, externalTransferId }: Transfer, scale: number): ActivityEntry {
  // a kind that came after this was written says nothing of its sign
  const [kind, sign] = kinds[type] ?? ['adjust', 1]
  const amount = sign * Math.abs(cutToMinor(value, scale))
  const reason = actionCause?.transactionId ? 'purchase' : actionCause?.rewardId || actionCause?.issuedRewardId ? 'reward' : parseMark(externalTransferId) ? 'redemption' : actionCause?.campaignId ? 'offer' : undefined
  const reference = actionCause?.transactionId ?? actionCause?.issuedRewardId
  const [available, ends] = [pending ? instantOf(lockedUntil) : undefined, type === 'adding' ? instantOf(expiresAt) : undefined]
  return {
    id, at: instantOf(createdAt) ?? createdAt, kind, currency: walletType.code, amount: amount === 0 ? 0 : amount, state: cancelled ? 'reversed' : pending ? 'pending' : 'final',
    ...known({ reason }), ...(comment && !parseMark(externalTransferId) ? { text: comment.slice(0, 300) } : {}), ...known({ reference }), ...(available ? { availableAt: available } : {}), ...(ends ? { expiresAt: ends } : {}),
  }
}

const rewardKinds: Readonly<Record<string, Reward['kind']>> = { static_coupon: 'coupon', dynamic_coupon: 'coupon', material: 'product' }

function toCoupon({ issuedRewardId: id, name, issuedCoupon, status, cancelledAt }: Issued, now: number): Coupon[] {
  if (!issuedCoupon) return []
  const [validFrom, validUntil] = [instantOf(issuedCoupon.activeFrom), instantOf(issuedCoupon.activeTo)]
  const isOver = cancelledAt !== undefined || status === 'canceled' || status === 'rejected' || (validUntil !== undefined && Date.parse(validUntil) <= now)
  return [{ id, code: issuedCoupon.code, title: (name || issuedCoupon.code).slice(0, 300), state: issuedCoupon.usedAt ? 'used' : isOver ? 'expired' : 'available', ...known({ validFrom, validUntil }) }]
}

/** Campaigns that a member can do something with; the others answer a return, a goal or a friend. */
const isShown = ({ type, trigger, active }: Campaign): boolean => active !== false && type !== 'referral' && !['return_transaction', 'achievement', 'challenge', 'leaderboard'].includes(trigger ?? '')

/** A goal of several milestones is so many milestones; of one over several periods, so many periods; else what is counted within the period. */
function toChallenge({ campaignId: id, campaignName, campaignDescription, limitReached, memberProgress }: z.infer<typeof WireChallenge>, completedAt: string | undefined): Challenge[] {
  const milestones = memberProgress?.milestones ?? []
  const count = (value: number | string | undefined) => Math.max(0, cutToMinor(value ?? 0, 0))
  const goal = (value: number | string | undefined) => Math.max(1, Math.ceil(Number(value ?? 1)) || 1)
  const isDone = ({ periodGoal, currentPeriodValue, consecutivePeriods, completedConsecutivePeriods }: z.infer<typeof Milestone>) =>
    count(completedConsecutivePeriods) >= goal(consecutivePeriods) || (goal(consecutivePeriods) === 1 && Number(currentPeriodValue ?? 0) >= Number(periodGoal ?? 1))
  const [first] = milestones
  if (!first) return []
  const [have, need] = milestones.length > 1 ? [milestones.filter(isDone).length, milestones.length] : goal(first.consecutivePeriods) > 1 ? [count(first.completedConsecutivePeriods), goal(first.consecutivePeriods)] : [count(first.currentPeriodValue), goal(first.periodGoal)]
  const isCompleted = limitReached === true && count(memberProgress?.completedCount) > 0
  // what can be completed again begins again
  return [{
    id, title: campaignName.slice(0, 300), ...(campaignDescription ? { text: campaignDescription.slice(0, 10_000) } : {}), state: isCompleted ? 'completed' : 'joined', have: isCompleted ? Math.min(have, need) || need : Math.min(have, need - 1), need,
    ...(first.type === 'referral' && milestones.length === 1 ? { metric: 'referrals' as const } : {}), ...(isCompleted && completedAt ? { completedAt } : {}),
  }]
}

// Holds: blocked transfers whose external id says what they are for

interface Block { readonly redemption: Redemption; readonly transfer: Transfer }
/** The order that points are about to pay for, or have paid for. */
interface Paying { readonly orderId: string; readonly begun?: Begun<string> }

/** `lk-hold~<until>~<money>~<mark of the call>~<cart>`; `lk-paid~<hold>~<order>`. */
const holdMark = (until: number, money: number, call: string, cartId: string): string => `lk-hold~${until}~${money}~${call}~${cartId}`
const paidMark = (redemptionId: string, orderId: string): string => `lk-paid~${redemptionId}~${orderId}`
const parseMark = (mark: string | null | undefined): { until?: number; money?: number; cartId?: string } | undefined => {
  if (mark?.startsWith('lk-paid~')) return {}
  const [, until, money, cartId] = /^lk-hold~(\d{1,15})~(\d{1,16})~[0-9a-f]{16}~([^]+)$/.exec(mark ?? '') ?? []
  return cartId === undefined ? undefined : { until: Number(until), money: Number(money), cartId }
}

const noCursor = (): LoyaltyError => invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
const month = 30 * 86_400_000

/**
 * Open Loyalty as a backend. Runs on a server, behind `@loyaltykit/gateway`; a member is the `customerId`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function openLoyalty(options: OpenLoyaltyOptions): OpenLoyaltyBackend {
  checkOptions(options)
  const { url, storeCode, token, money, keys, locales = ['en'], currencies = {}, tierSetId, percentCoupons = [], rewardWallets = {}, person, referral, holdFor = 30 * 60_000, doubt = 60_000, clock = Date.now, fetch = globalThis.fetch } = options
  const name = `open-loyalty:${new URL(url).host}:${storeCode}`
  const [own = 'en'] = locales
  const digits = digitsOf(money)
  const send = wire({ url: `${url.replace(/\/$/, '')}/api`, fetch, refusal, headers: { 'x-auth-token': token }, hiddenFailure: (body) => z.safeParse(z.object({ code: z.int().check(z.minimum(400)), message: text }), body).data?.code })
  const scaleOf = (code: string): number => currencies[code]?.scale ?? 2
  const toWire = (minor: number, scale: number): number => minor / 10 ** scale
  const toMoney = (amount: number) => ({ amount, currency: money })

  // What there is

  const searchOf = (query: Query) => new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString()
  const at = (path: string) => `/${encodeURIComponent(storeCode)}${path}`
  const size = 50
  type Query = Readonly<Record<string, string | undefined>>
  /** One page of a list, the first is 1; the last one is not full. What can't be read is left out; a `strict` one fails, for it may be the payment that is looked for. */
  async function pageAt<T extends z.ZodMiniType>(item: T, path: string, query: Query, number: number, context: Context, isStrict = false): Promise<{ items: z.infer<T>[]; isLast: boolean }> {
    const { items } = await send(z.object({ items: z.array(isStrict ? item : z.unknown()) }), { path: `${path}?${searchOf({ ...query, _page: String(number), _itemsOnPage: String(size) })}` }, context)
    // it gives 500 pages at most
    return { items: (isStrict ? items : z.parse(listOf(item), items)) as z.infer<T>[], isLast: items.length < size || number >= 500 }
  }
  const all = <T extends z.ZodMiniType>(item: T, path: string, query: Query, context: Context, most = 500, isStrict = false): Promise<z.infer<T>[]> => {
    let number = 0
    return allOf(async () => {
      const { items, isLast } = await pageAt(item, path, query, (number += 1), context, isStrict)
      return { items, next: isLast ? undefined : number }
    }, most)
  }
  const ofMember = (context: Context): string => {
    const id = memberOf(context)
    if (!isId(id)) throw gone()
    return `/member/${id}`
  }
  const unless = (...codes: readonly ErrorCode[]) => (error: unknown): undefined => {
    if (isLoyaltyError(error) && codes.includes(error.code)) return undefined
    throw error
  }
  const missing = unless('not_found')
  /** @throws `LoyaltyError` `unauthenticated` for who is not there, or was made nobody. */
  async function memberIn(context: Context): Promise<WireMember> {
    const found = await send(WireMember, { path: at(ofMember(context)) }, context).catch(missing)
    if (!found || found.anonymized) throw gone()
    return found
  }
  async function activeMember(context: Context): Promise<WireMember> {
    const found = await memberIn(context)
    if (!found.active) throw unfit('This membership is blocked. Ask the desk.')
    return found
  }
  const walletsOf = async (context: Context) => (await all(Wallet, at(`${ofMember(context)}/wallet`), {}, context)).filter(({ walletType }) => walletType.active !== false)
  const isOf = (context: Context) => ({ member }: Transfer): boolean => !member || member.id === memberOf(context)
  /** The newest transfer that fits, however many have come after it. */
  async function transferThat(fits: (transfer: Transfer) => boolean, type: 'blocked' | 'spending', context: Context): Promise<Transfer | undefined> {
    for (let number = 1; ; number += 1) {
      const { items, isLast } = await pageAt(Transfer, at('/points'), newest(type, context), number, context, true)
      const found = items.filter(isOf(context)).find(fits)
      if (found || isLast) return found
    }
  }
  const newest = (type: 'blocked' | 'spending', context: Context): Query => ({ 'member:id': memberOf(context), type, '_orderBy[createdAt]': 'desc' })

  async function balancesOf(context: Context): Promise<Balance[]> {
    const [, first] = await Promise.all([memberIn(context), walletsOf(context)])
    const wallets = first.some(({ account }) => Number(account.blockedUnits ?? 0) > 0) && (await letGoEnded(context)) ? await walletsOf(context) : first
    return Promise.all(wallets.map(async ({ walletType: { code, isDefault }, account }): Promise<Balance> => {
      const amount = (value: number | string) => cutToMinor(value, scaleOf(code))
      const [available, pending] = [amount(account.activeUnits), Math.max(0, amount(account.lockedUnits ?? 0))]
      const [waiting, status] = await Promise.all([
        pending > 0 ? all(Transfer, at('/points'), { 'member:id': memberOf(context), 'walletType:code': code, pending: 'true' }, context, 200) : [],
        // told of the default wallet only, and what is told is on its way out
        isDefault && available > 0 ? send(Status, { path: at(`${ofMember(context)}/status`) }, context).catch(unless('not_found', 'backend_failed', 'bad_response')) : undefined,
      ])
      const ending = Object.entries(status?.pointsExpiringBreakdown ?? {}).map(([day, value]) => ({ at: day, amount: amount(value) }))
      return {
        currency: code, available,
        ...(account.lockedUnits === undefined ? {} : { pending, pendingBatches: batchesOf(waiting.filter(({ pending: isPending, cancelled }) => isPending && !cancelled).map(({ lockedUntil, value }) => ({ at: lockedUntil, amount: amount(value) })), pending) }),
        ...(account.blockedUnits === undefined ? {} : { held: Math.max(0, amount(account.blockedUnits)) }),
        ...(status?.pointsExpiringBreakdown ? { expiring: batchesOf(ending, Math.max(0, available)).slice(0, 100) } : {}),
        ...(account.earnedUnits === undefined ? {} : { lifetime: Math.max(0, amount(account.earnedUnits)) }),
      }
    }))
  }

  const metricOf = (attribute: string, value: number | string, wallet: string | undefined): MetricAmount | undefined =>
    ['activeUnits', 'totalEarnedUnits', 'cumulatedEarnedUnits'].includes(attribute) ? { metric: 'points', amount: Math.max(0, cutToMinor(value, scaleOf(wallet ?? ''))), ...(wallet === undefined ? {} : { currency: wallet }) }
      : attribute === 'totalSpending' ? { metric: 'spend', amount: Math.max(0, cutToMinor(value, digits)), currency: money } : undefined

  /** The tiers of the set, the lowest first, with what reaches each: all conditions must be met there, so the first that we have a word for is told. */
  async function tiersIn(context: Context) {
    const sets = await all(TierSet, at('/tierSet'), { active: 'true' }, context)
    const set = tierSetId === undefined ? sets.find(({ isDefault }) => isDefault) ?? sets[0] : sets.find(({ tierSetId: id }) => id === tierSetId)
    if (!set) return undefined
    const walletOf = (attribute: string) => set.conditions?.find((one) => one.attribute === attribute)?.walletType
    const found = await all(WireTier, at(`/tierSet/${encodeURIComponent(set.tierSetId)}/tiers`), {}, context)
    const tiers = found.filter(({ active }) => active !== false).map((tier) => ({ ...tier, needs: tier.conditions.flatMap(({ attribute, value }) => { const need = metricOf(attribute, value, walletOf(attribute)); return need ? [{ attribute, need }] : [] }) }))
    const from = (tier: (typeof tiers)[number]) => (tier.isDefault ? -1 : tier.needs[0]?.need.amount ?? Number(tier.conditions[0]?.value ?? 0))
    return { id: set.tierSetId, tiers: tiers.sort((a, b) => from(a) - from(b)) }
  }

  // Rewards

  const titleOf = (context: Context, { name: title, translations }: Pick<WireReward, 'name' | 'translations'>, id: string) => (named(translations, context.locale, own) ?? title ?? id).slice(0, 300)

  /** One as the member sees it; nothing where it is not shown at all. */
  function toReward(reward: WireReward, { context, wallet, isOwn, level, available, ladder }: { context: Context; wallet: string; isOwn: boolean; level: string | undefined; available: number | undefined; ladder: readonly string[] }): Reward | undefined {
    const { rewardId: id, reward: type, costInPoints, target, levels = [], activity, visibility, usageLeft, usageLeftForCustomer, notIssuedCoupons, canBeBoughtByCustomer } = reward
    const [kind, now] = [rewardKinds[type], clock()]
    const isPast = (written: string | undefined) => Date.parse(instantOf(written) ?? '') <= now
    const isAhead = (written: string | undefined) => Date.parse(instantOf(written) ?? '') > now
    if (!kind || costInPoints === undefined || (type === 'dynamic_coupon' && reward.couponValue === undefined)) return undefined
    if (reward.active === false || isPast(activity?.to) || isPast(visibility?.to) || isAhead(visibility?.from) || (!isOwn && (reward.public !== true || target === 'segment'))) return undefined
    const cost = { currency: wallet, amount: cutToMinor(costInPoints, scaleOf(wallet)) }
    // below zero stands for no limit
    const [stock, mine] = [usageLeft, usageLeftForCustomer].map((value) => (value === undefined || Number(value) < 0 ? undefined : cutToMinor(value, 0)))
    const left = stock ?? mine
    const lowest = target === 'level' ? ladder.find((tier) => levels.includes(tier)) : undefined
    const isGuest = context.identity.kind !== 'member'
    const isSoldOut = stock === 0 || (type === 'static_coupon' && notIssuedCoupons !== undefined && Number(notIssuedCoupons) === 0)
    const because = isAhead(activity?.from) ? 'not_yet' as const : isGuest ? undefined
      : !isOwn ? (target === 'level' && !levels.includes(level ?? '') ? 'tier_too_low' as const : 'not_eligible' as const)
        : mine === 0 ? 'limit_reached' as const : (available ?? 0) < cost.amount ? 'balance_too_low' as const : canBeBoughtByCustomer === false ? 'not_eligible' as const : undefined
    const [validFrom, validUntil] = [instantOf(activity?.from), instantOf(activity?.to)]
    return {
      id, title: titleOf(context, reward, id), kind, cost, ...standingOf(because, isSoldOut),
      ...(left === undefined ? {} : { left: Math.min(left, mine ?? left) }), ...(lowest === undefined ? {} : { tier: lowest }), ...known({ validFrom, validUntil }),
    }
  }

  async function catalogueOf(context: Context): Promise<{ reward: Reward; wired: WireReward }[]> {
    const isMember = context.identity.kind === 'member'
    const [listed, types, mine, member, wallets] = await Promise.all([
      all(WireReward, at('/reward'), { active: 'true', visible: 'true' }, context), all(WalletType, at('/walletType'), {}, context), isMember ? all(WireReward, at(`${ofMember(context)}/reward`), { available: 'true', visible: 'true' }, context) : [],
      isMember ? memberIn(context) : undefined, isMember ? walletsOf(context) : [],
    ])
    const usual = types.find(({ isDefault }) => isDefault)?.code ?? types[0]?.code ?? 'default'
    const walletOf = (rewardId: string) => (rewardWallets[rewardId] === undefined ? usual : types.find(({ code, active }) => code === rewardWallets[rewardId] && active !== false)?.code)
    const tiers = [...listed, ...mine].some(({ target }) => target === 'level') ? (await tiersIn(context))?.tiers : undefined
    const ladder = (tiers ?? []).map(({ levelId }) => levelId)
    const see = (wired: WireReward, isOwn: boolean) => {
      const wallet = walletOf(wired.rewardId)
      if (wallet === undefined) return []
      const account = wallets.find(({ walletType }) => walletType.code === wallet)?.account
      const reward = toReward(wired, { context, wallet, isOwn, ladder, level: member?.currentLevel?.levelId, available: account && cutToMinor(account.activeUnits, scaleOf(wallet)) })
      return reward ? [{ reward, wired }] : []
    }
    const known = new Set(listed.map(({ rewardId }) => rewardId))
    return [...listed.flatMap((wired) => { const ours = mine.find(({ rewardId }) => rewardId === wired.rewardId); return see(ours ?? wired, ours !== undefined) }), ...mine.filter(({ rewardId }) => !known.has(rewardId)).flatMap((wired) => see(wired, true))]
  }

  /** With a reward: a purchase of it is looked for. */
  const issuedOf = (context: Context, rewardId?: string) => all(Issued, at('/redemption'), { customerId: memberOf(context), rewardId, '_orderBy[redemptionDate]': 'desc' }, context, 200, rewardId !== undefined).then((found) => found.filter(({ customerId }) => customerId === memberOf(context)))
  const couponsOf = async (context: Context) => (await issuedOf(context)).flatMap((issued) => toCoupon(issued, clock()).map((coupon) => ({ coupon, issued })))

  // Holds. Money: a request is sent once. What became of it is read from the ledger, never found out by asking again.

  /** One write about points at a time for each member: what was looked up stays true until it is done. */
  const inTurn = <T>(given: Act, act: (context: Act) => Promise<T>): Promise<T> => alone(keys, `${name}\n${memberOf(given)}`, given.signal, (signal) => act({ ...given, signal }))
  const isOpen = ({ redemption }: Block): boolean => Date.parse(redemption.expiresAt ?? '') > clock()

  function toBlock(transfer: Transfer): Block[] {
    const { until, money: worth, cartId } = parseMark(transfer.externalTransferId) ?? {}
    if (transfer.type !== 'blocked' || until === undefined || worth === undefined || cartId === undefined) return []
    return [{ transfer, redemption: { id: transfer.transferId, state: 'held', currency: transfer.walletType.code, amount: cutToMinor(transfer.value, scaleOf(transfer.walletType.code)), money: toMoney(worth), cartId, expiresAt: instantAt(until) } }]
  }
  const blocksOf = async (context: Context): Promise<Block[]> => (await all(Transfer, at('/points'), newest('blocked', context), context, 100, true)).filter((one) => isOf(context)(one) && !one.cancelled).flatMap(toBlock)
  /** Another member's is none. */
  async function blockAt(redemptionId: string, context: Context): Promise<Block> {
    const found = isId(redemptionId) ? await send(Transfer, { path: at(`/points/${redemptionId}`) }, context).catch(missing) : undefined
    const [block] = found?.member?.id === memberOf(context) ? toBlock(found) : []
    if (!block) throw new LoyaltyError('not_found', 'There is no such hold. It may have ended: look at your points.')
    return block
  }
  async function unblock(transferId: string, context: Context): Promise<void> {
    await send(z.unknown(), { method: 'POST', path: at(`/points/${transferId}/cancel`) }, context).catch(async (error: unknown) => {
      // it may have been done before
      if (!isBadRequest(error) || !(await send(Transfer, { path: at(`/points/${transferId}`) }, context)).cancelled) throw error
    })
  }
  /** Whether there were any. What can't be unblocked now is tried by the next look. */
  async function letGoEnded(context: Context): Promise<boolean> {
    const ended = (await blocksOf(context)).filter((block) => !isOpen(block))
    return (await Promise.all(ended.map(({ transfer }) => unblock(transfer.transferId, context).then(() => true, () => false)))).includes(true)
  }

  const payingId = async (redemptionId: string) => `paying ${await digest(`${name}\n${redemptionId}`)}`
  async function payingOf(redemptionId: string): Promise<Paying | undefined> {
    const kept = await keys.get(await payingId(redemptionId))
    return kept === undefined ? undefined : (JSON.parse(kept) as Paying)
  }
  async function keepPaying(redemptionId: string, paying: Paying | undefined): Promise<Paying | undefined> {
    const id = await payingId(redemptionId)
    if (!(await keys.swap(id, await keys.get(id), paying && JSON.stringify(paying), month))) throw new LoyaltyError('backend_failed', 'Somebody else has changed what is held meanwhile. Try again.')
    return paying
  }
  const spentFor = (fits: (mark: string) => boolean, context: Context) => transferThat(({ externalTransferId: mark, cancelled }) => !cancelled && typeof mark === 'string' && fits(mark), 'spending', context)
  /** What became of an order that was begun; where nothing is known of one, the ledger is asked. */
  async function caughtUp({ transfer: { transferId, cancelled } }: Block, context: Act): Promise<{ readonly orderId: string; readonly isPaid: boolean } | undefined> {
    const paying = await payingOf(transferId)
    if (!paying) {
      const before = cancelled ? await spentFor((mark) => mark.startsWith(paidMark(transferId, '')), context) : undefined
      return !before?.externalTransferId ? undefined : { orderId: before.externalTransferId.slice(paidMark(transferId, '').length), isPaid: true }
    }
    if (!paying.begun) return { orderId: paying.orderId, isPaid: false }
    if (paying.begun.id !== undefined || (await spentFor((mark) => mark === paying.begun?.mark, context))) return { orderId: paying.orderId, isPaid: true }
    if (Date.now() - paying.begun.since < doubt) throw new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.')
    // it never was, and never will be
    await keepPaying(transferId, { orderId: paying.orderId })
    return { orderId: paying.orderId, isPaid: false }
  }
  const changed = async ({ redemption: { expiresAt, ...redemption } }: Block, state: Redemption['state'], context: Context) =>
    ({ redemption: { ...redemption, state, ...(state === 'held' && expiresAt !== undefined ? { expiresAt } : {}) }, balances: await toldAfter(balancesOf(context)) })

  async function hold({ cart, currency, amount }: { cart: Cart; currency: string; amount: number }, context: Act): Promise<Block> {
    const call = (await digest(`${name}\n${memberOf(context)}\n${context.idempotencyKey}`)).slice(0, 16)
    const id = await sentOnce<string>({
      begun: context.noted as Begun<string> | undefined, keep: context.note, doubt,
      find: async (mark) => (await transferThat(({ externalTransferId }) => externalTransferId === mark, 'blocked', context))?.transferId,
      mark: async () => {
        await activeMember(context)
        await letGoEnded(context)
        const [blocks, wallets] = await Promise.all([blocksOf(context), walletsOf(context)])
        const wallet = wallets.find(({ walletType }) => walletType.code === currency)
        const worth = currencies[currency]?.worth
        if (!wallet || !worth) throw invalid({ path: 'currency', message: 'is not one that pays here' })
        if (blocks.some(({ redemption }) => redemption.currency === currency && redemption.cartId === cart.id)) throw new LoyaltyError('conflict', 'Points are held for this cart already. Let them go first, then choose again.')
        if (amount > cutToMinor(wallet.account.activeUnits, scaleOf(currency))) throw poor()
        const { net } = await priceOf(cart, 'cart', context)
        const limit = spendLimit(worth, { currency, money, net, available: cutToMinor(wallet.account.activeUnits, scaleOf(currency)) })
        if (amount < limit.min || amount > limit.max || amount % limit.step !== 0) throw unfit(limit.max ? `This cart takes ${limit.min} to ${limit.max} points, in steps of ${limit.step}.` : 'Points can\'t pay for this cart.')
        return holdMark(Math.floor(clock() + holdFor), moneyOf(worth, amount), call, cart.id)
      },
      send: async (mark) => {
        const transfer = { customer: memberOf(context), points: toWire(amount, scaleOf(currency)), walletCode: currency, externalTransferId: mark, comment: `Held for the cart ${cart.id}`.slice(0, 255) }
        return (await send(Made, { method: 'POST', path: at('/points/block'), body: { transfer } }, context).catch(asMoney)).transferId
      },
    })
    return blockAt(id, context)
  }

  async function pay(block: Block, orderId: string, context: Act): Promise<void> {
    const { redemption: { id, currency, amount } } = block
    await keepPaying(id, { orderId })
    if (!block.transfer.cancelled) await unblock(id, context)
    try {
      await sentOnce<string>({
        begun: undefined, doubt, mark: async () => paidMark(id, orderId), find: async (mark) => (await spentFor((one) => one === mark, context))?.transferId,
        keep: async (begun) => void (await keepPaying(id, { orderId, ...known({ begun }) })),
        send: async (mark) => {
          const transfer = { customer: memberOf(context), points: toWire(amount, scaleOf(currency)), walletCode: currency, externalTransferId: mark, comment: `Paid for the order ${orderId}`.slice(0, 255) }
          return (await send(Made, { method: 'POST', path: at('/points/spend'), body: { transfer } }, context).catch(asMoney)).transferId
        },
      })
    } catch (error) {
      // unblocked, and somebody else was quicker: nothing is held any more
      if (isRefusal(error) && isLoyaltyError(error) && !error.retryable) await keepPaying(id, undefined)
      throw error
    }
  }

  // Quotes

  /** A cart less the coupons that work on it. */
  async function priceOf(cart: Cart, path: string, context: Context) {
    const sum = sumOf(cart, { money, path })
    const codes = [...new Set(cart.codes ?? [])]
    const mine = codes.length && context.identity.kind === 'member' ? await couponsOf(context) : []
    const discounts: Quote['discounts'] = []
    const useless: NonNullable<Quote['rejectedCodes']> = []
    let net = sum
    for (const code of codes) {
      const found = mine.find(({ coupon }) => coupon.code === code)
      const { coupon: { state, validFrom, title } = { state: undefined, validFrom: undefined, title: code }, issued } = found ?? {}
      const value = issued?.issuedCoupon?.value
      const works = state === 'available' && value !== undefined && !(validFrom !== undefined && Date.parse(validFrom) > clock())
      const off = !works ? 0 : percentCoupons.includes(issued?.rewardId ?? '') ? Math.floor((sum * cutToMinor(value, 2)) / 100_00) : cutToMinor(value, digits)
      const amount = Math.min(net, Math.max(0, off))
      net -= amount
      if (amount > 0) discounts.push({ title, code, money: toMoney(amount) })
      else useless.push({ code, because: !found ? 'unknown' : state === 'used' || state === 'expired' ? state : 'not_eligible' })
    }
    return { sum, net, discounts, useless }
  }

  /** What a purchase would bring, for the part paid with money: lines are told with what is left of them. */
  async function earningsOf(cart: Cart, { sum, due, customer }: { sum: number; due: number; customer: object }, context: Context): Promise<Quote['earn']> {
    let [before, told] = [0, 0]
    const items = cart.items.map(({ sku, name: title = sku, quantity, price, categories: [category = 'none'] = [] }) => {
      before += price * quantity
      const until = Number((BigInt(before) * BigInt(due)) / BigInt(sum))
      const gross = until - told
      told = until
      return { sku, name: title, qty: quantity, grossValue: toWire(gross, digits), category }
    })
    const { effects } = await send(Simulated, {
      method: 'POST', path: at('/campaign/simulate'),
      body: { simulate: { trigger: 'transaction', customer, transaction: { documentNumber: cart.id, documentType: 'sell', purchasedAt: instantAt(clock()), items } } },
    }, context)
    const sums = new Map<string, number>()
    for (const { type, points, wallet, target } of effects) if (type === 'give_points' && target !== 'referrer' && wallet !== undefined && points !== undefined) sums.set(wallet, (sums.get(wallet) ?? 0) + cutToMinor(points, scaleOf(wallet)))
    return [...sums].map(([currency, amount]) => ({ currency, amount: exactly(amount) }))
  }

  async function quotesOf(carts: readonly Cart[], context: Context): Promise<Quote[]> {
    const isMember = context.identity.kind === 'member'
    if (!carts.length) return []
    const [member, wallets, blocks, ladder] = await Promise.all([isMember ? memberIn(context) : undefined, isMember ? walletsOf(context) : [], isMember ? blocksOf(context) : [], isMember ? undefined : tiersIn(context)])
    // a guest is a new member: one of the first tier, whom the simulation makes up
    const first = ladder?.tiers[0]?.levelId
    const customer = member ? { id: member.customerId } : first === undefined ? {} : { levelId: first, tiers: [first] }
    return quoteEach(carts, async (cart, index): Promise<Quote> => {
      const { sum, net, discounts, useless } = await priceOf(cart, `carts.${index}`, context)
      const held = blocks.filter(isOpen).filter(({ redemption }) => redemption.cartId === cart.id)
      const due = Math.max(0, net - held.reduce((off, { redemption }) => off + redemption.money.amount, 0))
      const limits = wallets.flatMap(({ walletType: { code: currency }, account }) => {
        const worth = currencies[currency]?.worth
        const aside = held.find(({ redemption }) => redemption.currency === currency)?.redemption.amount ?? 0
        return worth ? [spendLimit(worth, { currency, money, net, available: cutToMinor(account.activeUnits, scaleOf(currency)) + aside, isHeld: aside > 0 })] : []
      })
      return {
        earn: sum > 0 ? await earningsOf(cart, { sum, due, customer }, context) : [], total: toMoney(sum), due: toMoney(due), discounts,
        ...(isMember ? { spend: sum > 0 ? limits : [] } : {}), ...(useless.length ? { rejectedCodes: useless } : {}), ...(held[0] ? { held: held[0].redemption } : {}),
      }
    })
  }

  // Campaigns, goals

  async function offersOf(context: Context): Promise<Offer[]> {
    const isMember = context.identity.kind === 'member'
    const [listed, visible] = await Promise.all([all(Campaign, at('/campaign'), { active: 'true' }, context), isMember ? memberIn(context).then(() => all(Campaign, at(`${ofMember(context)}/campaign/visible`), {}, context)) : undefined])
    const isPublic = (id: string) => listed.find(({ campaignId }) => campaignId === id)?.visibility?.target === 'none'
    return (visible ?? listed.filter(({ campaignId }) => isPublic(campaignId))).filter(isShown).flatMap((campaign): Offer[] => {
      const { campaignId: id, activity, translations, description } = campaign
      const effects = listed.find(({ campaignId }) => campaignId === id)?.rules?.flatMap((rule) => rule.effects ?? []) ?? []
      const [validFrom, validUntil] = [instantOf(activity?.startsAt), instantOf(activity?.endsAt)]
      if (validUntil !== undefined && Date.parse(validUntil) <= clock()) return []
      const words = named(translations, context.locale, own, 'description') ?? description
      return [{
        id, kind: effects.some(({ effect }) => effect === 'give_reward') ? 'gift' : 'bonus', audience: isPublic(id) ? 'public' : 'personal', title: (named(translations, context.locale, own) ?? campaign.name ?? id).slice(0, 300), ...(words ? { text: words.slice(0, 10_000) } : {}),
        state: validFrom !== undefined && Date.parse(validFrom) > clock() ? 'locked' : 'available', activation: 'none', ...known({ validFrom, validUntil }),
      }]
    }).slice(0, 200)
  }

  /** Challenges, and badges that were given: a badge is a goal that was reached. */
  async function goalsOf(context: Context): Promise<Challenge[]> {
    await memberIn(context)
    // an Open Loyalty of before 2026 has achievements in their place
    const asked = all(WireChallenge, at(`${ofMember(context)}/challenge`), {}, context, 100).catch(missing).then((found): WireChallenge[] | Promise<WireChallenge[]> => found ?? all(Achievement, at(`${ofMember(context)}/achievement`), {}, context, 100))
    const [challenges, badges] = await Promise.all([asked, all(Badge, at(`${ofMember(context)}/badge`), {}, context, 100)])
    const triggers = challenges.some(({ limitReached }) => limitReached) ? await all(Trigger, at(`/challenge/trigger${ofMember(context)}`), {}, context) : []
    const doneAt = (id: string) => triggers.flatMap(({ campaignId, createdAt }) => (campaignId === id ? [instantOf(createdAt) ?? ''] : [])).sort().at(-1)
    return [
      ...challenges.flatMap((challenge) => toChallenge(challenge, doneAt(challenge.campaignId))),
      ...badges.flatMap(({ badgeTypeId: id, name: title, badgeType, completedCount, createdAt, updatedAt }): Challenge[] => {
        const [badge, completedAt] = [(named(badgeType?.translations, context.locale, own) ?? title).slice(0, 300), instantOf(updatedAt ?? createdAt)]
        return Number(completedCount) > 0 ? [{ id, title: badge, badge, state: 'completed', have: 1, need: 1, ...known({ completedAt }) }] : []
      }),
    ].slice(0, 200)
  }

  const byToken = async (code: string, context: Context) => (await all(WireMember, at('/member'), { referralToken: code }, context, size)).find(({ referralToken, active, anonymized }) => referralToken === code && active && !anonymized)

  const groups = {
    program: {
      get: async (_input, context): Promise<Program> => {
        const [stores, wallets, ladder] = await Promise.all([all(Store, '/store', { code: storeCode }, context), all(WalletType, at('/walletType'), { active: 'true' }, context), tiersIn(context)])
        return {
          id: storeCode, name: stores.find(({ code }) => code === storeCode)?.name ?? storeCode, locales: [...locales],
          currencies: wallets.map(({ code, name: title }) => {
            const { unit = 'point', worth } = currencies[code] ?? {}
            return { id: code, unit, name: title, scale: scaleOf(code), ...(worth ? { rate: { amount: worth.amount, money: toMoney(worth.money) } } : {}) }
          }),
          tiers: (ladder?.tiers ?? []).map(({ levelId: id, name: title, translations, needs, rewards = [] }, rank) => ({
            id, rank, name: named(translations, context.locale, own) ?? title, reachedBy: rank === 0 ? [] : needs.slice(0, 1).map(({ need }) => need), benefits: rewards.filter(({ active }) => active !== false).map((benefit) => ({ id: benefit.rewardId, title: benefit.name })),
          })),
          ...(referral ? { referral: { advocate: { ...referral.advocate }, friend: { ...referral.friend } } } : {}),
        }
      },
    },
    members: {
      get: async (_input, context) => toMember(await memberIn(context)),
      enrol: async ({ ticket, profile, referralCode, cardNumber }, context) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        if (cardNumber !== undefined) throw invalid({ path: 'cardNumber', message: 'can\'t be linked here' })
        const there = () => send(WireMember, { path: at(`/member/${encodeURIComponent(`email=${whose.email}`)}`) }, context).catch(missing).then((found) => (found?.anonymized ? undefined : found))
        const id = await sentOnce<string>({
          begun: context.noted as Begun<string> | undefined, keep: context.note, doubt: 0,
          mark: async () => {
            if (referralCode !== undefined && !(await byToken(referralCode, context))) throw invalid({ path: 'referralCode', message: 'is not one of a member' })
            if (await there()) throw new LoyaltyError('conflict', 'This person has joined meanwhile. Log in again.')
            return whose.email
          },
          find: async () => (await there())?.customerId,
          send: async () => {
            const { phone = profile.phone, email, loyaltyCardNumber } = whose
            const customer = {
              email, ...known({ phone, loyaltyCardNumber, firstName: profile.givenName, lastName: profile.familyName, birthDate: profile.birthday }),
              ...(profile.city || profile.postalCode ? { address: known({ city: profile.city, postal: profile.postalCode }) } : {}), ...(referralCode === undefined ? {} : { referrerToken: referralCode }),
            }
            return send(z.object({ customerId: text }), { method: 'POST', path: at('/member'), body: { customer } }, context).catch(async (error: unknown) => {
              // an earlier request, whose answer was lost, has arrived after all
              const made = isBadRequest(error) ? await there() : undefined
              if (made) return made
              throw error
            }).then(({ customerId }) => customerId)
          },
        })
        const asMember: Context = { ...context, identity: { kind: 'member', memberId: id } }
        // new members can do nothing before
        if (!(await memberIn(asMember)).active) await send(z.unknown(), { method: 'POST', path: at(`/member/${id}/activate`) }, context)
        const [member, balances] = await toldAfter(Promise.all([memberIn(asMember), balancesOf(asMember)]))
        return { session: { memberId: id }, member: toMember(member), balances, granted: [] }
      },
    },
    balances: { list: async (_input, context) => balancesOf(context) },
    activity: {
      list: async ({ cursor, limit = 20, currency }, context) => {
        await memberIn(context)
        // lines come on top: what was on a page is there or further on
        const [, from = '1', last] = /^([1-9]\d{0,2})~([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
        if (cursor !== undefined && last === undefined) throw noCursor()
        const shown: { line: Transfer; page: number }[] = []
        let isFound = last === undefined
        for (let number = Number(from), isEnd = false; !isEnd && shown.length <= limit && number <= 500; number += 1) {
          const { items, isLast } = await pageAt(Transfer, at('/points'), { 'member:id': memberOf(context), '_orderBy[createdAt]': 'desc' }, number, context)
          isEnd = isLast
          for (const line of items.filter(isOf(context))) {
            if (isFound && (currency === undefined || line.walletType.code === currency)) shown.push({ line, page: number })
            isFound ||= line.transferId === last
          }
        }
        if (!isFound) throw noCursor()
        const [end, more] = [shown[limit - 1], shown[limit]]
        return { items: shown.slice(0, limit).map(({ line }) => toEntry(line, scaleOf(line.walletType.code))), ...(end && more ? { next: `${end.page}~${end.line.transferId}` } : {}) }
      },
    },
    tiers: {
      progress: async (_input, context): Promise<TierStanding> => {
        const [, ladder] = await Promise.all([memberIn(context), tiersIn(context)])
        if (!ladder) return {}
        const { currentTierId, nextTierId, lastPromotionAt, nextRecalculationAt, downgrade, nextTierCurrentProgress = [] } = await send(Standing, { path: at(`${ofMember(context)}/tierSet/${ladder.id}`) }, context)
        const rank = ladder.tiers.findIndex(({ levelId }) => levelId === currentTierId)
        const next = ladder.tiers[rank + 1]
        const metrics = nextTierCurrentProgress.flatMap(({ attribute, currentValue, valueGoal, walletType }) => {
          const [have, need] = [currentValue, valueGoal].map((value) => (value === undefined ? undefined : metricOf(attribute, value, walletType)))
          return have && need ? [{ attribute, metric: { ...need, have: have.amount, need: need.amount } }] : []
        })
        const plain = ({ metric, have, need, currency }: (typeof metrics)[number]['metric']) => ({ metric, have, need, ...known({ currency }) })
        // all of them must be met: the one that is furthest away says how far it is
        const furthest = [...metrics].sort((a, b) => a.metric.have / Math.max(1, a.metric.need) - b.metric.have / Math.max(1, b.metric.need))[0]
        const [since, by] = [instantOf(lastPromotionAt), downgrade === 'periodic' ? instantOf(nextRecalculationAt) : undefined]
        const kept = (ladder.tiers[rank]?.needs ?? []).flatMap(({ attribute, need }) => { const now = metrics.find((one) => one.attribute === attribute); return now ? [plain({ ...now.metric, need: need.amount })] : [] })
        return {
          ...(rank >= 0 && currentTierId !== undefined ? { current: currentTierId } : {}), ...known({ since }), ...(by && rank > 0 ? { validUntil: by, keep: { by, metrics: kept.slice(0, 1) } } : {}),
          ...(next && next.levelId === nextTierId ? { next: { tier: next.levelId, metrics: furthest ? [plain(furthest.metric)] : [] } } : {}),
        }
      },
    },
    offers: { list: async (_input, context) => offersOf(context) },
    quotes: { quote: async ({ carts }, context) => ({ quotes: await quotesOf(carts, context) }) },
    redemptions: {
      list: async (_input, context) => {
        await memberIn(context)
        return (await blocksOf(context)).filter(isOpen).map(({ redemption }) => redemption)
      },
      hold: (wish, given) => inTurn(given, async (context) => {
        await memberIn(context)
        const block = await hold(wish, context)
        return changed(block, block.transfer.cancelled ? 'cancelled' : 'held', context)
      }),
      cancel: ({ redemptionId }, given) => inTurn(given, async (context) => {
        await memberIn(context)
        const block = await blockAt(redemptionId, context)
        const order = await caughtUp(block, context)
        if (order?.isPaid) throw new LoyaltyError('conflict', 'These points have paid for an order already.')
        if (!block.transfer.cancelled) await unblock(redemptionId, context)
        if (order) await keepPaying(redemptionId, undefined)
        return changed(block, isOpen(block) ? 'cancelled' : 'expired', context)
      }),
      confirm: ({ redemptionId, orderId }, given) => inTurn(given, async (context) => {
        await memberIn(context)
        const block = await blockAt(redemptionId, context)
        const order = await caughtUp(block, context)
        if (order && order.orderId !== orderId) throw new LoyaltyError('conflict', 'These points have paid for another order, or are about to.')
        if (order?.isPaid) return changed(block, 'confirmed', context)
        if (!order && !isOpen(block)) throw new LoyaltyError('expired', 'The hold has ended and the points are back. Choose again how many to use.')
        if (!order && block.transfer.cancelled) throw new LoyaltyError('conflict', 'These points were let go. Choose again how many to use.')
        await activeMember(context)
        await pay(block, orderId, context)
        return changed(block, 'confirmed', context)
      }),
    },
    rewards: {
      list: async (page, context) => pageOf((await catalogueOf(context)).map(({ reward }) => reward), page),
      claim: ({ rewardId }, given) => inTurn(given, async (context) => {
        await activeMember(context)
        const find = async () => (await catalogueOf(context)).find(({ reward }) => reward.id === rewardId)
        const found = await find()
        const bought = found?.wired
        const issuedRewardId = await sentOnce<readonly string[]>({
          begun: context.noted as Begun<readonly string[]> | undefined, keep: context.note, doubt,
          // the oldest that is new: a newer one may be another key's
          find: async (before) => (await issuedOf(context, rewardId)).findLast(({ issuedRewardId: id }) => !before.includes(id))?.issuedRewardId,
          mark: async () => {
            if (!found) throw await lostReward(rewardId, context)
            checkTaking(found.reward)
            return (await issuedOf(context, rewardId)).map(({ issuedRewardId: id }) => id)
          },
          send: async () => {
            const value = bought?.reward === 'dynamic_coupon' && bought.couponValue !== undefined ? { couponValue: Number(bought.couponValue) } : {}
            const body = { customerId: memberOf(context), quantity: 1, withoutPoints: false, ...value }
            const [made] = await send(z.array(z.object({ issuedRewardId: text })), { method: 'POST', path: at(`/reward/${rewardId}/buy`), body }, context).catch(asMoney)
            if (!made) throw new LoyaltyError('bad_response', 'The loyalty service did not say what it has made of this.')
            return made.issuedRewardId
          },
        })
        const [after, balances, issued] = await Promise.all([find(), balancesOf(context), send(Issued, { path: at(`/redemption/${issuedRewardId}`) }, context)])
        const reward = after?.reward ?? found?.reward
        if (!reward || issued.customerId !== memberOf(context)) throw new LoyaltyError('bad_response', 'The loyalty service did not say what it has made of this.')
        const [coupon] = toCoupon(issued, clock())
        return { reward, balances, ...known({ coupon }) }
      }),
    },
    coupons: {
      list: async (_input, context) => {
        await memberIn(context)
        return inOrder((await couponsOf(context)).map(({ coupon }) => coupon))
      },
    },
    referrals: {
      get: async (_input, context) => {
        const { referralToken: code, customerId } = await activeMember(context)
        if (!referral || !code) throw unfit('This member has no referral code.')
        const friends = await all(WireReferral, at('/referral'), { referrerId: customerId, '_orderBy[createdAt]': 'desc' }, context, 100)
        const invitations = friends.flatMap(({ referralId: id, createdAt }) => { const joined = instantOf(createdAt); return joined ? [{ id, at: joined, state: 'joined' as const }] : [] })
        return { code, url: referral.link(code), advocate: { ...referral.advocate }, friend: { ...referral.friend }, invitations: invitations.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 100) }
      },
      lookUp: async ({ code }, context) => (referral && (await byToken(code, context)) ? { valid: true, friend: { ...referral.friend } } : { valid: false }),
    },
    challenges: { list: async (_input, context) => goalsOf(context) },
    cards: {
      list: async (_input, context) => {
        const { loyaltyCardNumber: number } = await memberIn(context)
        return number ? [{ id: number, number, kind: 'virtual' as const, wallets: [] }] : []
      },
    },
  } satisfies Partial<Unguarded>

  /** Why a reward is not in the catalogue. */
  async function lostReward(rewardId: string, context: Context): Promise<LoyaltyError> {
    const known = isId(rewardId) ? await send(WireReward, { path: at(`/reward/${rewardId}`) }, context).catch(missing) : undefined
    if (!known) return new LoyaltyError('not_found', 'There is no such reward.')
    const ended = instantOf(known.activity?.to)
    return ended !== undefined && Date.parse(ended) <= clock() ? new LoyaltyError('expired', 'This reward has ended.') : unfit('This reward can\'t be taken now.')
  }

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as OpenLoyaltyBackend
}

function checkOptions({ url, storeCode, token, money, keys, locales, currencies = {}, rewardWallets = {}, holdFor, doubt, referral }: OpenLoyaltyOptions): void {
  refusePage('open-loyalty')
  const check = checking('open-loyalty')
  check.address('url', url)
  check.credential('token', token, 'a permanent key of an admin')
  if (typeof storeCode !== 'string' || !/^[\w-]{1,100}$/.test(storeCode)) check.fail('`storeCode` must be the code of a store, such as "DEFAULT".')
  check.money('money', money)
  check.keys(keys)
  if (locales !== undefined && locales.length === 0) check.fail('`locales` must name a language.')
  for (const locale of locales ?? []) check.locale(locale)
  check.milliseconds('holdFor', holdFor)
  check.milliseconds('doubt', doubt)
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0
  for (const [code, { scale = 2, worth }] of Object.entries(currencies)) {
    if (!Number.isInteger(scale) || scale < 0 || scale > 6) check.fail(`\`currencies.${code}.scale\` must be 0 to 6.`)
    if (worth && !(isCount(worth.amount) && isCount(worth.money))) check.fail(`\`currencies.${code}.worth\` must be whole minor units above 0.`)
  }
  if (Array.isArray(rewardWallets) || !Object.values(rewardWallets).every((code) => typeof code === 'string' && code.trim())) check.fail('`rewardWallets` must name a wallet type\'s code for each reward id.')
  if (referral !== undefined && !isSafeUrl(referral.link('CODE'))) check.fail('`referral.link` must give an https address.')
}
