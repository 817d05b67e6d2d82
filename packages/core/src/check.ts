import type { Issue } from './errors.ts'
import { isInstant, isPlainDate, isSafeUrl } from './formats.ts'

/**
 * A schema as plain data, generated from the zod schemas by `generate.ts`: a page checks with these few bytes and gets
 * the verdict that zod gives (proved in `check.test.ts`).
 */
export type Shape =
  /** `b` boolean, `t` instant, `d` date, `u` safe URL, `_` null */
  | 'b' | 't' | 'd' | 'u' | '_'
  /** text: lengths, pattern */
  | readonly ['s', min: number, max: number, pattern?: string]
  /** safe integer: bounds */
  | readonly ['i', min?: number | null, max?: number | null]
  /** one of these texts */
  | readonly ['e', ...values: string[]]
  /** list: of what, lengths */
  | readonly ['a', item: Shape, min: number, max: number]
  /** object: a name that ends in `?` may be absent */
  | readonly ['o', Readonly<Record<string, Shape>>]
  /** any of these; the first that fits */
  | readonly ['|', choices: readonly Shape[]]
  /** texts by key */
  | readonly ['r', keys: readonly string[], value: Shape]

const formats = { t: isInstant, d: isPlainDate, u: isSafeUrl }
const formatNames = { t: 'an instant in UTC', d: 'a date', u: 'an https address' }

/** The value with only the fields of the shape, or the issues that make it unfit. Never throws, never recurses into what the shape does not name. */
export function check(shape: Shape, value: unknown): { readonly value: unknown } | { readonly issues: readonly Issue[] } {
  const issues: OpenIssue[] = []
  const result = walk(shape, value, issues)
  return issues.length ? { issues } : { value: result }
}

/** Its path grows from the leaf to the root, so that a good value costs no path. */
interface OpenIssue {
  path: string
  readonly message: string
}

function walk(shape: Shape, value: unknown, issues: OpenIssue[]): unknown {
  const fail = (message: string) => void issues.push({ path: '', message })

  if (typeof shape === 'string') {
    if (shape === 'b') return typeof value === 'boolean' ? value : fail('must be true or false')
    if (shape === '_') return value === null ? value : fail('must be null')
    return typeof value === 'string' && formats[shape](value) ? value : fail(`must be ${formatNames[shape]}`)
  }
  switch (shape[0]) {
    case 's': {
      const [, min, max, pattern] = shape
      if (typeof value !== 'string') return fail('must be text')
      if (value.length < min) return fail(value ? `must have at least ${min} characters` : 'is missing')
      if (value.length > max) return fail(`must have at most ${max} characters`)
      return pattern === undefined || new RegExp(pattern).test(value) ? value : fail('is not in the right form')
    }
    case 'i': {
      const [, min, max] = shape
      if (!Number.isSafeInteger(value)) return fail('must be a whole number')
      if (min != null && (value as number) < min) return fail(`must be at least ${min}`)
      if (max != null && (value as number) > max) return fail(`must be at most ${max}`)
      // -0 becomes 0: nobody has "-0 points"
      return (value as number) + 0
    }
    case 'e':
      return shape.includes(value as string, 1) ? value : fail(`must be one of ${shape.slice(1).join(', ')}`)
    case 'a': {
      const [, item, min, max] = shape
      if (!Array.isArray(value)) return fail('must be a list')
      if (value.length < min) return fail(`must have at least ${min}`)
      if (value.length > max) return fail(`must have at most ${max}`)
      return Array.from(value, (entry, index) => within(index, item, entry, issues))
    }
    case 'o': {
      if (!isRecord(value)) return fail('must be an object')
      const result: Record<string, unknown> = {}
      const fields = shape[1]
      // its own names only: some old scripts add to `Object.prototype`
      for (const name of Object.keys(fields)) {
        const optional = name.endsWith('?')
        const key = optional ? name.slice(0, -1) : name
        const entry = Object.hasOwn(value, key) ? value[key] : undefined
        if (entry !== undefined) result[key] = within(key, fields[name] as Shape, entry, issues)
        else if (!optional) issues.push({ path: key, message: 'is missing' })
      }
      return result
    }
    case 'r': {
      if (!isRecord(value)) return fail('must be an object')
      const entries = Object.entries(value)
      if (entries.some(([key]) => !shape[1].includes(key))) return fail(`may only name ${shape[1].join(', ')}`)
      return Object.fromEntries(entries.map(([key, entry]) => [key, within(key, shape[2], entry, issues)]))
    }
    case '|': {
      let nearest: OpenIssue[] = []
      for (const choice of shape[1]) {
        const found: OpenIssue[] = []
        const result = walk(choice, value, found)
        if (!found.length) return result
        // the branch that fits deepest explains best
        if (!nearest.length || depth(found) > depth(nearest)) nearest = found
      }
      issues.push(...nearest.slice(0, 100))
    }
  }
  return undefined
}

function within(key: string | number, shape: Shape, value: unknown, issues: OpenIssue[]): unknown {
  const before = issues.length
  const result = walk(shape, value, issues)
  for (let index = before; index < issues.length; index += 1) {
    const issue = issues[index] as OpenIssue
    issue.path = issue.path ? `${key}.${issue.path}` : `${key}`
  }
  return result
}

const depth = (issues: readonly OpenIssue[]) => issues.reduce((least, { path }) => Math.min(least, path.length), Infinity)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
