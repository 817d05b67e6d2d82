import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLoyalty, isLoyaltyError, type Cart, type Context, type LoyaltyError, type Quote } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateVoucherify, voucherifyDocuments, type VoucherifyEmulator, type VoucherifyEmulatorOptions } from '@loyaltykit/testing/emulators/voucherify'
import { throughPages } from '../test/pages.ts'
import { failsWith, inPage, oddAnswers, vendor } from '../test/vendor.ts'
import { voucherifyClient, type VoucherifyClientBackend, type VoucherifyClientOptions } from './voucherify-client.ts'

const origin = 'https://shop.example'
const clientOn = ({ url, clientId, clientToken }: VoucherifyEmulator, more: Partial<VoucherifyClientOptions> = {}) =>
  voucherifyClient({ url, clientId, clientToken, name: 'Summer Rewards', money: 'EUR', origin, ...more })

const cartOf = (id: string, ...codes: string[]): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }], ...(codes.length ? { codes } : {}) })

const { open, disturbed, contract } = vendor<VoucherifyEmulator, VoucherifyClientBackend, Partial<VoucherifyClientOptions>, VoucherifyEmulatorOptions>({
  name: 'voucherify-client', wire: wireCheck(voucherifyDocuments), emulate: emulateVoucherify, adapter: clientOn,
  join: async ({ shop }, count) => {
    const sourceId = `shop/${count}@customers`
    await shop.join(sourceId)
    return sourceId
  },
})

await contract({
  subject: ({ emulator, join }) => ({
    backend: throughPages<string>({ page: (customer) => clientOn(emulator, { customer: () => customer({ renew: false }) }), customerOf: (token) => token }),
    signUp: async () => ({ kind: 'token', token: await join() }),
    cart: (id) => cartOf(id),
    earnsNothing: true,
  }),
  leftOut: { as: 'of its groups only what needs points, a log-in or an activation is left out', for: ['balances.list', 'redemptions.hold', 'members.get', 'offers.activate'] },
  moreThan: { checks: 17, exchanges: 18 },
})

const isValidation = ({ path }: Heard) => path === '/client/v1/validations'
const isQualification = ({ path }: Heard) => path === '/client/v1/qualifications'
const off = ({ discounts }: Quote) => discounts.map(({ title, money: { amount }, code, offerId }) => [title, amount, code ?? offerId])

async function quoted(backend: VoucherifyClientBackend, context: Context, cart: Cart): Promise<Quote> {
  const { quotes: [quote] } = await backend.quotes.quote({ carts: [cart] }, context)
  assert.ok(quote)
  return quote
}

describe('voucherify-client: offers', () => {
  test('are promotions that anybody may have, by one request, and never a code', async () => {
    const { emulator, backend, as, asked, end } = await open()
    assert.deepEqual(await backend.offers.list({}, as()), [
      { id: 'promo_first-order', kind: 'discount', audience: 'public', title: '10% off your first order', state: 'available', activation: 'none' },
      { id: 'promo_spring', kind: 'discount', audience: 'public', title: '5% off in spring', state: 'available', activation: 'none' },
    ])
    assert.equal(asked(/./).length, 1)
    assert.equal(emulator.exchanges[0]?.headers['origin'], origin)
    await end()
  })

  test('of somebody who is signed in at the shop: what is not for everybody is personal', async () => {
    const { emulator, join, as, end } = await open()
    const sourceId = await join()
    const backend = clientOn(emulator, { customer: () => sourceId })
    const tier = (id: string, more: object = {}) => ({ id, object: 'promotion_tier', name: id, ...more })
    emulator.disturb((heard) => {
      const { customer } = heard.body as { customer?: { source_id: string } }
      if (customer) assert.equal(customer.source_id, sourceId)
      return { body: { redeemables: { data: [...(customer ? [tier('promo_vip', { banner: 'For you', result: { discount: { type: 'UNIT', unit_type: 'prod_1' } } })] : []), tier('promo_all')] } } }
    })
    const told = (await backend.offers.list({}, as({ kind: 'ambient' }))).map(({ id, audience, title, kind }) => [id, audience, title, kind])
    assert.deepEqual(told, [['promo_vip', 'personal', 'For you', 'gift'], ['promo_all', 'public', 'promo_all', 'discount']])
    assert.deepEqual((await backend.offers.list({}, as())).map(({ id }) => id), ['promo_all'], 'a guest\'s call names nobody')
    await end()
  })

  test('what is no promotion, or is none of its kind, is left out: a code that came all the same is shown to nobody', async () => {
    const data = [
      { id: 'SECRET20', object: 'voucher', name: 'x' }, { id: 'camp_1', object: 'campaign', name: 'x' }, { id: 'stack_1', object: 'promotion_stack' }, { id: 'new_1', object: 'promotion_galaxy' }, null, 'nonsense', { object: 'promotion_tier', id: null },
      { id: 'promo_1', object: 'promotion_tier', banner: null, name: '', campaign_name: 'Autumn', result: null, mood: 'NEW' }, { id: 'promo_2', object: 'promotion_tier', banner: 'x'.repeat(400), result: { discount: { type: 'LUCK' } } },
    ]
    const offers = await disturbed(isQualification, { body: { redeemables: { data, has_more: true } } }, (backend, context) => backend.offers.list({}, context))
    assert.deepEqual(offers.map(({ id, title, kind }) => [id, title.slice(0, 6), kind]), [['promo_1', 'Autumn', 'discount'], ['promo_2', 'xxxxxx', 'discount']])
  })
})

describe('voucherify-client: quotes', () => {
  test('a cart without codes is asked of nobody', async () => {
    const { backend, as, asked, end } = await open()
    assert.deepEqual(await quoted(backend, as(), cartOf('c-1')), { earn: [], total: { amount: 120_00, currency: 'EUR' }, due: { amount: 120_00, currency: 'EUR' }, discounts: [] })
    assert.equal(asked(/./).length, 0)
    await end()
  })

  test('each code takes off what is its, and one that does nothing says why, though it is told in a list of its own', async () => {
    const { emulator, backend, as, asked, end } = await open()
    const quote = await quoted(backend, as(), cartOf('c-1', 'SPRING5', 'NO-SUCH-CODE', 'SPRING5'))
    assert.deepEqual([off(quote), quote.due.amount, quote.rejectedCodes], [[['SPRING5', 6_00, 'SPRING5']], 114_00, [{ code: 'NO-SUCH-CODE', because: 'unknown' }]])
    const { redeemables } = asked(/validations$/)[0]?.body as { redeemables: object[] }
    assert.deepEqual(redeemables, [{ object: 'voucher', id: 'SPRING5' }, { object: 'voucher', id: 'NO-SUCH-CODE' }], 'each once')
    assert.ok((emulator.exchanges[0]?.answer.body as { inapplicable_redeemables?: object[] }).inapplicable_redeemables)
    await end()
  })

  test('many carts are asked about a few at a time and in order, those that are alike once, and none after one was too many', async () => {
    const { emulator, as, asked, end } = await open()
    let [now, most, status] = [0, 0, 200]
    const backend = clientOn(emulator, {
      fetch: async (input, init) => {
        most = Math.max(most, (now += 1))
        return fetch(input, init).finally(() => { now -= 1 })
      },
    })
    emulator.disturb((heard) => (isValidation(heard) && status === 429 ? { status, body: {} } : undefined))
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...cartOf(`c-${index}`, 'SPRING5'), items: [{ sku: `boots-${index}`, quantity: 1, price: 1_00 * (1 + (index % 20)) }] }))
    const { quotes } = await backend.quotes.quote({ carts: many(40) }, as())
    assert.deepEqual(quotes.map(({ total, due }) => [total.amount, due.amount]), many(40).map((_, index) => [1_00 * (1 + (index % 20)), 95 * (1 + (index % 20))]))
    assert.ok(most <= 3, `${most} at once`)
    assert.equal(asked(/validations$/).length, 40)
    await backend.quotes.quote({ carts: Array.from({ length: 100 }, (_, index) => cartOf(`c-${index}`, ...(index % 2 ? ['SPRING5'] : ['HELLO10']))) }, as())
    assert.equal(asked(/validations$/).length, 42, 'a cart\'s own name is not asked about')
    status = 429
    const before = emulator.exchanges.length
    await failsWith(backend.quotes.quote({ carts: many(100) }, as()), 'rate_limited')
    assert.ok(emulator.exchanges.length - before <= 3)
    await end()
  })

  test('a coupon of a customer works while that customer is signed in, and is unknown to all others', async () => {
    const { emulator, join, as, end } = await open()
    const [ada, bob] = [await join(), await join()]
    const { coupon } = await emulator.sandbox.rewards.claim({ rewardId: 'five-off' }, as(emulator.shop.memberId(ada)))
    const cart = cartOf('c-1', coupon?.code ?? '')
    let signedIn: string | undefined = ada
    const backend = clientOn(emulator, { customer: async () => signedIn })
    assert.equal(backend.ambient, true)
    assert.equal((await quoted(backend, as({ kind: 'ambient' }), cart)).due.amount, 115_00)
    assert.deepEqual((await backend.offers.list({}, as({ kind: 'ambient' }))).map(({ id }) => id), ['promo_first-order', 'promo_spring'], 'and is no offer')
    for (const other of [bob, 'somebody new', undefined]) {
      signedIn = other
      assert.deepEqual((await quoted(backend, as({ kind: 'ambient' }), cart)).rejectedCodes, [{ code: coupon?.code, because: 'unknown' }])
    }
    signedIn = ada
    assert.equal((await quoted(backend, as(), cart)).due.amount, 120_00, 'a guest\'s call names nobody')
    await end()
  })

  test('promotions of the shop are taken off before codes, and say which offer they are; one that does not fit is no code that failed', async () => {
    const { backend, as, end } = await open({ promotions: ['promo_spring', 'promo_gone'] })
    const plain = await quoted(backend, as(), cartOf('c-1'))
    assert.deepEqual([off(plain), plain.due.amount, plain.rejectedCodes], [[['5% off in spring', 6_00, 'promo_spring']], 114_00, undefined])
    const both = await quoted(backend, as(), cartOf('c-2', 'HELLO10'))
    assert.deepEqual(off(both).map(([title]) => title), ['5% off in spring', 'HELLO10'])
    assert.equal(both.due.amount, both.total.amount - both.discounts.reduce((sum, { money }) => sum + money.amount, 0))
    await end()
  })

  const order = (total: unknown, more: object = {}) => ({ total_amount: total, ...more })
  const applied = (id: string, total: unknown, more: object = {}) => ({ status: 'APPLICABLE', id, object: 'voucher', order: order(total), ...more })
  const refused = (id: string, key: string, more: object = {}) => ({ status: 'INAPPLICABLE', id, object: 'voucher', result: { error: { code: 400, key } }, ...more })
  const told = (body: object, cart = cartOf('c-1', 'A', 'B'), more: Partial<VoucherifyClientOptions> = {}) => disturbed(isValidation, { body }, (backend, context) => quoted(backend, context, cart), more)

  test('why a code did nothing, by every key that there is a word for', async () => {
    const quote = await told({ valid: false, redeemables: [refused('A', 'voucher_expired'), { status: 'SKIPPED', id: 'B', object: 'voucher', result: { details: { key: 'campaign_expired' } } }], skipped_redeemables: [refused('C', 'quantity_exceeded')], inapplicable_redeemables: [refused('D', 'resource_not_found'), { status: 'PERHAPS', id: 'E', object: 'voucher' }] }, cartOf('c-1', 'A', 'B', 'C', 'D', 'E', 'F'))
    assert.deepEqual(quote.rejectedCodes?.map(({ code, because }) => [code, because]), [['A', 'expired'], ['B', 'expired'], ['C', 'used'], ['D', 'unknown'], ['E', 'not_eligible'], ['F', 'not_eligible']])
    assert.equal(quote.due.amount, 120_00)
  })

  test('all or nothing: where one of the codes does not fit, none of them takes anything off', async () => {
    const body = { valid: false, redeemables: [applied('A', 100_00), refused('B', 'not_found')], order: order(100_00), stacking_rules: { redeemables_application_mode: 'ALL' } }
    const quote = await told(body)
    assert.deepEqual([off(quote), quote.due.amount, quote.rejectedCodes], [[], 120_00, [{ code: 'A', because: 'not_eligible' }, { code: 'B', because: 'unknown' }]])
    assert.equal((await told({ ...body, stacking_rules: { redeemables_application_mode: 'PARTIAL' } })).due.amount, 100_00)
  })

  test('goods for nothing take nothing off: what the order comes to counts', async () => {
    const gift = { amount: 150_00, total_discount_amount: 30_00, total_applied_discount_amount: 30_00 }
    const quote = await told({ valid: true, redeemables: [applied('A', 120_00, { order: order(120_00, gift) })], order: order(120_00, gift) }, cartOf('c-1', 'A'))
    assert.deepEqual([off(quote), quote.due.amount, quote.rejectedCodes], [[], 120_00, undefined])
  })

  test('numbers as texts, null for absent, other capitals, the total alone', async () => {
    const quote = await told({ id: null, valid: true, redeemables: [applied('a', '11000'), applied('B', 100_00)], order: order(null, { total_applied_discount_amount: '2000', mood: 'NEW' }) })
    assert.deepEqual([off(quote), quote.rejectedCodes], [[['a', 10_00, 'a'], ['B', 10_00, 'B']], undefined])
    const total = await told({ valid: true, redeemables: [applied('A', null, { order: null }), applied('B', 100_00, { order: undefined })], order: order(90_00) })
    assert.deepEqual([off(total), total.due.amount], [[['A + B', 30_00, undefined]], 90_00])
    assert.equal((await told({ redeemables: [applied('A', 10)], order: order(-500) }, cartOf('c-1', 'A'))).due.amount, 0, 'never below nothing')
    assert.equal((await told({ redeemables: [applied('A', 200_00)], order: order(200_00) }, cartOf('c-1', 'A'))).due.amount, 120_00, 'nor above what it was')
  })

  test('a fraction of a yen is promised to nobody', async () => {
    const yen: Cart = { id: 'c-1', currency: 'JPY', items: [{ sku: 'tea', quantity: 1, price: 1_005 }], codes: ['A'] }
    const quote = await told({ redeemables: [applied('A', 90_450)], order: order(90_450) }, yen, { money: 'JPY' })
    assert.deepEqual([off(quote), quote.due], [[['A', 100, 'A']], { amount: 905, currency: 'JPY' }])
  })

  test('amounts that are none, and codes without a name, are no answer', async () => {
    for (const amount of [12.5, '12.5', '1e3', 2 ** 53, {}, 'many', true]) await failsWith(told({ redeemables: [applied('A', 1)], order: order(amount) }, cartOf('c-1', 'A')), 'bad_response')
    for (const redeemables of [undefined, null, {}, 'none', [applied(undefined as unknown as string, 1)]]) await failsWith(told({ redeemables, order: order(100_00) }), 'bad_response')
  })

  test('another money than the shop\'s is refused before anything is asked', async () => {
    const { backend, as, asked, end } = await open()
    await failsWith(quoted(backend, as(), { ...cartOf('c-1', 'A'), currency: 'USD' }), 'invalid_input')
    assert.equal(asked(/./).length, 0)
    await end()
  })
})

describe('voucherify-client: what real servers send', () => {
  const calls: readonly (readonly [what: string, fits: typeof isValidation, call: (backend: VoucherifyClientBackend, context: Context) => Promise<unknown>])[] = [
    ['offers', isQualification, (backend, context) => backend.offers.list({}, context)],
    ['a quote', isValidation, (backend, context) => quoted(backend, context, cartOf('c-1', 'SPRING5'))],
  ]
  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['an error with status 200', { body: { code: 404, key: 'not_found', message: 'Resource not found' } }, 'backend_failed'],
    ['too many calls, with status 200', { body: { code: 429, message: 'Too many requests hit the API too quickly.' } }, 'rate_limited'],
    ['refused keys, or an origin that is not allowed', { status: 401, body: { code: 401, key: 'unauthorized', message: 'Unauthorized' } }, 'backend_failed'],
    ['keys without the right', { status: 403, body: { code: 403, key: 'forbidden' } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { code: 400, key: 'invalid_payload' } }, 'backend_failed'],
    ['a path that is not there', { status: 404, text: 'nginx' }, 'backend_failed'],
    ['an object with nothing in it', { body: {} }, 'bad_response'],
    ['null', { text: 'null' }, 'bad_response'],
  ]
  for (const [what, fits, call] of calls) for (const [answered, answer, code] of cases) test(`${what}: ${answered}: ${code}`, () => failsWith(disturbed(fits, answer, call), code))

  test('JSON that is called something else is read all the same', async () => {
    const text = JSON.stringify({ redeemables: { data: [{ id: 'promo_1', object: 'promotion_tier', name: 'Autumn' }] } })
    assert.equal((await disturbed(isQualification, { text, headers: { 'content-type': 'text/plain' } }, (backend, context) => backend.offers.list({}, context)))[0]?.title, 'Autumn')
  })

  test('too many calls: with the time to come back where it is told', async () => {
    const retryAt = async (headers: Readonly<Record<string, string>>) => {
      const failure = await disturbed(isQualification, { status: 429, headers, body: { code: 429, message: 'Too many requests hit the API too quickly.' } }, (backend, context) => backend.offers.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited' && failure.retryable, String(failure))
      return failure.details?.retryAt === undefined ? undefined : Math.round((Date.parse(failure.details.retryAt) - Date.now()) / 1_000)
    }
    assert.equal(await retryAt({}), undefined)
    assert.ok(Math.abs((await retryAt({ 'retry-after': '5' }) ?? 0) - 5) <= 1)
    assert.equal(await retryAt({ 'retry-after': 'soon' }), undefined)
  })

  test('a lost answer is asked for again by whoever wants it: nothing was done', async () => {
    const { emulator, backend, as, end } = await open()
    emulator.disturb(() => 'lost')
    await failsWith(backend.offers.list({}, as()), 'network')
    emulator.disturb(undefined)
    assert.equal((await backend.offers.list({}, as())).length, 2)
    await end()
  })

  test('a host page that can\'t say who is signed in fails the call, not the page', async () => {
    const { emulator, as, end } = await open()
    const backend = clientOn(emulator, { customer: () => { throw new Error('The shop is away.') } })
    await failsWith(backend.offers.list({}, as({ kind: 'ambient' })), 'network')
    await end()
  })

  test('other keys, and a page of an origin that the project does not name, are refused for good, with what to look at', async () => {
    const { emulator, end } = await open(undefined, { origins: [origin] })
    const context = { signal: AbortSignal.timeout(8_000), locale: 'en', identity: { kind: 'guest' } } as const
    for (const more of [{ clientToken: emulator.appToken }, { origin: 'https://elsewhere.example' }]) {
      const failure = await clientOn(emulator, more).offers.list({}, context).catch((error: unknown) => error) as LoyaltyError
      assert.deepEqual([failure.code, failure.retryable], ['backend_failed', false])
      assert.match(String((failure.cause as Error).message), /client-side keys.*origin/)
    }
    assert.equal((await clientOn(emulator).offers.list({}, context)).length, 2)
    await end()
  })

  test('the keys are in headers, never in an address', async () => {
    const { emulator, backend, as, end } = await open()
    await backend.offers.list({}, as())
    await quoted(backend, as(), cartOf('c-1', 'SPRING5'))
    for (const { headers, path, query } of emulator.exchanges) {
      assert.deepEqual([headers['x-client-application-id'], headers['x-client-token'], headers['x-app-token']], [emulator.clientId, emulator.clientToken, undefined])
      assert.ok(!`${path}?${query}`.includes(emulator.clientToken))
    }
    await end()
  })
})

describe('voucherify-client: in a client', () => {
  test('has a programme, offers and quotes, and says that it has nothing else', async () => {
    const { emulator, backend, as, end } = await open({ tiers: [{ id: 'bronze', name: 'Bronze', rank: 0, reachedBy: [], benefits: [] }] })
    assert.deepEqual([backend.credential, backend.ambient], ['publishable', undefined])
    assert.deepEqual(await backend.program.get({}, as()), {
      id: `voucherify-client:${emulator.clientId}`, name: 'Summer Rewards', locales: ['en'], currencies: [{ id: 'points', unit: 'point', scale: 0 }], tiers: [{ id: 'bronze', name: 'Bronze', rank: 0, reachedBy: [], benefits: [] }],
    })
    const client = createLoyalty({ backend })
    assert.deepEqual((['offers', 'quotes', 'redemptions', 'coupons', 'balances', 'events'] as const).filter((group) => client.can(group)), ['offers', 'quotes'])
    const titles = await new Promise<readonly string[]>((done) => { client.$offers.subscribe((state) => { if (state.status === 'ready') done(state.value.map(({ title }) => title)) }) })
    assert.deepEqual(titles, ['10% off your first order', '5% off in spring'])
    client.dispose()
    await end()
  })
})

describe('voucherify-client: options', () => {
  const good: VoucherifyClientOptions = { clientId: 'a', clientToken: 'b', name: 'Club', money: 'EUR' }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ clientId: '' }, /`clientId`/], [{ clientToken: 'with space' }, /`clientToken`/], [{ name: ' ' }, /`name`/], [{ money: 'euro' }, /`money`/], [{ money: 'KWD' }, /2 decimal digits/],
      [{ currencies: [] }, /`currencies`/], [{ tiers: {} }, /`tiers`/], [{ locale: 'not a tag' }, /`locale`/], [{ promotions: ['HELLO10'] }, /`promotions`/], [{ promotions: Array.from({ length: 11 }, (_, index) => `promo_${index}`) }, /`promotions`/],
      [{ customer: 'ada' }, /`customer`/], [{ origin: 'shop.example' }, /`origin`/], [{ origin: 'https://shop.example/' }, /`origin`/],
    ] as const) assert.throws(() => voucherifyClient({ ...good, ...wrong } as unknown as VoucherifyClientOptions), says)
    voucherifyClient(good)
  })

  test('starts in a page, and not with the secret key of `voucherify`', () => inPage(() => {
    voucherifyClient(good)
    assert.throws(() => voucherifyClient({ ...good, appToken: 'secret' } as VoucherifyClientOptions), (error) => isLoyaltyError(error) && error.code === 'invalid_option' && /make another one/.test(error.message) && !error.message.includes('secret\''))
  }))
})
