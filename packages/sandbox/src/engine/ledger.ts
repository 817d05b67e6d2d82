import type { EntryRecord } from '../state/tables.ts'
import { refuse } from './refusals.ts'
import { nextNumber, type World } from './world.ts'

/** Where points of a member can be. */
export type Place = 'pending' | 'available' | 'held'
/** The programme's own side of every change. */
export type ProgrammeAccount = 'issued' | 'redeemed' | 'expired' | 'forfeited' | 'exchanged'

export const memberAccount = (memberId: string, currency: string, place: Place): string => `member/${memberId}/${currency}/${place}`
export const programmeAccount = (currency: string, account: ProgrammeAccount): string => `programme/${currency}/${account}`

/** A member's account at a partner, in the partner's own currency. */
export const partnerAccount = (partnerId: string, account: string, currency: string): string => `partner/${partnerId}/${account}/${currency}`
/** Where a partner's own currency comes from, and goes back to. */
export const partnerIssued = (partnerId: string, currency: string): string => `partner/${partnerId}/${currency}/issued`

export const amountOf = (world: World, account: string): number => world.records.get('accounts', account)?.amount ?? 0

/** Moves an amount from one account to another: the only way by which a balance changes, so the sum of all is always zero. */
export function move(world: World, { from, to, amount, at }: { from: string; to: string; amount: number; at: number }): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`A ledger can't move ${amount}.`)
  const legs = [{ account: from, amount: -amount }, { account: to, amount }]
  for (const leg of legs) {
    const sum = amountOf(world, leg.account) + leg.amount
    if (!Number.isSafeInteger(sum)) throw refuse('not_eligible', 'No account can hold so much: it could not be counted exactly. Choose less.')
    world.records.put('accounts', { id: leg.account, amount: sum })
  }
  world.records.put('postings', { id: String(nextNumber(world)), at, legs })
}

/** Writes a line that the member sees; gives its id. */
export function write(world: World, entry: Omit<EntryRecord, 'id' | 'number'>): string {
  const number = nextNumber(world)
  const id = `e${number}`
  world.records.put('entries', { ...entry, id, number })
  return id
}

export function changeEntry(world: World, id: string, change: Partial<EntryRecord>): void {
  const entry = world.records.get('entries', id)
  if (entry) world.records.put('entries', { ...entry, ...change })
}
