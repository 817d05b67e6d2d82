import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import fc from 'fast-check'
import { fashion, type SoldGiftCard } from './index.ts'
import { by, cartOf, guest, openClub } from '../test-support/club.ts'

type Club = ReturnType<typeof openClub>
const known = { number: '6034 5678 9012 4821', pin: '4711' }
const check = ({ sandbox }: Club, card: { number: string; pin?: string }) => sandbox.giftCards.check(card, by(guest))
const left = async (club: Club, card: { number: string; pin?: string }) => (await check(club, card)).giftCard.balance.amount
/** The programme's money, by account. */
const money = ({ sandbox }: Club) => Object.fromEntries(sandbox.ledger().accounts.flatMap(({ id, amount }) => (/EUR/.test(id) ? [[id.replace(/gift-card\/\w+\//, 'card/'), amount]] : [])))
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const moneySum = ({ sandbox }: Club) => sum(sandbox.ledger().accounts.flatMap(({ id, amount }) => (/EUR/.test(id) ? [amount] : [])))

describe('a gift card', () => {
  test('that was there before is checked by number and PIN, spaces or not, with most of its number hidden', async () => {
    const club = openClub()
    const { giftCard } = await check(club, { number: '6034567890124821', pin: '4711' })
    assert.deepEqual([giftCard.number, giftCard.balance, giftCard.state, giftCard.expiresAt], ['•••• 4821', { amount: 50_00, currency: 'EUR' }, 'active', '2027-11-22T10:00:00Z'])
    assert.deepEqual([(await check(club, { number: '6034 5678 9012 5560' })).giftCard.state, (await check(club, { number: '6034-5678-9012-1177', pin: '2580' })).giftCard.state], ['active', 'spent'])
    assert.equal(moneySum(club), 0)
  })

  test('answers a wrong PIN as it does an unknown number, and rests for an hour after five of them', async () => {
    const club = openClub()
    const refusal = (number: string) => check(club, { number, pin: '0000' }).then(() => undefined, (error: unknown) => (isLoyaltyError(error) ? [error.code, error.message, error.details] : error))
    for (const number of [known.number, '1111 2222 3333 4444']) {
      const seen = [await refusal(number), await refusal(number), await refusal(number), await refusal(number), await refusal(number)]
      assert.deepEqual(seen, Array(5).fill(['not_found', 'There is no gift card with this number and PIN. Look at both again.', undefined]))
      assert.deepEqual((await refusal(number) as unknown[])[2], { retryAt: '2026-11-22T11:00:00Z' })
    }
    await assert.rejects(check(club, known), { code: 'rate_limited' })
    await assert.rejects(club.sandbox.giftCards.attach(known, by((await club.join()).identity)), { code: 'rate_limited' })
    club.sandbox.advance('1 hour')
    assert.equal(await left(club, known), 50_00)
  })

  test('forgets wrong tries when the right PIN comes', async () => {
    const club = openClub()
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 4; count += 1) await assert.rejects(check(club, { number: known.number, pin: '0000' }), { code: 'not_found' })
      await check(club, known)
    }
  })

  test('is kept in one account, once; somebody else\'s is a conflict, and only for who knows its PIN', async () => {
    const club = openClub()
    const [ada, bob] = [await club.join(), await club.join()]
    const attach = (person: typeof ada, card: { number: string; pin?: string }) => club.sandbox.giftCards.attach(card, by(person.identity))
    const { giftCard } = await attach(ada, known)
    assert.deepEqual((await attach(ada, known)).giftCard, giftCard)
    assert.deepEqual(await club.sandbox.giftCards.list({}, by(ada.identity)), [giftCard])
    await assert.rejects(attach(bob, known), { code: 'conflict' })
    await assert.rejects(attach(bob, { ...known, pin: '0000' }), { code: 'not_found' })
    assert.deepEqual(await club.sandbox.giftCards.list({}, by(bob.identity)), [])
    await attach(ada, { number: '6034567890121177', pin: '2580' })
    assert.deepEqual((await club.sandbox.giftCards.list({}, by(ada.identity))).map(({ state }) => state), ['active', 'spent'])
  })

  test('is whoever\'s who has it when its keeper leaves, with what is on it', async () => {
    const club = openClub()
    const [ada, bob] = [await club.join(), await club.join()]
    await club.sandbox.giftCards.attach(known, by(ada.identity))
    await club.sandbox.preferences.leave({}, by(ada.identity))
    const { giftCard } = await club.sandbox.giftCards.attach(known, by(bob.identity))
    assert.deepEqual([giftCard.balance.amount, giftCard.state], [50_00, 'active'])
  })

  test('is sold at the till, once for a sale', async () => {
    const club = openClub()
    const sold = await club.sandbox.till.sellGiftCard({ saleId: 's1', money: 20_00, life: '1 year' })
    assert.deepEqual(await club.sandbox.till.sellGiftCard({ saleId: 's1', money: 20_00, life: '1 year' }), sold)
    await assert.rejects(club.sandbox.till.sellGiftCard({ saleId: 's1', money: 30_00 }), { code: 'conflict' })
    assert.match(`${sold.number} ${sold.pin}`, /^6\d{15} \d{4}$/)
    assert.deepEqual((await check(club, sold)).giftCard, { id: sold.giftCardId, number: `•••• ${sold.number.slice(-4)}`, balance: { amount: 20_00, currency: 'EUR' }, state: 'active', expiresAt: '2027-11-22T10:00:00Z' })
    assert.notEqual((await club.sandbox.till.sellGiftCard({ money: 20_00 })).number, sold.number)
    for (const wrong of [{ money: 0 }, { money: -1 }, { money: 1.5 }, { money: 1e15 }, { money: 5_00, life: 'a while' }, { money: 5_00, life: '-1 days' }]) await assert.rejects(club.sandbox.till.sellGiftCard(wrong), { code: 'invalid_input' }, JSON.stringify(wrong))
    assert.equal(moneySum(club), 0)
  })

  test('ends with what is on it', async () => {
    const club = openClub()
    const sold = await club.sandbox.till.sellGiftCard({ money: 20_00, life: '30 days' })
    club.sandbox.advance('30 days')
    const { giftCard } = await check(club, sold)
    assert.deepEqual([giftCard.state, giftCard.balance.amount, money(club)['programme/EUR/gift-cards-expired'], moneySum(club)], ['expired', 0, 20_00, 0])
    await assert.rejects(club.sandbox.till.purchase({ cart: cartOf(10_00), orderId: 'o1', giftCards: [{ number: sold.number, pin: sold.pin, amount: 1 }] }), { code: 'expired' })
  })

  test('may have no PIN; one that is blocked pays nothing', async () => {
    const club = openClub({ preset: { ...fashion, giftCards: [{ number: '1234 5678', money: 5_00 }, { number: '8765 4321', money: 5_00, blocked: true }] } })
    assert.deepEqual([await left(club, { number: '12345678' }), (await check(club, { number: '87654321' })).giftCard.state], [5_00, 'blocked'])
    await assert.rejects(club.sandbox.till.purchase({ cart: cartOf(10_00), orderId: 'o1', giftCards: [{ number: '87654321', amount: 1_00 }] }), { code: 'not_eligible' })
  })
})

describe('paying with gift cards', () => {
  test('takes from the cards in their order, leaves the rest to be paid otherwise, and earns on all of it', async () => {
    const club = openClub()
    const ada = await club.join()
    const receipt = await club.sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1', giftCards: [{ ...known, amount: 50_00 }, { number: '6034567890125560', amount: 10_00 }] })
    assert.deepEqual([receipt.due.amount, receipt.cash?.amount, receipt.earned[0]?.amount], [100_00, 40_00, 500])
    assert.deepEqual(receipt.giftCards?.map(({ number, paid, left: rest }) => [number, paid.amount, rest.amount]), [['•••• 4821', 50_00, 0], ['•••• 5560', 10_00, 15_00]])
    assert.deepEqual([await left(club, known), (await check(club, known)).giftCard.state, moneySum(club)], [0, 'spent', 0])
  })

  test('takes a card of the buyer\'s own account by its id, and nobody else\'s', async () => {
    const club = openClub()
    const [ada, bob] = [await club.join(), await club.join()]
    const { giftCard: { id: giftCardId } } = await club.sandbox.giftCards.attach(known, by(ada.identity))
    const sale = (orderId: string, memberId?: string) => club.sandbox.till.purchase({ ...(memberId === undefined ? {} : { memberId }), cart: cartOf(20_00), orderId, giftCards: [{ giftCardId, amount: 20_00 }] })
    await assert.rejects(sale('o1', bob.id), { code: 'not_found' })
    await assert.rejects(sale('o1'), { code: 'not_found' })
    assert.equal((await sale('o1', ada.id)).cash?.amount, 0)
    assert.equal(await left(club, known), 30_00)
  })

  test('never takes more than is due, or than is on a card; a refused sale takes nothing', async () => {
    const club = openClub()
    const pay = (cards: readonly ({ number: string; pin?: string; amount: number })[], price = 60_00) => club.sandbox.till.purchase({ cart: cartOf(price), orderId: 'o1', giftCards: cards })
    const before = club.sandbox.ledger()
    for (const [cards, code] of [
      [[{ ...known, amount: 50_01 }], 'not_eligible'], [[{ ...known, amount: 50_00 }, { number: '6034567890125560', amount: 10_01 }], 'not_eligible'],
      [[{ ...known, amount: 10_00 }, { ...known, number: '6034567890124821', amount: 10_00 }], 'invalid_input'], [[{ ...known, pin: '0000', amount: 1_00 }], 'not_found'],
      [[{ number: known.number, amount: 1_00 }], 'not_found'], [[{ ...known, amount: 0 }], 'invalid_input'], [[{ ...known, amount: -5 }], 'invalid_input'], [[{ ...known, amount: 0.5 }], 'invalid_input'],
    ] as const) await assert.rejects(pay(cards), { code }, JSON.stringify(cards))
    assert.deepEqual(club.sandbox.ledger(), before)
    const [one, two] = await Promise.allSettled(['a', 'b'].map((orderId) => club.sandbox.till.purchase({ cart: cartOf(40_00), orderId, giftCards: [{ ...known, amount: 40_00 }] })))
    assert.deepEqual([one?.status, two?.status], ['fulfilled', 'rejected'])
    assert.equal(await left(club, known), 10_00)
  })

  test('a refund puts value back on the card that paid last first, and gives the rest in money', async () => {
    const club = openClub()
    const second = { number: '6034567890125560' }
    await club.sandbox.till.purchase({ cart: cartOf(20_00, { quantity: 5 }), orderId: 'o1', giftCards: [{ ...known, amount: 40_00 }, { ...second, amount: 25_00 }] })
    const back = async (quantity: number) => {
      const { money: cash, giftCards = [] } = await club.sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'sku-1', quantity }] })
      return [cash.amount, giftCards.map(({ money: { amount } }) => amount), await left(club, known), await left(club, second)]
    }
    assert.deepEqual(await back(1), [0, [20_00], 10_00, 20_00])
    assert.deepEqual(await back(2), [0, [5_00, 35_00], 45_00, 25_00])
    assert.deepEqual(await back(2), [35_00, [5_00], 50_00, 25_00])
    assert.deepEqual([(await club.sandbox.till.refund({ orderId: 'o1' })).giftCards, moneySum(club)], [undefined, 0])
  })

  test('a card that ended meanwhile lives again for 30 days with what came back', async () => {
    const club = openClub()
    const sold = await club.sandbox.till.sellGiftCard({ money: 30_00, life: '10 days' })
    const card = { number: sold.number, pin: sold.pin }
    await club.sandbox.till.purchase({ cart: cartOf(20_00), orderId: 'o1', giftCards: [{ ...card, amount: 20_00 }] })
    club.sandbox.advance('20 days')
    await club.sandbox.till.refund({ orderId: 'o1' })
    const { giftCard } = await check(club, card)
    assert.deepEqual([giftCard.state, giftCard.balance.amount, giftCard.expiresAt], ['active', 20_00, '2027-01-11T10:00:00Z'])
    club.sandbox.advance('30 days')
    assert.deepEqual([(await check(club, card)).giftCard.state, money(club)['programme/EUR/gift-cards-expired'], moneySum(club)], ['expired', 30_00, 0])
  })
})

test('whatever is paid with cards and comes back, in any order: no cent is made or lost', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.record({ price: fc.integer({ min: 1, max: 30_00 }), quantity: fc.integer({ min: 1, max: 4 }), parts: fc.array(fc.integer({ min: 1, max: 40_00 }), { maxLength: 3 }) }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.record({ order: fc.nat(5), quantity: fc.integer({ min: 1, max: 4 }), days: fc.nat(40) }), { maxLength: 12 }),
    async (sales, returns) => {
      const club = openClub()
      const cards: SoldGiftCard[] = []
      for (const life of [undefined, '60 days', '20 days']) cards.push(await club.sandbox.till.sellGiftCard({ money: 60_00, ...(life ? { life } : {}) }))
      const booked: { orderId: string; cash: number; due: number }[] = []
      for (const [index, { price, quantity, parts }] of sales.entries()) {
        const giftCards = parts.map((amount, at) => ({ number: cards[at]?.number ?? '', pin: cards[at]?.pin ?? '', amount }))
        const receipt = await club.sandbox.till.purchase({ cart: cartOf(price, { quantity }), orderId: `o${index}`, giftCards }).catch((error: unknown) => {
          if (!isLoyaltyError(error) || error.code === 'backend_failed') throw error
        })
        if (receipt) booked.push({ orderId: `o${index}`, due: receipt.due.amount, cash: receipt.cash?.amount ?? receipt.due.amount })
      }
      const backTo = new Map<string, { cash: number; cards: number }>()
      const giveBack = async (orderId: string, items?: { sku: string; quantity: number }[]) => {
        const answer = await club.sandbox.till.refund({ orderId, ...(items ? { items } : {}) }).catch((error: unknown) => {
          if (!isLoyaltyError(error) || error.code !== 'conflict') throw error
        })
        const so = backTo.get(orderId) ?? { cash: 0, cards: 0 }
        if (answer) backTo.set(orderId, { cash: so.cash + answer.money.amount, cards: so.cards + sum((answer.giftCards ?? []).map(({ money: { amount } }) => amount)) })
        assert.equal(moneySum(club), 0)
      }
      for (const { order, quantity, days } of returns) {
        const one = booked[order % Math.max(1, booked.length)]
        if (one) await giveBack(one.orderId, [{ sku: 'sku-1', quantity }])
        club.sandbox.advance(days * 86_400_000)
      }
      for (const { orderId } of booked) await giveBack(orderId)
      for (const { orderId, cash, due } of booked) assert.deepEqual(backTo.get(orderId), { cash, cards: due - cash })
      assert.equal(money(club)['programme/EUR/gift-cards-spent'] ?? 0, 0)
    },
  ), { numRuns: 150 })
})
