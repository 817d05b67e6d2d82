import { withDeadline, type BackendChange, type Context, type Identity, type Report, type WriteContext } from '@loyaltykit/core'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { call, methodOf } from './call.ts'
import { countCalls } from './call-limits.ts'
import { sessionCookies } from './cookies.ts'
import { identify, readCredentials, type Authenticate, type Credentials } from './credentials.ts'
import { eventStream, eventStreamHeaders, readLastEventId } from './event-stream.ts'
import { readBytes, readInput } from './input.ts'
import { localeOf } from './locale.ts'
import { countStreams } from './open-streams.ts'
import { checkOptions, type GatewayOptions } from './options.ts'
import { refuseForgery } from './origins.ts'
import { invalid, problemResponse, Refusal, tellable } from './problem.ts'
import { routes, type Route } from './routes.ts'
import { renewing } from './renewing.ts'
import { moveSession } from './sessions.ts'
import { snapshot } from './snapshot.ts'
import { changesOf, followerOf, hasStream, openStream } from './stream.ts'
import { takeWebhook } from './webhooks.ts'

/** A loyalty backend over HTTP. It keeps nothing between requests; changes that wait are in the host's feed. */
export interface Gateway {
  /** Answers one request; never rejects. */
  fetch(request: Request): Promise<Response>
  /**
   * For whom a request to the rest of your server is made, by the same `authenticate`; for cookies set `cookies.path`.
   * Rejects with what `authenticate` throws.
   */
  identify(request: Request): Promise<Identity>
}

/** What every answer says to a browser. */
const safety = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }
const corsHeaders = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers']

/**
 * Serves any backend over the LoyaltyKit HTTP API (`openapi.json`).
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong.
 */
export function createGateway(options: GatewayOptions): Gateway {
  checkOptions(options)
  const { login, origins, basePath = '', clock = Date.now, onReport = warn } = options
  const renewable = new WeakSet<Identity>()
  const asked = renewing(options.backend, renewable)
  const backend = login ? login.inside.over(asked) : asked
  const authenticate: Authenticate = login ? (request, credentials) => login.inside.authenticate(request, credentials, options.authenticate) : (options.authenticate as Authenticate)
  const patience = { read: 9_000, write: 14_000, ...options.deadlines }
  const cookies = options.cookies === false ? undefined : sessionCookies(options.cookies ?? {}, basePath)
  const report: Report = (problem) => {
    try {
      onReport(problem)
    } catch {
      // the host's log must not break an answer
    }
  }

  const count = options.limits && countCalls(options.limits, clock, report)

  async function answer(route: Route, request: Request): Promise<Response> {
    const credentials = readCredentials(request, cookies)
    const writes = route.operation.kind === 'write'
    const value = await withDeadline(patience[writes ? 'write' : 'read'], request.signal, async (signal) => {
      if (request.method === 'POST') refuseForgery(request, origins, credentials)
      await count?.ofAddress(request)
      const key = writes ? keyOf(request) : undefined
      const locale = localeOf(request)
      const identity = await identify(authenticate, request, credentials)
      await count?.ofMember(identity)
      if (credentials.carrier === 'cookie' && credentials.token !== undefined && identity.kind === 'token') renewable.add(identity)
      const input = withRefreshCookie(route, await readInput(request, route.operation, signal), credentials)
      const context: Context | WriteContext = { signal, locale, identity, ...(key === undefined ? {} : { idempotencyKey: key }) }
      if (route.name === 'snapshot.get') return snapshot({ backend, query: input as Parameters<typeof snapshot>[0]['query'], context, report })
      return call(backend, route, input, context, report)
    })
    const moved = moveSession(route.name, value, { credentials, cookies, request, now: clock() })
    const response = Response.json(moved.answer ?? null, { headers: { 'cache-control': 'no-store' } })
    for (const cookie of moved.setCookies) response.headers.append('set-cookie', cookie)
    return response
  }

  const sources = { backend, feed: options.feed }
  const countStream = countStreams(options.stream?.most ?? 20, clock)
  // what is open elsewhere hears of it at once, and then asks who is there
  login?.inside.onEndAll((memberId) => void options.feed?.publish({ memberId, parts: [] }))

  /** Answers only when it is known whose changes they are. */
  async function answerStream(request: Request): Promise<Response> {
    if (!hasStream(sources)) throw new Refusal('unsupported', 'This programme has no live changes.')
    const stop = new AbortController()
    const { context, memberId, after } = await withDeadline(patience.read, request.signal, async (signal) => {
      await count?.ofAddress(request)
      const credentials = readCredentials(request, cookies)
      const { after: asked } = (await readInput(request, openStream.operation, signal)) as { after?: string }
      const resumed = request.headers.get('last-event-id')
      const asking: Context = { signal, locale: localeOf(request), identity: await identify(authenticate, request, credentials) }
      await count?.ofMember(asking.identity)
      const who = await followerOf(sources, asking, report)
      return { context: { ...asking, signal: stop.signal }, memberId: who, after: resumed ? readLastEventId(resumed).slice(0, 200) : asked }
    })
    if (request.method === 'HEAD') return new Response(null, { headers: eventStreamHeaders })
    request.signal.addEventListener('abort', () => stop.abort())
    countStream(memberId ?? JSON.stringify(context.identity), stop.signal)
    try {
      const changes = changesOf(sources, { context, memberId, after, report, now: clock })
      const body = eventStream({
        changes: login ? whileIn(changes, request, context.identity) : changes,
        stop,
        problem: (error) => fail(error, 'stream.open').text(),
        ...options.stream,
      })
      return new Response(body, { headers: eventStreamHeaders })
    } catch (error) {
      stop.abort()
      throw error
    }
  }

  /** Nothing is told to a log-in that has ended meanwhile. */
  async function* whileIn(changes: AsyncIterable<BackendChange>, request: Request, whose: Identity): AsyncGenerator<BackendChange, void> {
    for await (const change of changes) {
      const now = await identify(authenticate, request, readCredentials(request, cookies))
      if (JSON.stringify(now) !== JSON.stringify(whose)) throw new Refusal('unauthenticated', 'The log-in has ended. Sign in again.')
      yield change
    }
  }

  /** The pages of a log-in that a browser goes through. */
  async function answerPage(name: string, request: Request): Promise<Response> {
    if (!login) throw new Refusal('not_found', 'There is no log-in at a provider here.')
    const { name: cookieName = 'loyalty', secure } = options.cookies || {}
    await count?.ofAddress(request)
    return withDeadline(25_000, request.signal, () => login.inside.page(name, request, { cookies, cookieName, secure, basePath, origins }))
  }

  /** Only what the provider has signed counts, so it may come from anywhere. */
  async function answerTold(provider: string, request: Request): Promise<Response> {
    if (!login) throw new Refusal('not_found', 'There is no log-in at a provider here.')
    await withDeadline(patience.write, request.signal, async (signal) => {
      const form = new URLSearchParams(new TextDecoder().decode(await readBytes(request, signal)))
      await login.inside.told(provider, form.get('logout_token') ?? '')
    })
    return new Response(null, { headers: { 'cache-control': 'no-store' } })
  }

  async function answerWebhook(name: string, request: Request): Promise<Response> {
    const source = Object.hasOwn(options.webhooks ?? {}, name) ? options.webhooks?.[name] : undefined
    const { feed } = sources
    if (!source || !feed) throw new Refusal('not_found', 'There is no such source of events.')
    await withDeadline(patience.write, request.signal, (signal) => takeWebhook(request, { name, source, feed, now: clock, signal }))
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  }

  function fail(thrown: unknown, where: string, request?: Request): Response {
    let error = tellable(thrown)
    // a backend that gives up by itself has failed; nobody asked it to
    if (error.code === 'aborted' && !request?.signal.aborted) error = tellable(new Error('The backend gave up.', { cause: thrown }))
    if (error !== thrown || ['bad_response', 'invalid_option'].includes(error.code) || (error.code === 'backend_failed' && error.cause !== undefined))
      report({ message: `${where} failed.`, cause: thrown })
    return problemResponse(error, clock())
  }

  const otherVerb = ({ method }: { readonly method: string }, path: string, allow: string): Response =>
    method === 'OPTIONS'
      ? new Response(null, { status: 204, headers: { allow } })
      : fail(new Refusal('invalid_input', `${path} takes ${allow}.`, { status: 405, headers: { allow } }), path)

  const app = new Hono().basePath(basePath || '/')
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(safety)) context.res.headers.set(name, value)
  })
  const allowOrigins = cors({
    origin: origins === '*' ? '*' : [...origins],
    credentials: origins !== '*',
    allowMethods: ['GET', 'HEAD', 'POST'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Loyaltykit-Session', 'Accept-Language', 'Last-Event-ID'],
    exposeHeaders: ['Retry-After'],
    maxAge: 7_200,
  })
  app.use((context, next) => {
    // without an origin `OPTIONS` only asks what there is
    const plain = context.req.method === 'OPTIONS' && context.req.header('access-control-request-method') === undefined
    return plain ? next() : allowOrigins(context, next)
  })
  app.use('/v1/program/get', etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...corsHeaders] }))

  app.get(openStream.path, ({ req }) => answerStream(req.raw).catch((error: unknown) => fail(error, 'stream.open', req.raw)))
  app.post('/v1/webhooks/:source', ({ req }) => answerWebhook(req.param('source'), req.raw).catch((error: unknown) => fail(error, `webhooks.${req.param('source')}`, req.raw)))
  for (const [path, verbs] of [[openStream.path, 'GET, HEAD, OPTIONS'], ['/v1/webhooks/:source', 'POST, OPTIONS']] as const) app.all(path, ({ req }) => otherVerb(req, path, verbs))

  const told = '/v1/login/told/:provider'
  app.post(told, ({ req }) => answerTold(req.param('provider'), req.raw).catch((error: unknown) => fail(error, 'login.told', req.raw)))
  app.all(told, ({ req }) => otherVerb(req, told, 'POST, OPTIONS'))
  const pages = '/v1/login/:page'
  app.get(pages, ({ req }) => answerPage(req.param('page'), req.raw).catch((error: unknown) => fail(error, `login.${req.param('page')}`, req.raw)))
  app.all(pages, ({ req }) => otherVerb(req, pages, 'GET, HEAD, OPTIONS'))

  for (const route of routes) {
    const allow = [...route.verbs.flatMap((verb) => (verb === 'GET' ? ['GET', 'HEAD'] : [verb])), 'OPTIONS'].join(', ')
    app.on([...route.verbs], route.path, async (context) => {
      const request = context.req.raw
      const supported = route.name === 'snapshot.get' || route.name === 'session.current' || methodOf(backend, route)
      try {
        if (!supported) throw new Refusal('unsupported', `This programme can't do ${route.name}.`)
        const response = await answer(route, request)
        if (route.name === 'program.get') cachePublicly(response, request)
        return response
      } catch (error) {
        const response = fail(error, route.name, request)
        // a log-in that can't be renewed is over: its cookies come along no more
        if (route.name === 'session.refresh' && response.status === 401 && cookies && readCredentials(request, cookies).carrier === 'cookie')
          for (const cookie of cookies.clear(request)) response.headers.append('set-cookie', cookie)
        return response
      }
    })
    app.all(route.path, ({ req }) => otherVerb(req, route.path, allow))
  }
  app.notFound(() => fail(new Refusal('not_found', 'There is no such call. See openapi.json for those there are.'), 'routing'))
  app.onError((error) => fail(error, 'The gateway'))

  return {
    fetch: async (request) => app.fetch(request),
    identify: (request) => identify(authenticate, request, readCredentials(request, cookies)),
  }
}

/** The same for everybody, so anybody may keep it; one address per language where `locale` is in it. */
function cachePublicly(response: Response, request: Request) {
  response.headers.set('cache-control', 'public, max-age=60')
  if (!new URL(request.url).searchParams.has('locale')) response.headers.append('vary', 'Accept-Language')
}

function keyOf(request: Request): string {
  const key = request.headers.get('idempotency-key')
  if (key === null) throw invalid('Idempotency-Key', 'is missing: send one per intent, the same with every retry')
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw invalid('Idempotency-Key', 'must be 1 to 200 visible ASCII characters')
  return key
}

/** `refreshToken` is only there when no bearer came: a stolen token can't be renewed with somebody's cookie. */
function withRefreshCookie(route: Route, input: object, { refreshToken }: Credentials): object {
  return route.name === 'session.refresh' && refreshToken !== undefined ? { refreshToken, ...input } : input
}

const warn: Report = ({ message, cause }) => {
  console.warn(`LoyaltyKit gateway: ${message}`, ...(cause === undefined ? [] : [cause]))
}
