/** A customer of the post. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { story } from '../story.ts'
import { openLine } from './line.ts'

describe('a favourite customer of the post', () => {
  let line: Awaited<ReturnType<typeof openLine>>
  let page: ReturnType<typeof line.openPage>
  let memberId = ''
  const step = story()
  const phone = '+79000000011'
  const service = (sku: string, quantity: number, price: number) => ({ id: sku, currency: 'RUB', items: [{ sku, quantity, price, categories: [sku] }] })
  const stars = async () => (await page.value(page.client.$balances))?.[0]?.available

  before(async () => {
    line = await openLine('post')
    page = line.openPage('ru')
  })
  after(() => line?.close())

  test('is signed up at the counter: staff asks for a code, the customer reads it out', step(async () => {
    const { id: challengeId } = await line.sandbox.desk.requestCode({ phone })
    const consents = ['terms', 'processing'].map((id) => ({ id, version: '2026-09', granted: true }))
    const code = line.sandbox.outbox.find(({ to }) => to === phone)?.code ?? ''
    await assert.rejects(line.sandbox.desk.enrol({ challengeId, code: code === '000000' ? '000001' : '000000', profile: { givenName: 'Вера', familyName: 'Панова' }, consents }), { code: 'wrong_code' })
    const { member } = await line.sandbox.desk.enrol({ challengeId, code, profile: { givenName: 'Вера', familyName: 'Панова' }, consents })
    memberId = member.id
    assert.equal(member.profile.givenName, 'Вера')
  }))

  test('finds 10 stars on her account when she signs in by the same phone', step(async () => {
    line.sandbox.advance('1 minute')
    const { id } = await page.client.requestCode({ identifier: { kind: 'phone', value: phone } })
    await page.client.verifyCode({ challengeId: id, code: line.sandbox.outbox[0]?.code ?? '' })
    assert.equal(await stars(), 10)
  }))

  test('earns for services, not for money: 20 stars for two parcels of any price, 3 for picking one up that costs nothing', step(async () => {
    const { earned } = await line.sandbox.till.purchase({ memberId, cart: service('parcel', 2, 450_00), orderId: 'P-1' })
    assert.deepEqual(earned.map(({ amount }) => amount), [20])
    await line.sandbox.till.purchase({ memberId, cart: service('pick-up', 1, 0), orderId: 'P-2' })
    assert.equal(await stars(), 33)
    const [line1] = (await page.client.activity()).items
    assert.equal(line1?.text, 'Получено в день прибытия, P-2')
  }))

  test('can’t pay with stars, and says so by offering nothing', step(async () => {
    assert.deepEqual((await page.value(page.client.$quote(service('parcel', 1, 300_00)))).spend, [])
  }))

  test('buys a set of postcards for 20 stars and shows its code at the counter', step(async () => {
    const { items } = await page.value(page.client.$rewards)
    assert.deepEqual(items.map(({ id, state }) => [id, state]), [['postcards', 'available'], ['no-queue', 'available'], ['parcel-100', 'locked']])
    const { coupon } = await page.client.claimReward({ rewardId: 'postcards' })
    assert.equal(coupon?.title, 'Набор открыток')
    assert.equal(await stars(), 13)
  }))

  test('is asked how the counter was, and gets 3 stars for the answer', step(async () => {
    const [survey] = (await page.value(page.client.$surveys)) ?? []
    assert.equal(survey?.question, 'Как вас обслужили в отделении?')
    assert.deepEqual(await page.client.answerSurvey({ surveyId: survey?.id ?? '', score: 5 }), { granted: { currency: 'stars', amount: 3 } })
    assert.equal(await stars(), 16)
    assert.deepEqual(await page.value(page.client.$surveys), [])
  }))
})
