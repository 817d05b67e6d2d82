import type { Cart, Quote } from '@loyaltykit/core'

/** Boots for 120 EUR and a belt for 30 EUR. */
export const aCart = (changes: Partial<Cart> = {}): Cart => ({
  id: 'cart-1',
  currency: 'EUR',
  items: [
    { sku: 'boots-1', name: 'Chelsea boots', quantity: 1, price: 12_000, categories: ['boots'] },
    { sku: 'belt-1', name: 'Leather belt', quantity: 1, price: 3_000, categories: ['accessories'] },
  ],
  ...changes,
})

/** What `aCart` earns and how much of it may be paid with bonuses. */
export const aQuote = (changes: Partial<Quote> = {}): Quote => ({
  earn: [{ currency: 'bonus', amount: 750, availableAt: '2026-12-06T10:00:00Z' }],
  spend: [{ currency: 'bonus', min: 100, max: 1_250, step: 10, worth: { amount: 1_250, currency: 'EUR' } }],
  total: { amount: 15_000, currency: 'EUR' },
  due: { amount: 15_000, currency: 'EUR' },
  discounts: [],
  ...changes,
})
