/**
 * What the server of a shop does with SaaSquatch's API key: it signs the tokens for `saasquatch` in its pages, or stands between as a backend of its own, which has
 * balances, the ledger and codes too.
 *
 * | its answer to the key | our code |
 * | --- | --- |
 * | 400, 402 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401, 403 | `backend_failed`: the key is wrong, or is not for this tenant |
 * | the rest | as for `saasquatch` |
 *
 * Its rewards are the ledger: what was given, redeemed, expired and cancelled. What can be spent is summed of them and not read from its balances, for its document does
 * not say whether these count what has expired. A reward that is a percentage has neither an amount nor a code, and no place here.
 * It has no key against paying twice, so paying with credit is the shop's own: nothing here changes anything.
 */
import { isSafeUrl, LoyaltyError, type ActivityEntry, type ActivityGroup, type Balance, type Context, type Coupon, type LoyaltyBackend, type MembersGroup, type ReferralsGroup } from '@loyaltykit/core'
import { checkProgramme, creditOf, credits, hiddenFailure, host, lookUpCode, moment, readPerson, readReferral, refused, toMember, toProgram, type Ask, type SaasquatchProgramme, type SaasquatchUser } from './saasquatch/person.ts'
import { batchesOf } from './shared/batches.ts'
import { guarded, memberOf, refusePage, type Unguarded } from './shared/guarded.ts'
import { base64, base64Url, hmacSha256 } from './shared/hmac.ts'
import { pageOf } from './shared/lists.ts'
import { checking } from './shared/options.ts'
import { sender } from './shared/send.ts'
import { bad, each, entries, fields, idOf, maybe, text, type Wire } from './shared/told.ts'

/** What `signSaasquatchToken` takes. */
export interface SaasquatchToken {
  /** The tenant's API key. Whoever has it is everybody. */
  readonly apiKey: string
  /**
   * The customer that the shop has signed in, never from what a page sends: `id` and `accountId` are enough to read; to make somebody known (`join` of `saasquatch`) also
   * what SaaSquatch is to know, such as `email`, `firstName` and `lastName`, by its own names.
   */
  readonly user: SaasquatchUser & Readonly<Record<string, unknown>>
  /** How long it is good for, in seconds. Ten minutes where absent. */
  readonly seconds?: number
  /** Fields of the header beside `alg` and `typ`, where SaaSquatch asks your account for more. */
  readonly header?: Readonly<Record<string, unknown>>
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
}

/**
 * A token for a customer's pages: a JSON Web Token with `user` and `exp`, signed with HMAC-SHA256 and the key, as SaaSquatch's page on JSON Web Tokens has it. Nobody
 * else is asked. The page fetches another one when it has ended: `customer({ renew: true })`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export async function signSaasquatchToken({ apiKey, user, seconds = 600, header = {}, clock = Date.now }: SaasquatchToken): Promise<string> {
  refusePage('signSaasquatchToken')
  const check = checking('signSaasquatchToken')
  check.credential('apiKey', apiKey, 'the API key of a tenant')
  if (![user?.id, user?.accountId].every((id) => typeof id === 'string' && id)) check.fail('`user` must have its `id` and its `accountId`.')
  if (!Number.isFinite(seconds) || seconds <= 0) check.fail('`seconds` must be above 0.')
  const signed = [{ ...header, alg: 'HS256', typ: 'JWT' }, { user, exp: Math.floor(clock() / 1_000 + seconds) }].map((one) => base64Url(JSON.stringify(one))).join('.')
  return `${signed}.${base64Url(await hmacSha256(apiKey, signed))}`
}

/** What `saasquatchServer` takes. */
export interface SaasquatchServerOptions extends SaasquatchProgramme {
  /** The tenant's API key. It must not reach a page. */
  readonly apiKey: string
  /** Who a member of the server in front is at SaaSquatch; `undefined`: nobody. Where absent their id is that of the person and of the account. */
  readonly user?: (memberId: string) => SaasquatchUser | undefined | Promise<SaasquatchUser | undefined>
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that SaaSquatch has for a server. */
export type SaasquatchServerBackend = Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'program' | 'balances' | 'coupons'>> & {
  readonly members: Pick<MembersGroup, 'get'>
  readonly activity: ActivityGroup
  readonly referrals: Required<ReferralsGroup>
}

// A reward, with its times in milliseconds since 1970

interface Dated {
  readonly given: number | undefined
  readonly expired: number | undefined
  readonly cancelled: number | undefined
  /** Not there yet: when it will be, as far as that is told. */
  readonly opens?: number | undefined
  readonly isPending: boolean
}

function datesOf(reward: Wire, now: number): Dated {
  const time = (name: string) => { const at = moment(reward[name]); return at === undefined ? undefined : Date.parse(at) }
  const [given, scheduled, ends, cancelled] = [time('dateGiven'), time('dateScheduledFor'), time('dateExpires'), time('dateCancelled')]
  const isPending = given === undefined || (scheduled ?? 0) > now
  return { given: given ?? time('dateCreated') ?? scheduled, cancelled, expired: ends !== undefined && ends <= now && cancelled === undefined ? ends : undefined, opens: scheduled, isPending }
}

const at = (time: number): string => new Date(time).toISOString()
const left = (reward: Wire): number => Math.max(0, credits(reward['assignedCredit']) - credits(reward['redeemedCredit'] ?? 0))

/**
 * SaaSquatch as a backend, by its API key. Runs on a server, behind `@loyaltykit/gateway`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function saasquatchServer(options: SaasquatchServerOptions): SaasquatchServerBackend {
  const { tenant, apiKey, currencies, user: userOf = (id) => ({ id, accountId: id }), url = host, clock = Date.now, fetch = globalThis.fetch } = options
  checkOptions({ ...options, url })
  const name = `saasquatch:${tenant}`
  const send = sender({
    url: `${url.replace(/\/$/, '')}/${encodeURIComponent(tenant)}`, fetch, hiddenFailure, headers: { authorization: `Basic ${base64(`:${apiKey}`)}` },
    refusal: (status) => ([400, 401, 402, 403].includes(status) ? refused(status) : undefined),
  })

  async function signedIn(context: Context): Promise<{ readonly user: SaasquatchUser; readonly ask: Ask }> {
    const user = await userOf(memberOf(context))
    if (!user) throw new LoyaltyError('unauthenticated', 'This person is not in the programme.')
    return { user, ask: (request) => send(request, context) }
  }
  /** Rewards of the person, not of others in the account. */
  async function rewardsOf(context: Context): Promise<Wire[]> {
    const { user, ask } = await signedIn(context)
    const [answer] = await Promise.all([ask({ path: `/reward?${new URLSearchParams({ accountId: user.accountId, userId: user.id })}` }), readPerson(user, ask)])
    if (!Array.isArray(fields(answer)['rewards'])) bad()
    const isOwn = (told: unknown, id: string) => told === undefined || told === null || String(told) === id
    return entries(fields(answer)['rewards']).filter(({ accountId, userId }) => isOwn(accountId, user.accountId) && isOwn(userId, user.id))
  }

  /** Of each currency; a figure that can't be read makes no smaller sum: then nothing is known. */
  function toBalances(rewards: readonly Wire[], now: number): Balance[] {
    return currencies.map(({ id: currency }): Balance => {
      const own = rewards.filter(({ type, unit }) => type === 'CREDIT' && unit === currency).map((reward) => ({ reward, ...datesOf(reward, now) })).filter(({ cancelled }) => cancelled === undefined)
      const sum = (list: readonly { readonly reward: Wire }[], amountOf: (reward: Wire) => number) => list.reduce((all, { reward }) => all + amountOf(reward), 0)
      const open = own.filter(({ expired, isPending }) => expired === undefined && !isPending)
      const waiting = own.filter(({ expired, isPending }) => expired === undefined && isPending)
      const [available, pending] = [sum(open, left), sum(waiting, left)]
      return {
        currency, available, pending, lifetime: sum(own.filter(({ isPending }) => !isPending), (reward) => credits(reward['assignedCredit'])),
        pendingBatches: batchesOf(waiting.map(({ reward, opens }) => ({ at: opens === undefined ? undefined : at(opens), amount: left(reward) })), pending).slice(0, 100),
        expiring: batchesOf(open.map(({ reward }) => ({ at: moment(reward['dateExpires']), amount: left(reward) })), available).slice(0, 100),
      }
    })
  }

  /** A reward is a line; so is what was redeemed of it, and its end. */
  function toEntries(rewards: readonly Wire[], now: number): ActivityEntry[] {
    const lines = each(rewards, (reward): { readonly of: readonly ActivityEntry[] } | undefined => {
      const credit = creditOf(reward, 'assignedCredit', { currencies })
      const { given, expired, cancelled, opens, isPending } = datesOf(reward, now)
      if (!credit || given === undefined) return
      const { id: told, name: named, rewardSource: source, dateExpires, redemptions } = reward
      const [id, { currency }] = [idOf(told), credit]
      const what = { currency, state: 'final' as const, ...maybe('text', text(named)?.slice(0, 300)) }
      const ended = (kind: 'expire' | 'reverse', time: number | undefined): ActivityEntry[] =>
        time === undefined || left(reward) === 0 ? [] : [{ ...what, id: `${id}.${kind}`, at: at(time), kind, amount: -left(reward) }]
      return {
        of: [
          {
            ...what, id, at: at(given), kind: source === 'MANUAL' ? 'adjust' : 'earn', amount: credit.amount,
            ...(isPending && cancelled === undefined ? { state: 'pending', ...maybe('availableAt', opens === undefined ? undefined : at(opens)) } : {}),
            ...(source === 'FRIEND_SIGNUP' || source === 'REFERRED' ? { reason: 'referral' } : {}), ...maybe('expiresAt', moment(dateExpires)),
          },
          ...each(redemptions, ({ id: redemption, dateRedeemed, quantityRedeemed }): ActivityEntry => ({
            ...what, id: `${id}.${idOf(redemption)}`, at: moment(dateRedeemed) ?? bad(), kind: 'spend', amount: -credits(quantityRedeemed), reason: 'redemption',
          })),
          ...ended('expire', expired), ...ended('reverse', cancelled),
        ],
      }
    })
    return lines.flatMap(({ of }) => of).reverse().sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  }

  function toCoupons(rewards: readonly Wire[], now: number): Coupon[] {
    const rank = ({ state, validUntil }: Coupon) => (state === 'available' ? 0 : 1e15) + (validUntil === undefined ? 1e14 : Date.parse(validUntil))
    return each(rewards, (reward): Coupon | undefined => {
      const { id, type, fuelTankCode: told, name: named, description, dateExpires } = reward
      const code = type === 'FUELTANK' ? text(told)?.slice(0, 300) : undefined
      const { expired, cancelled, isPending } = datesOf(reward, now)
      if (!code || isPending) return
      return {
        id: idOf(id), code, title: (text(named) ?? text(description) ?? code).slice(0, 300), state: expired === undefined && cancelled === undefined ? 'available' : 'expired',
        ...maybe('validUntil', moment(dateExpires)),
        ...maybe('text', text(description)?.slice(0, 10_000)),
      }
    }).sort((a, b) => rank(a) - rank(b)).slice(0, 200)
  }

  const groups = {
    program: { get: async () => toProgram(name, options) },
    members: {
      get: async (_input, context) => {
        const { user, ask } = await signedIn(context)
        return { ...toMember(await readPerson(user, ask)), id: memberOf(context) }
      },
    },
    balances: { list: async (_input, context) => toBalances(await rewardsOf(context), clock()) },
    activity: {
      list: async ({ currency: only, ...page }, context) => pageOf(toEntries(await rewardsOf(context), clock()).filter(({ currency }) => only === undefined || currency === only), page),
    },
    coupons: { list: async (_input, context) => toCoupons(await rewardsOf(context), clock()) },
    referrals: {
      get: async (_input, context) => {
        const { user, ask } = await signedIn(context)
        return readReferral(user, options, ask)
      },
      lookUp: async ({ code }, context) => lookUpCode(code, options, (request) => send(request, context)),
    },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { name }) } as SaasquatchServerBackend
}

function checkOptions(options: SaasquatchServerOptions & { readonly url: string }): void {
  refusePage('saasquatchServer')
  const check = checking('saasquatchServer')
  if (!isSafeUrl(options.url)) check.fail('`url` must be an https address.')
  check.credential('apiKey', options.apiKey, 'the API key of a tenant')
  checkProgramme('saasquatchServer', options)
  if (options.user !== undefined && typeof options.user !== 'function') check.fail('`user` must be a function.')
}
