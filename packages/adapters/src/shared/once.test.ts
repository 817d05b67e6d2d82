import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type ErrorCode, type WriteContext } from '@loyaltykit/core'
import { memoryKeys, type KeyStore } from '../keys.ts'
import { alone, once, type Notes } from './once.ts'

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
