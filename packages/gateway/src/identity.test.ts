import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LoyaltyError, type Identity } from '@loyaltykit/core'
import { createGateway } from './index.ts'
import { fakeBackend, fakeGateway, json } from '../test/backend.ts'

/** Every way to smuggle an identity into a request. Gives for whom the backend was asked each time. */
async function smuggled(fetch: (request: Request) => Promise<Response>, asked: { readonly context: { readonly identity: Identity } }[]): Promise<string[]> {
  const identity = { kind: 'member', memberId: 'victim' }
  const claims = { identity, memberId: 'victim', token: 'victim', context: { identity }, member: { id: 'victim' }, __proto__: { identity } }
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'k', 'x-member-id': 'victim', 'x-identity': JSON.stringify(identity) }
  const query = new URLSearchParams({ memberId: 'victim', token: 'victim', identity: JSON.stringify(identity), access_token: 'victim' })
  await fetch(new Request(`https://api.example/v1/offers/activate?${query}`, { method: 'POST', headers, body: JSON.stringify({ offerId: 'x', ...claims }) }))
  await fetch(new Request(`https://api.example/v1/quotes/quote?${query}`, { method: 'POST', headers, body: JSON.stringify({ carts: [], ...claims }) }))
  await fetch(new Request(`https://api.example/v1/balances/list?${query}`, { headers }))
  await fetch(new Request(`https://api.example/v1/snapshot/get?parts=balances,offers&${query}`, { headers }))
  return asked.map(({ context }) => JSON.stringify(context.identity))
}

describe('who it is', () => {
  test('never comes from an address, a body or an unasked header', async () => {
    const backend = fakeBackend({ 'quotes.quote': { quotes: [] } })
    const gateway = createGateway({ backend, authenticate: () => ({ kind: 'member', memberId: 'anna' }), origins: [] })
    const seen = await smuggled((request) => gateway.fetch(request), backend.asked)
    assert.equal(seen.length, 5)
    assert.deepEqual([...new Set(seen)], ['{"kind":"member","memberId":"anna"}'])
  })

  test('and a guest stays a guest', async () => {
    const { backend, gateway } = fakeGateway({ 'quotes.quote': { quotes: [] } })
    const seen = await smuggled((request) => gateway.fetch(request), backend.asked)
    assert.deepEqual([...new Set(seen)], ['{"kind":"guest"}'])
    assert.deepEqual(backend.asked.map(({ call }) => call), ['quotes.quote', 'offers.list'], 'and is not even asked for what only a member may')
  })

  test('control: a gateway that believes the body is caught by this test', async () => {
    const backend = fakeBackend({ 'quotes.quote': { quotes: [] } })
    const naive = createGateway({
      backend, origins: [],
      authenticate: async (request) => request.method === 'POST' ? ((await request.clone().json()) as { identity: Identity }).identity : null,
    })
    const seen = await smuggled((request) => naive.fetch(request), backend.asked)
    assert.ok(seen.includes('{"kind":"member","memberId":"victim"}'))
  })

  test('is the bearer token where members sign in through the backend', async () => {
    const { ask, backend } = fakeGateway()
    for (const authorization of ['Bearer abc', 'bearer abc', 'Basic abc', 'Bearer a b', 'Bearer ', `Bearer ${'x'.repeat(4_001)}`]) await ask('/v1/offers/list', { headers: { authorization } })
    assert.deepEqual(backend.asked.map(({ context }) => context.identity.kind), ['token', 'token', 'guest', 'guest', 'guest', 'guest'])
  })

  test('is what `authenticate` says; its refusal is the answer; its failure says nothing', async () => {
    const refused = fakeGateway({}, { authenticate: () => { throw new LoyaltyError('forbidden', 'Not from here.') } })
    assert.equal((await refused.ask('/v1/program/get')).status, 403)
    const broken = fakeGateway({}, { authenticate: () => Promise.reject(new Error('db password')) })
    assert.doesNotMatch(await (await broken.ask('/v1/program/get')).text(), /password/)
    assert.equal(broken.reports.length, 1)
    const untyped = fakeGateway({}, { authenticate: (() => ({ id: 'anna' })) as never })
    assert.equal((await untyped.ask('/v1/program/get')).status, 502)
    assert.equal(untyped.backend.asked.length, 0)
  })

  test('is known to the gateway itself where the host signs people in', async () => {
    const member = fakeGateway({}, { authenticate: () => ({ kind: 'member', memberId: 'anna' }) })
    assert.deepEqual(await json(await member.ask('/v1/session/current')), { memberId: 'anna' })
    const guest = fakeGateway({}, { authenticate: () => null })
    assert.equal(await (await guest.ask('/v1/session/current')).text(), 'null')
  })
})
