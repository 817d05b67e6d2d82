/** `loyaltykit-conformance` as it is published: packed, unpacked into an empty folder, and run there against a server. Runs on the build. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { createTestMode } from '../../examples/own-backend/test-mode.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** What `npm install` would make of our tarballs; what others publish is linked. */
async function install(): Promise<string> {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@loyaltykit'), { recursive: true })
  const link = (from: string) => {
    for (const name of readdirSync(from)) {
      if (name.startsWith('.') || name === '@loyaltykit') continue
      symlinkSync(join(from, name), join(modules, name))
    }
  }
  for (const name of ['core', 'sandbox', 'gateway', 'testing']) {
    const { stdout } = await run('npm', ['pack', join(root, 'packages', name), '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
    const target = join(modules, '@loyaltykit', name)
    mkdirSync(target)
    await run('tar', ['xzf', join(folder, filename), '-C', target, '--strip-components=1'])
  }
  link(join(root, 'node_modules'))
  // what a package has to itself, because another version of it is shared
  const own = join(root, 'packages/testing/node_modules')
  mkdirSync(join(modules, '@loyaltykit/testing/node_modules'))
  for (const name of readdirSync(own)) if (!name.startsWith('.')) symlinkSync(join(own, name), join(modules, '@loyaltykit/testing/node_modules', name))
  return join(modules, '@loyaltykit/testing')
}

test('the packed command runs in an empty folder and passes a good server', async () => {
  const installed = await install()
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { bin: Record<string, string> }
  const file = join(installed, bin['loyaltykit-conformance'] ?? '')
  assert.ok(statSync(file).isFile())
  assert.match(readFileSync(file, 'utf8'), /^#!\/usr\/bin\/env node\n/)

  const { server, till } = createTestMode()
  try {
    const addresses = await Promise.all([server, till].map(async (one) => {
      one.listen(0, '127.0.0.1')
      await once(one, 'listening')
      return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
    }))
    const { stdout } = await run(process.execPath, [file, `${addresses[0]}/loyalty`, '--hooks', join(root, 'examples/own-backend/hooks.mjs'), '--origin', 'https://shop.example'], {
      cwd: folder, env: { ...process.env, TILL_URL: addresses[1] },
    })
    const [, passed, failed] = /\n(\d+) passed, (\d+) failed, \d+ left out\n$/.exec(stdout) ?? []
    assert.equal(failed, '0', stdout)
    assert.ok(Number(passed) > 40, stdout)
  } finally {
    for (const one of [server, till]) one.close().closeAllConnections()
  }
})
