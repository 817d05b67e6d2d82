/** A driver and the fuel card. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a driver with the fuel card', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let driver: ReturnType<typeof line.openPage>
  let memberId = ''
  let code = ''
  const step = story()
  const fuel = (litres: number, id = 'pump 4') => ({ id, currency: 'EUR', items: [{ sku: 'diesel', quantity: litres, price: 1_60, categories: ['fuel'] }] })
  const snacks = (codes: string[] = []) => ({ id: 'snacks', currency: 'EUR', items: [{ sku: 'sandwich', quantity: 2, price: 5_00, categories: ['shop', 'food'] }], ...(codes.length ? { codes } : {}) })
  const points = async () => (await driver.value(driver.client.$balances))?.[0]?.available

  before(async () => {
    line = await openLine('fuel')
    driver = line.openPage()
  })
  after(() => line?.close())

  test('joins with the plastic card from the counter: 50 points for joining, 100 for the card', step(async () => {
    const { member, granted } = await driver.join({ phone: '+447700900001', cardNumber: '7005 0000 0000 0017' })
    memberId = member.id
    assert.deepEqual(granted, [{ currency: 'points', amount: 50, reason: 'welcome' }, { currency: 'points', amount: 100, reason: 'card' }])
    assert.deepEqual((await driver.value(driver.client.$cards))?.map(({ kind, number }) => [kind, number]), [['virtual', member.cardNumber], ['plastic', '7005000000000017']])
  }))

  test('earns half as much again with the linked card: 64 and 32 points for 64.00', step(async () => {
    const { earned } = await line.sandbox.till.purchase({ memberId, cart: fuel(40), orderId: 'F-1' })
    assert.deepEqual(earned.map(({ amount }) => amount), [64, 32])
    assert.equal(await points(), 246)
  }))

  test('has a code for the shop within 3 seconds, as a message and as a coupon, worth 15 to 20 %', step(async () => {
    line.sandbox.advance('3 seconds')
    const [coupon] = (await driver.value(driver.client.$coupons)) ?? []
    assert.ok(coupon)
    code = coupon.code
    const [, percent] = /(\d+)%/.exec(coupon.title) ?? []
    assert.ok(Number(percent) >= 15 && Number(percent) <= 20, coupon.title)
    assert.match(line.sandbox.outbox[0]?.text ?? '', new RegExp(`${code}.*${percent}%`))
    const { due } = await driver.value(driver.client.$quote(snacks([code])))
    assert.equal(due.amount, 10_00 - Number(percent) * 10)
  }))

  test('a code of another driver is worth nothing to her, and hers is over after two hours', step(async () => {
    const other = line.openPage()
    await other.join({ phone: '+447700900002' })
    const { due, rejectedCodes } = await other.value(other.client.$quote(snacks([code])))
    assert.deepEqual([due.amount, rejectedCodes], [10_00, [{ code, because: 'unknown' }]])
    line.sandbox.advance('2 hours')
    assert.deepEqual((await driver.value(driver.client.$quote(snacks([code])))).rejectedCodes, [{ code, because: 'expired' }])
  }))

  test('points pay in the shop, not at the pump', step(async () => {
    const limits = async (cart: ReturnType<typeof fuel>) => (await driver.value(driver.client.$quote(cart))).spend?.map(({ max, because }) => [max, because])
    assert.deepEqual(await limits(fuel(40, 'another pump')), [[0, 'goods_excluded']])
    assert.deepEqual(await limits(snacks()), [[240, undefined]])
  }))

  test('after 60 days without a purchase gets 200 points, which burn 14 days later', step(async () => {
    line.sandbox.advance('60 days')
    await driver.signInAgain()
    const [balance] = (await driver.value(driver.client.$balances)) ?? []
    assert.equal(balance?.available, 446)
    assert.deepEqual(balance?.expiring?.[0], { amount: 200, at: '2027-02-05T10:00:00Z' })
    assert.match(line.sandbox.outbox.find(({ to, code: login }) => to === '+447700900001' && login === undefined)?.text ?? '', /200 points.*2027-02-05/)
    line.sandbox.advance('14 days')
    assert.equal(await points(), 246)
  }))

  test('comes back, and no second win-back comes within half a year', step(async () => {
    await line.sandbox.till.purchase({ memberId, cart: fuel(10), orderId: 'F-2' })
    assert.equal(await points(), 246 + 16 + 8)
    line.sandbox.advance('70 days')
    await driver.signInAgain()
    assert.equal(await points(), 270)
  }))
})

describe('a driver whose page is open while the clock runs', () => {
  test('sees the code within 3 seconds of the purchase without asking', async () => {
    const line = await openLine('fuel', Date.now)
    try {
      const driver = line.openPage()
      const { member } = await driver.join({ phone: '+447700900003' })
      await driver.value(driver.client.$coupons)
      const began = performance.now()
      const seen = driver.sees(driver.client.$coupons, (coupons) => coupons?.length === 1)
      await line.sandbox.till.purchase({ memberId: member.id, cart: { id: 'c', currency: 'EUR', items: [{ sku: 'diesel', quantity: 40, price: 1_60, categories: ['fuel'] }] }, orderId: 'F-9' })
      await seen
      const took = performance.now() - began
      assert.ok(took < 3_000, `it took ${Math.round(took)} ms`)
    } finally {
      await line.close()
    }
  })
})
