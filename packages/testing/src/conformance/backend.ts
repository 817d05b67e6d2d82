import { errorCodes, LoyaltyError, toLoyaltyError, type Context, type ErrorCode, type ErrorDetails, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { throughJars, type CookieJar } from '../contract/cookie-jars.ts'
import type { ApiCall, ApiDocument } from './document.ts'
import { NoAnswer, type Answer, type Wire } from './wire.ts'

/** How the log-in travels: in a header, or in cookies of a page on this origin. */
export type Carrier = { readonly kind: 'bearer' } | { readonly kind: 'cookie'; readonly origin: string }

/**
 * The server under test as a backend, through `openapi.json` alone: nothing of our adapter or gateway is between. `has` says which calls are there.
 */
export function backendOver({ wire, api, name, has, carrier = { kind: 'bearer' } }: {
  readonly wire: Wire
  readonly api: ApiDocument
  readonly name: string
  readonly has: (call: string) => boolean
  readonly carrier?: Carrier
}): LoyaltyBackend {
  const there = [...api.calls.values()].filter(({ name: call, streams }) => has(call) && !streams)
  const groups = [...new Set(there.map(({ group }) => group))]
  const open = (jar?: CookieJar): LoyaltyBackend => ({
    name, credential: 'shopper-token', ambient: jar !== undefined,
    ...Object.fromEntries(groups.map((group) => [group, Object.fromEntries(there.filter((call) => call.group === group)
      .map((call) => [call.method, (input: unknown, context: Context) => make(call, input, context, jar)]))])),
  }) as unknown as LoyaltyBackend

  async function make(call: ApiCall, input: unknown, context: Context, jar: CookieJar | undefined): Promise<unknown> {
    const { signal, locale, identity } = context
    const inAddress = call.verbs.includes('GET') && (call.verbs.length === 1 || isFlat(input))
    const query = new URLSearchParams(inAddress ? { ...asText(input), locale } : { locale })
    try {
      const answer = await wire.send({
        call: call.name, signal,
        method: inAddress ? 'GET' : 'POST',
        path: `${call.path}?${query}`,
        headers: {
          ...(inAddress ? {} : { 'content-type': 'application/json' }),
          ...(call.writes ? { 'idempotency-key': (context as WriteContext).idempotencyKey } : {}),
          ...(call.writes && jar ? { 'loyaltykit-session': 'cookie' } : {}),
        },
        ...(inAddress ? {} : { body: JSON.stringify(input) }),
        ...(identity.kind === 'token' ? { token: identity.token } : {}),
        ...(jar && carrier.kind === 'cookie' ? { via: jar.fetch(fetch, carrier.origin) } : {}),
      })
      if (answer.status === 200 && answer.json !== undefined) return answer.json
      throw failureOf(answer)
    } catch (error) {
      if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
      if (error instanceof NoAnswer) throw new LoyaltyError(error.late ? 'timeout' : 'network', `${call.name}: ${error.message}.`, { cause: error })
      throw error
    }
  }

  if (carrier.kind === 'bearer') return open()
  const jars = throughJars((jar) => open(jar)) as unknown as Record<string, unknown>
  return Object.fromEntries(Object.entries(jars).map(([group, methods]) => [group,
    typeof methods === 'object' && methods !== null ? Object.fromEntries(Object.entries(methods).filter(([method]) => has(`${group}.${method}`))) : methods,
  ])) as unknown as LoyaltyBackend
}

const isFlat = (input: unknown) =>
  Object.values(Object(input) as object).every((value) => typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item === 'string')))

/** A list is written with commas; what is undefined is left out. */
const asText = (input: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(Object(input) as object).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))

/** What a status means where the server says nothing else: that it does not is judged by itself, once. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 408: 'timeout', 409: 'conflict',
  410: 'expired', 422: 'invalid_input', 429: 'rate_limited', 501: 'unsupported', 504: 'timeout',
}

/** An answer's failure, as a client would understand it. */
export function failureOf({ status, json }: Answer): LoyaltyError {
  const { code, detail, retryable, details } = (Object(json) as { code?: unknown; detail?: unknown; retryable?: unknown; details?: ErrorDetails })
  if (errorCodes.includes(code as ErrorCode) && typeof detail === 'string')
    return new LoyaltyError(code as ErrorCode, detail, { retryable: retryable === true, ...(details ? { details } : {}) })
  return new LoyaltyError(status < 300 ? 'bad_response' : byStatus[status] ?? (status < 500 ? 'bad_response' : 'backend_failed'), `The server answered with status ${status}, and with nothing that says why.`)
}
