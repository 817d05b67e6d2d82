import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spansOf } from './spans.ts'

const end = Date.parse('2026-11-22T10:00:00Z')

test('days in spans: the newest first, each day once, none longer than may be', () => {
  assert.deepEqual(spansOf(end, 5, 2), [{ from: '2026-11-21', until: '2026-11-22' }, { from: '2026-11-19', until: '2026-11-20' }, { from: '2026-11-18', until: '2026-11-18' }])
  assert.deepEqual(spansOf(end, 90, 90), [{ from: '2026-08-25', until: '2026-11-22' }])
  assert.deepEqual(spansOf(end, 1, 90), [{ from: '2026-11-22', until: '2026-11-22' }])
  const spans = spansOf(end, 720, 90)
  assert.equal(spans.length, 8)
  for (const [index, { from, until }] of spans.entries()) {
    assert.equal(Date.parse(until) - Date.parse(from), 89 * 86_400_000)
    const next = spans[index + 1]
    if (next) assert.equal(Date.parse(from) - Date.parse(next.until), 86_400_000)
  }
})
