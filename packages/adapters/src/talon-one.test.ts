import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type WriteContext } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateTalonOne, talonOneDocuments, talonOneRefined, type TalonOneEmulator } from '@loyaltykit/testing/emulators/talon-one'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { talonOne, type TalonOneBackend, type TalonOneOptions } from './talon-one.ts'

const wire = wireCheck(talonOneDocuments, talonOneRefined)

function adapterOn({ url, apiKey, programId, newcomer, pointsAttribute, referralCampaign, sandbox }: TalonOneEmulator, more: Partial<TalonOneOptions> = {}) {
  return talonOne({
    url, apiKey, programId, newcomer, programName: 'Summer Rewards', money: 'EUR', keys: memoryKeys(), clock: () => sandbox.now(),
    currencies: [
      { id: 'points', name: 'Summer points', scale: 2, pays: { attribute: pointsAttribute, rate: { amount: 100, money: 5 }, min: 100, step: 100 } },
      { id: 'beans', subledger: 'stamps', unit: 'stamp', name: 'Coffee stamps' },
    ],
    tiers: { levels: [{ name: 'Bronze', from: 0 }, { name: 'Silver', from: 15_00 }, { name: 'Gold', from: 1_000_00 }] },
    profile: { givenName: 'FirstName', familyName: 'LastName', email: 'Email', phone: 'Phone', birthday: 'Birthday', city: 'City' },
    referral: { campaignId: referralCampaign, link: (code) => `https://shop.example/?ref=${code}`, advocate: { currency: 'points', amount: 100_00 }, friend: { currency: 'points', amount: 50_00 }, attribute: 'InvitedBy' },
    achievements: { three_orders: { metric: 'orders', prize: { currency: 'points', amount: 30_00 } }, big_spender: { metric: 'spend' } },
    ...more,
  })
}

const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }], ...more })

const { open, disturbed, contract } = vendor({
  name: 'talon-one', wire, emulate: emulateTalonOne, adapter: adapterOn,
  join: async ({ shop }, count) => {
    // what a path must encode is in it
    const memberId = `shop/${count}@customers`
    await shop.join(memberId)
    return memberId
  },
})

await contract({
  subject: ({ emulator }) => ({
    cart: cartOf,
    purchase: ({ cart, orderId, identity }) => emulator.shop.purchase({ cart, orderId, integrationId: idOf(identity) }),
  }),
  leftOut: {
    as: 'of its groups what needs a log-in, a catalogue of rewards, a desk that blocks, or a press of a button where none is needed is left out, and nothing else',
    for: ['session.requestCode', 'session.verifyCode', 'codeFor', 'rewards.list', 'rewards.claim', 'block', 'offers.activate', 'challenges.join'],
  },
  moreThan: { checks: 85, exchanges: 750 },
})

interface Put { readonly customerSession: { readonly state?: string; readonly profileId?: string; readonly couponCodes?: readonly string[]; readonly referralCode?: string; readonly attributes?: object } }
const isDry = ({ query }: Heard) => query.get('dry') === 'true'
const isClosing = (heard: Heard) => heard.method === 'PUT' && /\/customer_sessions\/[^/]+$/.test(heard.path) && !isDry(heard) && (heard.body as Put).customerSession.state === 'closed'

describe('talon-one: money', () => {
  async function held(more: Partial<TalonOneOptions> = {}) {
    const scene = await open(more)
    const { backend, join, as } = scene
    const memberId = await join()
    const { redemption } = await backend.redemptions.hold({ cart: cartOf('c-1'), currency: 'points', amount: 200_00 }, as(memberId))
    const own = scene.emulator.shop.memberId(memberId)
    const paid = async () => 600_00 - ((await scene.emulator.sandbox.balances.list({}, as(own))).find(({ currency }) => currency === 'points')?.available ?? 0)
    return { ...scene, memberId, own, redemption, paid, confirm: (key: WriteContext, orderId = 'o-1') => backend.redemptions.confirm({ redemptionId: redemption.id, orderId }, key) }
  }

  test('a hold changes nothing, an order spends it once, a dry request comes first, and only what is sent for good has a key', async () => {
    const { emulator, as, memberId, redemption, paid, confirm, asked, end } = await held()
    assert.deepEqual([await paid(), asked(/customer_sessions/, 'PUT').filter((one) => !isDry(one)).length], [0, 0])
    assert.deepEqual(redemption.money, { amount: 10_00, currency: 'EUR' })
    const key = as(memberId)
    const confirmed = await confirm(key)
    assert.deepEqual(await confirm(key), confirmed)
    assert.deepEqual(await confirm(as(memberId)), confirmed)
    assert.equal(await paid(), 200_00)
    const puts = asked(/customer_sessions\/c-1/, 'PUT')
    assert.deepEqual(puts.map((one) => [isDry(one), one.headers['idempotency-key'] !== undefined]).at(-1), [false, true])
    assert.equal(puts.filter((one) => !isDry(one)).length, 1)
    assert.ok(puts.every((one) => isDry(one) === (one.headers['idempotency-key'] === undefined)))
    assert.deepEqual((puts.at(-1)?.body as Put).customerSession.attributes, { [emulator.pointsAttribute]: 200 })
    await end()
  })

  test('an order whose answer is lost is found, not placed again', async () => {
    const { emulator, as, memberId, paid, confirm, asked, end } = await held()
    emulator.disturb(once(isClosing, 'lost'))
    const key = as(memberId)
    await failsWith(confirm(key), 'network')
    assert.equal((await confirm(key)).redemption.state, 'confirmed')
    assert.equal(await paid(), 200_00)
    assert.equal(asked(/customer_sessions\/c-1/, 'PUT').filter((one) => !isDry(one)).length, 0, 'it was sent once, and that exchange was lost')
    await end()
  })

  test('a ledger in which one line can\'t be read, or a session of nobody knows whom, says nothing: the order is not placed again', async () => {
    const { emulator, as, memberId, paid, confirm, asked, end } = await held({ doubt: 50 })
    emulator.disturb(once(isClosing, 'lost'))
    const key = as(memberId)
    await failsWith(confirm(key), 'network')
    await new Promise((resolve) => setTimeout(resolve, 60))
    emulator.disturb(undefined)
    const { data } = await (await fetch(`${emulator.url}/v1/loyalty_programs/33/profile/${encodeURIComponent(memberId)}/transactions?customerSessionIDs=c-1`, { headers: { authorization: `ApiKey-v1 ${emulator.apiKey}` } })).json() as { data: { type: string }[] }
    const index = data.findIndex(({ type }) => type === 'subtraction')
    assert.ok(index >= 0)
    for (const more of [null, { customerSessionId: 1 }, { amount: null }, { subledgerId: 0 }]) {
      emulator.disturb((heard) => (heard.path.endsWith('/transactions') ? { body: { hasMore: false, data: data.map((line, at) => (at === index ? more && { ...line, ...more } : line)) } } : undefined))
      await failsWith(confirm(key), 'bad_response')
    }
    emulator.disturb((heard) => (heard.path.endsWith('/transactions') ? { body: { hasMore: 'yes', data: [] } } : undefined))
    await failsWith(confirm(key), 'bad_response')
    emulator.disturb((heard) => (heard.method === 'GET' && heard.path.endsWith('/customer_sessions/c-1') ? { body: { customerSession: { profileId: 7, state: 'closed' } } } : undefined))
    await failsWith(confirm(key), 'bad_response')
    emulator.disturb(undefined)
    assert.equal((await confirm(key)).redemption.state, 'confirmed')
    assert.equal(await paid(), 200_00)
    assert.equal(asked(/customer_sessions\/c-1/, 'PUT').filter((one) => !isDry(one)).length, 0)
    await end()
  })

  test('a look-up that fails with status 200 says nothing: the order is not placed again, not let go, and found afterwards', async () => {
    const hidden = { body: { message: 'Not found', errors: [], StatusCode: 404 } }
    for (const path of [/\/customer_sessions\/c-1$/, /\/transactions$/, /\/inventory$/, /\/balances$/]) {
      const { emulator, backend, as, memberId, redemption, paid, confirm, asked, end } = await held({ doubt: 50 })
      let closings = 0
      const lost = once(isClosing, 'lost')
      emulator.disturb((heard) => {
        if (isClosing(heard)) closings += 1
        return lost(heard)
      })
      const key = as(memberId)
      await failsWith(confirm(key), 'network')
      await new Promise((resolve) => setTimeout(resolve, 60))
      emulator.disturb((heard) => {
        if (isClosing(heard)) closings += 1
        return path.test(heard.path) ? hidden : undefined
      })
      await failsWith(confirm(key), 'backend_failed')
      await failsWith(confirm(as(memberId)), 'backend_failed')
      await assert.rejects(backend.redemptions.cancel({ redemptionId: redemption.id }, as(memberId)))
      emulator.disturb(undefined)
      assert.equal((await confirm(key)).redemption.state, 'confirmed')
      assert.deepEqual([await paid(), closings, asked(/\/reopen$/, 'PUT').length], [200_00, 1, 0], String(path))
      await end()
    }
  })

  test('an order that is answered with a failure and status 200 may have been placed: it is looked for', async () => {
    const { emulator, as, memberId, paid, confirm, end } = await held({ doubt: 50 })
    emulator.disturb(once(isClosing, { body: { message: 'Try again', errors: [], StatusCode: 409 } }))
    const key = as(memberId)
    await failsWith(confirm(key), 'backend_failed')
    await failsWith(confirm(key), 'timeout')
    await new Promise((resolve) => setTimeout(resolve, 60))
    assert.equal((await confirm(key)).redemption.state, 'confirmed')
    assert.equal(await paid(), 200_00)
    await end()
  })

  test('an order that may still be on its way is not placed again nor let go, and once it can\'t be, it is', async () => {
    const { emulator, backend, as, memberId, redemption, paid, confirm, end } = await held({ doubt: 300 })
    emulator.disturb(once(isClosing, { status: 503, text: '<html>' }))
    const key = as(memberId)
    await failsWith(confirm(key), 'backend_failed')
    await failsWith(confirm(key), 'timeout')
    await failsWith(backend.redemptions.cancel({ redemptionId: redemption.id }, as(memberId)), 'timeout')
    assert.equal(await paid(), 0)
    await new Promise((resolve) => setTimeout(resolve, 310))
    assert.equal((await confirm(key)).redemption.state, 'confirmed')
    assert.equal(await paid(), 200_00)
    await end()
  })

  test('points that a till has spent meanwhile: nothing is ordered, and the points stay held', async () => {
    const { emulator, backend, as, memberId, own, confirm, asked, end } = await held()
    await emulator.sandbox.redemptions.hold({ cart: cartOf('till', { items: [{ sku: 'x', quantity: 1, price: 900_00 }] }), currency: 'points', amount: 550_00 }, as(own))
    await failsWith(confirm(as(memberId)), 'insufficient_points')
    assert.equal(asked(/customer_sessions\/c-1/, 'PUT').filter((one) => !isDry(one)).length, 0)
    assert.equal((await backend.balances.list({}, as(memberId))).find(({ currency }) => currency === 'points')?.held, 200_00)
    await end()
  })

  test('points that are spent in the very moment: the order without them is opened again, and nothing was paid', async () => {
    const { emulator, as, memberId, own, paid, confirm, asked, end } = await held()
    emulator.disturb((heard) => {
      if (isClosing(heard)) void emulator.sandbox.redemptions.hold({ cart: cartOf('till', { items: [{ sku: 'x', quantity: 1, price: 1_000_00 }] }), currency: 'points', amount: 595_00 }, as(own, 'at the till'))
      return undefined
    })
    await failsWith(confirm(as(memberId)), 'not_eligible')
    assert.deepEqual([await paid(), asked(/\/reopen/, 'PUT').length], [595_00, 1], 'the till\'s alone')
    await end()
  })

  test('a session that the shop has closed with these points is the order; one that it closed without them is not', async () => {
    for (const points of [200, 0]) {
      const { emulator, as, memberId, paid, confirm, end } = await held()
      const send = await fetch(`${emulator.url}/v2/customer_sessions/c-1`, {
        method: 'PUT', headers: { authorization: `ApiKey-v1 ${emulator.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ customerSession: { profileId: memberId, state: 'closed', cartItems: [{ sku: 'boots-1', quantity: 2, price: 60 }], attributes: { [emulator.pointsAttribute]: points } } }),
      })
      assert.equal(send.status, 200)
      if (points) assert.equal((await confirm(as(memberId))).redemption.state, 'confirmed')
      else await failsWith(confirm(as(memberId)), 'not_eligible')
      assert.equal(await paid(), points * 100)
      await end()
    }
  })

  test('somebody else\'s cart takes no points, open or ordered, and one\'s own takes none any more once it was ordered', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [one, two] = [await join(), await join()]
    const opened = await fetch(`${emulator.url}/v2/customer_sessions/open`, {
      method: 'PUT', headers: { authorization: `ApiKey-v1 ${emulator.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ customerSession: { profileId: one, cartItems: [{ sku: 'boots-1', quantity: 1, price: 60 }] } }),
    })
    assert.equal(opened.status, 200)
    await emulator.shop.purchase({ integrationId: one, cart: cartOf('ordered'), orderId: 'ordered' })
    const hold = (id: string, memberId: string) => backend.redemptions.hold({ cart: cartOf(id), currency: 'points', amount: 100_00 }, as(memberId))
    await failsWith(hold('open', two), 'not_eligible')
    for (const memberId of [one, two]) await failsWith(hold('ordered', memberId), 'not_eligible')
    assert.equal((await hold('open', one)).redemption.state, 'held')
    await end()
  })

  test('two processes with one store act once', async () => {
    const { emulator, join, as, end } = await open()
    const keys = memoryKeys()
    const [one, two] = [adapterOn(emulator, { keys }), adapterOn(emulator, { keys })]
    const memberId = await join()
    const key = as(memberId)
    const [a, b] = await Promise.all([one, two].map((backend) => backend.redemptions.hold({ cart: cartOf('c-1'), currency: 'points', amount: 200_00 }, key)))
    assert.deepEqual(a, b)
    await Promise.all([one, two].map((backend) => backend.redemptions.confirm({ redemptionId: a?.redemption.id ?? '', orderId: 'o-1' }, as(memberId))))
    assert.equal((await one.balances.list({}, as(memberId))).find(({ currency }) => currency === 'points')?.available, 400_00)
    await end()
  })

  test('a profile that is busy is asked again, and not without end', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const busy = { status: 409, body: { message: 'Too many requests are updating this profile/session at the same time' } }
    let left = 3
    emulator.disturb((heard) => (heard.method === 'PUT' && left-- > 0 ? busy : undefined))
    assert.equal((await backend.quotes.quote({ carts: [cartOf('c-1')] }, as(memberId))).quotes.length, 1)
    emulator.disturb((heard) => (heard.method === 'PUT' ? busy : undefined))
    await failsWith(backend.quotes.quote({ carts: [cartOf('c-1')] }, as(memberId)), 'rate_limited')
    emulator.disturb(undefined)
    const many = await Promise.all(Array.from({ length: 8 }, (_, index) => backend.quotes.quote({ carts: [cartOf(`c-${index}`)] }, as(memberId))))
    assert.equal(many.length, 8)
    await end()
  })
})

describe('talon-one: joining', () => {
  const person = async (ticket: string) => (ticket === 'good' ? { integrationId: 'новый клиент', email: 'ada@shop.example' } : undefined)
  const form = { ticket: 'good', profile: { givenName: 'Ада', familyName: 'Байрон' }, consents: [] }

  test('a person with a ticket joins once, a friend\'s code is kept for the first order, and another ticket is worth nothing', async () => {
    const { emulator, backend, as, join, end } = await open({ person })
    const advocate = await join()
    const { code } = await backend.referrals.get({}, as(advocate))
    await failsWith(backend.members.enrol({ ...form, ticket: 'bad' }, as()), 'expired')
    await failsWith(backend.members.enrol({ ...form, referralCode: 'NOBODY' }, as()), 'invalid_input')
    await failsWith(backend.members.enrol({ ...form, profile: { postalCode: '1000' } }, as()), 'invalid_input')
    const key = as()
    const answers = await Promise.all([1, 2].map(() => backend.members.enrol({ ...form, referralCode: code }, key)))
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual([answers[0]?.session, answers[0]?.member.profile], [{ memberId: 'новый клиент' }, { givenName: 'Ада', familyName: 'Байрон', email: 'ada@shop.example' }])
    assert.equal(emulator.exchanges.filter(({ path, method }) => method === 'POST' && path.endsWith('/join')).length, 1)
    await failsWith(backend.members.enrol(form, as()), 'conflict')
    await emulator.shop.purchase({ integrationId: 'новый клиент', cart: cartOf('first'), orderId: 'first', referralCode: code })
    const { invitations } = await backend.referrals.get({}, as(advocate))
    assert.deepEqual(invitations.map(({ state, reward }) => [state, reward?.amount]), [['rewarded', 100_00]])
    assert.ok(!JSON.stringify(invitations).includes('клиент'))
    await end()
  })

  test('joining whose answer is lost is found', async () => {
    const { emulator, backend, as, end } = await open({ person })
    emulator.disturb(once(({ path }) => path.endsWith('/join'), 'lost'))
    const key = as()
    // it is looked for at once
    assert.equal((await backend.members.enrol(form, key)).member.id, 'новый клиент')
    emulator.disturb(undefined)
    assert.equal((await backend.members.enrol(form, key)).member.id, 'новый клиент')
    await end()
  })

  test('joining that fails with status 200 is no joining, and a look-up that does is no word that nobody is there', async () => {
    const { emulator, backend, as, asked, end } = await open({ person })
    const hidden = { body: { message: 'Not found', errors: [], StatusCode: 404 } }
    const key = as()
    for (const path of [/\/inventory$/, /\/join$/, /\/v2\/customer_profiles\//]) {
      emulator.disturb(({ path: whole }) => (path.test(whole) ? hidden : undefined))
      await failsWith(backend.members.enrol(form, key), 'backend_failed')
    }
    emulator.disturb(undefined)
    assert.equal((await backend.members.enrol(form, key)).member.id, 'новый клиент')
    assert.equal(asked(/\/join$/, 'POST').length, 1, 'beside the one that was answered in its place')
    await end()
  })

  test('a look for a code that fails with status 200 makes none', async () => {
    const { emulator, backend, as, join, asked, end } = await open()
    const memberId = await join()
    emulator.disturb(({ path }) => (path.endsWith('/inventory') ? { body: { message: 'Not found', errors: [] } } : undefined))
    await failsWith(backend.referrals.get({}, as(memberId)), 'backend_failed')
    assert.equal(asked(/\/v1\/referrals/, 'POST').length, 0)
    await end()
  })

  test('without an attribute for it no code is taken when joining', async () => {
    const { emulator, backend, as, join, end } = await open({ person, referral: { campaignId: 50, link: (code) => `https://shop.example/${code}`, advocate: { currency: 'points', amount: 1 }, friend: { currency: 'points', amount: 1 } } })
    const { code } = await backend.referrals.get({}, as(await join()))
    await failsWith(backend.members.enrol({ ...form, referralCode: code }, as()), 'invalid_input')
    assert.equal(emulator.exchanges.some(({ path }) => path.endsWith('/join')), false)
    await end()
  })

  test('the first look makes a code, once, however many look at once', async () => {
    const { backend, as, join, asked, end } = await open()
    const memberId = await join()
    const codes = await Promise.all([1, 2, 3].map(async () => (await backend.referrals.get({}, as(memberId))).code))
    assert.deepEqual([new Set(codes).size, asked(/\/v1\/referrals/, 'POST').length], [1, 1])
    await end()
  })
})

describe('talon-one: quotes', () => {
  test('codes take off what their rules say, each with its reason where it does nothing', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [memberId, other] = [await join(), await join()]
    const [mine, used, theirs] = [await emulator.shop.coupon(memberId, 'five-off'), await emulator.shop.coupon(memberId, 'ten-percent'), await emulator.shop.coupon(other, 'five-off')]
    await emulator.shop.purchase({ integrationId: memberId, cart: cartOf('old', { codes: [used] }), orderId: 'old' })
    const long = 'X'.repeat(150)
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [cartOf('c-1', { codes: [mine, used, theirs, long, 'NOTHING'] })] }, as(memberId))
    assert.deepEqual(quote?.discounts, [{ title: '5 EUR off', code: mine, money: { amount: 5_00, currency: 'EUR' } }])
    assert.deepEqual(quote.rejectedCodes, [{ code: used, because: 'used' }, { code: theirs, because: 'unknown' }, { code: long, because: 'unknown' }, { code: 'NOTHING', because: 'unknown' }])
    assert.equal(quote.due.amount, 115_00)
    emulator.sandbox.advance('61 days')
    const { quotes: [later] } = await backend.quotes.quote({ carts: [cartOf('c-2', { codes: [mine] })] }, as(memberId))
    assert.deepEqual(later?.rejectedCodes, [{ code: mine, because: 'expired' }])
    await end()
  })

  test('what comes by itself is one discount, however many items it is spread over', async () => {
    const { backend, join, as, end } = await open()
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [cartOf('c-1', { items: [{ sku: 'b', quantity: 3, price: 33_33, categories: ['boots'] }] })] }, as(await join()))
    assert.deepEqual(quote?.discounts.map(({ title, money }) => [title, money.amount]), [['5% off boots', 4_99]])
    await end()
  })

  test('a friend\'s code in a cart is a code like any other, and goes with the order', async () => {
    const { backend, join, as, asked, end } = await open()
    const [advocate, friend] = [await join(), await join()]
    const { code } = await backend.referrals.get({}, as(advocate))
    const quoteOf = async (memberId: string) => (await backend.quotes.quote({ carts: [cartOf('c-1', { codes: [code, 'HELLO10'] })] }, as(memberId))).quotes[0]
    const quote = await quoteOf(friend)
    assert.deepEqual([quote?.rejectedCodes, quote?.discounts.map((one) => one.code)], [undefined, ['HELLO10']])
    assert.deepEqual((await quoteOf(advocate))?.rejectedCodes, [{ code, because: 'not_eligible' }])
    const { redemption } = await backend.redemptions.hold({ cart: cartOf('c-1', { codes: [code, 'HELLO10'] }), currency: 'points', amount: 1_00 }, as(friend))
    await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as(friend))
    const { couponCodes, referralCode } = (asked(/customer_sessions\/c-1/, 'PUT').at(-1)?.body as Put).customerSession
    assert.deepEqual([couponCodes, referralCode], [['HELLO10'], code])
    assert.equal((await backend.referrals.get({}, as(advocate))).invitations.length, 1)
    await end()
  })

  test('points pay as far as the rule lets them, and the rest earns', async () => {
    const { backend, join, as, end } = await open()
    const memberId = await join()
    const quoteOf = async (cart: Cart) => (await backend.quotes.quote({ carts: [cart] }, as(memberId))).quotes[0]
    assert.deepEqual((await quoteOf(cartOf('c-1')))?.spend, [{ currency: 'points', min: 100, max: 600_00, step: 100, worth: { amount: 30_00, currency: 'EUR' } }])
    // half of it
    assert.deepEqual((await quoteOf(cartOf('c-2', { items: [{ sku: 'x', quantity: 1, price: 10_00 }] })))?.spend, [{ currency: 'points', min: 100, max: 100_00, step: 100, worth: { amount: 5_00, currency: 'EUR' } }])
    assert.deepEqual((await quoteOf(cartOf('c-3', { items: [{ sku: 'x', quantity: 1, price: 3 }] })))?.spend?.map(({ max, because }) => [max, because]), [[0, 'below_minimum']])
    const earns = async (cart: Cart) => (await quoteOf(cart))?.earn.find(({ currency }) => currency === 'points')?.amount
    assert.equal(await earns(cartOf('c-4')), 8_40)
    await backend.redemptions.hold({ cart: cartOf('c-4'), currency: 'points', amount: 600_00 }, as(memberId))
    assert.equal(await earns(cartOf('c-4')), 6_30)
    assert.deepEqual((await quoteOf(cartOf('c-5')))?.spend?.map(({ max, because }) => [max, because]), [[0, 'balance_too_low']])
    await end()
  })

  /** A quote of effects that are made up here. */
  async function quoted(effects: readonly object[], cart = cartOf('c-1')) {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const body = { effects: effects.map((effect) => ({ campaignId: 1, rulesetId: 2, ruleIndex: 0, ruleName: 'r', ...effect })), createdCoupons: [], createdReferrals: [] }
    emulator.disturb((heard) => (heard.path.startsWith('/v2/customer_sessions/') ? { body: JSON.parse(JSON.stringify(body).replaceAll('$ME', memberId)) as object } : undefined))
    try {
      const { quotes: [quote] } = await backend.quotes.quote({ carts: [cart] }, as(memberId))
      return quote
    } finally {
      await end()
    }
  }

  test('fractions of a cent are rounded once, on the sum; more than the cart costs is not taken off', async () => {
    const parts = [0.333, 0.333, 0.334000000001, 1e-9].map((value, position) => ({ effectType: 'setDiscountPerItem', props: { name: `Third#${position}`, value, position } }))
    assert.deepEqual((await quoted(parts))?.discounts, [{ title: 'Third', money: { amount: 1_00, currency: 'EUR' } }])
    const much = await quoted([{ effectType: 'setDiscount', props: { name: 'Much', value: 100 } }, { ruleIndex: 1, effectType: 'setDiscount', props: { name: 'More', value: 100 } }])
    assert.deepEqual([much?.discounts.map(({ money }) => money.amount), much?.due.amount], [[100_00, 20_00], 0])
  })

  test('effects for other programmes, other people and other costs are none of ours; new kinds are passed over', async () => {
    const points = (props: object) => ({ effectType: 'addLoyaltyPoints', props: { name: 'p', programId: 33, subLedgerId: '', value: 1.5, recipientIntegrationId: '$ME', transactionUUID: 'u', ...props } })
    const quote = await quoted([
      points({}), points({ value: '2.25' }), points({ programId: 34 }), points({ recipientIntegrationId: 'an advocate' }), points({ subLedgerId: 'hidden' }), points({ subLedgerId: 'stamps', value: 3, startDate: '2026-12-01T00:00:00+01:00' }),
      { effectType: 'setDiscount', props: { name: 'Freight', value: 5, scope: 'additionalCosts' } }, { effectType: 'setDiscountPerAdditionalCost', props: { name: 'Freight', value: 5, additionalCostId: 1, additionalCost: 'freight' } },
      { effectType: 'sendPigeon', props: {} },
    ])
    assert.deepEqual(quote?.earn, [{ currency: 'points', amount: 3_75 }, { currency: 'beans', amount: 3, availableAt: '2026-11-30T23:00:00.000Z' }])
    assert.deepEqual([quote.discounts, quote.due.amount], [[], 120_00])
  })

  test('points with more digits than their currency has are no answer', async () => {
    await failsWith(quoted([{ effectType: 'addLoyaltyPoints', props: { name: 'p', programId: 33, subLedgerId: '', value: 1.005, recipientIntegrationId: '$ME', transactionUUID: 'u' } }]), 'bad_response')
  })
})

describe('talon-one: what real servers send', () => {
  const balances = (balance: unknown, subledgerBalances: unknown = {}) => disturbed(/\/balances$/, { body: { balance, subledgerBalances } }, async (backend, context) => (await backend.balances.list({}, context)).map(({ currency, available, pending }) => [currency, available, pending]))

  test('numbers as texts, null for absent, a debt, ledgers that are not there or that nobody named', async () => {
    assert.deepEqual(await balances({ activePoints: '12.5', pendingPoints: null, mood: 'new' }, { stamps: null, hidden: { activePoints: 1 } }), [['points', 12_50, undefined], ['beans', 0, undefined]])
    assert.deepEqual(await balances({ activePoints: 0, pendingPoints: 0, negativePoints: 40.25 }, { stamps: { activePoints: 3.0, pendingPoints: '0' } }), [['points', -40_25, 0], ['beans', 3, 0]])
    // it tells all ledgers with something in them: one that it does not tell is empty
    assert.deepEqual(await balances(undefined, { stamps: { activePoints: 3 } }), [['points', 0, undefined], ['beans', 3, undefined]])
    assert.deepEqual(await balances({ activePoints: 1 }, undefined), [['points', 1_00, undefined], ['beans', 0, undefined]])
  })

  test('an answer without any ledger tells no figure, and no level', async () => {
    for (const body of [{}, { balance: null, subledgerBalances: null }, { message: 'Something went wrong' }, { total: 7 }]) {
      const code = 'message' in body ? 'backend_failed' : 'bad_response'
      const call = (act: Parameters<typeof disturbed<unknown>>[2]) => failsWith(disturbed(/\/balances$/, { body }, act), code)
      await call((backend, context) => backend.balances.list({}, context))
      await call((backend, context) => backend.tiers.progress({}, context))
      await call((backend, context) => backend.quotes.quote({ carts: [cartOf('c-1')] }, context))
      await call((backend, context) => backend.redemptions.hold({ cart: cartOf('c-1'), currency: 'points', amount: 100_00 }, context))
    }
  })

  const hidden = { body: { message: 'Something went wrong', errors: [{ title: 'Wrong', source: {} }], StatusCode: 404 } }
  const reads: Readonly<Record<string, (backend: TalonOneBackend, context: WriteContext) => Promise<unknown>>> = {
    'members.get': (backend, context) => backend.members.get({}, context), 'balances.list': (backend, context) => backend.balances.list({}, context), 'activity.list': (backend, context) => backend.activity.list({}, context),
    'tiers.progress': (backend, context) => backend.tiers.progress({}, context), 'offers.list': (backend, context) => backend.offers.list({}, context), 'quotes.quote': (backend, context) => backend.quotes.quote({ carts: [cartOf('c-1')] }, context),
    'redemptions.list': (backend, context) => backend.redemptions.list({}, context), 'coupons.list': (backend, context) => backend.coupons.list({}, context), 'referrals.get': (backend, context) => backend.referrals.get({}, context),
    'referrals.lookUp': (backend, context) => backend.referrals.lookUp({ code: 'FRIEND' }, context), 'challenges.list': (backend, context) => backend.challenges.list({}, context),
  }
  for (const [what, call] of Object.entries(reads)) test(`a failure with status 200 is a failure, whatever status it names: ${what}`, () => failsWith(disturbed(() => true, hidden, call), 'backend_failed'))

  test('each request that a read is made of may fail with status 200', async () => {
    const rest: readonly (readonly [RegExp, keyof typeof reads])[] = [[/\/transactions$/, 'activity.list'], [/\/campaigns$/, 'offers.list'], [/\/achievements$/, 'challenges.list'], [/\/customer_sessions\//, 'quotes.quote'], [/\/v1\/referrals$/, 'referrals.get'], [/\/points$/, 'balances.list']]
    for (const [path, read] of rest) await failsWith(disturbed(path, hidden, reads[read] ?? assert.fail), 'backend_failed')
    // beside fields of an answer it is one all the same
    await failsWith(disturbed(/\/transactions$/, { body: { ...hidden.body, hasMore: false, data: [] } }, (backend, context) => backend.activity.list({}, context)), 'backend_failed')
    // a new field of that name is none
    assert.deepEqual((await disturbed(/\/transactions$/, { body: { message: 'Hello', errors: [], hasMore: false, data: [] } }, (backend, context) => backend.activity.list({}, context))).items, [])
  })

  test('what has no zone is told in UTC', async () => {
    const line = { id: 1, created: '2026-11-20T10:00:00', type: 'addition', startDate: '2026-12-06T10:00:00', expiryDate: '2027-12-06', subledgerId: '', amount: 1, ruleName: 'r' }
    const { items: [entry] } = await disturbed(/\/transactions$/, { body: { hasMore: false, data: [line] } }, (backend, context) => backend.activity.list({}, context))
    assert.deepEqual([entry?.at, entry?.availableAt, entry?.expiresAt], ['2026-11-20T10:00:00.000Z', '2026-12-06T10:00:00.000Z', '2027-12-06T00:00:00.000Z'])
    const { joinedAt } = await disturbed(/\/inventory$/, { body: { profile: { integrationId: 'x', created: '2026-01-01T00:00:00', attributes: {} }, loyalty: { programs: { 33: { joinDate: '2026-02-01 12:00:00' } } } } }, (backend, context) => backend.members.get({}, context))
    assert.equal(joinedAt, '2026-02-01T12:00:00.000Z')
    const [coupon] = await disturbed(/\/inventory$/, { body: { loyalty: { programs: { 33: {} } }, coupons: [{ id: 1, value: 'A', state: 'active', startDate: '2026-11-01', expiryDate: '2026-12-01T23:59:59' }] } }, (backend, context) => backend.coupons.list({}, context))
    assert.deepEqual([coupon?.validFrom, coupon?.validUntil], ['2026-11-01T00:00:00.000Z', '2026-12-01T23:59:59.000Z'])
    const { since, validUntil } = await disturbed(/\/balances$/, { body: { balance: { activePoints: 20, currentTier: { id: 1, name: 'Silver', startDate: '2026-06-15T00:00:00', expiryDate: '2027-06-15' } } } }, (backend, context) => backend.tiers.progress({}, context))
    assert.deepEqual([since, validUntil], ['2026-06-15T00:00:00.000Z', '2027-06-15T00:00:00.000Z'])
    const [points] = await disturbed(/\/points$/, { body: { hasMore: false, data: [{ startDate: 'immediate', expiryDate: '2027-02-01T00:00:00', subledgerId: '', amount: 5 }] } }, (backend, context) => backend.balances.list({}, context))
    assert.deepEqual(points?.expiring, [{ amount: 5_00, at: '2027-02-01T00:00:00.000Z' }])
  })

  test('points that are none, or finer than their currency, are no answer', async () => {
    for (const activePoints of [12.345, '1e3', 2 ** 53, null, {}, 'many', undefined]) await failsWith(balances({ activePoints }), 'bad_response')
    await failsWith(balances({ activePoints: 1 }, { stamps: { activePoints: 1.5 } }), 'bad_response')
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['a refused key, which no member can mend', { status: 401, body: { message: 'Invalid API key', StatusCode: 401 } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { message: 'Unknown attribute', errors: [] } }, 'backend_failed'],
    ['a customer who has not joined', { status: 404, body: { message: 'Not found', StatusCode: 404 } }, 'unauthenticated'],
  ]
  for (const [what, answer, code] of cases) {
    test(`${what}: ${code}`, () => failsWith(disturbed(/\/balances$/, answer, (backend, context) => backend.balances.list({}, context)), code))
  }

  test('JSON that is called something else is read all the same', async () => {
    const text = JSON.stringify({ balance: { activePoints: 7 } })
    assert.equal((await disturbed(/\/balances$/, { text, headers: { 'content-type': 'text/plain' } }, (backend, context) => backend.balances.list({}, context)))[0]?.available, 7_00)
  })

  test('too many calls: with the time to come back where it is told', async () => {
    const retryAt = async (headers: Readonly<Record<string, string>>) => {
      const failure: unknown = await disturbed(/\/balances$/, { status: 429, headers, text: '' }, (backend, context) => backend.balances.list({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      return failure.details?.retryAt === undefined ? undefined : Math.round((Date.parse(failure.details.retryAt) - Date.now()) / 1_000)
    }
    assert.equal(await retryAt({}), undefined)
    assert.ok(Math.abs((await retryAt({ 'retry-after': '30' }) ?? 0) - 30) <= 1)
    assert.equal(await retryAt({ 'retry-after': 'soon' }), undefined)
  })

  test('a profile that never joined, and one that is not there, are no members', async () => {
    const { backend, as, end } = await open()
    for (const call of [() => backend.members.get({}, as('stranger')), () => backend.coupons.list({}, as('stranger')), () => backend.challenges.list({}, as('stranger')), () => backend.quotes.quote({ carts: [cartOf('c')] }, as('stranger'))]) await failsWith(call(), 'unauthenticated')
    assert.equal((await disturbed(/\/inventory$/, { body: { profile: null, loyalty: { cards: [], programs: {} } } }, (backend2, context) => backend2.members.get({}, context)).catch((error: unknown) => (isLoyaltyError(error) ? error.code : error))), 'unauthenticated')
    await end()
  })

  test('a membership that can\'t be read is no answer, and signs nobody out', async () => {
    for (const body of [{}, { loyalty: null }, { loyalty: { programs: [] } }, { loyalty: { programs: { 33: 'yes' } } }]) await failsWith(disturbed(/\/inventory$/, { body }, (backend, context) => backend.coupons.list({}, context)), 'bad_response')
  })

  test('parts of a balance have their dates: what expires, what is not there yet', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    await emulator.shop.purchase({ integrationId: memberId, cart: cartOf('o-1'), orderId: 'o-1' })
    const [points] = await backend.balances.list({}, as(memberId))
    assert.deepEqual([points?.pending, points?.pendingBatches], [8_40, [{ amount: 8_40, at: '2026-12-06T10:00:00.000Z' }]])
    assert.deepEqual(points?.expiring, [{ amount: 600_00, at: '2027-11-22T10:00:00.000Z' }])
    await end()
  })

  test('lines tell who made them: an order, a rule, a person, a return', async () => {
    const line = (id: number, type: string, amount: number | string, more: object = {}) => ({ id, transactionUUID: 'u', created: '2026-11-20T10:00:00+02:00', programId: 33, type, name: 'x', startDate: 'immediate', expiryDate: 'unlimited', subledgerId: '', amount, ...more })
    const data = [
      line(9, 'addition', 8.4, { customerSessionId: 's', ruleName: 'r', startDate: '2026-12-06T10:00:00Z', expiryDate: '2027-12-06T10:00:00Z' }), line(8, 'subtraction', '30', { customerSessionId: 's', ruleName: 'r' }), line(7, 'addition', 1, { ruleName: 'r' }),
      line(6, 'addition', 5), line(5, 'subtraction', 5, { name: null }), line(4, 'subtraction', 8.4, { customerSessionId: 's' }), line(3, 'addition', 2, { ruleName: 'r', startDate: 'on_action' }), line(2, 'addition', 1, { subledgerId: 'hidden' }), { id: 1 },
    ]
    const { items } = await disturbed(/\/transactions$/, { body: { hasMore: false, data } }, (backend, context) => backend.activity.list({}, context))
    assert.deepEqual(items.map(({ id, kind, reason, amount, state, availableAt }) => [id, kind, reason, amount, state, availableAt]), [
      ['9', 'earn', 'purchase', 8_40, 'pending', '2026-12-06T10:00:00.000Z'], ['8', 'spend', 'redemption', -30_00, 'final', undefined], ['7', 'earn', undefined, 1_00, 'final', undefined],
      ['6', 'adjust', 'service', 5_00, 'final', undefined], ['5', 'adjust', 'service', -5_00, 'final', undefined], ['4', 'reverse', 'refund', -8_40, 'final', undefined], ['3', 'earn', undefined, 2_00, 'pending', undefined],
    ])
    assert.deepEqual([items[0]?.at, items[0]?.reference, items[0]?.expiresAt], ['2026-11-20T08:00:00.000Z', 's', '2027-12-06T10:00:00.000Z'])
  })

  test('a tier at risk says until when and what follows; a level that nobody named is not told', async () => {
    const progress = (balance: object) => disturbed(/\/balances$/, { body: { balance: { activePoints: 20, ...balance } } }, (backend, context) => backend.tiers.progress({}, context))
    assert.deepEqual(await progress({
      currentTier: { id: 1, name: 'Silver', startDate: '2026-06-15T00:00:00+02:00', expiryDate: '2027-06-15T00:00:00+02:00' }, projectedTier: { projectedActivePoints: 5, stayInTierPoints: 10, projectedTierName: 'Bronze' }, pointsToNextTier: 980, nextTierName: 'Gold',
    }), {
      current: 'Silver', since: '2026-06-14T22:00:00.000Z', validUntil: '2027-06-14T22:00:00.000Z', next: { tier: 'Gold', metrics: [{ metric: 'points', currency: 'points', need: 1_000_00, have: 20_00 }] },
      keep: { by: '2027-06-14T22:00:00.000Z', metrics: [{ metric: 'points', currency: 'points', need: 15_00, have: 5_00 }], otherwise: 'Bronze' },
    })
    assert.deepEqual(await progress({ currentTier: { id: 1, name: 'Platinum' }, nextTierName: null, pointsToNextTier: null }), {})
  })

  test('achievements count what the options say; states that are new are left out', async () => {
    const entry = (id: number, name: string, target: unknown, currentProgress: object | null, more: object = {}) => ({ id, created: '2026-01-01T00:00:00Z', name, title: name, description: '', target, currentProgress, ...more })
    const data = [
      entry(1, 'three_orders', 3, { status: 'inprogress', progress: 1 }), entry(2, 'big_spender', 500, { status: 'inprogress', progress: 199.99, endDate: '2027-01-01T00:00:00Z' }), entry(3, 'steps', 10.5, { status: 'not_started', progress: 0 }), entry(4, 'done', 2, { status: 'completed', progress: 2, completionDate: '2026-11-01T00:00:00Z' }),
      entry(5, 'gone', 2, { status: 'expired', progress: 1 }), entry(6, 'odd', 2, { status: 'paused', progress: 1 }), entry(7, 'endless', 0, null), entry(8, 'fresh', 2, null), 'nonsense',
    ]
    const list = await disturbed(/\/achievements$/, { body: { totalResultSize: 9, data } }, (backend, context) => backend.challenges.list({}, context))
    assert.deepEqual(list.map(({ id, state, have, need, metric, currency }) => [id, state, have, need, metric, currency]), [
      ['1', 'joined', 1, 3, 'orders', undefined], ['2', 'joined', 199_99, 500_00, 'spend', 'EUR'], ['3', 'joined', 0, 11, undefined, undefined], ['4', 'completed', 2, 2, undefined, undefined], ['5', 'expired', 1, 2, undefined, undefined], ['8', 'joined', 0, 2, undefined, undefined],
    ])
    assert.deepEqual(list[0]?.prize, { currency: 'points', amount: 30_00 })
  })

  test('an achievement counts with each order, gives its points with the last, and loses both when an order comes back', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const seen = async () => {
      const [orders, points] = [(await backend.challenges.list({}, as(memberId))).find(({ metric }) => metric === 'orders'), (await backend.balances.list({}, as(memberId)))[0]]
      return [orders?.have, orders?.state, (points?.available ?? 0) - 600_00]
    }
    const states: unknown[] = [await seen()]
    for (const orderId of ['o-1', 'o-2', 'o-3']) {
      await emulator.shop.purchase({ integrationId: memberId, cart: cartOf(orderId), orderId })
      states.push(await seen())
    }
    await emulator.shop.refund({ orderId: 'o-2' })
    states.push(await seen())
    assert.deepEqual(states, [[0, 'joined', 0], [1, 'joined', 0], [2, 'joined', 0], [3, 'completed', 30_00], [2, 'joined', 0]])
    await end()
  })

  test('offers are the rules with words for shoppers; what is for an audience is for its members', async () => {
    const { backend, join, as, end } = await open()
    const titles = async (context: WriteContext) => (await backend.offers.list({}, context)).map(({ title, kind, audience }) => [title, kind, audience])
    const everybody = [['10% off your first order', 'discount', 'public'], ['5% off boots', 'bonus', 'public']]
    assert.deepEqual((await titles(as())).sort(), everybody)
    assert.deepEqual((await titles(as(await join()))).sort(), [...everybody, ['Something for regulars', 'bonus', 'personal']])
    await end()
  })

  test('coupons of a wallet say what they are called and how they stand', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [memberId, other] = [await join(), await join()]
    const [mine, used] = [await emulator.shop.coupon(memberId, 'five-off'), await emulator.shop.coupon(memberId, 'ten-percent')]
    await emulator.shop.purchase({ integrationId: memberId, cart: cartOf('o', { codes: [used] }), orderId: 'o' })
    await fetch(`${emulator.url}/v1/coupon_reservations/HELLO10`, { method: 'POST', headers: { authorization: `ApiKey-v1 ${emulator.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ integrationIDs: [memberId] }) })
    assert.deepEqual((await backend.coupons.list({}, as(memberId))).map(({ code, title, state }) => [code, title, state]), [[mine, mine, 'available'], ['HELLO10', '10% off your first order', 'available'], [used, used, 'used']])
    assert.deepEqual(await backend.coupons.list({}, as(other)), [])
    await end()
  })

  test('a profile tells what is one of its fields', async () => {
    const attributes = { FirstName: 'Ada', Email: 'no address', Phone: '+44 20 7946 0000', Birthday: '1990-12-10T00:00:00Z', City: 7 }
    const { profile, joinedAt } = await disturbed(/\/inventory$/, { body: { profile: { integrationId: 'x', created: '2026-01-01T00:00:00Z', attributes }, loyalty: { programs: { 33: { joinDate: '2026-02-01T12:00:00+02:00' } } } } }, (backend, context) => backend.members.get({}, context))
    assert.deepEqual([profile, joinedAt], [{ givenName: 'Ada', phone: '+442079460000', birthday: '1990-12-10' }, '2026-02-01T10:00:00.000Z'])
  })

  test('the key is in a header, never in an address', async () => {
    const { emulator, backend, join, as, end } = await open()
    await backend.balances.list({}, as(await join()))
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['authorization'], `ApiKey-v1 ${emulator.apiKey}`)
      assert.ok(!`${path}?${query}`.includes(emulator.apiKey))
    }
    await end()
  })
})

test('talon-one: the check by its document bites', { skip: !wire }, () => {
  const exchange = { method: 'PUT', path: '/v2/customer_sessions/c-1', query: new URLSearchParams('dry=true'), headers: {}, body: { customerSession: { cartItems: [{ sku: 'a', quantity: 1 }] } }, answer: { body: { effects: [], createdCoupons: [], createdReferrals: [] } } }
  const effect = (effectType: string, props: object) => ({ ...exchange, answer: { body: { ...exchange.answer.body, effects: [{ campaignId: 1, rulesetId: 1, ruleIndex: 0, ruleName: 'r', effectType, props }] } } })
  assert.deepEqual(wire?.violations(exchange), [])
  assert.deepEqual(wire?.violations(effect('acceptCoupon', { value: 'A' })), [])
  for (const wrong of [
    { ...exchange, body: { cartItems: [] } }, { ...exchange, body: { customerSession: { cartItems: [{ sku: '', quantity: 0 }] } } }, { ...exchange, query: new URLSearchParams('dry=maybe') }, { ...exchange, answer: { body: {} } },
    effect('acceptCoupon', { code: 'A' }), effect('setDiscount', { value: 5 }), effect('rejectCoupon', { value: 'A' }),
  ]) assert.notDeepEqual(wire?.violations(wrong), [])
})

describe('talon-one: options', () => {
  const good: TalonOneOptions = { url: 'https://acme.europe-west1.talon.one', apiKey: 'a', programId: 33, programName: 'Rewards', money: 'EUR', keys: memoryKeys(), currencies: [{ id: 'points' }] }
  const side = { currency: 'points', amount: 1 }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ apiKey: 'with space' }, /`apiKey`/], [{ programId: 0.5 }, /`programId`/], [{ programName: '' }, /`programName`/], [{ money: 'euro' }, /`money`/], [{ keys: undefined }, /`keys`/], [{ locale: 'not a tag' }, /`locale`/],
      [{ holdFor: 0 }, /`holdFor`/], [{ doubt: -1 }, /`doubt`/], [{ currencies: [] }, /`currencies`/], [{ currencies: [{ id: 'a' }, { id: 'b' }] }, /subledger/], [{ currencies: [{ id: 'a' }, { id: 'a', subledger: 's' }] }, /in their id/],
      [{ currencies: [{ id: 'a', scale: 7 }] }, /scale/], [{ currencies: [{ id: 'a', pays: { attribute: 'x', rate: { amount: 0, money: 1 } } }] }, /`pays`/], [{ tiers: { levels: [{ name: 'A', from: 5 }, { name: 'B', from: 5 }] } }, /`tiers`/], [{ tiers: { currency: 'x', levels: [] } }, /`tiers`/],
      [{ referral: { campaignId: 1, link: () => 'ftp://x', advocate: side, friend: side } }, /`referral`/], [{ referral: { campaignId: 1, link: () => 'https://x.example', advocate: side, friend: { currency: 'x', amount: 1 } } }, /`referral`/],
    ] as const) assert.throws(() => talonOne({ ...good, ...wrong } as TalonOneOptions), says)
    talonOne(good)
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => talonOne(good), /@loyaltykit\/gateway/)))
})
