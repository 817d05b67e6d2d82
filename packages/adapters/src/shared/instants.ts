/**
 * An instant or a date of any writing as an instant in UTC; `undefined` where it is none. A date is its first moment. What has no zone is UTC,
 * unless `zone` (`+03:00`) says in which the loyalty system writes.
 */
export function instantOf(written: string | null | undefined, zone = 'Z'): string | undefined {
  const text = written?.trim() ?? ''
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00${zone}` : /[T ]\d.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}${zone}`
  const time = Date.parse(at)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** An instant of milliseconds since 1970. */
export const instantAt = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** When a date is over: the first moment of the next one. `undefined` where it is none. */
export function endOf(written: string | null | undefined, zone = 'Z'): string | undefined {
  const begins = instantOf(written, zone)
  return begins === undefined ? undefined : instantAt(Date.parse(begins) + 86_400_000)
}
