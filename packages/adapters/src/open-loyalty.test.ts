import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { isLoyaltyError, type Cart, type WriteContext } from '@loyaltykit/core'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { emulateOpenLoyalty, openLoyaltyDocuments, openLoyaltyRefined, type OpenLoyaltyEmulator } from '@loyaltykit/testing/emulators/open-loyalty'
import { failsWith, idOf, inPage, oddAnswers, once, vendor } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { openLoyalty, type OpenLoyaltyOptions } from './open-loyalty.ts'

const wire = wireCheck(openLoyaltyDocuments, openLoyaltyRefined)

function adapterOn({ url, storeCode, token, percentCoupons, rewardWallets, sandbox }: OpenLoyaltyEmulator, more: Partial<OpenLoyaltyOptions> = {}) {
  return openLoyalty({
    url, storeCode, token, percentCoupons, rewardWallets, money: 'EUR', keys: memoryKeys(), clock: () => sandbox.now(), locales: ['en', 'pl'],
    currencies: { default: { scale: 2, worth: { amount: 100, money: 7 } }, stamps: { unit: 'stamp', scale: 0 } },
    referral: { link: (code) => `https://shop.example/?ref=${code}`, advocate: { currency: 'default', amount: 100_00 }, friend: { currency: 'default', amount: 50_00 } },
    ...more,
  })
}

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00 }, { sku: 'laces', quantity: 3, price: 1_15, categories: ['laces'] }] })

const { open, disturbed, contract } = vendor({
  name: 'open-loyalty', wire, adapter: adapterOn,
  emulate: (lag: number = 15) => emulateOpenLoyalty({ lag }),
  join: ({ shop }) => shop.join(),
})

await contract({
  subject: ({ emulator }) => ({
    cart: cartOf,
    purchase: (sale) => emulator.shop.purchase({ ...sale, customerId: idOf(sale.identity) }),
    block: (identity) => emulator.shop.block(idOf(identity)),
  }),
  leftOut: {
    as: 'of its groups only what needs a log-in, or what nobody can do there, is left out',
    for: ['session.requestCode', 'offers.activate', 'challenges.join', 'cards.link'],
  },
  moreThan: { checks: 105, exchanges: 1_000 },
})

const pauseOf = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
/** From here on what was sent can't arrive any more. */
const passDoubt = (t: TestContext) => t.mock.method(Date, 'now', ((now: () => number) => () => now() + 61_000)(Date.now))

describe('open-loyalty: money', () => {
  const isTo = (path: RegExp) => ({ method, path: asked }: Heard) => method === 'POST' && path.test(asked)
  const [isBlock, isSpend, isCancel, isBuy] = [isTo(/\/points\/block$/), isTo(/\/points\/spend$/), isTo(/\/cancel$/), isTo(/\/buy$/)]

  async function member(more: Partial<OpenLoyaltyOptions> = {}) {
    const scene = await open(more)
    const { backend, as, emulator, join } = scene
    const memberId = await join()
    const hold = (cart = 'c-1', key = as(memberId)) => backend.redemptions.hold({ cart: cartOf(cart), currency: 'default', amount: 200_00 }, key)
    const own = async () => (await emulator.sandbox.balances.list({}, as(emulator.shop.memberId(memberId)))).find(({ currency }) => currency === 'default')
    const figures = async () => { const { available, held } = await own() ?? {}; return [available, held] }
    return { ...scene, memberId, hold, figures }
  }

  test('a hold is blocked units that every till sees; an order spends them once, the rest of a point stays', async () => {
    const { backend, as, memberId, hold, figures, asked, end } = await member()
    const { redemption, balances } = await hold()
    assert.deepEqual([redemption.money, balances[0]?.available, balances[0]?.held], [{ amount: 14_00, currency: 'EUR' }, 400_50, 200_00])
    assert.deepEqual(await figures(), [400_50, 200_00])
    const key = as(memberId)
    const confirmed = await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, key)
    for (const again of [key, as(memberId)]) assert.deepEqual(await backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, again), confirmed)
    assert.deepEqual(await figures(), [400_50, 0])
    assert.equal(asked(/\/points\/spend$/, 'POST').length, 1)
    await end()
  })

  for (const [what, fits] of [['a block', isBlock], ['an unblocking', isCancel], ['a spending', isSpend]] as const) {
    for (const how of ['lost', { status: 503, text: '<html>' }] as const) {
      test(`${what} whose answer is ${how === 'lost' ? 'lost' : 'an error'} is found or made again, never made twice`, async (t) => {
        const { emulator, backend, as, memberId, hold, figures, end } = await member()
        const keys = [as(memberId), as(memberId)]
        const confirm = async () => {
          const { redemption } = await hold('c-1', keys[0])
          return backend.redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, keys[1] as WriteContext)
        }
        emulator.disturb(once(fits, how))
        await failsWith(confirm(), how === 'lost' ? 'network' : 'backend_failed')
        // nothing has arrived: it may still be on its way
        if (how !== 'lost' && fits !== isCancel) await failsWith(confirm(), 'timeout')
        passDoubt(t)
        assert.equal((await confirm()).redemption.state, 'confirmed')
        assert.deepEqual(await figures(), [400_50, 0])
        await end()
      })
    }
  }

  const page = (items: readonly unknown[]) => ({ body: { items, total: { all: items.length, filtered: items.length, estimated: false } } })

  test('a list of payments in which one line can\'t be read says nothing, and a payment is found however many came after it', async (t) => {
    const { emulator, backend, as, memberId, hold, figures, asked, end } = await member()
    const { redemption: { id: redemptionId } } = await hold()
    const confirm = () => backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId))
    emulator.disturb(once(isSpend, 'lost'))
    await failsWith(confirm(), 'network')
    passDoubt(t)
    const isList = ({ path, query }: Heard) => path.endsWith('/points') && query.get('type') === 'spending'
    const answer = await (await fetch(`${emulator.url}/api/${emulator.storeCode}/points?member:id=${memberId}&type=spending`, { headers: { 'x-auth-token': emulator.token } })).json() as { items: [{ externalTransferId: string }] }
    const [spent] = answer.items
    assert.match(spent.externalTransferId, /o-1/)
    for (const more of [null, { externalTransferId: 7 }, { value: null }, { walletType: {} }, { cancelled: 'yes' }, { member: 'ada' }]) {
      emulator.disturb((heard) => (isList(heard) ? page([more && { ...spent, ...more }]) : undefined))
      await failsWith(confirm(), 'bad_response')
    }
    // four pages of what came later
    emulator.disturb((heard) => (isList(heard) ? page(heard.query.get('_page') === '5' ? [spent] : Array.from({ length: 50 }, () => ({ ...spent, externalTransferId: 'by the till' }))) : undefined))
    assert.equal((await confirm()).redemption.state, 'confirmed')
    assert.deepEqual([await figures(), asked(/\/points\/spend$/, 'POST').length], [[400_50, 0], 0], 'the one that was sent is not among what was heard undisturbed')
    await end()
  })

  test('what another key has bought meanwhile is not taken for what this one has bought', async () => {
    const { emulator, backend, as, memberId, end } = await member()
    const [reward] = (await backend.rewards.list({}, as(memberId))).items
    const claim = (context = as(memberId)) => backend.rewards.claim({ rewardId: reward?.id ?? '' }, context)
    emulator.disturb(once(isBuy, 'lost'))
    const key = as(memberId)
    await failsWith(claim(key), 'network')
    emulator.sandbox.advance('1 minute')
    const other = await claim()
    assert.notEqual((await claim(key)).coupon?.id, other.coupon?.id)
    await end()
  })

  test('a list of what was bought in which one line can\'t be read says nothing: what may be there is not bought again', async (t) => {
    const { emulator, backend, as, memberId, figures, end } = await member()
    const [reward] = (await backend.rewards.list({}, as(memberId))).items
    emulator.disturb(once(isBuy, 'lost'))
    const key = as(memberId)
    const claim = () => backend.rewards.claim({ rewardId: reward?.id ?? '' }, key)
    await failsWith(claim(), 'network')
    passDoubt(t)
    const after = await figures()
    emulator.disturb((heard) => (heard.path.endsWith('/redemption') ? page([{ issuedRewardId: 7, rewardId: reward?.id, customerId: memberId }]) : undefined))
    await failsWith(claim(), 'bad_response')
    emulator.disturb(undefined)
    await claim()
    assert.deepEqual(await figures(), after)
    await end()
  })

  test('a spending in doubt lets nobody cancel, and once it can\'t arrive, the points are let go', async (t) => {
    const { emulator, backend, as, memberId, hold, figures, end } = await member()
    const { redemption: { id: redemptionId } } = await hold()
    emulator.disturb(once(isSpend, { status: 502, text: '' }))
    await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId)), 'backend_failed')
    await failsWith(backend.redemptions.cancel({ redemptionId }, as(memberId)), 'timeout')
    await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-2' }, as(memberId)), 'timeout')
    passDoubt(t)
    assert.equal((await backend.redemptions.cancel({ redemptionId }, as(memberId))).redemption.state, 'cancelled')
    assert.deepEqual(await figures(), [600_50, 0])
    await end()
  })

  test('an order that was paid is known from the ledger, also when the store of keys has forgotten all', async () => {
    const { emulator, backend, as, memberId, hold, figures, end } = await member()
    const { redemption: { id: redemptionId } } = await hold()
    await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId))
    const another = adapterOn(emulator)
    assert.equal((await another.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId))).redemption.state, 'confirmed')
    await failsWith(another.redemptions.confirm({ redemptionId, orderId: 'o-2' }, as(memberId)), 'conflict')
    await failsWith(another.redemptions.cancel({ redemptionId }, as(memberId)), 'conflict')
    assert.deepEqual(await figures(), [400_50, 0])
    await end()
  })

  test('a hold of one process is found by another that shares nothing with it', async () => {
    const { emulator, as, memberId, hold, end } = await member()
    const { redemption } = await hold()
    const another = adapterOn(emulator)
    assert.deepEqual(await another.redemptions.list({}, as(memberId)), [redemption])
    await failsWith(another.redemptions.hold({ cart: cartOf('c-1'), currency: 'default', amount: 100_00 }, as(memberId)), 'conflict')
    await end()
  })

  test('points that somebody takes between unblocking and spending: nothing is paid and nothing stays held', async () => {
    const { emulator, backend, as, memberId, hold, figures, end } = await member()
    const { redemption: { id: redemptionId } } = await hold()
    emulator.disturb(once(isSpend, { status: 400, body: { code: 400, message: 'Validation failed', errors: [{ message: 'Not enough points', parameters: {}, plural: null, code: 'x', path: '' }] } }))
    await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId)), 'insufficient_points')
    assert.deepEqual([await backend.redemptions.list({}, as(memberId)), await figures()], [[], [600_50, 0]])
    assert.equal((await backend.redemptions.cancel({ redemptionId }, as(memberId))).redemption.state, 'cancelled')
    await end()
  })

  test('a hold that has ended is unblocked by whoever looks next, the desk\'s own blocks stay', async () => {
    const { emulator, backend, as, memberId, hold, figures, end } = await member()
    await hold()
    const headers = { 'x-auth-token': emulator.token, 'content-type': 'application/json' }
    const block = await fetch(`${emulator.url}/api/${emulator.storeCode}/points/block`, { method: 'POST', headers, body: JSON.stringify({ transfer: { customer: memberId, points: 50.25, walletCode: 'default', comment: 'By the desk' } }) })
    assert.equal(block.status, 200)
    emulator.sandbox.advance('31 minutes')
    assert.deepEqual((await backend.balances.list({}, as(memberId))).slice(0, 1).map(({ available, held }) => [available, held]), [[550_25, 50_25]])
    assert.deepEqual(await figures(), [550_25, 50_25])
    await end()
  })

  test('who is blocked holds and takes nothing, and Open Loyalty is not even asked', async () => {
    const { emulator, backend, as, memberId, hold, asked, end } = await member()
    const { items: [reward] } = await backend.rewards.list({}, as(memberId))
    await emulator.shop.block(memberId)
    await failsWith(hold(), 'not_eligible')
    await failsWith(backend.rewards.claim({ rewardId: reward?.id ?? '' }, as(memberId)), 'not_eligible')
    assert.equal(asked(/block$|buy$/, 'POST').length, 0)
    await end()
  })

  test('a hold of somebody else is none, and so is what is no hold', async () => {
    const { backend, as, join, memberId, hold, end } = await member()
    const { redemption: { id: redemptionId } } = await hold()
    const stranger = await join()
    const [welcome] = (await backend.activity.list({}, as(memberId))).items.slice(-1)
    for (const [id, who] of [[redemptionId, stranger], [welcome?.id ?? '', memberId], ['../../reward', memberId]] as const) {
      await failsWith(backend.redemptions.cancel({ redemptionId: id }, as(who)), 'not_found')
      await failsWith(backend.redemptions.confirm({ redemptionId: id, orderId: 'o' }, as(who)), 'not_found')
    }
    await end()
  })

  for (const how of ['lost', { status: 504, text: '' }] as const) {
    test(`a purchase whose answer is ${how === 'lost' ? 'lost' : 'too late'} is found or made again, never made twice`, async (t) => {
      const { emulator, backend, as, memberId, figures, end } = await member()
      const [reward] = (await backend.rewards.list({}, as(memberId))).items
      assert.ok(reward)
      // one of the same kind was bought before
      await backend.rewards.claim({ rewardId: reward.id }, as(memberId))
      emulator.disturb(once(isBuy, how))
      const key = as(memberId)
      const claim = () => backend.rewards.claim({ rewardId: reward.id }, key)
      await failsWith(claim(), how === 'lost' ? 'network' : 'timeout')
      passDoubt(t)
      const { coupon } = await claim()
      assert.deepEqual(await figures(), [400_50, 0])
      const held = await backend.coupons.list({}, as(memberId))
      assert.deepEqual([held.length, held.some(({ id }) => id === coupon?.id)], [2, true])
      await end()
    })
  }

  test('two processes with one store act once', async () => {
    const { emulator, as, memberId, figures, end } = await member()
    const keys = memoryKeys()
    const [one, two] = [adapterOn(emulator, { keys }), adapterOn(emulator, { keys })]
    const key = as(memberId)
    const [a, b] = await Promise.all([one, two].map((backend) => backend.redemptions.hold({ cart: cartOf('c-1'), currency: 'default', amount: 200_00 }, key)))
    assert.deepEqual(a, b)
    await Promise.all([one, two].map((backend) => backend.redemptions.confirm({ redemptionId: a?.redemption.id ?? '', orderId: 'o-1' }, as(memberId))))
    assert.deepEqual(await figures(), [400_50, 0])
    await end()
  })

  test('points of a sale land late: the till is answered first, then they are pending, and spendable after their time', async () => {
    const { emulator, backend, as, memberId, end } = await member()
    const sale = {
      transaction: {
        header: { documentNumber: 'r-77', documentType: 'sell', purchasedAt: '2026-11-22T10:00:00+00:00' }, customerData: { customerId: memberId },
        items: [{ sku: 'boots-1', name: 'Boots', quantity: 1, grossValue: 42.5, category: 'shoes' }],
      },
    }
    const ring = () => fetch(`${emulator.url}/api/${emulator.storeCode}/transaction`, { method: 'POST', headers: { 'x-auth-token': emulator.token, 'content-type': 'application/json' }, body: JSON.stringify(sale) })
    const answer = await ring()
    assert.deepEqual([answer.status, Object.keys(await answer.json() as object)], [200, ['transactionId']])
    assert.equal((await ring()).status, 400, 'the same number is refused')
    const seen = async () => (await backend.balances.list({}, as(memberId)))[0]
    for (let tries = 0; (await seen())?.pending === 0 && tries < 100; tries += 1) await pauseOf(10)
    // silver counts from here on; 42.50 EUR earn 53.125 points, of which the wallet keeps two digits
    const { pending = 0, pendingBatches } = await seen() ?? {}
    assert.deepEqual([pending, pendingBatches], [53_12, [{ amount: 53_12, at: '2026-12-06T10:00:00.000Z' }]])
    const [line] = (await backend.activity.list({ currency: 'default' }, as(memberId))).items
    assert.deepEqual([line?.kind, line?.amount, line?.state, line?.reason, line?.availableAt], ['earn', 53_12, 'pending', 'purchase', '2026-12-06T10:00:00.000Z'])
    emulator.sandbox.advance('15 days')
    assert.deepEqual([(await seen())?.available, (await seen())?.pending], [653_62, 0])
    await end()
  })
})

describe('open-loyalty: joining', () => {
  test('a person with a ticket is registered and activated once, by a friend\'s token, and another ticket is worth nothing', async () => {
    const { emulator, backend, as, join, end } = await open({ person: async (ticket) => (ticket === 'good' ? { email: 'ada+new@shop.example', phone: '+447700900123' } : undefined) })
    const advocate = await join()
    const { code } = await backend.referrals.get({}, as(advocate))
    const form = { ticket: 'good', profile: { givenName: 'Ада', familyName: 'Байрон', birthday: '1990-12-10' }, consents: [], referralCode: code }
    await failsWith(backend.members.enrol({ ...form, ticket: 'bad' }, as()), 'expired')
    await failsWith(backend.members.enrol({ ...form, referralCode: 'NOBODY' }, as()), 'invalid_input')
    emulator.disturb((heard) => (heard.method === 'POST' && /\/member$|activate$/.test(heard.path) && (lost -= 1) >= 0 ? 'lost' : undefined))
    let lost = 2
    const key = as()
    for (let tries = 0; tries < 2; tries += 1) await failsWith(backend.members.enrol(form, key), 'network')
    const answers = await Promise.all([backend.members.enrol(form, key), backend.members.enrol(form, key)])
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual([answers[0]?.member.status, answers[0]?.member.profile], ['active', { givenName: 'Ада', familyName: 'Байрон', email: 'ada+new@shop.example', phone: '+447700900123', birthday: '1990-12-10' }])
    assert.equal(answers[0]?.balances[0]?.available, 600_50)
    assert.deepEqual((await backend.referrals.get({}, as(advocate))).invitations.map(({ state }) => state), ['joined'])
    await failsWith(backend.members.enrol(form, as()), 'conflict')
    await end()
  })
})

describe('open-loyalty: carts, goals, words', () => {
  test('a coupon takes off money or, where it was said so, percent of the cart; each once', async () => {
    const { backend, as, join, end } = await open()
    const memberId = await join()
    const rewards = (await backend.rewards.list({}, as(memberId))).items.filter(({ kind, state }) => kind === 'coupon' && state === 'available')
    const codes: string[] = []
    for (const { id } of rewards) codes.push((await backend.rewards.claim({ rewardId: id }, as(memberId))).coupon?.code ?? '')
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [{ ...cartOf('c-1'), codes: [...codes, ...codes] }] }, as(memberId))
    assert.deepEqual([quote?.total.amount, quote?.discounts.map(({ money }) => money.amount), quote?.due.amount], [123_45, [5_00, 12_34], 106_11])
    await end()
  })

  test('a simulation is told exactly what is left to pay, line by line', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    await backend.redemptions.hold({ cart: cartOf('c-1'), currency: 'default', amount: 500_00 }, as(memberId))
    await backend.quotes.quote({ carts: [cartOf('c-1')] }, as(memberId))
    const { body } = emulator.exchanges.findLast(({ path }) => path.endsWith('/simulate')) ?? {}
    const { simulate: { customer, transaction: { items } } } = body as { simulate: { customer: object; transaction: { items: { grossValue: number }[] } } }
    assert.deepEqual([customer, items.map(({ grossValue }) => grossValue)], [{ id: memberId }, [85.97, 2.48]])
    await end()
  })

  test('challenges count by themselves; a completed one says when, and its badge is a goal that was reached', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const seen = async () => (await backend.challenges.list({}, as(memberId))).map(({ title, state, have, need, badge, completedAt }) => [title, state, have, need, badge, completedAt])
    const at = '2026-11-22T10:00:00.000Z'
    assert.deepEqual(await seen(), [['Three orders', 'joined', 0, 3, undefined, undefined], ['Spend 200 EUR', 'joined', 0, 200, undefined, undefined]])
    for (const orderId of ['o-1', 'o-2', 'o-3']) await emulator.shop.purchase({ customerId: memberId, cart: cartOf(orderId), orderId })
    assert.deepEqual(await seen(), [['Three orders', 'completed', 3, 3, undefined, at], ['Spend 200 EUR', 'completed', 200, 200, undefined, at], ['Regular', 'completed', 1, 1, 'Regular', at]])
    await end()
  })

  test('speaks the languages that it has, offers what is public to guests and the rest to whom it is for', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const polish = { ...as(memberId), locale: 'pl-PL' }
    assert.deepEqual((await backend.program.get({}, polish)).tiers.map(({ name }) => name), ['Brąz', 'Srebro', 'Złoto'])
    assert.equal((await backend.rewards.list({ limit: 1 }, polish)).items[0]?.title, '5 EUR taniej')
    const shown = async (who?: string) => (await backend.offers.list({}, as(who))).map(({ title, kind, audience }) => [title, kind, audience])
    const everybody = [['Double points in June', 'bonus', 'public'], ['A gift on your birthday', 'gift', 'public']]
    assert.deepEqual([await shown(), await shown(memberId)], [everybody, everybody])
    await emulator.shop.purchase({ customerId: memberId, cart: cartOf('o-1'), orderId: 'o-1' })
    assert.deepEqual(await shown(memberId), [...everybody, ['Silver week', 'bonus', 'personal']])
    await end()
  })

  test('a tier of one\'s own says what keeps it; a reward of a higher one says so', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const { tiers } = await backend.program.get({}, as())
    assert.deepEqual(tiers.map(({ name, reachedBy }) => [name, ...reachedBy]), [['Bronze'], ['Silver', { metric: 'points', amount: 100_00, currency: 'default' }], ['Gold', { metric: 'points', amount: 1_000_00, currency: 'default' }]])
    const lounge = async () => (await backend.rewards.list({ limit: 100 }, as(memberId))).items.find(({ title }) => title === 'The lounge')
    assert.deepEqual([(await lounge())?.state, (await lounge())?.lockedBecause, (await lounge())?.tier], ['locked', 'tier_too_low', tiers[2]?.id])
    await emulator.shop.purchase({ customerId: memberId, cart: cartOf('o-1'), orderId: 'o-1' })
    const { current, next, keep, validUntil } = await backend.tiers.progress({}, as(memberId))
    assert.deepEqual([current, next?.tier, next?.metrics[0]?.need, keep?.by, keep?.metrics[0]?.need], [tiers[1]?.id, tiers[2]?.id, 1_000_00, validUntil, 100_00])
    await end()
  })
})

describe('open-loyalty: what real servers send', () => {
  const listOf = (items: readonly unknown[]) => ({ body: { items, total: { all: items.length, filtered: items.length, estimated: false } } })
  const wallet = (account: object, type: object = {}) => listOf([{ walletType: { code: 'default', name: 'Points', active: true, isDefault: false, ...type }, account }])
  const balances = (account: object, more: Partial<OpenLoyaltyOptions> = {}) => disturbed(/\/wallet$/, wallet(account), (backend, context) => backend.balances.list({}, context), more)

  test('numbers as texts, null for absent, a debt, fields and members of lists that are new', async () => {
    assert.deepEqual(await balances({ activeUnits: '1250.5', lockedUnits: null, earnedUnits: null, mood: 'NEW' }), [{ currency: 'default', available: 1250_50 }])
    assert.deepEqual(await balances({ activeUnits: -40.25 }), [{ currency: 'default', available: -40_25 }])
    assert.deepEqual(await disturbed(/\/wallet$/, listOf(['nonsense', null, { walletType: {} }]), (backend, context) => backend.balances.list({}, context)), [])
  })

  test('binary noise is taken for what it is, and what is finer than the scale is never rounded up', async () => {
    const available = async (activeUnits: unknown, scale = 2) => (await balances({ activeUnits }, { currencies: { default: { scale } } }))[0]?.available
    assert.deepEqual([await available(0.1 + 0.2), await available(29.999999999999996), await available(42.509), await available('42.509'), await available(-0.001), await available(42.9, 0), await available(1e-9), await available(12.345678, 6)], [30, 30_00, 42_50, 42_50, -1, 42, 0, 12_345_678])
  })

  test('amounts that are none are no answer', async () => {
    // a wallet without a figure is left out of the list, one with a strange figure is not passed over
    for (const activeUnits of ['1e3', 2 ** 60, 'many', '']) await failsWith(balances({ activeUnits }), 'bad_response')
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['an error with status 200', { body: { code: 404, message: 'Not Found' } }, 'unauthenticated'],
    ['another error with status 200', { body: { code: 500, message: 'Sorry' } }, 'backend_failed'],
    ['a refused key, which no member can mend', { status: 401, body: { code: 401, message: 'Authentication Required' } }, 'backend_failed'],
    ['a key without the right', { status: 403, body: { code: 403, message: 'Forbidden.' } }, 'backend_failed'],
    ['a request that it does not understand', { status: 400, body: { code: 400, message: 'Validation failed', errors: [] } }, 'backend_failed'],
    ['a member who is not there', { status: 404, body: { code: 404, message: 'Not Found' } }, 'unauthenticated'],
    ['somebody at the same thing', { status: 409, body: { code: 409, message: 'Conflict' } }, 'conflict'],
    ['too many calls', { status: 429, body: { message: 'Slow down' } }, 'rate_limited'],
  ]
  for (const [what, answer, code] of cases) {
    test(`${what}: ${code}`, () => failsWith(disturbed(/\/member\/[^/]+$/, answer, (backend, context) => backend.members.get({}, context)), code))
  }

  test('too many calls say when to come back, where they are told', async () => {
    const failure = await disturbed(/\/member\/[^/]+$/, { status: 429, headers: { 'retry-after': '30' }, text: '' }, (backend, context) => backend.members.get({}, context)).catch((error: unknown) => error)
    assert.ok(isLoyaltyError(failure) && Math.abs(Date.parse(failure.details?.retryAt ?? '') - Date.now() - 30_000) < 3_000, String(failure))
    for (const headers of [{}, { 'retry-after': 'soon' }]) {
      const untold = await disturbed(/\/member\/[^/]+$/, { status: 429, headers, text: '' }, (backend, context) => backend.members.get({}, context)).catch((error: unknown) => error)
      assert.ok(isLoyaltyError(untold) && untold.code === 'rate_limited' && untold.details?.retryAt === undefined, String(untold))
    }
  })

  test('who was made nobody, or has an id that is none, is not in the programme', async () => {
    const nobody = { customerId: '7239e6f7-e52e-466b-8c24-699709b64076', active: true, registeredAt: '2026-11-22T10:00:00+00:00', anonymized: true }
    await failsWith(disturbed(/\/member\/[^/]+$/, { body: nobody }, (backend, context) => backend.members.get({}, context)), 'unauthenticated')
    const { backend, as, asked, end } = await open()
    for (const id of ['email=somebody@shop.example', '../store', '7239E6F7']) await failsWith(backend.members.get({}, as(id)), 'unauthenticated')
    assert.equal(asked(/./).length, 0)
    await end()
  })

  test('a profile is told as far as it is one', async () => {
    const member = (told: object) => disturbed(/\/member\/[^/]+$/, { body: { customerId: '7239e6f7-e52e-466b-8c24-699709b64076', active: true, registeredAt: '2026-11-22 11:00:00+01:00', ...told } }, (backend, context) => backend.members.get({}, context))
    const { joinedAt, profile } = await member({ phone: '44 7700-900123', gender: 'not_disclosed', birthDate: '1990-12-10T00:00:00+01:00', email: 'no address', address: { city: 'London', postal: null } })
    assert.deepEqual([joinedAt, profile], ['2026-11-22T10:00:00.000Z', { phone: '+447700900123', birthday: '1990-12-10', city: 'London' }])
    assert.equal((await member({ registeredAt: '2026-11-22 10:00:00' })).joinedAt, '2026-11-22T10:00:00.000Z')
  })

  test('every kind of transfer has its sign; cancelled ones are reversed, a peer\'s are transfers, another member\'s are not shown', async () => {
    const line = (type: string, more: object = {}) => ({ transferId: crypto.randomUUID(), type, value: 10.25, createdAt: '2026-11-20T10:00:00+00:00', walletType: { code: 'default' }, ...more })
    const items = [
      line('adding', { actionCause: { campaignId: 'c', transactionId: null } }), line('adding', { pending: true, lockedUntil: '2026-12-01T00:00:00+01:00' }), line('spending', { actionCause: { rewardId: 'r', issuedRewardId: 'i-1' } }), line('expired'), line('blocked', { cancelled: true }),
      line('p2p_adding', { comment: 'From Bob' }), line('p2p_spending'), line('minted', { value: '3' }), line('adding', { member: { id: 'somebody-else' } }), { transferId: 7 },
    ]
    const page = await disturbed(/\/points$/, listOf(items), (backend, context) => backend.activity.list({}, context))
    assert.deepEqual(page.items.map(({ kind, amount, state, reason, text, availableAt }) => [kind, amount, state, reason, text, availableAt]), [
      ['earn', 10_25, 'final', 'offer', undefined, undefined], ['earn', 10_25, 'pending', undefined, undefined, '2026-11-30T23:00:00.000Z'], ['spend', -10_25, 'final', 'reward', undefined, undefined], ['expire', -10_25, 'final', undefined, undefined, undefined],
      ['hold', -10_25, 'reversed', undefined, undefined, undefined], ['transfer', 10_25, 'final', undefined, 'From Bob', undefined], ['transfer', -10_25, 'final', undefined, undefined, undefined], ['adjust', 3_00, 'final', undefined, undefined, undefined],
    ])
  })

  test('tiers with several conditions tell the one that is furthest away; months have no word of ours', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const { tiers } = await backend.program.get({}, as())
    const progress = { tierSetId: 'x', tierSetName: 'Club', manually: false, downgrade: 'none', currentTierId: tiers[0]?.id, nextTierId: tiers[1]?.id, nextRecalculationAt: '2027-01-01T00:00:00+00:00', nextTierCurrentProgress: [
      { conditionId: 'a', attribute: 'totalSpending', currentValue: 90, valueGoal: 100 }, { conditionId: 'b', attribute: 'activeUnits', currentValue: 5.5, valueGoal: 50, walletType: 'default' }, { conditionId: 'c', attribute: 'monthsSinceJoiningProgram', currentValue: 0, valueGoal: 6 }, { conditionId: 'd', attribute: 'somethingNew', currentValue: 0, valueGoal: 6 },
    ] }
    emulator.disturb((heard) => (/\/member\/[^/]+\/tierSet\//.test(heard.path) ? { body: progress } : undefined))
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { current: tiers[0]?.id, next: { tier: tiers[1]?.id, metrics: [{ metric: 'points', have: 5_50, need: 50_00, currency: 'default' }] } })
    await end()
  })

  test('milestones: several are counted as such, periods in a row as periods, and what begins again is not full', async () => {
    const challenge = (milestones: readonly object[], more: object = {}) => ({ campaignId: crypto.randomUUID(), campaignName: 'Goal', limitReached: false, memberProgress: { completedCount: 1, milestones }, ...more })
    const [full, half] = [{ periodGoal: 5, currentPeriodValue: 5, consecutivePeriods: 1, completedConsecutivePeriods: 1 }, { periodGoal: 5.5, currentPeriodValue: 2.75, consecutivePeriods: 1, completedConsecutivePeriods: 0 }]
    const items = [challenge([half]), challenge([full]), challenge([full, half, { type: 'referral' }]), challenge([{ ...half, consecutivePeriods: 4, completedConsecutivePeriods: 3 }]), challenge([{ type: 'referral', periodGoal: 3, currentPeriodValue: 1 }]), challenge([])]
    const seen = await disturbed(/\/challenge$/, listOf(items), (backend, context) => backend.challenges.list({}, context))
    assert.deepEqual(seen.map(({ state, have, need, metric }) => [state, have, need, metric]), [['joined', 2, 6, undefined], ['joined', 4, 5, undefined], ['joined', 1, 3, undefined], ['joined', 3, 4, undefined], ['joined', 1, 3, 'referrals']])
  })

  test('where challenges are not known yet, achievements stand in their place', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    emulator.disturb((heard) => (heard.path.endsWith('/challenge') ? { status: 404, body: { code: 404, message: 'Not Found' } } : undefined))
    await emulator.shop.purchase({ customerId: memberId, cart: cartOf('o-1'), orderId: 'o-1' })
    assert.deepEqual((await backend.challenges.list({}, as(memberId))).map(({ title, text, state, have, need }) => [title, text, state, have, need]), [['Three orders', 'Buy three times.', 'joined', 1, 3]])
    await end()
  })

  test('a status that is no more, or may not be read, costs the dates of expiry and nothing else', async () => {
    const full = await disturbed(/nothing/, {}, (backend, context) => backend.balances.list({}, context))
    assert.deepEqual(full[0]?.expiring, [{ at: '2027-11-22T00:00:00.000Z', amount: 600_50 }])
    for (const status of [404, 403, 410]) assert.deepEqual((await disturbed(/\/status$/, { status, body: { code: status, message: 'No' } }, (backend, context) => backend.balances.list({}, context)))[0], (({ expiring: _, ...rest }) => rest)(full[0] ?? { expiring: [] }))
    await failsWith(disturbed(/\/status$/, { status: 429, text: '' }, (backend, context) => backend.balances.list({}, context)), 'rate_limited')
  })

  test('rewards: what has no price of its own is not listed, a segment\'s is seen by its members alone, limits below zero are none', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const reward = (rewardId: string, more: object = {}) => ({ reward: 'material', rewardId, name: rewardId, active: true, public: true, costInPoints: 10, levels: [], translations: [], ...more })
    const all = [reward('wheel', { reward: 'fortune_wheel' }), reward('conversion', { reward: 'conversion_coupon', costInPoints: null }), reward('secret', { target: 'segment' }), reward('ours', { public: false, usageLeft: -1, usageLeftForCustomer: -1 }), reward('none-left', { reward: 'static_coupon', notIssuedCoupons: 0 }), reward('cheap', { costInPoints: '0.5', usageLeft: 7, usageLeftForCustomer: 2 }), reward('later', { activity: { allTime: false, from: '2027-01-01T00:00:00+00:00' } })]
    emulator.disturb((heard) => (/\/reward$/.test(heard.path) && heard.method === 'GET' ? listOf(heard.path.includes('/member/') ? all.slice(3, 6) : all) : undefined))
    const seen = async (who?: string) => (await backend.rewards.list({}, as(who))).items.map(({ id, state, lockedBecause, cost, left }) => [id, state, lockedBecause, cost.amount, left])
    assert.deepEqual(await seen(), [['none-left', 'sold_out', undefined, 10_00, undefined], ['cheap', 'available', undefined, 50, 2], ['later', 'locked', 'not_yet', 10_00, undefined]])
    assert.deepEqual(await seen(memberId), [['ours', 'available', undefined, 10_00, undefined], ['none-left', 'sold_out', undefined, 10_00, undefined], ['cheap', 'available', undefined, 50, 2], ['later', 'locked', 'not_yet', 10_00, undefined]])
    await end()
  })

  test('a reward of another wallet is priced, refused and paid in its units; where nobody has said so, in those of the default wallet', async () => {
    const { emulator, backend, as, asked, join, end } = await open()
    const memberId = await join()
    const pinOf = async (one = backend) => (await one.rewards.list({ limit: 100 }, as(memberId))).items.find(({ title }) => title === 'An enamel pin for stamps')
    const seen = async (one = backend) => { const pin = await pinOf(one); return [pin?.cost, pin?.state, pin?.lockedBecause] }
    const rewardId = (await pinOf())?.id ?? ''
    assert.deepEqual(await seen(), [{ currency: 'stamps', amount: 3 }, 'locked', 'balance_too_low'])
    await failsWith(backend.rewards.claim({ rewardId }, as(memberId)), 'insufficient_points')
    assert.equal(asked(/buy$/, 'POST').length, 0)
    await emulator.shop.purchase({ customerId: memberId, cart: cartOf('o-1'), orderId: 'o-1' })
    assert.deepEqual(await seen(), [{ currency: 'stamps', amount: 3 }, 'available', undefined])
    const { reward, balances } = await backend.rewards.claim({ rewardId }, as(memberId))
    assert.deepEqual([reward.cost, balances.map(({ currency, available }) => [currency, available])], [{ currency: 'stamps', amount: 3 }, [['default', 600_50], ['stamps', 2]]])
    assert.deepEqual((await seen(adapterOn(emulator, { rewardWallets: {} })))[0], { currency: 'default', amount: 3_00 })
    assert.deepEqual(await seen(adapterOn(emulator, { rewardWallets: { [rewardId]: 'no-such-wallet' } })), [undefined, undefined, undefined])
    await end()
  })

  test('a purchase that is refused without a word is one that is not allowed', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const { items: [reward] } = await backend.rewards.list({}, as(memberId))
    for (const [body, code] of [[{ code: 400, message: 'Validation failed', errors: [] }, 'not_eligible'], [{ code: 400, message: 'Validation failed', errors: [{ message: 'Not enough points' }] }, 'insufficient_points'], [{ code: 400, message: 'No coupons left', errors: null }, 'not_eligible']] as const) {
      emulator.disturb((heard) => (heard.path.endsWith('/buy') ? { status: 400, body } : undefined))
      await failsWith(backend.rewards.claim({ rewardId: reward?.id ?? '' }, as(memberId)), code)
    }
    await end()
  })

  test('the ledger is read page by page from where it was, also when it is long', async () => {
    const { emulator, backend, as, join, end } = await open()
    const memberId = await join()
    const lines = Array.from({ length: 230 }, (_, index) => ({ transferId: `00000000-0000-4000-a000-${String(index).padStart(12, '0')}`, type: 'adding', value: 1, createdAt: new Date(1e12 - index * 60_000).toISOString(), walletType: { code: index % 3 ? 'default' : 'stamps' } }))
    const pages: number[] = []
    emulator.disturb(({ path, query }) => {
      if (!path.endsWith('/points')) return undefined
      const [number, size] = [Number(query.get('_page')), Number(query.get('_itemsOnPage'))]
      pages.push(number)
      // one of each page can't be read
      return listOf(lines.slice((number - 1) * size, number * size).map((line, index) => (index === 7 ? { transferId: 7 } : line)))
    })
    const seen: string[] = []
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await backend.activity.list({ limit: 30, currency: 'stamps', ...(cursor === undefined ? {} : { cursor }) }, as(memberId))
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    assert.deepEqual(seen, lines.filter(({ walletType }, index) => walletType.code === 'stamps' && index % 50 !== 7).map(({ transferId }) => transferId))
    assert.deepEqual(pages, [1, 2, 2, 3, 4, 4, 5], 'no page is read that lies before the cursor')
    await failsWith(backend.activity.list({ cursor: `1~${crypto.randomUUID()}` }, as(memberId)), 'invalid_input')
    await end()
  })

  test('the key is in a header, never in an address', async () => {
    const { emulator, backend, as, end } = await open()
    await backend.program.get({}, as())
    for (const { headers, path, query } of emulator.exchanges) {
      assert.equal(headers['x-auth-token'], emulator.token)
      assert.ok(!`${path}?${query}`.includes(emulator.token))
    }
    await end()
  })
})

describe('open-loyalty: the check by the document', () => {
  test('bites: a body, an answer, a query and a path that are not as it says', { skip: !wire && 'the document is not here' }, () => {
    const exchange = { method: 'POST', path: '/api/HARBOUR/points/block', query: new URLSearchParams(), headers: {}, body: { transfer: { customer: 'x', points: 1 } } as unknown, answer: { body: { transferId: 'x' } } as Answer }
    assert.deepEqual(wire?.violations(exchange), [])
    const simulate = { ...exchange, path: '/api/HARBOUR/campaign/simulate', answer: { body: { effects: [], evaluationWarnings: [] } } }
    assert.deepEqual(wire?.violations({ ...simulate, body: { simulate: { trigger: 'transaction', transaction: { documentNumber: 'c', purchasedAt: 'now' } } } }), [])
    for (const wrong of [
      { ...exchange, body: { transfer: { customer: 'x' } } }, { ...exchange, body: { transfer: { customer: 'x', points: '1' } } }, { ...exchange, answer: { status: 201 } }, { ...exchange, path: '/api/HARBOUR/points/unblock' },
      { ...simulate, body: { simulate: { trigger: 'transaction', transaction: { documentNumber: 'c', purchasedAt: 'now', mood: 'good' } } } }, { ...simulate, body: { simulate: { trigger: 'transaction', cart: {} } } },
      { ...exchange, method: 'GET', path: '/api/HARBOUR/points', body: undefined, query: new URLSearchParams('_itemsOnPage=51'), answer: {} }, { ...exchange, method: 'GET', path: '/api/HARBOUR/points', body: undefined, query: new URLSearchParams('member=1'), answer: {} },
    ]) assert.notDeepEqual(wire?.violations(wrong), [], JSON.stringify(wrong))
  })
})

describe('open-loyalty: options', () => {
  const good = { url: 'https://tenant.openloyalty.example', storeCode: 'DEFAULT', token: 'abc', money: 'EUR', keys: memoryKeys() }

  test('wrong ones are told at once', () => {
    for (const [wrong, says] of [
      [{ url: 'http://api.example' }, /`url`/], [{ storeCode: 'a/b' }, /`storeCode`/], [{ rewardWallets: ['stamps'] }, /`rewardWallets`/], [{ rewardWallets: { 'r-1': '' } }, /`rewardWallets`/], [{ token: 'with space' }, /`token`/], [{ money: 'euro' }, /`money`/], [{ keys: undefined }, /`keys`/], [{ locales: [] }, /`locales`/], [{ locales: ['not a tag'] }, /`locale`/],
      [{ holdFor: 0 }, /`holdFor`/], [{ doubt: Number.NaN }, /`doubt`/], [{ currencies: { default: { scale: 7 } } }, /scale/], [{ currencies: { default: { worth: { amount: 0.5, money: 1 } } } }, /worth/], [{ referral: { ...{ advocate: { currency: 'default', amount: 1 }, friend: { currency: 'default', amount: 1 } }, link: () => 'javascript:1' } }, /`referral.link`/],
    ] as const) assert.throws(() => openLoyalty({ ...good, ...wrong } as OpenLoyaltyOptions), says)
    openLoyalty(good)
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => openLoyalty(good), /@loyaltykit\/gateway/)))
})
