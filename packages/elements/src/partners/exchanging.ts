import type { Balance, Currency, Exchange, Partner, Program } from '@loyaltykit/core'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { issueOf, rangeOf, toMinor, type AmountIssue, type Range } from '../shared/typed-amount.ts'
import type { ExchangeQuote } from './partners.events.ts'
import type { PartnersWords } from './partners.words.ts'

/** How far somebody is who exchanges. */
export type ExchangeStep =
  | { readonly step: 'choose' }
  /** `quote` is what was said when it was to be confirmed; it stays while the fate of the exchange is not known. */
  | { readonly step: 'confirm' | 'uncertain'; readonly quote: ExchangeQuote }
  | { readonly step: 'done'; readonly quote: ExchangeQuote }

/** One exchange with what is known of it now. */
export interface Exchanging {
  readonly exchange: Exchange
  readonly from: Currency | undefined
  readonly to: Currency | undefined
  readonly range: Range
  /** Whether there is no most. */
  readonly open: boolean
  readonly text: string
  /** Minor units; absent where the text is no amount. */
  readonly amount: number | undefined
  readonly issue: AmountIssue | 'lacking' | undefined
  /** How much is missing, in minor units; 0 where enough is there, or nobody knows. */
  readonly lacks: number
  /** How much there is, where that is known. */
  readonly available: number | undefined
}

interface Known {
  readonly partner: Partner
  readonly program: Program
  readonly balances: readonly Balance[] | null | undefined
  /** What was typed; without it, the least. */
  readonly typed: string | undefined
}

/** A currency of the programme, or the partner's own. */
export const currencyAt = (program: Program, { currencies = [] }: Partner, id: string): Currency | undefined =>
  currencyOf(program, id) ?? currencies.find((currency) => currency.id === id)

export function exchanging(exchange: Exchange, { partner, program, balances, typed }: Known, { format }: Speech<PartnersWords>): Exchanging {
  const { step = 1, max } = exchange
  const range = rangeOf({ min: exchange.min, max: max ?? Number.MAX_SAFE_INTEGER, step })
  const from = currencyAt(program, partner, exchange.from.currency)
  const text = typed ?? format.number(range.first, from?.scale)
  const amount = toMinor(text, from?.scale ?? 0, format.marks)
  const available = balances?.find(({ currency }) => currency === exchange.from.currency)?.available
  const wrong = issueOf(amount, range)
  const lacks = available === undefined || amount === undefined ? 0 : Math.max(0, amount - available)
  return {
    exchange, from, range, text, amount, lacks, available,
    to: currencyAt(program, partner, exchange.to.currency),
    open: max === undefined,
    issue: wrong ?? (lacks > 0 ? 'lacking' : undefined),
  }
}
