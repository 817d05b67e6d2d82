import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type ActivityEntry, type Balance, type Cart, type Reward } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Exchange, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateSmileIo, smileIoDocuments, smileIoRefined, type SmileIoEmulator } from '@loyaltykit/testing/emulators/smile-io'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { smileIo, type SmileIoOptions } from './smile-io.ts'

const wire = wireCheck(smileIoDocuments, smileIoRefined)
const adapterOn = ({ url, apiKey, sandbox }: SmileIoEmulator, more: Partial<SmileIoOptions> = {}) =>
  smileIo({ url: `${url}/v1`, apiKey, name: 'Smile Club', keys: memoryKeys(), clock: () => sandbox.now(), amounts: { 502: [200, 400, 450, 9_000] }, ...more })
const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })

const { open, disturbed, contract } = vendor({
  name: 'smile-io', wire, emulate: emulateSmileIo, adapter: adapterOn,
  join: async ({ shop }, count) => String(await shop.join(`ada-${count}@shop.example`)),
})

await contract({
  subject: ({ emulator }) => ({
    cart: cartOf,
    purchase: ({ identity, cart, orderId }) => emulator.shop.purchase({ id: Number(idOf(identity)), cart, orderId }),
  }),
  leftOut: {
    as: 'only what needs a log-in, carts, holds or a look-up is left out',
    for: ['session.requestCode', 'members.enrol', 'quotes.quote', 'redemptions.hold', 'referrals.lookUp', 'block'],
  },
  moreThan: { checks: 47, exchanges: 350 },
})

const isPurchase = ({ method, path }: Heard) => method === 'POST' && path.endsWith('/purchase')
const isCustomer = ({ path }: Heard) => /\/customers\/\d+$/.test(path)

/** A member with a reward in mind. */
async function ready(more: Partial<SmileIoOptions> = {}) {
  const scene = await open(more)
  const memberId = await scene.join()
  const available = async () => (await scene.backend.balances.list({}, scene.as(memberId)))[0]?.available
  return { ...scene, memberId, available }
}

test('the check by the vendor\'s document bites: a wrong amount, a field too much, a question too much, a path that is none', async (context) => {
  if (!wire) return context.skip('the vendor\'s document is not here')
  const { emulator, backend, memberId, as, end } = await ready()
  await backend.balances.list({}, as(memberId))
  const good = emulator.exchanges.find(isCustomer) as Exchange
  const planted = (more: Partial<Exchange>) => wire.violations({ ...good, ...more }).length
  const { customer } = good.answer.body as { customer: object }
  assert.equal(planted({}), 0)
  assert.ok(planted({ answer: { body: { customer: { ...customer, points_balance: '600' } } } }) > 0)
  assert.ok(planted({ answer: { body: { customer: { ...customer, mood: 'good' } } } }) > 0)
  assert.ok(planted({ query: new URLSearchParams({ expand: 'all' }) }) > 0)
  assert.ok(planted({ path: '/v1/shoppers/7' }) > 0)
  await end()
})

describe('smile-io: a purchase is money', () => {
  test('a purchase whose answer is lost is found, not made again', async () => {
    const { emulator, backend, memberId, as, available, end } = await ready()
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'network')
    const { balances, coupon } = await backend.rewards.claim({ rewardId: '501' }, key)
    assert.deepEqual([balances[0]?.available, await available()], [500, 500])
    assert.deepEqual(await backend.coupons.list({}, as(memberId)), [coupon])
    await end()
  })

  test('the last points were spent by a purchase whose answer is lost: it is found all the same', async () => {
    const { emulator, backend, memberId, as, available, end } = await ready()
    await backend.rewards.claim({ rewardId: '502-400' }, as(memberId))
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '502-200' }, key), 'network')
    assert.equal((await backend.rewards.claim({ rewardId: '502-200' }, key)).balances[0]?.available, 0)
    assert.equal(await available(), 0)
    await end()
  })

  test('a purchase that may still be on its way is not made again, and once it can\'t be, it is', async () => {
    const { emulator, backend, memberId, as, available, end } = await ready({ doubt: 300 })
    emulator.disturb(once(isPurchase, { status: 503, text: '<html>' }))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'backend_failed')
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'timeout')
    assert.equal(await available(), 600)
    await new Promise((resolve) => setTimeout(resolve, 310))
    assert.equal((await backend.rewards.claim({ rewardId: '501' }, key)).balances[0]?.available, 500)
    await end()
  })

  /** A purchase whose answer was lost, and that can't be on its way any more; the lists as they are then. */
  async function lost() {
    const scene = await ready({ doubt: 50 })
    const { emulator, backend, memberId, as } = scene
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'network')
    await new Promise((resolve) => setTimeout(resolve, 60))
    emulator.disturb(undefined)
    await Promise.all([backend.activity.list({}, as(memberId)), backend.coupons.list({}, as(memberId))])
    const told = <T>(path: string) => emulator.exchanges.findLast((one) => one.path.endsWith(path))?.answer.body as T
    const { points_transactions: lines } = told<{ points_transactions: { id: number }[] }>('/points_transactions')
    const { reward_fulfillments: fulfillments } = told<{ reward_fulfillments: object[] }>('/reward_fulfillments')
    return { ...scene, lines, fulfillments, claim: () => backend.rewards.claim({ rewardId: '501' }, key) }
  }

  test('a list in which one line can\'t be read says nothing: what may be there is not bought again', async () => {
    const { emulator, lines, fulfillments, claim, available, end } = await lost()
    const first = <T extends object>([line, ...others]: readonly T[], more: object | null) => [more && { ...line, ...more }, ...others]
    const answers = [
      ...[null, { points_change: null }, { id: 'new' }, { customer_id: {} }].map((more) => ['/points_transactions', { points_transactions: first(lines, more), metadata: { next_cursor: null } }] as const),
      ['/points_transactions', { points_transactions: [], metadata: { next_cursor: 7 } }] as const,
      ...[null, { id: {} }, { customer_id: [] }].map((more) => ['/reward_fulfillments', { reward_fulfillments: first(fulfillments, more), metadata: { next_cursor: null } }] as const),
    ]
    for (const [path, body] of answers) {
      emulator.disturb((heard) => (heard.path.endsWith(path) ? { body } : undefined))
      await failsWith(claim(), 'bad_response')
    }
    emulator.disturb(undefined)
    assert.equal((await claim()).balances[0]?.available, 500)
    assert.equal(await available(), 500)
    await end()
  })

  test('a purchase is found on a later page, however much has come after it', async () => {
    const { emulator, lines, claim, available, end } = await lost()
    const later = Array.from({ length: 250 }, (_, index) => ({ ...lines[0], id: (lines[0]?.id ?? 0) + 250 - index, points_change: 1 }))
    emulator.disturb((heard) => (heard.path.endsWith('/points_transactions') ? { body: heard.query.has('cursor') ? { points_transactions: lines, metadata: {} } : { points_transactions: later, metadata: { next_cursor: 'more' } } } : undefined))
    assert.equal((await claim()).balances[0]?.available, 500)
    assert.equal(await available(), 500)
    await end()
  })

  test('a list of lines that goes in circles says nothing', async () => {
    const { emulator, lines, claim, available, end } = await lost()
    const later = lines.map((line) => ({ ...line, id: line.id + 100, points_change: 1 }))
    emulator.disturb((heard) => (heard.path.endsWith('/points_transactions') ? { body: { points_transactions: later, metadata: { next_cursor: 'again' } } } : undefined))
    await failsWith(claim(), 'bad_response')
    assert.equal(await available(), 500)
    await end()
  })

  test('what was paid for and is not there yet is never bought again', async () => {
    const { emulator, backend, memberId, as, available, end } = await ready({ doubt: 50 })
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'network')
    await new Promise((resolve) => setTimeout(resolve, 60))
    emulator.disturb(once(({ path }) => path.endsWith('/reward_fulfillments'), { body: { reward_fulfillments: [], metadata: { next_cursor: null, previous_cursor: '' } } }))
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'timeout')
    emulator.disturb(undefined)
    assert.ok((await backend.rewards.claim({ rewardId: '501' }, key)).coupon)
    assert.equal(await available(), 500)
    await end()
  })

  test('another price meanwhile, or a product that is gone: what was begun is looked for by the price of its day, and told as uncertain', async () => {
    const { emulator, backend, memberId, as, available, end } = await ready({ doubt: 50 })
    await backend.rewards.list({}, as())
    const products = emulator.exchanges.at(-1)?.answer.body as { points_products: { id: number; points_price: number | null }[] }
    emulator.disturb(once(isPurchase, 'lost'))
    const key = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'network')
    await new Promise((resolve) => setTimeout(resolve, 60))
    const isCatalogue = ({ path }: Heard) => path.endsWith('/points_products')
    emulator.disturb((heard) => (isCatalogue(heard) ? { body: { points_products: [] } } : undefined))
    await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'uncertain')
    emulator.disturb((heard) => (isCatalogue(heard) ? { body: { points_products: products.points_products.map((one) => (one.id === 501 ? { ...one, points_price: 90 } : one)) } } : undefined))
    assert.ok((await backend.rewards.claim({ rewardId: '501' }, key)).coupon)
    assert.equal(await available(), 500)
    await end()
  })

  test('what is refused is refused by what the balance says', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    emulator.disturb(once(isPurchase, { status: 422, body: { error: { message: 'No' } } }))
    const key = as(memberId)
    for (const _ of [1, 2]) await failsWith(backend.rewards.claim({ rewardId: '501' }, key), 'not_eligible')
    // a till was quicker
    emulator.disturb(undefined)
    const body = { ...(emulator.exchanges.findLast(isCustomer)?.answer.body as { customer: object }) }
    emulator.disturb((heard) => (isPurchase(heard) ? { status: 422, body: {} } : isCustomer(heard) && emulator.exchanges.at(-1)?.path.endsWith('/reward_fulfillments') ? { body: { customer: { ...body.customer, points_balance: 20 } } } : undefined))
    await failsWith(backend.rewards.claim({ rewardId: '501' }, as(memberId)), 'insufficient_points')
    emulator.disturb(once(isPurchase, { status: 429, headers: { 'retry-after': '3' } }))
    const later = as(memberId)
    await failsWith(backend.rewards.claim({ rewardId: '501' }, later), 'rate_limited')
    assert.equal((await backend.rewards.claim({ rewardId: '501' }, later)).balances[0]?.available, 500)
    await end()
  })

  test('two processes with one store buy once', async () => {
    const { emulator, memberId, as, available, end } = await ready()
    const keys = memoryKeys()
    const key = as(memberId)
    const [a, b] = await Promise.all([adapterOn(emulator, { keys }), adapterOn(emulator, { keys })].map((backend) => backend.rewards.claim({ rewardId: '501' }, key)))
    assert.deepEqual(a, b)
    assert.equal(await available(), 500)
    await end()
  })

  test('of a slider the chosen amounts are rewards of their own, as far as it has them; its least one where none is chosen', async () => {
    const { emulator, backend, as, end } = await ready()
    const shown = async (from: ReturnType<typeof adapterOn>) => (await from.rewards.list({}, as())).items.map(({ id, cost, text }: Reward) => [id, cost.amount, text])
    assert.deepEqual(await shown(backend), [['501', 100, 'For any order.'], ['502-200', 200, 'For any order.\n100 Coins = €5 off'], ['502-400', 400, 'For any order.\n100 Coins = €5 off'], ['503', 9_000, 'For any order.']])
    assert.deepEqual((await shown(adapterOn(emulator, { amounts: {} }))).map(([id]) => id), ['501', '502-200', '503'])
    await end()
  })
})

describe('smile-io: who it is', () => {
  test('a customer by its own id, by e-mail, or as the shop\'s server finds it', async () => {
    const { emulator, as, end } = await open()
    const email = 'Grace@shop.example'
    const id = await emulator.shop.join(email)
    await emulator.shop.join('other@shop.example')
    for (const [customer, memberId] of [['id', String(id)], ['email', email], [async (own: string) => (own === 'shop-7' ? id : undefined), 'shop-7']] as const) {
      const backend = adapterOn(emulator, { customer })
      const member = await backend.members.get({}, as(memberId))
      assert.deepEqual([member.id, member.profile.email, member.profile.birthday], [memberId, email, undefined])
      for (const stranger of ['nobody', 'nobody@shop.example', '999999', '1e3', '7001/../7002', '']) await failsWith(backend.balances.list({}, as(stranger)), 'unauthenticated')
    }
    await end()
  })

  test('who has not joined is nobody; who is disabled looks and no more', async () => {
    const { emulator, backend, as, join, end } = await open()
    await failsWith(backend.balances.list({}, as(String(emulator.shop.candidate('new@shop.example')))), 'unauthenticated')
    const memberId = await join()
    await emulator.shop.block(Number(memberId))
    assert.equal((await backend.members.get({}, as(memberId))).status, 'blocked')
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 600)
    assert.ok((await backend.rewards.list({}, as(memberId))).items.every(({ lockedBecause }) => lockedBecause === 'not_eligible'))
    await failsWith(backend.rewards.claim({ rewardId: '501' }, as(memberId)), 'not_eligible')
    await failsWith(backend.referrals.get({}, as(memberId)), 'not_eligible')
    await end()
  })

  test('a friend\'s link is https, and its last part the code', async () => {
    const { backend, memberId, as, end } = await ready({ referral: { advocate: 100, friend: 50 } })
    assert.deepEqual(await backend.referrals.get({}, as(memberId)), {
      code: `9qr${memberId}`, url: `https://i.refs.example/9qr${memberId}`, advocate: { currency: 'points', amount: 100 }, friend: { currency: 'points', amount: 50 }, invitations: [],
    })
    await end()
  })
})

describe('smile-io: what real servers send', () => {
  const customer = (more: object) => (memberId: string) => ({ body: { customer: { id: Number(memberId), state: 'member', points_balance: 10, created_at: '2026-01-01T00:00:00.000Z', ...more } } })
  const balances = (points: unknown): Promise<readonly Balance[]> => disturbed(isCustomer, customer({ points_balance: points, mood: 'NEW', vip_status: null, email: null }), (backend, context) => backend.balances.list({}, context))

  test('numbers as texts, null for absent, a debt, fields that are new', async () => {
    assert.deepEqual(await balances('1250'), [{ currency: 'points', available: 1_250 }])
    assert.deepEqual(await balances(-40), [{ currency: 'points', available: -40 }])
    const member = await disturbed(isCustomer, customer({ email: 'not an address', created_at: '2026-01-01T00:00:00', date_of_birth: '1990-05-27' }), (backend, context) => backend.members.get({}, context))
    assert.deepEqual([member.joinedAt, member.profile], ['2026-01-01T00:00:00.000Z', { birthday: '1990-05-27' }])
  })

  test('points that are no whole number, or none at all, are no answer; nor is an answer about somebody else', async () => {
    for (const points of [12.5, '12.5', '1e3', 2 ** 53, null, {}, 'many']) await failsWith(balances(points), 'bad_response')
    await failsWith(disturbed(isCustomer, customer({ id: 1 }), (backend, context) => backend.balances.list({}, context)), 'bad_response')
  })

  test('a customer who can\'t be read is no answer, not somebody who has not joined', () =>
    failsWith(disturbed(({ path }) => path.endsWith('/customers'), { body: { customers: [{ id: null, email: 'ada@shop.example' }] } }, (backend, context) => backend.balances.list({}, { ...context, identity: { kind: 'member', memberId: 'ada@shop.example' } }), { customer: 'email' }), 'bad_response'))

  test('a state that came after this was written looks and no more', async () => {
    assert.equal((await disturbed(isCustomer, customer({ state: 'on_holiday' }), (backend, context) => backend.members.get({}, context))).status, 'blocked')
  })

  test('a standing says what keeps the tier and until when; of money in minor units', async () => {
    const status = { vip_tier_id: 302, vip_tier_expires_at: '2027-12-31T23:59:59.999Z', progress_value: 200.5, current_vip_period_end: '2026-12-31T23:59:59.999Z', delta_to_retain_vip_tier: 99.5, next_vip_tier_id: 303, delta_to_next_vip_tier: 799.5 }
    const standing = (more: Partial<SmileIoOptions>, vip: object | null = status) => disturbed(isCustomer, customer({ vip_status: vip }), (backend, context) => backend.tiers.progress({}, context), more)
    assert.deepEqual(await standing({ milestones: { metric: 'spend', money: 'USD' } }), {
      current: '302', validUntil: '2027-12-31T23:59:59.999Z', next: { tier: '303', metrics: [{ metric: 'spend', currency: 'USD', have: 20_050, need: 100_000 }] },
      keep: { by: '2026-12-31T23:59:59.999Z', metrics: [{ metric: 'spend', currency: 'USD', have: 20_050, need: 30_000 }] },
    })
    assert.deepEqual((await standing({})).next, { tier: '303', metrics: [{ metric: 'points', currency: 'points', have: 200, need: 999 }] })
    assert.deepEqual(await standing({}, null), {})
  })

  test('codes are told by their states and their end; lines by their sign; what is none is left out, what is somebody else\'s too', async () => {
    const fulfillment = (id: number, more: object) => ({ id, name: `F${id}`, code: `C${id}`, fulfillment_status: 'issued', usage_status: 'unused', expires_at: null, ...more })
    const list = [
      fulfillment(1, {}), fulfillment(2, { usage_status: 'used' }), fulfillment(3, { expires_at: '2026-01-01T00:00:00Z' }), fulfillment(4, { fulfillment_status: 'cancelled' }), fulfillment(5, { fulfillment_status: 'pending' }), fulfillment(6, { code: null }),
      fulfillment(7, { expires_at: '2026-12-01T00:00:00Z', action_url: 'javascript:alert(1)', terms_and_conditions: 'Once' }), fulfillment(8, { customer_id: 1 }), 'nonsense', fulfillment(9, { fulfillment_status: 'dreaming' }),
    ]
    const coupons = await disturbed(({ path }) => path.endsWith('/reward_fulfillments'), { body: { reward_fulfillments: list, metadata: { next_cursor: '' } } }, (backend, context) => backend.coupons.list({}, context))
    assert.deepEqual(coupons.map(({ id, state }) => [id, state]), [['7', 'available'], ['1', 'available'], ['3', 'expired'], ['2', 'used'], ['4', 'expired'], ['9', 'expired']])
    assert.deepEqual([coupons[0]?.url, coupons[0]?.terms], [undefined, 'Once'])
    const line = (id: number, points: unknown, more: object = {}) => ({ id, points_change: points, description: `L${id}`, internal_note: 'secret', created_at: '2026-11-20T10:00:00Z', ...more })
    const { items, next } = await disturbed(({ path }) => path.endsWith('/points_transactions'), { body: { points_transactions: [line(9, '5'), line(8, -3), line(7, 1, { customer_id: 1 }), line(6, null), line(5, 2, { created_at: 'soon' })], metadata: { next_cursor: 'abc' } } }, (backend, context) => backend.activity.list({}, context))
    assert.deepEqual((items as ActivityEntry[]).map(({ id, kind, amount }) => [id, kind, amount]), [['9', 'earn', 5], ['8', 'spend', -3]])
    assert.ok(next?.endsWith('abc') && !JSON.stringify(items).includes('secret'))
  })

  test('a list that goes on is read on, and one that says that it comes after itself ends', async () => {
    const { emulator, backend, memberId, as, end } = await ready()
    let asked = 0
    emulator.disturb(({ path, query }) => {
      if (!path.endsWith('/reward_fulfillments')) return undefined
      asked += 1
      return { body: { reward_fulfillments: [{ id: asked, name: 'F', code: `C${asked}`, fulfillment_status: 'issued' }], metadata: { next_cursor: query.get('cursor') === 'two' ? 'two' : query.get('cursor') === 'one' ? 'two' : 'one' } } }
    })
    assert.equal((await backend.coupons.list({}, as(memberId))).length, 3)
    assert.equal(asked, 3)
    await end()
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['an error with status 200', { body: { error: { message: 'Sorry' } } }, 'backend_failed'],
    ['a refused key, which no member can mend', { status: 401, body: { error: { message: 'Unauthorized' } } }, 'backend_failed'],
    ['a key without the scope', { status: 403, body: {} }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: {} }, 'backend_failed'],
    ['a customer that is not there', { status: 404, body: {} }, 'unauthenticated'],
  ]
  for (const [what, answer, code] of cases) test(`${what}: ${code}`, () => failsWith(disturbed(isCustomer, answer, (backend, context) => backend.balances.list({}, context)), code))

  test('too many calls: with the time to come back where it is told', async () => {
    for (const [headers, seconds] of [[{}, undefined], [{ 'retry-after': '30' }, 30], [{ 'retry-after': 'soon' }, undefined]] as const) {
      const failure = await disturbed(isCustomer, { status: 429, headers, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      const { retryAt } = failure.details ?? {}
      assert.equal(retryAt && Math.round((Date.parse(retryAt) - Date.now()) / 1_000), seconds)
    }
  })

  test('the key is in a header, never in an address', async () => {
    const { emulator, backend, as, end } = await ready()
    await backend.program.get({}, as())
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['authorization'], `Bearer ${emulator.apiKey}`)
      assert.ok(!`${path}?${query}`.includes(emulator.apiKey))
    }
    await end()
  })
})

test('smile-io: the programme is called as the options say, its points as Smile.io does', async () => {
  const { backend, as, end } = await open()
  const { name, currencies: [points], tiers } = await backend.program.get({}, as())
  assert.deepEqual([name, points?.forms], ['Smile Club', { one: 'Coin', other: 'Coins' }])
  assert.deepEqual(tiers.map(({ id, reachedBy: [goal], benefits }) => [id, goal?.amount, benefits.length]), [['301', undefined, 0], ['302', 100, 1], ['303', 1_000, 0]])
  await end()
})

describe('smile-io: options', () => {
  const good: SmileIoOptions = { apiKey: 'a', name: 'Club', keys: memoryKeys() }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ apiKey: 'with space' }, /`apiKey`/], [{ name: '' }, /`name`/], [{ keys: undefined }, /`keys`/], [{ customer: 'phone' }, /`customer`/], [{ milestones: { metric: 'orders' } }, /`milestones.metric`/],
      [{ milestones: { metric: 'spend', money: 'dollars' } }, /`milestones.money`/], [{ amounts: { 7: [0] } }, /`amounts`/], [{ referral: { advocate: 1.5, friend: 0 } }, /`referral`/], [{ locale: 'not a tag' }, /`locale`/], [{ doubt: 0 }, /`doubt`/],
    ] as const) assert.throws(() => smileIo({ ...good, ...wrong } as never), says)
    smileIo(good)
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => smileIo(good), /@loyaltykit\/gateway/)))
})
