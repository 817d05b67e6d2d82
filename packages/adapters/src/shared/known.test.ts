import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known } from './known.ts'

test('of fields those that say something: nothing, `null` and an empty text do not, 0 and `false` do', () => {
  assert.deepEqual(known({ a: undefined, b: null, c: '', d: 0, e: false, f: 'x', g: [] }), { d: 0, e: false, f: 'x', g: [] })
})
