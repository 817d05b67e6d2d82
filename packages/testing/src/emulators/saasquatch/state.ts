import type { ActivityEntry } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import { contextOf, joined } from '../shared/people.ts'
import type { Answer } from '../shared/server.ts'

/** What a shop says of a person. */
export interface Person {
  readonly id: string
  readonly accountId: string
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
  readonly locale?: string
  readonly referredByCodes?: readonly string[]
}

/** A person that it knows. Times in milliseconds since 1970. */
export interface EmulatedUser extends Person {
  /** The sandbox's member. */
  readonly memberId: string
  readonly code: string
  readonly dateCreated: number
  readonly dateBlocked?: number
}

/** A reward as it is answered. */
export type EmulatedReward = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: 'CREDIT' | 'FUELTANK' | 'PCT_DISCOUNT'; readonly userId: string }

export interface EmulatedReferral {
  readonly id: string
  readonly referrer: string
  readonly referred: string
  readonly started: number
  readonly ended?: number
  readonly referrerModerationStatus: 'PENDING' | 'APPROVED' | 'DENIED'
}

interface Redemption { readonly id: string; readonly dateRedeemed: number; readonly quantityRedeemed: number }

/** What the emulation keeps beside the sandbox. */
export interface SaasquatchState {
  readonly sandbox: Sandbox
  /** By id; one account for each. */
  readonly users: Map<string, EmulatedUser>
  readonly referrals: EmulatedReferral[]
  /** Rewards that were given by hand. */
  readonly given: EmulatedReward[]
  /** What was redeemed, by the reward's id. */
  readonly redemptions: Map<string, Redemption[]>
}

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(statusCode: number, message: string, apiErrorCode: string) {
    super(message)
    this.answer = { status: statusCode, body: { statusCode, message, apiErrorCode } }
  }
}

export function known({ users }: SaasquatchState, { userId, accountId }: Readonly<Record<string, unknown>>): EmulatedUser {
  const user = users.get(String(userId))
  if (!user || user.accountId !== accountId) throw new Refused(404, 'User not found', 'NOT_FOUND')
  return user
}

export const ownerOf = ({ users }: SaasquatchState, code: string | null | undefined): EmulatedUser | undefined => [...users.values()].find((user) => user.code === code)

/** Makes the person known, or changes what is known; a friend's code counts for who is new. */
export async function upsert(state: SaasquatchState, person: Person): Promise<EmulatedUser> {
  const before = state.users.get(person.id)
  if (before) {
    const after = { ...before, ...person }
    state.users.set(person.id, after)
    return after
  }
  const advocate = person.referredByCodes?.map((code) => ownerOf(state, code)).find((one) => one !== undefined)
  const { sandbox } = state
  const memberId = await joined(sandbox, `+4423${String(state.users.size).padStart(8, '0')}`, advocate?.code)
  const { code } = await sandbox.referrals.get({}, contextOf(memberId))
  const user = { ...person, memberId, code, dateCreated: sandbox.now() }
  state.users.set(person.id, user)
  if (advocate) state.referrals.push({ id: `referral-${state.referrals.length + 1}`, referrer: advocate.id, referred: person.id, started: sandbox.now(), referrerModerationStatus: 'APPROVED' })
  return user
}

/** All of a member's ledger, the oldest first. */
export async function ledgerOf({ sandbox }: SaasquatchState, memberId: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...page.items)
    cursor = page.next
  }
  return found.reverse()
}
