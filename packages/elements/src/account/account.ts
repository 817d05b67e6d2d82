import { LoyaltyError, type AnyClient, type CurrencyAmount, type Part, type Program, type Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { LoyaltyEnrolledEvent } from '../enrolment-form/enrolment-form.events.ts'
import { LoyaltyLoggedOutEvent, LoyaltyLogOutRequestEvent } from '../login/login.events.ts'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { chosen } from '../shared/chosen.ts'
import { currencyOf } from '../shared/format.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, storeOf, type Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { thereAndBack } from '../shared/providers.ts'
import { RoomController } from '../shared/room-controller.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { LoyaltySectionChangedEvent } from './account.events.ts'
import { accountStyles } from './account.styles.ts'
import { words, type AccountWords } from './account.words.ts'
import { Places } from './places.ts'
import { forGuests, sections, usual, type Piece, type SectionName } from './sections.ts'
import { tabByKey } from './tabs.ts'

/** A section as it is shown: its own elements, or the host's. */
interface SectionView {
  readonly id: string
  readonly label: string
  readonly pieces: readonly Piece[]
}

/** How far the code of a section is. */
type Loading = 'loading' | 'ready' | { readonly error: LoyaltyError }

/** Before the name of a section, in the slot for the host's own content of it. */
const ownSlot = 'section-'

/**
 * A member's whole account as one tag: greeting, balance and tier, and a section for everything that the programme does. A section
 * that the backend can't do is not there; its code and its data are loaded when it is opened. A guest sees how to join and to log in.
 * The elements of the sections are children of this one, made by it; leave those with `data-loyalty-account` to it. A server that writes a
 * section gives its elements `slot="loyalty-NAME"` and `data-loyalty-account="server"`: the account takes them over.
 *
 * @tagname loyalty-account
 * @slot - Shown until the account is ready, instead of the grey blocks.
 * @slot section-NAME - Instead of what the section NAME has; with a name of your own (and `data-label`) a further section.
 * @slot greeting - Instead of the greeting: a page puts its own `h1` there.
 * @slot header - Between the greeting and the sections.
 * @slot actions - Beside the greeting, instead of the button that logs out.
 * @slot guest - Shown to a guest, instead of the ways to join and to log in, which are not made then.
 * @slot failed - Shown when the programme can't be read.
 * @csspart header - The greeting with balance and tier.
 * @csspart greeting - The greeting.
 * @csspart standing - Balance and tier.
 * @csspart log-out - The button that logs out.
 * @csspart welcome - What a new member was given.
 * @csspart problem - What went wrong.
 * @csspart tabs - The tabs.
 * @csspart tab - One of them.
 * @csspart picker - The list that stands for them where there is little room.
 * @csspart panel - The section that is shown.
 * @csspart join - Where a guest joins.
 * @csspart login - Where a guest logs in, or the button that asks the host for it.
 * @csspart failure - The message that stands in for the account or a section.
 * @csspart retry - The button in it.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's account is shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate failed - The programme can't be read.
 * @cssprop --loyalty-accent - Colour of the tab that is shown, and of buttons.
 * @cssprop --loyalty-raised - Background of tabs.
 * @fires {LoyaltySectionChangedEvent} loyalty-section-changed - Somebody has gone to another section.
 * @fires {LoyaltyLogOutRequestEvent} loyalty-log-out-request - A member wants to log out. Cancelled: the host does it.
 * @fires {LoyaltyLoggedOutEvent} loyalty-logged-out - They are logged out.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in, where only the host can do that.
 * @fires {LoyaltyFailedEvent} loyalty-failed - Logging out failed; the element says so itself.
 */
export class LoyaltyAccount extends LoyaltyElement<Part, AccountWords> {
  static override readonly styles = [baseStyles, buttonStyles, standInStyles, accountStyles]
  static override readonly needs = ['program'] as const
  static override readonly also = ['member', 'balances', 'tier'] as const
  static override readonly group = 'program'
  static override readonly vocabulary = { name: 'account', words } as const

  /** The section that is shown. Set it from the page's address for a deep link; it follows what the person opens. The first where absent or unknown. */
  @property({ reflect: true }) section: string | undefined
  /** Which sections, in this order: names with spaces between. All that the backend can do where absent. */
  @property() sections: string | undefined

  readonly #places = new Places(this)
  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #loads = new Map<string, Loading>()
  readonly #children = typeof MutationObserver === 'undefined' ? undefined : new MutationObserver(() => this.requestUpdate())
  #granted: readonly CurrencyAmount[] = []
  #left = false
  #focusNext: string | undefined

  constructor() {
    super()
    this.addController(new RoomController(this))
    this.addEventListener('loyalty-enrolled', (event) => this.#welcome(event))
    this.addEventListener('loyalty-logged-in', () => this.#goTo('[part=greeting]'))
    this.addEventListener('loyalty-program-left', () => {
      this.#left = true
      this.#goTo('[part=greeting]')
    })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#children?.observe(this, { childList: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#children?.disconnect()
  }

  /** The header's, and those of the section that is shown: its data comes with its code, not after it. */
  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    const parts = this.#who === 'member' ? (this.#shown(this.#list())?.pieces ?? []).flatMap((piece) => piece.parts) : []
    return [...super.stores(client), client.$session, ...parts.map((part) => storeOf(client, part))]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.loyalty.follow()
    if (this.#who === 'member') this.#left = false
    else this.#granted = []
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const handed = { client: this.client, state: this.state }
    if (changed.has('client') || changed.has('state')) this.#places.hand(handed)
    const look = this.look()
    if (look.status === 'ready' && this.#who !== 'unknown') {
      if (this.#who === 'member') this.#open(this.#shown(this.#list()))
      else if (!this.querySelector(':scope > [slot=guest]')) for (const [name, piece] of Object.entries(this.#guestPieces(look.values.program))) this.#open({ id: name, label: '', pieces: [piece] })
    }
    if (!this.#focusNext || this.matches(':state(loading)')) return
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext)
    this.#focusNext = undefined
    const { activeElement, body } = this.ownerDocument
    if (!activeElement || activeElement === body || this.matches(':focus-within')) target?.focus()
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'failed' && speech) return this.#as('failed', html`<div class="stand-in"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh())}</slot></div>`)
    if (look.status !== 'ready' || !speech || this.#who === 'unknown') return this.#as('loading', this.#loading(speech))
    const { program } = look.values
    return this.#who === 'guest' ? this.#as('guest', this.#guest(program, speech)) : this.#as('ready', this.#member(program, speech))
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #member(program: Program, speech: Speech<AccountWords>): TemplateResult {
    const list = this.#list(speech)
    const shown = this.#shown(list)
    return html`
      ${this.#header(program, speech)}
      <slot name="header"></slot>
      ${list.length > 1 ? this.#tabs(list, shown, speech) : nothing}
      ${repeat(list, ({ id }) => id, (one) => this.#panel(one, one === shown, list.length > 1, speech))}
    `
  }

  #header(program: Program, { own, format }: Speech<AccountWords>): TemplateResult {
    const name = this.known('member')?.profile.givenName
    const tier = program.tiers.find(({ id }) => id === this.known('tier')?.current)?.name
    const balances = (this.known('balances') ?? []).map(({ available, currency }) => format.amount(available, currencyOf(program, currency)))
    const { busy, state } = this.#action
    const canLogOut = this.state || this.loyalty.client?.can('session')
    const gift = this.#granted.filter(({ amount }) => amount > 0).map(({ amount, currency }) => format.amount(amount, currencyOf(program, currency))).join(own.and)
    return html`
      <div class="head" part="header">
        <div class="who">
          <slot name="greeting"><h2 part="greeting" tabindex="-1">${name ? format.say(own.hello, { name }) : own.helloNoName}</h2></slot>
          <p class="standing" part="standing">${[...balances, ...(tier ? [tier] : [])].map((text, index) => html`${index ? html`<span aria-hidden="true">${own.then}</span>` : nothing}<span>${text}</span>`)}</p>
        </div>
        <slot name="actions">
          ${canLogOut ? html`<button class="quiet" part="log-out" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${() => void this.#logOut()}>${busy ? own.loggingOut : own.logOut}</button>` : nothing}
        </slot>
      </div>
      <p class="welcome" part="welcome" role="status">${gift ? format.say(own.welcome, { amount: gift }) : nothing}</p>
      <p class="problem" part="problem" role="alert">${state.status === 'failed' ? this.speech()?.shared.errors[state.error.code] : nothing}</p>
    `
  }

  #tabs(list: readonly SectionView[], shown: SectionView | undefined, { own }: Speech<AccountWords>): TemplateResult {
    return html`
      <div class="tabs" part="tabs" role="tablist" aria-label=${own.sections} @keydown=${this.#onKey}>
        ${list.map((one) => html`
          <button
            class="tab" part="tab" type="button" role="tab" id="tab-${one.id}" data-id=${one.id}
            aria-controls="panel-${one.id}" aria-selected=${one === shown} tabindex=${one === shown ? 0 : -1}
            @click=${() => this.#select(one.id)} @pointerenter=${() => preload(one)} @focus=${() => preload(one)}
          >${one.label}</button>
        `)}
      </div>
      <label class="picker" part="picker">
        <span>${own.section}</span>
        <select @change=${({ target }: Event) => this.#select((target as HTMLSelectElement).value)}>
          ${list.map((one) => html`<option value=${one.id} ?selected=${chosen(one === shown)}>${one.label}</option>`)}
        </select>
      </label>
    `
  }

  /** The host's own content for a section stands in the first slot; ours is its fallback. */
  #panel({ id, pieces }: SectionView, isShown: boolean, isTab: boolean, speech: Speech<AccountWords>): TemplateResult {
    const load = this.#loads.get(id)
    const trouble = typeof load === 'object' ? failure(speech, speech.own.sectionFailed, load.error, () => this.#retry(id)) : nothing
    return html`
      <div class="panel ${id} ${id === 'overview' && pieces.some(({ tag }) => tag === 'loyalty-card') ? 'with-card' : ''}" part="panel" id="panel-${id}" role=${isTab ? 'tabpanel' : nothing} aria-labelledby=${isTab ? `tab-${id}` : nothing} tabindex=${isTab ? 0 : nothing} ?hidden=${!isShown} aria-busy=${isShown && load === 'loading'}>
        <slot name="${ownSlot}${id}">
          <slot name="loyalty-${id}"></slot>
          ${isShown && load === 'loading' ? html`<div class="bones" aria-hidden="true"><span class="bone"></span><span class="bone block"></span></div><span class="visually-hidden" role="status">${speech.shared.loading}</span>` : trouble}
        </slot>
      </div>
    `
  }

  #guest(program: Program, { own, format }: Speech<AccountWords>): TemplateResult {
    const { join, login } = this.#guestPieces(program)
    const title = format.say(this.#left ? own.left : own.guestTitle, { program: program.name })
    return html`
      <slot name="guest">
        <div class="guest">
          <h2 part="greeting" tabindex="-1">${title}</h2>
          ${join || login
            ? html`
                <p class="muted">${join ? own.guestText : own.guestOnly}</p>
                <div class="doors">
                  ${join ? html`<div class="door" part="join"><slot name="loyalty-join"></slot></div>` : nothing}
                  ${login ? html`<div class="door" part="login"><slot name="loyalty-login"></slot></div>` : nothing}
                </div>
              `
            : html`<p class="muted">${own.guestOnly}</p><button part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>`}
        </div>
      </slot>
    `
  }

  #loading(speech: Speech<AccountWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div aria-hidden="true">
          <div class="head"><div class="who"><h2><span class="bone"></span></h2><p class="standing"><span class="bone"></span></p></div></div>
          <div class="bones"><span class="bone line"></span><span class="bone block"></span></div>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  // Who is there, and what there is

  get #who(): 'unknown' | 'guest' | 'member' {
    if (this.guest) return 'guest'
    return this.state ? 'member' : (this.loyalty.client?.$session.value?.status ?? 'unknown')
  }

  #can({ group, parts }: Piece): boolean {
    const { state } = this
    return state ? parts.every((part) => part in state) : (this.loyalty.client?.can(group) ?? false)
  }

  /** The sections that there are, in order. */
  #list(speech?: Speech<AccountWords>): readonly SectionView[] {
    const asked = (this.sections ?? '').split(/[\s,]+/).filter(Boolean)
    const own = new Map([...(this.children ?? [])].flatMap((child) => (child.slot.startsWith(ownSlot) ? [[child.slot.slice(ownSlot.length), child as HTMLElement] as const] : [])))
    const names = asked.length ? asked : [...usual, ...own.keys()]
    return [...new Set(names)].flatMap((id) => {
      const child = own.get(id)
      const pieces = child ? [] : (sections[id as SectionName] as readonly Piece[] | undefined)
      if (!pieces) this.warnOnce(`there is no section "${id}": put an element with slot="${ownSlot}${id}" into the account, or use ${Object.keys(sections).join(', ')}.`)
      const possible = pieces?.filter((piece) => this.#can(piece)) ?? []
      const label = child?.dataset['label'] ?? speech?.own.labels[id as SectionName] ?? id
      return child || possible.length ? [{ id, label, pieces: possible }] : []
    })
  }

  #shown(list: readonly SectionView[]): SectionView | undefined {
    return list.find(({ id }) => id === this.section) ?? list[0]
  }

  #guestPieces({ enrolment }: Program): Partial<Record<keyof typeof forGuests, Piece>> {
    const { client } = this.loyalty
    const can = this.state || client?.can('session')
    return { ...(can && enrolment && this.has('members.enrol') ? { join: forGuests.join } : {}), ...(can ? { login: forGuests.login } : {}) }
  }

  // What is done

  /** Brings what a section needs, once. */
  #open(section: SectionView | undefined): void {
    if (!section?.pieces.length) return
    const { id, pieces } = section
    const handed = { client: this.client, state: this.state }
    const fill = () => this.#places.fill(`loyalty-${id}`, pieces, handed)
    const known = this.#loads.get(id)
    if (known === 'ready') return fill()
    if (known) return
    // what the server has written stands there while its code comes
    if (this.#places.adopt(`loyalty-${id}`, pieces, handed)) this.#loads.set(id, 'ready')
    else this.#become(id, 'loading')
    Promise.all(pieces.map(({ load }) => load())).then(
      () => {
        fill()
        this.#become(id, 'ready')
      },
      (cause: unknown) => this.#become(id, { error: new LoyaltyError('network', 'The code of a section could not be loaded. Try again.', { retryable: true, cause }) }),
    )
  }

  #become(id: string, load: Loading): void {
    this.#loads.set(id, load)
    this.requestUpdate()
  }

  #retry(id: string): void {
    this.#loads.delete(id)
    this.requestUpdate()
  }

  #select(id: string): void {
    const before = this.#shown(this.#list())?.id
    if (id === before) return
    this.section = id
    this.dispatchEvent(new LoyaltySectionChangedEvent(id, before))
  }

  /** Arrows, Home and End move the focus; Enter or Space opens, since a section may have to be loaded. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=tab]')]
    const to = tabByKey(event.key, tabs.indexOf(event.target as HTMLElement), tabs.length, getComputedStyle(this).direction === 'rtl')
    if (to === undefined) return
    event.preventDefault()
    tabs[to]?.focus()
  }

  async #logOut(): Promise<void> {
    const signOut = this.state ? undefined : this.loyalty.client?.signOut
    const intent = new LoyaltyLogOutRequestEvent()
    if (!signOut) return void this.dispatchEvent(intent)
    let out: string | undefined
    const done = await this.#action.run({
      action: 'signOut', intent, fact: () => new LoyaltyLoggedOutEvent(),
      act: async () => {
        const { url } = await signOut()
        out = url === undefined ? undefined : thereAndBack(url)
        return true
      },
    })
    // the provider would log the next person in as this one
    if (done && out !== undefined) this.ownerDocument.location.assign(out)
    else if (done) this.#goTo('[part=greeting]')
  }

  #welcome({ granted }: LoyaltyEnrolledEvent): void {
    this.#granted = granted
    this.#goTo('[part=greeting]')
  }

  /** What had the focus may be gone with the next look. */
  #goTo(selector: string): void {
    this.#focusNext = selector
    this.requestUpdate()
  }
}

/** Somebody is about to open it. */
function preload({ pieces }: SectionView): void {
  for (const { load } of pieces) load().catch(() => {})
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-account': LoyaltyAccount
  }
}
