import type { AnyClient, Cart, Program, Quote, Resource, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { baseStyles } from '../shared/base.styles.ts'
import { currencyOf } from '../shared/format.ts'
import { LoyaltyElement, type ElementState, type Speech } from '../shared/loyalty-element.ts'
import { property } from '../shared/property.ts'
import { isQuotable, lookOf, QuoteController, type QuoteLook } from '../shared/quote-controller.ts'
import { earnPreviewStyles } from './earn-preview.styles.ts'
import { words, type EarnPreviewWords } from './earn-preview.words.ts'

/** Plain data for an earn preview: parts, and the quote itself. `member` (or another part) `null`: a guest. */
export type EarnPreviewState = ElementState<'program' | 'offers' | 'member'> & { readonly quote?: Resource<Quote> }

/**
 * What a product or a cart earns, in one line. All previews of a page ask together; one that can't be told stays empty.
 *
 * @tagname loyalty-earn-preview
 * @slot - Shown until there is something to show, instead of the grey block.
 * @slot guest - Shown to a guest, instead of what members earn.
 * @slot empty - Shown when nothing is earned. Empty: the line stays blank.
 * @slot failed - Shown when it can't be told. Empty: the line stays blank.
 * @csspart earn - The line.
 * @csspart amount - The amount in it.
 * @csspart details - The second line, with `with-details`.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - What a member earns is shown.
 * @cssstate guest - Nobody is signed in: what members earn is shown.
 * @cssstate empty - There is nothing to earn.
 * @cssstate failed - It can't be told.
 * @cssprop --loyalty-positive - Colour of the amount.
 * @cssprop --loyalty-muted - Colour of the other text.
 */
export class LoyaltyEarnPreview extends LoyaltyElement<'program' | 'offers' | 'member', EarnPreviewWords> {
  static override readonly styles = [baseStyles, earnPreviewStyles]
  static override readonly needs = ['program'] as const
  static override readonly group = 'quotes'
  static override readonly vocabulary = { name: 'earnPreview', words } as const

  /** Parts and the `quote` instead of a client's. */
  declare state: EarnPreviewState | undefined

  /** What is about to be bought. Give a new object when it changes. Without it, one product is made from the attributes below. */
  @property({ attribute: false }) cart: Cart | undefined
  /** The price of one piece, in minor units: `12000` is 120.00 EUR. */
  @property({ type: Number }) price: number | undefined
  /** ISO 4217 code of the price. */
  @property() currency: string | undefined
  /** The product. */
  @property() sku: string | undefined
  /** The product's category, where rules of the programme depend on it. */
  @property() category: string | undefined
  /** How many pieces. */
  @property({ type: Number }) quantity = 1
  /** Adds a line: from when it can be used, and which offer adds to it; for a guest, what joining gives. */
  @property({ type: Boolean, reflect: true, attribute: 'with-details' }) withDetails = false

  readonly #quote = new QuoteController(this, () => this.loyalty.follow())

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session, this.#quote.store(client), this.withDetails ? client.$offers : undefined]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.#quote.want(this.#cart())
    if (changed.has('withDetails')) this.loyalty.follow()
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    const quote = this.state ? lookOf(this.state.quote ?? { status: 'idle' }) : this.#quote.look(this.loyalty.client)
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'failed' || quote.status === 'failed') return this.#as('failed', html`<slot name="failed"></slot>`)
    if (quote.status === 'none') return this.#as('empty', html`<slot name="empty"></slot>`)
    if (look.status === 'loading' || quote.status === 'loading' || !speech) return this.#as('loading', html`<slot><span class="bone" aria-hidden="true"></span></slot>`)
    return this.#ready(look.values.program, quote, speech)
  }

  #ready(program: Program, { quote }: Extract<QuoteLook, { status: 'ready' }>, { own, format }: Speech<EarnPreviewWords>): TemplateResult {
    const earned = quote.earn.filter(({ amount }) => amount > 0)
    const amounts = sums(earned).map(([currency, amount]) => format.amount(amount, currencyOf(program, currency)))
    if (!amounts.length) return this.#as('empty', html`<slot name="empty"></slot>`)
    const guest = this.guest || this.#mayBeGuest(quote)
    const line = earnLine(format.say(guest ? own.guest : own.earn, { amount: '\n' }), amounts.join(own.and))
    const details = this.withDetails ? html`<p class="details" part="details">${(guest ? welcome(program, { own, format }) : this.#details(program, earned, { own, format })).join(own.then)}</p>` : nothing
    return guest ? this.#as('guest', html`<slot name="guest">${line}${details}</slot>`) : this.#as('ready', html`${line}${details}`)
  }

  #details(program: Program, earned: Quote['earn'], { own, format }: Saying): readonly string[] {
    const [soonest] = earned.flatMap(({ availableAt }) => (availableAt && Date.parse(availableAt) > this.now ? [availableAt] : [])).sort()
    const offers = this.known('offers')
    return [
      ...(soonest ? [format.say(own.availableFrom, { date: format.date(soonest, this.now) })] : []),
      ...earned.flatMap((part) => {
        const offer = offers?.find(({ id }) => id === part.offerId)
        return offer ? [format.say(own.offer, { amount: format.amount(part.amount, currencyOf(program, part.currency)), title: offer.title })] : []
      }),
    ]
  }

  /** On a page of public things nobody has asked who is there; only a member's quote says what may be spent. */
  #mayBeGuest({ spend }: Quote): boolean {
    const { client } = this.loyalty
    return !this.state && client?.$session.value?.status === 'unknown' && client.can('redemptions') && !spend
  }

  #cart(): Cart | undefined {
    if (this.state) return undefined
    const cart = this.cart ?? this.#product()
    if (!cart || cart.items.length === 0) return undefined
    if (isQuotable(cart)) return cart
    this.warnOnce('the cart, or `price`, `currency` and `sku`, can not be quoted: prices are whole numbers of minor units, the currency is an ISO 4217 code.')
    return undefined
  }

  #product(): Cart | undefined {
    const { price, currency, sku, category, quantity } = this
    if (price == null || !currency) return undefined
    return { id: 'preview', currency, items: [{ sku: sku || 'product', quantity, price, ...(category ? { categories: [category] } : {}) }] }
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

type Saying = Pick<Speech<EarnPreviewWords>, 'own' | 'format'>

/** What joining gives. */
const welcome = (program: Program, { own, format }: Saying) =>
  (program.enrolment?.welcome ?? []).map(({ amount, currency }) => format.say(own.welcome, { amount: format.amount(amount, currencyOf(program, currency)) }))

/** `text` with the amount where its line break is. */
function earnLine(text: string, amount: string): TemplateResult {
  const [before, after] = text.split('\n')
  return html`<p class="earn" part="earn">${before}<span class="amount" part="amount">${amount}</span>${after}</p>`
}

/** How much of each currency, in the order of the quote. */
function sums(earned: Quote['earn']): readonly (readonly [currency: string, amount: number])[] {
  const byCurrency = new Map<string, number>()
  for (const { currency, amount } of earned) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount)
  return [...byCurrency]
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-earn-preview': LoyaltyEarnPreview
  }
}
