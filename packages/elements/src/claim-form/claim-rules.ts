import { isPlainDate, type Program } from '@loyaltykit/core'
import { moneyScale } from '../shared/format.ts'
import { readMoney } from './typed-money.ts'
import type { NewClaim } from './claim-form.events.ts'

export type ClaimKind = NewClaim['kind']

/** What a claim of this programme may be. */
export interface ClaimRules {
  readonly kinds: readonly ClaimKind[]
  /** The first and the last day, by the calendar of this device. The first is absent where there is no limit. */
  readonly first: string | undefined
  readonly last: string
  /** ISO 4217 currency of the total; absent where none is known, and then it is not asked for. */
  readonly currency: string | undefined
}

export function rulesOf({ claims, currencies }: Program, now: number, currency: string | undefined): ClaimRules {
  const days = claims?.withinDays
  const known = currency ?? currencies.find(({ rate }) => rate)?.rate?.money.currency
  return {
    kinds: claims?.kinds ?? ['purchase', 'stay'],
    first: days === undefined ? undefined : dayBefore(now, days),
    last: dayBefore(now, 0),
    currency: known !== undefined && /^[A-Z]{3}$/.test(known) ? known : undefined,
  }
}

/** The day so many days before an instant, by the calendar of this device. */
function dayBefore(now: number, days: number): string {
  const day = new Date(now)
  day.setDate(day.getDate() - days)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

type Values = Readonly<Record<string, string | undefined>>
type Digits = Parameters<typeof readMoney>[2]

export const kindOf = ({ kinds }: ClaimRules, { kind }: Values): ClaimKind => kinds.find((one) => one === kind) ?? kinds[0] ?? 'purchase'

/** What is wrong with a field; nothing where it is good. */
export function problemIn(name: string, values: Values, { first, last, currency }: ClaimRules, digits: Digits): string | undefined {
  const typed = (values[name] ?? '').trim()
  if (name === 'reference') return typed ? undefined : 'missing'
  if (name === 'date') {
    if (!typed) return first === undefined ? undefined : 'missing'
    if (!isPlainDate(typed)) return 'invalid'
    return typed > last ? 'future' : first !== undefined && typed < first ? 'old' : undefined
  }
  if (name === 'total') return !typed || !currency || (readMoney(typed, moneyScale(currency), digits) ?? 0) > 0 ? undefined : 'invalid'
  return undefined
}

/** What was typed, as the port wants it: without what is empty. */
export function toClaim(values: Values, rules: ClaimRules, digits: Digits): NewClaim {
  const [reference = '', date, total, place, comment] = ['reference', 'date', 'total', 'place', 'comment'].map((name) => values[name]?.trim() || undefined)
  const { currency } = rules
  const amount = total && currency ? readMoney(total, moneyScale(currency), digits) : undefined
  return {
    kind: kindOf(rules, values),
    reference,
    ...(date ? { date } : {}),
    ...(amount !== undefined && currency ? { total: { amount, currency } } : {}),
    ...(place ? { place } : {}),
    ...(comment ? { comment } : {}),
  }
}
