/** `loyaltykit-conformance` as a merchant runs it: a process of its own against servers on sockets, good ones and such with a planted mistake. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { serve, type Served } from '@loyaltykit/gateway/node'
import { contractChecks } from './src/contract/contract.ts'
import { sandboxSubject } from './src/sandbox-subject.ts'
import { createTestMode } from '../../examples/own-backend/test-mode.ts'

const bin = new URL('./src/conformance/bin.ts', import.meta.url).pathname
const ownHooks = new URL('../../examples/own-backend/hooks.mjs', import.meta.url).pathname
const sandboxHooks = new URL('./test-support/sandbox-hooks.mjs', import.meta.url).pathname
const shop = 'https://shop.example'

interface Told {
  readonly counts: { readonly passed: number; readonly failed: number; readonly leftOut: number }
  readonly failures: readonly { readonly check: string; readonly expected: string; readonly came?: { readonly method: string; readonly path: string; readonly status?: number }; readonly todo: string }[]
  readonly leftOut: readonly { readonly check: string; readonly needs: readonly string[] }[]
  readonly groups: Readonly<Record<string, { readonly mark?: string; readonly passed: number }>>
  readonly head: string
  readonly row: string
}

/** Runs the command. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=loyaltykit-source', '--no-warnings', bin, ...args], { env: { ...process.env, ...env }, maxBuffer: 20_000_000 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

/** The same, with the report as data. */
async function check(args: readonly string[], env?: Record<string, string>): Promise<Told & { readonly code: number; readonly out: string }> {
  const { code, out, err } = await run([...args, '--json'], env)
  assert.equal(err, '')
  return { ...(JSON.parse(out) as Told), code, out }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const briefly = ({ failures }: Told) => failures.map((failure) => `${failure.check}: ${failure.expected} ${JSON.stringify(failure.came)}`).join('\n')

/** The gateway on a sandbox; all that a subject can do beside its backend stands beside the API. */
async function serveSandbox(): Promise<Served> {
  const subject = sandboxSubject()
  const { sandbox, backend: _backend, signUp: _signUp, codeFor, cart: _cart, dispose: _dispose, ...means } = subject
  const gateway = createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: [shop], basePath: '/loyalty', clock: () => sandbox.now(), onReport: () => {} })
  return serve({
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url)
      if (!pathname.startsWith('/test/')) return gateway.fetch(request)
      if (pathname === '/test/code') {
        const code = await codeFor?.({ kind: 'email', value: searchParams.get('identifier') ?? '' })
        return code ? Response.json({ code }) : new Response('', { status: 404 })
      }
      if (pathname === '/test/means') return Response.json(Object.keys(means))
      const mean = Object.entries(means).find(([name]) => pathname === `/test/means/${name}`)?.[1] as ((...told: readonly unknown[]) => unknown) | undefined
      return mean ? Response.json((await mean(...((await request.json()) as unknown[]))) ?? null) : new Response('', { status: 404 })
    },
  })
}

// each test is a process or two that makes thousands of calls: on a busy machine it takes longer than a test may otherwise
const patience = { timeout: 180_000 }
const whole = { timeout: 900_000 }

describe('the gateway on a sandbox', whole, () => {
  const served: Served[] = []
  const open = async () => {
    const one = await serveSandbox()
    served.push(one)
    return one
  }
  after(async () => {
    await Promise.all(served.map((one) => one.close()))
  })

  for (const carrier of ['bearer', 'cookie']) {
    test(`passes everything, with the log-in as ${carrier}`, patience, async (t) => {
      const [one, two] = [await open(), await open()]
      const told = await check([`${one.url}/loyalty`, '--name', 'http(gateway(sandbox))', '--code-url', `${one.url}/test/code`, '--hooks', sandboxHooks, '--another', `${two.url}/loyalty`, '--origin', shop, '--carrier', carrier], { TEST_URL: one.url })
      assert.equal(briefly(told), '')
      assert.equal(told.code, 0)
      assert.deepEqual(told.leftOut, [])
      assert.ok(told.counts.passed > 150, `only ${told.counts.passed} checks`)
      for (const [group, { mark = 'proved' }] of Object.entries(told.groups)) assert.ok(['proved', 'absent'].includes(mark) || !contractChecks.some((one) => one.group === group), `${group} is ${mark}`)
      t.diagnostic(`${told.counts.passed} passed`)
    })
  }

  test('says what would enable what was left out', patience, async () => {
    const one = await open()
    const { code, out } = await run([`${one.url}/loyalty`, '--code-url', `${one.url}/test/code`, '--group', 'session,members'])
    assert.equal(code, 0, out)
    assert.match(out, /\n {2}advance of --hooks\n(?: {4}session .*\n)* {4}session refuses an old code\n/)
    assert.match(out, /\| backend \| program \|.*\n\| --- .*\n\| http.* \| \? \| \(✓\) \| (\(✓\)|✓) \| \? \|/)
    assert.match(out, /\n\d+ passed, 0 failed, \d+ left out\n$/)
  })
})

describe('a server of a merchant\'s own', whole, () => {
  const { server, till } = createTestMode()
  const second = createTestMode()
  let url = ''
  let env = {}
  let another = ''
  before(async () => {
    const address = await listen(server)
    url = `${address}/loyalty`
    env = { TILL_URL: await listen(till) }
    another = `${await listen(second.server)}/loyalty`
  })
  after(() => {
    for (const one of [server, till, second.server]) one.close().closeAllConnections()
  })
  const newToken = async () => ((await (await fetch(`${(env as { TILL_URL: string }).TILL_URL}/join`, { method: 'POST', body: '{}' })).json()) as { token: string }).token

  test('passes all that is about the groups it has', patience, async (t) => {
    const told = await check([url, '--hooks', ownHooks, '--another', another, '--origin', shop], env)
    assert.equal(briefly(told), '')
    assert.equal(told.code, 0)
    assert.match(told.row, /^\| \S+ \| ✓ \| – \| – \| ✓ \| ✓ \| – \| \(✓\) \| – /, 'it can neither block a member nor move its clock, so offers are proved in part')
    t.diagnostic(`${told.counts.passed} passed, ${told.counts.leftOut} about groups it has not got`)
  })

  test('passes with the tokens of three members, used again and again', patience, async () => {
    const tokens = await Promise.all([1, 2, 3].map(newToken))
    const told = await check([url, ...tokens.flatMap((token) => ['--token', token])])
    assert.equal(briefly(told), '')
    assert.equal(told.code, 0)
    assert.ok(told.leftOut.some(({ needs }) => needs.includes('purchase of --hooks')))
    for (const token of tokens) assert.ok(!told.out.includes(token))
  })

  test('two tokens leave out what needs a third member; none, what needs any', patience, async () => {
    const tokens = await Promise.all([1, 2].map(newToken))
    const two = await check([url, ...tokens.flatMap((token) => ['--token', token])])
    assert.equal(briefly(two), '')
    const none = await check([url, '--origin', shop])
    assert.equal(briefly(none), '')
    assert.ok(none.counts.passed < two.counts.passed)
    assert.ok(none.leftOut.some(({ needs }) => needs[0]?.startsWith('members: --code-url')))
    assert.equal(none.groups['balances']?.mark, 'untried')
  })

  test('takes tokens from a command, and stops where it makes no fresh ones', patience, async () => {
    const command = `${process.execPath} -e "fetch('${(env as { TILL_URL: string }).TILL_URL}/join',{method:'POST',body:'{}'}).then(r=>r.json()).then(a=>console.log(a.token))"`
    const told = await check([url, '--token-command', command, '--group', 'balances'])
    assert.equal(briefly(told), '')
    assert.equal(told.groups['balances']?.mark, 'partly')
    const { code, err } = await run([url, '--token-command', 'echo same-token', '--group', 'offers'])
    assert.deepEqual([code, /the same token twice/.test(err)], [2, true])
  })

  interface Passing { path: string; headers: IncomingHttpHeaders; body: string; status: number; type: string }
  interface Fault { readonly caughtBy: RegExp; readonly before?: (asked: Passing) => void; readonly after?: (answered: Passing, asked: Passing) => void }
  const seen: string[] = []
  const joined = new Set<string>()
  const faults: Readonly<Record<string, Fault>> = {
    'answers JSON as text/plain': { caughtBy: /^balances\.list answers what openapi\.json promises/, after: (answered) => { answered.type = answered.type.replace('application/json', 'text/plain') } },
    'counts points in fractions': { caughtBy: /^balances\.list answers what openapi\.json promises/, after: (answered) => { answered.body = answered.body.replace(/"available":(-?\d+)/g, '"available":$1.5') } },
    'forgets keys': { caughtBy: /^offers\.activate answers a key of one call to no other/, before: ({ headers }) => { if (/^[!-~]{1,200}$/.test(String(headers['idempotency-key'] ?? ''))) headers['idempotency-key'] = crypto.randomUUID() } },
    'needs no keys': { caughtBy: /^http refuses a write without an `Idempotency-Key`/, before: ({ headers }) => { headers['idempotency-key'] ??= crypto.randomUUID() } },
    'gives everybody the data of the member who came first': {
      caughtBy: /^balances counts a purchase for the one who bought, and for nobody else/,
      before: ({ headers }) => {
        const { authorization } = headers
        if (!/^Bearer [0-9a-f-]{36}$/.test(authorization ?? '')) return
        if (!seen.length) seen.push(authorization ?? '')
        headers.authorization = seen[0]
      },
    },
    'takes unknown tokens for a member': { caughtBy: /^balances\.list is not for guests, nor for a made-up token/, before: ({ headers }) => { if (headers.authorization && !/^Bearer [0-9a-f-]{36}$/.test(headers.authorization)) headers.authorization = `Bearer ${known}` } },
    'takes a token from the address': { caughtBy: /^http takes who it is from the token alone/, before: ({ path, headers }) => { const token = new URL(path, 'http://x').searchParams.get('token'); if (token) headers.authorization = `Bearer ${token}` } },
    'shows error pages of HTML': { caughtBy: /^http answers an unknown address with a problem/, after: (answered) => { if (answered.status >= 400) { answered.type = 'text/html'; answered.body = '<!doctype html><h1>Oops</h1>' } } },
    'ignores cursors': { caughtBy: /^activity gives page by page what it gives at once/, before: (asked) => { asked.path = asked.path.replace(/cursor=[^&]*&?/, '') } },
    'answers 404 for what it lacks': { caughtBy: /^http answers 501 `unsupported` for every call that it lacks/, after: (answered) => { if (answered.status === 501) { answered.status = 404; answered.body = answered.body.replaceAll('unsupported', 'not_found').replace('501', '404') } } },
    'fails on a body that is no JSON': { caughtBy: /^http refuses a body that is no JSON document/, after: (answered) => { if (answered.body.includes('is not JSON')) { answered.status = 502; answered.body = answered.body.replaceAll('invalid_input', 'backend_failed').replace('400', '502') } } },
    'lets caches keep a member\'s answers': { caughtBy: /^http lets nobody keep what is a member's/, after: (answered) => { answered.headers = { ...answered.headers, 'cache-control': 'max-age=60' } } },
    'lets every page call': { caughtBy: /^http lets pages of the allowed origins call, and no others/, after: (answered, { headers }) => { if (headers.origin) answered.headers = { ...answered.headers, 'access-control-allow-origin': headers.origin } } },
    'ignores the language': { caughtBy: /^program answers in the language asked for/, before: (asked) => { asked.path = asked.path.replace(/locale=\w+/, 'locale=en') } },
    'has no programme any more': { caughtBy: /^program\.get answers what openapi\.json promises/, after: (answered, { path }) => { if (path.includes('program/get') && answered.status === 200) answered.body = '{"id":"club"}' } },
  }
  let known = ''

  for (const [fault, { caughtBy, before: alter, after: spoil }] of Object.entries(faults)) {
    test(`is caught when it ${fault}`, patience, async (t) => {
      known = await newToken()
      const target = url.replace('/loyalty', '')
      const proxy = createServer((request, response) => {
        void (async () => {
          const chunks: Buffer[] = []
          for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
          const asked: Passing = { path: request.url ?? '', headers: { ...request.headers }, body: '', status: 0, type: '' }
          joined.add(/^Bearer ([0-9a-f-]{36})$/.exec(request.headers.authorization ?? '')?.[1] ?? 'a token that is not there')
          alter?.(asked)
          const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, 'accept-encoding': _____, ...headers } = asked.headers
          const sent = ['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(request.method ?? '') ? {} : { body: Buffer.concat(chunks) }
          const real = await fetch(target + asked.path, { method: request.method ?? 'GET', headers: headers as Record<string, string>, ...sent })
          const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, 'keep-alive': _alive, ...kept } = Object.fromEntries(real.headers)
          const answered: Passing = { path: asked.path, headers: kept, body: await real.text(), status: real.status, type: kept['content-type'] ?? '' }
          spoil?.(answered, asked)
          response.writeHead(answered.status, { ...(answered.headers as Record<string, string>), ...(answered.type ? { 'content-type': answered.type } : {}) }).end(answered.body)
        })().catch((error: unknown) => response.writeHead(599).end(String(error)))
      })
      t.after(() => proxy.close().closeAllConnections())
      seen.length = 0
      const told = await check([`${await listen(proxy)}/loyalty`, '--hooks', ownHooks, '--origin', shop, '--group', /^\^(\w+)/.exec(caughtBy.source)?.[1] ?? ''], env)
      const caught = told.failures.find((failure) => caughtBy.test(failure.check))
      assert.ok(caught, `${String(caughtBy)} passed; these failed:\n${briefly(told) || 'none'}`)
      assert.ok(caught.came?.path && caught.todo, 'it says what came and what to do')
      assert.equal(told.code, 1)
      for (const token of joined) assert.ok(!told.out.includes(token), 'no token of a member is shown')
      t.diagnostic(`${told.counts.passed} passed, ${told.counts.failed} failed`)
    })
  }

  test('is told from one that is not there, and from an address without the API', patience, async () => {
    const gone = createServer()
    const nowhere = await listen(gone)
    gone.close()
    for (const [address, words] of [[nowhere, /Nobody answers at/], [url.replace('/loyalty', ''), /is not there: it answered 404/]] as const) {
      const { code, out, err } = await run([address])
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, words)
    }
  })
})
