import { isSafeUrl, type Coupon } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from '../shared/loyalty-element.ts'
import { endsSoon, hasEnded, validityText } from '../shared/validity.ts'
import type { CouponsWords } from './coupons.words.ts'

/** One code as it is shown now. */
export interface Card {
  /** Where it stands on the page: its parts are named by it. */
  readonly index: string
  readonly coupon: Coupon
  readonly now: number
  readonly copied: boolean
  /** It could not be copied, and is selected instead. */
  readonly selected: boolean
  /** It has a button to use it, whether or not it has a link. */
  readonly withUse: boolean
}

/** What can be done with a code. */
export interface CardDeeds {
  readonly copy: (event: Event) => void
  readonly use: (event: Event) => void
}

/** The state of a code by the clock: one whose time is over has expired, whatever the last answer said. */
export const stateNow = (coupon: Coupon, now: number): Coupon['state'] => (coupon.state === 'available' && hasEnded(coupon, now) ? 'expired' : coupon.state)

export function couponCard(card: Card, speech: Speech<CouponsWords>, deeds: CardDeeds): TemplateResult {
  const { coupon, now, index } = card
  const { own, format } = speech
  const state = stateNow(coupon, now)
  const available = state === 'available'
  // of a used one nobody needs the date; one that was ended early has none that is true
  const time = available || (state === 'expired' && hasEnded(coupon, now)) ? validityText(coupon, now, own, format) : ''
  return html`
    <div class="words">
      ${coupon.partner ? html`<p class="kind" part="partner">${coupon.partner.name}</p>` : nothing}
      <h3 id="name-${index}" part="name">${coupon.title}</h3>
      ${coupon.text ? html`<p class="text" part="text">${coupon.text}</p>` : nothing}
      ${time ? html`<p class="time ${available && endsSoon(coupon, now) ? 'ending' : ''}" part="time">${time}</p>` : nothing}
    </div>
    <div class="deeds">${available ? codeRow(card, speech, deeds) : html`<p class="old"><span class="visually-hidden">${own.code}</span><code part="code">${coupon.code}</code></p>`}</div>
    ${coupon.terms
      ? html`<details part="terms"><summary aria-describedby="name-${index}">${own.terms}</summary><p class="terms">${coupon.terms}</p></details>`
      : nothing}
  `
}

function codeRow({ coupon, index, copied, selected, withUse }: Card, { own, shared }: Speech<CouponsWords>, deeds: CardDeeds): TemplateResult {
  const label = coupon.partner ? own.toPartner : own.use
  return html`
    <div class="code" part="code">
      <span class="visually-hidden">${own.code}</span><code>${coupon.code}</code>
      <button class="plain" part="copy" type="button" aria-label="${shared.copy} ${coupon.code}" @click=${deeds.copy}>${copied ? shared.copied : shared.copy}</button>
    </div>
    ${coupon.url && isSafeUrl(coupon.url)
      ? html`<a class="button quiet" part="use" href=${coupon.url} rel="noopener" aria-describedby="name-${index}" @click=${deeds.use}>${label}</a>`
      : withUse
        ? html`<button class="quiet" part="use" type="button" aria-describedby="name-${index}" @click=${deeds.use}>${label}</button>`
        : nothing}
    <p class="note" part="hint" role="status">${selected ? own.copyByHand : nothing}</p>
  `
}
