import type { Context, WriteContext } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import { notFound, uuidOf, zoned } from './words.ts'

/** A member of Open Loyalty; before it is activated it has nothing. */
export interface EmulatedMember {
  readonly customerId: string
  /** What was told, in Open Loyalty's fields. */
  readonly told: Readonly<Record<string, unknown>>
  readonly email?: string
  readonly phone?: string
  readonly loyaltyCardNumber?: string
  readonly referralToken: string
  readonly registeredAt: string
  readonly active: boolean
  readonly anonymized?: true
  /** The sandbox's member: there once it was activated. */
  readonly memberId?: string
}

/** Units that are blocked or spent by hand. */
export interface EmulatedTransfer {
  readonly transferId: string
  readonly type: 'blocked' | 'spending'
  readonly customerId: string
  readonly walletCode: string
  readonly value: number
  readonly comment?: string
  readonly externalTransferId?: string
  /** The sandbox's redemption. */
  readonly redemptionId: string
  cancelled: boolean
}

/** A reward that was bought. */
export interface EmulatedRedemption {
  readonly issuedRewardId: string
  readonly rewardId: string
  readonly customerId: string
  readonly name: string
  readonly rewardType: string
  readonly costInPoints: number
  readonly redemptionDate: string
  readonly coupon?: { readonly code: string; readonly value: number; readonly activeTo?: string }
}

/** What the emulation keeps beside the sandbox: what Open Loyalty knows and a programme does not. */
export interface OpenLoyaltyState {
  readonly sandbox: Sandbox
  readonly storeCode: string
  readonly members: Map<string, EmulatedMember>
  readonly transfers: Map<string, EmulatedTransfer>
  readonly redemptions: EmulatedRedemption[]
  /** Who was brought by whom, the oldest first. */
  readonly referrals: { readonly referrer: string; readonly referee: string; readonly at: string }[]
  /** Transactions by document number. */
  readonly transactions: Map<string, string>
  /** Does something a moment later, unless all is over. */
  later(act: () => Promise<void>): void
}

export const now = ({ sandbox }: Pick<OpenLoyaltyState, 'sandbox'>): string => zoned(sandbox.now())

export const contextOf = (memberId?: string, key = '', locale = 'en'): Context & WriteContext => ({
  signal: new AbortController().signal, locale, idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})

/** By its id, or by what the path names instead: `email=`, `phone=`, `loyaltyCardNumber=`. */
export function memberAt({ members }: OpenLoyaltyState, named: string): EmulatedMember {
  const [, field, value] = /^(email|phone|loyaltyCardNumber)=(.+)$/.exec(named) ?? []
  const found = field === undefined ? members.get(named) : [...members.values()].find((one) => one[field as 'email' | 'phone' | 'loyaltyCardNumber'] === value)
  if (!found) throw notFound()
  return found
}

/** One who has joined the engine too. */
export function joinedAt(state: OpenLoyaltyState, named: string): EmulatedMember & { readonly memberId: string } {
  const member = memberAt(state, named)
  if (member.memberId === undefined) throw notFound()
  return { ...member, memberId: member.memberId }
}

export const idOf = { tier: (id: string) => uuidOf('tier', id), tierSet: uuidOf('tierSet', 'club'), condition: uuidOf('condition', 'units'), wallet: (code: string) => uuidOf('walletType', code), reward: (id: string) => uuidOf('reward', id), campaign: (id: string) => uuidOf('campaign', id), badge: (id: string) => uuidOf('badge', id) }
