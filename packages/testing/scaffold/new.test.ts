import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { create } from './new.ts'

const run = promisify(execFile)
const repository = resolve(import.meta.dirname, '../../..')
const root = mkdtempSync(join(tmpdir(), 'scaffold-'))
const changed = ['packages/elements/src/index.ts', 'packages/elements/src/define.ts', 'packages/elements/src/reserve.css', 'packages/elements/src/shared/catalogue.ts', ...globSync('packages/elements/src/shared/words/!(en).ts', { cwd: repository }), 'packages/cdn/src/elements.ts', 'test/packages/elements.test.ts', 'test/stories/states.ts']
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const all = () => globSync(['packages/{adapters,elements,cdn}/src/**/*.{ts,css,mdx}', 'test/packages/*.ts', 'test/stories/*.ts'], { cwd: root }).sort()
const texts = () => Object.fromEntries(all().map((file) => [file, read(file)]))

before(() => {
  for (const name of ['adapters', 'elements', 'cdn']) {
    mkdirSync(join(root, 'packages', name), { recursive: true })
    for (const part of ['src', 'package.json', 'tsconfig.build.json', ...(name === 'adapters' ? ['test'] : [])]) cpSync(join(repository, 'packages', name, part), join(root, 'packages', name, part), { recursive: true })
  }
  for (const folder of ['packages', 'stories']) mkdirSync(join(root, 'test', folder), { recursive: true })
  for (const file of ['tsconfig.base.json', 'tsconfig.json', 'package.json', 'README.md', 'test/packages/elements.test.ts', 'test/stories/states.ts']) cpSync(join(repository, file), join(root, file))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
})
after(() => rmSync(root, { recursive: true, force: true }))

const node = (...args: string[]) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, NODE_TEST_CONTEXT: undefined } }).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`${args.join(' ')}\n${stdout}\n${stderr}`)
  })
/** What was made, with its tests and stories, and the words it is registered in. One program: to start a second costs more than all of it. */
async function types() {
  const include = ['packages/elements/src/two-words', 'packages/elements/src/shared/words', 'packages/adapters/src/two-words*.ts']
  writeFileSync(join(root, 'tsconfig.made.json'), JSON.stringify({ extends: './tsconfig.json', include, exclude: [] }))
  const args = [join(repository, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.made.json', '--pretty', 'false']
  const said = await run(process.execPath, args, { cwd: root }).then(({ stdout }) => stdout, ({ stdout }: { stdout: string }) => stdout || 'tsc did not run')
  // what lies outside was not made here, and has its own check
  const wrong = said.split('\n').filter((line) => line && !/^(\.\.|\s)/.test(line))
  assert.deepEqual(wrong, [])
}

/** As the repository would lint it; rules that ask the type checker rest. */
async function lint(files: readonly string[]) {
  const eslint = new ESLint({ cwd: repository, overrideConfig: [{ files: ['**/*.ts'], rules: tseslint.configs.disableTypeChecked.rules ?? {}, languageOptions: { parserOptions: { projectService: false } } }] })
  for (const file of files) {
    const [result] = await eslint.lintText(read(file), { filePath: join(repository, file) })
    assert.deepEqual(result?.messages.map(({ message }) => message), [], file)
  }
}

describe('a new element', () => {
  test('has every file of an element, is registered everywhere, and lints', async () => {
    const before = texts()
    create('element', ['two-words'], root)
    const made = all().filter((file) => !(file in before))
    const folder = 'packages/elements/src/two-words'
    assert.deepEqual(made, ['define.ts', ...['events.ts', 'mdx', 'stories.ts', 'styles.ts', 'test.ts', 'ts', 'words.ts'].map((end) => `two-words.${end}`)].map((name) => `${folder}/${name}`).sort())
    for (const file of changed) assert.match(read(file), /two-words|twoWords|TwoWords/, file)
    for (const [file, text] of Object.entries(before)) {
      if (!changed.includes(file)) assert.equal(read(file), text, file)
      else for (const line of text.split('\n')) assert.ok(read(file).includes(line), `${file} keeps ${line}`)
    }
    await lint([...made, ...changed].filter((file) => file.endsWith('.ts')))
  })

  test('and a new adapter compile, and the adapter passes its own tests', async () => {
    create('adapter', ['two-words'], root)
    assert.match(read('README.md'), /\n\| two-words \| ✓ \| – \| – \| ✓ \|.*\n<!-- \/capabilities -->/)
    const files = ['packages/adapters/src/two-words.ts', 'packages/adapters/src/two-words.test.ts']
    await Promise.all([types(), node('--conditions=loyaltykit-source', '--test', files[1] ?? '', 'packages/adapters/src/index.test.ts', 'test/packages/elements.test.ts'), lint(files)])
  })
})

describe('a refusal', () => {
  const refused = [
    ['no name', [], /Give a name: npm run new:element/],
    ['two names', ['one', 'two'], /One name/],
    ['the prefix', ['loyalty-coupons'], /Leave out "loyalty-".* coupons$/],
    ['capital letters', ['Coupons'], /small letters/],
    ['a path', ['../coupons'], /small letters/],
    ['a digit first', ['2go'], /small letters/],
    ['a very long name', ['x'.repeat(41)], /at most 40/],
    ['a taken name', ['balance'], /is taken/],
    ['a folder that all share', ['shared'], /is taken/],
  ] as const
  for (const [what, args, says] of refused) {
    test(`${what}: one clear line, and nothing is written`, () => {
      const before = texts()
      assert.throws(() => create('element', args, root), (error: Error) => says.test(error.message) && !error.message.includes('\n'))
      assert.deepEqual(texts(), before)
    })
  }

  test('a taken name of an adapter', () => {
    assert.throws(() => create('adapter', ['http'], root), /"http" is taken/)
  })

  test('a place that is not as it was: nothing is written, not even the part that could be', () => {
    const file = join(root, 'packages/cdn/src/elements.ts')
    rmSync(file)
    const before = texts()
    assert.throws(() => create('element', ['third'], root), /packages\/cdn\/src\/elements.ts is missing/)
    assert.deepEqual(texts(), before)
    assert.ok(!existsSync(join(root, 'packages/elements/src/third')))
  })

  test('at the terminal it is that line, and a failure', async () => {
    const ended = await run(process.execPath, [join(import.meta.dirname, 'new.ts'), 'element', 'balance']).then(() => undefined, (error: { code: number; stderr: string }) => error)
    assert.equal(ended?.code, 1)
    assert.equal(ended.stderr, 'The name "balance" is taken. Nothing was written.\n')
  })
})
