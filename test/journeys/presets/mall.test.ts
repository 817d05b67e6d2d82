/** A visitor of the malls. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a visitor of the malls', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let visitor: ReturnType<typeof line.openPage>
  let memberId = ''
  const step = story()
  const at = (partner: string, price: number, id = `at ${partner}`) => ({ id, currency: 'EUR', partner, items: [{ sku: partner, quantity: 1, price, categories: ['goods'] }] })
  const balance = async () => (await visitor.value(visitor.client.$balances))?.[0]

  before(async () => {
    // a Monday
    line = await openLine('mall', '2026-11-23T10:00:00Z')
    visitor = line.openPage()
  })
  after(() => line?.close())

  test('sees public offers and the tenants before joining, and what joining would bring', step(async () => {
    assert.deepEqual((await visitor.value(visitor.client.$offers)).map(({ id }) => id), ['parking', 'join-cinema', 'fika-cake', 'month'])
    assert.deepEqual((await visitor.value(visitor.client.$partners)).map(({ name }) => name), ['Bookery', 'Northwind', 'Café Fika', 'Kinoplex'])
    assert.deepEqual((await visitor.value(visitor.client.$program)).enrolment?.welcome, [{ currency: 'points', amount: 300 }])
    assert.deepEqual((await visitor.value(visitor.client.$quote(at('bookery', 40_00)))).earn.map(({ amount }) => amount), [120])
  }))

  test('joins once for all tenants: 300 points', step(async () => {
    memberId = (await visitor.join({ email: 'vera@visitors.example' })).member.id
    assert.equal((await balance())?.available, 300)
  }))

  test('earns 3 % at the bookshop and 5 % at the café, on one account', step(async () => {
    await line.sandbox.till.purchase({ memberId, cart: at('bookery', 40_00), orderId: 'B-1' })
    await line.sandbox.till.purchase({ memberId, cart: at('fika', 10_00), orderId: 'C-1' })
    assert.equal((await balance())?.pending, 120 + 50)
  }))

  test('earns 3 % more everywhere on a Tuesday', step(async () => {
    line.sandbox.advance('1 day')
    const { earned } = await line.sandbox.till.purchase({ memberId, cart: at('kinoplex', 20_00), orderId: 'K-1' })
    assert.deepEqual(earned.map(({ amount }) => amount), [60, 60])
  }))

  test('has a ticket of the month’s draw for the books, the only one, and wins its 10,000 points on 1 December', step(async () => {
    const draw = (await visitor.value(visitor.client.$offers)).find(({ kind }) => kind === 'draw')
    assert.deepEqual([draw?.state, draw?.validUntil], ['active', '2026-12-01T00:00:00Z'])
    line.sandbox.advance('7 days')
    assert.equal((await balance())?.available, 300 + 120 + 50 + 120 + 10_000)
    assert.match(line.sandbox.outbox[0]?.text ?? '', /10000 points/)
  }))

  test('pays at the café with what the bookshop gave, but not for a coat at Northwind', step(async () => {
    const limit = async (partner: string) => (await visitor.value(visitor.client.$quote(at(partner, 12_00)))).spend?.map(({ max, because }) => because ?? max)
    assert.deepEqual(await limit('northwind'), ['not_eligible'])
    assert.deepEqual(await limit('fika'), [600])
    const cart = at('fika', 12_00, 'coffee')
    const { redemption } = await visitor.client.redeem({ cart, currency: 'points', amount: 500 })
    const { due, earned } = await line.sandbox.till.purchase({ memberId, cart, orderId: 'C-2', redemptionId: redemption.id })
    assert.deepEqual([due.amount, earned.map(({ amount }) => amount)], [7_00, [35, 21]])
  }))

  test('a tenant that nobody knows is refused, and nothing is earned', step(async () => {
    const before = await balance()
    await assert.rejects(line.sandbox.till.purchase({ memberId, cart: at('nobody', 10_00), orderId: 'N-1' }), { code: 'invalid_input' })
    assert.deepEqual(await balance(), before)
  }))
})
