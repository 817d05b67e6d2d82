import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type BackendChange, type Identity } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from './index.ts'
import type { Change, RecordStore } from './state/records.ts'
import { by, openClub, wordsFor } from '../test-support/club.ts'

const now = '2026-11-22T10:00:00Z'

const cart = { id: 'c', currency: 'EUR', items: [{ sku: 'boots', quantity: 1, price: 100_00, categories: ['shoes'] }] }

/** A programme, and a way to become a member of it with a log-in that can end. */
function open(options = {}) {
  const { sandbox } = openClub(options)
  return sandbox
}
async function join(sandbox: Sandbox): Promise<{ memberId: string; identity: Identity }> {
  const { id, token } = await wordsFor(sandbox).join({ phone: `+447700${String((phones += 1)).padStart(6, '0')}` })
  return { memberId: id, identity: { kind: 'token', token } }
}
let phones = 0

/** Follows a member; `seen` grows while the test goes on. */
function follow(sandbox: Sandbox, identity: Identity, after?: string) {
  const stop = new AbortController()
  const seen: BackendChange[] = []
  const end = (async () => {
    try {
      for await (const change of sandbox.stream.open(after === undefined ? {} : { after }, { signal: stop.signal, locale: 'en', identity })) seen.push(change)
      return 'ended'
    } catch (error) {
      assert.ok(isLoyaltyError(error), String(error))
      return error.code
    }
  })()
  return { seen, end, stop: () => stop.abort(), parts: () => seen.map(({ parts }) => [...parts].sort().join(' ')) }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('the stream', () => {
  test('says from where to resume, then which parts of a member a purchase has changed', async () => {
    const sandbox = open()
    const { identity, memberId } = await join(sandbox)
    const { seen, end, stop, parts } = follow(sandbox, identity)
    await settled()
    await sandbox.till.purchase({ orderId: 'o1', cart, memberId })
    await settled()
    assert.deepEqual([parts().length, parts()[0]], [2, ''])
    for (const part of ['activity', 'balances', 'tier'] as const) assert.ok(seen[1]?.parts.includes(part), part)
    for (const part of ['program', 'giftCards', 'preferences'] as const) assert.ok(!seen[1]?.parts.includes(part), part)
    assert.equal(new Set(seen.map(({ id }) => id)).size, 2)
    assert.equal(seen[1]?.at && Date.parse(seen[1].at), Date.parse(now))
    stop()
    assert.equal(await end, 'ended')
  })

  test('says what a running clock has made due, though nobody asks', async () => {
    const sandbox = open({ preset: 'fuel', now: Date.now })
    const { identity, memberId } = await join(sandbox)
    await sandbox.till.purchase({ orderId: 'o1', cart: { id: 'c', currency: 'EUR', items: [{ sku: 'diesel', quantity: 1, price: 50_00, categories: ['fuel'] }] }, memberId })
    const { seen, stop, end } = follow(sandbox, identity)
    for (let waits = 0; waits < 30 && !seen.some(({ parts }) => parts.includes('coupons')); waits += 1) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.ok(seen.some(({ parts }) => parts.includes('coupons')), 'the code of the purchase has come within 3 seconds')
    stop()
    assert.equal(await end, 'ended')
  })

  test('says what the clock does, and nothing where nothing of the member changed', async () => {
    const sandbox = open()
    const { identity, memberId } = await join(sandbox)
    await sandbox.till.purchase({ orderId: 'o1', cart, memberId })
    const { seen, parts, stop } = follow(sandbox, identity)
    await settled()
    sandbox.advance('1 minute')
    await sandbox.program.get({}, by())
    await settled()
    assert.deepEqual(parts(), [''])
    sandbox.advance('20 days')
    await settled()
    const later = new Set(seen.slice(1).flatMap((change) => change.parts))
    assert.deepEqual([later.has('balances'), later.has('activity'), later.has('tier')], [true, true, false])
    stop()
  })

  test('gives nobody a change of another member', async () => {
    const sandbox = open()
    const ada = await join(sandbox)
    const bob = await join(sandbox)
    const { parts, stop } = follow(sandbox, bob.identity)
    await settled()
    await sandbox.till.purchase({ orderId: 'o1', cart, memberId: ada.memberId })
    await settled()
    assert.deepEqual(parts(), [''])
    stop()
  })

  test('goes on after the last change that was seen, without gaps or repeats', async () => {
    const sandbox = open()
    const { identity, memberId } = await join(sandbox)
    const first = follow(sandbox, identity)
    await settled()
    await sandbox.till.purchase({ orderId: 'o1', cart, memberId })
    await settled()
    first.stop()
    await sandbox.till.purchase({ orderId: 'o2', cart: { ...cart, id: 'c2' }, memberId })
    await sandbox.till.purchase({ orderId: 'o3', cart: { ...cart, id: 'c3' }, memberId })
    const all = follow(sandbox, identity, first.seen[0]?.id)
    const rest = follow(sandbox, identity, first.seen[1]?.id)
    await settled()
    assert.deepEqual([all.seen.length, rest.seen.length], [3, 2])
    assert.deepEqual(rest.seen, all.seen.slice(1))
    assert.deepEqual(all.seen[0], first.seen[1])
    all.stop()
    rest.stop()
  })

  test('names all parts to one who comes with an id that is not known: of another run, too old, made up', async () => {
    const records = new Map<string, Change>()
    const store: RecordStore = { load: () => [...records.values()] as never, commit: (changes) => changes.forEach((change) => (change.value === undefined ? records.delete(`${change.table}/${change.id}`) : records.set(`${change.table}/${change.id}`, change))) }
    const one = createSandbox({ seed: 's', now, store })
    const { identity, memberId } = await join(one)
    const before = follow(one, identity)
    await settled()
    await one.till.purchase({ orderId: 'o1', cart, memberId })
    await settled()
    before.stop()
    const two = createSandbox({ seed: 's', now, store })
    for (const after of [before.seen[1]?.id, 'made up', `${before.seen[0]?.id}9`]) {
      const again = follow(two, identity, after)
      await settled()
      assert.equal(again.seen.length, 1)
      assert.equal(again.seen[0]?.parts.length, 17)
      again.stop()
    }
  })

  test('is for nobody but members, and ends with the log-in', async () => {
    const sandbox = open()
    const { identity } = await join(sandbox)
    for (const stranger of [{ kind: 'guest' }, { kind: 'token', token: 'made-up' }, { kind: 'member', memberId: 'nobody' }] as const) assert.equal(await follow(sandbox, stranger).end, 'unauthenticated')
    const open1 = follow(sandbox, identity)
    await settled()
    await sandbox.session.end({}, by(identity))
    assert.equal(await open1.end, 'unauthenticated')
    assert.equal(await follow(sandbox, identity, open1.seen[0]?.id).end, 'unauthenticated')
  })

  test('ends when the signal aborts, also before it began, and fails as it is told', async () => {
    const sandbox = open()
    const { identity } = await join(sandbox)
    const one = follow(sandbox, identity)
    one.stop()
    assert.equal(await one.end, 'ended')
    sandbox.setFaults({ 'stream.open': { fail: 'backend_failed' } })
    assert.equal(await follow(sandbox, identity).end, 'backend_failed')
    sandbox.setFaults({})
    assert.equal(await follow(sandbox, identity, 'x'.repeat(201)).end, 'invalid_input')
    const last = follow(sandbox, identity)
    await settled()
    sandbox.close()
    assert.equal(await last.end, 'ended')
  })

  test('a refused command is no change', async () => {
    const sandbox = open()
    const { identity } = await join(sandbox)
    const { parts, stop } = follow(sandbox, identity)
    await settled()
    await assert.rejects(sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 1_000_000_00 }, by(identity)))
    await settled()
    assert.deepEqual(parts(), [''])
    stop()
  })
})
