import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type ErrorCode, type Identity, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateOpenLoyalty, openLoyaltyDocuments, openLoyaltyRefined, type OpenLoyaltyEmulator } from '@loyaltykit/testing/emulators/open-loyalty'
import { memoryKeys } from './keys.ts'
import { openLoyalty, type OpenLoyaltyOptions } from './open-loyalty.ts'

const wire = wireCheck(openLoyaltyDocuments, openLoyaltyRefined)
const violations: string[] = []
let exchanges = 0

function adapterOn({ url, storeCode, token, percentCoupons, sandbox }: OpenLoyaltyEmulator, more: Partial<OpenLoyaltyOptions> = {}) {
  return openLoyalty({
    url, storeCode, token, percentCoupons, money: 'EUR', keys: memoryKeys(), clock: () => sandbox.now(), locales: ['en', 'pl'],
    currencies: { default: { scale: 2, worth: { amount: 100, money: 7 } }, stamps: { unit: 'stamp', scale: 0 } },
    referral: { link: (code) => `https://shop.example/?ref=${code}`, advocate: { currency: 'default', amount: 100_00 }, friend: { currency: 'default', amount: 50_00 } },
    ...more,
  })
}

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }, { sku: 'laces', quantity: 3, price: 1_15, categories: ['laces'] }] })
/** What a failed test has left open. */
const opened = new Set<() => Promise<void>>()

async function open(more: Partial<OpenLoyaltyOptions> = {}, lag = 15) {
  const emulator = await emulateOpenLoyalty({ lag })
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
    join: () => emulator.shop.join(),
    as: (memberId?: string, key = `key-${(keys += 1)}`): WriteContext => ({
      signal: AbortSignal.timeout(8_000), locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
    }),
    asked: (path: RegExp, method = 'GET') => emulator.exchanges.filter((one) => one.method === method && path.test(one.path)).length,
  }
}

const report = await backendContract({
  test,
  name: 'open-loyalty',
  create: async () => {
    const { emulator, backend, join, end } = await open()
    const customerOf = (identity: Identity) => (identity.kind === 'member' ? identity.memberId : '')
    return {
      backend, dispose: end,
      cart: cartOf,
      signUp: async () => ({ kind: 'member', memberId: await join() }),
      purchase: (sale) => emulator.shop.purchase({ ...sale, customerId: customerOf(sale.identity) }),
      refund: (goods) => emulator.shop.refund(goods),
      advance: (by) => emulator.sandbox.advance(by),
      block: (identity) => emulator.shop.block(customerOf(identity)),
    }
  },
})

test('open-loyalty: of its groups only what needs a log-in is left out', () => {
  assert.deepEqual(report.leftOut.filter(({ needs }) => !needs.includes('session.requestCode')), [])
  assert.ok(report.count > 110, `only ${report.count} checks`)
})

after(async () => {
  await Promise.all([...opened].map((end) => end()))
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  assert.ok(readme.includes(`\n${report.row()}\n`), `README.md must have this row:\n${report.row()}`)
  assert.deepEqual([...new Set(violations)], [], 'every request and answer is as Open Loyalty\'s document says')
  if (!wire) console.log(`open-loyalty: the vendor's documents are not here; ${exchanges} exchanges were not checked by them.`)
  assert.ok(exchanges > 1_000, `only ${exchanges} exchanges`)
})

const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => {
  assert.ok(isLoyaltyError(error), String(error))
  assert.equal(error.code, code, error.message)
  return true
})
