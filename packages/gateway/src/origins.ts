import type { Credentials } from './credentials.ts'
import { Refusal } from './problem.ts'

/** Which pages on other origins may call: a list of origins, or everybody without credentials. */
export type Origins = readonly string[] | '*'

/**
 * Refuses what a page on another origin may not do: any `POST` from an origin that is not allowed, and one that carries cookies
 * without saying where it comes from. Browsers send `Origin` with every `POST`, and no script can forge it or `Sec-Fetch-Site`.
 */
export function refuseForgery(request: Request, origins: Origins, { carrier, wantsCookie }: Pick<Credentials, 'carrier' | 'wantsCookie'>): void {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const own = site === 'same-origin' || origin === new URL(request.url).origin
  if (own || (origin !== null && origins !== '*' && origins.includes(origin))) return
  // a bearer token is never sent by the browser itself, so it cannot be ridden on; one that could not be read leaves the cookie in charge
  const withCookie = wantsCookie || (request.headers.has('cookie') && carrier !== 'bearer')
  if (!withCookie && (origins === '*' || (origin === null && site !== 'cross-site' && site !== 'same-site'))) return
  throw new Refusal('forbidden', origin === null
    ? 'A call with cookies must say where it comes from: send Origin, or use a bearer token.'
    : 'This origin is not allowed here. Add it to `origins` of the gateway.')
}
