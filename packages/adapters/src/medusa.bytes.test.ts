import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstChunk } from '../test/first-chunk.ts'

const client = `import { createLoyalty } from '@loyaltykit/core'`

test('a page with Medusa has at most 5.6 kB beside core, without schemas, secrets and what paying needs', async () => {
  const core = await firstChunk(`${client}; globalThis.x = createLoyalty`)
  const both = await firstChunk(`${client}; import { medusa } from '@loyaltykit/adapters/medusa'; globalThis.x = [createLoyalty, medusa]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/medusa.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/schemas\/|medusa\/spending\.ts|\/once\.ts|\/guarded\.ts/.test(path)), [])
  assert.ok(!both.text.includes('its secret must not be in a page'))
  assert.ok(both.gzip - core.gzip <= 5_600, `${both.gzip - core.gzip} bytes`)
})
