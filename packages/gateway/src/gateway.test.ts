import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LoyaltyError } from '@loyaltykit/core'
import { balance, fakeGateway, json, offer, program } from '../test/backend.ts'

const bearer = { authorization: 'Bearer t1' }
const deep = (levels: number) => `{"offerId":${'['.repeat(levels)}${']'.repeat(levels)}}`

describe('a call', () => {
  test('that reads is a GET whose input is the query', async () => {
    const { ask, backend } = fakeGateway({ 'activity.list': { items: [] } })
    const response = await ask('/v1/activity/list?limit=5&currency=bonus&utm_source=x&locale=ru', { headers: bearer })
    assert.equal(response.status, 200)
    assert.deepEqual(await json(response), { items: [] })
    assert.deepEqual(backend.asked[0]?.input, { limit: 5, currency: 'bonus' })
    assert.equal(backend.asked[0]?.context.locale, 'ru')
    assert.deepEqual(backend.asked[0]?.context.identity, { kind: 'token', token: 't1' })
  })

  test('that acts is a POST with a key, which reaches the backend', async () => {
    const { post, backend } = fakeGateway()
    const response = await post('/v1/offers/activate', { offerId: 'of_1', extra: 1 }, bearer)
    assert.deepEqual(await json(response), { offer })
    assert.deepEqual(backend.asked[0]?.input, { offerId: 'of_1' })
    assert.equal((backend.asked[0]?.context as { idempotencyKey?: string }).idempotencyKey, 'k1')
  })

  test('may answer null', async () => {
    const { ask } = fakeGateway({ 'session.current': null })
    const response = await ask('/v1/session/current')
    assert.equal(response.status, 200)
    assert.equal(await response.text(), 'null')
  })

  test('has its names in kebab-case', async () => {
    const { post, ask } = fakeGateway({ 'giftCards.list': [], 'referrals.lookUp': { valid: false } })
    assert.equal((await ask('/v1/gift-cards/list', { headers: bearer })).status, 200)
    assert.equal((await ask('/v1/referrals/look-up?code=X')).status, 200)
    assert.equal((await ask('/v1/giftCards/list', { headers: bearer })).status, 404)
    assert.equal((await post('/v1/gift-cards/check', { number: '1234' })).status, 501)
  })

  test('says in the programme which calls the backend lacks, though it has their group; such a call answers 501', async () => {
    const { ask, post } = fakeGateway({ 'program.get': { ...program, lacks: ['challenges.join'] }, 'referrals.get': {}, 'offers.activate': undefined })
    const lacks = ['challenges.join', 'referrals.lookUp']
    assert.deepEqual((await json(await ask('/v1/program/get')))['lacks'].filter((call: string) => !call.startsWith('session.')).sort(), lacks)
    assert.deepEqual((await json(await ask('/v1/snapshot/get?parts=program')))['program'].value.lacks.filter((call: string) => !call.startsWith('session.')).sort(), lacks)
    assert.equal((await ask('/v1/referrals/look-up?code=X')).status, 501)
    assert.equal((await post('/v1/challenges/join', { challengeId: 'c' })).status, 501)
  })

  test('is served under a base path only', async () => {
    const { ask } = fakeGateway({}, { basePath: '/loyalty' })
    assert.equal((await ask('/loyalty/v1/program/get')).status, 200)
    assert.equal((await ask('/v1/program/get')).status, 404)
  })

  test('asks in the language of the address, else of Accept-Language, else in none', async () => {
    const { ask, backend } = fakeGateway()
    await ask('/v1/program/get?locale=de', { headers: { 'accept-language': 'ru' } })
    await ask('/v1/program/get', { headers: { 'accept-language': 'xx_junk;q=1, en;q=0.5, ru-RU;q=0.9, *' } })
    await ask('/v1/program/get')
    assert.deepEqual(backend.asked.map(({ context }) => context.locale), ['de', 'ru-RU', 'und'])
    assert.equal((await json(await ask('/v1/program/get?locale=not_a_tag')))['details'].issues[0].path, 'locale')
  })
})

describe('wrong requests', () => {
  const cases: readonly [name: string, status: number, code: string, path: string | undefined, ask: (g: ReturnType<typeof fakeGateway>) => Promise<Response>][] = [
    ['an unknown call', 404, 'not_found', undefined, ({ ask }) => ask('/v1/nothing/here')],
    ['a wrong method', 405, 'invalid_input', undefined, ({ ask }) => ask('/v1/offers/activate')],
    ['a group that the backend lacks', 501, 'unsupported', undefined, ({ ask }) => ask('/v1/coupons/list', { headers: bearer })],
    ['a write without a key', 400, 'invalid_input', 'Idempotency-Key', ({ ask }) => ask('/v1/offers/activate', { method: 'POST', body: '{"offerId":"x"}', headers: { ...bearer, 'content-type': 'application/json' } })],
    ['a key that is too long', 400, 'invalid_input', 'Idempotency-Key', ({ post }) => post('/v1/offers/activate', { offerId: 'x' }, { ...bearer, 'idempotency-key': 'k'.repeat(201) })],
    ['a body that is not JSON by name', 415, 'invalid_input', 'content-type', ({ post }) => post('/v1/offers/activate', { offerId: 'x' }, { ...bearer, 'content-type': 'text/plain' })],
    ['a body that is not JSON', 400, 'invalid_input', '', ({ post }) => post('/v1/offers/activate', '{"offerId":', bearer)],
    ['a body over 256 kB', 413, 'invalid_input', '', ({ post }) => post('/v1/offers/activate', { offerId: 'x'.repeat(262_200) }, bearer)],
    ['a body nested too deep', 400, 'invalid_input', '', ({ post }) => post('/v1/offers/activate', deep(64), bearer)],
    ['a body of 100,000 levels', 400, 'invalid_input', '', ({ post }) => post('/v1/offers/activate', deep(100_000), bearer)],
    ['a wrong field', 400, 'invalid_input', 'offerId', ({ post }) => post('/v1/offers/activate', { offerId: '' }, bearer)],
    ['a wrong query', 400, 'invalid_input', 'limit', ({ ask }) => ask('/v1/activity/list?limit=1e1', { headers: bearer })],
    ['a query given twice', 400, 'invalid_input', 'limit', ({ ask }) => ask('/v1/activity/list?limit=1&limit=2', { headers: bearer })],
    ['a guest where a member is needed', 401, 'unauthenticated', undefined, ({ ask }) => ask('/v1/balances/list')],
  ]
  for (const [name, status, code, path, ask] of cases) {
    test(`${name}: ${status} ${code}`, async () => {
      const world = fakeGateway({ 'activity.list': { items: [] } })
      const response = await ask(world)
      const problem = await json(response)
      assert.equal(response.status, status)
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.deepEqual([problem['type'], problem['status'], problem['code']], [`urn:loyaltykit:problem:${code}`, status, code])
      assert.equal(problem['details']?.issues[0].path, path)
      assert.equal(world.backend.asked.length, 0, 'the backend is not asked')
    })
  }

  test('the limits let through what is just inside', async () => {
    const { post } = fakeGateway()
    const inside = await json(await post('/v1/offers/activate', deep(63), bearer))
    assert.equal(inside['details'].issues[0].path, 'offerId', 'refused by the schema, not by the depth')
    const padded = `{"offerId":"x","pad":"${'x'.repeat(262_000)}"}`
    assert.equal((await post('/v1/offers/activate', padded, bearer)).status, 200)
  })

  test('a body that lies about its length is counted while it comes', async () => {
    const { ask } = fakeGateway()
    let sent = 0
    const flood = new ReadableStream<Uint8Array>({ pull: (controller) => { sent += 1; controller.enqueue(new Uint8Array(65_536).fill(32)); if (sent > 50) controller.close() } })
    const response = await ask('/v1/offers/activate', { method: 'POST', body: flood, duplex: 'half', headers: { ...bearer, 'content-type': 'application/json', 'idempotency-key': 'k' } } as RequestInit)
    assert.equal(response.status, 413)
    assert.ok(sent < 10, `stopped early, after ${sent} pieces`)
  })

  test('405 names what is allowed; OPTIONS and HEAD answer without a body', async () => {
    const { ask, backend } = fakeGateway()
    assert.equal((await ask('/v1/program/get', { method: 'DELETE' })).headers.get('allow'), 'GET, HEAD, OPTIONS')
    const options = await ask('/v1/snapshot/get', { method: 'OPTIONS' })
    assert.deepEqual([options.status, options.headers.get('allow'), await options.text()], [204, 'GET, HEAD, POST, OPTIONS', ''])
    const head = await ask('/v1/program/get', { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal(backend.asked.length, 1)
  })
})

describe('what the backend does', () => {
  test('its own failures are told with status, code, details and Retry-After', async () => {
    const { ask } = fakeGateway({
      'balances.list': () => { throw new LoyaltyError('rate_limited', 'Too often.', { details: { retryAt: '2026-11-22T10:00:29.200Z' } }) },
    })
    const response = await ask('/v1/balances/list', { headers: bearer })
    assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '30'])
    assert.deepEqual(await json(response), {
      type: 'urn:loyaltykit:problem:rate_limited', title: 'Too many calls', status: 429, detail: 'Too often.', code: 'rate_limited', retryable: true, details: { retryAt: '2026-11-22T10:00:29.200Z' },
    })
  })

  test('anything else thrown is reported and says nothing to the caller', async () => {
    const { ask, reports } = fakeGateway({ 'balances.list': () => { throw new Error('password=hunter2') } })
    const response = await ask('/v1/balances/list', { headers: bearer })
    const text = await response.text()
    assert.equal(response.status, 502)
    assert.ok(text.includes('"backend_failed"') && !text.includes('hunter2'))
    assert.deepEqual(reports, ['balances.list failed.'])
  })

  test('a code that we do not know is not passed on', async () => {
    const { ask } = fakeGateway({ 'balances.list': () => { throw Object.assign(new Error('secret'), { name: 'LoyaltyError', code: '__proto__', retryable: true }) } })
    assert.equal((await json(await ask('/v1/balances/list', { headers: bearer })))['code'], 'backend_failed')
  })

  test('a log of the host that throws breaks nothing', async () => {
    const { ask } = fakeGateway({ 'balances.list': () => { throw new Error('x') } }, { onReport: () => { throw new Error('log') } })
    assert.equal((await ask('/v1/balances/list', { headers: bearer })).status, 502)
  })

  test('fields that the port does not know are dropped', async () => {
    const { ask } = fakeGateway({ 'balances.list': [{ ...balance, internalNote: 'x' }] })
    assert.deepEqual(await json(await ask('/v1/balances/list', { headers: bearer })), [balance])
  })

  test('a bad item of a list is dropped and reported, the good ones stay', async () => {
    const { ask, reports } = fakeGateway({ 'balances.list': [balance, { currency: 'bonus', available: 1.5 }], 'activity.list': { items: [{}], next: 'c' } })
    assert.deepEqual(await json(await ask('/v1/balances/list', { headers: bearer })), [balance])
    assert.deepEqual(await json(await ask('/v1/activity/list', { headers: bearer })), { items: [], next: 'c' })
    assert.equal(reports.length, 2)
    assert.match(reports[0] ?? '', /balances\.list .*item 1 was dropped: available/)
  })

  for (const [name, answer] of Object.entries({ nothing: undefined, 'an object for a list': {}, 'too many': Array.from({ length: 21 }, () => balance), 'too many, one of them bad': [{}, ...Array.from({ length: 20 }, () => balance)] })) {
    test(`${name} is bad_response`, async () => {
      const { ask, reports } = fakeGateway({ 'balances.list': answer })
      const response = await ask('/v1/balances/list', { headers: bearer })
      assert.deepEqual([response.status, (await json(response))['code'], reports.length], [502, 'bad_response', 1])
    })
  }

  test('a backend that hangs is given up in time, and told', async () => {
    let told = false
    const { ask } = fakeGateway({ 'balances.list': (_: unknown, { signal }: { signal: AbortSignal }) => new Promise(() => signal.addEventListener('abort', () => (told = true))) }, { deadlines: { read: 30 } })
    const response = await ask('/v1/balances/list', { headers: bearer })
    assert.deepEqual([response.status, (await json(response))['code'], told], [504, 'timeout', true])
  })

  test('a caller that leaves aborts the call', async () => {
    const gone = new AbortController()
    let told = false
    const { ask } = fakeGateway({ 'balances.list': (_: unknown, { signal }: { signal: AbortSignal }) => new Promise(() => { signal.addEventListener('abort', () => (told = true)); gone.abort() }) })
    const response = await ask('/v1/balances/list', { headers: bearer, signal: gone.signal })
    assert.deepEqual([response.status, told], [499, true])
  })

  test('a backend that gives up by itself has failed', async () => {
    const { ask } = fakeGateway({ 'balances.list': () => { throw new DOMException('x', 'AbortError') } })
    assert.equal((await ask('/v1/balances/list', { headers: bearer })).status, 502)
  })
})

describe('caching', () => {
  test('the programme may be kept for a minute and is not sent twice', async () => {
    const { ask } = fakeGateway()
    const first = await ask('/v1/program/get?locale=en', { headers: { origin: 'https://shop.example' } })
    assert.equal(first.headers.get('cache-control'), 'public, max-age=60')
    assert.deepEqual(await json(first), program)
    const again = await ask('/v1/program/get?locale=en', { headers: { 'if-none-match': first.headers.get('etag') ?? '', origin: 'https://shop.example' } })
    assert.deepEqual([again.status, await again.text()], [304, ''])
    assert.equal(again.headers.get('access-control-allow-origin'), 'https://shop.example', 'a page may still read what it kept')
    assert.match(again.headers.get('vary') ?? '', /Origin/)
  })
  test('its language varies where the address does not say it', async () => {
    const { ask } = fakeGateway()
    assert.match((await ask('/v1/program/get')).headers.get('vary') ?? '', /Accept-Language/)
    assert.doesNotMatch((await ask('/v1/program/get?locale=en')).headers.get('vary') ?? '', /Accept-Language/)
  })
  test('everything else, and every failure, is kept nowhere', async () => {
    const { ask } = fakeGateway({ 'program.get': () => { throw new Error('x') } })
    for (const path of ['/v1/balances/list', '/v1/offers/list', '/v1/snapshot/get?parts=offers', '/v1/program/get', '/nowhere']) {
      const response = await ask(path, { headers: bearer })
      assert.equal(response.headers.get('cache-control'), 'no-store', path)
      assert.equal(response.headers.get('etag'), null, path)
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff', path)
    }
  })
})

