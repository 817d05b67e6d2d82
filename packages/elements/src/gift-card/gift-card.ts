import { toLoyaltyError, type AnyClient, type GiftCard, type LoyaltyError, type Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { textField } from '../shared/field.ts'
import { fitting } from '../shared/fitting.ts'
import { LightForm } from '../shared/light-form.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, storeOf, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { cardRow, found } from './card-row.ts'
import {
  LoyaltyAttachGiftCardRequestEvent, LoyaltyCheckGiftCardRequestEvent, LoyaltyGiftCardAttachedEvent, LoyaltyGiftCardCheckedEvent, type TypedGiftCard,
} from './gift-card.events.ts'
import { giftCardStyles } from './gift-card.styles.ts'
import { words, type GiftCardWords } from './gift-card.words.ts'

/** So many cards are tried for the room that is reserved; the others come by a button. */
const firstPortion = 4

/** The shortest number of a card, without spaces. */
const shortest = 4
/** The longest. */
const longest = 40

/**
 * What is on a gift card, for anybody who has its number; and for a member the cards in the account, with a way to add one.
 * The fields are in light DOM, in a `<form slot="form">` that the element makes. What is typed in them is as good as money: it is
 * kept nowhere.
 *
 * @tagname loyalty-gift-card
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot form - The element's own form. Leave it to the element.
 * @slot empty - Shown to a member without a gift card, above the form.
 * @slot failed - Shown above the form when the cards in the account can't be read.
 * @csspart title - The heading.
 * @csspart cards - The cards in the account.
 * @csspart card - One of them.
 * @csspart number - Its masked number.
 * @csspart standing - Until when it can be used, or why it can't.
 * @csspart money - What is on it.
 * @csspart more - The button for more cards.
 * @csspart result - What was found, or done.
 * @csspart login - A guest's button.
 * @csspart problem - What went wrong.
 * @csspart checking - That no answer has come yet.
 * @csspart failure - The message that stands in for the cards.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old cards.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's cards are shown.
 * @cssstate guest - Nobody is signed in; a card can be checked.
 * @cssstate empty - The member has no card in the account.
 * @cssstate failed - The cards in the account can't be read; a card can be checked.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-field-border - Border of fields.
 * @cssprop --loyalty-danger - Colour of what is wrong.
 * @fires {LoyaltyCheckGiftCardRequestEvent} loyalty-check-gift-card-request - Somebody wants to know what is on a card. Cancelled: the host says it.
 * @fires {LoyaltyGiftCardCheckedEvent} loyalty-gift-card-checked - A card was found.
 * @fires {LoyaltyAttachGiftCardRequestEvent} loyalty-attach-gift-card-request - A member wants to keep a card. Cancelled: the host puts it into the account.
 * @fires {LoyaltyGiftCardAttachedEvent} loyalty-gift-card-attached - A card is in the account now.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to keep a card.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An action failed; the element says so itself.
 */
export class LoyaltyGiftCard extends LoyaltyElement<'giftCards', GiftCardWords> {
  static override readonly styles = [baseStyles, buttonStyles, titleStyles, giftCardStyles]
  static override readonly needs = ['giftCards'] as const
  // it says whether cards are kept
  static override readonly also = ['program'] as const
  static override readonly group = 'giftCards'
  static override readonly vocabulary = { name: 'giftCard', words } as const

  /** Whether cards of this programme have a PIN: each of them, some, or none. */
  @property() pin: 'required' | 'optional' | 'none' = 'optional'
  /** Numbers of this programme have letters: phones show the whole keyboard, and hyphens are part of a number. */
  @property({ type: Boolean, attribute: 'with-letters' }) withLetters = false

  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #minutes = new MinuteController(this)
  readonly #light = new LightForm(this, {
    submit: () => void this.#check(),
    check: (name) => this.#wrong(name),
    changed: () => this.#changed(),
  })
  /** What a check has found. */
  #found: GiftCard | undefined
  /** What was put into the account a moment ago. */
  #attached: GiftCard | undefined
  /** How many cards are shown; 0: as many as fit into the reserved room. */
  #shown = 0
  #focusCard: number | undefined
  #was: string | undefined

  constructor() {
    super()
    this.addController(new RoomController(this))
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    // where there is no list, the member tells who is there
    return [...super.stores(client), ...(client.can('giftCards.list') ? [] : [storeOf(client, 'member')]), client.$session]
  }

  /** Goes to the field for the number. */
  override focus(options?: FocusOptions): void {
    this.#light.focus(undefined, options)
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const session = this.loyalty.client?.$session.value
    const who = session && session.status !== 'unknown' ? JSON.stringify(session) : undefined
    // nothing of one person is left for the next; a guest who logs in goes on
    if (who !== undefined && this.#was !== undefined && who !== this.#was && !this.#was.includes('guest')) this.#forget()
    this.#was = who ?? this.#was
    this.#light.content = nothing
    this.#minutes.run(this.#retryAt > 0)
  }

  override render(): TemplateResult | typeof nothing {
    const speech = this.speech()
    if (!this.has('giftCards.list') && this.loyalty.client?.can('giftCards')) return this.#unlisted(speech)
    const look = this.look()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    this.#light.content = this.#fields(speech)
    if (look.status === 'failed') {
      const said = failure(speech, speech.own.listFailed, look.error, () => this.loyalty.client?.refresh(['giftCards']))
      return this.#as('failed', this.#frame(speech, html`<div class="stand-in"><slot name="failed">${said}</slot></div>`))
    }
    const { giftCards } = look.values
    if (!giftCards) return this.#as('guest', this.#frame(speech, nothing))
    if (!giftCards.length) return this.#as('empty', this.#frame(speech, html`<div class="stand-in"><slot name="empty"><p class="muted">${speech.own.none}</p></slot></div>`))
    return this.#as('ready', this.#frame(speech, this.#cards(giftCards, look.stale, speech)))
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const cards = [...this.renderRoot.querySelectorAll<HTMLElement>('.card')]
    if (this.#shown === 0 && this.matches(':state(ready)')) {
      const whole = (this.known('giftCards')?.length ?? 0) <= cards.length
      const fits = fitting(this, cards, whole ? this.renderRoot.querySelector<HTMLElement>('.more') : undefined)
      this.#shown = fits >= cards.length ? firstPortion : fits
      this.requestUpdate()
    }
    if (this.#focusCard !== undefined) cards[this.#focusCard]?.focus()
    this.#focusCard = undefined
  }

  /** What is on a card goes into a balance here: there is no list of cards to wait for. */
  #unlisted(speech: Speech<GiftCardWords> | undefined): TemplateResult {
    const status = this.loyalty.client?.$session.value?.status ?? 'unknown'
    if (status === 'unknown' || !speech) return this.#as('loading', this.#loading(speech))
    this.#light.content = this.#fields(speech)
    return this.#as(status === 'guest' ? 'guest' : 'ready', this.#frame(speech, nothing))
  }

  #frame(speech: Speech<GiftCardWords>, above: unknown): TemplateResult {
    return html`
      <h2 class="title" part="title"><slot name="heading">${speech.own.title}</slot></h2>
      ${above}
      <div class="form">
        <slot name="form"></slot>
        <div class="messages">
          <p class="problem" part="problem" role="alert">${this.#problem(speech)}</p>
          <p class="note" part="checking" role="status">${this.#action.checking ? speech.shared.checking : nothing}</p>
        </div>
        <div class="result" part="result" role="status">${this.#result(speech)}</div>
      </div>
    `
  }

  #cards(giftCards: readonly GiftCard[], stale: { readonly at: number } | undefined, speech: Speech<GiftCardWords>): TemplateResult {
    const shown = this.#shown || firstPortion
    const { now } = this
    const hidden = giftCards.length - shown
    return html`
      <section aria-labelledby="yours">
        <h3 id="yours">${speech.own.yours}</h3>
        <ul class="cards" part="cards">${repeat(giftCards.slice(0, shown), ({ id }) => id, (card) => cardRow(card, now, speech))}</ul>
        ${hidden > 0 || this.#shown === 0
          ? html`<button class="plain more" part="more" type="button" @click=${() => this.#more(giftCards.length)}>${speech.format.say(speech.own.more, { n: Math.max(1, hidden) })}</button>`
          : nothing}
        ${staleNote(speech, stale)}
      </section>
    `
  }

  #fields({ own, shared }: Speech<GiftCardWords>): TemplateResult {
    const { state } = this.#action
    const does = (what: string) => state.status === 'busy' && state.what === what
    const inputmode = this.withLetters ? 'text' : 'numeric'
    const error = (name: 'number' | 'pin') => (own.problems[name] as Readonly<Record<string, string>>)[this.#light.errors.get(name) ?? '']
    return html`
      ${textField(this.#light, { name: 'number', label: own.number, hint: own.numberHint, autocomplete: 'off', inputmode, ltr: true, maxlength: 80, required: shared.required, error: error('number') })}
      ${this.pin === 'none'
        ? nothing
        : textField(this.#light, {
            name: 'pin', label: own.pin, hint: own.pinHint, autocomplete: 'off', inputmode, ltr: true, maxlength: 20,
            required: this.pin === 'required' ? shared.required : undefined, error: error('pin'),
          })}
      <div class="actions">
        <button type="submit" aria-disabled=${this.#action.busy} aria-busy=${does('checkGiftCard')}>${does('checkGiftCard') ? own.checking : own.check}</button>
        ${this.#isGuest
          ? nothing
          : html`<button class="quiet" type="button" aria-disabled=${this.#action.busy} aria-busy=${does('attachGiftCard')} @click=${() => void this.#attach()}>${does('attachGiftCard') ? own.attaching : own.attach}</button>`}
      </div>
    `
  }

  #result(speech: Speech<GiftCardWords>): unknown {
    const { own, format } = speech
    if (this.#attached) return html`<p class="found">${format.say(own.attached, { number: this.#attached.number })}</p>`
    return this.#found ? found(this.#found, this.now, { guest: this.#isGuest, logIn: () => requestLogin(this) }, speech) : nothing
  }

  #problem({ own, shared, format }: Speech<GiftCardWords>): string {
    const error = this.#failure
    if (!error) return ''
    if (this.#retryAt > this.now) return format.say(own.tooOften, { time: format.until(error.details?.retryAt ?? '', this.now) })
    return error.code === 'conflict' ? own.notYours : shared.errors[error.code]
  }

  #loading(speech: Speech<GiftCardWords> | undefined): TemplateResult {
    return html`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <div class="bones" aria-hidden="true">
          <span class="bone"></span><span class="bone field"></span>
          <span class="bone"></span><span class="bone field"></span>
          <span class="bone button"></span>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  get #isGuest(): boolean {
    return this.guest || this.known('giftCards') === null
  }

  get #failure(): LoyaltyError | undefined {
    const { state } = this.#action
    return state.status === 'failed' ? state.error : undefined
  }

  /** When the backend listens again, in milliseconds since 1970; 0 where it has not said so. */
  get #retryAt(): number {
    const error = this.#failure
    return error?.code === 'rate_limited' ? Date.parse(error.details?.retryAt ?? '') || 0 : 0
  }

  /** What is typed, without what people put between groups of digits. Between letters a hyphen is part of the number, whichever kind a phone has made of it. */
  #typed(): TypedGiftCard {
    const plain = (name: string) => (this.#light.values[name] ?? '').normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').replace(/\p{Pd}/gu, this.withLetters ? '-' : '')
    const pin = this.pin === 'none' ? '' : plain('pin')
    return { number: plain('number'), ...(pin ? { pin } : {}) }
  }

  #wrong(name: string): string | undefined {
    const { number, pin } = this.#typed()
    if (name === 'pin') return this.pin === 'required' && !pin ? 'missing' : undefined
    if (!number) return 'missing'
    return number.length < shortest ? 'short' : number.length > longest ? 'invalid' : undefined
  }

  /** Another number: what was found belongs to the last one. */
  #changed(): void {
    if (this.#action.busy) return
    this.#found = this.#attached = undefined
    this.#action.reset()
    if (this.#light.errors.get('number') === 'unknown') this.#light.clear('number')
  }

  async #check(): Promise<void> {
    if (!this.#ready()) return
    const typed = this.#typed()
    const intent = new LoyaltyCheckGiftCardRequestEvent(typed)
    const check = this.state ? undefined : this.loyalty.client?.checkGiftCard
    if (!check) return void this.dispatchEvent(intent)
    const answer = await this.#action.run({ action: 'checkGiftCard', intent, act: () => check(typed), fact: ({ giftCard }) => new LoyaltyGiftCardCheckedEvent(giftCard) })
    this.#found = answer?.giftCard
    this.#explain()
  }

  async #attach(): Promise<void> {
    if (!this.#ready()) return
    const typed = this.#typed()
    const intent = new LoyaltyAttachGiftCardRequestEvent(typed)
    const attach = this.state ? undefined : this.loyalty.client?.attachGiftCard
    if (!attach) return void this.dispatchEvent(intent)
    const person = this.#was
    const answer = await this.#action.run({ action: 'attachGiftCard', intent, act: () => attach(typed), fact: ({ giftCard }) => new LoyaltyGiftCardAttachedEvent(giftCard) })
    if (!answer || person !== this.#was) return this.#explain()
    // nobody needs the number any more, and the next at this device must not find it
    this.#clear()
    this.#attached = answer.giftCard
    this.requestUpdate()
  }

  /** Whether there is something to send, and nothing under way. */
  #ready(): boolean {
    if (this.#action.busy || !this.#light.validate()) return false
    this.#found = this.#attached = undefined
    return true
  }

  /** Shows what is wrong at its field, where it is about one. */
  #explain(): void {
    this.requestUpdate()
    const error = this.#failure && toLoyaltyError(this.#failure)
    if (!error) return
    const paths = error.code === 'not_found' ? { number: 'unknown' } : error.code === 'invalid_input' ? Object.fromEntries((error.details?.issues ?? []).map(({ path }) => [path, 'invalid'])) : {}
    if (this.#light.fail(paths)) this.#action.reset()
  }

  #more(count: number): void {
    this.#focusCard = this.#shown || firstPortion
    this.#shown = count
    this.requestUpdate()
  }

  #clear(): void {
    for (const name of ['number', 'pin']) this.#light.set(name, '')
    this.#light.begin()
    this.#action.reset()
  }

  #forget(): void {
    this.#clear()
    this.#found = this.#attached = undefined
    this.#shown = 0
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-gift-card': LoyaltyGiftCard
  }
}
