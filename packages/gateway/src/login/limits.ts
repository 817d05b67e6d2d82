import { LoyaltyError } from '@loyaltykit/core'
import { alter, type LoginStore } from './store.ts'

/** How often something may be done. Times in milliseconds. */
export interface Limit {
  readonly most: number
  readonly within: number
  /** At least so long between two. */
  readonly pause?: number
}

/**
 * Counts one more under this name.
 * @throws `LoyaltyError` `rate_limited` with `retryAt` where that were too many; then it is not counted.
 */
export async function count(store: LoginStore, name: string, limit: Limit, now: number): Promise<void> {
  const wait = await alter(store, `limit ${name}`, limit.within, (record) => {
    const times = timesOf(record, limit, now)
    const until = readyAt(times, limit)
    return until > now ? { answer: until } : { to: JSON.stringify([...times, now]), answer: undefined }
  })
  if (wait !== undefined) throw tooMany(wait)
}

/** Fails as `count` does, and counts nothing. */
export async function refuseTooMany(store: LoginStore, name: string, limit: Limit, now: number): Promise<void> {
  const until = readyAt(timesOf(await store.get(`limit ${name}`), limit, now), limit)
  if (until > now) throw tooMany(until)
}

/** Clocks of processes that share a store go so far apart at most, in milliseconds: what is later is of a wrong one, and keeps nobody out. */
const apart = 60_000

const timesOf = (record: string | undefined, { within }: Limit, now: number) =>
  ((record === undefined ? [] : JSON.parse(record)) as number[]).filter((time) => time + within > now && time <= now + apart)

/** From when on one more may be done. */
function readyAt(times: readonly number[], { most, within, pause = 0 }: Limit): number {
  const [first, last] = [times[times.length - most], times.at(-1)]
  return Math.max(last === undefined ? 0 : last + pause, first === undefined ? 0 : first + within)
}

const tooMany = (until: number) =>
  new LoyaltyError('rate_limited', 'Too many tries. Wait a little and try again.', { details: { retryAt: new Date(until).toISOString() } })
