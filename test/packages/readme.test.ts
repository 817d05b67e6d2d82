import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../..')

test('the README lists every element, each with what it does, and no other', () => {
  const folders = globSync('packages/elements/src/*/define.ts', { cwd: root }).map((file) => file.split('/').at(-2)).filter((name) => name !== 'shared')
  const [, table = ''] = /<!-- elements -->\n([^]*?)<!-- \/elements -->/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  const rows = [...table.matchAll(/^\| `loyalty-([\w-]+)` \| \S.* \|$/gm)].map(([, name]) => name)
  assert.deepEqual(rows.sort(), folders.sort())
})
