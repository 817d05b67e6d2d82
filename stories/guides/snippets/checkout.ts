import type { Cart } from '@loyaltykit/core'
import '@loyaltykit/elements/redeem/define'

const cart: Cart = {
  id: 'cart-1',
  currency: 'EUR',
  items: [{ sku: 'boots-1', name: 'Winter boots', quantity: 1, price: 12_000, categories: ['boots'] }],
}

const redeem = document.querySelector('loyalty-redeem')
if (redeem) redeem.cart = cart // a new object whenever the cart changes

document.addEventListener('loyalty-redeemed', ({ redemption }) => {
  console.log('held until', redemption.expiresAt, 'takes off', redemption.money)
})
