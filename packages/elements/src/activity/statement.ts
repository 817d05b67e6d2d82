/** The file with somebody's activity. Loaded when somebody asks for it. */
import type { ActivityEntry, AnyClient, Program } from '@loyaltykit/core'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { StatementFilter } from './activity.events.ts'
import type { ActivityWords } from './activity.words.ts'
import { toCsv, type Cell } from './csv.ts'
import { isOfGroup } from './entry-group.ts'

/** So many pages of a hundred entries go into a file at most. */
const mostPages = 50

/** Entries that were collected; `whole` is false where there are more. */
export interface Collection {
  readonly entries: readonly ActivityEntry[]
  readonly whole: boolean
}

/** Reads the whole ledger, the newest first, as far as the filters want it. `tell` hears how many there are so far. */
export async function collect(ask: NonNullable<AnyClient['activity']>, { currency, group }: StatementFilter, tell: (count: number) => void): Promise<Collection> {
  const entries = new Map<string, ActivityEntry>()
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await ask({ limit: 100, ...(currency === undefined ? {} : { currency }), ...(cursor === undefined ? {} : { cursor }) })
    for (const entry of page.items) if ((currency === undefined || entry.currency === currency) && isOfGroup(entry, group)) entries.set(entry.id, entry)
    if (page.next === undefined || page.next === cursor) return { entries: [...entries.values()], whole: true }
    cursor = page.next
    tell(entries.size)
  }
  return { entries: [...entries.values()], whole: false }
}

/** The entries as a table: one line each, below the names of the columns. */
export function statement(entries: readonly ActivityEntry[], program: Program, { own, format }: Speech<ActivityWords>): string {
  const { decimal } = format.marks
  const row = (entry: ActivityEntry): readonly Cell[] => {
    const currency = currencyOf(program, entry.currency)
    return [
      stamp(entry.at),
      entry.text ?? '',
      own.kinds[entry.kind],
      entry.reason ? own.reasons[entry.reason] : '',
      entry.reference ?? '',
      { number: plainNumber(entry.amount, currency?.scale ?? 0, decimal) },
      currency?.name ?? (currency ? format.units(currency) : entry.currency),
      own.states[entry.state],
      entry.availableAt ? stamp(entry.availableAt) : '',
      entry.expiresAt ? stamp(entry.expiresAt) : '',
    ]
  }
  return toCsv([Object.values(own.columns), ...entries.map(row)], decimal)
}

/** `2026-11-20 12:00`, by the clock of the device: what every program for tables takes for a time. */
function stamp(instant: string): string {
  const date = new Date(instant)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Digits without groups, with the plain minus that programs know: `(-125050, 2)` is `-1250.50`. */
function plainNumber(amount: number, scale: number, decimal: string): string {
  const digits = String(Math.abs(amount)).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${amount < 0 ? '-' : ''}${whole}${scale ? decimal + digits.slice(-scale) : ''}`
}
