import type { GiftCard } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from '../shared/loyalty-element.ts'
import type { GiftCardWords } from './gift-card.words.ts'

/** The state of a card by the clock: one whose time is over has expired, whatever the last answer said. */
export const stateNow = ({ state, expiresAt }: GiftCard, now: number): GiftCard['state'] =>
  state === 'active' && expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : state

/** Until when it can be used, or why it can't. */
export function standingText(card: GiftCard, now: number, { own, format }: Speech<GiftCardWords>): string {
  const state = stateNow(card, now)
  const date = card.expiresAt === undefined ? undefined : format.date(card.expiresAt, now)
  if (state === 'active') return date ? format.say(own.validUntil, { date }) : own.states.active
  // one that was ended early has a date that is not true
  if (state === 'expired' && date && Date.parse(card.expiresAt ?? '') <= now) return format.say(own.expiredOn, { date })
  return own.states[state]
}

/** A card in the account. */
export const cardRow = (card: GiftCard, now: number, speech: Speech<GiftCardWords>): TemplateResult => html`
  <li class="card ${stateNow(card, now)}" part="card" tabindex="-1">
    <div>
      <p class="number" part="number"><bdi>${card.number}</bdi></p>
      <p class="standing" part="standing">${standingText(card, now, speech)}</p>
    </div>
    <p class="money" part="money"><bdi>${speech.format.money(card.balance)}</bdi></p>
  </li>
`

/** What a check has found. */
export const found = (card: GiftCard, now: number, { guest, logIn }: { readonly guest: boolean; readonly logIn: () => void }, speech: Speech<GiftCardWords>): TemplateResult => html`
  <p class="found">${speech.format.say(speech.own.onIt, { money: speech.format.money(card.balance), number: card.number })}</p>
  <p class="note">${standingText(card, now, speech)}</p>
  ${guest ? html`<p class="note">${speech.own.joinToKeep} <button class="plain" part="login" type="button" @click=${logIn}>${speech.own.login}</button></p>` : nothing}
`
