const day = 86_400_000

/** Days from the first to the last, as `2026-11-22`, both of them included. */
export interface Span {
  readonly from: string
  readonly until: string
}

/**
 * The last `days` days before an instant (in milliseconds since 1970) in spans of at most `most` days, the newest first, for a loyalty system that tells of no more
 * at once. No day is in two of them.
 */
export function spansOf(end: number, days: number, most: number): Span[] {
  const at = (time: number) => new Date(time).toISOString().slice(0, 10)
  return Array.from({ length: Math.ceil(days / most) }, (_, index) => {
    const last = end - index * most * day
    return { from: at(last - (Math.min(most, days - index * most) - 1) * day), until: at(last) }
  })
}
