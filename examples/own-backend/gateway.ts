/**
 * The gateway as a server of its own: a loyalty system that you buy, for pages of any shop. One file; all that differs is in the environment.
 *
 *   node --env-file=.env examples/own-backend/gateway.ts
 *
 * Another loyalty system changes what stands between the two lines, `system`, and nothing else: the README beside it shows another one there.
 */
import { memoryKeys, type KeyStore } from '@loyaltykit/adapters/keys'
import { isLoyaltyError, type LoyaltyBackend } from '@loyaltykit/core'
import { createGateway, createLogin, type Login, type LoginOptions } from '@loyaltykit/gateway'
import { addressBehind, peerAddress, serve } from '@loyaltykit/gateway/node'
import { redisFaults, redisKeys } from '@loyaltykit/gateway/redis'
import { createClient } from '@redis/client'

// ---- your loyalty system ----
import { voucherify } from '@loyaltykit/adapters/voucherify'

const system: System = {
  needed: {
    VOUCHERIFY_APP_ID: 'the id of the application at Voucherify',
    VOUCHERIFY_APP_TOKEN: 'its secret key',
    VOUCHERIFY_PROGRAM_ID: 'the loyalty programme, lprg_…',
    VOUCHERIFY_MONEY: 'the money of the shop, such as EUR',
  },
  open(keys, personOf) {
    const backend = voucherify({
      appId: env('VOUCHERIFY_APP_ID'), appToken: env('VOUCHERIFY_APP_TOKEN'), programId: env('VOUCHERIFY_PROGRAM_ID'), money: env('VOUCHERIFY_MONEY'),
      ...(env('VOUCHERIFY_URL') ? { url: env('VOUCHERIFY_URL') } : {}),
      keys,
      // who has proved a phone or an e-mail, and is no member yet, becomes one: the shop chooses the ids at Voucherify, so it is the person's own
      person: async (ticket) => {
        const person = await personOf(ticket)
        return person && { sourceId: person.id, ...(person.email ? { email: person.email } : {}), ...(person.phone ? { phone: person.phone } : {}) }
      },
    })
    return { backend, find: findByPersonId(backend) }
  },
}
// ---- from here on nothing knows which it is ----

/** What a loyalty system has to say of itself. */
interface System {
  /** What must be set for it, and what that is. */
  readonly needed: Readonly<Record<string, string>>
  readonly open: (keys: KeyStore, personOf: Login['person']) => {
    readonly backend: LoyaltyBackend
    /** The id of the member who has this phone or e-mail, or null for nobody; `undefined` where that can't be told, and then there are no one-time codes. */
    readonly find: Find | undefined
  }
}
type Find = NonNullable<LoginOptions['find']>

/** For a system where the shop chooses the ids of members, and `person` has given each the id of what was proved. */
function findByPersonId({ members }: LoyaltyBackend): Find | undefined {
  return members && (async ({ id }, { signal }) => {
    try {
      await members.get({}, { signal, locale: 'en', identity: { kind: 'member', memberId: id } })
      return id
    } catch (error) {
      if (isLoyaltyError(error) && error.code === 'unauthenticated') return null
      throw error
    }
  })
}

/** What must be set, and what it is. */
const needed: Record<string, string> = {
  ...system.needed,
  PUBLIC_URL: 'where pages find this gateway, such as https://api.shop.example/loyalty',
  ORIGINS: 'the pages that may call, with commas, such as https://shop.example,https://m.shop.example',
  LOGIN_SECRET: 'at least 32 bytes that all your gateways share, such as openssl rand -base64 48 makes',
  ...(env('CODE_SENDER_URL') ? { CODE_SENDER_SECRET: 'what your sender of codes knows this gateway by' } : { MEMBER_TOKEN_SECRET: 'what your shop signs tokens of members with; or CODE_SENDER_URL, for one-time codes' }),
  ...(env('MEMBER_TOKEN_SECRET') ? { MEMBER_TOKEN_ISSUER: 'the shop that signs them, such as https://shop.example' } : {}),
}

function env(name: string): string {
  return process.env[name]?.trim() ?? ''
}
/** A setting is wrong: says so, and ends. */
function refuse(...sentences: readonly string[]): never {
  for (const sentence of sentences) console.error(sentence)
  process.exit(1)
}
const log = (message: string, cause?: unknown) => console.error(new Date().toISOString(), message, ...(cause === undefined ? [] : [cause]))

// what is wrong with a setting is said in a sentence, whoever notices it
process.on('uncaughtException', (error) => {
  console.error(isLoyaltyError(error) && error.code === 'invalid_option' ? error.message : error)
  process.exit(1)
})
const lacks = Object.entries(needed).filter(([name]) => env(name) === '')
if (lacks.length) refuse(...lacks.map(([name, what]) => `${name} is missing: ${what}.`))

/** Writes, log-ins and limits are remembered in this process, or in Redis or Valkey where there are several of it. */
const redis = env('REDIS_URL') ? createClient({ url: env('REDIS_URL'), disableOfflineQueue: true, socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(2_000, 50 * 2 ** tries) } }) : undefined
const keys = redis ? redisKeys({ client: redis }) : memoryKeys()
let isAway = false
redis?.on('error', (error: Error) => {
  if (!isAway) log(`The store is away: reads go on, writes are refused until it is back. ${error.message}`)
  isAway = true
})
redis?.on('ready', () => {
  isAway = false
  redisFaults(redis).then((faults) => faults.forEach((fault) => log(fault)), () => {})
})
// it goes on trying by itself; what only reads is served meanwhile
void redis?.connect().catch(() => {})

const address = env('TRUSTED_ADDRESS_HEADER') ? addressBehind({ header: env('TRUSTED_ADDRESS_HEADER') }) : peerAddress
const onReport = ({ message, cause }: { readonly message: string; readonly cause?: unknown }) => log(message, cause)
const url = env('PUBLIC_URL').replace(/\/$/, '')

/** Your own server sends the SMS or the mail: it knows how your customers like it. */
const codes: LoginOptions['codes'] = env('CODE_SENDER_URL') ? {
  address,
  send: async ({ signal, ...message }) => {
    const response = await fetch(env('CODE_SENDER_URL'), { method: 'POST', signal, headers: { 'content-type': 'application/json', authorization: `Bearer ${env('CODE_SENDER_SECRET')}` }, body: JSON.stringify(message) })
    if (!response.ok) throw new Error(`The sender of codes answered ${response.status}.`)
  },
} : undefined

const { backend, find } = system.open(keys, (ticket) => login.person(ticket))
if (codes && !find) {
  refuse('CODE_SENDER_URL turns one-time codes on, and nothing tells which member has the phone or e-mail of a code: in gateway.ts give `find` beside `backend`,'
    + ' or take CODE_SENDER_URL away and let your shop log members in, with MEMBER_TOKEN_SECRET.')
}
const login: Login = createLogin({
  url, secret: env('LOGIN_SECRET'), store: keys, onReport,
  ...(find ? { find } : {}),
  ...(env('MEMBER_TOKEN_SECRET') ? { tokens: { issuer: env('MEMBER_TOKEN_ISSUER'), audience: url, keys: env('MEMBER_TOKEN_SECRET') } } : {}),
  ...(codes ? { codes } : {}),
})
const perMinute = (name: string) => (env(name) ? { [name === 'CALLS_PER_ADDRESS' ? 'perAddress' : 'perMember']: Number(env(name)) } : {})
const basePath = new URL(url).pathname.replace(/\/$/, '')
const gateway = createGateway({
  backend, login, onReport,
  origins: env('ORIGINS').split(',').map((origin) => origin.trim()),
  ...(basePath ? { basePath } : {}),
  // a proxy in front may not say that it was https
  cookies: { secure: url.startsWith('https:') },
  limits: { address, store: keys, ...perMinute('CALLS_PER_ADDRESS'), ...perMinute('CALLS_PER_MEMBER') },
})

let isEnding = false
/** For the proxy in front: 503 where no more should be sent here. A store that is away is no reason, for reads go on. */
const health = () => Response.json({ status: isEnding ? 'ending' : 'ok', store: redis?.isReady === false ? 'away' : 'ok' }, { status: isEnding ? 503 : 200, headers: { 'cache-control': 'no-store' } })
const served = await serve(
  { fetch: async (request) => (new URL(request.url).pathname === '/health' ? health() : gateway.fetch(request)) },
  { port: Number(env('PORT') || 8787), hostname: env('HOST') || '127.0.0.1' },
)
console.log(`The loyalty API of ${url} listens on ${served.url}${basePath}`)

/** The proxy gets time to see it, then what is under way is answered. Whoever was cut off asks again with the same key. */
async function end() {
  if (isEnding) return
  isEnding = true
  await new Promise((resolve) => setTimeout(resolve, Number(env('DRAIN_SECONDS') || 5) * 1_000))
  await served.close()
  redis?.destroy()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end())
