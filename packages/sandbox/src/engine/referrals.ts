import type { Referral, ReferralLookup } from '@loyaltykit/core'
import type { InvitationRecord, MemberRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { countGoals } from './challenges.ts'
import { endOf } from './currencies.ts'
import { before, instant } from './duration.ts'
import { send } from './messages.ts'
import { refuse } from './refusals.ts'
import { nextNumber, type World } from './world.ts'

/** The member who may invite with this code; nobody where the code is unknown or has done all it may. */
export function advocateOf(world: World, code: string): MemberRecord | undefined {
  const found = world.records.get('codes', code.trim().toUpperCase())
  const member = found && world.records.get('members', found.memberId)
  return world.preset.referral && member?.status === 'active' && left(world, member.id) > 0 ? member : undefined
}

/** Whether these are one person, as far as one can tell. */
export const samePerson = (advocate: MemberRecord, profile: MemberRecord['profile']): boolean =>
  (profile.phone !== undefined && profile.phone === advocate.profile.phone) || (profile.email !== undefined && profile.email === advocate.profile.email)

const invitationsOf = (world: World, memberId: string): InvitationRecord[] => world.records.of('invitations', memberId).sort((a, b) => b.number - a.number)

function left(world: World, memberId: string): number {
  const since = before(world.now(), '1 year')
  const counted = invitationsOf(world, memberId).filter(({ rewardedAt }) => rewardedAt !== undefined && rewardedAt > since).length
  return Math.max(0, (world.preset.referral?.yearly ?? 0) - counted)
}

/** A friend has joined by a code. */
export function invite(world: World, advocate: MemberRecord, friendId: string): void {
  const number = nextNumber(world)
  world.records.put('invitations', { id: `i${number}`, memberId: advocate.id, friendId, number, at: world.now(), state: 'joined' })
}

/** The friend's first purchase: both get their points at once. Nothing where nobody invited the friend, or it was settled before. */
export function complete(world: World, friend: MemberRecord, orderId: string): { readonly invitationId: string; readonly batchIds: readonly string[] } | undefined {
  const rule = world.preset.referral
  const invitation = friend.invitedBy === undefined ? undefined : invitationsOf(world, friend.invitedBy).find(({ friendId }) => friendId === friend.id)
  const advocate = invitation && world.records.get('members', invitation.memberId)
  if (!rule || !advocate || invitation.state !== 'joined') return undefined
  if (advocate.status !== 'active' || left(world, advocate.id) === 0) {
    world.records.put('invitations', { ...invitation, state: 'refused' })
    return undefined
  }
  const at = world.now()
  const give = (member: MemberRecord, points: typeof rule.friend, reference: string | undefined) =>
    grant(world, { memberId: member.id, ...points, at, expiresAt: endOf(world, points.currency, at), reason: 'referral', words: 'referral', reference }).id
  world.records.put('invitations', { ...invitation, state: 'rewarded', rewardedAt: at })
  // the friend's order is the friend's own business: the advocate does not see its number
  const batchIds = [give(friend, rule.friend, orderId), give(advocate, rule.advocate, undefined)]
  send(world, advocate, world.preset.messages.referral, { amount: String(rule.advocate.amount) })
  countGoals(world, advocate, at)
  return { invitationId: invitation.id, batchIds }
}

/** The purchase was undone: the next one counts as the first. */
export function reopen(world: World, invitationId: string): void {
  const invitation = world.records.get('invitations', invitationId)
  if (!invitation) return
  const { rewardedAt: _, ...rest } = invitation
  world.records.put('invitations', { ...rest, state: 'joined' })
  const advocate = world.records.get('members', invitation.memberId)
  if (advocate) countGoals(world, advocate, world.now())
}

/** What an advocate's page shows. A friend is an initial, as the club rules say. */
export function toReferral(world: World, member: MemberRecord): Referral {
  const rule = world.preset.referral
  if (!rule || member.status !== 'active') throw refuse('not_eligible', 'You can\'t invite friends to this programme.')
  const url = new URL(world.shareUrl)
  url.searchParams.set('ref', member.referralCode)
  return {
    code: member.referralCode, url: url.href, advocate: rule.advocate, friend: rule.friend, left: left(world, member.id),
    invitations: invitationsOf(world, member.id).slice(0, 100).map(({ id, state, at, friendId }) => {
      const [initial] = world.records.get('members', friendId)?.profile.givenName ?? ''
      return { id, state, at: instant(at), ...(initial === undefined ? {} : { name: `${initial}···` }), ...(state === 'rewarded' ? { reward: rule.advocate } : {}) }
    }),
  }
}

/** What a code is worth to a friend. */
export function lookUp(world: World, code: string): ReferralLookup {
  const advocate = advocateOf(world, code)
  const rule = world.preset.referral
  if (!advocate || !rule) return { valid: false }
  const { givenName } = advocate.profile
  return { valid: true, friend: rule.friend, ...(givenName === undefined ? {} : { from: givenName }) }
}
