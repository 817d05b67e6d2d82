/**
 * Salesforce Loyalty Management: Connect REST, version 58.0, as far as the sample bodies and the paths of its mobile SDKs carry (BSD-3-Clause,
 * https://github.com/salesforce-misc/LoyaltyMobileSDK-iOS). Its promotions come through the program processes `GetMemberPromotions` and `EnrollInPromotion`, which an org
 * makes from Salesforce's own templates: one that has changed what they take or give needs another adapter.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401 | a new token is asked for, once; then `backend_failed` |
 * | 403 | `backend_failed`: the user that the token is for has not the right |
 * | 404 | `not_found`; for the member `unauthenticated` |
 * | a member who is not `Active` | looks and no more: `not_eligible` |
 * | a process with `status: false` | for joining a promotion `not_eligible`, else `backend_failed` |
 * | 429, 5xx | `rate_limited`, `backend_failed` |
 *
 * What its samples do not have, and so is not here: a log-in (the server in front says who is there), joining (of `individual-member-enrollments` there are the path and an
 * answer, and no body to send), what a cart earns, paying with points, a catalogue of rewards, when expiring points expire, friends of a member, what reaches a tier (options
 * tell it), public promotions. Benefits are a member's own there and not a tier's, and badges are read by SOQL alone: neither has a place here. What was ever earned is 0 in
 * its samples beside balances that are not, so it is not told.
 */
import { isSafeUrl, LoyaltyError, type ActivityEntry, type Balance, type BackendWith, type Context, type Coupon, type Currency, type Member, type MetricAmount, type Offer, type TierStanding } from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { cutToMinor } from './shared/amounts.ts'
import { guarded, memberOf, refusePage, type Unguarded } from './shared/guarded.ts'
import { endOf, instantOf } from './shared/instants.ts'
import { allOf, pageOf } from './shared/lists.ts'
import { alone } from '@loyaltykit/core/keys'
import { checking } from './shared/options.ts'
import { withToken } from './shared/token.ts'
import { listOf, maybe, wire, WireNumber } from './shared/wire.ts'

/** A tier as Salesforce has it. */
export interface SalesforceTier {
  /** Its `tierId`. */
  readonly id: string
  readonly name: string
  /** So much of a qualifying currency reaches it, in minor units. None for the tier one begins in. */
  readonly reachedBy?: { readonly currency: string; readonly amount: number }
}

/** What `salesforce` takes. */
export interface SalesforceOptions {
  /** The org's own address: `https://<name>.my.salesforce.com`. */
  readonly url: string
  /** The loyalty program's name, as its addresses have it. */
  readonly program: string
  /**
   * Gives a new access token, called when one is needed: by a flow of your connected app. Its user needs the Loyalty Management API. Tokens and what they are had with must
   * not reach a page.
   */
  readonly grant: (signal: AbortSignal) => Promise<{ readonly token: string; readonly expiresIn?: number }>
  /**
   * Its currencies, qualifying and not: each `id` is a `loyaltyProgramCurrencyId`, each `name` as Salesforce has it, for its ledger knows currencies by nothing else. Those that
   * are not here are left out.
   */
  readonly currencies: readonly (Currency & { readonly name: string })[]
  /** The tiers of one tier group, the lowest first. None where absent. */
  readonly tiers?: readonly SalesforceTier[]
  /** Where it is remembered what was joined. `memoryKeys()` of `@loyaltykit/adapters/keys` for one process, a shared store for more. */
  readonly keys: KeyStore
  /** Salesforce's id of a member of the server in front (`loyaltyProgramMemberId`); `undefined`: nobody. Where absent it is the same. */
  readonly member?: (memberId: string) => Promise<string | undefined> | string | undefined
  /** BCP 47: the language of its texts. `en` where absent. */
  readonly locale?: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that Salesforce has. */
export type SalesforceBackend = BackendWith<'members' | 'balances' | 'activity' | 'tiers' | 'offers' | 'coupons', 'members.enrol'>

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new.

const text = z.string()
const Profile = z.object({
  loyaltyProgramMemberId: text, membershipNumber: text, memberStatus: text, enrollmentDate: text,
  associatedContact: maybe(z.object({ firstName: maybe(text), lastName: maybe(text), email: maybe(text) })),
  memberCurrencies: z.array(z.object({ loyaltyProgramCurrencyId: text, pointsBalance: WireNumber, escrowPointsBalance: maybe(WireNumber) })),
  memberTiers: maybe(listOf(z.object({ tierId: text, tierEffectiveDate: maybe(text), tierExpirationDate: maybe(text) }))),
})
type Profile = z.infer<typeof Profile>
const Journal = z.object({ transactionJournalId: text, activityDate: text, journalTypeName: maybe(text), pointsChange: listOf(z.object({ changeInPoints: WireNumber, loyaltyMemberCurrency: text })) })
const Voucher = z.object({
  voucherId: text, voucherCode: text, voucherDefinition: maybe(text), description: maybe(text), status: text, effectiveDate: maybe(text), expirationDate: maybe(text),
})
const Promotion = z.object({
  promotionId: text, promotionName: text, description: maybe(text), memberEligibilityCategory: text, promotionEnrollmentRqr: maybe(z.boolean()), startDate: maybe(text), endDate: maybe(text),
  promotionImageURL: maybe(text),
  promEnrollmentStartDate: maybe(text), promotionEnrollmentEndDate: maybe(text),
})
type Promotion = z.infer<typeof Promotion>
const Done = z.object({ status: z.boolean(), message: maybe(text) })

const unfit = (message = 'The programme does not allow this now.'): LoyaltyError => new LoyaltyError('not_eligible', message)
const stranger = (cause?: unknown): LoyaltyError => new LoyaltyError('unauthenticated', 'This member is not in the programme.', { cause })
/** What it would not take: asked again it would not take it either. */
const refused = (status: number): LoyaltyError => new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { retryable: false, cause: new Error(`Status ${status}.`) })
/** Its ids have 15 characters, or the same with 3 more that check them. */
const isSame = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15)
const kinds: Readonly<Record<string, ActivityEntry['kind']>> = { 'Accrual': 'earn', 'Redemption': 'spend', 'Manual Points Adjustment': 'adjust' }
/** So many items are on each of its pages. */
const pageSize = 200

/**
 * Salesforce Loyalty Management as a backend. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function salesforce(options: SalesforceOptions): SalesforceBackend {
  const { url, program, grant, currencies, tiers = [], keys, member: idOf = (id) => id, locale = 'en', clock = Date.now, fetch = globalThis.fetch } = options
  checkOptions(options)
  const name = `salesforce:${new URL(url).hostname}:${program}`
  const send = wire({
    url: `${url.replace(/\/$/, '')}/services/data/v58.0`, headers: {}, fetch: withToken({ fetch, clock, grant }),
    refusal: (status) => ([400, 401, 403].includes(status) ? refused(status) : undefined),
  })
  const at = encodeURIComponent(program)

  /** @throws `LoyaltyError` `unauthenticated` for who is not in the programme. */
  async function profileOf(context: Context): Promise<Profile> {
    const id = await idOf(memberOf(context))
    if (!id || !/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) throw stranger()
    const profile = await send(Profile, { path: `/loyalty-programs/${at}/members?memberId=${id}` }, context)
      .catch((error: unknown) => { throw error instanceof LoyaltyError && error.code === 'not_found' ? stranger(error) : error })
    if (!isSame(profile.loyaltyProgramMemberId, id)) throw new LoyaltyError('bad_response', 'The loyalty service answered about somebody else. Try again later.')
    return profile
  }
  const toBalances = ({ memberCurrencies: held }: Profile): Balance[] => currencies.map(({ id: currency, scale }) => {
    const own = held.find(({ loyaltyProgramCurrencyId: id }) => isSame(id, currency))
    const pending = own?.escrowPointsBalance
    return { currency, available: own ? cutToMinor(own.pointsBalance, scale) : 0, ...(pending === undefined ? {} : { pending: Math.max(0, cutToMinor(pending, scale)) }) }
  })

  function toStanding(profile: Profile): TierStanding {
    const held = profile.memberTiers?.find(({ tierId }) => tiers.some(({ id }) => isSame(id, tierId)))
    const place = held ? tiers.findIndex(({ id }) => isSame(id, held.tierId)) : -1
    const [current, next] = [tiers[place], tiers[place + 1]]
    const goal = next?.reachedBy
    const have = goal && Math.max(0, toBalances(profile).find(({ currency }) => currency === goal.currency)?.available ?? 0)
    const [since, validUntil] = [instantOf(held?.tierEffectiveDate), endOf(held?.tierExpirationDate)]
    return {
      ...(current ? { current: current.id } : {}), ...(since ? { since } : {}), ...(validUntil ? { validUntil } : {}),
      ...(next ? { next: { tier: next.id, metrics: goal && have !== undefined ? [{ metric: 'points', currency: goal.currency, have, need: Math.max(have, goal.amount) }] : [] } } : {}),
    }
  }

  /** All of a list that it tells page by page, at most 2,000. */
  const pages = <Item>(schema: z.ZodMiniType<{ readonly items: readonly unknown[] }>, item: z.ZodMiniType<Item>, path: string, context: Context) => allOf<Item, number>(async (page = 1) => {
    const { items } = await send(schema, { path: `${path}?pageNumber=${page}` }, context)
    return { items: z.parse(listOf(item), items), ...(items.length === pageSize ? { next: page + 1 } : {}) }
  }, 2_000)
  const listed = (field: string) => z.pipe(z.object({ [field]: z.array(z.unknown()) }), z.transform((body) => ({ items: body[field] as readonly unknown[] })))

  async function entriesOf(profile: Profile, context: Context): Promise<ActivityEntry[]> {
    const journals = await pages(listed('transactionJournals'), Journal, `/loyalty/programs/${at}/members/${encodeURIComponent(profile.membershipNumber)}/transaction-ledger-summary`, context)
    const changes = journals.flatMap(({ pointsChange, ...journal }) => pointsChange.map((change, index) => ({ ...journal, ...change, index })))
    return changes.flatMap(({ transactionJournalId: id, activityDate, journalTypeName: type, changeInPoints: change, loyaltyMemberCurrency: named, index }): ActivityEntry[] => {
      const [currency, date] = [currencies.find((one) => one.name === named), instantOf(activityDate)]
      if (!currency || !date) return []
      const amount = cutToMinor(change, currency.scale)
      const kind = kinds[type ?? ''] ?? (amount < 0 ? 'spend' : 'earn')
      return [{ id: index ? `${id}.${index}` : id, at: date, kind, currency: currency.id, amount, state: 'final', ...(type ? { text: type.slice(0, 300) } : {}) }]
    }).sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  }

  async function couponsOf(profile: Profile, context: Context): Promise<Coupon[]> {
    const rank = ({ state, validUntil }: Coupon) => (state === 'available' ? 0 : 1e15) + (validUntil === undefined ? 1e14 : Date.parse(validUntil))
    const vouchers = await pages(listed('vouchers'), Voucher, `/loyalty/programs/${at}/members/${encodeURIComponent(profile.membershipNumber)}/vouchers`, context)
    return vouchers.filter(({ voucherCode: code }) => code !== '').map(({ voucherId: id, voucherCode: code, voucherDefinition: title, description, status, effectiveDate, expirationDate }): Coupon => {
      const [validFrom, validUntil] = [instantOf(effectiveDate), endOf(expirationDate)]
      const isOver = status !== 'Issued' || Date.parse(validUntil ?? '') <= clock()
      return {
        id, code: code.slice(0, 300), title: (title || code).slice(0, 300), state: status === 'Redeemed' ? 'used' : isOver ? 'expired' : 'available',
        ...(description ? { text: description.slice(0, 10_000) } : {}),
        ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}),
      }
    }).sort((a, b) => rank(a) - rank(b)).slice(0, 200)
  }

  // Promotions

  const run = <Schema extends z.ZodMiniType<{ readonly status: boolean }>>(schema: Schema, process: string, parameters: Readonly<Record<string, string>>, context: Context) =>
    send(schema, { method: 'POST', path: `/connect/loyalty/programs/${at}/program-processes/${process}`, body: { processParameters: [parameters] } }, context)
  const Promotions = z.object({ status: z.boolean(), outputParameters: maybe(z.object({ outputParameters: z.object({ results: listOf(Promotion) }) })) })

  function toOffer({ promotionId: id, promotionName: title, description, memberEligibilityCategory: standing, promotionEnrollmentRqr: needs = false, promotionImageURL: escaped = '', ...dates }: Promotion): Offer {
    const [from, until] = [instantOf(dates.startDate), endOf(dates.endDate)]
    const [opens, closes] = [instantOf(dates.promEnrollmentStartDate), endOf(dates.promotionEnrollmentEndDate)]
    const isOpen = !(Date.parse(opens ?? '') > clock()) && !(Date.parse(closes ?? '') <= clock())
    // its sample has it escaped for a page, twice
    const image = escaped.replace(/&(?:amp;)+/g, '&')
    const hasBegun = !(Date.parse(from ?? '') > clock())
    const state = (): Offer['state'] => {
      if (Date.parse(until ?? '') <= clock()) return 'expired'
      if (standing === 'EligibleButNotEnrolled') return isOpen ? 'available' : 'locked'
      // a category that came after this was written locks, for nobody knows why
      return standing !== 'Eligible' ? 'locked' : needs ? 'active' : hasBegun ? 'available' : 'locked'
    }
    return {
      id, kind: 'bonus', audience: 'personal', title: title.slice(0, 300) || id, state: state(), activation: needs ? 'needed' : 'none',
      ...(description ? { text: description.slice(0, 10_000) } : {}), ...(from ? { validFrom: from } : {}),
      ...(until ? { validUntil: until } : {}), ...(image.startsWith('https:') && isSafeUrl(image) ? { image: { url: image, alt: '' } } : {}),
    }
  }
  async function offersOf({ membershipNumber }: Profile, context: Context): Promise<Offer[]> {
    const { status, outputParameters: output } = await run(Promotions, 'GetMemberPromotions', { MembershipNumber: membershipNumber }, context)
    if (!status || !output) throw refused(200)
    const rank = { active: 0, available: 1, locked: 2, used: 3, expired: 4 }
    return output.outputParameters.results.map(toOffer).filter(({ id }, index, all) => all.findIndex((one) => one.id === id) === index).sort((a, b) => rank[a.state] - rank[b.state]).slice(0, 200)
  }

  const groups = {
    program: {
      get: async () => ({
        id: name, name: program, locales: [locale], currencies: [...currencies],
        tiers: tiers.map(({ id, name: title, reachedBy: goal }, rank) => ({ id, name: title, rank, reachedBy: goal ? [{ metric: 'points', ...goal } satisfies MetricAmount] : [], benefits: [] })),
      }),
    },
    members: {
      get: async (_input, context): Promise<Member> => {
        const { memberStatus: status, enrollmentDate: since, associatedContact: { firstName, lastName, email } = {} } = await profileOf(context)
        return {
          id: memberOf(context), status: status === 'Active' ? 'active' : 'blocked', joinedAt: instantOf(since) ?? since, consents: [],
          profile: {
            ...(firstName ? { givenName: firstName.slice(0, 300) } : {}), ...(lastName ? { familyName: lastName.slice(0, 300) } : {}),
            ...(email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 254 ? { email } : {}),
          },
        }
      },
    },
    balances: { list: async (_input, context) => toBalances(await profileOf(context)) },
    activity: {
      list: async ({ currency: only, ...page }, context) => pageOf((await entriesOf(await profileOf(context), context)).filter(({ currency }) => only === undefined || currency === only), page),
    },
    tiers: { progress: async (_input, context) => toStanding(await profileOf(context)) },
    offers: {
      // a guest is told nothing: promotions are a member's
      list: async (_input, context) => (context.identity.kind === 'member' ? offersOf(await profileOf(context), context) : []),
      activate: async ({ offerId }, context) => alone(keys, `${name} ${memberOf(context)}`, context.signal, async (signal) => {
        const inTurn = { ...context, signal }
        const profile = await profileOf(inTurn)
        const offers = await offersOf(profile, inTurn)
        const offer = offers.find(({ id }) => id === offerId)
        if (!offer) throw new LoyaltyError('not_found', 'There is no such offer. It may have ended.')
        if (offer.state === 'expired') throw new LoyaltyError('expired', 'This offer has ended.')
        // joined before, by a call whose answer was lost, say: nothing is done twice
        if (offer.state === 'active' || offer.activation === 'none') return { offer }
        if (profile.memberStatus !== 'Active') throw unfit('This account is blocked. Ask the shop.')
        // it is joined by its name
        if (offer.state !== 'available' || offers.some(({ id, title, state }) => id !== offerId && title === offer.title && state === 'available')) throw unfit()
        const { status } = await run(Done, 'EnrollInPromotion', { MembershipNumber: profile.membershipNumber, PromotionName: offer.title }, inTurn)
        if (!status) throw unfit()
        return { offer: { ...offer, state: 'active' } }
      }),
    },
    coupons: { list: async (_input, context) => couponsOf(await profileOf(context), context) },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as SalesforceBackend
}

function checkOptions({ url, program, grant, currencies, tiers = [], keys, member, locale }: SalesforceOptions): void {
  refusePage('salesforce')
  const check = checking('salesforce')
  check.address('url', url)
  if (typeof program !== 'string' || !program || program.length > 100) check.fail('`program` must be the name of a loyalty program.')
  if (typeof grant !== 'function') check.fail('`grant` must be a function that gives an access token.')
  const isCurrency = ({ id, name, scale }: SalesforceOptions['currencies'][number]) => /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id) && typeof name === 'string' && name
    && Number.isInteger(scale) && scale >= 0 && scale <= 6
  if (!Array.isArray(currencies) || !currencies.length || !currencies.every(isCurrency)) check.fail('`currencies` must be its currencies: [{ id: "0lc…", name: "Reward Points", unit: "point", scale: 0 }].')
  const isGoal = (goal: SalesforceTier['reachedBy']) => goal === undefined || (Number.isSafeInteger(goal.amount) && goal.amount >= 0 && currencies.some(({ id }) => id === goal.currency))
  if (!tiers.every(({ id, name, reachedBy }) => id && name && isGoal(reachedBy))) check.fail('`tiers` must be its tiers, the lowest first, with what reaches each in one of the `currencies`.')
  check.keys(keys)
  if (member !== undefined && typeof member !== 'function') check.fail('`member` must be a function.')
  check.locale(locale)
}
