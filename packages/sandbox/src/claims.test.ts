import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart } from '@loyaltykit/core'
import { fashion, type Preset } from '@loyaltykit/sandbox'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

const code = (expected: string) => (error: unknown) => isLoyaltyError(error) && error.code === expected
const wrong = (path: string) => (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === path

/** The club, but receipts are looked up instead of reviewed. */
const byReceipt: Preset = {
  ...fashion,
  claims: { kinds: ['purchase'], withinDays: 30, review: 'receipt', answers: { counted: { en: 'Found and counted.', ru: 'Найдено.' }, unknown: { en: 'No such receipt.', ru: 'Нет такого чека.' } } },
}

function openShop(preset: Preset = fashion) {
  const club = openClub({ preset })
  const { sandbox } = club
  return {
    ...club,
    claim: async ({ identity }: Person, input: Partial<Parameters<typeof sandbox.claims.submit>[0]> = {}) => (await sandbox.claims.submit({ kind: 'purchase', reference: 'A-17', ...input }, by(identity))).claim,
    claims: ({ identity }: Person, locale = 'en') => sandbox.claims.list({}, by(identity, { locale })),
    sell: (orderId: string, { cart = cartOf(100_00), memberId }: { cart?: Cart; memberId?: string } = {}) => sandbox.till.purchase({ cart, orderId, ...(memberId === undefined ? {} : { memberId }) }),
    lines: async ({ identity }: Person) => (await sandbox.activity.list({}, by(identity))).items,
    booksAgree: () => assert.equal(sandbox.ledger().accounts.reduce((sum, { amount }) => sum + amount, 0), 0),
  }
}

describe('a claim', () => {
  test('is submitted, taken up after 4 hours, and answered once by the desk: it earns what the purchase would have', async () => {
    const { sandbox, join, claim, claims, balance, lines, booksAgree } = openShop()
    const ada = await join()
    const { id } = await claim(ada, { reference: ' A-17 ', date: '2026-11-20', total: { amount: 80_00, currency: 'EUR' }, place: 'Harbour Street', comment: 'I forgot my card' })
    assert.deepEqual(await claims(ada), [{
      id, kind: 'purchase', reference: 'A-17', date: '2026-11-20', total: { amount: 80_00, currency: 'EUR' }, place: 'Harbour Street', submittedAt: '2026-11-22T10:00:00Z', state: 'submitted',
    }])
    sandbox.advance('4 hours')
    assert.equal((await claims(ada))[0]?.state, 'in_review')
    const [open] = await sandbox.desk.claims()
    assert.deepEqual([open?.id, open?.memberId, open?.comment], [id, ada.id, 'I forgot my card'])

    const reviewed = await sandbox.desk.review(id, { accept: true, answer: 'Found in the shop\'s journal.' })
    assert.deepEqual([reviewed.state, reviewed.granted], ['accepted', { currency: 'bonus', amount: 400 }])
    assert.deepEqual(await sandbox.desk.claims(), [])
    assert.deepEqual((await claims(ada))[0]?.answer, 'Found in the shop\'s journal.')
    assert.equal(sandbox.outbox[0]?.text, 'Stride Club: your claim about A-17 is answered. Found in the shop\'s journal.')
    const [line] = await lines(ada)
    // the return window runs from the day of the purchase
    assert.deepEqual([line?.kind, line?.reason, line?.amount, line?.text, line?.availableAt], ['earn', 'claim', 400, 'Missing purchase A-17, counted', '2026-12-04T12:00:00Z'])
    assert.equal((await balance(ada)).pending, 400)
    booksAgree()

    assert.deepEqual(await sandbox.desk.review(id, { accept: true, answer: 'Something else' }), reviewed, 'the same decision again')
    await assert.rejects(sandbox.desk.review(id, { accept: false }), code('conflict'))
    assert.equal((await balance(ada)).pending, 400)
  })

  test('that is refused gives nothing, says why, and may be made again', async () => {
    const { sandbox, join, claim, claims, balance } = openShop()
    const ada = await join()
    const { id } = await claim(ada)
    await sandbox.desk.review(id, { accept: false, answer: 'There is no such purchase.' })
    await assert.rejects(sandbox.desk.review(id, { accept: true, points: { currency: 'bonus', amount: 10 } }), code('conflict'))
    assert.deepEqual((await claims(ada)).map(({ state, answer }) => [state, answer]), [['refused', 'There is no such purchase.']])
    assert.equal((await balance(ada)).pending, 0)
    await claim(ada)
    assert.deepEqual((await claims(ada)).map(({ state }) => state), ['submitted', 'refused'])
  })

  test('is about a day within 90 days, money of the shop, and something the programme takes', async () => {
    const { sandbox, join, claim, claims } = openShop()
    const ada = await join()
    await assert.rejects(claim(ada, { date: '2026-11-23' }), wrong('date'))
    await assert.rejects(claim(ada, { date: '2026-08-23' }), wrong('date'))
    await assert.rejects(claim(ada, { total: { amount: 10, currency: 'USD' } }), wrong('total.currency'))
    for (const amount of [0, -100]) await assert.rejects(claim(ada, { total: { amount, currency: 'EUR' } }), wrong('total.amount'))
    await assert.rejects(claim(ada, { kind: 'stay' }), wrong('kind'))
    await assert.rejects(claim(ada, { reference: ' - ' }), wrong('reference'))
    await assert.rejects(sandbox.claims.submit({ kind: 'purchase', reference: 'A-17' }, by()), code('unauthenticated'))
    assert.deepEqual(await claims(ada), [])
    await claim(ada, { date: '2026-08-24' })
    await claim(ada, { reference: 'A-18', date: '2026-11-22' })
    const { claims: none, ...rest } = fashion
    assert.ok(none)
    const without = openShop(rest)
    await assert.rejects(without.claim(await without.join()), code('unsupported'))
  })

  test('of a number that is claimed, or of a purchase that is somebody\'s, is a conflict that says nothing of whose', async () => {
    const { join, claim, sell } = openShop()
    const [ada, ben] = [await join(), await join()]
    await claim(ada)
    const messages = new Set<string>()
    const noted = (error: unknown) => {
      assert.ok(isLoyaltyError(error) && error.code === 'conflict')
      messages.add(error.message)
      return true
    }
    for (const person of [ada, ben]) for (const reference of ['A-17', 'a 17', 'A17']) await assert.rejects(claim(person, { reference }), noted)
    await sell('B-1', { memberId: ada.id })
    for (const person of [ada, ben]) await assert.rejects(claim(person, { reference: 'b1' }), noted)
    assert.equal(messages.size, 1)
  })

  test('is given what the desk says, where the total tells nothing', async () => {
    const { sandbox, join, claim, balance, booksAgree } = openShop()
    const ada = await join()
    const { id } = await claim(ada)
    await assert.rejects(sandbox.desk.review(id, { accept: true }), wrong('points'))
    await assert.rejects(sandbox.desk.review(id, { accept: true, points: { currency: 'mile', amount: 1 } }), wrong('points.currency'))
    for (const amount of [0, -5, 1.5]) await assert.rejects(sandbox.desk.review(id, { accept: true, points: { currency: 'bonus', amount } }), wrong('points.amount'))
    await assert.rejects(sandbox.desk.review('no-such-claim', { accept: false }), code('not_found'))
    assert.equal((await balance(ada)).pending, 0)
    await sandbox.desk.review(id, { accept: true, points: { currency: 'bonus', amount: 70 } })
    assert.equal((await balance(ada)).pending, 70)
    await sandbox.till.refund({ orderId: 'A-17' })
    assert.equal((await balance(ada)).pending, 0)
    booksAgree()
  })

  test('of a cart that the desk knows earns by its goods, and moves the tier', async () => {
    const { sandbox, join, claim } = openShop()
    const ada = await join()
    const { id } = await claim(ada, { date: '2026-11-20' })
    const cart: Cart = { id: 'c', currency: 'EUR', items: [{ sku: 'boots', quantity: 2, price: 200_00 }, { sku: 'card', quantity: 1, price: 50_00, categories: ['gift-cards'] }] }
    const { granted } = await sandbox.desk.review(id, { accept: true, cart })
    assert.deepEqual(granted, { currency: 'bonus', amount: 2_000 })
    assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'silver')
    const { takenBack } = await sandbox.till.refund({ orderId: 'A-17', items: [{ sku: 'boots', quantity: 1 }] })
    assert.deepEqual(takenBack, [{ currency: 'bonus', amount: 1_000 }])
    assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'bronze')
  })

  test('is not accepted for a member who is blocked, or for a purchase that somebody got meanwhile', async () => {
    const { sandbox, join, claim, sell } = openShop()
    const [ada, ben] = [await join(), await join()]
    const { id } = await claim(ada, { total: { amount: 80_00, currency: 'EUR' } })
    await sandbox.desk.block(ada.id)
    await assert.rejects(sandbox.desk.review(id, { accept: true }), code('not_eligible'))
    await assert.rejects(claim(ada, { reference: 'B-2' }), code('not_eligible'))
    await sandbox.desk.unblock(ada.id)
    await sell('A-17', { memberId: ben.id })
    await assert.rejects(sandbox.desk.review(id, { accept: true }), code('conflict'))
    assert.equal((await sandbox.desk.review(id, { accept: false })).state, 'refused')
  })

  test('of a purchase that the till told of nobody makes it the member\'s; a till that tells later adds nothing', async () => {
    const { sandbox, join, claim, balance, sell, booksAgree } = openShop()
    const ada = await join()
    await sell('A-17')
    await sandbox.desk.review((await claim(ada)).id, { accept: true })
    assert.equal((await balance(ada)).pending, 500)

    await sandbox.desk.review((await claim(ada, { reference: 'B-2', total: { amount: 60_00, currency: 'EUR' } })).id, { accept: true })
    assert.equal((await balance(ada)).pending, 800)
    const late = await sell('b 2', { cart: cartOf(30_00, { quantity: 2 }) })
    assert.deepEqual([late.earned, late.balances], [[{ currency: 'bonus', amount: 300 }], []])
    assert.deepEqual(await sell('b 2', { cart: cartOf(30_00, { quantity: 2 }) }), late)
    assert.equal((await balance(ada)).pending, 800)
    const { takenBack } = await sandbox.till.refund({ orderId: 'b 2', items: [{ sku: 'sku-1', quantity: 1 }] })
    assert.deepEqual(takenBack, [{ currency: 'bonus', amount: 150 }])
    await sandbox.till.refund({ orderId: 'b 2' })
    await sandbox.till.refund({ orderId: 'A-17' })
    assert.deepEqual([(await balance(ada)).pending, (await balance(ada)).available], [0, 500])
    booksAgree()
  })

  test('that the till settles by itself is answered: the purchase came with the member\'s card after all', async () => {
    const { sandbox, join, claim, claims, sell, balance } = openShop()
    const [ada, ben] = [await join(), await join()]
    await claim(ada)
    await sell('a17', { memberId: ada.id })
    assert.deepEqual((await claims(ada)).map(({ state, granted }) => [state, granted]), [['accepted', { currency: 'bonus', amount: 500 }]])
    assert.equal((await balance(ada)).pending, 500)
    assert.match(sandbox.outbox[0]?.text ?? '', /A-17/)
    await assert.rejects(claim(ben), code('conflict'))
  })
})

describe('a receipt that nobody was identified for', () => {
  test('is counted at once: earned by the rules of its day, spendable 14 days after it, and it counts for the tier', async () => {
    const { sandbox, join, claim, sell, balance, lines, booksAgree } = openShop(byReceipt)
    const ada = await join()
    await sell('R-1', { cart: cartOf(350_00) })
    sandbox.advance('10 days')
    const counted = await claim(ada, { reference: 'r1', date: '2026-11-22', total: { amount: 350_00, currency: 'EUR' } })
    assert.deepEqual([counted.state, counted.granted, counted.answer], ['accepted', { currency: 'bonus', amount: 1_750 }, 'Found and counted.'])
    const [line] = await lines(ada)
    assert.deepEqual([line?.reason, line?.reference, line?.amount, line?.availableAt, line?.expiresAt], ['claim', 'R-1', 1_750, '2026-12-06T10:00:00Z', '2027-12-06T10:00:00Z'])
    assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'silver')
    sandbox.advance('4 days')
    assert.equal((await balance(ada)).available, 2_250)
    const { takenBack } = await sandbox.till.refund({ orderId: 'R-1' })
    assert.deepEqual(takenBack, [{ currency: 'bonus', amount: 1_750 }])
    assert.equal((await balance(ada)).available, 500)
    assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'bronze')
    booksAgree()
  })

  test('older than the return window is there at once, and lives 12 months from now', async () => {
    const { sandbox, join, claim, sell, lines } = openShop(byReceipt)
    await sell('R-1')
    sandbox.advance('20 days')
    const ada = await join()
    await claim(ada, { reference: 'R-1' })
    const [line] = await lines(ada)
    assert.deepEqual([line?.state, line?.amount, line?.expiresAt], ['final', 500, '2027-12-12T10:00:00Z'])
  })

  test('counts once: not for the next one who reads it, nor at once for two', async () => {
    const { sandbox, join, claim, sell, balance } = openShop(byReceipt)
    const [ada, ben] = [await join(), await join()]
    await sell('R-1')
    const answers = await Promise.allSettled([claim(ada, { reference: 'R-1' }), claim(ben, { reference: 'R-1' })])
    assert.deepEqual(answers.map(({ status }) => status), ['fulfilled', 'rejected'])
    await assert.rejects(claim(ben, { reference: 'R-1' }), code('conflict'))
    await assert.rejects(claim(ada, { reference: 'R-1' }), code('conflict'))
    assert.deepEqual([(await balance(ada)).pending, (await balance(ben)).pending], [500, 0])
    // the till may tell it again as it was
    assert.deepEqual((await sell('R-1')).earned, [])
    assert.equal(sandbox.ledger().batches.filter(({ state }) => state === 'pending').length, 1)
  })

  test('is refused where the day or the total differ, where it came back, or after 30 days; and says no more than that', async () => {
    const { sandbox, join, claim, sell } = openShop(byReceipt)
    const ada = await join()
    for (const id of ['R-1', 'R-2', 'R-3']) await sell(id)
    await sandbox.till.refund({ orderId: 'R-3' })
    const refused = async (input: Parameters<typeof claim>[1]) => {
      const { state, answer, granted } = await claim(ada, input)
      assert.deepEqual([state, answer, granted], ['refused', 'No such receipt.', undefined])
    }
    await refused({ reference: 'R-1', date: '2026-11-21' })
    await refused({ reference: 'R-1', total: { amount: 99_99, currency: 'EUR' } })
    await refused({ reference: 'R-3' })
    sandbox.advance('31 days')
    await refused({ reference: 'R-2' })
    assert.equal((await claim(await join(), { reference: 'R-1' })).state, 'refused')
  })

  test('of which a part came back counts what is left, and a later return takes back exactly that', async () => {
    const { sandbox, join, claim, sell, balance, booksAgree } = openShop(byReceipt)
    const ada = await join()
    await sell('R-1', { cart: { id: 'c', currency: 'EUR', items: [{ sku: 'a', quantity: 3, price: 33_33 }, { sku: 'b', quantity: 1, price: 50_00 }] } })
    await sandbox.till.refund({ orderId: 'R-1', items: [{ sku: 'a', quantity: 1 }] })
    // 749 for all, of which 499 for the three, and 166 of those for the one
    assert.deepEqual((await claim(ada, { reference: 'R-1' })).granted, { currency: 'bonus', amount: 583 })
    await sandbox.till.refund({ orderId: 'R-1', items: [{ sku: 'a', quantity: 1 }] })
    await sandbox.till.refund({ orderId: 'R-1' })
    assert.deepEqual([(await balance(ada)).pending, (await balance(ada)).available], [0, 500])
    booksAgree()
  })

  test('may be reported late: a claim waits two days for it, and is counted or refused when it comes', async () => {
    const { sandbox, join, claim, claims, sell, balance } = openShop(byReceipt)
    const [ada, ben, eve] = [await join(), await join(), await join()]
    assert.equal((await claim(ada, { reference: 'R-1', total: { amount: 100_00, currency: 'EUR' } })).state, 'submitted')
    await claim(ben, { reference: 'R-2', total: { amount: 1_00, currency: 'EUR' } })
    await claim(eve, { reference: 'R-3' })
    sandbox.advance('1 day')
    await sell('r 1')
    await sell('R-2')
    assert.deepEqual((await claims(ada)).map(({ state, granted }) => [state, granted]), [['accepted', { currency: 'bonus', amount: 500 }]])
    assert.equal((await claims(ben))[0]?.state, 'refused')
    assert.equal((await claims(eve))[0]?.state, 'submitted')
    sandbox.advance('1 day')
    assert.deepEqual((await claims(eve, 'ru')).map(({ state, answer }) => [state, answer]), [['refused', 'Нет такого чека.']])
    await sell('R-3')
    assert.deepEqual([(await balance(ada)).pending, (await balance(ben)).pending, (await balance(eve)).pending], [500, 0, 0])
    assert.equal((await claim(eve, { reference: 'R-3' })).state, 'accepted', 'claimed again, when it is there')
  })

  test('is not found by trying numbers: five in an hour', async () => {
    const { join, claim, sell } = openShop(byReceipt)
    const ada = await join()
    await sell('R-9')
    for (let count = 1; count <= 5; count += 1) await claim(ada, { reference: `R-${count}` })
    await assert.rejects(claim(ada, { reference: 'R-9' }), code('rate_limited'))
  })

  test('earns by the tier and the offers of its day, not by those of today', async () => {
    const { sandbox, join, claim, sell } = openShop(byReceipt)
    const ada = await join()
    await sell('R-1', { cart: cartOf(100_00, { categories: ['boots'] }) })
    sandbox.advance('1 day')
    await sell('big', { cart: cartOf(400_00, { id: 'big' }), memberId: ada.id })
    await sandbox.offers.activate({ offerId: 'double-boots' }, by(ada.identity))
    assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'silver')
    assert.deepEqual((await claim(ada, { reference: 'R-1' })).granted, { currency: 'bonus', amount: 500 })
  })

  test('as a first purchase completes a referral, and undoes it when it comes back', async () => {
    const { sandbox, join, claim, sell, balance, booksAgree } = openShop(byReceipt)
    const ada = await join()
    const { code: referralCode } = await sandbox.referrals.get({}, by(ada.identity))
    const ben = await join({ referralCode })
    await sell('R-1')
    await claim(ben, { reference: 'R-1' })
    assert.deepEqual([(await balance(ada)).available, (await balance(ben)).available], [1_000, 1_000])
    await sandbox.till.refund({ orderId: 'R-1' })
    assert.deepEqual([(await balance(ada)).available, (await balance(ben)).available], [500, 500])
    booksAgree()
  })
})
