import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type ErrorCode, type WriteContext } from '@loyaltykit/core'
import { emulateOracleOhip, oracleOhipDocuments, oracleOhipRefined, type OracleOhipEmulator } from '@loyaltykit/testing/emulators/oracle-ohip'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { oracleOhip, type OracleOhipBackend, type OracleOhipOptions } from './oracle-ohip.ts'

const wire = wireCheck(oracleOhipDocuments, oracleOhipRefined)
const levels = [
  { id: 'BLUE', name: 'Blue' }, { id: 'SILVER', name: 'Silver', reachedBy: { nights: 10, stays: 5 } },
  { id: 'GOLD', name: 'Gold', reachedBy: { nights: 25, stays: 12 }, benefits: [{ id: 'late', title: 'Check-out until 14:00' }] },
]
const adapterOn = ({ url, appKey, clientId, clientSecret, scope, hotelId, membershipType, sandbox }: OracleOhipEmulator, more: Partial<OracleOhipOptions> = {}) => oracleOhip({
  url, appKey, clientId, clientSecret, scope, hotelId, membershipType, name: 'Harbour Club', levels, claims: { type: 'STAY', origin: 'WEB' }, hotels: { HARB: 'Harbour Hotel' }, transactions: { CLM: 'claim' },
  keys: memoryKeys(), clock: () => sandbox.now(), doubt: 50, ...more,
})

const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({
  id, currency: 'EUR', items: [{ sku: 'room-1', name: 'A room', quantity: 2, price: 60_50, categories: ['room'] }], stay: { hotel: 'HARB', arrival: '2026-11-20', departure: '2026-11-22', guests: 2 }, ...more,
})
const phoneOf = (count: number) => `+1415555${String(count).padStart(4, '0')}`

const { open, disturbed, contract } = vendor({
  name: 'oracle-ohip', wire, emulate: emulateOracleOhip, adapter: adapterOn,
  join: ({ hotel }, count) => hotel.join(phoneOf(count)),
})

await contract({
  subject: ({ emulator: { hotel } }) => ({
    cart: cartOf, deskKnowsPurchases: true,
    purchase: ({ cart, orderId, identity }) => hotel.stay({ cart, orderId, profileId: idOf(identity) }),
    refund: (goods) => hotel.refund(goods),
    review: (decision) => hotel.review(decision),
    block: (identity) => hotel.block(idOf(identity)),
  }),
  leftOut: {
    as: 'of its groups what needs a log-in, quotes, points as payment or a card to link is left out, and nothing else',
    for: ['session.requestCode', 'redemptions', 'quotes.quote', 'cards.link'],
  },
  moreThan: { checks: 60, exchanges: 600 },
})

const posts = (path: string) => ({ method, path: heard }: Heard) => method === 'POST' && heard === path
const isIssuing = posts('/crm/v1/issueOtherAwards')
const isClaiming = posts('/crm/v1/membershipClaims')
const isLogIn = posts('/oauth/v1/tokens')
/** Problems that come with status 200. */
const problems = [
  { type: 't', title: 'Error', status: 500, 'o:errorCode': 'X' }, { type: 't', title: 'Error', status: 500 }, { type: 't', title: 'Not found', status: 404, 'o:errorCode': 'X' }, { title: 'Bad request', 'o:errorCode': 'X' },
  { type: 't', title: 'Bad request', status: 400 },
]
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('oracle-ohip: the client\'s log-in', () => {
  test('one token for all calls, in a header with the application and the hotel; the secret goes to the log-in alone, in no address', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await Promise.all([backend.balances.list({}, as(memberId)), backend.members.get({}, as(memberId)), backend.rewards.list({}, as())])
    assert.equal(emulator.exchanges.filter(isLogIn).length, 1)
    for (const heard of emulator.exchanges) {
      assert.equal(heard.headers['x-app-key'], emulator.appKey)
      assert.equal(heard.headers['authorization']?.startsWith('Basic '), isLogIn(heard))
      assert.equal(heard.headers['x-hotelid'], isLogIn(heard) ? undefined : emulator.hotelId)
      assert.doesNotMatch(`${heard.path}?${heard.query}`, /token-|emulated-secret/)
    }
    const form = emulator.exchanges.find(isLogIn)
    assert.deepEqual([form?.headers['content-type'], form?.body], ['application/x-www-form-urlencoded;charset=UTF-8', `grant_type=client_credentials&scope=${encodeURIComponent(emulator.scope)}`])
    await end()
  })

  test('an enterprise is told to the log-in', async () => {
    const { emulator, backend, join, as, end } = await open({ enterpriseId: 'ENT1' })
    await backend.balances.list({}, as(await join()))
    assert.equal(emulator.exchanges.find(isLogIn)?.headers['enterpriseid'], 'ENT1')
    await end()
  })

  test('a token that has ended is renewed before the next call, and one that was ended at once after a refusal: nothing is done twice', async () => {
    const { emulator, backend, join, as, end } = await open({}, { tokenLife: 600 })
    const memberId = await join()
    await backend.balances.list({}, as(memberId))
    emulator.sandbox.advance('9 minutes')
    await backend.balances.list({}, as(memberId))
    assert.equal(emulator.exchanges.filter(isLogIn).length, 2)
    let ended = false
    emulator.disturb((heard) => {
      if (isIssuing(heard) && !ended) {
        ended = true
        emulator.endTokens()
      }
      return undefined
    })
    const { balances } = await backend.rewards.claim({ rewardId: 'PARK' }, as(memberId))
    assert.deepEqual([balances[0]?.available, emulator.exchanges.filter(isLogIn).length, emulator.exchanges.filter(isIssuing).map(({ answer }) => answer.status)], [400, 3, [401, 201]])
    await end()
  })

  for (const [what, more, code] of [['a wrong secret', { clientSecret: 'other' }, 'backend_failed'], ['a wrong scope', { scope: 'other' }, 'backend_failed'], ['a wrong application', { appKey: '41ecd082-8997-4c69-af34-2f72b83645f0' }, 'backend_failed'], ['a wrong hotel', { hotelId: 'OTHER' }, 'backend_failed']] as const) {
    test(`${what}, which no member can mend: ${code}`, async () => {
      const { backend, join, as, end } = await open(more)
      await failsWith(backend.balances.list({}, as(await join())), code)
      await end()
    })
  }

  test('a log-in that sends no token, or one that is no header, is no answer', async () => {
    for (const body of [{}, { access_token: 'a\nb' }, { access_token: '' }, []]) {
      const { emulator, backend, join, as, end } = await open()
      const memberId = await join()
      emulator.disturb((heard) => (isLogIn(heard) ? { body } : undefined))
      await failsWith(backend.balances.list({}, as(memberId)), 'bad_response')
      await end()
    }
  })
})

describe('oracle-ohip: points', () => {
  test('an award whose answer is lost is found after the membership has ended too', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(once(isIssuing, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, key), 'network')
    await emulator.hotel.block(memberId)
    assert.equal((await backend.rewards.claim({ rewardId: 'WINE' }, key)).coupon?.code, '51001')
    await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, as(memberId)), 'not_eligible')
    await end()
  })

  test('an award whose answer is lost is found, not issued again, though the points are too few for another', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await backend.rewards.claim({ rewardId: 'PARK' }, as(memberId))
    emulator.disturb(once(isIssuing, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, key), 'network')
    const { coupon, balances } = await backend.rewards.claim({ rewardId: 'WINE' }, key)
    assert.deepEqual([coupon?.code, balances[0]?.available, emulator.exchanges.filter(isIssuing).length], ['51002', 100, 1])
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, as(memberId)), 'insufficient_points')
    await end()
  })

  test('an award that was issued before is never taken for one whose answer was lost', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await backend.rewards.claim({ rewardId: 'PARK' }, as(memberId))
    emulator.disturb(once(isIssuing, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, key), 'network')
    assert.equal((await backend.rewards.claim({ rewardId: 'PARK' }, key)).coupon?.code, '51002')
    await end()
  })

  test('while it may still arrive it is not issued again; when it can\'t have, it is, once', async () => {
    const { emulator, backend, join, as, end } = await open({ doubt: 300 })
    const memberId = await join()
    emulator.disturb(once(isIssuing, { status: 504, text: '' }))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, key), 'timeout')
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, key), 'timeout')
    assert.equal(emulator.exchanges.filter(isIssuing).length, 0)
    await pause(320)
    assert.equal((await backend.rewards.claim({ rewardId: 'WINE' }, key)).balances[0]?.available, 200)
    assert.equal(emulator.exchanges.filter(isIssuing).length, 1)
    await end()
  })

  test('a list of awards with one that can\'t be read issues nothing: it could be the one that is looked for', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(({ path }) => (path.endsWith('/awards') ? { body: { membershipAwardsList: [{ awardNumber: 'many', dateAwarded: '2026-11-22' }] } } : undefined))
    await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, as(memberId)), 'bad_response')
    emulator.disturb(undefined)
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 500)
    await end()
  })

  test('a lost award that is looked for in an answer that nobody can read is never issued twice, however late: it fails, and is found later', async () => {
    for (const [answer, code] of [
      ...problems.map((body): [Answer, ErrorCode] => [{ body }, 'backend_failed']),
      ...[{}, null, [], { links: [] }, { membershipAwardsList: 'none' }, { membershipAwardsList: null }, { membershipAwardsList: null, count: 1 }, { hasMore: true }, { membershipAwardsList: [], hasMore: true }, { membershipAwardsList: [], totalResults: 1 }]
        .map((body): [Answer, ErrorCode] => [{ text: JSON.stringify(body) }, 'bad_response']),
    ] as const) {
      const { emulator, backend, join, as, end } = await open({ doubt: 1 })
      const memberId = await join()
      emulator.disturb(once(isIssuing, 'lost'))
      const key = as(memberId)
      await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, key), 'network')
      await pause(5)
      emulator.disturb(({ path }) => (path.endsWith('/awards') ? answer : undefined))
      await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, key), code)
      emulator.disturb(undefined)
      const { coupon, balances } = await backend.rewards.claim({ rewardId: 'PARK' }, key)
      assert.deepEqual([coupon?.code, balances[0]?.available, emulator.exchanges.filter(isIssuing).length], ['51001', 400, 0], JSON.stringify(answer))
      await end()
    }
  })

  test('an award whose answer is a problem with status 200 may have been issued: it is looked for, and not issued again', async () => {
    for (const problem of problems) {
      const { emulator, backend, join, as, end } = await open({ doubt: 300 })
      const memberId = await join()
      emulator.disturb(once(isIssuing, { body: problem }))
      const key = as(memberId)
      await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, key), 'backend_failed')
      await failsWith(backend.rewards.claim({ rewardId: 'PARK' }, key), 'timeout')
      await end()
    }
  })

  test('nothing is no content, or a page that says itself that there is nothing', async () => {
    for (const answer of [{ status: 204 }, ...[{ membershipAwardsList: [] }, { hasMore: false }, { count: 0 }, { totalResults: '0', membershipAwardsList: null }].map((body) => ({ body }))]) {
      const { emulator, backend, join, as, end } = await open()
      const memberId = await join()
      emulator.disturb(({ path }) => (path.endsWith('/awards') ? answer : undefined))
      assert.equal((await backend.rewards.claim({ rewardId: 'PARK' }, as(memberId))).coupon?.code, '51001', JSON.stringify(answer))
      await end()
    }
  })

  test('points that are gone in the very moment: too few, and nothing is taken', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb((heard) => {
      if (isIssuing(heard)) void emulator.sandbox.rewards.claim({ rewardId: 'WINE' }, as(emulator.hotel.memberId(memberId), 'at the desk'))
      return undefined
    })
    await failsWith(backend.rewards.claim({ rewardId: 'WINE' }, as(memberId)), 'insufficient_points')
    await end()
  })

  test('two processes with one store issue once', async () => {
    const { emulator, join, as, end } = await open()
    const keys = memoryKeys()
    const key = as(await join())
    const [a, b] = await Promise.all([1, 2].map(() => adapterOn(emulator, { keys }).rewards.claim({ rewardId: 'PARK' }, key)))
    assert.deepEqual(a, b)
    assert.equal(emulator.exchanges.filter(isIssuing).length, 1)
    await end()
  })

  test('the ledger has stays, adjustments, awards and those that the desk took back, over all spans that OPERA tells at once', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await emulator.hotel.stay({ profileId: memberId, cart: cartOf('c-1'), orderId: 'B-1' })
    emulator.sandbox.advance('200 days')
    const { coupon } = await backend.rewards.claim({ rewardId: 'PARK' }, as(memberId))
    emulator.sandbox.advance('1 days')
    await emulator.hotel.cancelAward(Number(coupon?.code))
    const read = async (limit: number) => {
      const found = []
      for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
        const page = await backend.activity.list({ limit, ...(cursor === undefined ? {} : { cursor }) }, as(memberId))
        found.push(...page.items)
        cursor = page.next
      }
      return found
    }
    const lines = await read(100)
    assert.deepEqual(lines.map(({ kind, amount, reason, reference, at }) => [kind, amount, reason, reference, at.slice(0, 10)]), [
      ['reverse', 100, 'reward', undefined, '2027-06-11'], ['spend', -100, 'reward', undefined, '2027-06-10'], ['earn', 1210, 'purchase', 'B-1', '2026-11-22'], ['adjust', 500, undefined, undefined, '2026-11-22'],
    ])
    assert.deepEqual(await read(1), lines)
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, lines.reduce((sum, { amount }) => sum + amount, 0))
    await end()
  })

  test('points that expire are told by their days', async () => {
    const { backend, join, as, end } = await open()
    assert.deepEqual(await backend.balances.list({}, as(await join())), [{ currency: 'points', available: 500, expiring: [{ amount: 500, at: '2028-11-22T00:00:00.000Z' }] }])
    await end()
  })

  test('nights and stays lead to the next level, and the level is named', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const stay = (orderId: string) => emulator.hotel.stay({ profileId: memberId, orderId, cart: cartOf(orderId, { stay: { hotel: 'HARB', arrival: '2026-11-01', departure: '2026-11-07', guests: 1 } }) })
    await stay('B-1')
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { current: 'BLUE', next: { tier: 'SILVER', metrics: [{ metric: 'nights', have: 6, need: 10 }, { metric: 'stays', have: 1, need: 5 }] } })
    for (const orderId of ['B-2', 'B-3', 'B-4', 'B-5']) await stay(orderId)
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { current: 'GOLD' })
    assert.equal((await backend.rewards.list({}, as(memberId))).items.find(({ id }) => id === 'SUITE')?.state, 'available')
    await end()
  })
})

describe('oracle-ohip: what it says of the levels in its own words', () => {
  test('is told with the level where the options ask for it, and costs no request where they do not', async () => {
    for (const projections of [true, false]) {
      const { emulator, backend, join, as, end } = await open({ projections })
      const memberId = await join()
      const { inWords } = await backend.tiers.progress({}, as(memberId))
      assert.deepEqual(inWords, projections ? { next: '10 more nights or 5 more stays to reach Silver.' } : undefined)
      assert.equal(emulator.exchanges.filter(({ path }) => path.endsWith('/membershipTierProjections')).length, projections ? 1 : 0)
      await end()
    }
  })
})

describe('oracle-ohip: claims for missing stays', () => {
  const form = { kind: 'stay', reference: 'HB-2026-17' } as const

  test('go to the desk with what was told, in its own fields where it has them, and are told as they were submitted', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const told = { ...form, date: '2026-11-10', total: { amount: 80_05, currency: 'EUR' }, comment: 'Place: my own words\n\nTotal: 1.00 EUR' }
    const { claim } = await backend.claims.submit({ ...told, place: 'Harbour Hotel' }, as(memberId))
    const { comment: _, ...kept } = told
    assert.deepEqual(claim, { ...kept, place: 'Harbour Hotel', id: '70001', state: 'submitted', submittedAt: '2026-11-22T00:00:00.000Z' })
    const { membershipClaimDetails: details } = emulator.exchanges.find(isClaiming)?.body as { membershipClaimDetails: Record<string, unknown> }
    assert.deepEqual([details['reservation'], details['callerInformation'], details['claimType'], details['origin']], [
      { hotelId: 'HARB', confirmationNo: [{ id: 'HB-2026-17', type: 'Confirmation' }], arrival: '2026-11-10' }, 'Total: 80.05 EUR\n\nPlace: my own words\n\nTotal: 1.00 EUR', 'STAY', 'WEB',
    ])
    // words of one's own are never read as a place or a sum
    const bare = await backend.claims.submit({ kind: 'stay', reference: 'HB-2', comment: 'Place: Paris' }, as(memberId))
    assert.deepEqual([bare.claim.place, bare.claim.total], [undefined, undefined])
    await end()
  })

  test('whose answer is lost is found, not made again', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(once(isClaiming, 'lost'))
    const key = as(memberId)
    await failsWith(backend.claims.submit(form, key), 'network')
    const { claim } = await backend.claims.submit(form, key)
    assert.deepEqual([claim.id, emulator.exchanges.filter(isClaiming).length], ['70001', 0])
    assert.equal((await backend.claims.list({}, as(memberId))).length, 1)
    await end()
  })

  test('whose answer is lost is not made again where those that are there can\'t be read', async () => {
    const claim = { claimNo: { id: 70001 }, claimDate: '2026-11-22', claimStatus: 'OPEN', membershipIdNo: 88001, confirmationNo: [{ id: form.reference }] }
    for (const [body, code] of [...problems.map((one) => [one, 'backend_failed'] as const), ...[{}, { membershipClaimsDetail: 'none' }, { membershipClaimsDetail: [claim] }, { membershipClaimsDetail: [], hasMore: true }, { hasMore: true }].map((one) => [one, 'bad_response'] as const)]) {
      const { emulator, backend, join, as, end } = await open({ doubt: 1 })
      const memberId = await join()
      emulator.disturb(once(isClaiming, 'lost'))
      const key = as(memberId)
      await failsWith(backend.claims.submit(form, key), 'network')
      await pause(5)
      emulator.disturb(({ path }) => (/\/memberships\/\d+\/claims$/.test(path) ? { body } : undefined))
      await failsWith(backend.claims.submit(form, key), code)
      emulator.disturb(undefined)
      assert.equal((await backend.claims.submit(form, key)).claim.id, '70001', JSON.stringify(body))
      assert.deepEqual([(await backend.claims.list({}, as(memberId))).length, emulator.exchanges.filter(isClaiming).length], [1, 0])
      await end()
    }
  })

  test('that are made stay made, whatever the look at them is refused with: the same key finds them', async () => {
    for (const status of [429, 404, 403]) {
      const { emulator, backend, join, as, end } = await open({ doubt: 1 })
      const memberId = await join()
      let made = false
      emulator.disturb((heard) => {
        if (made) return /\/memberships\/\d+\/claims$/.test(heard.path) ? { status, text: '' } : undefined
        made = isClaiming(heard)
        return undefined
      })
      const key = as(memberId)
      await failsWith(backend.claims.submit(form, key), 'timeout')
      emulator.disturb(undefined)
      assert.equal((await backend.claims.submit(form, key)).claim.id, '70001')
      assert.equal(emulator.exchanges.filter(isClaiming).length, 1)
      await end()
    }
  })

  test('are not made where it can\'t be read whether the stay was claimed before, or is counted', async () => {
    for (const fits of [/^\/crm\/v1\/membershipClaims$/, /\/profileTransactions\//]) {
      for (const [body, code] of [[problems[0], 'backend_failed'], [{}, 'bad_response'], [{ membershipClaimsDetail: [{ confirmationNo: [{ id: form.reference }] }], profileTransactions: [{ reservationIdList: [{ id: form.reference }] }] }, 'bad_response']] as const) {
        const { emulator, backend, join, as, end } = await open()
        const memberId = await join()
        emulator.disturb(({ method, path }) => (method === 'GET' && fits.test(path) ? { body } : undefined))
        await failsWith(backend.claims.submit(form, as(memberId)), code)
        assert.equal(emulator.exchanges.filter(isClaiming).length, 0)
        await end()
      }
    }
  })

  test('by two at once for one booking, written in two ways: one is made, by two processes too', async () => {
    const { emulator, join, as, end } = await open()
    const keys = memoryKeys()
    const [one, two] = [await join(), await join()]
    const results = await Promise.allSettled([one, two].map((who) => adapterOn(emulator, { keys }).claims.submit(form, as(who))))
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    for (const result of results) if (result.status === 'rejected') assert.equal(isLoyaltyError(result.reason) && result.reason.code, 'conflict')
    assert.equal(emulator.exchanges.filter(isClaiming).length, 1)
    await end()
  })

  test('that were refused can be made again; the answer is the desk\'s reply, never its remarks', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const { claim } = await backend.claims.submit(form, as(memberId))
    await failsWith(backend.claims.submit(form, as(memberId)), 'conflict')
    await emulator.hotel.review({ claimId: claim.id, accept: false, answer: 'Nobody of this name stayed here.' })
    const again = await backend.claims.submit(form, as(memberId))
    await emulator.hotel.review({ claimId: again.claim.id, accept: true, answer: 'Found.', points: 320 })
    assert.deepEqual((await backend.claims.list({}, as(memberId))).map(({ id, state, answer, granted }) => [id, state, answer, granted?.amount]), [['70002', 'accepted', 'Found.', 320], ['70001', 'refused', 'Nobody of this name stayed here.', undefined]])
    await end()
  })

  test('are told as far back as the options say, though OPERA tells 90 days at once', async () => {
    const { emulator, backend, join, as, end } = await open({ historyDays: 300 })
    const memberId = await join()
    await backend.claims.submit(form, as(memberId))
    emulator.sandbox.advance('290 days')
    assert.equal((await backend.claims.list({}, as(memberId))).length, 1)
    emulator.sandbox.advance('30 days')
    assert.equal((await backend.claims.list({}, as(memberId))).length, 0)
    await end()
  })

  test('of a member\'s own stay that is counted are a conflict, whatever is asked for is within the limits', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await emulator.hotel.stay({ profileId: memberId, cart: cartOf('c-1'), orderId: form.reference })
    await failsWith(backend.claims.submit(form, as(memberId)), 'conflict')
    for (const wrong of [{ kind: 'purchase' as const }, { date: '2026-11-24' }, { date: '2026-08-01' }, { reference: '---' }, { reference: 'x'.repeat(81) }, { comment: 'x'.repeat(1_995), total: { amount: 1, currency: 'EUR' } }]) {
      await failsWith(backend.claims.submit({ ...form, reference: 'HB-3', ...wrong }, as(memberId)), 'invalid_input')
    }
    assert.equal(emulator.exchanges.filter(isClaiming).length, 0)
    await end()
  })
})

describe('oracle-ohip: joining', () => {
  test('a guest with a profile joins once, a lost answer is found, and another ticket is worth nothing', async () => {
    let profileId = ''
    const { emulator, backend, as, end } = await open({ person: async (ticket) => (ticket === 'good' ? { profileId } : undefined) })
    profileId = emulator.hotel.guest(phoneOf(1))
    const form = { ticket: 'good', profile: {}, consents: [] }
    await failsWith(backend.balances.list({}, as(profileId)), 'unauthenticated')
    await failsWith(backend.members.enrol({ ...form, ticket: 'bad' }, as()), 'expired')
    for (const more of [{ referralCode: 'X' }, { cardNumber: '1234' }, { profile: { city: 'Oslo' } }]) await failsWith(backend.members.enrol({ ...form, ...more }, as()), 'invalid_input')
    const isJoining = posts(`/crm/v1/profiles/${profileId}/memberships`)
    emulator.disturb(once(isJoining, 'lost'))
    const key = as()
    await failsWith(backend.members.enrol(form, key), 'network')
    const { session, member, balances } = await backend.members.enrol(form, key)
    assert.deepEqual([session.memberId, member.profile.givenName, balances[0]?.available, emulator.exchanges.filter(isJoining).length], [profileId, 'Ada', 500, 0])
    assert.equal(member.cardNumber, (await backend.cards.list({}, as(profileId)))[0]?.number)
    await failsWith(backend.members.enrol(form, as()), 'conflict')
    await end()
  })
})

describe('oracle-ohip: joining that is done', () => {
  test('stays done, whatever the look at it is refused with: the same key finds it', async () => {
    for (const status of [429, 404, 204]) {
      let profileId = ''
      const { emulator, backend, as, end } = await open({ doubt: 1, person: async () => ({ profileId }) })
      profileId = emulator.hotel.guest(phoneOf(1))
      const isJoining = posts(`/crm/v1/profiles/${profileId}/memberships`)
      let done = false
      emulator.disturb((heard) => {
        if (done) return heard.path.endsWith(`/profiles/${profileId}`) ? { status, text: '' } : undefined
        done = isJoining(heard)
        return undefined
      })
      const [key, form] = [as(), { ticket: 'good', profile: {}, consents: [] }]
      await failsWith(backend.members.enrol(form, key), 'timeout')
      emulator.disturb(undefined)
      assert.equal((await backend.members.enrol(form, key)).session.memberId, profileId)
      assert.equal(emulator.exchanges.filter(isJoining).length, 1)
      await end()
    }
  })
})

describe('oracle-ohip: what real servers send', () => {
  const ofProfile = /\/profiles\/\d+$/
  const info = (more: object) => disturbed(/memberships\/info$/, { body: { memberInfo: more } }, (backend, context) => backend.balances.list({}, context))
  const profile = (membership: object, { id, ...more }: { id?: string; statusCode?: string } = {}) => (memberId: string): Answer => ({
    body: { profileIdList: [{ id: id ?? memberId, type: 'Profile' }], profileDetails: { ...more, profileMemberships: { profileMembership: [{ membershipType: 'AQ', membershipIdNo: 5, membershipId: 'AQ-5' }, { membershipType: 'HC', membershipIdNo: 88001, membershipId: 'HC-1', signupDate: '2026-01-05', ...membership }] } } },
  })
  const member = (answer: ReturnType<typeof profile>) => disturbed(ofProfile, answer, (backend, context) => backend.members.get({}, context))

  test('numbers as texts, null for absent, a debt; points that are not told there are told with the membership', async () => {
    assert.equal((await info({ pointsAvailable: '40', memberInfoDetails: null }))[0]?.available, 40)
    assert.deepEqual(await info({ pointsAvailable: -7 }), [{ currency: 'points', available: -7, expiring: [] }])
    assert.equal((await info({ pointsAvailable: null }))[0]?.available, 500)
    assert.equal((await disturbed(/memberships\/info$/, { status: 204 }, (backend, context) => backend.balances.list({}, context)))[0]?.available, 500)
  })

  test('points that are no whole number are no answer', async () => {
    for (const pointsAvailable of [12.5, '1e3', 2 ** 53, 'many']) await failsWith(info({ pointsAvailable }), 'bad_response')
  })

  test('days that can\'t be read expire nothing, and no more expires than there is', async () => {
    const memberPointsToExpireList = [{ pointsExpiryDate: '2027-02-01', pointsToExpire: '300' }, { pointsExpiryDate: 'soon', pointsToExpire: 5 }, { pointsExpiryDate: '2027-01-01', pointsToExpire: 400 }, null, 'nonsense', { pointsExpiryDate: '2027-03-01', pointsToExpire: null }]
    const [balance] = await disturbed(/pointsToExpire$/, { body: { memberPointsToExpireList, hasMore: false } }, (backend, context) => backend.balances.list({}, context))
    assert.deepEqual(balance?.expiring, [{ amount: 400, at: '2027-01-01T00:00:00.000Z' }, { amount: 100, at: '2027-02-01T00:00:00.000Z' }])
  })

  test('a list that says for ever that there is more ends', async () => {
    let asked = 0
    const [balance] = await disturbed(/pointsToExpire$/, () => ({ body: (asked += 1) < 4 ? { memberPointsToExpireList: [{ pointsExpiryDate: '2027-01-01', pointsToExpire: 1 }], hasMore: true } : { memberPointsToExpireList: [], hasMore: true } }), (backend, context) => backend.balances.list({}, context))
    assert.deepEqual([asked, balance?.expiring?.length], [4, 3])
  })

  test('a membership that is not active looks and takes nothing; one without a number is no answer; a profile of somebody else is never one\'s own', async () => {
    assert.deepEqual([(await member(profile({}))).status, (await member(profile({ inactive: true }))).status, (await member(profile({}, { statusCode: 'Inactive' }))).status], ['active', 'blocked', 'blocked'])
    assert.equal((await member(profile({ signupDate: null, createDateTime: '2026-01-05 10:00:00' }))).joinedAt, '2026-01-05T10:00:00.000Z')
    for (const wrong of [{ membershipIdNo: null }, { membershipId: '' }, { signupDate: null }]) await failsWith(member(profile(wrong)), 'bad_response')
    await failsWith(member(profile({}, { id: '1' })), 'unauthenticated')
    await failsWith(member(profile({ membershipType: 'ZZ' })), 'unauthenticated')
    for (const none of [{ status: 404, body: { type: 't', title: 'Not found' } }, { status: 204 }]) await failsWith(disturbed(ofProfile, none, (backend, context) => backend.members.get({}, context)), 'unauthenticated')
  })

  test('a level that the options do not tell of is not told, nor what comes after it; without a level the lowest comes next', async () => {
    const standing = (level: string | null) => disturbed(ofProfile, profile({ membershipLevel: level }), (backend, context) => backend.tiers.progress({}, context))
    assert.deepEqual(await standing('DIAMOND'), {})
    assert.deepEqual(await standing(null), { next: { tier: 'BLUE', metrics: [] } })
    assert.deepEqual(await disturbed(/memberships\/info$/, { body: { memberInfo: { memberInfoDetails: { tierBaseNights: '3', tierBonusNights: 1 } } } }, (backend, context) => backend.tiers.progress({}, context)), { current: 'BLUE', next: { tier: 'SILVER', metrics: [{ metric: 'nights', have: 4, need: 10 }] } })
  })

  test('words of the levels: both ways, without what surrounds them, as much as fits; none where there are none; also for a level that the options do not tell of', async () => {
    const words = async (body: object | undefined, level = 'BLUE') =>
      (await disturbed(/(membershipTierProjections|\/profiles\/\d+)$/, (memberId, { path }) => (ofProfile.test(path) ? profile({ membershipLevel: level })(memberId) : body ? { body } : { status: 204 }), (backend, context) => backend.tiers.progress({}, context), { projections: true })).inWords
    assert.deepEqual(await words({ membershipTierProjection: { upgrade: ' Two more nights.\n', downgrade: 'Stay once.' } }), { next: 'Two more nights.', keep: 'Stay once.' })
    assert.equal((await words({ membershipTierProjection: { upgrade: 'x'.repeat(32_000), downgrade: null } }))?.next?.length, 10_000)
    for (const none of [undefined, {}, { membershipTierProjection: null }, { membershipTierProjection: { upgrade: ' ', downgrade: '' } }, { membershipTierProjection: { upgrade: 7 } }]) assert.equal(await words(none), undefined)
    assert.deepEqual(await words({ membershipTierProjection: { upgrade: 'You are above all.' } }, 'DIAMOND'), { next: 'You are above all.' })
  })

  test('transactions: every kind of line; what is of another membership, moves nothing, is not reckoned or can\'t be read is not shown', async () => {
    const line = (id: string, awardPoints: unknown, more: object = {}) => ({ membershipTransactionId: { id }, transactionDate: '2026-11-20', transactionType: 'ADJ', membershipType: 'HC', awardPoints, pointsCalculated: true, ...more })
    const stay = (booking: string) => ({ stayRecordId: 's', reservationIdList: [{ id: '9', type: 'Reservation' }, { id: booking, type: 'Confirmation' }] })
    const profileTransactions = [
      line('1', '60', stay('B-1')), line('2', -60, stay('B-1')), line('3', 25, { transactionType: 'CLM' }), line('4', -25, { transactionType: 'NEW' }), line('5', 30, { ...stay('B-2'), pointsCreditDate: '2026-12-24' }), line('6', 0), line('7', 9, { membershipType: 'AQ' }),
      line('8', 9, { pointsCalculated: false }), line('9', 9, { membershipId: { id: '5' } }), line('10', null), line('11', 9, { membershipId: 'mine' }), 'nonsense', { awardPoints: 9 },
    ]
    let asked = 0
    const { items } = await disturbed(/profileTransactions/, () => ((asked += 1) > 1 ? { status: 204 } : { body: { profileTransactions } }), (backend, context) => backend.activity.list({}, context))
    assert.deepEqual(items.map(({ id, kind, reason, amount, reference, state, availableAt }) => [id, kind, reason, amount, reference, state, availableAt]), [
      ['t-5', 'earn', 'purchase', 30, 'B-2', 'pending', '2026-12-24T00:00:00.000Z'], ['t-4', 'adjust', undefined, -25, undefined, 'final', undefined], ['t-3', 'earn', 'claim', 25, undefined, 'final', undefined],
      ['t-2', 'reverse', 'refund', -60, 'B-1', 'final', undefined], ['t-1', 'earn', 'purchase', 60, 'B-1', 'final', undefined],
    ])
  })

  test('claims of somebody else, or without a booking, are never shown; one with a new status is being looked at', async () => {
    const claim = (id: string, more: object = {}) => ({ claimNo: { id }, claimDate: '2026-11-20', claimStatus: 'OPEN', approvalStatus: 'Pending', membershipIdNo: 88001, confirmationNo: [{ id: `B-${id}` }], ...more })
    let asked = 0
    const membershipClaimsDetail = [claim('1'), claim('2', { membershipIdNo: 5 }), claim('3', { confirmationNo: [] }), claim('4', { claimStatus: 'WAITING', approvalStatus: null }), claim('5', { membershipIdNo: null }), claim('6', { claimDate: 'soon' })]
    const claims = await disturbed(/\/claims$/, () => ((asked += 1) > 1 ? { status: 204 } : { body: { membershipClaimsDetail } }), (backend, context) => backend.claims.list({}, context))
    assert.deepEqual(claims.map(({ id, state }) => [id, state]), [['4', 'in_review'], ['1', 'submitted']])
  })

  test('awards: one that is over is shown no more and can\'t be taken, one to come is locked; those of stays are left out', async () => {
    const other = (awardType: string, more: object = {}) => ({ otherInfo: { awardType, pointsRequired: 10, shortDescription: null, ...more } })
    const membershipAvailableAwards = [other('NOW', { sellEndDate: '2026-11-22', longDescription: 'For all.' }), other('OVER', { sellEndDate: '2026-11-21' }), other('LATER', { sellBeginDate: '2026-12-01' }), { rateInfo: { awardType: 'RATE', pointsRequired: 5 } }, other('ODD', { pointsRequired: 'many' }), other('BAD', { pointsRequired: null })]
    const path = /availableAwardsBasedOnType$/
    await failsWith(disturbed(path, { body: { membershipAvailableAwards } }, (backend, context) => backend.rewards.list({}, context)), 'bad_response')
    membershipAvailableAwards.splice(4, 1)
    const answer = { body: { membershipAvailableAwards } }
    const { items } = await disturbed(path, answer, (backend, context) => backend.rewards.list({}, context))
    assert.deepEqual(items.map(({ id, title, state, lockedBecause, validUntil }) => [id, title, state, lockedBecause, validUntil]), [['NOW', 'NOW', 'available', undefined, '2026-11-23T00:00:00.000Z'], ['LATER', 'LATER', 'locked', 'not_yet', undefined]])
    await failsWith(disturbed(path, answer, (backend, context) => backend.rewards.claim({ rewardId: 'OVER' }, context)), 'expired')
    await failsWith(disturbed(path, answer, (backend, context) => backend.rewards.claim({ rewardId: 'LATER' }, context)), 'not_eligible')
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['a token that is refused again and again', { status: 401, text: '' }, 'backend_failed'],
    ['an application without the right', { status: 403, text: '' }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { type: 't', title: 'Bad request', 'o:errorCode': 'X' } }, 'backend_failed'],
    ['too many calls', { status: 429, text: '' }, 'rate_limited'],
  ]
  for (const [what, answer, code] of cases) test(`${what}: ${code}`, () => failsWith(disturbed(ofProfile, answer, (backend, context) => backend.balances.list({}, context)), code))

  /** Each read, by what it asks for: the list without which an answer says nothing, `undefined` where it is no list. */
  const reads: readonly (readonly [what: string, fits: RegExp, field: string | undefined, read: (backend: OracleOhipBackend, context: WriteContext) => Promise<unknown>])[] = [
    ['a balance, by the log-in', /tokens$/, undefined, (backend, context) => backend.balances.list({}, context)],
    ['a member', ofProfile, undefined, (backend, context) => backend.members.get({}, context)],
    ['a balance, by the profile', ofProfile, undefined, (backend, context) => backend.balances.list({}, context)],
    ['a balance, by the membership', /memberships\/info$/, undefined, (backend, context) => backend.balances.list({}, context)],
    ['a balance, by what expires', /pointsToExpire$/, 'memberPointsToExpireList', (backend, context) => backend.balances.list({}, context)],
    ['the ledger, by its transactions', /profileTransactions/, 'profileTransactions', (backend, context) => backend.activity.list({}, context)],
    ['the ledger, by its awards', /\/awards$/, 'membershipAwardsList', (backend, context) => backend.activity.list({}, context)],
    ['the level', /memberships\/info$/, undefined, (backend, context) => backend.tiers.progress({}, context)],
    ['the level, by its words', /membershipTierProjections$/, undefined, (backend, context) => backend.tiers.progress({}, context)],
    ['the rewards', /availableAwardsBasedOnType$/, 'membershipAvailableAwards', (backend, context) => backend.rewards.list({}, context)],
    ['the claims', /\/claims$/, 'membershipClaimsDetail', (backend, context) => backend.claims.list({}, context)],
    ['the cards', ofProfile, undefined, (backend, context) => backend.cards.list({}, context)],
  ]
  for (const [what, fits, field, read] of reads) {
    test(`${what}: a success that is none fails, and never shows nothing`, async () => {
      for (const body of problems) await failsWith(disturbed(fits, { body }, read, { projections: true }), 'backend_failed')
      const unknown = field === undefined ? [] : [{}, null, [], { links: [], warnings: [] }, { [field]: 'none' }, { items: [] }, { hasMore: true }, { count: 3 }]
      for (const body of unknown) await failsWith(disturbed(fits, { text: JSON.stringify(body) }, read), 'bad_response')
    })
  }

  test('too many calls say when to come back where it is told', async () => {
    for (const [headers, seconds] of [[{}, undefined], [{ 'retry-after': '30' }, 30], [{ 'retry-after': 'soon' }, undefined]] as const) {
      const failure: unknown = await disturbed(ofProfile, { status: 429, headers, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      const { retryAt } = failure.details ?? {}
      assert.equal(retryAt && Math.round((Date.parse(retryAt) - Date.now()) / 1_000), seconds)
    }
  })
})

test('oracle-ohip: the check by its documents bites', { skip: !wire }, () => {
  const headers = { authorization: 'Bearer t', 'x-app-key': '41ecd082-8997-4c69-af34-2f72b83645ff', 'x-hotelid': 'HARB' }
  const claim = { claimType: 'STAY', source: 'Web', recordType: 'Stay', claimDate: '2026-11-22', reservation: { confirmationNo: [{ id: 'B-1' }] } }
  const exchange = { method: 'POST', path: '/crm/v1/membershipClaims', query: new URLSearchParams(), headers, body: { membershipClaimDetails: claim }, answer: { status: 201, body: { links: [] } } }
  assert.deepEqual(wire?.violations(exchange), [])
  const body = (more: object) => ({ ...exchange, body: { membershipClaimDetails: { ...claim, ...more } } })
  for (const wrong of [
    body({ source: 'Phone' }), body({ claimDate: '22.11.2026' }), body({ total: 5 }), body({ reservation: { confirmationNo: 'B-1' } }), { ...exchange, body: undefined }, { ...exchange, path: '/membershipClaims' }, { ...exchange, headers: { ...headers, 'x-app-key': 'mine' } },
    { ...exchange, headers: { authorization: 'Bearer t' } }, { ...exchange, query: new URLSearchParams('key=1') }, { ...exchange, answer: { status: 200, body: {} } }, { ...exchange, answer: { status: 201, body: { claimId: 1 } } },
  ]) assert.notDeepEqual(wire?.violations(wrong), [])
  const login = { method: 'POST', path: '/oauth/v1/tokens', query: new URLSearchParams(), headers, body: 'grant_type=client_credentials&scope=s', answer: { body: { access_token: 't' } } }
  assert.deepEqual(wire?.violations(login), [])
  for (const wrong of [{ ...login, body: 'grant_type=implicit' }, { ...login, body: { grant_type: 'client_credentials' } }, { ...login, answer: { body: { token: 't' } } }]) assert.notDeepEqual(wire?.violations(wrong), [])
})

describe('oracle-ohip: options', () => {
  const good: OracleOhipOptions = { url: 'https://opera.example', appKey: '41ecd082-8997-4c69-af34-2f72b83645ff', clientId: 'c', clientSecret: 's', scope: 'x', hotelId: 'HARB', membershipType: 'HC', name: 'Club', claims: { type: 'STAY' }, keys: memoryKeys() }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ url: 'https://api.example/crm/v1' }, /`url`/], [{ appKey: 'a' }, /`appKey`/], [{ clientId: '' }, /`clientId`/], [{ clientSecret: 'with space' }, /`clientSecret`/], [{ scope: '' }, /`scope`/], [{ enterpriseId: 'lower' }, /`enterpriseId`/],
      [{ hotelId: '' }, /`hotelId`/], [{ membershipType: '' }, /`membershipType`/], [{ name: '' }, /`name`/], [{ levels: [{ id: 'A', name: '' }] }, /`levels`/], [{ levels: [{ id: 'A', name: 'A', reachedBy: { nights: 1.5 } }] }, /`levels`/], [{ claims: undefined }, /`claims.type`/],
      [{ claims: { type: 'STAY', withinDays: 0 } }, /`claims.withinDays`/], [{ historyDays: 5_000 }, /`historyDays`/], [{ keys: undefined }, /`keys`/], [{ doubt: -1 }, /`doubt`/], [{ locale: 'not a tag' }, /`locale`/],
    ] as const) assert.throws(() => oracleOhip({ ...good, ...wrong } as unknown as OracleOhipOptions), says)
    oracleOhip({ ...good, url: 'https://opera.example/', enterpriseId: 'ENT1' })
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => oracleOhip(good), /@loyaltykit\/gateway/)))
})
