/** Turns a zod schema into the plain data that a page checks with. */
import type * as z from 'zod/mini'
import type { Shape } from './src/check.ts'
import { Instant, PlainDate, SafeUrl } from './src/schemas/base.ts'

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
      const pattern = checksOf(def).find((check: Def) => check.check === 'string_format')?.pattern as RegExp | undefined
      const shape = ['s', bound(def, 'min_length') ?? 0, bound(def, 'max_length') ?? 10_000] as const
      if (!pattern && bound(def, 'max_length') === undefined) throw new Error('A text needs a longest length')
      if (pattern?.flags) throw new Error(`A shape can't say the flags of ${pattern}`)
      return pattern ? [...shape, pattern.source] : shape
    }
    case 'number': {
      const isWhole = def.check === 'number_format' || checksOf(def).some((check: Def) => check.check === 'number_format')
      if (!isWhole) throw new Error('A shape can say only whole numbers')
      const min = bound(def, 'greater_than')
      const max = bound(def, 'less_than')
      return max === undefined ? (min === undefined ? ['i'] : ['i', min]) : ['i', min ?? null, max]
    }
    case 'enum': return ['e', ...(Object.values(def.entries) as string[])]
    case 'literal': return ['e', ...(def.values as string[])]
    case 'array': return ['a', toShape(def.element), bound(def, 'min_length') ?? 0, bound(def, 'max_length') ?? 10_000]
    // what is wrong is said of the value, not of the null that it might have been
    case 'nullable': return ['|', [toShape(def.innerType), '_']]
    case 'union': return ['|', (def.options as z.core.$ZodType[]).map(toShape)]
    case 'record': return ['r', Object.values(defOf(def.keyType).entries) as string[], toShape(def.valueType)]
    case 'object': return ['o', Object.fromEntries(Object.entries(def.shape as Record<string, z.core.$ZodType>).map(([name, field]) =>
      defOf(field).type === 'optional' ? [`${name}?`, toShape(defOf(field).innerType)] : [name, toShape(field)]))]
    default: throw new Error(`A shape can't say ${def.type}`)
  }
}
