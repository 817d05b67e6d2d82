import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as sandbox from './index.ts'
import * as sqlite from './sqlite.ts'

test('the public names of the sandbox are these', () => {
  assert.deepEqual(Object.keys(sandbox).sort(), ['autoparts', 'createSandbox', 'fashion', 'fuel', 'hotel', 'mall', 'post', 'presetProblems', 'programOf', 'variety'])
  assert.deepEqual(Object.keys(sqlite).sort(), ['sqliteStore'])
})
