/** A shop's own log-in in the gateway: at an OpenID Connect provider, by the token of the shop's server, by one-time codes. */
import { LoyaltyError, type Context, type Identity, type LoyaltyBackend, type Program, type Session, type Verified, type WriteContext } from '@loyaltykit/core'
import { once } from '@loyaltykit/core/keys'
import type { Authenticate, Credentials } from '../credentials.ts'
import { over } from '../over.ts'
import { Refusal } from '../problem.ts'
import { sendCodes, type CodeOptions } from './codes.ts'
import { openFlow, type Site, type Welcome } from './flow.ts'
import { memberTokens, type MemberTokenOptions } from './member-token.ts'
import { isOwnToken, keepSessions, toOwnToken } from './own-sessions.ts'
import { personAt, type Person } from './person.ts'
import { openProvider, type OpenIdProvider } from './provider.ts'
import { derive, hash, random } from './secrets.ts'
import { memoryLogins, type LoginStore } from './store.ts'

/** What `createLogin` takes. */
export interface LoginOptions {
  /**
   * The gateway's public address with its `basePath`, such as `https://shop.example/loyalty`. At a provider register `<url>/v1/login/callback` for
   * the log-in and `<url>/v1/login/ended` for the log-out.
   */
  readonly url: string
  /** At least 32 bytes that all your gateways share; a list while one is replaced: the first signs, all are believed. */
  readonly secret: string | readonly string[]
  /** Who it is in the loyalty system: the member's id, or `null` for somebody who is no member. Needed by providers and codes. */
  readonly find?: (person: Person, context: { readonly signal: AbortSignal }) => Promise<string | null> | string | null
  /** Log-in at identity providers, in the order to offer. */
  readonly providers?: readonly OpenIdProvider[]
  /** Tokens that the shop's own server signs: `signMemberToken()`, or the same in another language. */
  readonly tokens?: MemberTokenOptions
  /** One-time codes, where the backend has none of its own. */
  readonly codes?: CodeOptions
  /** Where log-ins are kept: in this process where absent. For more than one process give a store that all of them share. */
  readonly store?: LoginStore
  /** How long a log-in lasts, in seconds: 30 days where absent. */
  readonly life?: number
  /** The page for whoever comes back from a provider and nobody knows from where. The first of the gateway's `origins` where absent. */
  readonly home?: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Failures that nobody else is told of. `console.warn` where absent. */
  readonly onReport?: (problem: { readonly message: string; readonly cause?: unknown }) => void
}

/** A log-in, for `createGateway({ login })`. */
export interface Login {
  /** Whose a ticket of `members.enrol` is; nothing where it is not one of this log-in, or too old. For backends that make members from it. */
  person(ticket: string): Promise<Person | undefined>
  /** Ends every log-in of a member, on all devices: after a change of password, or when somebody calls the desk. */
  endAll(memberId: string): Promise<void>
  /** For the gateway alone. */
  readonly inside: LoginInside
}

/** What the gateway needs of a log-in. */
export interface LoginInside {
  readonly hasProviders: boolean
  /** `host` is asked where there is no token at all. */
  authenticate(request: Request, credentials: Credentials, host: Authenticate | undefined): Promise<Identity>
  /** Hears of every log-out everywhere. */
  onEndAll(listener: (memberId: string) => void): void
  /** The same backend, with this log-in as its `session`. */
  over(backend: LoyaltyBackend): LoyaltyBackend
  /** A provider tells by itself that a log-in has ended there (back-channel log-out). Fails: `invalid_input`, `not_found`. */
  told(provider: string, logoutToken: string): Promise<void>
  /** One of the pages under `/v1/login/`. */
  page(name: string, request: Request, site: Site): Promise<Response>
}

/** Who asks. */
interface Visit {
  readonly request: Request
  readonly credentials: Credentials
  /** A log-in came along and has ended. */
  readonly hasEnded: boolean
}

/** How long an answer to a code is kept, in milliseconds: it tells who asked, so no longer than any client asks again. */
const day = 24 * 60 * 60_000
const ticketLife = 30 * 60_000
const ticketPrefix = 'lkt_'

/** @throws `LoyaltyError` `invalid_option` at once when an option is wrong. */
export function createLogin(options: LoginOptions): Login {
  const { find, tokens, codes, clock: now = Date.now, home, onReport = warn, life = 30 * 24 * 60 * 60 } = options
  const secrets = checked(options)
  const [secret] = secrets as [string]
  const url = options.url.replace(/\/$/, '')
  const store = options.store ?? memoryLogins(now)
  const report = (message: string, cause?: unknown) => {
    try {
      onReport({ message, ...(cause === undefined ? {} : { cause }) })
    } catch {
      // the host's log must not break an answer
    }
  }
  const providers = new Map((options.providers ?? []).map((one) => [one.id, openProvider(one, now)]))
  const sessions = keepSessions({ store, life: life * 1_000, providers, now, report })
  const flow = openFlow({ url, home, secrets, store, providers, now, report })
  const own = codes && sendCodes(codes, { store, secret, now })
  const check = tokens && memberTokens(tokens)
  /** By the identity that `authenticate` gave, which comes back with every call made for it. */
  const visits = new WeakMap<Identity, Visit>()
  const visitOf = ({ identity }: Context): Visit => visits.get(identity) ?? { request: new Request(url), credentials: { carrier: 'none', wantsCookie: false }, hasEnded: false }

  const ended = () => new LoyaltyError('unauthenticated', 'The log-in has ended. Sign in again.')

  /**
   * The member of a token that the shop has signed; nothing for one that is not good, or from before a log-out everywhere. Where the store is away nobody
   * knows of a log-out: then a token is believed, until its own end, by what only reads.
   */
  async function memberOfToken(token: string, { onlyReads }: { readonly onlyReads: boolean }): Promise<string | undefined> {
    const good = await check?.(token, now())
    if (!good) return undefined
    // a token says its second only: one of the very second of the log-out is refused too
    const hasEnded = await sessions.hasEnded({ memberId: good.memberId }, good.issuedAt * 1_000).catch((cause: unknown) => {
      if (!onlyReads) throw cause
      report('The store of log-ins is away: a token that the shop has signed is believed for reading.', cause)
      return false
    })
    return hasEnded ? undefined : good.memberId
  }

  const looksSigned = (token: string) => check !== undefined && token.split('.').length === 3

  async function identityOf(token: string | undefined, { signal, headers }: Request): Promise<Identity> {
    if (token === undefined) return { kind: 'guest' }
    if (isOwnToken(token)) {
      const session = await sessions.find(token, signal)
      return session ? { kind: 'member', memberId: session.memberId } : { kind: 'guest' }
    }
    if (looksSigned(token)) {
      // no write is taken without a key
      const memberId = await memberOfToken(token, { onlyReads: !headers.has('idempotency-key') })
      return memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId }
    }
    // a log-in of the backend, which it looks at itself
    return { kind: 'token', token }
  }

  /** A ticket for somebody who is no member yet. */
  async function ticketFor(person: Person, from: string): Promise<{ readonly ticket: string; readonly expiresAt: string }> {
    const ticket = ticketPrefix + from
    await store.swap(`ticket ${await hash(ticket)}`, undefined, JSON.stringify(person), ticketLife)
    return { ticket, expiresAt: new Date(now() + ticketLife).toISOString() }
  }

  /** A log-in that has ended is no guest: it would be shown less than it thinks. Joining, and what is the same for all, is open to it. */
  function refusing(backend: LoyaltyBackend): LoyaltyBackend {
    const open = ['program', 'session', 'snapshot', 'stream', 'events']
    const guarded = (group: object) => new Proxy({}, {
      get: (_, method) => {
        const found: unknown = Reflect.get(group, method, group)
        if (typeof found !== 'function' || method === 'enrol') return found
        return async (input: unknown, context: Context) => {
          if (visitOf(context).hasEnded) throw ended()
          return (await found.call(group, input, context)) as unknown
        }
      },
    })
    return new Proxy({} as LoyaltyBackend, {
      get: (_, name) => {
        const group: unknown = Reflect.get(backend, name, backend)
        return typeof group === 'object' && group !== null && !open.includes(String(name)) ? guarded(group) : group
      },
      has: (_, name) => name in backend,
    })
  }

  async function person(ticket: string): Promise<Person | undefined> {
    const text = ticket.startsWith(ticketPrefix) ? await store.get(`ticket ${await hash(ticket)}`) : undefined
    return text === undefined ? undefined : (JSON.parse(text) as Person)
  }

  const listeners = new Set<(memberId: string) => void>()
  async function endAll(memberId: string): Promise<void> {
    await sessions.endAll({ memberId })
    for (const listener of listeners) listener(memberId)
  }

  async function findMember(person: Person, signal: AbortSignal): Promise<string | null> {
    const memberId = await find?.(person, { signal })
    if (memberId === null || (typeof memberId === 'string' && memberId !== '' && memberId.length <= 200)) return memberId
    throw new TypeError('`find` must give a member\'s id, or null for somebody who is no member.')
  }

  let hasLooked = false
  /** The first who joins is looked for: one whom `find` does not give would be a stranger at the next log-in, and so would all after. */
  async function lookFor(person: Person, memberId: string): Promise<void> {
    if (hasLooked) return
    hasLooked = true
    try {
      const found = await findMember(person, AbortSignal.timeout(10_000))
      if (found !== memberId) report(`\`find\` gives ${found === null ? 'nobody' : 'another member'} for somebody who has just joined: unless that changes soon, who joins can't log in again.`)
    } catch {
      hasLooked = false
    }
  }

  /** The log-in of this browser before, if there was one: a member who comes after another leaves nothing of the first. */
  async function endFormer({ credentials }: Pick<Visit, 'credentials'>): Promise<void> {
    const { token } = credentials
    if (token !== undefined && credentials.carrier === 'cookie' && isOwnToken(token)) await sessions.end(token)
  }

  const sessionGroup = (inner: LoyaltyBackend['session']) => {
    const ours = {
      current: async (_input: object, context: Context): Promise<Session | null> => {
        const { identity } = context
        if (identity.kind === 'member') return { memberId: identity.memberId }
        if (visitOf(context).hasEnded) throw ended()
        return identity.kind === 'token' && inner ? inner.current({}, context) : null
      },
      refresh: async (input: { readonly refreshToken?: string | undefined }, context: WriteContext): Promise<Session> => {
        const { token } = visitOf(context).credentials
        // ours are renewed here, at the provider, and a signed one by the shop
        if (!inner?.refresh || (token !== undefined && (isOwnToken(token) || looksSigned(token)))) throw ended()
        return inner.refresh(input, context)
      },
      end: async ({ everywhere }: { readonly everywhere?: boolean | undefined }, context: WriteContext) => {
        const { identity } = context
        if (identity.kind === 'token') return inner ? inner.end(everywhere ? { everywhere } : {}, context) : {}
        const { token } = visitOf(context).credentials
        if (everywhere && identity.kind === 'member') {
          await endAll(identity.memberId)
          await inner?.end({ everywhere }, context)
        }
        const granted = token !== undefined && isOwnToken(token) ? await sessions.end(token) : undefined
        const provider = granted && providers.get(granted.provider)
        if (!provider) return {}
        try {
          const { refreshToken, idToken } = granted.grant
          const [to] = await Promise.all([flow.outUrl(provider, idToken), refreshToken === undefined ? undefined : provider.revoke(refreshToken)])
          return to === undefined ? {} : { url: to }
        } catch (cause) {
          report('A log-in has ended here, and could not be ended at its provider.', cause)
          return {}
        }
      },
      ...(check
        ? {
            exchange: async ({ hostToken }: { readonly hostToken: string }, context: WriteContext): Promise<Session> => {
              const memberId = await memberOfToken(hostToken, { onlyReads: false })
              if (memberId === undefined) throw new LoyaltyError('unauthenticated', 'This token is not good, or too old. Log in again.')
              await endFormer(visitOf(context))
              return sessions.open(memberId, toOwnToken(await derive(secret, 'exchange', context.idempotencyKey, hostToken)))
            },
          }
        : {}),
      ...(own
        ? {
            requestCode: (input: Parameters<typeof own.request>[0], context: WriteContext) =>
              once(store, { scope: 'login session.requestCode', input, context, keep: day }, (_notes, signal) => own.request(input, { ...context, signal }, visitOf(context).request)),
            verifyCode: async (input: { readonly challengeId: string; readonly code: string }, context: WriteContext): Promise<Verified> => {
              const from = await derive(secret, 'verify', context.idempotencyKey, input.challengeId)
              // what is kept of the answer has no token in it
              const kept = await once(store, { scope: 'login session.verifyCode', input, context, keep: day }, async (_notes, signal) => {
                const { person, take } = await own.verify(input, visitOf(context).request)
                const memberId = await findMember(person, signal)
                await take()
                return { person, memberId }
              })
              if (kept.memberId === null) return { outcome: 'not_enrolled', ...(await ticketFor(kept.person, from)) }
              await endFormer(visitOf(context))
              return { outcome: 'signed_in', session: await sessions.open(kept.memberId, toOwnToken(from)) }
            },
          }
        : {}),
    }
    // what is not ours is the backend's
    return over((inner ?? {}) as NonNullable<LoyaltyBackend['session']>, ours)
  }

  return {
    person,
    endAll,
    inside: {
      hasProviders: providers.size > 0,
      onEndAll(listener) {
        listeners.add(listener)
      },
      async authenticate(request, credentials, host) {
        const found = await identityOf(credentials.token, request)
        const said = found.kind === 'guest' && credentials.token === undefined ? await host?.(request, credentials) : undefined
        const identity = said ? { ...said } : found
        visits.set(identity, { request, credentials, hasEnded: identity.kind === 'guest' && credentials.token !== undefined })
        return identity
      },
      over(whole) {
        const inner = whole.session
        const backend = refusing(whole)
        const login = {
          codes: own !== undefined || inner !== undefined,
          providers: [...providers.values()].map(({ id, name }) => ({ id, name, url: `${url}/v1/login/start?provider=${id}` })),
          everywhere: true,
        }
        const withLogin = (program: Program): Program => ({ ...program, login })
        const { enrol } = (backend.members ?? {}) as Partial<NonNullable<LoyaltyBackend['members']>>
        const members = backend.members && enrol && over(backend.members, {
          enrol: async (input: Parameters<typeof enrol>[0], context: WriteContext) => {
            const isOurs = input.ticket.startsWith(ticketPrefix)
            const whose = isOurs ? await person(input.ticket) : undefined
            if (isOurs && !whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again.')
            const answer = await enrol.call(backend.members, input, context)
            if (!whose) return answer
            void lookFor(whose, answer.member.id)
            return { ...answer, session: await sessions.open(answer.member.id, toOwnToken(await derive(secret, 'enrol', context.idempotencyKey, input.ticket))) }
          },
        })
        const session = sessionGroup(inner)
        const snapshot = backend.snapshot && over(backend.snapshot, {
          get: async (query: Parameters<NonNullable<LoyaltyBackend['snapshot']>['get']>[0], context: Context) => {
            const parts = query.parts.filter((part) => part !== 'session')
            // who comes with a log-in that has ended is told so, and sees what everybody sees of the programme alone
            const asked = visitOf(context).hasEnded ? parts.filter((part) => part === 'program') : parts
            const refused = Object.fromEntries(parts.filter((part) => !asked.includes(part)).map((part) => [part, { error: ended() }]))
            const answer = { ...(asked.length ? await whole.snapshot!.get({ ...query, parts: asked }, context) : {}), ...refused } as Awaited<ReturnType<NonNullable<LoyaltyBackend['snapshot']>['get']>>
            const { program } = answer
            const who = !query.parts.includes('session') ? {} : { session: await session.current({}, context).then((value) => ({ value }), (error: unknown) => ({ error })) }
            return { ...answer, ...(program && 'value' in program && program.value ? { program: { value: withLogin(program.value) } } : {}), ...who } as typeof answer
          },
        })
        return over(backend, {
          session,
          program: over(backend.program, { get: async (input: Record<string, never>, context: Context) => withLogin(await backend.program.get(input, context)) }),
          ...(members ? { members } : {}),
          ...(snapshot ? { snapshot } : {}),
        })
      },
      async told(id, logoutToken) {
        const provider = providers.get(id)
        if (!provider) throw new Refusal('not_found', 'There is no such provider here.')
        const { subject, sid } = await provider.told(logoutToken).catch((cause: unknown) => {
          report(`A log-out that came as from the provider ${id} was not believed.`, cause)
          throw new Refusal('invalid_input', 'This is no log-out token of this provider.')
        })
        // one log-in where it is named, else all of that person
        if (sid !== undefined) await sessions.endAll({ provider: id, sid })
        else if (subject !== undefined) await sessions.endAll({ provider: id, subject })
      },
      async page(name, request, site) {
        if (name === 'start') return flow.start(request, site)
        if (name === 'out') return flow.out(request, site)
        if (name === 'ended') return flow.ended(request, site)
        if (name === 'callback') return flow.callback(request, site, welcome(site))
        throw new Refusal('not_found', 'There is no such page. See openapi.json for those there are.')
      },
    },
  }

  function welcome({ cookies }: Site): Welcome {
    return {
      async arrive(grant, provider, request) {
        const person = personAt(provider, grant.claims)
        const memberId = await findMember(person, request.signal)
        if (memberId === null) return { setCookies: [], ticket: (await ticketFor(person, random())).ticket }
        const former = cookies?.read(request).token
        if (former !== undefined && isOwnToken(former)) await sessions.end(former)
        const session = await sessions.open(memberId, toOwnToken(random()), { ...grant, provider })
        return { setCookies: cookies?.keep(session, request, now()) ?? [] }
      },
    }
  }
}

/** @throws `LoyaltyError` `invalid_option` */
function checked({ url, secret, find, providers = [], tokens, codes, store, life, home }: LoginOptions): readonly string[] {
  const wrong = (what: string) => new LoyaltyError('invalid_option', `createLogin: ${what}.`)
  const secrets = typeof secret === 'string' ? [secret] : secret
  const isWeb = (text: unknown) => typeof text === 'string' && URL.canParse(text) && (new URL(text).protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(text).hostname)) && !/[?#]/.test(text)
  if (!isWeb(url)) throw wrong('`url` must be the gateway\'s public https address, such as "https://shop.example/loyalty"')
  if (home !== undefined && !isWeb(home)) throw wrong('`home` must be an https address')
  if (!Array.isArray(secrets) || secrets.length === 0 || secrets.some((one) => typeof one !== 'string' || new TextEncoder().encode(one).length < 32))
    throw wrong('`secret` must have at least 32 bytes: `openssl rand -base64 32` makes one')
  if (!Array.isArray(providers) || new Set(providers.map(({ id }) => id)).size < providers.length) throw wrong('`providers` must be a list, each with an id of its own')
  if (providers.length > 10) throw wrong('`providers` are at most 10')
  if ((providers.length > 0 || codes) && typeof find !== 'function') throw wrong('`find` is missing: it says which member somebody is')
  if (providers.length === 0 && !tokens && !codes) throw wrong('give `providers`, `tokens` or `codes`')
  if (store !== undefined && (typeof store?.get !== 'function' || typeof store.swap !== 'function')) throw wrong('`store` must have get() and swap()')
  if (life !== undefined && !(life >= 60 && life <= 400 * 24 * 60 * 60)) throw wrong('`life` must be 60 seconds to 400 days')
  return secrets
}

const warn = ({ message, cause }: { readonly message: string; readonly cause?: unknown }) => {
  console.warn(`LoyaltyKit gateway: ${message}`, ...(cause === undefined ? [] : [cause]))
}
