import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateVoucherify, voucherifyDocuments, type VoucherifyEmulator } from '@loyaltykit/testing/emulators/voucherify'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { voucherify, type VoucherifyOptions } from './voucherify.ts'

function adapterOn({ url, appId, appToken, programId, newcomer, definition, sandbox }: VoucherifyEmulator, more: Partial<VoucherifyOptions> = {}) {
  return voucherify({
    url, appId, appToken, programId, newcomer, money: 'EUR', keys: memoryKeys(), clock: () => sandbox.now(),
    referral: { link: (code) => `https://shop.example/?ref=${code}`, advocate: { currency: definition('points'), amount: 100 }, friend: { currency: definition('points'), amount: 50 } },
    ...more,
  })
}

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })
/** A cart that the shop's till knows as well. */
const ordered = ({ shop }: VoucherifyEmulator, id: string) => {
  shop.order(cartOf(id))
  return cartOf(id)
}

const { open: opened, disturbed, contract } = vendor({
  name: 'voucherify', wire: wireCheck(voucherifyDocuments), emulate: emulateVoucherify, adapter: adapterOn,
  join: async ({ shop }, count) => {
    // what a path must encode is in it
    const memberId = `shop/${count}@customers`
    await shop.join(memberId)
    return memberId
  },
})

async function open(more: Partial<VoucherifyOptions> = {}) {
  const scene = await opened(more)
  return { ...scene, cart: (id: string) => ordered(scene.emulator, id), points: scene.emulator.definition('points') }
}

await contract({
  subject: ({ emulator }) => ({
    cart: (id) => ordered(emulator, id),
    purchase: (sale) => emulator.shop.purchase({ ...sale, sourceId: idOf(sale.identity) }),
    block: (identity) => emulator.shop.block(idOf(identity)),
  }),
  leftOut: { as: 'of its groups only what needs a log-in is left out, that offers are activated and cards linked', for: ['session.requestCode', 'offers.activate', 'cards.link'] },
  moreThan: { checks: 110, exchanges: 1_000 },
})

describe('voucherify: money', () => {
  const isPayment = ({ method, path, body }: Heard) => method === 'POST' && path.endsWith('/orders/payments') && (body as { mode?: string }).mode === 'TRANSACTION'
  const isPurchase = ({ method, path }: Heard) => method === 'POST' && path.endsWith('/rewards/purchases')

  async function held(more: Partial<VoucherifyOptions> = {}) {
    const scene = await open(more)
    const { backend, join, as, cart, points } = scene
    const memberId = await join()
    const { redemption } = await backend.redemptions.hold({ cart: cart('c-1'), currency: points, amount: 200 }, as(memberId))
    const own = scene.emulator.shop.memberId(memberId)
    const paid = async () => 600 - ((await scene.emulator.sandbox.balances.list({}, as(own))).find(({ currency }) => currency === 'points')?.available ?? 0)
    return { ...scene, memberId, own, redemption, paid }
  }

  test('a hold spends nothing, an order spends it once, and a dry run comes first', async () => {
    const { backend, as, memberId, redemption, paid, asked, end } = await held()
    assert.equal(await paid(), 0)
    assert.deepEqual(redemption.money, { amount: 10_00, currency: 'EUR' })
    const key = as(memberId)
    const confirmed = await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key)
    assert.deepEqual(await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key), confirmed)
    assert.deepEqual(await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as(memberId)), confirmed)
    assert.equal(await paid(), 200)
    assert.ok(asked(/orders\/payments$/, 'GET').length >= 2, 'what became of it is read from the list')
    await end()
  })

  test('a payment whose answer is lost is found, not made again', async () => {
    const { emulator, backend, as, memberId, redemption, paid, end } = await held()
    emulator.disturb(once(isPayment, 'lost'))
    const key = as(memberId)
    const confirm = () => backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key)
    await failsWith(confirm(), 'network')
    assert.equal((await confirm()).redemption.state, 'confirmed')
    assert.equal(await paid(), 200)
    await end()
  })

  test('a payment that can\'t be read among the others is not made again', async () => {
    const { emulator, backend, as, memberId, redemption, paid, end } = await held({ doubt: 1 })
    emulator.disturb(once(isPayment, 'lost'))
    const key = as(memberId)
    const confirm = () => backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key)
    await failsWith(confirm(), 'network')
    const payment = { id: 'lpt_1', card_id: 'lcrd_1', order_id: 'ord_1', status: 'APPROVED' }
    for (const one of ['a payment', { ...payment, id: null }, { ...payment, card_id: 7 }, { ...payment, order_id: {} }, { ...payment, details: { metadata: { points_limit: [] } } }]) {
      emulator.disturb((heard) => (heard.method === 'GET' && heard.path.endsWith('/orders/payments') ? { body: { data: [one], cursor: null } } : undefined))
      await failsWith(confirm(), 'bad_response')
    }
    emulator.disturb(() => undefined)
    assert.equal((await confirm()).redemption.state, 'confirmed')
    assert.equal(await paid(), 200)
    await end()
  })

  test('a payment that may still be on its way is not made again, and once it can\'t be, it is', async () => {
    const { emulator, backend, as, memberId, redemption, paid, end } = await held({ doubt: 300 })
    emulator.disturb(once(isPayment, { status: 503, text: '<html>' }))
    const key = as(memberId)
    const confirm = () => backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key)
    await failsWith(confirm(), 'backend_failed')
    await failsWith(confirm(), 'timeout')
    await failsWith(backend.redemptions.cancel({ redemptionId: redemption.id }, as(memberId)), 'timeout')
    assert.equal(await paid(), 0)
    await new Promise((resolve) => setTimeout(resolve, 310))
    assert.equal((await confirm()).redemption.state, 'confirmed')
    assert.equal(await paid(), 200)
    await end()
  })

  test('a payment that is refused for now is free to be tried or cancelled', async () => {
    const { emulator, backend, as, memberId, redemption, paid, end } = await held()
    emulator.disturb(once(isPayment, { status: 429, headers: { 'retry-after': '3' } }))
    await failsWith(backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as(memberId)), 'rate_limited')
    assert.equal((await backend.redemptions.cancel({ redemptionId: redemption.id }, as(memberId))).redemption.state, 'cancelled')
    assert.equal(await paid(), 0)
    await end()
  })

  test('points that a till has spent meanwhile: the order is not paid, and the points stay held', async () => {
    const { emulator, backend, as, memberId, own, redemption, points, end } = await held()
    await emulator.sandbox.redemptions.hold({ cart: cartOf('till'), currency: 'points', amount: 550 }, as(own))
    await failsWith(backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as(memberId)), 'not_eligible')
    assert.equal((await backend.balances.list({}, as(memberId))).find(({ currency }) => currency === points)?.held, 200)
    await end()
  })

  test('a purchase whose answer is lost is found, not made again', async () => {
    const { emulator, backend, join, as, points, end } = await open()
    const memberId = await join()
    const [reward] = (await backend.rewards.list({}, as(memberId))).items
    assert.ok(reward)
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: reward.id }, key), 'network')
    const { balances, coupon } = await backend.rewards.claim({ rewardId: reward.id }, key)
    assert.equal(balances.find(({ currency }) => currency === points)?.available, 500)
    assert.deepEqual((await backend.coupons.list({}, as(memberId))), [coupon])
    await end()
  })

  test('what another key has bought meanwhile is not taken for what this one has bought', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const [reward] = (await backend.rewards.list({}, as(memberId))).items
    const claim = (context = as(memberId)) => backend.rewards.claim({ rewardId: reward?.id ?? '' }, context)
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(claim(key), 'network')
    const other = await claim()
    const own = await claim(key)
    assert.ok(own.coupon && own.coupon.id !== other.coupon?.id)
    await end()
  })

  test('a purchase is found though what was the newest before it is not told any more; a reward that is gone is told as uncertain', async () => {
    const { emulator, backend, join, as, points, end } = await open({ doubt: 1 })
    const memberId = await join()
    const [reward] = (await backend.rewards.list({}, as(memberId))).items
    assert.ok(reward)
    const key = as(memberId)
    const claim = (context = key) => backend.rewards.claim({ rewardId: reward.id }, context)
    await claim(as(memberId))
    emulator.disturb(once(isPurchase, 'lost'))
    await failsWith(claim(), 'network')
    emulator.disturb(({ path }) => (path.endsWith('/loyalties/rewards') ? { body: { data: [], cursor: null } } : undefined))
    await failsWith(claim(), 'uncertain')
    emulator.disturb(undefined)
    const isList = ({ method, path, query }: Heard) => method === 'GET' && path.endsWith('/rewards/purchases') && query.has('order')
    await claim(as(memberId)).catch(() => {})
    const { data } = emulator.exchanges.findLast(isList)?.answer.body as { data: object[] }
    emulator.disturb((heard) => (isList(heard) ? { body: { data: data.slice(0, 1), cursor: null } } : undefined))
    assert.equal((await claim()).balances.find(({ currency }) => currency === points)?.available, 300)
    await end()
  })

  test('two processes with one store act once', async () => {
    const { emulator, join, as, cart, points, end } = await open()
    const keys = memoryKeys()
    const [one, two] = [adapterOn(emulator, { keys }), adapterOn(emulator, { keys })]
    const memberId = await join()
    const key = as(memberId)
    const [a, b] = await Promise.all([one, two].map((backend) => backend.redemptions.hold({ cart: cart('c-1'), currency: points, amount: 200 }, key)))
    assert.deepEqual(a, b)
    const confirm = (backend: typeof one) => backend.redemptions.confirm({ redemptionId: a?.redemption.id ?? '', orderId: 'o-1' }, as(memberId))
    await Promise.all([confirm(one), confirm(two)])
    assert.equal((await one.balances.list({}, as(memberId))).find(({ currency }) => currency === points)?.available, 400)
    await end()
  })
})

describe('voucherify: joining', () => {
  test('a person with a ticket joins once, by a friend\'s code, and another ticket is worth nothing', async () => {
    const { emulator, backend, as, join, end } = await open({ person: async (ticket) => (ticket === 'good' ? { sourceId: 'новый клиент', email: 'ada@shop.example' } : undefined) })
    const advocate = await join()
    const { code } = await backend.referrals.get({}, as(advocate))
    const form = { ticket: 'good', profile: { givenName: 'Ада', familyName: 'Байрон' }, consents: [], referralCode: code, source: { partner: 'airline', campaign: 'autumn' } }
    await failsWith(backend.members.enrol({ ...form, ticket: 'bad' }, as()), 'expired')
    await failsWith(backend.members.enrol({ ...form, referralCode: 'NOBODY' }, as()), 'invalid_input')
    const key = as()
    const answers = await Promise.all([backend.members.enrol(form, key), backend.members.enrol(form, key)])
    assert.deepEqual(answers[0], answers[1])
    const made = emulator.exchanges.filter(({ method, path }) => method === 'POST' && path === '/v1/customers').map(({ body }) => (body as { metadata?: unknown }).metadata)
    assert.deepEqual(made, [{ loyalty_partner: 'airline', loyalty_campaign: 'autumn' }])
    assert.deepEqual([answers[0]?.session, answers[0]?.member.profile], [{ memberId: 'новый клиент' }, { givenName: 'Ада Байрон', email: 'ada@shop.example' }])
    assert.deepEqual((await backend.referrals.get({}, as(advocate))).invitations.map(({ state }) => state), ['joined'])
    await failsWith(backend.members.enrol(form, as()), 'conflict')
    await end()
  })

  test('a card\'s number is there when Voucherify has made it, and not before', async () => {
    const { backend, as, join, end } = await open()
    const memberId = await join()
    assert.equal((await backend.members.get({}, as(memberId))).cardNumber, undefined)
    assert.match((await backend.members.get({}, as(memberId))).cardNumber ?? '', /^points-4400/)
    await end()
  })

  test('the cards of a member are those that have a number, the one of the member\'s page first; another member has others', async () => {
    const { backend, as, join, end } = await open()
    const people = [await join(), await join()]
    for (const memberId of people) assert.deepEqual(await backend.cards.list({}, as(memberId)), [], 'numbers are made later')
    const [mine = [], theirs = []] = await Promise.all(people.map((memberId) => backend.cards.list({}, as(memberId))))
    const { cardNumber } = await backend.members.get({}, as(people[0]))
    assert.ok(mine.length > 0 && mine.every(({ kind, wallets }) => kind === 'virtual' && wallets.length === 0))
    assert.equal(mine[0]?.number, cardNumber)
    assert.ok(!mine.some(({ id, number }) => theirs.some((one) => one.id === id || one.number === number)))
    await failsWith(backend.cards.list({}, as('nobody')), 'unauthenticated')
    await end()
  })
})

describe('voucherify: what real servers send', () => {
  const membership = (card: object, rest: object = {}, progress: object | null = null) => ({
    body: {
      member: { id: 'lmbr_a1', customer_id: 'cust_x1', status: 'ACTIVE', created_at: '2026-06-11T15:59:41.298Z', ...rest },
      cards: [{ card: { id: 'lcrd_a1', card_definition_id: 'lcdef_a1', code: null, balance: { points: 10, pending_points: 0 }, ...card }, ...(progress ? { tier_progress: progress } : {}) }],
    },
  })
  const balances = (card: object) => disturbed(/\/memberships\//, membership(card), (backend, context) => backend.balances.list({}, context))

  test('numbers as texts, null for absent, a debt, fields and members of lists that are new', async () => {
    assert.deepEqual(await balances({ balance: { points: '1250', pending_points: null }, next_expiration: null, mood: 'NEW' }), [{ currency: 'lcdef_a1', available: 1250 }])
    assert.deepEqual(await balances({ balance: { points: -40 } }), [{ currency: 'lcdef_a1', available: -40 }])
    assert.deepEqual(await balances({ balance: { points: 12.0, pending_points: 0 } }), [{ currency: 'lcdef_a1', available: 12, pending: 0, pendingBatches: [] }])
  })

  test('points that are no whole number, or none at all, are no answer', async () => {
    for (const points of [12.5, '12.5', '1e3', 2 ** 53, null, {}, 'many']) await failsWith(balances({ balance: { points } }), 'bad_response')
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['an error with status 200', { body: { code: 404, key: 'not_found', message: 'Resource not found' } }, 'unauthenticated'],
    ['another error with status 200', { body: { code: 500, key: 'internal_error', message: 'Sorry' } }, 'backend_failed'],
    ['refused keys, which no member can mend', { status: 401, body: { code: 401, key: 'unauthorized', message: 'Unauthorized' } }, 'backend_failed'],
    ['keys without the right', { status: 403, body: { code: 403, key: 'forbidden' } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { code: 400, key: 'invalid_payload' } }, 'backend_failed'],
    ['a path that is not there, with no word of its own', { status: 404, text: 'nginx' }, 'unauthenticated'],
  ]
  for (const [what, answer, code] of cases) {
    test(`${what}: ${code}`, () => failsWith(disturbed(/\/memberships\//, answer, (backend, context) => backend.balances.list({}, context)), code))
  }

  test('JSON that is called something else is read all the same', async () => {
    const { body } = membership({ balance: { points: 7 } })
    assert.deepEqual(await disturbed(/\/memberships\//, { text: JSON.stringify(body), headers: { 'content-type': 'text/plain' } }, (backend, context) => backend.balances.list({}, context)), [{ currency: 'lcdef_a1', available: 7 }])
  })

  test('too many calls: with the time to come back where it is told, in seconds or as a date, and believed up to a day', async () => {
    const retryAt = async (headers: Readonly<Record<string, string>>) => {
      const failure = await disturbed(/\/memberships\//, { status: 429, headers, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      return failure.details?.retryAt === undefined ? undefined : Math.round((Date.parse(failure.details.retryAt) - Date.now()) / 1_000)
    }
    assert.equal(await retryAt({}), undefined)
    assert.ok(Math.abs((await retryAt({ 'retry-after': '30' }) ?? 0) - 30) <= 1)
    assert.ok(Math.abs((await retryAt({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() }) ?? 0) - 60) <= 2)
    for (const junk of ['soon', '-5', '9999999']) assert.equal(await retryAt({ 'retry-after': junk }), undefined, junk)
  })

  test('members who are set inactive look and no more; one who was deleted is none', async () => {
    const member = (status: string) => disturbed(/\/memberships\//, membership({}, { status }), (backend, context) => backend.members.get({}, context)) as Promise<{ status: string }>
    assert.equal((await member('INACTIVE')).status, 'blocked')
    assert.equal((await member('ON_HOLIDAY')).status, 'blocked')
    await failsWith(member('DELETED'), 'unauthenticated')
  })

  test('a tier at risk says until when and what follows', async () => {
    const progress = {
      current: { tier: { id: 'lt_73696c766572', name: 'Silver' }, start_at: '2026-06-15T00:00:00', expires_at: '2027-06-15', points: { current: 140, min: 100, max: 1000 } },
      tier_structure: { id: 'lts_a1' }, risks: [{ type: 'TIER_VANISHES', date: '2026-09-01T02:00:00+02:00', tier: { id: 'lt_62726f6e7a65', name: null } }, { type: 'TIER_LEFT', date: null, tier: null }],
      opportunities: [{ valid_until: null, tier: { id: 'lt_676f6c64' }, points: 860 }, 'nonsense'],
    }
    assert.deepEqual(await disturbed(/\/memberships\//, membership({}, {}, progress), (backend, context) => backend.tiers.progress({}, context)), {
      current: 'lt_73696c766572', since: '2026-06-15T00:00:00.000Z', validUntil: '2027-06-15T00:00:00.000Z',
      next: { tier: 'lt_676f6c64', metrics: [{ metric: 'points', have: 140, need: 1_000, currency: 'lcdef_a1' }] },
      keep: { by: '2026-09-01T00:00:00.000Z', metrics: [{ metric: 'points', have: 140, need: 100, currency: 'lcdef_a1' }], otherwise: 'lt_62726f6e7a65' },
    })
  })

  test('every kind of line has its sign; what is new goes by its own, what was rejected is not shown, pending points are shown once', async () => {
    const line = (id: string, type: string, total: number | string, more: object = {}) => ({ id: `lctx_${id}`, type, status: 'APPROVED', created_at: '2026-11-20T10:00:00Z', details: { reason: null, points: { total, ...(more as { points?: object }).points } }, ...more })
    const data = [
      line('a', 'POINTS_SPENT_ON_ORDER', 30), line('b', 'POINTS_EXPIRED', -5), line('c', 'POINTS_RETURNED', '30'), line('d', 'POINTS_LENT', -7), line('e', 'POINTS_EARNED', 9, { status: 'REJECTED' }),
      line('f', 'PENDING_POINTS_ADDED', 10, { details: { points: { total: 10, date: '2026-12-23', type: 'FIXED_DATES' } } }), line('ab', 'PENDING_POINTS_ADDED', 10, { details: { points: { total: 10, date: '2026-11-21' } } }), line('ac', 'POINTS_EARNED', 3, { status: 'PROCESSING' }), { id: 7 },
    ]
    const { items } = await disturbed(/\/transactions$/, { body: { data, cursor: null } }, (backend, context) => backend.activity.list({ currency: Buffer.from('points').toString('hex').replace(/^/, 'lcdef_') }, context)) as { items: { id: string; kind: string; amount: number; state: string; availableAt?: string }[] }
    assert.deepEqual(items.map(({ id, kind, amount, state, availableAt }) => [id.slice(5), kind, amount, state, availableAt]), [
      ['a', 'spend', -30, 'final', undefined], ['b', 'expire', -5, 'final', undefined], ['c', 'reverse', 30, 'final', undefined], ['d', 'adjust', -7, 'final', undefined],
      ['f', 'earn', 10, 'pending', '2026-12-23T00:00:00.000Z'], ['ac', 'earn', 3, 'pending', undefined],
    ])
  })

  test('the keys are in headers, never in an address', async () => {
    const { emulator, backend, as, end } = await open()
    await backend.program.get({}, as())
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['x-app-token'], emulator.appToken)
      assert.ok(!`${path}?${query}`.includes(emulator.appToken))
    }
    await end()
  })
})

describe('voucherify: codes', () => {
  test('one that does nothing says why, also beside one that works, where Voucherify tells it in a list of its own', async () => {
    const { backend, join, as, cart, asked, end } = await open()
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [{ ...cart('c-1'), codes: ['SPRING5', 'NO-SUCH-CODE'] }] }, as(await join()))
    assert.deepEqual([quote?.discounts, quote?.rejectedCodes], [[{ title: 'SPRING5', code: 'SPRING5', money: { amount: 6_00, currency: 'EUR' } }], [{ code: 'NO-SUCH-CODE', because: 'unknown' }]])
    assert.ok((asked(/validations$/)[0]?.answer.body as { inapplicable_redeemables?: object[] }).inapplicable_redeemables)
    await end()
  })
})

describe('voucherify: the programme', () => {
  const rate = async (formula: unknown, money = 'EUR') => {
    const { emulator, backend, as, end } = await open({ money })
    emulator.disturb((heard) => (heard.path.endsWith('/v2/loyalties/card-definitions') ? { body: { data: [{ id: emulator.definition('points'), name: 'P', pay_with_points: { type: 'EXCHANGE_RATIO', exchange_ratio: { formula } } }], cursor: null } } : undefined))
    const { currencies: [currency] } = await backend.program.get({}, as())
    await end()
    return currency?.rate && [currency.rate.amount, currency.rate.money.amount]
  }

  test('says what points are worth, exactly, where the formula is a number', async () => {
    assert.deepEqual([await rate('5'), await rate('0.5'), await rate('0.1'), await rate('1.25'), await rate('100', 'JPY'), await rate('1', 'JPY')], [[1, 5], [2, 1], [10, 1], [4, 5], [1, 1], [100, 1]])
    for (const formula of ['POINTS * 2', '0', '-1', '', null]) assert.equal(await rate(formula), undefined)
  })
})

describe('voucherify: options', () => {
  const good = { appId: 'a', appToken: 'b', programId: 'lprg_1a', money: 'EUR', keys: memoryKeys() }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ appId: '' }, /`appId`/], [{ appToken: 'with space' }, /`appToken`/], [{ programId: 'camp_1' }, /`programId`/], [{ money: 'euro' }, /`money`/], [{ money: 'KWD' }, /2 decimal digits/],
      [{ keys: undefined }, /`keys`/], [{ locale: 'not a tag' }, /`locale`/], [{ holdFor: 0 }, /`holdFor`/],
    ] as const) assert.throws(() => voucherify({ ...good, ...wrong } as VoucherifyOptions), says)
    voucherify(good)
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => voucherify(good), /@loyaltykit\/gateway/)))
})
