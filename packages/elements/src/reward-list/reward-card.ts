import { isSafeUrl, type LoyaltyError, type Reward } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { availableFor, standingText, stateNow, type Looker } from './availability.ts'
import type { TakenReward } from './reward-list.events.ts'
import type { RewardListWords } from './reward-list.words.ts'
import { rewardPlate } from './reward-plate.ts'

/** One card as it is shown now. */
export interface Card {
  /** Where it stands in the list: its parts are named by it. */
  readonly index: number
  readonly reward: Reward
  readonly looker: Looker
  /** The person is asked whether they mean it. */
  readonly asked: boolean
  readonly busy: boolean
  /** No answer yet, and it is asked again. */
  readonly checking: boolean
  readonly error: LoyaltyError | undefined
  readonly taken: TakenReward | undefined
  /** Its picture could not be loaded. */
  readonly withoutImage: boolean
  readonly copied: boolean
  readonly selected: boolean
  /** A friendly word, such as that one must log in first. */
  readonly hint: string | undefined
}

/** What can be done on a card. */
export interface CardDeeds {
  readonly ask: () => void
  readonly cancel: () => void
  readonly confirm: (event: MouseEvent) => void
  readonly done: () => void
  readonly copy: (event: Event) => void
  readonly imageFailed: () => void
}

export function rewardCard(card: Card, speech: Speech<RewardListWords>, deeds: CardDeeds): TemplateResult {
  const { reward, looker, index } = card
  const { own } = speech
  const state = stateNow(reward, looker)
  const badge = reward.state === 'sold_out' ? own.soldOut : state === 'locked' ? own.locked : undefined
  return html`
    <div class="frame ${state}">
      ${reward.image && !card.withoutImage && isSafeUrl(reward.image.url)
        ? html`<img class="media" part="image" src=${reward.image.url} alt=${reward.image.alt} loading="lazy" decoding="async" @error=${deeds.imageFailed} />`
        : rewardPlate(reward.kind)}
      ${badge ? html`<span class="badge" part="badge">${badge}</span>` : nothing}
    </div>
    <div class="words">
      ${reward.kind ? html`<p class="kind" part="kind">${own.kinds[reward.kind]}</p>` : nothing}
      <h3 id="name-${index}" part="name" tabindex="-1">${reward.title}</h3>
      ${reward.text ? html`<p class="text" part="text">${reward.text}</p>` : nothing}
    </div>
    <div class="bottom">${card.taken ? result(card, card.taken, speech, deeds) : card.asked ? question(card, speech, deeds) : terms(card, state, speech, deeds)} ${messages(card, speech)}</div>
  `
}

/** What it costs, how it stands, and the button. */
function terms({ reward, looker, index }: Card, state: Reward['state'], speech: Speech<RewardListWords>, deeds: CardDeeds): TemplateResult {
  const { own } = speech
  const standing = standingText(reward, looker, speech)
  return html`
    <div class="terms">
      <div class="price">
        <p class="cost" part="cost"><bdi>${costText(reward, looker, speech)}</bdi></p>
        ${standing ? html`<p class="standing" part="standing">${standing}</p>` : nothing}
      </div>
      ${state === 'available' ? html`<button class="quiet" part="take" type="button" aria-describedby="name-${index}" @click=${deeds.ask}>${own.take}</button>` : nothing}
    </div>
  `
}

/** Points are money: nothing is spent by one press. */
function question({ reward, looker, index, busy, error }: Card, { own, format }: Speech<RewardListWords>, deeds: CardDeeds): TemplateResult {
  const currency = currencyOf(looker.program, reward.cost.currency)
  const available = availableFor(reward, looker.balances)
  const cost = reward.cost.amount
  return html`
    <div class="question" part="question" role="group" tabindex="-1" aria-labelledby="question-${index}" aria-describedby="name-${index}">
      <p id="question-${index}"><b>${cost ? format.say(own.confirm, { amount: format.amount(cost, currency) }) : own.confirmFree}</b></p>
      ${cost && available !== undefined ? html`<p class="note">${format.say(own.after, { amount: format.amount(available - cost, currency) })}</p>` : nothing}
      <div class="actions">
        <button part="confirm" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${deeds.confirm}>${busy ? own.taking : error?.code === 'uncertain' ? own.askAgain : own.yes}</button>
        <button class="quiet" part="cancel" type="button" aria-disabled=${busy} @click=${deeds.cancel}>${own.no}</button>
      </div>
    </div>
  `
}

/** What the member got for it. */
function result({ index, copied }: Card, { coupon, giftCard }: TakenReward, { own, shared, format }: Speech<RewardListWords>, deeds: CardDeeds): TemplateResult {
  return html`
    <div class="result" part="result" role="group" aria-labelledby="yours-${index}">
      <p class="yours" id="yours-${index}" tabindex="-1">${own.yours}</p>
      ${coupon
        ? html`
            <div class="code" part="code">
              <span class="visually-hidden">${own.code}</span><code>${coupon.code}</code>
              <button class="plain" part="copy" type="button" aria-label="${shared.copy} ${coupon.code}" @click=${deeds.copy}>${copied ? shared.copied : shared.copy}</button>
            </div>
          `
        : nothing}
      ${giftCard ? html`<p part="gift-card">${format.say(own.giftCard, { number: giftCard.number, money: format.money(giftCard.balance) })}</p>` : nothing}
      <div class="actions">
        ${coupon?.url && isSafeUrl(coupon.url) ? html`<a class="button" part="link" href=${coupon.url} rel="noopener">${own.use}</a>` : nothing}
        <button class="quiet" part="done" type="button" @click=${deeds.done}>${own.done}</button>
      </div>
    </div>
  `
}

/** Always there, so that a screen reader hears it come. */
const messages = ({ error, checking, hint, selected }: Card, { own, shared }: Speech<RewardListWords>): TemplateResult => html`
  <p class="problem" part="problem" role="alert">${error ? shared.errors[error.code] : nothing}</p>
  <p class="note" part="hint" role="status">${checking ? shared.checking : selected ? own.copyByHand : (hint ?? nothing)}</p>
`

export const costText = ({ cost }: Reward, { program }: Looker, { own, format }: Speech<RewardListWords>): string =>
  cost.amount ? format.amount(cost.amount, currencyOf(program, cost.currency)) : own.free
