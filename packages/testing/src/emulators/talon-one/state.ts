import type { Context, WriteContext } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import type { Answer } from '../shared/server.ts'
import { notFound } from './words.ts'

/** A customer profile, whose person may have joined the programme. */
export interface EmulatedProfile {
  readonly id: number
  readonly integrationId: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly created: string
  /** The sandbox's member. */
  readonly memberId?: string
  readonly joinedAt?: string
}

/** A customer session: a cart on its way to an order. */
export interface EmulatedSession {
  readonly id: number
  readonly integrationId: string
  readonly created: string
  readonly updated: string
  readonly updateCount: number
  readonly state: 'open' | 'closed' | 'partially_returned' | 'cancelled'
  readonly profileId?: string
  readonly couponCodes?: readonly string[]
  readonly referralCode?: string
  readonly cartItems: readonly WireItem[]
  readonly attributes: Readonly<Record<string, unknown>>
  /** The sandbox's order, once it is closed, and the points that paid, in minor units. */
  readonly order?: { readonly id: string; readonly points: number }
}

/** An item of a session's cart. */
export interface WireItem {
  readonly sku: string
  readonly name?: string
  readonly quantity: number
  readonly price?: number
  readonly category?: string
}

/** A code by which an advocate invites. */
export interface EmulatedReferral {
  readonly id: number
  readonly created: string
  readonly code: string
  readonly campaignId: number
  readonly advocate: string
  readonly friends: string[]
}

/** What the emulation keeps beside the sandbox. */
export interface TalonOneState {
  readonly sandbox: Sandbox
  readonly programId: number
  readonly profiles: Map<string, EmulatedProfile>
  readonly sessions: Map<string, EmulatedSession>
  readonly referrals: EmulatedReferral[]
  /** Codes that profiles have reserved: who, by code. */
  readonly reservations: Map<string, Set<string>>
  /** Answers of idempotent requests, by key. */
  readonly answers: Map<string, Answer>
  /** The number that stands for a thing of the sandbox: always the same. */
  number(of: string): number
}

/** The Application that the key belongs to. */
export const applicationId = 6
export const accountId = 3

export const at = (state: TalonOneState): string => new Date(state.sandbox.now()).toISOString()

export const contextOf = (memberId?: string, key = ''): Context & WriteContext => ({
  signal: new AbortController().signal, locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})

/** A profile; it is made where a write names one that is not there. */
export function profileAt(state: TalonOneState, integrationId: string): EmulatedProfile {
  const found = state.profiles.get(integrationId)
  if (!found) throw notFound('Customer profile')
  return found
}

export function profileFor(state: TalonOneState, integrationId: string): EmulatedProfile {
  const found = state.profiles.get(integrationId) ?? { id: state.number(`profile ${integrationId}`), integrationId, attributes: {}, created: at(state) }
  state.profiles.set(integrationId, found)
  return found
}

/** A profile that has joined the programme that the path names. */
export function joinedAt(state: TalonOneState, { loyaltyProgramId, integrationId = '' }: Readonly<Record<string, string>>): EmulatedProfile & { readonly memberId: string } {
  if (Number(loyaltyProgramId) !== state.programId) throw notFound('Loyalty program')
  const found = profileAt(state, integrationId)
  if (found.memberId === undefined) throw notFound('Customer in this loyalty program')
  return { ...found, memberId: found.memberId }
}

/** A UUID that stands for a number. */
export const uuidOf = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
