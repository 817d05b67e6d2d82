import * as z from 'zod/mini'
import { Amount, Count, CurrencyAmount, Id, Instant, Line, list, Money, PlainDate, PositiveAmount } from './base.ts'
import { Redemption } from './redemption.ts'

/** A line of a cart. `price` is for one piece, what the public pays. */
export const CartItem = z.object({
  sku: Id,
  name: z.optional(Line),
  quantity: z.int().check(z.minimum(1), z.maximum(10_000)),
  price: z.int().check(z.minimum(0)),
  categories: z.optional(list(Id, 20)),
})
export type CartItem = z.infer<typeof CartItem>

/** What is about to be bought. One ISO 4217 currency; prices in its minor units. */
export const Cart = z.object({
  /** The shop's own name for this cart: a redemption is held for it. */
  id: Id,
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  items: list(CartItem, 200),
  /** Promo codes given by the shopper. */
  codes: z.optional(list(Line, 20)),
  /** In a coalition: the partner it is bought from. Absent: the programme's own shop. */
  partner: z.optional(Id),
  /** For a hotel: what is booked. */
  stay: z.optional(z.object({ hotel: Id, room: z.optional(Id), arrival: PlainDate, departure: PlainDate, guests: Count })),
})
export type Cart = z.infer<typeof Cart>

/** How much of a cart may be paid with one currency. */
export const SpendLimit = z.object({
  currency: Id,
  /**
   * The least and the most that may be used, and by which step. `max` 0: nothing now; `because` says why. With `already_held`
   * it is what might be used if that hold were let go: less than is held means that the cart has become too small for it.
   */
  min: PositiveAmount,
  max: PositiveAmount,
  step: z.int().check(z.minimum(1)),
  /** What `max` takes off the price. */
  worth: Money,
  because: z.optional(z.enum(['balance_too_low', 'below_minimum', 'goods_excluded', 'already_held', 'not_eligible'])),
})
export type SpendLimit = z.infer<typeof SpendLimit>

/** What a cart would earn, may be paid with, and costs. For a guest: what a new member would get. */
export const Quote = z.object({
  /** For the part not paid with points. */
  earn: list(z.object({ ...CurrencyAmount.shape, amount: Amount, availableAt: z.optional(Instant), offerId: z.optional(Id) }), 20),
  /** Absent for a guest. */
  spend: z.optional(list(SpendLimit, 20)),
  /** What the public pays for the items. */
  total: Money,
  /** What is left to pay: total less discounts less what is held. */
  due: Money,
  discounts: list(z.object({ title: Line, money: Money, offerId: z.optional(Id), code: z.optional(Line) }), 50),
  /** Codes of the cart that did nothing. */
  rejectedCodes: z.optional(list(z.object({ code: Line, because: z.enum(['unknown', 'expired', 'used', 'not_eligible']) }), 20)),
  /** Points held for this cart. */
  held: z.optional(Redemption),
  /** What a member of each tier pays, where prices differ. */
  memberPrices: z.optional(list(z.object({ tier: z.optional(Id), price: Money }), 50)),
})
export type Quote = z.infer<typeof Quote>

export const QuoteCarts = z.object({ carts: list(Cart, 100) })
export const QuotedCarts = z.object({
  /** One for each cart, in the same order. */
  quotes: list(Quote, 100),
})
export type QuotedCarts = z.infer<typeof QuotedCarts>
