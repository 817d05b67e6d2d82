import type { AnyClient, Claim, LoyaltyError, Program, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { draftValues, keepDraft, memberDraftKey, readDraft } from '../shared/draft.ts'
import { areaField, choiceField, textField } from '../shared/field.ts'
import { formSummary } from '../shared/form-summary.ts'
import { moneyScale } from '../shared/format.ts'
import { LightForm } from '../shared/light-form.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { passcodeStyles } from '../shared/passcode.styles.ts'
import { PersonController } from '../shared/person-controller.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { LoyaltyClaimSubmittedEvent, LoyaltySubmitClaimRequestEvent } from './claim-form.events.ts'
import { claimFormStyles } from './claim-form.styles.ts'
import { words, type ClaimFormWords } from './claim-form.words.ts'
import { kindOf, problemIn, rulesOf, toClaim, type ClaimRules } from './claim-rules.ts'
import { earlierClaims, sameReference } from './earlier-claims.ts'

type FieldName = 'kind' | 'reference' | 'date' | 'total' | 'place' | 'comment'

/**
 * "My purchase or stay is missing": a form to tell of it, and what became of earlier ones. The fields are in light DOM, in a
 * `<form slot="form">` that the element makes.
 *
 * @tagname loyalty-claim-form
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot form - The element's own form. Leave it to the element.
 * @slot done - Shown below the thanks.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot failed - Shown when it can't be told what was claimed before.
 * @csspart title - The heading.
 * @csspart intro - The line below it.
 * @csspart summary - All that is wrong with the fields.
 * @csspart problem - What went wrong.
 * @csspart show - The button to the claim that has the number already.
 * @csspart status - What goes on now.
 * @csspart done - The thanks.
 * @csspart another - The button for another claim.
 * @csspart claims - The earlier claims.
 * @csspart claim - One of them.
 * @csspart state - Its state.
 * @csspart granted - What was given for it.
 * @csspart answer - What was answered.
 * @csspart login - A guest's button.
 * @csspart failure - The message that stands in for it all.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old claims.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - The form is shown.
 * @cssstate done - A claim has arrived.
 * @cssstate empty - Nothing was claimed before.
 * @cssstate guest - Nobody is signed in.
 * @cssstate failed - It can't be told what was claimed before.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-field-border - Border of fields.
 * @cssprop --loyalty-danger - Colour of what is wrong.
 * @cssprop --loyalty-positive - Colour of what was given.
 * @event {LoyaltySubmitClaimRequestEvent} loyalty-submit-claim-request - Before a claim is sent; cancellable.
 * @event {LoyaltyClaimSubmittedEvent} loyalty-claim-submitted - A claim has arrived.
 * @event {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @event {LoyaltyFailedEvent} loyalty-failed - A claim could not be sent; the element says so itself.
 */
export class LoyaltyClaimForm extends LoyaltyElement<'program' | 'claims', ClaimFormWords> {
  static override readonly styles = [baseStyles, buttonStyles, passcodeStyles, standInStyles, claimFormStyles]
  static override readonly needs = ['program', 'claims'] as const
  static override readonly group = 'claims'
  static override readonly vocabulary = { name: 'claimForm', words } as const

  /** ISO 4217 currency of the total. That of the programme's rate where absent; without either the total is not asked for. */
  @property() currency: string | undefined

  readonly #action = new ActionController(this, () => this.loyalty.client)
  readonly #light = new LightForm(this, { submit: () => void this.#submit(), check: (name) => this.#check(name), changed: (name) => this.#changed(name) })
  /** The one that has arrived, until another is begun. */
  #sent: Claim | undefined
  /** What an answer said, until the list that was read after it is there. */
  #added: { readonly claim: Claim; readonly of: readonly Claim[] } | undefined
  /** The number that was refused because it was claimed before. */
  #conflict: string | undefined
  #begunFor: string | undefined
  readonly #person = new PersonController(this, () => this.loyalty.client, () => this.#forget())

  constructor() {
    super()
    this.addController(new RoomController(this))
  }

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$session]
  }

  /** Goes to the first field. */
  override focus(options?: FocusOptions): void {
    this.#light.focus(undefined, options)
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    this.#person.settle()
    this.#begin()
    this.#light.content = nothing
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as(['absent'], nothing)
    if (look.status === 'loading' || !speech) return this.#as(['loading'], this.#loading(speech))
    const { own } = speech
    const title = html`<h2 part="title"><slot name="heading">${own.title}</slot></h2>`
    if (look.status === 'failed')
      return this.#as(['failed'], html`<div class="frame">${title}<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['claims', 'program']))}</slot></div></div>`)
    const { program } = look.values
    const { claims } = look.values
    if (!claims) {
      const logIn = html`<button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>`
      return this.#as(['guest'], html`<div class="frame">${title}<div class="stand-in"><slot name="guest"><p class="muted">${own.guest}</p>${logIn}</slot></div></div>`)
    }
    const rules = this.#rules(program)
    const all = this.#current(claims)
    const [kind] = rules.kinds
    const list = html`${earlierClaims({ claims: all, program, now: this.now, mixed: rules.kinds.length > 1 }, speech)} ${staleNote(speech, look.stale)}`
    if (this.#sent) return this.#as(['done'], html`${this.#done(this.#sent, speech)}${list}`)
    this.#light.content = this.#fields(rules, speech)
    return this.#as(['ready', ...(all.length ? [] : ['empty'])], html`
      <div class="frame">
        <div class="head">
          ${title}
          <p class="muted" part="intro">${own.intro[rules.kinds.length > 1 || !kind ? 'both' : kind]}</p>
        </div>
        ${formSummary(this.#light, own.summary, (name) => this.#problemOf(rules, speech, name))}
        <div><slot name="form"></slot></div>
        <div class="messages">${this.#messages(all, speech)}</div>
      </div>
      ${list}
    `)
  }

  #as<T>(states: readonly string[], content: T): T {
    this.show(...states)
    return content
  }

  #fields(rules: ClaimRules, speech: Speech<ClaimFormWords>): TemplateResult {
    const { own, shared, format } = speech
    const form = this.#light
    const { kinds, first, last, currency } = rules
    const kind = kindOf(rules, form.values)
    const { busy } = this.#action
    const common = (name: FieldName) => ({ name, autocomplete: 'off', error: this.#problemOf(rules, speech, name) })
    return html`
      ${kinds.length > 1 ? choiceField(form, { ...common('kind'), label: own.kind, options: kinds.map((value) => ({ value, label: own.kinds[value] })) }) : nothing}
      ${textField(form, { ...common('reference'), label: own.reference[kind], hint: own.referenceHint[kind], required: shared.required, inputmode: 'text', maxlength: 100 })}
      ${textField(form, {
        ...common('date'), label: own.date[kind], type: 'date', max: last,
        ...(first === undefined ? {} : { min: first, required: shared.required, hint: format.say(own.dateHint, { date: this.#day(first, speech) }) }),
      })}
      ${currency
        ? textField(form, { ...common('total'), label: format.say(own.total, { currency }), hint: format.say(own.totalHint, { example: this.#example(currency, speech) }), inputmode: 'decimal', maxlength: 30 })
        : nothing}
      ${textField(form, { ...common('place'), label: own.place[kind], maxlength: 300 })}
      ${areaField(form, { ...common('comment'), label: own.comment, maxlength: 2_000 })}
      <div class="actions"><button type="submit" aria-disabled=${busy ? 'true' : 'false'} aria-busy=${busy ? 'true' : 'false'}>${busy ? own.sending : own.send}</button></div>
    `
  }

  /** Above the list: what failed (at once), and what goes on (politely). Both are always there, so that a screen reader hears them come. */
  #messages(claims: readonly Claim[], { own, shared, format }: Speech<ClaimFormWords>): TemplateResult {
    const error = this.#failure
    const earlier = this.#conflict === undefined ? undefined : sameReference(claims, this.#conflict)
    const trouble =
      this.#conflict === undefined
        ? error && error.code !== 'aborted' ? shared.errors[error.code] : nothing
        : earlier ? format.say(own.conflict, { reference: earlier.reference, state: own.states[earlier.state] }) : own.conflictUnknown
    return html`
      <div class="conflict">
        <p class="problem" part="problem" role="alert">${trouble}</p>
        ${earlier ? html`<button class="plain" part="show" type="button" @click=${() => this.#showClaim(earlier.id)}>${own.show}</button>` : nothing}
      </div>
      <p class="note" part="status" role="status">${this.#action.checking ? shared.checking : this.#action.busy ? own.sending : nothing}</p>
    `
  }

  #done({ reference }: Claim, { own, format }: Speech<ClaimFormWords>): TemplateResult {
    return html`
      <div class="done" part="done" tabindex="-1">
        <div role="status">
          <h2>${own.done}</h2>
          <p>${format.say(own.doneText, { reference })}</p>
        </div>
        <slot name="done"></slot>
        <button class="quiet" part="another" type="button" @click=${this.#another}>${own.another}</button>
      </div>
    `
  }

  #loading(speech: Speech<ClaimFormWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="bones" aria-hidden="true">
          <h2><span class="bone"></span></h2>
          <p><span class="bone"></span></p>
          ${[0, 1, 2].map(() => html`<p class="bone field"></p>`)}
          <p class="bone button"></p>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  // What is done

  async #submit(): Promise<void> {
    const program = this.known('program')
    const speech = this.speech()
    if (this.#action.busy || !program || !speech || !this.#light.validate()) return
    this.#conflict = undefined
    const claim = toClaim(this.#light.values, this.#rules(program), speech.format.marks)
    const { client } = this.loyalty
    const intent = new LoyaltySubmitClaimRequestEvent(claim)
    if (!client?.submitClaim) return void this.dispatchEvent(intent)
    const { submitClaim } = client
    const list = this.known('claims') ?? []
    const answer = await this.#action.run({ action: 'submitClaim', intent, act: () => submitClaim(claim), fact: (done) => new LoyaltyClaimSubmittedEvent(done.claim) })
    if (answer) {
      this.#clear()
      this.#sent = answer.claim
      this.#added = { claim: answer.claim, of: list }
      this.requestUpdate()
      void this.#focusOn('[part=done]')
    } else this.#explain(claim.reference)
  }

  /** Says a refusal where it belongs: at a field, or at the claim that was made before. */
  #explain(reference: string): void {
    const error = this.#failure
    if (error?.code === 'conflict') {
      this.#conflict = reference
      this.loyalty.client?.refresh(['claims'])
    }
    if (error?.code !== 'invalid_input') return
    const wrong = (error.details?.issues ?? []).map(({ path }) => path.split('.')[0] ?? '')
    if (this.#light.fail(Object.fromEntries(wrong.map((name) => [name, 'invalid'])))) this.#action.reset()
  }

  get #failure(): LoyaltyError | undefined {
    const { state } = this.#action
    return state.status === 'failed' ? state.error : undefined
  }

  readonly #another = (): void => {
    this.#sent = undefined
    this.requestUpdate()
    void this.updateComplete.then(() => this.#light.focus())
  }

  #showClaim(id: string): void {
    const claim = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)
    claim?.scrollIntoView({ block: 'nearest' })
    claim?.focus({ preventScroll: true })
  }

  async #focusOn(selector: string): Promise<void> {
    await this.updateComplete
    if (this.#light.mayFocus()) this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }

  // What is typed

  #rules(program: Program): ClaimRules {
    return rulesOf(program, this.now, this.currency)
  }

  #check(name: string): string | undefined {
    const program = this.known('program')
    const speech = this.speech()
    if (!program || !speech) return undefined
    // a date of which only a part is filled in has no value, and the browser knows why
    if (name === 'date' && this.querySelector<HTMLInputElement>(`#${this.#light.idOf(name)}`)?.validity.badInput) return 'invalid'
    return problemIn(name, this.#light.values, this.#rules(program), speech.format.marks)
  }

  #changed(name: string): void {
    if (name === 'reference' && this.#conflict !== undefined) {
      this.#conflict = undefined
      this.#action.reset()
    }
    const key = this.#draftKey
    if (key) keepDraft(key, { at: this.now, values: draftValues(this.#light.values) })
  }

  /** What is wrong with a field, in words. */
  #problemOf({ first, currency }: ClaimRules, speech: Speech<ClaimFormWords>, name: string): string | undefined {
    const problem = this.#light.errors.get(name)
    if (problem === undefined) return undefined
    const texts = speech.own.problems[name as FieldName] as Readonly<Record<string, string>>
    return speech.format.say(texts[problem] ?? texts['invalid'] ?? '', { date: first ? this.#day(first, speech) : '', example: currency ? this.#example(currency, speech) : '' })
  }

  #day(date: string, { format }: Speech<ClaimFormWords>): string {
    return format.date(`${date}T12:00:00`, this.now)
  }

  /** A price as the language writes it, with all its digits. */
  #example(currency: string, { format }: Speech<ClaimFormWords>): string {
    const scale = moneyScale(currency)
    return format.number(scale ? 12_345 * 10 ** (scale - 1) : 1_234, scale)
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
  }

  /** What was typed has arrived, or is nobody's any more. */
  #clear(): void {
    if (this.#begunFor) keepDraft(this.#begunFor, undefined)
    this.#light.values = {}
    this.#light.begin()
  }

  /** The list with what an answer has said since it was read. */
  #current(claims: readonly Claim[]): readonly Claim[] {
    const { claim, of } = this.#added ?? {}
    return !claim || of !== claims || claims.some(({ id }) => id === claim.id) ? claims : [claim, ...claims]
  }

  /** Nothing of one person is left for the next. */
  #forget(): void {
    this.#clear()
    this.#begunFor = undefined
    this.#sent = undefined
    this.#added = undefined
    this.#conflict = undefined
    this.#action.reset()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-claim-form': LoyaltyClaimForm
  }
}
