/**
 * `examples/own-backend/gateway.ts` as it is run: processes of their own, a real Redis or Valkey that they share, a loyalty system that knows no
 * idempotency key. Runs on the build.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createClient } from '@redis/client'
import { signMemberToken } from '@loyaltykit/gateway'
import type { Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateSquare, type SquareEmulator } from '@loyaltykit/testing/emulators/square'
import { emulateVoucherify, type VoucherifyEmulator } from '@loyaltykit/testing/emulators/voucherify'
import { noRedis, startRedis, type RedisServer } from '../../packages/gateway/test/redis-server.ts'

const root = resolve(import.meta.dirname, '../..')
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
type Json = Record<string, any> // eslint-disable-line @typescript-eslint/no-explicit-any -- what came over the wire

const shop = 'https://shop.example'
const publicUrl = 'https://api.shop.example/loyalty'
const tokenSecret = 'a secret of the shop and its gateway'
const isPurchase = ({ method, path }: Heard) => method === 'POST' && path.endsWith('/rewards/purchases')

/** One process of the example. */
interface Process {
  readonly url: string
  readonly child: ChildProcess
  /** What it has said so far. */
  readonly said: () => string
  readonly ended: Promise<number | string>
}

const running = new Set<ChildProcess>()

const example = 'examples/own-backend/gateway.ts'

function launch(settings: Readonly<Record<string, string>>, file = example): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<number | string> } {
  // the conditions of this run are those of the process: the build, or the sources
  const child = spawn(process.execPath, [...process.execArgv.filter((one) => one.startsWith('--conditions')), file], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...settings },
  })
  running.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { said += data.toString() })
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    return (code ?? signal) as number | string
  })
  return { child, said: () => said, ended }
}

async function startGateway(settings: Readonly<Record<string, string>>, file = example): Promise<Process> {
  const { child, said, ended } = launch(settings, file)
  for (const end = Date.now() + 30_000; Date.now() < end && child.exitCode === null; await pause(20)) {
    const url = /listens on (http:\S+)/.exec(said())?.[1]
    if (url) return { url, child, said, ended }
  }
  throw new Error(`The gateway has not started:\n${said()}`)
}

const settingsOf = ({ url, appId, appToken, programId }: VoucherifyEmulator): Record<string, string> => ({
  VOUCHERIFY_URL: url, VOUCHERIFY_APP_ID: appId, VOUCHERIFY_APP_TOKEN: appToken, VOUCHERIFY_PROGRAM_ID: programId, VOUCHERIFY_MONEY: 'EUR',
  PUBLIC_URL: publicUrl, ORIGINS: `${shop}, https://m.shop.example`, LOGIN_SECRET: 'a secret of all gateways, 32 bytes',
  MEMBER_TOKEN_SECRET: tokenSecret, MEMBER_TOKEN_ISSUER: shop, TRUSTED_ADDRESS_HEADER: 'x-real-ip', PORT: '0', DRAIN_SECONDS: '0',
})

/** The shop's own server, which sends codes. */
async function startSender() {
  const sent: Json[] = []
  const sender = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
      sent.push({ ...JSON.parse(Buffer.concat(pieces).toString()) as Json, by: request.headers.authorization })
      response.end()
    })
  })
  sender.listen(0, '127.0.0.1')
  await once(sender, 'listening')
  const settings = { CODE_SENDER_URL: `http://127.0.0.1:${(sender.address() as AddressInfo).port}/send`, CODE_SENDER_SECRET: 'the secret of the sender' }
  return { sent, settings, close: () => { sender.close() } }
}

let people = 0
/** A member with 600 points, as the shop's page asks for them. */
async function visitor(emulator: VoucherifyEmulator) {
  const memberId = `customer-${(people += 1)}`
  await emulator.shop.join(memberId)
  const address = `203.0.113.${people}`
  const ask = async ({ url }: Pick<Process, 'url'>, path: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly body: Json }> => {
    const token = await signMemberToken({ memberId, issuer: shop, audience: publicUrl, key: tokenSecret })
    const response = await fetch(`${url}/v1/${path}`, { signal: AbortSignal.timeout(30_000), ...init, headers: { authorization: `Bearer ${token}`, 'x-real-ip': address, origin: shop, ...init.headers as Record<string, string> } })
    return { status: response.status, body: (await response.json()) as Json }
  }
  const write = (at: Pick<Process, 'url'>, path: string, body: object, key: string) =>
    ask(at, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': key } })
  const points = async (at: Pick<Process, 'url'>) => ((await ask(at, 'balances/list')).body as unknown as { currency: string; available: number }[]).find(({ currency }) => currency === emulator.definition('points'))?.available
  const reward = async (at: Pick<Process, 'url'>): Promise<string> => {
    const { body } = await ask(at, 'rewards/list')
    return (body as { items: { id: string; state: string }[] }).items.find(({ state }) => state === 'available')?.id as string
  }
  return { memberId, address, ask, write, points, reward }
}

after(() => {
  for (const child of running) child.kill('SIGKILL')
})

describe('the gateway of the example alone', () => {
  let emulator: VoucherifyEmulator
  before(async () => { emulator = await emulateVoucherify() })
  after(() => emulator.close())

  test('says of each setting that lacks what it is, and does not start', async () => {
    const { ended, said } = launch({ ORIGINS: ' ' })
    assert.equal(await ended, 1)
    const lines = said().trim().split('\n')
    for (const name of ['VOUCHERIFY_APP_ID', 'VOUCHERIFY_APP_TOKEN', 'VOUCHERIFY_PROGRAM_ID', 'VOUCHERIFY_MONEY', 'PUBLIC_URL', 'ORIGINS', 'LOGIN_SECRET', 'MEMBER_TOKEN_SECRET'])
      assert.ok(lines.some((line) => new RegExp(`^${name} is missing: .{10,}\\.$`).test(line)), `${name}\n${said()}`)
    assert.equal(lines.length, 8)
  })

  for (const [what, setting, sentence] of [
    ['a secret that is too short', { LOGIN_SECRET: 'short' }, /secret.*32 bytes/],
    ['an origin that is none', { ORIGINS: 'shop.example' }, /"shop\.example", which is not an origin/],
    ['a limit that is none', { CALLS_PER_MEMBER: 'many' }, /limits\.perMember.*calls a minute/],
    ['an address of nothing', { PUBLIC_URL: 'api.shop.example' }, /url/],
  ] as const) {
    test(`says in a sentence what is wrong with ${what}`, async () => {
      const { ended, said } = launch({ ...settingsOf(emulator), ...setting })
      assert.equal(await ended, 1)
      assert.match(said(), sentence)
      assert.ok(said().trim().split('\n').length === 1 && !said().includes('    at '), said())
    })
  }

  test('answers pages of the list alone, tells its health, and ends when what is under way is answered', async () => {
    const one = await startGateway(settingsOf(emulator))
    const { ask, write, reward } = await visitor(emulator)
    const from = (origin: string) => fetch(`${one.url}/v1/program/get`, { headers: { origin } }).then(({ headers }) => headers.get('access-control-allow-origin'))
    assert.deepEqual([await from('https://m.shop.example'), await from('https://evil.example')], ['https://m.shop.example', null])
    assert.equal((await ask(one, 'offers/list', { method: 'POST', headers: { origin: 'https://evil.example' } })).status, 405)
    const health = async () => {
      const response = await fetch(new URL('/health', one.url))
      return [response.status, await response.json()]
    }
    assert.deepEqual(await health(), [200, { status: 'ok', store: 'ok' }])
    const rewardId = await reward(one)
    let isAsked: () => void = () => {}
    const asked = new Promise<void>((done) => { isAsked = done })
    emulator.disturb((heard) => void (isPurchase(heard) && isAsked()))
    const flight = write(one, 'rewards/claim', { rewardId }, 'before-the-end')
    await asked
    one.child.kill('SIGTERM')
    assert.equal((await flight).status, 200)
    emulator.disturb(undefined)
    assert.equal(await one.ended, 0)
    assert.ok(![tokenSecret, emulator.appToken].some((secret) => one.said().includes(secret)), 'no secret is in a log')
  })

  test('control: two processes that share nothing make two payments of one key', async () => {
    const both = await Promise.all([1, 2].map(() => startGateway(settingsOf(emulator))))
    const { write, reward } = await visitor(emulator)
    const rewardId = await reward(both[0] as Process)
    const before = emulator.exchanges.filter(isPurchase).length
    for (const one of both) assert.equal((await write(one, 'rewards/claim', { rewardId }, 'one-key')).status, 200)
    assert.equal(emulator.exchanges.filter(isPurchase).length - before, 2)
    for (const { child } of both) child.kill('SIGKILL')
  })

  test('a code that your own server sends logs its owner in; a stranger may join', async () => {
    const sender = await startSender()
    const { sent } = sender
    const { MEMBER_TOKEN_SECRET: _secret, MEMBER_TOKEN_ISSUER: _issuer, ...rest } = settingsOf(emulator)
    const one = await startGateway({ ...rest, ...sender.settings })
    await emulator.shop.join('phone:+447700900123')
    let keys = 0
    const post = async (path: string, body: object) => (await fetch(`${one.url}/v1/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': `code-${(keys += 1)}` } })).json() as Promise<Json>
    for (const [value, outcome] of [['+44 7700 900123', 'signed_in'], ['+44 7700 900124', 'not_enrolled']] as const) {
      const { id } = await post('session/request-code', { identifier: { kind: 'phone', value } })
      const { channel, to, code, by } = sent.at(-1) as Json
      assert.deepEqual([channel, to, by], ['sms', value.replaceAll(' ', ''), 'Bearer the secret of the sender'])
      assert.equal((await post('session/verify-code', { challengeId: id, code })).outcome, outcome)
    }
    one.child.kill('SIGKILL')
    sender.close()
    assert.ok(!one.said().includes(sent[0]?.code as string))
  })
})

/** The example with another loyalty system in the one place that is for it. */
function withSystem(system: string): { readonly file: string; readonly remove: () => void } {
  const [, before, after] = /^([^]*^\/\/ ---- your loyalty system ----\n)[^]*(^\/\/ ---- from here on nothing knows which it is ----\n[^]*)$/m.exec(readFileSync(join(root, example), 'utf8')) ?? []
  assert.ok(before && after, 'the place of the loyalty system is marked')
  assert.doesNotMatch(before + after, /voucherify/i, 'and nothing else knows which it is')
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'gateway.ts'), before + system + after)
  return { file: join(folder, 'gateway.ts'), remove: () => rmSync(folder, { recursive: true }) }
}

describe('the gateway of the example with a system that makes the ids of members', () => {
  const [, squareSystem = ''] = /```ts\n(import \{ square \}[^]*?)```/.exec(readFileSync(join(root, 'examples/own-backend/README.md'), 'utf8')) ?? []
  let emulator: SquareEmulator
  let sender: Awaited<ReturnType<typeof startSender>>
  let settings: Record<string, string>
  before(async () => {
    [emulator, sender] = await Promise.all([emulateSquare(), startSender()])
    settings = {
      SQUARE_URL: emulator.url, SQUARE_ACCESS_TOKEN: emulator.accessToken, SQUARE_NAME: 'Coffee Club', SQUARE_MONEY: 'EUR', PUBLIC_URL: publicUrl, ORIGINS: shop, LOGIN_SECRET: 'a secret of all gateways, 32 bytes',
      ...sender.settings, PORT: '0', DRAIN_SECONDS: '0',
    }
  })
  after(async () => {
    sender?.close()
    await emulator?.close()
  })

  let keys = 0
  const post = async ({ url }: Process, path: string, body: object, token?: string): Promise<Json> => (await fetch(`${url}/v1/${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': `square-${(keys += 1)}`, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })).json() as Promise<Json>
  const byCode = async (at: Process, phone: string) => {
    const { id } = await post(at, 'session/request-code', { identifier: { kind: 'phone', value: phone } })
    return post(at, 'session/verify-code', { challengeId: id, code: sender.sent.at(-1)?.['code'] })
  }
  const who = async ({ url }: Process, token: string) => {
    const response = await fetch(`${url}/v1/members/get`, { headers: { authorization: `Bearer ${token}` } })
    return [response.status, (await response.json() as Json)['id']]
  }

  /** Joins at one, logs out there, and comes back at the other. */
  async function joinsAndComesBack(first: Process, second: () => Promise<Process>, phone: string) {
    const { outcome, ticket } = await byCode(first, phone)
    assert.equal(outcome, 'not_enrolled')
    const { member, session } = await post(first, 'members/enrol', { ticket, profile: {}, consents: [] })
    assert.ok(member.id && !member.id.includes(phone), 'the system has made the id')
    assert.deepEqual(await who(first, session.token), [200, member.id])
    await post(first, 'session/end', {}, session.token)
    assert.equal((await who(first, session.token))[0], 401)

    const then = await second()
    const again = await byCode(then, phone)
    assert.deepEqual([again['outcome'], again['session']?.memberId], ['signed_in', member.id])
    assert.deepEqual(await who(then, again['session'].token), [200, member.id])
    assert.equal((await byCode(then, phone.replace(/.$/, '0')))['outcome'], 'not_enrolled', 'a stranger is nobody else')
  }

  test('who joins by a code is the same member at the next one, also when the gateway was started anew', async () => {
    const { file, remove } = withSystem(squareSystem)
    const all: Process[] = []
    const start = async () => (all[all.push(await startGateway(settings, file)) - 1] as Process)
    try {
      // a new one also knows nothing of the pause between two codes
      await joinsAndComesBack(await start(), start, '+447700900201')
    } finally {
      for (const { child } of all) child.kill('SIGKILL')
      remove()
    }
  })

  test('so with two that share a store', { skip: noRedis }, async () => {
    const { file, remove } = withSystem(squareSystem)
    const redis = await startRedis()
    const all: Process[] = []
    try {
      for (const _ of [1, 2]) all.push(await startGateway({ ...settings, REDIS_URL: redis.url }, file))
      for (const { url } of all) while (((await (await fetch(new URL('/health', url))).json()) as Json)['store'] !== 'ok') await pause(20)
      const [one, other] = all as [Process, Process]
      await joinsAndComesBack(one, async () => {
        // so that nobody waits half a minute between two codes
        const client = await createClient({ url: redis.url }).on('error', () => {}).connect()
        const limits = (await client.keys('*')).filter((name) => name.includes('limit codes'))
        assert.ok(limits.length > 0)
        await client.del(limits)
        client.destroy()
        return other
      }, '+447700900202')
    } finally {
      for (const { child } of all) child.kill('SIGKILL')
      await redis.remove()
      remove()
    }
  })

  const mindboxSystem = `import { mindbox } from '@loyaltykit/adapters/mindbox'

const system: System = {
  needed: {},
  open(keys) {
    const backend = mindbox({ url: 'https://api.mindbox.ru', endpointId: 'site', secretKey: 'key', name: 'Club', money: 'RUB', productId: 'shop', operations: { balance: 'Website.Balance' }, keys })
    return { backend, find: FIND }
  },
}
`
  for (const [what, find] of [['says that nobody can be found', 'undefined'], ['has no members to ask', 'findByPersonId(backend)']] as const) {
    test(`does not start with codes where the system ${what}: it says so; with tokens of the shop it starts`, { timeout: 60_000 }, async () => {
      const { file, remove } = withSystem(mindboxSystem.replace('FIND', find))
      try {
        const { ended, said } = launch(settings, file)
        assert.equal(await ended, 1, said())
        assert.match(said(), /^CODE_SENDER_URL .*which member.*`find`.*MEMBER_TOKEN_SECRET\.\n$/)
        const { CODE_SENDER_URL: _url, ...others } = settings
        const one = await startGateway({ ...others, MEMBER_TOKEN_SECRET: tokenSecret, MEMBER_TOKEN_ISSUER: shop }, file)
        assert.equal((await fetch(`${one.url}/v1/program/get`)).status, 200)
        one.child.kill('SIGKILL')
      } finally {
        remove()
      }
    })
  }
})

describe('two gateways that share a store', { skip: noRedis }, () => {
  let emulator: VoucherifyEmulator
  let redis: RedisServer
  let sender: Awaited<ReturnType<typeof startSender>>
  let both: readonly [Process, Process]
  before(async () => {
    [emulator, redis, sender] = await Promise.all([emulateVoucherify(), startRedis(), startSender()])
    const settings = { ...settingsOf(emulator), ...sender.settings, REDIS_URL: redis.url }
    both = await Promise.all([startGateway(settings), startGateway(settings)])
    for (const { url } of both) while (((await (await fetch(new URL('/health', url))).json()) as Json).store !== 'ok') await pause(20)
  })
  after(async () => {
    for (const { child } of both ?? []) child.kill('SIGKILL')
    sender?.close()
    await redis?.remove()
    await emulator?.close()
  })
  const purchases = () => emulator.exchanges.filter(isPurchase).length

  test('one key at both at once pays once, and each is answered the same, as often as one likes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { write, reward, points } = await visitor(emulator)
      const [rewardId, before] = [await reward(both[0]), purchases()]
      const start = await points(both[0]) ?? 0
      const answers = await Promise.all(Array.from({ length: 6 }, (_, who) => write(both[who % 2 as 0 | 1], 'rewards/claim', { rewardId }, `round-${round}`)))
      assert.deepEqual(answers.map(({ status }) => status), answers.map(() => 200))
      for (const { body } of answers) assert.deepEqual(body, answers[0]?.body)
      assert.equal(purchases() - before, 1)
      assert.ok((await points(both[1]) ?? 0) < start)
      const other = await write(both[1], 'rewards/claim', { rewardId: 'another' }, `round-${round}`)
      assert.deepEqual([other.status, other.body.code], [409, 'conflict'])
    }
  })

  test('a hold at one is confirmed at the other, once', async () => {
    const { write, points } = await visitor(emulator)
    const cart = { id: 'cart-7', currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] }
    emulator.shop.order(cart)
    const start = await points(both[0]) ?? 0
    const { body } = await write(both[0], 'redemptions/hold', { cart, currency: emulator.definition('points'), amount: 200 }, 'hold')
    const answers = await Promise.all([0, 1].map((who) => write(both[who as 0 | 1], 'redemptions/confirm', { redemptionId: body.redemption.id, orderId: 'o-7' }, 'confirm')))
    assert.deepEqual(answers.map(({ status }) => status), [200, 200])
    assert.equal(start - (await points(both[1]) ?? 0), 200)
  })

  test('a code that was asked for at one logs in at the other, for both, until a log-out everywhere at either', async () => {
    await emulator.shop.join('phone:+447700900125')
    let keys = 0
    const call = async (who: 0 | 1, path: string, body: object, token?: string) => (await fetch(`${both[who].url}/v1/${path}`, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': `phone-${(keys += 1)}`, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    })).json() as Promise<Json>
    const { id } = await call(0, 'session/request-code', { identifier: { kind: 'phone', value: '+44 7700 900125' } })
    const { session } = await call(1, 'session/verify-code', { challengeId: id, code: sender.sent.at(-1)?.code })
    const status = async (who: 0 | 1) => (await fetch(`${both[who].url}/v1/balances/list`, { headers: { authorization: `Bearer ${session.token}` } })).status
    assert.deepEqual([await status(0), await status(1)], [200, 200])
    await call(1, 'session/end', { everywhere: true }, session.token)
    assert.deepEqual([await status(0), await status(1)], [401, 401])
  })

  test('limits are those of both together', async () => {
    const settings = { ...settingsOf(emulator), REDIS_URL: redis.url, CALLS_PER_ADDRESS: '30' }
    const pair = await Promise.all([startGateway(settings), startGateway(settings)])
    for (const { url } of pair) while (((await (await fetch(new URL('/health', url))).json()) as Json).store !== 'ok') await pause(20)
    const begun = performance.now()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, call) => fetch(`${(pair[call % 2] as Process).url}/v1/program/get`, { headers: { 'x-real-ip': '198.51.100.1' } })))
    const seconds = (performance.now() - begun) / 1_000
    const good = answers.filter(({ status }) => status === 200).length
    // one more fits in every 2 seconds
    assert.ok(good >= 30 && good <= 30 + Math.ceil(seconds / 2), `${good} in ${seconds} s`)
    const refused = answers.find(({ status }) => status === 429)
    assert.match(refused?.headers.get('retry-after') ?? '', /^[12]$/)
    assert.equal((await fetch(`${(pair[0] as Process).url}/v1/program/get`, { headers: { 'x-real-ip': '198.51.100.2' } })).status, 200)
    for (const { child } of pair) child.kill('SIGKILL')
  })

  test('one that is killed while it pays: the other finds what was paid when the turn of the dead one is over, and pays nothing again', async () => {
    const doomed = await startGateway({ ...settingsOf(emulator), REDIS_URL: redis.url })
    while (((await (await fetch(new URL('/health', doomed.url))).json()) as Json).store !== 'ok') await pause(20)
    const { write, reward, points } = await visitor(emulator)
    const [rewardId, start] = [await reward(doomed), await points(doomed) ?? 0]
    let paid = 0
    emulator.disturb((heard) => {
      if (!isPurchase(heard)) return undefined
      paid += 1
      doomed.child.kill('SIGKILL')
      // the loyalty system has taken the points, and nobody hears of it
      return 'lost'
    })
    await assert.rejects(write(doomed, 'rewards/claim', { rewardId }, 'killed'))
    assert.equal(await doomed.ended, 'SIGKILL')
    emulator.disturb((heard) => void (isPurchase(heard) && (paid += 1)))

    const second = write(both[1], 'rewards/claim', { rewardId }, 'killed')
    assert.equal(await Promise.race([second, pause(1_000)]), undefined, 'while the turn lasts nobody knows whether it is dead')
    // its turn ends by the clock of the store; so that nobody waits a minute here, it is ended
    const client = await createClient({ url: redis.url }).on('error', () => {}).connect()
    const turns = (await client.keys('loyalty:*')).filter((name) => /^loyalty:(act|turn) /.test(name))
    assert.ok(turns.length > 0, 'the dead one has a turn')
    for (const name of turns) {
      assert.ok((await client.pTTL(name)) <= 60_000)
      await client.pExpire(name, 1)
    }
    client.destroy()
    const { status, body } = await second
    assert.deepEqual([status, typeof body.coupon?.code], [200, 'string'])
    assert.equal(paid, 1)
    assert.deepEqual((await write(both[0], 'rewards/claim', { rewardId }, 'killed')).body, body)
    emulator.disturb(undefined)
    const left = await points(both[0]) ?? 0
    assert.ok(left < start)
    assert.deepEqual([paid, left], [1, body.balances.find(({ currency }: Json) => currency === emulator.definition('points')).available])
  })

  test('while the store is away reads go on and writes are refused, to be tried again; when it is back it knows what was paid', async () => {
    const { write, reward, ask } = await visitor(emulator)
    const rewardId = await reward(both[0])
    const first = await write(both[0], 'rewards/claim', { rewardId }, 'before')
    assert.equal(first.status, 200)
    const before = purchases()
    await redis.kill()
    for (const one of both) {
      assert.equal((await ask(one, 'program/get')).status, 200)
      for (const path of ['activity/list', 'tiers/progress', 'offers/list', 'coupons/list']) assert.equal((await ask(one, path)).status, 200, path)
      // what is held stands in the store alone, and a balance without it would be too high
      const { status: unknown, body: balance } = await ask(one, 'balances/list')
      assert.deepEqual([unknown, balance.code, balance.retryable], [502, 'network', true])
      for (const key of ['before', 'meanwhile']) {
        const { status, body } = await write(one, 'rewards/claim', { rewardId }, key)
        assert.deepEqual([status, body.code, body.retryable], [502, 'network', true])
      }
      const health = await fetch(new URL('/health', one.url))
      assert.deepEqual([health.status, await health.json()], [200, { status: 'ok', store: 'away' }])
    }
    assert.equal(purchases(), before)
    await redis.start()
    for (const { url } of both) while (((await (await fetch(new URL('/health', url))).json()) as Json).store !== 'ok') await pause(20)
    assert.deepEqual((await write(both[1], 'rewards/claim', { rewardId }, 'before')).body, first.body)
    assert.equal(purchases(), before)
    const again = await Promise.all(both.map((one) => write(one, 'rewards/claim', { rewardId }, 'meanwhile')))
    assert.deepEqual([again.map(({ status }) => status), purchases()], [[200, 200], before + 1])
    for (const one of both) assert.equal(one.said().match(/The store is away: reads go on/g)?.length, 1, one.said())
  })
})
