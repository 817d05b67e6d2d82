import type { Currency, Quote, SpendLimit } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { chosen } from '../shared/chosen.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { issueOf, toMinor, type AmountIssue, type Range } from '../shared/typed-amount.ts'
import { half, settle, worthOff } from './amount.ts'
import type { RedeemWords } from './redeem.words.ts'

/** One currency that may pay now. */
export interface Choice {
  readonly limit: SpendLimit
  readonly range: Range
  readonly currency: Currency | undefined
}

/** What is being chosen, and what each control does. */
interface Choosing {
  readonly choice: Choice
  readonly choices: readonly Choice[]
  readonly quote: Quote
  /** What was typed; without it, all that may be used. */
  readonly typed: string | undefined
  /** Whether an issue of the amount is said already. */
  readonly checked: boolean
  readonly busy: boolean
  /** The lines for what went wrong; an issue of the amount comes first. */
  readonly said: (issue: string | undefined) => TemplateResult
  /** `undefined`: as much as may be used. */
  readonly type: (text: string | undefined) => void
  readonly check: () => void
  readonly choose: (currency: string) => void
  readonly use: (event: Event, issue: AmountIssue | undefined, amount: number) => void
}

/** The form that chooses how many points pay: field, slider, quick buttons, what it takes off, and the button that holds. */
export function chooser(choosing: Choosing, speech: Speech<RedeemWords>): TemplateResult {
  const { choice, choices, quote, checked, busy, type } = choosing
  const { limit, range, currency } = choice
  const { own, format } = speech
  const digits = (amount: number) => format.number(amount, currency?.scale)
  const text = choosing.typed ?? digits(range.top)
  const amount = toMinor(text, currency?.scale ?? 0, format.marks)
  const issue = issueOf(amount, range)
  const usable = issue === undefined && amount !== undefined ? amount : 0
  const money = worthOff(usable, limit, currency)
  const units = unitsOf(currency, speech)
  const bounds = { min: format.amount(range.first, currency), max: format.amount(range.top, currency), step: format.amount(range.step, currency) }
  const question = format.say(own.question, { units })
  const plain = { min: digits(range.first), max: digits(range.top), step: digits(range.step) }
  const set = (next: number) => type(next === range.top ? undefined : digits(next))
  const quick = (name: 'none' | 'half' | 'all', value: number) =>
    html`<button class="quiet" type="button" aria-pressed=${amount === value} @click=${() => set(value)}>${own[name]}</button>`
  return html`
    <form novalidate @submit=${(event: Event) => choosing.use(event, issue, usable)}>
      ${choices.length > 1 ? currencies(choosing, speech) : nothing}
      <div class="controls">
        <div class="field">
          <label class="visually-hidden" for="amount">${question}</label>
          <input id="amount" part="input" inputmode=${currency?.scale ? 'decimal' : 'numeric'} autocomplete="off" .value=${live(text)} ?readonly=${busy} aria-invalid=${checked && issue !== undefined}
            aria-describedby="hint problem" @input=${(event: Event) => type((event.target as HTMLInputElement).value)} @change=${choosing.check}
            @keydown=${(event: KeyboardEvent) => stepByKey(event, usable, range, set)} />
          <span aria-hidden="true">${units}</span>
        </div>
        <div class="quick" part="quick">${quick('none', 0)}${quick('half', half(range))}${quick('all', range.top)}</div>
      </div>
      <input type="range" part="slider" min="0" max=${range.top} step=${range.step} .value=${live(String(amount === undefined ? 0 : Math.min(amount, range.top)))} aria-label=${question}
        aria-valuetext=${usable ? format.say(own.position, { amount: format.amount(usable, currency), money: format.money(money) }) : own.positionNone}
        @keydown=${(event: KeyboardEvent) => leapByKey(event, usable, range, set)}
        @input=${(event: Event) => set(settle(Number((event.target as HTMLInputElement).value), range))} />
      <div class="hint">
        ${choosing.said(checked && issue ? format.say(own.issues[issue], bounds) : undefined)}
        <p id="hint" class="muted" part="hint">${format.say(range.step > 1 ? own.rangeStep : own.range, plain)}</p>
      </div>
      <dl part="summary">
        <div><dt>${own.off}</dt><dd class="off"><bdi>${usable ? format.money({ ...money, amount: -money.amount }) : '–'}</bdi></dd></div>
        <div class="last"><dt>${own.due}</dt><dd><bdi>${format.money({ ...quote.due, amount: Math.max(0, quote.due.amount - (money.currency === quote.due.currency ? money.amount : 0)) })}</bdi></dd></div>
      </dl>
      <button part="use" type="submit" aria-disabled=${busy} aria-busy=${busy}>
        ${busy ? own.using : usable ? format.say(own.use, { amount: format.amount(usable, currency) }) : format.say(own.useNone, { units })}
      </button>
    </form>
  `
}

function currencies({ choices, choice, choose }: Choosing, { own, format }: Speech<RedeemWords>): TemplateResult {
  return html`
    <fieldset>
      <legend class="visually-hidden">${own.currency}</legend>
      ${choices.map(
        ({ limit, currency, range }) => html`
          <label><input type="radio" name="currency" ?checked=${chosen(limit === choice.limit)} @change=${() => choose(limit.currency)} />${currency?.name ?? format.amount(range.top, currency)}</label>
        `,
      )}
    </fieldset>
  `
}

/** The currency's word in the plural, as one asks "how many …". */
export const unitsOf = (currency: Currency | undefined, { format }: Speech<RedeemWords>): string => (currency ? format.units(currency) : '')

/** The arrow keys go one step, as in a number field. */
/** On the slider a key goes over the gap between nothing and the least at once: one step into it would only fall back. */
function leapByKey(event: KeyboardEvent, amount: number, { first }: Range, set: (amount: number) => void): void {
  const [less, more] = getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']
  const isMore = [more, 'ArrowUp', 'PageUp'].includes(event.key)
  const isLess = [less, 'ArrowDown', 'PageDown'].includes(event.key)
  if (!(isMore && amount < first) && !(isLess && amount === first)) return
  event.preventDefault()
  set(isMore ? first : 0)
}

function stepByKey(event: KeyboardEvent, amount: number, { first, top, step }: Range, set: (amount: number) => void): void {
  const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
  if (!direction) return
  event.preventDefault()
  const next = amount + direction * step
  set(next < first ? (direction > 0 ? first : 0) : Math.min(top, next))
}
