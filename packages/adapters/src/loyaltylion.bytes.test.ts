import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstChunk } from '../test/first-chunk.ts'

const client = `import { createLoyalty } from '@loyaltykit/core'`

test('a page with LoyaltyLion has at most 6.2 kB beside core, without schemas, secrets and what claims need', async () => {
  const core = await firstChunk(`${client}; globalThis.x = createLoyalty`)
  const both = await firstChunk(`${client}; import { loyaltylion } from '@loyaltykit/adapters/loyaltylion'; globalThis.x = [createLoyalty, loyaltylion]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/loyaltylion.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/schemas\/|loyaltylion\/claim\.ts|loyaltylion-server\.ts|\/guarded\.ts/.test(path)), [])
  assert.ok(!both.text.includes('its secret must not be in a page'))
  assert.ok(both.gzip - core.gzip <= 6_200, `${both.gzip - core.gzip} bytes`)
})

test('what signs tokens has nothing of the page in it', async () => {
  const { inputs } = await firstChunk(`import { signLoyaltyLionToken, readLoyaltyLionConfiguration } from '@loyaltykit/adapters/loyaltylion-server'; globalThis.x = [signLoyaltyLionToken, readLoyaltyLionConfiguration]`)
  assert.deepEqual(inputs.filter((path) => /src\/loyaltylion(\.ts|\/)|core\/src\/client\.ts/.test(path)), [])
})
