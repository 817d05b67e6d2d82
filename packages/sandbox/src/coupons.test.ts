import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fashion, type CouponEffect, type RewardRule } from './index.ts'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

const reward = (id: string, effect: CouponEffect, life: '30 days' | '10 days' = '30 days'): RewardRule =>
  ({ id, title: { en: id, ru: id }, cost: { currency: 'bonus', amount: 10 }, gives: { kind: 'coupon', effect, life } })

const open = () => openClub({
  preset: {
    ...fashion, gifts: [], challenges: [],
    rewards: [
      reward('ten', { kind: 'percent', percent: 10 }), reward('shoes', { kind: 'percent', percent: 50, goods: { only: ['shoes'] } }, '10 days'),
      reward('five', { kind: 'money', money: 5_00 }), reward('show', { kind: 'voucher' }),
    ],
  },
})
type Club = ReturnType<typeof open>
const couponOf = async ({ sandbox }: Club, { identity }: Person, rewardId: string) => {
  const { coupon } = await sandbox.rewards.claim({ rewardId }, by(identity))
  if (!coupon) throw new Error('no coupon')
  return coupon
}
const states = async ({ sandbox }: Club, { identity }: Person) => (await sandbox.coupons.list({}, by(identity))).map(({ title, state }) => [title, state])

describe('a coupon in a cart', () => {
  test('takes its percent or money off its goods, for its member alone', async () => {
    const club = open()
    const [ada, bob] = [await club.join(), await club.join()]
    const [shoes, five] = [await couponOf(club, ada, 'shoes'), await couponOf(club, ada, 'five')]
    const cart = { ...cartOf(100_00), codes: [five.code.toLowerCase(), shoes.code] }
    const quote = await club.quote(cart, ada)
    // percent comes before money, in whatever order they were typed
    assert.deepEqual(quote.discounts, [
      { title: 'shoes', money: { amount: 50_00, currency: 'EUR' }, code: shoes.code }, { title: 'five', money: { amount: 5_00, currency: 'EUR' }, code: five.code },
    ])
    assert.deepEqual([quote.due.amount, quote.rejectedCodes], [45_00, undefined])
    for (const stranger of [bob, undefined]) assert.deepEqual((await club.quote(cart, stranger)).rejectedCodes?.map(({ because }) => because), ['unknown', 'unknown'])
  })

  test('never makes a line negative, nor an undiscounted one cheaper', async () => {
    const club = open()
    const ada = await club.join()
    const five = await couponOf(club, ada, 'five')
    assert.equal((await club.quote({ ...cartOf(3_00), codes: [five.code] }, ada)).due.amount, 0)
    const mixed = { id: 'c', currency: 'EUR', codes: [five.code], items: [{ sku: 'a', quantity: 1, price: 2_00, categories: ['shoes'] }, { sku: 'b', quantity: 1, price: 50_00, categories: ['gift-cards'] }] }
    assert.equal((await club.quote(mixed, ada)).due.amount, 50_00)
    assert.deepEqual((await club.quote({ ...mixed, items: mixed.items.slice(1) }, ada)).rejectedCodes, [{ code: five.code, because: 'not_eligible' }])
    assert.deepEqual((await club.quote({ ...cartOf(50_00), codes: [(await couponOf(club, ada, 'show')).code] }, ada)).rejectedCodes?.map(({ because }) => because), ['not_eligible'])
  })

  test('works once; a complete return frees it, a part of one does not', async () => {
    const club = open()
    const ada = await club.join()
    const ten = await couponOf(club, ada, 'ten')
    const cart = { ...cartOf(100_00, { quantity: 2 }), codes: [ten.code] }
    const receipt = await club.sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1' })
    assert.deepEqual([receipt.due.amount, receipt.earned[0]?.amount], [180_00, 900])
    const rejected = async () => (await club.quote(cart, ada)).rejectedCodes?.[0]?.because
    assert.equal(await rejected(), 'used')
    await club.sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'sku-1', quantity: 1 }] })
    assert.equal(await rejected(), 'used')
    await club.sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'another' })
    await club.sandbox.till.refund({ orderId: 'another' })
    assert.equal(await rejected(), 'used')
    assert.equal((await club.sandbox.till.refund({ orderId: 'o1' })).money.amount, 90_00)
    assert.equal(await rejected(), undefined)
    assert.deepEqual(await states(club, ada), [['ten', 'available']])
  })

  test('has ended when its purchase comes back too late', async () => {
    const club = open()
    const ada = await club.join()
    const ten = await couponOf(club, ada, 'ten')
    const cart = { ...cartOf(100_00), codes: [ten.code] }
    await club.sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1' })
    club.sandbox.advance('30 days')
    await club.sandbox.till.refund({ orderId: 'o1' })
    assert.equal((await club.quote(cart, ada)).rejectedCodes?.[0]?.because, 'expired')
  })

  test('is not used by a purchase for which it does nothing', async () => {
    const club = open()
    const ada = await club.join()
    const shoes = await couponOf(club, ada, 'shoes')
    const { rejectedCodes } = await club.sandbox.till.purchase({ memberId: ada.id, cart: { ...cartOf(100_00, { categories: ['clothing'] }), codes: [shoes.code] }, orderId: 'o1' })
    assert.deepEqual(rejectedCodes, [{ code: shoes.code, because: 'not_eligible' }])
    assert.deepEqual(await states(club, ada), [['shoes', 'available']])
  })

  test('two tills at once: one wins; the other says so, and takes nothing where it was told what the shopper is to pay', async () => {
    const club = open()
    const ada = await club.join()
    const ten = await couponOf(club, ada, 'ten')
    const cart = { ...cartOf(100_00), codes: [ten.code] }
    const { due } = await club.quote(cart, ada)
    const sale = (orderId: string, promise: object = {}) => club.sandbox.till.purchase({ memberId: ada.id, cart, orderId, ...promise })
    const [one, two] = await Promise.allSettled([sale('o1', { due: due.amount }), sale('o2', { due: due.amount })])
    assert.equal(one.status === 'fulfilled' && one.value.due.amount, 90_00)
    assert.equal(two.status === 'rejected' && two.reason.code, 'not_eligible')
    const told = await sale('o2')
    assert.deepEqual([told.due.amount, told.rejectedCodes], [100_00, [{ code: ten.code, because: 'used' }]])
    // less than was told is no reason to refuse
    assert.equal((await sale('o3', { due: 200_00 })).due.amount, 100_00)
    assert.deepEqual(await sale('o1', { due: due.amount }), one.status === 'fulfilled' && one.value)
  })
})

test('coupons are listed with those that can be used first, the soonest to end first; the rest for 14 days', async () => {
  const club = open()
  const ada = await club.join()
  for (const id of ['ten', 'shoes', 'five']) await couponOf(club, ada, id)
  const ten = (await club.sandbox.coupons.list({}, by(ada.identity))).find(({ title }) => title === 'ten')
  await club.sandbox.till.purchase({ memberId: ada.id, cart: { ...cartOf(100_00), codes: [ten?.code ?? ''] }, orderId: 'o1' })
  assert.deepEqual(await states(club, ada), [['shoes', 'available'], ['five', 'available'], ['ten', 'used']])
  club.sandbox.advance('10 days')
  assert.deepEqual(await states(club, ada), [['five', 'available'], ['shoes', 'expired'], ['ten', 'used']])
  club.sandbox.advance('4 days')
  assert.deepEqual(await states(club, ada), [['five', 'available'], ['shoes', 'expired']])
})
