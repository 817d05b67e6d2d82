import type { Cart, Identity, LoyaltyBackend } from '@loyaltykit/core'
import { currency, productOf } from '../catalogue.ts'
import type { Totals } from '../src/api.ts'

/** What a page may say of a cart. Prices are not asked for. */
export interface WantedCart {
  readonly id: string
  readonly items: readonly { readonly sku: string; readonly quantity: number }[]
  readonly codes: readonly string[]
}

/** The cart at this shop's own prices; `undefined` when something in it is not sold here. */
export function priced({ id, items, codes }: WantedCart): Cart | undefined {
  const lines = items.flatMap(({ sku, quantity }) => {
    const product = productOf(sku)
    return product ? [{ sku, quantity, price: product.price, categories: [product.category] }] : []
  })
  if (lines.length !== items.length) return undefined
  return { id, currency, items: lines, ...(codes.length ? { codes: [...codes] } : {}) }
}

/**
 * What the cart costs this shopper. Discounts and bonuses are the programme's; when it does not answer in time, the shop sells
 * without them and says so.
 */
export async function totalsOf(cart: Cart, { backend, identity, locale }: { backend: LoyaltyBackend; identity: Identity; locale: string }): Promise<Totals> {
  const lines = cart.items.map(({ sku, quantity, price }) => ({ sku, quantity, total: { amount: price * quantity, currency } }))
  const total = { amount: lines.reduce((sum, line) => sum + line.total.amount, 0), currency }
  try {
    const answer = await backend.quotes?.quote({ carts: [cart] }, { signal: AbortSignal.timeout(5_000), locale, identity })
    const quote = answer?.quotes[0]
    if (!quote || !Number.isSafeInteger(quote.due.amount) || quote.due.amount < 0) throw new TypeError('no quote')
    const { discounts, due, held, rejectedCodes = [] } = quote
    return {
      lines, total, due, rejectedCodes, loyalty: true,
      discounts: discounts.map(({ title, money }) => ({ title, money })),
      ...(held ? { bonuses: held.money, redemptionId: held.id } : {}),
    }
  } catch {
    return { lines, total, due: total, discounts: [], rejectedCodes: [], loyalty: false }
  }
}
