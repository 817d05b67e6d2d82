/**
 * Oracle OPERA Cloud, by the Customer Relationship API of its Hospitality Integration Platform (OHIP), version 25.5: one membership type of a hotel or a chain. A member is
 * the id of a guest's profile that has a membership of this type.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 400 for an award: with too few points on the membership, else | `insufficient_points`, `not_eligible` |
 * | 401 | a new token is asked for, once; then `backend_failed`: the client may not log in |
 * | 403 | `backend_failed`: the application's key is wrong, or has not the right |
 * | 404 | `not_found` |
 * | no profile, or none with such a membership | `unauthenticated`: this guest has not joined |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | a problem (`o:errorCode`, or a `title` with a `status` of 400 or more) with status 200 | `backend_failed`, whatever it says: a write may have been done, and is looked for |
 * | a list that is no content, or a page that says by its counts that it has nothing | nothing |
 * | a page without its list that does not say so | `bad_response`: nobody knows what there is |
 *
 * What its document does not have, and so is not here: a log-in (the server in front says who is there); what a stay would earn (its "points calculations" are a job over all
 * members, not a preview); the sum of pending points, of which the ledger tells each line with its day; lifetime points; points as payment of a cart; awards for a rate, a
 * product or a room of a certain stay, which its front desk issues; what an issued award is called; the texts of promotions; partners, friends, consents. Its projections of
 * the next level are a text for people, and are told as one; the levels themselves and what reaches them it has in another API: options tell them. It asks of no claim whether
 * the stay was claimed before: this adapter does, for what it can see, which is every claim, and the member's own stays.
 */
import {
  isLoyaltyError, isPlainDate, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Claim, type Context, type Member, type MetricAmount, type Money, type Program, type Reward,
  type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { batchesOf } from './shared/batches.ts'
import { sentOnce, toldAfter, type Begun } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { endOf, instantOf } from './shared/instants.ts'
import { ledgerPage } from './shared/ledger.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { alone } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { unexpected } from './shared/send.ts'
import { spansOf, type Span } from './shared/spans.ts'
import { withToken } from './shared/token.ts'
import { exactly, listOf, maybe, toMinor, wire, WireNumber } from './shared/wire.ts'

/** A level of a membership type. */
export interface OracleOhipLevel {
  /** Its code in OPERA. */
  readonly id: string
  readonly name: string
  /** What reaches it, any one of them: its tier points for nights, and for stays. None for the level one begins in. */
  readonly reachedBy?: { readonly nights?: number; readonly stays?: number }
  readonly benefits?: readonly { readonly id: string; readonly title: string; readonly text?: string }[]
}

/** What `oracleOhip` takes. */
export interface OracleOhipOptions {
  /** The gateway of your OPERA Cloud: an https address without a path. Under it are `/oauth/v1` and `/crm/v1`. */
  readonly url: string
  /** The application's key of the developer portal. */
  readonly appKey: string
  /** The client's id and secret, and its scope: what a token is asked for with (`client_credentials`). They must not reach a page. */
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  /** The enterprise's id, where its log-in is OCIM. */
  readonly enterpriseId?: string
  /** The hotel that the client may ask for: its code. */
  readonly hotelId: string
  /** The code of the membership type that is the programme. Memberships of others (airlines, say) are passed over. */
  readonly membershipType: string
  /** What the programme is called. */
  readonly name: string
  /** Its levels, the lowest first: see `OracleOhipLevel`. None: the programme has no tiers to show. */
  readonly levels?: readonly OracleOhipLevel[]
  /** Asks also for what OPERA says to a member of the next level and of the present one, in its own words: one more request for each look at the level. Not asked where absent. */
  readonly projections?: boolean
  /** Claims for missing stays, in codes that are configured in OPERA. */
  readonly claims: {
    /** The claim type of a missing stay. */
    readonly type: string
    /** The status of a new claim: `OPEN` where absent. A claim that is pending with another one is told as being looked at. */
    readonly status?: string
    /** Where claims come from: a configured origin. */
    readonly origin?: string
    /** The type of an entry in a claim's log that is an answer to the member: `REPLY` where absent. Other entries are for the staff alone, and are not told. */
    readonly reply?: string
    /** How long after it a stay can be claimed, in days: 90 where absent. */
    readonly withinDays?: number
  }
  /** Hotels by their code, as a member writes them: a claim about one goes to that hotel. Any other place is told to the desk as a text. */
  readonly hotels?: Readonly<Record<string, string>>
  /** What transactions that are no stay are for, by their type: `{ CLM: 'claim' }`. */
  readonly transactions?: Readonly<Record<string, NonNullable<ActivityEntry['reason']>>>
  /** How far back transactions and claims are told, in days: 360 where absent. OPERA tells 90 at once, so that each 90 are a request. */
  readonly historyDays?: number
  /**
   * Where writes are remembered: OPERA knows no idempotency key, and issues another award for each request. `memoryKeys()` of `@loyaltykit/adapters/keys` for one process,
   * a shared store for more.
   */
  readonly keys: KeyStore
  /** For how long an unanswered request may still be on its way, in milliseconds. 30 seconds where absent. */
  readonly doubt?: number
  /** BCP 47: the language of the texts in OPERA. `en` where absent. */
  readonly locale?: string
  /**
   * Whose a ticket of `members.enrol` is: the server in front has given it after a log-in, to a guest who has a profile. The membership type must number its cards
   * by itself. Without this every ticket is `expired`.
   */
  readonly person?: (ticket: string) => Promise<{ readonly profileId: string } | undefined>
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** Now, in milliseconds since 1970. */
  readonly clock?: () => number
}

/** What OPERA Cloud has. Cards are given with the membership. */
export type OracleOhipBackend = BackendWith<'members' | 'balances' | 'activity' | 'tiers' | 'rewards' | 'claims' | 'cards', 'cards.link'>

/** The one currency of a membership type: its award points. */
const currency = 'points'
const day = 86_400_000
/** It tells of so many days at once. */
const spanDays = 90

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new; an empty list is no content.

const text = z.string()
const UniqueId = z.object({ id: maybe(text), type: maybe(text) })
const Membership = z.object({
  membershipType: maybe(text), membershipIdNo: maybe(WireNumber), membershipId: maybe(text), membershipLevel: maybe(text), inactive: maybe(z.boolean()), currentPoints: maybe(WireNumber),
  signupDate: maybe(text), effectiveDate: maybe(text), createDateTime: maybe(text),
})
const Name = z.object({ givenName: maybe(text), surname: maybe(text), nameType: maybe(text) })
const Profile = z.object({
  profileIdList: listOf(UniqueId),
  profileDetails: z.object({
    customer: maybe(z.object({ personName: maybe(listOf(Name)) })), statusCode: maybe(text),
    emails: maybe(z.object({ emailInfo: maybe(listOf(z.object({ email: z.object({ emailAddress: text, primaryInd: maybe(z.boolean()) }) }))) })),
    telephones: maybe(z.object({ telephoneInfo: maybe(listOf(z.object({ telephone: z.object({ phoneNumber: text, primaryInd: maybe(z.boolean()) }) }))) })),
    // one that can't be read is no membership that is not there
    profileMemberships: z.nullish(z.object({ profileMembership: z.nullish(z.array(Membership)) })),
  }),
})
type Profile = z.infer<typeof Profile>
const TierPoints = maybe(z.object({ tierBaseNights: maybe(WireNumber), tierBonusNights: maybe(WireNumber), tierBaseStay: maybe(WireNumber), tierBonusStay: maybe(WireNumber) }))
const Info = z.optional(z.object({ memberInfo: z.object({ pointsAvailable: maybe(WireNumber), memberInfoDetails: TierPoints }) }))
const Projections = z.optional(z.object({ membershipTierProjection: maybe(z.object({ upgrade: maybe(text), downgrade: maybe(text) })) }))
const Expiring = z.object({ pointsExpiryDate: text, pointsToExpire: WireNumber })
const Transaction = z.object({
  membershipTransactionId: z.object({ id: text }), transactionDate: text, transactionType: maybe(text), membershipType: z.nullish(text), membershipId: z.nullish(z.object({ id: z.nullish(text) })),
  awardPoints: maybe(WireNumber), pointsCalculated: maybe(z.boolean()), pointsCreditDate: maybe(text), stayRecordId: maybe(text), reservationIdList: maybe(listOf(UniqueId)),
})
type Transaction = z.infer<typeof Transaction>
const Award = z.object({
  awardNumber: WireNumber, awardPoints: WireNumber, awardCode: maybe(text), dateAwarded: text, awardCancellationNumber: maybe(WireNumber), awardCancelDate: maybe(text), actualCancelPoints: maybe(WireNumber),
})
type Award = z.infer<typeof Award>
const Other = z.object({ awardType: text, pointsRequired: WireNumber, shortDescription: maybe(text), longDescription: maybe(text), sellBeginDate: maybe(text), sellEndDate: maybe(text) })
// it is no page, and has no counts: none are no content
const Available = z.optional(z.object({ membershipAvailableAwards: listOf(z.object({ otherInfo: Other })) }))
const Issued = z.object({ issueAwards: z.array(z.object({ awardNumber: WireNumber })) })
const WireClaim = z.object({
  claimNo: z.object({ id: text }), claimDate: text, claimStatus: maybe(text), approvalStatus: maybe(text), membershipIdNo: WireNumber, confirmationNo: maybe(listOf(UniqueId)),
  hotelId: maybe(text), arrival: maybe(text), callerInformation: maybe(text), activityLog: maybe(listOf(z.object({ sequence: maybe(WireNumber), type: text, comments: maybe(text) }))),
})
type WireClaim = z.infer<typeof WireClaim>
const ClaimDetail = z.object({ membershipClaimDetails: z.object({ claimPoints: maybe(z.object({ awardTotalPoints: maybe(WireNumber) })) }) })

/** What a page says of itself. */
const Page = z.optional(z.looseObject({ hasMore: maybe(z.boolean()), count: maybe(WireNumber), totalResults: maybe(WireNumber) }))

/** A list: its name in the answer, what is asked for with it where it is told page by page. */
interface Listed<Item> {
  readonly item: z.ZodMiniType<Item>
  readonly field: string
  /** A write is looked for in it: an item that can't be read may be it, and a page that is missing may have it. Such an answer fails. */
  readonly isLookup?: boolean
  readonly query?: Readonly<Record<string, string>>
  readonly size?: number
}

/** What a list is asked for. */
type Asked = Pick<Listed<unknown>, 'query' | 'isLookup'>

/** A member's membership. */
interface Own {
  readonly profileId: string
  readonly idNo: number
  readonly cardNo: string
  readonly level: string | undefined
  readonly isInactive: boolean
  readonly joined: string | undefined
  readonly points: number | string | undefined
}

// From its words to ours

function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const cause = new Error(z.safeParse(z.object({ 'o:errorCode': text }), body).data?.['o:errorCode'] ?? `Status ${status}.`)
  if (status === 404) return new LoyaltyError('not_found', 'The loyalty service does not know this.', { cause })
  return status === 400 ? new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { cause, retryable: false }) : undefined
}

const Problem = z.union([z.object({ 'o:errorCode': text }), z.object({ title: text, status: z.number().check(z.minimum(400)) })])
/** A problem that comes as a success contradicts itself: whatever it says of why, it does not say for sure that nothing was done. */
const hiddenFailure = (body: unknown): number | undefined => (z.safeParse(Problem, body).success ? 500 : undefined)

/** Whether it was refused for what was asked, and not done. */
const isRefused = (error: unknown): boolean => isLoyaltyError(error) && error.code === 'backend_failed' && !error.retryable
const isAbsent = (error: unknown): boolean => isLoyaltyError(error) && error.code === 'not_found'
const stranger = () => new LoyaltyError('unauthenticated', 'This guest is not in the programme. Join first.')
const unfit = (message: string) => new LoyaltyError('not_eligible', message)
const checked = (cause?: unknown) => new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.', { cause })
/** A look at what was just written fails: what the look was refused with is no refusal of the write, which stays noted. */
const unseen = (cause: unknown) => { throw checked(cause) }
/** A number as people compare it. */
const plain = (reference: string): string => reference.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
const primary = <T extends { readonly primaryInd?: boolean | undefined }>(items: readonly T[]): T | undefined => items.find(({ primaryInd }) => primaryInd === true) ?? items[0]

function toMember({ profileDetails: { customer, emails, telephones } }: Profile, { profileId, cardNo, isInactive, joined }: Own): Member {
  if (joined === undefined) throw new LoyaltyError('bad_response', 'The loyalty service did not tell since when this is a member.')
  const names = customer?.personName ?? []
  const { givenName, surname: familyName } = names.find(({ nameType }) => nameType === 'Primary') ?? names[0] ?? {}
  const email = primary((emails?.emailInfo ?? []).map((one) => one.email))?.emailAddress.trim()
  const phone = primary((telephones?.telephoneInfo ?? []).map((one) => one.telephone))?.phoneNumber.replace(/[\s().-]/g, '')
  return {
    id: profileId, status: isInactive ? 'blocked' : 'active', joinedAt: joined, consents: [], cardNumber: cardNo,
    profile: {
      ...(givenName ? { givenName: givenName.slice(0, 300) } : {}), ...(familyName ? { familyName: familyName.slice(0, 300) } : {}),
      ...(email && email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? { email } : {}), ...(phone && /^\+[1-9]\d{6,14}$/.test(phone) ? { phone } : {}),
    },
  }
}

const referenceOf = (ids: readonly z.infer<typeof UniqueId>[] = []) => (ids.find(({ type }) => type === 'Confirmation') ?? ids[0])?.id?.slice(0, 200)

/** A line of the ledger: a stay, or an adjustment by hand. What moves no points, or is not reckoned yet, is none. */
function toEntry(transaction: Transaction, { today, reasons }: { readonly today: string; readonly reasons: OracleOhipOptions['transactions'] }): ActivityEntry | undefined {
  const { membershipTransactionId: { id }, transactionDate, transactionType = '', awardPoints, pointsCalculated, pointsCreditDate, stayRecordId, reservationIdList } = transaction
  const amount = awardPoints === undefined || pointsCalculated === false ? 0 : toMinor(awardPoints)
  const at = instantOf(transactionDate)
  if (amount === 0 || at === undefined) return undefined
  const isStay = stayRecordId !== undefined || (reservationIdList?.length ?? 0) > 0
  const reason = isStay ? (amount > 0 ? 'purchase' : 'refund') : reasons?.[transactionType]
  const reference = referenceOf(reservationIdList)
  const availableAt = pointsCreditDate !== undefined && pointsCreditDate > today ? instantOf(pointsCreditDate) : undefined
  return {
    id: `t-${id}`, at, currency, amount, state: availableAt ? 'pending' : 'final', kind: isStay ? (amount > 0 ? 'earn' : 'reverse') : reason && amount > 0 ? 'earn' : 'adjust',
    ...(reason ? { reason } : {}), ...(reference ? { reference } : {}), ...(availableAt ? { availableAt } : {}),
  }
}

/** An award takes its points; one that was cancelled gives them back, without what the cancellation cost. */
function toAwardEntries({ awardNumber, awardPoints, dateAwarded, awardCancellationNumber, awardCancelDate, actualCancelPoints = 0 }: Award): ActivityEntry[] {
  const [points, at, number] = [toMinor(awardPoints), instantOf(dateAwarded), toMinor(awardNumber)]
  if (at === undefined || points <= 0) return []
  const back = awardCancellationNumber === undefined ? 0 : points - toMinor(actualCancelPoints)
  return [
    ...(back > 0 ? [{ id: `c-${number}`, at: instantOf(awardCancelDate) ?? at, currency, amount: back, kind: 'reverse' as const, state: 'final' as const, reason: 'reward' as const }] : []),
    { id: `a-${number}`, at, currency, amount: -points, kind: 'spend', state: 'final', reason: 'reward' },
  ]
}

/** Within one day: awards after what was earned, the larger number after the smaller one. */
function byTime(a: ActivityEntry, b: ActivityEntry): number {
  const rank = ({ id }: ActivityEntry) => 'tac'.indexOf(id.slice(0, 1))
  return Date.parse(b.at) - Date.parse(a.at) || rank(b) - rank(a) || Number(b.id.slice(2)) - Number(a.id.slice(2)) || 0
}

/** What a claim says that OPERA has no field for: lines for the desk, then the member's own words. */
function noteOf({ place, total, comment }: { readonly place?: string | undefined; readonly total?: Money | undefined; readonly comment?: string | undefined }): string {
  const digits = total ? digitsOf(total.currency) : 0
  const lines = [
    ...(place === undefined ? [] : [`Place: ${place.replace(/\s+/g, ' ')}`]),
    ...(total ? [`Total: ${decimal(total.amount, digits)} ${total.currency}`] : []),
  ]
  return [...lines, ...(comment ? ['', comment] : [])].join('\n')
}

function decimal(amount: number, digits: number): string {
  const figures = String(Math.abs(amount)).padStart(digits + 1, '0')
  return `${amount < 0 ? '-' : ''}${digits ? `${figures.slice(0, -digits)}.${figures.slice(-digits)}` : figures}`
}

function readNote(note: string): { readonly place?: string; readonly total?: Money } {
  const told: Record<string, string> = {}
  for (const line of note.split('\n')) {
    const [, what, value] = /^(Place|Total): (.+)$/.exec(line.trimEnd()) ?? []
    // from here on they are the member's own words
    if (what === undefined || value === undefined) break
    told[what] = value
  }
  const { Place: place, Total: sum = '' } = told
  const [, amount, money = ''] = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(sum) ?? []
  return { ...(place ? { place: place.slice(0, 300) } : {}), ...(amount ? { total: { amount: toMinor(amount, digitsOf(money)), currency: money } } : {}) }
}

/** What is counted in two parts; unknown where neither is told. */
const sumOf = (base: number | string | undefined, bonus: number | string | undefined): number | undefined =>
  (base === undefined && bonus === undefined ? undefined : Math.max(0, exactly(toMinor(base ?? 0) + toMinor(bonus ?? 0))))

/** What reaches a level. */
const goalsOf = ({ reachedBy = {} }: OracleOhipLevel): MetricAmount[] => (['nights', 'stays'] as const).flatMap((metric) => {
  const amount = reachedBy[metric]
  return amount === undefined ? [] : [{ metric, amount }]
})

/**
 * OPERA Cloud as a backend. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function oracleOhip(options: OracleOhipOptions): OracleOhipBackend {
  checkOptions(options)
  const {
    appKey, clientId, clientSecret, scope, enterpriseId, hotelId, membershipType, name: title, levels = [], projections = false, claims: claimRules, hotels = {}, transactions: reasons, historyDays = 360, keys,
    doubt = 30_000, locale = 'en', person, fetch = globalThis.fetch, clock = Date.now,
  } = options
  const { status: openStatus = 'OPEN', reply = 'REPLY', withinDays = 90 } = claimRules
  const url = options.url.replace(/\/$/, '')
  const name = `oracle-ohip:${new URL(url).host}:${hotelId}:${membershipType}`

  const logIn = wire({
    url: `${url}/oauth/v1`, fetch, refusal, hiddenFailure,
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`, 'x-app-key': appKey, ...(enterpriseId === undefined ? {} : { enterpriseId }) },
  })
  const Token = z.object({ access_token: z.string().check(z.regex(/^[!-~]+$/)), expires_in: maybe(z.number().check(z.positive())) })
  const authorized = withToken({
    fetch, clock,
    grant: async (signal) => {
      const { access_token: token, expires_in: expiresIn } = await logIn(Token, { method: 'POST', path: '/tokens', body: new URLSearchParams({ grant_type: 'client_credentials', scope }) }, { signal })
      return { token, expiresIn }
    },
  })
  const send = wire({ url: `${url}/crm/v1`, fetch: authorized, refusal, hiddenFailure, headers: { 'x-app-key': appKey, 'x-hotelid': hotelId } })

  /** What an answer has of a list. Without the list it has nothing where it says so, and is of no known shape else. */
  async function listIn<Item>(path: string, { item, field, isLookup = false }: Listed<Item>, context: Context): Promise<{ readonly items: Item[]; readonly hasMore: boolean }> {
    const page = await send(Page, { path }, context)
    if (!page) return { items: [], hasMore: false }
    const { hasMore, count, totalResults } = page
    const counts = [count, totalResults].filter((told) => told !== undefined)
    const isNone = hasMore !== true && counts.every((told) => String(told) === '0')
    const list = page[field] ?? (isNone && (hasMore === false || counts.length) ? [] : undefined)
    const items = z.safeParse(isLookup ? z.array(item) : listOf(item), list)
    if (!items.success) throw unexpected(items.error)
    const isEmpty = (list as readonly unknown[]).length === 0
    if (isLookup && isEmpty && !isNone) throw unexpected()
    return { items: items.data, hasMore: hasMore === true && !isEmpty }
  }
  /** All of a list that is told page by page, `size` at once. */
  const pages = <Item>(path: string, listed: Listed<Item>, context: Context) => {
    const { query = {}, size = 100 } = listed
    return allOf<Item, number>(async (offset = 0) => {
      const { items, hasMore } = await listIn(`${path}?${new URLSearchParams({ ...query, limit: String(size), offset: String(offset) })}`, listed, context)
      return { items, next: hasMore ? offset + size : undefined }
    }, 5_000)
  }
  /** It may be tomorrow already where the hotel is. */
  const spans = (days: number, end = clock() + day) => spansOf(end, days + 2, spanDays)
  const today = () => new Date(clock()).toISOString().slice(0, 10)

  // Who is there

  async function profileOf(profileId: string, parts: readonly string[], context: Context): Promise<Profile> {
    const query = new URLSearchParams(parts.map((part) => ['fetchInstructions', part]))
    const profile = await send(z.optional(Profile), { path: `/profiles/${encodeURIComponent(profileId)}?${query}` }, context).catch((error: unknown) => { throw isAbsent(error) ? stranger() : error })
    // no content is no profile
    if (!profile) throw stranger()
    // of two that were merged into one it may tell the other
    if (!profile.profileIdList.some(({ id, type }) => id === profileId && (type === undefined || type === 'Profile'))) throw stranger()
    return profile
  }
  function ownOf(profileId: string, { profileDetails: { statusCode, profileMemberships } }: Profile): Own | undefined {
    const ours = (profileMemberships?.profileMembership ?? []).filter((one) => one.membershipType === membershipType)
    const found = ours.find(({ inactive }) => inactive !== true) ?? ours[0]
    if (!found) return undefined
    const { membershipIdNo, membershipId: cardNo, membershipLevel: level, inactive, signupDate, effectiveDate, createDateTime, currentPoints: points } = found
    if (membershipIdNo === undefined || !cardNo) throw new LoyaltyError('bad_response', 'The loyalty service answered with a membership that has no number.')
    return {
      profileId, idNo: toMinor(membershipIdNo), cardNo: cardNo.slice(0, 300), level, isInactive: inactive === true || statusCode === 'Inactive', points,
      joined: instantOf(signupDate) ?? instantOf(effectiveDate) ?? instantOf(createDateTime),
    }
  }
  /** @throws `LoyaltyError` `unauthenticated` for a guest without a membership. */
  async function membershipOf(context: Context): Promise<Own> {
    const profileId = memberOf(context)
    const own = ownOf(profileId, await profileOf(profileId, ['Membership'], context))
    if (!own) throw stranger()
    return own
  }
  const infoOf = async ({ profileId, cardNo }: Own, context: Context) => {
    const answer = await send(Info, { path: `/profiles/${encodeURIComponent(profileId)}/memberships/info?${new URLSearchParams({ membershipType, membershipId: cardNo })}` }, context)
    return answer?.memberInfo
  }
  const wordsOf = async ({ cardNo }: Own, context: Context): Promise<Pick<TierStanding, 'inWords'>> => {
    const answer = await send(Projections, { path: `/membershipTierProjections?${new URLSearchParams({ membershipId: cardNo, membershipType })}` }, context)
    const { upgrade, downgrade } = answer?.membershipTierProjection ?? {}
    const [next, keep] = [upgrade, downgrade].map((told) => told?.trim().slice(0, 10_000))
    return next || keep ? { inWords: { ...(next ? { next } : {}), ...(keep ? { keep } : {}) } } : {}
  }
  /** What was begun before is looked for, also where the membership has ended meanwhile. */
  const writable = (own: Own, { noted }: Act): Own => {
    if (own.isInactive && !noted) throw unfit('This membership is not active. Ask the hotel.')
    return own
  }

  async function balanceOf(own: Own, context: Context): Promise<Balance> {
    const [info, parts] = await Promise.all([infoOf(own, context), pages(`/memberships/${own.idNo}/pointsToExpire`, { item: Expiring, field: 'memberPointsToExpireList' }, context)])
    const points = info?.pointsAvailable ?? own.points
    if (points === undefined) throw new LoyaltyError('bad_response', 'The loyalty service did not tell how many points there are.')
    const available = toMinor(points)
    return { currency, available, expiring: batchesOf(parts.map(({ pointsExpiryDate: at, pointsToExpire }) => ({ at, amount: toMinor(pointsToExpire) })), Math.max(0, available)).slice(0, 100) }
  }

  // What has happened

  async function transactionsIn({ profileId, idNo }: Own, { from, until }: Span, context: Context, { query, isLookup = false }: Asked = {}): Promise<Transaction[]> {
    const path = `/profileTransactions/${encodeURIComponent(profileId)}`
    const found = await pages(path, { item: Transaction, field: 'profileTransactions', isLookup, query: { startDate: from, endDate: until, ...query } }, context)
    return found.filter((one) => (one.membershipType ?? membershipType) === membershipType && (one.membershipId?.id ?? String(idNo)) === String(idNo))
  }
  const awardsOf = ({ idNo }: Own, context: Context, { isLookup = false }: Asked = {}) =>
    pages(`/memberships/${idNo}/awards`, { item: Award, field: 'membershipAwardsList', isLookup, query: { membershipType }, size: 200 }, context)

  /** The newest span alone, and the others at once where it has too little. */
  async function entriesOf(own: Own, enough: number, before: string | undefined, context: Context): Promise<ActivityEntry[]> {
    const end = Math.min(clock() + day, before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before))
    const past = Math.max(0, Math.floor((clock() + day - end) / day))
    const [newest, ...older] = spans(Math.max(1, historyDays - past), end)
    const told = async (span: Span | undefined) => (span ? await transactionsIn(own, span, context) : []).flatMap((one) => toEntry(one, { today: today(), reasons }) ?? [])
    const [awards, first] = await Promise.all([awardsOf(own, context), told(newest)])
    const rest = first.length >= enough ? [] : (await Promise.all(older.map(told))).flat()
    return [...first, ...rest, ...awards.flatMap(toAwardEntries)].sort(byTime)
  }

  // Awards

  async function availableTo(level: string | undefined, context: Context): Promise<z.infer<typeof Other>[]> {
    const query = new URLSearchParams({ awardBasedOn: 'Other', membershipType, ...(level === undefined ? {} : { membershipLevel: level }) })
    const answer = await send(Available, { path: `/availableAwardsBasedOnType?${query}` }, context)
    return (answer?.membershipAvailableAwards ?? []).map(({ otherInfo }) => otherInfo)
  }

  /** The awards that need no stay, with what of them is locked for a member. */
  async function catalogueOf(context: Context, own?: { readonly level: string | undefined; readonly available: number }): Promise<Reward[]> {
    const [all, ofLevel] = await Promise.all([availableTo(undefined, context), own?.level === undefined ? undefined : availableTo(own.level, context)])
    return all.map(({ awardType: id, pointsRequired, shortDescription, longDescription, sellBeginDate, sellEndDate }): Reward => {
      const amount = toMinor(pointsRequired)
      const [validFrom, validUntil] = [instantOf(sellBeginDate), endOf(sellEndDate)]
      const because = validFrom !== undefined && Date.parse(validFrom) > clock() ? 'not_yet'
        : ofLevel && !ofLevel.some(({ awardType }) => awardType === id) ? 'tier_too_low'
          : own && own.available < amount ? 'balance_too_low' : undefined
      return {
        id, title: (shortDescription || id).slice(0, 300), cost: { currency, amount }, ...(because ? { state: 'locked', lockedBecause: because } : { state: 'available' }),
        ...(longDescription ? { text: longDescription.slice(0, 10_000) } : {}), ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}),
      }
    }).filter(({ cost }) => cost.amount >= 0)
  }
  const isOver = ({ validUntil }: Reward) => validUntil !== undefined && Date.parse(validUntil) <= clock()
  const catalogueFor = async (own: Own, context: Context) => {
    const balance = await balanceOf(own, context)
    return { balance, rewards: await catalogueOf(context, { level: own.level, available: balance.available }) }
  }

  /** An award is told by its number, which was not there before, and its points. */
  const issue = ({ id, title: called, cost }: Reward, own: Own, context: Act) => sentOnce<{ readonly known: readonly number[] }>({
    begun: context.noted as Begun<{ readonly known: readonly number[] }> | undefined, keep: context.note, doubt,
    mark: async () => ({ known: (await awardsOf(own, context, { isLookup: true })).map(({ awardNumber }) => toMinor(awardNumber)) }),
    find: async ({ known }) => {
      const issued = await awardsOf(own, context, { isLookup: true })
      const found = issued.find(({ awardNumber, awardPoints, awardCode = id }) => !known.includes(toMinor(awardNumber)) && toMinor(awardPoints) === cost.amount && awardCode === id)
      return found && String(toMinor(found.awardNumber))
    },
    send: async () => {
      const award = { otherInfo: { awardType: id, shortDescription: called.slice(0, 80), pointsRequired: cost.amount }, membershipId: own.idNo, membershipType }
      const { issueAwards: [issued] } = await send(Issued, { method: 'POST', path: '/issueOtherAwards', body: { issueAwardsInfo: [award] } }, context).catch(async (error: unknown) => {
        if (!isRefused(error)) throw error
        if ((await balanceOf(own, context)).available < cost.amount) throw new LoyaltyError('insufficient_points', 'There are not enough points for this.', { cause: error })
        throw unfit('The programme does not allow this now.')
      })
      if (!issued) throw unexpected()
      return String(toMinor(issued.awardNumber))
    },
  })

  // Claims

  /** Claims of a member, or of everybody. */
  async function claimsIn(own: Own | undefined, { from, until }: Span, { query, isLookup = false }: Asked, context: Context): Promise<WireClaim[]> {
    const asked = { membershipType, claimType: claimRules.type, claimDateStart: from, claimDateEnd: until, ...query }
    const listed: Listed<WireClaim> = { item: WireClaim, field: 'membershipClaimsDetail', isLookup, query: asked }
    if (!own) return pages('/membershipClaims', listed, context)
    // a member's own can't be asked for page by page
    const { items, hasMore } = await listIn(`/memberships/${own.idNo}/claims?${new URLSearchParams(asked)}`, listed, context)
    if (isLookup && hasMore) throw unexpected()
    return items.filter(({ membershipIdNo }) => toMinor(membershipIdNo) === own.idNo)
  }
  const claimsOf = async (own: Own | undefined, days: number, asked: Asked, context: Context) =>
    (await Promise.all(spans(days).map((span) => claimsIn(own, span, asked, context)))).flat()
  const isAbout = (reference: string) => ({ confirmationNo }: WireClaim) => confirmationNo?.some(({ id = '' }) => plain(id) === plain(reference)) ?? false

  async function toClaim(claim: WireClaim, context: Context): Promise<Claim | undefined> {
    const { claimNo: { id }, claimDate, claimStatus, approvalStatus, confirmationNo, hotelId: hotel = '', arrival, callerInformation = '', activityLog = [] } = claim
    const [reference, submittedAt] = [referenceOf(confirmationNo), instantOf(claimDate)]
    if (!reference || submittedAt === undefined) return undefined
    const state = approvalStatus === 'Approved' ? 'accepted' : approvalStatus === 'Rejected' ? 'refused' : claimStatus === openStatus ? 'submitted' : 'in_review'
    const answers = activityLog.filter(({ type, comments }) => comments && type.toUpperCase() === reply.toUpperCase()).sort((a, b) => Number(a.sequence ?? 0) - Number(b.sequence ?? 0))
    const points = state === 'accepted' ? (await send(ClaimDetail, { path: `/membershipClaims/${encodeURIComponent(id)}` }, context)).membershipClaimDetails.claimPoints?.awardTotalPoints : undefined
    const answer = answers.at(-1)?.comments?.slice(0, 10_000)
    return {
      id, kind: 'stay', reference, submittedAt, state, ...readNote(callerInformation), ...(hotels[hotel] === undefined ? {} : { place: hotels[hotel] }), ...(arrival && isPlainDate(arrival) ? { date: arrival } : {}),
      ...(answer ? { answer } : {}), ...(points === undefined || toMinor(points) === 0 ? {} : { granted: { currency, amount: toMinor(points) } }),
    }
  }

  const groups = {
    program: {
      get: async (): Promise<Program> => ({
        id: membershipType, name: title, locales: [locale], currencies: [{ id: currency, unit: 'point', scale: 0 }], claims: { kinds: ['stay'], withinDays },
        tiers: levels.map((level, rank) => ({ id: level.id, name: level.name, rank, reachedBy: goalsOf(level), benefits: [...(level.benefits ?? [])] })),
      }),
    },
    members: {
      get: async (_input, context) => {
        const profileId = memberOf(context)
        const profile = await profileOf(profileId, ['Profile', 'Communication', 'Membership'], context)
        const own = ownOf(profileId, profile)
        if (!own) throw stranger()
        return toMember(profile, own)
      },
      enrol: async ({ ticket, profile: told, referralCode, cardNumber }, given) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        for (const [path, value] of Object.entries({ referralCode, cardNumber })) if (value !== undefined) throw invalid({ path, message: 'is not taken here' })
        const unknown = Object.entries(told).find(([, value]) => value !== undefined)?.[0]
        if (unknown !== undefined) throw invalid({ path: `profile.${unknown}`, message: 'is kept in the guest\'s profile already' })
        const { profileId } = whose
        return alone(keys, `${name}\n${profileId}`, given.signal, async (signal) => {
          const context: Act = { ...given, signal }
          const read = () => profileOf(profileId, ['Profile', 'Communication', 'Membership'], context)
          const numberOf = async () => {
            const own = ownOf(profileId, await read())
            return own && String(own.idNo)
          }
          await sentOnce<Record<string, never>>({
            begun: context.noted as Begun<Record<string, never>> | undefined, keep: context.note, doubt, find: numberOf,
            mark: async () => {
              if (await numberOf() !== undefined) throw new LoyaltyError('conflict', 'This guest is a member already.')
              return {}
            },
            send: async () => {
              const body = { profileIdList: [{ id: profileId, type: 'Profile' }], profileMemberships: [{ membershipType, signupDate: today() }] }
              await send(z.unknown(), { method: 'POST', path: `/profiles/${encodeURIComponent(profileId)}/memberships`, body }, context)
              const made = await numberOf().catch(unseen)
              if (made === undefined) throw checked()
              return made
            },
          })
          const profile = await read()
          const own = ownOf(profileId, profile)
          if (!own) throw checked()
          return { session: { memberId: profileId }, member: toMember(profile, own), balances: [await toldAfter(balanceOf(own, context))], granted: [] }
        })
      },
    },
    balances: { list: async (_input, context) => [await balanceOf(await membershipOf(context), context)] },
    activity: {
      list: async ({ cursor, limit, currency: wanted }, context) => {
        const own = await membershipOf(context)
        return ledgerPage<ActivityEntry>({ cursor, limit }, {
          idOf: ({ id }) => id, atOf: ({ at }) => at, read: async (enough, before) => (wanted === undefined || wanted === currency ? entriesOf(own, enough, before, context) : []),
        })
      },
    },
    tiers: {
      progress: async (_input, context): Promise<TierStanding> => {
        const own = await membershipOf(context)
        const rank = levels.findIndex(({ id }) => id === own.level)
        const isUnknown = rank < 0 && own.level !== undefined
        // a level that the options do not tell of: nobody but OPERA knows what comes after it
        const [current, next] = isUnknown ? [] : [levels[rank], levels[rank + 1]]
        const [info, words] = await Promise.all([next && infoOf(own, context), projections ? wordsOf(own, context) : {}])
        const points = info?.memberInfoDetails
        const have = { nights: sumOf(points?.tierBaseNights, points?.tierBonusNights), stays: sumOf(points?.tierBaseStay, points?.tierBonusStay) } as const
        const metrics = (next ? goalsOf(next) : []).flatMap(({ metric, amount: need }) => {
          const count = have[metric as 'nights' | 'stays']
          return count === undefined ? [] : [{ metric, have: count, need }]
        })
        return { ...(current ? { current: current.id } : {}), ...(next ? { next: { tier: next.id, metrics } } : {}), ...words }
      },
    },
    rewards: {
      list: async ({ cursor, limit }, context) => {
        const rewards = context.identity.kind === 'member' ? (await catalogueFor(await membershipOf(context), context)).rewards : await catalogueOf(context)
        return pageOf(rewards.filter((one) => !isOver(one)), { cursor, limit })
      },
      // one at a time for each member: what was looked up stays true until it is done
      claim: async ({ rewardId }, given) => alone(keys, `${name}\n${memberOf(given)}`, given.signal, async (signal) => {
        const context: Act = { ...given, signal }
        const own = writable(await membershipOf(context), context)
        const reward = (await catalogueFor(own, context)).rewards.find(({ id }) => id === rewardId)
        // it may have been issued before it ended
        if (!reward && context.noted) throw new LoyaltyError('uncertain', 'This award has ended meanwhile. Look at your points, or ask the hotel.')
        if (!reward) throw new LoyaltyError('not_found', 'There is no such award.')
        // it may have been issued with this key, and what is left may be too little for another
        if (!context.noted) {
          if (isOver(reward)) throw new LoyaltyError('expired', 'This award has ended.')
          if (reward.lockedBecause === 'balance_too_low') throw new LoyaltyError('insufficient_points', 'There are not enough points for this.')
          if (reward.state === 'locked') throw unfit('This award is not for this member now.')
        }
        const id = await issue(reward, own, context)
        const { balance, rewards } = await catalogueFor(own, context)
        return { reward: rewards.find((one) => one.id === rewardId) ?? reward, balances: [balance], coupon: { id, code: id, title: reward.title, state: 'available' as const } }
      }),
    },
    claims: {
      list: async (_input, context) => {
        const found = await claimsOf(await membershipOf(context), Math.max(historyDays, withinDays), {}, context)
        const newest = found.sort((a, b) => (instantOf(b.claimDate) ?? '').localeCompare(instantOf(a.claimDate) ?? '') || Number(b.claimNo.id) - Number(a.claimNo.id) || 0).slice(0, 200)
        return (await Promise.all(newest.map((one) => toClaim(one, context)))).filter((claim) => claim !== undefined)
      },
      submit: async (form, given) => {
        const { kind, reference, date, place } = form
        if (kind !== 'stay') throw invalid({ path: 'kind', message: 'must be a stay' })
        if (reference.length > 80 || plain(reference) === '') throw invalid({ path: 'reference', message: 'must be the number of a booking' })
        const oldest = new Date(clock() - (withinDays + 1) * day).toISOString().slice(0, 10)
        if (date !== undefined && !given.noted && (date > new Date(clock() + day).toISOString().slice(0, 10) || date < oldest)) throw invalid({ path: 'date', message: `must be within the last ${withinDays} days` })
        const hotel = Object.entries(hotels).find(([, called]) => called === place)?.[0]
        const note = noteOf({ ...form, place: hotel === undefined ? place : undefined })
        if (note.length > 2_000) throw invalid({ path: 'comment', message: `must be shorter by ${note.length - 2_000} characters` })
        // one at a time for each booking: two who claim it at once are one and a conflict
        return alone(keys, `${name}\nclaim ${plain(reference)}`, given.signal, async (signal) => {
          const context: Act = { ...given, signal }
          const own = writable(await membershipOf(context), context)
          const claims = { query: { confirmationNo: reference }, isLookup: true } as const
          const ownOnes = async () => (await claimsOf(own, withinDays, claims, context)).filter(isAbout(reference))
          const id = await sentOnce<{ readonly known: readonly string[] }>({
            begun: context.noted as Begun<{ readonly known: readonly string[] }> | undefined, keep: context.note, doubt,
            mark: async () => {
              const [claimed, stays] = await Promise.all([
                claimsOf(undefined, withinDays, claims, context),
                Promise.all(spans(withinDays).map((span) => transactionsIn(own, span, context, { query: { confirmationNumber: reference }, isLookup: true }))),
              ])
              const about = claimed.filter(isAbout(reference))
              const isCounted = stays.flat().some(({ reservationIdList = [] }) => reservationIdList.some(({ id: booking = '' }) => plain(booking) === plain(reference)))
              if (isCounted || about.some(({ approvalStatus }) => approvalStatus !== 'Rejected')) throw new LoyaltyError('conflict', 'This stay was claimed before, or is counted already.')
              return { known: about.map(({ claimNo }) => claimNo.id) }
            },
            find: async ({ known }) => (await ownOnes()).find(({ claimNo }) => !known.includes(claimNo.id))?.claimNo.id,
            send: async ({ known }) => {
              const reservation = { ...(hotel === undefined ? {} : { hotelId: hotel }), confirmationNo: [{ id: reference, type: 'Confirmation' }], ...(date === undefined ? {} : { arrival: date }) }
              const details = {
                source: 'Web', recordType: 'Stay', approvalStatus: 'Pending', claimStatus: openStatus, claimType: claimRules.type, claimDate: today(), ...(claimRules.origin === undefined ? {} : { origin: claimRules.origin }),
                profileId: { id: own.profileId, type: 'Profile' }, membership: { membershipId: own.cardNo, membershipIdNo: own.idNo, membershipType },
                reservation, ...(note === '' ? {} : { callerInformation: note }),
              }
              await send(z.unknown(), { method: 'POST', path: '/membershipClaims', body: { membershipClaimDetails: details } }, context)
              // it tells its number in a header; its list tells what became of it
              const made = (await ownOnes().catch(unseen)).find(({ claimNo }) => !known.includes(claimNo.id))
              if (!made) throw checked()
              return made.claimNo.id
            },
          })
          const made = (await ownOnes()).find(({ claimNo }) => claimNo.id === id)
          const claim = made && await toClaim(made, context)
          if (!claim) throw checked()
          return { claim }
        })
      },
    },
    cards: {
      list: async (_input, context) => {
        const { idNo, cardNo, joined } = await membershipOf(context)
        return [{ id: String(idNo), number: cardNo, kind: 'virtual' as const, ...(joined ? { linkedAt: joined } : {}), wallets: [] }]
      },
    },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as OracleOhipBackend
}

function checkOptions({ url, appKey, clientId, clientSecret, scope, enterpriseId, hotelId, membershipType, name, levels, claims, historyDays, keys, doubt, locale }: OracleOhipOptions): void {
  refusePage('oracle-ohip')
  const check = checking('oracle-ohip')
  check.address('url', url)
  if (new URL(url).pathname !== '/') check.fail('`url` must be an address without a path.')
  if (typeof appKey !== 'string' || !/^[a-f\d]{8}(?:-[a-f\d]{4}){3}-[a-f\d]{12}$/i.test(appKey)) check.fail('`appKey` must be the key of an application, a UUID.')
  check.credential('clientId', clientId, 'the id of a client')
  check.credential('clientSecret', clientSecret, 'the secret of a client')
  check.credential('scope', scope, 'the scope of a client')
  if (enterpriseId !== undefined && !/^[A-Z\d]{1,8}$/.test(enterpriseId)) check.fail('`enterpriseId` must be 1 to 8 capital letters and digits.')
  check.credential('hotelId', hotelId, 'the code of a hotel')
  check.credential('membershipType', membershipType, 'the code of a membership type')
  if (typeof name !== 'string' || name === '' || name.length > 300) check.fail('`name` must be what the programme is called.')
  for (const { id, name: called, reachedBy = {} } of levels ?? []) {
    const isCountable = [reachedBy.nights ?? 1, reachedBy.stays ?? 1].every((amount) => Number.isSafeInteger(amount) && amount > 0)
    if (!id || !called || !isCountable) check.fail('`levels` must be levels with a code and a name, and what reaches them in whole numbers.')
  }
  check.credential('claims.type', claims?.type, 'the code of a claim type')
  for (const [option, days = 1] of Object.entries({ 'claims.withinDays': claims.withinDays, historyDays })) {
    if (!(Number.isSafeInteger(days) && days > 0 && days <= 3_650)) check.fail(`\`${option}\` must be 1 to 3650 days.`)
  }
  check.keys(keys)
  check.milliseconds('doubt', doubt)
  check.locale(locale)
}
