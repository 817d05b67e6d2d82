import type { AnyClient, Cart, Money, Program, Quote, Resource, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { requestJoin } from '../shared/join-request.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type ElementState, type Speech } from '../shared/loyalty-element.ts'
import { property } from '../shared/property.ts'
import { isQuotable, lookOf, QuoteController } from '../shared/quote-controller.ts'
import { tellFact } from '../shared/seen.ts'
import { LoyaltyMemberRateRequestEvent } from './member-rate.events.ts'
import { memberRateStyles } from './member-rate.styles.ts'
import { words, type MemberRateWords } from './member-rate.words.ts'
import { ratesOf, type Rates } from './rates.ts'

/** Plain data for a member's price: parts, and the quote itself. `tier` (or another part) `null`: a guest. */
export type MemberRateState = ElementState<'program' | 'tier' | 'member'> & { readonly quote?: Resource<Quote> }

/**
 * The public and the member's price of a room or a cart, and how to get it. All prices of a page are asked for together.
 *
 * @tagname loyalty-member-rate
 * @slot - Shown until there is something to show, instead of the public price and grey blocks.
 * @slot guest - Shown to a guest below the prices, instead of the ways to join and to log in.
 * @slot failed - Shown below the public price when it can't be told what members pay.
 * @csspart prices - The line with the prices.
 * @csspart public-price - What the public pays.
 * @csspart price - What the member pays.
 * @csspart nights - For how many nights, where it is a stay.
 * @csspart how - Whose price it is, and what it saves; for a guest, what members pay.
 * @csspart next - What the next tier pays.
 * @csspart join - A guest's button to join.
 * @csspart login - A guest's button to log in.
 * @csspart book - The button that hands over, with `with-booking`.
 * @csspart tiers - The prices of all tiers.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's price is shown.
 * @cssstate guest - Nobody is signed in: what members pay is shown.
 * @cssstate same - Members pay what everybody pays.
 * @cssstate failed - It can't be told.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-positive - Colour of the member's price.
 * @cssprop --loyalty-muted - Colour of the public price beside it.
 * @fires {LoyaltyMemberRateRequestEvent} loyalty-member-rate-request - Somebody wants to book at the price. The host hands it over.
 * @fires {LoyaltyJoinRequestEvent} loyalty-join-request - A guest wants to join. Cancelled: the host does it.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in. Cancelled: the host does it.
 */
export class LoyaltyMemberRate extends LoyaltyElement<'program' | 'tier' | 'member', MemberRateWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, memberRateStyles]
  static override readonly needs = ['program'] as const
  static override readonly also = ['tier'] as const
  static override readonly group = 'quotes'
  static override readonly vocabulary = { name: 'memberRate', words } as const

  /** Parts and the `quote` instead of a client's. */
  declare state: MemberRateState | undefined

  /** What is priced, often with its `stay`. Give a new object when it changes. Without it, one stay is made from the attributes below. */
  @property({ attribute: false }) cart: Cart | undefined
  /** The public price of the whole stay, in minor units: `24000` is 240.00 EUR. */
  @property({ type: Number }) price: number | undefined
  /** ISO 4217 code of the price. */
  @property() currency: string | undefined
  /** The hotel, by its id. */
  @property() hotel: string | undefined
  /** The room or rate, by its id. */
  @property() room: string | undefined
  /** The day of arrival: `2026-12-24`. */
  @property() arrival: string | undefined
  /** The day of departure. */
  @property() departure: string | undefined
  /** How many guests. */
  @property({ type: Number }) guests = 1
  /** The category of the room, by which rules of the programme know it. */
  @property() category = 'room'
  /** Adds a button that hands over to the host's booking engine. */
  @property({ type: Boolean, reflect: true, attribute: 'with-booking' }) withBooking = false
  /** Leaves out the prices of all tiers. */
  @property({ type: Boolean, reflect: true, attribute: 'without-tiers' }) withoutTiers = false

  readonly #quote = new QuoteController(this, () => this.loyalty.follow())

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session, this.#quote.store(client)]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const cart = this.state ? undefined : this.#cart()
    if (cart && !isQuotable(cart)) this.warnOnce('the cart, or `price`, `currency`, `hotel`, `arrival` and `departure`, can not be quoted: prices are whole numbers of minor units, days are such as 2026-12-24, and the departure is after the arrival.')
    this.#quote.want(cart && isQuotable(cart) ? cart : undefined)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    const quote = this.state ? lookOf(this.state.quote ?? { status: 'idle' }) : this.#quote.look(this.loyalty.client)
    if (!speech) return this.#as('loading', html`<slot>${bones}</slot>`)
    // the price that the page gave stands there from the first moment
    if (look.status === 'failed' || quote.status === 'failed' || quote.status === 'none') return this.#as('failed', html`${this.#given(speech)}<slot name="failed"></slot>${this.#booking(this.#asGiven(), speech)}`)
    if (look.status === 'loading' || quote.status === 'loading' || !this.#knowsWho) return this.#as('loading', html`<slot>${this.#given(speech) === nothing ? bones : html`${this.#given(speech)}<p aria-hidden="true"><span class="bone"></span></p>`}</slot>`)
    return this.#rates(look.values.program, quote.quote, speech)
  }

  #rates(program: Program, quote: Quote, speech: Speech<MemberRateWords>): TemplateResult {
    const { own, format } = speech
    const { guest } = this
    const rates = ratesOf(program, quote, { guest, current: this.known('tier')?.current })
    const { publicPrice, price, tier, because } = rates
    const money = price && format.money(price)
    const saved = price && format.money({ ...publicPrice, amount: publicPrice.amount - price.amount })
    const how = !money || !saved ? own.same
      : guest ? (tier ? format.say(own.guestTier, { tier: tier.name, money }) : format.say(own.guest, { money }))
      : tier ? format.say(own.tierSaves, { tier: tier.name, money: saved }) : format.say(own.saves, { money: saved })
    return this.#as(!price ? 'same' : guest ? 'guest' : 'ready', html`
      ${this.#prices(publicPrice, guest ? undefined : price, speech)}
      <p class="how ${price ? '' : 'muted'}" part="how">${how}</p>
      ${guest && price ? this.#ways(speech) : price ? this.#next(rates, speech) : nothing}
      ${because.length && !guest ? html`<p class="note">${format.say(own.because, { titles: because.join(own.and) })}</p>` : nothing}
      ${this.#booking({ price: guest ? publicPrice : (price ?? publicPrice), publicPrice, tier: guest ? undefined : tier?.id, forMember: !guest }, speech)}
      ${this.withoutTiers ? nothing : this.#tiers(rates, speech)}
    `)
  }

  #prices(publicPrice: Money, mine: Money | undefined, { own, format }: Speech<MemberRateWords>): TemplateResult {
    const nights = this.#nights
    return html`
      <p class="prices" part="prices">
        ${mine
          ? html`<span class="old" part="public-price"><span class="visually-hidden">${own.publicPrice} </span><s>${format.money(publicPrice)}</s></span>
              <span class="now mine" part="price"><span class="visually-hidden">${own.yourPrice} </span>${format.money(mine)}</span>`
          : html`<span class="now" part="public-price">${format.money(publicPrice)}</span>`}
        ${nights ? html`<span class="nights" part="nights">${format.say(own.nights, { n: nights })}</span>` : nothing}
      </p>
    `
  }

  #ways({ own }: Speech<MemberRateWords>): TemplateResult {
    return html`
      <slot name="guest">
        <p class="ways">
          <button class="plain" part="join" type="button" @click=${() => requestJoin(this)}>${own.join}</button>
          <button class="plain" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>
        </p>
      </slot>
    `
  }

  #next({ next, tier, all }: Rates, { own, format }: Speech<MemberRateWords>): TemplateResult | typeof nothing {
    if (next) return html`<p class="next note" part="next">${format.say(own.next, { tier: next.tier.name, money: format.money(next.price) })}</p>`
    return tier && tier === all.at(-1)?.tier ? html`<p class="next note" part="next">${own.top}</p>` : nothing
  }

  #booking(rate: ConstructorParameters<typeof LoyaltyMemberRateRequestEvent>[1] | undefined, { own, format }: Speech<MemberRateWords>): TemplateResult | typeof nothing {
    if (!this.withBooking || !rate) return nothing
    const book = ({ currentTarget }: Event) => {
      tellFact(this.loyalty, currentTarget as Element, { kind: 'clicked', subjectKind: 'cart' })
      this.dispatchEvent(new LoyaltyMemberRateRequestEvent(this.#cart(), rate))
    }
    return html`<p class="booking"><button part="book" type="button" aria-label=${format.say(own.bookAt, { money: format.money(rate.price) })} @click=${book}>${own.book}</button></p>`
  }

  #tiers({ all, tier: mine }: Rates, { own, format }: Speech<MemberRateWords>): TemplateResult | typeof nothing {
    if (all.length < 2) return nothing
    const isMine = (id: string) => !this.guest && id === mine?.id
    return html`
      <details part="tiers">
        <summary>${own.tiers}</summary>
        <table>
          <thead class="visually-hidden"><tr><th scope="col">${own.tier}</th><th scope="col">${own.price}</th></tr></thead>
          <tbody>
            ${all.map(({ tier, price }) => html`
              <tr class=${isMine(tier.id) ? 'mine' : ''}>
                <th scope="row">${tier.name}${isMine(tier.id) ? html` <span class="yours">${own.yours}</span>` : nothing}</th>
                <td>${format.money(price)}</td>
              </tr>
            `)}
          </tbody>
        </table>
      </details>
    `
  }

  /** The public price as the page gave it, while nothing else is known. */
  #given(speech: Speech<MemberRateWords>): TemplateResult | typeof nothing {
    const rate = this.#asGiven()
    return rate ? this.#prices(rate.publicPrice, undefined, speech) : nothing
  }

  #asGiven(): ConstructorParameters<typeof LoyaltyMemberRateRequestEvent>[1] | undefined {
    const cart = this.#cart()
    if (!cart || !isQuotable(cart)) return undefined
    const price = { amount: cart.items.reduce((sum, item) => sum + item.quantity * item.price, 0), currency: cart.currency }
    return Number.isSafeInteger(price.amount) ? { price, publicPrice: price, tier: undefined, forMember: false } : undefined
  }

  /** Whether it is known who is there, and of a member which tier; what can't be learned is not waited for. */
  get #knowsWho(): boolean {
    const { client } = this.loyalty
    if (this.state || this.guest || !client?.can('tiers')) return true
    return this.known('tier') !== undefined || client.$tier?.value?.status === 'failed'
  }

  get #nights(): number {
    const stay = this.#cart()?.stay
    const days = stay ? Math.round((Date.parse(stay.departure) - Date.parse(stay.arrival)) / 86_400_000) : 0
    return days > 0 ? days : 0
  }

  #cart(): Cart | undefined {
    if (this.cart) return this.cart
    const { price, currency, hotel, room, arrival, departure, guests, category } = this
    if (price == null || !currency) return undefined
    const stay = hotel && arrival && departure ? { hotel, ...(room ? { room } : {}), arrival, departure, guests } : undefined
    return {
      id: ['rate', hotel, room, arrival, departure].filter(Boolean).join(':'),
      currency,
      items: [{ sku: room || hotel || 'stay', quantity: 1, price, ...(category ? { categories: [category] } : {}) }],
      ...(stay ? { stay } : {}),
    }
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

const bones = html`<p class="prices" aria-hidden="true"><span class="bone now"></span></p><p aria-hidden="true"><span class="bone"></span></p>`

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-member-rate': LoyaltyMemberRate
  }
}
