import { LoyaltyError, toLoyaltyError, type Context, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import type { KeyStore } from '../keys.ts'
import { invalid } from './invalid.ts'
import { once, type Notes } from '@loyaltykit/core/keys'

export { invalid }

/** What a write of an adapter is given: the port's context, and notes that outlive an interruption. */
export type Act = WriteContext & Notes

type Adapted<Method> = Method extends (input: infer Input, context: WriteContext) => infer Output ? (input: Input, context: Act) => Output : Method
/** The groups as an adapter writes them. */
export type Unguarded = { readonly [G in keyof LoyaltyBackend]: LoyaltyBackend[G] extends object | undefined ? { readonly [M in keyof NonNullable<LoyaltyBackend[G]>]: Adapted<NonNullable<LoyaltyBackend[G]>[M]> } : LoyaltyBackend[G] }

/**
 * An adapter's groups with what holds for every call of the port, so that the adapter's own lines are about its loyalty system alone: nothing
 * is done for who has given up; a call that is for members is for members; an input is one of its schema, else `invalid_input`
 * says where not; a write acts once per key, which `keys` remembers.
 * @throws `LoyaltyError` `invalid_option` where there is a write and no `keys`.
 */
export function guarded<Groups extends Partial<Unguarded>>(groups: Groups, { keys, name }: { readonly keys?: KeyStore; readonly name: string }): { readonly [G in keyof Groups]: G extends keyof LoyaltyBackend ? NonNullable<LoyaltyBackend[G]> : never } {
  const guard = (group: string, method: string, act: (input: unknown, context: unknown) => Promise<unknown>) => {
    const { kind, public: isPublic, input: schema } = (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method] as Operation
    if (kind === 'write' && !keys) throw new LoyaltyError('invalid_option', `${name}: ${group}.${method} needs a store of keys.`)
    const call = async (given: unknown, context: Context | WriteContext) => {
      if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
      if (!isPublic) memberOf(context)
      const input = parsed(schema, given)
      if (kind !== 'write' || !keys) return act(input, context)
      const who = context.identity.kind === 'member' ? context.identity.memberId : ''
      const writing = context as WriteContext
      return once(keys, { scope: `${name}\n${group}.${method}\n${who}`, input, context: writing }, (notes, signal) => act(input, { ...writing, ...notes, signal }))
    }
    // a store of keys fails in its own words
    return (given: unknown, context: Context | WriteContext) => call(given, context).catch((error: unknown) => { throw toLoyaltyError(error) })
  }

  return Object.fromEntries(Object.entries(groups).map(([group, methods]) => [
    group,
    typeof methods === 'object' && Object.hasOwn(operations, group)
      ? Object.fromEntries(Object.entries(methods as Record<string, (input: unknown, context: unknown) => Promise<unknown>>).map(([method, act]) => [method, guard(group, method, act)]))
      : methods,
  ])) as never
}

/**
 * For an adapter that takes a secret: it starts on servers only. Built pages are searched for this text, so that no secret-taking adapter gets into one.
 * @throws `LoyaltyError` `invalid_option` where there is a `document`.
 */
export function refusePage(adapter: string): void {
  if ('document' in globalThis) throw new LoyaltyError('invalid_option', `${adapter}: its secret must not be in a page. Serve it through @loyaltykit/gateway and use http({ url }) here.`)
}

/** Who the server in front of the adapter says it is. @throws `LoyaltyError` `unauthenticated` for anybody else. */
export function memberOf({ identity }: Pick<Context, 'identity'>): string {
  if (identity.kind !== 'member') throw new LoyaltyError('unauthenticated', 'Log in again.')
  return identity.memberId
}

function parsed(schema: Operation['input'], given: unknown): unknown {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw invalid(...result.error.issues.slice(0, 100).map(({ path, message, code }) => ({ path: path.map(String).join('.').slice(0, 300), message: message === 'Invalid input' ? `is wrong (${code})` : message })))
}
