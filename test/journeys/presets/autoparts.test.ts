/** A driver who buys parts and says later who he is. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a buyer of car parts', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let buyer: ReturnType<typeof line.openPage>
  const step = story()
  const parts = (price: number) => ({ id: 'parts', currency: 'RUB', items: [{ sku: 'brake-pads', quantity: 1, price, categories: ['brakes'] }] })
  const pending = async () => (await buyer.value(buyer.client.$balances))?.[0]?.pending

  before(async () => {
    line = await openLine('autoparts')
    buyer = line.openPage()
  })
  after(() => line?.close())

  test('buys brake pads for 4,333.00 before joining: nobody is identified, nothing is earned', step(async () => {
    const { earned, balances } = await line.sandbox.till.purchase({ cart: parts(4_333_00), orderId: '0001-4711' })
    assert.deepEqual([earned, balances], [[], []])
    await line.sandbox.till.purchase({ cart: parts(10_000_00), orderId: '0001-4712' })
  }))

  test('joins the next day, claims the receipt by its number, and has 64.99 bonuses at once, waiting 14 days', step(async () => {
    line.sandbox.advance('1 day')
    await buyer.join({ phone: '+79000000021' })
    const { claim } = await buyer.client.submitClaim({ kind: 'purchase', reference: '0001-4711', date: '2026-11-23', total: { amount: 4_333_00, currency: 'RUB' } })
    assert.deepEqual([claim.state, claim.granted], ['accepted', { currency: 'bonus', amount: 64_99 }])
    assert.equal(await pending(), 64_99)
    assert.deepEqual((await buyer.value(buyer.client.$tier))?.next?.metrics, [
      { metric: 'spend', have: 4_333_00, need: 50_000_00, currency: 'RUB' }, { metric: 'orders', have: 1, need: 12 },
    ])
  }))

  test('can’t claim it twice, nor can anybody else', step(async () => {
    await assert.rejects(buyer.client.submitClaim({ kind: 'purchase', reference: '0001-4711', date: '2026-11-23' }), { code: 'conflict' })
    const other = line.openPage()
    await other.join({ phone: '+79000000022' })
    await assert.rejects(other.client.submitClaim({ kind: 'purchase', reference: '0001-4711', date: '2026-11-23' }), { code: 'conflict' })
    assert.equal(await pending(), 64_99)
  }))

  test('members have half of the receipts and 30 % of the turnover', step(() => {
    const report = line.sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' })
    assert.equal(report.participation, 0.5)
    assert.equal(Math.round((report.turnoverShare ?? 0) * 1000), 302)
  }))

  test('brings the pads back: the bonuses are taken back, exactly', step(async () => {
    await line.sandbox.till.refund({ orderId: '0001-4711' })
    assert.equal(await pending(), 0)
  }))
})
