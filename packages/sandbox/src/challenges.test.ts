import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fashion, type ChallengeRule, type Preset } from '@loyaltykit/sandbox'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

/** The club with these challenges only, and bonuses that can be spent at once. */
function openWith(...challenges: readonly Partial<ChallengeRule>[]) {
  const whole = challenges.map((rule, index): ChallengeRule => ({ id: `goal-${index}`, title: { en: `Goal ${index}` }, metric: 'orders', need: 1, joining: 'none', ...rule }))
  const preset: Preset = { ...fashion, surveys: [], challenges: whole }
  const club = openClub({ preset })
  const { sandbox } = club
  let orders = 0
  return {
    ...club,
    states: async ({ identity }: Person) => (await sandbox.challenges.list({}, by(identity))).map(({ id, state, have, need }) => `${id} ${state} ${have}/${need}`),
    take: async ({ identity }: Person, challengeId: string) => (await sandbox.challenges.join({ challengeId }, by(identity))).challenge,
    buy: async ({ id }: Person, price: number, more: Parameters<typeof cartOf>[1] = {}) => {
      const orderId = `o${(orders += 1)}`
      await sandbox.till.purchase({ memberId: id, cart: cartOf(price, more), orderId })
      return orderId
    },
    available: async (person: Person) => (await club.balance(person)).available - 500,
  }
}

const prize = { currency: 'bonus', amount: 300 }

test('three purchases within 60 days of taking part: 300 bonuses with the third, at once, and a badge', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const seen = async () => (await sandbox.challenges.list({}, by(ada.identity))).find(({ id }) => id === 'three-purchases')
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'before' })
  assert.deepEqual([(await seen())?.state, (await seen())?.have, (await seen())?.validUntil], ['available', 0, undefined])
  const { challenge } = await sandbox.challenges.join({ challengeId: 'three-purchases' }, by(ada.identity))
  // the purchase of the same instant came before
  assert.deepEqual([challenge.state, challenge.have, challenge.need, challenge.validUntil], ['joined', 0, 3, '2027-01-21T10:00:00Z'])
  for (const orderId of ['o1', 'o2']) await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId })
  sandbox.advance('59 days')
  const { prizes, balances } = await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'o3' })
  assert.deepEqual([prizes, balances[0]?.available], [[{ challengeId: 'three-purchases', currency: 'bonus', amount: 300 }], 500 + 150 + 300])
  const { state, have, badge, completedAt, validUntil } = (await seen()) ?? {}
  assert.deepEqual([state, have, badge, completedAt, validUntil], ['completed', 3, 'Regular', '2027-01-20T10:00:00Z', undefined])
  const { items: [line] } = await sandbox.activity.list({}, by(ada.identity, { locale: 'ru' }))
  assert.deepEqual([line?.kind, line?.amount, line?.reason, line?.text, line?.reference], ['earn', 300, 'challenge', '3 покупки за 60 дней', 'o3'])
})

test('a refund that takes the progress below the goal takes the prize back once, and opens the challenge again; reached again it gives again', async () => {
  const { sandbox, join, states, buy, available } = openWith({ need: 2, prize })
  const ada = await join()
  const orders = [await buy(ada, 1_00), await buy(ada, 1_00), await buy(ada, 1_00)]
  assert.deepEqual([await states(ada), await available(ada)], [['goal-0 completed 2/2'], 300])
  await sandbox.till.refund({ orderId: orders[0] ?? '' })
  assert.deepEqual([await states(ada), await available(ada)], [['goal-0 completed 2/2'], 300])
  const { takenBack } = await sandbox.till.refund({ orderId: orders[1] ?? '' })
  assert.deepEqual([takenBack, await states(ada), await available(ada)], [[{ currency: 'bonus', amount: 5 }, { currency: 'bonus', amount: 300 }], ['goal-0 joined 1/2'], 0])
  await sandbox.till.refund({ orderId: orders[1] ?? '' })
  await sandbox.till.refund({ orderId: orders[2] ?? '' })
  assert.deepEqual([await states(ada), await available(ada)], [['goal-0 joined 0/2'], 0])
  for (let count = 0; count < 4; count += 1) await buy(ada, 1_00)
  assert.deepEqual([await states(ada), await available(ada)], [['goal-0 completed 2/2'], 300])
})

test('a prize that was spent becomes a debt when it is taken back, and one that has expired is not taken', async () => {
  const { sandbox, join, balance, buy, hold } = openWith({ need: 1, goods: { only: ['boots'] }, prize })
  const ada = await join()
  const orderId = await buy(ada, 1_00, { categories: ['boots'] })
  const cart = cartOf(100_00, { id: 'second' })
  const { id: redemptionId } = await hold(ada, cart, 800)
  await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'paid', redemptionId })
  await sandbox.till.refund({ orderId })
  assert.equal((await balance(ada)).available, -300)

  const bob = await join()
  const old = await buy(bob, 1_00, { categories: ['boots'] })
  sandbox.advance('13 months')
  await sandbox.till.refund({ orderId: old })
  assert.equal((await balance(bob)).available, 0)
})

test('a refund after the time is over takes the prize back, and the challenge has ended', async () => {
  const { sandbox, join, states, buy, take } = openWith({ need: 1, joining: 'needed', within: '10 days', prize })
  const ada = await join()
  await take(ada, 'goal-0')
  const orderId = await buy(ada, 1_00)
  sandbox.advance('20 days')
  assert.deepEqual(await states(ada), ['goal-0 completed 1/1'])
  await sandbox.till.refund({ orderId })
  assert.deepEqual(await states(ada), ['goal-0 expired 0/1'])
  await assert.rejects(take(ada, 'goal-0'), { code: 'expired' })
})

test('what ends without its goal is shown for 30 days, and its last instant counts no more', async () => {
  const { sandbox, join, states, buy, take } = openWith({ need: 1, joining: 'needed', within: '10 days', prize })
  const ada = await join()
  await take(ada, 'goal-0')
  sandbox.advance(10 * 86_400_000 - 1)
  assert.deepEqual(await states(ada), ['goal-0 joined 0/1'])
  sandbox.advance(1)
  await buy(ada, 1_00)
  assert.deepEqual(await states(ada), ['goal-0 expired 0/1'])
  sandbox.advance(30 * 86_400_000 - 1)
  assert.deepEqual(await states(ada), ['goal-0 expired 0/1'])
  sandbox.advance(1)
  assert.deepEqual(await states(ada), [])
  await assert.rejects(take(ada, 'goal-0'), { code: 'not_found' })
})

test('pieces, money, nights and stays are counted of the goods and at the place that the challenge names', async () => {
  const { sandbox, join, states } = openWith(
    { metric: 'items', goods: { only: ['boots'] }, need: 9 }, { metric: 'spend', goods: { except: ['gift-cards'] }, need: 999_00 },
    { metric: 'nights', need: 9 }, { metric: 'stays', need: 9 }, { metric: 'orders', on: { partners: ['northbank'] }, need: 9 }, { metric: 'orders', goods: { only: ['bags'] }, need: 9 },
  )
  const ada = await join()
  const items = [{ sku: 'a', quantity: 3, price: 33_33, categories: ['boots'] }, { sku: 'b', quantity: 1, price: 50_00, categories: ['gift-cards'] }]
  await sandbox.till.purchase({ memberId: ada.id, cart: { id: 'c', currency: 'EUR', items }, orderId: 'o1' })
  const stay = { arrival: '2026-12-01', departure: '2026-12-04', hotel: 'spa', guests: 2 }
  await sandbox.till.purchase({ memberId: ada.id, cart: { ...cartOf(10_00), stay, partner: 'northbank' }, orderId: 'o2' })
  assert.deepEqual((await states(ada)).map((line) => line.split(' ')[2]), ['3/9', '10999/99900', '3/9', '1/9', '1/9', '0/9'])
  await sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'a', quantity: 1 }] })
  assert.deepEqual((await states(ada)).map((line) => line.split(' ')[2]), ['2/9', '7666/99900', '3/9', '1/9', '1/9', '0/9'])
  await sandbox.till.refund({ orderId: 'o2' })
  assert.deepEqual((await states(ada)).map((line) => line.split(' ')[2]), ['2/9', '6666/99900', '0/9', '0/9', '0/9', '0/9'])
})

test('friends count when they have bought, and not any more when they give it back', async () => {
  const { sandbox, join, states, balance } = openWith({ metric: 'referrals', need: 2, prize })
  const ada = await join()
  const { code } = await sandbox.referrals.get({}, by(ada.identity))
  const friends = [await join({ referralCode: code }), await join({ referralCode: code }), await join({ referralCode: code })]
  for (const [index, friend] of friends.slice(0, 2).entries()) await sandbox.till.purchase({ memberId: friend.id, cart: cartOf(10_00), orderId: `f${index}` })
  assert.deepEqual([await states(ada), (await balance(ada)).available], [['goal-0 completed 2/2'], 500 + 2 * 500 + 300])
  await sandbox.till.refund({ orderId: 'f0' })
  assert.deepEqual([await states(ada), (await balance(ada)).available], [['goal-0 joined 1/2'], 500 + 500])
  // nothing in the advocate's ledger names a friend's order
  for (const { reference } of (await sandbox.activity.list({}, by(ada.identity))).items) assert.equal(reference, undefined)
  await sandbox.till.purchase({ memberId: friends[2]?.id ?? '', cart: cartOf(10_00), orderId: 'f2' })
  assert.deepEqual([await states(ada), (await balance(ada)).available], [['goal-0 completed 2/2'], 500 + 2 * 500 + 300])
})

test('a challenge is hidden from whom it is not for, stays with who takes part, and counts a purchase by what was true before it', async () => {
  const { sandbox, join, states, buy, take } = openWith(
    { who: { segments: ['lapsed'] }, prize }, { who: { segments: ['lapsed'] }, joining: 'needed', need: 2, prize }, { who: { tier: 'gold' } }, { who: { firstOrder: true }, prize },
  )
  const ada = await join()
  assert.deepEqual(await states(ada), ['goal-3 joined 0/1'])
  await assert.rejects(take(ada, 'goal-1'), { code: 'not_found' })
  await buy(ada, 1_00)
  assert.deepEqual(await states(ada), ['goal-3 completed 1/1'])
  sandbox.advance('180 days')
  assert.deepEqual(await states(ada), ['goal-0 joined 1/1', 'goal-1 available 0/2', 'goal-3 completed 1/1'])
  await take(ada, 'goal-1')
  await buy(ada, 1_00)
  // the purchase has moved the member out of the segment
  assert.deepEqual(await states(ada), ['goal-1 joined 1/2', 'goal-0 completed 1/1', 'goal-3 completed 1/1'])
})

test('taking part again is answered, and what is complete is not joined', async () => {
  const { sandbox, join, buy, take } = openWith({ joining: 'needed', need: 1 }, { joining: 'none', need: 5 })
  const ada = await join()
  const first = await take(ada, 'goal-0')
  sandbox.advance('1 day')
  assert.deepEqual(await take(ada, 'goal-0'), first)
  assert.equal((await take(ada, 'goal-1')).state, 'joined')
  await buy(ada, 1_00)
  await assert.rejects(take(ada, 'goal-0'), { code: 'not_eligible' })
  await assert.rejects(take(ada, 'nothing'), { code: 'not_found' })
})

test('a blocked member joins nothing, completes nothing and is asked nothing, and goes on afterwards', async () => {
  const { sandbox, join, states, buy, take } = openWith({ joining: 'needed', need: 1, prize }, { metric: 'referrals', need: 1, prize })
  const ada = await join()
  const { code } = await sandbox.referrals.get({}, by(ada.identity))
  const bob = await join({ referralCode: code })
  await sandbox.desk.block(ada.id)
  await assert.rejects(take(ada, 'goal-0'), { code: 'not_eligible' })
  await buy(bob, 1_00)
  assert.deepEqual([await states(ada), await sandbox.surveys.list({}, by(ada.identity))], [['goal-1 joined 0/1', 'goal-0 available 0/1'], []])
  await sandbox.desk.unblock(ada.id)
  await take(ada, 'goal-0')
  await buy(ada, 1_00)
  assert.deepEqual(await states(ada), ['goal-1 joined 0/1', 'goal-0 completed 1/1'])
})
