import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { frameworkJourney } from './frameworks.ts'

frameworkJourney('react')

test('the types of the built packages are enough for a page in React', async () => {
  const root = resolve(import.meta.dirname, '../..')
  await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'examples/react/tsconfig.json'], { cwd: root })
})
