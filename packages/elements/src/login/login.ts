import { isSafeUrl, type Ended, type Identifier, type LogInProvider, type Verified } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { LoyaltyEnrolRequestEvent } from '../enrolment-form/enrolment-form.events.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { failure } from '../shared/parts.ts'
import { isolate, PasscodeElement } from '../shared/passcode-element.ts'
import { passcodeStyles } from '../shared/passcode.styles.ts'
import { takeOutcome, thereAndBack, usable, type ProviderOutcome } from '../shared/providers.ts'
import { property } from '../shared/property.ts'
import { LoyaltyLoggedInEvent, LoyaltyLoggedOutEvent, LoyaltyLogInRequestEvent, LoyaltyLogOutRequestEvent } from './login.events.ts'
import { loginStyles } from './login.styles.ts'
import { words, type LoginWords } from './login.words.ts'

/**
 * Logs a member in with a one-time code to a phone or an e-mail, at an identity provider of the programme, or with the host's own token, and out again.
 * The fields are in light DOM, in a `<form slot="form">` that the element makes.
 *
 * @tagname loyalty-login
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot form - The element's own form. Leave it to the element.
 * @slot member - Shown to a member, instead of the greeting and the log-out button.
 * @slot not-enrolled - Shown to somebody without a membership, instead of the invitation to join.
 * @slot failed - Shown when the programme can't be read.
 * @csspart title - The heading.
 * @csspart intro - The line below it.
 * @csspart summary - All that is wrong with the fields.
 * @csspart problem - What went wrong with the last step.
 * @csspart status - What goes on now.
 * @csspart provider - A link to log in at a provider.
 * @csspart greeting - Who is logged in.
 * @csspart log-out - The button to log out.
 * @csspart log-out-everywhere - The button to log out on all devices.
 * @csspart join - The button to join.
 * @csspart failure - The message that stands in for the form.
 * @csspart retry - The button in it.
 * @cssstate loading - Nothing is known yet.
 * @cssstate guest - The phone or e-mail is asked for.
 * @cssstate code - The code is asked for.
 * @cssstate not-enrolled - There is no membership for it.
 * @cssstate member - Somebody is logged in.
 * @cssstate failed - The programme can't be read.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-field-border - Border of fields.
 * @cssprop --loyalty-danger - Colour of what is wrong.
 * @event {LoyaltyLogInRequestEvent} loyalty-log-in-request - Before a code is sent, or the page is left for a provider; cancellable.
 * @event {LoyaltyLoggedInEvent} loyalty-logged-in - A member has logged in.
 * @event {LoyaltyLogOutRequestEvent} loyalty-log-out-request - Before the log-out; cancellable.
 * @event {LoyaltyLoggedOutEvent} loyalty-logged-out - The member has logged out.
 * @event {LoyaltyEnrolRequestEvent} loyalty-enrol-request - Somebody without a membership wants to join; cancellable.
 * @event {LoyaltyFailedEvent} loyalty-failed - A step failed; the element says so itself.
 */
export class LoyaltyLogin extends PasscodeElement<LoginWords> {
  static override readonly styles = [baseStyles, buttonStyles, passcodeStyles, loginStyles]
  static override readonly group = 'session'
  static override readonly vocabulary = { name: 'login', words } as const

  /** A signed token of the host's own log-in: whoever it names is logged in without a code. See also `signInWith`. */
  @property({ attribute: 'host-token' }) hostToken: string | undefined
  /** The page to join on, where this one has no `loyalty-enrolment-form` and the host does not listen to `loyalty-enrol-request`. */
  @property({ attribute: 'enrol-url' }) enrolUrl: string | undefined

  /** Offers to log out on all devices, where the programme can do that. */
  @property({ type: Boolean, attribute: 'with-log-out-everywhere' }) withLogOutEverywhere = false

  #usedToken: string | undefined
  /** How a log-in at a provider ended, and what is said of it. */
  #outcome: ProviderOutcome['outcome'] | 'blocked' | undefined

  /** Logs in with the host's own signed token. Gives whether it worked; where not, the element says why. */
  async signInWith(hostToken: string): Promise<boolean> {
    const { client } = this.loyalty
    if (!client?.signIn) {
      this.warnOnce('there is no client yet, or its programme has no log-in: signInWith() did nothing.')
      return false
    }
    const { signIn } = client
    const session = await this.action.run({ action: 'signIn', act: () => signIn({ hostToken }), fact: ({ memberId }) => new LoyaltyLoggedInEvent(memberId) })
    return session !== undefined
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    this.#comeBack()
    const { hostToken } = this
    if (!hostToken || hostToken === this.#usedToken || this.person.status !== 'guest' || !this.loyalty.client?.signIn) return
    this.#usedToken = hostToken
    void this.signInWith(hostToken)
  }

  /** Takes up what came of a log-in at a provider, as soon as it is known who is there. */
  #comeBack(): void {
    const { person, program } = this
    const { client } = this.loyalty
    const { defaultView } = this.ownerDocument
    if (!client || !defaultView || person.status === 'unknown' || !usable(program?.login?.providers).length) return
    const taken = takeOutcome(defaultView)
    if (!taken) return
    const session = client.$session.value
    if (taken.outcome === 'done' && person.status === 'member') {
      client.track({ kind: 'signed_in', subjectKind: 'program', method: 'provider' })
      // other tabs have the same cookie now, and do not know it
      client.refresh([])
      this.dispatchEvent(new LoyaltyLoggedInEvent(person.member?.id ?? (session?.status === 'member' ? session.memberId : undefined) ?? ''))
    } else if (taken.outcome === 'not_enrolled' && person.status === 'guest' && taken.ticket !== undefined) void this.go({ step: 'confirmed', ticket: taken.ticket })
    else if (person.status === 'guest') {
      this.#outcome = taken.outcome === 'done' ? 'blocked' : taken.outcome === 'not_enrolled' ? 'failed' : taken.outcome
      this.requestUpdate()
    }
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    const { person } = this
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'failed' && speech)
      return this.#as('failed', html`<slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['program']))}</slot>`)
    if (look.status !== 'ready' || !speech || person.status === 'unknown') return this.#as('loading', this.bones(speech))
    if (person.status === 'member') return this.#as('member', this.#member(speech, person.member?.profile.givenName))

    if (this.at.step === 'confirmed') return this.#as('not-enrolled', this.#notEnrolled(speech, this.at))
    const code = this.at.step === 'code'
    const { codes = true, providers } = this.program?.login ?? {}
    const elsewhere = code ? [] : usable(providers)
    const intro = codes ? speech.own.intro : elsewhere.length ? undefined : speech.own.onSite
    this.light.content = code ? this.codeFields(speech) : codes ? this.identifyFields(speech) : nothing
    return this.#as(code ? 'code' : 'guest', html`
      <div class="frame">
        <div class="head">
          <h2 part="title">${code ? speech.own.codeTitle : this.#named(speech, speech.own.title)}</h2>
          ${code || !intro ? nothing : html`<p class="muted" part="intro">${intro}</p>`}
        </div>
        ${elsewhere.length ? this.#providers(speech, elsewhere) : nothing}
        ${elsewhere.length && codes ? html`<p class="or">${speech.own.or}</p>` : nothing}
        ${this.summary(speech)}
        <div ?hidden=${!code && !codes}><slot name="form"></slot></div>
        <div class="messages">${this.messages(speech)}</div>
      </div>
    `)
  }

  #providers({ own, format }: Speech<LoginWords>, providers: readonly LogInProvider[]): TemplateResult {
    return html`
      <div class="providers">
        ${providers.map(({ id, name, url }) => html`
          <a class="button quiet" part="provider" href=${thereAndBack(url) ?? nothing} @click=${(event: MouseEvent) => this.#leaveFor(event, id, url)}>
            ${format.say(own.continueWith, { provider: name })}
          </a>
        `)}
      </div>
    `
  }

  #leaveFor(event: MouseEvent, provider: string, url: string): void {
    const link = event.currentTarget as HTMLAnchorElement
    this.#outcome = undefined
    this.requestUpdate()
    if (!this.dispatchEvent(new LoyaltyLogInRequestEvent({ provider }))) return event.preventDefault()
    // the page may have gone on since the link was drawn
    const to = thereAndBack(url)
    if (to !== undefined) link.href = to
  }

  /** What failed here, or on the way to a provider and back. */
  protected override messages(speech: Speech<LoginWords>): TemplateResult {
    const outcome = this.failure || this.action.busy ? undefined : this.#outcome
    return html`
      ${super.messages(speech)}
      <p class="problem" part="problem" role="alert">${outcome && outcome !== 'done' && outcome !== 'not_enrolled' ? speech.own.outcomes[outcome] : nothing}</p>
    `
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #named({ format }: Speech<LoginWords>, text: string): string {
    return format.say(text, { program: this.program?.name ?? '' })
  }

  #member(speech: Speech<LoginWords>, name: string | undefined): TemplateResult {
    const { own, format } = speech
    const busy = this.action.busy ? 'true' : 'false'
    return html`
      <slot name="member">
        <div class="actions">
          <p part="greeting" tabindex="-1">${name ? format.say(own.loggedInAs, { name }) : own.loggedIn}</p>
          <button class="quiet" part="log-out" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${() => void this.#logOut(false)}>${own.logOut}</button>
          ${this.withLogOutEverywhere && this.program?.login?.everywhere
            ? html`<button class="plain" part="log-out-everywhere" type="button" aria-disabled=${busy} @click=${() => void this.#logOut(true)}>${own.logOutEverywhere}</button>`
            : nothing}
        </div>
      </slot>
      <div class="messages">${this.messages(speech)}</div>
    `
  }

  #notEnrolled(speech: Speech<LoginWords>, { identifier, ticket }: { readonly identifier?: Identifier | undefined; readonly ticket: string }): TemplateResult {
    const { own, format } = speech
    const text = !identifier ? own.notEnrolledProvider : identifier.kind === 'email' ? own.notEnrolledEmail : own.notEnrolledPhone
    return html`
      <slot name="not-enrolled">
        <div class="frame">
          <div class="head">
            <h2 part="title" tabindex="-1">${own.notEnrolled}</h2>
            <p part="intro">${format.say(text, { identifier: isolate(identifier?.value ?? '') })}</p>
          </div>
          <div class="actions">
            <button part="join" type="button" @click=${() => this.#join(ticket, identifier)}>${this.#named(speech, own.join)}</button>
            ${identifier ? html`<button class="plain" type="button" @click=${() => void this.startAgain()}>${own.change}</button>` : nothing}
          </div>
          ${identifier ? nothing : this.#providers(speech, usable(this.program?.login?.providers))}
        </div>
      </slot>
    `
  }

  protected override mayBegin(identifier: Identifier): boolean {
    this.#outcome = undefined
    return this.dispatchEvent(new LoyaltyLogInRequestEvent({ identifier }))
  }

  protected override confirmed(verified: Verified, identifier: Identifier): void {
    if (verified.outcome === 'signed_in') {
      this.dispatchEvent(new LoyaltyLoggedInEvent(verified.session.memberId))
      void this.#focusOn('[part=greeting]')
    } else void this.go({ step: 'confirmed', ticket: verified.ticket, identifier }).then(() => this.#focusOn('[part=title]'))
  }

  async #focusOn(selector: string): Promise<void> {
    await this.updateComplete
    if (this.light.mayFocus()) this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }

  async #logOut(everywhere: boolean): Promise<void> {
    const { client } = this.loyalty
    let ended: Ended | undefined
    const done = await this.action.run({
      action: 'signOut',
      intent: new LoyaltyLogOutRequestEvent({ everywhere }),
      act: async () => {
        ended = await client?.signOut?.(everywhere ? { everywhere } : {})
        return true
      },
      fact: () => new LoyaltyLoggedOutEvent(),
    })
    const out = ended?.url === undefined ? undefined : thereAndBack(ended.url)
    // the provider would log the next person in as this one
    if (done && out !== undefined) return this.ownerDocument.location.assign(out)
    await this.updateComplete
    if (done && this.light.mayFocus()) this.light.focus()
  }

  #join(ticket: string, identifier: Identifier | undefined): void {
    const request = new LoyaltyEnrolRequestEvent({ ticket, identifier, client: this.loyalty.client })
    if (!this.dispatchEvent(request) || request.taken) return
    const url = this.enrolUrl ? new URL(this.enrolUrl, this.ownerDocument.baseURI).href : ''
    if (isSafeUrl(url)) this.ownerDocument.location.assign(url)
    else this.warnOnce('somebody wants to join, and nobody took it. Put a <loyalty-enrolment-form> on the page, set `enrol-url`, or listen to `loyalty-enrol-request`.')
  }

  protected override ownProblem(): string {
    return ''
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-login': LoyaltyLogin
  }
}
