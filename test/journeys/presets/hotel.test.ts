/** A guest of the hotels becomes a silver one. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a guest of the hotels', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let guest: ReturnType<typeof line.openPage>
  let memberId = ''
  const step = story()

  /** So many nights in a room for 120.00 a night. */
  const stay = (id: string, nights: number, arrival = '2026-12-01') => ({
    id, currency: 'EUR', items: [{ sku: 'double', name: 'Double room', quantity: nights, price: 120_00, categories: ['room'] }],
    stay: { hotel: 'lisbon', room: 'double', arrival, departure: new Date(Date.parse(arrival) + nights * 86_400_000).toISOString().slice(0, 10), guests: 2 },
  })
  const two = stay('two nights', 2)
  const points = async () => (await guest.value(guest.client.$balances))?.find(({ currency }) => currency === 'points')?.available

  before(async () => {
    line = await openLine('hotel')
    guest = line.openPage()
  })
  after(() => line?.close())

  test('sees on the booking page what two nights cost the public, 240.00, and members of each tier', step(async () => {
    const quote = await guest.value(guest.client.$quote(two))
    assert.deepEqual(quote.due, { amount: 240_00, currency: 'EUR' })
    assert.deepEqual(quote.memberPrices?.map(({ tier, price }) => [tier, price.amount]), [['club', 228_00], ['silver', 220_80], ['gold', 211_20], ['platinum', 204_00]])
  }))

  test('joins by e-mail, has 500 points and the club rate, 228.00', step(async () => {
    const { member, granted } = await guest.join({ email: 'ada@guests.example' })
    memberId = member.id
    assert.deepEqual(granted, [{ currency: 'points', amount: 500, reason: 'welcome' }])
    assert.equal((await guest.value(guest.client.$quote(two))).due.amount, 228_00)
  }))

  test('after three stays of three nights has 10,760 points and is nine nights on the way to silver', step(async () => {
    for (const month of ['01', '02', '03']) {
      const receipt = await line.sandbox.till.purchase({ memberId, cart: stay(`stay ${month}`, 3, `2027-${month}-10`), orderId: `HB-${month}` })
      assert.deepEqual([receipt.due.amount, receipt.earned, receipt.tier], [342_00, [{ currency: 'points', amount: 3_420 }], undefined])
    }
    assert.equal(await points(), 10_760)
    const standing = await guest.value(guest.client.$tier)
    assert.deepEqual([standing?.current, standing?.next?.metrics], ['club', [{ metric: 'nights', have: 9, need: 10 }, { metric: 'stays', have: 3, need: 5 }]])
  }))

  test('the tenth night makes her silver at once, and the booking page that is open shows the silver rate, 220.80', step(async () => {
    const open = guest.client.$quote(two)
    const stop = open.listen(() => {})
    const rate = guest.sees(open, ({ due }) => due.amount === 220_80)
    const { tier } = await line.sandbox.till.purchase({ memberId, cart: stay('tenth', 1, '2027-04-01'), orderId: 'HB-04' })
    assert.equal(tier, 'silver')
    await rate
    stop()
    const standing = await guest.value(guest.client.$tier)
    assert.deepEqual([standing?.current, standing?.validUntil, standing?.keep?.metrics[0]], ['silver', '2027-11-23T10:00:00Z', { metric: 'nights', have: 0, need: 8 }])
    assert.equal(await points(), 11_900)
  }))

  test('misses a stay of 300.00, claims it, and gets 3,600 points from the desk', step(async () => {
    const { claim } = await guest.client.submitClaim({ kind: 'stay', reference: 'HB-77', date: '2026-11-20', total: { amount: 300_00, currency: 'EUR' }, place: 'Riga' })
    assert.equal(claim.state, 'submitted')
    line.sandbox.advance('1 day')
    assert.equal((await guest.value(guest.client.$claims))?.[0]?.state, 'in_review')
    await line.sandbox.desk.review(claim.id, { accept: true, answer: 'We have found your stay in Riga.', points: { currency: 'points', amount: 3_600 } })
    const [answered] = (await guest.value(guest.client.$claims)) ?? []
    assert.deepEqual([answered?.state, answered?.granted], ['accepted', { currency: 'points', amount: 3_600 }])
    assert.equal(await points(), 15_500)
  }))

  test('links Aquila Air and changes 2,000 points into 1,000 miles', step(async () => {
    await guest.client.linkPartner({ partnerId: 'aquila', account: 'AQ12345678' })
    assert.deepEqual(await guest.client.quoteExchange({ exchangeId: 'to-miles', amount: 2_000 }), { give: 2_000, get: 1_000, arrivesAt: '2026-11-24T10:00:00Z' })
    await guest.client.exchange({ exchangeId: 'to-miles', amount: 2_000 })
    assert.equal(await points(), 13_500)
  }))

  test('pays 40.00 of a room with 8,000 points, and earns on the rest', step(async () => {
    const { redemption } = await guest.client.redeem({ cart: two, currency: 'points', amount: 8_000 })
    assert.deepEqual(redemption.money, { amount: 40_00, currency: 'EUR' })
    const quote = await guest.value(guest.client.$quote(two))
    assert.deepEqual([quote.due.amount, quote.earn.map(({ amount }) => amount)], [180_80, [2_169]])
  }))

  test('reads her level in Russian and German', step(async () => {
    const name = async (locale: string) => (await line.openPage(locale).value(line.openPage(locale).client.$program)).tiers.find(({ id }) => id === 'silver')?.name
    assert.deepEqual([await name('ru'), await name('de')], ['Серебро', 'Silber'])
  }))

  test('falls by one level only when a year brings no night', step(async () => {
    line.sandbox.advance('13 months')
    await guest.signInAgain()
    assert.equal((await guest.value(guest.client.$tier))?.current, 'club')
  }))
})
