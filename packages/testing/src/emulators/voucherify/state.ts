import type { Cart, Context, WriteContext } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import { idOf, notFound } from './words.ts'

/** A customer, who may be a member. */
export interface EmulatedCustomer {
  readonly sourceId: string
  /** What was told of the person, in Voucherify's fields. */
  readonly told: Readonly<Record<string, unknown>>
  readonly createdAt: string
  /** The sandbox's member. */
  readonly memberId?: string
  readonly joinedAt?: string
  readonly referralCode?: string
  readonly isBlocked?: true
}

/** A payment or a purchase: accepted first, done a moment later. */
export interface EmulatedTransaction extends Record<string, unknown> {
  readonly id: string
  readonly memberId: string
  readonly created_at: string
  status: 'PENDING' | 'PROCESSING' | 'APPROVED' | 'REJECTED'
  updated_at: string | null
  details: Record<string, unknown>
}

/** What the emulation keeps beside the sandbox: what Voucherify knows and a programme does not. */
export interface VoucherifyState {
  readonly sandbox: Sandbox
  readonly programId: string
  readonly customers: Map<string, EmulatedCustomer>
  /** Orders that the shop has written, by its own name for them. */
  readonly orders: Map<string, Cart>
  readonly payments: EmulatedTransaction[]
  readonly purchases: EmulatedTransaction[]
  /** Friends who came with a code, the oldest first. */
  readonly referees: { readonly code: string; readonly customerId: string; readonly at: string }[]
  /** Cards whose code was asked for before: at first there is none. */
  readonly coded: Set<string>
  /** Does something a moment later, unless all is over. */
  later(act: () => Promise<void>): void
}

export const at = (state: VoucherifyState): string => new Date(state.sandbox.now()).toISOString()

export const contextOf = (memberId?: string, key = ''): Context & WriteContext => ({
  signal: new AbortController().signal, locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})

export const customerId = (sourceId: string): string => idOf('cust', sourceId).replace('cust_', 'cust_x')

/** By its own id or the shop's. */
export function customerOf({ customers }: VoucherifyState, id: string): EmulatedCustomer {
  const found = customers.get(id) ?? [...customers.values()].find(({ sourceId }) => customerId(sourceId) === id)
  if (!found) throw notFound('customer', id)
  return found
}

/** The customer behind a member's id. */
export function memberAt({ customers }: VoucherifyState, id: string): EmulatedCustomer & { readonly memberId: string } {
  const found = [...customers.values()].find(({ memberId }) => memberId !== undefined && idOf('lmbr', memberId) === id)
  if (found?.memberId === undefined) throw notFound('member', id)
  return { ...found, memberId: found.memberId }
}
