import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError, type ErrorCode } from '@loyaltykit/core'
import { checkTaking, standingOf } from './rewards.ts'

test('a reward is there, locked or sold out; what is sold out is no question of points', () => {
  assert.deepEqual(standingOf(undefined), { state: 'available' })
  assert.deepEqual(standingOf('tier_too_low'), { state: 'locked', lockedBecause: 'tier_too_low' })
  assert.deepEqual(standingOf('balance_too_low', true), { state: 'sold_out' })
})

test('only what is there can be taken, and too few points are told as that', () => {
  const failsWith = (code: ErrorCode) => (error: unknown) => isLoyaltyError(error) && error.code === code
  checkTaking(standingOf(undefined))
  assert.throws(() => checkTaking(standingOf('balance_too_low')), failsWith('insufficient_points'))
  for (const standing of [standingOf('balance_too_low', true), standingOf('limit_reached'), standingOf('not_yet')]) assert.throws(() => checkTaking(standing), failsWith('not_eligible'))
})
