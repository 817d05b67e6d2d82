import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstChunk } from '../test/first-chunk.ts'

const client = `import { createLoyalty } from '@loyaltykit/core'`

test('a page with SaaSquatch has at most 3.6 kB beside core, without schemas and what takes a key', async () => {
  const core = await firstChunk(`${client}; globalThis.x = createLoyalty`)
  const both = await firstChunk(`${client}; import { saasquatch } from '@loyaltykit/adapters/saasquatch'; globalThis.x = [createLoyalty, saasquatch]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/saasquatch.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/schemas\/|saasquatch-server\.ts|\/guarded\.ts|\/hmac\.ts/.test(path)), [])
  assert.ok(!both.text.includes('its secret must not be in a page'))
  assert.ok(both.gzip - core.gzip <= 3_600, `${both.gzip - core.gzip} bytes`)
})
