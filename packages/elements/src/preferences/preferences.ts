import type { AnyClient, Balance, ConsentRequest, EnrolmentField, LoyaltyError, Member, Preferences, Profile, Program, Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ActionController } from '../shared/action-controller.ts'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { download } from '../shared/download.ts'
import { draftValues, keepDraft, memberDraftKey, readDraft } from '../shared/draft.ts'
import { textField } from '../shared/field.ts'
import { formSummary } from '../shared/form-summary.ts'
import { fieldStyles } from '../shared/light-form.styles.ts'
import { LightForm } from '../shared/light-form.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { PersonController } from '../shared/person-controller.ts'
import { profileField } from '../shared/profile-fields.ts'
import { property } from '../shared/property.ts'
import { RoomController } from '../shared/room-controller.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { titleStyles } from '../shared/title.styles.ts'
import { choiceGroups, choicesOf, requiredGroup } from './consents.ts'
import { leavePanel } from './leave-panel.ts'
import {
  LoyaltyDataExportedEvent, LoyaltyExportDataRequestEvent, LoyaltyLeaveProgramRequestEvent, LoyaltyPreferencesUpdatedEvent, LoyaltyProgramLeftEvent, LoyaltyUpdatePreferencesRequestEvent,
  type PreferenceChanges,
} from './preferences.events.ts'
import { preferencesStyles } from './preferences.styles.ts'
import { words, type PreferencesWords } from './preferences.words.ts'
import { changesOf, planOf, problemIn } from './profile-form.ts'
import { Turns } from './turns.ts'

type FieldName = EnrolmentField['name']

/** What somebody has typed who wants to leave. `unticked`: they pressed the button without the tick. */
interface Leaving {
  readonly comment: string
  readonly understood: boolean
  readonly unticked: boolean
}

/** Where the comment of somebody who leaves is in the draft. */
const commentName = 'leave.comment'

/**
 * What a member has told and allows: their details, each consent by itself, a copy of their data, and the way out of the programme.
 * The fields of the details are in light DOM, in a `<form slot="form">` that the element makes.
 *
 * @tagname loyalty-preferences
 * @slot - Shown until the element is ready, instead of the grey blocks.
 * @slot heading - Instead of the heading's words.
 * @slot form - The element's own form. Leave it to the element.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot failed - Shown when nothing can be read.
 * @slot left - Shown to somebody who has left, below the words.
 * @csspart title - The heading.
 * @csspart details - The member's details.
 * @csspart fixed - What the member logs in with.
 * @csspart summary - All that is wrong with the details.
 * @csspart problem - What went wrong.
 * @csspart status - What goes on, or was done.
 * @csspart choices - What the member allows.
 * @csspart purpose - What is for one purpose.
 * @csspart required - What the membership needs.
 * @csspart consent - One consent.
 * @csspart switch - Its switch.
 * @csspart given - That a needed one is given.
 * @csspart copy - The member's data.
 * @csspart export - The button that downloads it.
 * @csspart leaving - The way out.
 * @csspart leave-begin - The button that opens it.
 * @csspart leave-panel - What is asked before.
 * @csspart losses - What is lost.
 * @csspart stay - The button that closes it.
 * @csspart leave - The button that leaves.
 * @csspart left - That somebody has left.
 * @csspart login - A guest's button.
 * @csspart failure - The message that stands in for it all.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old values.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's details are shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate left - Somebody has just left the programme.
 * @cssstate failed - They can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons, links and switches.
 * @cssprop --loyalty-field-border - Border of fields and switches.
 * @cssprop --loyalty-danger - Colour of what is wrong, and of leaving.
 * @event {LoyaltyUpdatePreferencesRequestEvent} loyalty-update-preferences-request - Before details or an answer are saved; cancellable.
 * @event {LoyaltyPreferencesUpdatedEvent} loyalty-preferences-updated - They are saved.
 * @event {LoyaltyExportDataRequestEvent} loyalty-export-data-request - Before a copy is asked for; cancellable.
 * @event {LoyaltyDataExportedEvent} loyalty-data-exported - It was given as a file.
 * @event {LoyaltyLeaveProgramRequestEvent} loyalty-leave-program-request - Before the membership ends; cancellable.
 * @event {LoyaltyProgramLeftEvent} loyalty-program-left - It has ended.
 * @event {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @event {LoyaltyFailedEvent} loyalty-failed - Something could not be done; the element says so itself.
 */
export class LoyaltyPreferences extends LoyaltyElement<'program' | 'member' | 'preferences' | 'balances', PreferencesWords> {
  static override readonly styles = [baseStyles, fieldStyles, buttonStyles, titleStyles, standInStyles, preferencesStyles]
  static override readonly needs = ['program', 'member', 'preferences'] as const
  static override readonly also = ['balances'] as const
  static override readonly group = 'preferences'
  static override readonly vocabulary = { name: 'preferences', words } as const

  /** The country of phone numbers that are typed without one, such as `+7`. */
  @property({ attribute: 'country-code' }) countryCode: string | undefined

  readonly #saving = new ActionController(this, () => this.loyalty.client)
  readonly #exporting = new ActionController(this, () => this.loyalty.client)
  readonly #leaving = new ActionController(this, () => this.loyalty.client)
  /** One for each consent, so that one can be answered while another is on its way. */
  readonly #answering = new Map<string, ActionController>()
  readonly #wanted = new Map<string, boolean>()
  readonly #turns = new Turns()
  readonly #light = new LightForm(this, { submit: () => void this.#save(), check: (name) => this.#check(name as FieldName), changed: () => this.#changed() })
  readonly #person = new PersonController(this, () => this.loyalty.client, () => this.#forget())
  /** The profile that the fields were filled from. */
  #filled: Profile | undefined
  #begunFor: string | undefined
  #said: 'saved' | 'unchanged' | undefined
  #answered = ''
  #exported = false
  #leave: Leaving | undefined
  #comment = ''
  #left = false
  #focusNext: string | undefined

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
    this.#fill()
    this.#light.content = nothing
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    if (!this.#focusNext) return
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext)
    this.#focusNext = undefined
    if (target && this.#light.mayFocus()) target.focus()
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    const program = this.known('program')
    if (this.#left && speech) return this.#as('left', this.#goodbye(program, speech))
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    const { own } = speech
    const title = html`<h2 class="title" part="title"><slot name="heading">${own.title}</slot></h2>`
    if (look.status === 'failed')
      return this.#as('failed', html`${title}<div class="stand-in"><slot name="failed">${failure(speech, own.failed, look.error, () => this.loyalty.client?.refresh(['preferences', 'member', 'program']))}</slot></div>`)
    const { member, preferences } = look.values
    if (!member || !preferences) {
      const logIn = html`<button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>`
      return this.#as('guest', html`${title}<slot name="guest"><div class="stand-in"><p class="muted">${own.guest}</p>${logIn}</div></slot>`)
    }
    return this.#as('ready', html`
      ${title} ${staleNote(speech, look.stale)}
      ${this.#details(look.values.program, member, speech)} ${this.#choices(preferences, speech)} ${this.#copy(look.values.program, speech)} ${this.#way(look.values.program, this.known('balances') ?? undefined, speech)}
    `)
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  // The details

  #details(program: Program, { profile }: Member, speech: Speech<PreferencesWords>): TemplateResult | typeof nothing {
    const { own, shared } = speech
    const { fixed, fields } = planOf(program, profile)
    if (!fixed.length && !fields.length) return nothing
    const { busy } = this.#saving
    if (fields.length)
      this.#light.content = html`
        ${fields.map((field) => this.#field(field, speech))}
        <div class="actions"><button type="submit" aria-disabled=${busy} aria-busy=${busy}>${busy ? own.saving : own.save}</button></div>
      `
    const error = failureOf(this.#saving)
    return html`
      <section part="details" aria-labelledby="details">
        <h3 id="details">${own.details}</h3>
        <div class="form">
          ${fixed.length
            ? html`<dl class="fixed" part="fixed">${fixed.map(({ name, value }) => html`<div><dt>${own[name]}</dt><dd><bdi dir="ltr">${value}</bdi></dd></div>`)}</dl><p class="note">${own.logInWith}</p>`
            : nothing}
          ${formSummary(this.#light, own.summary, (name) => this.#problemOf(name, speech))}
          <slot name="form"></slot>
          <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
          <p class="note" part="status" role="status">${this.#saving.checking ? shared.checking : busy ? own.saving : this.#said ? own[this.#said] : nothing}</p>
        </div>
      </section>
    `
  }

  #field(field: EnrolmentField, speech: Speech<PreferencesWords>): TemplateResult {
    const { own, shared, format } = speech
    const { name } = field
    const error = this.#problemOf(name, speech)
    if (name !== 'phone' && name !== 'email') return profileField({ form: this.#light, speech, field: { ...field, name }, error, now: this.now })
    const phone = name === 'phone'
    return textField(this.#light, {
      name, error, label: field.label ?? own[name], autocomplete: phone ? 'tel' : 'email', type: phone ? 'tel' : 'email', inputmode: phone ? 'tel' : 'email', maxlength: phone ? 40 : 254,
      required: field.required ? shared.required : undefined,
      hint: phone ? (this.countryCode ? format.say(own.phoneHintNational, { code: this.countryCode }) : own.phoneHint) : undefined,
    })
  }

  async #save(): Promise<void> {
    const { program, profile } = this.#now
    if (this.#saving.busy || !program || !profile || !this.#light.validate()) return
    const { fields } = planOf(program, profile)
    const changes = changesOf(fields, this.#light.values, profile, this.countryCode)
    this.#saving.reset()
    this.#said = Object.keys(changes).length ? undefined : 'unchanged'
    this.requestUpdate()
    if (this.#said) return
    const key = this.#draftKey
    const done = await this.#update(this.#saving, { profile: changes })
    if (key !== this.#draftKey) return
    if (done) {
      this.#said = 'saved'
      this.#light.begin()
      this.#keep()
      this.requestUpdate()
    } else this.#explain()
  }

  /** Saves, in turn. Gives whether it is done. */
  async #update(action: ActionController, changes: PreferenceChanges): Promise<boolean> {
    const intent = new LoyaltyUpdatePreferencesRequestEvent(changes)
    const update = this.state ? undefined : this.loyalty.client?.updatePreferences
    if (!update) {
      this.dispatchEvent(intent)
      return false
    }
    const answer = await action.run({ action: 'updatePreferences', intent, act: () => this.#turns.run(() => update(changes)), fact: ({ member }) => new LoyaltyPreferencesUpdatedEvent(changes, member) })
    return answer !== undefined
  }

  /** Says a refusal at its field. */
  #explain(): void {
    const error = failureOf(this.#saving)
    this.requestUpdate()
    if (error?.code !== 'invalid_input') return
    const names = (error.details?.issues ?? []).flatMap(({ path }) => (path.startsWith('profile.') ? [path.slice('profile.'.length)] : []))
    if (this.#light.fail(Object.fromEntries(names.map((name) => [name, name === 'phone' || name === 'email' ? 'refused' : 'invalid'])))) this.#saving.reset()
  }

  #check(name: FieldName): string | undefined {
    const { program, profile } = this.#now
    const field = program?.enrolment?.fields.find((one) => one.name === name)
    if (!field || !profile) return undefined
    // a date of which only a part is filled in has no value, and the browser knows why
    if (name === 'birthday' && this.querySelector<HTMLInputElement>(`#${this.#light.idOf(name)}`)?.validity.badInput) return 'invalid'
    return problemIn(field, this.#light.values[name] ?? '', { profile, now: this.now, countryCode: this.countryCode })
  }

  #problemOf(name: string, { own }: Speech<PreferencesWords>): string | undefined {
    const problem = this.#light.errors.get(name)
    const texts = own.problems[name as FieldName] as Readonly<Record<string, string>> | undefined
    return problem === undefined ? undefined : (texts?.[problem] ?? texts?.['invalid'])
  }

  // What is allowed

  #choices(preferences: Preferences, speech: Speech<PreferencesWords>): TemplateResult | typeof nothing {
    const choices = choicesOf(preferences)
    if (!choices.length) return nothing
    const list = {
      choices, now: this.now,
      actionOf: (id: string) => ({ wanted: this.#wanted.get(id), error: failureOf(this.#answering.get(id)) }),
      answer: (request: ConsentRequest, granted: boolean) => void this.#answer(request, granted, speech),
    }
    return html`
      <section part="choices" aria-labelledby="choices">
        <h3 id="choices">${speech.own.choices}</h3>
        <div class="purposes">${choiceGroups(list, speech)} ${requiredGroup(list, this.has('preferences.leave') ? () => this.#goToLeave() : undefined, speech)}</div>
        <p class="visually-hidden" role="status">${this.#answered}</p>
      </section>
    `
  }

  async #answer({ id, version, text }: ConsentRequest, granted: boolean, { own, format }: Speech<PreferencesWords>): Promise<void> {
    let action = this.#answering.get(id)
    if (!action) this.#answering.set(id, (action = new ActionController(this, () => this.loyalty.client)))
    if (action.busy) return
    const key = this.#draftKey
    this.#answered = ''
    if (!this.state && this.loyalty.client) this.#wanted.set(id, granted)
    const done = await this.#update(action, { consents: [{ id, version, granted }] })
    if (key !== this.#draftKey) return
    // where it is not done, the switch is where it was
    this.#wanted.delete(id)
    if (done) this.#answered = format.say(own.consentSaved, { consent: text })
    // a wording may have changed meanwhile: it is read and asked again
    else if (failureOf(action)?.code === 'invalid_input') this.loyalty.client?.refresh(['preferences'])
    this.requestUpdate()
  }

  // The copy

  #copy(program: Program, { own, shared, format }: Speech<PreferencesWords>): TemplateResult | typeof nothing {
    if (!this.has('preferences.export')) return nothing
    const { busy } = this.#exporting
    const error = failureOf(this.#exporting)
    const retryAt = error?.code === 'rate_limited' ? error.details?.retryAt : undefined
    const trouble = retryAt && Date.parse(retryAt) > this.now ? format.say(own.exportTooOften, { time: format.until(retryAt, this.now) }) : error && shared.errors[error.code]
    return html`
      <section part="copy" aria-labelledby="copy">
        <h3 id="copy">${own.copy}</h3>
        <p class="muted">${format.say(own.copyText, { program: program.name })}</p>
        <p class="below"><button class="quiet" part="export" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${() => void this.#export(program)}>${own.export}</button></p>
        <p class="problem" role="alert">${trouble ?? nothing}</p>
        <p class="note" role="status">${busy ? own.exporting : this.#exported ? own.exported : nothing}</p>
      </section>
    `
  }

  async #export({ id }: Program): Promise<void> {
    const intent = new LoyaltyExportDataRequestEvent()
    const exportData = this.state ? undefined : this.loyalty.client?.exportData
    if (this.#exporting.busy) return
    if (!exportData) return void this.dispatchEvent(intent)
    const key = this.#draftKey
    this.#exported = false
    const answer = await this.#exporting.run({ action: 'exportData', intent, act: exportData })
    // a file of one person is not given to the next
    if (!answer || key !== this.#draftKey) return
    download(this.ownerDocument, { name: `${id.replace(/[^\w-]/g, '-')}-${new Date(this.now).toISOString().slice(0, 10)}.json`, type: answer.mediaType, text: answer.text })
    this.#exported = true
    this.requestUpdate()
    this.dispatchEvent(new LoyaltyDataExportedEvent())
  }

  // The way out

  #way(program: Program, balances: readonly Balance[] | undefined, speech: Speech<PreferencesWords>): TemplateResult | typeof nothing {
    if (!this.has('preferences.leave')) return nothing
    const { own, shared, format } = speech
    const error = failureOf(this.#leaving)
    const said = html`
      <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
      <p class="note" role="status">${this.#leaving.checking ? shared.checking : this.#leaving.busy ? own.leaving : nothing}</p>
    `
    return html`
      <section class="way" part="leaving" aria-labelledby="leave">
        <h3 id="leave">${own.leave}</h3>
        <p class="muted">${own.leaveText}</p>
        ${this.#leave
          ? leavePanel({
              program, balances, said,
              ...this.#leave,
              busy: this.#leaving.busy,
              type: (comment) => this.#become({ comment }),
              tick: (understood) => this.#become({ understood, unticked: false }),
              leave: () => void this.#leaveNow(),
              stay: () => this.#stay(),
            }, speech)
          : html`<p class="below"><button class="quiet danger" part="leave-begin" type="button" @click=${() => this.#beginLeaving()}>${format.say(own.leaveBegin, { program: program.name })}</button></p>`}
      </section>
    `
  }

  #beginLeaving(): void {
    this.#leave = { comment: this.#comment, understood: false, unticked: false }
    this.#focusNext = '[part=leave-panel]'
    this.requestUpdate()
  }

  #goToLeave(): void {
    const button = this.renderRoot.querySelector<HTMLElement>('[part~=leave-begin], [part=leave-panel]')
    button?.scrollIntoView({ block: 'center' })
    button?.focus({ preventScroll: true })
  }

  #become(changes: Partial<Leaving>): void {
    if (!this.#leave) return
    this.#leave = { ...this.#leave, ...changes }
    this.#comment = this.#leave.comment
    this.#keep()
    this.requestUpdate()
  }

  #stay(): void {
    if (this.#leaving.busy) return
    this.#leaving.reset()
    this.#leave = undefined
    this.#focusNext = '[part~=leave-begin]'
    this.requestUpdate()
  }

  async #leaveNow(): Promise<void> {
    const { client } = this.loyalty
    if (this.#leaving.busy || !this.#leave) return
    if (!this.#leave.understood) {
      this.#become({ unticked: true })
      this.#focusNext = '#understood'
      return
    }
    const comment = this.#leave.comment.trim() || undefined
    const intent = new LoyaltyLeaveProgramRequestEvent(comment)
    const leaveProgram = this.state ? undefined : client?.leaveProgram
    if (!leaveProgram) return void this.dispatchEvent(intent)
    const done = await this.#leaving.run({
      action: 'leaveProgram', intent, fact: () => new LoyaltyProgramLeftEvent(),
      act: async () => {
        await leaveProgram(comment === undefined ? {} : { comment })
        return true
      },
    })
    // another one may have logged in at this device while it was settled
    if (!done || client?.$session.value?.status === 'member') return
    this.#forget()
    this.#left = true
    this.#focusNext = '[part=left]'
    this.requestUpdate()
  }

  #goodbye(program: Program | undefined, { own, format }: Speech<PreferencesWords>): TemplateResult {
    return html`
      <div class="left" part="left" tabindex="-1">
        <div role="status">
          <h2 class="title">${format.say(own.left, { program: program?.name ?? '' })}</h2>
          <p>${own.leftText}</p>
        </div>
        <slot name="left"></slot>
      </div>
    `
  }

  #loading(speech: Speech<PreferencesWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div aria-hidden="true">
          <p class="title"><span class="bone"></span></p>
          <div class="bones">${[0, 1, 2].map(() => html`<span class="bone"></span><span class="bone field"></span>`)}<span class="bone button"></span></div>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }

  // What is typed

  get #now(): { readonly program: Program | undefined; readonly profile: Profile | undefined } {
    return { program: this.known('program'), profile: this.known('member')?.profile }
  }

  #changed(): void {
    this.#said = undefined
    this.#saving.reset()
    this.#keep()
  }

  /** Of this tab, this programme and this member: whoever comes next finds nothing of it. */
  get #draftKey(): string | undefined {
    return memberDraftKey(this.localName, this.known('program'), this.state ? undefined : this.loyalty.client)
  }

  /** Fills the fields from the profile, and again when it changes; what was typed stays. */
  #fill(): void {
    const { program, profile } = this.#now
    if (!program || !profile) return
    const { values } = this.#light
    const { fields } = planOf(program, profile)
    if (profile !== this.#filled)
      for (const { name } of fields) if ((values[name] ?? '') === (this.#filled?.[name] ?? '')) this.#light.set(name, profile[name] ?? '')
    this.#filled = profile
    const key = this.#draftKey
    if (!key || key === this.#begunFor) return
    this.#begunFor = key
    for (const { name, value } of readDraft(key, this.now)?.values ?? []) {
      if (name === commentName) this.#comment = value
      // a space is how a draft keeps that a field was emptied
      else if (fields.some((field) => field.name === name)) this.#light.set(name, value.trim())
    }
  }

  /** Keeps what differs from the profile. */
  #keep(): void {
    const key = this.#draftKey
    const { program, profile } = this.#now
    if (!key || !program || !profile) return
    const changes = changesOf(planOf(program, profile).fields, this.#light.values, profile, this.countryCode)
    const typed = Object.fromEntries(Object.keys(changes).map((name) => [name, this.#light.values[name] || ' ']))
    const values = draftValues({ ...typed, [commentName]: this.#comment })
    keepDraft(key, values.length ? { at: this.now, values } : undefined)
  }

  /** Nothing of one person is left for the next. */
  #forget(): void {
    if (this.#begunFor) keepDraft(this.#begunFor, undefined)
    this.#turns.drop()
    this.#light.values = {}
    this.#light.begin()
    this.#filled = this.#begunFor = this.#leave = this.#said = undefined
    this.#comment = this.#answered = ''
    this.#exported = false
    this.#wanted.clear()
    this.#answering.clear()
    for (const action of [this.#saving, this.#exporting, this.#leaving]) action.reset()
    if (this.loyalty.client?.$session.value?.status === 'member') this.#left = false
  }
}

const failureOf = (action: ActionController | undefined): LoyaltyError | undefined => (action?.state.status === 'failed' ? action.state.error : undefined)

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-preferences': LoyaltyPreferences
  }
}
