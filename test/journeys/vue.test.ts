import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { frameworkJourney } from './frameworks.ts'

frameworkJourney('vue')

test('Vue\'s own type check knows the tags, their properties and their events', async () => {
  const root = resolve(import.meta.dirname, '../..')
  await promisify(execFile)(process.execPath, ['node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'examples/vue/tsconfig.json'], { cwd: root })
})
