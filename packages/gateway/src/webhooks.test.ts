import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { createChangeFeed, createGateway, sessionAuthentication, type ChangeFeed, type MemberChange, type WebhookSource } from './index.ts'
import { fakeBackend, json } from '../test/backend.ts'

/** The example of standardwebhooks.com, so that the scheme is theirs and not ours. */
const example = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  time: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

const sign = ({ secret = example.secret, id = 'msg_1', time = example.time, body = '{"member":"anna"}' }) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${id}.${time}.${body}`).digest('base64')}`

interface Delivery {
  readonly id?: string
  readonly time?: number
  readonly body?: string
  readonly signature?: string
  readonly path?: string
  readonly headers?: Record<string, string>
}

/** A gateway that takes webhooks, and what it published. */
function taking(source: Partial<WebhookSource> = {}, { feed }: { feed?: ChangeFeed } = {}) {
  let time = example.time * 1_000
  const events: unknown[] = []
  const own = feed ?? createChangeFeed({ clock: () => time })
  const published: MemberChange[] = []
  // as followers see it: what the feed takes for known is not seen
  for (const memberId of ['anna', 'bob', 'nobody'])
    void (async () => {
      for await (const { parts } of own.subscribe({ memberId, signal: new AbortController().signal })) if (parts.length) published.push({ memberId, parts })
    })()
  const reports: string[] = []
  const gateway = createGateway({
    backend: fakeBackend(), authenticate: sessionAuthentication(), origins: [], feed: own, clock: () => time, onReport: ({ message }) => reports.push(message),
    webhooks: {
      shop: {
        ...(source.verify ? {} : { secret: example.secret }),
        toChanges: (event) => {
          events.push(event)
          return [{ memberId: (event as { member?: string }).member ?? 'nobody', parts: ['balances'] }]
        },
        ...source,
      },
    },
  })
  const deliver = async ({ id = 'msg_1', time: sentAt = example.time, body = '{"member":"anna"}', signature = sign({ id, time: sentAt, body }), path = 'shop', headers = {} }: Delivery = {}) => {
    const response = await gateway.fetch(new Request(`https://api.example/v1/webhooks/${path}`, {
      method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(sentAt), 'webhook-signature': signature, ...headers },
    }))
    await new Promise((resolve) => setImmediate(resolve))
    return response
  }
  return { gateway, deliver, published, events, reports, wait: (seconds: number) => { time += seconds * 1_000 } }
}

describe('a webhook', () => {
  test('that is signed becomes changes of those whom it is about', async () => {
    const { deliver, published, events } = taking()
    const response = await deliver()
    assert.deepEqual([response.status, await response.text()], [204, ''])
    assert.deepEqual(events, [{ member: 'anna' }])
    assert.deepEqual(published, [{ memberId: 'anna', parts: ['balances'] }])
  })

  test('of the scheme\'s own example is good', async () => {
    const { deliver } = taking()
    assert.equal((await deliver(example)).status, 204)
  })

  test('reaches an open page', async () => {
    const feed = createChangeFeed()
    const gateway = createGateway({ backend: fakeBackend(), authenticate: () => ({ kind: 'member', memberId: 'anna' }), origins: [], feed, webhooks: { shop: { secret: example.secret, toChanges: () => [{ memberId: 'anna', parts: ['tier'] }] } } })
    const reader = (await gateway.fetch(new Request('https://api.example/v1/stream/open'))).body?.pipeThrough(new TextDecoderStream()).getReader()
    await reader?.read()
    await reader?.read()
    const time = Math.floor(Date.now() / 1_000)
    await gateway.fetch(new Request('https://api.example/v1/webhooks/shop', { method: 'POST', body: '{}', headers: { 'webhook-id': 'm', 'webhook-timestamp': String(time), 'webhook-signature': sign({ id: 'm', time, body: '{}' }) } }))
    assert.match((await reader?.read())?.value ?? '', /"parts":\["tier"\]/)
    await reader?.cancel()
  })

  const forgeries: Record<string, Delivery> = {
    'is signed with another secret': { signature: sign({ secret: other }) },
    'has a signature of another body': { body: '{"member":"bob"}', signature: sign({}) },
    'has one byte more': { body: '{"member":"anna"} ', signature: sign({}) },
    'has another id': { id: 'msg_2', signature: sign({}) },
    'has another time': { time: example.time + 1, signature: sign({}) },
    'has half a signature': { signature: sign({}).slice(0, 30) },
    'has a signature of nothing': { signature: 'v1,' },
    'has no version': { signature: sign({}).slice(3) },
    'has a version that we don\'t know': { signature: sign({}).replace('v1,', 'v2,') },
    'has a thousand guesses': { signature: Array.from({ length: 1_000 }, () => `v1,${Buffer.alloc(32).toString('base64')}`).join(' ') },
  }
  for (const [what, delivery] of Object.entries(forgeries)) {
    test(`that ${what} changes nothing and is not even looked into`, async () => {
      const { deliver, published, events } = taking()
      const response = await deliver(delivery)
      assert.deepEqual([response.status, (await json(response))['code']], [401, 'unauthenticated'])
      assert.deepEqual([published, events], [[], []])
    })
  }

  test('without a header, or with one that is none, changes nothing', async () => {
    const { gateway, deliver, published, events } = taking()
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const headers = new Headers({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(example.time), 'webhook-signature': sign({}) })
      headers.delete(name)
      const response = await gateway.fetch(new Request('https://api.example/v1/webhooks/shop', { method: 'POST', body: '{"member":"anna"}', headers }))
      assert.deepEqual([response.status, (await json(response))['details'].issues[0].path], [400, name])
    }
    for (const time of ['NaN', '-5', '1e9', '1614265330.5']) assert.equal((await deliver({ headers: { 'webhook-timestamp': time }, signature: sign({ time: time as never }) })).status, 400)
    assert.deepEqual([published, events], [[], []])
  })

  test('that is more than five minutes old, or from the future, changes nothing', async () => {
    for (const [seconds, status] of [[-301, 400], [-299, 204], [299, 204], [301, 400]] as const) {
      const { deliver, published, events } = taking()
      assert.equal((await deliver({ time: example.time + seconds })).status, status, `${seconds} s`)
      assert.equal(published.length, status === 204 ? 1 : 0)
      assert.equal(events.length, published.length)
    }
  })

  test('that comes again is taken again and published once, at once or later, and with a new signature too', async () => {
    const { deliver, published, wait } = taking()
    const all = await Promise.all([deliver(), deliver(), deliver()])
    wait(240)
    all.push(await deliver(), await deliver({ time: example.time + 240 }))
    wait(600)
    all.push(await deliver({ time: example.time + 840 }))
    assert.deepEqual(all.map(({ status }) => status), Array.from({ length: 6 }, () => 204))
    assert.equal(published.length, 1)
    await deliver({ id: 'msg_2', time: example.time + 840 })
    assert.equal(published.length, 2)
  })

  test('that was published half is finished when it comes again', async () => {
    const feed = createChangeFeed()
    let failing = true
    const flaky: ChangeFeed = { ...feed, publish: (change) => { if (failing && change.memberId === 'bob') throw new Error('the feed is down'); return feed.publish(change) } }
    const { deliver, published, reports } = taking({ toChanges: () => [{ memberId: 'anna', parts: ['tier'] }, { memberId: 'bob', parts: ['tier'] }] }, { feed: flaky })
    assert.equal((await deliver()).status, 502)
    failing = false
    assert.equal((await deliver()).status, 204)
    assert.deepEqual(published.map(({ memberId }) => memberId), ['anna', 'bob'])
    assert.equal(reports.length, 1)
  })

  test('signed with the old or the new secret is good while one is replaced', async () => {
    const { deliver, published } = taking({ secret: [other, example.secret] })
    assert.equal((await deliver()).status, 204)
    assert.equal((await deliver({ id: 'msg_2', signature: `${sign({ id: 'msg_2', secret: `whsec_${Buffer.alloc(24).toString('base64')}` })} ${sign({ id: 'msg_2', secret: other })}` })).status, 204)
    assert.equal(published.length, 2)
  })

  test('of a flood is refused before it has come, and nonsense that is signed is refused too', async () => {
    const { deliver, published, events } = taking()
    assert.equal((await deliver({ body: 'x'.repeat(300_000) })).status, 413)
    for (const body of ['{', '[', '[['.repeat(100), '\u{0}']) assert.equal((await deliver({ id: `m${body.length}`, body })).status, 400, body)
    assert.deepEqual([published, events], [[], []])
  })

  test('whose words the source does not understand is the source\'s failure, and the sender tries again', async () => {
    for (const toChanges of [() => { throw new Error('hunter2') }, () => [{ memberId: '', parts: ['tier'] }], () => [{ memberId: 'a', parts: ['secrets'] }], () => 'all'] as unknown as WebhookSource['toChanges'][]) {
      const { deliver, published, reports } = taking({ toChanges })
      const response = await deliver()
      assert.equal(response.status, 502)
      assert.doesNotMatch(await response.text(), /hunter2/)
      assert.deepEqual([published, reports.length], [[], 1])
    }
    const { deliver, published } = taking({ toChanges: () => [] })
    assert.equal((await deliver()).status, 204, 'an event that no page shows')
    assert.deepEqual(published, [])
  })

  test('of a source that is not there, or with another verb, is not found or not allowed', async () => {
    const { deliver, gateway } = taking()
    for (const path of ['other', 'constructor', '__proto__', '']) assert.equal((await deliver({ path })).status, 404, path)
    assert.equal((await gateway.fetch(new Request('https://api.example/v1/webhooks/shop'))).status, 405)
    assert.equal((await createGateway({ backend: fakeBackend(), authenticate: sessionAuthentication(), origins: [] }).fetch(new Request('https://api.example/v1/webhooks/shop', { method: 'POST' }))).status, 404)
  })
})

describe('a scheme of one\'s own', () => {
  test('sees the very bytes; its word counts', async () => {
    const seen: string[] = []
    const { deliver, published } = taking({ verify: ({ headers, body }) => {
      seen.push(new TextDecoder().decode(body))
      return headers.get('x-vendor') === 'good' ? { id: 'e1' } : undefined
    } })
    assert.equal((await deliver({ headers: { 'x-vendor': 'bad' } })).status, 401)
    assert.equal((await deliver({ body: '{"member":  "anna"}', headers: { 'x-vendor': 'good' } })).status, 204)
    assert.equal((await deliver({ headers: { 'x-vendor': 'good' } })).status, 204)
    assert.deepEqual([seen.length, seen[1], published.length], [3, '{"member":  "anna"}', 1])
  })

  test('that says when it was sent is held to the same five minutes; one that fails changes nothing', async () => {
    for (const [verify, status] of [
      [() => ({ id: 'e', sentAt: (example.time - 400) * 1_000 }), 400],
      [() => ({ id: 'e', sentAt: Number.NaN }), 400],
      [() => ({ id: '' }), 401],
      [() => true, 401],
      [() => { throw new Error('oops') }, 502],
    ] as unknown as [WebhookSource['verify'] & object, number][]) {
      const { deliver, published, events } = taking({ verify })
      assert.equal((await deliver()).status, status)
      assert.deepEqual([published, events], [[], []])
    }
  })
})

describe('wrong options', () => {
  const toChanges = () => []
  const feed = createChangeFeed()
  const good = { secret: example.secret, toChanges }
  for (const [what, webhooks, pattern, given] of [
    ['no feed', { shop: good }, /need a `feed`/, undefined],
    ['no check', { shop: { toChanges } }, /either `secret` or `verify`/, feed],
    ['both', { shop: { ...good, verify: () => undefined } }, /either/, feed],
    ['no toChanges', { shop: { secret: example.secret } }, /toChanges/, feed],
    ['a short secret', { shop: { toChanges, secret: 'whsec_MTIz' } }, /24 to 64 bytes/, feed],
    ['one bad secret of two', { shop: { toChanges, secret: [example.secret, 'hello world'] } }, /24 to 64 bytes/, feed],
    ['no secrets', { shop: { toChanges, secret: [] } }, /24 to 64 bytes/, feed],
    ['a bad name', { 'Shop/1': good }, /small letters/, feed],
    ['a feed that is none', { shop: good }, /publish\(\) and subscribe/, {}],
  ] as const) {
    test(`are refused at once: ${what}`, () => {
      assert.throws(() => createGateway({ backend: fakeBackend(), authenticate: sessionAuthentication(), origins: [], webhooks: webhooks as never, ...(given ? { feed: given as never } : {}) }),
        (error) => isLoyaltyError(error) && error.code === 'invalid_option' && pattern.test(error.message) && !error.message.includes(example.secret))
    })
  }

  test('of the stream are refused too', () => {
    for (const stream of [{ heartbeat: 0 }, { longest: -1 }, { heartbeat: '5' as never }, { longest: 2 ** 31 }])
      assert.throws(() => createGateway({ backend: fakeBackend(), authenticate: sessionAuthentication(), origins: [], stream }), /stream\./)
  })
})
