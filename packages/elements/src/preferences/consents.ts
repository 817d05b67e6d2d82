import { isSafeUrl, type Consent, type ConsentRequest, type LoyaltyError, type Preferences } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from '../shared/loyalty-element.ts'
import type { PreferencesWords } from './preferences.words.ts'

/** A consent request with the last answer to it. */
export interface Choice {
  readonly request: ConsentRequest
  readonly answer: Consent | undefined
  /** Allowed, and to the wording of today. */
  readonly granted: boolean
}

/** What goes on with one of them. */
export interface ChoiceAction {
  /** What the person wants while it is being saved. */
  readonly wanted: boolean | undefined
  readonly error: LoyaltyError | undefined
}

export const choicesOf = ({ requests, consents }: Preferences): readonly Choice[] =>
  requests.map((request) => {
    const answer = consents.find(({ id }) => id === request.id)
    return { request, answer, granted: answer?.granted === true && answer.version === request.version }
  })

interface ChoiceList {
  readonly choices: readonly Choice[]
  readonly now: number
  readonly actionOf: (id: string) => ChoiceAction
  readonly answer: (request: ConsentRequest, granted: boolean) => void
}

/** What a member may allow, by purpose, each with a switch of its own. */
export function choiceGroups({ choices, ...rest }: ChoiceList, speech: Speech<PreferencesWords>): readonly TemplateResult[] {
  const free = choices.filter(({ request }) => !request.required)
  const purposes = [...new Set(free.map(({ request }) => request.purpose))]
  return purposes.map((purpose) => html`
    <section aria-labelledby="purpose-${purpose}" part="purpose">
      <h4 id="purpose-${purpose}">${speech.own.purposes[purpose]}</h4>
      <ul role="list">${free.filter(({ request }) => request.purpose === purpose).map((choice) => choiceRow(choice, rest, speech))}</ul>
    </section>
  `)
}

/** What the membership needs: shown as given. A new wording can be agreed to. `leave` is the way out, where there is one here. */
export function requiredGroup({ choices, ...rest }: ChoiceList, leave: (() => void) | undefined, speech: Speech<PreferencesWords>): TemplateResult | typeof nothing {
  const { own } = speech
  const needed = choices.filter(({ request }) => request.required)
  if (!needed.length) return nothing
  return html`
    <section aria-labelledby="required" part="required">
      <h4 id="required">${own.required}</h4>
      <ul role="list">${needed.map((choice) => choiceRow(choice, rest, speech))}</ul>
      ${leave ? html`<p class="note"><button class="plain" type="button" @click=${leave}>${own.requiredText}</button></p>` : nothing}
    </section>
  `
}

function choiceRow({ request, answer, granted }: Choice, { now, actionOf, answer: give }: Omit<ChoiceList, 'choices'>, speech: Speech<PreferencesWords>): TemplateResult {
  const { own, shared } = speech
  const { id, text, url, required } = request
  const { wanted, error } = actionOf(id)
  const key = `consent-${id.replace(/[^\w-]/g, '_')}`
  const busy = wanted !== undefined
  const press = () => give(request, required || !granted)
  return html`
    <li class="choice" part="consent">
      <div class="choice-text">
        <p id=${key} class="theirs">${text}</p>
        <p class="note" id="${key}-note">${standing(request, answer, granted, now, speech)}</p>
        ${url && isSafeUrl(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${own.readDocument}<span class="visually-hidden">: ${text} ${own.opensNewTab}</span></a>` : nothing}
      </div>
      ${required
        ? granted ? html`<span class="given" part="given">${own.given}</span>` : html`<button class="quiet" type="button" aria-describedby=${key} aria-busy=${busy} aria-disabled=${busy} @click=${press}>${own.agree}</button>`
        : html`<button class="switch" part="switch" type="button" role="switch" aria-checked=${wanted ?? granted} aria-busy=${busy} aria-disabled=${busy} aria-labelledby=${key} aria-describedby="${key}-note" @click=${press}><span></span></button>`}
      <p class="problem" role="alert">${error && error.code !== 'aborted' ? `${own.consentUndone} ${shared.errors[error.code]}` : nothing}</p>
    </li>
  `
}

/** A hyphen at which no line ends. */
const noBreak = '\u2011'

/** By which channel, what was answered when, and to which wording. */
function standing({ channel, version }: ConsentRequest, answer: Consent | undefined, granted: boolean, now: number, { own, format }: Speech<PreferencesWords>): string {
  const date = answer ? format.date(answer.at, now) : ''
  const said = !answer ? own.unanswered : granted ? own.granted : answer.version === version ? own.refused : own.outdated
  return [...(channel ? [own.channels[channel]] : []), format.say(said, { date }), format.say(own.wording, { version: version.replaceAll('-', noBreak) })].join(own.then)
}
