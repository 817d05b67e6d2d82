import type { Currency, Money, SpendLimit } from '@loyaltykit/core'
import type { Range } from '../shared/typed-amount.ts'

/** The nearest amount below that may be used, or the first. */
export const half = ({ first, top, step }: Range): number => Math.max(first, Math.floor(top / 2 / step) * step)

/** Where a slider comes to rest: between nothing and the first amount there is none. */
export const settle = (amount: number, { first }: Range): number => (amount >= first ? amount : amount * 2 >= first ? first : 0)

/** What so much takes off the price: by the currency's rate, else by the limit's own worth; rounded down. */
export function worthOff(amount: number, limit: SpendLimit, currency: Currency | undefined): Money {
  const [of, money] = amount === limit.max ? [limit.max, limit.worth] : currency?.rate ? [currency.rate.amount, currency.rate.money] : [limit.max, limit.worth]
  return { amount: of > 0 ? Number((BigInt(amount) * BigInt(money.amount)) / BigInt(of)) : 0, currency: money.currency }
}
