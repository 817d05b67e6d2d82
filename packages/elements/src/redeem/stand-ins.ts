import type { Program, SpendLimit } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { rangeOf } from '../shared/typed-amount.ts'
import { unitsOf } from './chooser.ts'
import type { RedeemWords } from './redeem.words.ts'

/** Why nothing can be used, for each currency. `said`: the lines for what went wrong. */
export function refusal(program: Program, limits: readonly SpendLimit[], said: TemplateResult, speech: Speech<RedeemWords>): TemplateResult {
  const reasons = limits.length ? limits : [undefined]
  return html`
    <div class="stand-in fill" part="reason">
      ${reasons.map((limit) => {
        const currency = limit ? currencyOf(program, limit.currency) : program.currencies[0]
        const min = limit ? speech.format.amount(rangeOf(limit).first, currency) : ''
        return html`<p class="muted">${speech.format.say(speech.own.because[limit?.because ?? 'unknown'], { units: unitsOf(currency, speech), min })}</p>`
      })}
      ${said}
    </div>
  `
}

/** Nobody knows yet whether points are held. */
export const doubt = ({ own, shared }: Speech<RedeemWords>, lookAgain: () => void): TemplateResult => html`
  <div class="stand-in fill">
    <p class="problem" part="problem" role="alert">${shared.errors.uncertain}</p>
    <button class="quiet" part="retry" type="button" @click=${lookAgain}>${own.lookAgain}</button>
  </div>
`

/** Nobody is signed in. */
export function invitation(program: Program, speech: Speech<RedeemWords>, logIn: () => void): TemplateResult {
  const units = unitsOf(program.currencies[0], speech)
  return html`
    <slot name="guest">
      <div class="body">
        <h2 class="title" part="title">${speech.format.say(speech.own.title, { units })}</h2>
        <div class="stand-in fill">
          <p class="muted">${speech.format.say(speech.own.guest, { units })}</p>
          <button class="quiet" part="login" type="button" @click=${logIn}>${speech.own.login}</button>
        </div>
      </div>
    </slot>
  `
}

/** Nothing is known yet. */
export const bones = (speech: Speech<RedeemWords> | undefined): TemplateResult => html`
  <slot>
    <div class="body" aria-hidden="true">
      <p class="title"><span class="bone"></span></p>
      <div class="bone fill"></div>
    </div>
    <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
  </slot>
`
