import type { SpendLimit } from '@loyaltykit/core'
import { exactly } from './amounts.ts'

/** What points are worth when they pay, where the loyalty system does not say it: so many minor units of theirs are so many of money. Whole numbers above 0. */
export interface Worth {
  readonly amount: number
  readonly money: number
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

/** The least that pays for a whole minor unit of money: amounts are multiples of it, so that nothing is rounded. */
export const stepOf = ({ amount, money }: Worth): number => amount / divisor(amount, money)

/** What an amount takes off a price, in minor units of money; a multiple of the step. */
export const moneyOf = (worth: Worth, amount: number): number => exactly((amount / stepOf(worth)) * (worth.money / divisor(worth.amount, worth.money)))

/** How much of what is `available` may pay for what is `net` of a cart: as far as there are points and something to pay. With `isHeld` what might be used if the hold were let go. */
export function spendLimit(worth: Worth, { currency, money, available, net, isHeld = false }: { readonly currency: string; readonly money: string; readonly available: number; readonly net: number; readonly isHeld?: boolean }): SpendLimit {
  const step = stepOf(worth)
  const max = step * Math.max(0, Math.min(Math.floor(available / step), Math.floor(net / moneyOf(worth, step))))
  const because = isHeld ? 'already_held' as const : max > 0 ? undefined : available < step ? 'balance_too_low' as const : 'not_eligible' as const
  return { currency, min: Math.min(step, max), max, step, worth: { amount: moneyOf(worth, max), currency: money }, ...(because ? { because } : {}) }
}
