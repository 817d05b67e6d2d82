import { LoyaltyError } from './errors.ts'

/** How long a call may take, over headers and body, in milliseconds. */
export const deadlines = { read: 10_000, write: 15_000 } as const

/**
 * Runs `call` with a signal that aborts when time is up or when `outer` aborts. Settles even if `call` ignores the signal.
 * Does not even begin when `outer` has aborted. Fails with `timeout` or `aborted`.
 */
export async function withDeadline<T>(milliseconds: number, outer: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop = () => {}
  const end = new Promise<never>((_, reject) => {
    const abort = (error: LoyaltyError) => {
      reject(error)
      controller.abort(error)
    }
    timer = setTimeout(() => abort(new LoyaltyError('timeout', 'The loyalty service took too long to answer. Try again in a moment.')), milliseconds)
    stop = () => abort(new LoyaltyError('aborted', 'The call was given up.'))
    if (outer?.aborted) stop()
    else outer?.addEventListener('abort', stop)
  })
  end.catch(() => {})
  try {
    return await (controller.signal.aborted ? end : Promise.race([end, call(controller.signal)]))
  } catch (error) {
    // an adapter that noticed the abort may have failed with its own error first
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', stop)
  }
}

/** Waits; fails with `aborted` as soon as `signal` aborts. */
export function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return withDeadline(2 ** 31 - 1, signal, (inner) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    inner.addEventListener('abort', () => clearTimeout(timer))
  }))
}
