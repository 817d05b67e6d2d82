import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError, type Cart, type Quote } from '@loyaltykit/core'
import { quoteEach, sumOf } from './carts.ts'

const item = (price: number, quantity = 1) => ({ sku: 's', price, quantity })
const at = { money: 'EUR', path: 'carts.2' }

test('a cart costs the sum of its items; one in another currency or too large to count is refused, and where', () => {
  assert.equal(sumOf({ currency: 'EUR', items: [item(10_50, 2), item(0), item(1)] }, at), 21_01)
  const where = (path: string) => (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === path
  assert.throws(() => sumOf({ currency: 'USD', items: [] }, at), where('carts.2.currency'))
  assert.throws(() => sumOf({ currency: 'EUR', items: [item(Number.MAX_SAFE_INTEGER, 2)] }, at), where('carts.2.items'))
  assert.throws(() => sumOf({ currency: 'EUR', items: [item(2 ** 52)] }, { ...at, times: 100 }), where('carts.2.items'))
})

test('carts are quoted a few at a time, in their order; after a failure no more are begun', async () => {
  const carts = Array.from({ length: 10 }, (_, index) => ({ id: `c-${index}`, currency: 'EUR', items: [item(index)] }))
  let [open, most, begun] = [0, 0, 0]
  const quoteOf = async ({ id }: Pick<Cart, 'id'>, index: number): Promise<Quote> => {
    begun += 1
    most = Math.max(most, (open += 1))
    // the first take longest
    await new Promise((resolve) => setTimeout(resolve, 10 - index))
    open -= 1
    if (id === 'c-4' && isFailing) throw new Error('no quote')
    const total = { amount: index, currency: 'EUR' }
    return { earn: [], discounts: [], total, due: total }
  }
  let isFailing = false
  const quotes = await quoteEach(carts, quoteOf)
  assert.deepEqual([quotes.map(({ total }) => total.amount), most, begun], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4, 10])
  begun = 0
  isFailing = true
  await assert.rejects(quoteEach(carts, quoteOf), /no quote/)
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(begun, 8)
  assert.deepEqual(await quoteEach([], quoteOf), [])
})
