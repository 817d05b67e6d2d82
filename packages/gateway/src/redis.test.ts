import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient } from '@redis/client'
import { isLoyaltyError } from '@loyaltykit/core'
import { memoryKeys, type KeyStore } from '@loyaltykit/core/keys'
import { noRedis, startRedis, type RedisServer } from '../test/redis-server.ts'
import { redisFaults, redisKeys } from './redis.ts'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const isAway = (error: unknown) => isLoyaltyError(error) && error.code === 'network' && error.retryable

async function connected(url: string) {
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: 20 } })
  client.on('error', () => {})
  await client.connect()
  return client
}
type Client = Awaited<ReturnType<typeof connected>>

test('options that are wrong are named at once', () => {
  const client = { get: async () => null, eval: async () => 1 }
  for (const [options, name] of [[{}, '`client`'], [{ client: {} }, '`client`'], [{ client, prefix: 5 }, '`prefix`'], [{ client, patience: 0 }, '`patience`']] as const)
    assert.throws(() => redisKeys(options as never), (error) => isLoyaltyError(error) && error.code === 'invalid_option' && error.message.includes(name))
})

test('a server that forgets is told so, in words that help', async () => {
  const faults = (info: string) => redisFaults({ info: async () => info })
  assert.deepEqual(await faults('maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n'), [], 'without a limit nothing is thrown out')
  const [evicts = '', forgets = ''] = await faults('maxmemory:1000\r\nmaxmemory_policy:volatile-ttl\r\naof_enabled:0\r\n')
  assert.match(evicts, /maxmemory-policy volatile-ttl.*set maxmemory-policy noeviction/)
  assert.match(forgets, /set appendonly yes/)
})

describe('records in a real server', { skip: noRedis }, () => {
  let server: RedisServer
  let [one, other]: readonly Client[] = []
  before(async () => {
    server = await startRedis();
    [one, other] = await Promise.all([connected(server.url), connected(server.url)])
  })
  after(async () => {
    one?.destroy()
    other?.destroy()
    await server?.remove()
  })
  const stores = (prefix: string): readonly [KeyStore, KeyStore] => [redisKeys({ client: one as Client, prefix }), redisKeys({ client: other as Client, prefix })]

  test('does what a store in memory does, step by step', async () => {
    const steps: readonly (readonly [from: string | undefined, to: string | undefined])[] = [
      [undefined, 'a'], [undefined, 'b'], ['b', 'c'], ['a', ''], [undefined, 'x'], ['', 'участник 會員 🙂'], ['участник 會員 🙂', '0'], ['0', '0'], ['1', undefined], ['0', undefined], ['0', undefined], [undefined, undefined],
    ]
    const walk = async (keys: KeyStore) => {
      const seen = []
      for (const [from, to] of steps) seen.push([await keys.swap('id with space', from, to, 10_000), await keys.get('id with space')])
      return seen
    }
    assert.deepEqual(await walk(stores('walk:')[0]), await walk(memoryKeys()))
  })

  test('of many who swap at once over two connections one does, each time', async () => {
    const [a, b] = stores('race:')
    for (let round = 0; round < 20; round += 1) {
      const from = round === 0 ? undefined : await a.get('x')
      const done = await Promise.all(Array.from({ length: 20 }, (_, who) => (who % 2 ? a : b).swap('x', from, `${round} ${who}`, 10_000)))
      assert.equal(done.filter(Boolean).length, 1)
    }
  })

  test('control: what reads first and writes then lets several in', async () => {
    const [a, b] = stores('naive:')
    const naive = async (keys: KeyStore, client: Client, who: string) => (await keys.get('x')) === undefined && (await client.set('naive:x', who)) === 'OK'
    const done = await Promise.all(Array.from({ length: 20 }, (_, who) => naive(who % 2 ? a : b, (who % 2 ? one : other) as Client, String(who))))
    assert.ok(done.filter(Boolean).length > 1)
  })

  test('a record ends by the clock of the server, and each swap begins its time again', async (t) => {
    const [keys] = stores('time:')
    t.mock.method(Date, 'now', () => 0)
    const left = () => (one as Client).pTTL('time:x')
    await keys.swap('x', undefined, 'a', 60_000)
    await pause(100)
    const before = await left()
    assert.ok(before > 30_000 && before <= 59_900, String(before))
    await keys.swap('x', 'a', 'b', 60_000)
    assert.ok((await left()) > before)
    await keys.swap('x', 'b', 'c', 50)
    await pause(60)
    assert.deepEqual([await keys.get('x'), await keys.swap('x', undefined, 'd', 0.5)], [undefined, true])
    await pause(10)
    assert.equal(await keys.get('x'), undefined, 'part of a millisecond is one')
  })

  test('a client of another kind needs two lines', async () => {
    const io = { get: (key: string) => (one as Client).get(key), eval: (script: string, count: number, ...told: string[]) => (one as Client).sendCommand(['EVAL', script, String(count), ...told]) }
    const keys = redisKeys({ prefix: 'io:', client: { get: (key) => io.get(key), eval: (script, { keys: names, arguments: told }) => io.eval(script, names.length, ...names, ...told) } })
    assert.deepEqual([await keys.swap('x', undefined, 'a', 1_000), await keys.swap('x', undefined, 'b', 1_000), await keys.get('x')], [true, false, 'a'])
  })

  test('a server that hangs is not waited for longer than the patience, and is used again when it answers', async () => {
    const keys = redisKeys({ client: one as Client, prefix: 'hang:', patience: 100 })
    await keys.swap('x', undefined, 'a', 60_000)
    server.hang()
    const begun = performance.now()
    await assert.rejects(keys.get('x'), isAway)
    assert.ok(performance.now() - begun < 1_000)
    server.wake()
    assert.equal(await stores('hang:')[0].get('x'), 'a')
  })

  test('a killed server fails every call at once and may be asked again; what it has answered it knows when it is back', async () => {
    const [keys] = stores('kill:')
    assert.equal(await keys.swap('x', undefined, 'paid', 60_000), true)
    await server.kill()
    for (const call of [() => keys.get('x'), () => keys.swap('x', undefined, 'again', 60_000)]) await assert.rejects(call, isAway)
    await server.start()
    for (const end = Date.now() + 5_000; ;) {
      const found = await keys.get('x').catch(() => 'away')
      if (found !== 'away' || Date.now() > end) {
        assert.equal(found, 'paid')
        break
      }
      await pause(20)
    }
    await pause(100)
    assert.equal(await keys.get('x'), 'paid', 'what was refused is not done later')
  })

  test('the settings of this server are good; those of Debian as they come forget the last minutes', async () => {
    assert.deepEqual(await redisFaults(one as Client), [])
    const asItComes = await startRedis(['--appendonly', 'no'])
    const client = await connected(asItComes.url)
    assert.equal((await redisFaults(client)).length, 1)
    client.destroy()
    await asItComes.remove()
  })
})
