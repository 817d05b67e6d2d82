import type { Marks } from './format.ts'

/** Which amounts may be given: at least `min`, at most `max`, in steps of `step`. In minor units. */
export interface Limits {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** The amounts that may be used: multiples of `step` from `first` to `top`. `top` 0: none. */
export interface Range {
  readonly first: number
  readonly top: number
  readonly step: number
}

/** What limits allow. A `min` or `max` off the step is moved inwards. */
export function rangeOf({ min, max, step }: Limits): Range {
  const first = Math.max(step, Math.ceil(min / step) * step)
  const top = Math.floor(max / step) * step
  return { first, step, top: top >= first ? top : 0 }
}

/** What is wrong with an amount; `undefined` when it may be used. */
export type AmountIssue = 'not_a_number' | 'nothing' | 'too_little' | 'too_much' | 'off_step'

export function issueOf(amount: number | undefined, { first, top, step }: Range): AmountIssue | undefined {
  if (amount === undefined) return 'not_a_number'
  if (amount === 0) return 'nothing'
  if (amount > top) return 'too_much'
  if (amount < first) return 'too_little'
  return amount % step === 0 ? undefined : 'off_step'
}

/**
 * Minor units of what somebody typed: `1,250` or `10.5` as their language writes it, with or without groups.
 * `undefined` where it can be read in two ways or not at all: this is money.
 */
export function toMinor(text: string, scale: number, { group, decimal }: Marks): number | undefined {
  const typed = toLatin(text).trim().replace(/[\s'’]/g, ' ')
  // a dot is a decimal in every language that does not group by it
  const point = !typed.includes(decimal) && group !== '.' ? '.' : decimal
  const [whole = '', fraction = '', ...rest] = scale > 0 ? typed.split(point) : [typed]
  const groups = whole.split(/^[\s'’]?$/.test(group) ? ' ' : new RegExp(`[ ${group}]`))
  const grouped = groups.length === 1 || groups.every((part, index) => (index === 0 ? /^\d{1,3}$/ : index < groups.length - 1 ? /^\d{2,3}$/ : /^\d{3}$/).test(part))
  const digits = groups.join('')
  if (rest.length || !grouped || !/^\d+$/.test(digits) || !/^\d*$/.test(fraction) || fraction.length > scale) return undefined
  const amount = Number(digits + fraction.padEnd(scale, '0'))
  return Number.isSafeInteger(amount) ? amount : undefined
}

/** Arabic and Persian digits and marks as their Latin keys. */
const toLatin = (text: string): string => text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf)).replaceAll('٬', ',').replaceAll('٫', '.')
