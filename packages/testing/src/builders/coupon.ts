import type { Coupon } from '@loyaltykit/core'

/** A code that can be used until the end of 2026. */
export const aCoupon = (changes: Partial<Coupon> = {}): Coupon => ({
  id: 'c-1',
  code: 'BOOTS-7K2M',
  title: '€5 off your next order',
  text: 'For any order above €20.',
  state: 'available',
  validUntil: '2026-12-31T21:00:00Z',
  terms: 'Once per member. Not together with other codes.',
  url: 'https://shop.example/boots',
  ...changes,
})

/** One of each state, and one of a partner. */
export const coupons = (): readonly Coupon[] => [
  aCoupon(),
  aCoupon({ id: 'c-2', code: 'WASH-20', title: '20% off a car wash', text: undefined, terms: undefined, url: 'https://wash.example/', partner: { id: 'wash', name: 'Bright Wash' } }),
  aCoupon({ id: 'c-3', code: 'WELCOME', title: '10% off your first order', state: 'used', url: undefined }),
  aCoupon({ id: 'c-4', code: 'SUMMER', title: '15% off sandals', state: 'expired', validUntil: '2026-08-31T21:00:00Z', url: undefined }),
]
