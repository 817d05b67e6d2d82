import { LoyaltyError, toLoyaltyError, type Context } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { readJson } from '../http/answer.ts'

/** A request in a loyalty system's own words. */
export interface WireRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Beginning with a slash; its parts encoded. */
  readonly path: string
  readonly body?: unknown
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
 * Sends a request and gives its JSON as the schema has it. A content type is not asked for: what parses is JSON, whatever it is called, and a
 * page of HTML is none. Fails: `rate_limited` with the time to come back where one is told, `network`, `bad_response`, `backend_failed`, and as `refusal` says.
 */
export function wire({ url, headers, fetch, refusal, hiddenFailure }: WireOptions) {
  return async <Schema extends z.ZodMiniType>(schema: Schema, { method = 'GET', path, body }: WireRequest, { signal }: Pick<Context, 'signal'>): Promise<z.infer<Schema>> => {
    let response: Response
    let answer: unknown
    let isJson = true
    try {
      signal.throwIfAborted()
      response = await fetch(`${url}${path}`, {
        method, signal, redirect: 'error',
        headers: { accept: 'application/json', ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      answer = await readJson(response).catch((error: unknown) => {
        if (!(error instanceof SyntaxError)) throw error
        isJson = false
      })
    } catch (error) {
      throw signal.aborted ? toLoyaltyError(signal.reason, 'aborted') : toLoyaltyError(error, 'network')
    }
    const status = response.ok ? (hiddenFailure?.(answer) ?? response.status) : response.status
    if (status < 200 || status > 299) throw refusal(status, answer) ?? byStatus(status, response.headers.get('retry-after'))
    const result = isJson ? z.safeParse(schema, answer) : undefined
    if (!result?.success) throw new LoyaltyError('bad_response', 'The loyalty service answered something unexpected. Try again later.', { cause: result?.error })
    return result.data
  }
}

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

/** A list in which what is none of its kind is left out. */
export const listOf = <T extends z.ZodMiniType>(item: T) => z.pipe(z.array(z.unknown()), z.transform((items: unknown[]) => items.flatMap((one) => {
  const result = z.safeParse(item, one)
  return result.success ? [result.data] : []
})))

/** A field that may be missing, `null`, or of another kind than was told: then it is not there. */
export const maybe = <T extends z.ZodMiniType>(field: T) => z.catch(z.optional(field), undefined as never)

/** A number of the wire, written as one or as text, in minor units: from the digits, never through a binary fraction. */
export function toMinor(value: number | string, scale = 0): number {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+?)0*)?$/.exec(String(value).trim()) ?? []
  const amount = Number(`${sign}${whole}${part === '0' ? ''.padEnd(scale, '0') : part.padEnd(scale, '0')}`)
  if (!whole || (part !== '0' && part.length > scale) || !Number.isSafeInteger(amount)) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  return amount === 0 ? 0 : amount
}

/** An amount as the wire may write it. */
export const WireNumber = z.union([z.number(), z.string()])
