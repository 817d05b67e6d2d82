import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Coupon } from '@loyaltykit/core'
import { inOrder } from './coupons.ts'

test('coupons: what can be used first, of it what ends soonest, what has no end last; no more than 200', () => {
  const coupon = (id: string, state: Coupon['state'], validUntil?: string): Coupon => ({ id, code: id, title: id, state, ...(validUntil ? { validUntil } : {}) })
  const given = [coupon('used', 'used', '2026-01-01T00:00:00Z'), coupon('endless', 'available'), coupon('late', 'available', '2027-01-01T00:00:00Z'), coupon('soon', 'available', '2026-12-01T00:00:00Z')]
  assert.deepEqual(inOrder(given).map(({ id }) => id), ['soon', 'late', 'endless', 'used'])
  assert.equal(inOrder(Array.from({ length: 300 }, (_, index) => coupon(`c-${index}`, 'available'))).length, 200)
})
