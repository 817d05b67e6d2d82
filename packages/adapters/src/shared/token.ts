import { toLoyaltyError } from '@loyaltykit/core'

/** A token as a log-in for systems gives it. */
export interface Grant {
  readonly token: string
  /** In seconds. 5 minutes where it is not told. */
  readonly expiresIn?: number | undefined
}

/** What `withToken` takes. */
export interface TokenOptions {
  readonly fetch: typeof globalThis.fetch
  /** Asks for a new token. Called once at a time, whoever needs one; no caller's signal ends it, for others wait for it too. */
  grant(signal: AbortSignal): Promise<Grant>
  /** Now, in milliseconds since 1970. */
  readonly clock?: () => number
}

/** How long a grant may take, in milliseconds. */
const patience = 10_000

/**
 * A `fetch` that sends a bearer token along. A token is asked for when the first call needs it, again shortly before it ends, and once more where a call is
 * refused with 401: then nothing was done, so that writes too are sent again.
 */
export function withToken({ fetch, grant, clock = Date.now }: TokenOptions): typeof globalThis.fetch {
  let held: { readonly token: string; readonly until: number } | undefined
  let flight: Promise<string> | undefined

  const renewed = () => {
    flight ??= grant(AbortSignal.timeout(patience)).then(({ token, expiresIn = 300 }) => {
      held = { token, until: clock() + (expiresIn - Math.min(60, expiresIn / 10)) * 1_000 }
      return token
    }).finally(() => { flight = undefined })
    return flight
  }
  const current = (signal: AbortSignal | null | undefined): Promise<string> => (held && held.until > clock() ? Promise.resolve(held.token) : unless(signal, renewed()))

  return async (input, init) => {
    const sent = (token: string) => {
      const headers = new Headers(init?.headers)
      headers.set('authorization', `Bearer ${token}`)
      return fetch(input, { ...init, headers })
    }
    const token = await current(init?.signal)
    const answer = await sent(token)
    if (answer.status !== 401) return answer
    await answer.body?.cancel()
    // it may have been renewed meanwhile
    if (held?.token === token) held = undefined
    return sent(await current(init?.signal))
  }
}

/** What comes of it, for as long as somebody waits. */
function unless<T>(signal: AbortSignal | null | undefined, flight: Promise<T>): Promise<T> {
  if (!signal) return flight
  return new Promise((resolve, reject) => {
    const stop = () => reject(toLoyaltyError(signal.reason, 'aborted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    flight.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
