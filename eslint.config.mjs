import { posix, relative, sep } from 'node:path'
import js from '@eslint/js'
import globals from 'globals'
import lit from 'eslint-plugin-lit'
import wc from 'eslint-plugin-wc'
import tseslint from 'typescript-eslint'

const root = import.meta.dirname

/** Which of our packages a package may import; itself by name is always allowed. */
const mayImport = {
  core: [],
  adapters: ['core'],
  elements: ['core'],
  react: ['core', 'elements'],
  sandbox: ['core'],
  gateway: ['core'],
  testing: ['core', 'sandbox'],
  cdn: ['core', 'adapters', 'elements'],
}

/** What its tests and stories may import besides. Nobody imports `cdn`. */
const testsMayImport = {
  core: [],
  adapters: ['testing', 'sandbox', 'gateway'],
  elements: ['testing', 'sandbox'],
  react: ['testing', 'sandbox'],
  sandbox: ['testing'],
  gateway: ['testing', 'sandbox', 'adapters'],
  testing: ['adapters', 'gateway'],
  cdn: ['testing', 'sandbox'],
}

const isTest = (path) => /\.(test|test-d|stories)\.ts$/.test(path) || /^packages\/[^/]+\/test\//.test(path)
const isStory = (path) => path.endsWith('.stories.ts') || /^(stories|examples)\//.test(path)

/** Why `path` may not import `source`; undefined when it may. */
function refusal(path, source, typeOnly) {
  const from = path.match(/^packages\/([^/]+)\//)?.[1]
  const target = source.startsWith('.') ? posix.join(posix.dirname(path), source) : undefined
  const ours = source.match(/^@loyaltykit\/([^/]+)/)?.[1] ?? target?.match(/^packages\/([^/]+)\//)?.[1]
  const inPackage = from && path.startsWith(`packages/${from}/src/`)

  if (/^lit(-html)?\/directives\/unsafe-(html|svg)/.test(source)) return 'Text of a backend is text: unsafeHTML and unsafeSVG are not used.'
  if (/^zod($|\/)/.test(source) && source !== 'zod/mini')
    return 'Import zod as `import * as z from "zod/mini"`: full zod is four times as large.'
  if (source === 'ky' && !/^packages\/adapters\/src\/http(\/[^/]+)?\.ts$/.test(path))
    return 'Only the HTTP adapter (packages/adapters/src/http) imports ky.'

  if (isStory(path)) {
    if (target && ours && !/\.(stories|fixtures)\.ts$/.test(target)) return 'Examples and stories import packages by their public names.'
    if (/^@loyaltykit\/[^/]+\/(src|dist)\//.test(source)) return 'Examples and stories import packages by their public names.'
  }
  if (!from) return undefined
  if (target && ours !== from && inPackage) return `A package imports what is outside of it by name, not by path.`
  if (ours && ours !== from) {
    const allowed = isTest(path) ? [...mayImport[from], ...testsMayImport[from]] : mayImport[from]
    if (!allowed.includes(ours)) return `${from} may not import ${ours}; it may import ${allowed.join(', ') || 'none of our packages'}.`
  }
  if (!inPackage || isTest(path)) return undefined
  if (from === 'core') {
    if (/^(lit|lit-html|lit-element|@lit\/.*|@lit-labs\/.*)($|\/)/.test(source)) return 'core has no DOM: it does not import lit.'
    const schemaFile = /^packages\/core\/src\/(schemas\/|operations\.ts$)/.test(path)
    const schemas =
      source === 'zod/mini' ||
      /^packages\/core\/src\/(schemas\/|operations\.ts$)/.test(target ?? '') ||
      /^@loyaltykit\/core\/(schemas|operations)/.test(source)
    if (!schemaFile && schemas && !typeOnly) return 'On a page core runs without zod: import schemas and operations as types only.'
  }
  if (/^node:/.test(source) && from !== 'testing' && !/^packages\/(sandbox\/src\/sqlite|gateway\/src\/node)\.ts$/.test(path)) {
    return 'Only sqlite.ts of the sandbox and node.ts of the gateway may need node.'
  }
  return undefined
}

const boundaries = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{reason}}' } },
  create(context) {
    const path = relative(root, context.filename).split(sep).join('/')
    const check = (node, source, typeOnly) => {
      if (typeof source !== 'string') return
      const reason = refusal(path, source, typeOnly)
      if (reason) context.report({ node, messageId: 'refused', data: { reason } })
    }
    const typesOnly = (node, kind) =>
      node[kind] === 'type' || (node.specifiers?.length > 0 && node.specifiers.every((one) => one[kind] === 'type'))
    return {
      ImportDeclaration: (node) => check(node, node.source.value, typesOnly(node, 'importKind')),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value, typesOnly(node, 'exportKind')),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source.value ?? node.source.quasis?.[0]?.value.cooked, false),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, true),
    }
  },
}

const zodNamespace = {
  meta: { type: 'problem', schema: [], messages: { namespace: 'Write `import * as z from "zod/mini"`, so that every file calls it z.' } },
  create: (context) => ({
    'ImportDeclaration[source.value="zod/mini"]'(node) {
      const [only] = node.specifiers
      if (node.importKind === 'type') return
      if (node.specifiers.length !== 1 || only.type !== 'ImportNamespaceSpecifier' || only.local.name !== 'z') {
        context.report({ node, messageId: 'namespace' })
      }
    },
  }),
}

const erasable = [
  { selector: 'TSEnumDeclaration', message: 'No enum: a union of literals.' },
  { selector: 'TSModuleDeclaration[kind!="global"][id.type!="Literal"]', message: 'No namespace: a module.' },
  { selector: 'TSParameterProperty', message: 'No parameter property: a field and an assignment.' },
]

const safe = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe)$/], MemberExpression[property.value=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe)$/]',
    message: 'No HTML from strings: strict Trusted Types hold without exceptions.',
  },
  {
    selector: 'CallExpression[callee.object.name="document"][callee.property.name=/^(write|writeln)$/]',
    message: 'No HTML from strings: strict Trusted Types hold without exceptions.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\.(innerHTML|outerHTML|srcdoc)\\s*=/]',
    message: 'No HTML from strings: strict Trusted Types hold without exceptions.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle\\s*=\\s*(["\'][^"\']|[^\\s"\'>])/]',
    message: 'No style attribute: a strict CSP blocks it. Use a class, or styleMap.',
  },
  { selector: 'MemberExpression[object.name="z"][property.name="coerce"]', message: 'No coerce: it makes 0 of null and of "".' },
]

const exported = [
  { selector: 'ExportAllDeclaration', message: 'Public names are listed by hand: no `export *`.' },
  { selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]', message: 'Named exports only.' },
]

const sized = [
  { selector: 'TemplateElement[value.raw=/[\\d.]rem\\b/]', message: 'em, never rem: the host page owns the root font size.' },
  {
    selector: 'TemplateElement[value.raw=/@media[^{]*\\b(width|height|inline-size|block-size|orientation|aspect-ratio)\\b/]',
    message: 'Container queries, never viewport queries.',
  },
]

const noPage = [
  'document',
  'window',
  'self',
  'HTMLElement',
  'Element',
  'Node',
  'customElements',
  'CustomEvent',
  'localStorage',
  'sessionStorage',
  'location',
  'history',
  'alert',
].map((name) => ({ name, message: 'core runs in a page, a worker, a server and a test: it has no DOM.' }))

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', 'storybook-static/', 'coverage/', '**/.cache/', 'examples/*/public/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['examples/**/*.js'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }],
        },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, properties: false, arguments: false } }],
      '@typescript-eslint/no-implied-eval': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-unused-expressions': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-undef': 'off', // TypeScript knows
      'no-restricted-syntax': ['error', ...erasable, ...safe],
    },
  },
  {
    files: ['packages/**/*.{ts,mjs}', 'examples/**/*.{ts,tsx,js,mjs}', 'stories/**/*.ts'],
    plugins: { loyaltykit: { rules: { boundaries, 'zod-namespace': zodNamespace } } },
    rules: { 'loyaltykit/boundaries': 'error', 'loyaltykit/zod-namespace': 'error' },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.stories.ts'],
    rules: { 'no-restricted-syntax': ['error', ...erasable, ...safe, ...exported] },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...noPage] },
  },
  {
    files: ['packages/elements/src/**/*.ts', 'stories/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice']],
    rules: {
      'lit/no-legacy-imports': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-native-attributes': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/lifecycle-super': 'error',
      'lit/quoted-expressions': ['error', 'never'],
    },
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    ignores: ['**/*.stories.ts', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...erasable, ...safe, ...exported, ...sized], 'wc/guard-define-call': 'error' },
  },
  {
    // The types of @open-wc/testing call every `equal` a promise.
    files: ['packages/elements/src/**/*.test.ts', 'stories/**/*.test.ts', 'test/hostile/*.test.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  {
    // What is planted has to be there.
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...erasable] },
  },
)
