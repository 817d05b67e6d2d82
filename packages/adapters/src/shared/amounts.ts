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
