/** For every rule of ours: a file that breaks it, and its clean twin. */
export interface Planted {
  readonly rule: string
  /** A part of the message. */
  readonly says: string
  readonly path: string
  readonly bad: string
  readonly good: string
  /** Where the clean twin lies, when the place is what is wrong. */
  readonly goodPath?: string
}

const boundaries = 'loyaltykit/boundaries'
const syntax = 'no-restricted-syntax'
const core = 'packages/core/src/planted.ts'
const element = 'packages/elements/src/planted/planted.ts'
const styles = 'packages/elements/src/planted/planted.styles.ts'

const uses = (source: string) => `import { x } from '${source}';\nexport const y = x;\n`
const usesType = (source: string) => `import type { X } from '${source}';\nexport type Y = X;\n`
const later = (source: string) => `export const y = () => import('${source}');\n`
const template = (text: string) => `import { html } from 'lit';\nexport const y = html\`${text}\`;\n`
const sheet = (text: string) => `import { css } from 'lit';\nexport const y = css\`${text}\`;\n`

/** A package that imports one of ours that it may not. */
const direction = (from: string, to: string, allowed?: string): Planted => ({
  rule: boundaries,
  says: `${from} may not import ${to}`,
  path: `packages/${from}/src/planted.ts`,
  bad: uses(`@loyaltykit/${to}`),
  good: allowed ? uses(`@loyaltykit/${allowed}`) : uses('./other.ts'),
})

const names = ['core', 'adapters', 'elements', 'react', 'sandbox', 'gateway', 'testing', 'cdn']
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  adapters: ['core'],
  elements: ['core'],
  react: ['core', 'elements'],
  sandbox: ['core'],
  gateway: ['core'],
  testing: ['core', 'sandbox'],
  cdn: ['core', 'adapters', 'elements'],
}

export const planted: readonly Planted[] = [
  ...names.flatMap((from) =>
    names.filter((to) => to !== from && !allowed[from]?.includes(to)).map((to) => direction(from, to, allowed[from]?.[0])),
  ),
  {
    rule: boundaries,
    says: 'adapters may not import elements',
    path: 'packages/adapters/src/planted.ts',
    bad: later('@loyaltykit/elements/balance'),
    good: later('@loyaltykit/core'),
  },
  {
    rule: boundaries,
    says: 'gateway may not import sandbox',
    path: 'packages/gateway/src/planted.ts',
    bad: usesType('@loyaltykit/sandbox'),
    good: usesType('@loyaltykit/core'),
  },
  {
    rule: boundaries,
    says: 'testing may not import gateway',
    path: 'packages/testing/src/planted.ts',
    bad: uses('@loyaltykit/gateway'),
    good: uses('@loyaltykit/gateway'),
    goodPath: 'packages/testing/src/planted.test.ts',
  },
  {
    rule: boundaries,
    says: 'testing may not import cdn',
    path: 'packages/testing/src/planted.test.ts',
    bad: uses('@loyaltykit/cdn'),
    good: uses('@loyaltykit/adapters/http'),
  },
  {
    rule: boundaries,
    says: 'by name, not by path',
    path: 'packages/adapters/src/planted.ts',
    bad: uses('../../core/src/index.ts'),
    good: uses('@loyaltykit/core'),
  },
  ...['stories/planted.stories.ts', 'examples/shop/src/planted.ts'].map((path) => ({
    rule: boundaries,
    says: 'by their public names',
    path,
    bad: uses(`${path.startsWith('stories') ? '..' : '../../..'}/packages/core/src/index.ts`),
    good: uses('@loyaltykit/core'),
  })),
  {
    rule: boundaries,
    says: 'by their public names',
    path: 'packages/elements/src/planted/planted.stories.ts',
    bad: uses('./planted.ts'),
    good: uses('@loyaltykit/elements/planted'),
  },
  {
    rule: boundaries,
    says: 'imports ky',
    path: 'packages/adapters/src/planted.ts',
    bad: uses('ky'),
    good: uses('ky'),
    goodPath: 'packages/adapters/src/http.ts',
  },
  {
    rule: boundaries,
    says: 'imports ky',
    path: 'packages/adapters/src/planted.ts',
    bad: later('ky'),
    good: later('ky'),
    goodPath: 'packages/adapters/src/http.ts',
  },
  { rule: boundaries, says: 'imports ky', path: core, bad: uses('ky'), good: uses('nanostores') },
  { rule: boundaries, says: 'does not import lit', path: core, bad: uses('lit'), good: uses('nanostores') },
  { rule: boundaries, says: 'as types only', path: core, bad: uses('./schemas/index.ts'), good: usesType('./schemas/index.ts') },
  { rule: boundaries, says: 'as types only', path: core, bad: uses('./operations.ts'), good: usesType('./operations.ts') },
  { rule: boundaries, says: 'as types only', path: core, bad: later('./schemas/index.ts'), good: usesType('./schemas/index.ts') },
  {
    rule: boundaries,
    says: 'as types only',
    path: core,
    bad: `import * as z from 'zod/mini';\nexport const y = z;\n`,
    good: `import * as z from 'zod/mini';\nexport const y = z;\n`,
    goodPath: 'packages/core/src/schemas/planted.ts',
  },
  {
    rule: boundaries,
    says: 'zod/mini',
    path: 'packages/core/src/schemas/planted.ts',
    bad: `import * as z from 'zod';\nexport const y = z;\n`,
    good: `import * as z from 'zod/mini';\nexport const y = z;\n`,
  },
  {
    rule: 'loyaltykit/zod-namespace',
    says: 'import * as z',
    path: 'packages/core/src/schemas/planted.ts',
    bad: `import { string } from 'zod/mini';\nexport const y = string();\n`,
    good: `import * as z from 'zod/mini';\nexport const y = z.string();\n`,
  },
  {
    rule: syntax,
    says: 'No coerce',
    path: 'packages/core/src/schemas/planted.ts',
    bad: `import * as z from 'zod/mini';\nexport const y = z.coerce.number();\n`,
    good: `import * as z from 'zod/mini';\nexport const y = z.int();\n`,
  },
  ...[core, 'packages/gateway/src/planted.ts', 'packages/elements/src/planted.ts'].map((path) => ({
    rule: boundaries,
    says: 'may need node',
    path,
    bad: uses('node:fs'),
    good: uses('node:sqlite'),
    goodPath: 'packages/sandbox/src/sqlite.ts',
  })),
  ...['document', 'window', 'HTMLElement', 'localStorage', 'customElements'].map((name) => ({
    rule: 'no-restricted-globals',
    says: 'it has no DOM',
    path: core,
    bad: `export const y = typeof ${name};\nexport const z = ${name};\n`,
    good: `export const y = globalThis;\n`,
  })),
  ...['unsafe-html', 'unsafe-svg'].map((name) => ({
    rule: boundaries,
    says: 'unsafeHTML and unsafeSVG',
    path: element,
    bad: uses(`lit/directives/${name}.js`),
    good: uses('lit/directives/class-map.js'),
  })),
  ...['innerHTML', 'outerHTML'].map((name) => ({
    rule: syntax,
    says: 'No HTML from strings',
    path: element,
    bad: `export const y = (to: Element, text: string) => { to.${name} = text; };\n`,
    good: `export const y = (to: Element, text: string) => { to.textContent = text; };\n`,
  })),
  {
    rule: syntax,
    says: 'No HTML from strings',
    path: element,
    bad: `export const y = (to: Element) => { to.insertAdjacentHTML('beforeend', 'x'); };\n`,
    good: `export const y = (to: Element) => { to.append('x'); };\n`,
  },
  {
    rule: syntax,
    says: 'No HTML from strings',
    path: element,
    bad: template('<p .innerHTML=${1}></p>'),
    good: template('<p .textContent=${1}></p>'),
  },
  { rule: 'no-eval', says: 'eval', path: core, bad: `export const y = eval('1');\n`, good: `export const y = 1;\n` },
  {
    rule: 'no-new-func',
    says: 'Function',
    path: core,
    bad: `export const y = new Function('return 1');\n`,
    good: `export const y = () => 1;\n`,
  },
  { rule: syntax, says: 'never rem', path: styles, bad: sheet(':host { padding: 1.5rem }'), good: sheet(':host { padding: 1.5em }') },
  {
    rule: syntax,
    says: 'never viewport queries',
    path: styles,
    bad: sheet('@media (min-width: 40em) { :host { padding: 1em } }'),
    good: sheet('@container (min-width: 40em) { .card { padding: 1em } } @media (prefers-reduced-motion) { .card { animation: none } }'),
  },
  {
    rule: syntax,
    says: 'never viewport queries',
    path: styles,
    bad: sheet('@media (400px <= width) { p { top: 0 } }'),
    good: sheet('@container (400px <= width) { p { top: 0 } }'),
  },
  {
    rule: syntax,
    says: 'No style attribute',
    path: element,
    bad: template('<p style="color: red"></p>'),
    good: template('<p class="red"></p>'),
  },
  {
    rule: syntax,
    says: 'No style attribute',
    path: element,
    bad: template('<p style=color:red></p>'),
    good: template('<p style=${1}></p>'),
  },
  { rule: syntax, says: 'no `export *`', path: core, bad: `export * from './other.ts';\n`, good: `export { x } from './other.ts';\n` },
  { rule: syntax, says: 'Named exports only', path: core, bad: `export default 1;\n`, good: `export const y = 1;\n` },
  {
    rule: syntax,
    says: 'Named exports only',
    path: core,
    bad: `const y = 1;\nexport { y as default };\n`,
    good: `export default {};\n`,
    goodPath: 'packages/elements/src/planted/planted.stories.ts',
  },
  { rule: syntax, says: 'No enum', path: core, bad: `export enum Y { A }\n`, good: `export type Y = 'a';\n` },
  {
    rule: syntax,
    says: 'No namespace',
    path: core,
    bad: `export namespace Y { export const a = 1; }\n`,
    good: `declare global { interface Y { a: 1 } }\nexport type Z = Y;\n`,
  },
  {
    rule: syntax,
    says: 'No parameter property',
    path: core,
    bad: `export class Y { constructor(readonly a: number) {} }\n`,
    good: `export class Y { readonly a: number; constructor(a: number) { this.a = a; } }\n`,
  },
]
