/** Two shoppers of a discount chain, and two currencies. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a loyal and a lapsed shopper', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let ann: ReturnType<typeof line.openPage>
  let bob: ReturnType<typeof line.openPage>
  const ids = { ann: '', bob: '' }
  let orders = 0
  const step = story()
  const cart = (category: string, price = 1_000_00, id = `cart ${category}`) => ({ id, currency: 'RUB', items: [{ sku: category, quantity: 1, price, categories: [category] }] })
  const buy = (memberId: string, category = 'food', price = 1_000_00) => line.sandbox.till.purchase({ memberId, cart: cart(category, price), orderId: `V-${(orders += 1)}` })
  const earns = async (who: typeof ann, category: string) => (await who.value(who.client.$quote(cart(category)))).earn.map(({ currency, amount }) => [currency, amount])
  const pays = async (who: typeof ann, category: string) => Object.fromEntries(((await who.value(who.client.$quote(cart(category)))).spend ?? []).map(({ currency, max, because }) => [currency, because ?? max]))

  before(async () => {
    line = await openLine('variety')
    ann = line.openPage()
    bob = line.openPage()
  })
  after(() => line?.close())

  test('both join by phone and have 50 bonuses', step(async () => {
    ids.ann = (await ann.join({ phone: '+79000000001' })).member.id
    ids.bob = (await bob.join({ phone: '+79000000002' })).member.id
    assert.deepEqual((await ann.value(ann.client.$balances))?.map(({ currency, available }) => [currency, available]), [['bonus', 50], ['spark', 0]])
  }))

  test('a newcomer earns 2 % on anything', step(async () => {
    assert.deepEqual(await earns(ann, 'food'), [['bonus', 20]])
  }))

  test('Bob buys once and stays away for 90 days; Ann buys every month', step(async () => {
    await buy(ids.bob)
    for (let month = 0; month < 3; month += 1) {
      line.sandbox.advance('30 days')
      await buy(ids.ann)
      await buy(ids.ann)
    }
    await ann.signInAgain()
    await bob.signInAgain()
  }))

  test('loyal Ann earns 5 % on anything, and spends on chosen goods only', step(async () => {
    assert.deepEqual(await earns(ann, 'food'), [['bonus', 50]])
    assert.deepEqual(await earns(ann, 'high-margin'), [['bonus', 50]])
    assert.equal((await pays(ann, 'food'))['bonus'], 'goods_excluded')
    assert.ok(Number((await pays(ann, 'chosen'))['bonus']) > 100)
  }))

  test('lapsed Bob earns on high-margin goods only, 10 % in sparks, and spends on anything', step(async () => {
    assert.deepEqual(await earns(bob, 'food'), [])
    assert.deepEqual(await earns(bob, 'high-margin'), [['spark', 100]])
    assert.deepEqual(await pays(bob, 'food'), { bonus: 70, spark: 100 })
    assert.deepEqual(await pays(bob, 'high-margin'), { bonus: 70, spark: 100 })
  }))

  test('Bob’s 100 sparks of the win-back burn in 14 days', step(async () => {
    const spark = (await bob.value(bob.client.$balances))?.find(({ currency }) => currency === 'spark')
    assert.deepEqual(spark?.expiring, [{ amount: 100, at: '2027-03-07T10:00:00Z' }])
  }))

  test('Bob comes back: he earns sparks for it, and from then on is treated as the others', step(async () => {
    const { earned } = await buy(ids.bob, 'high-margin')
    assert.deepEqual(earned, [{ currency: 'spark', amount: 100 }])
    assert.deepEqual(await earns(bob, 'food'), [['bonus', 20]])
    assert.equal((await pays(bob, 'food'))['bonus'], 'goods_excluded')
  }))

  test('a code waits for whoever tells an e-mail address, and works once it is told', step(async () => {
    const mail = async () => (await ann.value(ann.client.$offers)).find(({ id }) => id === 'mail-code')
    assert.equal((await mail())?.state, 'locked')
    assert.deepEqual((await ann.value(ann.client.$quote({ ...cart('food'), codes: ['POST7'] }))).due.amount, 1_000_00)
    await ann.client.updatePreferences({ profile: { email: 'ann@shoppers.example' } })
    assert.equal((await mail())?.state, 'available')
    assert.deepEqual((await ann.value(ann.client.$quote({ ...cart('food'), codes: ['POST7'] }))).due.amount, 930_00)
  }))

  test('whoever bought toys twice sees the offer for toys, others don’t, and nobody sees a label', step(async () => {
    await buy(ids.ann, 'toys')
    await buy(ids.ann, 'toys')
    const ofAnn = (await ann.value(ann.client.$offers)).map(({ id }) => id)
    const ofBob = (await bob.value(bob.client.$offers)).map(({ id }) => id)
    assert.deepEqual([ofAnn.includes('toy-month'), ofBob.includes('toy-month')], [true, false])
    const seen = JSON.stringify([await ann.value(ann.client.$offers), await ann.value(ann.client.$member), await bob.value(bob.client.$balances)])
    for (const label of ['lapsed', 'at-risk', 'newcomer', 'big-baskets']) assert.equal(seen.includes(label), false, label)
  }))
})
