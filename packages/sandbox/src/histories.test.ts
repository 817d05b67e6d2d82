import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simpleStep, step } from '../test-support/arbitrary-steps.ts'
import { activityOf, beginHistory, booksAgree, replay, takeAllBack, type Step } from '../test-support/history.ts'
import { by } from '../test-support/club.ts'
import { presets, type PresetName } from './presets/index.ts'

/** How many histories each programme lives through; `HISTORIES=5000` for a long night. */
const runs = Number(process.env['HISTORIES'] ?? 200)

/** Lets random histories happen. Where one fails, the shortest that does is printed as a script that plays it again. */
async function live(name: PresetName, what: fc.Arbitrary<Step>, then: (history: Awaited<ReturnType<typeof replay>>, number: number) => Promise<void> = async () => {}): Promise<string> {
  let steps = 0
  const details = await fc.check(fc.asyncProperty(fc.array(what, { minLength: 1, maxLength: 30, size: 'max' }), fc.nat(), async (script, number) => {
    steps += script.length
    await then(await replay(name, script), number)
  }), { numRuns: runs })
  if (!details.failed) return `${name}: ${details.numRuns} histories of ${steps} steps`
  const [script = []] = details.counterexample ?? []
  const told = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance)
  throw new Error(`${told}\n\nPlay it again:\n\nawait replay('${name}', [\n${script.map((one) => `  ${JSON.stringify(one)},`).join('\n')}\n])\n\nseed ${details.seed}, path ${details.counterexamplePath ?? ''}`, { cause: details.errorInstance })
}

for (const name of Object.keys(presets) as PresetName[]) {
  test(`${name}: whatever happens, no point is spent twice and none comes out of nothing`, { timeout: 240_000 }, async (context) => {
    context.diagnostic(await live(name, step))
  })
}

const undoable: readonly Step[0][] = ['buy', 'sell', 'refund', 'hold', 'cancel', 'activate', 'gift card', 'line']

for (const name of ['fashion', 'hotel', 'autoparts'] as const) {
  test(`${name}: when everything came back, in any order, only gifts are left`, { timeout: 240_000 }, async (context) => {
    const short = simpleStep.filter((one) => undoable.includes(one[0]) || (one[0] === 'wait' && one[1] < 9 * 1_440))
    context.diagnostic(await live(name, short, async (history, number) => {
      await takeAllBack(history, number)
      await booksAgree(history)
      for (const { id: currency } of history.preset.currencies) {
        assert.equal(history.sandbox.ledger().accounts.find(({ id }) => id === `programme/${currency}/redeemed`)?.amount ?? 0, 0, 'nothing is spent')
        for (const { id } of history.people) {
          const lines = (await activityOf(history.sandbox, id)).filter((line) => line.currency === currency)
          const left = lines.filter(({ kind, reason, reference }) => kind === 'expire' || (kind === 'earn' && reason !== 'purchase' && reference === undefined && reason !== 'referral' && reason !== 'challenge'))
          const balance = (await history.sandbox.balances.list({}, by({ kind: 'member', memberId: id }))).find((one) => one.currency === currency)
          assert.deepEqual([balance?.available, balance?.pending, balance?.held], [left.reduce((sum, { amount }) => sum + amount, 0), 0, 0])
        }
      }
      for (const { id } of history.people) assert.equal((await history.sandbox.tiers.progress({}, by({ kind: 'member', memberId: id }))).current, history.preset.tiers[0]?.id)
    }))
  })
}

test('a history that fails is printed as a script', async () => {
  await assert.rejects(live('post', fc.constant(['sell', 0, 100] as const), async ({ sandbox }) => {
    assert.equal(sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }).receipts, 0, 'a planted fault: nothing is ever sold')
  }), /await replay\('post', \[\n {2}\["sell",0,100\],\n\]\)/)
})

test('a ledger that forgets a leg is caught, and so is a point that is spent twice', async () => {
  const history = await beginHistory('fashion')
  const { ledger } = history.sandbox
  const changed = (change: (account: { id: string; amount: number }) => number) =>
    ({ ...history, sandbox: { ...history.sandbox, ledger: () => ({ ...ledger(), accounts: ledger().accounts.map((account) => ({ ...account, amount: change(account) })) }) } })
  await booksAgree(history)
  await assert.rejects(booksAgree(changed(({ id, amount }) => (id.endsWith('issued') ? amount + 1 : amount))), /add up to zero/)
  await assert.rejects(booksAgree(changed(({ amount }) => 0 - amount)), /is the sum of its postings/)
})
