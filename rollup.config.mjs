/**
 * `npm run build`: ES modules, source maps and types of every package, then the CDN build as one graph.
 * Inputs are found by glob; a package without sources is skipped.
 */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync, globSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import replace from '@rollup/plugin-replace'
import terser from '@rollup/plugin-terser'
import { transform } from 'esbuild'
import MagicString from 'magic-string'
import esbuild from 'rollup-plugin-esbuild'

const root = import.meta.dirname
const run = promisify(execFile)
const published = ['core', 'adapters', 'sandbox', 'gateway', 'elements', 'react', 'testing']
const notShipped = /\.(test|test-d|stories)\.ts$/

/** Lit's decorators need fields that are assigned; everywhere else a field means what it means in the language. */
const typescript = () => [
  transpiled({ include: /\/packages\/elements\/src\/.*\.ts$/ }, { experimentalDecorators: true, useDefineForClassFields: false }),
  transpiled({ include: /\.ts$/, exclude: /\/packages\/elements\/src\// }, { useDefineForClassFields: true }),
]

const transpiled = (files, compilerOptions) =>
  esbuild({
    ...files,
    target: 'es2022',
    tsconfig: false,
    tsconfigRaw: { compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true } },
  })

const sources = (name) =>
  globSync(`packages/${name}/src/**/*.ts`, { cwd: root })
    .filter((file) => !notShipped.test(file) && !file.endsWith('.d.ts'))
    .sort()

/**
 * Smaller `html`, `svg` and `css` templates. Packages and the CDN build share it: Lit compares the strings of a template
 * when it hydrates, so a server that renders with the packages and a page that uses the CDN build must see the same ones.
 */
function templates() {
  return {
    name: 'templates',
    async transform(code, id) {
      if (!id.includes('/packages/elements/src/') || !/\b(html|svg|css)`/.test(code)) return null
      const text = new MagicString(code)
      const found = []
      visit(this.parse(code), (node) => {
        if (node.type === 'TaggedTemplateExpression' && node.tag.type === 'Identifier') found.push(node)
      })
      for (const { tag, quasi } of found) {
        if (tag.name === 'css' && quasi.expressions.length === 0) {
          const [{ start, end, value }] = quasi.quasis
          const { code: small } = await transform(value.cooked, { loader: 'css', minify: true, target: 'es2022' })
          text.overwrite(start, end, small.trim().replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${'))
        } else if (tag.name === 'html' || tag.name === 'svg') {
          // White space never vanishes here, it only gets shorter: a space between inline elements is visible.
          if (quasi.quasis.some(({ value }) => /<(pre|textarea)\b/i.test(value.raw))) continue
          quasi.quasis.forEach(({ start, end, value }, index) => {
            let small = value.raw.replace(/\s*\n\s*/g, ' ')
            if (index === 0) small = small.trimStart()
            if (index === quasi.quasis.length - 1) small = small.trimEnd()
            if (small !== value.raw && start < end) text.overwrite(start, end, small)
          })
        }
      }
      return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) } : null
    },
  }
}

/**
 * What esbuild makes of one decorator, `__decorateClass([property()], Balance.prototype, "currency")`, is a plain call in the
 * end: written as one, no module carries the helper.
 */
const decorators = () => ({
  name: 'decorators',
  transform(code, id) {
    if (!id.includes('/packages/elements/src/') || !code.includes('__decorateClass([')) return null
    const text = new MagicString(code)
    visit(this.parse(code), ({ type, callee, arguments: given, start, end }) => {
      if (type !== 'CallExpression' || callee.name !== '__decorateClass') return
      const [{ elements }, target, name] = given
      const [decorator] = elements
      if (elements.length > 1 || decorator.callee?.name !== 'property')
        this.error('this step knows `property` of shared/property.ts alone.')
      text.update(
        start,
        end,
        `${code.slice(decorator.start, decorator.end)}(${code.slice(target.start, target.end)}, ${code.slice(name.start, name.end)})`,
      )
    })
    return { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) }
  },
})

function visit(node, see) {
  see(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child.type === 'string') visit(child, see)
    }
  }
}

/** Declarations by tsc. Their specifiers name `.ts` files, as the sources do; those that are shipped name `.js`. */
function types(name) {
  return {
    name: 'types',
    async writeBundle() {
      const project = join(root, 'packages', name, 'tsconfig.build.json')
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      try {
        await run(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { cwd: root })
      } catch (error) {
        this.error(`types of ${name}:\n${error.stdout || error.message}`)
      }
      for (const file of globSync(`packages/${name}/dist/**/*.d.ts`, { cwd: root })) {
        const text = await readFile(join(root, file), 'utf8')
        const shipped = text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2')
        if (shipped !== text) await writeFile(join(root, file), shipped)
      }
    },
  }
}

/** Room and themes, beside what uses them. */
function styleSheets(name, to = name) {
  return {
    name: 'style-sheets',
    async writeBundle() {
      const from = join(root, 'packages', name, 'src')
      for (const file of globSync('**/*.css', { cwd: from })) {
        const copy = join(root, 'packages', to, 'dist', file)
        await mkdir(dirname(copy), { recursive: true })
        await copyFile(join(from, file), copy)
      }
    },
  }
}

function manifest() {
  return {
    name: 'custom-elements-manifest',
    async writeBundle() {
      const cem = join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js')
      await run(process.execPath, [cem, 'analyze', '--config', 'custom-elements-manifest.config.mjs'], { cwd: root })
      await run(process.execPath, [join(root, 'packages/elements/generate.ts'), '--editors'], { cwd: root })
    },
  }
}

/** Files of an earlier build do not survive. */
const empty = (name) => ({
  name: 'empty',
  buildStart: () => rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true }),
})

function onWarning(warning) {
  if (warning.code === 'EMPTY_BUNDLE') return // a module of types only
  if (warning.code === 'CIRCULAR_DEPENDENCY' && !warning.message.includes('packages/')) return
  throw new Error(warning.message)
}

const packages = published
  .filter((name) => sources(name).length > 0)
  .map((name) => {
    const from = join(root, 'packages', name, 'src')
    return {
      input: Object.fromEntries(sources(name).map((file) => [relative(from, join(root, file)).replace(/\.ts$/, ''), join(root, file)])),
      external: (id) => !id.startsWith('.') && !id.startsWith('/'),
      output: {
        dir: join(root, 'packages', name, 'dist'),
        format: 'es',
        sourcemap: true,
        preserveModules: true,
        preserveModulesRoot: from,
        entryFileNames: '[name].js',
        // components have state: where React renders on a server, they belong to the page
        ...(name === 'react' && { banner: `'use client';` }),
      },
      plugins: [empty(name), typescript(), decorators(), templates(), types(name), styleSheets(name), name === 'elements' && manifest()],
      onwarn: onWarning,
    }
  })

const cdnEntry = join(root, 'packages/cdn/src/loyaltykit.ts')

/** All that a module imports at once, itself too. */
function closure(id, getModuleInfo, found = new Set()) {
  if (found.has(id)) return found
  found.add(id)
  for (const next of getModuleInfo(id)?.importedIds ?? []) closure(next, getModuleInfo, found)
  return found
}

const element = (name) => join(root, 'packages/elements/src', name, `${name}.ts`)
const forms = ['login', 'enrolment-form']
/** What stands on pages where each byte counts: a shop's list, cart and checkout, a landing page. The rest is a member's account. */
const faces = ['balance', 'earn-preview', 'offer-carousel', 'provider', 'redeem', 'referral', 'tier-progress', ...forms]

/**
 * Few chunks hold what several others use, so that each element brings little that it doesn't need: the entry (the client and
 * its reads), `shared` (Lit and what the smallest element is made of), `forms` (what only log-in and enrolment use), `fields` (what
 * they share with the forms of the account), `account` (what only elements of the account share), `with-…` (what one face shares with
 * the account), `telling` (what elements that only tell something share with others), `quoting` (the quote of a cart), `acting` (the
 * rest). Everything else is a chunk of what loads it. No element of the account makes a face heavier.
 */
function chunkOf(id, getModuleInfo) {
  if (closure(cdnEntry, getModuleInfo).has(id)) return 'loyaltykit'
  if (!/\/node_modules\/(@lit|lit)|\/elements\/src\/shared\//.test(id) || /\/shared\/words\/(?!en\b)/.test(id)) return undefined
  const names = globSync('packages/elements/src/*/define.ts', { cwd: root }).map((file) => file.split('/').at(-2))
  const users = names.filter((name) => closure(element(name), getModuleInfo).has(id))
  if (users.includes('balance')) return 'shared'
  if (users.length < 2) return undefined
  if (users.every((name) => forms.includes(name))) return 'forms'
  const seen = users.filter((name) => faces.includes(name))
  if (seen.length === 0) return 'account'
  if (seen.every((name) => forms.includes(name))) return 'fields'
  if (seen.length === 1) return `with-${seen[0]}`
  if (seen.includes('tier-progress') || seen.includes('referral')) return 'telling'
  return seen.includes('earn-preview') ? 'quoting' : 'acting'
}

/** Two copies of Lit on a page with `trusted-types lit-html` can't both make that policy, so this one has a name of its own. */
const ownPolicy = () => ({
  name: 'own-policy',
  transform(code, id) {
    if (!/\/lit-html\/lit-html\.js$/.test(id)) return null
    const named = code.replace(/createPolicy\((["'])lit-html\1/, 'createPolicy("loyaltykit"')
    if (named === code) this.error('lit-html makes its Trusted Types policy in another way: give it our name there.')
    return { code: named, map: null }
  },
})

/** What a chunk needs is asked for beside it, not after it: else each element costs a second round trip. */
const chunksBeside = () => ({
  name: 'chunks-beside',
  renderDynamicImport({ format, getTargetChunkImports }) {
    const beside =
      format === 'es'
        ? (getTargetChunkImports() ?? []).filter(({ type, fileName }) => type === 'internal' && fileName !== 'loyaltykit.js')
        : []
    if (beside.length === 0) return null
    return { left: `(${beside.map(({ resolvedImportPath }) => `import(${resolvedImportPath}).catch(()=>{})`).join()},import(`, right: '))' }
  },
})

/** One graph, so that no tag is defined twice: the entry, one chunk that the elements share, one chunk per element. */
const cdn = {
  input: { loyaltykit: cdnEntry },
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: join(root, 'packages/cdn/dist'),
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: ({ facadeModuleId, name }) => {
      const element = facadeModuleId?.match(/\/elements\/src\/([^/]+)\/define\.ts$/)?.[1]
      return `${element ?? name}-[hash].js`
    },
    onlyExplicitManualChunks: true,
    manualChunks: (id, { getModuleInfo }) => chunkOf(id, getModuleInfo),
  },
  plugins: [
    empty('cdn'),
    styleSheets('elements', 'cdn'),
    chunksBeside(),
    ownPolicy(),
    nodeResolve({ exportConditions: ['loyaltykit-source', 'production', 'browser', 'import', 'default'] }),
    replace({ preventAssignment: true, values: { 'process.env.NODE_ENV': JSON.stringify('production') } }),
    typescript(),
    decorators(),
    templates(),
    terser({ module: true, ecma: 2020, compress: { passes: 3 }, format: { comments: false } }),
  ],
  onwarn: onWarning,
}

const all = existsSync(cdnEntry) ? [...packages, cdn] : packages
if (all.length === 0) {
  console.log('Nothing to build yet: no package has sources.')
  process.exit(0)
}

export default all
