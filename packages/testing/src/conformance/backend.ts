import { LoyaltyError, toLoyaltyError, type Context, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { throughJars, type CookieJar } from '../contract/cookie-jars.ts'
import type { ApiCall, ApiDocument } from './document.ts'
import { failureOf } from './failure.ts'
import { follow } from './stream.ts'
import { NoAnswer, type Wire } from './wire.ts'

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
  const there = [...api.calls.values()].filter(({ name: call }) => has(call))
  const groups = [...new Set(there.map(({ group }) => group))]
  const open = (jar?: CookieJar): LoyaltyBackend => ({
    name, credential: 'shopper-token', ambient: jar !== undefined,
    ...Object.fromEntries(groups.map((group) => [group, Object.fromEntries(there.filter((call) => call.group === group)
      .map((call) => [call.method, (input: unknown, context: Context) => (call.streams ? follow(wire, call, Object(input) as { after?: string }, context, viaOf(jar)) : make(call, input, context, jar))]))])),
  }) as unknown as LoyaltyBackend

  const viaOf = (jar: CookieJar | undefined) => (jar && carrier.kind === 'cookie' ? jar.fetch(fetch, carrier.origin) : undefined)

  async function make(call: ApiCall, input: unknown, context: Context, jar: CookieJar | undefined): Promise<unknown> {
    const { signal, locale, identity } = context
    const inAddress = call.verbs.includes('GET') && (call.verbs.length === 1 || isFlat(input))
    const via = viaOf(jar)
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
        ...(via ? { via } : {}),
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
  return Object.fromEntries(Object.entries(throughJars((jar) => open(jar))).map(([group, methods]: [string, unknown]) => [group,
    typeof methods === 'object' && methods !== null ? Object.fromEntries(Object.entries(methods).filter(([method]) => has(`${group}.${method}`))) : methods,
  ])) as unknown as LoyaltyBackend
}

const isFlat = (input: unknown) =>
  Object.values(Object(input) as object).every((value) => typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item === 'string')))

/** A list is written with commas; what is undefined is left out. */
const asText = (input: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(Object(input) as object).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))
