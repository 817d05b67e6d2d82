import type { AnyClient, Program, Reward, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { cardStyles } from '../shared/card.styles.ts'
import { CopyController } from '../shared/copy-controller.ts'
import { fitting } from '../shared/fitting.ts'
import { currencyOf } from '../shared/format.ts'
import { goodsStyles } from '../shared/goods-card.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { PagesController } from '../shared/pages.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { seen, tellFact } from '../shared/seen.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { endsSoon } from '../shared/validity.ts'
import type { Looker } from './availability.ts'
import { rewardCard, type CardDeeds } from './reward-card.ts'
import { LoyaltyClaimRewardRequestEvent, LoyaltyRewardClaimedEvent, type TakenReward } from './reward-list.events.ts'
import { rewardListStyles } from './reward-list.styles.ts'
import { words, type RewardListWords } from './reward-list.words.ts'

/** So many cards are tried for the room that is reserved; what does not fit comes with "Show more". */
const firstPortion = 12
/** So many more are shown by one press. */
const portion = 24

/** After these the catalogue on the page was old: it is read again, and the question is closed. */
const outdated: readonly string[] = ['insufficient_points', 'not_eligible', 'not_found', 'expired', 'conflict']

/**
 * The catalogue of what points buy: what each reward costs, why one is locked, and taking it, with a question in between.
 *
 * @tagname loyalty-reward-list
 * @slot - Shown until there is something to show, instead of the grey cards.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest above the catalogue, instead of the invitation to log in.
 * @slot empty - Shown when there are no rewards.
 * @slot failed - Shown when there are no rewards to show and they can't be read.
 * @csspart title - The heading.
 * @csspart have - What the member has.
 * @csspart login - A guest's button.
 * @csspart list - The grid.
 * @csspart card - One reward.
 * @csspart image - Its picture.
 * @csspart plate - What stands for a picture.
 * @csspart badge - That it is locked, or sold out.
 * @csspart kind - What kind of thing it is.
 * @csspart name - Its title.
 * @csspart text - Its text.
 * @csspart cost - What it costs.
 * @csspart standing - Why it can't be taken; or how many are left, and until when.
 * @csspart take - The button that asks for it.
 * @csspart question - Whether one means it.
 * @csspart confirm - The button that spends.
 * @csspart cancel - The button that does not.
 * @csspart result - What one got.
 * @csspart code - The code in it.
 * @csspart copy - The button that copies it.
 * @csspart gift-card - The stored value in it.
 * @csspart link - The link to where the code can be used.
 * @csspart done - The button that closes the result.
 * @csspart problem - What went wrong.
 * @csspart hint - A word on a card.
 * @csspart more - The button for more.
 * @csspart failure - The message that stands in for the catalogue.
 * @csspart retry - The button in it.
 * @csspart stale - The note below an old catalogue.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Rewards are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There are no rewards.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop [--loyalty-reward-width=15em] - Least width of a card.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-surface - Background of a card.
 * @fires {LoyaltyClaimRewardRequestEvent} loyalty-claim-reward-request - Somebody has confirmed that they want a reward. Cancelled: the host takes it.
 * @fires {LoyaltyRewardClaimedEvent} loyalty-reward-claimed - A reward is taken.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants what only members have.
 * @fires {LoyaltyFailedEvent} loyalty-failed - A reward could not be taken; the card says so itself.
 */
export class LoyaltyRewardList extends LoyaltyElement<'program' | 'rewards' | 'balances', RewardListWords> {
  static override readonly styles = [baseStyles, buttonStyles, titleStyles, standInStyles, cardStyles, goodsStyles, rewardListStyles]
  static override readonly needs = ['program', 'rewards'] as const
  static override readonly also = ['balances'] as const
  static override readonly group = 'rewards'
  static override readonly vocabulary = { name: 'rewardList', words } as const

  /** Only rewards of this kind; all of them where absent. */
  @property() kind: Reward['kind']

  readonly #pages = new PagesController<Reward>(this, async (cursor) => (await this.loyalty.client?.rewards?.({ cursor })) ?? { items: [] })
  readonly #copy = new CopyController(this)
  readonly #minutes = new MinuteController(this)
  readonly #actions = new Map<string, ActionController>()
  readonly #hints = new Map<string, string>()
  readonly #broken = new Set<string>()
  /** What was taken on this page, by the reward's id: it stays until it is put away. */
  readonly #taken = new Map<string, TakenReward>()
  /** Of which reward the question is open. */
  #asked: string | undefined
  /** How many are shown at most; 0: as many as fit into the reserved room. */
  #shown = 0
  #said = ''
  #focus: { readonly id: string; readonly part: string } | undefined
  #focusCard: number | undefined

  constructor() {
    super()
    this.addController(new RoomController(this))
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const first = this.known('rewards')
    if (!first) this.#forget()
    this.#pages.take(first)
    if (changed.has('kind')) this.#shown = 0
    this.#minutes.run(this.#pages.items.some((reward) => endsSoon(reward, this.now)))
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed')
      return this.#as('failed', html`${this.#head(speech)}<div class="stand-in"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['rewards', 'program']))}</slot></div>`)
    const { program } = look.values
    const rewards = this.#rewards()
    const { busy, error, next } = this.#pages
    if (!rewards.length && next === undefined)
      return this.#as('empty', html`${this.#head(speech, program)}<div class="stand-in"><slot name="empty"><p class="muted">${speech.own.empty}</p></slot></div>${staleNote(speech, look.stale)}`)
    const shown = this.#shown || firstPortion
    const more = rewards.length > shown || this.#shown === 0 || (next !== undefined && !this.state && this.loyalty.client?.rewards !== undefined)
    const looker: Looker = { program, balances: this.known('balances') ?? undefined, guest: this.guest, now: this.now }
    return this.#as('ready', html`
      <section aria-labelledby="title">
        ${this.#head(speech, program)}
        <ul class="list" part="list">
          ${repeat(rewards.slice(0, shown), ({ id }) => id, (reward, index) => html`
            <li class="card" part="card" tabindex="-1" data-id=${reward.id} @keydown=${(event: KeyboardEvent) => this.#onKey(event, reward)}>${this.#card(reward, index, looker, speech)}</li>
          `)}
        </ul>
        <p class="problem" role="alert">${error ? `${speech.own.moreFailed} ${speech.shared.errors[error.code]}` : nothing}</p>
        ${more ? html`<div class="more"><button class="quiet" part="more" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${() => void this.#more(speech)}>${busy ? speech.own.loadingMore : error ? speech.shared.retry : speech.own.more}</button></div>` : nothing}
        ${staleNote(speech, look.stale)}
      </section>
      <p class="visually-hidden" role="status">${this.#said}</p>
    `)
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const cards = [...this.renderRoot.querySelectorAll<HTMLElement>('.card[data-id]')]
    for (const card of cards) seen(this.loyalty, card, { subjectKind: 'reward', subject: card.dataset['id'] as string })
    if (this.#shown === 0 && cards.length) {
      const whole = this.#rewards().length <= cards.length && this.#pages.next === undefined
      const fits = fitting(this, cards, whole ? this.renderRoot.querySelector<HTMLElement>('.more') : undefined)
      this.#shown = fits === cards.length ? firstPortion : fits
      this.requestUpdate()
    }
    if (this.#focusCard !== undefined) cards[this.#focusCard]?.focus()
    this.#focusCard = undefined
    const { id, part } = this.#focus ?? {}
    this.#focus = undefined
    if (part) cards.find((card) => card.dataset['id'] === id)?.querySelector<HTMLElement>(part)?.focus()
  }

  #head({ own, format }: Speech<RewardListWords>, program?: Program): TemplateResult {
    const balances = this.known('balances')
    const have = program && balances ? balances.map((balance) => format.amount(balance.available, currencyOf(program, balance.currency))).join(own.and) : ''
    return html`
      <div class="head">
        <h2 id="title" class="title" part="title"><slot name="heading">${own.title}</slot></h2>
        ${this.guest
          ? html`<slot name="guest"><p class="muted">${own.guest} <button class="plain" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button></p></slot>`
          : html`<p class="muted" part="have">${have ? format.say(own.have, { amount: have }) : nothing}</p>`}
      </div>
    `
  }

  #loading(speech: Speech<RewardListWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="head" aria-hidden="true"><p class="title"><span class="bone"></span></p></div>
        <div class="list" aria-hidden="true">${[0, 1, 2, 3].map(() => html`<div class="card bone"></div>`)}</div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  #card(reward: Reward, index: number, looker: Looker, speech: Speech<RewardListWords>): TemplateResult {
    const { id } = reward
    const action = this.#actions.get(id)
    const deeds: CardDeeds = {
      ask: () => this.#ask(reward, speech),
      cancel: () => this.#cancel(id),
      confirm: (event) => void this.#confirm(reward, event, speech),
      done: () => this.#putAway(id),
      copy: (event) => void this.#copyCode(id, event, speech),
      imageFailed: () => {
        this.#broken.add(id)
        this.requestUpdate()
      },
    }
    return rewardCard(
      {
        index, reward, looker,
        asked: this.#asked === id,
        busy: action?.busy ?? false,
        checking: action?.checking ?? false,
        error: action?.state.status === 'failed' ? action.state.error : undefined,
        taken: this.#taken.get(id),
        withoutImage: this.#broken.has(id),
        copied: this.#copy.copied === id,
        selected: this.#copy.selected === id,
        hint: this.#hints.get(id),
      },
      speech,
      deeds,
    )
  }

  /** What is shown: also what was taken here and has left the catalogue by that. */
  #rewards(): readonly Reward[] {
    const items = this.#pages.items.filter(({ kind }) => !this.kind || kind === this.kind)
    const gone = [...this.#taken.values()].map(({ reward }) => reward).filter(({ id }) => !items.some((item) => item.id === id))
    return [...gone, ...items]
  }

  #ask(reward: Reward, { own }: Speech<RewardListWords>): void {
    const { id } = reward
    const busy = this.#asked !== undefined && this.#actions.get(this.#asked)?.busy
    if (busy) return
    const card = this.#cardOf(id)
    if (card) tellFact(this.loyalty, card, { kind: 'clicked', subjectKind: 'reward', subject: id })
    this.#actions.get(id)?.reset()
    if (this.guest) {
      this.#hints.set(id, own.joinFirst)
      this.requestUpdate()
      requestLogin(this)
      return
    }
    this.#asked = id
    // not the button: a key that is held down must not spend
    this.#focusOn(id, '.question')
  }

  #cancel(id: string): void {
    const action = this.#actions.get(id)
    if (action?.busy || this.#asked !== id) return
    action?.reset()
    this.#asked = undefined
    this.#focusOn(id, '[part=take]')
  }

  async #confirm(reward: Reward, event: MouseEvent, { own, format }: Speech<RewardListWords>): Promise<void> {
    const { id, title } = reward
    // the second click of a double click on "Take it" must not spend
    if (event.detail > 1 || this.#actions.get(id)?.busy) return
    const { client } = this.loyalty
    const intent = new LoyaltyClaimRewardRequestEvent(reward)
    const claim = this.state ? undefined : client?.claimReward
    if (!claim) {
      this.dispatchEvent(intent)
      return this.#cancel(id)
    }
    const action = this.#actionOf(id)
    let pressed = false
    const taken = await action.run({
      action: 'claimReward',
      intent,
      act: () => {
        pressed = true
        return claim({ rewardId: id })
      },
      fact: (answer) => new LoyaltyRewardClaimedEvent(answer),
    })
    // nothing of one person is shown to the next
    if (this.#actions.get(id) !== action) return
    const { state } = action
    if (taken) {
      this.#taken.set(id, taken)
      this.#asked = undefined
      this.#pages.replace(taken.reward)
      this.#said = format.say(own.nowYours, { title })
      if (this.#isWith(id)) this.#focus = { id, part: '.yours' }
    } else if (!pressed) this.#cancel(id)
    else if (state.status === 'failed' && outdated.includes(state.error.code)) {
      this.#asked = undefined
      if (this.#isWith(id)) this.#focus = { id, part: '[part=name]' }
      client?.refresh(['rewards', 'balances'])
    } else if (state.status === 'failed' && state.error.code === 'uncertain') client?.refresh(['balances', 'coupons', 'giftCards'])
    this.requestUpdate()
  }

  #putAway(id: string): void {
    this.#taken.delete(id)
    this.#focusOn(id, '[part=name]')
  }

  async #copyCode(id: string, event: Event, { own }: Speech<RewardListWords>): Promise<void> {
    const shown = (event.currentTarget as HTMLElement).parentElement?.querySelector('code')
    if (await this.#copy.copy(id, this.#taken.get(id)?.coupon?.code ?? '', shown)) this.#say(own.codeCopied)
  }

  async #more({ own, format }: Speech<RewardListWords>): Promise<void> {
    if (this.#pages.busy) return
    const before = Math.min(this.#rewards().length, this.#shown || firstPortion)
    let came: number | undefined = this.#rewards().length - before
    if (came <= 0) came = await this.#pages.more(({ kind }) => !this.kind || kind === this.kind)
    if (came === undefined) return
    this.#shown = before + Math.min(came, portion)
    if (came && this.shadowRoot?.activeElement) this.#focusCard = before
    this.#say(came ? format.say(own.came, { n: Math.min(came, portion) }) : '')
  }

  #onKey(event: KeyboardEvent, { id }: Reward): void {
    if (event.key !== 'Escape' || this.#asked !== id) return
    event.stopPropagation()
    this.#cancel(id)
  }

  #actionOf(id: string): ActionController {
    let action = this.#actions.get(id)
    if (!action) this.#actions.set(id, (action = new ActionController(this, () => this.loyalty.client)))
    return action
  }

  #cardOf(id: string): HTMLElement | undefined {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.card[data-id]')].find((card) => card.dataset['id'] === id)
  }

  /** Whether the focus is on this card, or nowhere: then it may be moved within the card. */
  #isWith(id: string): boolean {
    const { activeElement, body } = this.ownerDocument
    return activeElement === body || this.#cardOf(id)?.contains(this.shadowRoot?.activeElement ?? null) === true
  }

  #focusOn(id: string, part: string): void {
    this.#focus = { id, part }
    this.requestUpdate()
  }

  #forget(): void {
    for (const each of [this.#actions, this.#hints, this.#taken]) each.clear()
    this.#asked = this.#focus = undefined
    this.#shown = 0
    this.#said = ''
  }

  #say(text: string): void {
    this.#said = text
    this.requestUpdate()
  }

  #as<T>(state: string, content: T): T {
    this.show(state, ...(state !== 'loading' && state !== 'absent' && this.guest ? ['guest'] : []))
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-reward-list': LoyaltyRewardList
  }
}
