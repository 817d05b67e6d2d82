import { LoyaltyError, type Context, type LoyaltyBackend, type Program, type Report } from '@loyaltykit/core'
import { receive } from './answer.ts'
import { routes, type Route } from './routes.ts'

type Method = (input: object, context: Context) => Promise<unknown>

/** The backend's method, or nothing where it lacks that. */
export function methodOf(backend: LoyaltyBackend, { group, method }: Pick<Route, 'group' | 'method'>): Method | undefined {
  const methods = backend[group] as unknown as Record<string, Method> | undefined
  const found = methods?.[method]
  return typeof found === 'function' ? found.bind(methods) : undefined
}

/** One call of the port, with a checked answer. */
export async function call(backend: LoyaltyBackend, route: Route, input: object, context: Context, report: Report): Promise<unknown> {
  const method = methodOf(backend, route) ?? ownAnswer(route.name)
  if (!method) throw new LoyaltyError('unsupported', `This programme can't do ${route.name}.`)
  if (context.identity.kind === 'guest' && !route.operation.public)
    throw new LoyaltyError('unauthenticated', 'Nobody is signed in. Sign in and try again.')
  const answer = receive(route.operation.output, await method(input, context), route.name, report)
  return route.name === 'program.get' ? withLacks(backend, answer as Program) : answer
}

/** The programme, with the calls that this backend has not: pages can't see what stands behind the gateway. */
export function withLacks(backend: LoyaltyBackend, program: Program): Program {
  const absent = routes.filter((route) => route.operation.optional && backend[route.group] && !methodOf(backend, route)).map(({ name }) => name)
  const lacks = [...new Set([...(program.lacks ?? []), ...absent])]
  return lacks.length ? { ...program, lacks } : program
}

/** Where the host signs people in by its own means, the gateway itself knows who is there. */
function ownAnswer(name: string): Method | undefined {
  if (name !== 'session.current') return undefined
  return async (_input, { identity }) => {
    if (identity.kind === 'guest') return null
    if (identity.kind === 'member') return { memberId: identity.memberId }
    throw new LoyaltyError('unsupported', 'This programme can\'t tell who is signed in.')
  }
}
