import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { createSandbox } from './index.ts'
import { sqliteStore } from './sqlite.ts'
import { by, cartOf, openClub, wordsFor } from '../test-support/club.ts'

const folder = mkdtempSync(pathOf(tmpdir(), 'loyaltykit-sandbox-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const file = () => pathOf(folder, `${(files += 1)}.db`)

test('a restart changes nothing: members, log-ins, holds, the clock, chance and keys go on', async () => {
  const path = file()
  const first = openClub({ seed: 'kept', store: sqliteStore({ path }) })
  const ada = await first.join()
  const cart = cartOf(100_00)
  const held = await first.sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 200 }, by(ada.identity, { key: 'hold' }))
  await assert.rejects(first.sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 200 }, by(ada.identity, { key: 'second' })), { code: 'conflict' })
  await first.sandbox.till.purchase({ memberId: ada.id, cart: cartOf(30_00, { id: 'other' }), orderId: 'o1' })
  const requested = await first.sandbox.session.requestCode({ identifier: { kind: 'email', value: 'a@b.example' } }, by(undefined, { key: 'code' }))
  first.sandbox.advance('10 minutes')
  const before = [first.sandbox.now(), await first.balance(ada), await first.sandbox.activity.list({}, by(ada.identity)), first.sandbox.ledger(), first.sandbox.outbox]
  first.sandbox.close()

  const sandbox = createSandbox({ now: '2026-11-22T10:00:00Z', store: sqliteStore({ path }) })
  const second = wordsFor(sandbox)
  const afterwards = [sandbox.now(), await second.balance(ada), await sandbox.activity.list({}, by(ada.identity)), sandbox.ledger(), sandbox.outbox]
  const ids = (list: unknown) => JSON.stringify(list).split('').sort().join('')
  assert.deepEqual(afterwards.slice(0, 3), before.slice(0, 3))
  assert.equal(ids(afterwards.slice(3)), ids(before.slice(3)))
  assert.equal((await sandbox.members.get({}, by({ kind: 'token', token: ada.token }))).id, ada.id)
  assert.deepEqual(await sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 200 }, by(ada.identity, { key: 'hold' })), held)
  await sandbox.redemptions.cancel({ redemptionId: held.redemption.id }, by(ada.identity))
  await assert.rejects(sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 200 }, by(ada.identity, { key: 'second' })), { code: 'conflict' })
  assert.deepEqual(await sandbox.session.requestCode({ identifier: { kind: 'email', value: 'a@b.example' } }, by(undefined, { key: 'code' })), requested)
  assert.notEqual((await second.join({ phone: '+447700900555' })).id, ada.id)
  sandbox.advance('14 days')
  assert.equal((await second.balance(ada)).available, 650)
  sandbox.close()
  sandbox.close()
})

test('a store of another seed, of another programme, or that is none, is refused', async () => {
  const path = file()
  openClub({ seed: 'one', store: sqliteStore({ path }) }).sandbox.close()
  const store = sqliteStore({ path })
  assert.throws(() => createSandbox({ seed: 'two', store }), { code: 'invalid_option' })
  store.close?.()
  const junk = file()
  writeFileSync(junk, 'this is no database, it is a letter to somebody else entirely'.repeat(20))
  assert.throws(() => sqliteStore({ path: junk }))
  assert.throws(() => sqliteStore({ path: pathOf(folder, 'no', 'such', 'folder.db') }))
})

test('a killed process loses nothing that it answered, and leaves nothing half done', { timeout: 60_000 }, async () => {
  for (const patience of [20, 60, 100]) {
    const path = file()
    const child = spawn(process.execPath, ['--conditions=loyaltykit-source', pathOf(import.meta.dirname, '../test-support/till-loop.ts'), path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let memberId = ''
    let bought = -1
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, value = ''] = line.split(' ')
      if (word === 'member') memberId = value
      if (word === 'bought') bought = Number(value)
      if (bought === patience) child.kill('SIGKILL')
    }
    const sandbox = createSandbox({ now: '2026-11-22T10:00:00Z', store: sqliteStore({ path }) })
    const { accounts, postings } = sandbox.ledger()
    assert.equal(accounts.reduce((sum, { amount }) => sum + amount, 0), 0)
    for (const { id, amount } of accounts) assert.equal(postings.flatMap(({ legs }) => legs).filter(({ account }) => account === id).reduce((sum, leg) => sum + leg.amount, 0), amount)
    assert.ok(bought >= patience)
    for (let count = 0; count <= bought; count += 1) {
      const { spent } = await sandbox.till.purchase({ memberId, cart: cartOf(1_00), orderId: `o${count}` })
      assert.deepEqual(spent, [])
    }
    const [balance] = await sandbox.balances.list({}, by({ kind: 'member', memberId }))
    // the order under way at the kill is either there or not
    const orders = (balance?.pending ?? 0) / 5
    assert.ok(orders === bought + 1 || orders === bought + 2, `${orders} orders after ${bought + 1} answers`)
    sandbox.close()
  }
})
