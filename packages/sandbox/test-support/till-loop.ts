/** Buys and holds without end in the file given as argument, and says each thing that was answered: for a test that kills it. */
import { by, cartOf, wordsFor } from './club.ts'
import { createSandbox } from '@loyaltykit/sandbox'
import { sqliteStore } from '@loyaltykit/sandbox/sqlite'

const [path = ''] = process.argv.slice(2)
const sandbox = createSandbox({ now: '2026-11-22T10:00:00Z', store: sqliteStore({ path }) })
const { join } = wordsFor(sandbox)
const { id, identity } = await join()
process.stdout.write(`member ${id}\n`)
for (let count = 0; ; count += 1) {
  await sandbox.till.purchase({ memberId: id, cart: cartOf(1_00), orderId: `o${count}` })
  process.stdout.write(`bought ${count}\n`)
  const cart = cartOf(50_00, { id: `cart-${count}` })
  const { redemption } = await sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 100 }, by(identity, { key: `hold-${count}` }))
  await sandbox.redemptions.cancel({ redemptionId: redemption.id }, by(identity))
}
