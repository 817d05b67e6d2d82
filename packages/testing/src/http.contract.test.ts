import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { http, type HttpGroup } from '@loyaltykit/adapters/http'
import { createLoyalty, type Context, type LoyaltyBackend } from '@loyaltykit/core'
import { createGateway, sessionAuthentication, type Gateway } from '@loyaltykit/gateway'
import { serve } from '@loyaltykit/gateway/node'
import type { Sandbox } from '@loyaltykit/sandbox'
import { backendContract } from './contract/contract.ts'
import { cookieJar, throughJars } from './contract/cookie-jars.ts'
import { sandboxSubject } from './sandbox-subject.ts'

const shop = 'https://shop.example'
const groups: readonly HttpGroup[] = [
  'session', 'members', 'balances', 'activity', 'tiers', 'offers', 'quotes', 'redemptions',
  'rewards', 'referrals', 'coupons', 'giftCards', 'partners', 'challenges', 'surveys', 'claims', 'cards', 'preferences', 'events', 'stream',
]

const gatewayOf = (sandbox: Sandbox): Gateway =>
  createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: [shop], basePath: '/loyalty', clock: () => sandbox.now(), onReport: () => {} })

/** A method that a group may lack is there in `http`, which can't know; for the contract it is there where the sandbox has it. */
function asFarAs(sandbox: Sandbox, backend: LoyaltyBackend): LoyaltyBackend {
  const { exchange: _exchange, ...session } = backend.session ?? {}
  assert.ok(!('exchange' in sandbox.session))
  return { ...backend, session: session as NonNullable<LoyaltyBackend['session']> }
}

/** The whole line on one sandbox; `carrier` is how the log-in travels. */
const overFetch = async (carrier: 'bearer' | 'cookie') => sandboxSubject({
  wrap: (sandbox) => {
    const gateway = gatewayOf(sandbox)
    const send = (input: RequestInfo | URL, init?: RequestInit) => gateway.fetch(new Request(input, init))
    const url = 'https://api.example/loyalty'
    return asFarAs(sandbox, carrier === 'bearer' ? http({ url, groups, fetch: send }) : throughJars((jar) => http({ url, groups, credentials: 'include', fetch: jar.fetch(send, shop) })))
  },
})

async function overServer(carrier: 'bearer' | 'cookie') {
  let gateway: Gateway | undefined
  const served = await serve({ fetch: (request) => gateway?.fetch(request) ?? Promise.reject(new Error('too early')) })
  return sandboxSubject({
    wrap: (sandbox) => {
      gateway = gatewayOf(sandbox)
      const url = `${served.url}/loyalty`
      return asFarAs(sandbox, carrier === 'bearer' ? http({ url, groups }) : throughJars((jar) => http({ url, groups, credentials: 'include', fetch: jar.fetch(fetch, shop) })))
    },
    dispose: () => served.close(),
  })
}

const lines = { 'http(gateway(sandbox))': overFetch, 'http(gateway(sandbox)) over a socket': overServer }
for (const [line, open] of Object.entries(lines)) {
  for (const carrier of ['bearer', 'cookie'] as const) {
    const report = await backendContract({ test, name: `${line}, ${carrier}`, create: () => open(carrier) })
    test(`${line}, ${carrier}: no check is left out`, () => {
      assert.deepEqual(report.leftOut, [])
      assert.ok(report.count > 100, `only ${report.count} checks`)
    })
    after(async () => {
      const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
      const row = report.row().replace(`${line}, ${carrier}`, 'http(gateway(sandbox))')
      assert.ok(readme.includes(`\n${row}\n`), `README.md must have this row:\n${row}`)
    })
  }
}

describe('a client on the whole line', () => {
  const context = (more: object = {}) => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'ambient' }, idempotencyKey: 'k', ...more }) as Context & { idempotencyKey: string }

  test('makes one request for all that a page shows', async () => {
    const subject = sandboxSubject()
    const gateway = gatewayOf(subject.sandbox)
    const asked: string[] = []
    const backend = http({ url: 'https://api.example/loyalty', groups, fetch: (input, init) => { const request = new Request(input, init); asked.push(`${request.method} ${request.url}`); return gateway.fetch(request) } })
    const client = createLoyalty({ backend, locale: 'en' })
    const shown = [client.$program, client.$offers, client.$quote(subject.cart?.('c') as never)].map((store) => new Promise((resolve) => store.subscribe((state: { status: string }) => { if (state.status === 'ready') resolve(undefined) })))
    await Promise.all(shown)
    assert.deepEqual(asked, ['POST https://api.example/loyalty/v1/snapshot/get?locale=en'])
    client.dispose()
    await subject.dispose()
  })

  test('a log-in by cookie is renewed and ended without a token in the page', async () => {
    const subject = sandboxSubject()
    const gateway = gatewayOf(subject.sandbox)
    const jar = cookieJar()
    const bodies: string[] = []
    const send = async (input: RequestInfo | URL, init?: RequestInit) => {
      const response = await gateway.fetch(new Request(input, init))
      bodies.push(await response.clone().text())
      return response
    }
    const backend = http({ url: 'https://api.example/loyalty', groups, credentials: 'include', fetch: jar.fetch(send, shop) })
    const identifier = { kind: 'email', value: 'ada@contract.example' } as const
    const { id } = await backend.session.requestCode({ identifier }, context({ idempotencyKey: 'k1' }))
    const verified = await backend.session.verifyCode({ challengeId: id, code: (await subject.codeFor?.(identifier)) ?? '' }, context({ idempotencyKey: 'k2' }))
    assert.ok(verified.outcome === 'not_enrolled')
    const program = await backend.program.get({}, context())
    const consents = (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required }))
    const { session } = await backend.members.enrol({ ticket: verified.ticket, profile: { givenName: 'Ada' }, consents }, context({ idempotencyKey: 'k3' }))
    assert.deepEqual([session.token, session.refreshToken], [undefined, undefined])
    const first = jar.get('loyalty_session')
    assert.ok(first)
    assert.equal((await backend.session.current({}, context()))?.memberId, session.memberId)
    const renewed = await backend.session.refresh({}, context({ idempotencyKey: 'k4' }))
    assert.equal(renewed.token, undefined)
    assert.ok(jar.get('loyalty_session') && jar.get('loyalty_session') !== first, 'another token is in the cookie')
    assert.equal((await backend.members.get({}, context())).id, session.memberId)
    for (const secret of [first, jar.get('loyalty_session'), jar.get('loyalty_refresh')]) assert.ok(secret && !bodies.some((body) => body.includes(secret)), 'no token is in any body')
    await backend.session.end({}, context({ idempotencyKey: 'k5' }))
    assert.equal(jar.get('loyalty_session'), undefined)
    assert.equal(await backend.session.current({}, context()), null)
    await subject.dispose()
  })
})
