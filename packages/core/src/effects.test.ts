import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeBackend, money, until } from '../test-support/fake-backend.ts'
import { look, open, peek, signedIn, status } from '../test-support/open.ts'

type Client = ReturnType<typeof open>
const parts = ['$balances', '$rewards', '$coupons', '$giftCards', '$offers', '$activity', '$tier', '$challenges', '$surveys', '$member', '$preferences', '$partners', '$claims', '$cards'] as const
const value = (client: Client, store: (typeof parts)[number]) => peek<{ value?: unknown }>(client[store]).value
const coupon = { id: 'k1', code: 'ABC', title: 'Five off', state: 'available' }
const giftCard = { id: 'g2', number: '···2', balance: money, state: 'active' }
const reward = { id: 'w1', title: 'Mug', cost: { currency: 'points', amount: 10 }, state: 'available' }

/** A page that looks at everything, with what was read of it before and since an action. */
async function page(handlers: Parameters<typeof fakeBackend>[0] = {}) {
  const fake = fakeBackend(handlers)
  const client = open({ backend: fake.backend, storage: signedIn() })
  for (const part of parts) look(client[part])
  await until(() => parts.every((part) => status(client[part]) === 'ready'))
  fake.calls.length = 0
  /** Which parts were read again, once all is quiet. */
  const reread = async () => {
    await until(() => parts.every((part) => status(client[part]) === 'ready'))
    return fake.calls.filter(({ name }) => name === 'snapshot.get').flatMap(({ input }) => input['parts'] as string[]).sort()
  }
  return { client, reread }
}

test('a claimed reward: what it brought is in the stores at once, and what it may have locked is read again', async () => {
  const { client, reread } = await page({ handlers: { 'coupons.list': () => [{ ...coupon, id: 'k0' }], 'rewards.claim': () => ({ reward, coupon, balances: [{ currency: 'points', available: 490 }] }) } })
  await client.claimReward({ rewardId: 'w1' })
  assert.deepEqual([value(client, '$balances'), value(client, '$coupons')], [[{ currency: 'points', available: 490 }], [coupon, { ...coupon, id: 'k0' }]])
  assert.deepEqual(await reread(), ['activity', 'coupons', 'rewards'])
})

test('a reward that is stored value or a ticket makes the list it is in stale', async () => {
  const brought: readonly [object, readonly string[]][] = [
    [{ reward: { ...reward, kind: 'gift_card' }, giftCard }, ['activity', 'coupons', 'giftCards', 'rewards']],
    [{ reward: { ...reward, kind: 'draw' } }, ['activity', 'coupons', 'offers', 'rewards']],
  ]
  for (const [answer, stale] of brought) {
    const { client, reread } = await page({ handlers: { 'rewards.claim': () => ({ ...answer, balances: [] }) } })
    await client.claimReward({ rewardId: 'w1' })
    if ('giftCard' in answer) assert.deepEqual((value(client, '$giftCards') as { id: string }[]).map(({ id }) => id), ['g2', 'g1'])
    assert.deepEqual(await reread(), stale)
  }
})

test('an attached gift card takes its place among the others; one that was only checked becomes nobody\'s', async () => {
  const { client } = await page({ handlers: { 'giftCards.attach': () => ({ giftCard }), 'giftCards.check': () => ({ giftCard: { ...giftCard, id: 'g9' } }) } })
  const ids = () => (value(client, '$giftCards') as { id: string }[]).map(({ id }) => id)
  await client.checkGiftCard({ number: '99999' })
  assert.deepEqual(ids(), ['g1'])
  await client.attachGiftCard({ number: '22222' })
  assert.deepEqual(ids(), ['g2', 'g1'])
})

test('a checked card that is in the account shows what is left on it', async () => {
  const left = { ...money, amount: 1 }
  const { client, reread } = await page({ handlers: { 'giftCards.check': () => ({ giftCard: { ...giftCard, id: 'g1', balance: left } }) } })
  await client.checkGiftCard({ number: '11111' })
  assert.deepEqual((value(client, '$giftCards') as { balance: unknown }[]).map(({ balance }) => balance), [left])
  assert.deepEqual(await reread(), [])
})

test('points that are held or let go open and lock rewards', async () => {
  for (const act of [(client: Client) => client.redeem({ cart: { id: 'c1', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 1000 }] }, currency: 'points', amount: 100 }), (client: Client) => client.cancelRedemption({ redemptionId: 'r1' })]) {
    const { client, reread } = await page()
    await act(client)
    assert.ok((await reread()).includes('rewards'))
  }
})

test('a challenge that was joined takes its place at once, and the list is read again for its order', async () => {
  const joined = { id: 'h1', title: 'Walk', state: 'joined', have: 0, need: 3 }
  // what is read is older than the answer
  const { client, reread } = await page({ handlers: { 'challenges.join': () => ({ challenge: joined }) } })
  const seen: unknown[] = []
  client.$challenges.listen((state) => seen.push((state as { value?: unknown }).value))
  await client.joinChallenge({ challengeId: 'h1' })
  assert.deepEqual(seen[0], [joined])
  assert.deepEqual(await reread(), ['challenges'])
})

test('an answer to a survey makes what is asked stale, and what its prize may change', async () => {
  const { client, reread } = await page()
  await client.answerSurvey({ surveyId: 'y1', score: 9 })
  assert.deepEqual(await reread(), ['activity', 'balances', 'rewards', 'surveys'])
})

test('changed preferences are in the stores at once; offers for those who have told something are read again', async () => {
  const member = { id: 'm1', status: 'active', joinedAt: '2026-11-22T10:00:00Z', profile: { city: 'London' }, consents: [] }
  const preferences = { requests: [], consents: [{ id: 'sms', version: '1', granted: true, at: '2026-11-22T10:00:00Z' }] }
  const { client, reread } = await page({ handlers: { 'preferences.update': () => ({ member, preferences }) } })
  await client.updatePreferences({ profile: { city: 'London', familyName: null }, consents: [{ id: 'sms', version: '1', granted: true }] })
  assert.deepEqual([value(client, '$member'), value(client, '$preferences')], [member, preferences])
  assert.deepEqual(await reread(), ['offers'])
})

test('a linked partner takes its place at once; offers for those with an account there are read again', async () => {
  const partner = { id: 'pa', name: 'Bank', earns: true, spends: false, linked: true, exchanges: [] }
  const { client, reread } = await page({ handlers: { 'partners.link': () => ({ partner }), 'partners.unlink': () => ({ partner: { ...partner, linked: false } }) } })
  const seen: unknown[] = []
  client.$partners.listen((state) => seen.push((state as { value?: { linked?: boolean }[] }).value?.[0]?.linked))
  await client.linkPartner({ partnerId: 'pa', account: '1' })
  assert.equal(seen[0], true)
  assert.deepEqual(await reread(), ['offers', 'partners'])
  seen.length = 0
  await client.unlinkPartner({ partnerId: 'pa' })
  assert.equal(seen[0], false)
})

test('an exchange puts the balances that it answers in the stores, and makes stale what shows or needs points', async () => {
  const { client, reread } = await page({ handlers: { 'partners.exchange': () => ({ quote: { give: 10, get: 1 }, balances: [{ currency: 'points', available: 490 }] }) } })
  await client.exchange({ exchangeId: 'x', amount: 10 })
  assert.deepEqual(value(client, '$balances'), [{ currency: 'points', available: 490 }])
  assert.deepEqual(await reread(), ['activity', 'rewards'])
})

test('a submitted claim comes first at once; one that was counted at once has changed points, tier and goals', async () => {
  const claim = { id: 'l2', kind: 'purchase', reference: '78', submittedAt: '2026-11-22T10:00:00Z', state: 'submitted' }
  const waits = await page({ handlers: { 'claims.submit': () => ({ claim }) } })
  const seen: unknown[] = []
  waits.client.$claims.listen((state) => seen.push((state as { value?: { id: string }[] }).value?.map(({ id }) => id)))
  await waits.client.submitClaim({ kind: 'purchase', reference: '78' })
  assert.deepEqual(seen[0], ['l2', 'l1'])
  assert.deepEqual(await waits.reread(), ['claims'])
  const counted = await page({ handlers: { 'claims.submit': () => ({ claim: { ...claim, state: 'accepted' } }) } })
  await counted.client.submitClaim({ kind: 'purchase', reference: '78' })
  assert.deepEqual(await counted.reread(), ['activity', 'balances', 'challenges', 'claims', 'offers', 'rewards', 'tier'])
})

test('a linked card makes the cards stale, and points where it brought some', async () => {
  const card = { id: 'd2', number: '456', kind: 'plastic', wallets: [] }
  const brought: readonly [object, readonly string[]][] = [
    [{ card }, ['cards', 'member', 'offers']],
    [{ card, granted: { currency: 'points', amount: 5 } }, ['activity', 'balances', 'cards', 'member', 'offers', 'rewards']],
  ]
  for (const [answer, stale] of brought) {
    const { client, reread } = await page({ handlers: { 'cards.link': () => answer } })
    await client.linkCard({ number: '4567' })
    assert.deepEqual(await reread(), stale)
  }
})
