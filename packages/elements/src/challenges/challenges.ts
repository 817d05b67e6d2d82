import type { AnyClient, Challenge, Program, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { cardStyles } from '../shared/card.styles.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { MinuteController } from '../shared/minutes.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { PersonController } from '../shared/person-controller.ts'
import { progressStyles } from '../shared/progress.styles.ts'
import { seen } from '../shared/seen.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { subjectStyles } from '../shared/subject-card.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { challengeCard } from './challenge-card.ts'
import { isEnding, stateNow } from './challenge-texts.ts'
import { LoyaltyChallengeCompletedEvent, LoyaltyChallengeJoinedEvent, LoyaltyJoinChallengeRequestEvent } from './challenges.events.ts'
import { challengesStyles } from './challenges.styles.ts'
import { words, type ChallengesWords } from './challenges.words.ts'

/** The sections, in the order they stand. */
const sections = ['joined', 'available', 'completed', 'expired'] as const

/** After these the list on the page was old: it is read again. */
const outdated: readonly string[] = ['not_found', 'expired', 'not_eligible', 'conflict']

/** How long a completed challenge is celebrated, in milliseconds. */
const celebration = 8_000

/**
 * Goals with progress and a prize: what one is on the way to, may take part in, has completed.
 *
 * @tagname loyalty-challenges
 * @slot - Shown until there is something to show, instead of the grey card.
 * @slot heading - Instead of the heading's words.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown when there are no challenges.
 * @slot failed - Shown when there are no challenges to show and they can't be read.
 * @csspart title - The heading.
 * @csspart section - The challenges of one state.
 * @csspart challenge - One challenge.
 * @csspart image - Its picture.
 * @csspart plate - What stands for a picture.
 * @csspart name - Its title.
 * @csspart badge - The badge that was won.
 * @csspart time - Until when, or since when it is completed.
 * @csspart text - Its text.
 * @csspart progress - The bar with its figures.
 * @csspart figures - How far one is.
 * @csspart prize - What there is to win.
 * @csspart join - The button to take part.
 * @csspart problem - What went wrong on a card.
 * @csspart checking - That it is being looked into.
 * @csspart login - A guest's button.
 * @csspart failure - The message that stands in for the challenges.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old challenges.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - Challenges are shown.
 * @cssstate completed - One was completed a moment ago.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There are no challenges.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop --loyalty-progress-bar - Colour of a bar; the accent where absent.
 * @cssprop --loyalty-progress-track - Colour behind a bar.
 * @cssprop --loyalty-accent - Colour of buttons and bars.
 * @cssprop --loyalty-positive - Colour of what is completed.
 * @cssprop --loyalty-surface - Background of a card.
 * @fires {LoyaltyJoinChallengeRequestEvent} loyalty-join-challenge-request - Somebody wants to take part. Cancelled: the host does it.
 * @fires {LoyaltyChallengeJoinedEvent} loyalty-challenge-joined - Somebody takes part now.
 * @fires {LoyaltyChallengeCompletedEvent} loyalty-challenge-completed - One was completed while the page was open.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An action failed; the card says so itself.
 */
export class LoyaltyChallenges extends LoyaltyElement<'program' | 'challenges', ChallengesWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, progressStyles, titleStyles, standInStyles, cardStyles, subjectStyles, challengesStyles]
  static override readonly needs = ['program', 'challenges'] as const
  static override readonly group = 'challenges'
  static override readonly vocabulary = { name: 'challenges', words } as const

  readonly #actions = new Map<string, ActionController>()
  readonly #minutes = new MinuteController(this)
  /** What an answer said of a challenge, until the list that was read after it is there. */
  readonly #answered = new Map<string, { readonly challenge: Challenge; readonly of: readonly Challenge[] }>()
  readonly #broken = new Set<string>()
  /** States as they were seen last; absent before the first list, so that only a change is a change. */
  #before: ReadonlyMap<string, Challenge['state']> | undefined
  #celebrated: Challenge | undefined
  #calm: ReturnType<typeof setTimeout> | undefined
  #said = ''
  #focusNext: string | undefined

  constructor() {
    super()
    new PersonController(this, () => this.loyalty.client, () => this.#forget())
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#forget()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const look = this.look()
    if (look.status === 'ready' && look.values.challenges) this.#notice(look.values.challenges)
    else this.#before = undefined
  }

  protected override updated(): void {
    for (const card of this.renderRoot.querySelectorAll<HTMLElement>('[data-id]')) seen(this.loyalty, card, { subjectKind: 'challenge', subject: card.dataset['id'] as string })
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
    const instead = (state: string, content: TemplateResult) => this.#as(state, html`${heading}<div class="stand-in">${content}</div>`)
    if (look.status === 'failed') return instead('failed', html`<slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['challenges', 'program']))}</slot>`)
    const { program, challenges: read } = look.values
    if (!read)
      return instead('guest', html`<slot name="guest"><p class="muted">${own.guest}</p><button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button></slot>`)
    const { now } = this
    const challenges = this.#current(read)
    this.#minutes.run(challenges.some((challenge) => isEnding(challenge, now)))
    if (!challenges.length) return instead('empty', html`<slot name="empty"><p class="muted">${own.empty}</p></slot>`)
    this.show('ready', ...(this.#celebrated ? ['completed'] : []))
    return html`
      ${heading}
      ${sections.map((state) => this.#section(state, challenges.filter((challenge) => stateNow(challenge, now) === state), program, speech))}
      ${staleNote(speech, look.stale)}
      <p class="visually-hidden" role="status">${this.#said}</p>
    `
  }

  #section(state: (typeof sections)[number], challenges: readonly Challenge[], program: Program, speech: Speech<ChallengesWords>): TemplateResult | typeof nothing {
    if (!challenges.length) return nothing
    const title = html`<h3 id="section-${state}">${speech.own.sections[state]}</h3>`
    const list = html`
      <ul class="list ${state}" role="list" aria-labelledby="section-${state}">
        ${repeat(challenges, ({ id }) => id, (challenge) => html`<li class="card" part="challenge" tabindex="-1" data-id=${challenge.id}>${this.#card(challenge, program, speech)}</li>`)}
      </ul>
    `
    // what has ended is there for who looks for it
    return state === 'expired' ? html`<details part="section"><summary>${title}</summary>${list}</details>` : html`<section part="section" aria-labelledby="section-${state}">${title}${list}</section>`
  }

  #card(challenge: Challenge, program: Program, speech: Speech<ChallengesWords>): TemplateResult {
    const action = this.#actions.get(challenge.id)
    return challengeCard({
      challenge, program,
      now: this.now,
      celebrated: this.#celebrated?.id === challenge.id,
      busy: action?.busy ?? false,
      checking: action?.checking ?? false,
      withoutImage: this.#broken.has(challenge.id),
      error: action?.state.status === 'failed' ? action.state.error : undefined,
      join: this.has('challenges.join') ? () => void this.#join(challenge, speech) : undefined,
      imageFailed: () => {
        this.#broken.add(challenge.id)
        this.requestUpdate()
      },
    }, speech)
  }

  #loading(speech: Speech<ChallengesWords> | undefined): TemplateResult {
    return html`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <div class="list" aria-hidden="true"><div class="card bone"></div></div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  async #join(challenge: Challenge, { own, format }: Speech<ChallengesWords>): Promise<void> {
    const { id, title } = challenge
    const { client } = this.loyalty
    if (this.#actions.get(id)?.busy) return
    const intent = new LoyaltyJoinChallengeRequestEvent(challenge)
    if (!client?.joinChallenge) return void this.dispatchEvent(intent)
    const { joinChallenge } = client
    let action = this.#actions.get(id)
    if (!action) this.#actions.set(id, (action = new ActionController(this, () => this.loyalty.client)))
    const list = this.known('challenges') ?? []
    const hasFocus = () => this.shadowRoot?.activeElement?.closest('[data-id]')?.getAttribute('data-id') === id
    const hadFocus = hasFocus()
    const answer = await action.run({
      action: 'joinChallenge',
      intent,
      act: async () => {
        const done = await joinChallenge({ challengeId: id })
        this.#answered.set(id, { challenge: done.challenge, of: list })
        // the card goes to another section, and the focus goes with it, unless the person has gone on meanwhile
        const { activeElement, body } = this.ownerDocument
        if (hadFocus && (hasFocus() || !activeElement || activeElement === body)) this.#focusNext = `[data-id="${CSS.escape(id)}"]`
        return done
      },
      fact: (done) => new LoyaltyChallengeJoinedEvent(done.challenge),
    })
    if (answer) this.#said = format.say(own.nowJoined, { title })
    else if (action.state.status === 'failed' && outdated.includes(action.state.error.code)) client.refresh(['challenges'])
    this.requestUpdate()
  }

  /** The list with what answers have said since it was read. */
  #current(read: readonly Challenge[]): readonly Challenge[] {
    for (const [id, { of }] of this.#answered) if (of !== read) this.#answered.delete(id)
    return read.map((challenge) => this.#answered.get(challenge.id)?.challenge ?? challenge)
  }

  #notice(read: readonly Challenge[]): void {
    const challenges = this.#current(read)
    const before = this.#before
    this.#before = new Map(challenges.map(({ id, state }) => [id, state]))
    const completed = before && challenges.find(({ id, state }) => state === 'completed' && before.has(id) && before.get(id) !== 'completed')
    const speech = this.speech()
    if (!completed || !speech) return
    this.#celebrated = completed
    this.#said = speech.format.say(speech.own.nowCompleted, { title: completed.title })
    clearTimeout(this.#calm)
    this.#calm = setTimeout(() => {
      this.#celebrated = undefined
      this.requestUpdate()
    }, celebration)
    // the page hears of it when it can see it
    void this.updateComplete.then(() => this.isConnected && this.dispatchEvent(new LoyaltyChallengeCompletedEvent(completed)))
  }

  /** Nothing of one person is left for the next. */
  #forget(): void {
    clearTimeout(this.#calm)
    this.#celebrated = undefined
    this.#before = undefined
    this.#said = ''
    this.#answered.clear()
    this.#actions.clear()
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-challenges': LoyaltyChallenges
  }
}
