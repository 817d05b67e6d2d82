import type { Cart } from '@loyaltykit/core'
import { fails, ok, same } from './expect.ts'
import { readyToHold } from './scene.ts'
import { checks } from './suite.ts'

const totalOf = ({ items }: Cart) => items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)

export const quoteChecks = checks('quotes', [
  {
    says: 'tells a guest what a new member would earn, and nothing of paying with points',
    run: async (scene) => {
      const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [scene.cart()] })
      ok(quote, 'one cart must have one quote')
      same(quote.spend, undefined, 'what a guest may pay with points')
      same(quote.held, undefined, 'what a guest holds')
      if (scene.subject.earnsNothing) same(quote.earn, [], 'what a cart earns where buying earns nothing')
      else ok(quote.earn.some(({ amount }) => amount > 0), 'the cart of the contract must earn something')
    },
  },
  {
    says: 'quotes each cart of a page in its place, to the cent',
    run: async (scene) => {
      const carts = [1, 2, 3].map((quantity) => {
        const cart = scene.cart()
        return { ...cart, items: cart.items.map((item) => ({ ...item, quantity })) }
      })
      const { quotes } = await scene.call('quotes.quote', { carts }, { identity: await scene.subject.signUp() })
      same(quotes.map(({ total }) => total.amount), carts.map(totalOf), 'the totals')
      for (const { total, due, discounts, held } of quotes) {
        same(due.amount, total.amount - discounts.reduce((sum, { money }) => sum + money.amount, 0) - (held?.money.amount ?? 0), 'due must be the total less discounts less what is held')
      }
    },
  },
  {
    says: 'quotes no cart and an empty cart',
    run: async (scene) => {
      same((await scene.call('quotes.quote', { carts: [] })).quotes, [], 'quotes of no cart')
      const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [{ ...scene.cart(), items: [] }] })
      same([quote?.total.amount, quote?.due.amount], [0, 0], 'an empty cart')
    },
  },
  {
    says: 'says that a code is unknown',
    run: async (scene) => {
      const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [{ ...scene.cart(), codes: ['NO-SUCH-CODE'] }] })
      same(quote?.rejectedCodes, [{ code: 'NO-SUCH-CODE', because: 'unknown' }], 'the rejected codes')
    },
  },
  {
    says: 'changes nothing',
    needs: ['balances.list', 'redemptions.list'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const state = async () => [await scene.call('balances.list', {}, { identity }), await scene.call('redemptions.list', {}, { identity })]
      const before = await state()
      await scene.call('quotes.quote', { carts: [scene.cart()] }, { identity })
      same(await state(), before, 'what a member has')
    },
  },
  {
    says: 'shows what is held for the cart, and earns for the rest only',
    needs: ['redemptions.hold'],
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const { redemption } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      const other = scene.cart()
      const { quotes: [quote, free] } = await scene.call('quotes.quote', { carts: [cart, other] }, { identity })
      same(quote?.held?.id, redemption.id, 'what is held for this cart')
      same(quote?.due.amount, totalOf(cart) - redemption.money.amount, 'what is left to pay')
      same(free?.held, undefined, 'what is held for another cart')
      const limit = quote?.spend?.find((one) => one.currency === currency)
      same(limit?.because, 'already_held', 'why no more can be used')
      same((limit?.max ?? 0) >= amount, true, 'that what is held might be used if it were let go')
    },
  },
  {
    says: 'refuses a cart that is none',
    run: async (scene) => {
      const cart = scene.cart()
      await fails(scene.raw('quotes.quote', { carts: [{ ...cart, items: [{ sku: 'a', quantity: 0, price: 1 }] }] }), 'invalid_input', 'none of an article')
      await fails(scene.raw('quotes.quote', { carts: [{ ...cart, items: [{ sku: 'a', quantity: 1, price: -1 }] }] }), 'invalid_input', 'a price below zero')
      await fails(scene.raw('quotes.quote', { carts: [{ ...cart, items: [{ sku: 'a', quantity: 10_000, price: Number.MAX_SAFE_INTEGER }] }] }), 'invalid_input', 'a sum that can\'t be counted')
    },
  },
])
