import type { Cart } from '@loyaltykit/core'
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
