import type { LoyaltyError } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from './loyalty-element.ts'
import type { Words } from './words.ts'

/** A failure that stands where the content would: what happened, what to do, and a way to try again where that may help. */
export const failure = <W extends Words>({ shared }: Speech<W>, what: string, error: LoyaltyError, retry: () => void): TemplateResult => html`
  <div class="failure" part="failure" role="status">
    <p>${what}</p>
    <p class="note">${shared.errors[error.code]}</p>
    ${error.retryable || error.code === 'bad_response' ? html`<button class="quiet" part="retry" type="button" @click=${retry}>${shared.retry}</button>` : nothing}
  </div>
`

/** Below an old value: from when it is, and that we go on trying. */
export const staleNote = <W extends Words>({ shared, format }: Speech<W>, stale: { readonly at: number } | undefined): TemplateResult | typeof nothing =>
  stale ? html`<p class="note" part="stale" role="status">${format.say(shared.lastKnown, { time: format.time(stale.at) })}</p>` : nothing

/** Below a button: what went wrong when it was pressed. Always there, so that a screen reader hears it come. */
export const problem = <W extends Words>({ shared }: Speech<W>, error: LoyaltyError | undefined): TemplateResult => html`
  <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
`
