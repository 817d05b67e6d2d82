import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { searched, sign } from '../secrets.ts'

const root = resolve(import.meta.dirname, '../..')

const adapters = globSync('packages/adapters/src/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/*.test-d.ts'] })
/** A backend says so; what signs tokens or believes webhooks is known by its name. */
const takesSecret = (file: string) => /-(server|webhook)\.ts$/.test(file) || /credential: 'secret'/.test(readFileSync(join(root, file), 'utf8'))
const secret = adapters.filter(takesSecret)
const bundled = async (contents: string) => {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, minify: true, format: 'esm', write: false, conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"production"' } })
  return outputFiles[0]?.text ?? ''
}

describe('secrets', () => {
  test('are taken by files whose every function refuses to start in a page, by the sign that pages are searched for', async () => {
    for (const kind of ['voucherify.ts', '-server.ts', '-webhook.ts']) assert.ok(secret.some((file) => file.endsWith(kind)), `no ${kind} takes a secret`)
    const page = globalThis as { document?: unknown }
    for (const file of secret) {
      assert.ok((await bundled(`export * from './${file}'`)).includes(sign), `${file} must call refusePage`)
      const functions = Object.entries(await import(pathToFileURL(join(root, file)).href) as object).filter(([, given]) => typeof given === 'function') as [string, (options: object) => unknown][]
      assert.ok(functions.length > 0, `${file} has no function`)
      for (const [name, start] of functions) {
        page.document = {}
        try {
          // Mindbox's are taken apart before anything is looked at
          await assert.rejects(async () => start({ operations: {} }), ({ message }: Error) => message.includes(sign), `${name} of ${file} must call refusePage first`)
        } finally {
          delete page.document
        }
      }
    }
  })

  test('are in no page that is built: not in the CDN build, not in the elements, not in what a page imports', async () => {
    const { files, found } = searched('packages/cdn/dist', 'packages/elements/dist', 'packages/core/dist', 'packages/react/dist')
    assert.ok(files.length > 100, `only ${files.length} built files: run \`npm run build\` first`)
    assert.deepEqual(found, [])
    const page = await bundled("import { createLoyalty } from '@loyaltykit/core'; import { http } from '@loyaltykit/adapters/http'; console.log(createLoyalty, http)")
    assert.ok(page.length > 1_000 && !page.includes(sign), 'core and http')
  })

  test('control: a page that has one is found out', async () => {
    assert.ok((await bundled("import { voucherify } from '@loyaltykit/adapters/voucherify'; console.log(voucherify)")).includes(sign))
  })
})
