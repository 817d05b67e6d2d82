import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { createLoyalty, isLoyaltyError, type ActivityEntry, type Balance, type Cart, type LoyaltyBackend, type Reward, type StorageLike, type WriteContext } from '@loyaltykit/core'
import { emulateLoyaltyLion, loyaltyLionCheck, type LoyaltyLionEmulator } from '@loyaltykit/testing/emulators/loyaltylion'
import type { Exchange, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { throughPages } from '../test/pages.ts'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { readLoyaltyLionConfiguration, signLoyaltyLionToken } from './loyaltylion-server.ts'
import { loyaltylion, type LoyaltyLionCustomer, type LoyaltyLionOptions } from './loyaltylion.ts'

const wire = loyaltyLionCheck()

/** Storage of one browser. */
function browser(): StorageLike & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) }
}

/** A page of the shop; nobody is signed in where `more` names no customer. */
function pageOn({ url, siteId, apiKey, sandbox }: LoyaltyLionEmulator, more: Partial<LoyaltyLionOptions> = {}) {
  const configuration: NonNullable<LoyaltyLionOptions['configuration']> = ({ language, signal }) => readLoyaltyLionConfiguration({ siteId, apiKey, url, language, signal })
  return loyaltylion({ url, siteId, configuration, customer: () => undefined, clock: () => sandbox.now(), ...more })
}
const tokenOn = ({ secret, payload }: LoyaltyLionEmulator, merchantId: string, seconds?: number) => signLoyaltyLionToken({ secret, payload: payload(merchantId, seconds) })
const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })

const { open: opened, contract } = vendor({
  name: 'loyaltylion', wire, emulate: emulateLoyaltyLion, adapter: pageOn,
  join: async ({ shop }, count) => {
    // what a path must encode is in it
    const merchantId = `gid://shop/Customer/${count}`
    await shop.join(merchantId)
    return merchantId
  },
})

async function open() {
  const { emulator, join, as, asked, end } = await opened()
  return {
    emulator, join, end,
    token: (merchantId: string, seconds?: number) => tokenOn(emulator, merchantId, seconds),
    /** A page where this customer is signed in. */
    page: (customer: LoyaltyLionOptions['customer'], more: Partial<LoyaltyLionOptions> = {}) => pageOn(emulator, { customer, ...more }),
    as: (kind: 'ambient' | 'guest' = 'ambient', key?: string): WriteContext => as({ kind }, key),
    asked: (path: RegExp) => asked(path).length,
  }
}

await contract({
  subject: ({ emulator, join }) => ({
    cart: cartOf,
    backend: throughPages<LoyaltyLionCustomer>({ page: (customer) => pageOn(emulator, { customer }), customerOf: async (id) => ({ id, token: id === 'made-up-token' ? id : await tokenOn(emulator, id) }) }),
    signUp: async () => ({ kind: 'token', token: await join() }),
    purchase: ({ identity, cart, orderId }) => emulator.shop.purchase({ merchantId: idOf(identity), cart, orderId }),
  }),
  leftOut: {
    as: 'only what needs a log-in, carts, holds or other means that it has not got is left out',
    for: ['session.requestCode', 'members.enrol', 'quotes.quote', 'redemptions.hold', 'referrals.lookUp', 'block'],
  },
  moreThan: { checks: 53, exchanges: 300 },
})

const isClaim = ({ method, path }: Heard) => method === 'POST' && path.endsWith('/redeem')
const isCustomer = ({ path }: Heard) => /\/customers\/[^/]+$/.test(path)

/** A customer in the programme, signed in on a page. */
async function signedIn(more: Partial<LoyaltyLionOptions> = {}) {
  const scene = await open()
  const merchantId = await scene.join()
  const customer: LoyaltyLionCustomer = { id: merchantId, token: await scene.token(merchantId) }
  const backend = scene.page(() => customer, more)
  const claims = () => scene.asked(/\/redeem$/)
  const available = async (from = backend) => (await from.balances.list({}, scene.as()))[0]?.available
  const reward = async (title: RegExp) => (await backend.rewards.list({}, scene.as())).items.find((one) => title.test(one.title)) as Reward
  return { ...scene, merchantId, customer, backend, claims, available, reward }
}

test('the check by the vendor\'s document bites: a wrong amount, a field too much, a path that is none', async (context) => {
  if (!wire) return context.skip('the vendor\'s document is not here')
  const { emulator, backend, as, end } = await signedIn()
  await backend.balances.list({}, as())
  const good = emulator.exchanges.find(({ method, path }) => method === 'GET' && /customers/.test(path)) as Exchange
  const planted = (change: (body: { customer: Record<string, unknown> }) => void) => {
    const body = structuredClone(good.answer.body) as { customer: Record<string, unknown> }
    change(body)
    return wire.violations({ ...good, answer: { body } }).length
  }
  assert.equal(planted(() => {}), 0)
  for (const change of [(body: { customer: Record<string, unknown> }) => { body.customer['points_approved'] = '600' }, (body: { customer: Record<string, unknown> }) => { body.customer['mood'] = 'good' }]) assert.ok(planted(change) > 0)
  assert.ok(wire.violations({ ...good, path: good.path.replace('customers', 'shoppers') }).length > 0)
  await end()
})

describe('loyaltylion: a claim is money', () => {
  test('a claim whose answer is lost is found among the claimed rewards, not made again', async () => {
    const { emulator, backend, as, reward, available, claims, end } = await signedIn()
    const { id } = await reward(/€5/)
    emulator.disturb(once(isClaim, 'lost'))
    const key = as()
    await failsWith(backend.rewards.claim({ rewardId: id }, key), 'network')
    const { coupon, balances } = await backend.rewards.claim({ rewardId: id }, key)
    assert.deepEqual(await backend.coupons.list({}, as()), [coupon])
    assert.deepEqual([balances[0]?.available, await available()], [500, 500])
    assert.equal(claims(), 0, 'the one that was sent is not among what was heard undisturbed')
    await end()
  })

  test('what was begun before a reload is found by the same key, and a claim of another tab is not taken for it', async () => {
    const storage = browser()
    const { emulator, backend, page, customer, as, reward, available, end } = await signedIn({ storage })
    const { id } = await reward(/€5/)
    emulator.disturb(once(isClaim, 'lost'))
    const key = as()
    await failsWith(backend.rewards.claim({ rewardId: id }, key), 'network')
    const other = await page(() => customer, { storage }).rewards.claim({ rewardId: id }, as())
    const { coupon } = await page(() => customer, { storage }).rewards.claim({ rewardId: id }, key)
    assert.ok(coupon && other.coupon && coupon.id !== other.coupon.id)
    // the answer was seen and the page closed: the same again
    assert.deepEqual((await page(() => customer, { storage }).rewards.claim({ rewardId: id }, key)).coupon, coupon)
    await failsWith(page(() => customer, { storage }).rewards.claim({ rewardId: '102' }, key), 'conflict')
    assert.equal(await available(), 400)
    const kept = [...storage.kept].join()
    assert.ok(kept.includes(id) && ![coupon.code, customer.id, customer.token].some((secret) => kept.includes(secret)), 'nothing personal is kept')
    await end()
  })

  test('a page that was closed over a claim: who presses again, with another key, has the answer to that; the next customer of the device has not', async () => {
    const storage = browser()
    const { emulator, backend, page, customer, token, join, as, reward, available, end } = await signedIn({ storage, doubt: 1_500 })
    const { id } = await reward(/€5/)
    const grace = await join()
    const other = page(async () => ({ id: grace, token: await token(grace) }), { storage })
    const hers = (await other.rewards.claim({ rewardId: id }, as())).coupon
    emulator.disturb(once(isClaim, 'lost'))
    await failsWith(backend.rewards.claim({ rewardId: id }, as()), 'network')
    const second = (await other.rewards.claim({ rewardId: id }, as())).coupon
    assert.ok(hers && second && second.id !== hers.id)
    const again = page(() => customer, { storage })
    const { coupon } = await again.rewards.claim({ rewardId: id }, as())
    assert.deepEqual([await again.coupons.list({}, as()), await available()], [[coupon], 500])
    // that is settled: another press is another claim
    assert.notDeepEqual((await again.rewards.claim({ rewardId: id }, as())).coupon, coupon)
    // one that never arrived is made by the next press, once it can't arrive any more
    emulator.disturb(once(isClaim, { status: 503, text: '' }))
    await failsWith(again.rewards.claim({ rewardId: id }, as()), 'backend_failed')
    const third = page(() => customer, { storage, doubt: 1_500 })
    const key = as()
    await failsWith(third.rewards.claim({ rewardId: id }, key), 'timeout')
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    await third.rewards.claim({ rewardId: id }, key)
    assert.equal(await available(), 300)
    await end()
  })

  test('a list of claims that can\'t be read, as a whole or in one line, says nothing: what may be there is not claimed again', async () => {
    const { emulator, backend, as, reward, available, claims, end } = await signedIn({ doubt: 50 })
    const { id } = await reward(/€5/)
    emulator.disturb(once(isClaim, 'lost'))
    const key = as()
    await failsWith(backend.rewards.claim({ rewardId: id }, key), 'network')
    await new Promise((resolve) => setTimeout(resolve, 60))
    emulator.disturb(undefined)
    assert.equal(await available(), 500)
    const good = emulator.exchanges.findLast(isCustomer)?.answer.body as { customer: { claimed_rewards: object[] } }
    const [claimed] = good.customer.claimed_rewards
    for (const list of [null, undefined, {}, [null], [{ ...claimed, id: null }], [{ ...claimed, reward_id: {} }]]) {
      emulator.disturb((heard) => (isCustomer(heard) ? { body: { ...good, customer: { ...good.customer, claimed_rewards: list } } } : undefined))
      await failsWith(backend.rewards.claim({ rewardId: id }, key), 'bad_response')
    }
    emulator.disturb(undefined)
    assert.equal((await backend.rewards.claim({ rewardId: id }, key)).balances[0]?.available, 500)
    assert.equal(claims(), 0)
    await end()
  })

  test('a claim that may still be on its way is not sent again, and once it can\'t be, it is', async () => {
    const { emulator, backend, as, reward, available, claims, end } = await signedIn({ doubt: 1_500 })
    const { id } = await reward(/€5/)
    emulator.disturb(once(isClaim, { status: 503, text: '<html>' }))
    const key = as()
    await failsWith(backend.rewards.claim({ rewardId: id }, key), 'backend_failed')
    await failsWith(backend.rewards.claim({ rewardId: id }, key), 'timeout')
    assert.deepEqual([claims(), await available()], [0, 600])
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    assert.equal((await backend.rewards.claim({ rewardId: id }, key)).balances[0]?.available, 500)
    assert.equal(claims(), 1)
    await end()
  })

  test('an answer that nobody can read is a claim that may have been made', async () => {
    for (const answer of [{ text: '<html>Welcome to our network</html>' }, { body: {} }, { body: { claimed_reward: null } }] as const) {
      const { emulator, backend, as, reward, available, end } = await signedIn()
      const { id } = await reward(/€5/)
      emulator.disturb(once(isClaim, answer))
      const key = as()
      const failure = await backend.rewards.claim({ rewardId: id }, key).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && ['bad_response', 'timeout'].includes(failure.code), String(failure))
      await failsWith(backend.rewards.claim({ rewardId: id }, key), 'timeout')
      assert.equal(await available(), 600)
      await end()
    }
  })

  test('what was turned away may be tried again with the same key; a refusal stays one', async () => {
    const { emulator, backend, as, reward, available, end } = await signedIn()
    const { id } = await reward(/€5/)
    const key = as()
    for (const [answer, code] of [[{ status: 429, headers: { 'retry-after': '3' } }, 'rate_limited'], [{ status: 401, body: { error: { code: 'unauthorized' } } }, 'unauthenticated']] as const) {
      emulator.disturb(once(isClaim, answer))
      await failsWith(backend.rewards.claim({ rewardId: id }, key), code)
    }
    assert.equal((await backend.rewards.claim({ rewardId: id }, key)).balances[0]?.available, 500)
    const refused = as()
    emulator.disturb(once(isClaim, { status: 422, body: { error: { code: 'reward_limit_reached' } } }))
    for (const _ of [1, 2]) await failsWith(backend.rewards.claim({ rewardId: id }, refused), 'not_eligible')
    assert.equal(await available(), 500)
    await end()
  })

  test('each of its refusals has our code', async () => {
    const { emulator, backend, as, reward, end } = await signedIn()
    const { id } = await reward(/€5/)
    for (const [says, code] of [
      ['insufficient_points', 'insufficient_points'], ['customer_blocked', 'not_eligible'], ['customer_not_enrolled', 'unauthenticated'], ['reward_not_enabled_for_customer', 'not_eligible'],
      ['reward_out_of_stock', 'not_eligible'], ['reward_kind_mismatch', 'not_eligible'], ['something_new', 'not_eligible'],
    ] as const) {
      for (const status of [422, 200]) {
        emulator.disturb(once(isClaim, { status, body: { error: { code: says } } }))
        await failsWith(backend.rewards.claim({ rewardId: id }, as()), code)
      }
    }
    await end()
  })

  test('two tabs with one key claim once', async () => {
    const storage = browser()
    const { backend, page, customer, as, reward, available, end } = await signedIn({ storage })
    const { id } = await reward(/€5/)
    const key = as()
    const answers = await Promise.allSettled([backend, page(() => customer, { storage })].map((tab) => tab.rewards.claim({ rewardId: id }, key)))
    for (const answer of answers) if (answer.status === 'rejected') await failsWith(Promise.reject(answer.reason), 'timeout')
    assert.equal(await available(), 500)
    await end()
  })

  test('a gift card\'s whole number is told once, as a code', async () => {
    const { backend, as, reward, end } = await signedIn()
    const { coupon, giftCard } = await backend.rewards.claim({ rewardId: (await reward(/gift card/)).id }, as())
    assert.match(coupon?.code ?? '', /^LION-/)
    assert.equal(giftCard?.number, `···· ${coupon?.code.slice(-4)}`)
    assert.deepEqual(giftCard?.balance, { amount: 10_00, currency: 'EUR' })
    assert.deepEqual(await backend.coupons.list({}, as()), [])
    await end()
  })
})

describe('loyaltylion: who is signed in', () => {
  test('a token that has ended is renewed once, however many calls were refused, and a claim goes on', async () => {
    const { emulator, page, token, join, as, end } = await open()
    const id = await join()
    let held = await token(id, -1)
    let asked = 0
    const backend = page(async ({ renew }) => {
      if (renew) {
        asked += 1
        await new Promise((resolve) => setTimeout(resolve, 20))
        held = await token(id)
      }
      return { id, token: held }
    })
    await Promise.all([backend.balances.list({}, as()), backend.tiers.progress({}, as()), backend.coupons.list({}, as())])
    assert.equal(asked, 1)
    emulator.sandbox.advance('2 hours')
    await backend.rewards.claim({ rewardId: '101' }, as())
    assert.equal(asked, 2)
    await end()
  })

  test('a token that can\'t be renewed ends the log-in; the answer for another person is thrown away', async () => {
    const { page, token, join, as, end } = await open()
    const [ada, grace] = [await join(), await join()]
    const old = await token(ada, -1)
    const others = await token(grace)
    await failsWith(page(() => ({ id: ada, token: old })).balances.list({}, as()), 'unauthenticated')
    await failsWith(page(({ renew }) => (renew ? undefined : { id: ada, token: old })).balances.list({}, as()), 'unauthenticated')
    await failsWith(page(({ renew }) => (renew ? { id: grace, token: others } : { id: ada, token: old })).balances.list({}, as()), 'unauthenticated')
    await failsWith(page(() => { throw new TypeError('offline') }).balances.list({}, as()), 'network')
    await failsWith(page(() => ({ id: ada, token: others })).balances.list({}, as()), 'forbidden')
    await end()
  })

  test('an answer about somebody else is none; a customer of Shopify may be answered by number', async () => {
    const { emulator, backend, merchantId, as, end } = await signedIn()
    const answer = async (id: string) => {
      emulator.disturb(undefined)
      await backend.balances.list({}, as())
      const body = structuredClone(emulator.exchanges.at(-1)?.answer.body) as { customer: { merchant_id: string } }
      body.customer.merchant_id = id
      emulator.disturb(once(isCustomer, { body }))
    }
    await answer('1')
    await failsWith(backend.balances.list({}, as()), 'bad_response')
    await answer(merchantId.split('/').at(-1) ?? '')
    assert.equal((await backend.balances.list({}, as()))[0]?.available, 600)
    await end()
  })

  test('a customer without a state is no answer, not somebody who has not joined', async () => {
    const { emulator, backend, as, end } = await signedIn()
    await backend.balances.list({}, as())
    const { customer, ...body } = emulator.exchanges.at(-1)?.answer.body as { customer: object }
    for (const [state, code] of [[undefined, 'bad_response'], [null, 'bad_response'], [7, 'bad_response'], ['guest', 'unauthenticated']] as const) {
      emulator.disturb(once(isCustomer, { body: { ...body, customer: { ...customer, state } } }))
      await failsWith(backend.balances.list({}, as()), code)
    }
    await end()
  })

  test('somebody whom LoyaltyLion does not know, or who has not joined, is a guest; who is blocked is told so', async () => {
    const { emulator, page, token, join, as, end } = await open()
    const stranger = page(async () => ({ id: 'stranger', token: await token('stranger') }))
    await failsWith(stranger.members.get({}, as()), 'unauthenticated')
    assert.equal((await stranger.program.get({}, as())).name, 'Lion Rewards')
    assert.ok((await stranger.rewards.list({}, as())).items.every(({ lockedBecause }) => lockedBecause === undefined))
    const id = await join()
    const backend = page(async () => ({ id, token: await token(id) }))
    await emulator.shop.block(id)
    await failsWith(backend.balances.list({}, as()), 'forbidden')
    await failsWith(backend.rewards.claim({ rewardId: '101' }, as()), 'forbidden')
    await end()
  })

  test('the first read of a page opens a session with the e-mail, once: it makes and enrols the customer', async () => {
    const { emulator, page, token, as, asked, end } = await open()
    const backend = page(async () => ({ id: 'новый клиент', token: await token('новый клиент'), email: 'ada@shop.example' }))
    const [[balance]] = await Promise.all([backend.balances.list({}, as()), backend.members.get({}, as())])
    assert.equal(balance?.available, 600)
    assert.equal((await backend.members.get({}, as())).profile.email, 'ada@shop.example')
    assert.deepEqual([asked(/\/sessions$/), asked(/\/customers\/[^/]+$/)], [1, 2])
    assert.deepEqual(emulator.exchanges[0]?.body, { customer: { email: 'ada@shop.example' } })
    const other = page(async () => ({ id: 'another', token: await token('another'), email: 'ada@shop.example' }))
    await failsWith(other.members.get({}, as()), 'conflict')
    await failsWith(other.members.get({}, as()), 'unauthenticated')
    // turned away, it has not happened: the next read is the first
    const third = page(async () => ({ id: 'third', token: await token('third'), email: 'third@shop.example' }))
    emulator.disturb(once(({ path }) => path.endsWith('/sessions'), { status: 429 }))
    await failsWith(third.members.get({}, as()), 'rate_limited')
    assert.equal((await third.members.get({}, as())).id, 'third')
    await end()
  })

  test('a visitor sees the programme that the shop\'s server has read, and none without it', async () => {
    const { emulator, page, as, end } = await open()
    const visitor = page(() => undefined)
    assert.deepEqual([(await visitor.program.get({}, as())).tiers.length, (await visitor.rewards.list({}, as('guest'))).items.length], [3, 7])
    await failsWith(visitor.balances.list({}, as()), 'unauthenticated')
    await failsWith(loyaltylion({ siteId: emulator.siteId, url: emulator.url, customer: () => undefined }).program.get({}, as()), 'unauthenticated')
    await failsWith(page(() => undefined, { configuration: () => Promise.reject(new TypeError('offline')) }).program.get({}, as()), 'network')
    await failsWith(page(() => undefined, { configuration: () => 'nonsense' }).program.get({}, as()), 'bad_response')
    await end()
  })

  test('a client makes one request for all that a page shows, and shows the next customer nothing of the last', async () => {
    const { page, token, join, asked, end } = await open()
    let who: LoyaltyLionCustomer | undefined
    const ids = [await join(), await join()]
    const [one, two] = await Promise.all(ids.map(async (id) => ({ id, token: await token(id) })))
    who = one
    const client = createLoyalty({ backend: page(() => who) as LoyaltyBackend, locale: 'en', storage: browser() }) as unknown as Record<'$program' | '$balances' | '$member' | '$rewards' | '$tier' | '$referral', { subscribe(listener: (state: { status: string; value?: unknown }) => void): () => void }> & { refresh(): void; dispose(): void }
    const seen: unknown[] = []
    client.$member.subscribe((state) => { if (state.status === 'ready') seen.push((state.value as { id: string } | null)?.id ?? null) })
    await Promise.all((['$program', '$balances', '$rewards', '$tier', '$referral'] as const).map((store) => new Promise<void>((resolve, reject) => client[store].subscribe((state) => {
      if (state.status === 'ready') resolve()
      if (state.status === 'failed') reject(new Error(`${store} failed`))
    }))))
    assert.deepEqual([asked(/\/customers\//), asked(/configuration/)], [1, 0])
    for (const next of [two, undefined]) {
      who = next
      client.refresh()
      for (let pause = 0; pause < 5_000 && seen.at(-1) !== (next?.id ?? null); pause += 20) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    assert.deepEqual(seen.filter((id, index) => id !== seen[index - 1]), [ids[0], ids[1], null])
    client.dispose()
    await end()
  })
})

describe('loyaltylion: what real servers send', () => {
  /** The adapter on the emulator's answer about a customer, changed. */
  async function changed<T>(change: (customer: Record<string, unknown>, configuration: Record<string, unknown>) => void, call: (backend: ReturnType<typeof loyaltylion>, context: WriteContext) => Promise<T>): Promise<T> {
    const { emulator, backend, as, end } = await signedIn()
    await backend.balances.list({}, as())
    const body = structuredClone(emulator.exchanges.at(-1)?.answer.body) as { customer: Record<string, unknown>; configuration: Record<string, unknown> }
    change(body.customer, body.configuration)
    emulator.disturb((heard) => (isCustomer(heard) ? { body } : undefined))
    try {
      return await call(backend, as())
    } finally {
      await end()
    }
  }
  const balances = (points: unknown, pending: unknown = 0): Promise<Balance[]> => changed((customer) => Object.assign(customer, { points_approved: points, points_pending: pending, history: [] }), async (backend, context) => [...await backend.balances.list({}, context)])

  test('numbers as texts, null for absent, a debt, fields and kinds that are new', async () => {
    assert.deepEqual(await balances('1250', null), [{ currency: 'points', available: 1250 }])
    assert.deepEqual(await balances(-40), [{ currency: 'points', available: -40, pending: 0, pendingBatches: [] }])
    const entries = await changed((customer) => {
      customer['history'] = [
        { kind: 'points_lent', date: '2026-11-20T10:00:00Z', points: -7, label: 'Lent', mood: 'new' }, 'nonsense', { kind: 'points_added', points: 'many', date: '2026-11-20T10:00:00Z' }, { kind: 'points_added', points: 3, date: 'soon' },
        { kind: 'earned_points_from_rule', date: '2026-11-19T10:00:00', points: 5, label: '', state: 'pending', rule: { id: 1, kind: 'purchase' }, points_will_approve_at: '2026-12-03', points_will_expire_at: null },
        { kind: 'earned_points_from_rule', date: '2026-11-18T12:00:00+02:00', points: 9, label: 'Void', state: 'void', rule: { id: 1, kind: 'purchase' } },
        { kind: 'entered_tier', date: '2026-11-18T09:00:00Z', label: 'Silver', tier: { id: 2, name: 'Silver' } },
        { kind: 'points_expired', date: '2026-11-17T09:00:00Z', points: -2, label: 'Expired' }, { kind: 'points_expired', date: '2026-11-17T09:00:00Z', points: -2, label: 'Expired' },
      ]
    }, async (backend, context) => (await backend.activity.list({}, context)).items as ActivityEntry[])
    assert.deepEqual(entries.map(({ at, kind, amount, state, reason, availableAt }) => [at, kind, amount, state, reason, availableAt]), [
      ['2026-11-20T10:00:00.000Z', 'adjust', -7, 'final', undefined, undefined], ['2026-11-19T10:00:00.000Z', 'earn', 5, 'pending', 'purchase', '2026-12-03T00:00:00.000Z'],
      ['2026-11-18T10:00:00.000Z', 'earn', 9, 'reversed', 'purchase', undefined], ['2026-11-17T09:00:00.000Z', 'expire', -2, 'final', undefined, undefined], ['2026-11-17T09:00:00.000Z', 'expire', -2, 'final', undefined, undefined],
    ])
    assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length)
  })

  test('points that are no whole number, or none at all, are no answer', async () => {
    for (const points of [12.5, '12.5', '1e3', 2 ** 53, null, {}, 'many', true, [600]]) await failsWith(balances(points), 'bad_response')
  })

  test('a reward says why it can\'t be taken; a reason that is new locks', async () => {
    const stateOf = (can: unknown, limit: unknown = { state: 'no_limit' }) => changed((customer) => {
      for (const reward of customer['available_rewards'] as { context: Record<string, unknown> }[]) Object.assign(reward.context, { can_redeem: can, claim_limit: limit })
    }, async (backend, context) => {
      const [{ state, lockedBecause, left } = {}] = (await backend.rewards.list({}, context)).items
      return [state, lockedBecause, left]
    })
    assert.deepEqual(await stateOf({ state: 'redeemable' }, { state: 'limit_not_reached', remaining_claims_within_interval: 2 }), ['available', undefined, 2])
    assert.deepEqual(await stateOf({ state: 'insufficient_points', additional_points_required: 5 }), ['locked', 'balance_too_low', undefined])
    assert.deepEqual(await stateOf({ state: 'claim_limit_reached' }, { state: 'limit_reached_until_reset' }), ['locked', 'limit_reached', 0])
    assert.deepEqual(await stateOf({ state: 'out_of_stock' }), ['sold_out', undefined, undefined])
    for (const state of ['cart_requirements_not_met', 'max_redemptions_for_cart_reached', 'unknown', 'moon_is_wrong', undefined]) assert.deepEqual(await stateOf({ state }), ['locked', 'not_eligible', undefined], state)
  })

  test('rewards that ask for more than their id, or have no price, are not in the catalogue; those of a higher tier say which', async () => {
    const rewards = await changed((customer, configuration) => {
      const [first] = configuration['rewards'] as Record<string, unknown>[]
      const odd = ['product_cart', 'active_subscription_product', 'cart_variable_discount_voucher', 'teleport'].map((kind, index) => ({ ...first, id: 900 + index, kind }))
      configuration['rewards'] = [...(configuration['rewards'] as object[]), ...odd, { ...first, id: 950, variants: [{ tier_id: 1, enabled: true, title: 'By the dollar', cost: { kind: 'variable', points_per_unit: 100, unit: 'discount_amount' } }] }, null]
      customer['available_rewards'] = [...(customer['available_rewards'] as object[]), ...odd]
    }, async (backend, context) => (await backend.rewards.list({}, context)).items)
    assert.deepEqual(rewards.map(({ id, state, tier }) => [id, state, tier]), [
      ['101', 'available', undefined], ['102', 'available', undefined], ['103', 'available', undefined], ['104', 'available', undefined], ['105', 'locked', undefined], ['106', 'sold_out', undefined], ['107', 'locked', '3'],
    ])
    assert.equal(rewards.at(-1)?.lockedBecause, 'tier_too_low')
  })

  test('tiers by spend count minor units of the shop\'s money, exactly; hidden tiers and secret benefits are not told', async () => {
    const spend = (configuration: Record<string, unknown>, currency: string) => Object.assign(configuration, { currency }) && Object.assign(configuration['tier_configuration'] as object, {
      tiers: [
        { id: 3, name: 'Gold', kind: 'spend', hidden: false, position: 3, benefit_ids: [2], lower_bound: { amount: 1000.1, formatted: '$1000.10' }, upper_bound: null },
        { id: 9, name: 'Secret', kind: 'conditional', hidden: true, position: 2, benefit_ids: [] },
        { id: 1, name: 'Silver', kind: 'spend', hidden: false, position: 1, benefit_ids: [1, 2], lower_bound: { amount: 0, formatted: '$0' }, upper_bound: { amount: 1000.09, formatted: '' } },
      ],
      tier_benefits: [{ id: 1, label: 'Early', secret: true, details: null }, { id: 2, label: 'Classes', secret: false, details: { plaintext: 'Write to us\n', html: '<p>' } }],
    })
    const membership = {
      tier_id: 1, started_at: '2026-01-01T00:00:00Z', expires_at: '2027-01-01T00:00:00Z',
      progress: { kind: 'spend', valid_until: null, tier_spend: { now: { amount: 200.05, formatted: '' }, at_expiration: { amount: 100, formatted: '' } }, upgrade_tier_id: 3, spend_needed_for_upgrade: { amount: 800.05, formatted: '' }, spend_needed_for_renewal: { amount: 50, formatted: '' }, forecasted_tier_id: 9 },
    }
    const [program, standing] = await changed((customer, configuration) => { spend(configuration, 'usd'); customer['tier_membership'] = membership }, async (backend, context) => [await backend.program.get({}, context), await backend.tiers.progress({}, context)] as const)
    assert.deepEqual(program.tiers, [
      { id: '1', name: 'Silver', rank: 0, reachedBy: [], benefits: [{ id: '2', title: 'Classes', text: 'Write to us' }] },
      { id: '3', name: 'Gold', rank: 1, reachedBy: [{ metric: 'spend', amount: 100_010, currency: 'USD' }], benefits: [{ id: '2', title: 'Classes', text: 'Write to us' }] },
    ])
    assert.deepEqual(standing, {
      current: '1', since: '2026-01-01T00:00:00.000Z', validUntil: '2027-01-01T00:00:00.000Z',
      next: { tier: '3', metrics: [{ metric: 'spend', have: 20_005, need: 100_010, currency: 'USD' }] }, keep: { by: '2027-01-01T00:00:00.000Z', metrics: [{ metric: 'spend', have: 10_000, need: 15_000, currency: 'USD' }] },
    })
    await failsWith(changed((_, configuration) => void spend(configuration, 'jpy'), (backend, context) => backend.program.get({}, context)), 'bad_response')
    assert.deepEqual(await changed((customer, configuration) => { configuration['tier_configuration'] = null; customer['tier_membership'] = null }, async (backend, context) => [(await backend.program.get({}, context)).tiers, await backend.tiers.progress({}, context)]), [[], {}])
  })

  test('codes are told by their state and their end, whichever comes first', async () => {
    const claimed = (id: number, more: object, redeemable: object | null = {}) => ({ id, title: `Claim ${id}`, state: 'approved', reward_id: 101, auto_refund_at: null, redeemable: redeemable && { kind: 'cart_discount_voucher', code: `C${id}`, usage_status: 'not_used', expires_at: null, ...redeemable }, ...more })
    const coupons = await changed((customer) => {
      customer['claimed_rewards'] = [
        claimed(1, {}), claimed(2, {}, { expires_at: '2001-01-01T00:00:00Z' }), claimed(3, {}, { usage_status: 'used' }), claimed(4, { state: 'void' }), claimed(5, { state: 'pending' }), claimed(6, {}, null),
        claimed(7, { auto_refund_at: '2999-01-01' }, { expires_at: '2999-02-01T00:00:00Z' }), { ...claimed(8, {}), title: null }, null,
      ]
    }, (backend, context) => backend.coupons.list({}, context))
    assert.deepEqual(coupons.map(({ id, state, validUntil }) => [id, state, validUntil]), [['7', 'available', '2999-01-01T00:00:00.000Z'], ['1', 'available', undefined], ['2', 'expired', '2001-01-01T00:00:00.000Z'], ['3', 'used', undefined], ['4', 'expired', undefined]])
  })

  test('invitations are what the history tells of friends; without links there are none', async () => {
    const friend = (date: string, more: object) => ({ kind: 'earned_points_from_rule', date, points: 100, label: 'Friend', rule: { id: 203, kind: 'referral' }, ...more })
    const referral = (change: (customer: Record<string, unknown>) => void) => changed(change, (backend, context) => backend.referrals.get({}, context))
    const { url, code, advocate, friend: gets, invitations } = await referral((customer) => {
      customer['history'] = [friend('2026-11-20T10:00:00Z', { state: 'pending' }), friend('2026-11-19T10:00:00Z', { state: 'approved' }), friend('2026-11-18T10:00:00Z', { state: 'void' }), { ...friend('2026-11-17T10:00:00Z', { state: 'approved', kind: 'received_reward', claimed_reward_id: 7 }), points: undefined }]
    })
    assert.match(url, /^https:\/\/shop\.example\/r\//)
    assert.equal(`https://${code}`, url)
    assert.deepEqual([advocate.amount, gets.amount], [100, 0])
    assert.deepEqual(invitations.map(({ state, reward }) => [state, reward?.amount]), [['joined', 100], ['rewarded', 100], ['refused', 100], ['rewarded', undefined]])
    await failsWith(referral((customer) => { customer['referral_urls'] = null }), 'not_eligible')
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['null', { body: null }, 'bad_response'],
    ['an error with status 200', { body: { error: { code: 'customer_not_enrolled' } } }, 'unauthenticated'],
    ['a state that is new', { body: { customer: { state: 'dreaming', merchant_id: '' }, configuration: {} } }, 'bad_response'],
    ['a request that it does not understand', { status: 400, body: { error: { code: 'channel_required' } } }, 'backend_failed'],
  ]
  for (const [what, answer, code] of cases) {
    test(`${what}: ${code}`, async () => {
      const { emulator, backend, as, end } = await signedIn()
      emulator.disturb((heard) => (isCustomer(heard) ? answer : undefined))
      await failsWith(backend.balances.list({}, as()), code)
      await failsWith(backend.snapshot.get({ parts: ['balances'] }, as()).then((answered) => { throw Object.assign(new Error(JSON.stringify(answered)), { name: 'LoyaltyError', code: (answered.balances as { error?: { code: string } }).error?.code }) }), code)
      await end()
    })
  }

  test('too many calls: with the time to come back where it is told', async () => {
    const { emulator, backend, as, end } = await signedIn()
    const retryAt = async (headers: Readonly<Record<string, string>>) => {
      emulator.disturb(once(isCustomer, { status: 429, headers, body: { error: { code: 'rate_limited' } } }))
      const failure = await backend.balances.list({}, as()).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      return failure.details?.retryAt
    }
    assert.equal(await retryAt({}), undefined)
    assert.ok(Math.abs(Date.parse(await retryAt({ 'retry-after': '30' }) ?? '') - Date.now() - 30_000) < 2_000)
    assert.equal(await retryAt({ 'retry-after': 'soon' }), undefined)
    await end()
  })

  test('a snapshot gives each part its own value or error, of one request', async () => {
    const { backend, as, asked, end } = await signedIn()
    const { program, balances, offers, rewards } = await backend.snapshot.get({ parts: ['program', 'balances', 'offers', 'rewards'] }, as())
    assert.equal((program as { value: { name: string } }).value.name, 'Lion Rewards')
    assert.equal((balances as { value: Balance[] }).value[0]?.available, 600)
    assert.equal((rewards as { value: { items: Reward[] } }).value.items.length, 7)
    assert.equal((offers as { error: { code: string } }).error.code, 'unsupported')
    assert.equal(asked(/./), 1)
    await end()
  })

  test('the token is in a header, never in an address; texts are asked for in the language of the page', async () => {
    const { emulator, customer, page, as, end } = await signedIn()
    const backend = page(() => customer, { locales: ['de-AT', 'fr'] })
    for (const locale of ['fr-CA', 'ru']) await backend.balances.list({}, { ...as(), locale })
    assert.deepEqual(emulator.exchanges.map(({ query }) => query.get('language')), ['fr', 'de'])
    assert.deepEqual((await backend.program.get({}, as())).locales, ['de-AT', 'fr'])
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['authorization'], `Bearer ${customer.token}`)
      assert.ok(!`${path}?${query}`.includes(customer.token))
    }
    await end()
  })
})

describe('loyaltylion: the shop\'s server', () => {
  test('signs a token: base64 of the JSON, a dot, the hexadecimal HMAC-SHA256 of the base64', async () => {
    const payload = { customer: 'Ада Байрон 王', id: 7 }
    const token = await signLoyaltyLionToken({ secret: 'a-secret', payload })
    const [encoded = '', signature] = token.split('.')
    assert.deepEqual(JSON.parse(Buffer.from(encoded, 'base64').toString()), payload)
    assert.equal(signature, createHmac('sha256', 'a-secret').update(encoded).digest('hex'))
    await inPage(() => assert.rejects(signLoyaltyLionToken({ secret: 'a-secret', payload }), /must not be in a page/))
    for (const wrong of [{ secret: '', payload }, { secret: 'a b', payload }, { secret: 'a', payload: {} }, { secret: 'a', payload: [] }]) await assert.rejects(signLoyaltyLionToken(wrong as never), /`(secret|payload)`/)
  })

  test('reads the programme with its key, in the language asked for', async () => {
    const { emulator: { url, siteId, apiKey, exchanges }, end } = await open()
    const answer = await readLoyaltyLionConfiguration({ url, siteId, apiKey, language: 'en' }) as { program: { name: string } }
    assert.equal(answer.program.name, 'Lion Rewards')
    assert.equal(String(exchanges[0]?.query), 'channel=web&language=en')
    await failsWith(readLoyaltyLionConfiguration({ url, siteId, apiKey: 'wrong' }), 'backend_failed')
    await inPage(() => assert.rejects(readLoyaltyLionConfiguration({ url, siteId, apiKey }), /must not be in a page/))
    for (const wrong of [{ siteId: 0, apiKey }, { siteId, apiKey: '' }, { siteId, apiKey, url: 'http://api.example' }]) await assert.rejects(readLoyaltyLionConfiguration(wrong), /`(siteId|apiKey|url)`/)
    await end()
  })
})

test('loyaltylion: wrong options are told at once', () => {
  const good: LoyaltyLionOptions = { siteId: 1, customer: () => undefined }
  for (const [wrong, says] of [
    [{ siteId: 0 }, /`siteId`/], [{ siteId: '1' }, /`siteId`/], [{ customer: undefined }, /`customer`/], [{ configuration: {} }, /`configuration`/], [{ locales: [] }, /`locales`/], [{ locales: ['not a tag'] }, /`locale`/], [{ url: 'http://api.example' }, /`url`/], [{ doubt: 0 }, /`doubt`/],
  ] as const) assert.throws(() => loyaltylion({ ...good, ...wrong } as never), says)
  assert.equal(loyaltylion(good).credential, 'shopper-token')
})
