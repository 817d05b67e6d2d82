import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { after, test } from 'node:test'
import { runNode } from './node.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(import.meta.dirname, '.planted-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const planted: Readonly<Record<string, string>> = {
  'good.test.ts': `import { describe, test } from 'node:test'; describe('a', () => { test('b', () => {}); test.skip('c', () => {}); }); describe('d', { skip: 'why' }, () => { test('e', () => {}); });`,
  'bad.test.ts': `import { test } from 'node:test'; test('outer', async (t) => { await t.test('inner', () => { throw new Error('on purpose'); }); });`,
  'empty.test.ts': `export const nothing = 1;`,
  'broken.test.ts': `import { test } from 'node:test'; import './not-there.ts'; test('never', () => {});`,
}

test('failed, empty and broken files of tests are failures; the rest is counted', async () => {
  const files = Object.entries(planted).map(([name, text]) => {
    writeFileSync(join(folder, name), text)
    return relative(root, join(folder, name))
  })
  const results = await runNode({ files, root })
  const failed = results.failures.map(({ name }) => name.replace(/^.*\.planted-[^/]+\//, '').replace(/: \/.*/, '')).sort()
  assert.equal(results.passed, 1)
  assert.equal(results.skipped, 2, 'a test, and a suite')
  assert.equal(failed.length, 3, failed.join('\n'))
  assert.match(failed.join('\n'), /bad\.test\.ts: outer › inner/)
  assert.match(failed.join('\n'), /empty\.test\.ts/)
  assert.match(failed.join('\n'), /broken\.test\.ts/)
  assert.match(results.failures.map(({ message }) => message).join('\n'), /on purpose/)
})

test('a file that does not end is given up, and said to be', async () => {
  const file = join(folder, 'endless.test.ts')
  writeFileSync(file, `import { test } from 'node:test'; setInterval(() => {}, 1000); test('done', () => {});`)
  const { failures } = await runNode({ files: [relative(root, file)], root, silence: 3_000, timeout: 60_000 })
  assert.match(failures.map(({ name, message }) => `${name}: ${message}`).join('\n'), /node --test: Nothing was heard for 3 s/)
})
