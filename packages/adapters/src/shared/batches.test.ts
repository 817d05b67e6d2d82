import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchesOf } from './batches.ts'

const [june, july] = ['2026-06-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z']

test('parts by date: the soonest first, not more than there is, without what is held of the first', () => {
  const parts = [{ at: '2026-07-01', amount: 50 }, { at: june, amount: 30 }, { at: null, amount: 9 }, { at: 'soon', amount: 9 }, { at: june, amount: 0 }]
  assert.deepEqual(batchesOf(parts, 100), [{ at: june, amount: 30 }, { at: july, amount: 50 }])
  assert.deepEqual(batchesOf(parts, 60), [{ at: june, amount: 30 }, { at: july, amount: 30 }])
  assert.deepEqual(batchesOf(parts, 100, 40), [{ at: july, amount: 40 }])
  assert.deepEqual(batchesOf(parts, -5), [])
})
