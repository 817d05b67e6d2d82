const units = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const

type Unit = keyof typeof units | 'month' | 'year'

/** A length of time in words: `14 days`, `2 hours`, `12 months`. Months and years are calendar ones, in UTC. */
export type Duration = `${number} ${Unit}${'s' | ''}`

/**
 * The instant so long after `at` (before, for a negative number). The 31st of a month becomes the last day of a shorter one.
 * @throws `RangeError` when the text is no duration.
 */
export function after(at: number, duration: Duration | (string & {})): number {
  const [, count, unit] = /^(-?\d+(?:\.\d+)?) (second|minute|hour|day|week|month|year)s?$/.exec(duration) ?? []
  if (count === undefined || unit === undefined) throw new RangeError(`"${duration}" is no duration: write 14 days, 2 hours or 12 months`)
  const amount = Number(count)
  if (unit !== 'month' && unit !== 'year') return at + Math.round(amount * units[unit as keyof typeof units])
  if (!Number.isInteger(amount)) throw new RangeError(`"${duration}": months and years are whole`)
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + amount * (unit === 'year' ? 12 : 1))
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}

/** The instant so long before `at`. */
export const before = (at: number, duration: Duration): number => after(at, `-${duration}`)

/** The last instant of a sandbox's clock: what follows from it is still written with a year of four digits. */
export const lastInstant = after(0, '8000 years')

/** Milliseconds since 1970 as the port writes an instant. */
export const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')
