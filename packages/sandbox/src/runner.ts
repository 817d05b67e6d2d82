import { LoyaltyError, toLoyaltyError, type Context, type Read, type Write, type WriteContext } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import type { CallInput, CallName, CallOutput, CleanInput } from './calls.ts'
import { once } from './engine/idempotency.ts'
import type { KeptRefusal } from './engine/refusals.ts'
import { memberOf } from './engine/sessions.ts'
import { settle } from './engine/timers.ts'
import { hash, type World } from './engine/world.ts'
import type { createFaults } from './faults.ts'
import { parseInput } from './input.ts'
import type { MessageRecord } from './state/tables.ts'

/** Makes calls of the port out of the engine's functions. */
export type Runner = ReturnType<typeof createRunner>

/** These take a log-in that has ended for no log-in: they are how one gets another. */
const lenient: readonly string[] = ['session.current', 'session.requestCode', 'session.verifyCode', 'session.refresh', 'session.end', 'members.enrol', 'program.get', 'referrals.lookUp', 'events.send']

/**
 * What every call has in common: it stops when nobody waits, passes the faults, has its input checked, sees what became due, acts at
 * once and in one unit of work, and gives an answer that is nobody else's.
 */
export function createRunner(world: World, faults: ReturnType<typeof createFaults>, announce: (messages: readonly MessageRecord[]) => void) {
  /** Runs a function of the engine; the messages that it sent go out only if it is kept. */
  function commit<Result>(act: () => Result): Result {
    try {
      settle(world)
      const result = act()
      announce([...world.sent])
      return result
    } catch (error) {
      throw toLoyaltyError(error)
    } finally {
      world.sent.length = 0
    }
  }

  const run = (name: string, input: unknown, context: Context, act: (clean: unknown, context: Context) => unknown): Promise<unknown> =>
    faults.run(name, input, context?.signal, () => {
      if (!context?.identity) throw new LoyaltyError('invalid_option', `${name} was called without a context: give { signal, locale, identity }.`)
      const clean = parseInput(inputOf(name), input)
      return commit(() => structuredClone(act(clean, { ...context, locale: context.locale || (world.preset.locales[0] ?? 'en') })))
    })

  function keyed(name: CallName, input: unknown, context: Context, act: (input: unknown, context: WriteContext) => unknown): unknown {
    const writing = context as WriteContext
    return once(world, { key: writing.idempotencyKey, scope: `${name} ${callerOf(world, name, writing)}`, input }, () => act(input, writing))
  }

  return {
    commit,
    read: <Name extends CallName>(name: Name, act: (input: CleanInput<Name>, context: Context) => CallOutput<Name>): Read<CallInput<Name>, CallOutput<Name>> =>
      (input, context) => run(name, input, context, (clean, by) => act(clean as CleanInput<Name>, by)) as Promise<CallOutput<Name>>,
    write: <Name extends CallName>(name: Name, act: (input: CleanInput<Name>, context: WriteContext) => CallOutput<Name> | KeptRefusal): Write<CallInput<Name>, CallOutput<Name>> =>
      (input, context) => run(name, input, context, (clean, by) => keyed(name, clean, by, act as never)) as Promise<CallOutput<Name>>,
    /** A write whose answer holds what must not be kept: `reveal` makes the answer out of what is kept for the key. */
    secretWrite: <Name extends CallName, Kept>(
      name: Name,
      act: (input: CleanInput<Name>, context: WriteContext) => Kept | KeptRefusal,
      reveal: (kept: Kept) => CallOutput<Name>,
    ): Write<CallInput<Name>, CallOutput<Name>> =>
      (input, context) => run(name, input, context, (clean, by) => reveal(keyed(name, clean, by, act as never) as Kept)) as Promise<CallOutput<Name>>,
  }
}

/** By whom a key is used. A log-in that has ended fails here, before the key is looked at, so that the key serves after the next log-in. */
function callerOf(world: World, name: string, { identity }: Context): string {
  // each log-in has its own end, and what ended it is answered again although it has ended
  if (name === 'session.end' || name === 'preferences.leave') return identity.kind === 'token' ? hash(identity.token) : identity.kind === 'member' ? identity.memberId : identity.kind
  if (lenient.includes(name)) return 'anybody'
  return memberOf(world, identity)?.id ?? 'guest'
}

function inputOf(name: string): Operation['input'] {
  const [group = '', method = ''] = name.split('.')
  const operation = (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method]
  if (!operation) throw new Error(`There is no operation ${name}.`)
  return operation.input
}
