/** Sends what changes something. The only place with ky; loaded with the first write. */
import type { WriteContext } from '@loyaltykit/core'
import ky from 'ky'

/** One try: core repeats with the same key, and its deadline ends a body that drips. */
export function write(url: string, request: RequestInit, context: WriteContext, fetch: typeof globalThis.fetch): Promise<Response> {
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
