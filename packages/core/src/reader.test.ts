import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { at, balances, cart, fakeBackend, later, member, offer, pause, program, quote, refuse, session, settled, until, type Call, type Handler } from '../test-support/fake-backend.ts'
import { look, open, peek, signedIn, status, timers } from '../test-support/open.ts'
import { LoyaltyError } from './index.ts'

test('nothing is read until somebody listens', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend })
  await pause(5)
  assert.deepEqual(calls, [])
  assert.equal(peek<{ status: string }>(client.$offers).status, 'idle')
})

test('who looks again a moment after the last one left is shown what changed in between: another person, an old value', async () => {
  const { backend, named } = fakeBackend({ snapshot: false })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)()
  const leave = look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  leave()
  await client.signOut()
  await client.signIn({ hostToken: 'x' })
  assert.equal(status(client.$balances), 'idle')
  const leaveAgain = look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  leaveAgain()
  client.refresh(['balances'])
  look(client.$balances)
  await until(() => named('balances.list').length === 3)
  look(client.$balances)
  await pause(5)
  assert.equal(named('balances.list').length, 3)
})

test('any number of listeners of any stores in one tick make one snapshot call', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  for (let index = 0; index < 100; index += 1) for (const store of [client.$program, client.$balances, client.$tier, client.$offers, client.$member, client.$rewards]) look(store)
  look(client.$quote(cart))
  await until(() => status(client.$tier) === 'ready' && status(client.$rewards) === 'ready')
  assert.deepEqual(calls.map(({ name, input }) => [name, input['parts']]), [['snapshot.get', ['program', 'balances', 'tier', 'offers', 'member', 'rewards', 'quotes']]])
  assert.deepEqual(client.$balances.get(), { status: 'ready', value: balances, at: (client.$balances.get() as { at: number }).at })
})

test('without a snapshot each part is one call, however many listen', async () => {
  const { backend, calls } = fakeBackend({ snapshot: false })
  const client = open({ backend, storage: signedIn() })
  for (let index = 0; index < 10; index += 1) for (const store of [client.$program, client.$balances, client.$offers]) look(store)
  await until(() => status(client.$offers) === 'ready' && status(client.$balances) === 'ready')
  assert.deepEqual(calls.map(({ name }) => name).sort(), ['balances.list', 'offers.list', 'program.get'])
})

test('quotes of several carts are one call, each gets its own; a bad one harms its own cart only', async () => {
  for (const snapshot of [true, false]) {
    const { backend, calls } = fakeBackend({ snapshot, handlers: { 'quotes.quote': () => ({ quotes: [quote, { ...quote, total: 'free' }, { ...quote, due: { amount: 7, currency: 'EUR' } }] }) } })
    const client = open({ backend })
    const stores = ['c1', 'c2', 'c3'].map((id) => client.$quote({ ...cart, id }))
    stores.forEach(look)
    await until(() => status(stores[0]!) === 'ready')
    assert.equal(calls.length, 1)
    assert.deepEqual(stores.map((store) => status(store)), ['ready', 'failed', 'ready'])
    assert.deepEqual((stores[2]!.get() as { value: { due: unknown } }).value.due, { amount: 7, currency: 'EUR' })
  }
})

test('150 carts are two calls, since a call takes at most 100', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend })
  const stores = Array.from({ length: 150 }, (_, index) => client.$quote({ ...cart, id: `c${index}` }))
  stores.forEach(look)
  await until(() => stores.every((store) => status(store) === 'ready'))
  assert.deepEqual(calls.map(({ input }) => (input['carts'] as unknown[]).length), [100, 50])
})

test('equal carts share a store, whatever the order of their fields; a cart that is wrong is refused without a request and harms no other', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend })
  const { id, ...others } = cart
  assert.equal(client.$quote(cart), client.$quote({ ...others, id }))
  const wrong = client.$quote({ ...cart, items: [{ sku: 's', quantity: 0.5, price: NaN }] })
  const states: unknown[] = []
  wrong.subscribe((state) => states.push(state))
  const [state] = states as [{ status: string; error: LoyaltyError }]
  assert.deepEqual([state.status, state.error.code, state.error.details?.issues?.[0]?.path], ['failed', 'invalid_input', 'items.0.quantity'])
  const cyclic: Record<string, unknown> = { ...cart }
  cyclic['items'] = [cyclic]
  assert.equal(status(client.$quote(cyclic as never)), 'failed')
  await pause(5)
  assert.deepEqual(calls, [])
})

test('a cart that changes at every keypress leaves no store behind that nobody looked at', () => {
  const client = open({ backend: fakeBackend().backend })
  const first = client.$quote(cart)
  for (let index = 0; index < 1_000; index += 1) client.$quote({ ...cart, id: `k${index}` })
  assert.notEqual(client.$quote(cart), first)
})

test('a newer read aborts the older, and the older answer is not shown', async () => {
  const answers = [later<unknown>(), later<unknown>()]
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': () => answers[calls.length - 1]!.promise } })
  const client = open({ backend })
  look(client.$offers)
  await until(() => calls.length === 1)
  client.refresh(['offers'])
  assert.equal(calls[0]!.context.signal.aborted, true)
  await until(() => calls.length === 2)
  answers[1]!.resolve({ offers: { value: [offer] } })
  await until(() => status(client.$offers) === 'ready')
  answers[0]!.resolve({ offers: { value: [] } })
  await settled()
  assert.deepEqual(peek<{ value: unknown }>(client.$offers).value, [offer])
})

test('a read goes on for what nothing newer has taken over', async () => {
  const answer = later<unknown>()
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': ({ input }) => ((input['parts'] as string[]).length > 1 ? answer.promise : { offers: { value: [] } }) } })
  const client = open({ backend })
  look(client.$offers)
  look(client.$program)
  await until(() => calls.length === 1)
  client.refresh(['offers'])
  await until(() => status(client.$offers) === 'ready')
  assert.equal(calls[0]!.context.signal.aborted, false)
  answer.resolve({ offers: { value: [offer] }, program: { value: program } })
  await until(() => status(client.$program) === 'ready')
  assert.deepEqual(peek<{ value: unknown }>(client.$offers).value, [])
})

test('the answer of an action beats a read that is on its way', async () => {
  const answer = later<unknown>()
  const { backend, calls, named } = fakeBackend({ handlers: { 'snapshot.get': () => answer.promise } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await until(() => calls.length === 1)
  await client.redeem({ cart, currency: 'points', amount: 100 })
  answer.resolve({ balances: { value: balances } })
  await settled()
  assert.equal(named('redemptions.hold').length, 1)
  assert.deepEqual(peek<{ value: unknown }>(client.$balances).value, [{ currency: 'points', available: 400, held: 100 }])
})

test('an answer of an earlier person is nobody\'s', async () => {
  const answer = later<unknown>()
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': ({ context }) => (context.identity.kind === 'token' ? answer.promise : {}) } })
  const client = open({ backend, storage: signedIn() })
  const seen: unknown[] = []
  client.$balances.subscribe((state) => seen.push(state))
  await until(() => calls.length === 1)
  client.forgetMember()
  answer.resolve({ balances: { value: balances } })
  await until(() => (peek<{ value?: unknown }>(client.$balances)).value === null)
  assert.ok(!JSON.stringify(seen).includes('500'))
})

test('nothing of the last person is in any store when the next one is announced, and the listener of a kept quote sees none either', async () => {
  const { backend } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  const leave = look(client.$quote(cart))
  const kept = client.$quote(cart)
  await until(() => status(client.$balances) === 'ready' && status(kept) === 'ready')
  leave()
  await pause(1_050)
  client.forgetMember()
  const states: { status: string }[] = []
  kept.subscribe((state) => states.push(state))
  assert.equal(states[0]!.status, 'loading')
  await until(() => status(kept) === 'ready')
})

test('a failure keeps the last value and its time', async () => {
  let handler: Handler = () => ({ offers: { value: [offer] } })
  let now = 1_000
  const { backend } = fakeBackend({ handlers: { 'snapshot.get': (call) => handler(call) } })
  const client = open({ backend, clock: () => now })
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
  now = 2_000
  handler = refuse('network')
  client.refresh()
  assert.deepEqual(client.$offers.get(), { status: 'refreshing', value: [offer], at: 1_000 })
  await until(() => status(client.$offers) === 'failed')
  const state = client.$offers.get() as { error: LoyaltyError }
  assert.deepEqual({ ...state, error: state.error.code }, { status: 'failed', value: [offer], at: 1_000, error: 'network' })
})

test('what failed for a while is tried again by itself, ever more seldom, and recovers', async () => {
  const pass = timers()
  const times: number[] = []
  let down = true
  const { backend } = fakeBackend({ handlers: { 'snapshot.get': (call) => {
    times.push(Date.now())
    return down ? refuse('network')(call) : { offers: { value: [offer] } }
  } } })
  const client = open({ backend })
  look(client.$offers)
  await pass(1)
  for (let second = 0; second < 400; second += 1) await pass(1_000)
  const pauses = times.slice(1).map((time, index) => Math.round((time - times[index]!) / 1_000))
  assert.ok(pauses[0]! <= 4 && pauses.every((one, index) => one >= (pauses[index - 1] ?? 0) - 1), String(pauses))
  assert.ok(Math.max(...pauses) <= 63 && pauses.at(-1)! >= 59, String(pauses))
  down = false
  for (let second = 0; second < 65; second += 1) await pass(1_000)
  assert.equal(status(client.$offers), 'ready')
})

test('nobody looks, nobody tries; who looks again sees it tried again', async () => {
  const pass = timers()
  let down = true
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': (call) => (down ? refuse('network')(call) : { offers: { value: [offer] } }) } })
  const client = open({ backend })
  const leave = look(client.$offers)
  await pass(1)
  leave()
  for (let second = 0; second < 120; second += 1) await pass(1_000)
  assert.equal(calls.length, 1)
  down = false
  look(client.$offers)
  await pass(1)
  assert.equal(status(client.$offers), 'ready')
})

test('two things that failed apart are both tried again', async () => {
  const pass = timers()
  let down = true
  const { backend } = fakeBackend({ snapshot: false, handlers: Object.fromEntries(['offers.list', 'program.get'].map((name) => [name, (call: Call) => (down ? refuse('timeout')(call) : name === 'offers.list' ? [offer] : program)])) })
  const client = open({ backend })
  look(client.$offers)
  await pass(1)
  look(client.$program)
  await pass(1)
  assert.deepEqual([status(client.$offers), status(client.$program)], ['failed', 'failed'])
  down = false
  for (let second = 0; second < 10; second += 1) await pass(1_000)
  assert.deepEqual([status(client.$offers), status(client.$program)], ['ready', 'ready'])
})

test('the time a backend names is honoured, up to five minutes; a past, absent or senseless one is not a hurry', async () => {
  for (const [retryAt, least, most] of [['2026-11-22T10:02:00Z', 120, 125], ['2027-11-22T10:00:00Z', 300, 305], ['2020-01-01T00:00:00Z', 0.5, 4], ['soon', 0.5, 4], ['', 0.5, 4]] as const) {
    const pass = timers()
    const times: number[] = []
    const { backend } = fakeBackend({ handlers: { 'snapshot.get': (call) => {
      times.push(Date.now())
      return refuse('rate_limited', { details: { retryAt } })(call)
    } } })
    const client = open({ backend })
    look(client.$offers)
    await pass(1)
    for (let second = 0; second < 400 && times.length < 2; second += 1) await pass(1_000)
    const waited = (times[1]! - times[0]!) / 1_000
    assert.ok(waited >= least && waited <= most + 1, `${retryAt}: ${waited} s`)
    client.dispose()
    mock.timers.reset()
    mock.restoreAll()
  }
})

test('nonsense is tried again by itself too, and recovers', async () => {
  const pass = timers()
  let sane = false
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': () => (sane ? { offers: { value: [] } } : '<h1>Welcome to the hotel</h1>') } })
  const client = open({ backend })
  look(client.$offers)
  for (let second = 0; second < 10; second += 1) await pass(1_000)
  assert.deepEqual([status(client.$offers), peek<{ error: LoyaltyError }>(client.$offers).error.code], ['failed', 'bad_response'])
  assert.ok(calls.length > 1 && calls.length < 6, `${calls.length} calls`)
  sane = true
  for (let second = 0; second < 30; second += 1) await pass(1_000)
  assert.equal(status(client.$offers), 'ready')
})

test('a failure that will not pass is not tried again', async () => {
  const pass = timers()
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': refuse('forbidden') } })
  look(open({ backend }).$offers)
  for (let second = 0; second < 100; second += 1) await pass(1_000)
  assert.equal(calls.length, 1)
})

test('an error part of a snapshot with a code that no one knows is a bad response; its retryable and time are kept where it is known', async () => {
  const { backend } = fakeBackend({ handlers: { 'snapshot.get': () => ({ offers: { error: { code: 'exploded', message: 'x', retryable: true } }, program: { error: { code: 'rate_limited', message: 'Later.', retryable: true, details: { retryAt: at } } }, partners: 7 }) } })
  const client = open({ backend })
  for (const store of [client.$offers, client.$program, client.$partners]) look(store)
  await until(() => status(client.$offers) === 'failed')
  const error = (store: object) => peek<{ error: LoyaltyError }>(store).error
  assert.equal(error(client.$offers).code, 'bad_response')
  assert.equal(error(client.$partners).code, 'bad_response')
  assert.deepEqual([error(client.$program).code, error(client.$program).retryable, error(client.$program).details], ['rate_limited', true, { retryAt: at }])
})

test('a group that the backend lacks has no store, no action, and can() says so', () => {
  const client = open({ backend: fakeBackend({ without: ['rewards', 'quotes'] }).backend })
  assert.deepEqual([client.can('rewards'), client.can('offers'), '$rewards' in client, 'claimReward' in client, '$quote' in client, '$offers' in client], [false, true, false, false, false, true])
})

test('a call that the backend lacks, though it has the group: can() says so, also where only the programme tells', async () => {
  const { backend } = fakeBackend({ snapshot: false })
  const client = open({ backend: { ...backend, offers: { list: backend.offers.list } } as unknown as typeof backend })
  assert.deepEqual([client.can('offers'), client.can('offers.activate'), client.can('rewards.claim'), client.can('giftCards.check')], [true, false, true, 'giftCards' in backend])
  const told = open({ backend: { ...backend, program: { get: async (input, context) => ({ ...(await backend.program.get(input, context)), lacks: ['offers.activate', 'something.new'] }) } } })
  assert.equal(told.can('offers.activate'), true)
  look(told.$program)
  await until(() => status(told.$program) === 'ready')
  assert.deepEqual([told.can('offers'), told.can('offers.activate'), told.can('offers.list')], [true, false, true])
})

test('a guest is never asked a member\'s parts, and sees null there', async () => {
  for (const snapshot of [true, false]) {
    const { backend, calls } = fakeBackend({ snapshot })
    const client = open({ backend })
    for (const store of [client.$balances, client.$member, client.$offers, client.$tier]) look(store)
    await until(() => status(client.$offers) === 'ready')
    assert.deepEqual([peek<{ value: unknown }>(client.$balances).value, peek<{ value: unknown }>(client.$tier).value], [null, null])
    assert.equal(calls.length, 1)
    assert.ok(!JSON.stringify(calls[0]!.input).includes('balances'))
  }
})

test('who carries the log-in in a cookie is learnt in the same snapshot', async () => {
  const { backend, calls } = fakeBackend({ ambient: true })
  const client = open({ backend })
  assert.equal(client.$session.get().status, 'unknown')
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  assert.deepEqual([client.$session.get(), calls.length, calls[0]!.context.identity], [{ status: 'member', memberId: 'm1' }, 1, { kind: 'ambient' }])
})

test('nobody in the cookie: a guest, and their parts are null, not failed', async () => {
  for (const snapshot of [true, false]) {
    const { backend } = fakeBackend({ ambient: true, snapshot, handlers: { 'session.current': () => null, 'balances.list': refuse('unauthenticated') } })
    const client = open({ backend })
    look(client.$balances)
    look(client.$offers)
    await until(() => status(client.$balances) === 'ready' && status(client.$offers) === 'ready')
    assert.deepEqual([client.$session.get().status, peek<{ value: unknown }>(client.$balances).value], ['guest', null])
  }
})

test('that nobody can say who is there does not stop what everybody may see', async () => {
  const { backend, named } = fakeBackend({ ambient: true, snapshot: false, handlers: { 'session.current': refuse('network') } })
  const client = open({ backend })
  for (const store of [client.$balances, client.$tier, client.$offers]) look(store)
  await until(() => status(client.$offers) === 'ready' && status(client.$balances) === 'failed' && status(client.$tier) === 'failed')
  assert.equal(named('session.current').length, 1)
})

test('the host signs somebody in by its own means: a refresh finds out, also where the backend has no session group', async () => {
  for (const without of [[], ['session']]) {
    for (const snapshot of [true, false]) {
      let who: typeof session | null = null
      const gate: (value: unknown) => Handler = (value) => (call) => (who ? value : refuse('unauthenticated')(call))
      const { backend } = fakeBackend({ ambient: true, snapshot, without, handlers: { 'session.current': () => who, 'balances.list': gate(balances), 'members.get': gate(member) } })
      const client = open({ backend })
      look(client.$balances)
      look(client.$member)
      await until(() => status(client.$balances) === 'ready')
      assert.equal(client.$session.get().status, 'guest')
      who = session
      client.refresh()
      await until(() => (peek<{ value?: unknown }>(client.$balances)).value)
      await until(() => status(client.$member) === 'ready')
      assert.deepEqual(client.$session.get(), { status: 'member', memberId: 'm1' }, `${without} ${snapshot}`)
    }
  }
})

test('another member in the cookie: nothing of the first is left', async () => {
  let id = 'm1'
  const { backend } = fakeBackend({ ambient: true, handlers: { 'session.current': () => ({ memberId: id }), 'balances.list': () => [{ currency: 'points', available: id === 'm1' ? 111 : 222 }] } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  id = 'm2'
  const seen: unknown[] = []
  client.$balances.listen((state) => seen.push(state))
  client.refresh()
  await until(() => JSON.stringify(peek(client.$balances)).includes('222'))
  assert.deepEqual(client.$session.get(), { status: 'member', memberId: 'm2' })
  assert.ok(seen.some((state) => (state as { status: string }).status === 'idle'))
})

for (const snapshot of [true, false]) {
  test(`a log-in that the transport carries is renewed without being asked when it has ended: ${snapshot ? 'one snapshot' : 'call by call'}`, async () => {
    let good = false
    const needs: (value: unknown) => Handler = (value) => (call) => (good ? value : refuse('unauthenticated')(call))
    const { backend, named } = fakeBackend({ ambient: true, snapshot, handlers: {
      'session.current': needs(session), 'balances.list': needs(balances), 'members.get': needs(member),
      'session.refresh': () => { good = true; return { memberId: 'm1' } },
    } })
    const client = open({ backend })
    for (const store of [client.$balances, client.$member, client.$offers]) look(store)
    await until(() => status(client.$balances) === 'ready' && status(client.$member) === 'ready' && status(client.$offers) === 'ready')
    assert.deepEqual([client.$session.get(), peek<{ value: unknown }>(client.$balances).value], [{ status: 'member', memberId: 'm1' }, balances])
    assert.deepEqual(named('session.refresh').map(({ input }) => input), [{}], 'the cookie alone says what is renewed')
    good = false
    client.refresh()
    await until(() => named('session.refresh').length === 2 && status(client.$balances) === 'ready')
    assert.equal(client.$session.get().status, 'member')
  })

  test(`a log-in that can't be renewed makes a guest, with one try: ${snapshot ? 'one snapshot' : 'call by call'}`, async () => {
    for (const why of ['unauthenticated', 'unsupported'] as const) {
      const refused = refuse('unauthenticated')
      const { backend, named } = fakeBackend({ ambient: true, snapshot, handlers: { 'session.current': refused, 'balances.list': refused, 'session.refresh': refuse(why) } })
      const client = open({ backend })
      look(client.$balances)
      look(client.$offers)
      await until(() => status(client.$balances) === 'ready' && status(client.$offers) === 'ready')
      assert.deepEqual([client.$session.get().status, peek<{ value: unknown }>(client.$balances).value, named('session.refresh').length], ['guest', null, 1], why)
    }
  })

  test(`a renewed log-in that is refused again is not renewed for ever: ${snapshot ? 'one snapshot' : 'call by call'}`, async () => {
    const refused = refuse('unauthenticated')
    const { backend, named } = fakeBackend({ ambient: true, snapshot, handlers: { 'session.current': refused, 'balances.list': refused, 'session.refresh': () => session } })
    const client = open({ backend })
    look(client.$balances)
    await until(() => status(client.$balances) === 'ready')
    await pause(50)
    assert.deepEqual([client.$session.get().status, named('session.refresh').length], ['guest', 1])
  })
}

test('a guest without any log-in asks for no renewal', async () => {
  const { backend, named } = fakeBackend({ ambient: true, handlers: { 'session.current': () => null, 'balances.list': refuse('unauthenticated') } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  assert.equal(named('session.refresh').length, 0)
})

test('a member who was logged out elsewhere becomes a guest, and nothing is asked to be renewed', async () => {
  let isThere = true
  const { backend, named } = fakeBackend({ ambient: true, handlers: {
    'session.current': () => (isThere ? { memberId: 'm1' } : null),
    'balances.list': (call) => (isThere ? [{ currency: 'points', available: 5 }] : refuse('unauthenticated')(call)),
  } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  isThere = false
  client.refresh()
  await until(() => client.$session.get().status === 'guest')
  assert.equal(named('session.refresh').length, 0)
})

test('a renewal that names another member shows nothing of the first', async () => {
  let who = 'm1'
  let good = true
  const { backend } = fakeBackend({ ambient: true, handlers: {
    'session.current': (call) => (good ? { memberId: who } : refuse('unauthenticated')(call)),
    'balances.list': (call) => (good ? [{ currency: 'points', available: who === 'm1' ? 111 : 222 }] : refuse('unauthenticated')(call)),
    'session.refresh': () => { who = 'm2'; good = true; return { memberId: 'm2' } },
  } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => JSON.stringify(peek(client.$balances)).includes('111'))
  const seen: unknown[] = []
  client.$balances.listen((state) => seen.push(state))
  good = false
  client.refresh()
  await until(() => JSON.stringify(peek(client.$balances)).includes('222'))
  assert.deepEqual(client.$session.get(), { status: 'member', memberId: 'm2' })
  assert.ok(seen.some((state) => (state as { status: string }).status === 'idle'))
})

const expiring = (good: (token: string) => boolean): Handler => (call) => {
  if (!good(call.context.identity.token ?? '')) throw new LoyaltyError('unauthenticated', 'Sign in again.')
  return { balances: { value: balances }, tier: { value: {} }, offers: { value: [offer] } }
}

test('a refused log-in is renewed once for all who wait, and everything is read again', async () => {
  for (const whole of [true, false]) {
    const handlers: Record<string, Handler> = whole
      ? { 'snapshot.get': expiring((token) => token === 'token-2') }
      : { 'balances.list': (call) => (call.context.identity.token === 'token-2' ? balances : refuse('unauthenticated')(call)), 'tiers.progress': (call) => (call.context.identity.token === 'token-2' ? {} : refuse('unauthenticated')(call)) }
    const { backend, named } = fakeBackend({ snapshot: whole, handlers })
    const storage = signedIn()
    const client = open({ backend, storage })
    look(client.$balances)
    look(client.$tier)
    await pause(1)
    look(client.$offers)
    await until(() => status(client.$balances) === 'ready' && status(client.$tier) === 'ready' && status(client.$offers) === 'ready')
    assert.equal(named('session.refresh').length, 1)
    assert.equal(client.$session.get().status, 'member')
    assert.match(storage.values.get('loyaltykit:1:fake:session') ?? '', /token-2/)
  }
})

test('a renewal that is refused makes a guest, once, with nothing left of the member', async () => {
  const { backend, named } = fakeBackend({ handlers: { 'snapshot.get': (call) => (call.context.identity.kind === 'guest' ? { offers: { value: [offer] } } : refuse('unauthenticated')(call)), 'session.refresh': refuse('unauthenticated') } })
  const storage = signedIn()
  const client = open({ backend, storage })
  look(client.$balances)
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
  assert.equal(client.$session.get().status, 'guest')
  assert.equal(peek<{ value: unknown }>(client.$balances).value, null)
  assert.deepEqual([named('session.refresh').length, storage.values.size], [1, 0])
})

test('a renewal that can\'t be had now signs nobody out: it is a failure that passes', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { backend } = fakeBackend({ handlers: { 'snapshot.get': refuse('unauthenticated'), 'session.refresh': refuse('network') } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  for (let second = 0; second < 40 && status(client.$balances) !== 'failed'; second += 1) {
    mock.timers.tick(1_000)
    await settled(5)
  }
  assert.deepEqual([client.$session.get().status, status(client.$balances), peek<{ error: LoyaltyError }>(client.$balances).error.retryable], ['member', 'failed', true])
})

test('a new log-in that is refused as well is not renewed for ever', async () => {
  const { backend, named } = fakeBackend({ handlers: { 'snapshot.get': (call) => (call.context.identity.kind === 'guest' ? {} : refuse('unauthenticated')(call)) } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await until(() => client.$session.get().status === 'guest')
  await pause(20)
  assert.equal(named('session.refresh').length, 1)
})

test('one part that is refused though the log-in is good fails alone', async () => {
  const { backend, named } = fakeBackend({ handlers: { 'tiers.progress': refuse('unauthenticated') } })
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  look(client.$tier)
  await until(() => status(client.$balances) === 'ready' && status(client.$tier) === 'failed')
  assert.deepEqual([client.$session.get().status, named('session.refresh').length], ['member', 1])
})

test('what was warmed is there for the first who looks, without another request; what went stale meanwhile is read', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend })
  client.warm(['offers'])
  await until(() => status(client.$offers) === 'ready')
  const leave = look(client.$offers)
  await pause(5)
  assert.equal(calls.length, 1)
  leave()
  await pause(1_050)
  client.refresh(['offers'])
  look(client.$offers)
  assert.equal(status(client.$offers), 'refreshing')
  await until(() => status(client.$offers) === 'ready')
  assert.equal(calls.length, 2)
})

test('a value of more than a minute is read again when somebody looks; a clock that jumps back does not keep it for ever', async () => {
  let now = 1_000_000
  const { backend, calls } = fakeBackend()
  const client = open({ backend, clock: () => now })
  client.warm(['offers'])
  await until(() => status(client.$offers) === 'ready')
  now += 61_000
  client.warm(['offers'])
  await until(() => calls.length === 2 && status(client.$offers) === 'ready')
  now -= 10_000_000
  client.warm(['offers'])
  await until(() => calls.length === 3)
})

test('another language is asked for at once, and an answer in the former one is not shown', async () => {
  const first = later<unknown>()
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': ({ context }) => (context.locale === 'en' ? first.promise : { program: { value: { ...program, name: 'Клуб' } } }) } })
  const client = open({ backend, locale: 'en' })
  look(client.$program)
  await until(() => calls.length === 1)
  client.setLocale('ru')
  assert.equal(client.locale, 'ru')
  await until(() => status(client.$program) === 'ready')
  first.resolve({ program: { value: program } })
  await settled()
  assert.equal(peek<{ value: { name: string } }>(client.$program).value.name, 'Клуб')
  assert.throws(() => client.setLocale('not a language'), /not a language tag/)
})

test('a listener that throws harms neither us nor the other listeners', async () => {
  const reports: string[] = []
  const { backend } = fakeBackend()
  const client = open({ backend, onReport: ({ message }) => reports.push(message) })
  const seen: string[] = []
  client.$offers.subscribe(() => {
    throw new Error('the host\'s own')
  })
  client.$offers.subscribe((state) => seen.push(state.status))
  await until(() => seen.includes('ready'))
  assert.ok(reports.length > 0 && reports.every((message) => message.includes('listener')))
})

test('after dispose nothing is read, heard or waited for', async () => {
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': () => new Promise(() => {}) } })
  const client = open({ backend })
  look(client.$offers)
  await until(() => calls.length === 1)
  client.dispose()
  assert.equal(calls[0]!.context.signal.aborted, true)
  look(client.$program)
  client.refresh()
  client.forgetMember()
  await pause(5)
  assert.equal(calls.length, 1)
})
