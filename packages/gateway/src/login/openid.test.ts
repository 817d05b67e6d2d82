/** Log-in at a real OpenID Connect provider: `oidc-provider`, over HTTP. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGateway, createLogin, memoryLogins, type LoginOptions, type Person } from '../index.ts'
import { balance, fakeBackend, json } from '../../test/backend.ts'
import { startIdentityProvider, type IdentityProvider } from '../../test/identity-provider.ts'
import { formOf, openVisitor, posted, type Visitor } from '../../test/visitor.ts'

// real: the provider's own cookies and tokens are checked by its clock
const site = 'http://localhost:4999'
const shop = 'http://localhost:4998'
const api = `${site}/loyalty/v1`
const home = `${shop}/account?tab=points#top`
const members: Readonly<Record<string, string>> = { 'shop:ada': 'm-ada', 'shop:王小明': 'участник-1', 'shop:boris': 'm-boris' }

describe('log-in at a provider', () => {
  let provider: IdentityProvider
  const reports: string[] = []
  const persons: Person[] = []
  let shift = 0

  function world(options: Partial<LoginOptions> = {}, { enrol = true } = {}) {
    const login = createLogin({
      url: `${site}/loyalty`, secret: 'a secret of all gateways, 32 bytes', clock: () => Date.now() + shift,
      providers: [{ id: 'shop', name: 'Shop ID', issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret, scope: 'openid email profile offline_access', parameters: { prompt: 'login' } }],
      find: (person) => {
        persons.push(person)
        return members[person.id] ?? null
      },
      onReport: ({ message }) => reports.push(message),
      ...options,
    })
    const backend = fakeBackend({
      'balances.list': (_: unknown, { identity }: { identity: { memberId?: string } }) => [{ ...balance, available: (identity.memberId ?? '').length }],
      ...(enrol ? { 'members.enrol': { session: { memberId: 'm-new' }, member: { id: 'm-new', status: 'active', joinedAt: '2026-11-22T10:00:00Z', profile: {}, consents: [] }, balances: [balance], granted: [] } } : {}),
    })
    const gateway = createGateway({ backend, login, origins: [shop], basePath: '/loyalty', onReport: ({ message }) => reports.push(message) })
    const visitor = openVisitor({ [site]: (request) => gateway.fetch(request) })
    return { login, backend, gateway, visitor }
  }
  const atShop = (url: URL) => url.origin === shop
  const begin = (visitor: Visitor, page = home) => visitor.visit(`${api}/login/start?provider=shop&return_to=${encodeURIComponent(page)}`, {}, atShop)
  const submit = (visitor: Visitor, { url }: { url: URL }, fields: Record<string, string>) =>
    visitor.visit(url, posted(fields), atShop)
  const logIn = async (visitor: Visitor, account: string) => submit(visitor, await begin(visitor), { account })
  const ask = async (visitor: Visitor, path: string) => visitor.send(`${api}/${path}`, { headers: { origin: shop } })
  const write = (visitor: Visitor, path: string, body: object = {}) =>
    visitor.send(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { origin: shop, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'loyaltykit-session': 'cookie' } })
  const who = async (visitor: Visitor) => {
    const response = await ask(visitor, 'session/current')
    return response.status === 200 ? ((await response.json()) as { memberId: string } | null)?.memberId : response.status
  }

  before(async () => {
    provider = await startIdentityProvider({
      gateway: `${site}/loyalty`,
      accounts: { ada: { email: 'Ada@Example.com', email_verified: true, given_name: 'Ада', family_name: 'Байрон' }, 'grace': { email: 'grace@example.com', email_verified: false }, '王小明': { given_name: '小明' } },
    })
  })
  after(() => provider.close())

  test('is offered by the programme, with its address', async () => {
    const { visitor } = world()
    const { login } = await json(await ask(visitor, 'program/get'))
    assert.deepEqual(login, { codes: false, providers: [{ id: 'shop', name: 'Shop ID', url: `${api}/login/start?provider=shop` }], everywhere: true })
    const snapshot = await json(await ask(visitor, 'snapshot/get?parts=program,session'))
    assert.deepEqual([snapshot['program'].value.login, snapshot['session']], [login, { value: null }])
    assert.equal((await write(visitor, 'session/request-code', { identifier: { kind: 'email', value: 'ada@example.com' } })).status, 501)
  })

  test('leads to the provider with PKCE, state and nonce, and back to the very page; the cookie signs in', async () => {
    const { visitor, backend } = world()
    const first = await visitor.send(`${api}/login/start?provider=shop&return_to=${encodeURIComponent(home)}`)
    const asked = new URL(first.headers.get('location') ?? '').searchParams
    assert.deepEqual([asked.get('code_challenge_method'), asked.get('redirect_uri'), asked.get('response_type')], ['S256', `${api}/login/callback`, 'code'])
    for (const name of ['state', 'nonce', 'code_challenge']) assert.match(asked.get(name) ?? '', /^[\w-]{43}$/)
    assert.match(first.headers.getSetCookie()[0] ?? '', /^loyalty_login_[\w-]{12}=.*; Max-Age=3600; Path=\/loyalty\/v1\/login; HttpOnly; SameSite=Lax$/)
    const page = await logIn(visitor, 'ada')
    assert.equal(page.url.href, `${shop}/account?tab=points&loyalty_login=done#top`)
    assert.equal(await who(visitor), 'm-ada')
    assert.equal((await ask(visitor, 'balances/list')).status, 200)
    assert.deepEqual(backend.asked.at(-1)?.context.identity, { kind: 'member', memberId: 'm-ada' })
    assert.deepEqual(persons.at(-1), { id: 'shop:ada', provider: 'shop', email: 'ada@example.com', givenName: 'Ада', familyName: 'Байрон' })
    assert.deepEqual([...visitor.jar.values()].filter(({ name }) => name.startsWith('loyalty_login')).length, 1, 'only the one that was never gone through')
  })

  test('takes subjects and members in any script, and an e-mail only where it is verified', async () => {
    const { visitor } = world()
    await logIn(visitor, '王小明')
    assert.equal(await who(visitor), 'участник-1')
    await logIn(world().visitor, 'grace')
    assert.deepEqual(persons.at(-1), { id: 'shop:grace', provider: 'shop' })
  })

  test('of somebody who is no member gives a ticket; with it they join, and are in', async () => {
    const { visitor, login } = world()
    const { url } = await logIn(visitor, 'grace')
    const ticket = url.searchParams.get('loyalty_ticket') ?? ''
    assert.deepEqual([url.searchParams.get('loyalty_login'), await who(visitor)], ['not_enrolled', undefined])
    assert.deepEqual(await login.person(ticket), { id: 'shop:grace', provider: 'shop' })
    assert.equal(await login.person(`${ticket}x`), undefined)
    assert.equal((await write(visitor, 'members/enrol', { ticket: `${ticket}x`, profile: {}, consents: [] })).status, 410)
    const joined = await json(await write(visitor, 'members/enrol', { ticket, profile: {}, consents: [] }))
    assert.deepEqual([joined['session'].memberId, 'token' in joined['session'], await who(visitor)], ['m-new', false, 'm-new'])
  })

  test('says when the person turned back', async () => {
    const { visitor } = world()
    const { url } = await submit(visitor, await begin(visitor), { cancel: 'yes' })
    assert.deepEqual([url.searchParams.get('loyalty_login'), url.hash, await who(visitor)], ['cancelled', '#top', undefined])
  })

  test('says when it took too long, or was begun in another browser', async () => {
    const { visitor } = world()
    const page = await begin(visitor)
    shift = 11 * 60_000
    try {
      const { url } = await submit(visitor, page, { account: 'ada' })
      assert.deepEqual([url.origin + url.pathname, url.searchParams.get('loyalty_login'), url.searchParams.get('tab'), await who(visitor)], [`${shop}/account`, 'expired', 'points', undefined])
    } finally {
      shift = 0
    }
    const [one, other] = [world(), world()]
    const stolen = await one.visitor.visit((await begin(one.visitor)).url, posted({ account: 'ada' }), (url) => url.pathname.endsWith('/callback'))
    const { url } = await other.visitor.visit(stolen.url, {}, atShop)
    assert.deepEqual([url.href, await who(other.visitor)], [`${shop}/?loyalty_login=expired`, undefined])
  })

  test('a way back works once', async () => {
    const { visitor } = world()
    const callback = await visitor.visit((await begin(visitor)).url, posted({ account: 'ada' }), (url) => url.pathname.endsWith('/callback'))
    await visitor.visit(callback.url, {}, atShop)
    assert.equal(await who(visitor), 'm-ada')
    assert.equal((await visitor.visit(callback.url, {}, atShop)).url.searchParams.get('loyalty_login'), 'expired')
  })

  test('what was changed on the way back is not believed', async () => {
    const tamper: Record<string, (callback: URL, visitor: Visitor) => void> = {
      'another code': (callback) => callback.searchParams.set('code', 'made-up'),
      'another issuer': (callback) => callback.searchParams.set('iss', 'https://evil.example'),
      'a cookie that somebody else made': (_, { jar }) => {
        for (const [key, cookie] of jar) if (cookie.name.startsWith('loyalty_login')) jar.set(key, { ...cookie, value: cookie.value.replace(/\.[^.]*$/, `.${'A'.repeat(43)}`) })
      },
      'another state': (callback) => callback.searchParams.set('state', 'x'.repeat(43)),
    }
    for (const [what, change] of Object.entries(tamper)) {
      const { visitor } = world()
      const { url: callback } = await visitor.visit((await begin(visitor)).url, posted({ account: 'ada' }), (url) => url.pathname.endsWith('/callback'))
      change(callback, visitor)
      const { url } = await visitor.visit(callback, {}, atShop)
      assert.ok(['failed', 'expired'].includes(url.searchParams.get('loyalty_login') ?? ''), what)
      assert.equal(await who(visitor), undefined, what)
    }
  })

  test('fails, and says so to the host, where the clocks of both servers are too far apart', async () => {
    const login = world({ clock: () => Date.now() + 25 * 60 * 60_000 })
    const from = reports.length
    const { url } = await logIn(login.visitor, 'ada')
    assert.deepEqual([url.searchParams.get('loyalty_login'), await who(login.visitor), reports.slice(from)], ['failed', undefined, ['A log-in at the provider shop failed.']])
  })

  test('comes back with a failure where the provider is away, and where the host can\'t say who it is', async () => {
    const away = world({ providers: [{ id: 'shop', name: 'Away', issuer: 'http://localhost:1', clientId: 'x' }] })
    assert.equal((await begin(away.visitor)).url.searchParams.get('loyalty_login'), 'failed')
    const broken = world({ find: () => { throw new Error('db') } })
    assert.equal((await logIn(broken.visitor, 'ada')).url.searchParams.get('loyalty_login'), 'failed')
  })

  test('never leads to a page of anybody else', async () => {
    const { visitor } = world()
    for (const page of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', `${shop}.evil.example/`, `http://localhost:4998@evil.example/`, `http://user@localhost:4998/`, '/path', 'data:text/html,x', 'http://localhost:49981/', '', `${shop}\\@evil.example`]) {
      const response = await visitor.send(`${api}/login/start?provider=shop&return_to=${encodeURIComponent(page)}`)
      const to = response.headers.get('location')
      if (to === null) assert.equal(response.status, 400, page)
      else {
        // what a browser reads as a page of the shop may be returned to
        assert.ok(new URL(page).origin === shop, page)
      }
      const out = await visitor.send(`${api}/login/out?id=x&return_to=${encodeURIComponent(page)}`)
      assert.ok(out.status === 400 || new URL(out.headers.get('location') ?? '').origin === shop, page)
    }
    assert.equal((await visitor.send(`${api}/login/start?provider=none`)).status, 404)
    assert.equal((await visitor.send(`${api}/login/nothing`)).status, 404)
    assert.equal((await visitor.send(`${api}/login/start?provider=shop`, { method: 'POST', headers: { origin: shop } })).status, 405)
  })

  test('is ended here and at the provider, and the browser comes back', async () => {
    const { visitor } = world()
    await logIn(visitor, 'ada')
    const { url } = await json(await write(visitor, 'session/end'))
    assert.equal(await who(visitor), undefined)
    const page = await visitor.visit(`${url}&return_to=${encodeURIComponent(home)}`, {}, atShop)
    assert.match(page.text, /Sign out there too/)
    const { action, fields } = formOf(page.text)
    const back = await visitor.visit(action, posted(fields), atShop)
    assert.equal(back.url.href, home)
    assert.equal((await visitor.visit(`${url}&return_to=${encodeURIComponent(home)}`, {}, atShop)).url.href, home, 'the way out is good once')
    assert.ok(provider.asked.includes('/token/revocation'))
  })

  test('log-out everywhere ends every log-in of that member at once, and of nobody else; they may log in again', async () => {
    const { gateway, login } = world()
    const open = () => openVisitor({ [site]: (request) => gateway.fetch(request) })
    const [phone, desk, boris] = [open(), open(), open()]
    await logIn(phone, 'ada')
    await logIn(desk, 'ada')
    await logIn(boris, 'boris')
    assert.equal((await write(phone, 'session/end', { everywhere: true })).status, 200)
    assert.deepEqual([await who(phone), await who(desk), await who(boris)], [undefined, 401, 'm-boris'])
    assert.equal((await ask(desk, 'balances/list')).status, 401)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await logIn(desk, 'ada')
    assert.equal(await who(desk), 'm-ada')
    await login.endAll('m-boris')
    assert.equal(await who(boris), 401)
  })

  test('one who comes after another leaves no log-in of the first', async () => {
    const store = memoryLogins()
    const { visitor, gateway } = world({ store })
    await logIn(visitor, 'ada')
    const first = [...visitor.jar.values()].find(({ name }) => name === 'loyalty_session')?.value ?? ''
    const keep = openVisitor({ [site]: (request) => gateway.fetch(request) })
    keep.jar.set('x', { host: 'localhost', name: 'loyalty_session', value: first, path: '/loyalty/v1' })
    assert.equal(await who(keep), 'm-ada')
    await logIn(visitor, 'boris')
    assert.deepEqual([await who(visitor), await who(keep)], ['m-boris', 401])
  })

  test('is renewed at the provider on the server: nobody is asked; ended there, it ends here', async () => {
    const { visitor } = world()
    await logIn(visitor, 'ada')
    const renewals = () => provider.asked.filter((path) => path === '/token').length
    const from = renewals()
    assert.equal(await who(visitor), 'm-ada')
    assert.equal(renewals(), from, 'not before its time')
    shift = 61 * 60_000
    try {
      const answers = await Promise.all([who(visitor), who(visitor), who(visitor)])
      assert.deepEqual([answers, renewals()], [['m-ada', 'm-ada', 'm-ada'], from + 1], 'once, however many ask')
      shift += 61 * 60_000
      await provider.revokeAll()
      assert.equal(await who(visitor), 401)
    } finally {
      shift = 0
    }
    assert.equal(await who(visitor), 401, 'and stays so')
  })

  test('a provider that is away signs nobody out', async () => {
    const brief = await startIdentityProvider({ gateway: `${site}/loyalty` })
    const { visitor } = world({ providers: [{ id: 'shop', name: 'Brief', issuer: brief.issuer, clientId: brief.clientId, clientSecret: brief.clientSecret }] })
    await logIn(visitor, 'ada')
    await brief.close()
    shift = 50 * 60_000 + 11 * 60_000
    try {
      const from = reports.length
      assert.deepEqual([await who(visitor), reports.slice(from)], ['m-ada', ['A provider could not be asked whether a log-in still stands; it is believed for now.']])
    } finally {
      shift = 0
    }
  })

  test('a log-out that the provider tells of ends the log-in; one that anybody else tells of does not', async () => {
    const { visitor, gateway } = world()
    await logIn(visitor, 'ada')
    const tell = (token: string, to = 'shop') => gateway.fetch(new Request(`${api}/login/told/${to}`, { method: 'POST', body: new URLSearchParams({ logout_token: token }), headers: { 'content-type': 'application/x-www-form-urlencoded' } }))
    const forged = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: provider.issuer, sub: 'ada', aud: 'shop', iat: Math.floor(Date.now() / 1_000), jti: 'x', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }))}.`
    assert.deepEqual([(await tell(forged)).status, (await tell('')).status, (await tell(forged, 'none')).status, await who(visitor)], [400, 400, 404, 'm-ada'])
  })

  test('needs cookies, a finder, and addresses that hold', () => {
    const good = { url: 'https://shop.example/loyalty', secret: 'x'.repeat(32), find: () => null, providers: [{ id: 'a', name: 'A', issuer: 'https://id.example', clientId: 'c' }] }
    for (const wrong of [{ url: 'http://shop.example' }, { secret: 'short' }, { secret: [] }, { find: undefined }, { providers: [] }, { providers: [...good.providers, ...good.providers] }, { providers: [{ ...good.providers[0], issuer: 'http://id.example' }] }, { providers: [{ ...good.providers[0], id: 'a b' }] }, { home: 'javascript:x' }, { life: 1 }, { store: {} }])
      assert.throws(() => createLogin({ ...good, ...wrong } as unknown as LoginOptions), { code: 'invalid_option' }, JSON.stringify(wrong))
    assert.throws(() => createGateway({ backend: fakeBackend(), login: createLogin(good), origins: [], cookies: false }), { code: 'invalid_option' })
  })
})
