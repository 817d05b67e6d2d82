/** The way to a provider and back: pages of the gateway that a browser goes through, never a script. */
import { isSafeUrl } from '@loyaltykit/core'
import { parse, serialize } from 'hono/utils/cookie'
import { jwtVerify, SignJWT } from 'jose'
import { generateRandomCodeVerifier } from 'oauth4webapi'
import type { SessionCookies } from '../cookies.ts'
import type { Origins } from '../origins.ts'
import { Refusal } from '../problem.ts'
import { ProviderRefusal, type Grant, type Provider } from './provider.ts'
import { hash, random, seal, unseal } from './secrets.ts'
import type { LoginStore } from './store.ts'

/** How the way ended, in the address of the page that the browser comes back to, as `loyalty_login`. */
export type Outcome =
  | 'done'
  /** Proved, and not a member: `loyalty_ticket` is for `members.enrol`. */
  | 'not_enrolled'
  /** The person turned back at the provider. */
  | 'cancelled'
  /** It took too long, or was begun in another browser. */
  | 'expired'
  | 'failed'

/** What the gateway gives to its log-in. */
export interface Site {
  readonly cookies: SessionCookies | undefined
  /** The prefix of cookie names. */
  readonly cookieName: string
  readonly secure: boolean | undefined
  readonly basePath: string
  readonly origins: Origins
}

/** What becomes of a grant. */
export interface Welcome {
  /** Opens a log-in, or gives a ticket to somebody who is no member. */
  arrive(grant: Grant, provider: string, request: Request): Promise<{ readonly setCookies: readonly string[]; readonly ticket?: string }>
}

/** So long may somebody take at the provider, in milliseconds. */
const patience = 10 * 60_000
/** So long is it known where they came from, in seconds. */
const memory = 60 * 60
/** So long is the way to the provider's log-out good, in milliseconds. */
const outLife = 5 * 60_000

export interface Flow {
  start(request: Request, site: Site): Promise<Response>
  callback(request: Request, site: Site, welcome: Welcome): Promise<Response>
  /** Begins the log-out at the provider. */
  out(request: Request, site: Site): Promise<Response>
  /** Back from it. */
  ended(request: Request, site: Site): Promise<Response>
  /** Where the browser goes after a log-out here; nothing where the provider has no log-out. */
  outUrl(provider: Provider, idToken: string | undefined): Promise<string | undefined>
}

export function openFlow({ url, home, secrets, store, providers, now, report }: {
  readonly url: string
  readonly home: string | undefined
  /** The first signs, all are believed. */
  readonly secrets: readonly string[]
  readonly store: LoginStore
  readonly providers: ReadonlyMap<string, Provider>
  readonly now: () => number
  readonly report: (message: string, cause: unknown) => void
}): Flow {
  const callbackUrl = `${url}/v1/login/callback`
  const endedUrl = `${url}/v1/login/ended`
  const keys = secrets.map((secret) => new TextEncoder().encode(`cookie ${secret}`))

  const signed = (claims: Record<string, unknown>, use: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setAudience(use).setIssuedAt(Math.floor(now() / 1_000)).sign(keys[0] as Uint8Array)
  async function read(text: string | undefined, use: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    for (const key of text === undefined ? [] : keys) {
      const proved = await jwtVerify(text as string, key, { audience: use, algorithms: ['HS256'], currentDate: new Date(now()) }).catch(() => undefined)
      if (proved) return proved.payload
    }
    return undefined
  }

  /** A page that the browser may be sent to: of this origin, or of one that may call. */
  function mayReturn(text: string, { origins }: Site): boolean {
    if (!isSafeUrl(text)) return false
    const { origin } = new URL(text)
    return origin === new URL(url).origin || (origins !== '*' && origins.includes(origin))
  }
  function returnTo(request: Request, site: Site): string {
    const asked = new URL(request.url).searchParams.get('return_to')
    if (asked === null) return homeOf(site)
    if (!mayReturn(asked, site)) throw new Refusal('invalid_input', 'return_to is not a page that may be returned to: it must be of an origin in `origins` of the gateway.', { details: { issues: [{ path: 'return_to', message: 'is of an origin that is not allowed' }] } })
    return asked
  }
  const homeOf = ({ origins }: Site) => home ?? (origins !== '*' && origins[0] !== undefined ? `${origins[0]}/` : `${new URL(url).origin}/`)

  const nameOf = (use: 'login' | 'logout', state: string, { cookieName }: Site) => `${cookieName}_${use}_${state.slice(0, 12)}`
  function cookie(name: string, value: string, { basePath, secure }: Site): string {
    const plain = new URL(url).protocol === 'http:'
    return serialize(name, value, { path: `${basePath}/v1/login`, maxAge: value === '' ? 0 : memory, httpOnly: true, sameSite: 'Lax', secure: secure ?? !plain })
  }
  const go = (to: string | URL, setCookies: readonly string[] = []) => {
    const response = new Response(null, { status: 303, headers: { location: String(to), 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } })
    for (const one of setCookies) response.headers.append('set-cookie', one)
    return response
  }
  const back = (page: string, outcome: Outcome, setCookies: readonly string[], ticket?: string) => {
    const to = new URL(page)
    to.searchParams.set('loyalty_login', outcome)
    if (ticket === undefined) to.searchParams.delete('loyalty_ticket')
    else to.searchParams.set('loyalty_ticket', ticket)
    return go(to, setCookies)
  }
  /** What the cookie of this state says, if it is ours. */
  async function remembered(request: Request, use: 'login' | 'logout', site: Site) {
    const state = new URL(request.url).searchParams.get('state') ?? ''
    if (!/^[\w-]{43}$/.test(state)) return undefined
    const name = nameOf(use, state, site)
    const claims = await read(parse(request.headers.get('cookie') ?? '')[name], use)
    const { r: page, s: kept, t: at } = (claims ?? {}) as { r?: string; s?: string; t?: number }
    if (!claims || kept !== state || page === undefined || at === undefined || !mayReturn(page, site)) return undefined
    return { claims, state, page, at, clear: cookie(name, '', site) }
  }

  return {
    async start(request, site) {
      const provider = providers.get(new URL(request.url).searchParams.get('provider') ?? '')
      if (!provider) throw new Refusal('not_found', 'There is no such provider here.')
      const page = returnTo(request, site)
      const [state, nonce, verifier] = [random(), random(), generateRandomCodeVerifier()]
      try {
        const to = await provider.begin({ state, nonce, verifier, redirectUri: callbackUrl })
        return go(to, [cookie(nameOf('login', state, site), await signed({ p: provider.id, r: page, n: nonce, v: verifier, s: state, t: now() }, 'login'), site)])
      } catch (cause) {
        report(`The provider ${provider.id} could not be reached for a log-in.`, cause)
        return back(page, 'failed', [])
      }
    },

    async callback(request, site, welcome) {
      const flow = await remembered(request, 'login', site)
      if (!flow) return back(homeOf(site), 'expired', [])
      const { claims, state, page, at, clear } = flow
      if (at + patience < now()) return back(page, 'expired', [clear])
      const { p, n: nonce, v: verifier } = claims as { p: string; n: string; v: string }
      try {
        const provider = providers.get(p)
        if (!provider) throw new Error('The provider is not here any more.')
        // what came after the name of the page, whatever a proxy has made of the host before it
        const callback = new URL(callbackUrl + new URL(request.url).search)
        const grant = await provider.finish({ callback, state, nonce, verifier, redirectUri: callbackUrl })
        const { setCookies, ticket } = await welcome.arrive(grant, p, request)
        return back(page, ticket === undefined ? 'done' : 'not_enrolled', [clear, ...setCookies], ticket)
      } catch (cause) {
        const turnedBack = cause instanceof ProviderRefusal && ['access_denied', 'login_required', 'interaction_required', 'consent_required', 'account_selection_required'].includes(cause.code)
        if (!turnedBack) report(`A log-in at the provider ${p} failed.`, cause)
        return back(page, turnedBack ? 'cancelled' : 'failed', [clear])
      }
    },

    async outUrl(provider, idToken) {
      const id = random()
      // is there a page at all?
      if (!(await provider.out({ idToken: undefined, state: '', redirectUri: endedUrl }))) return undefined
      await store.swap(`out ${await hash(id)}`, undefined, await seal({ provider: provider.id, idToken }, id), outLife)
      return `${url}/v1/login/out?id=${id}`
    },

    async out(request, site) {
      const page = returnTo(request, site)
      const id = new URL(request.url).searchParams.get('id') ?? ''
      const key = `out ${await hash(id)}`
      const sealed = await store.get(key)
      if (sealed === undefined || !(await store.swap(key, sealed, undefined, outLife))) return go(page)
      try {
        const { provider, idToken } = (await unseal(sealed, id)) as { provider: string; idToken?: string }
        const state = random()
        const to = await providers.get(provider)?.out({ idToken, state, redirectUri: endedUrl })
        return to ? go(to, [cookie(nameOf('logout', state, site), await signed({ r: page, s: state, t: now() }, 'logout'), site)]) : go(page)
      } catch (cause) {
        report('The log-out at a provider could not be begun; the log-in here has ended.', cause)
        return go(page)
      }
    },

    async ended(request, site) {
      const flow = await remembered(request, 'logout', site)
      return flow ? go(flow.page, [flow.clear]) : go(homeOf(site))
    },
  }
}
