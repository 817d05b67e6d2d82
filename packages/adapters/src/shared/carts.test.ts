import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { sumOf } from './carts.ts'

const item = (price: number, quantity = 1) => ({ sku: 's', price, quantity })
const at = { money: 'EUR', path: 'carts.2' }

test('a cart costs the sum of its items; one in another currency or too large to count is refused, and where', () => {
  assert.equal(sumOf({ currency: 'EUR', items: [item(10_50, 2), item(0), item(1)] }, at), 21_01)
  const where = (path: string) => (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === path
  assert.throws(() => sumOf({ currency: 'USD', items: [] }, at), where('carts.2.currency'))
  assert.throws(() => sumOf({ currency: 'EUR', items: [item(Number.MAX_SAFE_INTEGER, 2)] }, at), where('carts.2.items'))
  assert.throws(() => sumOf({ currency: 'EUR', items: [item(2 ** 52)] }, { ...at, times: 100 }), where('carts.2.items'))
})
