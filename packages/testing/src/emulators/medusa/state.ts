import type { Sandbox } from '@loyaltykit/sandbox'
import type { Answer } from '../shared/server.ts'

/** A line of an account's ledger; its balance is the sum of them. */
export interface EmulatedTransaction {
  readonly id: string
  readonly type: 'credit' | 'debit'
  /** In cents. */
  readonly amount: number
  readonly reference: string
  readonly referenceId: string
  readonly note: string | null
  readonly at: string
}

/** Store credit: a customer's, or nobody's yet, as that of a gift card is. */
export interface EmulatedAccount {
  readonly id: string
  readonly code: string
  readonly customerId: string | null
  readonly currency: string
  readonly at: string
  /** The oldest first. */
  readonly transactions: readonly EmulatedTransaction[]
}

/** A gift card; what is on it lies in an account. */
export interface EmulatedGiftCard {
  readonly id: string
  readonly code: string
  /** In cents, when it was sold. */
  readonly value: number
  readonly status: 'pending' | 'redeemed'
  readonly expiresAt: string | null
  readonly accountId: string
  readonly at: string
}

/** Somebody with an account in the shop. */
export interface EmulatedCustomer {
  readonly id: string
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly at: string
}

/** What pays for a cart beside money. */
export interface EmulatedCreditLine {
  readonly id: string
  readonly reference: 'store-credit' | 'gift-card'
  readonly referenceId: string
  /** In cents. */
  readonly amount: number
  readonly at: string
}

/** A cart, which becomes an order. */
export interface EmulatedCart {
  readonly id: string
  readonly customerId: string | null
  readonly email: string | null
  readonly regionId: string
  readonly at: string
  readonly items: readonly { readonly id: string; readonly variantId: string; readonly quantity: number }[]
  readonly lines: readonly EmulatedCreditLine[]
  readonly giftCards: readonly string[]
  readonly promotions: readonly string[]
  readonly completedAt: string | null
}

/** What the emulation keeps beside the sandbox. */
export interface MedusaState {
  readonly sandbox: Sandbox
  readonly customers: Map<string, EmulatedCustomer>
  /** Who may log in: an e-mail address with its password, and the customer once there is one. */
  readonly entries: Map<string, { readonly password: string; readonly customerId?: string }>
  /** Whose a token is: an e-mail address. */
  readonly tokens: Map<string, string>
  readonly accounts: Map<string, EmulatedAccount>
  readonly giftCards: Map<string, EmulatedGiftCard>
  readonly carts: Map<string, EmulatedCart>
  /** Percent off all goods, by code. */
  readonly promotions: Map<string, number>
  /** Cents for one, by variant. */
  readonly prices: ReadonlyMap<string, number>
}

export const currency = 'eur'

export const at = ({ sandbox }: MedusaState): string => new Date(sandbox.now()).toISOString()

/** Cents as Medusa writes money: in major units. */
export const major = (cents: number): number => cents / 100

let made = 0
/** Ids grow, as Medusa's do. */
export const idOf = (kind: string): string => `${kind}_01EM${String((made += 1)).padStart(22, '0')}`

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, type: string, message: string) {
    super(message)
    this.answer = { status, body: type === 'unauthorized' ? { message } : type === 'unknown_error' ? { code: type, type, message } : { type, message } }
  }
}

export const invalidData = (message: string): Refused => new Refused(400, 'invalid_data', message)
export const notFound = (message: string): Refused => new Refused(404, 'not_found', message)

/** Takes it for the one with this id, from now on. */
export function kept<One extends { readonly id: string }>(all: Map<string, One>, one: One): One {
  all.set(one.id, one)
  return one
}
