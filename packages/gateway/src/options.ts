import { LoyaltyError, type LoyaltyBackend, type Report } from '@loyaltykit/core'
import { faultOfLimits, type CallLimits } from './call-limits.ts'
import type { Authenticate } from './credentials.ts'
import type { CookieOptions } from './cookies.ts'
import type { StreamOptions } from './event-stream.ts'
import type { ChangeFeed } from './feed.ts'
import type { Login } from './login/login.ts'
import type { Origins } from './origins.ts'
import { faultOf, type WebhookSource } from './webhooks.ts'

/** What `createGateway` takes. */
export interface GatewayOptions {
  /** What is served: any backend, one that takes a secret too. */
  readonly backend: LoyaltyBackend
  /** Says for whom each request is made. `sessionAuthentication()` where members sign in through the backend. Needed where there is no `login`; beside one it is asked for requests without a token. */
  readonly authenticate?: Authenticate
  /** A log-in of your own: identity providers, tokens of your server, one-time codes. See `createLogin`. */
  readonly login?: Login
  /**
   * Which pages on other origins may call, such as `['https://shop.example']`; `[]`: only pages of the gateway's own origin.
   * `'*'`: everybody, but cookies count only from the gateway's own origin.
   */
  readonly origins: Origins
  /** Where the API begins, such as `/loyalty`. The root where absent. */
  readonly basePath?: string
  /** How session tokens are kept in cookies for clients that ask for it; `false`: never. */
  readonly cookies?: CookieOptions | false
  /** Failures that the caller is not told about. `console.warn` where absent. */
  readonly onReport?: Report
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** How long the backend may take, in milliseconds: 9,000 for a read, 14,000 for a write where absent. Less than the clients' own patience. */
  readonly deadlines?: { readonly read?: number; readonly write?: number }
  /** How many calls are answered for each address and each member: as many as come where absent. Whoever calls more often gets 429 and `Retry-After`. */
  readonly limits?: CallLimits
  /** Changes that come from elsewhere than the backend's own stream: `createChangeFeed()`, or one that several gateways share. */
  readonly feed?: ChangeFeed
  /** Systems that tell of their events at `POST /v1/webhooks/<name>`: they go into `feed`. */
  readonly webhooks?: Readonly<Record<string, WebhookSource>>
  /** How live changes are kept. */
  readonly stream?: StreamOptions
}

/** @throws `LoyaltyError` `invalid_option` */
export function checkOptions(options: GatewayOptions): void {
  const { backend, authenticate, login, origins, basePath, cookies, onReport, clock, deadlines, limits, feed, webhooks = {}, stream } = (options ?? {}) as Partial<GatewayOptions>
  if (!backend || typeof backend !== 'object' || typeof backend.program?.get !== 'function')
    throw wrong('`backend` is not a loyalty backend: it has no program.get(). Give it an adapter, or createSandbox().')
  if (login !== undefined && typeof login?.inside?.authenticate !== 'function') throw wrong('`login` is not a log-in. Give what createLogin() makes.')
  if (login?.inside.hasProviders && cookies === false) throw wrong('a `login` at providers needs `cookies`: whoever comes back has no other place for a log-in.')
  if (typeof authenticate !== 'function' && (authenticate !== undefined || !login))
    throw wrong('`authenticate` is missing: it says for whom a request is made. Use sessionAuthentication(), or a `login` of your own.')
  if (origins !== '*' && !Array.isArray(origins))
    throw wrong('`origins` is missing: list the origins of pages that may call, such as ["https://shop.example"], or [] for this origin only.')
  for (const origin of origins === '*' ? [] : origins)
    if (!isOrigin(origin)) throw wrong(`\`origins\` has ${JSON.stringify(origin)}, which is not an origin such as "https://shop.example" (no path, no slash at the end).`)
  if (basePath !== undefined && !/^(\/[\w.~-]+)+$/.test(basePath))
    throw wrong(`\`basePath\` is ${JSON.stringify(basePath)}; it must look like "/loyalty".`)
  if (cookies && cookies.name !== undefined && !/^[\w-]{1,50}$/.test(cookies.name)) throw wrong('`cookies.name` must be letters, digits, - and _.')
  if (cookies && cookies.path !== undefined && !/^\/[\w.~/-]*$/.test(cookies.path)) throw wrong(`\`cookies.path\` is ${JSON.stringify(cookies.path)}; it must look like "/".`)
  if (cookies && cookies.maxAge !== undefined && !(cookies.maxAge > 0)) throw wrong('`cookies.maxAge` must be seconds above 0.')
  for (const [name, value] of Object.entries({ onReport, clock }))
    if (value !== undefined && typeof value !== 'function') throw wrong(`\`${name}\` must be a function.`)
  for (const [name, value] of Object.entries(deadlines ?? {}))
    if (typeof value !== 'number' || !(value > 0 && value < 2 ** 31)) throw wrong(`\`deadlines.${name}\` must be milliseconds above 0.`)
  const { most, ...times } = stream ?? {}
  if (most !== undefined && !(Number.isInteger(most) && most > 0)) throw wrong('`stream.most` must be a number of streams above 0.')
  for (const [name, value] of Object.entries(times))
    if (typeof value !== 'number' || !(value > 0 && value < 2 ** 31)) throw wrong(`\`stream.${name}\` must be milliseconds above 0.`)
  const fault = limits === undefined ? undefined : faultOfLimits(limits)
  if (fault) throw wrong(fault)
  if (feed !== undefined && (typeof feed?.publish !== 'function' || typeof feed.subscribe !== 'function')) throw wrong('`feed` must have publish() and subscribe(). Give it createChangeFeed().')
  for (const [name, source] of Object.entries(webhooks)) {
    const fault = faultOf(name, source)
    if (fault) throw wrong(`\`webhooks.${name}\` ${fault}.`)
    if (!feed) throw wrong('`webhooks` need a `feed` that what they tell goes into. Give createChangeFeed(), or one that all your gateways share.')
  }
}

const wrong = (message: string) => new LoyaltyError('invalid_option', `createGateway: ${message}`)

const isOrigin = (text: unknown) => typeof text === 'string' && /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text
