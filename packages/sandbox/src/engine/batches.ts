import type { BatchRecord, EntryRecord, Taken } from '../state/tables.ts'
import { dropAlarm, setAlarm } from './alarm.ts'
import { currencyRule } from './currencies.ts'
import { after } from './duration.ts'
import { amountOf, changeEntry, memberAccount, move, programmeAccount, write } from './ledger.ts'
import { nextNumber, type World } from './world.ts'

/**
 * Points come in batches, each with its own dates. What a member has available is what is left in the available batches, less a
 * debt: after a refund of points that were spent the account is negative and every batch is empty. Nothing else is kept of a debt.
 */

export interface Grant {
  readonly memberId: string
  readonly currency: string
  readonly amount: number
  readonly at: number
  /** Later than `at`: the points wait. */
  readonly availableAt?: number
  /** Absent: never. */
  readonly expiresAt?: number | undefined
  readonly reason: NonNullable<EntryRecord['reason']>
  readonly words: string
  readonly reference?: string | undefined
}

/** Points that came from a partner's currency: there at once, with a life of their own; not earned. */
export function bringIn(world: World, { memberId, currency, amount, at, expiresAt, words }: Pick<Grant, 'memberId' | 'currency' | 'amount' | 'at' | 'expiresAt' | 'words'>): void {
  move(world, { from: programmeAccount(currency, 'exchanged'), to: memberAccount(memberId, currency, 'available'), amount, at })
  const entryId = write(world, { memberId, at, kind: 'transfer', currency, amount, reason: 'exchange', words, state: 'final', ...(expiresAt === undefined ? {} : { expiresAt }) })
  open(world, { memberId, currency, amount, state: 'available', availableAt: at, expiresAt, returned: true, entryId })
}

/** Points that go to a partner's currency, the soonest to expire first. The caller has seen that there are enough. */
export function takeAway(world: World, { memberId, currency, amount, at, words }: Pick<Grant, 'memberId' | 'currency' | 'amount' | 'at' | 'words'>): void {
  takeOut(world, memberId, currency, amount)
  move(world, { from: memberAccount(memberId, currency, 'available'), to: programmeAccount(currency, 'exchanged'), amount, at })
  write(world, { memberId, at, kind: 'transfer', currency, amount: -amount, reason: 'exchange', words, state: 'final' })
}

/** Gives a member new points. */
export function grant(world: World, { memberId, currency, amount, at, availableAt = at, expiresAt, reason, words, reference }: Grant): BatchRecord {
  const waits = availableAt > at
  move(world, { from: programmeAccount(currency, 'issued'), to: memberAccount(memberId, currency, waits ? 'pending' : 'available'), amount, at })
  const entryId = write(world, {
    memberId, at, kind: 'earn', currency, amount, reason, words, state: waits ? 'pending' : 'final',
    ...(expiresAt === undefined ? {} : { expiresAt }), ...(waits ? { availableAt } : {}), ...(reference === undefined ? {} : { reference }),
  })
  return open(world, { memberId, currency, amount, state: waits ? 'pending' : 'available', availableAt, expiresAt, returned: false, entryId })
}

/** Gives back points that were spent: they live as long as they would have, but not less than the rule says. */
export function giveBack(world: World, { memberId, currency, taken, at, reference, reason = 'refund', words = 'refund_spent' }: {
  memberId: string; currency: string; taken: readonly Taken[]; at: number; reference?: string; reason?: NonNullable<EntryRecord['reason']>; words?: string
}): void {
  const { returnedLife } = currencyRule(world, currency)
  const least = returnedLife ? after(at, returnedLife) : at
  const amount = taken.reduce((sum, part) => sum + part.amount, 0)
  move(world, { from: programmeAccount(currency, 'redeemed'), to: memberAccount(memberId, currency, 'available'), amount, at })
  const entryId = write(world, { memberId, at, kind: 'reverse', currency, amount, state: 'final', reason, words, ...(reference === undefined ? {} : { reference }) })
  for (const part of taken) open(world, { memberId, currency, amount: part.amount, state: 'available', availableAt: at, expiresAt: part.expiresAt === undefined ? undefined : Math.max(part.expiresAt, least), returned: true, entryId })
  if (isClosed(world, memberId)) forfeit(world, memberId, currency, at)
}

function open(world: World, { expiresAt, ...batch }: Pick<BatchRecord, 'memberId' | 'currency' | 'amount' | 'state' | 'availableAt' | 'returned' | 'entryId'> & { readonly expiresAt: number | undefined }): BatchRecord {
  const number = nextNumber(world)
  const made: BatchRecord = { ...batch, ...(expiresAt === undefined ? {} : { expiresAt }), id: `b${number}`, number, left: batch.amount, expired: 0, takenBack: 0 }
  world.records.put('batches', made)
  if (made.state === 'pending') setAlarm(world, 'mature', made.id, made.availableAt)
  if (expiresAt !== undefined) setAlarm(world, 'expire', made.id, expiresAt)
  if (made.state === 'available') payDebt(world, made.memberId, made.currency)
  return world.records.get('batches', made.id) ?? made
}

/** The return window is over: what is left of the batch can be spent. */
export function matureBatch(world: World, id: string, at: number): void {
  const batch = world.records.get('batches', id)
  if (!batch || batch.state !== 'pending') return
  world.records.put('batches', { ...batch, state: 'available' })
  if (batch.left === 0) return
  const { memberId, currency } = batch
  move(world, { from: memberAccount(memberId, currency, 'pending'), to: memberAccount(memberId, currency, 'available'), amount: batch.left, at })
  changeEntry(world, batch.entryId, { state: 'final' })
  payDebt(world, memberId, currency)
}

/** What nobody used of a batch is over. */
export function expireBatch(world: World, id: string, at: number): void {
  const batch = world.records.get('batches', id)
  if (!batch || batch.left === 0) return
  const { memberId, currency, left } = batch
  // a batch may hold what paid another's refund: it never counts as more expired than it has not given back
  const expired = Math.min(left, batch.amount - batch.takenBack - batch.expired)
  world.records.put('batches', { ...batch, left: 0, expired: batch.expired + Math.max(0, expired) })
  move(world, { from: memberAccount(memberId, currency, 'available'), to: programmeAccount(currency, 'expired'), amount: left, at })
  write(world, { memberId, at, kind: 'expire', currency, amount: -left, state: 'final', words: 'expire' })
}

/**
 * All that a member has or owes of a currency is over: the member has left. Holds were let go before. What comes later to somebody who
 * has left, from a refund, goes the same way.
 */
export function forfeit(world: World, memberId: string, currency: string, at: number): void {
  for (const batch of world.records.of('batches', memberId)) {
    if (batch.currency !== currency || (batch.left === 0 && batch.state === 'available')) continue
    dropAlarm(world, 'mature', batch.id)
    dropAlarm(world, 'expire', batch.id)
    const over = Math.max(0, Math.min(batch.left, batch.amount - batch.takenBack - batch.expired))
    world.records.put('batches', { ...batch, state: 'available', left: 0, expired: batch.expired + over })
    if (batch.state === 'pending' && batch.takenBack < batch.amount) changeEntry(world, batch.entryId, { state: 'final' })
  }
  const forfeited = programmeAccount(currency, 'forfeited')
  let sum = 0
  for (const place of ['pending', 'available'] as const) {
    const account = memberAccount(memberId, currency, place)
    const amount = amountOf(world, account)
    if (amount > 0) move(world, { from: account, to: forfeited, amount, at })
    if (amount < 0) move(world, { from: forfeited, to: account, amount: -amount, at })
    sum += amount
  }
  if (sum !== 0) write(world, { memberId, at, kind: 'adjust', currency, amount: -sum, state: 'final', words: 'forfeited' })
}

const isClosed = (world: World, memberId: string): boolean => world.records.get('members', memberId)?.status === 'closed'

/** Takes points out of the batches, the soonest to expire first. The caller has seen that there are enough and moves them. */
export function takeOut(world: World, memberId: string, currency: string, amount: number): Taken[] {
  const taken: Taken[] = []
  let wanted = amount
  for (const batch of spendable(world, memberId, currency)) {
    if (wanted === 0) break
    const part = Math.min(batch.left, wanted)
    world.records.put('batches', { ...batch, left: batch.left - part })
    taken.push({ batchId: batch.id, amount: part, ...(batch.expiresAt === undefined ? {} : { expiresAt: batch.expiresAt }) })
    wanted -= part
  }
  if (wanted > 0) throw new Error('The batches do not agree with the balance.')
  return taken
}

/** Puts points back that were taken out and not spent. What would have expired meanwhile expires now. */
export function putBack(world: World, taken: readonly Taken[], at: number): void {
  for (const { batchId, amount } of taken) {
    const batch = world.records.get('batches', batchId)
    if (batch) world.records.put('batches', { ...batch, left: batch.left + amount })
  }
  const [first] = taken
  const owner = first && world.records.get('batches', first.batchId)
  if (owner) payDebt(world, owner.memberId, owner.currency)
  for (const { batchId, expiresAt } of taken) if (expiresAt !== undefined && expiresAt <= at) expireBatch(world, batchId, at)
}

/**
 * Takes back what a batch gave, never more than it gave less what of it has expired. Points that are spent already become a debt.
 * Gives how much was taken.
 */
export function takeBack(world: World, id: string, amount: number, at: number, reference: string | undefined, words = 'refund_earned'): number {
  const batch = world.records.get('batches', id)
  if (!batch) return 0
  const back = Math.min(amount, batch.amount - batch.expired - batch.takenBack)
  if (back <= 0) return 0
  const { memberId, currency } = batch
  world.records.put('batches', { ...batch, left: Math.max(0, batch.left - back), takenBack: batch.takenBack + back })
  move(world, { from: memberAccount(memberId, currency, batch.state), to: programmeAccount(currency, 'issued'), amount: back, at })
  if (batch.state === 'available') payDebt(world, memberId, currency)
  if (batch.takenBack + back === batch.amount) changeEntry(world, batch.entryId, { state: 'reversed' })
  if (batch.takenBack + back === batch.amount && batch.state === 'pending') dropAlarm(world, 'mature', id)
  write(world, { memberId, at, kind: 'reverse', currency, amount: -back, state: 'final', reason: 'refund', words, ...(reference === undefined ? {} : { reference }) })
  if (isClosed(world, memberId)) forfeit(world, memberId, currency, at)
  return back
}

/** After a debt the batches hold more than the account says: the soonest to expire pay it. */
function payDebt(world: World, memberId: string, currency: string): void {
  const available = Math.max(0, amountOf(world, memberAccount(memberId, currency, 'available')))
  const inBatches = spendable(world, memberId, currency).reduce((sum, batch) => sum + batch.left, 0)
  if (inBatches > available) takeOut(world, memberId, currency, inBatches - available)
}

/** Available batches with something left, the soonest to expire first. */
export const spendable = (world: World, memberId: string, currency: string): BatchRecord[] =>
  world.records.of('batches', memberId)
    .filter((batch) => batch.currency === currency && batch.state === 'available' && batch.left > 0)
    .sort((a, b) => endsAt(a) - endsAt(b) || a.number - b.number)

const endsAt = ({ expiresAt = Number.MAX_SAFE_INTEGER }: BatchRecord) => expiresAt
