import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { LoyaltyError } from '@loyaltykit/core'
import { createChangeFeed, createGateway, createLogin, memoryLogins, signMemberToken, type LoginStore, type MemberTokenOptions, type SignMemberToken } from '../index.ts'
import { fakeBackend, json } from '../../test/backend.ts'

const key = 'a secret of shop and gateway, 32 b'
const now = Date.parse('2026-11-22T10:00:00Z')
const issuer = 'https://shop.example'
const audience = 'https://api.example'
const sign = (options: Partial<SignMemberToken> = {}) => signMemberToken({ memberId: 'm-1', issuer, audience, key, clock: () => now, ...options })

function world(tokens: Partial<MemberTokenOptions> = {}, clock: { now: number } = { now }, store?: LoginStore) {
  const feed = createChangeFeed()
  const login = createLogin({ url: audience, secret: 'a secret of all gateways, 32 bytes', clock: () => clock.now, tokens: { issuer, audience, keys: key, ...tokens }, onReport: () => {}, ...(store ? { store } : {}) })
  const backend = fakeBackend()
  const reports: string[] = []
  const gateway = createGateway({ backend, login, feed, origins: [issuer], clock: () => clock.now, onReport: ({ message }) => reports.push(message) })
  const get = (path: string, token?: string) => gateway.fetch(new Request(`${audience}/v1/${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }))
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    gateway.fetch(new Request(`${audience}/v1/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), origin: issuer, ...headers } }))
  const who = async (token: string) => {
    const response = await get('session/current', token)
    return response.status === 200 ? (((await response.json()) as { memberId: string } | null)?.memberId ?? 'nobody') : response.status
  }
  return { login, backend, gateway, get, post, who, reports, clock }
}

describe('a token that the shop\'s server signs', () => {
  test('says which member it is, in any script, and no call is made for anybody else', async () => {
    for (const memberId of ['m-1', 'участник-7', '會員王小明', '🙂']) {
      const { get, who, backend } = world()
      const token = await sign({ memberId, claims: { name: 'Мария 王小明' } })
      assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
      assert.equal(await who(token), memberId)
      assert.equal((await get('balances/list', token)).status, 200)
      assert.deepEqual(backend.asked.at(-1)?.context.identity, { kind: 'member', memberId })
    }
  })

  test('is believed for reading while the store of log-ins is away, and for nothing else', async () => {
    const kept = memoryLogins()
    let isAway = true
    const asked = () => { if (isAway) throw new LoyaltyError('network', 'Away.') }
    const { login, get, post, backend } = world({}, { now }, { get: async (id) => (asked(), kept.get(id)), swap: async (...what) => (asked(), kept.swap(...what)) })
    const token = await sign()
    const act = () => post('offers/activate', { offerId: 'of_1' }, { authorization: `Bearer ${token}` })
    assert.equal((await get('balances/list', token)).status, 200)
    const refused = await json(await act())
    assert.deepEqual([refused['code'], refused['retryable'], backend.asked.map(({ call }) => call)], ['network', true, ['balances.list']])
    assert.equal((await json(await post('session/exchange', { hostToken: token })))['code'], 'network')
    await assert.rejects(login.endAll('m-1'))
    isAway = false
    assert.equal((await act()).status, 200)
    await login.endAll('m-1')
    assert.equal((await get('balances/list', token)).status, 401)
  })

  test('is refused for every other reason alike, and public data is given all the same', async () => {
    const other = await generateKeyPair('RS256')
    const unsigned = new UnsecuredJWT({}).setSubject('m-1').setIssuer(issuer).setAudience(audience).setIssuedAt(now / 1_000).setExpirationTime(now / 1_000 + 60).encode()
    const bare = (claims: object) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key))
    const at = now / 1_000
    const good = { sub: 'm-1', iss: issuer, aud: audience, iat: at, exp: at + 60 }
    const bad: Record<string, string> = {
      'another issuer': await sign({ issuer: 'https://evil.example' }),
      'another audience': await sign({ audience: 'https://elsewhere.example' }),
      'another secret': await sign({ key: 'x'.repeat(40) }),
      'no signature': unsigned,
      'another algorithm': await new SignJWT({}).setProtectedHeader({ alg: 'HS512' }).setSubject('m-1').setIssuer(issuer).setAudience(audience).setIssuedAt(at).setExpirationTime(at + 60).sign(new TextEncoder().encode('y'.repeat(64))),
      'a public key for a secret': await new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setSubject('m-1').setIssuer(issuer).setAudience(audience).setIssuedAt(at).setExpirationTime(at + 60).sign(other.privateKey),
      'too old': await sign({ clock: () => now - 131_000 }),
      'from the future': await sign({ clock: () => now + 60_000 }),
      'too long a life': await sign({ life: 601 }),
      'no subject': await bare({ ...good, sub: undefined }),
      'no end': await bare({ ...good, exp: undefined }),
      'no beginning': await bare({ ...good, iat: undefined }),
      'a subject that is no text': await bare({ ...good, sub: 7 }),
      'an empty subject': await bare({ ...good, sub: '' }),
      'changed afterwards': (await sign()).replace(/\.[^.]+\./, `.${btoa(JSON.stringify({ ...good, sub: 'm-2' })).replace(/=/g, '')}.`),
      'junk': 'a.b.c',
    }
    const { who, get, post } = world()
    assert.equal(await who(await bare(good)), 'm-1', 'control: what is not changed is good')
    for (const [why, token] of Object.entries(bad)) {
      assert.equal(await who(token), 401, why)
      assert.equal((await get('balances/list', token)).status, 401, why)
      assert.equal((await get('program/get', token)).status, 200, why)
      assert.equal((await post('session/exchange', { hostToken: token })).status, 401, why)
    }
  })

  test('forgives clocks that differ a little', async () => {
    const { who } = world()
    for (const by of [-125_000, 9_000]) assert.equal(await who(await sign({ clock: () => now + by })), 'm-1', `${by}`)
  })

  test('of a key that is replaced is told by its id', async () => {
    const keys = { new: 'n'.repeat(40), old: 'o'.repeat(40) }
    const { who } = world({ keys })
    for (const keyId of ['new', 'old'] as const) assert.equal(await who(await sign({ key: keys[keyId], keyId })), 'm-1')
    assert.equal(await who(await sign({ key: keys.new, keyId: 'old' })), 401)
    assert.equal(await who(await sign({ key: keys.new })), 401, 'without an id')
    assert.equal(await who(await sign({ key: keys.new, keyId: '__proto__' })), 401)
  })

  test('of a private key is checked by the shop\'s key set, which is asked again for a key that is new', async () => {
    const [first, second] = [await generateKeyPair('ES256', { extractable: true }), await generateKeyPair('ES256', { extractable: true })]
    const published: object[] = [{ ...(await exportJWK(first.publicKey)), kid: 'a', alg: 'ES256' }]
    const server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published })))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { who, reports } = world({ keys: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`) })
      assert.equal(await who(await sign({ key: first.privateKey, keyId: 'a' })), 'm-1')
      assert.equal(await who(await sign({ key: second.privateKey, keyId: 'a' })), 401)
      assert.equal(await who(await sign()), 401, 'a shared secret counts for nothing here')
      const fresh = world({ keys: { keys: [{ ...(await exportJWK(second.publicKey)), kid: 'b', alg: 'ES256' }] } as never })
      assert.equal(await fresh.who(await sign({ key: second.privateKey, keyId: 'b' })), 'm-1')
      server.close()
      server.closeAllConnections()
      const away = world({ keys: new URL(`http://127.0.0.1:1/jwks.json`) })
      assert.equal(await away.who(await sign({ key: first.privateKey, keyId: 'a' })), 502, 'a key set that is away signs nobody out')
      assert.deepEqual(reports, [])
    } finally {
      server.close()
    }
  })

  test('becomes a log-in of the gateway, in a cookie that no script reads; a key brings the same one again', async () => {
    const { post, gateway } = world()
    const hostToken = await sign()
    const response = await post('session/exchange', { hostToken }, { 'loyaltykit-session': 'cookie' })
    const [cookie = ''] = response.headers.getSetCookie()
    assert.match(cookie, /^loyalty_session=lks_[\w-]{43}; Max-Age=2592000; Path=\/v1; HttpOnly; Secure; SameSite=Lax$/)
    assert.deepEqual(Object.keys(await json(response)), ['memberId', 'expiresAt'])
    const current = await gateway.fetch(new Request(`${audience}/v1/session/current`, { headers: { cookie: cookie.split(';')[0] ?? '' } }))
    assert.deepEqual(await json(current), { memberId: 'm-1' })
    const twice = await Promise.all([1, 2].map(async () => json(await post('session/exchange', { hostToken }, { 'idempotency-key': 'one' }))))
    assert.deepEqual(twice[0], twice[1])
  })

  test('from before a log-out everywhere is worth nothing; a new one is', async () => {
    const { who, login, clock, post } = world()
    const token = await sign()
    clock.now += 2_000
    await login.endAll('m-1')
    assert.equal(await who(token), 401)
    assert.equal(await who(await sign({ memberId: 'm-2' })), 'm-2')
    clock.now += 1_000
    assert.equal(await who(await sign({ clock: () => clock.now })), 'm-1')
    assert.equal((await post('session/end', { everywhere: true }, { authorization: `Bearer ${await sign({ clock: () => clock.now })}` })).status, 200)
    assert.equal(await who(await sign({ clock: () => clock.now })), 401)
  })

  test('ends the streams of the member who is logged out everywhere, at once', async () => {
    const { get, login, clock } = world()
    const response = await get('stream/open', await sign())
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    clock.now += 1_000
    const rest = (async () => {
      let text = ''
      for (let step; !(step = await reader.read()).done;) text += step.value
      return text
    })()
    await new Promise((resolve) => setTimeout(resolve, 20))
    await login.endAll('m-1')
    assert.match(await rest, /event: problem\ndata: .*unauthenticated/)
  })

  test('is not signed in a page, nor with a weak secret; mixed-up options are refused', async () => {
    await assert.rejects(sign({ key: 'short' }), { code: 'invalid_option' })
    Object.assign(globalThis, { document: {} })
    try {
      await assert.rejects(sign(), { code: 'invalid_option' })
    } finally {
      delete (globalThis as { document?: unknown }).document
    }
    for (const tokens of [{ keys: 'short' }, { keys: {} }, { keys: { a: 'short' } }, { algorithms: ['none'] }, { algorithms: ['RS256'] }, { algorithms: [] }, { keys: new URL('https://shop.example/jwks.json'), algorithms: ['HS256'] }, { keys: new URL('http://shop.example/jwks.json') }, { longest: 100_000 }, { tolerance: 1_000 }, { issuer: '' }])
      assert.throws(() => world(tokens as never), { code: 'invalid_option' }, JSON.stringify(tokens))
  })
})
