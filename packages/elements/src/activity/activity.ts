import type { ActivityEntry, ActivityPage, AnyClient, Program, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { chosen } from '../shared/chosen.ts'
import { download } from '../shared/download.ts'
import { fitting } from '../shared/fitting.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { PagesController } from '../shared/pages.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { LoyaltyActivityExportedEvent, LoyaltyExportActivityRequestEvent, type StatementFilter } from './activity.events.ts'
import { activityStyles } from './activity.styles.ts'
import { words, type ActivityWords } from './activity.words.ts'
import { entryRow } from './entry.ts'
import { entryGroups, isOfGroup, type EntryGroup } from './entry-group.ts'
import { byMonth } from './months.ts'

/** So many entries are tried for the room that is reserved; what does not fit comes with "Show more". */
const firstPortion = 8
/** So many more are shown by one press. */
const portion = 20

/**
 * What a member has earned and spent: a ledger by month, the newest first, with filters, earlier pages, and a file to keep.
 *
 * @tagname loyalty-activity
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown to a member whose ledger is empty.
 * @slot failed - Shown when there is nothing to show and it can't be read.
 * @csspart title - The heading.
 * @csspart currency - The choice of a currency, where there are several.
 * @csspart filters - The choice of what is shown.
 * @csspart month - The name of a month.
 * @csspart entry - One line of the ledger.
 * @csspart text - What it was for.
 * @csspart amount - What it changed.
 * @csspart about - When, and why.
 * @csspart state - Pending, taken back, or until when it can be spent.
 * @csspart more - The button for more.
 * @csspart export - The button for the file.
 * @csspart login - A guest's button.
 * @csspart note - What came of the last press.
 * @csspart problem - What went wrong with more, or with the file.
 * @csspart failure - The message that stands in for the ledger.
 * @csspart retry - The button in it.
 * @csspart stale - The note below an old ledger.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Entries are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - The ledger is empty.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-positive - Colour of what was earned.
 * @cssprop --loyalty-raised - Background of the filters.
 * @fires {LoyaltyExportActivityRequestEvent} loyalty-export-activity-request - Somebody wants a file. Cancelled: the host gives one.
 * @fires {LoyaltyActivityExportedEvent} loyalty-activity-exported - The file has been handed to the browser.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyFailedEvent} loyalty-failed - The file could not be made; the element says so itself.
 */
export class LoyaltyActivity extends LoyaltyElement<'program' | 'activity', ActivityWords> {
  static override readonly styles = [baseStyles, buttonStyles, titleStyles, standInStyles, activityStyles]
  static override readonly needs = ['program', 'activity'] as const
  static override readonly group = 'activity'
  static override readonly vocabulary = { name: 'activity', words } as const

  /** Show only this currency, by its id; where absent, all of them, with a choice. */
  @property() currency: string | undefined
  /** Leave out the button for the file. */
  @property({ type: Boolean, attribute: 'without-export' }) withoutExport = false

  readonly #pages = new PagesController<ActivityEntry>(this, (cursor) => this.#ask({ cursor }))
  readonly #action = new ActionController(this, () => this.loyalty.client)
  #group: EntryGroup = 'all'
  #chosen = ''
  /** How many are shown at most; 0: as many as fit into the reserved room. */
  #shown = 0
  /** For a screen reader. */
  #said = ''
  /** For everybody. */
  #note = ''
  #collected = 0
  #focusEntry: number | undefined

  constructor() {
    super()
    this.addController(new RoomController(this))
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const first = this.known('activity')
    if (!first) this.#forget()
    this.#pages.take(first ?? undefined)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed')
      return this.#as('failed', html`${this.#head(speech)}<div class="stand-in"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['activity', 'program']))}</slot></div>`)
    const { program, activity } = look.values
    if (!activity) return this.#as('guest', this.#guest(speech))
    if (this.currency && !program.currencies.some(({ id }) => id === this.currency))
      this.warnOnce(`\`currency\` is "${this.currency}", and the programme has ${program.currencies.map(({ id }) => id).join(', ')}: nothing is shown.`)
    const { items, next } = this.#pages
    if (!items.length && next === undefined)
      return this.#as('empty', html`${this.#head(speech)}<div class="stand-in"><slot name="empty"><p class="muted">${speech.own.empty}</p></slot></div>${staleNote(speech, look.stale)}`)
    return this.#as('ready', html`
      <section aria-labelledby="title">
        ${this.#head(speech, program)} ${this.#filters(speech)} ${this.#ledger(program, speech)} ${this.#foot(program, speech)} ${staleNote(speech, look.stale)}
      </section>
      <p class="visually-hidden" role="status">${this.#said}</p>
    `)
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    if (this.#shown === 0 && this.matches(':state(ready)')) this.#fit()
    if (this.#focusEntry === undefined) return
    const entry = this.renderRoot.querySelectorAll<HTMLElement>('.entry')[this.#focusEntry]
    this.#focusEntry = undefined
    entry?.focus()
  }

  #head({ own }: Speech<ActivityWords>, program?: Program): TemplateResult {
    return html`
      <div class="head">
        <h2 id="title" class="title" part="title"><slot name="heading">${own.title}</slot></h2>
        ${program && program.currencies.length > 1 && !this.currency
          ? html`
              <select part="currency" aria-label=${own.currency} @change=${this.#onCurrency}>
                <option value="">${own.everyCurrency}</option>
                ${program.currencies.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.#chosen}>${name ?? id}</option>`)}
              </select>
            `
          : nothing}
      </div>
    `
  }

  #filters({ own }: Speech<ActivityWords>): TemplateResult {
    return html`
      <fieldset class="filters" part="filters" @change=${this.#onGroup}>
        <legend class="visually-hidden">${own.show}</legend>
        ${entryGroups.map((group) => html`<label class="filter"><input type="radio" name="group" value=${group} ?checked=${chosen(group === this.#group)} /><span>${own.groups[group]}</span></label>`)}
      </fieldset>
    `
  }

  #ledger(program: Program, speech: Speech<ActivityWords>): TemplateResult {
    const entries = this.#entries()
    const shown = entries.slice(0, this.#shown || firstPortion)
    if (!shown.length) return html`<div class="stand-in"><p class="muted">${this.#pages.next === undefined ? speech.own.none : ''}</p></div>`
    const { now } = this
    return html`
      <div class="ledger">
        ${repeat(byMonth(shown, speech.format), ({ key }) => key, ({ name, entries: ofMonth }) => html`
          <h3 part="month">${name}</h3>
          <ul>${repeat(ofMonth, ({ id }) => id, (entry) => entryRow(entry, program, now, speech))}</ul>
        `)}
      </div>
    `
  }

  #foot(program: Program, speech: Speech<ActivityWords>): TemplateResult {
    const { own, shared, format } = speech
    const { busy, error, next } = this.#pages
    const { state } = this.#action
    const hidden = this.#entries().length - (this.#shown || firstPortion)
    const more = hidden > 0 || this.#shown === 0 || (next !== undefined && this.#canAsk)
    const exporting = this.#action.busy
    return html`
      <div class="messages">
        <p class="note" part="note" role="status">${this.#note}</p>
        <p class="problem" part="problem" role="alert">${error ? `${own.moreFailed} ${shared.errors[error.code]}` : state.status === 'failed' && state.error.code !== 'aborted' ? shared.errors[state.error.code] : nothing}</p>
      </div>
      <div class="foot">
        ${more ? html`<button class="quiet" part="more" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${() => void this.#more(speech)}>${busy ? own.loadingMore : error ? shared.retry : own.more}</button>` : nothing}
        ${this.withoutExport || !this.#canAsk
          ? nothing
          : html`<button class="plain" part="export" type="button" aria-disabled=${exporting} aria-busy=${exporting} @click=${() => void this.#export(program, speech)}>${exporting ? format.say(own.exporting, { number: format.number(this.#collected) }) : own.export}</button>`}
      </div>
    `
  }

  #guest(speech: Speech<ActivityWords>): TemplateResult {
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

  #loading(speech: Speech<ActivityWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="head" aria-hidden="true"><p class="title"><span class="bone"></span></p></div>
        <div aria-hidden="true">${Array.from({ length: 6 }, () => html`<p class="row-bone"><span class="bone"></span><span class="bone"></span></p>`)}</div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  /** Shows so many of the first entries that they fit into the room that was reserved: nothing below moves when they come. */
  #fit(): void {
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>('.entry')]
    const fits = fitting(this, entries)
    this.#shown = fits >= entries.length ? firstPortion : fits
    this.requestUpdate()
  }

  get #canAsk(): boolean {
    return !this.state && this.loyalty.client?.activity !== undefined
  }

  async #ask(query: { readonly cursor: string }): Promise<ActivityPage> {
    const { client } = this.loyalty
    return (await client?.activity?.(query)) ?? { items: [] }
  }

  #filter(): StatementFilter {
    return { currency: this.currency ?? (this.#chosen || undefined), group: this.#group }
  }

  #entries(): readonly ActivityEntry[] {
    return this.#pages.items.filter(this.#isShown)
  }

  readonly #isShown = (entry: ActivityEntry): boolean => {
    const { currency, group } = this.#filter()
    return (currency === undefined || entry.currency === currency) && isOfGroup(entry, group)
  }

  async #more({ own, format }: Speech<ActivityWords>): Promise<void> {
    if (this.#pages.busy) return
    const before = Math.min(this.#entries().length, this.#shown || firstPortion)
    this.#note = this.#said = ''
    let came = this.#entries().length - before
    if (came <= 0) {
      const answer = await this.#pages.more(this.#isShown)
      if (answer === undefined) return
      came = answer
    }
    came = Math.min(came, portion)
    this.#shown = before + came
    const last = this.#pages.items.at(-1)
    if (came === 0 && last) this.#note = this.#pages.next === undefined ? own.noMore : format.say(own.noneSince, { date: format.date(last.at, this.now) })
    // the button may be gone, and who reads on begins at the first that came; who has gone elsewhere stays there
    else if (this.shadowRoot?.activeElement) this.#focusEntry = before
    this.#say(came ? format.say(own.came, { n: came }) : '')
  }

  async #export(program: Program, speech: Speech<ActivityWords>): Promise<void> {
    const { own, format } = speech
    const ask = this.loyalty.client?.activity
    if (!ask || this.#action.busy) return
    const filter = this.#filter()
    this.#collected = 0
    this.#note = ''
    const made = await this.#action.run({
      action: 'activity',
      intent: new LoyaltyExportActivityRequestEvent(filter),
      act: async () => {
        const { collect, statement } = await import('./statement.ts')
        const { entries, whole } = await collect(ask, filter, (count) => {
          this.#collected = count
          this.requestUpdate()
        })
        // somebody else may be here by now, or nobody
        if (!this.isConnected || this.loyalty.client?.activity !== ask) return undefined
        if (entries.length) download(this.ownerDocument, { name: `${own.file}-${new Date(this.now).toISOString().slice(0, 10)}.csv`, type: 'text/csv;charset=utf-8', text: statement(entries, program, speech) })
        return { count: entries.length, whole }
      },
    })
    if (!made) return
    if (made.count) this.dispatchEvent(new LoyaltyActivityExportedEvent({ filter, count: made.count }))
    this.#note = made.count ? format.say(made.whole ? own.exported : own.exportedPart, { n: made.count }) : own.nothingToExport
    this.requestUpdate()
  }

  readonly #onGroup = ({ target }: Event): void => {
    this.#group = (target as HTMLInputElement).value as EntryGroup
    this.#again()
  }

  readonly #onCurrency = ({ target }: Event): void => {
    this.#chosen = (target as HTMLSelectElement).value
    this.#again()
  }

  /** Another filter: the ledger begins at its top. */
  #again(): void {
    this.#shown = 0
    this.#note = ''
    this.#say('')
  }

  #forget(): void {
    this.#group = 'all'
    this.#chosen = ''
    this.#shown = 0
    this.#said = this.#note = ''
    this.#action.reset()
  }

  #say(text: string): void {
    this.#said = text
    this.requestUpdate()
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-activity': LoyaltyActivity
  }
}
