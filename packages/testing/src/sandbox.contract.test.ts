import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { backendContract } from './contract/contract.ts'
import { sandboxSubject } from './sandbox-subject.ts'

const report = await backendContract({ test, name: 'sandbox', create: async () => sandboxSubject() })

test('the sandbox leaves no check of its groups out', () => {
  assert.deepEqual(report.leftOut, [])
  assert.ok(report.count > 100, `only ${report.count} checks`)
})

after(() => {
  assert.equal(report.row(), '| sandbox | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | – | ✓ | – | – | – | – | – | – | – | – | – | – | – |')
})
