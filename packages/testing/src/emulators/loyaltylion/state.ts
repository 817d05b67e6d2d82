import type { Sandbox } from '@loyaltykit/sandbox'
import { contextOf, joined } from '../shared/people.ts'
import type { Answer } from '../shared/server.ts'

/** A customer of the shop, who may be in the programme. */
export interface EmulatedCustomer {
  readonly number: number
  readonly merchantId: string
  readonly email: string | null
  /** The sandbox's member, once enrolled. */
  readonly memberId?: string
  readonly enrolledAt?: string
  readonly isBlocked?: true
  readonly referralCode?: string
}

/** A reward that was taken. */
export interface EmulatedClaim {
  readonly number: number
  readonly memberId: string
  readonly reward: string
  readonly at: string
  readonly cost: number
  readonly title: string
  /** The sandbox's coupon or gift card. */
  readonly coupon?: { readonly id: string; readonly code: string; readonly validUntil?: string | undefined }
  readonly giftCard?: { readonly code: string; readonly expiresAt?: string | undefined }
}

/** What the emulation keeps beside the sandbox. */
export interface LoyaltyLionState {
  readonly sandbox: Sandbox
  readonly customers: Map<string, EmulatedCustomer>
  /** The oldest first. */
  readonly claims: EmulatedClaim[]
}

export const at = ({ sandbox }: LoyaltyLionState): string => new Date(sandbox.now()).toISOString()

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, code: string) {
    super(code)
    this.answer = { status, body: { error: { code } } }
  }
}

/** Who is in the programme: others are refused as it refuses them. */
export function enrolledOf({ customers }: LoyaltyLionState, merchantId: string): EmulatedCustomer & { readonly memberId: string } {
  const customer = customers.get(merchantId)
  if (customer?.isBlocked) throw new Refused(422, 'customer_blocked')
  if (customer?.memberId === undefined) throw new Refused(422, 'customer_not_enrolled')
  return { ...customer, memberId: customer.memberId }
}

/** A customer, made where there is none. */
export function visit(state: LoyaltyLionState, merchantId: string, email: string | null): EmulatedCustomer {
  const known = state.customers.get(merchantId)
  const customer = known ?? { number: 1_000 + state.customers.size, merchantId, email }
  state.customers.set(merchantId, customer)
  return customer
}

/** Makes the customer a member: what a form and a code do in the sandbox. */
export async function enrol(state: LoyaltyLionState, customer: EmulatedCustomer): Promise<EmulatedCustomer> {
  if (customer.memberId !== undefined || customer.isBlocked) return customer
  const { sandbox } = state
  const memberId = await joined(sandbox, `+4420${String(customer.number).padStart(8, '0')}`)
  const { code: referralCode } = await sandbox.referrals.get({}, contextOf(memberId))
  const enrolled = { ...customer, memberId, enrolledAt: at(state), referralCode }
  state.customers.set(customer.merchantId, enrolled)
  return enrolled
}
