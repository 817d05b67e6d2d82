import { lastValue, type AnyClient, type CodeChallenge, type Identifier, type LoyaltyError, type Member, type Program, type Store, type Verified } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ActionController } from './action-controller.ts'
import { draftValues, keepDraft, readDraft } from './draft.ts'
import { textField } from './field.ts'
import { formSummary } from './form-summary.ts'
import { LightForm } from './light-form.ts'
import { LoyaltyElement, type Speech } from './loyalty-element.ts'
import type { PasscodeWords } from './passcode.words.ts'
import { toDigits, toEmail, toPhone } from './phone.ts'
import { property } from './property.ts'
import type { Words } from './words.ts'

type Kind = 'phone' | 'email'

/** How far a guest is. */
export type PasscodeStep =
  /** `late`: it had been confirmed, and the confirmation has expired. */
  | { readonly step: 'identify'; readonly late?: true }
  /** `spent`: the code is worth nothing any more. */
  | { readonly step: 'code'; readonly identifier: Identifier; readonly challenge: CodeChallenge; readonly spent?: true }
  /** Confirmed, and not a member. The identifier is absent where the host gave only a ticket. */
  | { readonly step: 'confirmed'; readonly ticket: string; readonly identifier?: Identifier | undefined }

/** Who is there. */
export type Person = { readonly status: 'unknown' } | { readonly status: 'guest' } | { readonly status: 'member'; readonly member?: Member | undefined }

/** The longest wait for another code that is believed, in seconds: the device's clock may be wrong. */
const longestWait = 300

/** What log-in and enrolment share: a phone or an e-mail, and the code that proves it. */
export abstract class PasscodeElement<W extends PasscodeWords & Words> extends LoyaltyElement<'program' | 'member', W> {
  static override readonly needs: readonly ['program'] = ['program']

  /** What to ask for first, where the programme takes both: `phone` or `email`. The programme's own order where absent. */
  @property() identifier: Kind | undefined
  /** The country of phone numbers that are typed without one, such as `+7`. */
  @property({ attribute: 'country-code' }) countryCode: string | undefined

  protected readonly action = new ActionController(this, () => this.loyalty.client)
  protected readonly light = new LightForm(this, {
    submit: () => this.submit(),
    check: (name) => this.check(name),
    changed: (name, type) => this.changed(name, type),
  })
  /** How far the guest is. */
  protected at: PasscodeStep = { step: 'identify' }
  #chosen: Kind | undefined
  #tried = ''
  #said: 'resent' | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #begunFor: AnyClient | undefined
  #was: string | undefined

  /** The code was right. */
  protected abstract confirmed(verified: Verified, identifier: Identifier): void
  /** The text for what is wrong with a field of the element's own. */
  protected abstract ownProblem(speech: Speech<W>, name: string, problem: string): string

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [client.$program, client.$session, client.$member, client.$referralCode]
  }

  protected get program(): Program | undefined {
    const resource = this.state ? this.state.program : this.loyalty.client?.$program.value
    return resource && lastValue(resource)
  }

  protected get person(): Person {
    const { client } = this.loyalty
    const resource = this.state ? this.state.member : client?.$member?.value
    const member = resource && lastValue(resource)
    const session = this.state ? undefined : client?.$session.value?.status
    if (session === 'guest' || (!session && member === null)) return { status: 'guest' }
    if (session === 'member' || member) return { status: 'member', member: member ?? undefined }
    // it can't be learned now; who wants to log in may
    return { status: resource?.status === 'failed' ? 'guest' : 'unknown' }
  }

  /** Which identifiers may be typed, the one to ask for first. */
  protected get kinds(): readonly Kind[] {
    return this.program?.enrolment?.identifiers ?? ['phone', 'email']
  }

  protected get kind(): Kind {
    const { kinds } = this
    return [this.#chosen, this.identifier].find((kind) => kind && kinds.includes(kind)) ?? kinds[0] ?? 'phone'
  }

  /** Goes to the first field. */
  override focus(options?: FocusOptions): void {
    this.light.focus(undefined, options)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  /** The grey blocks where the form will stand. */
  protected bones(speech: Speech<W> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="bones" aria-hidden="true">
          <h2><span class="bone"></span></h2>
          <p><span class="bone"></span></p>
          <p class="bone field"></p>
          <p class="bone button"></p>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { person } = this
    const { client } = this.loyalty
    const session = client?.$session.value
    const who = `${person.status} ${person.status === 'member' ? (person.member?.id ?? (session?.status === 'member' ? session.memberId : '') ?? '') : ''}`
    const before = this.#was
    this.#was = who
    // nothing of one person is left for the next
    if (before !== undefined && before !== who && !(before.startsWith('unknown') && person.status === 'guest')) this.forget()
    if (client && this.program && this.#begunFor !== client) this.#begin(client)
    this.light.content = nothing
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    clearTimeout(this.#timer)
    if (this.isConnected && this.at.step === 'code' && this.#wait > 0) this.#timer = setTimeout(() => this.requestUpdate(), 1_000)
  }

  // What is done

  /** Enter or the button, in the step that stands there. */
  protected submit(): void {
    if (this.action.busy) return
    if (this.at.step === 'identify') void this.#sendCode()
    else if (this.at.step === 'code') void (this.at.spent ? this.#resend() : this.#verify())
  }

  async #sendCode(): Promise<void> {
    if (!this.light.validate()) return
    const value = this.#identifierIn(this.kind)
    if (value && this.mayBegin({ kind: this.kind, value })) await this.#request({ kind: this.kind, value })
  }

  /** Whether the host lets us go on. */
  protected mayBegin(_identifier: Identifier): boolean {
    return true
  }

  async #request(identifier: Identifier): Promise<boolean> {
    const { client } = this.loyalty
    const challenge = await this.action.run({ action: 'requestCode', act: async () => client?.requestCode?.({ identifier }) })
    if (!challenge) {
      if (this.at.step === 'identify') this.explain((path) => (path.startsWith('identifier') ? this.kind : undefined))
      return false
    }
    this.#tried = ''
    this.light.set('code', '')
    await this.go({ step: 'code', identifier, challenge })
    return true
  }

  async #resend(): Promise<void> {
    if (this.at.step !== 'code' || this.action.busy || (!this.at.spent && this.#wait > 0)) return
    this.#said = undefined
    if (await this.#request(this.at.identifier)) this.#said = 'resent'
    this.requestUpdate()
  }

  async #verify(): Promise<void> {
    if (this.at.step !== 'code' || !this.light.validate()) return
    const { identifier, challenge } = this.at
    const code = (this.#tried = this.light.values['code'] ?? '')
    const { client } = this.loyalty
    const verified = await this.action.run({ action: 'verifyCode', act: async () => client?.verifyCode?.({ challengeId: challenge.id, code }) })
    if (verified) {
      this.confirmed(verified, identifier)
      return
    }
    const failure = this.failure?.code
    if (failure === 'wrong_code' || failure === 'invalid_input') {
      this.action.reset()
      this.light.fail({ code: 'wrong' })
    } else if (failure === 'expired' || failure === 'not_found') {
      this.action.reset()
      this.at = { ...this.at, spent: true }
      this.#keep()
      this.requestUpdate()
    }
  }

  /** Goes to another step, and the focus with it. What was typed stays. */
  protected async go(at: PasscodeStep): Promise<void> {
    this.at = at
    this.#said = undefined
    this.light.begin()
    this.action.reset()
    this.#keep()
    this.requestUpdate()
    await this.updateComplete
    if (this.light.mayFocus()) this.light.focus()
  }

  readonly #change = (): void => {
    if (!this.action.busy) void this.startAgain()
  }

  /** Another phone or e-mail. */
  protected startAgain(late?: true): Promise<void> {
    this.light.set('code', '')
    return this.go(late ? { step: 'identify', late } : { step: 'identify' })
  }

  readonly #switch = (): void => {
    if (this.action.busy) return
    this.#chosen = this.kind === 'phone' ? 'email' : 'phone'
    void this.go({ step: 'identify' })
  }

  /** Shows an `invalid_input` at its fields. Gives whether it could. */
  protected explain(fieldOf: (path: string) => string | undefined): boolean {
    const { failure } = this
    if (failure?.code !== 'invalid_input') return false
    const shown = this.light.fail(Object.fromEntries((failure.details?.issues ?? []).flatMap(({ path }) => [[fieldOf(path) ?? '', 'invalid']])))
    if (shown) this.action.reset()
    return shown
  }

  /** Why the last action failed. */
  protected get failure(): LoyaltyError | undefined {
    const { state } = this.action
    return state.status === 'failed' ? state.error : undefined
  }

  // What is typed

  #identifierIn(kind: Kind): string | undefined {
    const typed = this.light.values[kind] ?? ''
    return kind === 'phone' ? toPhone(typed, this.countryCode) : toEmail(typed)
  }

  /** What is wrong with a field; a subclass adds its own fields. */
  protected check(name: string): string | undefined {
    const typed = (this.light.values[name] ?? '').trim()
    if (name === 'phone' || name === 'email') return !typed ? 'missing' : this.#identifierIn(name) ? undefined : 'invalid'
    if (name === 'code' && this.at.step === 'code') return !typed ? 'missing' : typed.length < this.at.challenge.length ? 'short' : undefined
    return undefined
  }

  protected changed(name: string, type: string): void {
    if (name !== 'code') this.#keep()
    else if (this.at.step === 'code' && type === 'input') {
      const { length } = this.at.challenge
      const digits = toDigits(this.light.values['code'] ?? '').replace(/\D/g, '').slice(0, length)
      this.light.set('code', digits)
      this.light.clear('code')
      if (digits.length === length && digits !== this.#tried && !this.action.busy && !this.at.spent) void this.#verify()
    }
  }

  // The draft

  get #draftKey(): string | undefined {
    const { client } = this.loyalty
    return client && this.program ? `loyaltykit:draft:${this.localName}:${this.program.id}` : undefined
  }

  #begin(client: AnyClient): void {
    this.#begunFor = client
    const draft = this.#draftKey && this.person.status !== 'member' ? readDraft(this.#draftKey, this.now) : undefined
    if (!draft) return
    this.#chosen ??= draft.kind
    for (const { name, value } of draft.values) this.light.values[name] ??= value
    const { waiting } = draft
    if (waiting && this.at.step === 'identify' && Date.parse(waiting.challenge.expiresAt) > this.now) this.at = { step: 'code', ...waiting }
  }

  #keep(): void {
    if (!this.#draftKey || this.person.status === 'member') return
    const { at } = this
    const values = draftValues(this.light.values, (name) => name === 'code' || name.startsWith('consents.'))
    const waiting = at.step === 'code' && !at.spent ? { identifier: at.identifier, challenge: at.challenge } : undefined
    keepDraft(this.#draftKey, { at: this.now, values, ...(this.#chosen ? { kind: this.#chosen } : {}), ...(waiting ? { waiting } : {}) })
  }

  /** Nothing that was typed is left, here or in the tab's storage. */
  protected forget(): void {
    this.at = { step: 'identify' }
    this.#chosen = undefined
    this.#tried = ''
    this.light.values = {}
    this.light.begin()
    if (this.#draftKey) keepDraft(this.#draftKey, undefined)
  }

  // What is shown

  /** What is wrong with a field, in words. */
  protected problemOf(speech: Speech<W>, name: string): string | undefined {
    const problem = this.light.errors.get(name)
    if (problem === undefined) return undefined
    const texts = (speech.own.problems as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>)[name]
    const n = this.at.step === 'code' ? this.at.challenge.length : 0
    return speech.format.say(texts?.[problem] ?? this.ownProblem(speech, name, problem), { n })
  }

  /** The fields of the first step. */
  protected identifyFields(speech: Speech<W>): TemplateResult {
    const { own } = speech
    const { kind } = this
    return html`
      ${this.identifierField(speech, kind)}
      <div class="actions rows">
        ${this.submitButton(own.getCode)}
        ${this.kinds.length > 1 ? html`<button class="plain" type="button" @click=${this.#switch}>${kind === 'phone' ? own.useEmail : own.usePhone}</button>` : nothing}
      </div>
    `
  }

  /** A field for a phone or an e-mail. */
  protected identifierField(speech: Speech<W>, name: Kind, { label, required = true }: { readonly label?: string | undefined; readonly required?: boolean } = {}): TemplateResult {
    const { own, shared, format } = speech
    const phone = name === 'phone'
    const hint = phone ? (this.countryCode ? format.say(own.phoneHintNational, { code: isolate(this.countryCode) }) : own.phoneHint) : undefined
    return textField(this.light, {
      name, hint,
      type: phone ? 'tel' : 'email',
      inputmode: phone ? 'tel' : 'email',
      autocomplete: phone ? 'tel' : 'email',
      maxlength: phone ? 40 : 254,
      label: label ?? own[name],
      required: required ? shared.required : undefined,
      error: this.problemOf(speech, name),
    })
  }

  /** The fields of the second step. */
  protected codeFields(speech: Speech<W>): TemplateResult {
    const { own, shared, format } = speech
    const spent = this.at.step === 'code' && this.at.spent
    const wait = this.#wait
    return html`
      ${textField(this.light, { name: 'code', label: own.code, hint: this.#sent(speech), inputmode: 'numeric', autocomplete: 'one-time-code', required: shared.required, error: this.problemOf(speech, 'code') })}
      <div class="actions">${this.submitButton(spent ? own.newCode : own.confirm)}</div>
      <div class="actions">
        ${spent
          ? nothing
          : html`
              <button class="plain" type="button" aria-disabled=${wait > 0 || this.action.busy ? 'true' : 'false'} @click=${() => void this.#resend()}>
                ${own.resend} ${wait > 0 ? html`<span aria-hidden="true">${format.say(own.resendIn, { n: wait })}</span>` : nothing}
              </button>
            `}
        <button class="plain" type="button" @click=${this.#change}>${own.change}</button>
      </div>
    `
  }

  #sent({ own, format }: Speech<W>): string | undefined {
    if (this.at.step !== 'code') return undefined
    const { length, to } = this.at.challenge
    return format.say(own.sent, { n: length, to: isolate(to) })
  }

  /** Seconds until another code may be asked for. */
  get #wait(): number {
    if (this.at.step !== 'code') return 0
    return Math.min(longestWait, Math.ceil((Date.parse(this.at.challenge.resendAt) - this.now) / 1_000))
  }

  /** The button that Enter presses: never `disabled`, so that the focus stays on it. */
  protected submitButton(label: string): TemplateResult {
    const busy = this.action.busy ? 'true' : 'false'
    return html`<button type="submit" aria-disabled=${busy} aria-busy=${busy}>${label}</button>`
  }

  /** What is wrong with a field, where it stands away from it. */
  protected summaryOf(speech: Speech<W>, name: string): string | undefined {
    return this.problemOf(speech, name)
  }

  /** All that is wrong, where it is more than one thing: links to the fields. */
  protected summary(speech: Speech<W>): TemplateResult | typeof nothing {
    return formSummary(this.light, speech.own.summary, (name) => this.summaryOf(speech, name))
  }

  /** Around the fields: what failed (at once), and what goes on (politely). Both are always there, so that a screen reader hears them come. */
  protected messages(speech: Speech<W>): TemplateResult {
    const { own, shared, format } = speech
    const { failure } = this
    const retryAt = Date.parse(failure?.details?.retryAt ?? '')
    const trouble = failure
      ? failure.code === 'rate_limited' && Number.isFinite(retryAt)
        ? format.say(own.tooOften, { time: format.time(retryAt) })
        : shared.errors[failure.code]
      : this.at.step === 'code' && this.at.spent
        ? own.spent
        : this.at.step === 'identify' && this.at.late
          ? own.late
          : nothing
    const news = this.action.checking ? shared.checking : this.action.busy ? own.busy : this.#said ? own[this.#said] : nothing
    return html`
      <p class="problem" part="problem" role="alert">${trouble}</p>
      <p class="note" part="status" role="status">${news}</p>
    `
  }
}

/** Left to right within a text of any direction: `+7 ··· 67`. */
export const isolate = (text: string): string => `\u2066${text}\u2069`
