/**
 * Writes `src/shapes/*.generated.ts`: the zod schemas of the port as plain data, so that no page needs zod.
 * `node packages/core/generate.ts --check` says whether they are current (`--against=word`: as if the files lacked that word,
 * so that a test can see it fail).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type * as z from 'zod/mini'
import { operations, type Operation } from './src/operations.ts'
import { LoyaltyFact } from './src/schemas/event.ts'
import { Cart } from './src/schemas/quote.ts'
import { partSchemas } from './src/schemas/snapshot.ts'
import { toShape } from './to-shape.ts'

const rows = Object.entries(operations).flatMap(([group, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ name: `${group}.${method}`, ...operation })))

const record = (entries: readonly (readonly [string, z.core.$ZodType])[]) =>
  `{\n${entries.map(([name, schema]) => `  '${name}': ${JSON.stringify(toShape(schema))},\n`).join('')}}`

const head = `// Generated from the schemas by packages/core/generate.ts. Do not edit.\nimport type { Shape } from '../check.ts'\n\n`

/** What the first paint of most pages needs; the rest is loaded by the page that shows it. */
const common = ['program', 'session', 'member', 'balances', 'tier', 'offers', 'quotes', 'redemptions', 'referral']
const parts = (isCommon: boolean) => record(Object.entries(partSchemas).filter(([part]) => common.includes(part) === isCommon))

const files = {
  'parts': `/** What the parts that most pages show may look like. */\nexport const partShapes = ${parts(true)} as const satisfies Record<string, Shape>\n\n`
    + `/** A cart, before it is quoted. */\nexport const cartShape = ${JSON.stringify(toShape(Cart))} as const satisfies Shape\n`,
  'rare-parts': `/** What the parts that few pages show may look like. */\nexport const rarePartShapes = ${parts(false)} as const satisfies Record<string, Shape>\n`,
  'fact': `/** A fact, before it leaves the page. */\nexport const factShape = ${JSON.stringify(toShape(LoyaltyFact))} as const satisfies Shape\n`,
  'calls': `/** The input of each call. */\nexport const inputShapes = ${record(rows.map(({ name, input }) => [name, input]))} as const satisfies Record<string, Shape>\n\n`
    + `/** The answer of each call that is not a part. */\nexport const outputShapes = ${record(rows.filter(({ kind, output }) => kind === 'write' || !Object.values(partSchemas).includes(output as never)).filter(({ name }) => name !== 'snapshot.get').map(({ name, output }) => [name, output]))} as const satisfies Record<string, Shape>\n`,
}

const without = process.argv.find((argument) => argument.startsWith('--against='))?.slice(10) ?? /(?!)/g
let stale = false
for (const [name, body] of Object.entries(files)) {
  const url = new URL(`./src/shapes/${name}.generated.ts`, import.meta.url)
  const text = head + body
  if (process.argv.includes('--check')) stale ||= readFileSync(url, 'utf8').replaceAll(without, '') !== text
  else writeFileSync(url, text)
}
if (stale) {
  console.error('The generated shapes are not current: run `npm run generate`.')
  process.exitCode = 1
}
