import type { Cart, Context, ErrorCode, Identifier, Identity, Program, WriteContext } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import type { CallInput, CallName, CallOutput } from '@loyaltykit/sandbox'
import { ContractFailure, ok } from './expect.ts'
import type { ContractSubject } from './subject.ts'

/** How a call of the contract is made; a guest in English with a fresh key, where nothing is said. */
export interface Manner {
  readonly identity?: Identity
  readonly locale?: string
  readonly key?: string
  readonly signal?: AbortSignal
}

/** A subject with the words that the checks are written in. */
export interface Scene {
  readonly subject: ContractSubject
  readonly program: Program
  /** Makes a call and checks the answer's shape. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>, manner?: Manner): Promise<CallOutput<Name>>
  /** The same with any input. */
  raw(name: CallName, input: unknown, manner?: Manner): Promise<unknown>
  can(name: CallName): boolean
  cart(id?: string): Cart
  identifier(): Identifier
  /** A key that was never used. */
  key(): string
}

export const guest: Identity = { kind: 'guest' }

/** The row of the port's table for a call. */
export function rowOf(name: CallName): Operation {
  const [group = '', method = ''] = name.split('.')
  return (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method] as Operation
}

let made = 0
/** Where a backend outlives the run, nothing of it may meet what an earlier run left there. */
const run = Math.random().toString(36).slice(2, 10).padEnd(8, '0')

/** Opens a fresh subject for one check. */
export async function openScene(create: () => Promise<ContractSubject>): Promise<Scene> {
  const subject = await create()
  const opened = (made += 1)
  let count = 0
  const next = () => (count += 1)
  const key = () => `contract-${run}-${opened}-${next()}-0123456789abcdef`

  const methodOf = (name: CallName) => {
    const [group = '', method = ''] = name.split('.')
    const methods = (subject.backend as unknown as Record<string, Record<string, unknown> | undefined>)[group]
    const found = methods?.[method]
    return typeof found === 'function' ? (found.bind(methods) as (input: unknown, context: Context) => Promise<unknown>) : undefined
  }

  async function raw(name: CallName, input: unknown, manner: Manner = {}): Promise<unknown> {
    const method = methodOf(name)
    if (!method) throw new ContractFailure(`The backend has no ${name}.`)
    const context: Context = { signal: manner.signal ?? new AbortController().signal, locale: manner.locale ?? 'en', identity: manner.identity ?? guest }
    const writing: WriteContext = { ...context, idempotencyKey: manner.key ?? key() }
    return method(input, rowOf(name).kind === 'write' ? writing : context)
  }

  const scene: Omit<Scene, 'program'> = {
    subject,
    raw,
    key,
    call: async (name, input, manner) => {
      const result = rowOf(name).output.safeParse(await raw(name, input, manner))
      if (result.success) return result.data as never
      const places = result.error.issues.map(({ path, code }) => `${path.join('.') || 'the answer'} (${code})`)
      throw new ContractFailure(`${name} answered something that is not what the port promises: ${places.join(', ')}`)
    },
    can: (name) => methodOf(name) !== undefined,
    cart: (id = `cart-${run}-${opened}-${next()}`) => subject.cart?.(id) ?? {
      id, currency: program.currencies.find(({ rate }) => rate)?.rate?.money.currency ?? 'EUR',
      items: [{ sku: 'contract-1', name: 'Contract goods', quantity: 2, price: 50_00, categories: ['contract'] }],
    },
    identifier: () => subject.newIdentifier?.() ?? { kind: 'phone', value: `+447700${String(opened % 1_000).padStart(3, '0')}${String(next()).padStart(3, '0')}` },
  }
  const program = await scene.call('program.get', {})
  return { ...scene, program }
}

/** The spendable currency of a programme. */
export function spendable(scene: Scene): string {
  const currency = scene.program.currencies.find(({ rate }) => rate)?.id
  ok(currency !== undefined, 'a programme whose points pay must say what they are worth: currencies[].rate')
  return currency
}

/** What a member has available of the spendable currency. */
export async function available(scene: Scene, identity: Identity): Promise<number> {
  const currency = spendable(scene)
  return (await scene.call('balances.list', {}, { identity })).find((balance) => balance.currency === currency)?.available ?? 0
}

/** A member with enough points to hold, a cart, and the least amount that the cart takes. */
export async function readyToHold(scene: Scene): Promise<{ identity: Identity; cart: Cart; currency: string; amount: number }> {
  const identity = await scene.subject.signUp()
  const cart = scene.cart()
  const currency = spendable(scene)
  const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [cart] }, { identity })
  const limit = quote?.spend?.find((entry) => entry.currency === currency)
  ok(limit && limit.max > 0, `a fresh member of the contract must have points that pay for its cart, and the quote says ${JSON.stringify(limit)}`)
  return { identity, cart, currency, amount: Math.max(limit.min, limit.step) }
}

/** Codes by which any call may fail. */
export const anywhere: readonly ErrorCode[] = ['network', 'timeout', 'rate_limited', 'backend_failed', 'bad_response', 'aborted']
