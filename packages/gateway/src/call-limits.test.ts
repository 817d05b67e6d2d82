import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { memoryKeys, type KeyStore } from '@loyaltykit/core/keys'
import { fakeGateway, json, now as start } from '../test/backend.ts'
import type { CallLimits } from './call-limits.ts'
import type { GatewayOptions } from './options.ts'

/** Gateways of several processes: each with its own memory, and what is given to all of them. */
function scene(limits: Partial<CallLimits> = {}, options: Partial<GatewayOptions> = {}) {
  const clock = { now: start }
  const one = fakeGateway({}, { clock: () => clock.now, limits: { address: (request) => request.headers.get('x-real-ip'), ...limits }, ...options })
  const from = (address: string, path = '/v1/program/get', headers: Record<string, string> = {}) => one.ask(path, { headers: { 'x-real-ip': address, ...headers } })
  const statuses = async (calls: number, ...what: Parameters<typeof from>) => {
    const seen: number[] = []
    for (let call = 0; call < calls; call += 1) seen.push((await from(...what)).status)
    return seen
  }
  return { ...one, clock, from, statuses }
}

describe('how many calls are answered', () => {
  test('as many as come, where nothing is said', async () => {
    const { ask } = fakeGateway()
    for (let call = 0; call < 50; call += 1) assert.equal((await ask('/v1/program/get')).status, 200)
  })

  test('so many from one address at once, then one for each part of the minute; others meanwhile', async () => {
    const { statuses, from, clock } = scene({ perAddress: 3 })
    assert.deepEqual(await statuses(5, '203.0.113.7'), [200, 200, 200, 429, 429])
    assert.deepEqual(await statuses(1, '203.0.113.8'), [200])
    const refused = await from('203.0.113.7')
    assert.equal(refused.headers.get('retry-after'), '20')
    const { code, retryable, details } = await json(refused)
    assert.deepEqual([code, retryable, details], ['rate_limited', true, { retryAt: new Date(start + 20_000).toISOString() }])
    clock.now += 19_000
    assert.deepEqual(await statuses(1, '203.0.113.7'), [429])
    clock.now += 1_000
    assert.deepEqual(await statuses(2, '203.0.113.7'), [200, 429])
    clock.now += 60_000
    assert.deepEqual(await statuses(4, '203.0.113.7'), [200, 200, 200, 429])
  })

  test('all of a limit that does not divide the minute', async () => {
    for (const perAddress of [7, 1_199]) {
      const { statuses } = scene({ perAddress })
      assert.equal((await statuses(perAddress + 2, '203.0.113.7')).filter((status) => status === 200).length, perAddress)
    }
  })

  test('a page may read that it was refused, and its question before the call is not counted', async () => {
    const { ask, from } = scene({ perAddress: 1 })
    for (let call = 0; call < 3; call += 1) {
      const preflight = await ask('/v1/offers/activate', { method: 'OPTIONS', headers: { 'x-real-ip': '203.0.113.7', origin: 'https://shop.example', 'access-control-request-method': 'POST' } })
      assert.equal(preflight.status, 204)
    }
    await from('203.0.113.7')
    const refused = await from('203.0.113.7', '/v1/program/get', { origin: 'https://shop.example' })
    assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin'), refused.headers.get('access-control-expose-headers')], [429, 'https://shop.example', 'Retry-After'])
  })

  test('who has one address of IPv6 has all of its /64', async () => {
    const { statuses } = scene({ perAddress: 2 })
    assert.deepEqual([await statuses(1, '2001:db8::1'), await statuses(2, '2001:db8:0:0:ffff::2'), await statuses(1, '2001:db8:0:1::1')], [[200], [200, 429], [200]])
  })

  test('a member, from wherever they come, beside the addresses', async () => {
    const { statuses, backend } = scene({ perMember: 2 })
    const as = (token: string) => ({ authorization: `Bearer ${token}` })
    assert.deepEqual([await statuses(1, '203.0.113.7', '/v1/balances/list', as('ada')), await statuses(2, '203.0.113.8', '/v1/balances/list', as('ada'))], [[200], [200, 429]])
    assert.deepEqual(await statuses(1, '203.0.113.8', '/v1/balances/list', as('ben')), [200])
    assert.equal(backend.asked.length, 3, 'the backend hears nothing of what was refused')
  })

  test('false lifts a limit, and where nobody can say from where a call comes only members are counted', async () => {
    const lifted = scene({ perAddress: false, perMember: false })
    assert.ok((await lifted.statuses(1_300, '203.0.113.7', '/v1/balances/list', { authorization: 'Bearer t' })).every((status) => status === 200))
    const { ask } = fakeGateway({}, { limits: { address: () => undefined, perAddress: 1, perMember: 2 } })
    for (const status of [200, 200, 200]) assert.equal((await ask('/v1/program/get')).status, status)
    for (const status of [200, 200, 429]) assert.equal((await ask('/v1/balances/list', { headers: { authorization: 'Bearer t' } })).status, status)
  })

  test('a page of somebody else can\'t use up the calls of a visitor', async () => {
    const { post, statuses } = scene({ perAddress: 1 })
    for (let call = 0; call < 3; call += 1) assert.equal((await post('/v1/offers/activate', {}, { origin: 'https://evil.example', 'x-real-ip': '203.0.113.7' })).status, 403)
    assert.deepEqual(await statuses(1, '203.0.113.7'), [200])
  })

  test('a stream and the pages of a log-in are calls too', async () => {
    const { from } = scene({ perAddress: 1 }, { feed: { publish: () => {}, subscribe: async function* () { /* nothing comes */ } } })
    await from('203.0.113.7')
    assert.equal((await from('203.0.113.7', '/v1/stream/open')).status, 429)
  })

  test('processes that share a store share the limits; no id in it tells who somebody is', async () => {
    const store = memoryKeys()
    const ids: string[] = []
    const spied: KeyStore = { get: store.get, swap: (id, ...rest) => (ids.push(id), store.swap(id, ...rest)) }
    const [one, other] = [scene({ perAddress: 3, store: spied }), scene({ perAddress: 3, store: spied })]
    const all = (await Promise.all([one, other, one, other, one].map(({ from }) => from('203.0.113.7')))).map(({ status }) => status)
    assert.equal(all.filter((status) => status === 200).length, 3)
    assert.ok(ids.length > 0 && ids.every((id) => !id.includes('203')), ids.join())
  })

  test('a process with a wrong clock locks nobody out', async () => {
    const store = memoryKeys()
    const [ahead, right] = [scene({ perAddress: 2, store }), scene({ perAddress: 2, store })]
    ahead.clock.now += 60 * 60_000
    await ahead.statuses(3, '203.0.113.7')
    assert.deepEqual(await right.statuses(1, '203.0.113.7'), [200])
  })

  test('while the store is away each process counts for itself, asks it now and then only, and says so', async () => {
    let asked = 0
    const away: KeyStore = { get: async () => { asked += 1; throw new Error('away') }, swap: async () => false }
    const { statuses, reports } = scene({ perAddress: 2, store: away })
    assert.deepEqual(await statuses(3, '203.0.113.7'), [200, 200, 429])
    assert.deepEqual([asked, reports], [1, ['The store of limits is away: calls are counted in this process alone.']])
  })
})
