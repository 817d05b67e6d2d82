/** The real Medusa as a subject of the contract: customers, carts and gift cards as the shop makes them, each check with people of its own. */
import type { Cart } from '@loyaltykit/core'
import { medusa } from '@loyaltykit/adapters/medusa'
import type { ContractSubject } from '@loyaltykit/testing'
import { throughPages } from '@loyaltykit/testing/emulators/shared/pages'
import type { Customer, Shop } from './shop.ts'

/** What a customer of the contract has at first, in cents. */
const credit = 150_00

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })

export function medusaSubject(url: string, shop: Shop): ContractSubject {
  const people = new Map<string, Customer>()
  return {
    backend: throughPages((token) => {
      const who = people.get(token ?? '')
      const carts = new Map<string, Promise<string>>()
      const kept = new Map<string, string>()
      return medusa({
        url, publishableKey: shop.publishableKey, currencies: ['EUR'],
        // all subjects are one shop: another one's customer is unknown here
        ...(token === undefined ? {} : { token: who?.token ?? 'of-nobody-here' }),
        storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
        cartId: (id) => {
          if (who && !carts.has(id)) carts.set(id, shop.cart(who, 2))
          return carts.get(id)
        },
      })
    }),
    cart: cartOf,
    earnsNothing: true,
    async signUp() {
      const who = await shop.register(credit)
      people.set(who.token, who)
      return { kind: 'token', token: who.token }
    },
    giftCard: async ({ money }) => ({ number: await shop.giftCard(money) }),
    dispose: () => {},
  }
}
