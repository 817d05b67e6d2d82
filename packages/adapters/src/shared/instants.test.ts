import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf, instantAt, instantOf } from './instants.ts'

test('an instant of any writing is told in UTC; what has no zone is in the one that is said', () => {
  const noon = '2026-11-22T12:00:00.000Z'
  for (const written of ['2026-11-22T12:00:00Z', '2026-11-22T12:00:00', '2026-11-22 12:00:00', '2026-11-22T15:00:00+03:00', '2026-11-22T15:00:00+0300', '2026-11-22 15:00:00+03:00', ' 2026-11-22T12:00:00.000z ']) assert.equal(instantOf(written), noon, written)
  assert.equal(instantOf('2026-11-22 15:00:00', '+03:00'), noon)
  assert.equal(instantOf('2026-11-22'), '2026-11-22T00:00:00.000Z')
  assert.equal(instantOf('2026-11-22', '+03:00'), '2026-11-21T21:00:00.000Z')
  assert.equal(instantAt(Date.parse(noon)), noon)
})

test('what is no instant is none', () => {
  for (const written of ['', 'soon', '2026-13-01', '22.11.2026', null, undefined]) assert.equal(instantOf(written), undefined, String(written))
})

test('a day is over when the next one begins', () => {
  assert.equal(endOf('2026-12-31'), '2027-01-01T00:00:00.000Z')
  assert.equal(endOf('2026-12-31', '+03:00'), '2026-12-31T21:00:00.000Z')
  assert.equal(endOf('soon'), undefined)
})
