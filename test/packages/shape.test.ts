/** What is published: each package as npm would pack it, checked as a consumer would meet it. Runs on the build. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import puppeteer from 'puppeteer-core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { chromiumFlags, requireChromium } from '../browsers.ts'

type Target = string | null | { readonly [condition: string]: Target }

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, Target>>
  readonly sideEffects?: boolean | readonly string[]
}

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const packed = mkdtempSync(join(tmpdir(), 'packed-'))
after(() => {
  rmSync(packed, { recursive: true, force: true })
})

const folders = globSync('packages/*/package.json', { cwd: root })
  .map((file) => resolve(root, file, '..'))
  .filter((folder) => globSync('src/**/*.ts', { cwd: folder }).length > 0)
  .sort()

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** The file that a consumer gets; undefined for what only we use. */
function fileOf(target: Target): string | undefined {
  if (target === null) return undefined
  return typeof target === 'string' ? target : target['default'] === undefined ? undefined : fileOf(target['default'])
}

/** Every public entry with its file. A pattern stands for each file that it matches, except those that say more exactly. */
function entries(folder: string, { exports }: Manifest): Map<string, string> {
  const found = new Map<string, string>()
  const closed = Object.keys(exports)
    .filter((key) => exports[key] === null)
    .map((key) => key.replace('*', ''))
  for (const [key, target] of Object.entries(exports)) {
    const file = fileOf(target)
    if (file === undefined) continue
    if (!key.includes('*')) {
      found.set(key, file)
      continue
    }
    for (const name of matches(folder, file)) {
      const entry = key.replace('*', name)
      if (!(entry in exports) && !closed.some((start) => entry.startsWith(start))) found.set(entry, file.replaceAll('*', name))
    }
  }
  return found
}

/** What `*` stands for, where every `*` of the target is the same one folder or file name. */
function matches(folder: string, file: string): string[] {
  const [before = '', ...rest] = file.split('*')
  const pattern = new RegExp(
    `^${escaped(before)}([^/]+?)${rest.map((text, index) => (index === 0 ? '' : '\\1') + escaped(text)).join('')}$`,
  )
  return globSync(file, { cwd: folder })
    .map((path) => `./${path}`.match(pattern)?.[1])
    .filter((name): name is string => name !== undefined && !name.includes('.generated') && !/-[\w-]{8}$/.test(name))
}

const escaped = (text: string) => text.replace(/[.+?^$()[\]{}|\\/]/g, '\\$&')

const publicName = (manifest: Manifest, entry: string) => manifest.name + entry.slice(1)

for (const folder of folders) {
  const manifest = manifestOf(folder)
  const modules = [...entries(folder, manifest)].filter(([, file]) => file.endsWith('.js'))

  describe(manifest.name, () => {
    test('every entry has its file', () => {
      const named = Object.entries(manifest.exports).filter(([key]) => !key.includes('*'))
      const missing = named.map(([, target]) => fileOf(target)).filter((file) => file && !existsSync(join(folder, file)))
      // A package that has begun may not have all of its entries; one that is built has no entry without a source.
      const promised = missing.filter((file) => hasSource(folder, file ?? ''))
      assert.deepEqual(promised, [], 'entries whose file was not built')
      assert.ok(modules.length > 0, 'the package has an entry')
    })

    test('publint finds nothing', async () => {
      const { messages, pkg } = await publint({ pkgDir: folder, level: 'warning', strict: true, pack: 'npm' })
      assert.deepEqual(
        messages.map((message) => formatMessage(message, pkg ?? {}, { color: false })),
        [],
      )
    })

    if (manifest.name !== '@loyaltykit/cdn') {
      test('types are right for consumers that use ES modules', async () => {
        const { stdout } = await run('npm', ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', packed], { cwd: root })
        const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
        const archive = createPackageFromTarballData(new Uint8Array(readFileSync(join(packed, filename))))
        const analysis = await checkPackage(archive, { entrypoints: modules.map(([entry]) => entry) })
        assert.ok(analysis.types, 'the package has types')
        const problems = analysis.problems.filter((problem) => {
          if ('resolutionKind' in problem) return problem.resolutionKind !== 'node10' && problem.resolutionKind !== 'node16-cjs'
          return !('resolutionOption' in problem && problem.resolutionOption === 'node10')
        })
        assert.deepEqual(problems, [])
      })

      test('every module can be imported by node, and only define modules register', async () => {
        const specifiers = modules.map(([entry]) => publicName(manifest, entry))
        // customElements of node: it writes down, and it does not know the tags.
        const script = `
          const registered = [];
          globalThis.customElements = { get: () => undefined, define: (tag) => registered.push(tag), whenDefined: () => new Promise(() => {}) };
          for (const specifier of ${JSON.stringify(specifiers)}) {
            const before = registered.length;
            const names = Object.keys(await import(specifier));
            console.log(JSON.stringify({ specifier, names, registers: registered.length > before }));
          }`
        const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
        const lines = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { specifier: string; names: string[]; registers: boolean })
        assert.deepEqual(
          lines.map(({ specifier }) => specifier),
          specifiers,
        )
        for (const { specifier, registers, names } of lines) {
          if (!/\/define$/.test(specifier)) {
            assert.equal(registers, false, `${specifier} registers an element`)
            assert.ok(!names.includes('default'), `${specifier} has a default export`)
          }
        }
      })
    }
  })
}

function hasSource(folder: string, file: string): boolean {
  return !file.startsWith('./dist/') || existsSync(join(folder, file.replace('./dist/', 'src/').replace(/\.js$/, '.ts')))
}

test('in a page, importing registers nothing; define modules do', async (t) => {
  const elements = folders.filter((folder) => /\/(core|adapters|elements)$/.test(folder))
  const names = elements.flatMap((folder) => {
    const manifest = manifestOf(folder)
    return [...entries(folder, manifest)].filter(([, file]) => file.endsWith('.js')).map(([entry]) => publicName(manifest, entry))
  })
  const quiet = names.filter((name) => !name.endsWith('/define'))
  const loud = names.filter((name) => /.\/[^/]+\/[^/]+\/define$/.test(name))
  if (loud.length === 0) {
    t.skip('there are no elements yet')
    return
  }
  const program = `
    const tags = [];
    const define = customElements.define;
    customElements.define = function (tag, ...rest) { tags.push(tag); return define.call(this, tag, ...rest); };
    ${quiet.map((name) => `await import(${JSON.stringify(name)});`).join('\n')}
    const early = [...tags];
    ${loud.map((name) => `await import(${JSON.stringify(name)});`).join('\n')}
    globalThis.found = { early, late: tags.slice(early.length) };`
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
    conditions: ['browser', 'production'],
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '', type: 'module' })
    await page.waitForFunction('globalThis.found', { timeout: 20_000 }).catch(() => undefined)
    assert.deepEqual(errors, [])
    const found = (await page.evaluate('globalThis.found')) as { early: string[]; late: string[] }
    assert.deepEqual(found.early, [], 'imports that register')
    assert.deepEqual(
      loud.map((name) => `loyalty-${name.split('/').at(-2) ?? ''}`).filter((tag) => !found.late.includes(tag)),
      [],
      'define modules that register nothing',
    )
  } finally {
    await browser.close()
  }
})
