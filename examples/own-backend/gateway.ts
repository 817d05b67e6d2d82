/**
 * The gateway as a server of its own: a loyalty system that you buy, for pages of any shop. One file; all that differs is in the environment.
 *
 *   node --env-file=.env examples/own-backend/gateway.ts
 *
 * For another loyalty system change `voucherify`: its import, its settings and `open`. Nothing else knows which it is.
 */
import { memoryKeys, type KeyStore } from '@loyaltykit/adapters/keys'
import { voucherify } from '@loyaltykit/adapters/voucherify'
import { isLoyaltyError, type LoyaltyBackend } from '@loyaltykit/core'
import { createGateway, createLogin, type Login, type LoginOptions, type Person } from '@loyaltykit/gateway'
import { addressBehind, peerAddress, serve } from '@loyaltykit/gateway/node'
import { redisFaults, redisKeys } from '@loyaltykit/gateway/redis'
import { createClient } from '@redis/client'

/** What must be set, and what it is. */
const needed: Record<string, string> = {
  VOUCHERIFY_APP_ID: 'the id of the application at Voucherify',
  VOUCHERIFY_APP_TOKEN: 'its secret key',
  VOUCHERIFY_PROGRAM_ID: 'the loyalty programme, lprg_…',
  VOUCHERIFY_MONEY: 'the money of the shop, such as EUR',
  PUBLIC_URL: 'where pages find this gateway, such as https://api.shop.example/loyalty',
  ORIGINS: 'the pages that may call, with commas, such as https://shop.example,https://m.shop.example',
  LOGIN_SECRET: 'at least 32 bytes that all your gateways share, such as openssl rand -base64 48 makes',
  ...(process.env['CODE_SENDER_URL'] ? { CODE_SENDER_SECRET: 'what your sender of codes knows this gateway by' } : { MEMBER_TOKEN_SECRET: 'what your shop signs tokens of members with; or CODE_SENDER_URL, for one-time codes' }),
  ...(process.env['MEMBER_TOKEN_SECRET'] ? { MEMBER_TOKEN_ISSUER: 'the shop that signs them, such as https://shop.example' } : {}),
}

const open = (keys: KeyStore, login: Login): LoyaltyBackend => voucherify({
  appId: env('VOUCHERIFY_APP_ID'), appToken: env('VOUCHERIFY_APP_TOKEN'), programId: env('VOUCHERIFY_PROGRAM_ID'), money: env('VOUCHERIFY_MONEY'),
  ...(env('VOUCHERIFY_URL') ? { url: env('VOUCHERIFY_URL') } : {}),
  keys,
  // who has proved a phone or an e-mail, and is no member yet, becomes one
  person: async (ticket) => {
    const person = await login.person(ticket)
    return person && { sourceId: person.id, ...(person.email ? { email: person.email } : {}), ...(person.phone ? { phone: person.phone } : {}) }
  },
})

function env(name: string): string {
  return process.env[name]?.trim() ?? ''
}
const log = (message: string, cause?: unknown) => console.error(new Date().toISOString(), message, ...(cause === undefined ? [] : [cause]))

// what is wrong with a setting is said in a sentence, whoever notices it
process.on('uncaughtException', (error) => {
  console.error(isLoyaltyError(error) && error.code === 'invalid_option' ? error.message : error)
  process.exit(1)
})
const lacks = Object.entries(needed).filter(([name]) => env(name) === '')
if (lacks.length) {
  for (const [name, what] of lacks) console.error(`${name} is missing: ${what}.`)
  process.exit(1)
}

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

/** The member of a person who has proved a phone or an e-mail: here both have the same id. */
async function find({ id }: Person, { signal }: { readonly signal: AbortSignal }): Promise<string | null> {
  try {
    await backend.members?.get({}, { signal, locale: 'en', identity: { kind: 'member', memberId: id } })
    return id
  } catch (error) {
    if (isLoyaltyError(error) && error.code === 'unauthenticated') return null
    throw error
  }
}

/** Your own server sends the SMS or the mail: it knows how your customers like it. */
const codes: LoginOptions['codes'] = env('CODE_SENDER_URL') ? {
  address,
  send: async ({ signal, ...message }) => {
    const response = await fetch(env('CODE_SENDER_URL'), { method: 'POST', signal, headers: { 'content-type': 'application/json', authorization: `Bearer ${env('CODE_SENDER_SECRET')}` }, body: JSON.stringify(message) })
    if (!response.ok) throw new Error(`The sender of codes answered ${response.status}.`)
  },
} : undefined

const login = createLogin({
  url, secret: env('LOGIN_SECRET'), store: keys, find, onReport,
  ...(env('MEMBER_TOKEN_SECRET') ? { tokens: { issuer: env('MEMBER_TOKEN_ISSUER'), audience: url, keys: env('MEMBER_TOKEN_SECRET') } } : {}),
  ...(codes ? { codes } : {}),
})
const backend = open(keys, login)
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
