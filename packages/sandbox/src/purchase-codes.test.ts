import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuel, type Preset } from './index.ts'
import { by, openClub, type Person } from '../test-support/club.ts'

const open = (seed = 'test', change: (preset: Preset) => Preset = (preset) => preset) => openClub({ preset: change(fuel), seed })
type Club = ReturnType<typeof open>

const fillUp = (price: number, quantity = 1) => ({ id: 'pump', currency: 'EUR', items: [{ sku: 'diesel', quantity, price, categories: ['fuel'] }] })
const shop = (code: string) => ({ id: 'shop', currency: 'EUR', codes: [code], items: [{ sku: 'crisps', quantity: 1, price: 10_00, categories: ['shop'] }] })
const codes = async ({ sandbox }: Club, { identity }: Person) => sandbox.coupons.list({}, by(identity))

test('two seconds after a fill-up from 20 EUR a code of 15 to 20 % for the shop is there, and a message tells it', async () => {
  const club = open()
  const ada = await club.join()
  const bought = (orderId: string, price: number) => club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(price), orderId })
  await bought('small', 19_99)
  await bought('o1', 50_00)
  club.sandbox.advance(1_999)
  assert.deepEqual(await codes(club, ada), [])
  club.sandbox.advance(1)
  const [coupon, ...others] = await codes(club, ada)
  assert.deepEqual([others, coupon?.state, coupon?.validUntil], [[], 'available', '2026-11-22T12:00:02Z'])
  const [message] = club.sandbox.outbox
  assert.ok(message?.text.includes(coupon?.code ?? '?') && message.code === undefined, 'a promo code is no one-time code')
  const percent = Number(/(\d+)%/.exec(coupon?.title ?? '')?.[1])
  assert.equal((await club.quote(shop(coupon?.code ?? ''), ada)).due.amount, 10_00 - percent * 10)
  club.sandbox.advance('2 hours')
  assert.deepEqual((await club.quote(shop(coupon?.code ?? ''), ada)).rejectedCodes?.map(({ because }) => because), ['expired'])
})

test('the percent is by chance, both ends of the range too', async () => {
  const club = open()
  const ada = await club.join()
  const seen = new Set<number>()
  for (let order = 0; order < 80; order += 1) {
    await club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(20_00), orderId: `o${order}` })
    club.sandbox.advance('10 seconds')
  }
  for (const { title } of await codes(club, ada)) seen.add(Number(/(\d+)%/.exec(title)?.[1]))
  assert.deepEqual([...seen].sort(), [15, 16, 17, 18, 19, 20])
})

test('one long step of time sends the same at the same instants as short ones', async () => {
  const run = async (steps: number) => {
    const club = open()
    const ada = await club.join({ phone: '+447700900001' })
    for (const orderId of ['o1', 'o2']) await club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(20_00), orderId })
    for (let step = 0; step < steps; step += 1) club.sandbox.advance(3_600_000 / steps)
    return [club.sandbox.outbox, await codes(club, ada)]
  }
  assert.deepEqual(await run(1), await run(60))
})

test('a return before it is there keeps it from coming, one afterwards takes it back; one that is used stays used', async () => {
  const club = open()
  const ada = await club.join()
  const bought = (orderId: string) => club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(20_00, 2), orderId })
  await bought('o1')
  await club.sandbox.till.refund({ orderId: 'o1' })
  club.sandbox.advance('1 minute')
  assert.deepEqual(await codes(club, ada), [])
  await bought('o2')
  club.sandbox.advance('1 minute')
  // 20 EUR are left, which would have brought it too
  await club.sandbox.till.refund({ orderId: 'o2', items: [{ sku: 'diesel', quantity: 1 }] })
  assert.deepEqual((await codes(club, ada)).map(({ state }) => state), ['available'])
  await club.sandbox.till.refund({ orderId: 'o2' })
  assert.deepEqual((await codes(club, ada)).map(({ state }) => state), ['expired'])
  await bought('o3')
  club.sandbox.advance('1 minute')
  const [third] = await codes(club, ada)
  await club.sandbox.till.purchase({ memberId: ada.id, cart: shop(third?.code ?? ''), orderId: 'o4' })
  await club.sandbox.till.refund({ orderId: 'o3' })
  const state = async () => (await codes(club, ada)).find(({ id }) => id === third?.id)?.state
  assert.equal(await state(), 'used')
  await club.sandbox.till.refund({ orderId: 'o4' })
  assert.equal(await state(), 'expired')
})

test('a code comes once for an order, however often it is reported, and to nobody for a guest\'s', async () => {
  const club = open()
  const ada = await club.join()
  const report = () => club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(30_00), orderId: 'o1' })
  await Promise.all([report(), report()])
  await club.sandbox.till.purchase({ cart: fillUp(30_00), orderId: 'o2' })
  club.sandbox.advance('1 minute')
  await report()
  club.sandbox.advance('1 minute')
  assert.equal((await codes(club, ada)).length, 1)
})

test('a rule for the first purchase brings its code for the first', async () => {
  const club = open('test', (preset) => ({ ...preset, purchaseCodes: preset.purchaseCodes?.map((rule) => ({ ...rule, who: { firstOrder: true } })) ?? [] }))
  const ada = await club.join()
  for (const orderId of ['o1', 'o2']) await club.sandbox.till.purchase({ memberId: ada.id, cart: fillUp(30_00), orderId })
  club.sandbox.advance('1 minute')
  assert.equal((await codes(club, ada)).length, 1)
})
