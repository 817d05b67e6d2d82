/**
 * Medusa 2 with its loyalty plugin: store credit is the currency, and gift cards turn into it. It runs in the shop's page, with the shop's publishable key and the
 * token that Medusa gave the customer at log-in. The shop goes on to sign people in, to keep their cart, and to turn it into an order: only then credit is taken.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `not_eligible` to what pays or claims, with what is known by then told (`insufficient_points`, `conflict`); `backend_failed` else: we have asked wrongly, or the publishable key is none |
 * | 401 | another token is asked for, once; then `unauthenticated` |
 * | 404 | `not_found`; for a cart `invalid_input` (`cart.id`) |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 *
 * What it does not have, and so is not here: points, what a cart earns, tiers, offers, rewards, referrals, coupons (a code is put on the cart by the shop), joining, credit
 * that is pending or expires, a list of a customer's gift cards (a card's rest is moved into the credit, and the card is empty), a hold that ends by itself, an order's
 * payment by the page's word (`redemptions.confirm`). A note that the shopkeeper wrote on a line of the ledger is not shown: it may be meant for nobody else.
 *
 * Medusa keeps credit on carts, and has no list of somebody's carts. So it is noted in this browser on which carts credit was put; what they hold is read from Medusa
 * every time. Credit that was put on a cart elsewhere is seen when that cart is quoted here.
 */
import {
  cartShape, check, drawer, isLoyaltyError, isSafeUrl, LoyaltyError, toLoyaltyError, type ActivityEntry, type BackendWith, type Balance, type Cart, type Context, type Member, type Program,
  type Quote, type Redemption, type Shape, type StorageLike, type WriteContext,
} from '@loyaltykit/core'
import type { Spending } from './medusa/spending.ts'
import { cutToMinor } from './shared/amounts.ts'
import { quoteEach, sumOf } from './shared/carts.ts'
import { instantOf } from './shared/instants.ts'
import { invalid } from './shared/invalid.ts'
import { pageOf } from './shared/lists.ts'
import { checking, digitsOf } from './shared/options.ts'
import { sender, unexpected, type WireRequest } from './shared/send.ts'
import { spendLimit } from './shared/worth.ts'

/** What `medusa` takes. */
export interface MedusaOptions {
  /** Where Medusa is: an https address (http on this machine). Its `storeCors` must name the page's origin. */
  readonly url: string
  /** From Medusa's admin, settings, publishable API keys: `pk_…`. It belongs into pages. */
  readonly publishableKey: string
  /**
   * The token that Medusa's `POST /auth/customer/emailpass` (or another of its ways to log in) gave for the customer; `''` or `undefined` for nobody. A function is asked
   * before each call, and with `renew` after one was refused; however many were, it is asked once.
   */
  readonly token?: string | ((ask?: { readonly renew: true }) => string | undefined | Promise<string | undefined>)
  /** The moneys that the shop gives store credit in, ISO 4217; each is a currency of its own, `credit-eur`. */
  readonly currencies: readonly string[]
  /** As people know the shop's credit: the programme's name. `Store credit` where absent. */
  readonly name?: string
  /** BCP 47: the language of the name. `en` where absent. */
  readonly locale?: string
  /** Medusa's id of a cart of the page; `undefined` where Medusa has no such cart. An id that begins with `cart_` is Medusa's own, where absent. */
  readonly cartId?: (id: string) => string | undefined | Promise<string | undefined>
  /** Where it is noted on which carts there is credit: ids, nothing personal. `localStorage` in a page, memory elsewhere. */
  readonly storage?: StorageLike
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that Medusa has. */
export type MedusaBackend = BackendWith<
  'program' | 'members' | 'balances' | 'activity' | 'quotes' | 'redemptions' | 'giftCards',
  'members.enrol' | 'redemptions.confirm' | 'giftCards.list'
>

// What it answers: nothing is believed before it is looked at

export type Wire = Readonly<Record<string, unknown>>
const fields = (value: unknown): Wire => (typeof value === 'object' && value !== null ? (value as Wire) : bad())
const entries = (value: unknown): Wire[] => (Array.isArray(value) ? value.map(fields) : bad())
const text = (value: unknown): string => (typeof value === 'string' && value ? value : bad())
const maybe = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() ? value.trim().slice(0, 300) : undefined)
/** An amount in major units as minor ones. */
const money = (value: unknown, digits: number): number => (typeof value === 'number' || typeof value === 'string' ? cutToMinor(value, digits) : bad())

function bad(): never {
  throw unexpected()
}

/** A customer's credit in one money, in its minor units. */
export interface Account {
  readonly money: string
  readonly balance: number
  readonly transactions: readonly Wire[]
}

/** What pays for a cart from a customer's credit. Medusa has one line for it; two are there where two have asked at once. */
export interface Line {
  readonly id: string
  readonly amount: number
  readonly at: string
}

/** A cart at Medusa, in minor units of its money. */
export interface MedusaCart {
  readonly id: string
  readonly money: string
  readonly customer: string | undefined
  readonly isOrder: boolean
  /** What would be left to pay without the customer's credit. */
  readonly open: number
  readonly discount: number
  readonly codes: readonly string[]
  readonly line: Line | undefined
}

/** Where credit was put. */
export interface Note {
  readonly who: string
  /** Medusa's id of the cart, and the page's. */
  readonly cart: string
  readonly name: string
  readonly money: string
  readonly amount: number
  /** The line's id, once it is known: the redemption's. */
  readonly line?: string
  /** The key it was asked for with. */
  readonly key?: string
  readonly isOver?: true
}

/** A cart with credit on it, and where that was noted. */
export interface Held {
  readonly note: Note
  readonly line: Line
}

export const creditIn = (code: string): string => `credit-${code.toLowerCase()}`

export function toRedemption({ note: { money: currency, name }, line: { id, amount } }: Held, state: Redemption['state'] = 'held'): Redemption {
  return { id, state, currency: creditIn(currency), amount, money: { amount, currency }, cartId: name }
}

export const toBalances = (accounts: readonly Account[], held: readonly Held[]): Balance[] => accounts.map(({ money: code, balance }) => {
  const aside = held.filter(({ note }) => note.money === code).reduce((sum, { line }) => sum + line.amount, 0)
  return { currency: creditIn(code), available: balance - aside, ...(aside > 0 ? { held: aside } : {}) }
})

function toCart(value: unknown): MedusaCart {
  const { id, currency_code: code, total, discount_total: discount, completed_at: completed, customer, credit_lines: lines, promotions } = fields(value)
  const currency = text(code).toUpperCase()
  const digits = digitsOf(currency)
  const own = entries(lines ?? []).filter(({ reference }) => reference === 'store-credit').map((line) => ({ id: text(line['id']), amount: money(line['amount'], digits), at: String(line['created_at']) }))
  const amount = own.reduce((sum, line) => sum + line.amount, 0)
  const [first] = own
  return {
    id: text(id), money: currency, customer: customer === null || customer === undefined ? undefined : text(fields(customer)['id']), isOrder: completed !== null && completed !== undefined,
    open: money(total, digits) + amount, discount: Math.max(0, money(discount, digits)), codes: entries(promotions ?? []).flatMap(({ code: promo }) => maybe(promo) ?? []),
    line: first && amount > 0 ? { ...first, amount } : undefined,
  }
}

function toMember({ id, email, first_name: given, last_name: family, phone, created_at: joined }: Wire): Member {
  const [mail, number] = [maybe(email), maybe(phone)?.replace(/[\s().-]/g, '')]
  return {
    id: text(id), status: 'active', joinedAt: instantOf(text(joined)) ?? bad(), consents: [],
    profile: {
      ...opt('givenName', maybe(given)), ...opt('familyName', maybe(family)), ...opt('email', mail && /^[^\s@]{1,100}@[^\s@.]+\.[^\s@]{1,100}$/.test(mail) ? mail : undefined),
      ...opt('phone', number && /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined),
    },
  }
}

const opt = <K extends string, T>(name: K, value: T | undefined) => (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: T }

/** What a line of the ledger is about, by what it refers to; the shopkeeper's own where it says nothing else. */
const sources: Readonly<Record<string, readonly [kind: ActivityEntry['kind'], reason?: ActivityEntry['reason']]>> = {
  'credit order': ['reverse', 'refund'], 'debit cart': ['spend', 'redemption'], 'credit store-credit': ['transfer'], 'debit store-credit': ['transfer'],
}

function toEntries({ money: code, transactions }: Account): ActivityEntry[] {
  return transactions.flatMap((told) => {
    try {
      const { id, type, amount, reference, reference_id: about, created_at: when } = told
      const [kind, reason] = sources[`${String(type)} ${String(reference)}`] ?? ['adjust', 'service']
      const sum = money(amount, digitsOf(code))
      if (type !== 'credit' && type !== 'debit') bad()
      // the id of somebody of the staff is no reference of a customer's
      const subject = reference === 'cart' || reference === 'order' ? maybe(about) : undefined
      const at = instantOf(text(when)) ?? bad()
      return [{ id: text(id), at, kind, currency: creditIn(code), amount: type === 'debit' ? -sum : sum, state: 'final' as const, ...opt('reason', reason), ...opt('reference', subject) }]
    } catch {
      // one that can't be read hides no other
      return []
    }
  })
}

/** The newest first; of one instant the one that came later, as its id says. */
const byTime = (a: ActivityEntry, b: ActivityEntry) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1)

function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const { type, message } = (typeof body === 'object' && body !== null ? body : {}) as Wire
  const cause = new Error(`Status ${status}: ${String(type).slice(0, 100)}.`)
  if (status === 401) return new LoyaltyError('unauthenticated', 'Log in again.', { cause })
  if (status === 403) return new LoyaltyError('forbidden', 'This is not allowed to you.', { cause })
  return status === 400 && type === 'invalid_data' && message !== undefined ? new LoyaltyError('not_eligible', 'The shop does not allow this now.', { cause }) : undefined
}

const cartFields = 'id,currency_code,total,discount_total,completed_at,customer.id,promotions.code,*credit_lines'
const lineFields = ['id', 'type', 'amount', 'reference', 'reference_id', 'created_at'].map((field) => `transactions.${field}`)
const none: Shape = ['o', {}]
const cardShape: Shape = ['o', { number: ['s', 4, 40], 'pin?': ['s', 1, 20] }]

function checked<T>(shape: Shape, input: unknown): T {
  const result = check(shape, input)
  if ('value' in result) return result.value as T
  throw invalid(...result.issues)
}

/**
 * Medusa as a backend, in the page of a shop whose customers are signed in there.
 * @throws `LoyaltyError` `invalid_option` when an option is wrong: each in development, an unsafe `url` always.
 */
export function medusa(options: MedusaOptions): MedusaBackend {
  const { publishableKey, token, name: title = 'Store credit', locale = 'en', cartId = (id: string) => (/^cart_/.test(id) ? id : undefined), storage, fetch = globalThis.fetch } = options
  if (process.env.NODE_ENV !== 'production') checkOptions(options)
  if (typeof options.url !== 'string' || !isSafeUrl(options.url)) throw new LoyaltyError('invalid_option', 'medusa: `url` must be an https address.')
  const url = options.url.replace(/\/+$/, '')
  const name = `medusa:${url}`
  const moneys = [...new Set(options.currencies.map((code) => code.toUpperCase()))]
  const send = sender({ url, headers: { 'x-publishable-api-key': publishableKey }, refusal, fetch: (input, init) => fetch(input, init) })

  // Who is there. One question for another token, however many calls were refused.
  let renewing: Promise<string | undefined> | undefined
  const asked = async (...ask: [] | [{ readonly renew: true }]): Promise<string | undefined> => {
    try {
      return (typeof token === 'function' ? await token(...ask) : token) || undefined
    } catch (error) {
      throw toLoyaltyError(error, 'network')
    }
  }
  const tokenOf = async ({ identity, signal }: Context) => {
    if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
    return identity.kind === 'ambient' ? asked() : undefined
  }
  async function sendAs(bearer: string, request: WireRequest, context: Context): Promise<Wire> {
    const as = async (one: string) => fields(await send({ ...request, headers: { authorization: `Bearer ${one}` } }, context))
    try {
      return await as(bearer)
    } catch (error) {
      // a token that is refused has done nothing, so the same may be sent with another
      if (!is(error, 'unauthenticated') || typeof token !== 'function') throw error
      // another call may have brought one meanwhile
      const known = await asked()
      const next = known !== bearer ? known : await (renewing ??= asked({ renew: true }).finally(() => { renewing = undefined }))
      // another token is not another person's, as far as it says whose it is
      if (!next || next === bearer || actorOf(next) !== actorOf(bearer)) throw error
      return as(next)
    }
  }
  /** As whoever is signed in, else as a guest. */
  async function ask(request: WireRequest, context: Context): Promise<Wire> {
    const bearer = await tokenOf(context)
    return bearer === undefined ? fields(await send(request, context)) : sendAs(bearer, request, context)
  }
  /** As the customer; as this one alone, where it is said who. */
  async function askAsCustomer(request: WireRequest, context: Context, who?: string): Promise<Wire> {
    const bearer = await tokenOf(context)
    const actor = bearer === undefined ? undefined : actorOf(bearer)
    if (who !== undefined && actor !== undefined && actor !== who) throw new LoyaltyError('unauthenticated', 'Somebody else is signed in now.')
    if (bearer === undefined) throw new LoyaltyError('unauthenticated', 'Log in again.')
    return sendAs(bearer, request, context)
  }

  // Reading
  const customer = async (context: Context): Promise<Wire> =>
    fields((await askAsCustomer({ path: '/store/customers/me?fields=id,email,first_name,last_name,phone,created_at' }, context))['customer'])
  const whoIs = async (context: Context): Promise<string> => text((await customer(context))['id'])
  const accountIn = async (code: string, context: Context, withLines: boolean): Promise<Account> => {
    const names = ['id', 'currency_code', 'balance', ...(withLines ? lineFields : [])]
    const { store_credit_accounts: all } = await askAsCustomer({ path: `/store/store-credit-accounts?currency_code=${code.toLowerCase()}&fields=${names.join()}` }, context)
    // where there is none, there is no credit yet
    const [account] = entries(all)
    if (!account) return { money: code, balance: 0, transactions: [] }
    return { money: code, balance: money(account['balance'], digitsOf(code)), transactions: withLines ? entries(account['transactions'] ?? []) : [] }
  }
  const accountsOf = (context: Context, withLines = false) => Promise.all(moneys.map((code) => accountIn(code, context, withLines)))
  /** A cart by Medusa's id; `undefined` where there is none. */
  async function cartAt(id: string, context: Context): Promise<MedusaCart | undefined> {
    try {
      return toCart((await ask({ path: `/store/carts/${encodeURIComponent(id)}?fields=${cartFields}` }, context))['cart'])
    } catch (error) {
      if (is(error, 'not_found')) return undefined
      throw error
    }
  }
  async function idOf(cart: Cart): Promise<string | undefined> {
    try {
      return (await cartId(cart.id)) ?? undefined
    } catch (error) {
      throw toLoyaltyError(error, 'network')
    }
  }

  // Where credit was put: the notes say where to look, Medusa says what is there
  const notes = drawer(name, storage)
  const noted = (): Note[] => (Array.isArray(notes.get('holds')) ? (notes.get('holds') as Note[]) : [])
  const note = (one: Note) => {
    const isSame = ({ who, cart, line }: Note) => who === one.who && cart === one.cart && (line === undefined || line === one.line)
    notes.set('holds', [one, ...noted().filter((other) => !isSame(other))].slice(0, 20))
  }
  async function heldBy(who: string, context: Context): Promise<Held[]> {
    const own = noted().filter((one) => one.who === who && !one.isOver)
    const found = await Promise.all(own.map(async (one) => {
      const cart = await cartAt(one.cart, context)
      const line = cart?.customer === who && !cart.isOrder ? cart.line : undefined
      if (!line || (one.line ?? line.id) !== line.id) return undefined
      const known = { ...one, line: line.id }
      // its answer was lost: now it is known
      if (one.line === undefined) note(known)
      return { note: known, line }
    }))
    return found.filter((one) => one !== undefined).sort((a, b) => Date.parse(b.line.at) - Date.parse(a.line.at))
  }
  async function standing(context: Context): Promise<{ readonly who: string; readonly accounts: readonly Account[]; readonly held: readonly Held[] }> {
    const [who, accounts] = await Promise.all([whoIs(context), accountsOf(context)])
    return { who, accounts, held: await heldBy(who, context) }
  }

  async function quote({ carts }: { readonly carts: readonly Cart[] }, context: Context): Promise<{ quotes: Quote[] }> {
    // what is no cart is refused before anything is asked
    const sums = carts.map((cart, index) => totalOf(cart, `carts.${index}`))
    const mine = await standing(context).catch((error: unknown) => {
      // the public may ask too
      if (is(error, 'unauthenticated')) return undefined
      throw error
    })
    return { quotes: await quoteEach(carts, async (cart, index) => toQuote(cart, sums[index] ?? 0, await found(cart), mine)) }

    async function found(cart: Cart): Promise<MedusaCart | undefined> {
      const id = await idOf(cart)
      const there = id === undefined ? undefined : await cartAt(id, context)
      return there?.money === cart.currency && !there.isOrder ? there : undefined
    }
  }

  function totalOf(cart: Cart, path: string): number {
    const code = moneys.find((one) => one === cart.currency)
    if (code === undefined) throw invalid({ path: `${path}.currency`, message: `must be ${moneys.join(' or ')}` })
    return sumOf(cart, { money: code, path })
  }

  function toQuote({ id, currency: code, codes = [] }: Cart, total: number, there: MedusaCart | undefined, mine: Awaited<ReturnType<typeof standing>> | undefined): Quote {
    const own = mine && there && there.customer === mine.who ? { who: mine.who, cart: there.id, open: there.open, line: there.line } : undefined
    const discount = Math.min(total, there?.discount ?? 0)
    const hold = own?.line && { note: { who: own.who, cart: own.cart, name: id, money: code, amount: own.line.amount, line: own.line.id }, line: own.line }
    // put there by another page
    if (hold && !noted().some(({ who, line }) => who === hold.note.who && line === hold.line.id)) note(hold.note)
    const elsewhere = (mine?.held ?? []).filter((one) => one.note.money === code && one.note.cart !== own?.cart).reduce((sum, { line }) => sum + line.amount, 0)
    const rejected = codes.filter((given) => !there?.codes.some((one) => one.toLowerCase() === given.toLowerCase()))
    const [only, more] = there?.codes ?? []
    const limit = mine && spendLimit({ amount: 1, money: 1 }, {
      currency: creditIn(code), money: code, available: (mine.accounts.find((one) => one.money === code)?.balance ?? 0) - elsewhere,
      net: own ? Math.min(total - discount, own.open) : 0, isHeld: hold !== undefined,
    })
    return {
      earn: [], total: { amount: total, currency: code }, due: { amount: Math.max(0, total - discount - (hold?.line.amount ?? 0)), currency: code },
      discounts: discount > 0 ? [{ title: there?.codes.join(', ').slice(0, 300) || title, money: { amount: discount, currency: code }, ...opt('code', more === undefined ? only : undefined) }] : [],
      ...opt('rejectedCodes', rejected.length ? rejected.map((given) => ({ code: given, because: 'unknown' as const })) : undefined),
      ...opt('held', hold && toRedemption(hold)), ...opt('spend', limit && [limit]),
    }
  }

  const reading = <Input, Output>(shape: Shape, read: (input: Input, context: Context) => Promise<Output>) => async (input: unknown, context: Context): Promise<Output> => {
    if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
    return read(checked<Input>(shape, input), context)
  }

  // Everything that changes something is loaded with the first of it.
  let loading: Promise<Spending> | undefined
  const spending = () => (loading ??= import('./medusa/spending.ts').then(({ spendingAt }) => spendingAt({
    name, moneys, noted, note, standing, whoIs, accountsOf, heldBy, cartAt, idOf, totalOf, ask, askAsCustomer, cartFields, toCart,
  })).catch((error: unknown) => {
    loading = undefined
    throw toLoyaltyError(error, 'network')
  }))
  type Spends<Input, Output> = (spend: Spending, input: Input, context: WriteContext) => Promise<Output>
  const writing = <Input, Output>(shape: Shape, act: Spends<Input, Output>, isPublic = false) => async (input: unknown, context: WriteContext): Promise<Output> => {
    if (!isPublic && (await tokenOf(context)) === undefined) throw new LoyaltyError('unauthenticated', 'Log in again.')
    if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
    const given = checked<Input>(shape, input)
    return act(await spending(), given, context)
  }

  type Page = { readonly cursor?: string; readonly limit?: number; readonly currency?: string }
  const program: Program = {
    id: name, name: title, locales: [locale], tiers: [],
    currencies: moneys.map((code) => ({ id: creditIn(code), unit: 'credit', scale: digitsOf(code), rate: { amount: 1, money: { amount: 1, currency: code } } })),
  }
  return {
    name, credential: 'shopper-token', ambient: true,
    program: { get: reading(none, async () => program) },
    members: { get: reading(none, async (_, context) => toMember(await customer(context))) },
    balances: {
      list: reading(none, async (_, context) => {
        const { accounts, held } = await standing(context)
        return toBalances(accounts, held)
      }),
    },
    activity: {
      list: reading(['o', { 'cursor?': ['s', 1, 1_000], 'limit?': ['i', 1, 100], 'currency?': ['s', 1, 200] }], async ({ currency: only, ...page }: Page, context) => {
        const all = (await accountsOf(context, true)).flatMap(toEntries)
        return pageOf(all.filter((entry) => only === undefined || entry.currency === only).sort(byTime), page)
      }),
    },
    quotes: { quote: reading(['o', { carts: ['a', cartShape, 0, 100] }], quote) },
    redemptions: {
      list: reading(none, async (_, context) => (await heldBy(await whoIs(context), context)).map((one) => toRedemption(one))),
      hold: writing(['o', { cart: cartShape, currency: ['s', 1, 200], amount: ['i', 1] }], ({ hold }, input: Parameters<Spending['hold']>[0], context) => hold(input, context)),
      cancel: writing(['o', { redemptionId: ['s', 1, 200] }], ({ cancel }, input: { redemptionId: string }, context) => cancel(input, context)),
    },
    giftCards: {
      check: writing(cardShape, ({ look }, input: { number: string }, context) => look(input, context), true),
      attach: writing(cardShape, ({ attach }, input: { number: string }, context) => attach(input, context)),
    },
  }
}

/** Whose a token of Medusa's is, as its own words say; nothing is decided by it but that one is not another's. */
function actorOf(token: string): string | undefined {
  try {
    const { actor_id: actor } = JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as Wire
    return maybe(actor)
  } catch {
    return undefined
  }
}

const is = (error: unknown, code: string): boolean => isLoyaltyError(error) && error.code === code

/** For development: a production build leaves it out. */
function checkOptions({ publishableKey, token, currencies, name, locale, cartId }: MedusaOptions): void {
  const { credential, money: isMoney, locale: isLocale, fail } = checking('medusa')
  credential('publishableKey', publishableKey, 'a publishable API key of Medusa\'s admin')
  if (token !== undefined && typeof token !== 'string' && typeof token !== 'function') fail('`token` must be a customer\'s token, or a function that gives it.')
  if (!Array.isArray(currencies) || currencies.length < 1 || currencies.length > 20) fail('`currencies` must be a list of 1 to 20 codes of ISO 4217, such as ["EUR"].')
  for (const code of currencies) isMoney('currencies', typeof code === 'string' ? code.toUpperCase() : code)
  if (name !== undefined && (typeof name !== 'string' || !name)) fail('`name` must be the programme\'s name.')
  isLocale(locale)
  if (cartId !== undefined && typeof cartId !== 'function') fail('`cartId` must be a function that gives Medusa\'s id of a cart.')
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }
