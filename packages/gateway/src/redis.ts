/** Records in Redis or Valkey, for a gateway of more than one process. */
import { LoyaltyError } from '@loyaltykit/core'
import type { KeyStore } from '@loyaltykit/core/keys'

/**
 * What is asked of a client: `createClient`, `createCluster` and `createSentinel` of `@redis/client` (and of `redis`) have it. Another client needs two
 * lines, such as `{ get: (key) => io.get(key), eval: (script, { keys, arguments: told }) => io.eval(script, keys.length, ...keys, ...told) }`.
 */
export interface RedisClient {
  get(key: string): Promise<string | null>
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>
}

/** What `redisKeys` takes. */
export interface RedisKeysOptions {
  /**
   * A client that is connected, or connects by itself. Make it with `disableOfflineQueue: true`: a command that waits for a server which is away would be
   * done later, when nobody asks for it any more.
   */
  readonly client: RedisClient
  /** Before every name in the server, so that one server can serve several programmes. `loyalty:` where absent. */
  readonly prefix?: string
  /** How long an answer of the server is waited for, in milliseconds: 2,000 where absent. */
  readonly patience?: number
}

/** One step of the server, which nothing comes between. An empty text is a record too, so whether there is one is said apart. */
const swap = `
local there = redis.call('GET', KEYS[1])
if ARGV[1] == '0' then
  if there then return 0 end
elseif there ~= ARGV[2] then
  return 0
end
if ARGV[3] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[5])
end
return 1`

/**
 * A store that all gateways share, in Redis 6 or Valkey or newer: for `keys` of an adapter, `store` of `createLogin` and of `limits`. Records end by the
 * server's own clock.
 *
 * Where the server is away every call fails with `network`, which may be tried again: nothing is written twice because nobody could look whether it
 * had been. The server must not forget what it was told: see `redisFaults`.
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong.
 */
export function redisKeys({ client, prefix = 'loyalty:', patience = 2_000 }: RedisKeysOptions): KeyStore {
  if (typeof client?.get !== 'function' || typeof client.eval !== 'function') throw wrong('`client` has no get() and eval(). Give what createClient() of @redis/client makes')
  if (typeof prefix !== 'string') throw wrong('`prefix` must be a text')
  if (!(patience > 0 && patience < 2 ** 31)) throw wrong('`patience` must be milliseconds above 0')
  const answered = <T>(call: () => Promise<T>) => within(patience, call).catch((cause: unknown) => {
    throw new LoyaltyError('network', 'What was done before can\'t be looked up just now. Try again in a moment.', { cause })
  })
  return {
    get: (id) => answered(async () => (await client.get(prefix + id)) ?? undefined),
    swap: (id, from, to, keep) => answered(async () => {
      const told = [from === undefined ? '0' : '1', from ?? '', to === undefined ? '0' : '1', to ?? '', String(Math.max(1, Math.ceil(keep)))]
      return Number(await client.eval(swap, { keys: [prefix + id], arguments: told })) === 1
    }),
  }
}

/** A server that hangs may answer never. */
async function within<T>(patience: number, call: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The server of the store has not answered for ${patience} ms.`)), patience)
  })
  try {
    return await Promise.race([call(), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What of a server's settings lets it forget a payment, each in a sentence that says what to do; `[]` where it forgets nothing. To be asked at the start.
 * Rejects with what the client rejects with.
 */
export async function redisFaults(client: { info(): Promise<string> }): Promise<readonly string[]> {
  const told = await client.info()
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\s*$`, 'm').exec(told)?.[1]
  const [policy, most, isKept] = [value('maxmemory_policy'), value('maxmemory'), value('aof_enabled')]
  return [
    ...(policy !== undefined && policy !== 'noeviction' && most !== '0' ? [`The store throws out what it needs room for (maxmemory-policy ${policy}), a payment may be made twice: set maxmemory-policy noeviction.`] : []),
    ...(isKept === '0' ? ['The store forgets the last minutes when it crashes (appendonly no), a payment may be made twice: set appendonly yes.'] : []),
  ]
}

const wrong = (what: string) => new LoyaltyError('invalid_option', `redisKeys: ${what}.`)
