import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { errorCodes, isLoyaltyError, LoyaltyError, withDeadline, type Context, type ErrorCode, type WriteContext } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import { http, type HttpOptions } from './http.ts'
import { table } from './http/table.ts'

const base = 'https://api.example/loyalty'

const context = (more: Partial<WriteContext> = {}): WriteContext =>
  ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: 'key-1', ...more })

interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly credentials: string
  readonly body: string
}

/** An adapter whose calls are answered by `answer` and noted. */
function adapter(answer: (sent: Sent) => Response | Promise<Response> = () => Response.json({}), options: Partial<HttpOptions> = {}) {
  const sent: Sent[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    const one = { url: request.url, method: request.method, headers: Object.fromEntries(request.headers), credentials: request.credentials, body: await request.text() }
    sent.push(one)
    return answer(one)
  }
  return { backend: http({ url: base, fetch, ...options }), sent }
}

const failure = async (call: Promise<unknown>): Promise<LoyaltyError> => {
  const error = await call.then(() => assert.fail('it should fail'), (thrown: unknown) => thrown)
  assert.ok(isLoyaltyError(error), String(error))
  return error
}

/** A server of one answer, closed after the tests. */
const servers: ReturnType<typeof createServer>[] = []
async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
after(() => servers.forEach((server) => { server.closeAllConnections(); server.close() }))

test('the table of calls is the port', () => {
  const port = Object.fromEntries(Object.entries(operations).map(([group, methods]) =>
    [group, Object.entries(methods as Record<string, Operation>).map(([method, { kind }]) => method + { read: '', query: '?', write: '!' }[kind]).join(' ')]))
  assert.deepEqual({ ...table }, { ...port, stream: 'open~' })
})

describe('a call', () => {
  test('that reads is a simple GET with everything in its address', async () => {
    const { backend, sent } = adapter(() => Response.json({ items: [] }))
    assert.deepEqual(await backend.activity.list({ limit: 5, currency: 'a b&c', cursor: undefined }, context({ locale: 'ru' })), { items: [] })
    assert.deepEqual(sent, [{ url: `${base}/v1/activity/list?limit=5&currency=a+b%26c&locale=ru`, method: 'GET', headers: {}, credentials: 'same-origin', body: '' }])
  })

  test('for a snapshot has one address, whatever the order of its parts, so that a preload is found', async () => {
    const { backend, sent } = adapter()
    await backend.snapshot.get({ parts: ['program', 'balances'] }, context())
    await backend.snapshot.get({ parts: ['balances', 'program'] }, context())
    assert.deepEqual(sent.map(({ method, url }) => [method, url]), Array.from({ length: 2 }, () => ['GET', `${base}/v1/snapshot/get?parts=balances,program&locale=en`]))
  })

  test('with carts is a POST without a key', async () => {
    const { backend, sent } = adapter()
    const carts = [{ id: 'c', currency: 'EUR', items: [] }]
    await backend.snapshot.get({ parts: ['quotes'], carts }, context())
    await backend.quotes.quote({ carts }, context())
    assert.deepEqual(sent.map(({ method, url, headers, body }) => [method, url, headers, JSON.parse(body)]), [
      ['POST', `${base}/v1/snapshot/get?locale=en`, { 'content-type': 'application/json' }, { parts: ['quotes'], carts }],
      ['POST', `${base}/v1/quotes/quote?locale=en`, { 'content-type': 'application/json' }, { carts }],
    ])
  })

  test('that acts is a POST with the key of the intent, sent once', async () => {
    const { backend, sent } = adapter(() => new Response('', { status: 503, headers: { 'retry-after': '1' } }))
    await failure(backend.giftCards.check({ number: '1234' }, context()))
    assert.deepEqual(sent.map(({ method, url, headers, body }) => [method, url, headers['idempotency-key'], headers['content-type'], headers['loyaltykit-session'], body]),
      [['POST', `${base}/v1/gift-cards/check?locale=en`, 'key-1', 'application/json', undefined, '{"number":"1234"}']])
  })

  test('that sends facts outlives its page and carries no log-in of the page', async () => {
    const asked: { keepalive: boolean; credentials: string; authorization: string | null; key: string | null }[] = []
    const backend = http({ url: base, credentials: 'include', token: 'of-the-page', fetch: async (input, init) => {
      const { keepalive, credentials, headers } = new Request(input, init)
      asked.push({ keepalive, credentials, authorization: headers.get('authorization'), key: headers.get('idempotency-key') })
      return Response.json({})
    } })
    await backend.events.send({ facts: [] }, context())
    assert.deepEqual(asked, [{ keepalive: true, credentials: 'omit', authorization: null, key: 'key-1' }])
  })

  test('says what it means on a page whose Prototype.js makes texts of lists', async () => {
    const lists = Array.prototype as unknown as { toJSON?: () => string }
    const input = { carts: [{ id: 'c1', currency: 'EUR', items: [{ sku: 'a "b"', quantity: 1, price: 100, categories: ['shoes', 'boots'] }], codes: [] }] }
    const { backend, sent } = adapter(() => Response.json({ quotes: [] }))
    lists.toJSON = () => 'a text'
    try {
      await backend.quotes.quote(input, context())
      await backend.snapshot.get({ parts: ['balances'], ...input }, context())
      await backend.referrals.lookUp({ code: 'A&B' }, context())
      await backend.redemptions.hold({ cart: input.carts[0]!, currency: 'bonus', amount: 10 }, context())
    } finally {
      delete lists.toJSON
    }
    assert.deepEqual(sent.map(({ body }) => (body ? (JSON.parse(body) as unknown) : undefined)), [input, { parts: ['balances'], ...input }, undefined, { cart: input.carts[0], currency: 'bonus', amount: 10 }])
    assert.match(sent[2]!.url, /code=A%26B/)
  })

  test('calls fetch as a function: a browser refuses it as a method of anything', async () => {
    const asked: string[] = []
    const strict = async function (this: unknown, input: RequestInfo | URL) {
      if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation')
      asked.push(String(input instanceof Request ? input.url : input))
      return Response.json({})
    }
    const backend = http({ url: base, fetch: strict as typeof globalThis.fetch })
    await backend.offers.list({}, context())
    await backend.session.end({}, context())
    assert.equal(asked.length, 2)
  })

  test('may be answered null', async () => {
    assert.equal(await adapter(() => Response.json(null)).backend.session.current({}, context()), null)
  })
})

describe('who calls', () => {
  const identity = { kind: 'token', token: 'session' } as const
  const authorization = async (options: Partial<HttpOptions>, who: Context['identity']) => {
    const { backend, sent } = adapter(undefined, options)
    await backend.offers.list({}, context({ identity: who }))
    await backend.offers.activate({ offerId: 'x' }, context({ identity: who }))
    assert.equal(sent[0]?.headers['authorization'], sent[1]?.headers['authorization'])
    return sent[0]?.headers['authorization']
  }

  test('is a guest, the bearer of a session, or whom the page signed in', async () => {
    assert.equal(await authorization({}, { kind: 'guest' }), undefined)
    assert.equal(await authorization({}, identity), 'Bearer session')
    assert.equal(await authorization({ token: 'host' }, { kind: 'ambient' }), 'Bearer host')
    assert.equal(await authorization({ token: async () => 'fresh' }, { kind: 'ambient' }), 'Bearer fresh')
    assert.equal(await authorization({ token: 'host' }, identity), 'Bearer session')
    assert.equal(await authorization({ token: 'host' }, { kind: 'guest' }), undefined)
  })

  test('by cookie: asks the gateway to keep new tokens there', async () => {
    const { backend, sent } = adapter(undefined, { credentials: 'include' })
    await backend.session.end({}, context())
    await backend.offers.list({}, context())
    assert.deepEqual(sent.map(({ credentials, headers }) => [credentials, headers['loyaltykit-session']]), [['include', 'cookie'], ['include', undefined]])
  })

  test('says what its caller must hold, and whether the transport carries the log-in', () => {
    const kind = (options: Partial<HttpOptions>) => { const { name, credential, ambient } = adapter(undefined, options).backend; return [name, credential, ambient] }
    assert.deepEqual(kind({}), [base, 'publishable', false])
    assert.deepEqual(kind({ token: 't' }), [base, 'shopper-token', true])
    assert.deepEqual(kind({ credentials: 'include' }), [base, 'shopper-token', true])
  })

  test('a page whose token function fails is tried again; its own refusal stands', async () => {
    const fail = (error: unknown) => failure(adapter(undefined, { token: () => Promise.reject(error) }).backend.offers.list({}, context({ identity: { kind: 'ambient' } })))
    assert.equal((await fail(new Error('x'))).code, 'network')
    assert.equal((await fail(new LoyaltyError('unauthenticated', 'Sign in.'))).code, 'unauthenticated')
  })
})

describe('a problem', () => {
  const problem = (body: unknown, headers: Record<string, string> = {}, status = 400) =>
    failure(adapter(() => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } })).backend.offers.list({}, context()))

  for (const code of errorCodes) {
    test(`of code ${code} keeps it, its words and its details`, async () => {
      const details = { issues: [{ path: 'a.0', message: 'is missing' }], retryAt: '2026-11-22T10:00:00Z' }
      const error = await problem({ type: `urn:loyaltykit:problem:${code}`, status: 400, code, detail: 'Words.', retryable: true, details: { ...details, extra: 1 } })
      assert.deepEqual([error.code, error.message, error.retryable, error.details], [code, 'Words.', true, details])
    })
  }

  test('tells when to come back: its own time before the header', async () => {
    const told = { code: 'rate_limited', detail: 'Later.', retryable: true }
    const own = await problem({ ...told, details: { retryAt: '2026-11-22T10:00:00Z' } }, { 'retry-after': '5' })
    assert.equal(own.details?.retryAt, '2026-11-22T10:00:00Z')
    const byHeader = await problem(told, { 'retry-after': '5' })
    assert.ok(Math.abs(Date.parse(byHeader.details?.retryAt ?? '') - Date.now() - 5_000) < 1_000)
    const byDate = await problem(told, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() })
    assert.ok(Math.abs(Date.parse(byDate.details?.retryAt ?? '') - Date.now() - 60_000) < 2_000)
  })

  for (const junk of ['soon', '-5', '0', '86401', '1e3', '99999999999999999999', 'Wed, 21 Oct 1970 07:28:00 GMT', '5; drop'])
    test(`with Retry-After ${junk} says nothing about time`, async () => {
      assert.equal((await problem({ code: 'rate_limited', detail: 'x', retryable: true }, { 'retry-after': junk }, 429)).details, undefined)
    })

  for (const [name, body] of Object.entries({ 'an unknown code': { code: 'evil', detail: 'x', retryable: true }, 'no words': { code: 'conflict', retryable: false }, 'wrong details': { code: 'conflict', detail: 'x', retryable: false, details: { issues: 'x' } }, 'half a body': '{"code":' }))
    test(`with ${name} is judged by its status`, async () => {
      const error = await problem(body, {}, 403)
      assert.deepEqual([error.code, error.details], ['forbidden', undefined])
    })
})

describe('any other answer', () => {
  const statuses: Record<number, ErrorCode> = {
    400: 'invalid_input', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 405: 'bad_response', 408: 'timeout', 409: 'conflict', 410: 'expired', 418: 'bad_response', 422: 'invalid_input', 429: 'rate_limited',
    500: 'backend_failed', 501: 'unsupported', 502: 'backend_failed', 503: 'backend_failed', 504: 'timeout', 304: 'bad_response',
  }
  for (const [status, code] of Object.entries(statuses))
    test(`of status ${status} is ${code}`, async () => {
      const body = status === '304' ? null : '<h1>Error</h1>'
      const error = await failure(adapter(() => new Response(body, { status: Number(status), headers: { 'content-type': 'text/html', 'retry-after': '7' } })).backend.offers.list({}, context()))
      assert.equal(error.code, code)
      assert.ok(error.details?.retryAt)
    })

  test('that failed is a failure, though it is JSON', async () => {
    const { backend } = adapter(() => Response.json([{ message: 'Internal error' }], { status: 500 }))
    assert.equal((await failure(backend.offers.list({}, context()))).code, 'backend_failed')
    assert.equal((await failure(backend.session.end({}, context()))).code, 'backend_failed')
  })

  const unusable: Record<string, () => Response> = {
    'a page of HTML': () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
    'JSON by another name': () => new Response('{}', { headers: { 'content-type': 'application/jsonp' } }),
    'no content': () => new Response(null, { status: 204 }),
    'an empty body': () => new Response('', { headers: { 'content-type': 'application/json' } }),
    'half of JSON': () => new Response('{"items":[', { headers: { 'content-type': 'application/json' } }),
    'JSON of 65 levels': () => new Response('['.repeat(65) + ']'.repeat(65), { headers: { 'content-type': 'application/json' } }),
    'JSON of 500,000 levels': () => new Response('['.repeat(500_000) + ']'.repeat(500_000), { headers: { 'content-type': 'application/json' } }),
  }
  for (const [name, answer] of Object.entries(unusable))
    test(`${name} is bad_response`, async () => {
      const { backend } = adapter(answer)
      assert.equal((await failure(backend.offers.list({}, context()))).code, 'bad_response')
      assert.equal((await failure(backend.session.end({}, context()))).code, 'bad_response')
    })

  test('of 64 levels is fine', async () => {
    const { backend } = adapter(() => new Response('['.repeat(64) + ']'.repeat(64), { headers: { 'content-type': 'application/json; charset=utf-8' } }))
    assert.ok(await backend.offers.list({}, context()))
  })

  test('over 2 MB is stopped while it comes', async () => {
    let sent = 0
    let cancelled = false
    const flood = () => new ReadableStream<Uint8Array>({ pull: (controller) => { sent += 100_000; controller.enqueue(new Uint8Array(100_000).fill(32)); if (sent > 10_000_000) controller.close() }, cancel: () => { cancelled = true } })
    const { backend } = adapter(() => new Response(flood(), { headers: { 'content-type': 'application/json' } }))
    assert.equal((await failure(backend.offers.list({}, context()))).code, 'bad_response')
    assert.ok(cancelled && sent < 2_500_000, `${sent} bytes`)
  })

  test('that comes in pieces cut through characters is whole again', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ valid: true, from: 'Мария 🎁' }))
    const pieces = () => new ReadableStream<Uint8Array>({ start: (controller) => { for (const byte of bytes) controller.enqueue(new Uint8Array([byte])); controller.close() } })
    const { backend } = adapter(() => new Response(pieces(), { headers: { 'content-type': 'application/json' } }))
    assert.deepEqual(await backend.referrals.lookUp({ code: 'x' }, context()), { valid: true, from: 'Мария 🎁' })
  })
})

describe('no answer', () => {
  test('is network, whether nobody listens or the line breaks', async () => {
    const broken = await serverOf((_request, response) => { response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }); response.write('{"a":'); setTimeout(() => response.destroy(), 20) })
    for (const url of ['http://127.0.0.1:9', broken]) {
      assert.equal((await failure(http({ url }).offers.list({}, context()))).code, 'network')
      const write = await failure(http({ url }).session.end({}, context()))
      assert.deepEqual([write.code, write.retryable], ['network', true])
    }
  })

  test('is aborted when nobody waits any more', async () => {
    const silent = await serverOf(() => {})
    for (const call of ['read', 'write']) {
      const gone = new AbortController()
      const backend = http({ url: silent })
      const failed = failure(call === 'read' ? backend.offers.list({}, context({ signal: gone.signal })) : backend.session.end({}, context({ signal: gone.signal })))
      setTimeout(() => gone.abort(), 30)
      assert.equal((await failed).code, 'aborted')
    }
  })

  /** Sends a byte now and then for ever; tells when the caller has left. */
  async function dripping() {
    const left = Promise.withResolvers<'left'>()
    const url = await serverOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' '), 5)
      response.on('close', () => { clearInterval(drip); left.resolve('left') })
    })
    return { url, left: left.promise }
  }
  const soon = (milliseconds: number) => new Promise<'still there'>((resolve) => setTimeout(() => resolve('still there'), milliseconds))
  const deadline = (url: string, call: 'read' | 'write', fetch = globalThis.fetch) => {
    const backend = http({ url, fetch })
    return failure(withDeadline(100, undefined, (signal) => call === 'read' ? backend.offers.list({}, context({ signal })) as Promise<unknown> : backend.session.end({}, context({ signal }))))
  }

  for (const call of ['read', 'write'] as const)
    test(`a body that drips is ended by core's deadline, and its connection too: ${call}`, async () => {
      const { url, left } = await dripping()
      const started = performance.now()
      assert.equal((await deadline(url, call)).code, 'timeout')
      assert.ok(performance.now() - started < 1_000)
      assert.equal(await Promise.race([left, soon(1_000)]), 'left')
    })

  test('control: without the signal the connection would drip on', async () => {
    const { url, left } = await dripping()
    await deadline(url, 'read', (input, init) => globalThis.fetch(input, { ...init, signal: null }))
    assert.equal(await Promise.race([left, soon(300)]), 'still there')
  })
})

describe('options', () => {
  const wrong: [string, unknown][] = [
    ['url', undefined], ['url', 'api.example'], ['url', 'http://api.example'], ['url', 'https://user:pw@api.example'], ['url', 'javascript:alert(1)'], ['url', 'https://api.example?key=1'], ['url', 'https://api.example#x'],
    ['url', '//api.example'], ['url', '/loyalty'], ['groups', ['nothing']], ['groups', ['toString']], ['token', ''], ['token', 5], ['token', 'a\r\nb'], ['token', null],
  ]
  for (const [option, value] of wrong)
    test(`${option}: ${JSON.stringify(value)} is refused at once`, () => {
      assert.throws(() => http({ url: base, [option]: value }), (error: LoyaltyError) => error.code === 'invalid_option' && error.message.includes(`\`${option}\``))
    })

  test('a slash at the end of the address changes nothing', async () => {
    const { backend, sent } = adapter(undefined, { url: `${base}/` })
    await backend.offers.list({}, context())
    assert.equal(sent[0]?.url, `${base}/v1/offers/list?locale=en`)
  })

  test('a path of its own origin is enough in a page', async () => {
    const page = globalThis as { location?: unknown }
    page.location = { href: 'https://shop.example/' }
    try {
      const urls: string[] = []
      const backend = http({ url: '/loyalty', fetch: async (input) => { urls.push(String(input)); return Response.json([]) } })
      await backend.offers.list({}, context())
      assert.deepEqual([backend.name, urls], ['/loyalty', ['/loyalty/v1/offers/list?locale=en']])
    } finally {
      delete page.location
    }
  })

  test('groups narrow what there is; the programme and the snapshot are always there', () => {
    const backend = http({ url: base, groups: ['balances'] })
    assert.deepEqual(Object.keys(backend).sort(), ['ambient', 'balances', 'credential', 'name', 'program', 'snapshot'])
    assert.deepEqual(Object.keys(http({ url: base })).length, 3 + Object.keys(table).length)
  })
})
