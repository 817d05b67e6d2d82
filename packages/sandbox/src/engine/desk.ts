import type { Balance, Enrol, Enrolled, Member } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import { balances } from './activity.ts'
import { verifyCode } from './codes.ts'
import { enrol } from './enrolment.ts'
import { plainEmail, plainPhone } from './identifiers.ts'
import { leave } from './leaving.ts'
import { plainNumber } from './numbers.ts'
import { toMember } from './program.ts'
import { KeptRefusal, refuse } from './refusals.ts'
import { isIssued } from './sessions.ts'
import type { World } from './world.ts'

/** A member as the desk sees one. */
export interface DeskMember {
  readonly member: Member
  readonly balances: readonly Balance[]
}

/** Somebody who joins at the desk. The code is the one that the desk asked for, read out by the customer: it proves that the phone is theirs. */
export interface DeskEnrolment extends Omit<Enrol, 'ticket'> {
  readonly challengeId: string
  readonly code: string
  /** The customer's language; the programme's own where absent. */
  readonly locale?: string | undefined
}

/** What joining at the desk did. */
export interface DeskEnrolled extends DeskMember {
  readonly granted: Enrolled['granted']
}

/** By what a member is found: as it is written or typed. */
export type DeskQuery = { readonly phone: string } | { readonly email: string } | { readonly card: string }

const seen = (world: World, member: MemberRecord): DeskMember => ({ member: toMember(member), balances: balances(world, member.id) })

/**
 * Makes a member of a customer at the desk, by the same rules as on a page; nobody is signed in by it. A wrong code counts as a try; after
 * a mistake in the form the same code serves again.
 */
export function enrolAtDesk(world: World, { challengeId, code, locale = world.preset.locales[0] ?? 'en', ...form }: DeskEnrolment): DeskEnrolled | KeptRefusal {
  const verified = verifyCode(world, { challengeId, code })
  if (verified instanceof KeptRefusal) return verified
  if (isIssued(verified)) throw refuse('conflict', 'This customer is a member already.')
  const joined = enrol(world, { ...form, ticket: verified.ticket }, locale)
  if (joined instanceof KeptRefusal) throw joined.error
  for (const session of world.records.of('sessions', joined.member.id)) world.records.remove('sessions', session.id)
  const member: MemberRecord = { ...joined.member, joinedThrough: 'desk' }
  world.records.put('members', member)
  return { ...seen(world, member), granted: joined.granted }
}

/** Who signs in with this phone or e-mail, or has this card. */
export function findMember(world: World, query: DeskQuery): DeskMember | undefined {
  const { records, preset } = world
  const by = (id: string | undefined) => (id === undefined ? undefined : records.get('identifiers', id)?.memberId)
  const phone = 'phone' in query ? plainPhone(preset, query.phone) : undefined
  const email = 'email' in query ? plainEmail(query.email) : undefined
  const card = 'card' in query ? plainNumber(query.card) : undefined
  const memberId = by(phone && `phone:${phone}`) ?? by(email && `email:${email}`) ?? by(card && `card:${card}`) ?? (card === undefined ? undefined : records.get('cards', card)?.memberId)
  const member = memberId === undefined ? undefined : records.get('members', memberId)
  return member && seen(world, member)
}

/** Blocks a member, who then may look and no more, or lifts that. */
export function setBlocked(world: World, memberId: string, isBlocked: boolean): DeskMember {
  const member = known(world, memberId)
  if (member.status === 'closed') throw refuse('conflict', 'This member has left.')
  const changed: MemberRecord = { ...member, status: isBlocked ? 'blocked' : 'active' }
  world.records.put('members', changed)
  return seen(world, changed)
}

/** Ends a membership: see `leave`. */
export function closeMember(world: World, memberId: string): DeskMember {
  leave(world, known(world, memberId))
  return seen(world, known(world, memberId))
}

function known(world: World, memberId: string): MemberRecord {
  const member = world.records.get('members', memberId)
  if (!member) throw refuse('not_found', 'There is no such member.')
  return member
}
