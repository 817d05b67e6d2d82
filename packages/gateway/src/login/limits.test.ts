import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { memoryKeys } from '@loyaltykit/core/keys'
import { count, refuseTooMany } from './limits.ts'

const hour = 3_600_000
const now = Date.parse('2026-11-22T10:00:00Z')
const threeAnHour = { most: 3, within: hour, pause: 30_000 }

/** From when on one more is let in; nothing where it was. */
const refused = (done: Promise<void>) => done.then(() => undefined, (error: unknown) => (isLoyaltyError(error) ? error.details?.['retryAt'] : assert.fail(String(error))))

describe('how often something may be done', () => {
  test('so often within the time, with a pause between; what was refused does not count', async () => {
    const store = memoryKeys(() => now)
    const at = (minutes: number) => refused(count(store, 'codes', threeAnHour, now + minutes * 60_000))
    assert.equal(await at(0), undefined)
    assert.equal(await at(0.25), '2026-11-22T10:00:30.000Z')
    assert.equal(await at(1), undefined)
    assert.equal(await at(2), undefined)
    assert.equal(await at(3), '2026-11-22T11:00:00.000Z')
    assert.equal(await refused(refuseTooMany(store, 'codes', threeAnHour, now + 180_000)), '2026-11-22T11:00:00.000Z')
    assert.equal(await at(60), undefined)
  })

  test('a process whose clock is a little ahead counts with the others; one whose clock is wrong keeps nobody out', async () => {
    for (const [ahead, until] of [[20_000, '2026-11-22T10:00:50.000Z'], [24 * hour, undefined]] as const) {
      const store = memoryKeys(() => now)
      await count(store, 'codes', threeAnHour, now + ahead)
      assert.equal(await refused(count(store, 'codes', threeAnHour, now)), until)
    }
  })
})
