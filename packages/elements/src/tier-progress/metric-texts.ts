import type { MetricAmount, MetricProgress, Program } from '@loyaltykit/core'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { Plural } from '../shared/words.ts'
import type { TierProgressWords } from './tier-progress.words.ts'

/** So much of a metric in words. */
export interface MetricTexts {
  /** `420`, or `€420`. */
  number(amount: number): string
  /** `420 bonuses`, `€420`, `3 nights`. */
  amount(amount: number): string
  /** `earn 580 bonuses more`. */
  more(amount: number): string
}

/** How one metric is said, in the programme's currencies. */
export function textsOf(program: Program, { metric, currency: id = '' }: Pick<MetricAmount, 'metric' | 'currency'>, { own, shared, format }: Speech<TierProgressWords>): MetricTexts {
  const currency = metric === 'points' ? currencyOf(program, id) : undefined
  const number = (amount: number) => {
    if (metric !== 'spend') return format.number(amount, currency?.scale)
    // an unknown currency has no sign, and shows as the plain decimal it most likely is
    return /^[A-Z]{3}$/.test(id) ? format.roundMoney({ amount, currency: id }) : format.number(amount, 2)
  }
  const counted: Plural | undefined = metric === 'nights' ? shared.units.night : metric === 'stays' ? shared.units.stay : undefined
  const amountOf = (amount: number) => {
    if (metric === 'spend') return number(amount)
    if (metric === 'orders') return format.say(own.orders, { n: amount, number: number(amount) })
    if (counted) return format.say(shared.amount, { number: number(amount), unit: format.say(counted, { n: amount }) })
    return format.amount(amount, currency)
  }
  return { number, amount: amountOf, more: (amount) => format.say(own.more[metric], { n: amount, number: number(amount), amount: amountOf(amount) }) }
}

/** What is still missing; 0 when there is enough. */
export const missing = ({ have, need }: MetricProgress): number => Math.max(0, need - have)
