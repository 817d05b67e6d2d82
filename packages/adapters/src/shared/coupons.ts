import type { Coupon } from '@loyaltykit/core'

const rank = ({ state, validUntil }: Coupon): number => (state === 'available' ? 0 : 1e15) + (validUntil === undefined ? 1e14 : Date.parse(validUntil))

/** Coupons as a member looks for them: what can be used first, and of it what ends soonest. 200 at most. */
export const inOrder = (coupons: readonly Coupon[]): Coupon[] => [...coupons].sort((a, b) => rank(a) - rank(b)).slice(0, 200)
