import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { listOf } from './wire.ts'

test('an item that is none is left out and told once, without what it says', (t) => {
  const warn = t.mock.method(console, 'warn', () => {})
  const Item = z.object({ id: z.string(), at: z.string() })
  const list = listOf(Item)
  assert.deepEqual(z.parse(list, [{ id: 'a', at: 'x' }, { id: 7, at: 'ada@shop.example' }, 'ada@shop.example']), [{ id: 'a', at: 'x' }])
  assert.deepEqual(z.parse(listOf(Item), [null]), [])
  assert.equal(warn.mock.callCount(), 1)
  assert.match(String(warn.mock.calls[0]?.arguments[0]), /left out: id \(invalid_type\)/)
  assert.doesNotMatch(String(warn.mock.calls[0]?.arguments[0]), /ada/)
  assert.throws(() => z.parse(list, { items: [] }))
})
