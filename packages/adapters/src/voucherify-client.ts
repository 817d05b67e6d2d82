/**
 * Voucherify for a page without a server: its client-side API, with the pair of keys that a page may have. It tells which promotions there are, and what they and codes take
 * off a cart. The shop's server redeems what was used when the order is made; balances, tiers, rewards and all else is in `voucherify` behind `@loyaltykit/gateway`.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400, 404 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401, 403 | `backend_failed`: the keys are wrong or of another region, or the project's settings do not name the page's origin |
 * | 429 | `rate_limited`, with the time to come back where a page is let to read it: Voucherify allows one address 5 requests in 5 seconds |
 * | 5xx | `backend_failed` |
 * | 200 with `{ code, message }` | as that status |
 * | a browser that keeps the answer from a page of an origin that is not allowed | `network` |
 *
 * What these keys do not reach, and so is not here: balances, the ledger, tiers, rewards, referrals, what a cart earns (`earn` is empty, whatever the programme gives). The programme itself is
 * told nowhere: options say what it is. Its documents have more for pages, which is left out, each for its reason:
 *
 * - Redeeming a code (`/client/v1/redemptions`) takes the order's price from the page's word, and is off until a project switches it on. It is no payment with points, which is what
 *   `redemptions` of the port are.
 * - The vouchers that a customer holds (qualifications, `CUSTOMER_WALLET`) are told to whoever names the customer: a page can prove of nobody who they are. So are qualified
 *   vouchers and campaigns: a code that nobody typed is shown to nobody.
 * - Publishing a code (`/client/v1/publish`) asks for the server's keys.
 * - Events (`/client/v1/events`) need a customer, whom they make, and count again what is sent again; facts of the port have no name on them and count once.
 * - Consents are a word in its list of rights alone; when a promotion ends is not in a qualification.
 *
 * An offer is one of the 50 best that Voucherify qualifies. It looks then at one promotion at a time, at no cart, and at no limit on how often it is used: a cart may get less. The quote is exact.
 */
import { cartShape, isSafeUrl, LoyaltyError, toLoyaltyError, type BackendWith, type Cart, type Context, type Currency, type Offer, type Program, type Quote, type Shape, type Tier } from '@loyaltykit/core'
import { sumOf } from './shared/carts.ts'
import { checking, digitsOf } from './shared/options.ts'
import { sender } from './shared/send.ts'
import { bad, checked, each, fields, idOf, text } from './shared/told.ts'
import { asked, verdictOf } from './voucherify/codes.ts'

/** What `voucherifyClient` takes. */
export interface VoucherifyClientOptions {
  /** Where its API begins: `https://api.voucherify.io` where absent, the region's (`https://us1.api.voucherify.io`), or a host of your own. A wrong region refuses every key. */
  readonly url?: string
  /** The application's id for clients, `X-Client-Application-Id`: Project settings, client-side keys. The page's origin must be in the client-side settings there. */
  readonly clientId: string
  /**
   * The token for clients, `X-Client-Token`, from the same place. Anybody who looks at the page can read it. By its form it can't be told from the application's secret
   * key, so look twice: that one must never be here.
   */
  readonly clientToken: string
  /** What the programme is called. */
  readonly name: string
  /** The shop's money, ISO 4217. Voucherify counts hundredths of it, whatever the currency; one with thousandths can't be told to it. */
  readonly money: string
  /** What the programme counts in, as `voucherify` behind the gateway would say it. Whole points where absent: nothing here has an amount of them. */
  readonly currencies?: readonly Currency[]
  /** Its tiers, the lowest first. None where absent. */
  readonly tiers?: readonly Tier[]
  /** BCP 47: the language of the texts in Voucherify, which has one for each text. `en` where absent. */
  readonly locale?: string
  /** Promotion tiers (`promo_…`) that the shop's server redeems with every order that they fit, before its codes: quotes take them off too. At most 10. With them each cart is a request, as one with codes is. */
  readonly promotions?: readonly string[]
  /**
   * Who is signed in at the shop, by the `source_id` of Voucherify's customer; `undefined`: nobody. Asked before each call. Promotions and codes are then judged by what Voucherify
   * knows of this customer. It believes the page: whoever knows or guesses such an id can learn which promotions and codes are good for it. Without this option all are judged as for anybody.
   */
  readonly customer?: () => string | undefined | Promise<string | undefined>
  /** The page's origin, where a server renders the page: Voucherify asks for it, and a browser says it by itself, whatever stands here. */
  readonly origin?: string
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What Voucherify has for a page. */
export type VoucherifyClientBackend = BackendWith<'offers' | 'quotes', 'offers.activate'>

const none: Shape = ['o', {}]
const cartsShape: Shape = ['o', { carts: ['a', cartShape, 0, 100] }]

/** As many as one request tells. */
const mostOffers = 50
/** Carts that are asked about together: an address has 5 requests in 5 seconds, and one that is too many ends the rest. */
const mostAtOnce = 3

/**
 * Voucherify as a backend, in a page, with client-side keys.
 * @throws `LoyaltyError` `invalid_option` when an option is wrong: each in development, an unsafe `url` and options of `voucherify` always.
 */
export function voucherifyClient(options: VoucherifyClientOptions): VoucherifyClientBackend {
  const { url = 'https://api.voucherify.io', clientId, clientToken, money, customer, origin, promotions = [], locale = 'en', fetch = globalThis.fetch } = options
  if ('appToken' in options) throw wrong('`appToken` is the secret key of a server, and whoever looks at a page can read it. Take it out, and make another one in Voucherify if the page was published. Pages take `clientToken`.')
  if (process.env.NODE_ENV !== 'production') checkOptions(options)
  if (typeof url !== 'string' || !isSafeUrl(url)) throw wrong('`url` must be an https address.')
  const unit = 10 ** (2 - digitsOf(money))
  const name = `voucherify-client:${clientId}`
  const send = sender({
    url: `${url.replace(/\/$/, '')}/client/v1`, hiddenFailure, refusal, fetch: (input, init) => fetch(input, init),
    headers: { 'x-client-application-id': clientId, 'x-client-token': clientToken, ...(origin === undefined ? {} : { origin }) },
  })

  /** The customer, as a request names one. */
  async function who({ identity }: Context): Promise<{ readonly customer?: { readonly source_id: string } }> {
    try {
      const id = identity.kind === 'ambient' ? await customer?.() : undefined
      return id ? { customer: { source_id: id } } : {}
    } catch (error) {
      throw toLoyaltyError(error, 'network')
    }
  }

  /** What anybody may have; of a customer, what this one may. Rules about carts are left aside: an offer is shown before there is a cart that it fits. */
  async function qualified(context: Context, whose: object = {}): Promise<Offer[]> {
    const filters = { resource_type: { conditions: { $is: ['promotion_tier'] } } }
    const { redeemables } = fields(await send({ method: 'POST', path: '/qualifications', body: { scenario: 'AUDIENCE_ONLY', options: { limit: mostOffers, sorting_rule: 'BEST_DEAL', expand: ['redeemable'], filters }, ...whose } }, context))
    const { data } = fields(redeemables)
    if (!Array.isArray(data)) bad()
    return each(data, ({ object, id, name, banner, campaign_name: campaign, result }): Offer | undefined => {
      if (object !== 'promotion_tier') return
      const title = [banner, name, campaign].map(text).find(Boolean) ?? idOf(id)
      return { id: idOf(id), kind: fields(fields(result)['discount'])['type'] === 'UNIT' ? 'gift' : 'discount', audience: 'public', title: title.slice(0, 300), state: 'available', activation: 'none' }
    })
  }

  async function offers(_input: unknown, context: Context): Promise<Offer[]> {
    const whose = await who(context)
    if (!whose.customer) return qualified(context)
    const [own, all] = await Promise.all([qualified(context, whose), qualified(context)])
    return own.map((offer) => (all.some(({ id }) => id === offer.id) ? offer : { ...offer, audience: 'personal' }))
  }

  async function quote({ carts }: { readonly carts: readonly Cart[] }, context: Context): Promise<{ quotes: Quote[] }> {
    // what is no cart is refused before anything is asked
    const sums = carts.map((cart, index) => sumOf(cart, { money, path: `carts.${index}`, times: unit }))
    const whose = await who(context)
    const told = new Map<string, Promise<unknown>>()
    /** The same question is asked once: the name of a cart is no part of it. */
    const ask = (body: object): Promise<unknown> => {
      const key = JSON.stringify(body)
      const known = told.get(key) ?? send({ method: 'POST', path: '/validations', body: { ...body, ...whose, options: { expand: ['order', 'redeemable'] } } }, context)
      told.set(key, known)
      return known
    }
    const quotes: Quote[] = []
    for (let at = 0; at < carts.length; at += mostAtOnce) quotes.push(...await Promise.all(carts.slice(at, at + mostAtOnce).map((cart, index) => quoteOf(cart, sums[at + index] ?? 0, ask))))
    return { quotes }
  }

  async function quoteOf(cart: Cart, sum: number, ask: (body: object) => Promise<unknown>): Promise<Quote> {
    const total = { amount: sum, currency: money }
    const question = asked(cart, { sum, unit, promotions })
    if (sum === 0 || question.redeemables.length === 0) return { earn: [], total, due: total, discounts: [] }
    const { discounts, useless } = verdictOf(await ask(question), cart, { sum, unit, money })
    const due = { amount: sum - discounts.reduce((off, one) => off + one.money.amount, 0), currency: money }
    return { earn: [], total, due, discounts, ...(useless.length ? { rejectedCodes: useless } : {}) }
  }

  const reading = <Input, Output>(shape: Shape, read: (input: Input, context: Context) => Output | Promise<Output>) => async (input: unknown, context: Context): Promise<Output> => {
    if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
    return read(checked<Input>(shape, input), context)
  }

  return {
    name, credential: 'publishable', ...(customer ? { ambient: true } : {}),
    program: { get: reading(none, (): Program => programOf(name, options, locale)) },
    offers: { list: reading(none, offers) },
    quotes: { quote: reading(cartsShape, quote) },
  }
}

const programOf = (id: string, { name, currencies = [{ id: 'points', unit: 'point', scale: 0 }], tiers = [] }: VoucherifyClientOptions, locale: string): Program =>
  ({ id, name, locales: [locale], currencies: [...currencies], tiers: [...tiers] })

/** A failure with status 200, in the words of its errors. */
const hiddenFailure = (body: unknown): number | undefined => {
  const { code, key, message } = fields(body)
  return typeof code === 'number' && code >= 400 && code < 600 && (text(key) ?? text(message)) !== undefined ? code : undefined
}

/** What no shopper can mend: asked again, it would be the same. */
function refusal(status: number): LoyaltyError | undefined {
  if (![400, 401, 403, 404].includes(status)) return undefined
  const hint = status === 400 ? '' : ' Are these the client-side keys, is this their region, and is the page\'s origin in the project\'s client-side settings?'
  return new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { retryable: false, cause: new Error(`Status ${status}.${hint}`) })
}

const wrong = (says: string) => new LoyaltyError('invalid_option', `voucherify-client: ${says}`)

/** For development: a production build leaves it out. */
function checkOptions({ clientId, clientToken, name, money, currencies, tiers, locale, promotions, customer, origin }: VoucherifyClientOptions): void {
  const check = checking('voucherify-client')
  for (const [option, value] of Object.entries({ clientId, clientToken })) check.credential(option, value, 'what Voucherify shows under client-side keys')
  if (typeof name !== 'string' || !name.trim() || name.length > 200) check.fail('`name` must be what the programme is called, in at most 200 characters.')
  check.money('money', money, 2)
  check.locale(locale)
  if (currencies !== undefined && !(Array.isArray(currencies) && currencies.length)) check.fail('`currencies` must be what the programme counts in: [{ id: "points", unit: "point", scale: 0 }].')
  if (tiers !== undefined && !Array.isArray(tiers)) check.fail('`tiers` must be a list of tiers.')
  if (promotions !== undefined && !(Array.isArray(promotions) && promotions.length <= 10 && promotions.every((id) => /^promo_\S+$/.test(String(id))))) check.fail('`promotions` must be at most 10 ids of promotion tiers: promo_ and more.')
  if (customer !== undefined && typeof customer !== 'function') check.fail('`customer` must be a function that says who is signed in.')
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).origin === origin)) check.fail('`origin` must be an origin, such as "https://shop.example".')
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }
