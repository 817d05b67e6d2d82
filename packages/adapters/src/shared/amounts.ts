import { LoyaltyError } from '@loyaltykit/core'

/** A number of the wire, written as one or as text, in minor units: from the digits, never through a binary fraction. */
export function toMinor(value: number | string, scale = 0): number {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+?)0*)?$/.exec(String(value).trim()) ?? []
  const amount = Number(`${sign}${whole}${part === '0' ? ''.padEnd(scale, '0') : part.padEnd(scale, '0')}`)
  if (!whole || (part !== '0' && part.length > scale) || !Number.isSafeInteger(amount)) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  return amount === 0 ? 0 : amount
}

/** An amount that was counted with: a safe integer, else the answer is none. */
export function exactly(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  return amount
}

/**
 * A number of a loyalty system that counts with binary fractions, in minor units. Their noise is taken for what it is (29.999999999999996 is 30); what is finer
 * than the scale is cut off, away from the member, so that nobody is promised more than there is.
 */
export function cutToMinor(value: number | string, scale = 0): number {
  const [, sign = '', whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(typeof value === 'number' ? value.toFixed(scale + 6) : value.trim()) ?? []
  if (whole === undefined) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  const cut = Number(`${whole}${part.slice(0, scale).padEnd(scale, '0')}`)
  const isFiner = /[1-9]/.test(part.slice(scale))
  return exactly(sign && (cut > 0 || isFiner) ? -cut - (isFiner ? 1 : 0) : cut)
}
