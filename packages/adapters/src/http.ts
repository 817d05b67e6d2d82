/** Any backend that is served over the LoyaltyKit HTTP API: `@loyaltykit/gateway`, or a server of your own. */
import { isSafeUrl, LoyaltyError, toLoyaltyError, type Context, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { read } from './http/answer.ts'
import { plain } from './http/plain.ts'
import { table } from './http/table.ts'

/** The groups that the HTTP API has. */
export type HttpGroup = keyof typeof table

/** What `http` takes. */
export interface HttpOptions<G extends HttpGroup = HttpGroup> {
  /** Where the API begins, without `/v1`: an https address (http on this machine), or a path of the page's own origin, such as `/loyalty`. */
  readonly url: string
  /**
   * The token of the person that the host page has signed in, sent as a bearer token; `''` for nobody. A function is asked before each call, and with
   * `renew` after one was refused: `memberToken()` of `@loyaltykit/adapters/member-token` keeps what your server gives and asks for another in time.
   */
  readonly token?: string | ((ask?: { readonly renew: true }) => string | Promise<string>)
  /** `include`: the log-in is in an HttpOnly cookie of the API. As for `fetch`; `same-origin` where absent. */
  readonly credentials?: RequestCredentials
  /** What the programme has, so that the client's type has no more. All that the API knows where absent. */
  readonly groups?: readonly G[]
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The backend that `http` makes: with the groups that were named. */
export type HttpBackend<G extends HttpGroup = HttpGroup> = Pick<LoyaltyBackend, 'name' | 'credential' | 'ambient'> & {
  readonly [K in G | 'program' | 'snapshot']: Required<NonNullable<LoyaltyBackend[K]>>
}

type Input = Readonly<Record<string, unknown>>

/**
 * A backend over HTTP. Nothing is retried and nothing kept here. Reads are plain `fetch`; what sends writes is loaded with the first one.
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong: each in development, an unsafe `url` always.
 */
export function http<const G extends HttpGroup = HttpGroup>(options: HttpOptions<G>): HttpBackend<G> {
  const { url, token, credentials = 'same-origin', groups, fetch = globalThis.fetch } = options
  const named: readonly HttpGroup[] = groups ?? (Object.keys(table) as HttpGroup[])
  if (process.env.NODE_ENV !== 'production') {
    if (!named.every((group) => Object.hasOwn(table, group))) throw wrong('groups', 'groups of the port')
    if (token !== undefined && typeof token !== 'function' && !(typeof token === 'string' && /^[!-~]+$/.test(token))) throw wrong('token', 'a token or a function')
  }
  if (typeof url !== 'string' || !isAddress(url)) throw new LoyaltyError('invalid_option', 'http: `url` must be https, or a path of this origin.')
  const ambient = token !== undefined || credentials === 'include'
  // once it is there, nothing is waited for: facts leave with the page
  let writing: typeof import('./http/write.ts') | undefined

  async function send(path: string, kind: string | undefined, input: Input, { signal, locale, identity, ...context }: Context): Promise<unknown> {
    try {
      const secret = identity.kind === 'token' ? identity.token : identity.kind === 'ambient' && (await (typeof token === 'function' ? token() : token))
      const headers: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {}
      const request: RequestInit = { headers, signal, credentials }
      let query = `locale=${locale}`
      // `JSON` leaves out what is undefined; a snapshot's address is always written the same, so that a preloaded one is found
      if (!kind) query = String(new URLSearchParams(JSON.parse(JSON.stringify({ ...input, locale }))))
      else if (Array.isArray(input['parts']) && !input['carts']) query = `parts=${String([...input['parts']].sort())}&${query}`
      else {
        request.method = 'POST'
        request.body = JSON.stringify(plain(input))
        headers['content-type'] = 'application/json'
      }
      const address = `${url.replace(/\/$/, '')}/v1/${path}?${query}`
      const sent = kind === '!' ? (writing ??= await import('./http/write.ts')).write(address, request, context as WriteContext, fetch, token) : fetch(address, request)
      return await read(await sent)
    } catch (error) {
      throw signal.aborted ? toLoyaltyError(signal.reason, 'aborted') : toLoyaltyError(error, error instanceof SyntaxError ? 'bad_response' : 'network')
    }
  }

  const methodsOf = (group: HttpGroup) =>
    Object.fromEntries(table[group].split(' ').map((entry) => {
      const [method, kind] = entry.split(/(?=\W)/) as [method: string, kind?: string]
      return [method, kind === '~'
        ? async function* (input: Input, context: Context) {
          yield* (await import('./http/rare.ts')).changes(options, input, context)
        }
        : (input: Input, context: Context) => send(`${group}/${method}`.replace(/[A-Z]/g, '-$&').toLowerCase(), kind, input, context)]
    }))

  return {
    name: url,
    credential: ambient ? 'shopper-token' : 'publishable',
    ambient,
    ...Object.fromEntries((['program', 'snapshot', ...named] as const).map((group) => [group, methodsOf(group)])),
  } as unknown as HttpBackend<G>
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const wrong = (option: string, should: string) => new LoyaltyError('invalid_option', `http: \`${option}\` must be ${should}.`)

const isAddress = (url: string) => !/[?#]/.test(url) && (isSafeUrl(url) || (/^\/(?!\/)/.test(url) && 'location' in globalThis))
