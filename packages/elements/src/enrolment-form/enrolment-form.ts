import { isPlainDate, isSafeUrl, type ConsentRequest, type CurrencyAmount, type Enrol, type Enrolment, type EnrolmentField, type Enrolled, type Identifier, type ReferralLookup, type Verified } from '@loyaltykit/core'
import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { LoyaltyLoggedInEvent } from '../login/login.events.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { textField, tickField } from '../shared/field.ts'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { isolate, PasscodeElement } from '../shared/passcode-element.ts'
import { passcodeStyles } from '../shared/passcode.styles.ts'
import { toEmail, toPhone } from '../shared/phone.ts'
import { birthdays, profileField, toProfile } from '../shared/profile-fields.ts'
import { property } from '../shared/property.ts'
import { LoyaltyEnrolledEvent, LoyaltyEnrolRequestEvent } from './enrolment-form.events.ts'
import { enrolmentFormStyles } from './enrolment-form.styles.ts'
import { words, type EnrolmentFormWords } from './enrolment-form.words.ts'

/** Proof that a phone or an e-mail is the person's own, from a `loyalty-enrol-request` of `loyalty-login`. */
export interface EnrolTicket {
  readonly ticket: string
  readonly identifier?: Identifier | undefined
}

/** How the person who stands there became a member just now. */
type Ending = { readonly how: 'enrolled'; readonly granted: Enrolled['granted'] } | { readonly how: 'already' }

/**
 * Makes a guest a member: confirms a phone or an e-mail by a one-time code, then asks for what the programme wants to know
 * and for each consent by itself. The fields are in light DOM, in a `<form slot="form">` that the element makes.
 *
 * @tagname loyalty-enrolment-form
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot form - The element's own form. Leave it to the element.
 * @slot member - Shown to somebody who is a member already.
 * @slot done - Shown to a new member below the greeting.
 * @slot failed - Shown when the programme can't be read.
 * @csspart title - The heading.
 * @csspart step - Which step it is.
 * @csspart intro - The line below the heading.
 * @csspart invitation - What the friend's code brings.
 * @csspart summary - All that is wrong with the fields.
 * @csspart problem - What went wrong with the last step.
 * @csspart status - What goes on now.
 * @csspart granted - What the new member was given.
 * @csspart failure - The message that stands in for the form.
 * @csspart retry - The button in it.
 * @cssstate loading - Nothing is known yet.
 * @cssstate guest - The phone or e-mail is asked for.
 * @cssstate code - The code is asked for.
 * @cssstate details - The rest is asked for.
 * @cssstate done - A new member is greeted.
 * @cssstate member - Somebody is logged in.
 * @cssstate failed - The programme can't be read.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-field-border - Border of fields.
 * @cssprop --loyalty-danger - Colour of what is wrong.
 * @cssprop --loyalty-positive - Colour of what was given.
 * @event {LoyaltyEnrolRequestEvent} loyalty-enrol-request - Before the member is made, with the filled `input`; cancellable.
 * @event {LoyaltyEnrolledEvent} loyalty-enrolled - Somebody has become a member.
 * @event {LoyaltyLoggedInEvent} loyalty-logged-in - Somebody was a member already, and is logged in now.
 * @event {LoyaltyFailedEvent} loyalty-failed - A step failed; the element says so itself.
 */
export class LoyaltyEnrolmentForm extends PasscodeElement<EnrolmentFormWords> {
  static override readonly styles = [baseStyles, buttonStyles, passcodeStyles, enrolmentFormStyles]
  static override readonly group = 'members'
  static override readonly vocabulary = { name: 'enrolmentForm', words } as const

  /** The phone or e-mail is confirmed already: begin with the rest. */
  @property({ attribute: false }) ticket: EnrolTicket | undefined

  #ending: Ending | undefined
  #becameMember = false
  readonly #lookups = new Map<string, ReferralLookup | 'asked'>()
  #listening: Document | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#listening = this.ownerDocument
    this.#listening.addEventListener('loyalty-enrol-request', this.#takeOver)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#listening?.removeEventListener('loyalty-enrol-request', this.#takeOver)
  }

  /** Somebody who logs in with the same client has no membership: they go on here. */
  readonly #takeOver = (request: LoyaltyEnrolRequestEvent): void => {
    if (request.defaultPrevented || request.input || request.taken || request.client !== this.loyalty.client || this.person.status !== 'guest') return
    request.taken = true
    this.ticket = { ticket: request.ticket, identifier: request.identifier }
    void this.updateComplete.then(() => {
      this.scrollIntoView({ block: 'nearest' })
      this.light.focus()
    })
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    if (changed.has('ticket') && this.ticket) {
      this.light.begin()
      this.at = { step: 'confirmed', ...this.ticket }
    }
    const { enrolment } = this
    const code = enrolment?.referralCode ? this.loyalty.client?.$referralCode.value : undefined
    if (code && this.person.status === 'guest') this.light.values['referralCode'] ??= code
    // not while it is being typed
    if (!isServer && !this.querySelector(`#${this.light.idOf('referralCode')}:focus`)) this.#lookUp()
  }

  private get enrolment(): Enrolment | undefined {
    return this.program?.enrolment
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    const { person, enrolment } = this
    const { client } = this.loyalty
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'failed' && speech)
      return this.#as('failed', html`<slot name="failed">${failure(speech, speech.own.failed, look.error, () => client?.refresh(['program']))}</slot>`)
    if (look.status !== 'ready' || !speech || person.status === 'unknown') return this.#as('loading', this.bones(speech))
    if (person.status === 'member') {
      const name = person.member?.profile.givenName
      return this.#ending?.how === 'enrolled' ? this.#as('done', this.#done(speech, name, this.#ending.granted)) : this.#as('member', this.#member(speech, name))
    }
    if (!enrolment || (!this.state && client && !client.can('session')) || !this.has('members.enrol')) {
      this.warnOnce(`this programme has no ${enrolment && this.has('members.enrol') ? 'session' : 'enrolment'}: <${this.localName}> shows nothing.`)
      return this.#as('absent', nothing)
    }

    const { own } = speech
    const { at } = this
    const [state, content, step] =
      at.step === 'identify' ? (['guest', this.identifyFields(speech), 1] as const)
      : at.step === 'code' ? (['code', this.codeFields(speech), 2] as const)
      : (['details', this.#detailFields(speech, enrolment, at.identifier), 3] as const)
    this.light.content = content
    const known = at.step === 'confirmed' ? at.identifier : undefined
    return this.#as(state, html`
      <div class="frame">
        <div class="head">
          <p class="note" part="step">${speech.format.say(own.steps, { step, steps: 3 })}</p>
          <h2 part="title">${state === 'guest' ? this.#title(speech, enrolment) : state === 'code' ? own.codeTitle : own.detailsTitle}</h2>
          ${state === 'guest' ? html`<p class="muted" part="intro">${own.intro}</p>` : nothing}
          ${known ? html`<p class="muted" part="intro">${speech.format.say(own.confirmedAs, { identifier: isolate(known.value) })}</p>` : nothing}
        </div>
        ${state === 'code' ? nothing : this.#invitation(speech)} ${this.summary(speech)}
        <div><slot name="form"></slot></div>
        <div class="messages">
          ${this.#becameMember && state === 'guest' ? html`<p class="problem" role="alert">${own.becameMember}</p>` : nothing}
          ${this.messages(speech)}
        </div>
      </div>
    `)
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #amount({ format }: Speech<EnrolmentFormWords>, { currency, amount }: CurrencyAmount): string {
    return format.amount(amount, this.program && currencyOf(this.program, currency))
  }

  #title(speech: Speech<EnrolmentFormWords>, { welcome }: Enrolment): string {
    const { own, format } = speech
    const program = this.program?.name ?? ''
    const amount = welcome?.filter(({ amount }) => amount > 0).map((one) => this.#amount(speech, one)).join(' + ')
    return amount ? format.say(own.titleWelcome, { program, amount }) : format.say(own.title, { program })
  }

  /** What the friend gets who came with a code. */
  #invitation(speech: Speech<EnrolmentFormWords>): TemplateResult | typeof nothing {
    const { own, format } = speech
    const lookup = this.#lookups.get(this.#referralCode)
    if (!lookup || lookup === 'asked' || !lookup.valid || !lookup.friend) return nothing
    const amount = this.#amount(speech, lookup.friend)
    return html`<p class="invitation" part="invitation">${lookup.from ? format.say(own.invited, { name: lookup.from, amount }) : format.say(own.invitedNoName, { amount })}</p>`
  }

  #detailFields(speech: Speech<EnrolmentFormWords>, enrolment: Enrolment, known: Identifier | undefined): TemplateResult {
    const { own, shared, format } = speech
    const { light } = this
    const lookup = this.#lookups.get(this.#referralCode)
    const gives = typeof lookup === 'object' && lookup.valid && lookup.friend ? format.say(own.referralGives, { amount: this.#amount(speech, lookup.friend) }) : undefined
    const more = (name: 'referralCode' | 'cardNumber', hint?: string) =>
      textField(light, { name, label: own[name], hint, autocomplete: 'off', inputmode: 'text', ltr: true, maxlength: 100, error: this.problemOf(speech, name) })
    return html`
      ${asked(enrolment, known).map((field) =>
        field.name === 'phone' || field.name === 'email'
          ? this.identifierField(speech, field.name, field)
          : profileField({ form: light, speech, field: { ...field, name: field.name }, error: this.problemOf(speech, field.name), now: this.now }),
      )}
      ${enrolment.cardLinking ? more('cardNumber') : nothing}
      ${enrolment.referralCode ? more('referralCode', gives ?? (typeof lookup === 'object' && !lookup.valid ? own.referralUnknown : undefined)) : nothing}
      ${enrolment.consents.length
        ? html`
            <fieldset class="group">
              <legend class="visually-hidden">${own.consents}</legend>
              ${enrolment.consents.map((consent) =>
                tickField(
                  light,
                  { name: `consents.${consent.id}`, label: consent.text, required: consent.required ? shared.required : undefined, error: this.problemOf(speech, `consents.${consent.id}`) },
                  consent.url && isSafeUrl(consent.url)
                    ? html`<a href=${consent.url} target="_blank" rel="noopener noreferrer">${own.readDocument}<span class="visually-hidden">: ${consent.text} ${own.opensNewTab}</span></a>`
                    : nothing,
                ),
              )}
            </fieldset>
          `
        : nothing}
      <div class="actions">
        ${this.submitButton(own.joinNow)}
        <button class="plain" type="button" @click=${() => void (this.action.busy || this.startAgain())}>${own.change}</button>
      </div>
    `
  }

  #done(speech: Speech<EnrolmentFormWords>, name: string | undefined, granted: Enrolled['granted']): TemplateResult {
    const { own, format } = speech
    return html`
      <div class="frame">
        <div class="head" role="status">
          <h2 part="title" tabindex="-1">${name ? format.say(own.done, { name }) : own.doneNoName}</h2>
          <p>${format.say(own.doneText, { program: this.program?.name ?? '' })}</p>
          ${granted.length ? html`<ul class="granted" part="granted">${granted.map((one) => html`<li>${format.say(own.granted[one.reason], { amount: this.#amount(speech, one) })}</li>`)}</ul>` : nothing}
        </div>
        <slot name="done"></slot>
      </div>
    `
  }

  #member(speech: Speech<EnrolmentFormWords>, name: string | undefined): TemplateResult {
    const { own, format } = speech
    const program = this.program?.name ?? ''
    return html`
      <div class="head">
        ${this.#ending ? html`<p part="intro" role="status" tabindex="-1">${own.already}</p>` : nothing}
        <slot name="member"><p>${name ? format.say(own.member, { name, program }) : format.say(own.memberNoName, { program })}</p></slot>
      </div>
    `
  }

  // What is done

  protected override confirmed(verified: Verified, identifier: Identifier): void {
    this.#becameMember = false
    if (verified.outcome === 'signed_in') {
      this.#ending = { how: 'already' }
      this.requestUpdate()
      this.dispatchEvent(new LoyaltyLoggedInEvent(verified.session.memberId))
      void this.#focusOn('[part=intro]')
    } else void this.go({ step: 'confirmed', ticket: verified.ticket, identifier })
  }

  protected override submit(): void {
    if (this.at.step === 'confirmed') void this.#enrol()
    else super.submit()
  }

  async #enrol(): Promise<void> {
    const { enrolment, at } = this
    const { client } = this.loyalty
    if (this.action.busy || !enrolment || at.step !== 'confirmed' || !this.light.validate()) return
    const input = this.#input(enrolment, at.ticket, at.identifier)
    const enrolled = await this.action.run({
      action: 'enrol',
      intent: new LoyaltyEnrolRequestEvent({ ticket: at.ticket, identifier: at.identifier, input, client }),
      act: async () => client?.enrol?.(input),
    })
    if (enrolled) {
      this.#ending = { how: 'enrolled', granted: enrolled.granted }
      this.requestUpdate()
      this.dispatchEvent(new LoyaltyEnrolledEvent(enrolled.member.id, enrolled.granted))
      void this.#focusOn('[part=title]')
      return
    }
    const { failure } = this
    if (failure?.code === 'expired' || failure?.details?.issues?.some(({ path }) => path === 'ticket')) await this.startAgain(true)
    else if (failure?.code === 'conflict') {
      this.#becameMember = true
      await this.startAgain()
    } else if (this.explain((path) => fieldOf(path, enrolment.consents))) {
      // a code that was refused once is left out: it is no wall
      if (this.light.errors.has('referralCode')) this.#lookups.set(this.#referralCode, { valid: false })
    }
  }

  #input(enrolment: Enrolment, ticket: string, known: Identifier | undefined): Enrol {
    const { values } = this.light
    const lookup = this.#lookups.get(this.#referralCode)
    const referralCode = enrolment.referralCode && !(typeof lookup === 'object' && !lookup.valid) ? this.#referralCode : ''
    const cardNumber = enrolment.cardLinking ? (values['cardNumber'] ?? '').trim() : ''
    const names = enrolment.fields.map(({ name }) => name)
    const typed = { ...values, phone: toPhone(values['phone'] ?? '', this.countryCode), email: toEmail(values['email'] ?? ''), ...(known ? { [known.kind]: known.value } : {}) }
    return {
      ticket,
      profile: toProfile(typed, names),
      consents: enrolment.consents.map(({ id, version }) => ({ id, version, granted: values[`consents.${id}`] === 'on' })),
      ...(referralCode ? { referralCode } : {}),
      ...(cardNumber ? { cardNumber } : {}),
    }
  }

  async #focusOn(selector: string): Promise<void> {
    await this.updateComplete
    if (this.light.mayFocus()) this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }

  protected override forget(): void {
    super.forget()
    this.#ending = undefined
    this.#becameMember = false
    this.#lookups.clear()
  }

  // What is typed

  protected override check(name: string): string | undefined {
    if (this.at.step !== 'confirmed' || !this.enrolment) return super.check(name)
    const typed = (this.light.values[name] ?? '').trim()
    const consent = this.enrolment.consents.find(({ id }) => name === `consents.${id}`)
    if (consent) return consent.required && !typed ? 'missing' : undefined
    const required = this.enrolment.fields.find((field) => field.name === name)?.required ?? false
    if (name === 'birthday' && this.#halfTyped(name)) return 'invalid'
    if (!typed) return required ? 'missing' : undefined
    if (name === 'birthday') {
      const { min, max } = birthdays(this.now)
      return isPlainDate(typed) && typed >= min && typed <= max ? undefined : 'invalid'
    }
    return name === 'phone' || name === 'email' ? super.check(name) : undefined
  }

  /** A date field of which only a part is filled in has no value, and the browser knows why. */
  #halfTyped(name: string): boolean {
    const field = this.querySelector<HTMLInputElement>(`#${this.light.idOf(name)}`)
    return field?.validity.badInput ?? false
  }

  protected override changed(name: string, type: string): void {
    super.changed(name, type)
    if (name === 'referralCode' && type === 'change') this.#lookUp()
  }

  get #referralCode(): string {
    return (this.light.values['referralCode'] ?? '').trim()
  }

  /** Asks once what a code is worth. Where that can't be learned, nothing is said. */
  #lookUp(): void {
    const code = this.#referralCode
    const { client } = this.loyalty
    if (!code || code.length > 100 || !client?.lookUpReferral || !this.has('referrals.lookUp') || !this.enrolment?.referralCode || this.#lookups.has(code) || this.person.status !== 'guest') return
    this.#lookups.set(code, 'asked')
    client.lookUpReferral({ code }).then(
      (lookup) => {
        this.#lookups.set(code, lookup)
        this.requestUpdate()
      },
      () => this.#lookups.delete(code),
    )
  }

  protected override summaryOf(speech: Speech<EnrolmentFormWords>, name: string): string | undefined {
    const consent = this.enrolment?.consents.find(({ id }) => name === `consents.${id}`)
    return consent ? speech.format.say(speech.own.consentMissing, { consent: consent.text.replace(/\.$/, '') }) : super.summaryOf(speech, name)
  }

  protected override ownProblem({ own }: Speech<EnrolmentFormWords>, name: string, problem: string): string {
    const texts = own.fieldProblems[(name.startsWith('consents.') ? 'consent' : name) as keyof typeof own.fieldProblems]
    return texts[problem as keyof typeof texts]
  }
}

/** The fields that are still to be filled in: what was confirmed is known. */
const asked = (enrolment: Enrolment, known: Identifier | undefined): readonly EnrolmentField[] => enrolment.fields.filter(({ name }) => name !== known?.kind)

/** `profile.givenName`, `consents.terms` or `consents.0.granted`, `referralCode` as the names of our fields. */
function fieldOf(path: string, consents: readonly ConsentRequest[]): string {
  const [first = '', second = ''] = path.split('.')
  if (first === 'profile') return second
  if (first === 'consents') return `consents.${consents[Number(second)]?.id ?? second}`
  return first
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-enrolment-form': LoyaltyEnrolmentForm
  }
}
