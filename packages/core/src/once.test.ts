import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type ErrorCode } from './errors.ts'
import { alone, memoryKeys, once, type KeyStore, type Notes } from './keys.ts'
import type { WriteContext } from './port.ts'

const context = (idempotencyKey = 'k', signal = AbortSignal.timeout(3_000)): WriteContext => ({ signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey })
const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => isLoyaltyError(error) && error.code === code)
const pause = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function counter(act: (time: number, notes: Notes) => unknown = (time) => ({ time })) {
  let times = 0
  return { act: async (notes: Notes) => { times += 1; await pause(); return act(times, notes) }, times: () => times }
}

describe('a write once per key', () => {
  test('acts once for all who ask, at once and later, and answers each the first answer', async () => {
    const [keys, { act, times }] = [memoryKeys(), counter()]
    const call = () => once(keys, { scope: 's', input: { a: 1, b: [2] }, context: context() }, act)
    const answers = await Promise.all([call(), call(), call()])
    answers.push(await call())
    assert.deepEqual([answers, times()], [[{ time: 1 }, { time: 1 }, { time: 1 }, { time: 1 }], 1])
  })

  test('knows an input by what is in it, not by the order of its fields; another one is a conflict, while the first is under way too', async () => {
    const [keys, { act }] = [memoryKeys(), counter()]
    const call = (input: object) => once(keys, { scope: 's', input, context: context() }, act)
    const flight = call({ a: 1, b: 2 })
    await pause(5)
    await failsWith(call({ a: 1, b: 3 }), 'conflict')
    assert.deepEqual(await call({ b: 2, a: 1 }), await flight)
  })

  test('keeps scopes and keys apart, and takes no key that is none', async () => {
    const [keys, { act, times }] = [memoryKeys(), counter()]
    await Promise.all([['s', 'k'], ['t', 'k'], ['s', 'l']].map(([scope = '', key]) => once(keys, { scope, input: {}, context: context(key) }, act)))
    assert.equal(times(), 3)
    for (const key of ['', 'x'.repeat(201)]) await failsWith(once(keys, { scope: 's', input: {}, context: context(key) }, act), 'invalid_input')
  })

  test('refuses again what was refused, and tries again what may go better', async () => {
    const failing = (code: ErrorCode) => {
      const [keys, { act, times }] = [memoryKeys(), counter(() => { throw new LoyaltyError(code, 'No.') })]
      return { call: () => once(keys, { scope: 's', input: {}, context: context() }, act), times }
    }
    for (const [code, times] of [['not_eligible', 1], ['conflict', 1], ['network', 2], ['timeout', 2], ['rate_limited', 2], ['bad_response', 2], ['unauthenticated', 2], ['aborted', 2]] as const) {
      const one = failing(code)
      await failsWith(one.call(), code)
      await failsWith(one.call(), code)
      assert.equal(one.times(), times, code)
    }
  })

  test('hands what was noted to the next attempt', async () => {
    const keys = memoryKeys()
    const { act } = counter(async (time, { note, noted }) => {
      if (time > 1) return noted
      await note({ sent: 1 })
      throw new LoyaltyError('network', 'Lost.')
    })
    const call = () => once(keys, { scope: 's', input: {}, context: context() }, act)
    await failsWith(call(), 'network')
    assert.deepEqual(await call(), { sent: 1 })
  })

  test('forgets an answer when it is told to, and not before', async () => {
    let now = 0
    const [keys, { act, times }] = [memoryKeys(() => now), counter()]
    const call = () => once(keys, { scope: 's', input: {}, context: context(), keep: 1_000_000 }, act)
    await call()
    now = 999_999
    assert.deepEqual(await call(), { time: 1 })
    now = 1_000_000
    assert.deepEqual([await call(), times()], [{ time: 2 }, 2])
  })

  test('does not wait longer than somebody waits for it', async () => {
    let goOn = () => {}
    const slow = new Promise<void>((resolve) => { goOn = resolve })
    const [keys, { act }] = [memoryKeys(), counter(() => slow)]
    const flight = once(keys, { scope: 's', input: {}, context: context() }, act)
    await pause(5)
    await failsWith(once(keys, { scope: 's', input: {}, context: context('k', AbortSignal.timeout(30)) }, act), 'aborted')
    goOn()
    await flight
  })
})

test('one at a time of a name, over all who share a store; others meanwhile', async () => {
  const keys = memoryKeys()
  let [inside, most] = [0, 0]
  const visit = (name: string) => alone(keys, name, AbortSignal.timeout(3_000), async () => {
    most = Math.max(most, (inside += 1))
    await pause(5)
    inside -= 1
  })
  await Promise.all(Array.from({ length: 10 }, () => visit('a')))
  assert.equal(most, 1)
  await Promise.all([visit('a'), visit('b')])
  assert.equal(most, 2)
  await assert.rejects(alone(keys, 'a', AbortSignal.timeout(3_000), () => Promise.reject(new Error('x'))), /x/)
  await visit('a')
})

test('control: a store that swaps blindly lets two in', async () => {
  const records = new Map<string, string>()
  const blind: KeyStore = { get: async (id) => { const found = records.get(id); await pause(5); return found }, swap: async (id, _from, to) => { records.set(id, to ?? ''); return true } }
  const { act, times } = counter()
  await Promise.all([1, 2].map(() => once(blind, { scope: 's', input: {}, context: context() }, act)))
  assert.equal(times(), 2)
})

describe('processes that die, wait or have a wrong clock', () => {
  const minute = 60_000

  /** A store whose time is told by hand, and a process that does not come back from its call. */
  function scene() {
    let now = 0
    const keys = memoryKeys(() => now)
    const wait = (milliseconds: number) => { now += milliseconds }
    const call = (act: (notes: Notes, signal: AbortSignal) => Promise<unknown>, signal = AbortSignal.timeout(3_000)) => once(keys, { scope: 's', input: {}, context: context('k', signal) }, act)
    return { keys, wait, call }
  }

  test('one that died after its note is followed by another, which is told the note, and not before its turn is over', async () => {
    const { call, wait } = scene()
    void call(async ({ note }) => {
      await note({ sent: 1 })
      await new Promise(() => {})
    }).catch(() => {})
    await pause()
    const next = () => call(async ({ noted }) => noted, AbortSignal.timeout(100))
    await failsWith(next(), 'aborted')
    wait(minute - 1)
    await failsWith(next(), 'aborted')
    wait(1)
    assert.deepEqual(await next(), { sent: 1 })
  })

  test('one whose clock is an hour ahead takes nothing over', async (t) => {
    const { call } = scene()
    let goOn = () => {}
    const slow = new Promise<void>((resolve) => { goOn = resolve })
    const first = call(async () => { await slow; return 'first' })
    await pause(5)
    const real = Date.now
    t.mock.method(Date, 'now', () => real() + 60 * minute)
    let times = 0
    const second = call(async () => { times += 1; return 'second' })
    await pause(100)
    goOn()
    assert.deepEqual([await first, await second, times], ['first', 'first', 0])
  })

  test('one that was slower than its turn notes nothing more, and its answer is not kept over the other\'s', async () => {
    const { call, wait } = scene()
    let goOn = () => {}
    const slow = new Promise<void>((resolve) => { goOn = resolve })
    let sent = 0
    const late = call(async ({ note }) => {
      await slow
      await note({ sent: 1 })
      sent += 1
      return 'late'
    })
    await pause()
    wait(minute)
    assert.equal(await call(async () => 'first'), 'first')
    goOn()
    await failsWith(late, 'timeout')
    assert.equal(sent, 0)
    assert.equal(await call(async () => 'third'), 'first')
  })

  test('one that takes long is stopped well before somebody else may begin', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { call } = scene()
    let signal: AbortSignal | undefined
    const flight = call(async (_notes, limit) => {
      signal = limit
      await new Promise((_, reject) => limit.addEventListener('abort', () => reject(limit.reason as Error)))
    }, new AbortController().signal)
    while (!signal) await new Promise((resolve) => setImmediate(resolve))
    t.mock.timers.tick(30_000)
    assert.equal(signal.aborted, false)
    t.mock.timers.tick(16_000)
    assert.equal(signal.aborted, true)
    await failsWith(flight, 'timeout')
  })

  test('a store that fails after the deed: it is told as done, and the next who asks is told what was noted', async () => {
    const { keys } = scene()
    let isDown = false
    const failing: KeyStore = { get: (id) => keys.get(id), swap: async (...what) => { if (isDown) throw new Error('down'); return keys.swap(...what) } }
    const call = (act: (notes: Notes) => Promise<unknown>) => once(failing, { scope: 's', input: {}, context: context('k', AbortSignal.timeout(200)) }, act)
    assert.equal(await call(async ({ note }) => { await note({ id: 7 }); isDown = true; return 'paid' }), 'paid')
    isDown = false
    await failsWith(call(async () => 'again'), 'aborted')
  })

  test('a turn that can\'t be given back ends by itself, and what was done in it counts', async () => {
    let now = 0
    const keys = memoryKeys(() => now)
    const failing: KeyStore = { get: (id) => keys.get(id), swap: async (id, from, to, keep) => { if (to === undefined) throw new Error('down'); return keys.swap(id, from, to, keep) } }
    assert.equal(await alone(failing, 'a', AbortSignal.timeout(1_000), async () => 'done'), 'done')
    await failsWith(alone(keys, 'a', AbortSignal.timeout(50), async () => 'early'), 'aborted')
    now += minute
    assert.equal(await alone(keys, 'a', AbortSignal.timeout(1_000), async () => 'later'), 'later')
  })

  test('no id in a store tells who somebody is', async () => {
    const ids: string[] = []
    const keys = memoryKeys()
    const spied: KeyStore = { get: (id) => (ids.push(id), keys.get(id)), swap: (id, ...rest) => (ids.push(id), keys.swap(id, ...rest)) }
    await once(spied, { scope: 'ada@shop.example', input: {}, context: context() }, async () => 1)
    await alone(spied, 'ada@shop.example', AbortSignal.timeout(100), async () => 1)
    assert.ok(ids.length > 3 && ids.every((id) => !id.includes('ada')), ids.join())
  })
})
