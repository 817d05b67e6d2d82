import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Preset } from '@loyaltykit/sandbox'
import { fashion } from '@loyaltykit/sandbox'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

type TierRule = Preset['tiers'][number]

const day = 86_400_000
const tier = (id: string, reachedBy: TierRule['reachedBy'] = [], keptBy?: TierRule['reachedBy']): TierRule => ({ id, name: { en: id }, reachedBy, benefits: [], ...(keptBy ? { keptBy } : {}) })

/** A programme with these rules; purchases earn 5 points of each 1.00 paid, at once, for ever. */
function openWith(changes: Partial<Preset> = {}) {
  const bonus = { id: 'bonus', unit: 'bonus', name: { en: 'Bonuses' }, scale: 0 } as const
  const preset: Preset = {
    ...fashion, currencies: [{ ...bonus, worth: { amount: 100, money: 100 } }], earn: [{ id: 'all', currency: 'bonus', per: 'money', rates: { all: { amount: 5, for: 100 } } }],
    welcome: [], gifts: [], offers: [], challenges: [], surveys: [], rewards: [], draws: [], giftCards: [], purchaseCodes: [], segments: [], tiers: [], ...changes,
  }
  const club = openClub({ preset })
  const { sandbox } = club
  let orders = 0
  const sell = async (person: Person, cart: ReturnType<typeof cartOf>) => {
    const orderId = `o${(orders += 1)}`
    return sandbox.till.purchase({ memberId: person.id, cart, orderId })
  }
  return {
    ...club,
    sell,
    buy: (person: Person, price: number, more: Parameters<typeof cartOf>[1] = {}) => sell(person, cartOf(price, more)),
    stay: (person: Person, nights: number, price = 100_00) => sell(person, {
      ...cartOf(price, { categories: ['room'] }), stay: { hotel: 'spa', arrival: '2026-12-01', departure: `2026-12-${String(1 + nights).padStart(2, '0')}`, guests: 2 },
    }),
    standing: ({ identity }: Person) => sandbox.tiers.progress({}, by(identity)),
    current: async ({ identity }: Person) => (await sandbox.tiers.progress({}, by(identity))).current,
  }
}

test('a programme without tiers stands nobody anywhere, and earns by the rate for all', async () => {
  const { sandbox, join, buy, standing } = openWith()
  const ada = await join()
  const { tier: moved, earned } = await buy(ada, 100_00)
  assert.deepEqual([moved, earned, await standing(ada)], [undefined, [{ currency: 'bonus', amount: 500 }], {}])
  assert.deepEqual((await sandbox.program.get({}, by())).tiers, [])
})

test('ten nights or five stays make a guest silver: the tenth night at once, whichever comes first', async () => {
  const tiers = [tier('basic'), tier('silver', [{ metric: 'nights', amount: 10 }, { metric: 'stays', amount: 5 }])]
  const { sandbox, join, stay, buy, standing } = openWith({ tiers, tierPolicy: { period: '12 months' } })
  const ada = await join()
  await stay(ada, 9)
  await buy(ada, 500_00)
  const metrics = async (person: Person) => (await standing(person)).next?.metrics
  assert.deepEqual(await metrics(ada), [{ metric: 'nights', have: 9, need: 10 }, { metric: 'stays', have: 1, need: 5 }])
  assert.equal((await stay(ada, 1)).tier, 'silver')
  // a stay that was given back counts neither its nights nor itself
  await sandbox.till.refund({ orderId: 'o1' })
  assert.deepEqual([(await standing(ada)).current, await metrics(ada)], ['basic', [{ metric: 'nights', have: 1, need: 10 }, { metric: 'stays', have: 1, need: 5 }]])
  for (let stays = 0; stays < 4; stays += 1) await stay(ada, 1)
  assert.equal((await standing(ada)).current, 'silver')
})

test('points reach a tier as they are earned, not as they are given; what a refund takes back is not counted', async () => {
  const tiers = [tier('basic'), tier('silver', [{ metric: 'points', amount: 500, currency: 'bonus' }])]
  const { sandbox, join, buy, standing, current } = openWith({ tiers, welcome: [{ currency: 'bonus', amount: 600 }] })
  const ada = await join()
  assert.deepEqual((await standing(ada)).next?.metrics, [{ metric: 'points', have: 0, need: 500, currency: 'bonus' }])
  await buy(ada, 99_99)
  assert.equal(await current(ada), 'basic')
  assert.equal((await buy(ada, 20)).tier, 'silver')
  await sandbox.till.refund({ orderId: 'o2' })
  assert.equal(await current(ada), 'basic')
})

test('a tier is kept for its period by what keeps it, less than what reaches it, to the instant', async () => {
  const tiers = [tier('basic'), tier('silver', [{ metric: 'orders', amount: 3 }], [{ metric: 'orders', amount: 1 }])]
  const { sandbox, join, buy, standing, current } = openWith({ tiers, tierPolicy: { period: '12 months' } })
  const ada = await join()
  for (let count = 0; count < 3; count += 1) await buy(ada, 1_00)
  assert.deepEqual((await standing(ada)).keep, { by: '2027-11-22T10:00:00Z', metrics: [{ metric: 'orders', have: 0, need: 1 }], otherwise: 'basic' })
  sandbox.advance('6 months')
  await buy(ada, 1_00)
  assert.deepEqual((await standing(ada)).keep, { by: '2027-11-22T10:00:00Z', metrics: [{ metric: 'orders', have: 1, need: 1 }] })
  sandbox.advance('6 months')
  assert.deepEqual([(await standing(ada)).since, (await standing(ada)).validUntil], ['2026-11-22T10:00:00Z', '2028-11-22T10:00:00Z'])
  sandbox.advance(366 * day - 1)
  assert.equal(await current(ada), 'silver')
  sandbox.advance(1)
  assert.equal(await current(ada), 'basic')
})

test('without a soft landing a tier that is not kept falls to where the last period says; with it, by one level at a time', async () => {
  const tiers = [tier('basic'), tier('silver', [{ metric: 'spend', amount: 100_00 }]), tier('gold', [{ metric: 'spend', amount: 1000_00 }])]
  const fall = async (softLanding: boolean, again = 0) => {
    const { sandbox, join, buy, current } = openWith({ tiers, tierPolicy: { period: '12 months', ...(softLanding ? { softLanding: true } : {}) } })
    const ada = await join()
    await buy(ada, 1000_00)
    const seen = [await current(ada)]
    if (again) {
      sandbox.advance('1 month')
      await buy(ada, again)
    }
    for (let years = 0; years < 3; years += 1) {
      sandbox.advance('12 months')
      seen.push(await current(ada))
    }
    return seen
  }
  assert.deepEqual(await fall(false), ['gold', 'basic', 'basic', 'basic'])
  assert.deepEqual(await fall(false, 100_00), ['gold', 'silver', 'basic', 'basic'])
  assert.deepEqual(await fall(true), ['gold', 'silver', 'basic', 'basic'])
  assert.deepEqual(await fall(true, 1000_00), ['gold', 'gold', 'silver', 'basic'])
})

test('a member pays the tier\'s price, in the quote and at the till, and everybody sees what each tier pays', async () => {
  const tiers = [tier('basic'), tier('silver', [{ metric: 'orders', amount: 1 }])]
  const memberPrices = [{ id: 'rooms', title: { en: 'Member rate' }, goods: { only: ['room'] }, percent: { basic: 5, silver: 10 } }]
  const { join, quote, buy, sell } = openWith({ tiers, memberPrices })
  const ada = await join()
  const cart = { id: 'c', currency: 'EUR', items: [{ sku: 'r', quantity: 1, price: 99_99, categories: ['room'] }, { sku: 'd', quantity: 2, price: 10_00, categories: ['dinner'] }] }
  const rates = [{ tier: 'basic', price: { amount: 115_00, currency: 'EUR' } }, { tier: 'silver', price: { amount: 110_00, currency: 'EUR' } }]
  const forGuest = await quote(cart)
  assert.deepEqual([forGuest.due.amount, forGuest.memberPrices], [119_99, rates])
  const first = await quote(cart, ada)
  assert.deepEqual([first.total.amount, first.due.amount, first.discounts, first.memberPrices], [119_99, 115_00, [{ title: 'Member rate', money: { amount: 4_99, currency: 'EUR' } }], rates])
  await buy(ada, 1_00)
  assert.equal((await quote(cart, ada)).due.amount, 110_00)
  assert.deepEqual((await sell(ada, cart)).due.amount, 110_00)
  assert.equal((await quote(cartOf(10_00), ada)).memberPrices, undefined)
})

test('rules earn per piece, per night and per stay, and add up; what is given back is taken back by its share', async () => {
  const rate = (amount: number, per = 1) => ({ all: { amount, for: per } })
  const earn: Preset['earn'] = [
    { id: 'piece', currency: 'bonus', per: 'item', goods: { only: ['boots'] }, rates: rate(7) },
    { id: 'night', currency: 'bonus', per: 'night', rates: rate(100) },
    { id: 'stay', currency: 'bonus', per: 'stay', rates: rate(50), title: { en: 'Stay {reference}' } },
  ]
  const { sandbox, join, sell, stay, balance } = openWith({ earn })
  const ada = await join()
  const items = [{ sku: 'a', quantity: 3, price: 10_00, categories: ['boots'] }, { sku: 'b', quantity: 5, price: 10_00, categories: ['bags'] }]
  assert.deepEqual((await sell(ada, { id: 'c', currency: 'EUR', items })).earned.map(({ amount }) => amount), [21])
  assert.deepEqual((await stay(ada, 3)).earned.map(({ amount }) => amount), [300, 50])
  const { items: lines } = await sandbox.activity.list({}, by(ada.identity))
  assert.ok(lines.some(({ amount, text }) => amount === 50 && text === 'Stay o2'))
  await sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'a', quantity: 2 }, { sku: 'b', quantity: 5 }] })
  assert.equal((await balance(ada)).available, 7 + 350)
  await sandbox.till.refund({ orderId: 'o2' })
  assert.equal((await balance(ada)).available, 7)
})

test('a rule earns on its days, at its places and for its members only', async () => {
  const all = (amount: number) => ({ all: { amount, for: 100 } })
  const earn: Preset['earn'] = [
    { id: 'sunday', currency: 'bonus', per: 'money', rates: all(1), on: { days: ['sun'] } },
    { id: 'own', currency: 'bonus', per: 'money', rates: all(10), on: { partners: ['own'] } },
    { id: 'bank', currency: 'bonus', per: 'money', rates: all(100), on: { partners: ['northbank'] } },
    { id: 'few', currency: 'bonus', per: 'money', rates: all(1000), who: { segments: ['zz-few'] } },
  ]
  const { sandbox, join, sell, quote } = openWith({ earn, segments: [{ id: 'zz-few', when: { orders: { min: 1, max: 1 } } }] })
  const ada = await join()
  const earned = async (partner?: string) => (await sell(ada, { ...cartOf(1_00), ...(partner === undefined ? {} : { partner }) })).earned.map(({ amount }) => amount)
  // it is a Sunday
  assert.deepEqual(await earned(), [1, 10])
  assert.deepEqual(await earned('northbank'), [1, 100, 1000])
  sandbox.advance(14 * 3_600_000 - 1)
  assert.deepEqual(await earned(), [1, 10])
  sandbox.advance(1)
  assert.deepEqual(await earned(), [10])
  assert.deepEqual((await quote(cartOf(1_00))).earn.map(({ amount }) => amount), [10])
})

test('of the spend rules the first that holds counts; where none does, points can\'t pay and the quote says why', async () => {
  const rule = { currency: 'bonus', min: 1, step: 1, hold: '30 minutes' } as const
  const spend: Preset['spend'] = [
    { ...rule, id: 'few', share: 50, who: { segments: ['zz-few'] }, goods: { only: ['boots'] } },
    { ...rule, id: 'many', share: 20, who: { segments: ['zz-many'] } },
  ]
  const segments: Preset['segments'] = [{ id: 'zz-few', when: { orders: { min: 1, max: 1 } } }, { id: 'zz-many', when: { orders: { min: 2 } } }]
  const { sandbox, join, buy, quote } = openWith({ spend, segments, welcome: [{ currency: 'bonus', amount: 5000 }] })
  const ada = await join()
  const boots = cartOf(100_00, { categories: ['boots'] })
  const limit = async (cart = boots) => (await quote(cart, ada)).spend?.map(({ max, because }) => [max, because])
  const hold = (amount: number) => sandbox.redemptions.hold({ cart: boots, currency: 'bonus', amount }, by(ada.identity))
  assert.deepEqual(await limit(), [[0, 'not_eligible']])
  await assert.rejects(hold(10), { code: 'not_eligible' })
  await buy(ada, 1_00)
  assert.deepEqual([await limit(), await limit(cartOf(100_00))], [[[5000, undefined]], [[0, 'goods_excluded']]])
  await buy(ada, 1_00)
  assert.deepEqual([await limit(), await limit(cartOf(100_00))], [[[2000, undefined]], [[2000, undefined]]])
  await hold(2000)
  assert.equal((await sandbox.balances.list({}, by(ada.identity)))[0]?.held, 2000)
})

test('a currency without worth pays nothing, one without a pending time is there at once, one without a life is there for ever', async () => {
  const currencies: Preset['currencies'] = [
    { id: 'bonus', unit: 'bonus', name: { en: 'Bonuses' }, scale: 0, worth: { amount: 100, money: 100 }, pending: '14 days', life: '12 months' },
    { id: 'stamps', unit: 'stamp', name: { en: 'Stamps' }, scale: 2 },
  ]
  const earn: Preset['earn'] = ['bonus', 'stamps'].map((currency) => ({ id: currency, currency, per: 'money', rates: { all: { amount: 5, for: 100 } } }))
  const { sandbox, join, buy, quote, current } = openWith({ currencies, earn, tiers: [] })
  const ada = await join()
  const program = await sandbox.program.get({}, by())
  assert.deepEqual(program.currencies.map(({ rate, scale }) => [rate !== undefined, scale]), [[true, 0], [false, 2]])
  await buy(ada, 100_00)
  const has = async () => (await sandbox.balances.list({}, by(ada.identity))).map(({ available, pending, expiring }) => [available, pending, expiring?.length])
  assert.deepEqual(await has(), [[0, 500, 0], [500, 0, 0]])
  sandbox.advance('10 years')
  assert.deepEqual(await has(), [[0, 0, 0], [500, 0, 0]])
  assert.deepEqual((await quote(cartOf(100_00), ada)).spend?.map(({ currency }) => currency), ['bonus'])
  const hold = (currency: string) => sandbox.redemptions.hold({ cart: cartOf(100_00), currency, amount: 100 }, by(ada.identity))
  await assert.rejects(hold('stamps'), { code: 'invalid_input' })
  await assert.rejects(hold('bonus'), { code: 'insufficient_points' })
  assert.equal(await current(ada), undefined)
})
