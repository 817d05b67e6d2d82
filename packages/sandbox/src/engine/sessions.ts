import type { Identity, Session } from '@loyaltykit/core'
import type { MemberRecord, SessionRecord } from '../state/tables.ts'
import { after, instant } from './duration.ts'
import { KeptRefusal, refuse } from './refusals.ts'
import { hash, nextNumber, programme, type World } from './world.ts'

const sessionLife = '30 days'
const refreshLife = '90 days'
/** Two tabs may refresh at the same moment. */
const refreshGrace = '1 minute'

/**
 * A session without its tokens. Only their hashes are kept; the tokens follow from the seed and the number, so that the answer of a
 * call can be given again without having been written down.
 */
export interface IssuedSession {
  readonly issued: number
  readonly memberId: string
  readonly expiresAt: number
}

export const isIssued = (value: unknown): value is IssuedSession => typeof value === 'object' && value !== null && 'issued' in value

const tokenOf = (world: World, number: number, use: 'token' | 'refresh'): string => hash(`${programme(world).seed}/session/${use}/${number}`)

export const toSession = (world: World, { issued, memberId, expiresAt }: IssuedSession): Session => ({
  memberId, token: tokenOf(world, issued, 'token'), refreshToken: tokenOf(world, issued, 'refresh'), expiresAt: instant(expiresAt),
})

/** Signs a member in. */
export function openSession(world: World, memberId: string, family?: string): IssuedSession {
  const at = world.now()
  const number = nextNumber(world)
  const expiresAt = after(at, sessionLife)
  world.records.put('sessions', {
    id: hash(tokenOf(world, number, 'token')), memberId, family: family ?? `f${number}`, expiresAt,
    refresh: hash(tokenOf(world, number, 'refresh')), refreshUntil: after(at, refreshLife),
  })
  return { issued: number, memberId, expiresAt }
}

/** A new pair of tokens for an old one. A refresh token that was used some time ago is somebody else's copy: all log-ins that came from it end. */
export function refresh(world: World, refreshToken: string | undefined): IssuedSession | KeptRefusal {
  const over = refuse('unauthenticated', 'The log-in has ended. Sign in again.')
  const refreshHash = refreshToken === undefined ? undefined : hash(refreshToken)
  const old = world.records.all('sessions').find((session) => session.refresh === refreshHash)
  if (!old || old.refreshUntil <= world.now()) throw over
  if (old.refreshedAt !== undefined && after(old.refreshedAt, refreshGrace) <= world.now()) {
    for (const session of world.records.of('sessions', old.memberId)) if (session.family === old.family) world.records.remove('sessions', session.id)
    return new KeptRefusal(over)
  }
  world.records.put('sessions', { ...old, refreshedAt: old.refreshedAt ?? world.now() })
  return openSession(world, old.memberId, old.family)
}

/** Log-out: the token, and all that came from the same log-in, are worth nothing; `everywhere`: all log-ins of the member. */
export function end(world: World, identity: Identity, everywhere?: boolean): void {
  const session = identity.kind === 'token' ? world.records.get('sessions', hash(identity.token)) : undefined
  const memberId = session?.memberId ?? (everywhere && identity.kind === 'member' ? identity.memberId : undefined)
  if (memberId === undefined) return
  for (const other of world.records.of('sessions', memberId)) if (everywhere || other.family === session?.family) world.records.remove('sessions', other.id)
}

/** The session of a token that is good now. */
export function sessionOf(world: World, identity: Identity): SessionRecord | undefined {
  const session = identity.kind === 'token' ? world.records.get('sessions', hash(identity.token)) : undefined
  return session && session.refreshedAt === undefined && session.expiresAt > world.now() ? session : undefined
}

/** The member for whom a call is made; nobody for a guest. Fails with `unauthenticated` for a token or an id that is worth nothing. */
export function memberOf(world: World, identity: Identity): MemberRecord | undefined {
  if (identity.kind === 'guest' || identity.kind === 'ambient') return undefined
  const memberId = identity.kind === 'member' ? identity.memberId : sessionOf(world, identity)?.memberId
  const member = memberId === undefined ? undefined : world.records.get('members', memberId)
  if (!member || member.status === 'closed') throw refuse('unauthenticated', 'The log-in has ended. Sign in again.')
  return member
}
