/** The documentation site says what is: its links lead somewhere, its files are there, and what it shows of code holds. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { toId } from 'storybook/internal/csf'
import ts from 'typescript'

const root = resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const pages = globSync(['stories/**/*.mdx', 'packages/elements/src/**/*.mdx'], { cwd: root }).sort()
const storyFiles = globSync(['stories/**/*.stories.ts', 'packages/elements/src/**/*.stories.ts'], { cwd: root })
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts

interface Declaration {
  readonly name: string
  readonly tagName?: string
  readonly attributes?: readonly { readonly name: string }[]
  readonly slots?: readonly { readonly name: string }[]
  readonly cssParts?: readonly { readonly name: string }[]
  readonly cssStates?: readonly { readonly name: string }[]
}
const elements = new Map((JSON.parse(read('packages/elements/custom-elements.json')) as { modules: { declarations?: Declaration[] }[] }).modules
  .flatMap(({ declarations = [] }) => declarations).flatMap((one) => (one.tagName ? [[one.tagName, one] as const] : [])))

/** Addresses of all pages of the site: `guides-theming--docs`. */
function addresses(): Set<string> {
  const titles = new Map(storyFiles.map((file) => [file, /\btitle: '((?:Elements|Pages|Themes)[^']*)'/.exec(read(file))?.[1] ?? '']))
  const found = new Set<string>()
  for (const [file, title] of titles) for (const [, name = ''] of read(file).matchAll(/^export const (\w+): Story/gm)) found.add(toId(title, name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')))
  for (const page of pages) {
    const title = /<Meta title="([^"]+)"/.exec(read(page))?.[1] ?? titles.get(storyFiles.find((file) => file === page.replace(/\.mdx$/, '.stories.ts')) ?? '')
    assert.ok(title, `${page} has no title`)
    found.add(toId(title, 'docs'))
  }
  return found
}

interface Block {
  readonly page: string
  readonly language: string
  readonly text: string
}
const blocks: readonly Block[] = pages.flatMap((page) => [...read(page).matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({ page, language, text })))
const of = (...languages: readonly string[]) => blocks.filter(({ language }) => languages.includes(language))

test('every link within the site leads to a page of it', () => {
  const known = addresses()
  const links = pages.flatMap((page) => [...read(page).matchAll(/\?path=\/(?:docs|story)\/([\w-]+)/g)].map(([, address = '']) => ({ page, address })))
  assert.ok(links.length > 15, 'links were found')
  assert.deepEqual(links.filter(({ address }) => !known.has(address)), [])
})

test('the index of elements leads to the page of each', () => {
  const known = addresses()
  assert.deepEqual([...elements.keys()].filter((tag) => !known.has(`elements-${tag.replace('loyalty-', '')}--docs`)), [])
})

test('every file, script and package that is named is there', () => {
  const missing = pages.flatMap((page) => {
    const text = read(page)
    const files = [...text.matchAll(/`((?:examples|packages|stories|test)\/[\w./-]+)`/g)].map(([, file = '']) => file)
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    return [...files.filter((file) => !existsSync(join(root, file))), ...commands.filter((name) => !scripts[name] && name !== 'dev')].map((what) => `${page}: ${what}`)
  })
  assert.deepEqual(missing, [])
})

/** What is wrong with the tags in a piece of HTML. */
function wrongIn(html: string): string[] {
  const everywhere = /^(id|class|slot|lang|dir|hidden|title|role|tabindex|data-[\w-]+|aria-[\w-]+)$/
  return [...html.matchAll(/<(loyalty-[\w-]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>([^]*?)<\/\1>/g)].flatMap(([, tag = '', given = '', inside = '']) => {
    const element = elements.get(tag)
    if (!element) return [`no tag ${tag}`]
    const attributes = [...given.matchAll(/\s([\w-]+)/g)].flatMap(([whole, name = '']) => (given.split('"').some((part, index) => index % 2 === 0 && part.includes(whole)) ? [name] : []))
    const slots = [...inside.matchAll(/\sslot="([^"]+)"/g)].map(([, name = '']) => name)
    return [
      ...attributes.filter((name) => !everywhere.test(name) && !element.attributes?.some((one) => one.name === name)).map((name) => `${tag} has no attribute ${name}`),
      ...slots.filter((name) => !element.slots?.some((one) => one.name === name || (one.name.endsWith('NAME') && name.startsWith(one.name.slice(0, -4))))).map((name) => `${tag} has no slot ${name}`),
    ]
  })
}

test('tags, attributes and slots in HTML are those of the elements', () => {
  const html = [...of('html'), { page: 'examples/partner/index.html', text: read('examples/partner/index.html') }]
  assert.ok(html.length > 20)
  assert.deepEqual(html.flatMap(({ page, text }) => wrongIn(text).map((what) => `${page}: ${what}`)), [])
  assert.deepEqual(wrongIn('<loyalty-balance compact sise="2"><a slot="gest">x</a></loyalty-balance><loyalty-balanc></loyalty-balanc>'),
    ['loyalty-balance has no attribute sise', 'loyalty-balance has no slot gest', 'no tag loyalty-balanc'], 'the check can tell')
})

test('parts, states and tokens in style sheets are those of the elements', () => {
  const tokens = read('packages/elements/src/shared/base.styles.ts') + read('packages/elements/custom-elements.json')
  const wrong = of('css').flatMap(({ page, text }) => [
    ...[...text.matchAll(/(loyalty-[\w-]+)::part\(([\w-]+)\)/g)].filter(([, tag = '', name]) => !elements.get(tag)?.cssParts?.some((one) => one.name === name)),
    ...[...text.matchAll(/(loyalty-[\w-]+):state\(([\w-]+)\)/g)].filter(([, tag = '', name]) => !elements.get(tag)?.cssStates?.some((one) => one.name === name)),
    ...[...text.matchAll(/--loyalty-[\w-]+/g)].filter(([name]) => !tokens.includes(name)),
  ].map(([what]) => `${page}: ${what}`))
  assert.deepEqual(wrong, [])
})

test('JSON is JSON', () => {
  for (const { text } of of('json')) assert.doesNotThrow(() => JSON.parse(text) as unknown)
})

/** Names that the text around a block explains, with what they are. */
const explained: Readonly<Record<string, string>> = {
  account: "HTMLElementTagNameMap['loyalty-account']",
  apiKey: 'string', appId: 'string', appToken: 'string', secret: 'string', token: 'string',
  bookingUrl: '(...of: readonly unknown[]) => string',
  cart: '{ applyCode(code: string): void }',
  client: "import('@loyaltykit/core').AnyClient",
  createLoyalty: "typeof import('@loyaltykit/core').createLoyalty",
  createSandbox: "typeof import('@loyaltykit/sandbox').createSandbox",
  http: "typeof import('@loyaltykit/adapters/http').http",
  list: 'HTMLElement',
  openMyDialog: '(of: unknown) => void',
  payload: 'never',
}

/** The mistakes that the compiler finds in blocks of code, each a module of its own. */
function mistakesIn(code: readonly Pick<Block, 'page' | 'text'>[], strict: boolean): string[] {
  const names = new Map(code.map((block, index) => [join(root, `stories/guides/block-${index}.ts`), block]))
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists, getSourceFile } = host
  const sourceOf = (name: string) => {
    const block = names.get(name)
    if (!block) return undefined
    const given = Object.entries(explained).filter(([one]) => new RegExp(`\\b${one}\\b`).test(block.text) && !new RegExp(`(import .*|const )\\b${one}\\b`).test(block.text))
    // three dots stand for what is not shown
    return `import '@loyaltykit/elements'\n${given.map(([one, type]) => `declare const ${one}: ${type}\n`).join('')}${block.text.replaceAll(/(?<!\w)…/g, '')}\nexport {}\n`
  }
  host.readFile = (name) => sourceOf(name) ?? readFile.call(host, name)
  host.fileExists = (name) => names.has(name) || fileExists.call(host, name)
  host.getSourceFile = (name, target, ...rest) => (names.has(name) ? ts.createSourceFile(name, sourceOf(name) ?? '', target) : getSourceFile.call(host, name, target, ...rest))
  const program = ts.createProgram([...names.keys()], { ...options, strict, noEmit: true, noUnusedLocals: false, noUnusedParameters: false }, host)
  return [...names].flatMap(([name, { page }]) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) => `${page}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
    // in a script nobody says which element has this id
  }).filter((what) => strict || !/does not exist on type 'Element'/.test(what))
}

test('code in the pages compiles', { timeout: 120_000 }, () => {
  assert.ok(of('ts').length > 1 && of('js').length > 5)
  assert.deepEqual([...mistakesIn(of('ts'), true), ...mistakesIn(of('js'), false)], [])
  const [mistake = ''] = mistakesIn([{ page: 'x', text: "document.querySelector('loyalty-balance').compct = true" }], false)
  assert.match(mistake, /compct/, 'the check can tell')
})
