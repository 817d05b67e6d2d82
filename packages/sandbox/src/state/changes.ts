import type { BackendChange } from '@loyaltykit/core'
import type { Table } from './tables.ts'

/** A part of what a member sees, by the client's name. */
export type SeenPart = BackendChange['parts'][number]

/** All of them: what to read again where it is not known what changed. */
export const allParts: readonly SeenPart[] = [
  'program', 'member', 'balances', 'activity', 'tier', 'offers', 'redemptions', 'rewards', 'referral', 'coupons', 'giftCards', 'partners', 'challenges', 'surveys',
  'claims', 'cards', 'preferences',
]

/** What a member must read again when a record of theirs changed in this table. Nothing: no page shows it. */
export const partsByTable: Readonly<Record<Table, readonly SeenPart[]>> = {
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
  batches: ['balances'],
  entries: ['activity', 'balances'],
  redemptions: ['redemptions', 'balances'],
  orders: ['tier', 'offers'],
  offers: ['offers'],
  invitations: ['referral'],
  // what was given is a batch
  gifts: [],
  cards: ['cards', 'member'],
  links: ['partners'],
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
export function seenBy(changes: readonly RecordChange[]): ReadonlyMap<string, readonly SeenPart[]> {
  const found = new Map<string, Set<SeenPart>>()
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

/** A change as the log keeps it. */
export interface LoggedChange {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly memberId: string
  readonly parts: readonly SeenPart[]
}

/** The newest changes of a programme, so that a stream that broke can go on. */
export interface ChangeLog {
  /** The id of the newest change of anybody: who begins here misses nothing. */
  readonly position: string
  note(seen: ReadonlyMap<string, readonly SeenPart[]>, at: number): void
  /** What came after an id for a member, the oldest first; `undefined` where that is not known any more, or never was. */
  since(id: string, memberId: string): readonly LoggedChange[] | undefined
  /** Resolves when anything was kept, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>
}

/**
 * Keeps so many of the newest changes of all members together.
 * @param life tells the ids of this run from those of an earlier one, which are not known here.
 */
export function createChangeLog({ life, size = 1_000 }: { readonly life: string; readonly size?: number }): ChangeLog {
  const kept: (LoggedChange & { readonly number: number })[] = []
  const waiting = new Set<() => void>()
  let newest = 0
  const idOf = (number: number) => `${life}-${number}`

  return {
    get position() {
      return idOf(newest)
    },
    note(seen, at) {
      for (const [memberId, parts] of seen) {
        newest += 1
        kept.push({ id: idOf(newest), number: newest, at, memberId, parts })
      }
      kept.splice(0, kept.length - size)
      for (const wake of [...waiting]) wake()
    },
    since(id, memberId) {
      const number = id.startsWith(`${life}-`) ? Number(id.slice(life.length + 1)) : Number.NaN
      const oldest = kept[0]?.number ?? newest + 1
      if (!Number.isSafeInteger(number) || number > newest || number < oldest - 1) return undefined
      return kept.filter((change) => change.number > number && change.memberId === memberId)
    },
    next: (signal) => new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      waiting.add(wake)
      if (signal.aborted) wake()
      else signal.addEventListener('abort', wake)
    }),
  }
}
