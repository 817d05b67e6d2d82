import type { AnyClient, CurrencyAmount, Program, Store, Survey } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { draftValues, keepDraft, memberDraftKey, readDraft } from '../shared/draft.ts'
import { currencyOf } from '../shared/format.ts'
import { fieldStyles } from '../shared/light-form.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { PersonController } from '../shared/person-controller.ts'
import { property } from '../shared/property.ts'
import { seen } from '../shared/seen.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { isDismissed, keepDismissal } from './dismissal.ts'
import { isAnswered, questionFields, type Given } from './question.ts'
import { LoyaltyAnswerSurveyRequestEvent, LoyaltySurveyAnsweredEvent, LoyaltySurveyDismissedEvent, type SurveyAnswer } from './survey.events.ts'
import { surveyStyles } from './survey.styles.ts'
import { words, type SurveyWords } from './survey.words.ts'

/** How a question ended. `closed`: nobody takes answers to it any more. */
interface Thanks {
  readonly granted?: CurrencyAmount | undefined
  readonly closed?: true
}

/**
 * One question at a time: how likely one recommends the programme, stars, a choice or a text; a comment; thanks.
 *
 * @tagname loyalty-survey
 * @slot - Shown until it is known whether there is a question, instead of the grey blocks.
 * @slot guest - Shown to a guest.
 * @slot empty - Shown when there is no question.
 * @slot failed - Shown when it can't be learned whether there is one.
 * @slot thanks - Shown below the thanks.
 * @csspart question - What is asked.
 * @csspart prize - What there is for an answer.
 * @csspart scale - The numbers or stars.
 * @csspart score - One number or star.
 * @csspart ends - What the ends of the scale mean.
 * @csspart choices - The answers to choose from.
 * @csspart comment - The field for a comment or a text.
 * @csspart send - The button that sends.
 * @csspart not-now - The button that does not.
 * @csspart thanks - The thanks.
 * @csspart granted - What was given for the answer.
 * @csspart next - The button to the next question.
 * @csspart login - The button of a guest.
 * @csspart problem - What went wrong.
 * @csspart checking - That it is being looked into.
 * @csspart failure - The message that stands in for the question.
 * @csspart retry - The button in it.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A question is asked.
 * @cssstate thanks - An answer has arrived.
 * @cssstate dismissed - Somebody said "not now".
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There is no question.
 * @cssstate failed - It can't be learned whether there is one.
 * @cssprop --loyalty-accent - Colour of what is chosen, of buttons and links.
 * @cssprop --loyalty-field-border - Border of numbers, stars and fields.
 * @cssprop --loyalty-positive - Colour of what is given.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyAnswerSurveyRequestEvent} loyalty-answer-survey-request - Somebody has answered. Cancelled: the host sends it.
 * @fires {LoyaltySurveyAnsweredEvent} loyalty-survey-answered - An answer has arrived.
 * @fires {LoyaltySurveyDismissedEvent} loyalty-survey-dismissed - Somebody does not want to answer now.
 * @fires {LoyaltyFailedEvent} loyalty-failed - An answer could not be sent; the element says so itself.
 */
export class LoyaltySurvey extends LoyaltyElement<'program' | 'surveys', SurveyWords> {
  static override readonly styles = [baseStyles, fieldStyles, buttonStyles, standInStyles, surveyStyles]
  static override readonly needs = ['program', 'surveys'] as const
  static override readonly group = 'surveys'
  static override readonly vocabulary = { name: 'survey', words } as const

  /** Show nothing at all and take no room where there is no question, instead of a line that says so. */
  @property({ type: Boolean, attribute: 'without-notes', reflect: true }) withoutNotes = false

  readonly #action = new ActionController(this, () => this.loyalty.client)
  /** What was answered so far, by survey. It outlives failures, and a reload in this tab. */
  readonly #given = new Map<string, Given>()
  /** Answered on this page, whatever an old list says. */
  readonly #answered = new Set<string>()
  #thanks: Thanks | undefined
  #sending: Survey | undefined
  #dismissed = false
  #begunFor: string | undefined
  #tried = false
  #focusNext: string | undefined

  readonly #person = new PersonController(this, () => this.loyalty.client, () => this.#forget())

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.#person.settle()
    this.#begin()
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const form = this.renderRoot.querySelector<HTMLFormElement>('form[data-id]')
    if (form) seen(this.loyalty, form, { subjectKind: 'survey', subject: form.dataset['id'] as string })
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
    if (look.status === 'failed')
      return this.#as('failed', html`<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['surveys', 'program']))}</slot></div>`)
    const { program, surveys } = look.values
    if (!surveys) return this.#as('guest', html`<div class="stand-in"><slot name="guest"><p class="muted">${own.guest}</p><button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button></slot></div>`)
    if (this.#isDismissed(program)) return this.#as('dismissed', html`<p class="visually-hidden dismissed" role="status" tabindex="-1">${own.dismissed}</p>`)
    const left = surveys.filter(({ id }) => !this.#answered.has(id))
    if (this.#thanks) return this.#as('thanks', this.#thank(program, left.length > 0, speech))
    // what is being sent stands until its answer is there, whatever a newer list says
    const survey = this.#sending ?? left[0]
    if (!survey) return this.#as('empty', html`<div class="stand-in"><slot name="empty"><p class="muted">${own.empty}</p></slot></div>`)
    return this.#as('ready', keyed(survey.id, this.#ask(survey, program, speech)) as TemplateResult)
  }

  #ask(survey: Survey, program: Program, speech: Speech<SurveyWords>): TemplateResult {
    const { own, shared, format } = speech
    const { state, busy, checking } = this.#action
    const { prize } = survey
    const given = this.#given.get(survey.id) ?? {}
    const error = state.status === 'failed' && state.error.code !== 'aborted' ? state.error : undefined
    return html`
      <form novalidate data-id=${survey.id} @submit=${(event: Event) => void this.#send(event, survey)}>
        ${questionFields({ survey, given, missing: this.#tried && !isAnswered(survey, given), give: (more) => this.#give(survey, more) }, speech)}
        ${prize ? html`<p class="prize" part="prize">${format.say(own.prize, { amount: format.amount(prize.amount, currencyOf(program, prize.currency)) })}</p>` : nothing}
        <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
        <p class="note" part="checking" role="status">${checking ? shared.checking : nothing}</p>
        <div class="actions">
          <button part="send" type="submit" aria-disabled=${busy} aria-busy=${busy}>${busy ? own.sending : own.send}</button>
          <button class="plain" part="not-now" type="button" @click=${() => this.#dismiss(survey, program)}>${own.notNow}</button>
        </div>
      </form>
    `
  }

  #thank(program: Program, more: boolean, { own, format }: Speech<SurveyWords>): TemplateResult {
    const { granted, closed } = this.#thanks ?? {}
    const got = granted && format.say(own.granted, { amount: format.amount(granted.amount, currencyOf(program, granted.currency)) })
    return html`
      <div class="thanks" part="thanks" tabindex="-1">
        <div role="status">
          ${closed ? html`<p>${own.closed}</p>` : html`<h2 class="title">${own.thanks}</h2>${got ? html`<p class="granted" part="granted">${got}</p>` : html`<p class="muted">${own.helps}</p>`}`}
        </div>
        <slot name="thanks"></slot>
        ${more ? html`<button class="quiet" part="next" type="button" @click=${this.#next}>${own.next}</button>` : nothing}
      </div>
    `
  }

  #loading(speech: Speech<SurveyWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="bones" aria-hidden="true">
          <p class="title"><span class="bone"></span></p>
          <p class="bone scale-bone"></p>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  #give({ id }: Survey, more: Given): void {
    // while it is sent, what is sent stands
    if (!this.#action.busy) {
      this.#given.set(id, { ...this.#given.get(id), ...more })
      this.#action.reset()
      this.#keep()
    }
    this.requestUpdate()
  }

  async #send(event: Event, survey: Survey): Promise<void> {
    event.preventDefault()
    if (this.#action.busy) return
    const given = this.#given.get(survey.id) ?? {}
    if (!isAnswered(survey, given)) {
      this.#tried = true
      this.#focusOn(survey.kind === 'text' ? '#answer' : '[type=radio]')
      return
    }
    const { score, choice } = given
    const comment = given.comment?.trim()
    const answer: SurveyAnswer = {
      surveyId: survey.id,
      ...(score === undefined ? {} : { score }),
      ...(choice === undefined ? {} : { choice }),
      ...(comment ? { comment } : {}),
    }
    const { client } = this.loyalty
    const intent = new LoyaltyAnswerSurveyRequestEvent(survey, answer)
    if (!client?.answerSurvey) return void this.dispatchEvent(intent)
    const { answerSurvey } = client
    const focused = this.shadowRoot?.activeElement != null
    this.#sending = survey
    const done = await this.#action.run({ action: 'answerSurvey', intent, act: () => answerSurvey(answer), fact: ({ granted }) => new LoyaltySurveyAnsweredEvent(survey, answer, granted) })
    this.#sending = undefined
    if (done) return this.#end(survey, { granted: done.granted }, focused)
    const { state } = this.#action
    if (state.status !== 'failed' || !['expired', 'not_found'].includes(state.error.code)) return
    client.refresh(['surveys'])
    this.#end(survey, { closed: true }, focused)
  }

  /** The question is over: thanks stand in its place, until the next one is asked for. */
  #end({ id }: Survey, thanks: Thanks, focused: boolean): void {
    this.#answered.add(id)
    this.#given.delete(id)
    this.#keep()
    this.#thanks = thanks
    this.#tried = false
    this.#action.reset()
    this.#focusOn('.thanks', focused)
  }

  readonly #next = (): void => {
    this.#thanks = undefined
    this.#focusOn('[type=radio], #answer')
  }

  // The draft

  get #draftKey(): string | undefined {
    return memberDraftKey(this.localName, this.known('program'), this.state ? undefined : this.loyalty.client)
  }

  /** Goes on with what was answered before a reload. */
  #begin(): void {
    const key = this.#draftKey
    if (!key || this.#begunFor === key) return
    this.#begunFor = key
    for (const { name, value } of readDraft(key, this.now)?.values ?? []) {
      const [id = '', what] = [name.slice(name.indexOf(':') + 1), name.slice(0, name.indexOf(':'))]
      const given = what === 'score' ? { score: Number(value) } : what === 'choice' ? { choice: value } : { comment: value }
      this.#given.set(id, { ...given, ...this.#given.get(id) })
    }
  }

  #keep(): void {
    const key = this.#draftKey
    if (!key) return
    const values = Object.fromEntries([...this.#given].flatMap(([id, given]) => Object.entries(given).map(([what, value]) => [`${what}:${id}`, String(value)])))
    keepDraft(key, Object.keys(values).length ? { at: this.now, values: draftValues(values) } : undefined)
  }

  #dismiss(survey: Survey, { id }: Program): void {
    if (this.#action.busy) return
    this.#dismissed = true
    if (!this.state) keepDismissal(id, true)
    this.#focusOn('.dismissed')
    this.dispatchEvent(new LoyaltySurveyDismissedEvent(survey))
  }

  #isDismissed({ id }: Program): boolean {
    return this.#dismissed || (!this.state && isDismissed(id))
  }

  /** What had the focus has gone: it goes on there, unless the person has gone on meanwhile. Nothing is ever focused that nobody pressed. */
  #focusOn(selector: string, had = this.shadowRoot?.activeElement != null): void {
    const { activeElement, body } = this.ownerDocument
    if (had && (this.shadowRoot?.activeElement || !activeElement || activeElement === body)) this.#focusNext = selector
    this.requestUpdate()
  }

  /** Nothing of one person is left for the next. */
  #forget(): void {
    if (this.#begunFor) keepDraft(this.#begunFor, undefined)
    this.#begunFor = undefined
    this.#given.clear()
    this.#answered.clear()
    this.#sending = undefined
    this.#thanks = undefined
    this.#dismissed = false
    this.#tried = false
    this.#action.reset()
    const program = this.known('program')
    if (program) keepDismissal(program.id, false)
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-survey': LoyaltySurvey
  }
}
