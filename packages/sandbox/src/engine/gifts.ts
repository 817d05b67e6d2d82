import type { GiftRule } from '../rules/points.ts'
import type { MemberRecord } from '../state/tables.ts'
import { setAlarm } from './alarm.ts'
import { grant } from './batches.ts'
import { endOf } from './currencies.ts'
import { after } from './duration.ts'
import { send } from './messages.ts'
import { inSegmentSince, nextTurn } from './segments.ts'
import { isFor } from './who.ts'
import type { World } from './world.ts'

/** Looks where a member is in the life cycle, gives what coming there brings, and sets the alarm for the next time that may change. */
export function lookAgain(world: World, member: MemberRecord, at: number): void {
  const gifts = (world.preset.gifts ?? []).flatMap((gift) => (gift.on === 'birthday' ? [] : { gift, segment: gift.on.segment }))
  if (gifts.length === 0) return
  for (const { gift, segment } of gifts) {
    const since = inSegmentSince(world, member, segment, at)
    const last = world.records.get('gifts', `${member.id}/${gift.id}`)?.at
    if (since !== undefined && (last === undefined || last < since)) give(world, gift, member, at)
  }
  const next = nextTurn(world, member, at)
  if (next !== undefined) setAlarm(world, 'look', member.id, next)
}

/** Time has moved a member, maybe. */
export function look(world: World, memberId: string, at: number): void {
  const member = world.records.get('members', memberId)
  if (member) lookAgain(world, member, at)
}

/** Sets the alarm for the next birthday. Somebody born on 29 February has it on the 28th in other years. */
export function watchBirthday(world: World, { id, profile: { birthday: born } }: MemberRecord, at: number): void {
  if (born === undefined || !world.preset.gifts?.some(({ on }) => on === 'birthday')) return
  const first = Date.parse(born)
  let years = new Date(at).getUTCFullYear() - new Date(first).getUTCFullYear()
  while (after(first, `${years} years`) <= at) years += 1
  setAlarm(world, 'birthday', id, after(first, `${years} years`))
}

/** It is somebody's birthday. */
export function birthday(world: World, memberId: string, at: number): void {
  const member = world.records.get('members', memberId)
  if (!member) return
  for (const gift of world.preset.gifts ?? []) if (gift.on === 'birthday') give(world, gift, member, at)
  watchBirthday(world, member, at)
}

function give(world: World, gift: GiftRule, member: MemberRecord, at: number): void {
  const id = `${member.id}/${gift.id}`
  const last = world.records.get('gifts', id)?.at
  if (member.status !== 'active' || !isFor(world, gift.who, member, at)) return
  // another birthday within the year is another date, not another gift
  const pause = gift.pause ?? (gift.on === 'birthday' ? '1 year' : undefined)
  if (last !== undefined && pause && after(last, pause) > at) return
  const { currency, amount } = gift.points
  const expiresAt = gift.life ? after(at, gift.life) : endOf(world, currency, at)
  grant(world, { memberId: member.id, currency, amount, at, expiresAt, reason: reasonOf(world, gift), words: `gift:${gift.id}` })
  world.records.put('gifts', { id, memberId: member.id, at })
  const until = expiresAt === undefined ? '' : new Date(expiresAt).toISOString().slice(0, 10)
  send(world, member, gift.message, { amount: String(amount), name: member.profile.givenName ?? '', until }, at)
}

/** What the ledger says. Who did not go away is not won back. */
function reasonOf({ preset }: World, { on }: GiftRule): 'birthday' | 'win_back' | 'offer' {
  if (on === 'birthday') return on
  const stage = preset.segments?.find(({ id }) => id === on.segment)?.stage
  return stage === 'at_risk' || stage === 'lapsed' ? 'win_back' : 'offer'
}
