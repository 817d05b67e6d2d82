import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'

/** What each adapter gives. */
const names: Readonly<Record<string, readonly string[]>> = {
  'http': ['http'],
  'keys': ['memoryKeys'],
  'voucherify': ['voucherify'],
  'sinks/backend': ['backendSink'],
  'sinks/data-layer': ['dataLayerSink'],
  'sinks/ga4': ['ga4Sink'],
  'sinks/yandex-metrica': ['yandexMetricaSink'],
}

test('the adapters are these', () => {
  assert.deepEqual(globSync(['*.ts', 'sinks/*.ts'], { cwd: import.meta.dirname, exclude: ['**/*.test.ts', '**/*.test-d.ts'] }).sort(), Object.keys(names).map((name) => `${name}.ts`).sort())
})

for (const [file, exported] of Object.entries(names)) {
  test(`the public names of ${file} are these`, async () => {
    assert.deepEqual(Object.keys((await import(`./${file}.ts`)) as object).sort(), exported)
  })
}
