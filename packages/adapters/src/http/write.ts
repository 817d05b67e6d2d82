/** Sends what changes something. The only place with ky; loaded with the first write. */
import { LoyaltyError, type WriteContext } from '@loyaltykit/core'
import ky from 'ky'
import type { HttpOptions } from '../http.ts'

/** One try: core repeats with the same key, and its deadline ends a body that drips. */
export async function write(url: string, request: RequestInit, context: WriteContext, fetch: typeof globalThis.fetch, token: HttpOptions['token']): Promise<Response> {
  if (typeof token === 'function' && url.includes('/v1/session/refresh?')) return renew(url, request, fetch, token)
  const headers = new Headers(request.headers)
  headers.set('idempotency-key', context.idempotencyKey)
  // facts are nobody's, so no cookie goes with them; and they may outlive their page
  if (url.includes('/v1/events/')) request = { ...request, keepalive: true, credentials: 'omit' }
  // asks the gateway to keep new session tokens in a cookie that no script can read
  if (request.credentials === 'include') headers.set('loyaltykit-session', 'cookie')
  // ky calls it as a method of its options, which a browser's own `fetch` refuses
  const send: typeof fetch = (input, init) => fetch(input, init)
  return ky(url, { ...request, headers, fetch: send, retry: 0, timeout: false, throwHttpErrors: false })
}

/** The token is the host's to renew: asks it for another, and then whose it is. Fails: `unauthenticated`. */
async function renew(url: string, { signal, credentials }: RequestInit, fetch: typeof globalThis.fetch, token: Exclude<HttpOptions['token'], string | undefined>): Promise<Response> {
  const secret = await token({ renew: true })
  const headers = { authorization: `Bearer ${secret}` }
  const answer = secret ? await fetch(url.replace('/session/refresh?', '/session/current?'), { headers, signal: signal ?? null, credentials: credentials ?? 'same-origin' }) : undefined
  if (!answer || (answer.ok && (await answer.clone().text()) === 'null')) throw new LoyaltyError('unauthenticated', 'The log-in has ended. Sign in again.')
  return answer
}
