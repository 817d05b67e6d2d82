/** What is generated of the elements for editors, JSX, Vue and React: complete, and current. Compared with the sources, not with the manifest. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import ts from 'typescript'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const elements = join(root, 'packages/elements')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const json = (file: string) => JSON.parse(readFileSync(join(elements, file), 'utf8')) as unknown

interface Property {
  readonly name: string
  /** Undefined where only code can set it. */
  readonly attribute: string | undefined
}

/** What the sources say of an element. */
interface Source {
  readonly tag: string
  readonly folder: string
  readonly className: string
  readonly properties: readonly Property[]
  readonly events: readonly (readonly [type: string, name: string])[]
  readonly slots: readonly string[]
  readonly parts: readonly string[]
  readonly tokens: readonly string[]
  readonly states: readonly string[]
}

const parse = (file: string) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
const classOf = (file: string) => parse(file).statements.find((statement) => ts.isClassDeclaration(statement))

/** The fields with `@property`, those of the base classes too. */
function properties(file: string): readonly Property[] {
  const declared = classOf(file)
  if (!declared) return []
  const own = declared.members.flatMap((member) => {
    const decorator = (ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : []).find(({ expression }) => /^property\(/.test(expression.getText()))
    if (!decorator || !member.name) return []
    const options = decorator.expression.getText()
    const attribute = /attribute: false/.test(options) ? undefined : (/attribute: '([^']+)'/.exec(options)?.[1] ?? member.name.getText().toLowerCase())
    return [{ name: member.name.getText(), attribute }]
  })
  const base = declared.heritageClauses?.[0]?.types[0]?.expression.getText() ?? ''
  const from = new RegExp(`import \\{[^}]*\\b${base}\\b[^}]*\\} from '(\\.[^']+)'`).exec(readFileSync(file, 'utf8'))?.[1]
  return from ? [...own, ...properties(resolve(file, '..', from))] : own
}

const sources: readonly Source[] = globSync('*/define.ts', { cwd: join(elements, 'src') }).filter((file) => !file.startsWith('shared/')).sort().map((file) => {
  const folder = file.split('/')[0] ?? ''
  const path = join(elements, 'src', folder, `${folder}.ts`)
  const text = readFileSync(path, 'utf8')
  const said = (tag: string) => [...text.matchAll(new RegExp(`^ \\* @${tag} (\\[?)([\\w-]+)`, 'gm'))].map(([, , name = '']) => name).map((name) => (name === '-' ? '' : name))
  return {
    tag: `loyalty-${folder}`,
    folder,
    className: /export class (\w+)/.exec(text)?.[1] ?? '',
    properties: properties(path),
    events: [...text.matchAll(/^ \* @(?:fires|event) \{(\w+)\} ([\w-]+)/gm)].map(([, type = '', name = '']) => [type, name] as const),
    slots: said('slot'),
    parts: said('csspart'),
    tokens: said('cssprop(?:erty)?'),
    states: said('cssstate'),
  }
})

const names = (items: readonly { readonly name: string }[] | undefined) => (items ?? []).map(({ name }) => name).sort()
const sorted = (items: Iterable<string>) => [...new Set(items)].sort()
const attributesOf = (source: Source) => sorted(source.properties.flatMap(({ attribute }) => attribute ?? []))

test('there is a catalogue, and it is read', () => {
  assert.ok(sources.length >= 21, `only ${sources.length} elements were found`)
  const redeem = sources.find(({ folder }) => folder === 'redeem')
  assert.deepEqual(sorted(redeem?.properties.map(({ name }) => name) ?? []), ['cart', 'client', 'currency', 'state', 'words'])
  assert.ok((redeem?.parts.length ?? 0) > 5 && (redeem?.events.length ?? 0) > 3)
})

interface Item { readonly name: string }
interface Declaration {
  readonly tagName?: string
  readonly description?: string
  readonly attributes?: readonly Item[]
  readonly members?: readonly Item[]
  readonly events?: readonly (Item & { readonly type?: { readonly text: string }; readonly description?: string })[]
  readonly slots?: readonly (Item & { readonly description?: string })[]
  readonly cssParts?: readonly (Item & { readonly description?: string })[]
  readonly cssProperties?: readonly (Item & { readonly description?: string })[]
  readonly cssStates?: readonly (Item & { readonly description?: string })[]
}

test('the manifest has every tag with all that it has, each with a word on what it is', () => {
  const { modules } = json('custom-elements.json') as { readonly modules: readonly { readonly declarations?: readonly Declaration[] }[] }
  const declared = modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName)
  assert.deepEqual(declared.map(({ tagName }) => tagName).sort(), sources.map(({ tag }) => tag).sort())
  for (const source of sources) {
    const one = declared.find(({ tagName }) => tagName === source.tag)
    assert.ok(one?.description, source.tag)
    assert.deepEqual(names(one.attributes), attributesOf(source), source.tag)
    assert.deepEqual(source.properties.filter(({ name }) => !names(one.members).includes(name)), [], source.tag)
    assert.deepEqual((one.events ?? []).map(({ name, type }) => `${type?.text} ${name}`).sort(), source.events.map((event) => event.join(' ')).sort(), source.tag)
    assert.deepEqual(names(one.slots), [...source.slots].sort(), source.tag)
    assert.deepEqual(names(one.cssParts), [...source.parts].sort(), source.tag)
    assert.deepEqual(names(one.cssProperties), [...source.tokens].sort(), source.tag)
    assert.deepEqual(names(one.cssStates), [...source.states].sort(), source.tag)
    const mute = [...(one.events ?? []), ...(one.slots ?? []), ...(one.cssParts ?? []), ...(one.cssProperties ?? []), ...(one.cssStates ?? [])].filter(({ description }) => !description)
    assert.deepEqual(mute, [], source.tag)
  }
})

interface Html { readonly tags: readonly (Item & { readonly description: { readonly value: string }; readonly attributes: readonly Item[] })[] }
interface Css { readonly properties: readonly Item[]; readonly pseudoElements: readonly Item[]; readonly pseudoClasses: readonly Item[] }

describe('data for VS Code', () => {
  const html = json('vscode.html-custom-data.json') as Html
  const css = json('vscode.css-custom-data.json') as Css

  test('has every tag with its attributes, and tells of everything else', () => {
    assert.deepEqual(names(html.tags), sources.map(({ tag }) => tag).sort())
    for (const source of sources) {
      const tag = html.tags.find(({ name }) => name === source.tag)
      assert.deepEqual(names(tag?.attributes), attributesOf(source), source.tag)
      const told = [...source.events.map(([, name]) => name), ...source.slots.map((name) => name || '(default)'), ...source.properties.map(({ name }) => name), ...source.parts, ...source.tokens, ...source.states]
      assert.deepEqual(told.filter((name) => !tag?.description.value.includes(`- \`${name}\``)), [], source.tag)
    }
  })

  test('has every token, part and state once', () => {
    assert.deepEqual(names(css.properties), sorted(sources.flatMap(({ tokens }) => tokens)))
    assert.deepEqual(names(css.pseudoElements), sorted(sources.flatMap(({ parts }) => parts.map((part) => `::part(${part})`))))
    assert.deepEqual(names(css.pseudoClasses), sorted(sources.flatMap(({ states }) => states.map((state) => `:state(${state})`))))
  })
})

interface WebTypes {
  readonly name: string
  readonly version: string
  readonly contributions: {
    readonly html: { readonly elements: readonly (Item & { readonly attributes: readonly Item[]; readonly slots: readonly Item[]; readonly events: readonly (Item & { readonly type: string })[]; readonly js: { readonly properties: readonly Item[] } })[] }
    readonly css: { readonly properties: readonly Item[]; readonly 'pseudo-elements': readonly Item[]; readonly 'pseudo-classes': readonly Item[] }
  }
}

test('data for JetBrains has every tag with all that it has', () => {
  const { name, version, contributions: { html, css } } = json('web-types.json') as WebTypes
  const own = json('package.json') as { readonly name: string; readonly version: string; readonly 'web-types': string; readonly customElements: string }
  assert.deepEqual([name, version], [own.name, own.version])
  assert.deepEqual([own['web-types'], own.customElements], ['./web-types.json', 'custom-elements.json'])
  assert.deepEqual(names(html.elements), sources.map(({ tag }) => tag).sort())
  for (const source of sources) {
    const element = html.elements.find((one) => one.name === source.tag)
    assert.deepEqual(names(element?.attributes), attributesOf(source), source.tag)
    assert.deepEqual(names(element?.slots), [...source.slots].sort(), source.tag)
    assert.deepEqual(element?.events.map(({ type, name: event }) => `${type} ${event}`).sort(), source.events.map((event) => event.join(' ')).sort(), source.tag)
    assert.deepEqual(source.properties.filter((property) => !names(element?.js.properties).includes(property.name)), [], source.tag)
  }
  assert.deepEqual(names(css.properties), sorted(sources.flatMap(({ tokens }) => tokens)))
  assert.deepEqual(names(css['pseudo-elements']), sorted(sources.flatMap(({ parts }) => parts.map((part) => `part(${part})`))))
  assert.deepEqual(names(css['pseudo-classes']), sorted(sources.flatMap(({ states }) => states.map((state) => `state(${state})`))))
})

/** The members of a type literal or interface, by name. */
const members = (node: ts.TypeLiteralNode | ts.InterfaceDeclaration) => node.members.flatMap(({ name }) => (name && (ts.isStringLiteral(name) || ts.isIdentifier(name)) ? [name.text] : []))

test('JSX has every tag with its properties, attributes and events', () => {
  const all = parse(join(elements, 'src/jsx.generated.ts')).statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'LoyaltyJsxElements')
  assert.ok(all)
  assert.deepEqual(members(all).sort(), sources.map(({ tag }) => tag).sort())
  for (const source of sources) {
    const member: ts.TypeElement | undefined = all.members.find((one) => one.name && ts.isStringLiteral(one.name) && one.name.text === source.tag)
    const type: ts.TypeNode | undefined = member && ts.isPropertySignature(member) && member.type && ts.isIntersectionTypeNode(member.type) ? member.type.types[1] : undefined
    assert.ok(type && ts.isTypeLiteralNode(type), source.tag)
    const expected = [...source.properties.flatMap(({ name, attribute }) => [name, attribute ?? name]), ...source.events.flatMap(([, name]) => [`on${name}`, `on:${name}`])]
    assert.deepEqual(expected.filter((name) => !members(type).includes(name)), [], source.tag)
    for (const [event, name] of source.events) assert.ok(type.getText().includes(`'on${name}'?: ((event: ${event}) => void)`), `${source.tag} ${name}`)
  }
})

test('Vue has every tag with its properties and events', () => {
  const text = read('packages/elements/src/vue.generated.ts')
  for (const { tag, className, properties: all, events } of sources) {
    const line = new RegExp(`^    '${tag}': Tag<${className}, (.*)>$`, 'm').exec(text)?.[1] ?? ''
    assert.deepEqual(all.filter(({ name }) => !line.includes(`'${name}'`)), [], tag)
    assert.deepEqual(events.filter(([type, name]) => !line.includes(`'${name}': ${type}`)), [], tag)
  }
})

test('React has a component for every tag, with its props and handlers', () => {
  assert.deepEqual(globSync('*.ts', { cwd: join(root, 'packages/react/src/generated') }).sort(), sources.map(({ folder }) => `${folder}.ts`))
  const index = read('packages/react/src/index.ts')
  for (const { tag, folder, className, properties: all, events } of sources) {
    const text = read(`packages/react/src/generated/${folder}.ts`)
    assert.ok(index.includes(`export { ${className}, type ${className}Props }`), className)
    for (const { name, attribute } of all) {
      assert.ok(text.includes(`  ${name}?: Element['${name}'] | undefined`), `${tag} ${name}`)
      assert.ok(attribute === undefined ? text.includes(`'${name}'`) : text.includes(`${name}: '${attribute}'`), `${tag} ${name} goes somewhere`)
    }
    for (const [type, name] of events) {
      const prop = `on${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`
      assert.ok(text.includes(`  ${prop}?: ((event: ${type}) => void) | undefined`), `${tag} ${name}`)
      assert.ok(text.includes(`${prop}: '${name}'`), `${tag} ${name} is listened to`)
    }
  }
})

test('what is kept in git is what would be generated now', async () => {
  // a copy of what the generators read, so that nothing of the work tree is written
  const copy = mkdtempSync(join(tmpdir(), 'generated-'))
  after(() => rmSync(copy, { recursive: true, force: true }))
  for (const file of ['packages/elements/src', 'packages/elements/generate', 'packages/elements/generate.ts', 'packages/elements/package.json', 'packages/react/generate', 'packages/react/generate.ts', 'custom-elements-manifest.config.mjs', 'package.json']) {
    mkdirSync(resolve(copy, file, '..'), { recursive: true })
    cpSync(join(root, file), join(copy, file), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run(process.execPath, [join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js'), 'analyze', '--config', 'custom-elements-manifest.config.mjs'], { cwd: copy })
  for (const name of ['elements', 'react']) await run(process.execPath, [`packages/${name}/generate.ts`], { cwd: copy })
  const files = [...globSync('packages/react/src/generated/*.ts', { cwd: root }), 'packages/react/src/index.ts', 'packages/elements/src/jsx.generated.ts', 'packages/elements/src/vue.generated.ts']
  const stale = files.filter((file) => read(file) !== readFileSync(join(copy, file), 'utf8'))
  assert.deepEqual(stale, [], 'run: npm run generate')
})
