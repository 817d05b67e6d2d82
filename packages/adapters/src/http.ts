/** Any backend that is served over the LoyaltyKit HTTP API: `@loyaltykit/gateway`, or a server of your own. */
import { isLoyaltyError, isSafeUrl, LoyaltyError, toLoyaltyError, type Context, type Group, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { read } from './http/answer.ts'
import { table } from './http/table.ts'

/** The groups that the HTTP API has. */
export type HttpGroup = keyof typeof table

/** What `http` takes. */
export interface HttpOptions<G extends HttpGroup = HttpGroup> {
  /** Where the API begins, without `/v1`: an https address (http on this machine), or a path of the page's own origin, such as `/loyalty`. */
  readonly url: string
  /** The token of the person that the host page has signed in, sent as a bearer token; a function is asked before each call. */
  readonly token?: string | (() => string | Promise<string>)
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
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong.
 */
export function http<const G extends HttpGroup = HttpGroup>({ url, token, credentials = 'same-origin', groups, fetch = globalThis.fetch }: HttpOptions<G>): HttpBackend<G> {
  if (!isAddress(url)) throw wrong('url')
  const all = Object.keys(table) as HttpGroup[]
  const named: readonly HttpGroup[] = groups ?? all
  if (!named.every((group) => all.includes(group))) throw wrong('groups')
  const tokenType = typeof token
  if (!(token === undefined || tokenType === 'function' || (tokenType === 'string' && token))) throw wrong('token')
  const ambient = token !== undefined || credentials === 'include'

  async function bearer({ identity }: Context): Promise<string | undefined> {
    if (identity.kind === 'token') return identity.token
    if (identity.kind === 'ambient') return typeof token === 'function' ? token() : token
    if (identity.kind === 'member') throw new LoyaltyError('unsupported', 'http() needs the token of a member, not an id.')
    return undefined
  }

  async function send(path: string, kind: string, input: Input, context: Context): Promise<unknown> {
    const { signal, locale } = context
    const secret = await bearer(context).catch((cause: unknown) => {
      throw isLoyaltyError(cause) ? cause : new LoyaltyError('unauthenticated', 'The page gave no token. Sign in again.', { cause })
    })
    const headers: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {}
    const request: RequestInit = { headers, signal, credentials }
    let search: Input = { locale }
    if (!kind) search = { ...input, locale }
    else if (input['parts'] && !input['carts']) search = { parts: [...(input['parts'] as string[])].sort(), locale }
    else {
      headers['content-type'] = 'application/json'
      request.method = 'POST'
      request.body = JSON.stringify(input)
    }
    const address = `${url.replace(/\/$/, '')}/v1/${path}?${searchOf(search)}`
    try {
      return await read(await (kind === '!' ? (await import('./http/write.ts')).write(address, request, context as WriteContext, fetch) : fetch(address, request)))
    } catch (error) {
      if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
      throw isLoyaltyError(error) ? error : new LoyaltyError('network', 'The loyalty service could not be reached. Check the connection and try again.', { cause: error })
    }
  }

  const methodsOf = (group: HttpGroup) =>
    Object.fromEntries(table[group].split(' ').map((entry) => {
      const method = entry.replace(/\W/, '')
      const path = `${group}/${method}`.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      return [method, (input: Input, context: Context) => send(path, entry.slice(method.length), input, context)]
    }))

  return {
    name: url,
    credential: ambient ? 'shopper-token' : 'publishable',
    ambient,
    ...Object.fromEntries((['program', 'snapshot', ...named] as const).map((group) => [group, methodsOf(group)])),
  } as unknown as HttpBackend<G>
}

const wrong = (option: string) => new LoyaltyError('invalid_option', `http: \`${option}\` is not usable.`)

/** A list is written with commas; the order is always the same, so that a preloaded answer is found. */
const searchOf = (fields: Input) =>
  Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`)).join('&')

const isAddress = (url: string) => !/[?#]/.test(url) && (isSafeUrl(url) || (/^\/(?!\/)/.test(url) && 'location' in globalThis))
