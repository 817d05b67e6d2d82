import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after } from 'node:test'
import type { WireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Served } from '@loyaltykit/testing/emulators/shared/server'

/** All that the tests of a file say to a vendor's emulators, held against the vendor's documents; `wire` is absent where there are none. */
export function conversations({ name, wire }: { readonly name: string; readonly wire?: WireCheck | undefined }) {
  const violations = new Set<string>()
  /** What a failed test has left open. */
  const opened = new Set<() => Promise<void>>()
  let exchanges = 0

  /** Gives what closes this emulator and holds all that was said to it against the documents; the second time it does nothing. */
  function endOf(emulator: Served): () => Promise<void> {
    const end = async () => {
      if (!opened.delete(end)) return
      await emulator.close()
      for (const exchange of emulator.exchanges) for (const violation of wire?.violations(exchange) ?? []) violations.add(violation)
      exchanges += emulator.exchanges.length
    }
    opened.add(end)
    return end
  }

  /** At the end of the file, what was said must be as the documents say, in more exchanges than these, and README's rows what the contract found. */
  function check({ reports, moreThan }: { readonly reports: readonly { row(): string }[]; readonly moreThan: number }): void {
    after(async () => {
      await Promise.all([...opened].map((end) => end()))
      assert.deepEqual([...violations], [], `every request and answer is as the documents of ${name} say`)
      if (!wire) console.log(`${name}: the vendor's documents are not here; ${exchanges} exchanges were not checked by them.`)
      assert.ok(exchanges > moreThan, `only ${exchanges} exchanges`)
      const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
      // `npm run capabilities` writes them
      for (const report of reports) assert.ok(readme.includes(`\n${report.row()}\n`), `README.md must have this row:\n${report.row()}`)
    })
  }

  return { endOf, check }
}
