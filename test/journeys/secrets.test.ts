/** What a page of the examples or the storybook loads takes no secret. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { searched } from '../secrets.ts'
import { startExamples } from './examples.ts'

const root = resolve(import.meta.dirname, '../..')

test('secrets are in no page of the examples, and not in the storybook where it is built', async () => {
  // builds what is not built yet
  await (await startExamples()).remove()
  const storybook = existsSync(`${root}/storybook-static`) ? ['storybook-static'] : []
  assert.deepEqual(searched('examples/*/dist', ...storybook).found, [])
})
