import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { createChangeLog, LoyaltyError, type BackendChange, type Context } from '@loyaltykit/core'
import { createChangeFeed, createGateway, sessionAuthentication, type ChangeFeed, type GatewayOptions } from './index.ts'
import { serve } from './node.ts'
import { fakeBackend, json, now } from '../test/backend.ts'

type Open = (input: { after?: string | undefined }, context: Context) => AsyncIterable<BackendChange>

const pause = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const bearer = { authorization: 'Bearer t' }

/** A gateway on a backend with a stream of its own, or without. */
function live({ open, ...options }: Omit<Partial<GatewayOptions>, 'backend'> & { readonly open?: Open } = {}) {
  const asked: { input: { after?: string | undefined }; context: Context }[] = []
  const log = createChangeLog({ life: 'log', clock: () => now })
  const own: Open = open ?? (({ after }, { signal }) => log.follow({ who: () => 'anna', after, signal }))
  const base = fakeBackend({ 'session.current': (_: unknown, { identity }: Context) => (identity.kind !== 'token' || identity.token === 'bad' ? null : { memberId: identity.token === 'of-another-member' ? 'bob' : 'anna' }) })
  const backend = {
    ...base,
    stream: {
      open(input: { after?: string | undefined }, context: Context) {
        asked.push({ input, context })
        return own(input, context)
      },
    },
  }
  const reports: string[] = []
  const gateway = createGateway({ backend, authenticate: sessionAuthentication(), origins: ['https://shop.example'], clock: () => now, onReport: ({ message }) => reports.push(message), ...options })
  const leave = new AbortController()
  const ask = (query = '', headers: Record<string, string> = bearer, init: RequestInit = {}) => gateway.fetch(new Request(`https://api.example/v1/stream/open${query}`, { headers, signal: leave.signal, ...init }))
  return { gateway, ask, asked, log, reports, leave, base }
}

/** Reads what comes; `text` grows. */
function reading(response: Response) {
  const found = { text: '', ended: false }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  void (async () => {
    for (let text; (text = (await reader?.read())?.value) !== undefined;) found.text += text
    found.ended = true
  })().catch(() => { found.ended = true })
  return Object.assign(found, {
    changes: () => [...found.text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as BackendChange),
    leave: () => reader?.cancel(),
  })
}

describe('a stream', () => {
  test('is server-sent events that nothing on the way keeps back', async () => {
    const { ask, log, asked } = live()
    const response = await ask('?locale=ru')
    assert.equal(response.status, 200)
    assert.deepEqual(['content-type', 'cache-control', 'x-accel-buffering', 'x-content-type-options'].map((name) => response.headers.get(name)), ['text/event-stream', 'no-store, no-transform', 'no', 'nosniff'])
    const found = reading(response)
    await pause()
    log.note([['anna', ['balances', 'tier']], ['bob', ['offers']]])
    await pause()
    assert.equal(found.text, `: open\nretry: 2000\n\nid: log-0\ndata: {"id":"log-0","at":"2026-11-22T10:00:00.000Z","parts":[]}\n\nid: log-1\ndata: {"id":"log-1","at":"2026-11-22T10:00:00.000Z","parts":["balances","tier"]}\n\n`)
    assert.deepEqual([asked[0]?.input, asked[0]?.context.locale, asked[0]?.context.identity], [{}, 'ru', { kind: 'token', token: 't' }])
    await found.leave()
    await pause()
    assert.equal(asked[0]?.context.signal.aborted, true, 'the backend is let go')
  })

  test('is one of a few that a member may have open: one more is refused with a time to come back, until another is left', async () => {
    const { ask } = live({ stream: { most: 2 } })
    const [first, second] = [reading(await ask()), reading(await ask())]
    const refused = await ask()
    assert.deepEqual([refused.status, (await json(refused))['code'], refused.headers.get('retry-after')], [429, 'rate_limited', '30'])
    assert.equal((await ask('', { authorization: 'Bearer of-another-member' })).status, 200)
    await first.leave()
    await pause()
    assert.equal((await ask()).status, 200)
    assert.equal((await ask()).status, 429)
    assert.equal(second.ended, false)
  })

  test('does not count where it could not be opened', async () => {
    let fails = true
    const { ask } = live({ stream: { most: 1 }, open: (_, { signal }) => {
      if (fails) throw new LoyaltyError('backend_failed', 'Not now.')
      return createChangeLog({ life: 'log', clock: () => now }).follow({ who: () => 'anna', after: undefined, signal })
    } })
    for (let tries = 0; tries < 3; tries += 1) assert.equal((await ask()).status, 502)
    fails = false
    assert.equal((await ask()).status, 200)
  })

  test('goes on after `after`, and rather after the id that an EventSource brings back', async () => {
    const { ask, asked } = live()
    reading(await ask('?after=log-0'))
    reading(await ask('?after=log-0', { ...bearer, 'last-event-id': encodeURIComponent('ü 1\n') }))
    reading(await ask('?after=log-0', { ...bearer, 'last-event-id': '%zz' }))
    await pause()
    assert.deepEqual(asked.map(({ input }) => input.after), ['log-0', 'ü 1\n', '%zz'])
  })

  test('is for members: by token or cookie, and a bad log-in is refused before anything is answered', async () => {
    const { ask, asked } = live()
    for (const [headers, status] of [[{}, 401], [{ authorization: 'Bearer bad' }, 401], [bearer, 200], [{ cookie: 'loyalty_session=t' }, 200]] as const) assert.equal((await ask('', headers)).status, status)
    assert.equal((await ask(`?after=${'x'.repeat(201)}`)).status, 400)
    await pause()
    assert.equal(asked.length, 2, 'and nothing is begun before somebody reads')
  })

  test('is read by pages that may: preflight, origin, and no other verb', async () => {
    const { ask, asked } = live()
    const response = await ask('', { ...bearer, origin: 'https://shop.example' })
    assert.deepEqual([response.headers.get('access-control-allow-origin'), response.headers.get('access-control-allow-credentials')], ['https://shop.example', 'true'])
    assert.equal((await ask('', { ...bearer, origin: 'https://evil.example' })).headers.get('access-control-allow-origin'), null)
    const head = await ask('', bearer, { method: 'HEAD' })
    assert.deepEqual([head.status, head.body, head.headers.get('content-type')], [200, null, 'text/event-stream'])
    const post = await ask('', bearer, { method: 'POST' })
    assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
    assert.equal((await ask('', {}, { method: 'OPTIONS' })).status, 204)
    await pause()
    assert.deepEqual(asked.map(({ context }) => context.signal.aborted), [false, false])
  })

  test('says something now and then, and ends after a while, so that the log-in is looked at again', async () => {
    const { ask, asked } = live({ stream: { heartbeat: 20, longest: 400 } })
    const found = reading(await ask())
    for (let tries = 0; tries < 300 && !found.ended; tries += 1) await pause(10)
    assert.ok(found.ended)
    const beats = found.text.match(/^:$/gm)?.length ?? 0
    assert.ok(beats >= 3 && beats <= 20, `${beats} heartbeats`)
    assert.doesNotMatch(found.text, /problem/)
    assert.equal(asked[0]?.context.signal.aborted, true)
  })

  test('that fails says how, and ends', async () => {
    const failing = (error: unknown): Open => async function* () {
      yield { id: '1', at: '2026-11-22T10:00:00Z', parts: ['tier'] }
      throw error
    }
    for (const [error, code, reports] of [[new LoyaltyError('unauthenticated', 'The log-in has ended.'), 'unauthenticated', 0], [new Error('hunter2'), 'backend_failed', 1]] as const) {
      const { ask, reports: told } = live({ open: failing(error) })
      const found = reading(await ask())
      await pause()
      assert.ok(found.ended)
      assert.match(found.text, new RegExp(`\n\nevent: problem\ndata: \\{"type":"urn:loyaltykit:problem:${code}".*\\}\n\n$`))
      assert.doesNotMatch(found.text, /hunter2/)
      assert.equal(told.length, reports)
    }
  })

  test('gives no change that is not what the port promises, and none in a form that breaks the next', async () => {
    const strange = [null, { id: 5 }, { id: '1', at: 'now', parts: [] }, { id: '2', at: '2026-11-22T10:00:00Z', parts: ['secrets'] }, { id: 'a\n\ndata: x', at: '2026-11-22T10:00:00Z', parts: ['tier'], secret: 'hunter2' }]
    const { ask, reports } = live({ open: async function* () { yield* strange as BackendChange[] } })
    const found = reading(await ask())
    await pause()
    assert.deepEqual(found.changes().map(({ id }) => id), ['a\n\ndata: x'])
    assert.match(found.text, /^id: a%0A%0Adata%3A%20x$/m)
    assert.doesNotMatch(found.text, /hunter2/)
    assert.equal(reports.length, 4)
  })

  test('waits for a slow reader instead of piling up', async () => {
    let given = 0
    const { ask } = live({ open: async function* () { for (;;) yield { id: String(given += 1), at: '2026-11-22T10:00:00Z', parts: ['tier'] } } })
    const reader = (await ask()).body?.getReader()
    for (let count = 0; count < 3; count += 1) await reader?.read()
    await pause(20)
    assert.ok(given <= 5, `${given} were made for 2 that were read`)
    await reader?.cancel()
  })

  test('that nobody has is said so', async () => {
    const gateway = createGateway({ backend: fakeBackend(), authenticate: sessionAuthentication(), origins: [] })
    const response = await gateway.fetch(new Request('https://api.example/v1/stream/open', { headers: bearer }))
    assert.deepEqual([response.status, (await json(response))['code']], [501, 'unsupported'])
  })
})

describe('a stream with a feed', () => {
  const member = (feed: ChangeFeed, backend = fakeBackend()) => createGateway({ backend, feed, authenticate: () => ({ kind: 'member', memberId: 'anna' }), origins: [], clock: () => now })
  const open = (gateway: { fetch(request: Request): Promise<Response> }, query = '') => gateway.fetch(new Request(`https://api.example/v1/stream/open${query}`, { headers: bearer }))

  test('alone gives what is published for this member', async () => {
    const feed = createChangeFeed({ clock: () => now })
    const gateway = member(feed)
    const found = reading(await open(gateway))
    await pause()
    await feed.publish({ memberId: 'anna', parts: ['tier'] })
    await feed.publish({ memberId: 'bob', parts: ['balances'] })
    await pause()
    assert.deepEqual(found.changes().map(({ parts }) => parts), [[], ['tier']])
    await found.leave()
    await feed.publish({ memberId: 'anna', parts: ['offers'] })
    const again = reading(await open(gateway, `?after=${encodeURIComponent(found.changes()[1]?.id ?? '')}`))
    await pause()
    assert.deepEqual(again.changes().map(({ parts }) => parts), [['offers']])
  })

  test('must know who listens', async () => {
    const feed = createChangeFeed()
    const gateway = (answers: Record<string, unknown>) => createGateway({ backend: fakeBackend(answers), feed, authenticate: sessionAuthentication(), origins: [] })
    assert.equal((await open(gateway({}))).status, 501)
    assert.equal((await open(gateway({ 'session.current': null }))).status, 401)
    const found = reading(await open(gateway({ 'members.get': { id: 'anna', status: 'active', joinedAt: '2026-11-22T10:00:00Z', profile: {}, consents: [] } })))
    await pause()
    await feed.publish({ memberId: 'anna', parts: ['tier'] })
    await pause()
    assert.deepEqual(found.changes().at(-1)?.parts, ['tier'])
  })

  test('and the backend\'s own are one, and either can break without losing or repeating anything', async () => {
    const feed = createChangeFeed({ clock: () => now })
    const { ask, log } = live({ feed })
    const seen: string[][] = []
    let after = ''
    const say = [
      () => feed.publish({ memberId: 'anna', parts: ['tier'] }),
      () => log.note([['anna', ['balances']]]),
      () => feed.publish({ memberId: 'anna', parts: ['offers'] }),
      () => log.note([['anna', ['activity']]]),
      () => log.note([['anna', ['coupons']]]),
      () => feed.publish({ memberId: 'anna', parts: ['claims'] }),
    ]
    // a connection for every other change, and one change while there is none
    for (let index = 0; index < say.length; index += 2) {
      const found = reading(await ask(after && `?after=${encodeURIComponent(after)}`))
      await pause()
      await say[index]?.()
      await pause()
      await found.leave()
      after = found.changes().at(-1)?.id ?? after
      seen.push(...found.changes().map(({ parts }) => parts).filter(({ length }) => length))
      await say[index + 1]?.()
    }
    const rest = reading(await ask(`?after=${encodeURIComponent(after)}`))
    await pause()
    seen.push(...rest.changes().map(({ parts }) => parts).filter(({ length }) => length))
    assert.deepEqual(seen.flat(), ['tier', 'balances', 'offers', 'activity', 'coupons', 'claims'])
  })

  test('that can\'t go on where one of both stood names all parts once', async () => {
    const feed = createChangeFeed({ clock: () => now })
    for (const after of ['made up', '3.abc', '999.x', '0.log-0', '0.']) {
      const { ask } = live({ feed })
      const found = reading(await ask(`?after=${encodeURIComponent(after)}`))
      await pause()
      assert.ok(found.changes().some(({ parts }) => parts.length === 17), after)
      const again = reading(await ask(`?after=${encodeURIComponent(found.changes().at(-1)?.id ?? '')}`))
      await pause()
      assert.deepEqual(again.changes(), [], `${after}: then it goes on`)
    }
  })

  test('ends with a failure of either, and the other is let go', async () => {
    const signals: AbortSignal[] = []
    const feed: ChangeFeed = {
      publish() {},
      subscribe({ signal }) {
        signals.push(signal)
        return { [Symbol.asyncIterator]: () => ({ next: () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))) }) }
      },
    }
    const { ask } = live({ feed, open: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new LoyaltyError('unauthenticated', 'Over.')) }) }) })
    const found = reading(await ask())
    await pause()
    assert.ok(found.ended)
    assert.match(found.text, /problem:unauthenticated/)
    assert.equal(signals[0]?.aborted, true)
  })
})

describe('the feed in memory', () => {
  test('publishes once for a name, remembers names for an hour, and forgets them then', async () => {
    let time = 0
    const feed = createChangeFeed({ clock: () => time })
    const seen: BackendChange[] = []
    const stop = new AbortController()
    void (async () => { for await (const change of feed.subscribe({ memberId: 'a', signal: stop.signal })) seen.push(change) })()
    for (const [at, once] of [[0, 'x'], [1, 'x'], [2, 'y'], [3_599_000, 'x'], [3_700_000, 'x'], [3_700_000, undefined], [3_700_000, undefined]] as const) {
      time = at
      await feed.publish({ memberId: 'a', parts: ['tier'], ...(once ? { once } : {}) })
      await pause(1)
    }
    assert.deepEqual(seen.filter(({ parts }) => parts.length).map(({ at }) => Date.parse(at)), [0, 2, 3_700_000, 3_700_000, 3_700_000])
    stop.abort()
  })

  test('of another process does not know our ids', async () => {
    const [one, two] = [createChangeFeed(), createChangeFeed()]
    const first = async (feed: ChangeFeed, after?: string) => {
      for await (const change of feed.subscribe({ memberId: 'a', after, signal: new AbortController().signal })) return change
      return undefined
    }
    assert.equal((await first(two, (await first(one))?.id))?.parts.length, 17)
  })
})

describe('over a socket', () => {
  test('a change comes at once, a reader that leaves lets the backend go, and the server lives on', async () => {
    const { gateway, log, asked } = live()
    const served = await serve(gateway)
    const leave = new AbortController()
    const found = reading(await fetch(`${served.url}/v1/stream/open`, { headers: bearer, signal: leave.signal }))
    await pause(50)
    assert.match(found.text, /^: open\nretry: 2000\n\nid: log-0\n/, 'nothing is kept back')
    const from = performance.now()
    log.note([['anna', ['tier']]])
    while (found.changes().length < 2 && performance.now() - from < 2_000) await pause(2)
    assert.ok(performance.now() - from < 500, `${performance.now() - from} ms`)
    leave.abort()
    const signal = asked[0]?.context.signal
    for (let tries = 0; tries < 200 && !signal?.aborted; tries += 1) await pause()
    assert.equal(signal?.aborted, true)
    assert.equal((await fetch(`${served.url}/v1/program/get`)).status, 200)
    await served.close()
  })

  test('many readers come and go without a trace', async () => {
    const warn = mock.method(console, 'error', () => {})
    const { gateway, asked } = live({ stream: { most: 100 } })
    const served = await serve(gateway)
    for (let round = 0; round < 5; round += 1) {
      const leave = new AbortController()
      const all = await Promise.all(Array.from({ length: 20 }, () => fetch(`${served.url}/v1/stream/open`, { headers: bearer, signal: leave.signal }).then(reading)))
      await pause(20)
      assert.ok(all.every(({ text }) => text !== ''))
      leave.abort()
    }
    for (let tries = 0; tries < 200 && asked.some(({ context }) => !context.signal.aborted); tries += 1) await pause()
    assert.deepEqual([asked.length, asked.filter(({ context }) => !context.signal.aborted).length, warn.mock.callCount()], [100, 0, 0])
    await served.close()
  })
})
