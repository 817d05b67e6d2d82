import type { Part } from '@loyaltykit/core'
import type { Table } from './tables.ts'

/** What a member must read again when a record of theirs changed in this table. Nothing: no page shows it. */
export const partsByTable: Readonly<Record<Table, readonly Part[]>> = {
  programme: [],
  members: ['member', 'preferences', 'cards'],
  identifiers: ['member'],
  codes: ['referral'],
  challenges: [],
  requests: [],
  tickets: [],
  sessions: [],
  // every move of points is a change of a batch, an entry or a redemption too
  accounts: [],
  postings: [],
  // a reward may be locked for want of points
  batches: ['balances', 'rewards'],
  entries: ['activity', 'balances'],
  redemptions: ['redemptions', 'balances'],
  orders: ['tier', 'offers', 'challenges', 'surveys'],
  offers: ['offers'],
  invitations: ['referral', 'challenges'],
  goals: ['challenges'],
  answers: ['surveys'],
  leavers: [],
  coupons: ['coupons'],
  purchaseCodes: [],
  rewardClaims: ['rewards'],
  stock: [],
  giftCards: ['giftCards'],
  drawTickets: ['offers'],
  // what was given is a batch
  gifts: [],
  cards: ['cards', 'member'],
  claims: ['claims'],
  links: ['partners'],
  facts: [],
  timers: [],
  keys: [],
  messages: [],
}

/** What one unit of work did to one record. */
export interface RecordChange {
  readonly table: Table
  readonly old: { readonly id: string; readonly memberId?: unknown } | undefined
  readonly now: { readonly id: string; readonly memberId?: unknown } | undefined
}

/** Which parts of which members a unit of work has changed. */
export function seenBy(changes: readonly RecordChange[]): ReadonlyMap<string, readonly Part[]> {
  const found = new Map<string, Set<Part>>()
  for (const { table, old, now } of changes) {
    const parts = partsByTable[table]
    if (!parts.length) continue
    for (const record of [old, now]) {
      const memberId = table === 'members' ? record?.id : record?.memberId
      if (typeof memberId !== 'string') continue
      const seen = found.get(memberId) ?? new Set()
      for (const part of parts) seen.add(part)
      found.set(memberId, seen)
    }
  }
  return new Map([...found].map(([memberId, parts]) => [memberId, [...parts]]))
}
