import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, mock, test } from 'node:test'
import { isLoyaltyError, type BackendChange, type Context, type Identity } from '@loyaltykit/core'
import { http, type HttpOptions } from '../http.ts'

const change = (id: string, parts: BackendChange['parts'] = ['balances']): BackendChange => ({ id, at: '2026-11-22T10:00:00Z', parts })
const message = (one: unknown, end = '\n') => `id: x${end}data: ${JSON.stringify(one)}${end}${end}`

/** A response whose body is these pieces. */
const events = (...pieces: (string | Uint8Array)[]) => new Response(new ReadableStream({
  start(controller) {
    for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
    controller.close()
  },
}), { headers: { 'content-type': 'text/event-stream' } })

interface Sent { readonly url: string; readonly init: RequestInit }

function stream(answer: () => Response | Promise<Response>, options: Partial<HttpOptions> = {}) {
  const sent: Sent[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    return answer()
  }) as typeof globalThis.fetch
  const backend = http({ url: 'https://api.example/loyalty', fetch, ...options })
  const stop = new AbortController()
  const context = (identity: Identity = { kind: 'ambient' }): Context => ({ signal: stop.signal, locale: 'ru', identity })
  const read = async (identity?: Identity, input: { after?: string } = {}) => {
    const found: unknown[] = []
    try {
      for await (const one of backend.stream.open(input, context(identity))) found.push((one as { id?: unknown } | null)?.id ?? one)
      return [...found, 'end']
    } catch (error) {
      assert.ok(isLoyaltyError(error), String(error))
      return [...found, error.code]
    }
  }
  return { sent, read, stop, backend, context }
}

describe('what is sent', () => {
  test('says from where to go on, in which language, and who it is', async () => {
    const { read, sent } = stream(() => events(), { credentials: 'include' })
    await read({ kind: 'token', token: 't' }, { after: 'a b/c' })
    assert.equal(sent[0]?.url, 'https://api.example/loyalty/v1/stream/open?after=a+b%2Fc&locale=ru')
    assert.deepEqual([sent[0]?.init.headers, sent[0]?.init.credentials], [{ accept: 'text/event-stream', authorization: 'Bearer t' }, 'include'])
  })

  test('carries the host\'s token, asked for each time; a guest carries none', async () => {
    const token = mock.fn(async () => `t${token.mock.callCount()}`)
    const { read, sent } = stream(() => events(), { token })
    await read()
    await read()
    await read({ kind: 'guest' })
    assert.deepEqual(sent.map(({ init }) => (init.headers as Record<string, string>)['authorization']), ['Bearer t0', 'Bearer t1', undefined])
  })
})

describe('what comes', () => {
  const body = [message(change('1')), ': heartbeat\n\n', 'retry: 100\n\n', `data: {"id":"2",\ndata: "at":"2026-11-22T10:00:00Z","parts":[]}\n\n`, message(change('é€😀'))].join('')

  for (const [name, end] of [['LF', '\n'], ['CRLF', '\r\n'], ['CR', '\r']] as const) {
    test(`is read with line ends of ${name}, wherever it is cut`, async () => {
      const bytes = new TextEncoder().encode(`\uFEFF${body.replaceAll('\n', end)}${end === '\r' ? ':' : ''}`)
      for (const size of [1, 2, 3, 7, 64, bytes.length]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size))
        assert.deepEqual(await stream(() => events(...pieces)).read(), ['1', '2', 'é€😀', 'end'], `pieces of ${size}`)
      }
    })
  }

  test('without its end does not count', async () => {
    assert.deepEqual(await stream(() => events(message(change('1')), `data: ${JSON.stringify(change('2'))}\n`)).read(), ['1', 'end'])
  })

  test('of a kind that is not known is passed over', async () => {
    assert.deepEqual(await stream(() => events(`event: news\ndata: 5\n\n`, message(change('1')))).read(), ['1', 'end'])
  })

  test('as a problem is that failure', async () => {
    const problem = { type: 'urn:loyaltykit:problem:unauthenticated', title: 'x', status: 401, detail: 'Sign in again.', code: 'unauthenticated', retryable: false }
    assert.deepEqual(await stream(() => events(message(change('1')), `event: problem\ndata: ${JSON.stringify(problem)}\n\n`, message(change('2')))).read(), ['1', 'unauthenticated'])
    assert.deepEqual(await stream(() => events('event: problem\ndata: oops\n\n')).read(), ['backend_failed'])
  })

  test('that is no JSON, or endless, is a bad answer', async () => {
    assert.deepEqual(await stream(() => events('data: {oops\n\n')).read(), ['bad_response'])
    assert.deepEqual(await stream(() => events(message(change('1')), 'data: ', ...Array.from({ length: 10 }, () => 'x'.repeat(10_000)))).read(), ['1', 'bad_response'])
    assert.deepEqual(await stream(() => events(...Array.from({ length: 20 }, () => `data: ${'x'.repeat(10_000)}\n`))).read(), ['bad_response'])
  })
})

describe('an answer that is no stream', () => {
  test('fails as a call does', async () => {
    const problem = (status: number, code: string) => Response.json({ type: 'x', title: 'x', status, detail: 'No.', code, retryable: false }, { status, headers: { 'content-type': 'application/problem+json' } })
    assert.deepEqual(await stream(() => problem(501, 'unsupported')).read(), ['unsupported'])
    assert.deepEqual(await stream(() => new Response('', { status: 401 })).read(), ['unauthenticated'])
    assert.deepEqual(await stream(() => new Response('<h1>Log in to the hotel</h1>', { headers: { 'content-type': 'text/html' } })).read(), ['bad_response'])
    assert.deepEqual(await stream(() => Response.json({})).read(), ['bad_response'])
    assert.deepEqual(await stream(() => Promise.reject(new TypeError('offline'))).read(), ['network'])
  })
})

describe('the connection', () => {
  const servers: ReturnType<typeof createServer>[] = []
  const serve = async (listener: RequestListener) => {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  after(() => servers.forEach((server) => { server.closeAllConnections(); server.close() }))

  test('is let go when the signal aborts, and the iteration ends', async () => {
    const gone = Promise.withResolvers<void>()
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(message(change('1')))
      response.on('close', gone.resolve)
    })
    const { backend, context, stop } = stream(() => events(), { url, fetch })
    const changes = backend.stream.open({}, context())[Symbol.asyncIterator]()
    assert.equal((await changes.next()).value?.id, '1')
    const next = changes.next()
    stop.abort()
    assert.deepEqual(await next, { done: true, value: undefined })
    await gone.promise
    assert.deepEqual(await changes.next(), { done: true, value: undefined })
  })

  test('is let go when nobody asks for more', async () => {
    const gone = Promise.withResolvers<void>()
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(message(change('1')))
      response.on('close', gone.resolve)
    })
    const { backend, context } = stream(() => events(), { url, fetch })
    for await (const one of backend.stream.open({}, context())) if (one.id === '1') break
    await gone.promise
  })

  test('that breaks is a failure of the network', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(message(change('1')))
      setTimeout(() => response.destroy(), 20)
    })
    assert.deepEqual(await stream(() => events(), { url, fetch }).read(), ['1', 'network'])
  })

  test('that is silent for a minute, or never begins, is given up; a heartbeat keeps it', async () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    const settled = async () => { for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve)) }
    let controller!: ReadableStreamDefaultController<Uint8Array>
    const { read } = stream(() => new Response(new ReadableStream({ start: (own) => { controller = own } }), { headers: { 'content-type': 'text/event-stream' } }))
    const found = read()
    await settled()
    for (let beat = 0; beat < 5; beat += 1) {
      mock.timers.tick(45_000)
      controller.enqueue(new TextEncoder().encode(':\n\n'))
      await settled()
    }
    controller.enqueue(new TextEncoder().encode(message(change('1'))))
    await settled()
    mock.timers.tick(60_001)
    assert.deepEqual(await found, ['1', 'network'])
    const never = stream(() => events(), { fetch: (_, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))) }).read()
    await settled()
    mock.timers.tick(15_001)
    assert.deepEqual(await never, ['network'])
    mock.timers.reset()
  })
})
