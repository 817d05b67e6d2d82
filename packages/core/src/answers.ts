import { check, type Shape } from './check.ts'
import { LoyaltyError, type Issue } from './errors.ts'
import type { Report } from './resource.ts'

/**
 * What a backend answered, if it is what the port promises; only the promised fields. A bad item of a list (of a page's
 * `items`, of the `balances` that come with an action's answer) is dropped and reported, the good ones stay. Anything else
 * that is bad fails with `bad_response`.
 */
export function receive(shape: Shape, answer: unknown, call: string, report: Report): unknown {
  if (isList(shape) && Array.isArray(answer)) return keepGood(shape, answer, call, report)
  const fields = shape[0] === 'o' ? (shape[1] as Readonly<Record<string, Shape>>) : {}
  const given = (answer ?? {}) as Readonly<Record<string, unknown>>
  const lists: Record<string, unknown[]> = {}
  for (const name of ['items', 'balances']) {
    const list = fields[name]
    const entries = given[name]
    if (list && isList(list) && Array.isArray(entries)) lists[name] = keepGood(list, entries, call, report)
  }
  return accept(shape, Object.keys(lists).length ? { ...given, ...lists } : answer, call)
}

type ListShape = Extract<Shape, readonly ['a', ...unknown[]]>

const isList = (shape: Shape): shape is ListShape => shape[0] === 'a'

function keepGood([, item, , max]: ListShape, entries: readonly unknown[], call: string, report: Report): unknown[] {
  if (entries.length > max) throw unusable(call, [{ path: '', message: `must have at most ${max}` }])
  return entries.flatMap((entry, index) => {
    const result = check(item, entry)
    if ('value' in result) return [result.value]
    report({ message: `${call} answered a list whose item ${index} was dropped: ${describe(result.issues)}` })
    return []
  })
}

function accept(shape: Shape, answer: unknown, call: string): unknown {
  const result = check(shape, answer)
  if ('value' in result) return result.value
  throw unusable(call, result.issues)
}

const unusable = (call: string, issues: readonly Issue[]) =>
  new LoyaltyError('bad_response', `The loyalty service answered ${call} with something unusable: ${describe(issues)}. Try again later.`)

const describe = (issues: readonly Issue[]) => issues.slice(0, 3).map(({ path, message }) => `${path || 'it'} ${message}`).join('; ')
