import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { moneyOf, spendLimit, stepOf } from './worth.ts'

const limit = (worth: { amount: number; money: number }, available: number, net: number, isHeld = false) => {
  const { min, max, step, worth: { amount }, because } = spendLimit(worth, { currency: 'points', money: 'EUR', available, net, isHeld })
  return [min, max, step, amount, because]
}

describe('points by a fixed worth', () => {
  test('pay by steps that are worth whole cents', () => {
    assert.deepEqual([stepOf({ amount: 100, money: 5 }), stepOf({ amount: 100, money: 7 }), stepOf({ amount: 1, money: 100 })], [20, 100, 1])
    assert.deepEqual([moneyOf({ amount: 100, money: 5 }, 60), moneyOf({ amount: 100, money: 7 }, 300), moneyOf({ amount: 1, money: 100 }, 3)], [3, 21, 300])
  })

  test('pay as far as there are points and something to pay', () => {
    assert.deepEqual(limit({ amount: 100, money: 7 }, 650, 1_000), [100, 600, 100, 42, undefined])
    assert.deepEqual(limit({ amount: 100, money: 7 }, 100_000, 50), [100, 700, 100, 49, undefined])
    assert.deepEqual(limit({ amount: 100, money: 7 }, 650, 1_000, true), [100, 600, 100, 42, 'already_held'])
  })

  test('pay nothing with too few of them, a debt, or for less than a step', () => {
    for (const available of [99, 0, -40]) assert.deepEqual(limit({ amount: 100, money: 7 }, available, 1_000), [0, 0, 100, 0, 'balance_too_low'])
    assert.deepEqual(limit({ amount: 100, money: 7 }, 1_000, 6), [0, 0, 100, 0, 'not_eligible'])
  })
})
