import type { Balance, Cart, Quote, Redemption } from '@loyaltykit/core'

/** What the element knows about points that are held. */
export interface Known {
  readonly cart: Cart
  readonly redemptions: readonly Redemption[] | undefined
  /** The quote of the cart as it is now. */
  readonly quote: Quote | undefined
  /** Holds that have ended while we looked. */
  readonly gone: ReadonlySet<string>
}

/** What is held for this cart, the newest first. A hold that the list does not have yet may stand in the quote. */
export function holdsFor({ cart, redemptions = [], quote, gone }: Known): readonly Redemption[] {
  const inQuote = quote?.held && !redemptions.some(({ id }) => id === quote.held?.id) ? [quote.held] : []
  return [...redemptions, ...inQuote].filter(({ id, state, cartId }) => state === 'held' && cartId === cart.id && !gone.has(id))
}

/** Whether the time of a hold is over. */
export const isOver = ({ expiresAt }: Redemption, now: number): boolean => expiresAt !== undefined && Date.parse(expiresAt) <= now

/** What is left to pay with this hold, whether or not the quote has heard of it. */
export const dueWith = (hold: Redemption, quote: Quote) =>
  quote.held?.id === hold.id || quote.due.currency !== hold.money.currency ? quote.due : { ...quote.due, amount: Math.max(0, quote.due.amount - hold.money.amount) }

/**
 * Whether the cart has become too small for what is held. A quote cuts what may be used by the balance too: only where the
 * balance is not what cuts it, it speaks of the cart.
 */
export function outgrows(hold: Redemption, quote: Quote, balance: Balance | undefined): boolean {
  const sameMoney = quote.total.currency === hold.money.currency
  const left = quote.total.amount - quote.discounts.reduce((sum, { money }) => sum + money.amount, 0)
  const used = quote.held?.id === hold.id ? left - quote.due.amount : Math.min(left, hold.money.amount)
  if (sameMoney && used < hold.money.amount) return true
  const limit = quote.spend?.find(({ currency }) => currency === hold.currency)
  if (!limit || limit.because === 'balance_too_low') return false
  if (limit.because === 'already_held') return limit.max < hold.amount
  if (limit.because === 'below_minimum' || limit.because === 'goods_excluded') return true
  return balance !== undefined && limit.max < hold.amount && balance.available - limit.max >= limit.step
}
