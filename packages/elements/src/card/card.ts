import { isSafeUrl, type AnyClient, type Card, type CurrencyAmount, type LoyaltyError, type Program, type Store } from '@loyaltykit/core'
import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { CopyController } from '../shared/copy-controller.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { draftValues, keepDraft, memberDraftKey, readDraft } from '../shared/draft.ts'
import { textField } from '../shared/field.ts'
import { currencyOf } from '../shared/format.ts'
import { LightForm } from '../shared/light-form.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { PersonController } from '../shared/person-controller.ts'
import { property } from '../shared/property.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { drawCode, grouped, plainNumber, type CardCode } from './card-code.ts'
import { LoyaltyCardLinkedEvent, LoyaltyCardShownEvent, LoyaltyLinkCardRequestEvent } from './card.events.ts'
import { cardStyles } from './card.styles.ts'
import { words, type CardWords } from './card.words.ts'
import { ScreenLight } from './screen-light.ts'
import { codeImage, till } from './till.ts'

/** How long a number of a card may be, as the port takes it. */
const shortest = 4
const longest = 40

/** `none`: there is nothing that could be drawn. */
type Drawn = CardCode | 'drawing' | 'none' | 'failed'

/** What came of a number that was sent. */
interface Outcome {
  readonly card: Card
  readonly granted?: CurrencyAmount | undefined
  readonly already: boolean
}

/**
 * The member's card as a customer shows it: number, QR code or barcode, large for the till, wallet passes; and a way to link a
 * card that somebody has. The field for it is in light DOM, in a `<form slot="form">` that the element makes.
 *
 * @tagname loyalty-card
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot logo - On the card, instead of the programme's name.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown to a member without a card.
 * @slot failed - Shown when the card can't be read.
 * @slot form - The element's own form. Leave it to the element.
 * @csspart title - The heading.
 * @csspart card - The card.
 * @csspart program - The programme's name on it.
 * @csspart holder - The member's name on it.
 * @csspart code - The white plate with the code.
 * @csspart number - Its number.
 * @csspart copy - The button that copies the number.
 * @csspart show - The button that shows it large.
 * @csspart till - The large view.
 * @csspart till-code - The code in it.
 * @csspart till-number - The number in it.
 * @csspart till-close - The button that closes it.
 * @csspart wallets - The links to wallet passes.
 * @csspart wallet - One of them.
 * @csspart others - The member's other cards.
 * @csspart other - One of them.
 * @csspart link - What opens the form.
 * @csspart problem - What went wrong.
 * @csspart checking - That it is being looked into.
 * @csspart result - What came of linking a card.
 * @csspart login - A guest's button.
 * @csspart failure - The message that stands in for the card.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old values.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A card is shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - The member has no card.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-card-background - Background of the card: a colour or a picture.
 * @cssprop --loyalty-card-text - Colour of text on it.
 * @cssprop --loyalty-accent - Colour of buttons and links, and of the card.
 * @cssprop --loyalty-positive - Colour of what was given.
 * @fires {LoyaltyCardShownEvent} loyalty-card-shown - The card is shown large.
 * @fires {LoyaltyLinkCardRequestEvent} loyalty-link-card-request - A member wants to link a card. Cancelled: the host links it.
 * @fires {LoyaltyCardLinkedEvent} loyalty-card-linked - A card is linked.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyFailedEvent} loyalty-failed - A card could not be linked; the element says so itself.
 */
export class LoyaltyCard extends LoyaltyElement<'program' | 'cards' | 'member', CardWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, titleStyles, standInStyles, cardStyles]
  static override readonly needs = ['program', 'cards'] as const
  static override readonly also = ['member'] as const
  static override readonly group = 'cards'
  static override readonly vocabulary = { name: 'card', words } as const

  /** Whether a card can be linked here: `auto` where the programme takes plastic cards at sign-up. */
  @property() linking: 'auto' | 'always' | 'never' = 'auto'
  /** Numbers of this programme's cards have letters: phones show the whole keyboard. */
  @property({ type: Boolean, attribute: 'with-letters' }) withLetters = false

  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #copy = new CopyController(this)
  readonly #minutes = new MinuteController(this)
  readonly #light = new LightForm(this, { submit: () => void this.#link(), check: () => this.#wrong(), changed: () => this.#changed() })
  readonly #person = new PersonController(this, () => this.loyalty.client, () => this.#forget())
  readonly #screen = new ScreenLight()
  /** By format and content. */
  readonly #codes = new Map<string, Drawn>()
  #large: Card | undefined
  #outcome: Outcome | undefined
  #begunFor: string | undefined
  /** The form has been opened for somebody without a card, or with a draft. */
  #linkOpen = false
  readonly #linked = new Set<string>()

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#large = undefined
    this.#screen.release()
  }

  /** Shows the member's card large, for the till. Gives whether there is one. */
  showLarge(): boolean {
    const card = this.#main(this.known('cards'))
    if (card) this.#open(card)
    return card !== undefined
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.#person.settle()
    this.#begin()
    this.#light.content = nothing
    this.#minutes.run(this.#retryAt > 0)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    const { own } = speech
    const title = html`<h2 class="title" part="title"><slot name="heading">${own.title}</slot></h2>`
    if (look.status === 'failed')
      return this.#as('failed', html`${title}<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['cards', 'program']))}</slot></div>`)
    const { program, cards } = look.values
    if (!cards) {
      const logIn = html`<button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>`
      return this.#as('guest', html`${title}<slot name="guest"><div class="stand-in"><p class="muted">${own.guest}</p>${logIn}</div></slot>`)
    }
    const main = this.#main(cards)
    const content = html`
      ${title}
      ${main ? this.#card(main, program, speech) : html`<slot name="empty"><p class="muted">${own.empty}</p></slot>`}
      ${staleNote(speech, look.stale)} ${this.#others(cards.filter((card) => card !== main), speech)} ${this.#linkForm(program, !main, speech)}
      ${this.#large ? this.#till(this.#large, program, speech) : nothing}
    `
    return this.#as(main ? 'ready' : 'empty', content)
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  /** The card to show: one that a till can read, before others. */
  #main(cards: readonly Card[] | null | undefined): Card | undefined {
    return cards?.find(({ barcode }) => barcode) ?? cards?.[0]
  }

  #card(card: Card, program: Program, speech: Speech<CardWords>): TemplateResult {
    const { own, shared, format } = speech
    const code = this.#code(card)
    const shape = card.barcode ? (card.barcode.format === 'qr' ? 'square' : code === 'none' || code === 'failed' ? 'plain' : 'bars') : 'plain'
    const holder = [this.known('member')?.profile].flatMap((profile) => [profile?.givenName, profile?.familyName]).filter(Boolean).join(' ')
    const copied = this.#copy.copied === card.id
    const wallets = card.wallets.filter(({ url }) => isSafeUrl(url))
    return html`
      <div class="face ${shape}" part="card" role="group" aria-label=${own.title}>
        <p class="program" part="program"><slot name="logo">${program.name}</slot></p>
        ${shape === 'plain' ? nothing : html`<div class="plate" part="code">${typeof code === 'object' ? codeImage(code, speech) : nothing}</div>`}
        <div class="who">
          ${holder ? html`<p class="holder" part="holder"><bdi>${holder}</bdi></p>` : nothing}
          <p class="number" part="number">
            <span class="visually-hidden">${own.number}: </span><bdi dir="ltr" id="number">${grouped(card.number)}</bdi>
            <button class="plain" part="copy" type="button" aria-label=${own.copyNumber} @click=${() => void this.#copyNumber(card)}>
              <span class="swap ${copied ? 'done' : ''}"><span class="before">${shared.copy}</span><span class="after" aria-hidden="true">${shared.copied}</span></span>
            </button>
          </p>
        </div>
      </div>
      <p class="problem said" role="alert">${code === 'failed' ? own.codeFailed : this.#copy.selected ? own.copyByHand : nothing}</p>
      <p class="visually-hidden" role="status">${copied ? own.numberCopied : nothing}</p>
      <div class="ways">
        <button part="show" type="button" @click=${() => this.#open(card)}>${own.show}</button>
        ${wallets.length
          ? html`
              <ul class="wallets" part="wallets" role="list">
                ${wallets.map(({ kind, url }) => html`<li><a class="button quiet" part="wallet" data-wallet=${kind} href=${url} target="_blank" rel="noopener noreferrer" aria-label=${format.say(own.addTo, { wallet: own.wallets[kind] })}>${own.wallets[kind]}</a></li>`)}
              </ul>
            `
          : nothing}
      </div>
    `
  }

  #others(cards: readonly Card[], { own, format }: Speech<CardWords>): TemplateResult | typeof nothing {
    if (!cards.length) return nothing
    return html`
      <section class="others" part="others" aria-labelledby="others">
        <h3 id="others">${own.others}</h3>
        <ul role="list">
          ${repeat(cards, ({ id }) => id, (card) => html`
            <li part="other">
              <span class="other-text"><bdi dir="ltr" class="other-number">${grouped(card.number)}</bdi><span class="note">${card.linkedAt ? format.say(own.linkedOn, { date: format.date(card.linkedAt, this.now) }) : own.kinds[card.kind]}</span></span>
              ${card.barcode ? html`<button class="quiet" type="button" aria-label="${own.show}: ${grouped(card.number)}" @click=${() => this.#open(card)}>${own.show}</button>` : nothing}
            </li>
          `)}
        </ul>
      </section>
    `
  }

  #till(card: Card, program: Program, speech: Speech<CardWords>): TemplateResult {
    const code = this.#code(card)
    return till({
      program: program.name, number: card.number, code: typeof code === 'object' ? code : undefined, drawing: code === 'drawing',
      opened: (dialog) => dialog instanceof HTMLDialogElement && !dialog.open && queueMicrotask(() => dialog.isConnected && dialog.showModal()),
      closed: () => this.#close(),
    }, speech)
  }

  #loading(speech: Speech<CardWords> | undefined): TemplateResult {
    return html`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <div class="face bone" aria-hidden="true"></div>
        <div class="ways" aria-hidden="true"><span class="bone button"></span></div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  // The code

  /** The code of a card, as far as it is drawn; draws it when first asked for. */
  #code({ barcode }: Card): Drawn {
    if (!barcode) return 'none'
    const key = `${barcode.format} ${barcode.content}`
    const known = this.#codes.get(key)
    if (known) return known
    // it renders once, and would not wait
    if (isServer) return 'drawing'
    this.#codes.set(key, 'drawing')
    const settle = (drawn: Drawn) => {
      if (this.#codes.get(key) !== 'drawing') return
      this.#codes.set(key, drawn)
      this.requestUpdate()
    }
    drawCode(barcode).then((code) => settle(code ?? 'none'), () => settle('failed'))
    return 'drawing'
  }

  #open(card: Card): void {
    this.#large = card
    this.#screen.hold()
    this.requestUpdate()
    this.dispatchEvent(new LoyaltyCardShownEvent(card))
  }

  #close(): void {
    this.#large = undefined
    this.#screen.release()
    this.requestUpdate()
  }

  async #copyNumber({ id, number }: Card): Promise<void> {
    await this.#copy.copy(id, number, this.renderRoot.querySelector('#number'))
  }

  // Linking a card

  #linkForm(program: Program, isOpen: boolean, speech: Speech<CardWords>): TemplateResult | typeof nothing {
    const { own, shared, format } = speech
    if (!this.has('cards.link') || this.linking === 'never' || (this.linking === 'auto' && !program.enrolment?.cardLinking)) return nothing
    const { busy } = this.#action
    const error = this.#light.errors.get('number') as keyof CardWords['problems'] | undefined
    this.#light.content = html`
      ${textField(this.#light, {
        name: 'number', label: own.numberLabel, hint: own.numberHint, autocomplete: 'off', inputmode: this.withLetters ? 'text' : 'numeric', ltr: true, maxlength: 80,
        required: shared.required, error: error && own.problems[error],
      })}
      <div class="actions"><button type="submit" aria-disabled=${busy} aria-busy=${busy}>${busy ? own.linking : own.linkNow}</button></div>
    `
    const outcome = this.#outcome
    return html`
      <details class="link" ?open=${(this.#linkOpen ||= isOpen)}>
        <summary part="link">${own.link}</summary>
        <div class="form">
          <slot name="form"></slot>
          <p class="problem" part="problem" role="alert">${this.#problem(speech)}</p>
          <p class="note" part="checking" role="status">${this.#action.checking ? shared.checking : nothing}</p>
          <div class="result" part="result" role="status">
            ${outcome
              ? html`
                  <p class="found">${format.say(outcome.already ? own.already : own.linked, { number: grouped(outcome.card.number) })}</p>
                  ${outcome.granted && outcome.granted.amount > 0 ? html`<p class="granted">${format.say(own.granted, { amount: format.amount(outcome.granted.amount, currencyOf(program, outcome.granted.currency)) })}</p>` : nothing}
                `
              : nothing}
          </div>
        </div>
      </details>
    `
  }

  #problem({ own, shared, format }: Speech<CardWords>): string {
    const error = this.#failure
    if (!error || error.code === 'aborted') return ''
    return this.#retryAt > this.now ? format.say(own.tooOften, { time: format.until(error.details?.retryAt ?? '', this.now) }) : shared.errors[error.code]
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

  #wrong(): keyof CardWords['problems'] | undefined {
    const { length } = plainNumber(this.#light.values['number'] ?? '')
    return !length ? 'missing' : length < shortest ? 'short' : length > longest ? 'invalid' : undefined
  }

  #changed(): void {
    if (this.#action.busy) return
    this.#outcome = undefined
    this.#action.reset()
    // only another number can be a right one
    this.#light.clear('number')
    const key = this.#draftKey
    if (key) keepDraft(key, { at: this.now, values: draftValues(this.#light.values) })
  }

  async #link(): Promise<void> {
    if (this.#action.busy || !this.#light.validate()) return
    const number = plainNumber(this.#light.values['number'] ?? '')
    const intent = new LoyaltyLinkCardRequestEvent(number)
    const linkCard = this.state ? undefined : this.loyalty.client?.linkCard
    if (!linkCard) return void this.dispatchEvent(intent)
    this.#outcome = undefined
    // what was linked a moment ago may not be in the list yet
    const before = new Set([...this.#linked, ...(this.known('cards') ?? []).map(({ id }) => id)])
    const key = this.#draftKey
    const answer = await this.#action.run({ action: 'linkCard', intent, act: () => linkCard({ number }), fact: ({ card, granted }) => new LoyaltyCardLinkedEvent(card, granted) })
    // somebody else is there by now
    if (key !== this.#draftKey) return
    if (!answer) return this.#explain()
    this.#outcome = { ...answer, already: before.has(answer.card.id) }
    this.#linked.add(answer.card.id)
    this.#clear()
  }

  /** Says what is wrong at the field, where it is about the number. */
  #explain(): void {
    this.requestUpdate()
    const code = this.#failure?.code
    const problem = code === 'not_found' ? 'unknown' : code === 'conflict' ? 'taken' : code === 'invalid_input' ? 'invalid' : undefined
    if (problem && this.#light.fail({ number: problem })) this.#action.reset()
  }

  // The draft

  /** Of this tab, this programme and this member: whoever comes next finds nothing of it. */
  get #draftKey(): string | undefined {
    return memberDraftKey(this.localName, this.known('program'), this.state ? undefined : this.loyalty.client)
  }

  #begin(): void {
    const key = this.#draftKey
    if (!key || this.#begunFor === key) return
    this.#begunFor = key
    for (const { name, value } of readDraft(key, this.now)?.values ?? []) this.#light.values[name] ??= value
    this.#linkOpen ||= Boolean(this.#light.values['number'])
  }

  #clear(): void {
    if (this.#begunFor) keepDraft(this.#begunFor, undefined)
    this.#light.set('number', '')
    this.#light.begin()
    this.#action.reset()
  }

  /** Nothing of one person is left for the next. */
  #forget(): void {
    this.#clear()
    this.#codes.clear()
    this.#close()
    this.#linked.clear()
    this.#outcome = this.#begunFor = undefined
    this.#linkOpen = false
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-card': LoyaltyCard
  }
}
