import type { ActivityEntry } from '@loyaltykit/core'

/** What the entries of a ledger are sorted out by. */
export const entryGroups = ['all', 'earned', 'spent', 'expired'] as const
export type EntryGroup = (typeof entryGroups)[number]

/** Whether an entry is of a group. What comes to the member by a correction counts as earned, what goes as spent. */
export const isOfGroup = ({ kind, amount }: ActivityEntry, group: EntryGroup): boolean =>
  group === 'all' || group === (kind === 'expire' ? 'expired' : amount < 0 ? 'spent' : 'earned')
