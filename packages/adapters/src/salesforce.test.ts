import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart } from '@loyaltykit/core'
import { currencyIds, emulateSalesforce, salesforceCheck, tierIds, type SalesforceEmulator } from '@loyaltykit/testing/emulators/salesforce'
import type { Exchange, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { salesforce, type SalesforceOptions } from './salesforce.ts'

const wire = salesforceCheck()
const currencies: SalesforceOptions['currencies'] = [{ id: currencyIds.reward, name: 'Reward Points', unit: 'point', scale: 0 }, { id: currencyIds.tier, name: 'Tier Points', unit: 'point', scale: 0 }]
const tiers = [{ id: tierIds.silver, name: 'Silver' }, { id: tierIds.gold, name: 'Gold', reachedBy: { currency: currencyIds.tier, amount: 200 } }, { id: tierIds.platinum, name: 'Platinum', reachedBy: { currency: currencyIds.tier, amount: 5_000 } }]
const adapterOn = ({ url, program, sandbox, grant }: SalesforceEmulator, more: Partial<SalesforceOptions> = {}) =>
  salesforce({ url, program, grant, currencies, tiers, keys: memoryKeys(), clock: () => sandbox.now(), ...more })

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })

const { open, disturbed, contract } = vendor({ name: 'salesforce', wire, emulate: emulateSalesforce, adapter: adapterOn, join: ({ shop }) => shop.join() })

await contract({
  subject: ({ emulator: { shop } }) => ({
    cart: cartOf,
    purchase: ({ identity, cart, orderId }) => shop.purchase({ id: idOf(identity), cart, orderId }),
    block: async (identity) => shop.deactivate(idOf(identity)),
  }),
  leftOut: {
    as: 'only what needs a log-in, carts, holds or rewards is left out',
    for: ['session.requestCode', 'members.enrol', 'quotes.quote', 'redemptions.hold', 'rewards.list'],
  },
  moreThan: { checks: 39, exchanges: 100 },
})

const isProfile = ({ path }: Heard) => path.endsWith('/members')
const isJoining = ({ path }: Heard) => path.endsWith('/EnrollInPromotion')

async function ready(more: Partial<SalesforceOptions> = {}) {
  const scene = await open(more)
  return { ...scene, memberId: await scene.join() }
}

test('the check by the vendor\'s samples bites: a wrong amount, a field too much, a question too much, a path that is none', async (context) => {
  if (!wire) return context.skip('the vendor\'s samples are not here')
  const { emulator, backend, memberId, as, end } = await ready()
  await backend.balances.list({}, as(memberId))
  const good = emulator.exchanges.find((one) => isProfile(one) && one.answer.status === undefined) as Exchange
  const planted = (more: Partial<Exchange>) => wire.violations({ ...good, ...more }).length
  assert.equal(planted({}), 0)
  assert.ok(planted({ answer: { body: { ...(good.answer.body as object), memberStatus: 7 } } }) > 0)
  assert.ok(planted({ answer: { body: { ...(good.answer.body as object), mood: 'good' } } }) > 0)
  assert.ok(planted({ query: new URLSearchParams({ memberId, expand: 'all' }) }) > 0)
  assert.ok(planted({ query: new URLSearchParams() }) > 0)
  assert.ok(planted({ path: '/services/data/v58.0/members' }) > 0)
  await end()
})

describe('salesforce: a member', () => {
  test('with points that are spent and points that qualify, a tier and what is next', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    await emulator.shop.purchase({ id: memberId, cart: cartOf('c'), orderId: 'o-1' })
    assert.deepEqual(await backend.balances.list({}, as(memberId)), [{ currency: currencyIds.reward, available: 100, pending: 120 }, { currency: currencyIds.tier, available: 240, pending: 0 }])
    const { current, next, validUntil } = await backend.tiers.progress({}, as(memberId))
    assert.deepEqual([current, next, validUntil], [tierIds.gold, { tier: tierIds.platinum, metrics: [{ metric: 'points', currency: currencyIds.tier, have: 240, need: 5_000 }] }, '2027-12-01T00:00:00.000Z'])
    const { items } = await backend.activity.list({}, as(memberId))
    assert.deepEqual(items.map(({ kind, amount, currency }) => [kind, amount, currency]).sort(), [['adjust', 100, currencyIds.reward], ['earn', 120, currencyIds.reward], ['earn', 240, currencyIds.tier]].sort())
    assert.deepEqual((await backend.members.get({}, as(memberId))).profile, { givenName: 'Ada', familyName: 'Lovelace', email: 'ada@shop.example' })
    await end()
  })

  test('who is none by the id, or by the shop\'s word, is nobody', async () => {
    const { emulator, backend, as, end } = await ready()
    for (const id of ['', '..', '0lM4x00000L9999AAA', 'a&b=c', 'short']) await failsWith(backend.balances.list({}, as(id)), 'unauthenticated')
    await failsWith(adapterOn(emulator, { member: () => undefined }).balances.list({}, as('anybody')), 'unauthenticated')
    const own = await emulator.shop.join()
    assert.equal((await adapterOn(emulator, { member: async () => own }).members.get({}, as('shop-7'))).id, 'shop-7')
    await end()
  })

  test('vouchers: those that can be used first, until the end of their last day', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    for (const [code, status, until] of [['GONE', 'Issued', '2026-11-21'], ['USED', 'Redeemed', '2027-01-01'], ['LATER', 'Issued', '2027-01-01'], ['TODAY', 'Issued', '2026-11-22'], ['OVER', 'Cancelled', '2027-01-01']] as const) emulator.shop.give(memberId, { code, status, until })
    assert.deepEqual((await backend.coupons.list({}, as(memberId))).map(({ code, state, validUntil }) => [code, state, validUntil?.slice(0, 10)]), [
      ['TODAY', 'available', '2026-11-23'], ['LATER', 'available', '2027-01-02'], ['GONE', 'expired', '2026-11-22'], ['USED', 'used', '2027-01-02'], ['OVER', 'expired', '2027-01-02'],
    ])
    for (let index = 0; index < 250; index += 1) emulator.shop.give(memberId, { code: `C${index}`, status: 'Issued', until: '2026-12-01' })
    const before = emulator.exchanges.length
    assert.equal((await backend.coupons.list({}, as(memberId))).length, 200)
    assert.equal(emulator.exchanges.slice(before).filter(({ path }) => path.endsWith('/vouchers')).length, 2)
    await end()
  })
})

describe('salesforce: promotions', () => {
  test('are joined once: a lost answer is found by what the next look says', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    const offers = await backend.offers.list({}, as(memberId))
    assert.deepEqual(offers.map(({ title, state, activation }) => [title, state, activation]), [['Double points in May', 'available', 'none'], ['New year promotion', 'available', 'needed'], ['Gold alone', 'locked', 'needed']])
    const offerId = offers[1]?.id ?? ''
    emulator.disturb(once(isJoining, 'lost'))
    const key = as(memberId)
    await failsWith(backend.offers.activate({ offerId }, key), 'network')
    assert.equal((await backend.offers.activate({ offerId }, key)).offer.state, 'active')
    assert.equal(emulator.exchanges.filter(isJoining).length, 0, 'the lost one alone')
    await failsWith(backend.offers.activate({ offerId: offers[2]?.id ?? '' }, as(memberId)), 'not_eligible')
    assert.deepEqual(await backend.offers.list({}, as()), [])
    await end()
  })

  test('two processes that join at once join once', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    const keys = memoryKeys()
    const offerId = (await backend.offers.list({}, as(memberId)))[1]?.id ?? ''
    const answers = await Promise.all([as(memberId), as(memberId)].map((context) => adapterOn(emulator, { keys }).offers.activate({ offerId }, context)))
    assert.deepEqual(answers.map(({ offer }) => offer.state), ['active', 'active'])
    assert.equal(emulator.exchanges.filter(isJoining).length, 1)
    await end()
  })

  test('by their dates and categories; of two with one name none can be joined; a process that fails is told', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    const promotion = (promotionId: string, more: object) => ({ promotionId, promotionName: promotionId, memberEligibilityCategory: 'EligibleButNotEnrolled', promotionEnrollmentRqr: true, ...more })
    const shown = (results: readonly unknown[], status = true) => emulator.disturb((heard) => {
      if (heard.path.endsWith('/GetMemberPromotions')) return { body: { status, outputParameters: { outputParameters: { results } } } }
      return isJoining(heard) ? { body: { status: false, message: 'No' } } : undefined
    })
    shown([
      promotion('ended', { endDate: '2026-11-21' }), promotion('closed', { promotionEnrollmentEndDate: '2026-11-21' }), promotion('soon', { promEnrollmentStartDate: '2026-11-23' }), promotion('open', { promotionEnrollmentEndDate: '2026-11-22' }),
      promotion('new', { memberEligibilityCategory: 'PerhapsOneDay' }), promotion('later', { memberEligibilityCategory: 'Eligible', promotionEnrollmentRqr: null, startDate: '2026-12-01' }), 'nonsense', promotion('open', {}),
      promotion('a', { promotionName: 'twin' }), promotion('b', { promotionName: 'twin' }),
    ])
    const states = Object.fromEntries((await backend.offers.list({}, as(memberId))).map(({ id, state }) => [id, state]))
    assert.deepEqual(states, { ended: 'expired', closed: 'locked', soon: 'locked', open: 'available', new: 'locked', later: 'locked', a: 'available', b: 'available' })
    for (const [offerId, code] of [['ended', 'expired'], ['closed', 'not_eligible'], ['a', 'not_eligible'], ['open', 'not_eligible'], ['none', 'not_found']] as const) await failsWith(backend.offers.activate({ offerId }, as(memberId)), code)
    shown([], false)
    await failsWith(backend.offers.list({}, as(memberId)), 'backend_failed')
    await end()
  })
})

describe('salesforce: what a promotion and the ledger show', () => {
  const promotion = (more: object) => ({ promotionId: 'p', promotionName: 'Double points', memberEligibilityCategory: 'Eligible', promotionEnrollmentRqr: false, ...more })
  const image = async (more: object) => (await disturbed(({ path }) => path.endsWith('/GetMemberPromotions'), { body: { status: true, outputParameters: { outputParameters: { results: [promotion(more)] } } } }, (backend, context) => backend.offers.list({}, context)))[0]?.image

  test('the image of a promotion is its address, where that is a safe one; the name of an image is none', async () => {
    assert.deepEqual(await image({ imageName: 'offer2', promotionImageURL: 'https://images.example/a.jpg?w=640' }), { url: 'https://images.example/a.jpg?w=640', alt: '' })
    // as its sample has it: escaped for a page, twice
    assert.equal((await image({ promotionImageURL: 'https://images.example/a?id=1&amp;amp;force=true&amp;w=640&h=5' }))?.url, 'https://images.example/a?id=1&force=true&w=640&h=5')
    for (const none of [{ imageName: 'offer2' }, { imageName: 'https://images.example/a.jpg' }, { promotionImageURL: 'http://images.example/a.jpg' }, { promotionImageURL: 'javascript:alert(1)' }, { promotionImageURL: null }, { promotionImageURL: '' }, { promotionImageURL: 7 }]) {
      assert.equal(await image(none), undefined, JSON.stringify(none))
    }
  })

  test('the emulated org has one promotion with an address, as the samples have', async () => {
    const { backend, memberId, as, end } = await ready()
    assert.deepEqual((await backend.offers.list({}, as(memberId))).map((offer) => offer.image?.url), ['https://images.example/may.jpg', undefined, undefined])
    await end()
  })

  test('a date without zone in the ledger is one in UTC, whatever the zone of the server; what is no date is not shown', async () => {
    const dates = ['2022-01-05T08:00:00.000Z', '2022-01-04T08:00:00', '2022-01-03 08:00:00', '2022-01-02T08:00:00.000+0200', '2022-01-01', 'yesterday', '']
    const transactionJournals = dates.map((activityDate, index) => ({ transactionJournalId: `j-${index}`, activityDate, journalTypeName: 'Accrual', pointsChange: [{ changeInPoints: 5, loyaltyMemberCurrency: 'Reward Points' }] }))
    const zone = process.env['TZ']
    process.env['TZ'] = 'America/New_York'
    try {
      const { items } = await disturbed(({ path }) => path.endsWith('/transaction-ledger-summary'), { body: { transactionJournals } }, (backend, context) => backend.activity.list({}, context))
      assert.deepEqual(items.map(({ at }) => at), ['2022-01-05T08:00:00.000Z', '2022-01-04T08:00:00.000Z', '2022-01-03T08:00:00.000Z', '2022-01-02T06:00:00.000Z', '2022-01-01T00:00:00.000Z'])
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})

describe('salesforce: what real servers send', () => {
  const profile = (points: unknown, more: object = {}) => ({
    body: { loyaltyProgramMemberId: '0lM4x00000L0000', membershipNumber: 'M', memberStatus: 'Active', enrollmentDate: '2022-01-01', memberCurrencies: [{ loyaltyProgramCurrencyId: currencyIds.reward, pointsBalance: points }], memberTiers: null, ...more },
  })
  const available = async (points: unknown) => (await disturbed(isProfile, profile(points), (backend, context) => backend.balances.list({}, context)))[0]?.available

  test('doubles and their noise, numbers as texts, a debt; what is none is no answer', async () => {
    assert.deepEqual([await available(29.999999999999996), await available(12.7), await available('1250.0'), await available(-40), await available(-0.5)], [30, 12, 1_250, -40, -1])
    for (const points of ['1e3', null, {}, 'many', 2 ** 60]) await failsWith(available(points), 'bad_response')
  })

  test('a member without a tier begins below the first; an answer about somebody else is none; who is not active looks alone', async () => {
    assert.deepEqual(await disturbed(isProfile, profile(1), (backend, context) => backend.tiers.progress({}, context)), { next: { tier: tierIds.silver, metrics: [] } })
    await failsWith(disturbed(isProfile, profile(1, { loyaltyProgramMemberId: '0lM4x00000L0001' }), (backend, context) => backend.balances.list({}, context)), 'bad_response')
    assert.equal((await disturbed(isProfile, profile(1, { memberStatus: 'Expired' }), (backend, context) => backend.members.get({}, context))).status, 'blocked')
  })

  const cases: typeof oddAnswers = [
    // a list is one of errors here
    ...oddAnswers.filter(([what]) => what !== 'a list'),
    ['a list of errors with status 200', { body: [{ errorCode: 'X', message: 'Sorry' }] }, 'bad_response'],
    ['a refused token, twice', { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }] }, 'backend_failed'],
    ['a user without the right', { status: 403, body: [] }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: [] }, 'backend_failed'],
    ['a member that is not there', { status: 404, body: [] }, 'unauthenticated'],
  ]
  for (const [what, answer, code] of cases) test(`${what}: ${code}`, () => failsWith(disturbed(isProfile, answer, (backend, context) => backend.balances.list({}, context)), code))

  test('too many calls: with the time to come back where it is told', async () => {
    for (const [headers, seconds] of [[{}, undefined], [{ 'retry-after': '30' }, 30], [{ 'retry-after': 'soon' }, undefined]] as const) {
      const failure = await disturbed(isProfile, { status: 429, headers, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      const { retryAt } = failure.details ?? {}
      assert.equal(retryAt && Math.round((Date.parse(retryAt) - Date.now()) / 1_000), seconds)
    }
  })

  test('a token that has ended is renewed, and is in a header alone', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    await backend.balances.list({}, as(memberId))
    await emulator.grant()
    await backend.balances.list({}, as(memberId))
    for (const { path, query } of emulator.exchanges) assert.ok(!`${path}?${query}`.includes('token-'))
    await end()
  })
})

describe('salesforce: options', () => {
  const good: SalesforceOptions = { url: 'https://club.my.salesforce.com', program: 'Club', grant: async () => ({ token: 't' }), currencies, keys: memoryKeys() }

  test('wrong ones are told at once; it does not start in a page', async () => {
    for (const [wrong, says] of [
      [{ url: 'http://club.example' }, /`url`/], [{ program: '' }, /`program`/], [{ grant: 'token' }, /`grant`/], [{ currencies: [] }, /`currencies`/], [{ currencies: [{ id: 'points', name: 'Points', unit: 'point', scale: 0 }] }, /`currencies`/],
      [{ tiers: [{ id: 'a', name: 'A', reachedBy: { currency: 'x', amount: 1 } }] }, /`tiers`/], [{ keys: undefined }, /`keys`/], [{ member: 'id' }, /`member`/], [{ locale: 'not a tag' }, /`locale`/],
    ] as const) assert.throws(() => salesforce({ ...good, ...wrong } as never), says)
    await inPage(() => assert.throws(() => salesforce(good), /@loyaltykit\/gateway/))
  })
})
