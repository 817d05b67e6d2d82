import type { Exchange, LoyaltyError, Partner, Program } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { chosen } from '../shared/chosen.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { ExchangeQuoteLook } from './exchange-quote.ts'
import { currencyAt, type Exchanging, type ExchangeStep } from './exchanging.ts'
import type { PartnersWords } from './partners.words.ts'

/** What the panel of one partner shows, and what each of its controls does. */
export interface ExchangePanel {
  readonly partner: Partner
  readonly program: Program
  readonly now: number
  readonly exchanging: Exchanging
  readonly at: ExchangeStep
  readonly look: ExchangeQuoteLook
  /** Whether an issue of the amount is said already. */
  readonly checked: boolean
  /** It goes on to the last question as soon as the quote is there. */
  readonly waits: boolean
  readonly busy: boolean
  /** What went wrong when it was confirmed, and that it is being looked into. */
  readonly said: TemplateResult
  /** An earlier exchange, of a page that was closed, has no answer yet. */
  readonly unsettled: boolean
  readonly choose: (exchange: Exchange) => void
  readonly type: (text: string) => void
  readonly check: () => void
  readonly next: (event: Event) => void
  readonly confirm: () => void
  readonly back: () => void
  readonly askAgain: () => void
}

type Said = Speech<PartnersWords>

export function exchangePanel(panel: ExchangePanel, speech: Said): TemplateResult {
  switch (panel.at.step) {
    case 'choose':
      return chooser(panel, speech)
    case 'done':
      return ending(panel, speech)
    default:
      return question(panel, speech)
  }
}

function chooser(panel: ExchangePanel, speech: Said): TemplateResult {
  const { own, format } = speech
  const { exchanging, partner, checked, look } = panel
  const { from, range, available, issue, exchange } = exchanging
  const bounds = { min: format.number(range.first, from?.scale), max: format.number(range.top, from?.scale), step: format.number(range.step, from?.scale) }
  const steps = range.step > 1
  const hint = exchanging.open ? (steps ? own.rangeOpenStep : own.rangeOpen) : steps ? own.rangeStep : own.range
  // not enough for the least is no slip of the keyboard: it is said at once
  const isSaid = checked || (issue === 'lacking' && (available ?? 0) < range.first)
  const problem = issue && isSaid ? format.say(own.issues[issue], { ...bounds, amount: format.amount(exchanging.lacks, from) }) : undefined
  return html`
    <form novalidate @submit=${panel.next}>
      ${panel.unsettled ? html`<p class="note">${own.unsettled}</p>` : nothing}
      ${partner.exchanges.length > 1 ? directions(panel, speech) : html`<p class="note">${rateOf(panel, exchange, speech)}</p>`}
      <div class="field">
        <label for="amount">${format.say(own.question, { units: from ? format.units(from) : '' })}</label>
        <p class="hint" id="hint">${format.say(hint, bounds)}${available === undefined ? nothing : html` · ${format.say(own.have, { amount: format.amount(available, from) })}`}</p>
        <input id="amount" part="input" inputmode=${from?.scale ? 'decimal' : 'numeric'} autocomplete="off" .value=${live(exchanging.text)}
          aria-invalid=${problem ? 'true' : 'false'} aria-describedby="wrong hint"
          @input=${(event: Event) => panel.type((event.target as HTMLInputElement).value)} @change=${panel.check} />
        <p class="error" id="wrong" part="problem" role="alert">${problem ?? nothing}</p>
      </div>
      ${summary(panel, speech)}
      ${look.status === 'failed'
        ? html`<p class="problem" role="alert">${look.error.code === 'invalid_input' ? own.issues.refused : speech.shared.errors[look.error.code]}</p>`
        : nothing}
      <div class="actions">
        ${look.status === 'failed' ? html`<button class="quiet" part="retry" type="button" @click=${panel.askAgain}>${speech.shared.retry}</button>` : html`<button part="continue" type="submit" aria-disabled=${panel.waits} aria-busy=${panel.waits}>${own.continue}</button>`}
      </div>
    </form>
  `
}

function directions({ partner, exchanging, choose, ...panel }: ExchangePanel, speech: Said): TemplateResult {
  return html`
    <fieldset class="choices">
      <legend>${speech.own.direction}</legend>
      ${partner.exchanges.map(
        (exchange) => html`
          <label><input type="radio" name="direction" ?checked=${chosen(exchange.id === exchanging.exchange.id)} @change=${() => choose(exchange)} /><span>${rateOf({ partner, ...panel }, exchange, speech)}</span></label>
        `,
      )}
    </fieldset>
  `
}

const rateOf = ({ program, partner }: Pick<ExchangePanel, 'program' | 'partner'>, { from, to }: Exchange, { own, format }: Said): string =>
  format.say(own.rate, { from: format.amount(from.amount, currencyAt(program, partner, from.currency)), to: format.amount(to.amount, currencyAt(program, partner, to.currency)) })

/** What is given, got, and when it comes, where that is known. */
function summary({ exchanging, look, now }: ExchangePanel, { own, format }: Said): TemplateResult {
  const { from, to, amount, issue } = exchanging
  const quote = look.status === 'ready' ? look.quote : undefined
  const waits = look.status === 'loading'
  const gets = quote ? format.amount(quote.get, to) : ''
  return html`
    <dl part="quote" aria-busy=${waits}>
      <div><dt>${own.give}</dt><dd>${issue || amount === undefined ? '–' : format.amount(quote?.give ?? amount, from)}</dd></div>
      <div><dt>${own.get}</dt><dd class="get">${waits ? html`<span class="muted">${own.asking}</span>` : gets || '–'}</dd></div>
      ${quote?.arrivesAt ? html`<div><dt>${own.arrives}</dt><dd>${format.date(quote.arrivesAt, now)}</dd></div>` : nothing}
    </dl>
  `
}

/** What is got, as it is told to those who hear it. */
export const heardQuote = ({ to }: Exchanging, look: ExchangeQuoteLook, { own, format }: Said): string => (look.status === 'ready' ? format.say(own.gets, { amount: format.amount(look.quote.get, to) }) : '')

function question(panel: ExchangePanel, speech: Said): TemplateResult {
  const { own, format } = speech
  const { at, busy, exchanging } = panel
  const quote = at.step === 'choose' ? undefined : at.quote
  const sure = format.say(own.sure, { give: format.amount(quote?.give ?? 0, exchanging.from), get: format.amount(quote?.get ?? 0, exchanging.to) })
  const doubt = at.step === 'uncertain'
  return html`
    <div class="ask" part="confirm" role="group" aria-label=${sure} tabindex="-1">
      ${doubt && !busy ? html`<p class="problem" part="problem" role="alert">${speech.shared.errors.uncertain}</p><p class="note">${own.checkSafely}</p>` : html`<p class="sure">${sure}</p>`}
      ${panel.said}
      <div class="actions">
        <button part="exchange-now" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${panel.confirm}>${busy ? own.exchanging : doubt ? own.checkAgain : own.exchangeNow}</button>
        <button class="quiet" part="back" type="button" aria-disabled=${busy} @click=${panel.back}>${doubt ? own.startOver : own.back}</button>
      </div>
    </div>
  `
}

function ending({ at, exchanging: { from, to }, now, back }: ExchangePanel, { own, format }: Said): TemplateResult {
  const quote = at.step === 'done' ? at.quote : { give: 0, get: 0 }
  const amounts = { give: format.amount(quote.give, from), get: format.amount(quote.get, to) }
  return html`
    <div class="ask" part="done" tabindex="-1">
      <p class="done" role="status">${quote.arrivesAt ? format.say(own.doneLater, { ...amounts, date: format.date(quote.arrivesAt, now) }) : format.say(own.doneAtOnce, amounts)}</p>
      <div class="actions"><button class="quiet" part="again" type="button" @click=${back}>${own.again}</button></div>
    </div>
  `
}

/** What failed, in words; nothing for what the person did themselves. */
export const errorText = (error: LoyaltyError | undefined, { shared }: Said): string | typeof nothing => (error && error.code !== 'aborted' ? shared.errors[error.code] : nothing)
