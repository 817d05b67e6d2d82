import { toLoyaltyError, type Cart, type Identity, type LoyaltyBackend, type Money } from '@loyaltykit/core'
import type { Gateway } from '@loyaltykit/gateway'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import * as z from 'zod/mini'
import type { Order } from '../src/api.ts'
import type { OrderRow, Orders } from './orders.ts'
import { priced, totalsOf } from './prices.ts'

/** How the shop's system reports to the loyalty programme. */
export interface Till {
  /** Books a sale, once per order number. */
  purchase(sale: { readonly memberId?: string; readonly cart: Cart; readonly orderId: string; readonly redemptionId?: string }): Promise<{ readonly total: Money; readonly due: Money }>
  /** Books the return of a whole order, once. */
  refund(goods: { readonly orderId: string }): Promise<unknown>
  /** Whose log-in this is. */
  memberOf(identity: Identity): Promise<string | undefined>
}

export interface ShopApiOptions {
  readonly backend: LoyaltyBackend
  readonly till: Till
  readonly gateway: Gateway
  readonly orders: Orders
  readonly clock: () => number
}

const line = z.object({ sku: z.string().check(z.maxLength(40)), quantity: z.int().check(z.minimum(1), z.maximum(20)) })
const WantedCart = z.object({
  id: z.string().check(z.regex(/^[\w-]{16,64}$/)),
  items: z.array(line).check(z.minLength(1), z.maxLength(50)),
  codes: z.array(z.string().check(z.minLength(1), z.maxLength(40))).check(z.maxLength(5)),
})
const text = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max))
const WantedTotals = z.object({ cart: WantedCart })
const WantedOrder = z.object({
  cart: WantedCart,
  /** Whether the page showed a member's terms, and what there was to pay. */
  member: z.boolean(),
  due: z.int().check(z.minimum(0)),
  redemptionId: z.optional(z.string().check(z.maxLength(200))),
  delivery: z.object({
    name: text(100),
    email: z.string().check(z.trim(), z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)),
    street: text(200),
    postalCode: text(20),
    city: text(100),
  }),
})

/** Codes that say the sale was refused because of the bonuses that were to pay for it. */
const holdIsGone = ['expired', 'not_found', 'not_eligible', 'insufficient_points']

/** The shop's own calls: what a cart costs, ordering, orders, returns. */
export function createShopApi({ backend, till, gateway, orders, clock }: ShopApiOptions): Hono {
  const api = new Hono()
  api.use(bodyLimit({ maxSize: 100_000 }))
  api.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })
  api.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ code: 'invalid_input' }, error.status)
    console.error('The shop failed.', error)
    return context.json({ code: 'failed' }, 500)
  })

  api.post('/totals', async (context) => {
    const parsed = WantedTotals.safeParse(await body(context))
    const cart = parsed.success ? priced(parsed.data.cart) : undefined
    if (!cart) return context.json({ code: 'invalid_input' }, 400)
    return context.json(await totalsOf(cart, { backend, identity: await gateway.identify(context.req.raw), locale: localeOf(context) }))
  })

  api.post('/orders', async (context) => {
    const parsed = WantedOrder.safeParse(await body(context))
    if (!parsed.success) return context.json({ code: 'invalid_input', fields: parsed.error.issues.flatMap(({ path }) => (path[0] === 'delivery' && path[1] ? [String(path[1])] : [])) }, 400)
    const { member, due, redemptionId, delivery } = parsed.data
    const cart = priced(parsed.data.cart)
    if (!cart) return context.json({ code: 'invalid_input', fields: [] }, 400)
    const identity = await gateway.identify(context.req.raw)
    const memberId = await till.memberOf(identity)
    if (member && !memberId) return context.json({ code: 'unauthenticated' }, 401)

    // a cart is ordered once: whoever presses again, or lost the answer, gets the same order
    const known = orders.byCart(cart.id)
    if (known && known.memberId !== memberId) return context.json({ code: 'conflict' }, 409)
    if (known && known.state !== 'placing') return context.json(shown(known))

    let order = known
    if (!order) {
      const totals = await totalsOf(cart, { backend, identity, locale: localeOf(context) })
      if (redemptionId !== undefined && totals.loyalty && totals.redemptionId !== redemptionId) return context.json({ code: 'redemption_gone' }, 409)
      if (totals.due.amount !== due) return context.json({ code: 'total_changed' }, 409)
      order = orders.add({
        cart, totals, delivery,
        at: new Date(clock()).toISOString(),
        state: 'placing',
        ...(memberId === undefined ? {} : { memberId }),
        ...(totals.redemptionId === undefined ? {} : { redemptionId: totals.redemptionId }),
      })
    }
    try {
      return context.json(shown(await book(order)), 201)
    } catch (error) {
      const { code } = toLoyaltyError(error)
      if (holdIsGone.includes(code)) return context.json({ code: 'redemption_gone' }, 409)
      // it stays `placing`: the next press, or the next start, asks the till again with the same number
      console.error(`The till did not take order ${order.number}.`, error)
      return context.json({ code: 'failed' }, 503)
    }
  })

  api.get('/orders', async (context) => {
    const memberId = await till.memberOf(await gateway.identify(context.req.raw))
    if (!memberId) return context.json({ code: 'unauthenticated' }, 401)
    return context.json({ orders: orders.ofMember(memberId).map(shown) })
  })

  api.post('/orders/:number/return', async (context) => {
    const memberId = await till.memberOf(await gateway.identify(context.req.raw))
    if (!memberId) return context.json({ code: 'unauthenticated' }, 401)
    const order = orders.byNumber(context.req.param('number'))
    if (!order || order.memberId !== memberId || order.state === 'placing') return context.json({ code: 'not_found' }, 404)
    await till.refund({ orderId: order.number })
    return context.json(shown(orders.put({ ...order, state: 'returned' })))
  })

  /** Reports the sale. An order that the till refuses for good is taken back. */
  async function book(order: OrderRow): Promise<OrderRow> {
    const { number, cart, memberId, redemptionId, totals } = order
    try {
      const { total, due } = await till.purchase({
        cart,
        orderId: number,
        ...(memberId === undefined ? {} : { memberId }),
        ...(redemptionId === undefined ? {} : { redemptionId }),
      })
      return orders.put({ ...order, state: 'placed', totals: { ...totals, total, due } })
    } catch (error) {
      if (holdIsGone.includes(toLoyaltyError(error).code)) orders.remove(number)
      throw error
    }
  }

  // the process ended between an order and its answer
  for (const order of orders.unfinished()) book(order).catch((error: unknown) => console.error(`Order ${order.number} is still not booked.`, error))

  return api
}

const body = (context: Context): Promise<unknown> => context.req.json().catch(() => undefined)

const localeOf = (context: Context): string => (context.req.header('accept-language')?.startsWith('ru') ? 'ru' : 'en')

/** What a page may know of an order. */
const shown = ({ number, at, state, totals }: OrderRow): Order => ({ ...totals, number, at, state: state === 'returned' ? 'returned' : 'placed' })
