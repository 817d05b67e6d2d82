import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { backendContract, contractHead } from './contract/contract.ts'
import { sandboxSubject } from './sandbox-subject.ts'

const report = await backendContract({ test, name: 'sandbox', create: async () => sandboxSubject() })

test('the sandbox leaves no check of its groups out', () => {
  assert.deepEqual(report.leftOut, [])
  assert.ok(report.count > 100, `only ${report.count} checks`)
})

after(async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  assert.ok(readme.includes(`${contractHead}\n${report.row()}\n`), `README.md must have this row:\n${contractHead}\n${report.row()}`)
})
