import { LoyaltyError } from '@loyaltykit/core'

/** So long who has too many waits before asking again, in milliseconds. */
const wait = 30_000

/**
 * Counts the streams of each member that are open in this process, until their signal aborts: nobody holds all of its connections.
 * The function fails with `rate_limited` and `retryAt` for one more than `most`.
 */
export function countStreams(most: number, now: () => number): (who: string, until: AbortSignal) => void {
  const open = new Map<string, number>()
  return (who, until) => {
    const before = open.get(who) ?? 0
    if (before >= most) throw new LoyaltyError('rate_limited', 'Too many pages of yours are open. Close some.', { details: { retryAt: new Date(now() + wait).toISOString() } })
    if (until.aborted) return
    open.set(who, before + 1)
    until.addEventListener('abort', () => {
      const left = (open.get(who) ?? 1) - 1
      if (left > 0) open.set(who, left)
      else open.delete(who)
    }, { once: true })
  }
}
