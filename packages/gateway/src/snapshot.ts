import { partSources, type Context, type ErrorBody, type LoyaltyBackend, type LoyaltyError, type Program, type Report } from '@loyaltykit/core'
import { LoyaltyError as Failure } from '@loyaltykit/core'
import { ErrorBody as ErrorSchema, partSchemas, type SnapshotQuery } from '@loyaltykit/core/schemas'
import type * as z from 'zod/mini'
import { receive } from './answer.ts'
import { call, methodOf, withLacks } from './call.ts'
import { tellable } from './problem.ts'
import { routes, type Route } from './routes.ts'

type Query = z.output<typeof SnapshotQuery>
type PartName = Query['parts'][number]
type PartAnswer = { readonly value: unknown } | { readonly error: ErrorBody }

interface Asked {
  readonly backend: LoyaltyBackend
  readonly query: Query
  readonly context: Context
  readonly report: Report
}

const sources: Readonly<Record<PartName, { readonly group: string; readonly method: string }>> = {
  ...partSources,
  session: { group: 'session', method: 'current' },
  quotes: { group: 'quotes', method: 'quote' },
}

/** Several reads at once. Each part has its value or its own error: of the backend's snapshot, or of one call per part. */
export async function snapshot(asked: Asked): Promise<Record<string, PartAnswer>> {
  const parts = [...new Set(asked.query.parts)]
  const source = methodOf(asked.backend, { group: 'snapshot', method: 'get' })
  const whole = source && ((await source(asked.query, asked.context)) as Readonly<Record<string, unknown>> | null)
  const answers = parts.map(async (part) => {
    const take = whole === undefined ? () => one(part, asked) : () => partOf(whole, part, asked)
    return [part, await attempt(part, take, asked.report)] as const
  })
  return Object.fromEntries(await Promise.all(answers))
}

async function one(part: PartName, { backend, query, context, report }: Asked): Promise<unknown> {
  const { group, method } = sources[part]
  const route = routes.find(({ name }) => name === `${group}.${method}`) as Route
  if (part === 'quotes' && !query.carts?.length)
    throw new Failure('invalid_input', 'The part quotes needs carts. Send them with POST.', { details: { issues: [{ path: 'carts', message: 'is missing' }] } })
  return call(backend, route, part === 'quotes' ? { carts: query.carts } : {}, context, report)
}

async function partOf(whole: Readonly<Record<string, unknown>> | null, part: PartName, { backend, report }: Asked): Promise<unknown> {
  const answer = whole?.[part]
  if (typeof answer === 'object' && answer !== null) {
    if ('value' in answer) {
      const value: unknown = receive(partSchemas[part], answer.value, part, report)
      return part === 'program' ? withLacks(backend, value as Program) : value
    }
    if ('error' in answer && answer.error instanceof Error) throw answer.error
    const told = 'error' in answer ? ErrorSchema.safeParse(answer.error) : undefined
    if (told?.success) throw new Failure(told.data.code, told.data.message, { retryable: told.data.retryable, ...(told.data.details ? { details: told.data.details } : {}) })
  }
  throw new Failure('bad_response', `The loyalty service left out ${part}. Try again later.`)
}

async function attempt(part: string, take: () => Promise<unknown>, report: Report): Promise<PartAnswer> {
  try {
    return { value: await take() }
  } catch (thrown) {
    const error = tellable(thrown)
    if (error !== thrown || error.code === 'bad_response') report({ message: `The part ${part} of a snapshot failed.`, cause: thrown })
    return { error: bodyOf(error) }
  }
}

const bodyOf = ({ code, message, retryable, details }: LoyaltyError): ErrorBody =>
  ({ code, message, retryable, ...(details ? { details: details as NonNullable<ErrorBody['details']> } : {}) })
