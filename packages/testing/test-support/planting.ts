/** Faults that are planted in a backend, to prove that the contract would find them. */
import assert from 'node:assert/strict'
import type { Context, LoyaltyBackend, WriteContext } from '@loyaltykit/core'
import type { CallName } from '@loyaltykit/sandbox'
import { backendContract } from '../src/contract/contract.ts'
import type { ContractSubject } from '../src/contract/subject.ts'

type Call = (input: never, context: WriteContext) => Promise<unknown>
/** What a call does instead of `next`. */
export type Change = (next: (input: unknown, context: Context) => Promise<unknown>, input: Record<string, unknown>, context: WriteContext) => Promise<unknown>

/** A backend of which some calls do something else. */
export function altered(backend: LoyaltyBackend, change: Change, only?: readonly CallName[]): LoyaltyBackend {
  return Object.fromEntries(Object.entries(backend).map(([group, methods]) => [group, typeof methods !== 'object' ? methods : Object.fromEntries(
    Object.entries(methods as Record<string, Call>).map(([method, call]) => {
      const next = (input: unknown, context: Context) => call(input as never, context as WriteContext)
      return [method, only && !only.includes(`${group}.${method}` as CallName) ? call : (input: Record<string, unknown>, context: WriteContext) => change(next, input, context)]
    }),
  )])) as unknown as LoyaltyBackend
}

let count = 0
/** The same context with a key that was never used. */
export const fresh = (context: WriteContext): WriteContext => ({ ...context, idempotencyKey: `fresh-${(count += 1)}` })

/** A fault, and the checks that must fail of it. */
export interface Planted {
  readonly caughtBy: readonly string[]
  readonly create: () => ContractSubject
}

/** A test for each fault, by name: the checks named fail of it, and pass without it. The file of tests gives them to its runner, so that they are its own. */
export function catches(faults: Readonly<Record<string, Planted>>, healthy: () => ContractSubject): [name: string, run: () => Promise<void>][] {
  return Object.entries(faults).map(([fault, { caughtBy, create }]) => [`the contract catches it when ${fault}`, async () => {
    for (const name of caughtBy) {
      assert.equal(await outcome(name, healthy), 'passes', `${name}, without the fault`)
      assert.match(await outcome(name, create), /^(ContractFailure|AssertionError|LoyaltyError):/, `${name}, with the fault`)
    }
  }])
}

/** How one check of the contract goes; anything but a failure of the contract or a refusal is a mistake of the check. */
async function outcome(check: string, create: () => ContractSubject): Promise<string> {
  const runs = new Map<string, () => Promise<void>>()
  await backendContract({ test: (name, run) => runs.set(name, run), name: 'planted', create: async () => create() })
  const run = runs.get(`planted: ${check}`)
  assert.ok(run, `there is no check "${check}"`)
  try {
    await run()
    return 'passes'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}
