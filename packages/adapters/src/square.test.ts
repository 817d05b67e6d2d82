import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type WriteContext } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateSquare, squareDocuments, type SquareEmulator } from '@loyaltykit/testing/emulators/square'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { square, type SquareBackend, type SquareOptions } from './square.ts'

const wire = wireCheck(squareDocuments)
const adapterOn = ({ url, accessToken, programId }: SquareEmulator, more: Partial<SquareOptions> = {}) =>
  square({ url, accessToken, programId, name: 'Loyalty', money: 'USD', keys: memoryKeys(), ...more })
const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({ id, currency: 'USD', items: [{ sku: 'beans-1', name: 'Beans', quantity: 2, price: 60_50 }], ...more })

const { open, disturbed, contract } = vendor({
  name: 'square', wire, emulate: emulateSquare, adapter: adapterOn,
  join: ({ shop }, count) => shop.join(`+1415555${String(count).padStart(4, '0')}`),
})

await contract({
  subject: ({ emulator: { shop } }) => ({
    cart: cartOf,
    purchase: ({ cart, orderId, identity }) => shop.purchase({ cart, orderId, customerId: idOf(identity) }),
    giftCard: async ({ money }) => ({ number: shop.giftCard({ money }) }),
  }),
  leftOut: {
    as: 'of its groups what needs a log-in, points as payment, coupons in a wallet or a desk that blocks is left out, and nothing else',
    for: ['session.requestCode', 'redemptions', 'block', 'offers.activate'],
  },
  moreThan: { checks: 65, exchanges: 250 },
})

const isTaking = ({ method, path }: Heard) => method === 'POST' && path === '/v2/loyalty/rewards'
const keyOf = ({ body }: Heard) => (body as { idempotency_key?: string }).idempotency_key

describe('square: money', () => {
  test('a reward whose answer is lost is the same reward when it is asked for again, though the points are too few for another', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const sent: (string | undefined)[] = []
    emulator.disturb((heard) => {
      if (!isTaking(heard)) return undefined
      sent.push(keyOf(heard))
      return sent.length === 1 ? 'lost' : undefined
    })
    const key = as(memberId)
    const claim = (context: WriteContext) => backend.rewards.claim({ rewardId: 'tier-lunch' }, context)
    await failsWith(claim(key), 'network')
    const { coupon, balances } = await claim(key)
    assert.deepEqual([coupon?.code, balances[0]?.available], ['reward-1', 0])
    assert.deepEqual([sent.length, new Set(sent).size], [2, 1])
    assert.ok((sent[0] ?? '').length <= 128)
    await failsWith(claim(as(memberId)), 'insufficient_points')
    await end()
  })

  test('a look-up that fails with status 200 says nothing: no account to whom has one, no second reward', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const key = as(memberId)
    const claim = () => backend.rewards.claim({ rewardId: 'tier-coffee' }, key)
    emulator.disturb(once(isTaking, 'lost'))
    await failsWith(claim(), 'network')
    for (const [path, code] of [[/accounts\/search$/, 'INTERNAL_SERVER_ERROR'], [/\/programs\/[^/]+$/, 'NOT_FOUND'], [/\/loyalty\/rewards$/, 'BAD_REQUEST']] as const) {
      emulator.disturb((heard) => (path.test(heard.path) ? { body: { errors: [{ category: 'API_ERROR', code }] } } : undefined))
      await failsWith(claim(), 'backend_failed')
    }
    // what comes with a reward may have been done
    emulator.disturb((heard) => (isTaking(heard) ? { body: { errors: [{ category: 'INVALID_REQUEST_ERROR', code: 'BAD_REQUEST' }], reward: { id: 'r', loyalty_account_id: 'a' } } } : undefined))
    await failsWith(claim(), 'backend_failed')
    emulator.disturb(undefined)
    assert.equal((await claim()).coupon?.id, 'reward-1')
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 50)
    await end()
  })

  test('a gift card whose look-up or link fails with status 200 is nobody\'s, and is there with the same key', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [memberId, number] = [await join(), emulator.shop.giftCard({ money: 5_00 })]
    const key = as(memberId)
    for (const path of [/accounts\/search$/, /from-gan$/, /link-customer$/]) {
      emulator.disturb((heard) => (path.test(heard.path) ? { body: { errors: [{ category: 'API_ERROR', code: 'SERVICE_UNAVAILABLE' }] } } : undefined))
      await failsWith(backend.giftCards.attach({ number }, key), 'backend_failed')
    }
    emulator.disturb(undefined)
    assert.deepEqual([await backend.giftCards.list({}, as(memberId)), (await backend.giftCards.attach({ number }, key)).giftCard.balance.amount], [[], 5_00])
    await end()
  })

  test('two members with one key are two, and so are two keys of one member', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [one, two] = [await join(), await join()]
    const codes = []
    for (const context of [as(one, 'same'), as(two, 'same'), as(one, 'other')]) codes.push((await backend.rewards.claim({ rewardId: 'tier-coffee' }, context)).coupon?.code)
    assert.equal(new Set(codes).size, 3)
    assert.equal(new Set(emulator.exchanges.filter(isTaking).map(keyOf)).size, 3)
    await end()
  })

  test('points that are gone in the very moment: too few, and nothing is taken', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb((heard) => {
      if (isTaking(heard)) void emulator.sandbox.rewards.claim({ rewardId: 'cake' }, as(emulator.shop.memberId(memberId), 'at the till'))
      return undefined
    })
    await failsWith(backend.rewards.claim({ rewardId: 'tier-lunch' }, as(memberId)), 'insufficient_points')
    emulator.disturb(undefined)
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 35)
    await end()
  })

  test('two processes with one store act once, and give a gift card to one', async () => {
    const { emulator, join, as, end } = await open()
    const keys = memoryKeys()
    const both = [adapterOn(emulator, { keys }), adapterOn(emulator, { keys })]
    const [memberId, other] = [await join(), await join()]
    const key = as(memberId)
    const [a, b] = await Promise.all(both.map((backend) => backend.rewards.claim({ rewardId: 'tier-lunch' }, key)))
    assert.deepEqual(a, b)
    const number = emulator.shop.giftCard({ money: 5_00 })
    const outcomes = await Promise.allSettled([memberId, other].map(async (who, index) => both[index]?.giftCards.attach({ number }, as(who))))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    await end()
  })

  test('a card whose owners can\'t be read is given to nobody', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const number = emulator.shop.giftCard({ money: 5_00 })
    const { giftCard: { id } } = await backend.giftCards.check({ number }, as(memberId))
    for (const owners of ['SOMEBODY', [7], {}]) {
      emulator.disturb(({ path }) => (path.endsWith('/from-gan') ? { body: { gift_card: { id, gan: number, state: 'ACTIVE', balance_money: { amount: 5_00, currency: 'EUR' }, customer_ids: owners } } } : undefined))
      await failsWith(backend.giftCards.attach({ number }, as(memberId)), 'bad_response')
    }
    assert.equal(emulator.exchanges.filter(({ path }) => path.endsWith('/link-customer')).length, 0)
    await end()
  })

  test('a reward that was begun and is gone from the catalogue: nobody says that it was never taken', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(once(isTaking, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: 'tier-coffee' }, key), 'network')
    emulator.disturb((heard) => (/\/programs\/[^/]+$/.test(heard.path) ? { body: { program: { id: 'p', status: 'ACTIVE' } } } : undefined))
    await failsWith(backend.rewards.claim({ rewardId: 'tier-coffee' }, key), 'uncertain')
    emulator.disturb(undefined)
    assert.ok((await backend.rewards.claim({ rewardId: 'tier-coffee' }, key)).coupon)
    await end()
  })

  test('a reward that the till gives back is points again, and the ledger says so', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const { coupon } = await backend.rewards.claim({ rewardId: 'tier-cake' }, as(memberId))
    const headers = { authorization: `Bearer ${emulator.accessToken}` }
    assert.equal((await fetch(`${emulator.url}/v2/loyalty/rewards/${coupon?.id}`, { method: 'DELETE', headers })).status, 200)
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 60)
    assert.deepEqual((await backend.activity.list({}, as(memberId))).items.map(({ kind, amount }) => [kind, amount]).slice(0, 2), [['reverse', 25], ['spend', -25]])
    await end()
  })
})

describe('square: joining', () => {
  const person = async (ticket: string) => (ticket === 'good' ? { phone: '+14155559999' } : ticket === 'mail' ? {} : undefined)
  const form = { ticket: 'good', profile: {}, consents: [] }

  test('a person with a ticket joins once, a lost answer is found, and another ticket is worth nothing', async () => {
    const { emulator, backend, as, end } = await open({ person })
    await failsWith(backend.members.enrol({ ...form, ticket: 'bad' }, as()), 'expired')
    await failsWith(backend.members.enrol({ ...form, ticket: 'mail' }, as()), 'not_eligible')
    for (const more of [{ referralCode: 'X' }, { cardNumber: '1234' }, { profile: { city: 'Oslo' } }]) await failsWith(backend.members.enrol({ ...form, ...more }, as()), 'invalid_input')
    emulator.disturb(once(({ path, method }) => method === 'POST' && path === '/v2/loyalty/accounts', 'lost'))
    const key = as()
    await failsWith(backend.members.enrol(form, key), 'network')
    const { session, member, balances } = await backend.members.enrol(form, key)
    assert.deepEqual([member.profile, balances[0]?.available], [{ phone: '+14155559999' }, 60])
    assert.equal((await backend.members.get({}, as(session.memberId))).id, session.memberId)
    await failsWith(backend.members.enrol(form, as()), 'conflict')
    await end()
  })

  test('joining, or the look for who has joined, that fails with status 200: the account is made once', async () => {
    const { emulator, backend, as, end } = await open({ person })
    const isMaking = ({ path, method }: Heard) => method === 'POST' && path === '/v2/loyalty/accounts'
    const [key, other] = [as(), as()]
    const failed = { body: { errors: [{ category: 'API_ERROR', code: 'TEMPORARY_ERROR' }] } }
    for (const answer of [failed, 'lost'] as const) {
      emulator.disturb(once(isMaking, answer))
      await failsWith(backend.members.enrol(form, key), answer === 'lost' ? 'network' : 'backend_failed')
    }
    // with another key it is refused for the account that is there, and nobody says that it is not
    emulator.disturb(({ path }) => (path.endsWith('/accounts/search') ? failed : undefined))
    const failure: unknown = await backend.members.enrol(form, other).catch((error: unknown) => error)
    assert.ok(isLoyaltyError(failure) && failure.code === 'backend_failed' && failure.retryable, String(failure))
    emulator.disturb(undefined)
    await failsWith(backend.members.enrol(form, other), 'conflict')
    const { session } = await backend.members.enrol(form, key)
    assert.equal((await backend.members.get({}, as(session.memberId))).id, session.memberId)
    await end()
  })
})

describe('square: what real servers send', () => {
  const account = (more: object) => (memberId: string): Answer => ({ body: { loyalty_accounts: [{ id: 'a-1', program_id: 'p', customer_id: memberId, created_at: '2026-01-01T00:00:00Z', balance: 0, ...more }] } })
  const balances = (more: object) => disturbed(/accounts\/search$/, account(more), (backend, context) => backend.balances.list({}, context))

  test('numbers as texts, null for absent, a debt, deadlines', async () => {
    assert.deepEqual(await balances({ balance: '40', lifetime_points: null, expiring_point_deadlines: null }), [{ currency: 'points', available: 40, expiring: [] }])
    assert.deepEqual(await balances({ balance: -7, lifetime_points: 90 }), [{ currency: 'points', available: -7, expiring: [], lifetime: 90 }])
    assert.deepEqual((await balances({ balance: 10, expiring_point_deadlines: [{ points: 8, expires_at: '2027-02-01T00:00:00+01:00' }, { points: 5, expires_at: '2026-12-01T00:00:00Z' }, { points: 'many', expires_at: 7 }] }))[0]?.expiring, [{ amount: 5, at: '2026-12-01T00:00:00.000Z' }, { amount: 5, at: '2027-01-31T23:00:00.000Z' }])
  })

  test('points that are no whole number, or none at all, are no answer', async () => {
    for (const balance of [12.5, '1e3', 2 ** 53, null, {}, 'many']) await failsWith(balances({ balance }), 'bad_response')
  })

  test('an account of nobody knows whom is no answer, not somebody who has not joined', async () => {
    for (const customer_id of [7, {}]) await failsWith(balances({ customer_id }), 'bad_response')
  })

  test('an account of somebody else is never taken for one\'s own', () => failsWith(balances({ customer_id: 'SOMEBODY', balance: 1_000 }), 'unauthenticated'))

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['no account', { body: {} }, 'unauthenticated'],
    ['a refused token, which no member can mend', { status: 401, body: { errors: [{ category: 'AUTHENTICATION_ERROR', code: 'UNAUTHORIZED' }] } }, 'backend_failed'],
    ['a token without the right', { status: 403, body: { errors: [{ category: 'AUTHENTICATION_ERROR', code: 'INSUFFICIENT_SCOPES' }] } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { errors: [{ category: 'INVALID_REQUEST_ERROR', code: 'BAD_REQUEST' }] } }, 'backend_failed'],
    ['too many calls', { status: 429, body: { errors: [{ category: 'RATE_LIMIT_ERROR', code: 'RATE_LIMITED' }] } }, 'rate_limited'],
  ]
  for (const [what, answer, code] of cases) test(`${what}: ${code}`, () => failsWith(disturbed(/accounts\/search$/, answer, (backend, context) => backend.balances.list({}, context)), code))

  test('too many calls say when to come back where it is told', async () => {
    const failure: unknown = await disturbed(/accounts\/search$/, { status: 429, headers: { 'retry-after': '30' }, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
    assert.ok(isLoyaltyError(failure) && Math.abs(Date.parse(failure.details?.retryAt ?? '') - Date.now() - 30_000) < 2_000)
  })

  test('too many calls say nothing of the time where none is told, or none that is one', async () => {
    for (const headers of [{}, { 'retry-after': 'soon' }]) {
      const failure: unknown = await disturbed(/accounts\/search$/, { status: 429, headers, body: { errors: [{ category: 'RATE_LIMIT_ERROR', code: 'RATE_LIMITED' }] } }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited' && failure.retryable, String(failure))
      assert.equal(failure.details?.retryAt, undefined)
    }
  })

  const failed = (code: string, more: object = {}) => ({ body: { errors: [{ category: 'API_ERROR', code }], ...more } })
  const reads: Readonly<Record<string, (backend: SquareBackend, context: WriteContext) => Promise<unknown>>> = {
    'program.get': (backend, context) => backend.program.get({}, context), 'members.get': (backend, context) => backend.members.get({}, context), 'balances.list': (backend, context) => backend.balances.list({}, context),
    'activity.list': (backend, context) => backend.activity.list({}, context), 'offers.list': (backend, context) => backend.offers.list({}, context), 'quotes.quote': (backend, context) => backend.quotes.quote({ carts: [cartOf('c-1')] }, context),
    'rewards.list': (backend, context) => backend.rewards.list({}, context), 'giftCards.list': (backend, context) => backend.giftCards.list({}, context), 'giftCards.check': (backend, context) => backend.giftCards.check({ number: '1234' }, context),
  }
  for (const [what, call] of Object.entries(reads)) {
    test(`errors with status 200 are a failure: ${what}`, async () => {
      for (const [code, ours] of [['INTERNAL_SERVER_ERROR', 'backend_failed'], ['RATE_LIMITED', 'rate_limited'], ['UNAUTHORIZED', 'backend_failed'], ['GATEWAY_TIMEOUT', 'timeout'], ['SOMETHING_NEW', 'backend_failed'], ['constructor', 'backend_failed']] as const) await failsWith(disturbed(() => true, failed(code), call), ours)
    })
  }

  test('each request that a read is made of may fail with status 200, beside fields of an answer too; no errors are none', async () => {
    for (const [path, read, field] of [
      [/events\/search$/, 'activity.list', 'events'], [/\/promotions$/, 'offers.list', 'loyalty_promotions'], [/accounts\/search$/, 'balances.list', 'loyalty_accounts'], [/\/gift-cards$/, 'giftCards.list', 'gift_cards'],
    ] as const) for (const more of [{}, { [field]: [] }]) await failsWith(disturbed(path, failed('INTERNAL_SERVER_ERROR', more), reads[read] ?? assert.fail), 'backend_failed')
    for (const errors of [['nonsense'], [null], [{}]]) await failsWith(disturbed(/\/promotions$/, { body: { errors } }, (backend, context) => backend.offers.list({}, context)), 'backend_failed')
    for (const errors of [[], null]) assert.deepEqual(await disturbed(/\/promotions$/, { body: { errors, loyalty_promotions: [] } }, (backend, context) => backend.offers.list({}, context)), [])
  })

  test('what has no zone is told in UTC', async () => {
    const { joinedAt } = await disturbed(/accounts\/search$/, account({ created_at: '2026-01-01T08:30:00' }), (backend, context) => backend.members.get({}, context))
    assert.equal(joinedAt, '2026-01-01T08:30:00.000Z')
    assert.deepEqual((await balances({ balance: 10, expiring_point_deadlines: [{ points: 8, expires_at: '2027-02-01T00:00:00' }] }))[0]?.expiring, [{ amount: 8, at: '2027-02-01T00:00:00.000Z' }])
    const event = { id: '1', type: 'ADJUST_POINTS', created_at: '2026-11-20 10:00:00', adjust_points: { points: 5 } }
    const { items: [entry] } = await disturbed(/events\/search$/, { body: { events: [event] } }, (backend, context) => backend.activity.list({}, context))
    assert.equal(entry?.at, '2026-11-20T10:00:00.000Z')
    const promotion = { id: 'p', name: 'More', status: 'ACTIVE', available_time: { start_date: '2026-11-01', end_date: '2026-11-30' } }
    const [offer] = await disturbed(/\/promotions$/, { body: { loyalty_promotions: [promotion] } }, (backend, context) => backend.offers.list({}, context))
    assert.deepEqual([offer?.validFrom, offer?.validUntil], ['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'])
  })

  test('every kind of line has its sign; what moves no points and what is new is not shown', async () => {
    const line = (id: string, type: string, detail: string, points: unknown, more: object = {}) => ({ id, type, created_at: '2026-11-20T10:00:00Z', loyalty_account_id: 'a', source: 'SQUARE', [detail]: { points, ...more } })
    const events = [
      line('1', 'ACCUMULATE_POINTS', 'accumulate_points', '6', { order_id: 'o-1' }), line('2', 'ACCUMULATE_PROMOTION_POINTS', 'accumulate_promotion_points', 3, { order_id: 'o-1' }), line('3', 'CREATE_REWARD', 'create_reward', 10), line('4', 'DELETE_REWARD', 'delete_reward', -10),
      line('5', 'ADJUST_POINTS', 'adjust_points', -2, { reason: 'A complaint' }), line('6', 'EXPIRE_POINTS', 'expire_points', 4), line('7', 'OTHER', 'other_event', 1), line('8', 'REDEEM_REWARD', 'redeem_reward', undefined), line('9', 'GIFT_POINTS', 'gift_points', 5), 'nonsense',
    ]
    const { items } = await disturbed(/events\/search$/, { body: { events } }, (backend, context) => backend.activity.list({}, context))
    assert.deepEqual(items.map(({ id, kind, reason, amount, reference, text }) => [id, kind, reason, amount, reference, text]), [
      ['1', 'earn', 'purchase', 6, 'o-1', undefined], ['2', 'earn', 'offer', 3, 'o-1', undefined], ['3', 'spend', 'reward', -10, undefined, undefined], ['4', 'reverse', 'reward', 10, undefined, undefined], ['5', 'adjust', undefined, -2, undefined, 'A complaint'],
      ['6', 'expire', undefined, -4, undefined, undefined], ['7', 'adjust', undefined, 1, undefined, undefined],
    ])
  })

  test('offers are the promotions that run, each until its day is over', async () => {
    const { backend, as, end } = await open()
    assert.deepEqual((await backend.offers.list({}, as())).map(({ title, kind, validFrom, validUntil }) => [title, kind, validFrom, validUntil]), [
      ['Double Stars', 'multiplier', '2026-11-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z'], ['10 Stars more', 'bonus', '2026-11-01T00:00:00.000Z', undefined],
    ])
    await end()
  })

  test('a programme that is not active has no rewards, and its points have their own name', async () => {
    const program = { id: 'p', status: 'INACTIVE', terminology: { one: 'Star', other: 'Stars' }, reward_tiers: [{ id: 't', points: 1 }] }
    const [list, told] = await disturbed(/\/programs\/[^/]+$/, { body: { program } }, async (backend, context) => [await backend.rewards.list({}, context), await backend.program.get({}, context)] as const)
    assert.deepEqual([list.items, told.currencies[0]?.forms], [[], { one: 'Star', other: 'Stars' }])
  })

  test('gift cards say how they stand, by a number that is written in any way', async () => {
    const { emulator, backend, join, as, end } = await open()
    const seen = async (state: 'ACTIVE' | 'DEACTIVATED' | 'BLOCKED' | 'PENDING', money: number) => {
      const number = emulator.shop.giftCard({ money, state }).replace(/(.{4})/g, '$1 ').trim()
      const { giftCard } = await backend.giftCards.check({ number }, as(await join()))
      return [giftCard.state, giftCard.balance.amount]
    }
    assert.deepEqual([await seen('ACTIVE', 5_00), await seen('ACTIVE', 0), await seen('DEACTIVATED', 5_00), await seen('BLOCKED', 5_00), await seen('PENDING', 0)], [['active', 5_00], ['spent', 0], ['expired', 5_00], ['blocked', 5_00], ['blocked', 0]])
    await end()
  })

  test('the token is in a header, never in an address', async () => {
    const { emulator, backend, as, end } = await open()
    await backend.program.get({}, as())
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['authorization'], `Bearer ${emulator.accessToken}`)
      assert.ok(!`${path}?${query}`.includes(emulator.accessToken))
    }
    await end()
  })
})

test('square: the check by its document bites', { skip: !wire }, () => {
  const exchange = { method: 'POST', path: '/v2/loyalty/rewards', query: new URLSearchParams(), headers: {}, body: { reward: { loyalty_account_id: 'a', reward_tier_id: 't' }, idempotency_key: 'k' }, answer: { body: { reward: { id: 'r', loyalty_account_id: 'a', reward_tier_id: 't', points: 1, status: 'ISSUED' } } } }
  assert.deepEqual(wire?.violations(exchange), [])
  for (const wrong of [
    { ...exchange, body: { reward: exchange.body.reward } }, { ...exchange, body: { ...exchange.body, idempotency_key: 'k'.repeat(129) } }, { ...exchange, path: '/v2/loyalty/prizes' }, { ...exchange, answer: { body: { reward: { id: 'r', loyalty_account_id: 'a', reward_tier_id: 't', points: 0 } } } },
    { ...exchange, answer: { body: { reward: { ...exchange.answer.body.reward, status: 'GONE' } } } },
  ]) assert.notDeepEqual(wire?.violations(wrong), [])
})

describe('square: options', () => {
  const good: SquareOptions = { accessToken: 'a', name: 'Loyalty', money: 'USD', keys: memoryKeys() }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ accessToken: 'with space' }, /`accessToken`/], [{ programId: '' }, /`programId`/], [{ name: '' }, /`name`/], [{ money: 'dollar' }, /`money`/], [{ keys: undefined }, /`keys`/], [{ locale: 'not a tag' }, /`locale`/],
    ] as const) assert.throws(() => square({ ...good, ...wrong } as SquareOptions), says)
    square(good)
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => square(good), /@loyaltykit\/gateway/)))
})
