import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type ErrorCode, type Identity, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateTalonOne, talonOneDocuments, talonOneRefined, type TalonOneEmulator } from '@loyaltykit/testing/emulators/talon-one'
import { memoryKeys } from './keys.ts'
import { talonOne, type TalonOneOptions } from './talon-one.ts'

const wire = wireCheck(talonOneDocuments, talonOneRefined)
const violations: string[] = []
let exchanges = 0

function adapterOn({ url, apiKey, programId, newcomer, pointsAttribute, referralCampaign, sandbox }: TalonOneEmulator, more: Partial<TalonOneOptions> = {}) {
  return talonOne({
    url, apiKey, programId, newcomer, programName: 'Summer Rewards', money: 'EUR', keys: memoryKeys(), clock: () => sandbox.now(),
    currencies: [
      { id: 'points', name: 'Summer points', scale: 2, pays: { attribute: pointsAttribute, rate: { amount: 100, money: 5 }, min: 100, step: 100 } },
      { id: 'beans', subledger: 'stamps', unit: 'stamp', name: 'Coffee stamps' },
    ],
    tiers: { levels: [{ name: 'Bronze', from: 0 }, { name: 'Silver', from: 15_00 }, { name: 'Gold', from: 1_000_00 }] },
    profile: { givenName: 'FirstName', familyName: 'LastName', email: 'Email', phone: 'Phone', birthday: 'Birthday', city: 'City' },
    referral: { campaignId: referralCampaign, link: (code) => `https://shop.example/?ref=${code}`, advocate: { currency: 'points', amount: 100_00 }, friend: { currency: 'points', amount: 50_00 }, attribute: 'InvitedBy' },
    achievements: { three_orders: { metric: 'orders', prize: { currency: 'points', amount: 30_00 } }, big_spender: { metric: 'spend' } },
    ...more,
  })
}

const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }], ...more })
let people = 0
/** What a failed test has left open. */
const opened = new Set<() => Promise<void>>()

async function open(more: Partial<TalonOneOptions> = {}) {
  const emulator = await emulateTalonOne()
  const backend = adapterOn(emulator, more)
  let keys = 0
  const end = async () => {
    if (!opened.delete(end)) return
    await emulator.close()
    for (const exchange of emulator.exchanges) violations.push(...(wire?.violations(exchange) ?? []))
    exchanges += emulator.exchanges.length
  }
  opened.add(end)
  return {
    emulator, backend, end,
    // what a path must encode is in it
    join: async () => {
      const memberId = `shop/${(people += 1)}@customers`
      await emulator.shop.join(memberId)
      return memberId
    },
    as: (memberId?: string, key = `key-${(keys += 1)}`): WriteContext => ({
      signal: AbortSignal.timeout(8_000), locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
    }),
    asked: (path: RegExp, method = 'GET') => emulator.exchanges.filter((one) => one.method === method && path.test(`${one.path}?${one.query}`)),
  }
}

const report = await backendContract({
  test,
  name: 'talon-one',
  create: async () => {
    const { emulator, backend, join, end } = await open()
    const memberOf = (identity: Identity) => (identity.kind === 'member' ? identity.memberId : '')
    return {
      backend, cart: cartOf, dispose: end,
      signUp: async () => ({ kind: 'member', memberId: await join() }),
      purchase: (sale) => emulator.shop.purchase({ cart: sale.cart, orderId: sale.orderId, integrationId: memberOf(sale.identity) }),
      refund: (goods) => emulator.shop.refund(goods),
      advance: (by) => emulator.sandbox.advance(by),
    }
  },
})

test('talon-one: of its groups what needs a log-in, a catalogue of rewards or a desk that blocks is left out, and nothing else', () => {
  const lacking = ['session.requestCode', 'session.verifyCode', 'codeFor', 'rewards.list', 'rewards.claim', 'block']
  assert.deepEqual(report.leftOut.filter(({ needs }) => !needs.some((need) => lacking.includes(need))), [])
  assert.ok(report.count > 90, `only ${report.count} checks`)
})

after(async () => {
  await Promise.all([...opened].map((end) => end()))
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  assert.ok(readme.includes(`\n${report.row()}\n`), `README.md must have this row:\n${report.row()}`)
  assert.deepEqual([...new Set(violations)], [], 'every request and answer is as Talon.One\'s document says')
  if (!wire) console.log(`talon-one: the vendor's documents are not here; ${exchanges} exchanges were not checked by them.`)
  assert.ok(exchanges > 550, `only ${exchanges} exchanges`)
})
