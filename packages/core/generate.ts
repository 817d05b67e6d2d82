/**
 * Writes `src/shapes/*.generated.ts`: the zod schemas of the port as plain data, so that no page needs zod.
 * `node packages/core/generate.ts --check` says whether they are current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type * as z from 'zod/mini'
import type { Shape } from './src/check.ts'
import { operations, type Operation } from './src/operations.ts'
import { Instant, PlainDate, SafeUrl } from './src/schemas/base.ts'
import { partSchemas } from './src/schemas/snapshot.ts'

type Def = Record<string, any> & { type: string } // eslint-disable-line @typescript-eslint/no-explicit-any -- zod's own definitions differ by type

const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def
const formats = new Map<unknown, Shape>([[Instant, 't'], [PlainDate, 'd'], [SafeUrl, 'u']])

/** What zod's checks say, by the names zod gives them. */
const checksOf = (def: Def) => (def.checks ?? []).map((check: z.core.$ZodType) => defOf(check))
const bound = (def: Def, name: string): number | undefined => {
  const found = checksOf(def).find((check: Def) => check.check === name)
  return found && (found.minimum ?? found.maximum ?? found.value)
}

/** A schema as a `Shape`; throws at anything a shape can't say, so that nothing is checked less than zod would. */
export function toShape(schema: z.core.$ZodType): Shape {
  const format = formats.get(schema)
  if (format) return format
  const def = defOf(schema)
  const known = ['min_length', 'max_length', 'greater_than', 'less_than', 'string_format', 'number_format']
  for (const check of checksOf(def)) if (!known.includes(check.check)) throw new Error(`A shape can't say the check ${check.check} of a ${def.type}`)
  switch (def.type) {
    case 'boolean': return 'b'
    case 'null': return '_'
    case 'string': {
      const pattern = checksOf(def).find((check: Def) => check.check === 'string_format')?.pattern
      const shape = ['s', bound(def, 'min_length') ?? 0, bound(def, 'max_length') ?? 10_000] as const
      return pattern ? [...shape, (pattern as RegExp).source] : shape
    }
    case 'number': {
      const min = bound(def, 'greater_than')
      const max = bound(def, 'less_than')
      return max === undefined ? (min === undefined ? ['i'] : ['i', min]) : ['i', min ?? null, max]
    }
    case 'enum': return ['e', ...(Object.values(def.entries) as string[])]
    case 'literal': return ['e', ...(def.values as string[])]
    case 'array': return ['a', toShape(def.element), bound(def, 'min_length') ?? 0, bound(def, 'max_length') ?? 10_000]
    case 'nullable': return ['|', ['_', toShape(def.innerType)]]
    case 'union': return ['|', (def.options as z.core.$ZodType[]).map(toShape)]
    case 'record': return ['r', Object.values(defOf(def.keyType).entries) as string[], toShape(def.valueType)]
    case 'object': return ['o', Object.fromEntries(Object.entries(def.shape as Record<string, z.core.$ZodType>).map(([name, field]) =>
      defOf(field).type === 'optional' ? [`${name}?`, toShape(defOf(field).innerType)] : [name, toShape(field)]))]
    default: throw new Error(`A shape can't say ${def.type}`)
  }
}

const rows = Object.entries(operations).flatMap(([group, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ name: `${group}.${method}`, ...operation })))

const record = (entries: readonly (readonly [string, z.core.$ZodType])[]) =>
  `{\n${entries.map(([name, schema]) => `  '${name}': ${JSON.stringify(toShape(schema))},\n`).join('')}}`

const head = `// Generated from the schemas by packages/core/generate.ts. Do not edit.\nimport type { Shape } from '../check.ts'\n\n`

const files = {
  'parts': `/** What each part of a page may look like. */\nexport const partShapes = ${record(Object.entries(partSchemas))} as const satisfies Record<string, Shape>\n`,
  'calls': `/** The input of each call. */\nexport const inputShapes = ${record(rows.map(({ name, input }) => [name, input]))} as const satisfies Record<string, Shape>\n\n`
    + `/** The answer of each call that is not a part. */\nexport const outputShapes = ${record(rows.filter(({ kind, output }) => kind === 'write' || !Object.values(partSchemas).includes(output as never)).filter(({ name }) => name !== 'snapshot.get').map(({ name, output }) => [name, output]))} as const satisfies Record<string, Shape>\n`,
}

let stale = false
for (const [name, body] of Object.entries(files)) {
  const url = new URL(`./src/shapes/${name}.generated.ts`, import.meta.url)
  const text = head + body
  if (process.argv.includes('--check')) stale ||= readFileSync(url, 'utf8') !== text
  else writeFileSync(url, text)
}
if (stale) {
  console.error('The generated shapes are not current: run `npm run generate`.')
  process.exitCode = 1
}
