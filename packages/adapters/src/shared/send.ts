import { LoyaltyError, toLoyaltyError, type Context } from '@loyaltykit/core'
import { readJson } from '../http/answer.ts'

/** A request in a loyalty system's own words. */
export interface WireRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Beginning with a slash; its parts encoded. */
  readonly path: string
  /** Sent as JSON, and as a form where it is `URLSearchParams`. */
  readonly body?: unknown
  /** Beside those of every request. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What a failure is, where the loyalty system says it: `body` is its JSON, `undefined` where it sent something else. */
export type Refusal = (status: number, body: unknown) => LoyaltyError | undefined

/** What `wire` takes. */
export interface WireOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly refusal: Refusal
  /** An answer with status 200 that is a failure all the same; gives the status it should have had. */
  readonly hiddenFailure?: (body: unknown) => number | undefined
}

/** The longest pause that is believed, in milliseconds. */
const day = 86_400_000

/**
 * Sends a request and gives its JSON as it is: what needs no schema stands here, for adapters that run in a page. A content type is not asked for: what parses is
 * JSON, whatever it is called, and a page of HTML is none. Fails: `rate_limited` with the time to come back where one is told, `network`, `bad_response`,
 * `backend_failed`, and as `refusal` says.
 */
export function sender({ url, headers: always, fetch, refusal, hiddenFailure }: WireOptions) {
  return async ({ method = 'GET', path, body, headers }: WireRequest, { signal }: Pick<Context, 'signal'>): Promise<unknown> => {
    let response: Response
    let answer: unknown
    let isJson = true
    const isForm = body instanceof URLSearchParams
    try {
      signal.throwIfAborted()
      response = await fetch(`${url}${path}`, {
        method, signal, redirect: 'error',
        headers: { accept: 'application/json', ...always, ...headers, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      })
      // 204: done, and there is nothing to say
      answer = response.status === 204 ? undefined : await readJson(response).catch((error: unknown) => {
        if (!(error instanceof SyntaxError)) throw error
        isJson = false
      })
    } catch (error) {
      throw signal.aborted ? toLoyaltyError(signal.reason, 'aborted') : toLoyaltyError(error, 'network')
    }
    const status = response.ok ? (hiddenFailure?.(answer) ?? response.status) : response.status
    if (status < 200 || status > 299) throw refusal(status, answer) ?? byStatus(status, response.headers.get('retry-after'))
    if (!isJson) throw unexpected()
    return answer
  }
}

/** An answer that nobody can read. */
export const unexpected = (cause?: unknown): LoyaltyError => new LoyaltyError('bad_response', 'The loyalty service answered something unexpected. Try again later.', cause === undefined ? {} : { cause })

/** A refused credential is ours to mend, not the member's: it is no `unauthenticated`. */
function byStatus(status: number, retryAfter: string | null): LoyaltyError {
  if (status === 429) return new LoyaltyError('rate_limited', 'Too many calls. Try again in a moment.', later(retryAfter))
  if (status === 404) return new LoyaltyError('not_found', 'The loyalty service does not know this.')
  if (status === 408 || status === 504) return new LoyaltyError('timeout', 'The loyalty service took too long. Try again.')
  return new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { cause: new Error(`Status ${status}.`), ...later(retryAfter) })
}

/** When to come back, of seconds or a date. Anything else says nothing. */
function later(text: string | null): { readonly details?: { readonly retryAt: string } } {
  const pause = text === null ? Number.NaN : /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return pause > 0 && pause <= day ? { details: { retryAt: new Date(Date.now() + pause).toISOString() } } : {}
}
