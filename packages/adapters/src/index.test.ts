import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'

const filesIn = (pattern: string) => globSync(pattern, { cwd: import.meta.dirname, exclude: ['**/*.test.ts', '**/*.test-d.ts'] }).sort()
const exportsOf = async (file: string) => (await import(`./${file}`)) as Readonly<Record<string, unknown>>

/** What stands beside the adapters. */
const others: Readonly<Record<string, readonly string[]>> = {
  'keys.ts': ['memoryKeys'],
  'loyaltylion-server.ts': ['readLoyaltyLionConfiguration', 'signLoyaltyLionToken'],
  'member-token.ts': ['memberToken'],
  'sinks/backend.ts': ['backendSink'],
  'sinks/data-layer.ts': ['dataLayerSink'],
  'sinks/ga4.ts': ['ga4Sink'],
  'sinks/yandex-metrica.ts': ['yandexMetricaSink'],
}

for (const [file, names] of Object.entries(others)) {
  test(`the public names of ${file} are these`, async () => assert.deepEqual(Object.keys(await exportsOf(file)).sort(), names))
}

test('beside the adapters stands nothing else', () => assert.deepEqual(filesIn('sinks/*.ts'), Object.keys(others).filter((file) => file.startsWith('sinks/'))))

const adapters = filesIn('*.ts').filter((name) => !(name in others))
/** `vendor-server.ts`, `vendor-webhook.ts`: what a server needs beside an adapter. */
const isCompanion = (file: string) => adapters.some((other) => other !== file && file.startsWith(`${other.replace('.ts', '')}-`))

for (const file of adapters) {
  test(isCompanion(file) ? `${file} gives functions alone` : `${file} is an adapter: it gives a function of its own name, and functions alone`, async () => {
    const given = await exportsOf(file)
    const name = file.replace('.ts', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    if (!isCompanion(file)) assert.equal(typeof given[name], 'function', `${file} must export ${name}`)
    for (const [other, value] of Object.entries(given)) assert.equal(typeof value, 'function', other)
  })
}
