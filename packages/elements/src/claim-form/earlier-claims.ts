import type { Claim, Program } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { ClaimFormWords } from './claim-form.words.ts'

interface EarlierClaims {
  readonly claims: readonly Claim[]
  readonly program: Program
  readonly now: number
  /** Whether a claim may be a purchase or a stay, so that one must say which. */
  readonly mixed: boolean
}

/** A day without a time is the same day everywhere: its noon by the clock of this device. */
const noonOf = (date: string): string => `${date}T12:00:00`

/** What was claimed before, the newest first, with what became of it. */
export function earlierClaims({ claims, program, now, mixed }: EarlierClaims, { own, format }: Speech<ClaimFormWords>): TemplateResult {
  return html`
    <section part="claims" aria-labelledby="earlier">
      <h3 id="earlier">${own.earlier}</h3>
      ${claims.length
        ? html`
            <ul class="claims" role="list">
              ${repeat(claims, ({ id }) => id, ({ id, kind, reference, date, total, place, state, submittedAt, answer, granted }) => {
                const about = [mixed ? own.kinds[kind] : '', date ? format.date(noonOf(date), now) : '', total ? format.money(total) : '', place ?? ''].filter(Boolean)
                return html`
                  <li class="claim" part="claim" tabindex="-1" data-id=${id}>
                    <p class="line"><bdi class="reference">${reference}</bdi><span class="badge ${state}" part="state">${own.states[state]}</span></p>
                    ${about.length ? html`<p class="about">${about.map((text) => html`<span>${text}</span>`)}</p>` : nothing}
                    <p class="note">${format.say(own.sentOn, { date: format.date(submittedAt, now) })}</p>
                    ${granted ? html`<p class="granted" part="granted">${format.say(own.granted, { amount: format.amount(granted.amount, currencyOf(program, granted.currency)) })}</p>` : nothing}
                    ${answer ? html`<p class="answer theirs" part="answer"><span class="visually-hidden">${own.answer} </span>${answer}</p>` : nothing}
                  </li>
                `
              })}
            </ul>
          `
        : html`<p class="muted">${own.none}</p>`}
    </section>
  `
}

/** An earlier claim with the same number, however it was spaced and written. */
export function sameReference(claims: readonly Claim[], reference: string): Claim | undefined {
  const plain = (text: string) => text.replace(/[\s-]/g, '').toLowerCase()
  return claims.find((claim) => plain(claim.reference) === plain(reference))
}
