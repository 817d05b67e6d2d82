import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sessionCookies } from './cookies.ts'
import { readCredentials } from './credentials.ts'
import { refuseForgery } from './origins.ts'
import { fakeGateway, session } from '../test/backend.ts'

const shop = 'https://shop.example'
const evil = 'https://evil.example'

describe('a page on another origin', () => {
  test('that is allowed may read, with credentials', async () => {
    const { ask } = fakeGateway()
    const { headers } = await ask('/v1/offers/list', { headers: { origin: shop } })
    assert.deepEqual(['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers'].map((name) => headers.get(name)), [shop, 'true', 'Retry-After'])
    assert.match(headers.get('vary') ?? '', /Origin/)
  })

  test('that is not allowed reads nothing, not even an error', async () => {
    const { ask } = fakeGateway()
    for (const path of ['/v1/offers/list', '/v1/nowhere', '/v1/balances/list']) {
      const { headers } = await ask(path, { headers: { origin: evil } })
      assert.equal(headers.get('access-control-allow-origin'), null)
      assert.match(headers.get('vary') ?? '', /Origin/)
    }
  })

  test('that is allowed can read errors too', async () => {
    const { ask } = fakeGateway()
    for (const path of ['/v1/nowhere', '/v1/balances/list', '/v1/offers/activate']) assert.equal((await ask(path, { headers: { origin: shop } })).headers.get('access-control-allow-origin'), shop, path)
  })

  test('asks before it writes, and is answered for two hours', async () => {
    const { ask, backend } = fakeGateway()
    const preflight = (origin: string) => ask('/v1/offers/activate', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,idempotency-key,authorization' } })
    const { status, headers } = await preflight(shop)
    assert.deepEqual([status, headers.get('access-control-allow-origin'), headers.get('access-control-max-age')], [204, shop, '7200'])
    assert.match(headers.get('access-control-allow-headers') ?? '', /Authorization.*Content-Type.*Idempotency-Key.*Loyaltykit-Session/)
    assert.equal((await preflight(evil)).headers.get('access-control-allow-origin'), null)
    assert.equal(backend.asked.length, 0)
  })

  test('may do as everybody where everybody may, but without credentials', async () => {
    const { ask } = fakeGateway({}, { origins: '*' })
    const { headers } = await ask('/v1/offers/list', { headers: { origin: evil } })
    assert.deepEqual([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')], ['*', null])
  })
})

type Check = (request: Request) => void
const withCookie = { cookie: 'loyalty_session=t' }
const asksForCookie = { 'loyaltykit-session': 'cookie' }

/** What each forged and each honest write gets. */
function verdicts(check: Check): Record<string, boolean> {
  const cases: Record<string, Record<string, string>> = {
    'cookie, own origin': { ...withCookie, origin: 'https://api.example' },
    'cookie, allowed origin': { ...withCookie, origin: shop },
    'cookie, same-origin behind a proxy': { ...withCookie, origin: 'https://public.example', 'sec-fetch-site': 'same-origin' },
    'cookie, other origin': { ...withCookie, origin: evil },
    'cookie, other origin that begins alike': { ...withCookie, origin: `${shop}.evil.example` },
    'cookie, opaque origin': { ...withCookie, origin: 'null' },
    'cookie, no origin': withCookie,
    'cookie, no origin, cross-site': { ...withCookie, 'sec-fetch-site': 'cross-site' },
    'log-in that asks for a cookie, other origin': { ...asksForCookie, origin: evil },
    'log-in that asks for a cookie, no origin': asksForCookie,
    'bearer from a server': { authorization: 'Bearer t' },
    'bearer with other cookies from a server': { authorization: 'Bearer t', cookie: 'a=b' },
    'cookie behind a bearer that is none, no origin': { ...withCookie, authorization: 'Bearer x y' },
    'cookie behind a bearer that is none, other origin': { ...withCookie, authorization: 'Bearer x y', origin: evil },
    'cookie behind a bearer that is too long, no origin': { ...withCookie, authorization: `Bearer ${'t'.repeat(4_001)}` },
    'basic with cookies, no origin': { authorization: 'Basic t', cookie: 'a=b' },
    'guest from a server': {},
    'guest, other origin': { origin: evil },
  }
  return Object.fromEntries(Object.entries(cases).map(([name, headers]) => {
    try {
      check(new Request('https://api.example/v1/offers/activate', { method: 'POST', headers }))
      return [name, true]
    } catch {
      return [name, false]
    }
  }))
}

const allowed = ['cookie, own origin', 'cookie, allowed origin', 'cookie, same-origin behind a proxy', 'bearer from a server', 'bearer with other cookies from a server', 'guest from a server']
const passed = (result: Record<string, boolean>) => Object.keys(result).filter((name) => result[name])
const carried = (request: Request) => readCredentials(request, sessionCookies({}, ''))

describe('a write', () => {
  test('that rides on a cookie must come from an allowed page', () => {
    assert.deepEqual(passed(verdicts((request) => refuseForgery(request, [shop], carried(request)))), allowed)
  })

  test('from anywhere may act for guests and bearers where everybody may, but not with cookies', () => {
    assert.deepEqual(passed(verdicts((request) => refuseForgery(request, '*', carried(request)))), ['cookie, own origin', 'cookie, same-origin behind a proxy', 'bearer from a server', 'bearer with other cookies from a server', 'guest from a server', 'guest, other origin'])
  })

  test('controls: a guard that trusts a prefix, a missing Origin or nothing at all is caught by this table', () => {
    const naive: Check[] = [
      () => {},
      (request) => { if (!(request.headers.get('origin') ?? shop).startsWith(shop)) throw new Error('no') },
      (request) => { if (![shop, 'https://api.example', null].includes(request.headers.get('origin'))) throw new Error('no') },
    ]
    for (const check of naive) assert.notDeepEqual(passed(verdicts(check)), allowed)
  })

  test('that is forged does not reach the backend and sets no cookie', async () => {
    const { post, backend } = fakeGateway({ 'session.exchange': session })
    for (const headers of [{ ...withCookie, origin: evil }, { ...asksForCookie, origin: evil }]) {
      const response = await post('/v1/session/exchange', { hostToken: 'h' }, headers)
      assert.deepEqual([response.status, response.headers.getSetCookie()], [403, []])
    }
    // what a form can send without asking first
    const form = await post('/v1/session/exchange', '{"hostToken":"h","x":"="}', { ...withCookie, origin: shop, 'content-type': 'text/plain' })
    assert.equal(form.status, 415)
    assert.equal(backend.asked.length, 0)
  })
})
