import type { AnyClient, Cart, Currency, Program, Quote, Redemption, Resource, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { currencyOf } from '../shared/format.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type ElementState, type Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { isQuotable, lookOf, QuoteController, type QuoteLook } from '../shared/quote-controller.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { rangeOf, type AmountIssue } from '../shared/typed-amount.ts'
import { chooser, unitsOf, type Choice } from './chooser.ts'
import { dueWith, holdsFor, isOver, outgrows } from './holds.ts'
import { LoyaltyCancelRedemptionRequestEvent, LoyaltyRedeemedEvent, LoyaltyRedeemRequestEvent, LoyaltyRedemptionCancelledEvent } from './redeem.events.ts'
import { redeemStyles } from './redeem.styles.ts'
import { words, type RedeemWords } from './redeem.words.ts'
import { bones, doubt, invitation, refusal } from './stand-ins.ts'

/** Plain data for `loyalty-redeem`: parts, and the quote itself. `redemptions` `null`: a guest. */
export type RedeemState = ElementState<'program' | 'balances' | 'redemptions'> & { readonly quote?: Resource<Quote> }

/** What is said once, after something was done or has ended. */
type Note = 'removed' | 'expired' | 'notHeld'

/** After these the data on the page was old: it is read again. */
const outdated: readonly string[] = ['insufficient_points', 'conflict', 'not_eligible', 'expired', 'not_found', 'uncertain']

/** The longest time a browser's timer can wait, in milliseconds. */
const longestTimer = 2_147_483_647
/** How long until it is asked again about a hold that should be over, in milliseconds. */
const askAgain = 30_000

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
 * @csspart hint - What may be used, below the slider.
 * @csspart note - What has become of the last hold.
 * @csspart outgrown - That the cart can no longer take what is held.
 * @csspart problem - What went wrong.
 * @csspart checking - That it is being looked into.
 * @csspart retry - The button that looks again.
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
  static override readonly styles = [baseStyles, buttonStyles, standInStyles, redeemStyles]
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
  /** Holds that are over by this device's clock, and when the backend was asked about them. */
  readonly #asked = new Map<string, number>()
  #chosen: string | undefined
  #checked = false
  #note: Note | undefined
  /** The line for notes was there when it was last drawn. */
  #isBody = false
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
    const isBody = this.renderRoot.querySelector('[part=note]') !== null
    if (isBody && !this.#isBody && this.#note) this.requestUpdate()
    this.#isBody = isBody
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
    if (look.status === 'loading' || !speech) return this.#as('loading', bones(speech))
    if (look.status === 'failed') return this.#failed(speech, look.error)
    const { program, redemptions } = look.values
    if (!redemptions) return this.#as('guest', invitation(program, speech, () => requestLogin(this)))
    const quote = this.#look()
    const holds = this.#holds()
    // a quote that has not heard of the end of a hold does not know what may be used now
    if (quote.status === 'ready' && !quote.fresh && quote.quote.held && this.#gone.has(quote.quote.held.id)) return this.#as('loading', bones(speech))
    if (!holds.length) {
      if (quote.status === 'none') return this.#as('empty', html`<slot name="empty"></slot>`)
      if (quote.status === 'loading') return this.#as('loading', bones(speech))
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
        ${uncertain ? doubt(speech, () => this.loyalty.client?.refresh()) : choice && quote ? this.#chooser(choice, choices, quote, speech) : holds.length ? nothing : refusal(program, limits, this.#said(speech, 'redeem'), speech)}
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

  #chooser(choice: Choice, choices: readonly Choice[], quote: Quote, speech: Speech<RedeemWords>): TemplateResult {
    const { currency } = choice.limit
    return chooser({
      choice, choices, quote,
      typed: this.#typed.get(currency),
      checked: this.#checked,
      busy: this.#isBusy('redeem'),
      said: (issue) => this.#said(speech, 'redeem', issue),
      type: (text) => this.#type(currency, text),
      check: () => this.#check(),
      choose: (next) => this.#choose(next),
      use: (event, issue, amount) => void this.#use(event, currency, issue, amount),
    }, speech)
  }

  #failed(speech: Speech<RedeemWords>, error: Parameters<typeof failure>[2]): TemplateResult {
    return this.#as('failed', html`<slot name="failed"><div class="body"><div class="stand-in fill">${failure(speech, speech.own.failed, error, () => this.loyalty.client?.refresh())}</div></div></slot>`)
  }

  #noteLine(currency: Currency | undefined, speech: Speech<RedeemWords>, visible: boolean): TemplateResult {
    // a reader hears only what comes into a region that is there already
    const text = this.#isBody && this.#note && speech.format.say(speech.own[this.#note], { units: unitsOf(currency, speech) })
    return html`<p class="note ${visible && text && this.#note !== 'removed' ? '' : 'visually-hidden'}" part="note" role="status">${text || nothing}</p>`
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

  #choose(currency: string): void {
    this.#chosen = currency
    this.#checked = false
    this.requestUpdate()
  }

  async #use(event: Event, currency: string, issue: AmountIssue | undefined, amount: number): Promise<void> {
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

  /**
   * Holds end by themselves: says so when one does, even if the computer slept through it. By the clock of this device a hold may
   * seem over that is not, so the backend is asked, and its answer counts.
   */
  #watchHolds(): void {
    clearTimeout(this.#alarm)
    const { client } = this.loyalty
    const { now } = this
    const list = client?.$redemptions?.value
    for (const [id, asked] of this.#asked) {
      if (list?.status !== 'ready' || list.at < asked || list.value?.some((one) => one.id === id && one.state === 'held')) continue
      this.#asked.delete(id)
      if (this.#gone.has(id)) continue
      this.#gone.add(id)
      this.#note = 'expired'
    }
    const left = this.#known().map((hold) => {
      const until = hold.expiresAt === undefined ? Infinity : Date.parse(hold.expiresAt) - now
      if (until > 0) return until
      const asked = this.#asked.get(hold.id)
      if (asked !== undefined && now - asked < askAgain) return askAgain - (now - asked)
      this.#asked.set(hold.id, now)
      client?.refresh()
      return askAgain
    })
    const next = Math.min(...left)
    if (next < Infinity && this.isConnected) this.#alarm = setTimeout(() => this.requestUpdate(), Math.min(longestTimer, next + 50))
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
    // of plain data nobody can be asked: there the clock decides
    return this.#known().filter((hold) => !this.state || !isOver(hold, this.now))
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

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-redeem': LoyaltyRedeem
  }
}
