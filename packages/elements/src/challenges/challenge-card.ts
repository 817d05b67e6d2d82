import { isSafeUrl, type Challenge, type LoyaltyError, type Program } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { isEnding, progressText, stateNow, timeText } from './challenge-texts.ts'
import type { ChallengesWords } from './challenges.words.ts'

/** One challenge as it is shown now. */
export interface ChallengeCard {
  readonly challenge: Challenge
  readonly program: Program
  readonly now: number
  /** It was completed a moment ago. */
  readonly celebrated: boolean
  readonly busy: boolean
  readonly checking: boolean
  readonly withoutImage: boolean
  readonly error: LoyaltyError | undefined
  /** Absent: nobody can. */
  readonly join: (() => void) | undefined
  readonly imageFailed: () => void
}

export function challengeCard(card: ChallengeCard, speech: Speech<ChallengesWords>): TemplateResult {
  const { challenge, program, now, busy } = card
  const { own, shared, format } = speech
  const state = stateNow(challenge, now)
  const done = state === 'completed'
  const figures = progressText(challenge, program, speech)
  const { prize, badge, image } = challenge
  const amount = prize ? format.amount(prize.amount, currencyOf(program, prize.currency)) : ''
  const time = timeText(challenge, now, speech)
  const over = card.error && ['expired', 'not_found', 'not_eligible'].includes(card.error.code)
  return html`
    <div class="head">
      ${image && !card.withoutImage && isSafeUrl(image)
        ? html`<img class="picture" part="image" src=${image} alt="" loading="lazy" decoding="async" @error=${card.imageFailed} />`
        : html`<span class="picture plate ${card.celebrated ? 'celebrated' : ''}" part="plate" aria-hidden="true"><svg viewBox="0 0 24 24"><path d=${done ? check : cup} /></svg></span>`}
      <div class="who">
        <h4 part="name">${challenge.title}</h4>
        ${badge && done ? html`<p class="badge" part="badge">${format.say(own.badge, { badge })}</p>` : nothing}
        ${time ? html`<p class="time ${isEnding(challenge, now) ? 'ending' : ''}" part="time">${time}</p>` : nothing}
      </div>
    </div>
    ${challenge.text ? html`<p class="text" part="text">${challenge.text}</p>` : nothing}
    ${done || !challenge.need
      ? nothing
      : html`
          <div part="progress">
            <progress max=${challenge.need} .value=${Math.min(challenge.have, challenge.need)} aria-label=${challenge.title} aria-valuetext=${figures}></progress>
            <p class="figures" part="figures" aria-hidden="true">${figures}</p>
          </div>
        `}
    ${amount || (badge && !done)
      ? html`
          <p class="prize" part="prize">
            ${amount ? html`<span>${format.say(done ? own.won : own.prize, { amount })}</span>` : nothing} ${badge && !done ? html`<span>${format.say(own.badge, { badge })}</span>` : nothing}
          </p>
        `
      : nothing}
    <p class="problem" part="problem" role="alert">${card.error && card.error.code !== 'aborted' ? (over ? own.gone : shared.errors[card.error.code]) : nothing}</p>
    <p class="note" part="checking" role="status">${card.checking ? shared.checking : nothing}</p>
    ${state === 'available' && card.join
      ? html`<div><button part="join" type="button" aria-label="${busy ? own.joining : own.join}: ${challenge.title}" aria-disabled=${busy} aria-busy=${busy} @click=${card.join}>${busy ? own.joining : own.join}</button></div>`
      : nothing}
  `
}

/** Lines of a 24 by 24 picture. */
const cup = 'M8 21h8M12 17v4M7 4h10v5a5 5 0 0 1-10 0zM17 5h3v2a3 3 0 0 1-3 3M7 5H4v2a3 3 0 0 0 3 3'
const check = 'm5 12.500 4.500 4.500L19 7.500'
