import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LoyaltyError } from '@loyaltykit/core'
import { createGateway, sessionAuthentication } from './index.ts'
import { balance, fakeBackend, fakeGateway, json, session } from '../test/backend.ts'

const verified = { outcome: 'signed_in', session }
const enrolled = { session, member: { id: 'anna', status: 'active', joinedAt: '2026-11-22T10:00:00Z', profile: {}, consents: [] }, balances: [balance], granted: [] }
const all = { 'session.verifyCode': verified, 'session.exchange': session, 'session.refresh': session, 'session.current': session, 'session.end': {}, 'members.enrol': enrolled, 'preferences.leave': {} }
const code = { challengeId: 'ch', code: '1234' }
const enrol = { ticket: 'tk', profile: {}, consents: [] }
const cookie = { 'loyaltykit-session': 'cookie', origin: 'https://shop.example' }
const kept = { cookie: 'loyalty_session=secret-token; loyalty_refresh=secret-refresh', origin: 'https://shop.example' }
const secret = /secret-(token|refresh)/

describe('session tokens', () => {
  test('are in the body for a client that does not ask for a cookie', async () => {
    const { post } = fakeGateway(all)
    const response = await post('/v1/session/verify-code', code)
    assert.deepEqual(await json(response), verified)
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  for (const [path, body] of Object.entries({ '/v1/session/verify-code': code, '/v1/session/exchange': { hostToken: 'h' }, '/v1/session/refresh': {}, '/v1/members/enrol': enrol })) {
    test(`of ${path} go into cookies for a client that asks`, async () => {
      const { post } = fakeGateway(all)
      const response = await post(path, body, cookie)
      assert.deepEqual(response.headers.getSetCookie(), [
        'loyalty_session=secret-token; Max-Age=2592000; Path=/v1; HttpOnly; Secure; SameSite=Lax',
        'loyalty_refresh=secret-refresh; Max-Age=2592000; Path=/v1/session/refresh; HttpOnly; Secure; SameSite=Lax',
      ])
      const text = await response.text()
      assert.doesNotMatch(text, secret)
      assert.match(text, /"memberId":"anna"/)
    })
  }

  test('stay in the body where cookies are switched off', async () => {
    const { post } = fakeGateway(all, { cookies: false })
    const response = await post('/v1/session/verify-code', code, cookie)
    assert.deepEqual([response.headers.getSetCookie().length, await json(response)], [0, verified])
  })

  test('are Secure everywhere but on http on this machine', async () => {
    const gateway = createGateway({ backend: fakeBackend(all), authenticate: sessionAuthentication(), origins: [] })
    const secureAt = async (base: string) => {
      const response = await gateway.fetch(new Request(`${base}/v1/session/exchange`, { method: 'POST', body: '{"hostToken":"h"}', headers: { 'content-type': 'application/json', 'idempotency-key': 'k', 'loyaltykit-session': 'cookie', origin: base } }))
      return response.headers.getSetCookie().map((text) => text.includes('; Secure'))
    }
    assert.deepEqual(await secureAt('http://127.0.0.1:8787'), [false, false])
    assert.deepEqual(await secureAt('http://localhost:8787'), [false, false])
    assert.deepEqual(await secureAt('http://api.internal'), [true, true], 'behind a proxy that ends TLS')
    assert.deepEqual(await secureAt('https://localhost'), [true, true])
  })

  test('have the name and the path that were chosen', async () => {
    const { post, ask, backend } = fakeGateway(all, { basePath: '/club', cookies: { name: 'club', maxAge: 60 } })
    const response = await post('/club/v1/session/exchange', { hostToken: 'h' }, cookie)
    assert.match(response.headers.getSetCookie().join(), /club_session=.*Path=\/club\/v1;.*club_refresh=secret-refresh; Max-Age=60; Path=\/club\/v1\/session\/refresh/)
    await ask('/club/v1/offers/list', { headers: { cookie: 'loyalty_session=a; club_session=b' } })
    assert.deepEqual(backend.asked.at(-1)?.context.identity, { kind: 'token', token: 'b' })
  })

  test('too long for a cookie fail loudly instead of being lost in the browser', async () => {
    const { post, reports } = fakeGateway({ 'session.exchange': { memberId: 'anna', token: '%'.repeat(3_000) } })
    assert.equal((await post('/v1/session/exchange', { hostToken: 'h' }, cookie)).status, 502)
    assert.equal(reports.length, 1)
  })
})

describe('a log-in in a cookie that has ended', () => {
  const over = { ...all, 'session.current': null, 'snapshot.get': { session: { value: null } } }

  test('says so, so that the client renews it; a guest, and who has a bearer token, are told as ever', async () => {
    for (const answers of [over, { ...over, 'snapshot.get': undefined }]) {
      const { ask } = fakeGateway(Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined)))
      assert.equal((await ask('/v1/session/current', { headers: kept })).status, 401)
      assert.equal((await json(await ask('/v1/snapshot/get?parts=session,program', { headers: kept })))['session'].error?.code, 'unauthenticated')
      for (const headers of [{}, { authorization: 'Bearer old' }] as Record<string, string>[]) {
        assert.equal(await (await ask('/v1/session/current', { headers })).text(), 'null')
        assert.deepEqual((await json(await ask('/v1/snapshot/get?parts=session', { headers })))['session'], { value: null })
      }
    }
  })

  test('is nobody where the backend renews nothing', async () => {
    const { 'session.refresh': _, ...left } = over
    const { ask } = fakeGateway(left)
    assert.equal(await (await ask('/v1/session/current', { headers: kept })).text(), 'null')
  })

  test('loses its cookies when it can\'t be renewed', async () => {
    const { post } = fakeGateway({ ...over, 'session.refresh': () => { throw new LoyaltyError('unauthenticated', 'Over.') } })
    const response = await post('/v1/session/refresh', {}, kept)
    assert.deepEqual([response.status, response.headers.getSetCookie().map((text) => text.replace(/;.*/, ''))], [401, ['loyalty_session=', 'loyalty_refresh=']])
    const failing = fakeGateway({ ...over, 'session.refresh': () => { throw new LoyaltyError('network', 'Away.') } })
    assert.deepEqual((await failing.post('/v1/session/refresh', {}, kept)).headers.getSetCookie(), [], 'a backend that is away signs nobody out')
  })

  test('leaves no refresh token of one person to the next', async () => {
    const { post } = fakeGateway({ ...all, 'session.exchange': { memberId: 'boris', token: 'other', expiresAt: session.expiresAt } })
    const response = await post('/v1/session/exchange', { hostToken: 'h' }, { ...cookie, ...kept })
    assert.deepEqual(response.headers.getSetCookie().map((text) => text.replace(/; Http.*/, '')), ['loyalty_session=other; Max-Age=3600; Path=/v1', 'loyalty_refresh=; Max-Age=0; Path=/v1/session/refresh'])
  })
})

describe('a session cookie', () => {
  test('signs in; a bearer token wins over it', async () => {
    const { ask, backend } = fakeGateway(all)
    await ask('/v1/offers/list', { headers: kept })
    await ask('/v1/offers/list', { headers: { ...kept, authorization: 'Bearer mine' } })
    assert.deepEqual(backend.asked.map(({ context }) => context.identity), [{ kind: 'token', token: 'secret-token' }, { kind: 'token', token: 'mine' }])
  })

  test('never leaves by the body, even where a script does not ask for a cookie', async () => {
    const { ask, post } = fakeGateway(all)
    const answers = [
      await ask('/v1/session/current', { headers: kept }),
      await ask('/v1/snapshot/get?parts=session', { headers: kept }),
      await post('/v1/session/refresh', {}, kept),
      await post('/v1/session/refresh', {}, { cookie: 'loyalty_refresh=secret-refresh', origin: 'https://shop.example' }),
    ]
    for (const response of answers) {
      const text = await response.text()
      assert.equal(response.status, 200)
      assert.match(text, /"memberId":"anna"/)
      assert.doesNotMatch(text, secret)
    }
  })

  test('a refresh takes the token of its cookie and renews both', async () => {
    const { post, backend } = fakeGateway(all)
    const response = await post('/v1/session/refresh', {}, { cookie: 'loyalty_refresh=secret-refresh', origin: 'https://shop.example' })
    assert.deepEqual(backend.asked[0]?.input, { refreshToken: 'secret-refresh' })
    assert.equal(response.headers.getSetCookie().length, 2)
  })

  test('a bearer cannot have the refresh cookie used for it', async () => {
    const { post, backend } = fakeGateway(all)
    await post('/v1/session/refresh', {}, { ...kept, authorization: 'Bearer stolen' })
    assert.deepEqual(backend.asked[0]?.input, {})
  })

  for (const path of ['/v1/session/end', '/v1/preferences/leave']) {
    test(`is taken back by ${path}`, async () => {
      const { post } = fakeGateway(all)
      const response = await post(path, {}, kept)
      assert.deepEqual(response.headers.getSetCookie().map((text) => text.replace(/; Http.*/, '')), ['loyalty_session=; Max-Age=0; Path=/v1', 'loyalty_refresh=; Max-Age=0; Path=/v1/session/refresh'])
    })
  }

  test('stays when the log-out failed, so that nobody believes it is done', async () => {
    const { post } = fakeGateway({ ...all, 'session.end': () => { throw new Error('down') } })
    const response = await post('/v1/session/end', {}, kept)
    assert.deepEqual([response.status, response.headers.getSetCookie()], [502, []])
  })


  test('tells the rest of the server who is there, where it is sent there', async () => {
    const { post, gateway } = fakeGateway(all, { cookies: { path: '/' } })
    const response = await post('/v1/session/exchange', { hostToken: 'h' }, cookie)
    assert.match(response.headers.getSetCookie().join(), /loyalty_session=.*?Path=\/;.*loyalty_refresh=.*?Path=\/v1\/session\/refresh/)
    assert.deepEqual(await gateway.identify(new Request('https://api.example/checkout', { headers: kept })), { kind: 'token', token: 'secret-token' })
    assert.deepEqual(await gateway.identify(new Request('https://api.example/checkout')), { kind: 'guest' })
  })
})
