/** Mindbox's API v3 on the sandbox's engine: one project with operations of its own names. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { customerActs } from './mindbox/customers.ts'
import { orderActs } from './mindbox/orders.ts'
import { programme } from './mindbox/programme.ts'
import { Invalid, names, protocolError, type Body, type EmulatedCustomer, type MindboxState, type OperationName } from './mindbox/state.ts'
import { joined } from './shared/people.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'

export { mindboxWire } from './mindbox/document.ts'
export { names as mindboxNames } from './mindbox/state.ts'

/** A project of Mindbox of one's own, with the shop that uses it. */
export interface MindboxEmulator extends Served {
  readonly endpointId: string
  readonly secretKey: string
  /** The engine: its clock, its till. */
  readonly sandbox: Sandbox
  readonly shop: {
    /** Registers a customer by phone, E.164; gives its `mindboxId`. */
    join(phone: string): Promise<string>
    /** The address of a customer. */
    emailOf(mindboxId: string): string
    /** The code that was sent last to this phone, E.164, or address. */
    codeFor(to: string): string
    purchase(sale: { readonly mindboxId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
  }
}

/** Opens a Mindbox on a port of this machine. */
export async function emulateMindbox(): Promise<MindboxEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'mindbox', now: '2026-11-22T10:00:00Z' })
  const [endpointId, secretKey] = ['emulated.Website', 'emulatedSecretKey']
  const numbers = new Map<string, number>()
  const state: MindboxState = {
    sandbox, customers: [], orders: new Map(), codes: new Map(), done: new Set(),
    number: (name) => numbers.get(name) ?? (numbers.set(name, 1_000 + numbers.size), 999 + numbers.size),
  }
  const served = await serveEmulator(async (heard) => refused(heard, endpointId, secretKey) ?? operated(state, heard))
  const customerOf = (id: string) => state.customers.find(({ mindboxId }) => String(mindboxId) === id) as EmulatedCustomer
  return {
    ...served, endpointId, secretKey, sandbox,
    shop: {
      async join(phone) {
        const mindboxId = state.number(`customer ${phone}`)
        state.customers.push({ mindboxId, memberId: await joined(sandbox, phone), mobilePhone: phone.slice(1), email: `customer${mindboxId}@example.com` })
        return String(mindboxId)
      },
      emailOf: (mindboxId) => customerOf(mindboxId).email,
      codeFor: (to) => state.codes.get(to.replace(/^\+/, '')) ?? '',
      purchase: async ({ mindboxId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: customerOf(mindboxId).memberId, cart, orderId })),
      refund: async (goods) => void (await sandbox.till.refund(goods)),
    },
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}

function refused({ method, path, query, headers }: Heard, endpointId: string, secretKey: string): Answer | undefined {
  if (method !== 'POST' || path !== '/v3/operations/sync') return { status: 404, text: 'Not found' }
  if (query.get('endpointId') !== endpointId) return protocolError(400, 'Unknown endpoint')
  return [`SecretKey ${secretKey}`, `Mindbox secretKey="${secretKey}"`].includes(headers['authorization'] ?? '') ? undefined : protocolError(401, 'Invalid secret key')
}

async function operated(state: MindboxState, { query, body }: Heard): Promise<Answer> {
  const name = query.get('operation') ?? ''
  const operation = (Object.keys(names) as OperationName[]).find((one) => names[one] === name)
  const act = operation && { ...customerActs, ...orderActs }[operation]
  if (!act) return protocolError(400, `Operation ${name} not found`)
  const key = query.get('transactionId')
  if (key !== null && state.done.has(`${name} ${key}`)) return { body: { status: 'TransactionAlreadyProcessed' } }
  if (key !== null) state.done.add(`${name} ${key}`)
  try {
    return { body: { status: 'Success', ...await act(state, (body ?? {}) as Body) } }
  } catch (error) {
    if (error instanceof Invalid) return error.answer
    throw error
  }
}
