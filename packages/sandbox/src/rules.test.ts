import assert from 'node:assert/strict'
import { test } from 'node:test'
import { by, cartOf, openClub } from '../test-support/club.ts'

test('a purchase earns 5 % as pending, which can be spent after 14 days and expires 12 months later', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1' })
  assert.deepEqual([(await balance(ada)).available, (await balance(ada)).pendingBatches], [500, [{ amount: 500, at: '2026-12-06T10:00:00Z' }]])
  sandbox.advance('14 days')
  assert.deepEqual((await balance(ada)).expiring, [{ amount: 500, at: '2027-11-22T10:00:00Z' }, { amount: 500, at: '2027-12-06T10:00:00Z' }])
  sandbox.advance('12 months')
  assert.deepEqual([(await balance(ada)).available, (await balance(ada)).expiring], [0, []])
  assert.deepEqual((await sandbox.activity.list({}, by(ada.identity))).items.map(({ kind, amount, at }) => [kind, amount, at]).slice(0, 2), [
    ['expire', -500, '2027-12-06T10:00:00Z'], ['expire', -500, '2027-11-22T10:00:00Z'],
  ])
})

test('one long step of time is the same as many short ones', async () => {
  const run = async (steps: number) => {
    const { sandbox, join, hold } = openClub()
    const ada = await join({ phone: '+447700900001' })
    await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(400_00), orderId: 'o1' })
    await hold(ada, cartOf(100_00), 200)
    for (let step = 0; step < steps; step += 1) sandbox.advance(400 * 86_400_000 / steps)
    const who = by(ada.identity)
    return [(await sandbox.activity.list({}, who)).items, await sandbox.balances.list({}, who), await sandbox.tiers.progress({}, who)]
  }
  assert.deepEqual(await run(1), await run(400))
})

test('the same seed and the same calls give the same run, another seed another', async () => {
  const run = async (seed: string) => {
    const { sandbox, join } = openClub({ seed })
    const ada = await join({ phone: '+447700900001' })
    return [ada, sandbox.outbox, await sandbox.referrals.get({}, by(ada.identity))]
  }
  assert.deepEqual(await run('a'), await run('a'))
  assert.notDeepEqual(await run('a'), await run('b'))
})

test('tiers are reached at once, earn more, are kept 12 months, and are lost when nothing keeps them', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const { tier } = await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00), orderId: 'o1' })
  assert.equal(tier, 'silver')
  assert.deepEqual((await quote(cartOf(100_00), ada)).earn.map(({ amount }) => amount), [700])
  const standing = () => sandbox.tiers.progress({}, by(ada.identity))
  assert.deepEqual(await standing(), {
    current: 'silver', since: '2026-11-22T10:00:00Z', validUntil: '2027-11-22T10:00:00Z',
    keep: { by: '2027-11-22T10:00:00Z', metrics: [{ metric: 'spend', have: 0, need: 300_00, currency: 'EUR' }], otherwise: 'bronze' },
    next: { tier: 'gold', metrics: [{ metric: 'spend', have: 300_00, need: 1000_00, currency: 'EUR' }] },
  })
  sandbox.advance('12 months')
  assert.equal((await standing()).current, 'bronze')
})

test('a purchase within the year keeps the tier', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00), orderId: 'o1' })
  sandbox.advance('6 months')
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00), orderId: 'o2' })
  sandbox.advance('7 months')
  const { current, validUntil } = await sandbox.tiers.progress({}, by(ada.identity))
  assert.deepEqual([current, validUntil], ['silver', '2028-11-22T10:00:00Z'])
})

test('a refund takes back the tier that the purchase won', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00, { quantity: 3 }), orderId: 'o1' })
  await sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'sku-1', quantity: 1 }] })
  assert.equal((await sandbox.tiers.progress({}, by(ada.identity))).current, 'bronze')
})

test('points pay for up to 30 % of the goods that they may pay for', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const limit = async (cart: ReturnType<typeof cartOf>) => {
    const [spend] = (await quote(cart, ada)).spend ?? []
    return [spend?.max, spend?.because]
  }
  assert.deepEqual(await limit(cartOf(100_00)), [500, undefined])
  assert.deepEqual(await limit(cartOf(10_09)), [300, undefined])
  assert.deepEqual(await limit(cartOf(3_00)), [0, 'below_minimum'])
  assert.deepEqual(await limit(cartOf(100_00, { categories: ['gift-cards'] })), [0, 'goods_excluded'])
  assert.deepEqual(await limit(cartOf(100_00, { categories: ['shoes', 'sale'] })), [0, 'goods_excluded'])
  await sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 450 }, by(ada.identity))
  // what might be used if the hold were let go; less than is held: the cart has become too small
  assert.deepEqual(await limit(cartOf(100_00)), [500, 'already_held'])
  assert.deepEqual(await limit(cartOf(10_09)), [300, 'already_held'])
  assert.deepEqual(await limit(cartOf(100_00, { id: 'other' })), [0, 'balance_too_low'])
  await assert.rejects(sandbox.redemptions.hold({ cart: cartOf(100_00, { id: 'other' }), currency: 'bonus', amount: 45 }, by(ada.identity)), { code: 'not_eligible' })
})

test('a till confirms the hold, and earns for what was paid with money', async () => {
  const { sandbox, join, balance, hold } = openClub()
  const ada = await join()
  const cart = cartOf(100_00)
  const { id: redemptionId } = await hold(ada, cart, 500)
  const receipt = await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1', redemptionId })
  assert.deepEqual([receipt.due.amount, receipt.spent, receipt.earned], [95_00, [{ currency: 'bonus', amount: 500 }], [{ currency: 'bonus', amount: 475 }]])
  assert.deepEqual(await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1', redemptionId }), receipt)
  const { available, held, pending } = await balance(ada)
  assert.deepEqual([available, held, pending], [0, 0, 475])
  await assert.rejects(sandbox.till.purchase({ memberId: ada.id, cart: cartOf(1_00), orderId: 'o1' }), { code: 'conflict' })
})

test('a till takes no hold of a cart that has shrunk since, and leaves it as it was', async () => {
  const { sandbox, join, balance, hold } = openClub()
  const ada = await join()
  const { id: redemptionId } = await hold(ada, cartOf(100_00), 500)
  await assert.rejects(sandbox.till.purchase({ memberId: ada.id, cart: cartOf(5_00), orderId: 'o1', redemptionId }), { code: 'not_eligible' })
  assert.deepEqual([(await balance(ada)).held, (await sandbox.redemptions.list({}, by(ada.identity))).map(({ id }) => id)], [500, [redemptionId]])
})

test('a till takes nobody else\'s hold', async () => {
  const { sandbox, join, hold } = openClub()
  const [ada, bob] = [await join(), await join()]
  const { id: redemptionId } = await hold(ada, cartOf(100_00), 500)
  await assert.rejects(sandbox.till.purchase({ memberId: bob.id, cart: cartOf(100_00), orderId: 'o1', redemptionId }), { code: 'not_found' })
})

test('partial refunds in any order give back and take back exactly', async () => {
  const { sandbox, join, balance, hold } = openClub()
  const ada = await join()
  const cart = { id: 'cart', currency: 'EUR', items: [{ sku: 'a', quantity: 3, price: 33_33, categories: ['shoes'] }, { sku: 'b', quantity: 1, price: 7_01, categories: ['accessories'] }] }
  const { id: redemptionId } = await hold(ada, cart, 490)
  const { due } = await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1', redemptionId })
  let money = 0
  for (const items of [[{ sku: 'a', quantity: 1 }], [{ sku: 'b', quantity: 1 }], undefined, undefined]) {
    money += (await sandbox.till.refund({ orderId: 'o1', ...(items ? { items } : {}) })).money.amount
  }
  assert.equal(money, due.amount)
  const { available, pending, held } = await balance(ada)
  assert.deepEqual([available, pending, held], [500, 0, 0])
  await assert.rejects(sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'a', quantity: 1 }] }), { code: 'conflict' })
})

test('a refund of points that were spent leaves a debt, which the next points pay', async () => {
  const { sandbox, join, balance, hold } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1' })
  sandbox.advance('14 days')
  const cart = cartOf(100_00, { id: 'second' })
  const { id: redemptionId } = await hold(ada, cart, 1000)
  await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o2', redemptionId })
  await sandbox.till.refund({ orderId: 'o1' })
  assert.equal((await balance(ada)).available, -500)
  sandbox.advance('14 days')
  assert.deepEqual([(await balance(ada)).available, (await balance(ada)).expiring], [-50, []])
})

test('a refund long after takes nothing back that has expired unspent already', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1' })
  sandbox.advance('13 months')
  const { takenBack, money } = await sandbox.till.refund({ orderId: 'o1' })
  assert.deepEqual([takenBack, money.amount, (await balance(ada)).available], [[], 100_00, 0])
})

test('an activated offer changes the next quote and the next purchase, and only for its goods', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const boots = cartOf(100_00, { categories: ['shoes', 'boots'] })
  assert.deepEqual((await quote(boots, ada)).earn.map(({ offerId }) => offerId), [undefined])
  await sandbox.offers.activate({ offerId: 'double-boots' }, by(ada.identity))
  assert.deepEqual((await quote(boots, ada)).earn.map(({ amount, offerId }) => [amount, offerId]), [[500, undefined], [500, 'double-boots']])
  assert.equal((await quote(cartOf(100_00), ada)).earn.length, 1)
  const { earned } = await sandbox.till.purchase({ memberId: ada.id, cart: boots, orderId: 'o1' })
  assert.deepEqual(earned.map(({ amount }) => amount), [500, 500])
  sandbox.advance('22 days')
  assert.equal((await quote(boots, ada)).earn.length, 1)
  await assert.rejects(sandbox.offers.activate({ offerId: 'double-boots' }, by(ada.identity)), { code: 'expired' })
})

test('a promo code works once, whatever its letters\' case, and comes back with a full refund', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const cart = cartOf(20_00, { categories: ['accessories'], codes: [' extra15 ', 'NOPE'] })
  const first = await quote(cart, ada)
  assert.deepEqual([first.due.amount, first.discounts[0]?.offerId, first.rejectedCodes], [17_00, 'accessories-15', [{ code: 'NOPE', because: 'unknown' }]])
  assert.deepEqual((await quote(cartOf(20_00, { codes: ['EXTRA15'] }), ada)).rejectedCodes, [{ code: 'EXTRA15', because: 'not_eligible' }])
  await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1' })
  assert.deepEqual((await quote(cart, ada)).rejectedCodes?.[0], { code: ' extra15 ', because: 'used' })
  await sandbox.till.refund({ orderId: 'o1' })
  assert.equal((await quote(cart, ada)).due.amount, 17_00)
})

test('the first-order discount is there for guests and new members, and gone after the first order', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const cart = cartOf(50_00, { codes: ['HELLO10'] })
  assert.equal((await quote(cart)).due.amount, 45_00)
  assert.equal((await quote(cart, ada)).due.amount, 45_00)
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(50_00), orderId: 'o1' })
  assert.deepEqual((await quote(cart, ada)).rejectedCodes, [{ code: 'HELLO10', because: 'not_eligible' }])
  assert.equal((await sandbox.offers.list({}, by(ada.identity))).some(({ id }) => id === 'first-order'), false)
})

test('a member who has not bought for 180 days is won back with points that burn', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const who = by(ada.identity)
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'o1' })
  const offered = async () => (await sandbox.offers.list({}, who)).find(({ id }) => id === 'win-back')
  assert.equal(await offered(), undefined)
  sandbox.advance('181 days')
  assert.equal((await offered())?.state, 'available')
  await sandbox.offers.activate({ offerId: 'win-back' }, who)
  const available = async () => (await sandbox.balances.list({}, who))[0]?.available
  assert.equal(await available(), 850)
  await sandbox.offers.activate({ offerId: 'win-back' }, { ...who, idempotencyKey: 'again' })
  assert.equal(await available(), 850)
  sandbox.advance('14 days')
  assert.equal(await available(), 550)
})

test('an offer of a tier is locked with its reason, opens with the tier, and does not work before', async () => {
  const { sandbox, join, quote } = openClub()
  const ada = await join()
  const sale = async () => (await sandbox.offers.list({}, by(ada.identity, { locale: 'ru' }))).find(({ id }) => id === 'private-sale')
  assert.deepEqual([(await sale())?.state, (await sale())?.lockedBecause], ['locked', 'Откроется на уровне «Серебро»'])
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00), orderId: 'o1' })
  await sandbox.offers.activate({ offerId: 'private-sale' }, by(ada.identity))
  assert.equal((await quote(cartOf(100_00, { categories: ['clothing'] }), ada)).due.amount, 80_00)
})

test('a friend\'s first purchase rewards both at once; its full refund takes both back; the next purchase counts again', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  const { code } = await sandbox.referrals.get({}, by(ada.identity))
  const bob = await join({ referralCode: code.toLowerCase(), givenName: 'Bob' })
  const states = async () => (await sandbox.referrals.get({}, by(ada.identity))).invitations.map(({ state, name }) => [state, name])
  assert.deepEqual(await states(), [['joined', 'B···']])
  const figures = async () => [(await balance(ada)).available, (await balance(bob)).available]
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(10_00), orderId: 'o1' })
  assert.deepEqual([await figures(), await states()], [[1000, 1000], [['rewarded', 'B···']]])
  await sandbox.till.refund({ orderId: 'o1' })
  assert.deepEqual([await figures(), await states()], [[500, 500], [['joined', 'B···']]])
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(10_00), orderId: 'o2' })
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(10_00), orderId: 'o3' })
  assert.deepEqual(await figures(), [1000, 1000])
})

test('ten friends count in a year, the eleventh finds the code not valid', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const who = by(ada.identity)
  const { code } = await sandbox.referrals.get({}, who)
  const friends = []
  for (let count = 0; count < 11; count += 1) friends.push(await join({ referralCode: code }))
  for (const [index, friend] of friends.entries()) await sandbox.till.purchase({ memberId: friend.id, cart: cartOf(10_00), orderId: `o${index}` })
  const { left, invitations } = await sandbox.referrals.get({}, who)
  assert.deepEqual([left, invitations.map(({ state }) => state)], [0, ['refused', ...Array.from({ length: 10 }, () => 'rewarded')]])
  assert.deepEqual(await sandbox.referrals.lookUp({ code }, by()), { valid: false })
  await assert.rejects(join({ referralCode: code }), { code: 'invalid_input' })
  sandbox.advance('1 year')
  assert.equal((await sandbox.referrals.lookUp({ code }, by())).valid, true)
})

test('nobody invites themselves with a second address', async () => {
  const { sandbox, ticket } = openClub()
  const consents = ['terms', 'processing'].map((id) => ({ id, version: '2026-09', granted: true }))
  const first = await sandbox.members.enrol({ ticket: await ticket('+447700900123'), profile: { givenName: 'Ada', email: 'Ada@Example.com' }, consents }, by())
  const { code } = await sandbox.referrals.get({}, by({ kind: 'member', memberId: first.member.id }))
  const again = { ticket: await ticket('ada@example.com ', 'email'), profile: { givenName: 'Ada' }, consents, referralCode: code }
  await assert.rejects(sandbox.members.enrol(again, by()), (error: { code: string; details: { issues: { path: string }[] } }) => error.code === 'invalid_input' && error.details.issues[0]?.path === 'referralCode')
})

test('an order of nobody earns nothing and can be refunded', async () => {
  const { sandbox } = openClub()
  const { earned, balances, due } = await sandbox.till.purchase({ cart: cartOf(10_00), orderId: 'o1' })
  assert.deepEqual([earned, balances, due.amount], [[], [], 10_00])
  assert.equal((await sandbox.till.refund({ orderId: 'o1' })).money.amount, 10_00)
})

test('a till\'s nonsense is refused with the field\'s name', async () => {
  const { sandbox } = openClub()
  for (const sale of [{}, { orderId: 'o1', cart: { ...cartOf(10_00), currency: 'RUB' } }, { orderId: 'o1', cart: cartOf(-1) }, { orderId: '', cart: cartOf(1) }]) {
    await assert.rejects(sandbox.till.purchase(sale as never), (error: { code: string; details: { issues: unknown[] } }) => error.code === 'invalid_input' && error.details.issues.length > 0)
  }
  await assert.rejects(sandbox.till.purchase({ orderId: 'o1', cart: cartOf(1), memberId: 'nobody' }), { code: 'not_found' })
  await assert.rejects(sandbox.till.refund({ orderId: 'none' }), { code: 'not_found' })
})
