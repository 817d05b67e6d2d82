import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { cutToMinor } from './amounts.ts'

test('an amount with binary noise is what it stands for; what is finer than the scale is cut off, a debt\'s away from the member', () => {
  const cases: readonly (readonly [value: number | string, scale: number, minor: number])[] = [
    [0.1 + 0.2, 2, 30], [29.999999999999996, 2, 30_00], [42.509, 2, 42_50], ['42.509', 2, 42_50], [-0.001, 2, -1], [-5, 2, -5_00], ['-5.00', 2, -5_00], [-0, 0, 0], ['-0.0', 1, 0], [42.9, 0, 42], [1e-9, 2, 0], ['12.3456789', 6, 12_345_678], [7, 6, 7_000_000],
  ]
  for (const [value, scale, minor] of cases) assert.equal(cutToMinor(value, scale), minor, `${value} with ${scale}`)
})

test('what is no amount, or too large to count, is no answer', () => {
  for (const value of ['', 'many', '1e3', '1,5', Number.NaN, Infinity, 2 ** 60, 1e21]) assert.throws(() => cutToMinor(value, 2), (error) => isLoyaltyError(error) && error.code === 'bad_response', String(value))
})
