import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The first chunk of a page that imports this: its gzip size and the packages in it. */
async function firstChunk(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: here }, bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022', write: false, metafile: true, outdir: here,
    conditions: ['loyaltykit-source', 'production'], define: { 'process.env.NODE_ENV': '"production"' },
  })
  const first = new Set<string>()
  const visit = (path: string) => {
    if (first.has(path)) return
    first.add(path)
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) if (kind === 'import-statement') visit(next)
  }
  visit(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint) ?? '')
  const inputs = [...first].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
  const text = outputFiles.filter(({ path }) => [...first].some((one) => path.endsWith(one.split('/').at(-1) ?? ''))).map((file) => file.text).join('')
  return { gzip: gzipSync(text, { level: 9 }).length, inputs }
}

test('reads cost a page at most 1.3 kB beside core, without ky, zod and the stream', async () => {
  const core = await firstChunk(`import { createLoyalty } from '@loyaltykit/core'; globalThis.x = createLoyalty`)
  const both = await firstChunk(`import { createLoyalty } from '@loyaltykit/core'; import { http } from '@loyaltykit/adapters/http'; globalThis.x = [createLoyalty, http]`)
  assert.ok(both.inputs.some((path) => path.endsWith('src/http.ts')), 'the adapter is in it')
  assert.deepEqual(both.inputs.filter((path) => /node_modules\/(ky|zod|eventsource-parser)\/|\/operations\.ts|\/live\.ts|http\/(write|problem|rare|stream)\.ts/.test(path)), [])
  assert.ok(both.gzip - core.gzip <= 1_300, `${both.gzip - core.gzip} bytes`)
})
