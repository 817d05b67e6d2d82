import { operations } from '@loyaltykit/core/operations'
import * as z from 'zod/mini'

const Cart = operations.redemptions.hold.input.shape.cart
const Id = z.string().check(z.minLength(1), z.maxLength(200))

/** What a till may report as sold. */
export const SaleInput = z.object({
  memberId: z.optional(Id),
  cart: Cart,
  orderId: Id,
  redemptionId: z.optional(Id),
  store: z.optional(Id),
})

/** What a till may report as returned. */
export const ReturnInput = z.object({
  orderId: Id,
  items: z.optional(z.array(z.object({ sku: Id, quantity: z.int().check(z.minimum(1)) })).check(z.minLength(1), z.maxLength(200))),
})
