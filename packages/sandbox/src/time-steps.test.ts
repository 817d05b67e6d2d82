import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simpleStep } from '../test-support/arbitrary-steps.ts'
import { by } from '../test-support/club.ts'
import { activityOf, beginHistory, happen, type Step } from '../test-support/history.ts'
import { presets, type PresetName } from './presets/index.ts'

const runs = Number(process.env['HISTORIES'] ?? 200) / 5
const minute = 60_000

/** Lets a history happen, each span of time cut in so many parts, and says what is there at its end. */
async function lived(name: PresetName, script: readonly Step[], parts: number): Promise<object> {
  const history = await beginHistory(name)
  const { sandbox, people } = history
  for (const step of script) {
    if (step[0] !== 'wait') {
      await happen(history, step)
      continue
    }
    const whole = step[1] * minute
    for (let part = 1; part <= parts; part += 1) sandbox.advance(Math.floor((whole * part) / parts) - Math.floor((whole * (part - 1)) / parts))
  }
  const members = await Promise.all(people.filter(({ left }) => !left).map(async ({ id }) => {
    const context = () => by({ kind: 'member', memberId: id })
    return {
      balances: await sandbox.balances.list({}, context()), activity: await activityOf(sandbox, id), tier: await sandbox.tiers.progress({}, context()),
      offers: await sandbox.offers.list({}, context()), coupons: await sandbox.coupons.list({}, context()), holds: await sandbox.redemptions.list({}, context()),
      giftCards: await sandbox.giftCards.list({}, context()), claims: await sandbox.claims.list({}, context()), challenges: await sandbox.challenges.list({}, context()),
      surveys: await sandbox.surveys.list({}, context()), rewards: await sandbox.rewards.list({ limit: 100 }, context()),
    }
  }))
  return { now: sandbox.now(), members, ledger: sandbox.ledger(), outbox: sandbox.outbox, report: sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2040-01-01T00:00:00Z' }) }
}

for (const name of Object.keys(presets) as PresetName[]) {
  test(`${name}: one long step of time is the same as many short ones, whatever happened before`, { timeout: 240_000 }, async (context) => {
    const plain = simpleStep.filter(([kind]) => kind !== 'line')
    // a wait at the end, long enough for all that comes by itself
    const script = fc.tuple(fc.array(plain, { minLength: 1, maxLength: 15, size: 'max' }), fc.integer({ min: 1, max: 800 })).map(([steps, days]): Step[] => [...steps, ['wait', days * 1_440]])
    const details = await fc.check(fc.asyncProperty(script, fc.constantFrom(2, 7, 40), async (steps, parts) => {
      assert.deepEqual(await lived(name, steps, parts), await lived(name, steps, 1))
    }), { numRuns: runs })
    assert.ok(!details.failed, `${details.errorInstance instanceof Error ? details.errorInstance.message : ''}\n${JSON.stringify(details.counterexample)}`)
    context.diagnostic(`${name}: ${details.numRuns} histories, each lived twice`)
  })
}
