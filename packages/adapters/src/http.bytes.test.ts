import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstChunk } from '../test/first-chunk.ts'

test('reads cost a page at most 1.3 kB beside core, without ky, zod and the stream', async () => {
  const core = await firstChunk(`import { createLoyalty } from '@loyaltykit/core'; globalThis.x = createLoyalty`)
  const both = await firstChunk(`import { createLoyalty } from '@loyaltykit/core'; import { http } from '@loyaltykit/adapters/http'; globalThis.x = [createLoyalty, http]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/http.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/live\.ts|http\/(write|problem|rare|stream)\.ts/.test(path)), [])
  assert.ok(both.gzip - core.gzip <= 1_300, `${both.gzip - core.gzip} bytes`)
})
