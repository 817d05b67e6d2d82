import type { Currency, Money, Program } from '@loyaltykit/core'
import { lacksMonths, type OwnDates } from './own-dates.ts'
import type { SharedWords } from './words/en.ts'
import { pluralRules, say, type Message, type Plural, type Translated } from './words.ts'

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()
/** Formatters are dear to make (25 ms for the first) and cheap to use: one per language and kind, made when first needed. */
export function formatter<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => F): F {
  let found = formatters.get(key)
  if (!found) formatters.set(key, (found = make()))
  return found as F
}

/** Writes numbers, amounts, money and dates in one language. */
export interface Format {
  readonly locale: string
  /** The marks of its numbers, to read what somebody typed: those of Arabic as their Latin keys. */
  readonly marks: Marks
  /** Digits of an amount in minor units, grouped, exact: `(125050, 2)` is `1,250.50`. */
  number(amount: number, scale?: number): string
  /** An amount with the currency's word: `1,250 bonuses`. An unknown currency shows the number alone. */
  amount(amount: number, currency: Currency | undefined): string
  /** The currency's word for so much. */
  unit(amount: number, currency: Currency): string
  /** The same for no number: `Pay with points`. */
  units(currency: Currency): string
  /** A price with all its digits: `€5.00`. */
  money(money: Money): string
  /** The same without the digits after the point where they are noughts: `€300`, for a goal or a worth. */
  roundMoney(money: Money): string
  /** `12 January`, with the year when it is another one. */
  date(instant: string, now: number): string
  /** `January 2026`. */
  month(instant: string): string
  time(at: number): string
  /** `in 3 days`. */
  until(instant: string, now: number): string
  /** A message with its values. Numbers are written as the language does; between words that run from right to left, what does not is isolated. */
  say(message: Message, values?: Readonly<Record<string, string | number>>): string
}

/** What parts the digits of a number. */
export interface Marks {
  readonly group: string
  readonly decimal: string
}

/** Of the languages that have words here. */
const rightToLeft = /^(ar|he)\b/
/** A letter of another direction, or digits in several groups (a phone, the number of a card): between Arabic or Hebrew words they would change places. */
const runsOtherwise = /(?![\u0590-\u08ff\ufb1d-\ufefc])\p{L}|^[^\p{L}]*[\d•*·][\s•*·\u2011-]+\d/u
const isolated = (text: string) => (runsOtherwise.test(text) ? `\u2068${text}\u2069` : text)

export function createFormat(locale: string, words: Translated<SharedWords> & { readonly dates?: OwnDates }): Format {
  const numbers = words.numbers as SharedWords['numbers']
  const isRightToLeft = rightToLeft.test(locale)
  const dates = words.dates && lacksMonths(locale) ? words.dates : undefined
  const moneyLocale = dates?.moneyAs ?? locale
  const isListed = numbers.tags.split(' ').includes(locale)

  function number(amount: number, scale = 0): string {
    const digits = String(Math.abs(amount)).padStart(scale + 1, '0')
    const plain = digits.slice(0, digits.length - scale)
    const noughtless = scale ? digits.slice(digits.length - scale).replace(/0+$/, '') : ''
    const fraction = noughtless && noughtless.padEnd(Math.min(2, scale), '0')
    if (!isListed) return numberByIntl(amount < 0 ? '-' : '', plain, fraction)
    const whole = plain.replace(/\B(?=(\d{3})+$)/g, numbers.group)
    return (amount < 0 ? '−' : '') + whole + (fraction && numbers.decimal + fraction)
  }
  /** By `Intl`, from the digits: a binary number would lose some. */
  function numberByIntl(sign: string, whole: string, fraction: string): string {
    const { length } = fraction
    const format = formatter(`${locale} number ${length}`, () => new Intl.NumberFormat(locale, { minimumFractionDigits: length, maximumFractionDigits: length }))
    const text = format.format(`${sign}${whole}${fraction && `.${fraction}`}` as Intl.StringNumericLiteral).replace('-', '−')
    // the sign has a mark from left to right before it: what stands alone in a <bdi> would take its direction from that
    return sign && isRightToLeft ? `\u200f${text}` : text
  }
  const marks = (): Marks => {
    if (isListed) return numbers
    const parts = new Intl.NumberFormat(locale).formatToParts(12_345_678.9)
    const mark = (type: string) => (parts.find((part) => part.type === type)?.value ?? '').replace('٬', ',').replace('٫', '.')
    return { group: mark('group'), decimal: mark('decimal') }
  }
  const units = (currency: Currency) => unit(5 * 10 ** currency.scale, currency)
  const write = (value: string | number) =>
    typeof value === 'string' ? (isRightToLeft ? isolated(value) : value) : Number.isInteger(value) ? number(value) : number(Math.round(value * 100), 2)

  function unit(amount: number, currency: Currency): string {
    const forms = (currency.forms?.other ? currency.forms : words.units[currency.unit]) as Plural
    return forms[pluralRules(locale).select(Math.abs(amount) / 10 ** currency.scale)] ?? forms.other
  }

  function moneyText({ amount, currency }: Money, round: boolean): string {
    const format = formatter(`${moneyLocale} ${currency}`, () => new Intl.NumberFormat(moneyLocale, { style: 'currency', currency }))
    const scale = format.resolvedOptions().maximumFractionDigits ?? 2
    // a decimal text keeps every digit; a binary number would not
    const digits = String(Math.abs(amount)).padStart(scale + 1, '0')
    const decimal = `${amount < 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale ? `.${digits.slice(-scale)}` : ''}` as Intl.StringNumericLiteral
    if (!round || !scale || amount % 10 ** scale) return format.format(decimal).replace('-', '−')
    return formatter(`${moneyLocale} ${currency} 0`, () => new Intl.NumberFormat(moneyLocale, { style: 'currency', currency, minimumFractionDigits: 0 })).format(decimal).replace('-', '−')
  }

  return {
    locale,
    get marks() {
      return marks()
    },
    number,
    unit,
    units,
    amount: (amount, currency) =>
      currency ? say(locale, words.amount, { number: number(amount, currency.scale), unit: unit(amount, currency) }) : number(amount),
    money: (money) => moneyText(money, false),
    roundMoney: (money) => moneyText(money, true),
    date(instant, now) {
      const date = new Date(instant)
      const sameYear = date.getFullYear() === new Date(now).getFullYear()
      if (dates) return dates.date(date, !sameYear)
      return formatter(`${locale} date ${sameYear}`, () => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) })).format(date)
    },
    month(instant) {
      const date = new Date(instant)
      return dates?.month(date) ?? formatter(`${locale} month`, () => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' })).format(date)
    },
    time: (at) => formatter(`${moneyLocale} time`, () => new Intl.DateTimeFormat(moneyLocale, { hour: '2-digit', minute: '2-digit' })).format(at),
    until(instant, now) {
      const seconds = Math.round((Date.parse(instant) - now) / 1000)
      const say = (count: number, unit: 'day' | 'hour' | 'minute') =>
        dates?.until(count, unit) ?? formatter(`${locale} relative`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'always' })).format(count, unit)
      if (Math.abs(seconds) >= 172_800) return say(Math.floor(seconds / 86_400), 'day')
      if (Math.abs(seconds) >= 7_200) return say(Math.floor(seconds / 3_600), 'hour')
      return say(Math.max(1, Math.floor(seconds / 60)), 'minute')
    },
    say: (message, values) => say(locale, message, values, write),
  }
}

/** How many digits after the point prices in a currency have: 2 for EUR, 0 for JPY. */
export const moneyScale = (currency: string): number => formatter(`en ${currency}`, () => new Intl.NumberFormat('en', { style: 'currency', currency })).resolvedOptions().maximumFractionDigits ?? 2

/** A currency of a programme by its id. */
export const currencyOf = (program: Program, id: string): Currency | undefined => program.currencies.find((currency) => currency.id === id)

/** What so much of a currency is worth, rounded down; absent where it can't pay. */
export function worthOf(amount: number, currency: Currency | undefined): Money | undefined {
  if (!currency?.rate) return undefined
  const { rate } = currency
  return { amount: Number((BigInt(amount) * BigInt(rate.money.amount)) / BigInt(rate.amount)), currency: rate.money.currency }
}
