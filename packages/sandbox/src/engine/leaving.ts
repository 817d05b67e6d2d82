import type { MemberRecord } from '../state/tables.ts'
import { dropAlarm } from './alarm.ts'
import { forfeit } from './batches.ts'
import { dropClaims } from './claims.ts'
import { after } from './duration.ts'
import { detachAll } from './gift-cards.ts'
import { cancel, heldBy } from './holds.ts'
import { hash, programme, type World } from './world.ts'

/**
 * A member leaves, or is closed by the desk: holds are let go, points are forfeited and a debt with them, log-ins end, what was told about
 * the person is forgotten. Phone, e-mail, partner accounts, old cards and gift cards are free for whoever comes next; what was on a card is not
 * given a second time, and within a year neither is the welcome. Orders and lines of the ledger stay, without a name. Somebody who has left is left alone.
 */
export function leave(world: World, member: MemberRecord): void {
  if (member.status === 'closed') return
  const { id } = member
  const at = world.now()
  for (const hold of heldBy(world, id)) cancel(world, member, hold.id)
  for (const { id: currency } of world.preset.currencies) forfeit(world, id, currency, at)
  for (const session of world.records.of('sessions', id)) world.records.remove('sessions', session.id)
  for (const identifier of world.records.of('identifiers', id)) {
    world.records.remove('identifiers', identifier.id)
    world.records.put('leavers', { id: leaverId(world, identifier.id), at })
  }
  for (const link of world.records.of('links', id)) world.records.remove('links', link.id)
  for (const { memberId: _, ...card } of world.records.of('cards', id)) world.records.put('cards', card)
  detachAll(world, id)
  dropClaims(world, id)
  for (const kind of ['birthday', 'look'] as const) dropAlarm(world, kind, id)
  world.records.put('members', { ...member, status: 'closed', closedAt: at, profile: {} })
}

/** A mark of an identifier by which nobody reads it. */
const leaverId = (world: World, identifier: string): string => hash(`${programme(world).seed}/left/${identifier}`)

/** Whether a member who signed in with this phone or e-mail has left within a year. */
export function hasLeftLately(world: World, identifier: string, at: number): boolean {
  const left = world.records.get('leavers', leaverId(world, identifier))
  return left !== undefined && after(left.at, '12 months') > at
}
