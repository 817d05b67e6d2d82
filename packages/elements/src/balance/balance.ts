import type { Balance, Program } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { currencyOf, worthOf } from '../shared/format.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { balanceStyles } from './balance.styles.ts'
import { highlight } from './highlight.ts'
import { words, type BalanceWords } from './balance.words.ts'

/** A balance as it is shown: texts only. */
interface Row {
  readonly id: string
  readonly number: string
  readonly unit: string
  readonly owing: boolean
  readonly worth: string
  /** The details, empty where there is nothing to say: three texts in one template take half the time of a list. */
  readonly pending: string
  readonly held: string
  readonly expiring: string
}

/**
 * What a member has: available, pending, set aside, expiring soon, and what it is worth in money. An amount that changes
 * is the new one at once, lit up for a moment; where reduced motion is asked for, it just changes.
 *
 * @tagname loyalty-balance
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot empty - Shown to a member who has nothing of any currency yet.
 * @slot failed - Shown when there is no balance to show and it can't be read.
 * @csspart title - The heading.
 * @csspart row - One currency.
 * @csspart number - The available amount.
 * @csspart unit - The currency's word.
 * @csspart worth - What it is worth in money.
 * @csspart details - Pending, set aside, expiring.
 * @csspart login - The button of a guest.
 * @csspart failure - The message that stands in for the balance.
 * @csspart retry - The button in it.
 * @csspart stale - The note below an old value.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's balance is shown.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - The member has nothing yet.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-text - Colour of text.
 * @cssprop --loyalty-muted - Colour of lesser text.
 */
export class LoyaltyBalance extends LoyaltyElement<'program' | 'balances', BalanceWords> {
  static override readonly styles = [baseStyles, buttonStyles, balanceStyles]
  static override readonly needs = ['program', 'balances'] as const
  static override readonly group = 'balances'
  static override readonly vocabulary = { name: 'balance', words } as const

  /** Show only this currency, by its id; all of them where absent. */
  @property() currency: string | undefined
  /** One line without details, for a header. */
  @property({ type: Boolean, reflect: true }) compact = false

  /** What was shown last, by currency; nothing of another member, since nothing is known of them between two. */
  #amounts: ReadonlyMap<string, number> | undefined

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    const balances = this.known('balances')
    const before = this.#amounts
    this.#amounts = balances ? new Map(balances.map(({ currency, available }) => [currency, available])) : undefined
    if (!before || !balances) return
    const numbers = this.renderRoot.querySelectorAll<HTMLElement>('[part=number]')
    const shown = balances.filter(({ currency }) => !this.currency || currency === this.currency)
    for (const [index, { currency, available }] of shown.entries()) {
      const number = numbers[index]
      if (number && before.has(currency) && before.get(currency) !== available) highlight(number)
    }
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed') {
      const said = this.compact
        ? html`<span class="muted" title=${speech.own.failed}>${speech.own.failedCompact}</span>`
        : failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['balances', 'program']))
      return this.#as('failed', html`<slot name="failed">${said}</slot>`)
    }

    const { program, balances } = look.values
    if (!balances) return this.#as('guest', html`<slot name="guest">${this.compact ? html`<p class="muted">${speech.own.guestCompact}</p>` : this.#guest(speech)}</slot>`)
    if (this.currency && !currencyOf(program, this.currency))
      this.warnOnce(`\`currency\` is "${this.currency}", and the programme has ${program.currencies.map(({ id }) => id).join(', ')}: nothing is shown.`)
    const rows = rowsOf(program, balances, speech, this.now).filter(({ id }) => !this.currency || id === this.currency)
    const empty = balances.every(({ available, pending, held, lifetime }) => !available && !pending && !held && !lifetime)
    if (this.compact) return this.#as(empty ? 'empty' : 'ready', html`${rows.map(compactRow)}${look.stale ? compactStale(speech, look.stale.at) : nothing}`)
    return this.#as(
      empty ? 'empty' : 'ready',
      html`
        <h2 class="title" part="title">${speech.own.title}</h2>
        <ul class="rows">${rows.map(fullRow)}</ul>
        ${empty ? html`<slot name="empty"><p class="note">${speech.own.empty}</p></slot>` : nothing} ${staleNote(speech, look.stale)}
      `,
    )
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #guest({ own }: Speech<BalanceWords>): TemplateResult {
    return html`
      <p class="title">${own.title}</p>
      <p class="invitation">${own.guest}</p>
      <button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button>
    `
  }

  #loading(speech: Speech<BalanceWords> | undefined): TemplateResult {
    return html`
      <slot>
        ${this.compact
          ? html`<span class="bone" aria-hidden="true"></span>`
          : html`
              <p class="title" aria-hidden="true"><span class="bone"></span></p>
              <p class="amount" aria-hidden="true"><span class="number bone"></span></p>
              <p class="details" aria-hidden="true"><span class="bone"></span></p>
            `}
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }
}

const fullRow = (row: Row) => html`
  <li part="row">
    <p class="amount">
      <span class="number ${row.owing ? 'owing' : ''}" part="number">${row.number}</span>
      <span class="unit" part="unit">${row.unit}</span>
      <span class="worth" part="worth">${row.worth}</span>
    </p>
    <p class="details" part="details"><span>${row.pending}</span><span>${row.held}</span><span>${row.expiring}</span></p>
  </li>
`

const compactRow = (row: Row) => html`<span class="compact" part="row"><span class="number" part="number">${row.number}</span><span class="unit" part="unit">${row.unit}</span></span>`

/** From when an old value is, in a few letters. */
const compactStale = ({ shared, format }: Speech<BalanceWords>, at: number) =>
  html` <span class="muted" part="stale" title=${format.say(shared.lastKnown, { time: format.time(at) })}>(${format.time(at)})</span>`

/** A thousand elements on one store make their texts once. */
const made = new WeakMap<readonly Balance[], { readonly speech: unknown; readonly program: Program; readonly rows: readonly Row[] }>()

function rowsOf(program: Program, balances: readonly Balance[], speech: Speech<BalanceWords>, now: number): readonly Row[] {
  const known = made.get(balances)
  if (known?.speech === speech && known.program === program) return known.rows
  const rows = balances.map((balance) => toRow(program, balance, speech, now))
  made.set(balances, { speech, program, rows })
  return rows
}

function toRow(program: Program, balance: Balance, { own, format }: Speech<BalanceWords>, now: number): Row {
  const currency = currencyOf(program, balance.currency)
  const text = (amount: number) => format.number(amount, currency?.scale)
  const date = (instant: string) => format.date(instant, now)
  const [nextPending] = balance.pendingBatches ?? []
  const [nextExpiring] = balance.expiring ?? []
  const worth = balance.available > 0 ? worthOf(balance.available, currency) : undefined
  return {
    id: balance.currency,
    number: format.number(balance.available, currency?.scale),
    unit: currency ? format.unit(balance.available, currency) : '',
    owing: balance.available < 0,
    worth: worth ? format.say(own.worth, { money: format.roundMoney(worth) }) : '',
    pending: !balance.pending ? '' : nextPending ? format.say(own.pendingUntil, { amount: text(balance.pending), date: date(nextPending.at) }) : format.say(own.pending, { amount: text(balance.pending) }),
    held: balance.held ? format.say(own.held, { amount: text(balance.held) }) : '',
    expiring: nextExpiring ? format.say(own.expiring, { amount: text(nextExpiring.amount), date: date(nextExpiring.at) }) : '',
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-balance': LoyaltyBalance
  }
}
