import { isLoyaltyError, LoyaltyError } from '@loyaltykit/core'

/** A request that moves points, from before it is sent: what is needed to find it again where its answer is lost. */
export interface Begun<Mark> {
  /** When it was about to be sent, in milliseconds since 1970. */
  readonly since: number
  /** What to tell it by: the newest of its kind before it, a reference of ours that went along. */
  readonly mark: Mark
  /** Its own id, once it is known. */
  readonly id?: string | undefined
}

/** How a request is sent at most once where the loyalty system can't tell a repeated one from a new one. */
export interface Sending<Mark> {
  /** What an earlier attempt has kept. */
  readonly begun: Begun<Mark> | undefined
  /** Keeps it where the next attempt finds it; `undefined`: it never was. */
  keep(begun: Begun<Mark> | undefined): Promise<void>
  /** Read before anything is sent. What it throws, nothing has begun with. */
  mark(): Promise<Mark>
  /** The id of what a request with this mark has made, if it is there. */
  find(mark: Mark): Promise<string | undefined>
  /** Sends it, and gives the id of what it has made. */
  send(mark: Mark): Promise<string>
  /**
   * For how long a request without an answer may still be on its way, in milliseconds; the clocks of all processes must agree far better than that.
   * 0 where it may be sent again at any time, for the loyalty system knows it by its mark.
   */
  readonly doubt: number
}

/** Between the note and the request, in milliseconds: longer, and the time of doubt would not begin with the request. */
const slack = 5_000

/**
 * Does it once: what was begun is looked for, not begun again, unless it can't have arrived any more. What it was refused with for sure, it is free from.
 * @throws `LoyaltyError` `timeout` while it may still be on its way: the same key asks on.
 */
export async function sentOnce<Mark>({ begun, keep, mark: toMark, find, send, doubt }: Sending<Mark>): Promise<string> {
  const known = begun && (await foundOf(begun, find, doubt))
  if (begun && known !== undefined) {
    if (begun.id === undefined) await keep({ ...begun, id: known })
    return known
  }
  const mark = await toMark()
  const sending = { since: Date.now(), mark }
  const start = performance.now()
  await keep(sending)
  if (performance.now() - start > slack) {
    await keep(undefined)
    throw new LoyaltyError('timeout', 'This took too long. Try again with the same key.')
  }
  let id: string
  try {
    id = await send(mark)
  } catch (error) {
    if (isRefusal(error)) await keep(undefined)
    throw error
  }
  await keep({ ...sending, id })
  return id
}

/**
 * What became of a request: the id of what it has made, `undefined` where it has made nothing and never will.
 * @throws `LoyaltyError` `timeout` while it may still be on its way.
 */
export async function foundOf<Mark>({ since, mark, id }: Begun<Mark>, find: Sending<Mark>['find'], doubt: number): Promise<string | undefined> {
  if (id !== undefined) return id
  // before it is looked for: what arrives while it is looked for is still in doubt
  const isOpen = Date.now() - since < doubt
  const found = await find(mark)
  if (found === undefined && isOpen) throw new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.')
  return found
}

/**
 * What there is after a write that was done. Where that can't be told, the write has not failed, and the failure is not for good: the same key tells it later.
 * @throws `LoyaltyError` that is `retryable`.
 */
export async function toldAfter<Output>(reading: Promise<Output>): Promise<Output> {
  try {
    return await reading
  } catch (error) {
    if (isLoyaltyError(error) && !error.retryable && error.code !== 'aborted') throw new LoyaltyError('backend_failed', 'What there is now can\'t be told. Try again with the same key.', { cause: error })
    throw error
  }
}

/** Whether a failure says for sure that nothing was done. A `conflict` does not: what is there already may be what was sent. */
export const isRefusal = (error: unknown): boolean =>
  isLoyaltyError(error) && ['insufficient_points', 'not_eligible', 'not_found', 'rate_limited', 'invalid_input', 'expired', 'forbidden', 'unauthenticated'].includes(error.code)
