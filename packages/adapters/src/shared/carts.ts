import type { Cart, Quote } from '@loyaltykit/core'
import { invalid } from './invalid.ts'

/**
 * What the public pays for a cart, in minor units of `money`, the only currency that the loyalty system sells in. `path` is where the cart stands in the input.
 * @throws `LoyaltyError` `invalid_input` for a cart in another currency, or with a sum that can't be counted, also `times` as large.
 */
export function sumOf({ currency, items }: Pick<Cart, 'currency' | 'items'>, { money, path, times = 1 }: { readonly money: string; readonly path: string; readonly times?: number }): number {
  if (currency !== money) throw invalid({ path: `${path}.currency`, message: `must be ${money}` })
  const sum = items.reduce((total, { price, quantity }) => total + price * quantity, 0)
  if (!Number.isSafeInteger(sum * times)) throw invalid({ path: `${path}.items`, message: 'have a sum that can\'t be counted' })
  return sum
}

/**
 * The quotes of carts, in their order. Four are asked for at a time: a page of products asks for up to 100 at once, and a loyalty system counts what
 * one caller sends. What one fails with, all fail with, and no more are begun.
 */
export async function quoteEach(carts: readonly Cart[], quoteOf: (cart: Cart, index: number) => Promise<Quote>): Promise<Quote[]> {
  const quotes: Quote[] = []
  for (let from = 0; from < carts.length; from += 4) quotes.push(...await Promise.all(carts.slice(from, from + 4).map((cart, index) => quoteOf(cart, from + index))))
  return quotes
}
