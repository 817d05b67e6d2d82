import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')
/** What every adapter that takes a secret says in a page. */
const sign = 'its secret must not be in a page'

const adapters = globSync('packages/adapters/src/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/*.test-d.ts'] })
const takesSecret = (file: string) => /credential: 'secret'/.test(readFileSync(join(root, file), 'utf8'))
const bundled = async (contents: string) => {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, minify: true, format: 'esm', write: false, conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"production"' } })
  return outputFiles[0]?.text ?? ''
}

describe('secrets', () => {
  test('are taken by adapters that refuse to start in a page, each by the sign that pages are searched for', async () => {
    const secret = adapters.filter(takesSecret)
    assert.ok(secret.length > 0, 'no adapter takes a secret')
    for (const file of secret) assert.ok((await bundled(`export * from './${file}'`)).includes(sign), `${file} must call refusePage`)
  })

  test('are in no page that is built: not in the CDN build, not in the sites of the examples, not in what a page imports', async () => {
    const built = globSync(['packages/cdn/dist/**/*.js', 'packages/elements/dist/**/*.js', 'packages/core/dist/**/*.js', 'examples/*/dist/**/*.js'], { cwd: root })
    assert.ok(built.length > 100, `only ${built.length} built files: run \`npm run build\` first`)
    for (const file of built) assert.ok(!readFileSync(join(root, file), 'utf8').includes(sign), `${file} has a secret-taking adapter in it`)
    const page = await bundled("import { createLoyalty } from '@loyaltykit/core'; import { http } from '@loyaltykit/adapters/http'; console.log(createLoyalty, http)")
    assert.ok(page.length > 1_000 && !page.includes(sign), 'core and http')
  })

  test('control: a page that has one is found out', async () => {
    assert.ok((await bundled("import { voucherify } from '@loyaltykit/adapters/voucherify'; console.log(voucherify)")).includes(sign))
  })
})
