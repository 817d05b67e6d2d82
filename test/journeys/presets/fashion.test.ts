/** A shopper with an old discount card. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fashion } from '@loyaltykit/sandbox'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a shopper with an old discount card', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let shopper: ReturnType<typeof line.openPage>
  let memberId = ''
  const step = story()
  const [old] = fashion.cards?.old ?? []
  const boots = { id: 'boots', currency: 'EUR', items: [{ sku: 'boots-1', quantity: 1, price: 120_00, categories: ['shoes', 'boots'] }] }
  const available = async () => (await shopper.value(shopper.client.$balances))?.[0]?.available

  before(async () => {
    line = await openLine('fashion')
    shopper = line.openPage()
  })
  after(() => line?.close())

  test('joins with 500 bonuses and allows e-mail, not SMS', step(async () => {
    memberId = (await shopper.join({ phone: '+447700900031' })).member.id
    const { preferences } = await shopper.client.updatePreferences({ consents: [{ id: 'marketing-email', version: '2026-09', granted: true }] })
    const granted = Object.fromEntries(preferences.consents.map(({ id, granted: yes }) => [id, yes]))
    assert.deepEqual([granted['marketing-email'], granted['marketing-sms']], [true, false])
    assert.equal(await available(), 500)
  }))

  test('makes a bonus card of the discount card by its number: what was on it is hers, once and only once', step(async () => {
    assert.ok(old)
    const [points] = old.points
    const was = await available()
    const { granted } = await shopper.client.linkCard({ number: old.number })
    assert.deepEqual(granted, points)
    const now = (was ?? 0) + (points?.amount ?? 0)
    assert.equal(await available(), now)
    await shopper.client.linkCard({ number: old.number })
    assert.equal(await available(), now)
    const other = line.openPage()
    await other.join({ phone: '+447700900032' })
    await assert.rejects(other.client.linkCard({ number: old.number }), { code: 'conflict' })
    assert.equal(await available(), now)
  }))

  test('earns 5 % of boots for 120.00, and less nothing for a gift card', step(async () => {
    assert.deepEqual((await shopper.value(shopper.client.$quote(boots))).earn.map(({ amount }) => amount), [600])
    const giftCard = { id: 'gift', currency: 'EUR', items: [{ sku: 'gift-50', quantity: 1, price: 50_00, categories: ['gift-cards'] }] }
    assert.deepEqual((await shopper.value(shopper.client.$quote(giftCard))).earn, [])
  }))

  test('attaches a gift card sold at the till, and pays 20.00 with it', step(async () => {
    const { number, pin } = await line.sandbox.till.sellGiftCard({ money: 50_00 })
    const { giftCard } = await shopper.client.attachGiftCard({ number, ...(pin === undefined ? {} : { pin }) })
    assert.deepEqual([giftCard.balance, giftCard.state], [{ amount: 50_00, currency: 'EUR' }, 'active'])
    await line.sandbox.till.purchase({ memberId, cart: boots, orderId: 'S-1', giftCards: [{ number, ...(pin === undefined ? {} : { pin }), amount: 20_00 }] })
    assert.equal((await shopper.value(shopper.client.$giftCards))?.[0]?.balance.amount, 30_00)
  }))

  test('earns at the partners too: links the bank', step(async () => {
    const partners = await shopper.value(shopper.client.$partners)
    assert.ok(partners.some(({ id, linked }) => id === 'northbank' && linked === false))
    assert.ok(partners.some(({ id }) => id === 'roadway'))
  }))

  test('claims a purchase that is missing; the call centre answers and credits it', step(async () => {
    const { claim } = await shopper.client.submitClaim({ kind: 'purchase', reference: 'R-1000', date: '2026-11-20', total: { amount: 80_00, currency: 'EUR' }, comment: 'The card was at home.' })
    const before = (await shopper.value(shopper.client.$balances))?.[0]?.lifetime ?? 0
    await line.sandbox.desk.review(claim.id, { accept: true, answer: 'We have found your receipt.' })
    const [answered] = (await shopper.value(shopper.client.$claims)) ?? []
    assert.deepEqual([answered?.state, answered?.answer, answered?.granted], ['accepted', 'We have found your receipt.', { currency: 'bonus', amount: 400 }])
    assert.equal((await shopper.value(shopper.client.$balances))?.[0]?.lifetime, before + 400)
  }))

  test('leaves: the account is empty, and the phone is free to join again', step(async () => {
    await shopper.client.leaveProgram({})
    assert.equal(shopper.client.$session.value?.status, 'guest')
    const again = line.openPage()
    line.sandbox.advance('1 minute')
    await again.join({ phone: '+447700900031' })
  }))
})
