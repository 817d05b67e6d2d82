import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSandbox } from './index.ts'
import { by, cartOf, openClub } from '../test-support/club.ts'

test('a call fails as it was told, and does nothing', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  sandbox.setFaults({ 'redemptions.hold': { fail: ({ count }) => (count === 1 ? 'backend_failed' : undefined) } })
  const hold = () => sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 100 }, by(ada.identity, { key: 'one' }))
  await assert.rejects(hold(), { code: 'backend_failed' })
  assert.equal((await balance(ada)).held, 0)
  await hold()
  assert.equal((await balance(ada)).held, 100)
})

test('a lost answer has acted, and the same key gets the answer', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  const hold = () => sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 100 }, by(ada.identity, { key: 'one' }))
  sandbox.setFaults({ 'redemptions.hold': { loseAnswer: true } })
  await assert.rejects(hold(), { code: 'network' })
  sandbox.setFaults({})
  assert.equal((await hold()).redemption.amount, 100)
  assert.equal((await balance(ada)).held, 100)
})

test('a call that arrives twice acts once', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  sandbox.setFaults({ 'redemptions.hold': { duplicate: true } })
  const { redemption } = await sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 100 }, by(ada.identity))
  assert.deepEqual([redemption.amount, (await balance(ada)).held], [100, 100])
})

test('a call that is overtaken acts after the next one, or by itself where none comes', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const order: string[] = []
  const call = (name: string) => sandbox.balances.list({}, by(ada.identity)).then(() => order.push(name))
  sandbox.setFaults({ 'balances.list': { overtaken: ({ count }) => count === 1 } })
  await Promise.all([call('first'), call('second')])
  assert.deepEqual(order, ['second', 'first'])
  sandbox.setFaults({ 'balances.list': { overtaken: true } })
  await call('alone')
  assert.deepEqual(order, ['second', 'first', 'alone'])
})

test('a rate limit says when to come back', async () => {
  const { sandbox } = openClub({ faults: { '*': { fail: 'rate_limited', retryAfter: 5_000 } } })
  await assert.rejects(sandbox.program.get({}, by()), (error: { code: string; details: { retryAt: string } }) => error.code === 'rate_limited' && error.details.retryAt === '2026-11-22T10:00:05.000Z')
})

test('rates are the same for the same seed', async () => {
  const run = async () => {
    const { sandbox } = openClub({ faults: { 'program.get': { fail: { code: 'network', rate: 0.5 } } } })
    const results = []
    for (let count = 0; count < 20; count += 1) results.push(await sandbox.program.get({}, by()).then(() => 'ok', () => 'failed'))
    return results
  }
  const first = await run()
  assert.deepEqual(await run(), first)
  assert.deepEqual(new Set(first), new Set(['ok', 'failed']))
})

test('a delay ends when nobody waits', async () => {
  const { sandbox } = openClub({ faults: { '*': { delay: 60_000 } } })
  const gone = new AbortController()
  const flight = sandbox.program.get({}, { ...by(), signal: gone.signal })
  gone.abort()
  await assert.rejects(flight, { code: 'aborted' })
})

test('nonsense is nonsense', async () => {
  const { sandbox } = openClub({ faults: { 'program.get': { nonsense: true } } })
  assert.equal('name' in (await sandbox.program.get({}, by())), false)
})

test('what an answer is changed to afterwards is nobody else\'s trouble', async () => {
  const { sandbox } = openClub()
  const program = await sandbox.program.get({}, by())
  program.tiers.length = 0
  assert.equal((await sandbox.program.get({}, by())).tiers.length, 3)
})

test('a store that fails leaves nothing done', async () => {
  let broken = false
  const { sandbox, join, balance } = openClub({ store: { load: () => [], commit: () => { if (broken) throw new Error('the disk is full') } } })
  const ada = await join()
  broken = true
  await assert.rejects(sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 100 }, by(ada.identity)), { code: 'backend_failed' })
  broken = false
  assert.deepEqual([(await balance(ada)).available, (await balance(ada)).held, await sandbox.redemptions.list({}, by(ada.identity))], [500, 0, []])
})

test('wrong options are said at once', () => {
  for (const options of [{ preset: 'none' }, { now: 'yesterday' }, { shareUrl: 'javascript:alert(1)' }, { assetsUrl: 'pictures' }]) {
    assert.throws(() => createSandbox(options as never), { code: 'invalid_option' })
  }
  assert.throws(() => openClub().sandbox.advance('two days' as never), RangeError)
  assert.throws(() => openClub().sandbox.advance('-1 day'), RangeError)
})
