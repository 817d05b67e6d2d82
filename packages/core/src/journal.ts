import type { CallName } from './calls.ts'
import type { Drawer } from './storage.ts'

/** How long a key waits in storage for the same intent to come again, in milliseconds. */
const life = 60 * 60_000

/** An intent whose end is not known. Nothing personal: ids of a cart, an offer, a reward, and amounts. */
export interface Intent {
  readonly call: CallName
  readonly key: string
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number
  /** What to look for in the ledger. */
  readonly about: { readonly id?: string; readonly cartId?: string; readonly currency?: string; readonly amount?: number }
}

/** The unfinished intents of one member in this browser, by the mark of each; in memory only where it isn't known who the member is. */
export interface Journal {
  read(): Readonly<Record<string, Intent>>
  write(mark: string, intent: Intent | undefined): void
}

export function openJournal({ drawer, clock, memberId }: { drawer: Drawer; clock: () => number; memberId: string | undefined }): Journal {
  const name = `journal:${memberId}`
  const read = () => {
    // an object, not a list: a host's Array.prototype.toJSON would turn a list into text
    const kept = memberId === undefined ? undefined : drawer.get(name)
    const entries = typeof kept === 'object' && kept ? Object.entries(kept as Record<string, Intent | null>) : []
    return Object.fromEntries(entries.filter((entry): entry is [string, Intent] => isIntent(entry[1]) && Math.abs(clock() - entry[1].at) < life))
  }
  return {
    read,
    write(mark, intent) {
      if (memberId === undefined) return
      const { [mark]: _, ...others } = read()
      const next = intent ? { ...others, [mark]: intent } : others
      drawer.set(name, Object.keys(next).length ? next : undefined)
    },
  }
}

const isIntent = (entry: Partial<Intent> | null): entry is Intent =>
  typeof entry?.key === 'string' && typeof entry.call === 'string' && typeof entry.at === 'number' && typeof entry.about === 'object' && entry.about !== null

/** What of an input is kept. */
export function aboutOf(input: unknown): Intent['about'] {
  const { cart, currency, amount, redemptionId, offerId, rewardId, exchangeId } = input as Readonly<Record<string, never>> & { cart?: { id: string } }
  const id: string | undefined = redemptionId ?? offerId ?? rewardId ?? exchangeId
  return JSON.parse(JSON.stringify({ id, cartId: cart?.id, currency, amount })) as Intent['about']
}

/** Tells one intent from another, and says nothing of what is in it: 53 bits, the cyrb53 hash. */
export function markOf(text: string): string {
  let one = 0xdeadbeef
  let two = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    one = Math.imul(one ^ code, 2_654_435_761)
    two = Math.imul(two ^ code, 1_597_334_677)
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909)
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909)
  return (4_294_967_296 * (2_097_151 & two) + (one >>> 0)).toString(36)
}
