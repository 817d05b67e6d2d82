import type { AnyClient, Cart, Currency, Program, Quote, Redemption, Resource, SpendLimit, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { currencyOf } from '../shared/format.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type ElementState, type Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { isQuotable, lookOf, QuoteController, type QuoteLook } from '../shared/quote-controller.ts'
import { half, issueOf, rangeOf, settle, toMinor, worthOff, type Range } from './amount.ts'
import { dueWith, holdsFor, isOver, outgrows } from './holds.ts'
import { LoyaltyCancelRedemptionRequestEvent, LoyaltyRedeemedEvent, LoyaltyRedeemRequestEvent, LoyaltyRedemptionCancelledEvent } from './redeem.events.ts'
import { redeemStyles } from './redeem.styles.ts'
import { words, type RedeemWords } from './redeem.words.ts'

/** Plain data for `loyalty-redeem`: parts, and the quote itself. `redemptions` `null`: a guest. */
export type RedeemState = ElementState<'program' | 'balances' | 'redemptions'> & { readonly quote?: Resource<Quote> }

/** One currency that may pay now. */
interface Choice {
  readonly limit: SpendLimit
  readonly range: Range
  readonly currency: Currency | undefined
}

/** What is said once, after something was done or has ended. */
type Note = 'removed' | 'expired' | 'notHeld'

/** After these the data on the page was old: it is read again. */
const outdated: readonly string[] = ['insufficient_points', 'conflict', 'not_eligible', 'expired', 'not_found', 'uncertain']

/** The longest time a browser's timer can wait, in milliseconds. */
const longestTimer = 2_147_483_647

/**
 * How many points pay for a cart: chosen, held, and let go again.
 *
 * @tagname loyalty-redeem
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown when there is no cart.
 * @slot failed - Shown when it can't be told how much may be used.
 * @csspart title - The heading.
 * @csspart input - The field.
 * @csspart slider - The slider.
 * @csspart quick - The buttons none, half and all.
 * @csspart summary - What it takes off, and what is left to pay.
 * @csspart use - The button that holds.
 * @csspart held - What is held.
 * @csspart remove - The button that lets go.
 * @csspart reason - Why nothing can be used.
 * @csspart problem - What went wrong.
 * @csspart login - A guest's button.
 * @cssstate loading - Nothing is known yet.
 * @cssstate choosing - An amount can be chosen.
 * @cssstate held - Points are held for this cart.
 * @cssstate refused - Nothing can be used; the reason is shown.
 * @cssstate uncertain - It is not known whether points are held; nothing can be chosen until it is.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There is no cart.
 * @cssstate failed - It can't be told how much may be used.
 * @cssprop --loyalty-accent - Colour of the button and the slider.
 * @cssprop --loyalty-positive - Colour of what is taken off.
 * @fires {LoyaltyRedeemRequestEvent} loyalty-redeem-request - Somebody wants to pay with points. Cancelled: the host holds them.
 * @fires {LoyaltyRedeemedEvent} loyalty-redeemed - Points are held.
 * @fires {LoyaltyCancelRedemptionRequestEvent} loyalty-cancel-redemption-request - Somebody wants held points back. Cancelled: the host lets go.
 * @fires {LoyaltyRedemptionCancelledEvent} loyalty-redemption-cancelled - Held points are back.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An action failed; the element says so itself.
 */
export class LoyaltyRedeem extends LoyaltyElement<'program' | 'balances' | 'redemptions', RedeemWords> {
  static override readonly styles = [baseStyles, buttonStyles, redeemStyles]
  static override readonly needs = ['program', 'redemptions'] as const
  static override readonly also = ['balances'] as const
  static override readonly group = 'redemptions'
  static override readonly vocabulary = { name: 'redeem', words } as const

  /** Parts and the `quote` instead of a client's. */
  declare state: RedeemState | undefined

  /** What is about to be bought. Give a new object when it changes. */
  @property({ attribute: false }) cart: Cart | undefined
  /** Offer only this loyalty currency, by its id; all of them where absent. */
  @property() currency: string | undefined

  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #quote = new QuoteController(this, () => this.loyalty.follow())
  /** What was typed, by currency; without it, all that may be used. It outlives failures and new quotes. */
  readonly #typed = new Map<string, string>()
  readonly #gone = new Set<string>()
  #chosen: string | undefined
  #checked = false
  #note: Note | undefined
  #uncertainSince: number | undefined
  #alarm: ReturnType<typeof setTimeout> | undefined
  #focusNext: string | undefined
  #shown = ''

  /** What is held for this cart now, the newest; `undefined` when nothing is. */
  get redemption(): Redemption | undefined {
    return this.#holds()[0]
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session, this.#quote.store(client)]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#alarm)
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    if (changed.has('cart') && changed.get('cart')?.id !== this.cart?.id) this.#forget()
    this.#quote.want(this.state ? undefined : this.#quotable())
    this.#watchHolds()
    this.#settleUncertain()
  }

  protected override updated(): void {
    if (!this.#focusNext || this.#shown === 'loading') return
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext) ?? this.renderRoot.querySelector<HTMLElement>('.body')
    this.#focusNext = undefined
    target?.focus()
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    const { client } = this.loyalty
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (!this.state && client && !client.can('quotes')) {
      this.warnOnce('this programme has no quotes, which say how much may be used: nothing is shown.')
      return this.#as('absent', nothing)
    }
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed') return this.#failed(speech, look.error)
    const { program, redemptions } = look.values
    if (!redemptions) return this.#as('guest', this.#guest(program, speech))
    const quote = this.#look()
    const holds = this.#holds()
    // a quote that has not heard of the end of a hold does not know what may be used now
    if (quote.status === 'ready' && !quote.fresh && quote.quote.held && this.#gone.has(quote.quote.held.id)) return this.#as('loading', this.#loading(speech))
    if (!holds.length) {
      if (quote.status === 'none') return this.#as('empty', html`<slot name="empty"></slot>`)
      if (quote.status === 'loading') return this.#as('loading', this.#loading(speech))
      if (quote.status === 'failed') return this.#failed(speech, quote.error)
    }
    return this.#body(program, holds, quote.status === 'ready' ? quote : undefined, speech)
  }

  #body(program: Program, holds: readonly Redemption[], look: Extract<QuoteLook, { status: 'ready' }> | undefined, speech: Speech<RedeemWords>): TemplateResult {
    const quote = look?.quote
    const uncertain = this.#uncertainSince !== undefined && !holds.length
    const limits = (quote?.spend ?? []).filter(({ currency }) => (!this.currency || currency === this.currency) && !holds.some((hold) => hold.currency === currency))
    const choices = limits.map((limit): Choice => ({ limit, range: rangeOf(limit), currency: currencyOf(program, limit.currency) })).filter(({ limit, range }) => range.top > 0 && limit.because !== 'already_held')
    const choice = choices.find(({ limit }) => limit.currency === this.#chosen) ?? choices[0]
    this.#as(holds.length ? 'held' : uncertain ? 'uncertain' : choice ? 'choosing' : 'refused', undefined)
    const first = choice?.currency ?? currencyOf(program, holds[0]?.currency ?? limits[0]?.currency ?? '') ?? program.currencies[0]
    const balance = this.known('balances')?.find(({ currency }) => currency === first?.id)
    return html`
      <div class="body" tabindex="-1">
        <div class="head">
          <h2 class="title" part="title">${speech.format.say(speech.own.title, { units: unitsOf(first, speech) })}</h2>
          ${balance && !holds.length ? html`<p class="note">${speech.format.say(speech.own.have, { amount: speech.format.amount(balance.available, first) })}</p>` : nothing}
        </div>
        ${this.#noteLine(first, speech, !holds.length)} ${holds.map((hold) => this.#held(hold, program, quote, !choice, speech))}
        ${uncertain ? this.#uncertain(speech) : choice && quote ? this.#choose(choice, choices, quote, speech) : holds.length ? nothing : this.#refused(program, limits, speech)}
      </div>
    `
  }

  #held(hold: Redemption, program: Program, quote: Quote | undefined, alone: boolean, speech: Speech<RedeemWords>): TemplateResult {
    const { own, format } = speech
    const currency = currencyOf(program, hold.currency)
    const settled = this.#look()
    const isOutgrown = quote && settled.status === 'ready' && settled.settled && outgrows(hold, quote, this.known('balances')?.find((balance) => balance.currency === hold.currency))
    const removing = this.#isBusy('cancelRedemption')
    return html`
      <div class="held ${alone ? 'fill' : ''}" part="held" role="group" aria-label=${format.amount(hold.amount, currency)} tabindex="-1">
        <div>
          <p class="taken">${format.say(own.held, { n: hold.amount / 10 ** (currency?.scale ?? 0), amount: format.amount(hold.amount, currency), money: format.money(hold.money) })}</p>
          ${hold.expiresAt ? html`<p class="note">${format.say(own.heldUntil, { time: this.#moment(hold.expiresAt, speech) })}</p>` : nothing}
        </div>
        <p class="problem" part="outgrown" role="status">${isOutgrown ? own.outgrown : nothing}</p>
        <div>${this.#said(speech, 'cancelRedemption')}</div>
        <div class="row">
          ${quote ? html`<dl part="summary"><div><dt>${own.due}</dt><dd><bdi>${format.money(dueWith(hold, quote))}</bdi></dd></div></dl>` : nothing}
          <button class="quiet" part="remove" type="button" aria-disabled=${removing} aria-busy=${removing} @click=${(event: MouseEvent) => void this.#remove(hold, event)}>${removing ? own.removing : own.remove}</button>
        </div>
      </div>
    `
  }

  #choose(choice: Choice, choices: readonly Choice[], quote: Quote, speech: Speech<RedeemWords>): TemplateResult {
    const { limit, range, currency } = choice
    const { own, format } = speech
    const text = this.#typed.get(limit.currency) ?? fieldText(range.top, currency, speech)
    const amount = toMinor(text, currency?.scale ?? 0, speech.shared.numbers)
    const issue = issueOf(amount, range)
    const usable = issue === undefined && amount !== undefined ? amount : 0
    const money = worthOff(usable, limit, currency)
    const busy = this.#isBusy('redeem')
    const bounds = { min: format.amount(range.first, currency), max: format.amount(range.top, currency), step: format.amount(range.step, currency) }
    const question = format.say(own.question, { units: unitsOf(currency, speech) })
    const plain = { min: format.number(range.first, currency?.scale), max: format.number(range.top, currency?.scale), step: format.number(range.step, currency?.scale) }
    const set = (next: number) => this.#type(limit.currency, next === range.top ? undefined : fieldText(next, currency, speech))
    const quick = (name: 'none' | 'half' | 'all', value: number) =>
      html`<button class="quiet" type="button" aria-pressed=${amount === value} @click=${() => set(value)}>${own[name]}</button>`
    return html`
      <form novalidate @submit=${(event: Event) => void this.#use(event, limit.currency, issue, usable)}>
        ${choices.length > 1 ? this.#currencies(choices, limit.currency, speech) : nothing}
        <div class="controls">
          <div class="field">
            <label class="visually-hidden" for="amount">${question}</label>
            <input id="amount" part="input" inputmode=${currency?.scale ? 'decimal' : 'numeric'} autocomplete="off" .value=${live(text)} ?readonly=${busy} aria-invalid=${this.#checked && issue !== undefined}
              aria-describedby="hint problem" @input=${(event: Event) => this.#type(limit.currency, (event.target as HTMLInputElement).value)} @change=${() => this.#check()}
              @keydown=${(event: KeyboardEvent) => stepByKey(event, usable, range, set)} />
            <span aria-hidden="true">${unitsOf(currency, speech)}</span>
          </div>
          <div class="quick" part="quick">${quick('none', 0)}${quick('half', half(range))}${quick('all', range.top)}</div>
        </div>
        <input type="range" part="slider" min="0" max=${range.top} step=${range.step} .value=${live(String(amount === undefined ? 0 : Math.min(amount, range.top)))} aria-label=${question}
          aria-valuetext=${usable ? format.say(own.position, { amount: format.amount(usable, currency), money: format.money(money) }) : own.positionNone}
          @input=${(event: Event) => set(settle(Number((event.target as HTMLInputElement).value), range))} />
        <div class="hint">
          ${this.#said(speech, 'redeem', this.#checked && issue ? format.say(own.issues[issue], bounds) : undefined)}
          <p id="hint" class="muted" part="hint">${format.say(range.step > 1 ? own.rangeStep : own.range, plain)}</p>
        </div>
        <dl part="summary">
          <div><dt>${own.off}</dt><dd class="off"><bdi>${usable ? format.money({ ...money, amount: -money.amount }) : '–'}</bdi></dd></div>
          <div class="last"><dt>${own.due}</dt><dd><bdi>${format.money({ ...quote.due, amount: Math.max(0, quote.due.amount - (money.currency === quote.due.currency ? money.amount : 0)) })}</bdi></dd></div>
        </dl>
        <button part="use" type="submit" aria-disabled=${busy} aria-busy=${busy}>
          ${busy ? own.using : usable ? format.say(own.use, { amount: format.amount(usable, currency) }) : format.say(own.useNone, { units: unitsOf(currency, speech) })}
        </button>
      </form>
    `
  }

  #currencies(choices: readonly Choice[], chosen: string, { own, format }: Speech<RedeemWords>): TemplateResult {
    return html`
      <fieldset>
        <legend class="visually-hidden">${own.currency}</legend>
        ${choices.map(
          ({ limit, currency, range }) => html`
            <label><input type="radio" name="currency" .checked=${live(limit.currency === chosen)} @change=${() => this.#choosing(limit.currency)} />${currency?.name ?? format.amount(range.top, currency)}</label>
          `,
        )}
      </fieldset>
    `
  }

  #refused(program: Program, limits: readonly SpendLimit[], speech: Speech<RedeemWords>): TemplateResult {
    const reasons = limits.length ? limits : [undefined]
    return html`
      <div class="stand-in fill" part="reason">
        ${reasons.map((limit) => {
          const currency = limit ? currencyOf(program, limit.currency) : program.currencies[0]
          const min = limit ? speech.format.amount(rangeOf(limit).first, currency) : ''
          return html`<p class="muted">${speech.format.say(speech.own.because[limit?.because ?? 'unknown'], { units: unitsOf(currency, speech), min })}</p>`
        })}
        ${this.#said(speech, 'redeem')}
      </div>
    `
  }

  #uncertain({ own, shared }: Speech<RedeemWords>): TemplateResult {
    return html`
      <div class="stand-in fill">
        <p class="problem" part="problem" role="alert">${shared.errors.uncertain}</p>
        <button class="quiet" part="retry" type="button" @click=${() => this.loyalty.client?.refresh()}>${own.lookAgain}</button>
      </div>
    `
  }

  #guest(program: Program, speech: Speech<RedeemWords>): TemplateResult {
    const [first] = program.currencies
    const units = unitsOf(first, speech)
    return html`
      <slot name="guest">
        <div class="body">
          <h2 class="title" part="title">${speech.format.say(speech.own.title, { units })}</h2>
          <div class="stand-in fill">
            <p class="muted">${speech.format.say(speech.own.guest, { units })}</p>
            <button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${speech.own.login}</button>
          </div>
        </div>
      </slot>
    `
  }

  #loading(speech: Speech<RedeemWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="body" aria-hidden="true">
          <p class="title"><span class="bone"></span></p>
          <div class="bone fill"></div>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  #failed(speech: Speech<RedeemWords>, error: Parameters<typeof failure>[2]): TemplateResult {
    return this.#as('failed', html`<slot name="failed"><div class="body"><div class="stand-in fill">${failure(speech, speech.own.failed, error, () => this.loyalty.client?.refresh())}</div></div></slot>`)
  }

  #noteLine(currency: Currency | undefined, speech: Speech<RedeemWords>, visible: boolean): TemplateResult {
    const text = this.#note && speech.format.say(speech.own[this.#note], { units: unitsOf(currency, speech) })
    return html`<p class="note ${visible && text && this.#note !== 'removed' ? '' : 'visually-hidden'}" part="note" role="status">${text ?? nothing}</p>`
  }

  /** What went wrong, or that it is being looked into. Always there, so that a screen reader hears it come. */
  #said({ shared }: Speech<RedeemWords>, action: string, issue?: string): TemplateResult {
    const { state } = this.#action
    const problem = issue ?? (state.status === 'failed' && state.what === action ? shared.errors[state.error.code] : undefined)
    return html`
      <p id="problem" class="problem" part="problem" role="alert">${problem ?? nothing}</p>
      <p class="note" part="checking" role="status">${this.#isBusy(action) && this.#action.checking ? shared.checking : nothing}</p>
    `
  }

  #isBusy(action: string): boolean {
    const { state } = this.#action
    return state.status === 'busy' && state.what === action
  }

  #type(currency: string, text: string | undefined): void {
    this.requestUpdate()
    if (this.#action.busy) return
    if (text === undefined) this.#typed.delete(currency)
    else this.#typed.set(currency, text)
    this.#checked = false
    this.#note = undefined
    this.#action.reset()
  }

  #check(): void {
    this.#checked = true
    this.requestUpdate()
  }

  #choosing(currency: string): void {
    this.#chosen = currency
    this.#checked = false
    this.requestUpdate()
  }

  async #use(event: Event, currency: string, issue: unknown, amount: number): Promise<void> {
    event.preventDefault()
    const { cart } = this
    const { client } = this.loyalty
    if (this.#action.busy) return
    if (issue !== undefined || !cart) {
      this.#check()
      this.#focusNext = '#amount'
      return
    }
    this.#note = undefined
    const intent = new LoyaltyRedeemRequestEvent({ cart, currency, amount })
    if (!client?.redeem) return void this.dispatchEvent(intent)
    const { redeem } = client
    const focused = this.#hasFocus()
    const answer = await this.#action.run({ action: 'redeem', intent, act: () => redeem({ cart, currency, amount }), fact: ({ redemption }) => new LoyaltyRedeemedEvent(redemption) })
    if (answer) this.#after('.held', focused)
    else this.#afterFailure()
  }

  async #remove(hold: Redemption, event: MouseEvent): Promise<void> {
    // the second click of a double click on "Use" must not take back what the first one did
    if (event.detail > 1) return
    const { client } = this.loyalty
    const intent = new LoyaltyCancelRedemptionRequestEvent(hold)
    if (!client?.cancelRedemption) return void this.dispatchEvent(intent)
    const { cancelRedemption } = client
    const focused = this.#hasFocus()
    const answer = await this.#action.run({
      action: 'cancelRedemption',
      intent,
      act: () => cancelRedemption({ redemptionId: hold.id }),
      fact: ({ redemption }) => new LoyaltyRedemptionCancelledEvent(redemption),
    })
    if (!answer) return this.#afterFailure()
    this.#gone.add(hold.id)
    this.#note = 'removed'
    this.#after('#amount', focused)
  }

  /** The pressed button has gone: the focus goes to what took its place, unless the person has gone on meanwhile. */
  #after(target: string, focused: boolean): void {
    if (focused && (this.#hasFocus() || this.ownerDocument.activeElement === this.ownerDocument.body)) this.#focusNext = target
    this.requestUpdate()
  }

  #hasFocus(): boolean {
    return this.shadowRoot?.activeElement != null
  }

  #afterFailure(): void {
    const { state } = this.#action
    if (state.status !== 'failed') return
    const { client } = this.loyalty
    if (state.error.code === 'uncertain' && state.what === 'redeem') this.#uncertainSince = this.now
    if (outdated.includes(state.error.code)) client?.refresh()
    this.requestUpdate()
  }

  /** Known again once the list of holds was read after the answer got lost. */
  #settleUncertain(): void {
    if (this.#uncertainSince === undefined) return
    const list = this.loyalty.client?.$redemptions?.value
    if (list?.status !== 'ready' || list.at < this.#uncertainSince) return
    this.#uncertainSince = undefined
    this.#action.reset()
    if (!this.#holds().length) this.#note = 'notHeld'
  }

  /** Holds end by themselves: says so when one does, even if the computer slept through it. */
  #watchHolds(): void {
    clearTimeout(this.#alarm)
    const holds = this.#known()
    const over = holds.filter((hold) => isOver(hold, this.now))
    if (over.length) {
      for (const { id } of over) this.#gone.add(id)
      this.#note = 'expired'
      this.loyalty.client?.refresh()
    }
    const ends = holds.flatMap(({ expiresAt }) => (expiresAt ? [Date.parse(expiresAt) - this.now] : [])).filter((left) => left > 0)
    if (ends.length && this.isConnected) this.#alarm = setTimeout(() => this.requestUpdate(), Math.min(longestTimer, Math.min(...ends) + 50))
  }

  /** Another cart: nothing of the last one stays. */
  #forget(): void {
    this.#typed.clear()
    this.#note = undefined
    this.#uncertainSince = undefined
    this.#checked = false
    this.#action.reset()
  }

  #holds(): readonly Redemption[] {
    return this.#known().filter((hold) => !isOver(hold, this.now))
  }

  #known(): readonly Redemption[] {
    const { cart } = this
    const look = this.#look()
    const quote = look.status === 'ready' ? look.quote : undefined
    const id = cart?.id ?? (this.state ? quote?.held?.cartId ?? this.known('redemptions')?.[0]?.cartId : undefined)
    return id === undefined ? [] : holdsFor({ cart: { ...(cart as Cart), id }, redemptions: this.known('redemptions') ?? undefined, quote, gone: this.#gone })
  }

  #look(): QuoteLook {
    return this.state ? lookOf(this.state.quote ?? { status: 'idle' }) : this.#quote.look(this.loyalty.client)
  }

  #quotable(): Cart | undefined {
    const { cart } = this
    if (!cart || cart.items.length === 0) return undefined
    if (isQuotable(cart)) return cart
    this.warnOnce('`cart` can not be quoted: prices are whole numbers of minor units, the currency is an ISO 4217 code.')
    return undefined
  }

  #moment(instant: string, { format }: Speech<RedeemWords>): string {
    const time = format.time(Date.parse(instant))
    return new Date(instant).toDateString() === new Date(this.now).toDateString() ? time : `${format.date(instant, this.now)}, ${time}`
  }

  #as<T>(state: string, content: T): T {
    this.#shown = state
    this.show(state)
    return content
  }
}

/** The currency's word in the plural, as one asks "how many …". */
const unitsOf = (currency: Currency | undefined, { format }: Speech<RedeemWords>): string => (currency ? format.unit(0, currency) : '')

const fieldText = (amount: number, currency: Currency | undefined, { format }: Speech<RedeemWords>): string => format.number(amount, currency?.scale)

/** The arrow keys go one step, as in a number field. */
function stepByKey(event: KeyboardEvent, amount: number, { first, top, step }: Range, set: (amount: number) => void): void {
  const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
  if (!direction) return
  event.preventDefault()
  const next = amount + direction * step
  set(next < first ? (direction > 0 ? first : 0) : Math.min(top, next))
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-redeem': LoyaltyRedeem
  }
}
