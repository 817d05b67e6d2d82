import * as z from 'zod/mini'
import { Id } from './base.ts'
import { Cart } from './quote.ts'

/** Set points aside for a cart. */
export const HoldRedemption = z.object({
  cart: Cart,
  currency: Id,
  /** Minor units of the loyalty currency, above 0, within the quote's limit. */
  amount: z.int().check(z.minimum(1)),
})
export type HoldRedemption = z.infer<typeof HoldRedemption>
