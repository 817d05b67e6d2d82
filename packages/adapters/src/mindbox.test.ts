import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type ErrorCode, type Identity, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { emulateMindbox, mindboxNames, mindboxWire, type MindboxEmulator } from '@loyaltykit/testing/emulators/mindbox'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { memoryKeys } from './keys.ts'
import { mindbox, type MindboxOptions } from './mindbox.ts'

const { begin, commit, rollback, create, balance, history, segments, calculate, calculateGuest, customer } = mindboxNames
const operations = {
  balance, history, segments, calculate, calculateGuest, customer, order: { begin, commit, rollback },
  phoneCode: { send: mindboxNames.sendPhoneCode, check: mindboxNames.checkPhoneCode }, emailCode: { send: mindboxNames.sendEmailCode, check: mindboxNames.checkEmailCode },
} as const

const wire = mindboxWire()
const violations: string[] = []
let exchanges = 0

const optionsOn = ({ url, endpointId, secretKey, sandbox }: MindboxEmulator) => ({
  url, endpointId, secretKey, operations, name: 'Клуб', money: 'RUB', keys: memoryKeys(), productId: 'website', orderId: 'website', clock: () => sandbox.now(), points: { balance: 'Bonus', scale: 2, worth: { amount: 1, money: 1 } },
  levels: { segmentation: 'LoyaltyLevels', segments: [{ id: 'base', name: 'Базовый' }, { id: 'silver', name: 'Серебряный', reachedBy: { metric: 'spend', amount: 1_000_00, currency: 'RUB' } }] },
}) satisfies MindboxOptions

const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({ id, currency: 'RUB', items: [{ sku: 'shoes-1', name: 'Shoes', quantity: 2, price: 60_50 }], ...more })
let people = 0
/** What a failed test has left open. */
const opened = new Set<() => Promise<void>>()

async function open(more: Partial<MindboxOptions<typeof operations>> = {}) {
  const emulator = await emulateMindbox()
  const backend = mindbox({ ...optionsOn(emulator), ...more })
  let keys = 0
  const end = async () => {
    if (!opened.delete(end)) return
    await emulator.close()
    for (const exchange of emulator.exchanges) violations.push(...wire.violations(exchange))
    exchanges += emulator.exchanges.length
  }
  opened.add(end)
  const phone = () => `+7900${String(1_000_000 + (people += 1))}`
  return {
    emulator, backend, end, phone, join: () => emulator.shop.join(phone()),
    as: (who?: string | Identity, key = `key-${(keys += 1)}`): WriteContext => ({
      signal: AbortSignal.timeout(8_000), locale: 'ru', idempotencyKey: key, identity: who === undefined ? { kind: 'guest' } : typeof who === 'string' ? { kind: 'member', memberId: who } : who,
    }),
  }
}
const atOnce = { ...operations, order: { create } } as const

async function subjectOf(more: Partial<MindboxOptions<typeof operations>> = {}) {
  const { emulator, backend, as, phone, join, end } = await open(more)
  const phones = await Promise.all([1, 2, 3].map(async () => { const made = phone(); await emulator.shop.join(made); return made }))
  const whose = new Map<string, string>()
  /** Logs in as people do: a code by phone. */
  const signUp = async (): Promise<Identity> => {
    const value = phone()
    const mindboxId = await emulator.shop.join(value)
    const { id } = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, as())
    const verified = await backend.session.verifyCode({ challengeId: id, code: emulator.shop.codeFor(value) }, as())
    assert.equal(verified.outcome, 'signed_in')
    const token = verified.outcome === 'signed_in' ? (verified.session.token ?? '') : ''
    whose.set(token, mindboxId)
    return { kind: 'token', token }
  }
  const customerOf = (identity: Identity) => (identity.kind === 'token' ? (whose.get(identity.token) ?? '') : '')
  return {
    backend, cart: cartOf, dispose: end, signUp,
    newIdentifier: () => ({ kind: 'phone' as const, value: phones.shift() ?? '' }),
    codeFor: async ({ value }: { value: string }) => emulator.shop.codeFor(value),
    purchase: (sale: { identity: Identity; cart: Cart; orderId: string }) => emulator.shop.purchase({ cart: sale.cart, orderId: sale.orderId, mindboxId: customerOf(sale.identity) }),
    refund: (goods: { orderId: string }) => emulator.shop.refund(goods),
    advance: (by: Parameters<typeof emulator.sandbox.advance>[0]) => emulator.sandbox.advance(by),
    join,
  }
}

const report = await backendContract({ test, name: 'mindbox', create: () => subjectOf() })
const other = await backendContract({ test, name: 'mindbox with orders made in one call', create: () => subjectOf({ operations: atOnce as never }) })

test('mindbox: of its groups what needs enrolment, a desk that blocks or a server\'s own log-in is left out, and nothing else', () => {
  const lacking = ['members', 'session.refresh', 'block']
  for (const { leftOut, count } of [report, other]) {
    assert.deepEqual(leftOut.filter(({ needs }) => !needs.some((need) => lacking.some((lack) => need.startsWith(lack)))), [])
    assert.ok(count > 60, `only ${count} checks`)
  }
})

after(async () => {
  await Promise.all([...opened].map((end) => end()))
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  assert.ok(readme.includes(`\n${report.row()}\n`), `README.md must have this row:\n${report.row()}`)
  assert.deepEqual([...new Set(violations)], [], 'every request and answer is as the public sources have it')
  assert.ok(exchanges > 500, `only ${exchanges} exchanges`)
  console.log(`mindbox: ${report.count} + ${other.count} checks, ${exchanges} exchanges as the public sources have them.`)
})

export const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => {
  assert.ok(isLoyaltyError(error), String(error))
  assert.equal(error.code, code, error.message)
  return true
})
const isCalled = (heard: Heard, operation: string) => heard.query.get('operation') === operation
const firstOf = (operation: string, answer: Answer | 'lost') => {
  let left = 1
  return (heard: Heard) => (isCalled(heard, operation) && left-- > 0 ? answer : undefined)
}
describe('mindbox', () => {
  test('placeholder', () => { assert.ok(firstOf) })
})
