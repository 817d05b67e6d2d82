import { operations } from '@loyaltykit/core/operations'
import * as z from 'zod/mini'

const Cart = operations.redemptions.hold.input.shape.cart
const GiftCardNumber = operations.giftCards.check.input
const Id = z.string().check(z.minLength(1), z.maxLength(200))
/** Minor units of the shop's money, above 0. */
const Money = z.int().check(z.minimum(1))

/** What a till may report as sold. */
export const SaleInput = z.object({
  memberId: z.optional(Id),
  cart: Cart,
  orderId: Id,
  redemptionId: z.optional(Id),
  store: z.optional(Id),
  giftCards: z.optional(z.array(z.union([
    z.strictObject({ giftCardId: Id, amount: Money }),
    z.strictObject({ number: GiftCardNumber.shape.number, pin: GiftCardNumber.shape.pin, amount: Money }),
  ])).check(z.maxLength(10))),
  due: z.optional(z.int().check(z.minimum(0))),
})

/** What a till may report as a gift card sold. */
export const GiftCardSaleInput = z.object({
  saleId: z.optional(Id),
  money: Money.check(z.maximum(1_000_000_00)),
  life: z.optional(z.string().check(z.regex(/^[1-9]\d{0,3} (second|minute|hour|day|week|month|year)s?$/))),
})

/** A voucher that somebody shows at the desk. */
export const VoucherInput = z.object({ code: z.string().check(z.minLength(1), z.maxLength(40)) })

/** What a till may report as returned. */
export const ReturnInput = z.object({
  orderId: Id,
  items: z.optional(z.array(z.object({ sku: Id, quantity: z.int().check(z.minimum(1)) })).check(z.minLength(1), z.maxLength(200))),
})
