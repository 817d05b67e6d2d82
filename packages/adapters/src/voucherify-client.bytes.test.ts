import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstChunk } from '../test/first-chunk.ts'

const client = `import { createLoyalty } from '@loyaltykit/core'`

test('a page with Voucherify\'s client-side API has at most 3.5 kB beside core, without schemas and what takes a secret', async () => {
  const core = await firstChunk(`${client}; globalThis.x = createLoyalty`)
  const both = await firstChunk(`${client}; import { voucherifyClient } from '@loyaltykit/adapters/voucherify-client'; globalThis.x = [createLoyalty, voucherifyClient]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/voucherify-client.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/schemas\/|src\/voucherify\.ts|\/guarded\.ts|\/holds\.ts/.test(path)), [])
  assert.ok(!both.text.includes('its secret must not be in a page'))
  assert.ok(both.gzip - core.gzip <= 3_500, `${both.gzip - core.gzip} bytes`)
})
