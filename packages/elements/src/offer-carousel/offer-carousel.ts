import { type AnyClient, type Offer, type Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { cardStyles } from '../shared/card.styles.ts'
import { copyText } from '../shared/copy-text.ts'
import { goodsStyles } from '../shared/goods-card.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { seen, tellFact } from '../shared/seen.ts'
import { withSource } from '../shared/with-source.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { offerCard, type Card, type CardDeeds } from './offer-card.ts'
import { LoyaltyActivatedEvent, LoyaltyActivateRequestEvent } from './offer-carousel.events.ts'
import { offerCarouselStyles } from './offer-carousel.styles.ts'
import { words, type OfferCarouselWords } from './offer-carousel.words.ts'
import { isEnding } from './offer-time.ts'
import { ScrollController } from './scroller.ts'

/** So many cards are made at once; more when one comes near the end. */
const portion = 24

/** How long "Copied" stands, in milliseconds. */
const copiedFor = 3_000

/** After these the list on the page was old: it is read again. */
const outdated: readonly string[] = ['not_found', 'expired', 'not_eligible', 'conflict', 'uncertain']

/**
 * Offers as cards: in a row that one scrolls, or in a grid. Public ones for a guest, personal ones too for a member.
 *
 * @tagname loyalty-offer-carousel
 * @slot - Shown until there is something to show, instead of the grey cards.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest who would see only personal offers, instead of the invitation to log in.
 * @slot empty - Shown when there are no offers.
 * @slot failed - Shown when there are no offers to show and they can't be read.
 * @csspart title - The heading.
 * @csspart previous - The button back.
 * @csspart next - The button on.
 * @csspart list - The row or grid.
 * @csspart card - One offer.
 * @csspart image - Its picture.
 * @csspart plate - What stands for a picture.
 * @csspart badge - Its state.
 * @csspart partner - Whose offer it is.
 * @csspart name - Its title.
 * @csspart text - Its text.
 * @csspart time - Until when, or why it is locked.
 * @csspart code - Its code.
 * @csspart copy - The button that copies the code.
 * @csspart activate - The button that activates.
 * @csspart link - The link to where it can be used.
 * @csspart details - The button that opens the details.
 * @csspart panel - The details.
 * @csspart problem - What went wrong on a card.
 * @csspart hint - A word on a card.
 * @csspart more - The button for more, in a grid.
 * @csspart login - A guest's button.
 * @csspart stale - The note below old offers.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Offers are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There are no offers.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop [--loyalty-offer-width=17.5em] - Width of a card.
 * @cssprop [--loyalty-offer-height=25em] - Height of a card: the same for all, so that nothing shifts.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-surface - Background of a card.
 * @fires {LoyaltyActivateRequestEvent} loyalty-activate-request - Somebody wants to activate an offer. Cancelled: the host does it.
 * @fires {LoyaltyActivatedEvent} loyalty-activated - An offer is active now.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants what only members have.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An action failed; the card says so itself.
 */
export class LoyaltyOfferCarousel extends LoyaltyElement<'offers' | 'member', OfferCarouselWords> {
  static override readonly styles = [baseStyles, buttonStyles, titleStyles, standInStyles, cardStyles, goodsStyles, offerCarouselStyles]
  static override readonly needs = ['offers'] as const
  static override readonly group = 'offers'
  static override readonly vocabulary = { name: 'offerCarousel', words } as const

  /** Only these offers; all of them where absent. */
  @property() audience: 'public' | 'personal' | undefined
  /** Only offers of these kinds, such as `discount partner`; all of them where absent. */
  @property() kinds: string | undefined
  /** On a partner's page: the partner's name in the programme. Links to the programme's site carry it, so that it learns who sent the visitor. */
  @property({ attribute: 'from-partner' }) fromPartner: string | undefined
  /** Which page or campaign of the partner: carried as well. */
  @property({ attribute: 'from-campaign' }) fromCampaign: string | undefined
  /** At most so many. */
  @property({ type: Number }) limit: number | undefined
  /** A row that scrolls, or a grid for a page of its own. */
  @property({ reflect: true }) layout: 'carousel' | 'grid' = 'carousel'

  readonly #actions = new Map<string, ActionController>()
  readonly #scroll = new ScrollController(this, () => this.#more())
  readonly #minutes = new MinuteController(this)
  readonly #open = new Set<string>()
  readonly #hints = new Map<string, string>()
  readonly #broken = new Set<string>()
  #copied: string | undefined
  #copiedTimer: ReturnType<typeof setTimeout> | undefined
  #said = ''
  #shown = portion
  #count = 0
  #cards: readonly Offer[] = []
  #focusCard: number | undefined

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#copiedTimer)
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    this.#scroll.watch(this.layout === 'grid' ? undefined : (this.renderRoot.querySelector<HTMLElement>('.list[tabindex]') ?? undefined))
    const cards = this.renderRoot.querySelectorAll<HTMLElement>('.card')
    this.#cards.forEach(({ id }, index) => cards[index] && seen(this.loyalty, cards[index], { subjectKind: 'offer', subject: id }))
    if (this.#focusCard === undefined) return
    cards[this.#focusCard]?.focus()
    this.#focusCard = undefined
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    this.#cards = []
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed')
      return this.#as('failed', html`${this.#head(speech)}<div class="stand-in"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['offers']))}</slot></div>`)
    const kinds: readonly string[] = (this.kinds ?? '').split(/[\s,]+/).filter(Boolean)
    const offers = look.values.offers.filter(({ audience, kind }) => (!this.audience || audience === this.audience) && (!kinds.length || kinds.includes(kind))).slice(0, this.limit ?? undefined)
    this.#count = offers.length
    this.#cards = offers.slice(0, this.#shown)
    const { now } = this
    this.#minutes.run(offers.some((offer) => isEnding(offer, now)))
    if (!offers.length && this.guest && this.audience === 'personal') return this.#as('guest', this.#guest(speech))
    if (!offers.length) return this.#as('empty', html`${this.#head(speech)}<div class="stand-in"><slot name="empty"><p class="muted">${speech.own.empty}</p></slot></div>`)
    this.show('ready', ...(this.guest ? ['guest'] : []))
    return html`
      ${this.layout === 'grid' ? this.#grid(offers, speech) : this.#row(offers, speech)} ${staleNote(speech, look.stale)}
      <p class="visually-hidden" role="status">${this.#said}</p>
    `
  }

  #row(offers: readonly Offer[], speech: Speech<OfferCarouselWords>): TemplateResult {
    const { own, format } = speech
    const { atStart, atEnd } = this.#scroll.edges
    const move = (name: 'previous' | 'next', stops: boolean) => html`
      <button class="quiet" part=${name} type="button" aria-label=${own[name]} aria-controls="list" aria-disabled=${stops} @click=${() => this.#scroll.page(name === 'next')}>
        <span aria-hidden="true">${name === 'next' ? '›' : '‹'}</span>
      </button>
    `
    return html`
      <section aria-roledescription=${own.carousel} aria-labelledby="title">
        ${this.#head(speech, html`<div class="arrows ${atStart && atEnd ? 'idle' : ''}">${move('previous', atStart)}${move('next', atEnd)}</div>`)}
        <div id="list" class="list" part="list" tabindex="0" role="group" aria-labelledby="title" @scroll=${this.#scroll.look} @keydown=${this.#onKey}>
          ${repeat(this.#cards, ({ id }) => id, (offer, index) => html`
            <div class="card" part="card" role="group" aria-roledescription=${own.slide} aria-label=${format.say(own.position, { number: index + 1, count: offers.length })} @click=${(event: Event) => this.#onClick(event, offer)} @keydown=${(event: KeyboardEvent) => this.#onCardKey(event, offer)}>
              ${this.#card(offer, index, speech)}
            </div>
          `)}
        </div>
      </section>
    `
  }

  #grid(offers: readonly Offer[], speech: Speech<OfferCarouselWords>): TemplateResult {
    return html`
      <section aria-labelledby="title">
        ${this.#head(speech)}
        <div class="list" part="list" role="list">
          ${repeat(this.#cards, ({ id }) => id, (offer, index) => html`
            <div class="card" part="card" role="listitem" tabindex="-1" @click=${(event: Event) => this.#onClick(event, offer)} @keydown=${(event: KeyboardEvent) => this.#onCardKey(event, offer)}>${this.#card(offer, index, speech)}</div>
          `)}
        </div>
        ${offers.length > this.#shown ? html`<div class="more"><button class="quiet" part="more" type="button" @click=${this.#onMore}>${speech.own.more}</button></div>` : nothing}
      </section>
    `
  }

  #card(offer: Offer, index: number, speech: Speech<OfferCarouselWords>): TemplateResult {
    const action = this.#actions.get(offer.id)
    const card: Card = {
      index,
      offer: this.#withSource(offer),
      now: this.now,
      open: this.#open.has(offer.id),
      busy: action?.busy ?? false,
      checking: action?.checking ?? false,
      withoutImage: this.#broken.has(offer.id),
      copied: this.#copied === offer.id,
      hint: this.#hints.get(offer.id),
      error: action?.state.status === 'failed' ? action.state.error : undefined,
    }
    const deeds: CardDeeds = {
      activate: this.has('offers.activate') ? () => void this.#activate(offer, speech) : undefined,
      copy: (event) => void this.#copy(offer, event, speech),
      toggle: () => this.#toggle(offer.id),
      imageFailed: () => {
        this.#broken.add(offer.id)
        this.requestUpdate()
      },
    }
    return offerCard(card, speech, deeds)
  }

  /** What is a partner's own leads to the partner: nobody has to be told there. */
  #withSource(offer: Offer): Offer {
    return offer.url && !offer.partner ? { ...offer, url: withSource(offer.url, { partner: this.fromPartner, campaign: this.fromCampaign }) } : offer
  }

  #head({ own }: Speech<OfferCarouselWords>, arrows?: TemplateResult): TemplateResult {
    return html`<div class="head"><h2 id="title" class="title" part="title"><slot name="heading">${this.guest ? own.titleGuest : own.title}</slot></h2>${arrows ?? nothing}</div>`
  }

  #guest(speech: Speech<OfferCarouselWords>): TemplateResult {
    const { own } = speech
    return html`
      ${this.#head(speech)}
      <div class="stand-in">
        <slot name="guest">
          <p class="muted">${own.guest}</p>
          <button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>
        </slot>
      </div>
    `
  }

  #loading(speech: Speech<OfferCarouselWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="head" aria-hidden="true"><p class="title"><span class="bone"></span></p></div>
        <div class="list" aria-hidden="true">${[0, 1, 2].map(() => html`<div class="card bone"></div>`)}</div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  async #activate(offer: Offer, { own, format }: Speech<OfferCarouselWords>): Promise<void> {
    const { client } = this.loyalty
    if (offer.state !== 'available' || this.#actions.get(offer.id)?.busy) return
    if (this.guest) {
      this.#hints.set(offer.id, own.joinFirst)
      this.requestUpdate()
      requestLogin(this)
      return
    }
    this.#hints.delete(offer.id)
    const intent = new LoyaltyActivateRequestEvent(offer)
    if (!client?.activateOffer) return void this.dispatchEvent(intent)
    const { activateOffer } = client
    const action = this.#actionOf(offer.id)
    const answer = await action.run({ action: 'activateOffer', intent, act: () => activateOffer({ offerId: offer.id }), fact: (done) => new LoyaltyActivatedEvent(done.offer) })
    if (answer) this.#say(format.say(own.nowActive, { title: offer.title }))
    else if (action.state.status === 'failed' && outdated.includes(action.state.error.code)) client.refresh(['offers'])
  }

  #actionOf(id: string): ActionController {
    let action = this.#actions.get(id)
    if (!action) this.#actions.set(id, (action = new ActionController(this, () => this.loyalty.client)))
    return action
  }

  async #copy({ id, code = '' }: Offer, event: Event, { own }: Speech<OfferCarouselWords>): Promise<void> {
    const shown = (event.currentTarget as HTMLElement).parentElement?.querySelector('code')
    if (await copyText(code, this.shadowRoot ?? this)) {
      this.#copied = id
      this.#hints.delete(id)
      this.#say(own.codeCopied)
      clearTimeout(this.#copiedTimer)
      this.#copiedTimer = setTimeout(() => {
        this.#copied = undefined
        this.requestUpdate()
      }, copiedFor)
      return
    }
    if (shown) this.ownerDocument.getSelection()?.selectAllChildren(shown)
    this.#hints.set(id, own.copyByHand)
    this.requestUpdate()
  }

  #toggle(id: string): void {
    if (!this.#open.delete(id)) this.#open.add(id)
    this.requestUpdate()
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target === event.currentTarget && !event.altKey && !event.ctrlKey && !event.metaKey && this.#scroll.key(event)) event.preventDefault()
  }

  #onCardKey(event: KeyboardEvent, { id }: Offer): void {
    if (event.key !== 'Escape' || !this.#open.has(id)) return
    event.stopPropagation()
    this.#toggle(id)
    ;(event.currentTarget as HTMLElement).querySelector<HTMLElement>('.details')?.focus()
  }

  /** A press on a card that leads somewhere; closing the details leads nowhere. */
  #onClick({ target }: Event, { id }: Offer): void {
    const pressed = (target as Element).closest('a, button')
    if (pressed?.matches(':not([aria-disabled=true], [aria-expanded=true])')) tellFact(this.loyalty, pressed, { kind: 'clicked', subjectKind: 'offer', subject: id })
  }

  #onMore(): void {
    this.#focusCard = this.#shown
    this.#more()
  }

  #more(): void {
    if (this.#shown >= this.#count) return
    this.#shown += portion
    this.requestUpdate()
  }

  #say(text: string): void {
    this.#said = text
    this.requestUpdate()
  }

  #as<T>(state: string, content: T): T {
    this.show(state, ...(state !== 'guest' && state !== 'loading' && state !== 'absent' && this.guest ? ['guest'] : []))
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-offer-carousel': LoyaltyOfferCarousel
  }
}
