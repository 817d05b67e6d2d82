import type { Money, Program, Quote, Tier } from '@loyaltykit/core'

/** What members of a tier pay. */
export interface TierPrice {
  readonly tier: Tier
  readonly price: Money
}

/** The prices of one thing. */
export interface Rates {
  readonly publicPrice: Money
  /** What the member who is there pays; for a guest, what a new member would. Absent where that is the public price. */
  readonly price: Money | undefined
  /** Whose price that is; absent where all members pay the same. */
  readonly tier: Tier | undefined
  /** What the next tier pays, where it is less. */
  readonly next: TierPrice | undefined
  /** Names of what makes the price lower than the tier does. */
  readonly because: readonly string[]
  /** By rank; empty where all members pay the same. */
  readonly all: readonly TierPrice[]
}

/** `current` is the member's tier; `guest` says that nobody is there. */
export function ratesOf({ tiers }: Program, quote: Quote, { guest, current }: { readonly guest: boolean; readonly current?: string | undefined }): Rates {
  const { total, held } = quote
  const prices = (quote.memberPrices ?? []).filter(({ price }) => price.currency === total.currency)
  const forAll = prices.find(({ tier }) => tier === undefined)?.price
  const all = prices.some(({ tier }) => tier !== undefined)
    ? [...tiers].sort((a, b) => a.rank - b.rank).map((tier) => ({ tier, price: prices.find((one) => one.tier === tier.id)?.price ?? forAll ?? total }))
    : []
  const isLess = (price: Money | undefined, than: Money): price is Money => price !== undefined && price.amount < than.amount
  if (guest) {
    const first = all[0] && isLess(all[0].price, total) ? all[0] : all.find(({ price }) => isLess(price, total))
    const price = first?.price ?? forAll
    return { publicPrice: total, price: isLess(price, total) ? price : undefined, tier: first && first !== all[0] ? first.tier : undefined, next: undefined, because: [], all }
  }
  const mine = all.find(({ tier }) => tier.id === current)
  const byTier = mine?.price ?? forAll ?? total
  // what is held is paid too, in points
  const due = { ...quote.due, amount: quote.due.amount + (held?.state === 'held' ? held.money.amount : 0) }
  const price = due.currency === total.currency && isLess(due, byTier) ? due : byTier
  const next = mine && all.find(({ tier, price: other }) => tier.rank > mine.tier.rank && isLess(other, price))
  return {
    publicPrice: total,
    price: isLess(price, total) ? price : undefined,
    tier: mine && isLess(mine.price, total) ? mine.tier : undefined,
    next,
    because: price === due ? quote.discounts.filter(({ offerId, code }) => offerId !== undefined || code !== undefined).map(({ title }) => title) : [],
    all: all.some((one) => isLess(one.price, total)) ? all : [],
  }
}
