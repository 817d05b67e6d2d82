import type { Coupon } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { cardStyles } from '../shared/card.styles.ts'
import { CopyController } from '../shared/copy-controller.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { fitting } from '../shared/fitting.ts'
import { goodsStyles } from '../shared/goods-card.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { seen, tellFact } from '../shared/seen.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { endsSoon } from '../shared/validity.ts'
import { couponCard, stateNow, type CardDeeds } from './coupon-card.ts'
import { LoyaltyCouponCopiedEvent, LoyaltyUseCouponRequestEvent } from './coupons.events.ts'
import { couponsStyles } from './coupons.styles.ts'
import { words, type CouponsWords } from './coupons.words.ts'

/** So many codes are tried for the room that is reserved; what does not fit comes with "Show more". */
const firstPortion = 12
/** So many more are shown by one press. */
const portion = 24

/**
 * The codes that a member holds: to copy, to use, until when; then those that were used and those that are over.
 *
 * @tagname loyalty-coupons
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown to a member who never had a code.
 * @slot failed - Shown when there are no codes to show and they can't be read.
 * @csspart title - The heading.
 * @csspart list - A grid of codes.
 * @csspart card - One code with its words.
 * @csspart partner - Whose it is.
 * @csspart name - What it gives.
 * @csspart text - More about it.
 * @csspart time - Until when.
 * @csspart code - The code.
 * @csspart copy - The button that copies it.
 * @csspart use - The link or the button to use it.
 * @csspart hint - That it is selected, where it could not be copied.
 * @csspart terms - Its terms, to open.
 * @csspart used - The used ones, to open.
 * @csspart expired - Those that are over, to open.
 * @csspart more - The button for more.
 * @csspart login - A guest's button.
 * @csspart failure - The message that stands in for the codes.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old codes.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Codes are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - The member never had a code.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop [--loyalty-coupon-width=19em] - Least width of a card.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-surface - Background of a card.
 * @fires {LoyaltyUseCouponRequestEvent} loyalty-use-coupon-request - Somebody wants to use a code. Cancelled: the host uses it, and the link is not followed.
 * @fires {LoyaltyCouponCopiedEvent} loyalty-coupon-copied - A code was copied.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 */
export class LoyaltyCoupons extends LoyaltyElement<'coupons', CouponsWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, titleStyles, standInStyles, cardStyles, goodsStyles, couponsStyles]
  static override readonly needs = ['coupons'] as const
  static override readonly group = 'coupons'
  static override readonly vocabulary = { name: 'coupons', words } as const

  /** Also codes without a link have a button to use them: for a host that listens to `loyalty-use-coupon-request`. */
  @property({ type: Boolean, attribute: 'with-use' }) withUse = false

  readonly #copy = new CopyController(this)
  readonly #minutes = new MinuteController(this)
  /** How many of those to use are shown at most; 0: as many as fit into the reserved room. */
  #shown = 0
  #available = 0
  #said = ''
  #focusCard: number | undefined

  constructor() {
    super()
    this.addController(new RoomController(this))
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const known = this.known('coupons')
    if (!known) this.#forget()
    this.#minutes.run(known?.some((coupon) => coupon.state === 'available' && endsSoon(coupon, this.now)) ?? false)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    const { own } = speech
    if (look.status === 'failed')
      return this.#as('failed', html`${this.#title(speech)}<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['coupons']))}</slot></div>`)
    const { coupons } = look.values
    if (!coupons)
      return this.#as('guest', html`
        ${this.#title(speech)}
        <div class="stand-in">
          <slot name="guest">
            <p class="muted">${own.guest}</p>
            <button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>
          </slot>
        </div>
      `)
    if (!coupons.length) return this.#as('empty', html`${this.#title(speech)}<div class="stand-in"><slot name="empty"><p class="muted">${own.empty}</p></slot></div>${staleNote(speech, look.stale)}`)
    const { now } = this
    const of = (state: Coupon['state']) => coupons.filter((coupon) => stateNow(coupon, now) === state)
    const available = of('available')
    this.#available = available.length
    const shown = this.#shown || firstPortion
    return this.#as('ready', html`
      ${this.#title(speech)}
      ${available.length ? this.#list(available.slice(0, shown), 'a', speech) : html`<p class="muted none">${own.noneAvailable}</p>`}
      ${available.length > shown || this.#shown === 0 ? html`<div class="more"><button class="quiet" part="more" type="button" @click=${() => this.#more(available.length, speech)}>${own.more}</button></div>` : nothing}
      ${this.#past('used', of('used'), speech)} ${this.#past('expired', of('expired'), speech)} ${staleNote(speech, look.stale)}
      <p class="visually-hidden" role="status">${this.#said}</p>
    `)
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const cards = [...this.renderRoot.querySelectorAll<HTMLElement>('.available')]
    const [first] = cards
    // whose codes they are is nobody else's business: the list as a whole is told of
    if (first) seen(this.loyalty, first, { subjectKind: 'coupon' })
    if (this.#shown === 0 && this.matches(':state(ready)')) {
      const fits = fitting(this, cards, this.#available > cards.length ? undefined : this.renderRoot.querySelector<HTMLElement>('.more'))
      this.#shown = fits >= cards.length ? firstPortion : fits
      this.requestUpdate()
    }
    if (this.#focusCard !== undefined) cards[this.#focusCard]?.focus()
    this.#focusCard = undefined
  }

  #title({ own }: Speech<CouponsWords>): TemplateResult {
    return html`<h2 class="title" part="title"><slot name="heading">${own.title}</slot></h2>`
  }

  #list(coupons: readonly Coupon[], prefix: string, speech: Speech<CouponsWords>): TemplateResult {
    return html`
      <ul class="list" part="list">
        ${repeat(coupons, ({ id }) => id, (coupon, index) => html`
          <li class="card ${prefix === 'a' ? 'available' : ''}" part="card" tabindex="-1">${this.#card(coupon, `${prefix}${index}`, speech)}</li>
        `)}
      </ul>
    `
  }

  #past(state: 'used' | 'expired', coupons: readonly Coupon[], speech: Speech<CouponsWords>): TemplateResult | typeof nothing {
    if (!coupons.length) return nothing
    const label = speech.format.say(speech.own[state], { n: coupons.length })
    return html`<details class="past" part=${state}><summary>${label}</summary>${this.#list(coupons, state, speech)}</details>`
  }

  #card(coupon: Coupon, index: string, speech: Speech<CouponsWords>): TemplateResult {
    const deeds: CardDeeds = {
      copy: (event) => void this.#copyCode(coupon, event, speech),
      use: (event) => this.#use(coupon, event),
    }
    return couponCard({ index, coupon, now: this.now, copied: this.#copy.copied === coupon.id, selected: this.#copy.selected === coupon.id, withUse: this.withUse }, speech, deeds)
  }

  #loading(speech: Speech<CouponsWords> | undefined): TemplateResult {
    return html`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <div class="list" aria-hidden="true">${[0, 1].map(() => html`<div class="card bone"></div>`)}</div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  async #copyCode(coupon: Coupon, event: Event, { own }: Speech<CouponsWords>): Promise<void> {
    const button = event.currentTarget as HTMLElement
    tellFact(this.loyalty, button, { kind: 'clicked', subjectKind: 'coupon' })
    if (!(await this.#copy.copy(coupon.id, coupon.code, button.parentElement?.querySelector('code')))) return
    this.#said = own.codeCopied
    this.requestUpdate()
    this.dispatchEvent(new LoyaltyCouponCopiedEvent(coupon))
  }

  #use(coupon: Coupon, event: Event): void {
    tellFact(this.loyalty, event.currentTarget as HTMLElement, { kind: 'clicked', subjectKind: 'coupon' })
    if (!this.dispatchEvent(new LoyaltyUseCouponRequestEvent(coupon))) event.preventDefault()
  }

  #more(available: number, { own, format }: Speech<CouponsWords>): void {
    const before = this.#shown || firstPortion
    this.#shown = Math.min(available, before + portion)
    this.#focusCard = before
    this.#said = format.say(own.came, { n: this.#shown - before })
    this.requestUpdate()
  }

  #forget(): void {
    this.#shown = 0
    this.#said = ''
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-coupons': LoyaltyCoupons
  }
}
