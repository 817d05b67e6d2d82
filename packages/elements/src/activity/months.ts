import type { ActivityEntry } from '@loyaltykit/core'
import type { Format } from '../shared/format.ts'

/** The entries of one month, by the clock of the device. */
export interface Month {
  /** `2026-10` is November: to tell months apart. */
  readonly key: string
  readonly name: string
  readonly entries: readonly ActivityEntry[]
}

/** Entries by month, in the order they came. */
export function byMonth(entries: readonly ActivityEntry[], format: Format): readonly Month[] {
  const months: { key: string; name: string; entries: ActivityEntry[] }[] = []
  for (const entry of entries) {
    const date = new Date(entry.at)
    const key = `${date.getFullYear()}-${date.getMonth()}`
    let month = months.at(-1)
    if (month?.key !== key) months.push((month = { key, name: nameOf(entry.at, format), entries: [] }))
    month.entries.push(entry)
  }
  return months
}

/** `November 2026`, as a heading: with a capital, also where months have none within a sentence. */
function nameOf(at: string, format: Format): string {
  const name = format.month(at)
  return name.charAt(0).toLocaleUpperCase(format.locale) + name.slice(1)
}
