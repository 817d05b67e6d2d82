import assert from 'node:assert/strict'
import { test } from 'node:test'
import { by, cartOf, openClub } from '../test-support/club.ts'

test('points whose life ends while they are held are over when the hold lets go, by itself or by its owner', async () => {
  for (const way of ['cancelled', 'expired'] as const) {
    const { sandbox, join, hold, balance } = openClub()
    const ada = await join()
    // ten minutes before the 500 of the welcome expire
    sandbox.advance(Date.parse('2027-11-22T09:50:00Z') - sandbox.now())
    const { id: redemptionId } = await hold(ada, cartOf(100_00), 300)
    sandbox.advance('15 minutes')
    assert.deepEqual([(await balance(ada)).available, (await balance(ada)).held], [0, 300], 'what is not held has expired')
    if (way === 'cancelled') await sandbox.redemptions.cancel({ redemptionId }, by(ada.identity))
    else sandbox.advance('15 minutes')
    const { available, held, expiring } = await balance(ada)
    assert.deepEqual([available, held, expiring], [0, 0, []], `a hold that was ${way} brings nothing back to life`)
    assert.equal(sandbox.ledger().accounts.find(({ id }) => id === 'programme/bonus/expired')?.amount, 500)
  }
})

test('each returned piece gives back the points that paid for it, with the dates they had: in all, each date once', async () => {
  const { sandbox, join, hold, balance } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'earned' })
  sandbox.advance('14 days')
  const before = (await balance(ada)).expiring
  assert.deepEqual(before, [{ amount: 500, at: '2027-11-22T10:00:00Z' }, { amount: 500, at: '2027-12-06T10:00:00Z' }])
  const cart = cartOf(20_00, { id: 'four', quantity: 4 })
  const { id: redemptionId } = await hold(ada, cart, 800)
  await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'paid', redemptionId })
  assert.deepEqual((await balance(ada)).expiring, [{ amount: 200, at: '2027-12-06T10:00:00Z' }], 'the soonest to expire pay first')
  const piece = () => sandbox.till.refund({ orderId: 'paid', items: [{ sku: 'sku-1', quantity: 1 }] })
  for (const [soon, late] of [[200, 200], [400, 200], [500, 300], [500, 500]] as const) {
    assert.deepEqual((await piece()).returned, [{ currency: 'bonus', amount: 200 }])
    assert.deepEqual((await balance(ada)).expiring, [{ amount: soon, at: '2027-11-22T10:00:00Z' }, { amount: late, at: '2027-12-06T10:00:00Z' }])
  }
  await assert.rejects(piece(), { code: 'conflict' })
  assert.deepEqual((await balance(ada)).expiring, before)
})

test('three pieces for 1.00 come back one by one: money, points and earnings add up to what they were, in any order', async () => {
  for (const quantities of [[1, 1, 1], [2, 1], [1, 2], [3]]) {
    const { sandbox, join, hold, balance } = openClub()
    const ada = await join()
    // two lines that share 100 points, which can't be cut evenly
    const cart = { id: 'thirds', currency: 'EUR', items: [{ sku: 'a', quantity: 3, price: 1_11, categories: ['shoes'] }, { sku: 'b', quantity: 1, price: 1_00, categories: ['shoes'] }] }
    const { id: redemptionId } = await hold(ada, cart, 100)
    const sale = await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o', redemptionId })
    const earned = sale.earned.reduce((sum, { amount }) => sum + amount, 0)
    let [money, returned, takenBack] = [0, 0, 0]
    for (const items of [...quantities.map((quantity) => [{ sku: 'a', quantity }]), undefined, undefined]) {
      const back = await sandbox.till.refund({ orderId: 'o', ...(items ? { items } : {}) })
      money += back.money.amount
      returned += back.returned.reduce((sum, { amount }) => sum + amount, 0)
      takenBack += back.takenBack.reduce((sum, { amount }) => sum + amount, 0)
    }
    assert.deepEqual([money, returned, takenBack], [sale.due.amount, 100, earned], `in parts of ${quantities.join(', ')}`)
    const { available, pending, held } = await balance(ada)
    assert.deepEqual([available, pending, held], [500, 0, 0])
  }
})
