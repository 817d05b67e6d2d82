import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, at, balances, cart, fakeBackend, fakeStorage, later, member, offer, pause, redemption, refuse, session, settled, until, type Handler } from '../test-support/fake-backend.ts'
import { look, open, peek, signedIn, status, timers } from '../test-support/open.ts'
import { createLoyalty, isLoyaltyError, type PendingCall } from './index.ts'

const hold = { cart, currency: 'points', amount: 100 }
const fails = (code: string) => (error: unknown) => isLoyaltyError(error) && error.code === code
/** Handled at once, so that a rejection under a stopped clock is not unhandled. */
const outcome = (promise: Promise<unknown>) => promise.then((value) => ({ value }), (error: unknown) => ({ error: error as { code: string; details?: { issues: { path: string }[] }; message: string } }))
/** The lazy module is there before a test stops the clock. */
await import('./calls.ts')

test('bad input is answered before any request, with the path of the field', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  const wrong: [Promise<unknown>, string][] = [
    [client.redeem({ ...hold, amount: 0 }), 'amount'],
    [client.redeem({ ...hold, cart: { ...cart, currency: 'euro' } }), 'cart.currency'],
    [client.enrol({ ticket: 't', profile: { email: 'ann' }, consents: [] }), 'profile.email'],
    [client.verifyCode({ challengeId: 'c', code: '12' }), 'code'],
    [client.activateOffer({} as never), 'offerId'],
    [client.activateOffer(undefined as never), ''],
    [client.activity({ limit: 1_000 }), 'limit'],
    [client.rewards({ cursor: '' }), 'cursor'],
  ]
  for (const [promise, path] of wrong) {
    const { error } = (await outcome(promise)) as { error: { code: string; details: { issues: { path: string }[] } } }
    assert.deepEqual([error.code, error.details.issues[0]!.path], ['invalid_input', path])
  }
  const cyclic: Record<string, unknown> = { ...hold }
  cyclic['cart'] = cyclic
  assert.ok(fails('invalid_input')(((await outcome(client.redeem(cyclic as never))) as { error: unknown }).error))
  assert.deepEqual(calls, [])
})

test('what a person typed is not in the message of an error', async () => {
  const client = open({ backend: fakeBackend().backend })
  const { error } = (await outcome(client.enrol({ ticket: 't', profile: { email: 'ann at example', phone: '12345' }, consents: [] }))) as { error: { message: string; details: unknown } }
  assert.doesNotMatch(`${error.message}${JSON.stringify(error.details)}`, /ann|12345/)
})

test('what the backend lacks answers unsupported', async () => {
  const { backend } = fakeBackend()
  const { exchange: _, ...withoutExchange } = backend.session
  const client = open({ backend: { ...backend, session: withoutExchange } as typeof backend })
  await assert.rejects(client.signIn({ hostToken: 'x' }), fails('unsupported'))
})

test('a double click is one call, and both presses get its answer', async () => {
  const { backend, named } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  const [one, two] = await Promise.all([client.redeem(hold), client.redeem({ amount: 100, currency: 'points', cart: { ...cart } })])
  assert.equal(named('redemptions.hold').length, 1)
  assert.equal(one, two)
})

test('once it is done, the same again is another intent with another key', async () => {
  const { backend, named } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  await client.redeem(hold)
  await client.redeem(hold)
  const [one, two] = named('redemptions.hold').map(({ context }) => context.idempotencyKey!)
  assert.match(one!, /^[0-9a-f]{32}$/)
  assert.notEqual(one, two)
})

test('retries keep the key', async () => {
  const pass = timers()
  let tries = 0
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': (call) => ((tries += 1) < 4 ? refuse('network')(call) : answers['redemptions.hold']) } })
  const client = open({ backend, storage: signedIn() })
  const result = outcome(client.redeem(hold))
  for (let second = 0; second < 40; second += 1) await pass(1_000)
  assert.ok('value' in (await result))
  assert.equal(named('redemptions.hold').length, 4)
  assert.equal(new Set(named('redemptions.hold').map(({ context }) => context.idempotencyKey)).size, 1)
})

/** Presses "redeem" with a backend that never answers, until the person is told that its fate is unknown. */
async function lose(storage: ReturnType<typeof signedIn>, pass: (milliseconds: number) => Promise<void>) {
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': () => new Promise(() => {}) } })
  const client = open({ backend, storage })
  const seen: string[] = []
  client.$pending.listen((pending: readonly PendingCall[]) => seen.push(pending.map(({ call, status: is }) => `${call} ${is}`).join()))
  let over: { error?: { code: string } } | undefined
  void outcome(client.redeem(hold)).then((result) => (over = result as never))
  let seconds = 0
  for (; !over && seconds < 100; seconds += 1) await pass(1_000)
  return { client, seconds, seen, over: over as { error?: { code: string } } | undefined, keys: named('redemptions.hold').map(({ context }) => context.idempotencyKey) }
}

test('points whose answer is lost: being checked meanwhile, uncertain after a minute, and the same key for the next try, also after a reload', async () => {
  const pass = timers()
  const storage = signedIn()
  const { client, seconds, seen, over, keys } = await lose(storage, pass)
  assert.equal(over?.error?.code, 'uncertain')
  assert.ok(seconds >= 59 && seconds <= 61, `${seconds} s`)
  assert.ok(keys.length >= 3 && new Set(keys).size === 1)
  assert.deepEqual([...new Set(seen)], ['redemptions.hold sending', 'redemptions.hold checking', ''])
  client.dispose()

  const next = fakeBackend()
  const reloaded = open({ backend: next.backend, storage })
  await reloaded.redeem(hold)
  await reloaded.redeem({ ...hold, amount: 50 })
  const [again, other] = next.named('redemptions.hold').map(({ context }) => context.idempotencyKey)
  assert.equal(again, keys[0])
  assert.notEqual(other, keys[0])
})

test('where nothing can be stored the key is kept by the page', async () => {
  const pass = timers()
  const throws = () => {
    throw new DOMException('', 'SecurityError')
  }
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': refuse('network') } })
  const client = open({ backend, storage: { getItem: throws, setItem: throws, removeItem: throws } })
  await client.verifyCode({ challengeId: 'c', code: '1234' })
  assert.deepEqual(client.$session.get(), { status: 'member', memberId: 'm1' })
  for (let press = 0; press < 2; press += 1) {
    const result = outcome(client.redeem(hold))
    for (let second = 0; second < 70; second += 1) await pass(1_000)
    assert.equal(((await result) as { error: { code: string } }).error.code, 'uncertain')
  }
  assert.equal(new Set(named('redemptions.hold').map(({ context }) => context.idempotencyKey)).size, 1)
})

test('a refusal frees the key; a refusal after a lost answer is a refusal', async () => {
  const pass = timers()
  let tries = 0
  const storage = signedIn()
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': (call) => refuse((tries += 1) === 1 ? 'network' : 'insufficient_points')(call) } })
  const client = open({ backend, storage })
  for (let press = 0; press < 2; press += 1) {
    const result = outcome(client.redeem(hold))
    for (let second = 0; second < 10; second += 1) await pass(1_000)
    assert.equal(((await result) as { error: { code: string } }).error.code, 'insufficient_points')
  }
  const keys = named('redemptions.hold').map(({ context }) => context.idempotencyKey)
  assert.deepEqual([keys[0] === keys[1], keys[1] === keys[2]], [true, false])
  assert.deepEqual([...storage.values.keys()], ['loyaltykit:1:fake:session'])
})

test('an answer that nobody can read leaves the fate of points unknown', async () => {
  const { backend } = fakeBackend({ handlers: { 'redemptions.hold': () => ({ ok: true }) } })
  await assert.rejects(open({ backend, storage: signedIn() }).redeem(hold), fails('uncertain'))
})

test('what is not money is given up after 15 s with its own error', async () => {
  const pass = timers()
  const { backend } = fakeBackend({ handlers: { 'claims.submit': refuse('network') } })
  const client = open({ backend, storage: signedIn() })
  const result = outcome(client.submitClaim({ kind: 'purchase', reference: '1' }))
  for (let second = 0; second < 17; second += 1) await pass(1_000)
  assert.equal(((await result) as { error: { code: string } }).error.code, 'network')
})

test('"come back much later" fails at once and says when; a past or senseless time is no hurry', async () => {
  const { backend, calls } = fakeBackend({ handlers: { 'session.requestCode': refuse('rate_limited', { details: { retryAt: '2999-01-01T00:00:00Z' } }) } })
  const error = ((await outcome(open({ backend }).requestCode({ identifier: { kind: 'phone', value: '+79001234567' } }))) as { error: { code: string; details: unknown } }).error
  assert.deepEqual([error.code, error.details, calls.length], ['rate_limited', { retryAt: '2999-01-01T00:00:00Z' }, 1])

  for (const retryAt of ['2001-01-01T00:00:00Z', 'soon']) {
    const pass = timers()
    const { backend: hurried, calls: tries } = fakeBackend({ handlers: { 'redemptions.hold': refuse('rate_limited', { details: { retryAt } }) } })
    const client = open({ backend: hurried, storage: signedIn() })
    const result = outcome(client.redeem(hold))
    for (let second = 0; second < 65; second += 1) await pass(1_000)
    assert.equal(((await result) as { error: { code: string } }).error.code, 'rate_limited', 'it was never taken in, so nothing is uncertain')
    assert.ok(tries.length > 3 && tries.length < 25, `${tries.length} tries`)
    client.dispose()
    pass.end()
  }
})

test('the clock of the page, not of the machine, says how long to wait', async () => {
  const { backend } = fakeBackend({ handlers: { 'session.requestCode': refuse('rate_limited', { details: { retryAt: at } }) } })
  const client = open({ backend, clock: () => Date.parse(at) - 3_600_000 })
  await assert.rejects(client.requestCode({ identifier: { kind: 'phone', value: '+79001234567' } }), fails('rate_limited'))
})

test('a refused log-in is renewed once, and the action goes on with the same key', async () => {
  const good = (name: string): Handler => (call) => (call.context.identity.token === 'token-2' ? answers[name] : refuse('unauthenticated')(call))
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': good('redemptions.hold'), 'activity.list': good('activity.list') } })
  const client = open({ backend, storage: signedIn() })
  await Promise.all([client.redeem(hold), client.activity()])
  assert.deepEqual([named('session.refresh').length, new Set(named('redemptions.hold').map(({ context }) => context.idempotencyKey)).size], [1, 1])
})

test('a renewal that is refused does not wait for itself', { timeout: 5_000 }, async () => {
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': refuse('unauthenticated'), 'session.refresh': refuse('unauthenticated') } })
  await assert.rejects(open({ backend, storage: signedIn() }).redeem(hold), fails('unauthenticated'))
  assert.equal(named('session.refresh').length, 1)
})

test('signed out during an action: its answer is not for the next person, and no store has it', async () => {
  const answer = later<unknown>()
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': () => answer.promise, 'session.verifyCode': () => ({ outcome: 'signed_in', session: { memberId: 'm2', token: 'token-m2' } }) } })
  const storage = signedIn()
  const client = open({ backend, storage })
  look(client.$redemptions)
  const result = outcome(client.redeem(hold))
  await until(() => named('redemptions.hold').length === 1)
  await client.signOut()
  await client.verifyCode({ challengeId: 'c', code: '1234' })
  const second = outcome(client.redeem(hold))
  await until(() => named('redemptions.hold').length === 2)
  answer.resolve(answers['redemptions.hold'])
  assert.equal(((await result) as { error: { code: string } }).error.code, 'aborted')
  assert.ok('value' in (await second))
  const [first, next] = named('redemptions.hold').map(({ context }) => [context.identity.token, context.idempotencyKey])
  assert.deepEqual([first![0], next![0], first![1] === next![1]], ['token-1', 'token-m2', false])
  assert.ok(![...storage.values.keys()].some((name) => name.endsWith('journal:m1')))
})

test('what one person pressed is not done for the next, who came while the module of actions loaded', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  const pressed = outcome(client.redeem(hold))
  client.forgetMember()
  assert.equal(((await pressed) as { error: { code: string } }).error.code, 'aborted')
  assert.deepEqual(calls, [])
})

test('a retry is never made with the log-in of another person', async () => {
  const pass = timers()
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': refuse('network') } })
  const client = open({ backend, storage: signedIn() })
  const result = outcome(client.redeem(hold))
  await pass(1)
  client.forgetMember()
  for (let second = 0; second < 20; second += 1) await pass(1_000)
  assert.equal(((await result) as { error: { code: string } }).error.code, 'aborted')
  assert.equal(named('redemptions.hold').length, 1)
})

test('the journal holds ids and amounts of the member only: no name, address, token, goods or text', async () => {
  const storage = signedIn()
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.hold': () => new Promise(() => {}), 'offers.activate': () => new Promise(() => {}) } })
  const client = open({ backend, storage })
  void outcome(client.redeem({ ...hold, cart: { ...cart, items: [{ sku: 'secret-goods', name: 'Ann\'s gift', quantity: 1, price: 1 }], codes: ['PROMO'], stay: { hotel: 'Hotel-Secret', arrival: '2026-12-01', departure: '2026-12-02', guests: 2 } } }))
  void outcome(client.activateOffer({ offerId: 'o1' }))
  await until(() => named('redemptions.hold').length === 1 && named('offers.activate').length === 1)
  const entries = Object.entries(JSON.parse(storage.values.get('loyaltykit:1:fake:journal:m1')!) as Record<string, Record<string, unknown>>)
  assert.deepEqual(entries.map(([mark, { key, at: time, ...entry }]) => {
    assert.match(`${mark} ${key} ${time}`, /^[0-9a-z]{1,12} [0-9a-f]{32} \d+$/)
    return entry
  }), [{ call: 'redemptions.hold', about: { cartId: 'c1', currency: 'points', amount: 100 } }, { call: 'offers.activate', about: { id: 'o1' } }])
})

test('corrupt and foreign stored values are as good as none', async () => {
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.list': () => [] } })
  for (const junk of ['{', 'null', '[]', '7', '"x"', '{"a":null}', '{"a":{"key":1}}', '{"__proto__":{"key":"k"}}', '{"a":{"key":"k","call":"redemptions.hold","at":"now","about":{}}}']) {
    const storage = signedIn()
    storage.setItem('loyaltykit:1:fake:journal:m1', junk)
    storage.setItem('loyaltykit:1:fake:referral', junk)
    const client = open({ backend, storage })
    assert.equal(client.$referralCode.get(), undefined)
    await client.redeem(hold)
    storage.setItem('loyaltykit:1:fake:session', junk)
    assert.equal(open({ backend, storage }).$session.get().status, 'guest')
  }
  assert.equal(named('redemptions.hold').length, 9)
})

/** A page that was closed with an intent on its way. */
async function closedPage(storage: ReturnType<typeof signedIn>, begun: string, input: object) {
  const { backend, calls } = fakeBackend({ handlers: { 'redemptions.hold': () => new Promise(() => {}), 'partners.exchange': () => new Promise(() => {}), 'offers.activate': () => new Promise(() => {}), 'redemptions.cancel': () => new Promise(() => {}) } })
  const client = createLoyalty({ backend, storage, onReport: () => {} })
  void outcome((client as unknown as Record<string, (input: object) => Promise<unknown>>)[begun]!(input))
  for (let round = 0; round < 100 && !calls.length; round += 1) await settled(1)
  assert.equal(calls.length, 1)
  client.dispose()
  await settled()
}

test('an intent that a closed page left open is looked up in the ledger on the next load, and never sent again', async () => {
  for (const [begun, input, done] of [
    ['redeem', hold, { 'redemptions.list': () => [redemption] }],
    ['cancelRedemption', { redemptionId: 'r1' }, { 'redemptions.list': () => [] }],
    ['activateOffer', { offerId: 'o1' }, { 'offers.list': () => [{ ...offer, state: 'active' }] }],
  ] as const) {
    const storage = signedIn()
    await closedPage(storage, begun, input)
    const ledger = later<void>()
    const { backend, calls, named } = fakeBackend({ handlers: Object.fromEntries(Object.entries(done).map(([name, answer]) => [name, () => ledger.promise.then(answer)])) })
    const client = open({ backend, storage })
    await until(() => peek<unknown[]>(client.$pending).length === 1)
    assert.deepEqual(peek<PendingCall[]>(client.$pending).map(({ status: is }) => is), ['checking'])
    ledger.resolve()
    await until(() => peek<unknown[]>(client.$pending).length === 0)
    assert.deepEqual([...storage.values.keys()], ['loyaltykit:1:fake:session'])
    assert.deepEqual(calls.map(({ name }) => name), Object.keys(done))
    assert.equal(named('redemptions.hold').length, 0)
  }
})

test('what the ledger does not show after a minute was not done; before that it may still be on its way', async () => {
  const pass = timers()
  const storage = signedIn()
  await closedPage(storage, 'redeem', hold)
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.list': () => [{ ...redemption, cartId: 'another' }] } })
  const client = open({ backend, storage })
  await pass(1)
  for (let second = 0; second < 55; second += 1) await pass(1_000)
  assert.deepEqual(peek<PendingCall[]>(client.$pending).map(({ call }) => call), ['redemptions.hold'])
  for (let second = 0; second < 12; second += 1) await pass(1_000)
  assert.deepEqual(peek<PendingCall[]>(client.$pending), [])
  assert.ok(!storage.values.has('loyaltykit:1:fake:journal:m1'))
  assert.equal(named('redemptions.hold').length, 0)
})

test('a ledger that can\'t be read leaves the intent open', async () => {
  const pass = timers()
  const storage = signedIn()
  await closedPage(storage, 'redeem', hold)
  let down = true
  const { backend } = fakeBackend({ handlers: { 'redemptions.list': (call) => (down ? refuse('network')(call) : [redemption]) } })
  const client = open({ backend, storage })
  for (let second = 0; second < 90; second += 1) await pass(1_000)
  assert.equal(peek<PendingCall[]>(client.$pending).length, 1)
  down = false
  for (let second = 0; second < 7; second += 1) await pass(1_000)
  assert.equal(peek<PendingCall[]>(client.$pending).length, 0)
})

test('what no ledger of ours shows is being checked until the life of its key is over', async () => {
  const pass = timers()
  const storage = signedIn()
  await closedPage(storage, 'exchange', { exchangeId: 'x', amount: 10 })
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage })
  for (let minute = 0; minute < 59; minute += 1) await pass(60_000)
  assert.equal(peek<PendingCall[]>(client.$pending).length, 1)
  for (let minute = 0; minute < 3; minute += 1) await pass(60_000)
  assert.deepEqual([peek<PendingCall[]>(client.$pending).length, calls.length], [0, 0])
})

test('another person never sees what the last one left open', async () => {
  const storage = signedIn()
  await closedPage(storage, 'redeem', hold)
  storage.setItem('loyaltykit:1:fake:session', JSON.stringify({ memberId: 'm2', token: 't' }))
  const client = open({ backend: fakeBackend().backend, storage })
  await pause(10)
  assert.deepEqual(peek(client.$pending), [])
})

test('who presses again takes up the key of the intent that is being checked', async () => {
  const storage = signedIn()
  await closedPage(storage, 'redeem', hold)
  const [{ key }] = Object.values(JSON.parse(storage.values.get('loyaltykit:1:fake:journal:m1')!) as Record<string, { key: string }>) as [{ key: string }]
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.list': () => new Promise(() => {}) } })
  const client = open({ backend, storage })
  await until(() => peek<unknown[]>(client.$pending).length === 1)
  const result = client.redeem(hold)
  await until(() => named('redemptions.hold').length === 1)
  assert.equal(named('redemptions.hold')[0]!.context.idempotencyKey, key)
  await result
  assert.deepEqual(peek(client.$pending), [])
})

test('two clients of a server share nothing: not a log-in, a value, a key or a flight', async () => {
  const who: Handler = ({ context }) => [{ currency: 'points', available: context.identity.token === 'token-1' ? 111 : 222 }]
  const { backend, named } = fakeBackend({ handlers: { 'balances.list': who, 'session.exchange': ({ input }) => ({ memberId: String(input['hostToken']), token: `token-${input['hostToken'] === 'm1' ? 1 : 2}` }) } })
  const before = Object.getOwnPropertySymbols(globalThis).length
  const [one, two] = [open({ backend }), open({ backend })]
  await Promise.all([one.signIn({ hostToken: 'm1' }), two.signIn({ hostToken: 'm2' })])
  look(one.$balances)
  look(two.$balances)
  await Promise.all([one.redeem(hold), two.redeem(hold)])
  await until(() => status(one.$balances) === 'ready' && status(two.$balances) === 'ready')
  assert.deepEqual([one.$session.get(), two.$session.get()], [{ status: 'member', memberId: 'm1' }, { status: 'member', memberId: 'm2' }])
  assert.equal(new Set(named('redemptions.hold').map(({ context }) => context.idempotencyKey)).size, 2)
  one.forgetMember()
  assert.equal(two.$session.get().status, 'member')
  assert.equal(Object.getOwnPropertySymbols(globalThis).length, before, 'without a document nothing is kept globally')
})

test('enrolment signs in, shows member and balances without reading them, and uses up the friend\'s code', async () => {
  const { backend, calls } = fakeBackend({ handlers: { 'snapshot.get': () => new Promise(() => {}) } })
  const storage = fakeStorage()
  const client = open({ backend, storage })
  client.rememberReferral('FRIEND')
  assert.equal(open({ backend, storage }).$referralCode.get(), 'FRIEND')
  look(client.$balances)
  await client.enrol({ ticket: 't', profile: {}, consents: [], referralCode: 'FRIEND' })
  assert.deepEqual([client.$session.get(), peek<{ value: unknown }>(client.$balances).value, peek<{ value: unknown }>(client.$member).value], [{ status: 'member', memberId: 'm1' }, balances, member])
  assert.equal(client.$referralCode.get(), undefined)
  assert.deepEqual([...storage.values.keys()], ['loyaltykit:1:fake:session'])
  assert.ok(calls.some(({ name }) => name === 'members.enrol'))
})

test('a friend\'s code is kept for 30 days', () => {
  const storage = fakeStorage()
  let now = Date.parse(at)
  const { backend } = fakeBackend()
  open({ backend, storage, clock: () => now }).rememberReferral('FRIEND')
  now += 29 * 86_400_000
  assert.equal(open({ backend, storage, clock: () => now }).$referralCode.get(), 'FRIEND')
  now += 2 * 86_400_000
  assert.equal(open({ backend, storage, clock: () => now }).$referralCode.get(), undefined)
  const client = open({ backend, clock: () => now })
  client.rememberReferral('x'.repeat(101))
  assert.equal(client.$referralCode.get(), undefined)
})

test('a partner\'s page that brought a visitor is kept for 30 days, goes along with the enrolment, and is used up by it', async () => {
  const storage = fakeStorage()
  let now = Date.parse('2026-11-22T10:00:00Z')
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage, clock: () => now })
  client.rememberSource({ partner: 'northbank' })
  client.rememberSource({ partner: 'northbank', campaign: 'spring-26', person: 'ada@example.com' } as never)
  for (const junk of [{ partner: 'ada@example.com' }, { partner: '' }, { partner: 'x'.repeat(65) }, { partner: 'a', campaign: 'two words' }, undefined, 7]) client.rememberSource(junk as never)
  assert.deepEqual(open({ backend, storage, clock: () => now }).$source.get(), { partner: 'northbank', campaign: 'spring-26' })
  now += 31 * 24 * 60 * 60_000
  assert.equal(open({ backend, storage, clock: () => now }).$source.get(), undefined)
  await client.enrol({ ticket: 't', profile: {}, consents: [] })
  assert.deepEqual((calls.find(({ name }) => name === 'members.enrol')?.input as { source: unknown }).source, { partner: 'northbank', campaign: 'spring-26' })
  assert.equal(client.$source.get(), undefined)
  client.rememberSource({ partner: 'roadway' })
  client.forgetMember()
  assert.equal(client.$source.get(), undefined)
})

test('a redemption is in the store of redemptions from its answer on, and out of it when it is cancelled; quotes are read again', async () => {
  const { backend, named } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  look(client.$redemptions)
  look(client.$quote(cart))
  await until(() => status(client.$redemptions) === 'ready' && status(client.$quote(cart)) === 'ready')
  await client.redeem(hold)
  assert.deepEqual(peek<{ value: unknown }>(client.$redemptions).value, [redemption])
  assert.equal(status(client.$quote(cart)), 'refreshing')
  await client.cancelRedemption({ redemptionId: 'r1' })
  assert.deepEqual(peek<{ value: unknown }>(client.$redemptions).value, [])
  await until(() => status(client.$quote(cart)) === 'ready')
  assert.ok(named('snapshot.get').slice(1).every(({ input }) => (input['parts'] as string[]).join() === 'quotes'))
})

test('an activated offer is active in the list of offers at once', async () => {
  const client = open({ backend: fakeBackend().backend, storage: signedIn() })
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
  await client.activateOffer({ offerId: 'o1' })
  assert.equal(peek<{ value: [{ state: string }] }>(client.$offers).value[0].state, 'active')
})

test('log-out with a token is at once, however slow the backend; the backend gets the token', async () => {
  const answer = later<unknown>()
  const { backend, named } = fakeBackend({ handlers: { 'session.end': () => answer.promise } })
  const storage = signedIn()
  const reports: unknown[] = []
  const client = open({ backend, storage, onReport: (report) => reports.push(report) })
  const out = client.signOut()
  await until(() => client.$session.get().status === 'guest')
  assert.equal(named('session.end')[0]!.context.identity.token, 'token-1')
  assert.equal(storage.values.size, 0)
  answer.resolve({})
  await out
  assert.deepEqual(reports, [])
})

test('log-out of a cookie that the backend could not end fails and leaves the member signed in', async () => {
  const { backend } = fakeBackend({ ambient: true, handlers: { 'session.end': refuse('forbidden') } })
  const client = open({ backend })
  look(client.$member)
  await until(() => client.$session.get().status === 'member')
  await assert.rejects(client.signOut(), fails('forbidden'))
  assert.equal(client.$session.get().status, 'member')
})

test('log-out everywhere is told as it went, also where the token was here: other devices are still signed in', async () => {
  const { backend } = fakeBackend({ handlers: { 'session.end': refuse('forbidden') } })
  const client = open({ backend, storage: signedIn() })
  await assert.rejects(client.signOut({ everywhere: true }), fails('forbidden'))
  assert.equal(client.$session.get().status, 'member')
})

test('log-out gives where the log-in at an identity provider ends as well', async () => {
  const { backend, named } = fakeBackend({ handlers: { 'session.end': () => ({ url: 'https://id.example/out' }) } })
  const client = open({ backend, storage: signedIn() })
  assert.deepEqual(await client.signOut({ everywhere: true }), { url: 'https://id.example/out' })
  assert.deepEqual([named('session.end')[0]!.input, client.$session.get().status], [{ everywhere: true }, 'guest'])
})

test('log-out while the log-in is renewed: the new tokens are thrown away', async () => {
  const answer = later<unknown>()
  const { backend, named } = fakeBackend({ handlers: { 'balances.list': refuse('unauthenticated'), 'session.refresh': () => answer.promise } })
  const storage = signedIn()
  const client = open({ backend, storage })
  look(client.$balances)
  await until(() => named('session.refresh').length === 1)
  client.forgetMember()
  answer.resolve(answers['session.refresh'])
  await pause(10)
  assert.deepEqual([client.$session.get().status, storage.values.size], ['guest', 0])
})

test('leaving the programme leaves nothing of the member here', async () => {
  const storage = signedIn()
  const client = open({ backend: fakeBackend().backend, storage })
  await client.leaveProgram({})
  assert.deepEqual([client.$session.get().status, storage.values.size], ['guest', 0])
})

test('every action and question of every group reaches its method of the port', async () => {
  const { backend, calls } = fakeBackend()
  const client = open({ backend, storage: signedIn({ memberId: session.memberId }) })
  const number = { number: '1234' }
  const done = {
    requestCode: [{ identifier: { kind: 'phone', value: '+79001234567' } }, 'session.requestCode'], verifyCode: [{ challengeId: 'c', code: '1234' }, 'session.verifyCode'], signIn: [{ hostToken: 'h' }, 'session.exchange'],
    enrol: [{ ticket: 't', profile: {}, consents: [] }, 'members.enrol'], activity: [undefined, 'activity.list'], activateOffer: [{ offerId: 'o1' }, 'offers.activate'], redeem: [hold, 'redemptions.hold'],
    cancelRedemption: [{ redemptionId: 'r1' }, 'redemptions.cancel'], confirmRedemption: [{ redemptionId: 'r1', orderId: '7' }, 'redemptions.confirm'], rewards: [undefined, 'rewards.list'], claimReward: [{ rewardId: 'w1' }, 'rewards.claim'],
    lookUpReferral: [{ code: 'ANN' }, 'referrals.lookUp'], checkGiftCard: [number, 'giftCards.check'], attachGiftCard: [number, 'giftCards.attach'], linkPartner: [{ partnerId: 'pa', account: '1' }, 'partners.link'],
    unlinkPartner: [{ partnerId: 'pa' }, 'partners.unlink'], quoteExchange: [{ exchangeId: 'x', amount: 1 }, 'partners.quoteExchange'], exchange: [{ exchangeId: 'x', amount: 1 }, 'partners.exchange'], joinChallenge: [{ challengeId: 'h1' }, 'challenges.join'],
    answerSurvey: [{ surveyId: 'y1', score: 9 }, 'surveys.answer'], submitClaim: [{ kind: 'stay', reference: '1' }, 'claims.submit'], linkCard: [number, 'cards.link'], updatePreferences: [{ consents: [] }, 'preferences.update'],
    exportData: [undefined, 'preferences.export'], signOut: [undefined, 'session.end'], leaveProgram: [{}, 'preferences.leave'],
  } as const
  const methods = client as unknown as Record<string, (input?: unknown) => Promise<unknown>>
  for (const [name, [input, call]] of Object.entries(done)) {
    await methods[name]!(input)
    assert.ok(calls.some((one) => one.name === call), `${name} calls ${call}`)
  }
  const functions = Object.keys(client).filter((name) => typeof methods[name] === 'function' && !['now', 'can', 'setLocale', 'refresh', 'warm', 'rememberReferral', 'rememberSource', 'onEvent', 'track', 'forgetMember', 'dispose', '$quote'].includes(name))
  assert.deepEqual(functions.sort(), Object.keys(done).sort())
})

test('a log-in in a cookie that has ended is noticed when something is done: nothing of the member stays on the page', async () => {
  let ended = false
  const { backend } = fakeBackend({ ambient: true, handlers: {
    'session.current': () => (ended ? null : session),
    'balances.list': (call) => (ended ? refuse('unauthenticated')(call) : balances),
    'redemptions.hold': refuse('unauthenticated'),
  } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  ended = true
  await assert.rejects(client.redeem(hold), fails('unauthenticated'))
  await until(() => client.$session.get().status === 'guest' && status(client.$balances) === 'ready')
  assert.equal(peek<{ value: unknown }>(client.$balances).value, null)
})

test('a log-in in a cookie is renewed when something is done, and it is done with the same key', async () => {
  let good = false
  const { backend, named } = fakeBackend({ ambient: true, handlers: {
    'redemptions.hold': (call) => (good ? answers['redemptions.hold'] : refuse('unauthenticated')(call)),
    'session.refresh': () => { good = true; return { memberId: 'm1' } },
  } })
  const client = open({ backend })
  look(client.$balances)
  await until(() => client.$session.get().status === 'member')
  await client.redeem(hold)
  assert.equal(new Set(named('redemptions.hold').map(({ context }) => (context as { idempotencyKey: string }).idempotencyKey)).size, 1)
  assert.deepEqual([named('redemptions.hold').length, client.$session.get().status], [2, 'member'])
})

test('a hold whose answer was lost, found and let go, is a new intent when it is pressed again', async () => {
  let sane = false
  const { backend, named } = fakeBackend({ handlers: {
    'redemptions.hold': () => (sane ? answers['redemptions.hold'] : { redemption: 7 }),
    'redemptions.cancel': () => ({ redemption: { ...redemption, cartId: hold.cart.id, state: 'cancelled' }, balances }),
  } })
  const client = open({ backend, storage: signedIn() })
  await assert.rejects(client.redeem(hold), fails('uncertain'))
  await client.cancelRedemption({ redemptionId: redemption.id })
  sane = true
  await client.redeem(hold)
  assert.equal(new Set(named('redemptions.hold').map(({ context }) => context.idempotencyKey)).size, 2)
})
