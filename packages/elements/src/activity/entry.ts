import type { ActivityEntry, Program } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { ActivityWords } from './activity.words.ts'

/** An entry as it is shown: texts only. */
export interface EntryTexts {
  /** What it was for: the backend's own words, else why, else what kind it is. */
  readonly text: string
  readonly day: string
  /** Why, or of what kind, where `text` does not say so. */
  readonly about: string
  readonly amount: string
  /** Pending, taken back, or until when it can be spent. */
  readonly state: string
}

/** Puts an entry into words. */
export function textsOf(entry: ActivityEntry, program: Program, now: number, { own, format }: Speech<ActivityWords>): EntryTexts {
  const about = entry.reason ? own.reasons[entry.reason] : own.kinds[entry.kind]
  const amount = format.amount(entry.amount, currencyOf(program, entry.currency))
  return {
    text: entry.text ?? about,
    day: format.date(entry.at, now),
    about: entry.text === undefined || entry.text === about ? '' : about,
    amount: entry.amount > 0 ? format.say(own.plus, { amount }) : amount,
    state: stateText(entry, now, format, own),
  }
}

function stateText({ state, amount, availableAt, expiresAt }: ActivityEntry, now: number, format: Speech<ActivityWords>['format'], own: ActivityWords): string {
  if (state === 'reversed') return own.reversed
  if (state === 'pending') return availableAt ? format.say(own.pendingUntil, { date: format.date(availableAt, now) }) : own.pending
  // what is left of it by then is not known here: it may be spent
  return amount > 0 && expiresAt && Date.parse(expiresAt) > now ? format.say(own.validUntil, { date: format.date(expiresAt, now) }) : ''
}

/** One line of the ledger. */
export function entryRow(entry: ActivityEntry, program: Program, now: number, speech: Speech<ActivityWords>): TemplateResult {
  const { text, day, about, amount, state } = textsOf(entry, program, now, speech)
  const reversed = entry.state === 'reversed'
  return html`
    <li class="entry ${entry.state}" part="entry" tabindex="-1">
      <div class="line">
        <p class="text theirs" part="text">${text}</p>
        <p class="amount ${entry.amount > 0 && !reversed ? 'plus' : ''}" part="amount"><bdi>${reversed ? html`<s>${amount}</s>` : amount}</bdi></p>
      </div>
      <div class="line">
        <p class="about" part="about"><time datetime=${entry.at}>${day}</time>${about ? html` <span aria-hidden="true">·</span> ${about}` : nothing}</p>
        <p class="state" part="state">${state}</p>
      </div>
    </li>
  `
}
