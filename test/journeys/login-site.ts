/** A shop with a log-in of its own: a gateway with sessions at an OpenID Connect provider, and pages with the CDN build. All of it listens. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import type { WriteContext } from '@loyaltykit/core'
import { createChangeFeed, createGateway, createLogin, signMemberToken, type Gateway } from '@loyaltykit/gateway'
import { nodeListener, peerAddress } from '@loyaltykit/gateway/node'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { startIdentityProvider, type IdentityProvider } from '../../packages/gateway/test/identity-provider.ts'

const root = resolve(import.meta.dirname, '../..')
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.map': 'application/json', '.html': 'text/html; charset=utf-8' }
const secret = 'a secret of shop and gateway, 32 bytes'

export interface LoginSite {
  readonly url: string
  readonly provider: IdentityProvider
  readonly sandbox: Sandbox
  /** The member's id of an account at the provider. */
  readonly memberOf: ReadonlyMap<string, string>
  /** One-time codes that the gateway has sent, the newest first. */
  readonly codes: string[]
  /** Whom the shop's own server has logged in: what `/loyalty-token` signs for. */
  customer: string | undefined
  /** How often the shop's server was asked for a token. */
  readonly tokensAsked: () => number
  /** Lets time pass for the gateway, in seconds. */
  pass(seconds: number): void
  /** Ends every log-in of a member, as the desk does. */
  endAll(memberId: string): Promise<void>
  close(): Promise<void>
}

/** A page that shows who is there and what they have. */
const page = (script: string, inside: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/reserve.css">${script}</head>
<body><main><h1>Shop</h1>${inside}<loyalty-balance></loyalty-balance></main></body></html>`

const withCookie = '<script type="module" src="/cdn/loyaltykit.js" data-url="/loyalty" data-credentials="include"></script>'
const withToken = `<script type="module">
  import { start } from '/cdn/loyaltykit.js'
  let kept
  const token = async (ask) => {
    if (!kept || ask?.renew) kept = await (await fetch('/loyalty-token')).text()
    return kept
  }
  globalThis.client = start({ url: '/loyalty', token })
</script>`

export async function startLoginSite(): Promise<LoginSite> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = await startIdentityProvider({
    gateway: `${url}/loyalty`,
    accounts: { ada: { given_name: 'Ада' }, grace: { email: 'grace@example.com', email_verified: true }, '王小明': { given_name: '小明' } },
  })
  const sandbox = createSandbox({ preset: 'fashion', seed: 'login' })
  const memberOf = new Map<string, string>()
  const codes: string[] = []
  const feed = createChangeFeed()
  let shift = 0
  let asked = 0

  const as = (key: string): WriteContext => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: key })
  const program = await sandbox.program.get({}, as(''))
  const consents = (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required }))
  /** The sandbox takes only its own proof of a phone; here the gateway has proved who it is. */
  const ticket = async (phone: string) => {
    const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: phone } }, as(`ask ${phone}`))
    const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, as(`code ${phone}`))
    return verified.outcome === 'not_enrolled' ? verified.ticket : ''
  }
  for (const [index, [account, givenName]] of Object.entries({ 'shop:ada': 'Ада', 'shop:王小明': '小明', 'email:ada@example.com': '' }).entries()) {
    if (!givenName) continue
    const { member } = await sandbox.members.enrol({ ticket: await ticket(`+44770090010${index}`), profile: { givenName }, consents }, as(`join ${account}`))
    memberOf.set(account, member.id)
  }
  memberOf.set('email:ada@example.com', memberOf.get('shop:ada') ?? '')

  const login = createLogin({
    url: `${url}/loyalty`, secret, clock: () => Date.now() + shift,
    find: (person) => memberOf.get(person.id) ?? null,
    providers: [{ id: 'shop', name: 'Shop ID', issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret }],
    tokens: { issuer: url, audience: `${url}/loyalty`, keys: secret },
    codes: { send: ({ code }) => void codes.unshift(code), address: peerAddress },
    onReport: () => {},
  })
  const backend = {
    ...sandbox,
    members: {
      ...sandbox.members,
      enrol: async (input: Parameters<typeof sandbox.members.enrol>[0], context: WriteContext) => {
        const person = await login.person(input.ticket)
        const answer = await sandbox.members.enrol({ ...input, ticket: await ticket(`+4477009002${String(memberOf.size).padStart(2, '0')}`) }, context)
        memberOf.set(person?.id ?? '', answer.member.id)
        return answer
      },
    },
  }
  const gateway: Gateway = createGateway({ backend, login, feed, origins: [], basePath: '/loyalty', onReport: () => {} })
  const loyalty = nodeListener(gateway)

  const site: LoginSite = {
    url, provider, sandbox, memberOf, codes,
    customer: undefined,
    tokensAsked: () => asked,
    pass: (seconds) => void (shift += seconds * 1_000),
    endAll: (memberId) => login.endAll(memberId),
    close: async () => {
      await provider.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  const pages: Readonly<Record<string, string>> = {
    '/': page(withCookie, '<loyalty-login with-log-out-everywhere></loyalty-login><loyalty-enrolment-form></loyalty-enrolment-form>'),
    '/account': page(withCookie, '<loyalty-login with-log-out-everywhere></loyalty-login>'),
    '/token': page(withToken, '<loyalty-login></loyalty-login>'),
  }
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url ?? '/', url)
    if (pathname.startsWith('/loyalty/')) return void loyalty(request, response)
    void (async () => {
      const html = pages[pathname]
      if (html !== undefined) return void response.setHeader('content-type', types['.html'] ?? '').end(html)
      if (pathname === '/loyalty-token') {
        asked += 1
        const { customer } = site
        return void response.end(customer === undefined ? '' : await signMemberToken({ memberId: customer, issuer: url, audience: `${url}/loyalty`, key: secret, claims: { name: '王小明 Мария' }, clock: () => Date.now() + shift }))
      }
      const file = pathname.startsWith('/cdn/') ? join(root, 'packages/cdn/dist', pathname.slice(5)) : pathname === '/reserve.css' ? join(root, 'packages/elements/dist/reserve.css') : undefined
      if (file === undefined) throw new Error('not here')
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream').end(await readFile(file))
    })().catch(() => {
      response.statusCode = 404
      response.end()
    })
  })
  return site
}
