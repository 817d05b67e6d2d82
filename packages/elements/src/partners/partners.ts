import type { AnyClient, Exchange, Partner, Program, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { cardStyles } from '../shared/card.styles.ts'
import { draftValues, keepDraft, memberDraftKey, readDraft } from '../shared/draft.ts'
import { fieldStyles } from '../shared/light-form.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { PersonController } from '../shared/person-controller.ts'
import { property } from '../shared/property.ts'
import { seen, tellFact } from '../shared/seen.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { subjectStyles } from '../shared/subject-card.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { linkPanel, unlinkPanel } from './account-panel.ts'
import { errorText, exchangePanel, heardQuote } from './exchange-panel.ts'
import { ExchangeQuoteController } from './exchange-quote.ts'
import { exchanging, type Exchanging, type ExchangeStep } from './exchanging.ts'
import { partnerCard, type Opened } from './partner-card.ts'
import {
  LoyaltyExchangedEvent, LoyaltyExchangeRequestEvent, LoyaltyLinkPartnerRequestEvent, LoyaltyPartnerLinkedEvent, LoyaltyPartnerUnlinkedEvent, LoyaltyUnlinkPartnerRequestEvent,
} from './partners.events.ts'
import { partnersStyles } from './partners.styles.ts'
import { words, type PartnersWords } from './partners.words.ts'

/** After these what is on the page was old: it is read again. */
const outdated: readonly string[] = ['insufficient_points', 'not_eligible', 'not_found', 'conflict', 'uncertain']

const choosing: ExchangeStep = { step: 'choose' }

/**
 * The programme's partners: what one earns and spends there, an account to link, and currencies to exchange.
 *
 * @tagname loyalty-partners
 * @slot - Shown until there is something to show, instead of the grey cards.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest above the partners, instead of the invitation to log in.
 * @slot empty - Shown when there are no partners.
 * @slot failed - Shown when there are no partners to show and they can't be read.
 * @csspart title - The heading.
 * @csspart login - A guest's button.
 * @csspart list - The cards.
 * @csspart partner - One partner.
 * @csspart logo - Its logo.
 * @csspart plate - What stands for a logo.
 * @csspart name - Its name.
 * @csspart mark - Whether one earns or spends there.
 * @csspart linked - That the account is linked.
 * @csspart text - Its text.
 * @csspart site - The link to its site.
 * @csspart link - The button that opens the field for an account.
 * @csspart unlink - The button that opens the question whether to unlink.
 * @csspart exchange - The button that opens the exchange.
 * @csspart panel - What is opened on a card.
 * @csspart input - The field in it.
 * @csspart quote - What is given, got, and when it comes.
 * @csspart continue - The button to the last question.
 * @csspart confirm - The last question.
 * @csspart exchange-now - The button that exchanges.
 * @csspart back - The button that does not.
 * @csspart done - What was exchanged.
 * @csspart again - The button for another exchange.
 * @csspart link-now - The button that links.
 * @csspart unlink-now - The button that unlinks.
 * @csspart keep - The button that does not.
 * @csspart problem - What went wrong.
 * @csspart checking - That it is being looked into.
 * @csspart failure - The message that stands in for the partners.
 * @csspart retry - The button that tries again.
 * @csspart stale - The note below old partners.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Partners are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There are no partners.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-surface - Background of a card.
 * @cssprop --loyalty-positive - Colour of what is got.
 * @fires {LoyaltyLinkPartnerRequestEvent} loyalty-link-partner-request - Somebody wants to link an account. Cancelled: the host does it.
 * @fires {LoyaltyPartnerLinkedEvent} loyalty-partner-linked - An account is linked.
 * @fires {LoyaltyUnlinkPartnerRequestEvent} loyalty-unlink-partner-request - Somebody wants an account unlinked. Cancelled: the host does it.
 * @fires {LoyaltyPartnerUnlinkedEvent} loyalty-partner-unlinked - An account is not linked any more.
 * @fires {LoyaltyExchangeRequestEvent} loyalty-exchange-request - Somebody has confirmed an exchange. Cancelled: the host exchanges.
 * @fires {LoyaltyExchangedEvent} loyalty-exchanged - Something was exchanged.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An action failed; the card says so itself.
 */
export class LoyaltyPartners extends LoyaltyElement<'program' | 'partners' | 'balances', PartnersWords> {
  static override readonly styles = [baseStyles, fieldStyles, buttonStyles, titleStyles, standInStyles, cardStyles, subjectStyles, partnersStyles]
  static override readonly needs = ['program', 'partners'] as const
  static override readonly also = ['balances'] as const
  static override readonly group = 'partners'
  static override readonly vocabulary = { name: 'partners', words } as const

  /** Show only this partner, by its id; all of them where absent. */
  @property() partner: string | undefined

  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #quote = new ExchangeQuoteController(this)
  #opened: { readonly id: string; readonly what: Opened } | undefined
  /** What was typed, by partner or exchange. It outlives failures. */
  readonly #typed = new Map<string, string>()
  #begunFor: string | undefined
  readonly #chosen = new Map<string, string>()
  #at: ExchangeStep = choosing
  #checked = false
  /** "Continue" was pressed before the quote was there. */
  #goesOn = false
  #linkIssue: keyof PartnersWords['linkIssues'] | undefined
  readonly #broken = new Set<string>()
  #said = ''
  #focusNext: string | undefined

  readonly #person = new PersonController(this, () => this.loyalty.client, () => this.#forget())

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session, client.$pending]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.#person.settle()
    this.#restore()
    const speech = this.speech()
    const look = this.look()
    const partner = look.status === 'ready' && this.#opened?.what === 'exchange' ? look.values.partners.find(({ id }) => id === this.#opened?.id) : undefined
    const now = partner && speech && look.status === 'ready' ? this.#exchanging(partner, look.values.program, speech) : undefined
    const isPossible = now && !now.issue && now.amount !== undefined && this.#at.step !== 'done'
    this.#quote.want(isPossible ? { exchange: now.exchange, amount: now.amount as number } : undefined, this.state ? undefined : this.loyalty.client)
    if (this.#goesOn && this.#quote.look.status !== 'loading') this.#goOn()
  }

  protected override updated(): void {
    for (const card of this.renderRoot.querySelectorAll<HTMLElement>('[data-id]')) seen(this.loyalty, card, { subjectKind: 'partner', subject: card.dataset['id'] as string })
    if (!this.#focusNext) return
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext)
    this.#focusNext = undefined
    target?.focus()
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    const { own } = speech
    const heading = html`<h2 class="title" part="title"><slot name="heading">${own.title}</slot></h2>`
    if (look.status === 'failed')
      return this.#as('failed', html`${heading}<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['partners', 'program']))}</slot></div>`)
    const { program } = look.values
    const partners = look.values.partners.filter(({ id }) => !this.partner || id === this.partner)
    if (!partners.length) return this.#as('empty', html`${heading}<div class="stand-in"><slot name="empty"><p class="muted">${own.empty}</p></slot></div>`)
    this.show('ready', ...(this.guest ? ['guest'] : []))
    return html`
      ${heading} ${this.guest && partners.some(({ linked, accountLabel, exchanges }) => linked !== undefined || accountLabel || exchanges.length) ? this.#invitation(speech) : nothing}
      <ul class="list" part="list" role="list">
        ${repeat(partners, ({ id }) => id, (partner, index) => html`
          <li class="card" part="partner" tabindex="-1" data-id=${partner.id} @keydown=${(event: KeyboardEvent) => this.#onKey(event, partner)}>${this.#card(partner, index, program, speech)}</li>
        `)}
      </ul>
      ${staleNote(speech, look.stale)}
      <p class="visually-hidden" role="status">${this.#said}</p>
      <p class="visually-hidden" role="status">${this.#heardQuote(partners, program, speech)}</p>
    `
  }

  /** Outside of the panel: a reader hears only what comes into a region that is there already. */
  #heardQuote(partners: readonly Partner[], program: Program, speech: Speech<PartnersWords>): string {
    const partner = !this.guest && this.#opened?.what === 'exchange' && this.#at.step === 'choose' ? partners.find(({ id }) => id === this.#opened?.id) : undefined
    return partner ? heardQuote(this.#exchanging(partner, program, speech), this.#quote.look, speech) : ''
  }

  #card(partner: Partner, index: number, program: Program, speech: Speech<PartnersWords>): TemplateResult {
    const { guest } = this
    const opened = !guest && this.#opened?.id === partner.id ? this.#opened.what : undefined
    return partnerCard({
      partner, index, guest, opened,
      panel: opened ? this.#panel(partner, opened, program, speech) : nothing,
      withoutLogo: this.#broken.has(partner.id),
      open: (what) => this.#open(partner, what),
      visit: (event) => tellFact(this.loyalty, event.currentTarget as Element, { kind: 'clicked', subjectKind: 'partner', subject: partner.id }),
      logoFailed: () => {
        this.#broken.add(partner.id)
        this.requestUpdate()
      },
    }, speech)
  }

  #panel(partner: Partner, opened: Opened, program: Program, speech: Speech<PartnersWords>): TemplateResult {
    const { busy } = this.#action
    if (opened === 'link')
      return linkPanel({
        partner, busy, typed: this.#typed.get(partner.id) ?? '', issue: this.#linkIssue, said: this.#trouble(speech),
        type: (text) => this.#type(partner.id, text),
        link: (event) => void this.#link(event, partner, speech),
      }, speech)
    if (opened === 'unlink')
      return unlinkPanel({ partner, busy, said: this.#trouble(speech), unlink: () => void this.#unlink(partner, speech), keep: () => this.#close(`[data-id="${CSS.escape(partner.id)}"] [part=unlink]`) }, speech)
    const now = this.#exchanging(partner, program, speech)
    const { exchange, amount, issue } = now
    return exchangePanel({
      partner, program, busy,
      now: this.now,
      exchanging: now,
      at: this.#at,
      look: this.#quote.look,
      checked: this.#checked,
      waits: this.#goesOn,
      said: this.#trouble(speech),
      unsettled: !busy && (this.loyalty.client?.$pending.value ?? []).some(({ call }) => call === 'partners.exchange'),
      choose: ({ id }) => this.#choose(partner, id),
      type: (text) => this.#type(exchange.id, text),
      check: () => this.#check(),
      next: (event) => this.#next(event, issue !== undefined),
      confirm: () => void this.#exchange({ partner, exchange, amount: amount ?? 0 }),
      back: () => this.#back(exchange),
      askAgain: () => this.#quote.again(),
    }, speech)
  }

  #exchanging(partner: Partner, program: Program, speech: Speech<PartnersWords>): Exchanging {
    const chosen = this.#chosen.get(partner.id)
    const exchange = partner.exchanges.find(({ id }) => id === chosen) ?? (partner.exchanges[0] as Exchange)
    return exchanging(exchange, { partner, program, balances: this.known('balances'), typed: this.#typed.get(exchange.id) }, speech)
  }

  /** What went wrong, and that it is being looked into. Always there, so that a screen reader hears it come. */
  #trouble(speech: Speech<PartnersWords>): TemplateResult {
    const { state, checking } = this.#action
    // an exchange in doubt has its own words, also in the moment before they stand there
    const isDoubt = this.#at.step === 'uncertain' || (this.#opened?.what === 'exchange' && state.status === 'failed' && state.error.code === 'uncertain')
    const error = state.status === 'failed' && !isDoubt && !this.#linkIssue ? state.error : undefined
    return html`
      <p class="problem" part="problem" role="alert">${errorText(error, speech)}</p>
      <p class="note" part="checking" role="status">${checking ? speech.shared.checking : nothing}</p>
    `
  }

  #invitation({ own }: Speech<PartnersWords>): TemplateResult {
    return html`
      <slot name="guest">
        <div class="invitation">
          <p class="muted">${own.guest}</p>
          <button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>
        </div>
      </slot>
    `
  }

  #loading(speech: Speech<PartnersWords> | undefined): TemplateResult {
    return html`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <div class="list" aria-hidden="true"><div class="card bone"></div></div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  #open({ id }: Partner, what: Opened): void {
    if (this.#action.busy) return
    const isOpen = this.#opened?.id === id && this.#opened.what === what
    this.#begin()
    this.#opened = isOpen ? undefined : { id, what }
  }

  /** What is opened begins anew. */
  #begin(): void {
    this.#at = choosing
    this.#checked = false
    this.#goesOn = false
    this.#linkIssue = undefined
    this.#said = ''
    this.#action.reset()
    this.requestUpdate()
  }

  #close(focus: string): void {
    if (this.#action.busy) return
    this.#begin()
    this.#opened = undefined
    this.#focusOn(focus)
  }

  #onKey(event: KeyboardEvent, { id }: Partner): void {
    if (event.key !== 'Escape' || this.#opened?.id !== id) return
    event.stopPropagation()
    this.#close(`[data-id="${CSS.escape(id)}"] [part=${this.#opened.what}]`)
  }

  #type(key: string, text: string): void {
    this.#typed.set(key, text)
    this.#checked = false
    this.#goesOn = false
    this.#linkIssue = undefined
    this.#action.reset()
    this.#keep()
    this.requestUpdate()
  }

  // The draft: what was typed survives a reload in this tab

  get #draftKey(): string | undefined {
    return memberDraftKey(this.localName, this.known('program'), this.state ? undefined : this.loyalty.client)
  }

  #restore(): void {
    const key = this.#draftKey
    if (!key || this.#begunFor === key) return
    this.#begunFor = key
    for (const { name, value } of readDraft(key, this.now)?.values ?? []) if (!this.#typed.has(name)) this.#typed.set(name, value)
  }

  #keep(): void {
    const key = this.#draftKey
    const values = draftValues(Object.fromEntries(this.#typed))
    if (key) keepDraft(key, values.length ? { at: this.now, values } : undefined)
  }

  #check(): void {
    this.#checked = true
    this.requestUpdate()
  }

  #choose({ id }: Partner, exchangeId: string): void {
    this.#chosen.set(id, exchangeId)
    this.#checked = false
    this.#goesOn = false
    this.#action.reset()
    this.requestUpdate()
  }

  #next(event: Event, wrong: boolean): void {
    event.preventDefault()
    if (wrong) {
      this.#check()
      this.#focusOn('#amount')
    } else this.#goOn()
  }

  /** To the last question, as soon as the quote is there. */
  #goOn(): void {
    const { look } = this.#quote
    this.#goesOn = look.status === 'loading'
    if (look.status === 'ready') {
      this.#at = { step: 'confirm', quote: look.quote }
      this.#focusOn('[part=confirm]')
    } else this.requestUpdate()
  }

  #back({ id }: Exchange): void {
    if (this.#action.busy) return
    if (this.#at.step !== 'confirm') this.#typed.delete(id)
    this.#keep()
    this.#begin()
    this.#quote.again()
    this.#focusOn('#amount')
  }

  async #link(event: Event, partner: Partner, { own, format }: Speech<PartnersWords>): Promise<void> {
    event.preventDefault()
    if (this.#action.busy) return
    const account = (this.#typed.get(partner.id) ?? '').trim()
    if (!account) {
      this.#linkIssue = 'missing'
      this.#focusOn('#account')
      return
    }
    const { client } = this.loyalty
    const intent = new LoyaltyLinkPartnerRequestEvent(partner, account)
    if (!client?.linkPartner) return void this.dispatchEvent(intent)
    const { linkPartner } = client
    const answer = await this.#action.run({ action: 'linkPartner', intent, act: () => linkPartner({ partnerId: partner.id, account }), fact: (done) => new LoyaltyPartnerLinkedEvent(done.partner) })
    if (answer) return this.#settled(partner, format.say(own.nowLinked, { partner: partner.name }))
    const failed = this.#failed()
    if (failed !== 'invalid_input' && failed !== 'conflict') return
    this.#linkIssue = failed === 'conflict' ? 'conflict' : 'unknown'
    this.#focusOn('#account')
  }

  async #unlink(partner: Partner, { own, format }: Speech<PartnersWords>): Promise<void> {
    if (this.#action.busy) return
    const { client } = this.loyalty
    const intent = new LoyaltyUnlinkPartnerRequestEvent(partner)
    if (!client?.unlinkPartner) return void this.dispatchEvent(intent)
    const { unlinkPartner } = client
    const answer = await this.#action.run({ action: 'unlinkPartner', intent, act: () => unlinkPartner({ partnerId: partner.id }), fact: (done) => new LoyaltyPartnerUnlinkedEvent(done.partner) })
    if (answer) this.#settled(partner, format.say(own.nowUnlinked, { partner: partner.name }))
    else this.#failed()
  }

  /** An account is linked or not any more: the panel closes, and the focus goes to the card. */
  #settled({ id }: Partner, said: string): void {
    this.#typed.delete(id)
    this.#keep()
    this.#close(`[data-id="${CSS.escape(id)}"]`)
    this.#said = said
  }

  async #exchange(wish: { readonly partner: Partner; readonly exchange: Exchange; readonly amount: number }): Promise<void> {
    if (this.#action.busy || (this.#at.step !== 'confirm' && this.#at.step !== 'uncertain')) return
    const { client } = this.loyalty
    const intent = new LoyaltyExchangeRequestEvent(wish)
    const { quote } = this.#at
    if (!client?.exchange) return void this.dispatchEvent(intent)
    const { exchange } = client
    const answer = await this.#action.run({
      action: 'exchange',
      intent,
      // in doubt the same wish goes with the same key, so that it is done once
      act: () => exchange({ exchangeId: wish.exchange.id, amount: wish.amount }),
      fact: (done) => new LoyaltyExchangedEvent({ partner: wish.partner, exchange: wish.exchange, quote: done.quote }),
    })
    if (answer) {
      this.#at = { step: 'done', quote: answer.quote }
      this.#typed.delete(wish.exchange.id)
      this.#keep()
      this.#focusOn('[part=done]')
      return
    }
    const failed = this.#failed()
    if (failed === 'uncertain') {
      this.#at = { step: 'uncertain', quote }
      this.#focusOn('[part=confirm]')
    } else if (failed === 'invalid_input') {
      this.#begin()
      this.#quote.again()
      this.#focusOn('#amount')
    }
  }

  /** How the last action failed; what it made old is read again. */
  #failed(): string | undefined {
    const { state } = this.#action
    if (state.status !== 'failed') return undefined
    if (outdated.includes(state.error.code)) this.loyalty.client?.refresh(['partners', 'balances'])
    return state.error.code
  }

  /** What had the focus has gone: it goes on there, unless the person has gone on meanwhile. */
  #focusOn(selector: string): void {
    const { activeElement, body } = this.ownerDocument
    if (this.shadowRoot?.activeElement || !activeElement || activeElement === body) this.#focusNext = selector
    this.requestUpdate()
  }

  #forget(): void {
    if (this.#begunFor) keepDraft(this.#begunFor, undefined)
    this.#begunFor = undefined
    this.#typed.clear()
    this.#chosen.clear()
    this.#opened = undefined
    this.#begin()
  }

  #as<T>(state: string, content: T): T {
    this.show(state, ...(state === 'empty' && this.guest ? ['guest'] : []))
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-partners': LoyaltyPartners
  }
}
