import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type ErrorCode } from '@loyaltykit/core'
import { sentOnce, type Begun, type Sending } from './doubt.ts'

const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => isLoyaltyError(error) && error.code === code)

/** A loyalty system that makes a payment of every request; what is kept lives on from attempt to attempt. */
function vendor(doubt = 50) {
  let kept: Begun<number> | undefined
  const paid: number[] = []
  const attempt = (send: Sending<number>['send'] = async (mark) => `p${paid.push(mark)}`, more: Partial<Sending<number>> = {}) => sentOnce<number>({
    begun: kept, doubt, send,
    keep: async (begun) => void (kept = begun),
    mark: async () => paid.length,
    find: async (mark) => (paid.length > mark ? `p${mark + 1}` : undefined),
    ...more,
  })
  return { paid, attempt, kept: () => kept }
}
const lost = new LoyaltyError('network', 'Lost.')
const over = (milliseconds = 60) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a request that the loyalty system can\'t tell from a repeated one', () => {
  test('is noted before it is sent, and what it has made is known afterwards', async () => {
    const { attempt, kept, paid } = vendor()
    assert.equal(await attempt(async (mark) => {
      assert.deepEqual([kept()?.mark, kept()?.id], [0, undefined])
      return `p${paid.push(mark)}`
    }), 'p1')
    assert.equal(kept()?.id, 'p1')
    assert.equal(await attempt(), 'p1')
    assert.equal(paid.length, 1)
  })

  test('is found where its answer was lost', async () => {
    const { attempt, paid } = vendor()
    await failsWith(attempt(async (mark) => { paid.push(mark); throw lost }), 'network')
    assert.equal(await attempt(), 'p1')
    assert.equal(paid.length, 1)
  })

  test('is not made again while it may be on its way, and is found where it arrives meanwhile', async () => {
    const { attempt, paid } = vendor()
    await failsWith(attempt(async () => { throw lost }), 'network')
    await failsWith(attempt(), 'timeout')
    paid.push(0)
    assert.equal(await attempt(), 'p1')
    assert.equal(paid.length, 1)
  })

  test('that arrives while it is looked for, after it was not found, is in doubt all the same', async () => {
    const { attempt, paid } = vendor()
    await failsWith(attempt(async () => { throw lost }), 'network')
    await failsWith(attempt(undefined, { find: () => over().then(() => undefined) }), 'timeout')
    assert.equal(paid.length, 0)
  })

  test('is made again where it can\'t arrive any more', async () => {
    const { attempt, paid } = vendor()
    await failsWith(attempt(async () => { throw lost }), 'network')
    await over()
    assert.equal(await attempt(), 'p1')
    assert.equal(paid.length, 1)
  })

  test('is free at once where it was refused for sure', async () => {
    for (const code of ['insufficient_points', 'rate_limited', 'not_eligible'] as const) {
      const { attempt, kept } = vendor()
      await failsWith(attempt(async () => { throw new LoyaltyError(code, 'No.') }), code)
      assert.equal(kept(), undefined, code)
    }
  })

  test('is not taken for refused where it may be there already', async () => {
    const { attempt, kept } = vendor()
    await failsWith(attempt(async () => { throw new LoyaltyError('conflict', 'Done before.') }), 'conflict')
    assert.equal(kept()?.mark, 0)
  })

  test('may be sent again at any time where the loyalty system knows it by its mark', async () => {
    const { attempt } = vendor(0)
    await failsWith(attempt(async () => { throw lost }), 'network')
    assert.equal(await attempt(), 'p1')
  })

  test('is not sent where the note took so long that its time of doubt would be over before it has arrived', async (t) => {
    let now = 0
    t.mock.method(performance, 'now', () => now)
    const { attempt, paid, kept } = vendor()
    let noted: Begun<number> | undefined
    await failsWith(attempt(undefined, { keep: async (begun) => { noted = begun; now += 6_000 } }), 'timeout')
    assert.deepEqual([paid, noted, kept()], [[], undefined, undefined])
  })
})
