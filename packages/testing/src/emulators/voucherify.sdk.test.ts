import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { wireCheck } from './shared/openapi.ts'
import { emulateVoucherify, voucherifyDocuments, type VoucherifyEmulator } from './voucherify.ts'

// its ES modules are named as CommonJS ones: Node loads the other build
const { VoucherifyClientSide, VoucherifyServerSide } = createRequire(import.meta.url)('@voucherify/sdk') as typeof import('@voucherify/sdk')

describe('Voucherify\'s own SDK on the emulator', () => {
  let emulator: VoucherifyEmulator
  let client: ReturnType<typeof VoucherifyServerSide>
  before(async () => {
    emulator = await emulateVoucherify()
    client = VoucherifyServerSide({ applicationId: emulator.appId, secretKey: emulator.appToken, apiUrl: emulator.url })
  })
  after(async () => {
    await emulator.close()
    const check = wireCheck(voucherifyDocuments)
    assert.deepEqual(emulator.exchanges.flatMap((exchange) => check?.violations(exchange) ?? []), [])
  })

  test('makes a customer, changes it, and finds it by either id', async () => {
    // its type of this answer lacks the id
    const create = client.customers.create as (customer: object) => Promise<{ id: string }>
    const made = await create.call(client.customers, { source_id: 'sdk/1', name: 'Grace', email: 'grace@shop.example' })
    const again = await create.call(client.customers, { source_id: 'sdk/1', name: 'Grace Hopper' })
    assert.equal(again.id, made.id)
    for (const id of ['sdk/1', made.id]) {
      const found = await client.customers.get(id)
      assert.ok('name' in found)
      assert.deepEqual([found.source_id, found.name, found.email], ['sdk/1', 'Grace Hopper', 'grace@shop.example'])
    }
  })

  test('is told that a customer is not there, in its own error', async () => {
    await assert.rejects(client.customers.get('nobody'), (error: { code?: number; key?: string }) => error.code === 404 && error.key === 'not_found')
  })

  test('is refused with other keys', async () => {
    const stranger = VoucherifyServerSide({ applicationId: emulator.appId, secretKey: 'wrong', apiUrl: emulator.url })
    await assert.rejects(stranger.customers.get('sdk/1'), (error: { code?: number }) => error.code === 401)
  })

  test('validates codes for a cart: one that works and one that is not there', async () => {
    const { valid, redeemables, inapplicable_redeemables: useless } = await client.validations.validateStackable({
      redeemables: [{ object: 'voucher', id: 'HELLO10' }, { object: 'voucher', id: 'NO-SUCH-CODE' }],
      order: { amount: 12_000, items: [{ source_id: 'boots-1', related_object: 'sku', quantity: 2, price: 6_000, object: 'order_item' } as never] },
    })
    assert.equal(valid, false)
    assert.deepEqual([redeemables, useless].map((list) => list?.map(({ id, status }) => [id, status])), [[['HELLO10', 'APPLICABLE']], [['NO-SUCH-CODE', 'INAPPLICABLE']]])
  })

  test('lists promotions', async () => {
    const { tiers } = await client.promotions.tiers.listAll({ is_available: true })
    assert.deepEqual(tiers.map(({ name }) => name), ['10% off your first order', '5% off in spring'])
  })

  const pageOf = (more: object = {}) => VoucherifyClientSide({ clientApplicationId: emulator.clientId, clientSecretKey: emulator.clientToken, apiUrl: emulator.url, origin: 'https://shop.example', ...more })
  const order = { amount: 12_000, items: [{ source_id: 'boots-1', related_object: 'sku', quantity: 2, price: 6_000, object: 'order_item' } as never] }

  test('in a page: validates a promotion and a code together', async () => {
    const { valid, order: after, redeemables } = await pageOf().validateStackable({ redeemables: [{ object: 'promotion_tier', id: 'promo_spring' }, { object: 'voucher', id: 'HELLO10' }], order })
    assert.equal(valid, true)
    assert.deepEqual(redeemables?.map(({ id, object, status }) => [id, object, status]), [['promo_spring', 'promotion_tier', 'APPLICABLE'], ['HELLO10', 'voucher', 'APPLICABLE']])
    assert.ok((after?.total_discount_amount ?? 0) > 600)
  })

  test('in a page: is told in its own error that a code is there twice, and that the keys are a server\'s', async () => {
    const twice = [{ object: 'voucher', id: 'HELLO10' }, { object: 'voucher', id: 'HELLO10' }] as const
    await assert.rejects(pageOf().validateStackable({ redeemables: [...twice], order }), (error: { code?: number; key?: string }) => error.code === 400 && error.key === 'duplicated_redeemables')
    await assert.rejects(pageOf({ clientApplicationId: emulator.appId, clientSecretKey: emulator.appToken }).validateStackable({ redeemables: [twice[0]], order }), (error: { code?: number }) => error.code === 401)
  })
})
