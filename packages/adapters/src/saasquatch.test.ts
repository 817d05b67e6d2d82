import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLoyalty, isLoyaltyError, type Cart, type ErrorCode, type Identity, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { emulateSaasquatch, saasquatchCheck } from '@loyaltykit/testing/emulators/saasquatch'
import type { Exchange, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { jwtVerify } from 'jose'
import { conversations } from '../test/conversations.ts'
import { throughPages } from '../test/pages.ts'
import { failsWith, idOf, inPage, oddAnswers, sameUnderAnyType } from '../test/vendor.ts'
import { saasquatchServer, signSaasquatchToken, type SaasquatchServerOptions } from './saasquatch-server.ts'
import { saasquatch, type SaasquatchCustomer, type SaasquatchOptions, type SaasquatchProgramme } from './saasquatch.ts'

const wire = saasquatchCheck()
const said = conversations({ name: 'saasquatch', wire })
let people = 0

async function open() {
  const emulator = await emulateSaasquatch()
  const { apiKey, tenant, programId, sandbox, shop } = emulator
  const clock = () => sandbox.now()
  const programme: SaasquatchProgramme = {
    url: `${emulator.url}/api/v1`, tenant, programId, name: 'Friends Club', currencies: [{ id: 'POINTS', unit: 'point', scale: 0 }, { id: 'CENTS', unit: 'credit', scale: 2 }],
    referral: { advocate: { currency: 'POINTS', amount: 500 }, friend: { currency: 'POINTS', amount: 250 } },
  }
  // what a path must encode is in it
  const userOf = (id: string) => ({ id, accountId: `account of ${id}` })
  let keys = 0
  return {
    emulator, end: said.endOf(emulator), userOf, shop,
    token: (id: string, more: object = {}, seconds?: number) => signSaasquatchToken({ apiKey, user: { ...userOf(id), ...more }, clock, ...(seconds === undefined ? {} : { seconds }) }),
    page: (customer: SaasquatchOptions['customer'], more: Partial<SaasquatchOptions> = {}) => saasquatch({ ...programme, customer, ...more }),
    server: (more: Partial<SaasquatchServerOptions> = {}) => saasquatchServer({ ...programme, apiKey, clock, user: userOf, ...more }),
    join: async (referredByCodes: readonly string[] = []) => {
      const id = `person/${(people += 1)}`
      const code = await shop.join({ ...userOf(id), firstName: 'Ada', lastName: 'Lovelace', email: `ada-${people}@shop.example`, referredByCodes })
      return { id, code }
    },
    as: (memberId?: string): WriteContext => ({ signal: AbortSignal.timeout(8_000), locale: 'en', idempotencyKey: `key-${(keys += 1)}`, identity: memberId === undefined ? { kind: 'ambient' } : { kind: 'member', memberId } }),
    asked: (path: RegExp) => emulator.exchanges.filter((one) => path.test(one.path)).length,
  }
}
type Opened = Awaited<ReturnType<typeof open>>

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }] })

const subjectOf = ({ emulator, join, end }: Opened, kind: 'token' | 'member') => ({
  dispose: end, cart: cartOf,
  signUp: async (): Promise<Identity> => {
    const { id } = await join()
    return kind === 'token' ? { kind, token: id } : { kind, memberId: id }
  },
  purchase: ({ identity, cart, orderId }: { identity: Identity; cart: Cart; orderId: string }) => emulator.shop.purchase({ userId: idOf(identity), cart, orderId }),
  refund: (goods: { orderId: string }) => emulator.shop.refund(goods),
  advance: (by: Parameters<typeof emulator.sandbox.advance>[0]) => emulator.sandbox.advance(by),
})

const onPages = await backendContract({
  test,
  name: 'saasquatch',
  create: async () => {
    const scene = await open()
    const customerOf = async (id: string) => ({ ...scene.userOf(id), token: id === 'made-up-token' ? id : await scene.token(id) })
    return { ...subjectOf(scene, 'token'), backend: throughPages<SaasquatchCustomer>({ page: scene.page, customerOf }) }
  },
})
const behindGateway = await backendContract({
  test,
  name: 'saasquatch-server',
  create: async () => {
    const scene = await open()
    return { ...subjectOf(scene, 'member'), backend: scene.server() }
  },
})

test('saasquatch: only what needs a log-in, carts, rewards to take or other means that it has not got is left out', () => {
  const known = /^(session\.requestCode|members\.enrol|quotes\.quote|redemptions\.hold|rewards\.list|balances\.list|activity\.list|block)$/
  for (const { leftOut } of [onPages, behindGateway]) assert.deepEqual(leftOut.filter(({ needs }) => !needs.some((need) => known.test(need))), [])
  assert.ok(onPages.count >= 19 && behindGateway.count >= 34, `only ${onPages.count} and ${behindGateway.count} checks`)
})

said.check({ reports: [onPages, behindGateway], moreThan: 150 })

const isUser = ({ path }: Heard) => /\/user\/[^/]+$/.test(path)
const isRewards = ({ path }: Heard) => path.endsWith('/reward')

/** Somebody signed in on a page, and the same person behind a gateway. */
async function signedIn(more: Partial<SaasquatchOptions> = {}) {
  const scene = await open()
  const { id, code } = await scene.join()
  const customer: SaasquatchCustomer = { ...scene.userOf(id), token: await scene.token(id) }
  return { ...scene, id, code, customer, backend: scene.page(() => customer, more), gateway: scene.server() }
}

test('the check by the vendor\'s document bites: a wrong amount, a field too much, a question too much, a path that is none', async (context) => {
  if (!wire) return context.skip('the vendor\'s document is not here')
  const { emulator, gateway, id, as, end } = await signedIn()
  await gateway.balances.list({}, as(id))
  const good = emulator.exchanges.find(isRewards) as Exchange
  const planted = (more: Partial<Exchange>) => wire.violations({ ...good, ...more }).length
  const { rewards: [reward] } = good.answer.body as { rewards: object[] }
  assert.ok(reward)
  assert.equal(planted({}), 0)
  assert.ok(planted({ answer: { body: { rewards: [{ ...reward, assignedCredit: '50' }] } } }) > 0)
  assert.ok(planted({ answer: { body: { rewards: [{ ...reward, mood: 'good' }] } } }) > 0)
  assert.ok(planted({ answer: { body: { rewards: [{ ...reward, type: 'CAKE' }] } } }) > 0)
  assert.ok(planted({ query: new URLSearchParams() }) > 0)
  assert.ok(planted({ path: '/api/v1/test_emulated/prizes' }) > 0)
  await end()
})

test('JSON under another content type is read as what it is', async () => {
  const { emulator, gateway, id, as, end } = await signedIn()
  await sameUnderAnyType(emulator, () => gateway.balances.list({}, as(id)))
  await end()
})

describe('saasquatch: friends', () => {
  test('the code and the link of the programme, as https, where it is shown', async () => {
    const { backend, page, customer, code, as, end } = await signedIn()
    const { url, ...referral } = await backend.referrals.get({}, as())
    assert.deepEqual(referral, { code, advocate: { currency: 'POINTS', amount: 500 }, friend: { currency: 'POINTS', amount: 250 }, invitations: [] })
    assert.equal(url, `https://ssqt.example/m2${code}`)
    assert.equal((await page(() => customer, { medium: 'EMAIL' }).referrals.get({}, as())).url, `https://ssqt.example/m0${code}`)
    await end()
  })

  test('a friend joins, buys and is paid for; one is denied, one has ended: newest first, without names', async () => {
    const { emulator, backend, code, join, as, shop, end } = await signedIn()
    const friends = []
    for (let index = 0; index < 4; index += 1) {
      friends.push(await join([code]))
      emulator.sandbox.advance('1 minutes')
    }
    const [bought, denied, over] = friends.map(({ id }) => id)
    await shop.purchase({ userId: bought ?? '', cart: cartOf('c'), orderId: 'friend-1' })
    shop.judge(denied ?? '', { referrerModerationStatus: 'DENIED' })
    shop.judge(over ?? '', { ended: emulator.sandbox.now() + 1 })
    const { invitations } = await backend.referrals.get({}, as())
    assert.deepEqual(invitations.map(({ state, reward }) => [state, reward?.amount]), [['refused', undefined], ['rewarded', 500], ['joined', undefined], ['refused', undefined]])
    assert.ok(!JSON.stringify(invitations).includes('Ada'))
    await end()
  })

  test('more friends than a page of them holds are all read', async () => {
    const { emulator, backend, id, userOf, as, end } = await signedIn()
    const all = Array.from({ length: 230 }, (_, index) => ({ id: `r-${index}`, referrerUser: userOf(id), dateReferralStarted: 1_700_000_000_000 + index }))
    emulator.disturb(({ path, query }) => {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))]
      return path.endsWith('/referrals') ? { body: { count: limit, totalCount: all.length, referrals: all.slice(offset, offset + limit) } } : undefined
    })
    const { invitations } = await backend.referrals.get({}, as())
    assert.deepEqual([invitations.length, invitations[0]?.id, invitations.at(-1)?.id], [100, 'r-229', 'r-130'])
    await end()
  })

  test('somebody else\'s friends, and what can\'t be read, are left out', async () => {
    const { emulator, backend, id, userOf, as, end } = await signedIn()
    const own = { referrerUser: userOf(id), dateReferralStarted: '1700000000000' }
    const list = [{ id: 'mine', ...own }, { id: 'theirs', ...own, referrerUser: userOf('other') }, { id: 'account', ...own, referrerUser: { id, accountId: 'other' } }, { ...own }, { id: 'no-date', referrerUser: userOf(id) }, null, 'text']
    emulator.disturb(({ path }) => (path.endsWith('/referrals') ? { body: { totalCount: '7', referrals: list } } : undefined))
    assert.deepEqual((await backend.referrals.get({}, as())).invitations, [{ id: 'mine', state: 'joined', at: '2023-11-14T22:13:20.000Z' }])
    await end()
  })

  test('a code is looked up without a token, and says nothing of its owner', async () => {
    const { emulator, page, code, as, end } = await signedIn()
    const backend = page(() => undefined)
    assert.deepEqual(await backend.referrals.lookUp({ code }, as()), { valid: true, friend: { currency: 'POINTS', amount: 250 } })
    for (const none of ['NO-SUCH-CODE', '.', '..', '../user', 'a/b?c#d']) assert.deepEqual(await backend.referrals.lookUp({ code: none }, as()), { valid: false })
    assert.ok(emulator.exchanges.every(({ headers, path }) => headers['x-saasquatch-user-token'] === undefined && path.includes('/open/code/')))
    // what the code is worth is said by the code; another programme's is none here
    const lookUp = (body: object) => {
      emulator.disturb(() => ({ body }))
      return backend.referrals.lookUp({ code }, as())
    }
    assert.deepEqual(await lookUp({ code, reward: { type: 'CREDIT', unit: 'CENTS', credit: 1_000 } }), { valid: true, friend: { currency: 'CENTS', amount: 1_000 } })
    assert.deepEqual(await lookUp({ code, reward: { type: 'PCT_DISCOUNT', unit: '%', discountPercent: 10 } }), { valid: true, friend: { currency: 'POINTS', amount: 250 } })
    assert.deepEqual(await lookUp({ code, programId: 'another' }), { valid: false })
    await failsWith(lookUp({}), 'bad_response')
    await end()
  })

  test('who is blocked invites nobody; a programme without a code or a link has no invitations', async () => {
    const { emulator, backend, page, customer, id, as, shop, end } = await signedIn()
    await failsWith(page(() => customer, { programId: 'another' }).referrals.get({}, as()), 'not_eligible')
    emulator.disturb(({ path }) => (path.endsWith('/shareurls') ? { body: { shareLinks: { cleanShareLink: 'javascript:alert(1)' } } } : undefined))
    await failsWith(backend.referrals.get({}, as()), 'not_eligible')
    emulator.disturb(undefined)
    shop.block(id)
    await failsWith(backend.referrals.get({}, as()), 'not_eligible')
    assert.equal((await backend.members.get({}, as())).status, 'blocked')
    await end()
  })
})

describe('saasquatch: who it is', () => {
  test('the person as SaaSquatch knows them', async () => {
    const { backend, gateway, id, as, end } = await signedIn()
    const member = { id, status: 'active', joinedAt: '2026-11-22T10:00:00.000Z', consents: [], profile: { givenName: 'Ada', familyName: 'Lovelace', email: `ada-${people}@shop.example` } }
    assert.deepEqual([await backend.members.get({}, as()), await gateway.members.get({}, as(id))], [member, member])
    await end()
  })

  test('who is not known is nobody; with `join` they are made once, as a friend of whose code they bring', async () => {
    const { emulator, code, page, backend: advocate, userOf, token, as, asked, end } = await signedIn()
    const join = { firstName: '明', email: 'ming@shop.example', referredByCodes: [code] }
    const user = userOf('ming')
    const bare: SaasquatchCustomer = { ...user, token: await token('ming') }
    await failsWith(page(() => bare).members.get({}, as()), 'unauthenticated')
    assert.equal(emulator.exchanges.filter(({ method }) => method === 'PUT').length, 0)
    // a token that may only read does not write
    await failsWith(page(() => ({ ...bare, join })).members.get({}, as()), 'unauthenticated')
    const joining = page(async () => ({ ...user, join, token: await token('ming', join) }))
    assert.equal((await joining.referrals.get({}, as())).invitations.length, 0)
    assert.deepEqual((await joining.members.get({}, as())).profile, { givenName: '明', email: 'ming@shop.example' })
    assert.equal(asked(/\/user\/ming$/) - emulator.exchanges.filter(({ method, path }) => method === 'GET' && path.endsWith('/user/ming')).length, 2, 'a refused one, and the one that made them')
    assert.deepEqual((await advocate.referrals.get({}, as())).invitations.map(({ state }) => state), ['joined'])
    await end()
  })

  test('a token that has ended is renewed once, however many calls were refused; another person\'s is not used', async () => {
    const { id, userOf, token, page, join, as, end } = await signedIn()
    const old = { ...userOf(id), token: await token(id, {}, 0.001) }
    let renewals = 0
    const backend = page(async ({ renew }) => {
      if (renew) renewals += 1
      return renew ? { ...userOf(id), token: await token(id) } : old
    })
    await Promise.all([backend.members.get({}, as()), backend.referrals.get({}, as())])
    assert.equal(renewals, 1)
    const other = await join()
    const switched = page(async ({ renew }) => (renew ? { ...userOf(other.id), token: await token(other.id) } : old))
    await failsWith(switched.members.get({}, as()), 'unauthenticated')
    await failsWith(page(() => old).members.get({}, as()), 'unauthenticated')
    await end()
  })

  test('nobody is signed in: nothing is asked; the programme is there all the same', async () => {
    const { emulator, page, as, end } = await open()
    const backend = page(() => undefined)
    await failsWith(backend.members.get({}, as()), 'unauthenticated')
    assert.deepEqual((await backend.program.get({}, as())).currencies.map(({ id }) => id), ['POINTS', 'CENTS'])
    assert.equal(emulator.exchanges.length, 0)
    await end()
  })

  test('an id that a path would resolve is nobody\'s; an answer about somebody else is none', async () => {
    const { emulator, page, userOf, customer, as, end } = await signedIn()
    for (const id of ['.', '..']) await failsWith(page(() => ({ ...customer, id })).members.get({}, as()), 'unauthenticated')
    assert.equal(emulator.exchanges.length, 0)
    emulator.disturb((heard) => (isUser(heard) ? { body: { ...userOf('other'), firstName: 'Eve', dateCreated: 1 } } : undefined))
    await failsWith(page(() => customer).members.get({}, as()), 'bad_response')
    await end()
  })

  test('the client of core works with it', async () => {
    const { backend, end } = await signedIn()
    const client = createLoyalty({ backend, locale: 'en' })
    assert.deepEqual([client.can('referrals'), client.can('balances' as never), client.can('referrals.lookUp')], [true, false, true])
    await end()
  })
})

describe('saasquatch-server: rewards are the ledger', () => {
  const day = 86_400_000
  const credit = (userId: string, id: string, more: object) => ({ id, type: 'CREDIT' as const, userId, accountId: `account of ${userId}`, dateExpires: null, dateCancelled: null, dateScheduledFor: null, rewardSource: 'MANUAL', unit: 'CENTS', assignedCredit: 1_000, redeemedCredit: 0, redemptions: [], name: id, ...more })

  test('what was given, what waits, what ends, what was taken back; each in its own unit', async () => {
    const { emulator, gateway, id, as, shop, end } = await signedIn()
    const now = emulator.sandbox.now()
    const give = (name: string, more: object) => shop.give(credit(id, name, { dateGiven: now - day, ...more }))
    give('plain', {})
    give('waits', { dateScheduledFor: now + day, assignedCredit: 300 })
    give('waits-without-a-day', { dateGiven: null, assignedCredit: 7 })
    give('ends', { dateExpires: now + 2 * day, assignedCredit: 200 })
    give('ended', { dateExpires: now - 1_000, assignedCredit: 5_000 })
    give('cancelled', { dateCancelled: now - 500, assignedCredit: 9_000 })
    give('of-no-known-unit', { unit: 'TSHIRT' })
    shop.give({ ...credit('somebody-else', 'theirs', { dateGiven: now - day }), accountId: `account of ${id}` })
    const [points, cents] = await gateway.balances.list({}, as(id))
    assert.deepEqual(points, { currency: 'POINTS', available: 50, pending: 0, lifetime: 50, pendingBatches: [], expiring: [{ amount: 50, at: '2027-11-22T10:00:00.000Z' }] })
    assert.deepEqual(cents, {
      currency: 'CENTS', available: 1_200, pending: 307, lifetime: 6_200, pendingBatches: [{ amount: 300, at: '2026-11-23T10:00:00.000Z' }], expiring: [{ amount: 200, at: '2026-11-24T10:00:00.000Z' }],
    })
    const { items } = await gateway.activity.list({ currency: 'CENTS', limit: 100 }, as(id))
    assert.equal(items.filter(({ state }) => state === 'final').reduce((sum, { amount }) => sum + amount, 0), 1_200, 'the lines together are what is there')
    assert.deepEqual(items.filter(({ kind }) => kind !== 'adjust').map(({ kind, amount, id: line }) => [kind, amount, line]), [['reverse', -9_000, 'cancelled.reverse'], ['expire', -5_000, 'ended.expire']])
    assert.deepEqual(items.filter(({ state }) => state === 'pending').map(({ id: line, availableAt }) => [line, availableAt]), [['waits', '2026-11-23T10:00:00.000Z']])
    await end()
  })

  test('rewards of others in the account are theirs, though it should tell them', async () => {
    const { emulator, gateway, id, as, end } = await signedIn()
    const own = credit(id, 'own', { dateGiven: 1_700_000_000_000 })
    const rewards = [own, { ...own, id: 'theirs', userId: 'somebody-else' }, { ...own, id: 'of another account', accountId: 'another' }, { ...own, id: 'untold', userId: null, accountId: undefined }]
    emulator.disturb((heard) => (isRewards(heard) ? { body: { rewards } } : undefined))
    assert.deepEqual((await gateway.activity.list({}, as(id))).items.map((line) => line.id).sort(), ['own', 'untold'])
    assert.equal((await gateway.balances.list({}, as(id)))[1]?.available, 2_000)
    await end()
  })

  test('what the shop redeems is a line, and gone from the balance', async () => {
    const { emulator, gateway, id, userOf, as, end } = await signedIn()
    const redeem = (amount: number) => fetch(`${emulator.url}/api/v1/${emulator.tenant}/credit/bulkredeem`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Basic ${btoa(`:${emulator.apiKey}`)}` }, body: JSON.stringify({ accountId: userOf(id).accountId, unit: 'POINTS', amount }),
    })
    assert.equal((await redeem(20)).status, 200)
    assert.equal((await redeem(31)).status, 400)
    assert.deepEqual((await gateway.balances.list({}, as(id)))[0]?.available, 30)
    assert.deepEqual((await gateway.activity.list({}, as(id))).items.map(({ kind, amount }) => [kind, amount]).sort(), [['adjust', 50], ['spend', -20]].sort())
    await end()
  })

  test('points end with time, and a refund takes back what was earned', async () => {
    const { emulator, gateway, id, as, shop, end } = await signedIn()
    await shop.purchase({ userId: id, cart: cartOf('c'), orderId: 'order-1' })
    const available = async () => (await gateway.balances.list({}, as(id)))[0]?.available
    assert.equal(await available(), 170)
    await shop.refund({ orderId: 'order-1' })
    assert.equal(await available(), 50)
    emulator.sandbox.advance('13 months')
    assert.equal(await available(), 0)
    await end()
  })

  test('codes of rewards are coupons: those that can be used first', async () => {
    const { emulator, gateway, id, as, shop, end } = await signedIn()
    const now = emulator.sandbox.now()
    const code = (name: string, more: object) => shop.give({ id: name, type: 'FUELTANK', userId: id, accountId: `account of ${id}`, dateGiven: now, dateExpires: null, dateCancelled: null, fuelTankCode: `CODE-${name}`, name: `Code ${name}`, ...more })
    code('gone', { dateExpires: now - 1 })
    code('cancelled', { dateCancelled: now })
    code('for-ever', {})
    code('soon', { dateExpires: now + day, name: null, description: 'Ten off' })
    code('waits', { dateScheduledFor: now + day })
    code('empty', { fuelTankCode: null })
    shop.give({ id: 'percent', type: 'PCT_DISCOUNT', userId: id, dateGiven: now, discountPercent: 10, unit: '%' })
    assert.deepEqual((await gateway.coupons.list({}, as(id))).map(({ id: name, state, title }) => [name, state, title]), [
      ['soon', 'available', 'Ten off'], ['for-ever', 'available', 'Code for-ever'], ['gone', 'expired', 'Code gone'], ['cancelled', 'expired', 'Code cancelled'],
    ])
    await end()
  })

  test('amounts that are none are no answer: no balance is smaller or larger than it is', async () => {
    const { emulator, gateway, id, as, end } = await signedIn()
    const balances = (more: object) => {
      emulator.disturb((heard) => (isRewards(heard) ? { body: { rewards: [credit(id, 'r', { dateGiven: '1700000000000', ...more })] } } : undefined))
      return gateway.balances.list({}, as(id))
    }
    assert.equal((await balances({ assignedCredit: '1250', redeemedCredit: '250' }))[1]?.available, 1_000)
    assert.equal((await balances({ redeemedCredit: null }))[1]?.available, 1_000)
    assert.equal((await balances({ redeemedCredit: 4_000 }))[1]?.available, 0)
    for (const assignedCredit of [12.5, '12.5', '1e3', 2 ** 53, null, {}, 'many']) await failsWith(balances({ assignedCredit }), 'bad_response')
    await end()
  })

  test('an amount below zero is none: it makes no balance smaller or larger, and is no reward of a friend', async () => {
    const { emulator, gateway, backend, code, id, userOf, as, end } = await signedIn()
    const rewards = (more: object) => emulator.disturb((heard) => (isRewards(heard) ? { body: { rewards: [credit(id, 'r', { dateGiven: 1_700_000_000_000, ...more }), credit(id, 'good', { dateGiven: 1_700_000_000_000 })] } } : undefined))
    for (const [wrong, lines] of [[{ assignedCredit: -50 }, ['good']], [{ assignedCredit: '-50' }, ['good']], [{ redeemedCredit: -50 }, ['good', 'r']]] as const) {
      rewards(wrong)
      await failsWith(gateway.balances.list({}, as(id)), 'bad_response')
      assert.deepEqual((await gateway.activity.list({}, as(id))).items.map((line) => line.id).sort(), lines)
    }
    rewards({ redemptions: [{ id: 'x', dateRedeemed: 1_700_000_000_000, quantityRedeemed: -5 }] })
    assert.ok((await gateway.activity.list({}, as(id))).items.every(({ amount }) => amount > 0))
    const friend = { id: 'f', referrerUser: userOf(id), dateReferralStarted: 1_700_000_000_000, dateReferralPaid: 1_700_000_000_000 }
    emulator.disturb(({ path }) => (path.endsWith('/referrals') ? { body: { totalCount: 1, referrals: [{ ...friend, referrerReward: { type: 'CREDIT', unit: 'CENTS', assignedCredit: -5 } }] } } : undefined))
    assert.deepEqual((await backend.referrals.get({}, as())).invitations, [])
    emulator.disturb(() => ({ body: { code, reward: { type: 'CREDIT', unit: 'CENTS', credit: -5 } } }))
    await failsWith(backend.referrals.lookUp({ code }, as()), 'bad_response')
    await end()
  })

  test('a reward of a type that is new is neither points nor a code, and what judges a friend in a new word refuses nobody', async () => {
    const { emulator, gateway, backend, id, userOf, as, end } = await signedIn()
    const cake = { ...credit(id, 'cake', { dateGiven: 1_700_000_000_000 }), type: 'CAKE', fuelTankCode: 'CODE-CAKE' }
    emulator.disturb((heard) => (isRewards(heard) ? { body: { rewards: [cake, credit(id, 'good', { dateGiven: 1_700_000_000_000 })] } } : undefined))
    assert.equal((await gateway.balances.list({}, as(id))).find(({ currency }) => currency === 'CENTS')?.available, 1_000)
    assert.deepEqual([(await gateway.activity.list({}, as(id))).items.map((line) => line.id), await gateway.coupons.list({}, as(id))], [['good'], []])
    const friend = { referrerUser: userOf(id), dateReferralStarted: 1_700_000_000_000, referrerModerationStatus: 'ON_THE_MOON' }
    const referrals = [{ ...friend, id: 'waits' }, { ...friend, id: 'paid', dateReferralPaid: 1_700_000_000_000, referrerReward: { type: 'CAKE', unit: 'CENTS', assignedCredit: 5 } }]
    emulator.disturb(({ path }) => (path.endsWith('/referrals') ? { body: { totalCount: 2, referrals } } : undefined))
    assert.deepEqual((await backend.referrals.get({}, as())).invitations.map(({ id: name, state, reward }) => [name, state, reward]), [['waits', 'joined', undefined], ['paid', 'rewarded', undefined]])
    await end()
  })

  test('a member who is nobody at SaaSquatch, by the shop\'s word or its own, is told nothing', async () => {
    const { server, as, end } = await signedIn()
    for (const backend of [server({ user: () => undefined }), server({ user: (id) => ({ id, accountId: 'no account' }) }), server({ user: () => ({ id: '..', accountId: '..' }) })]) {
      for (const call of [backend.members.get, backend.balances.list, backend.coupons.list, backend.referrals.get]) await failsWith(call({}, as('person')), 'unauthenticated')
    }
    await end()
  })
})

describe('saasquatch: what real servers send', () => {
  const cases: readonly (readonly [...(typeof oddAnswers)[number], server?: ErrorCode])[] = [
    ...oddAnswers,
    ['null', { text: 'null' }, 'bad_response'],
    ['an error with status 200', { body: { statusCode: 500, message: 'Sorry', apiErrorCode: 'RS000' } }, 'backend_failed'],
    ['a refused token with status 200', { body: { statusCode: 401, message: 'Unauthorized' } }, 'unauthenticated', 'backend_failed'],
    ['a refused credential', { status: 401, body: { statusCode: 401, message: 'Unauthorized' } }, 'unauthenticated', 'backend_failed'],
    ['endpoints that are closed', { status: 403, body: { statusCode: 403, message: 'Endpoint disabled' } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: {} }, 'backend_failed'],
    ['a person that is not there', { status: 404, body: {} }, 'unauthenticated'],
    ['a person without the day they joined', { body: { id: 'x', firstName: 'Ada' } }, 'bad_response'],
  ]
  for (const [what, answer, code, behind = code] of cases) {
    test(`${what}: ${code}${behind === code ? '' : `; with the key ${behind}`}`, async () => {
      const { emulator, backend, gateway, id, as, end } = await signedIn()
      emulator.disturb((heard) => (isUser(heard) ? answer : undefined))
      await failsWith(backend.members.get({}, as()), code)
      await failsWith(gateway.members.get({}, as(id)), behind)
      await end()
    })
  }

  test('200 with an error inside, at every read: no zero, nobody is signed out, nobody is made', async () => {
    const { emulator, page, customer, gateway, id, code, as, end } = await signedIn()
    const join = { firstName: 'Ada', email: 'ada@shop.example' }
    let renewals = 0
    const backend = page(({ renew }) => { renewals += Number(renew); return { ...customer, join } })
    for (const [path, calls] of [
      [/\/user\/[^/]+$/, [() => backend.members.get({}, as()), () => backend.referrals.get({}, as()), () => gateway.members.get({}, as(id)), () => gateway.balances.list({}, as(id)), () => gateway.activity.list({}, as(id)), () => gateway.coupons.list({}, as(id))]],
      [/\/shareurls$/, [() => backend.referrals.get({}, as()), () => gateway.referrals.get({}, as(id))]],
      [/\/open\/referrals$/, [() => backend.referrals.get({}, as()), () => gateway.referrals.get({}, as(id))]],
      [/\/open\/code\//, [() => backend.referrals.lookUp({ code }, as()), () => gateway.referrals.lookUp({ code }, as(id))]],
      [/\/reward$/, [() => gateway.balances.list({}, as(id)), () => gateway.activity.list({}, as(id)), () => gateway.coupons.list({}, as(id))]],
    ] as const) {
      for (const body of [{ statusCode: 500, message: 'Sorry', apiErrorCode: 'RS000' }, { statusCode: 503, apiErrorCode: 'RS000', rewards: [], referrals: [] }]) {
        emulator.disturb((heard) => (path.test(heard.path) ? { body } : undefined))
        for (const call of calls) await failsWith(call(), 'backend_failed')
      }
    }
    assert.deepEqual([renewals, emulator.exchanges.filter(({ method }) => method !== 'GET').length], [0, 0])
    await end()
  })

  test('too many calls: with the time to come back where it is told', async () => {
    const { emulator, backend, as, end } = await signedIn()
    for (const [headers, seconds] of [[{}, undefined], [{ 'retry-after': '30' }, 30], [{ 'retry-after': 'soon' }, undefined]] as const) {
      emulator.disturb(() => ({ status: 429, headers, text: '' }))
      const failure = await backend.members.get({}, as()).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(failure) && failure.code === 'rate_limited', String(failure))
      const { retryAt } = failure.details ?? {}
      assert.equal(retryAt && Math.round((Date.parse(retryAt) - Date.now()) / 1_000), seconds)
    }
    await end()
  })

  test('an instant without a zone, fields that are new, null for absent', async () => {
    const { emulator, backend, customer: { id, accountId }, as, end } = await signedIn()
    emulator.disturb((heard) => (isUser(heard) ? { body: { id, accountId, firstName: null, lastName: '', email: 'no address', dateCreated: '2026-01-01T00:00:00', dateBlocked: 0, mood: 'NEW' } } : undefined))
    assert.deepEqual(await backend.members.get({}, as()), { id, status: 'active', joinedAt: '2026-01-01T00:00:00.000Z', consents: [], profile: {} })
    await end()
  })

  test('token and key are in a header, never in an address', async () => {
    const { emulator, backend, gateway, customer, id, as, end } = await signedIn()
    await Promise.all([backend.referrals.get({}, as()), gateway.referrals.get({}, as(id)), gateway.balances.list({}, as(id))])
    for (const { path, query } of emulator.exchanges) for (const secret of [emulator.apiKey, customer.token]) assert.ok(!`${path}?${query}`.includes(secret))
    await end()
  })
})

describe('saasquatch: the shop\'s server', () => {
  const apiKey = 'LIVE_key-of-a-tenant'
  const user = { id: 'abc_123', accountId: 'abc_123', firstName: '王芳', email: 'fang@shop.example' }

  test('signs a token that a well-kept library takes for good, and no other key', async () => {
    const token = await signSaasquatchToken({ apiKey, user, seconds: 60, header: { kid: 'account', alg: 'none' } })
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(apiKey), { algorithms: ['HS256'] })
    assert.deepEqual([payload['user'], protectedHeader], [user, { kid: 'account', alg: 'HS256', typ: 'JWT' }])
    assert.ok(Math.abs((payload.exp ?? 0) - Date.now() / 1_000 - 60) < 5)
    await assert.rejects(jwtVerify(token, new TextEncoder().encode('another key'), { algorithms: ['HS256'] }))
  })

  test('does not start in a page', () => inPage(async () => {
    await assert.rejects(signSaasquatchToken({ apiKey, user }), /@loyaltykit\/gateway/)
    assert.throws(() => saasquatchServer({ apiKey, tenant: 't', name: 'Club', currencies: [{ id: 'POINTS', unit: 'point', scale: 0 }] }), /@loyaltykit\/gateway/)
  }))

  test('wrong options are told at once', async () => {
    const good: SaasquatchProgramme = { tenant: 't', name: 'Club', currencies: [{ id: 'POINTS', unit: 'point', scale: 0 }] }
    const points = (amount: number) => ({ currency: 'POINTS', amount })
    for (const [wrong, says] of [
      [{ tenant: 'with space' }, /`tenant`/], [{ name: '' }, /`name`/], [{ currencies: [] }, /`currencies`/], [{ currencies: [{ id: 'X' }] }, /`currencies`/], [{ programId: 'a/b' }, /`programId`/], [{ medium: 'RADIO' }, /`medium`/],
      [{ referral: { advocate: points(1.5), friend: points(1) } }, /`referral`/], [{ referral: { advocate: points(1), friend: { currency: 'X', amount: 1 } } }, /`referral`/], [{ locales: [] }, /`locales`/], [{ locales: ['not a tag'] }, /`locale`/],
      [{ url: 'http://api.example' }, /`url`/],
    ] as const) {
      assert.throws(() => saasquatch({ ...good, customer: () => undefined, ...wrong } as never), says)
      assert.throws(() => saasquatchServer({ ...good, apiKey, ...wrong } as never), says)
    }
    assert.throws(() => saasquatch({ ...good, customer: undefined } as never), /`customer`/)
    assert.throws(() => saasquatchServer({ ...good, apiKey: '' }), /`apiKey`/)
    assert.throws(() => saasquatchServer({ ...good, apiKey, user: 'id' } as never), /`user`/)
    for (const [wrong, says] of [[{ apiKey: '' }, /`apiKey`/], [{ user: { id: 'a' } }, /`user`/], [{ seconds: 0 }, /`seconds`/]] as const) await assert.rejects(signSaasquatchToken({ apiKey, user, ...wrong } as never), says)
  })
})
