import { isSafeUrl, type LoyaltyError, type Offer } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from '../shared/loyalty-element.ts'
import { kindPlate } from './kind-icon.ts'
import type { OfferCarouselWords } from './offer-carousel.words.ts'
import { isEnding, stateNow, timeText } from './offer-time.ts'

/** One card as it is shown now. */
export interface Card {
  /** Where it stands in the list: its parts are named by it. */
  readonly index: number
  readonly offer: Offer
  readonly now: number
  readonly open: boolean
  readonly busy: boolean
  readonly checking: boolean
  /** Its picture could not be loaded. */
  readonly withoutImage: boolean
  readonly copied: boolean
  /** A friendly word, such as that one must log in first. */
  readonly hint: string | undefined
  readonly error: LoyaltyError | undefined
}

/** What can be done on a card. */
export interface CardDeeds {
  /** Absent: nobody can. */
  readonly activate: (() => void) | undefined
  readonly copy: (event: Event) => void
  readonly toggle: () => void
  readonly imageFailed: () => void
}

/** Texts longer than these may not fit on a card: it cuts them short, and the details have all of it. */
const fits = { title: 44, text: 75, textWithCode: 50 } as const

export function offerCard(card: Card, speech: Speech<OfferCarouselWords>, deeds: CardDeeds): TemplateResult {
  const { offer, now, open } = card
  const { own } = speech
  const state = stateNow(offer, now)
  const time = timeText(offer, now, speech)
  const withCode = Boolean(offer.code) && state !== 'locked'
  const long = offer.title.length > fits.title || (offer.text?.length ?? 0) > (withCode ? fits.textWithCode : fits.text)
  const hasDetails = Boolean(offer.terms) || long
  const titleId = `title-${card.index}`
  return html`
    <div class="top ${state === 'used' || state === 'expired' ? 'over' : ''} ${withCode ? 'with-code' : ''} ${long ? 'long' : ''}">
      <div class="frame">
        ${offer.image && !card.withoutImage && isSafeUrl(offer.image.url)
          ? html`<img class="media" part="image" src=${offer.image.url} alt=${offer.image.alt} loading="lazy" decoding="async" @error=${deeds.imageFailed} />`
          : kindPlate(offer.kind)}
        ${state === 'available' ? nothing : html`<span class="badge ${state}" part="badge">${own.states[state]}</span>`}
      </div>
      <div class="words">
        ${offer.partner ? html`<p class="kind" part="partner">${offer.partner.name}</p>` : nothing}
        <h3 id=${titleId} part="name" class=${offer.partner ? 'with-partner' : ''}>${offer.title}</h3>
        ${offer.text ? html`<p class="text" part="text">${offer.text}</p>` : nothing}
      </div>
    </div>
    ${message(card, speech)}
    <div class="bottom">
      <p class="time ${isEnding(offer, now) ? 'ending' : ''}" part="time">${state === 'locked' && offer.lockedBecause ? offer.lockedBecause : time}</p>
      ${offer.code && state !== 'locked' ? codeRow(offer.code, state, card, speech, deeds) : nothing}
      <div class="actions">
        ${actions(card, state, titleId, speech, deeds)}
        ${hasDetails
          ? html`<button class="plain details" part="details" type="button" aria-expanded=${open} aria-controls=${`panel-${card.index}`} aria-describedby=${titleId} @click=${deeds.toggle}>${open ? own.hideDetails : own.details}</button>`
          : nothing}
      </div>
    </div>
    ${hasDetails ? panel(card, titleId, speech) : nothing}
  `
}

function actions({ offer, busy }: Card, state: Offer['state'], titleId: string, { own }: Speech<OfferCarouselWords>, deeds: CardDeeds) {
  const usable = state === 'available' || state === 'active'
  const isDone = state === 'active'
  return html`
    ${usable && deeds.activate && offer.activation === 'needed'
      ? html`<button class=${isDone ? 'quiet done' : ''} part="activate" type="button" aria-describedby=${titleId} aria-disabled=${busy || isDone} aria-busy=${busy} @click=${deeds.activate}>
          ${busy ? own.activating : isDone ? own.activated : own.activate}
        </button>`
      : nothing}
    ${usable && offer.url && isSafeUrl(offer.url) && (offer.activation === 'none' || isDone)
      ? html`<a class="button quiet" part="link" href=${offer.url} rel="noopener" aria-describedby=${titleId}><span>${offer.partner ? own.toPartner : own.use}</span></a>`
      : nothing}
  `
}

const codeRow = (code: string, state: Offer['state'], { copied }: Card, { own, shared }: Speech<OfferCarouselWords>, { copy }: CardDeeds) => html`
  <div class="code" part="code">
    <span class="visually-hidden">${own.code}</span><code>${code}</code>
    ${state === 'used' || state === 'expired' ? nothing : html`<button class="plain" part="copy" type="button" aria-label="${shared.copy} ${code}" @click=${copy}>${copied ? shared.copied : shared.copy}</button>`}
  </div>
`

/** Over the lower part of the card, so that nothing moves. Always there, so that a screen reader hears it come. */
function message({ error, hint, checking }: Card, { shared }: Speech<OfferCarouselWords>) {
  const quiet = checking ? shared.checking : hint
  return html`
    <div class="message ${error || quiet ? 'shown' : ''}">
      <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
      <p class="note" part="hint" role="status">${error ? nothing : (quiet ?? nothing)}</p>
    </div>
  `
}

const panel = ({ offer, index, open }: Card, titleId: string, { own }: Speech<OfferCarouselWords>) => html`
  <div class="panel" id=${`panel-${index}`} part="panel" role="group" aria-labelledby=${titleId} tabindex="0" ?hidden=${!open}>
    <p class="full-title theirs">${offer.title}</p>
    ${offer.text ? html`<p class="theirs">${offer.text}</p>` : nothing}
    ${offer.terms ? html`<p class="terms"><b>${own.terms}.</b> ${offer.terms}</p>` : nothing}
  </div>
`
