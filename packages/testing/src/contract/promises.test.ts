/** Each code that the port's comments name after "Fails:" is reached by a check of the contract. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { errorCodes, isLoyaltyError, type LoyaltyBackend } from '@loyaltykit/core'
import { altered } from '../../test-support/planting.ts'
import { sandboxSubject } from '../sandbox-subject.ts'
import { backendContract } from './contract.ts'

/** `redemptions.hold` and its codes, as the comments have them. */
async function promised(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(new URL('../../../core/src/port.ts', import.meta.url), 'utf8')
  const names = Object.fromEntries([...text.slice(text.indexOf('export interface LoyaltyBackend')).matchAll(/readonly (\w+)\??: (\w+)Group$/gm)].map(([, name = '', group = '']) => [group, name]))
  const found = new Map<string, readonly string[]>()
  for (const [, group = '', body = ''] of text.matchAll(/export interface (\w+)Group \{\n([^]*?)\n\}/g)) {
    for (const [, comment = '', method = ''] of body.matchAll(/\/\*\*([^]*?)\*\/\n {2}(\w+)\??:/g)) {
      const said = comment.slice(comment.indexOf('Fails:')).split(/\. [A-Z]/)[0] ?? ''
      const codes = comment.includes('Fails:') ? errorCodes.filter((code) => said.includes(`\`${code}\``)) : []
      found.set(`${names[group] ?? group}.${method}`, codes)
    }
  }
  return found
}

test('every code that the port names for a call is reached by a check', async (context) => {
  const reached = new Set<string>()
  const runs: (() => Promise<void>)[] = []
  const wrap = (sandbox: LoyaltyBackend): LoyaltyBackend => {
    const groups = Object.entries(sandbox).flatMap(([group, methods]) => (typeof methods === 'object' ? Object.keys(methods as object).map((method) => `${group}.${method}`) : []))
    let backend = sandbox
    for (const name of groups) {
      if (name === 'stream.open') continue
      backend = altered(backend, async (next, input, by) => {
        try {
          return await next(input, by)
        } catch (error) {
          if (isLoyaltyError(error)) reached.add(`${name} ${error.code}`)
          throw error
        }
      }, [name as never])
    }
    return backend
  }
  await backendContract({ test: (_, run) => runs.push(run), name: 'promises', create: async () => sandboxSubject({ wrap }) })
  for (const run of runs) await run()
  const all = [...(await promised())].flatMap(([name, codes]) => codes.map((code) => `${name} ${code}`))
  assert.ok(all.length > 80, `only ${all.length} promises were read out of the port`)
  // the sandbox has no log-in of a host, nor one that the transport carries (the gateway's own says so in its member-token.test.ts); a stream is followed by its own checks
  const missing = all.filter((promise) => !reached.has(promise) && !/^(session\.exchange|session\.current|stream\.open) /.test(promise))
  assert.deepEqual(missing, [])
  context.diagnostic(`${all.length} promises`)
})
