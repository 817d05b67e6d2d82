/**
 * Mindbox: operations of its API v3, `POST /v3/operations/sync`. Every project names its operations itself and decides what each takes and answers, so nothing is assumed
 * to be there: `operations` names those that there are, and a group without its operation is absent.
 *
 * | its answer | our code |
 * | --- | --- |
 * | `status` `ValidationError` for a code to send | none: a stranger is told the same as a member |
 * | `status` `ValidationError` for a code to check | `wrong_code` |
 * | `status` `ValidationError` for an order, `processingStatus` `PriceHasBeenChanged` | `not_eligible`: what the cart costs has changed; ask for a quote, then choose again |
 * | any other `status` that is not `Success` (200 all the same) | `backend_failed` |
 * | `status` `TransactionAlreadyProcessed` | done: the same request has arrived before |
 * | no `customerSegmentations`, a customer `NotFound` | `unauthenticated`: not a customer there |
 * | 400, 401, 403, 409 | `backend_failed`: we have asked wrongly, or the secret key is wrong |
 * | 404 | `not_found` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 *
 * Which public source carries which shape:
 *
 * - Address, `endpointId`, `operation`, `Authorization`, that a secret is asked for by some operations and not by others: developers.mindbox.ru/docs/v3 and mindbox-cloud/php-sdk
 *   (`src/Clients/MindboxClientV3.php`, whose statuses of HTTP stand in `AbstractMindboxClient.php`). `SecretKey <key>`, or `Mindbox secretKey="<key>"` where `scheme` says so.
 * - `transactionId`, a key of a request as a GUID, and `TransactionAlreadyProcessed`: developers.mindbox.ru (imports, `bulk-import-gift-card-pool-v3` for one); that orders take it: the
 *   vendor's module for Bitrix, which asks again with the same one (mindbox-cloud/bitrix-loyalty, `lib/Services/OrderService.php`).
 * - The calculation of an order: developers.mindbox.cloud/docs/processing-calculate; its answer: the fields that mindbox-cloud/bitrix-loyalty reads (`lib/Services/CalculateService.php`), with
 *   the states of a coupon there and in mindbox-cloud/bitrix.
 * - Begin, commit and roll back: developers.mindbox.cloud/docs/processing-begin-order-transaction and processing-rollback-order-transaction; commit: mindbox-cloud/bitrix
 *   (`OrderEvent`). **help.mindbox.ru tells that mindbox.ru has dropped them on 2 September 2024**: since March 2024 a begin makes the order at once. There `order` is `{ create }`.
 * - Making an order in one call: mindbox-cloud/bitrix-loyalty (`OrderService::saveAuthorizedOrder`).
 * - Codes: developers.mindbox.ru/docs/send-confirmation-code and the page on authentication by a secret code (`authentificationCode`); phones without `+`.
 * - Who a phone or an address belongs to: developers.mindbox.ru/docs/get-customer-data-xml. - Balance: developers.mindbox.ru/docs/get-customer-bonus-balance and mindbox-cloud/bitrix-loyalty
 *   (`lib/Services/CustomerService.php`); that `blocked` is what was earned and is not available yet: developers.mindbox.ru/docs/calculate-loyalty-points-balance.
 * - History: developers.mindbox.ru/docs/get-customer-bonus-balance-history; a line's comment and order: mindbox-cloud/bitrix-loyalty (`lib/Services/BonusService.php`).
 * - Level: developers.mindbox.ru/docs/get-customer-segments.
 *
 * What no source carries, and so is not here: since when somebody is a member (so no `members`; joining is done elsewhere), when points expire but the nearest part, how far the next level is,
 * offers, rewards, friends, gift cards of a member, a list of orders that were begun. A line of the history has no id: it is named by its action and its place in it.
 * Operations that Mindbox has opened to a page are not served by this adapter: they take no secret, but they know a visitor by the tracker's `deviceUUID`, and who asks for
 * somebody else's phone is not refused. This one takes the secret, and runs on a server.
 */
import { isLoyaltyError, LoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Cart, type Context, type Currency, type MetricAmount, type Program, type Quote } from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { cutToMinor } from './shared/amounts.ts'
import { batchesOf } from './shared/batches.ts'
import { quoteEach, sumOf } from './shared/carts.ts'
import { codeLogin } from './shared/code-login.ts'
import { isRefusal } from './shared/doubt.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { heldIn, holdsIn, type Hold } from './shared/holds.ts'
import { instantOf } from './shared/instants.ts'
import { ledgerPage } from './shared/ledger.ts'
import { digest } from '@loyaltykit/core/keys'
import { checking, digitsOf } from './shared/options.ts'
import { listOf, maybe, toMinor, wire, WireNumber } from './shared/wire.ts'
import { spendLimit, stepOf, type Worth } from './shared/worth.ts'

/** A code by phone or by e-mail: the operation that sends one, and the one that checks it. */
export interface MindboxCodes {
  readonly send: string
  readonly check: string
}

/** What the project calls its operations, `Website.CalculateAuthorizedCart` for one; all of them synchronous. Name those that there are. */
export interface MindboxOperations {
  /** Gives a customer's balances. Makes `balances`. */
  readonly balance?: string
  /** Gives the history of a customer's balance, page by page. Makes `activity`. */
  readonly history?: string
  /** Gives a customer's segments. Makes `tiers`, with `levels`. */
  readonly segments?: string
  /** Calculates the order of a customer. Makes `quotes`. */
  readonly calculate?: string
  /** Calculates the order of nobody in particular. A guest's quote has prices alone where absent. */
  readonly calculateGuest?: string
  /**
   * How points pay. Makes `redemptions`, with `balance`, `calculate` and `points.worth`. `{ begin, commit, rollback }`: a hold begins an order at Mindbox, which sets the points aside; confirming
   * commits it and cancelling rolls it back. `{ create }`: a hold is a promise of this adapter, and confirming makes the order in one call; that is what mindbox.ru has since September 2024. It needs `history`.
   */
  readonly order?: { readonly begin: string; readonly commit: string; readonly rollback: string } | { readonly create: string }
  /** Finds a customer by phone or e-mail. Needed by the codes. */
  readonly customer?: string
  /** Codes by SMS. They make `session`. */
  readonly phoneCode?: MindboxCodes
  /** Codes by e-mail. They make `session`. */
  readonly emailCode?: MindboxCodes
}

/** What `mindbox` takes. */
export interface MindboxOptions<Operations extends MindboxOperations = MindboxOperations> {
  /** Where its API begins: `https://api.mindbox.ru`, `https://api.mindbox.cloud`, or `https://api.s.mindbox.ru`. */
  readonly url: string
  /** The integration point: `endpointId`. */
  readonly endpointId: string
  /** Its secret key. It must not reach a page. */
  readonly secretKey: string
  /** How the key is said: `SecretKey <key>`, or `Mindbox secretKey="<key>"` as older projects have it. `SecretKey` where absent. */
  readonly scheme?: 'SecretKey' | 'Mindbox'
  /** What each operation is called. */
  readonly operations: Operations
  /** What the programme is called, which no operation tells. */
  readonly name: string
  /** The shop's money, ISO 4217. */
  readonly money: string
  /** Where writes, holds and log-ins are remembered: `memoryKeys()` of `@loyaltykit/adapters/keys` for one process, a shared store for more. */
  readonly keys: KeyStore
  /** Which of a customer's `ids` a member's id is: `mindboxId`, or the project's name for that of its shop. `mindboxId` where absent. */
  readonly customerId?: string
  /** Which of a product's `ids` the `sku` of a cart is. */
  readonly productId: string
  /** Which of an order's `ids` the shop's number is. Needed with `operations.order`. */
  readonly orderId?: string
  /** The status that lines of a new order have at Mindbox, its `externalId`, where the operation asks for one. */
  readonly lineStatus?: string
  /** The currency: whose balance it is (its `systemName`; the only one where absent), what it is called here, its decimal digits, and what it is worth when it pays. */
  readonly points?: { readonly balance?: string; readonly id?: string; readonly name?: string; readonly unit?: Currency['unit']; readonly scale?: number; readonly worth?: Worth }
  /**
   * Levels: a segmentation of Mindbox, and its segments by `externalId`, the lowest first, each but the first with what reaches it, which no operation tells. Who is in none of
   * them has no level.
   */
  readonly levels?: { readonly segmentation: string; readonly segments: readonly { readonly id: string; readonly name: string; readonly reachedBy?: MetricAmount }[] }
  /** Digits of a code (4 where absent), and for how long it is taken and a log-in lasts, in milliseconds: 10 minutes and 30 days where absent. */
  readonly login?: { readonly length?: number; readonly codeFor?: number; readonly sessionFor?: number }
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number
  /** BCP 47: the language of the texts in Mindbox. `ru` where absent. */
  readonly locale?: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

type Has<Operations, Name extends keyof MindboxOperations> = Operations extends { readonly [K in Name]: string | object } ? true : false
type GroupsOf<Operations> =
  | (Has<Operations, 'balance'> extends true ? 'balances' : never)
  | (Has<Operations, 'history'> extends true ? 'activity' : never)
  | (Has<Operations, 'segments'> extends true ? 'tiers' : never)
  | (Has<Operations, 'calculate'> extends true ? 'quotes' : never)
  | (Has<Operations, 'order'> extends true ? 'redemptions' : never)
  | (true extends Has<Operations, 'phoneCode'> | Has<Operations, 'emailCode'> ? 'session' : never)

/** The groups whose operations were named. */
export type MindboxBackend<Operations extends MindboxOperations = MindboxOperations> = BackendWith<GroupsOf<Operations>, 'session.exchange' | 'session.refresh'>

// What it answers, in its own words. A field that is not needed to go on may be missing, `null` or new; numbers may be texts.

const text = z.string()
const Ids = maybe(z.record(z.string(), z.union([text, z.number()])))
const OfBalance = maybe(z.object({ ids: maybe(z.object({ systemName: maybe(text) })) }))
/** Documented with `Value` at the end of its names; the vendor's own modules read them without. `totalValue` is all that was ever earned. */
const WireBalance = z.object({
  available: z.optional(WireNumber), blocked: maybe(WireNumber), availableValue: z.optional(WireNumber), blockedValue: maybe(WireNumber), totalValue: maybe(WireNumber), systemName: maybe(text), balanceType: OfBalance,
  nearestExpiration: maybe(z.object({ total: WireNumber, date: text })),
})
const Spending = z.object({ availableAmountForCurrentOrder: maybe(WireNumber), spentAmountForCurrentOrder: maybe(WireNumber), balance: maybe(z.object({ available: WireNumber })) })
type Spending = z.infer<typeof Spending>
const Coupon = z.object({ status: maybe(text), ids: maybe(z.object({ code: maybe(text) })) })
const Applied = maybe(listOf(z.object({ type: text, amount: maybe(WireNumber), promotion: maybe(z.object({ name: maybe(text) })), coupon: maybe(Coupon) })))
const Changes = maybe(z.array(z.object({ balanceType: OfBalance, earnedAmount: maybe(WireNumber), spentAmount: maybe(WireNumber) })))
const Calculated = z.object({
  order: z.object({
    totalPrice: WireNumber, appliedPromotions: Applied, lines: maybe(listOf(z.object({ appliedPromotions: Applied }))),
    totalBonusPointsInfo: maybe(Spending), bonusPointsInfo: maybe(listOf(Spending)), bonusPointsChanges: Changes, couponsInfo: maybe(listOf(z.object({ coupon: Coupon }))),
  }),
})
type Calculated = z.infer<typeof Calculated>['order']
const Ordered = z.object({ status: text, order: maybe(z.object({ processingStatus: maybe(text), ids: Ids, bonusPointsChanges: Changes })) })
const Change = z.object({
  changeAmount: WireNumber, isAvailable: maybe(z.union([z.boolean(), text])), expirationDateTimeUtc: maybe(text), availableFromDateTimeUtc: maybe(text), comment: maybe(text),
  balanceChangeKind: maybe(z.object({ systemName: maybe(text) })), balanceType: OfBalance,
})
const Action = z.object({
  ids: Ids, dateTimeUtc: text, actionTemplate: maybe(z.object({ name: maybe(text) })), customerBalanceChanges: maybe(listOf(Change)), order: maybe(z.object({ ids: Ids })),
})
const External = z.object({ ids: maybe(z.object({ externalId: maybe(text) })) })
const Segmented = z.object({
  customerSegmentations: maybe(listOf(z.object({ segmentation: External, segment: maybe(External) }))),
})
const Found = z.object({ customer: maybe(z.object({ processingStatus: maybe(text), ids: Ids })) })
const Status = z.object({ status: text })

/** States of a coupon, and why it does nothing. */
const coupons: Readonly<Record<string, 'unknown' | 'expired' | 'used' | 'not_eligible'>> = { NotFound: 'unknown', AlreadyNotActive: 'expired', Used: 'used', CanNotBeUsedForCurrentOrder: 'not_eligible' }

const unfit = (cause?: unknown) => new LoyaltyError('not_eligible', 'What this cart costs or may be paid with has changed. Look at it again, then choose how many points to use.', { cause })
const nobody = () => new LoyaltyError('unauthenticated', 'This customer is not known there. Join first.')
const failed = (status: string) => new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { retryable: status === 'InternalServerError', cause: new Error(`Status ${status}.`) })
/** The operation's own `ValidationError`. */
const isInvalid = (error: unknown): boolean => isLoyaltyError(error) && error.cause instanceof Error && error.cause.message === 'Status ValidationError.'

/** What was set aside: the cart in its words, and where it was begun, Mindbox's id of the order and what it earns. */
interface Place {
  readonly order: object
  readonly most: number
  readonly transaction?: string
  readonly mindboxId?: string
  readonly earned?: number
}

/** An order that was begun, when, and perhaps not heard of since. */
interface Loose {
  readonly transaction: string
  readonly since: number
}

/** So long may an answer be late, or the history be behind, in milliseconds; so long are orders remembered that nobody has heard of. */
const [patience, week] = [15 * 60_000, 7 * 86_400_000]

/**
 * A project of Mindbox as a backend. Runs on a server, behind `@loyaltykit/gateway`: with its codes `authenticate: sessionAuthentication()` there lets members in.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function mindbox<const Operations extends MindboxOperations>(options: MindboxOptions<Operations>): MindboxBackend<Operations> {
  const {
    url, endpointId, secretKey, scheme = 'SecretKey', name: title, money, keys, customerId = 'mindboxId', productId, orderId: orderKey = '', lineStatus, points = {}, levels, login = {}, holdFor, locale = 'ru',
    clock = Date.now, fetch = globalThis.fetch,
  } = options
  const { balance, history, segments, calculate, calculateGuest, order, customer, phoneCode, emailCode }: MindboxOperations = options.operations
  checkOptions(options)
  const { id: currency = 'points', scale = 0, worth, unit = 'bonus', name: called } = points
  const digits = digitsOf(money)
  const name = `mindbox:${new URL(url).host}:${endpointId}`
  const post = wire({
    url: url.replace(/\/$/, ''), fetch, headers: { authorization: scheme === 'SecretKey' ? `SecretKey ${secretKey}` : `Mindbox secretKey="${secretKey}"` },
    refusal: (status) => (status >= 400 && status < 500 && ![404, 408, 429].includes(status) ? failed(`${status}`) : undefined),
  })

  /** Calls an operation. With `transactionId` the same request is acted on once. @throws `LoyaltyError` where its `status` is another than those. */
  async function call<Schema extends z.ZodMiniType>(
    schema: Schema, operation: string, body: object, context: Pick<Context, 'signal'>, { transactionId, statuses = ['Success'] }: { transactionId?: string; statuses?: readonly string[] } = {},
  ): Promise<z.infer<Schema>> {
    const query = new URLSearchParams({ endpointId, operation, ...(transactionId === undefined ? {} : { transactionId }) })
    const answer = await post(z.looseObject({ status: text }), { method: 'POST', path: `/v3/operations/sync?${query}`, body }, context)
    if (!statuses.includes(answer.status)) throw failed(answer.status)
    const read = z.safeParse(schema, answer)
    if (!read.success) throw new LoyaltyError('bad_response', 'The loyalty service answered something unexpected. Try again later.', { cause: read.error })
    return read.data
  }
  /** The same for a customer. Who is none there has a `ValidationError`, as everything has that is wrong with a request: `customer` tells them apart, where there is one. */
  async function ask<Schema extends z.ZodMiniType>(schema: Schema, operation: string, body: object, context: Context): Promise<z.infer<Schema>> {
    try {
      return await call(schema, operation, body, context)
    } catch (error) {
      if (!isInvalid(error) || customer === undefined || context.identity.kind !== 'member') throw error
      const { customer: found } = await call(Found, customer, { customer: customerOf(memberOf(context)) }, context)
      throw found?.processingStatus === 'NotFound' ? nobody() : error
    }
  }
  const customerOf = (memberId: string) => ({ ids: { [customerId]: memberId } })
  const isOurs = (of: z.infer<typeof OfBalance>, systemName?: string) => points.balance === undefined || [of?.ids?.systemName, systemName].every((said) => said === undefined || said === points.balance)
  const pointsOf = (amount: number | string) => cutToMinor(amount, scale)
  const decimal = (minor: number, scale: number) => Number((minor / 10 ** scale).toFixed(scale))

  // Carts

  const orderOf = ({ items, codes = [] }: Cart) => ({
    lines: items.map(({ sku, quantity, price }, index) => ({
      lineId: String(index + 1), lineNumber: index + 1, quantity, basePricePerItem: decimal(price, digits), product: { ids: { [productId]: sku } },
      ...(lineStatus === undefined ? {} : { status: { ids: { externalId: lineStatus } } }),
    })),
    ...(codes.length ? { coupons: codes.map((code) => ({ ids: { code } })) } : {}),
  })
  /** With so many points to pay with, in minor units. */
  async function calculated(cart: Cart, memberId: string | undefined, context: Context, amount = 0): Promise<Calculated | undefined> {
    const operation = memberId === undefined ? calculateGuest : calculate
    if (operation === undefined || cart.items.length === 0) return undefined
    const body = { ...(memberId === undefined ? {} : { customer: customerOf(memberId) }), order: { ...orderOf(cart), ...(amount ? { bonusPoints: [{ amount: decimal(amount, scale) }] } : {}) } }
    return (await ask(Calculated, operation, body, context)).order
  }
  const spendingOf = ({ totalBonusPointsInfo: total, bonusPointsInfo: parts }: Calculated): Spending | undefined => total ?? (parts?.length === 1 ? parts[0] : undefined)
  const earnedBy = (changes: z.infer<typeof Changes>) => (changes ?? []).filter(({ balanceType: of }) => isOurs(of)).reduce((sum, { earnedAmount: earned }) => sum + (earned === undefined ? 0 : pointsOf(earned)), 0)

  function discountsOf(answer: Calculated, off: number): Quote['discounts'] {
    const parts = new Map<string, { title: string; amount: number; code?: string }>()
    for (const { type, amount = 0, promotion, coupon } of [...(answer.appliedPromotions ?? []), ...(answer.lines ?? []).flatMap((line) => line.appliedPromotions ?? [])]) {
      if (type !== 'discount' && type !== 'deliveryDiscount') continue
      const code = coupon?.ids?.code
      const title = (promotion?.name || code || 'Discount').slice(0, 300)
      const known = parts.get(`${title}\n${code ?? ''}`)?.amount ?? 0
      parts.set(`${title}\n${code ?? ''}`, { title, amount: known + toMinor(amount, digits), ...(code === undefined ? {} : { code }) })
    }
    const found = [...parts.values()].filter(({ amount }) => amount > 0)
    // told in part, or twice (for the order and for its lines): then only the sum is sure
    const fits = found.length <= 50 && found.reduce((sum, { amount }) => sum + amount, 0) === off
    if (fits) return found.map(({ amount, ...rest }) => ({ ...rest, money: { amount, currency: money } }))
    return off > 0 ? [{ title: found.length === 1 ? (found[0]?.title ?? 'Discount') : 'Discount', money: { amount: off, currency: money } }] : []
  }

  async function quoteOf(cart: Cart, total: number, open: readonly Hold<Place>[], context: Context): Promise<Quote> {
    const memberId = context.identity.kind === 'member' ? context.identity.memberId : undefined
    const hold = open.find(({ redemption }) => redemption.cartId === cart.id)
    const answer = await calculated(cart, memberId, context)
    const off = answer === undefined ? 0 : Math.max(0, total - toMinor(answer.totalPrice, digits))
    const due = total - off - (hold?.redemption.money.amount ?? 0)
    const rejectedCodes = (answer?.couponsInfo ?? []).flatMap(({ coupon: { status = '', ids } }, index) => {
      const [code, because] = [ids?.code ?? cart.codes?.[index], coupons[status]]
      return code && because ? [{ code, because }] : []
    })
    // points are earned for what is paid with money: Mindbox says for how much
    const paid = hold && hold.place.earned === undefined ? await calculated(cart, memberId, context, hold.redemption.amount) : answer
    const earned = hold?.place.earned ?? earnedBy(paid?.bonusPointsChanges)
    return {
      earn: earned > 0 ? [{ currency, amount: earned }] : [], total: { amount: total, currency: money }, due: { amount: Math.max(0, due), currency: money },
      discounts: answer ? discountsOf(answer, off) : [], ...(rejectedCodes.length ? { rejectedCodes } : {}), ...(hold ? { held: hold.redemption } : {}),
      ...(memberId === undefined || worth === undefined || !order ? {} : { spend: [limitOf(answer && spendingOf(answer), total - off, open, hold)] }),
    }
  }
  function limitOf(spending: Spending | undefined, net: number, open: readonly Hold<Place>[], hold: Hold<Place> | undefined) {
    const rate = worth as Worth
    const [most, has] = [spending?.availableAmountForCurrentOrder ?? 0, spending?.balance?.available ?? 0].map((amount) => Math.max(0, pointsOf(amount))) as [number, number]
    // where a hold is a promise Mindbox knows nothing of those for other carts; where it was begun there, what this one holds is not told as available
    const others = isBegun ? 0 : heldIn(open, (one) => one !== hold)
    const free = hold && isBegun ? Math.min(hold.place.most, Math.max(most, 0) + hold.redemption.amount) : Math.min(most, Math.max(0, has - others))
    const limit = spendLimit(rate, { currency, money, available: free, net, isHeld: hold !== undefined })
    return limit.because === 'balance_too_low' && has - others >= stepOf(rate) ? { ...limit, because: 'not_eligible' as const } : limit
  }

  // Balances

  async function balancesOf(context: Context): Promise<Balance[]> {
    const { balances } = await ask(z.object({ balances: z.nullable(z.array(WireBalance)) }), balance as string, { customer: customerOf(memberOf(context)) }, context)
    const ours = (balances ?? []).filter(({ balanceType: of, systemName }) => isOurs(of, systemName))
    if (ours.length > 1) throw new LoyaltyError('bad_response', 'The loyalty service has several balances. Say which one it is in `points.balance`.')
    const [found] = ours
    const held = heldIn(await holds.open(context))
    const [told, blocked] = [found?.available ?? found?.availableValue, found?.blocked ?? found?.blockedValue]
    if (found && told === undefined) throw new LoyaltyError('bad_response', 'The loyalty service answered with a balance that is none.')
    const has = told === undefined ? 0 : pointsOf(told)
    const available = isBegun ? has : has - held
    const { date, total } = found?.nearestExpiration ?? {}
    const expiring = batchesOf(date === undefined || total === undefined ? [] : [{ at: date, amount: pointsOf(total) }], Math.max(0, available))
    const pending = blocked === undefined ? undefined : Math.max(0, pointsOf(blocked))
    const lifetime = found?.totalValue === undefined ? undefined : Math.max(0, pointsOf(found.totalValue))
    return [{
      currency, available, ...(pending === undefined ? {} : { pending }), ...(order ? { held } : {}),
      ...(expiring.length ? { expiring } : {}), ...(lifetime === undefined ? {} : { lifetime }),
    }]
  }

  // Orders

  const isBegun = order !== undefined && 'begin' in order
  /** What became of an order that was sent. */
  function made({ status, order: answer }: z.infer<typeof Ordered>): void {
    if (status === 'ValidationError' || answer?.processingStatus === 'PriceHasBeenChanged') throw unfit(new Error(status === 'ValidationError' ? 'Status ValidationError.' : 'PriceHasBeenChanged.'))
  }
  const ordering = ['Success', 'TransactionAlreadyProcessed', 'ValidationError'] as const
  const transactionOf = (transaction: string) => ({ transaction: { ids: { externalId: transaction } } })
  /** Where an order was paid with points, its history says so. */
  const isBooked = async (orderId: string, context: Context) => (await linesOf(context, undefined)).some(({ reference, amount }) => reference === orderId && amount < 0)

  /** Commits the order that was begun, or makes it. `since`: it was asked for before, then, and nobody knows what came of it. */
  async function finish({ redemption, place, orderId = '' }: Hold<Place>, context: Context, since?: number): Promise<string> {
    if (order && 'begin' in order) {
      const ids = { [orderKey]: orderId, ...(place.mindboxId === undefined ? {} : { mindboxId: place.mindboxId }) }
      made(await call(Ordered, order.commit, { order: { ids, ...transactionOf(place.transaction ?? '') } }, context, { statuses: ordering }))
      return orderId
    }
    const body = { customer: customerOf(memberOf(context)), order: { ids: { [orderKey]: orderId }, ...place.order } }
    const answer = await call(Ordered, (order as { create: string }).create, body, context, { transactionId: redemption.id, statuses: ordering })
    made(answer)
    // it has arrived before; only the history tells whether it was taken or refused, and it may be late
    if (answer.status === 'TransactionAlreadyProcessed' && !(await isBooked(orderId, context))) {
      throw since !== undefined && Date.now() - since < patience ? new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.') : unfit()
    }
    return orderId
  }

  const begunId = async (memberId: string) => `begun ${await digest(`${name}\n${memberId}`)}`
  /** Orders that were begun without an answer, until somebody asks again with the key; whom nobody asks for is rolled back. */
  async function loose(memberId: string, change: (orders: Loose[]) => Loose[]): Promise<void> {
    const id = await begunId(memberId)
    const known = await keys.get(id)
    const changed = change(known === undefined ? [] : (JSON.parse(known) as Loose[]))
    if (JSON.stringify(changed) === (known ?? '[]') || (await keys.swap(id, known, changed.length ? JSON.stringify(changed) : undefined, week))) return
    throw new LoyaltyError('backend_failed', 'Somebody else has changed what is held meanwhile. Try again.')
  }
  async function dropLoose(context: Context): Promise<void> {
    if (!isBegun || context.identity.kind !== 'member') return
    const { memberId } = context.identity
    const old = (JSON.parse((await keys.get(await begunId(memberId))) ?? '[]') as Loose[]).filter(({ since }) => clock() - since > patience)
    for (const { transaction } of old) {
      await rollback(transaction, context)
      await loose(memberId, (orders) => orders.filter((one) => one.transaction !== transaction))
    }
  }
  /** Before points are looked at: what was set aside for nobody any more is given back. */
  async function letGo(context: Context): Promise<void> {
    await dropLoose(context)
    await holds.letGo(context)
  }
  const rollback = (transaction: string, context: Context) => call(Status, (order as { rollback: string }).rollback, { order: transactionOf(transaction) }, context)

  /** Begins an order, which sets its points aside; with the same key again it is the same one. */
  async function begin(operation: string, wanted: object, context: Act): Promise<Pick<Place, 'transaction' | 'mindboxId' | 'earned'>> {
    const memberId = memberOf(context)
    const transaction = guid(await digest(`${name}\nbegin\n${memberId}\n${context.idempotencyKey}`))
    const answer = await call(Ordered, operation, { customer: customerOf(memberId), order: { ...wanted, ...transactionOf(transaction) } }, context, { transactionId: transaction, statuses: ordering })
    await loose(memberId, (orders) => orders.filter((one) => one.transaction !== transaction))
    made(answer)
    const { ids, bonusPointsChanges: changes } = answer.order ?? {}
    return { transaction, ...(ids?.['mindboxId'] === undefined ? {} : { mindboxId: String(ids['mindboxId']) }), ...(changes ? { earned: earnedBy(changes) } : {}) }
  }

  interface Promised { readonly money: { readonly amount: number; readonly currency: string }; readonly place: Place }
  /** What so many points would do for this cart, as Mindbox calculates it now. */
  async function promised({ cart, amount }: { cart: Cart; amount: number }, open: readonly Hold<Place>[], context: Act): Promise<Promised> {
    const total = sumOf(cart, { money, path: 'cart' })
    const memberId = memberOf(context)
    const [plain, paid] = await Promise.all([calculated(cart, memberId, context), calculated(cart, memberId, context, amount)])
    const [could, spending] = [plain && spendingOf(plain), paid && spendingOf(paid)]
    if (!plain || !paid || !could || !spending) throw unfit()
    if (amount > pointsOf(could.balance?.available ?? 0) - (isBegun ? 0 : heldIn(open))) throw new LoyaltyError('insufficient_points', 'There are not enough points for this.')
    const off = toMinor(plain.totalPrice, digits) - toMinor(paid.totalPrice, digits)
    const most = Math.max(0, pointsOf(could.availableAmountForCurrentOrder ?? 0))
    const spent = spending.spentAmountForCurrentOrder
    if (amount > most || off <= 0 || off > total || (spent !== undefined && pointsOf(spent) !== amount)) throw unfit()
    const earned = earnedBy(paid.bonusPointsChanges)
    return { money: { amount: off, currency: money }, place: { order: { ...orderOf(cart), bonusPoints: [{ amount: decimal(amount, scale) }], totalPrice: Number(paid.totalPrice) }, most, earned } }
  }

  const holds = holdsIn<Place, Record<string, never>>({
    keys, name, holdFor, clock, balances: balancesOf, member: dropLoose,
    // a payment that may have arrived is asked for again, by a key of its own or by the order that was begun: that is no second one
    doubt: 0,
    async promise(wish, open, context) {
      if (wish.currency !== currency) throw invalid({ path: 'currency', message: 'is not one of this programme' })
      const known = context.noted as Promised | undefined
      const found = known ?? await promised(wish, open, context)
      if (!order || !('begin' in order)) return found
      const memberId = memberOf(context)
      if (!known) {
        await context.note(found)
        const transaction = guid(await digest(`${name}\nbegin\n${memberId}\n${context.idempotencyKey}`))
        await loose(memberId, (orders) => [...orders.filter((one) => one.transaction !== transaction), { transaction, since: clock() }].slice(-50))
      }
      return { ...found, place: { ...found.place, ...(await begin(order.begin, found.place.order, context)) } }
    },
    ...(isBegun ? { release: async ({ place: { transaction = '' } }: Hold<Place>, context: Context) => void (await rollback(transaction, context)) } : {}),
    pay: {
      mark: async () => ({}),
      // only what Mindbox says of the order tells that there is none: an attempt that did not get through says nothing of an earlier one
      find: (hold, _mark, context) => finish(hold, context, hold.paying?.since ?? 0).catch((error: unknown) => {
        if (!isRefusal(error) || !isLoyaltyError(error) || error.code === 'rate_limited') throw error
        if (error.code === 'not_eligible') return undefined
        throw new LoyaltyError('backend_failed', 'It can\'t be checked now whether this was done. Try again with the same key.', { cause: error })
      }),
      send: (hold, _mark, context) => finish(hold, context),
    },
  })

  // The history

  function entriesOf({ ids, dateTimeUtc, actionTemplate, customerBalanceChanges: changes = [], order: ordered }: z.infer<typeof Action>): ActivityEntry[] {
    const at = instantOf(dateTimeUtc)
    const action = ids?.['mindboxId'] ?? ids?.['externalId']
    if (at === undefined || action === undefined) return []
    const reference = orderKey === '' ? undefined : ordered?.ids?.[orderKey] ?? ordered?.ids?.[`${orderKey.slice(0, 1).toLowerCase()}${orderKey.slice(1)}Id`]
    return changes.flatMap((change, index): ActivityEntry[] => {
      const { changeAmount, isAvailable = true, expirationDateTimeUtc: ends, availableFromDateTimeUtc: from, comment, balanceChangeKind: kind, balanceType: of } = change
      const amount = pointsOf(changeAmount)
      const [availableAt, expiresAt] = [instantOf(from), instantOf(ends)]
      const isPending = String(isAvailable) === 'false' && amount > 0 && availableAt !== undefined && Date.parse(availableAt) > clock()
      // what is neither available nor will be is no line: it was taken back, or is over
      if (!isOurs(of) || (String(isAvailable) === 'false' && !isPending)) return []
      const said = (comment || actionTemplate?.name)?.slice(0, 300)
      return [{
        id: `${action}-${index}`, at, currency, amount, ...kindOf(kind?.systemName, amount), state: isPending ? 'pending' : 'final', ...(said ? { text: said } : {}),
        ...(reference === undefined ? {} : { reference: String(reference).slice(0, 200) }), ...(isPending ? { availableAt } : {}), ...(expiresAt && amount > 0 ? { expiresAt } : {}),
      }]
    })
  }
  /** Its order is not documented: all of them are read, as far back as 20,000 actions. */
  async function linesOf(context: Context, before: string | undefined): Promise<ActivityEntry[]> {
    const found: ActivityEntry[] = []
    for (let pageNumber = 1; pageNumber <= 20; pageNumber += 1) {
      const page = { pageNumber, itemsPerPage: 1_000, ...(before === undefined ? {} : { tillDateTimeUtc: before.replace('T', ' ').replace('Z', '') }) }
      const { customerActions: actions } = await ask(z.object({ customerActions: z.nullish(listOf(Action)) }), history as string, { customer: customerOf(memberOf(context)), page }, context)
      found.push(...(actions ?? []).flatMap(entriesOf))
      if ((actions ?? []).length < 1_000) break
    }
    return found
  }

  // Log-in

  const addressOf = ({ kind, value }: { kind: 'phone' | 'email'; value: string }) => (kind === 'phone' ? { mobilePhone: value.slice(1) } : { email: value })
  const codesOf = (kind: 'phone' | 'email') => (kind === 'phone' ? phoneCode : emailCode) as MindboxCodes
  const { length = 4, codeFor = 10 * 60_000, sessionFor = 30 * 86_400_000 } = login
  const codes = codeLogin({
    keys, name, secret: secretKey, kinds: [...(phoneCode ? ['phone' as const] : []), ...(emailCode ? ['email' as const] : [])], length, codeFor, sessionFor, clock,
    send: async (to, context) => { await call(Status, codesOf(to.kind).send, { customer: addressOf(to) }, context, { statuses: ['Success', 'ValidationError'] }) },
    async check(to, code, context) {
      const { status } = await call(Status, codesOf(to.kind).check, { customer: addressOf(to), authentificationCode: code }, context, { statuses: ['Success', 'ValidationError'] })
      return status === 'Success'
    },
    async memberOf(to, context) {
      const { customer: found } = await call(Found, customer as string, { customer: addressOf(to) }, context)
      const id = found?.processingStatus === 'NotFound' ? undefined : found?.ids?.[customerId]
      return id === undefined ? undefined : String(id)
    },
  })

  const all = {
    program: {
      get: async (): Promise<Program> => ({
        id: endpointId.slice(0, 200), name: title, locales: [locale],
        currencies: [{ id: currency, unit, scale, ...(called ? { name: called } : {}), ...(worth && order ? { rate: { amount: worth.amount, money: { amount: worth.money, currency: money } } } : {}) }],
        tiers: segments === undefined ? [] : (levels?.segments ?? []).map(({ id, name: level, reachedBy }, rank) => ({ id, name: level, rank, reachedBy: rank > 0 && reachedBy ? [reachedBy] : [], benefits: [] })),
        ...(phoneCode || emailCode ? { login: { codes: true, providers: [] } } : {}),
      }),
    },
    balances: {
      async list(_input: unknown, context: Context) {
        await letGo(context)
        return balancesOf(context)
      },
    },
    activity: {
      async list({ cursor, limit, currency: only }, context) {
        if (only !== undefined && only !== currency) return { items: [] }
        return ledgerPage({ cursor, limit }, { idOf: ({ id }: ActivityEntry) => id, atOf: ({ at }) => at, read: async (_enough, before) => linesOf(context, before) })
      },
    } satisfies Unguarded['activity'],
    tiers: {
      async progress(_input: unknown, context: Context) {
        const { customerSegmentations: found } = await call(Segmented, segments as string, { customer: customerOf(memberOf(context)), segmentations: [{ ids: { externalId: levels?.segmentation ?? '' } }] }, context)
        if (!found) throw nobody()
        const current = found.find(({ segmentation }) => segmentation.ids?.externalId === levels?.segmentation)?.segment?.ids?.externalId
        const rank = levels?.segments.findIndex(({ id }) => id === current) ?? -1
        const next = levels?.segments[rank + 1]
        return { ...(rank >= 0 && current !== undefined ? { current } : {}), ...(next ? { next: { tier: next.id, metrics: [] } } : {}) }
      },
    },
    quotes: {
      async quote({ carts }, context) {
        const totals = carts.map((cart, index) => sumOf(cart, { money, path: `carts.${index}` }))
        await letGo(context)
        const open = await holds.open(context)
        return { quotes: await quoteEach(carts, (cart, index) => quoteOf(cart, totals[index] ?? 0, open, context)) }
      },
    } satisfies Unguarded['quotes'],
    redemptions: { ...holds.redemptions, list: async (input: Record<string, never>, context: Act) => { await letGo(context); return holds.redemptions.list(input, context) } },
    session: codes.session,
  }
  const named: Readonly<Record<Exclude<keyof typeof all, 'program'>, unknown>> = { balances: balance, activity: history, tiers: segments, quotes: calculate, redemptions: order, session: phoneCode ?? emailCode }
  const groups = Object.fromEntries(Object.entries(all).filter(([group]) => group === 'program' || named[group as keyof typeof named] !== undefined)) as Partial<Unguarded>
  const served = guarded(groups, { keys, name })
  return { name, credential: 'secret', ...(groups.session ? codes.signedIn(served) : served) } as unknown as MindboxBackend<Operations>
}

/** What its kind of change is here. */
function kindOf(kind: string | undefined, amount: number): Pick<ActivityEntry, 'kind' | 'reason'> {
  if (kind === 'RetailOrderBonus') return amount >= 0 ? { kind: 'earn', reason: 'purchase' } : { kind: 'reverse', reason: 'refund' }
  if (kind === 'RetailOrderPayment') return amount <= 0 ? { kind: 'spend', reason: 'redemption' } : { kind: 'reverse', reason: 'refund' }
  return kind === 'Expired' ? { kind: 'expire' } : { kind: 'adjust' }
}

/** Digits of a digest as a GUID of version 4. */
const guid = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`

function checkOptions({ url, endpointId, secretKey, scheme, operations, name, money, keys, productId, orderId, points = {}, levels, login = {}, holdFor, locale }: MindboxOptions): void {
  refusePage('mindbox')
  const check = checking('mindbox')
  check.address('url', url)
  check.credential('endpointId', endpointId, 'the id of an integration point')
  check.credential('secretKey', secretKey, 'the secret key of the integration point')
  if (scheme !== undefined && scheme !== 'SecretKey' && scheme !== 'Mindbox') check.fail('`scheme` must be "SecretKey" or "Mindbox".')
  if (typeof name !== 'string' || name.trim() === '' || name.length > 300) check.fail('`name` must be what the programme is called.')
  check.money('money', money)
  check.keys(keys)
  check.locale(locale)
  for (const [option, value] of Object.entries({ holdFor, 'login.codeFor': login.codeFor, 'login.sessionFor': login.sessionFor })) check.milliseconds(option, value)
  const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
  if (!isText(productId)) check.fail('`productId` must be what the project calls the id of a product.')
  const { order, calculate, balance, segments, customer, phoneCode, emailCode, ...rest } = operations
  const parts = Object.entries({ order, phoneCode, emailCode }).flatMap(([what, of]) => Object.entries(of ?? {}).map(([part, value]) => [`${what}.${part}`, value]))
  const flat = { calculate, balance, segments, customer, ...rest, ...Object.fromEntries(parts) }
  for (const [operation, value] of Object.entries(flat)) if (value !== undefined && !isText(value)) check.fail(`\`operations.${operation}\` must be the name of an operation.`)
  if (order && !(calculate && balance && points.worth && isText(orderId))) check.fail('`operations.order` needs `operations.calculate`, `operations.balance`, `points.worth` and `orderId`.')
  if (order && 'create' in order && !rest.history) check.fail('`operations.order.create` needs `operations.history`, which tells whether an order whose answer was lost was made.')
  if ((phoneCode || emailCode) && !customer) check.fail('codes need `operations.customer`, which says whose a phone or an address is.')
  if (segments && !(levels && isText(levels.segmentation) && levels.segments.length > 0)) check.fail('`operations.segments` needs `levels`.')
  if (levels?.segments.some(({ reachedBy }, rank) => rank > 0 && !reachedBy)) check.fail('`levels.segments` must say what reaches each level but the first: `reachedBy`.')
  const { scale = 0, worth } = points
  if (!Number.isInteger(scale) || scale < 0 || scale > 6) check.fail('`points.scale` must be 0 to 6.')
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0
  if (worth && !(isCount(worth.amount) && isCount(worth.money))) check.fail('`points.worth` must be whole minor units above 0.')
  const { length = 4 } = login
  if (!Number.isInteger(length) || length < 4 || length > 10) check.fail('`login.length` must be 4 to 10 digits.')
}
