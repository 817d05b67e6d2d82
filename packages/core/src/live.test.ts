import assert from 'node:assert/strict'
import { afterEach, mock, test } from 'node:test'
import { fakeBackend, later, pause, redemption, refuse, session, settled, until, type Handler } from '../test-support/fake-backend.ts'
import { look, open, peek, signedIn, status, timers } from '../test-support/open.ts'
import { LoyaltyError, newestChange, type BackendChange, type Context } from './index.ts'
// loaded before time stands still
import './live.ts'
import './calls.ts'

type Parts = BackendChange['parts']

/** A connection that a test feeds. */
class Connection {
  readonly after: string | undefined
  readonly context: Context
  state: 'open' | 'closed' = 'open'
  readonly #ready: (() => void)[] = []
  readonly #frames: ({ change: unknown } | { error: LoyaltyError } | 'end')[] = []

  constructor(after: string | undefined, context: Context, isDeaf: boolean) {
    this.after = after
    this.context = context
    if (!isDeaf) context.signal.addEventListener('abort', () => this.end())
  }
  #push(frame: { change: unknown } | { error: LoyaltyError } | 'end') {
    this.#frames.push(frame)
    this.#ready.shift()?.()
  }
  give = (id: string, parts: Parts) => this.#push({ change: { id, at: '2026-11-22T10:00:00Z', parts } })
  giveAnything = (change: unknown) => this.#push({ change })
  end = () => this.#push('end')
  fail = (code: ConstructorParameters<typeof LoyaltyError>[0]) => this.#push({ error: new LoyaltyError(code, 'It failed.') })
  async* changes(): AsyncGenerator<BackendChange> {
    try {
      for (;;) {
        if (!this.#frames.length) await new Promise<void>((resolve) => this.#ready.push(resolve))
        const frame = this.#frames.shift()
        if (frame === 'end' || !frame) return
        if ('error' in frame) throw frame.error
        yield frame.change as BackendChange
      }
    } finally {
      this.state = 'closed'
    }
  }
}

/** A backend with a stream; every opening is a connection. */
function streaming({ isDeaf = false, ...options }: Parameters<typeof fakeBackend>[0] & { isDeaf?: boolean } = {}) {
  const fake = fakeBackend(options)
  const connections: Connection[] = []
  const stream = {
    open: ({ after }: { after?: string | undefined }, context: Context) => {
      const made = new Connection(after, context, isDeaf)
      connections.push(made)
      return made.changes()
    },
  }
  return { ...fake, backend: { ...fake.backend, stream }, connections, newest: () => connections.at(-1)!, count: () => connections.filter(({ state }) => state === 'open').length }
}

const asked = (calls: readonly { name: string; input: Readonly<Record<string, unknown>> }[]) => calls.filter(({ name }) => name === 'snapshot.get').map(({ input }) => (input['parts'] as string[]).join(' '))

/** A page that can be hidden. */
function inPage() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const events = new EventTarget()
  Object.assign(globalThis, { document, addEventListener: events.addEventListener.bind(events), removeEventListener: events.removeEventListener.bind(events) })
  return {
    fire: (name: string) => events.dispatchEvent(new Event(name)),
    show(visibilityState: 'visible' | 'hidden') {
      document.visibilityState = visibilityState
      document.dispatchEvent(new Event('visibilitychange'))
    },
  }
}
afterEach(() => {
  for (const name of ['document', 'addEventListener', 'removeEventListener']) Reflect.deleteProperty(globalThis, name)
})

test('there is a stream while a member looks, one for all elements; not for a guest, nor for the programme alone', async () => {
  const pass = timers()
  const guest = streaming()
  look(open({ backend: guest.backend }).$offers)
  const { backend, connections } = streaming()
  const client = open({ backend, storage: signedIn() })
  await pass(0)
  look(client.$program)
  await pass(1_000)
  assert.deepEqual([guest.connections.length, connections.length], [0, 0])
  for (const store of [client.$balances, client.$tier, client.$balances, client.$offers]) look(store)
  await pass(1_000)
  assert.equal(connections.length, 1)
  assert.deepEqual(connections[0]?.context.identity, { kind: 'token', token: 'token-1' })
})

test('a page that begins with what a server has read goes on from the server\'s last change', async () => {
  const pass = timers()
  const { backend, calls, connections, newest } = streaming()
  const client = open({ backend, storage: signedIn(), state: { balances: [] }, since: 'life-7' })
  look(client.$balances)
  await pass(1_100)
  assert.deepEqual([connections[0]?.after, asked(calls)], ['life-7', []], 'what came with the page is not read again')
  newest().give('life-8', ['balances'])
  await pass(0)
  await pass(1_100)
  assert.deepEqual(asked(calls), ['balances'], 'what happened between the server and the stream')
  newest().end()
  await pass(0)
  await pass(3_000)
  assert.equal(newest().after, 'life-8')
})

test('the newest change is the first id of a stream that is closed at once; nothing, soon, where there is none', async () => {
  const context = (kind: 'token' | 'guest' = 'token') => ({ signal: new AbortController().signal, locale: 'en', identity: kind === 'token' ? { kind, token: 'token-1' } as const : { kind } as const })
  const one = streaming()
  const asking = newestChange(one.backend, context())
  one.newest().give('life-7', [])
  assert.deepEqual([await asking, one.count()], ['life-7', 0])
  assert.equal(await newestChange(one.backend, context('guest')), undefined)
  assert.equal(await newestChange({}, context()), undefined)
  const broken = newestChange(one.backend, context())
  one.newest().fail('backend_failed')
  assert.equal(await broken, undefined)
  const deaf = streaming({ isDeaf: true })
  const began = performance.now()
  assert.equal(await newestChange(deaf.backend, context(), { patience: 40 }), undefined)
  assert.ok(performance.now() - began < 400)
})

test('a change reads again what it names and is looked at, in one call; the rest when somebody looks', async () => {
  const pass = timers()
  const { backend, calls, newest } = streaming()
  const client = open({ backend, storage: signedIn() })
  for (const store of [client.$balances, client.$tier]) look(store)
  const leave = look(client.$activity)
  await pass(0)
  leave()
  await pass(1_100)
  newest().give('1', [])
  await pass(0)
  await pass(2_000)
  assert.deepEqual(asked(calls), ['balances tier activity'], 'a first change without parts reads nothing')
  newest().give('2', ['balances', 'activity', 'member'])
  await pass(0)
  await pass(100)
  assert.deepEqual(asked(calls).slice(1), ['balances'])
  look(client.$activity)
  await pass(0)
  assert.deepEqual(asked(calls).slice(2), ['activity'])
})

test('a quote is read again when something changes that it is made of', async () => {
  const pass = timers()
  const { backend, calls, newest } = streaming()
  const client = open({ backend, storage: signedIn() })
  look(client.$quote({ id: 'c1', currency: 'EUR', items: [] }))
  await pass(0)
  newest().give('1', ['claims'])
  await pass(0)
  await pass(100)
  assert.equal(asked(calls).length, 1)
  newest().give('2', ['tier'])
  await pass(0)
  await pass(2_000)
  assert.deepEqual(asked(calls).slice(1), ['quotes'])
})

test('many changes at once are a few reads, and the last of them is read', async () => {
  const pass = timers()
  let points = 0
  const { backend, calls, newest } = streaming({ handlers: { 'balances.list': () => [{ currency: 'points', available: points }] } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await pass(0)
  for (let second = 0; second < 3; second += 1) {
    for (let change = 0; change < 50; change += 1) {
      points += 1
      newest().give(`${second}-${change}`, ['balances'])
      await pass(0)
      await pass(10)
    }
  }
  await pass(2_000)
  assert.ok(asked(calls).length <= 6, `${asked(calls).length} reads`)
  assert.deepEqual(peek<{ value: unknown }>(client.$balances).value, [{ currency: 'points', available: 150 }])
})

test('a stream that broke goes on after the last change; the pauses grow, at random, to a minute', async () => {
  const pass = timers()
  const { backend, connections, newest } = streaming()
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await pass(0)
  newest().give('seven', ['tier'])
  await pass(0)
  const pauses: number[] = []
  for (let round = 0; round < 8; round += 1) {
    newest().fail('network')
    await pass(0)
    const before = connections.length
    let waited = 0
    while (connections.length === before && waited < 100_000) {
      await pass(249)
      waited += 250
    }
    pauses.push(waited)
  }
  assert.deepEqual([...new Set(connections.slice(1).map(({ after }) => after))], ['seven'])
  assert.deepEqual(pauses, [1_250, 2_250, 4_250, 8_250, 16_250, 32_250, 60_250, 60_250])
})

test('a connection that ends by itself after a good while is opened again soon', async () => {
  const pass = timers()
  const { backend, connections, newest } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(0)
  for (let round = 0; round < 5; round += 1) {
    await pass(600_000)
    newest().end()
    await pass(0)
    await pass(1_500)
  }
  assert.equal(connections.length, 6)
})

test('back online, it does not wait for the pause to end', async () => {
  const { fire } = inPage()
  const pass = timers()
  const { backend, connections, newest } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(0)
  for (let round = 0; round < 6; round += 1) {
    newest().fail('network')
    await pass(0)
    await pass(60_500)
  }
  newest().fail('network')
  await pass(0)
  await pass(100)
  const before = connections.length
  fire('online')
  await pass(10)
  assert.equal(connections.length, before + 1)
})

test('where a stream broke before it said from where to resume, all that is looked at is read again', async () => {
  const pass = timers()
  const { backend, calls, connections, newest } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(0)
  newest().fail('network')
  await pass(0)
  await pass(1_500)
  assert.equal(connections.length, 2)
  assert.equal(asked(calls).length, 1)
  await pass(100)
  assert.deepEqual(asked(calls), ['balances', 'balances'])
})

test('it ends some seconds after the last element has gone, and not when another comes meanwhile', async () => {
  const pass = timers()
  const { backend, connections, count } = streaming()
  const client = open({ backend, storage: signedIn() })
  const leave = look(client.$balances)
  await pass(0)
  leave()
  await pass(3_000)
  const leaveAgain = look(client.$tier)
  await pass(0)
  await pass(20_000)
  assert.deepEqual([connections.length, count()], [1, 1])
  leaveAgain()
  await pass(1_100)
  assert.equal(count(), 1, 'not yet')
  await pass(5_100)
  assert.equal(count(), 0)
})

test('a page that is hidden for a minute lets go, and catches up when it is shown', async () => {
  const { show, fire } = inPage()
  const pass = timers()
  const { backend, calls, connections, newest, count } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(0)
  newest().give('one', [])
  show('hidden')
  await pass(30_000)
  newest().give('two', ['balances'])
  await pass(0)
  await pass(1_000)
  assert.deepEqual([count(), asked(calls).length], [1, 1], 'nothing is read for nobody')
  show('visible')
  await pass(1_100)
  assert.equal(asked(calls).length, 2)
  show('hidden')
  await pass(61_000)
  assert.equal(count(), 0)
  show('visible')
  await pass(0)
  assert.deepEqual(connections.map(({ after }) => after), [undefined, 'two'])
  fire('pagehide')
  await pass(0)
  assert.equal(count(), 0, 'a page that is left keeps nothing open')
  fire('pageshow')
  await pass(0)
  assert.equal(count(), 1)
})

test('a page that was opened in the background has no stream until it is shown', async () => {
  const { show } = inPage()
  show('hidden')
  const pass = timers()
  const { backend, connections } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(1_000)
  assert.equal(connections.length, 0)
  show('visible')
  await pass(0)
  assert.equal(connections.length, 1)
})

test('it ends with the log-in, the person and the client; the next person begins anew', async () => {
  const pass = timers()
  const { backend, connections, newest, count } = streaming({ handlers: { 'session.verifyCode': () => ({ outcome: 'signed_in', session: { memberId: 'm2', token: 'other' } }) } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await pass(0)
  newest().give('of the first', ['balances'])
  await client.signOut()
  await pass(100)
  assert.equal(count(), 0)
  await client.verifyCode({ challengeId: 'ch', code: '1234' })
  await pass(100)
  assert.deepEqual(connections.map(({ after, context }) => [after, (context.identity as { token?: string }).token]), [[undefined, 'token-1'], [undefined, 'other']])
  client.dispose()
  await pass(100)
  assert.equal(count(), 0)
  await pass(100_000)
  assert.equal(connections.length, 2)
})

test('a refused log-in is renewed once; when that is refused too, it is left, and reads find out who is there', async () => {
  const pass = timers()
  let good = 'token-2'
  const refresh = mock.fn<Handler>(() => ({ ...session, token: 'token-2', refreshToken: 'refresh-2' }))
  const { backend, calls, connections, newest } = streaming({
    handlers: { 'session.refresh': refresh, 'balances.list': (call) => (call.context.identity.token === good ? [] : refuse('unauthenticated')(call)) },
  })
  const client = open({ backend, storage: signedIn() })
  look(client.$offers)
  await pass(0)
  newest().give('one', [])
  await pass(0)
  newest().fail('unauthenticated')
  await pass(0)
  await pass(500)
  assert.deepEqual(connections.map(({ after, context }) => [after, (context.identity as { token?: string }).token]), [[undefined, 'token-1'], ['one', 'token-2']])
  const before = asked(calls).length
  good = 'none'
  newest().fail('unauthenticated')
  await pass(0)
  await pass(100_000)
  assert.deepEqual([connections.length, refresh.mock.callCount()], [2, 1])
  assert.equal(asked(calls).length, before + 1)
})

test('a stream that ends with a log-out in another tab asks for no renewal: the cookie has gone with it', async () => {
  const pass = timers()
  let isThere = true
  const refresh = mock.fn<Handler>(refuse('unauthenticated'))
  const { backend, newest } = streaming({ ambient: true, handlers: {
    'session.current': () => (isThere ? { memberId: 'm1' } : null), 'session.refresh': refresh, 'balances.list': (call) => (isThere ? [] : refuse('unauthenticated')(call)),
  } })
  const client = open({ backend })
  look(client.$balances)
  await pass(0)
  await pass(0)
  isThere = false
  newest().fail('unauthenticated')
  await pass(0)
  await pass(1_000)
  assert.deepEqual([client.$session.get().status, refresh.mock.callCount()], ['guest', 0])
})

test('a stream that ends before the log-out is answered asks for nothing: soon nobody is there', async () => {
  const pass = timers()
  const refresh = mock.fn<Handler>(refuse('unauthenticated'))
  const end = Promise.withResolvers<object>()
  let isThere = true
  const { backend, calls, newest } = streaming({ ambient: true, handlers: { 'session.current': () => (isThere ? { memberId: 'm1' } : null), 'session.refresh': refresh, 'session.end': () => end.promise } })
  const client = open({ backend })
  look(client.$balances)
  await pass(0)
  await pass(0)
  const out = client.signOut()
  await pass(0)
  const before = calls.length
  isThere = false
  newest().fail('unauthenticated')
  await pass(300)
  assert.deepEqual(calls.slice(before), [])
  end.resolve({})
  await out
  await pass(10_000)
  assert.deepEqual([client.$session.get().status, refresh.mock.callCount()], ['guest', 0])
})

test('one that can not be had is not asked for again; a broken one is reported', async () => {
  for (const [code, reports] of [['unsupported', 0], ['forbidden', 1]] as const) {
    const pass = timers()
    const onReport = mock.fn()
    const { backend, connections, newest } = streaming()
    const client = open({ backend, storage: signedIn(), onReport })
    look(client.$balances)
    await pass(0)
    newest().fail(code)
    await pass(0)
    await pass(200_000)
    look(client.$tier)
    await pass(200_000)
    assert.deepEqual([connections.length, onReport.mock.callCount()], [1, reports], code)
    pass.end()
  }
})

test('an id that is refused is forgotten', async () => {
  const pass = timers()
  const { backend, connections, newest } = streaming()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(0)
  newest().give('too old', [])
  await pass(0)
  newest().fail('network')
  await pass(0)
  await pass(2_000)
  newest().fail('invalid_input')
  await pass(0)
  await pass(10_000)
  assert.deepEqual(connections.map(({ after }) => after), [undefined, 'too old', undefined])
})

test('a change that is nonsense is dropped and reported; a part that is not known here spoils nothing', async () => {
  const pass = timers()
  const onReport = mock.fn()
  const { backend, calls, newest } = streaming()
  look(open({ backend, storage: signedIn(), onReport }).$balances)
  await pass(0)
  newest().giveAnything({ id: 1, parts: 'balances' })
  newest().giveAnything(null)
  await pass(0)
  await pass(2_000)
  assert.deepEqual([asked(calls).length, onReport.mock.callCount()], [1, 2])
  newest().give('1', ['lottery', 'balances'] as never)
  await pass(0)
  await pass(2_000)
  assert.equal(asked(calls).length, 2)
})

test('a backend that is deaf to the signal holds nothing up', async () => {
  const pass = timers()
  const { backend, connections } = streaming({ isDeaf: true })
  const client = open({ backend, storage: signedIn() })
  const leave = look(client.$balances)
  await pass(0)
  leave()
  await pass(1_100)
  await pass(10_000)
  look(client.$balances)
  await pass(0)
  assert.deepEqual(connections.map(({ context }) => context.signal.aborted), [true, false])
})

test('an action\'s own change is read with what the action itself reads again: one request', async () => {
  const answer = later<unknown>()
  const { backend, calls, newest } = streaming({ handlers: { 'redemptions.hold': () => answer.promise } })
  const client = open({ backend, storage: signedIn() })
  for (const store of [client.$balances, client.$redemptions, client.$activity]) look(store)
  await until(() => status(client.$activity) === 'ready' && newest())
  const held = client.redeem({ cart: { id: 'c1', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 1000 }] }, currency: 'points', amount: 100 })
  await pause(20)
  newest().give('own', ['redemptions', 'balances', 'activity'])
  await pause(100)
  assert.equal(asked(calls).length, 1, 'nothing is read while the action is under way')
  answer.resolve({ redemption, balances: [{ currency: 'points', available: 400, held: 100 }] })
  await held
  await pause(1_200)
  assert.deepEqual(asked(calls).slice(1).map((parts) => parts.split(' ').sort().join(' ')), ['activity balances redemptions'])
})

test('an action without an answer holds a change back for some seconds only', async () => {
  const pass = timers()
  const { backend, calls, newest } = streaming({ handlers: { 'redemptions.hold': () => new Promise(() => {}) } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await pass(0)
  client.redeem({ cart: { id: 'c1', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 1000 }] }, currency: 'points', amount: 100 }).catch(() => {})
  await settled()
  newest().give('till', ['balances'])
  await pass(0)
  await pass(1_000)
  assert.equal(asked(calls).length, 1)
  await pass(3_000)
  await pass(0)
  assert.equal(asked(calls).length, 2)
})

test('what was asked for after the change came, and is on its way, is not asked for twice', async () => {
  const pass = timers()
  const answer = later<unknown>()
  let reads = 0
  const { backend, newest } = streaming({ handlers: { 'balances.list': () => ((reads += 1) === 1 ? [] : answer.promise) } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await pass(0)
  newest().give('1', ['balances'])
  await pass(0)
  await pass(10)
  client.refresh(['balances'])
  await pass(3_000)
  assert.equal(reads, 2)
})

test('without the group nothing is asked for, and a wake-up reads as ever', async () => {
  const { fire } = inPage()
  const pass = timers()
  const { backend, calls } = fakeBackend()
  look(open({ backend, storage: signedIn() }).$balances)
  await pass(6_000)
  for (const event of ['focus', 'online', 'pageshow']) {
    fire(event)
    await pass(6_000)
  }
  assert.deepEqual(calls.map(({ name }) => name), Array.from({ length: 4 }, () => 'snapshot.get'))
})
