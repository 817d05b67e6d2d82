/**
 * A merchant's own server in one file, without a framework and without LoyaltyKit: the programme, balances, activity and offers of
 * `packages/gateway/openapi.json`. Members are known by a token that the merchant's own log-in makes. Everything else is answered 501,
 * and a page shows no more than there is.
 *
 *   node examples/own-backend/server.ts        http://localhost:3000/loyalty
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'

type Json = Record<string, unknown>

/** What this merchant keeps of a member. A real one has tables for it. */
interface Account {
  readonly id: string
  /** Newest first. Points are whole numbers: a balance is the sum of its entries. */
  readonly entries: { readonly id: string; readonly at: string; readonly kind: string; readonly currency: string; readonly amount: number; readonly state: string; readonly reason?: string; readonly reference?: string }[]
  readonly activated: Set<string>
  /** What was answered to each key: the same key is the same deed. */
  readonly answers: Map<string, { readonly body: string; readonly outcome: () => Json }>
}

/** A failure, as a client is told: one of the codes of openapi.json. */
class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly issues: readonly { readonly path: string; readonly message: string }[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: string, status: number, message: string, { issue, headers = {} }: { issue?: string; headers?: Record<string, string> } = {}) {
    super(message)
    this.code = code
    this.status = status
    this.issues = issue === undefined ? undefined : [{ path: issue, message }]
    this.headers = headers
  }
}

const invalid = (issue: string, message: string, status = 400) => new Problem('invalid_input', status, message, { issue })

const texts = {
  en: { club: 'Corner Club', offer: 'Double points on Tuesdays', terms: 'Tell us that you want it, and every Tuesday counts twice.', welcome: 'Free delivery' },
  ru: { club: 'Клуб на углу', offer: 'Двойные баллы по вторникам', terms: 'Скажите, что хотите, и каждый вторник считается дважды.', welcome: 'Бесплатная доставка' },
}
type Locale = keyof typeof texts

const program = (locale: Locale) => ({
  id: 'corner-club', name: texts[locale].club, locales: Object.keys(texts), tiers: [],
  // one point for each full euro; 100 points are worth 1.00
  currencies: [{ id: 'points', unit: 'point', scale: 0, rate: { amount: 100, money: { amount: 1_00, currency: 'EUR' } } }],
})

const offers = (locale: Locale, account: Account | undefined) => [
  { id: 'delivery', kind: 'gift', audience: 'public', title: texts[locale].welcome, state: 'available', activation: 'none' },
  ...(account ? [{ id: 'tuesdays', kind: 'multiplier', audience: 'personal', title: texts[locale].offer, terms: texts[locale].terms, activation: 'needed', state: account.activated.has('tuesdays') ? 'active' : 'available' }] : []),
]

/** One server with its members. */
export function createOwnBackend(): { readonly server: Server; readonly join: () => string; readonly buy: (token: string, orderId: string, cents: number) => void; readonly takeBack: (orderId: string) => void } {
  const accounts = new Map<string, Account>()

  /** Who it is comes from the token alone. */
  function accountOf(request: IncomingMessage): Account | undefined {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
    return token === undefined ? undefined : accounts.get(token)
  }
  function member(request: IncomingMessage): Account {
    const account = accountOf(request)
    if (!account) throw new Problem('unauthenticated', 401, 'Nobody is signed in. Sign in and try again.', { headers: { 'www-authenticate': 'Bearer' } })
    return account
  }

  type Call = (asked: { readonly request: IncomingMessage; readonly query: URLSearchParams; readonly locale: Locale; readonly body: Json }) => unknown
  const calls: Readonly<Record<string, { readonly method: 'GET' | 'POST'; readonly answer: Call }>> = {
    'program/get': { method: 'GET', answer: ({ locale }) => program(locale) },
    'balances/list': { method: 'GET', answer: ({ request }) => [{ currency: 'points', available: member(request).entries.reduce((sum, { amount }) => sum + amount, 0) }] },
    'activity/list': {
      method: 'GET',
      answer: ({ request, query }) => {
        const { entries } = member(request)
        const limit = numberIn(query, 'limit', 20)
        const after = single(query, 'cursor')
        const currency = single(query, 'currency')
        // a cursor names the last entry that was seen, so that entries which arrive meanwhile move nothing
        const from = after === undefined ? 0 : entries.findIndex(({ id }) => id === after) + 1
        if (after !== undefined && from === 0) throw invalid('cursor', 'is not one of this list')
        const items = entries.slice(from).filter((entry) => currency === undefined || entry.currency === currency)
        const page = items.slice(0, limit)
        return { items: page, ...(items.length > limit ? { next: page.at(-1)?.id } : {}) }
      },
    },
    'offers/list': { method: 'GET', answer: ({ request, locale }) => offers(locale, request.headers.authorization === undefined ? undefined : member(request)) },
    'offers/activate': {
      method: 'POST',
      answer: ({ request, locale, body }) => {
        const account = member(request)
        const { offerId } = body
        if (typeof offerId !== 'string' || offerId.length < 1 || offerId.length > 200) throw invalid('offerId', 'must be a text of 1 to 200 characters')
        return once(account, request, body, () => {
          if (!offers(locale, account).some(({ id }) => id === offerId)) throw new Problem('not_found', 404, 'There is no such offer.')
          account.activated.add(offerId)
          return { offer: offers(locale, account).find(({ id }) => id === offerId) }
        })
      },
    },
  }

  async function answer(request: IncomingMessage): Promise<{ readonly body: unknown; readonly headers: Record<string, string> }> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = /^\/loyalty\/v1\/(.+)$/.exec(url.pathname)?.[1] ?? ''
    if (!/^[a-z-]+\/[a-z-]+$/.test(path)) throw new Problem('not_found', 404, 'There is no such call.')
    const call = Object.hasOwn(calls, path) ? calls[path] : undefined
    if (!call) throw new Problem('unsupported', 501, `This programme can't do ${path}.`)
    const allow = call.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS'
    if (request.method === 'OPTIONS') return { body: undefined, headers: { allow } }
    if (!allow.split(', ').includes(request.method ?? '')) throw new Problem('invalid_input', 405, `${path} takes ${allow}.`, { headers: { allow } })
    const locale = localeOf(request, url.searchParams)
    if (call.method === 'POST') keyOf(request)
    const body = call.method === 'POST' ? await readBody(request) : {}
    return { body: await call.answer({ request, query: url.searchParams, locale, body }), headers: path === 'program/get' ? { 'cache-control': 'public, max-age=60', 'vary': 'Origin, Accept-Language' } : {} }
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ body, headers }) => send(request, response, body === undefined ? 204 : 200, 'application/json', body, headers),
      (error: unknown) => {
        if (!(error instanceof Problem)) console.error(error)
        const { code, status, message, issues, headers } = error instanceof Problem ? error : new Problem('backend_failed', 502, 'The loyalty service failed. Try again later.')
        const problem = { type: `urn:loyaltykit:problem:${code}`, title: message, status, detail: message, code, retryable: status === 502, ...(issues ? { details: { issues } } : {}) }
        send(request, response, status, 'application/problem+json', problem, headers)
      },
    ).catch(() => response.destroy())
  })

  const enter = (account: Account, entry: Pick<Account['entries'][number], 'kind' | 'amount' | 'reason' | 'reference'>) =>
    account.entries.unshift({ id: randomUUID(), at: new Date().toISOString(), currency: 'points', state: 'final', ...entry })

  return {
    server,
    // what the merchant's own log-in and till do: nothing of it is in the API
    join: () => {
      const token = randomUUID()
      accounts.set(token, { id: randomUUID(), entries: [], activated: new Set(), answers: new Map() })
      return token
    },
    buy: (token, orderId, cents) => {
      const account = accounts.get(token)
      if (account) enter(account, { kind: 'earn', amount: Math.floor(cents / 100), reason: 'purchase', reference: orderId })
    },
    takeBack: (orderId) => {
      for (const account of accounts.values()) {
        const bought = account.entries.find(({ reference, kind }) => reference === orderId && kind === 'earn')
        const undone = account.entries.some(({ reference, kind }) => reference === orderId && kind === 'reverse')
        if (bought && !undone) enter(account, { kind: 'reverse', amount: -bought.amount, reason: 'refund', reference: orderId })
      }
    },
  }
}

/** A member's deed under a key is done once: the first outcome is given again, also where it was a refusal. */
function once(account: Account, request: IncomingMessage, body: Json, act: () => Json): Json {
  const key = keyOf(request)
  const asked = JSON.stringify([request.url?.split('?')[0], body])
  const known = account.answers.get(key)
  if (known && known.body !== asked) throw new Problem('conflict', 409, 'This key was used for something else.')
  if (known) return known.outcome()
  let outcome: () => Json
  try {
    const answered = act()
    outcome = () => answered
  } catch (error) {
    outcome = () => {
      throw error
    }
  }
  account.answers.set(key, { body: asked, outcome })
  return outcome()
}

function keyOf(request: IncomingMessage): string {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !/^[!-~]{1,200}$/.test(key)) throw invalid('Idempotency-Key', 'must be 1 to 200 visible ASCII characters')
  return key
}

/** `?locale=`, else the first wish that there are texts for, else English. */
function localeOf(request: IncomingMessage, query: URLSearchParams): Locale {
  const asked = query.get('locale')
  if (asked !== null && !/^[a-z]{2,8}(-[a-z0-9]{1,8}){0,3}$/i.test(asked)) throw invalid('locale', 'must be a language tag, such as en')
  const wishes = asked === null ? (request.headers['accept-language'] ?? '').split(',') : [asked]
  return wishes.map((wish) => wish.trim().slice(0, 2).toLowerCase()).find((wish): wish is Locale => Object.hasOwn(texts, wish)) ?? 'en'
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  if (values.length > 1) throw invalid(name, 'is given more than once')
  if (values[0] !== undefined && (values[0].length < 1 || values[0].length > 200)) throw invalid(name, 'must have 1 to 200 characters')
  return values[0]
}

function numberIn(query: URLSearchParams, name: string, otherwise: number): number {
  const text = single(query, name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!/^\d{1,3}$/.test(text) || value < 1 || value > 100) throw invalid(name, 'must be 1 to 100')
  return value
}

/** Read with care: at most 256 kB and 64 levels of UTF-8 JSON, and an object. */
async function readBody(request: IncomingMessage): Promise<Json> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw invalid('Content-Type', 'must be application/json', 415)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // what is left is read and thrown away, so that the answer still arrives
    if (size <= 256 * 1024) chunks.push(chunk)
    else if (size > 8 * 1024 * 1024) request.destroy()
  }
  if (size > 256 * 1024) throw invalid('', 'The body is larger than 256 kB', 413)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw invalid('', 'The body is not UTF-8')
  }
  let depth = 0
  for (const [mark] of text.replace(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[{\]}]/g)) {
    depth += mark === '[' || mark === '{' ? 1 : -1
    if (depth > 64) throw invalid('', 'The body is nested more than 64 levels deep')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('', 'The body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('', 'The body must be an object')
  return value as Json
}

/** Pages of the shop on another origin. Its own pages need none of this. */
const origins = ['https://shop.example']

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: unknown, headers: Record<string, string>): void {
  const { origin } = request.headers
  if (origin !== undefined && origins.includes(origin)) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-methods', 'GET, HEAD, POST')
    response.setHeader('access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key, Accept-Language')
    response.setHeader('access-control-expose-headers', 'Retry-After')
  }
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, { 'cache-control': 'no-store', 'vary': 'Origin', ...(text ? { 'content-type': type } : {}), ...headers })
  response.end(request.method === 'HEAD' ? '' : text)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { server, join } = createOwnBackend()
  const port = Number(process.env['PORT'] ?? 3000)
  server.listen(port, '127.0.0.1', () => {
    console.log(`http://localhost:${port}/loyalty`)
    console.log(`Three members: ${[join(), join(), join()].map((token) => `--token ${token}`).join(' ')}`)
  })
}
