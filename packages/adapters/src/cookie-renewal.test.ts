/** A log-in in a cookie, from the page through the gateway to the backend: it is renewed without being asked. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLoyalty, type StorageLike } from '@loyaltykit/core'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { http } from './http.ts'

const memory = (): StorageLike => {
  const values = new Map<string, string>()
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => void values.set(name, value), removeItem: (name) => void values.delete(name) }
}

/** A browser's cookies: each is sent where its path says, until it ends by `now`. */
function cookieJar(send: (request: Request) => Promise<Response>, now: () => number) {
  const jar = new Map<string, { readonly value: string; readonly path: string; readonly until: number }>()
  const asked: string[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    const cookies = [...jar].filter(([, { path, until }]) => until > now() && (pathname === path || pathname.startsWith(`${path}/`))).map(([name, { value }]) => `${name}=${value}`)
    if (cookies.length) request.headers.set('cookie', cookies.join('; '))
    request.headers.set('origin', 'https://shop.example')
    const response = await send(request)
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = '', age = '', path = ''] = /^([^=]+)=([^;]*); Max-Age=(\d+); Path=([^;]+)/.exec(text) ?? []
      jar.set(name, { value, path, until: now() + Number(age) * 1_000 })
    }
    return response
  }
  return { fetch, jar, asked }
}

const until = async (what: () => unknown) => {
  for (let times = 0; times < 500; times += 1) {
    if (what()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.fail(`Not so: ${String(what)}`)
}

test('a log-in of 30 days outlives them, on a page that stays open and on one that is opened anew, for reads and actions', { timeout: 30_000 }, async (t) => {
  const sandbox = createSandbox({ preset: 'fashion', seed: 'cookies', now: '2026-11-22T10:00:00Z' })
  const gateway = createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: ['https://shop.example'], clock: () => sandbox.now(), cookies: { maxAge: 80 * 24 * 60 * 60 }, onReport: () => {} })
  const browser = cookieJar((request) => gateway.fetch(request), () => sandbox.now())
  const open = () => {
    const client = createLoyalty({ backend: http({ url: 'https://api.example', credentials: 'include', fetch: browser.fetch }), storage: memory(), locale: 'en', onReport: () => {} })
    t.after(() => client.dispose())
    client.$balances.listen(() => {})
    return client
  }
  const renewals = () => browser.asked.filter((path) => path === '/v1/session/refresh').length

  const page = open()
  await until(() => page.$session.get().status === 'guest')
  const { id } = await page.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } })
  const verified = await page.verifyCode({ challengeId: id, code: sandbox.outbox[0]?.code ?? '' })
  const program = await sandbox.program.get({}, { signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' } })
  await page.enrol({ ticket: verified.outcome === 'not_enrolled' ? verified.ticket : '', profile: { givenName: 'Ada' }, consents: (program.enrolment?.consents ?? []).map(({ id: consent, version, required }) => ({ id: consent, version, granted: required })) })
  const balanceOf = (client: typeof page) => {
    const state = client.$balances.get()
    return state.status === 'ready' ? state.value?.[0]?.available : undefined
  }
  await until(() => balanceOf(page))
  const welcome = balanceOf(page)
  assert.equal(renewals(), 0)

  sandbox.advance('31 days')
  page.refresh()
  await until(() => renewals() === 1 && balanceOf(page) === welcome)
  assert.equal(page.$session.get().status, 'member')

  sandbox.advance('31 days')
  const next = open()
  await until(() => balanceOf(next) === welcome)
  assert.deepEqual([next.$session.get().status, renewals()], ['member', 2])

  sandbox.advance('31 days')
  await next.exportData()
  assert.equal(renewals(), 3)

  await next.signOut()
  assert.deepEqual([...browser.jar.values()].filter(({ until: end }) => end > sandbox.now()), [])
  const after = open()
  await until(() => after.$balances.get().status === 'ready')
  assert.deepEqual([after.$session.get().status, balanceOf(after), renewals()], ['guest', undefined, 3], 'who has logged out is not logged in by a renewal')
})
