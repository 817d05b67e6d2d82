import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, at, cart, fakeBackend, fakeStorage, later, offer, pause, redemption, refuse, session, until } from '../test-support/fake-backend.ts'
import { look, open, signedIn, status } from '../test-support/open.ts'
import type { LoyaltyFact } from './index.ts'
import { check } from './check.ts'
import { inputShapes } from './shapes/calls.generated.ts'

await import('./calls.ts')

const hold = { cart, currency: 'points', amount: 100 }
type Client = ReturnType<typeof open>

function hear(client: Client): LoyaltyFact[] {
  const heard: LoyaltyFact[] = []
  client.onEvent((fact) => heard.push(fact))
  return heard
}
/** What a fact says, without its id and time; each must be one that a backend would take. */
const said = (facts: readonly LoyaltyFact[]) => facts.map((fact) => {
  assert.ok('value' in check(inputShapes['events.send'], { facts: [fact] }), `not a fact: ${JSON.stringify(fact)}`)
  const { id: _, at: __, ...rest } = fact
  return rest
})

const enrolment = { ticket: 't', profile: { email: 'ann@example.com', givenName: 'Ann' }, consents: [] }
/** Each row of the guide's table: what is done, what is told. */
const rows: readonly (readonly [string, (client: Client) => unknown, readonly object[]])[] = [
  ['enrolled', (client) => client.enrol(enrolment), [{ kind: 'enrolled', subjectKind: 'program' }, { kind: 'earned', subjectKind: 'program', value: { currency: 'points', amount: 100 } }]],
  ['enrolled with a friend\'s code', (client) => client.enrol({ ...enrolment, referralCode: 'ANN' }), [{ kind: 'enrolled', subjectKind: 'referral' }, { kind: 'earned', subjectKind: 'program', value: { currency: 'points', amount: 100 } }]],
  ['signed in with a code', (client) => client.verifyCode({ challengeId: 'c', code: '123456' }), [{ kind: 'signed_in', subjectKind: 'program', method: 'code' }]],
  ['signed in by the host', (client) => client.signIn({ hostToken: 'x' }), [{ kind: 'signed_in', subjectKind: 'program', method: 'host' }]],
  ['activated', (client) => client.activateOffer({ offerId: 'o1' }), [{ kind: 'activated', subjectKind: 'offer', subject: 'o1' }]],
  ['points held for a cart', (client) => client.redeem(hold), [{ kind: 'redeemed', subjectKind: 'cart', value: { currency: 'points', amount: 100 } }]],
  ['a hold cancelled', (client) => client.cancelRedemption({ redemptionId: 'r1' }), []],
  ['a hold confirmed', (client) => client.confirmRedemption({ redemptionId: 'r1', orderId: 'n' }), []],
  ['a reward taken', (client) => client.claimReward({ rewardId: 'w1' }), [{ kind: 'claimed', subjectKind: 'reward', subject: 'w1', value: { currency: 'points', amount: 10 } }]],
  ['exchanged', (client) => client.exchange({ exchangeId: 'x1', amount: 10 }), [{ kind: 'redeemed', subjectKind: 'exchange', subject: 'x1' }]],
  ['a partner linked', (client) => client.linkPartner({ partnerId: 'pa', account: '4477' }), [{ kind: 'accepted', subjectKind: 'partner', subject: 'pa' }]],
  ['a challenge joined', (client) => client.joinChallenge({ challengeId: 'h1' }), [{ kind: 'accepted', subjectKind: 'challenge', subject: 'h1' }]],
  ['a card linked', (client) => client.linkCard({ number: '12345' }), [{ kind: 'accepted', subjectKind: 'card' }]],
  ['a gift card attached', (client) => client.attachGiftCard({ number: '12345' }), [{ kind: 'accepted', subjectKind: 'gift_card' }]],
  ['a survey answered', (client) => client.answerSurvey({ surveyId: 'y1', score: 9, comment: 'From Ann' }), [
    { kind: 'answered', subjectKind: 'survey', subject: 'y1', score: 9 }, { kind: 'earned', subjectKind: 'survey', subject: 'y1', value: { currency: 'points', amount: 1 } },
  ]],
  ['a missing purchase told', (client) => client.submitClaim({ kind: 'purchase', reference: '4477' }), [{ kind: 'claimed', subjectKind: 'claim' }]],
  ['a friend\'s code brought', (client) => client.rememberReferral('ANN'), [{ kind: 'accepted', subjectKind: 'referral' }]],
  ['a profile changed', (client) => client.updatePreferences({}), []],
]
for (const [name, act, facts] of rows) {
  test(`${name}: these facts, after the stores have changed`, async () => {
    const client = open({ backend: fakeBackend().backend, storage: name.includes('igned') || name.startsWith('enrolled') ? fakeStorage() : signedIn() })
    const heard = hear(client)
    await act(client)
    assert.deepEqual(said(heard), facts)
    // nothing of what was typed, nobody's id, no id of what one member has
    assert.doesNotMatch(JSON.stringify(said(heard)), /Ann|ANN|@|4477|12345|m1|r1|l1|d1|g1|token/)
  })
}

test('a fact has the time of the client\'s clock, and an id of its own', async () => {
  const client = open({ backend: fakeBackend().backend, clock: () => Date.parse(at) })
  const heard = hear(client)
  for (let index = 0; index < 50; index += 1) client.track({ kind: 'seen', subjectKind: 'offer', subject: 'o1', place: 'home' })
  assert.equal(heard[0]!.at, new Date(at).toISOString())
  assert.equal(new Set(heard.map(({ id }) => id)).size, 50)
  assert.deepEqual(said(heard.slice(0, 1)), [{ kind: 'seen', subjectKind: 'offer', subject: 'o1', place: 'home' }])
})

test('only the fields of a fact are told, and never the id of what one member has', async () => {
  const client = open({ backend: fakeBackend().backend })
  const heard = hear(client)
  client.track({ kind: 'clicked', subjectKind: 'coupon', subject: 'coupon-of-ann', memberId: 'm1', email: 'ann@example.com', url: 'https://shop.example/?q=ann', visit: 'v' } as never)
  assert.deepEqual(said(heard), [{ kind: 'clicked', subjectKind: 'coupon' }])
})

test('listeners are told apart, may stop, may throw, and can\'t change what the next one hears', async () => {
  const problems: unknown[] = []
  const client = open({ backend: fakeBackend().backend, onReport: ({ message }) => problems.push(message) })
  const first: LoyaltyFact[] = []
  const listener = (fact: LoyaltyFact) => {
    first.push(fact)
    Object.assign(fact, { subject: 'spoilt' })
    throw new Error('from the host')
  }
  const stop = client.onEvent(listener)
  client.onEvent(listener)
  const second = hear(client)
  client.track({ kind: 'clicked', subjectKind: 'offer', subject: 'o1' })
  assert.deepEqual([first.length, second[0]!.subject, problems.length], [2, 'o1', 2])
  stop()
  stop()
  client.track({ kind: 'clicked' })
  assert.deepEqual([first.length, second.length], [3, 2])
  await client.redeem(hold)
  client.dispose()
  client.track({ kind: 'clicked' })
  assert.deepEqual([first.length, second.length], [4, 3], 'an action succeeds though a listener throws; after the end nobody hears')
})

test('nobody listens: nothing is kept for later', async () => {
  const storage = signedIn()
  const before = [...storage.values.keys()]
  const client = open({ backend: fakeBackend().backend, storage })
  client.track({ kind: 'seen', subjectKind: 'offer', subject: 'o1' })
  await client.activateOffer({ offerId: 'o1' })
  const heard = hear(client)
  await pause(5)
  assert.deepEqual([heard, [...storage.values.keys()]], [[], before])
})

test('telling facts sends nothing', async () => {
  const { backend, named } = fakeBackend()
  const client = open({ backend })
  hear(client)
  client.track({ kind: 'seen', subjectKind: 'offer', subject: 'o1' })
  await pause(5)
  assert.deepEqual(named('events.send'), [])
})

test('one intent is one fact: a double click, a lost answer that is asked for again', async () => {
  let tries = 0
  const handlers = { 'redemptions.hold': () => (++tries === 1 ? refuse('network')({} as never) : answers['redemptions.hold']) }
  const client = open({ backend: fakeBackend({ handlers }).backend, storage: signedIn() })
  const heard = hear(client)
  await Promise.all([client.redeem(hold), client.redeem(hold)])
  assert.deepEqual([tries, heard.length], [2, 1])
})

test('a refusal is no fact', async () => {
  const client = open({ backend: fakeBackend({ handlers: { 'offers.activate': refuse('not_eligible') } }).backend, storage: signedIn() })
  const heard = hear(client)
  await assert.rejects(client.activateOffer({ offerId: 'o1' }))
  assert.deepEqual(heard, [])
})

test('what is so already is not done again: an offer that is active, a challenge that was joined, a partner that is linked, a log-in of the same person', async () => {
  const handlers = {
    'offers.list': () => [{ ...offer, state: 'active' }],
    'challenges.list': () => [{ ...(answers['challenges.list'] as object[])[0], state: 'joined' }],
    'partners.list': () => [{ ...(answers['partners.list'] as object[])[0], linked: true }],
  }
  const client = open({ backend: fakeBackend({ handlers }).backend, storage: signedIn() })
  const stores = [client.$offers, client.$challenges, client.$partners]
  for (const store of stores) look(store)
  await until(() => stores.every((store) => status(store) === 'ready'))
  const heard = hear(client)
  await client.activateOffer({ offerId: 'o1' })
  await client.joinChallenge({ challengeId: 'h1' })
  await client.linkPartner({ partnerId: 'pa', account: 'a' })
  await client.signIn({ hostToken: 'x' })
  assert.deepEqual(heard, [])
})

test('an offer that became active by this very call, and was read so before the answer came, is a fact', async () => {
  const answer = later<unknown>()
  let state = 'available'
  const client = open({ backend: fakeBackend({ handlers: { 'offers.list': () => [{ ...offer, state }], 'offers.activate': () => answer.promise } }).backend, storage: signedIn() })
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
  const heard = hear(client)
  const done = client.activateOffer({ offerId: 'o1' })
  await pause(5)
  state = 'active'
  client.refresh(['offers'])
  await until(() => (client.$offers.get() as { value?: readonly { state: string }[] }).value?.[0]?.state === 'active')
  answer.resolve(answers['offers.activate'])
  await done
  assert.deepEqual(said(heard), [{ kind: 'activated', subjectKind: 'offer', subject: 'o1' }])
})

test('what a closed page did and could not tell, the next page tells, with the same id in every tab', async () => {
  const storage = signedIn()
  const key = 'key-of-the-intent'
  const journal = JSON.stringify({ mark: { call: 'redemptions.hold', key, at: Date.now(), about: { cartId: 'c1', currency: 'points', amount: 100 } } })
  const heard: LoyaltyFact[][] = []
  for (let page = 0; page < 2; page += 1) {
    storage.setItem(`loyaltykit:1:fake:journal:${session.memberId}`, journal)
    const client = open({ backend: fakeBackend({ handlers: { 'redemptions.list': () => [redemption] } }).backend, storage })
    heard.push(hear(client))
    await until(() => heard[page]!.length)
  }
  assert.deepEqual(said(heard[0]!), [{ kind: 'redeemed', subjectKind: 'cart', value: { currency: 'points', amount: 100 } }])
  assert.equal(heard[0]![0]!.id, heard[1]![0]!.id)
  assert.ok(!heard[0]![0]!.id.includes(key))
})

test('a page that told it and closed before it could note that it is done: the next page tells the same fact', async () => {
  const storage = signedIn()
  const { backend, named } = fakeBackend({ handlers: { 'redemptions.list': () => [redemption] } })
  const first = open({ backend, storage })
  const told = hear(first)
  await first.redeem(hold)
  const journal = { mark: { call: 'redemptions.hold', key: named('redemptions.hold')[0]!.context.idempotencyKey, at: Date.now(), about: { cartId: 'c1', currency: 'points', amount: 100 } } }
  storage.setItem(`loyaltykit:1:fake:journal:${session.memberId}`, JSON.stringify(journal))
  const again = hear(open({ backend, storage }))
  await until(() => again.length)
  assert.deepEqual(again.map(({ id }) => id), told.map(({ id }) => id))
})

test('a friend\'s code that is remembered already is not accepted again', async () => {
  const storage = fakeStorage()
  const heard = hear(open({ backend: fakeBackend().backend, storage }))
  const client = open({ backend: fakeBackend().backend, storage })
  client.onEvent((fact) => heard.push(fact))
  client.rememberReferral('ANN')
  client.rememberReferral('ANN')
  client.rememberReferral('')
  assert.equal(heard.length, 1)
  const next = open({ backend: fakeBackend().backend, storage })
  const later = hear(next)
  next.rememberReferral('BOB')
  assert.equal(later.length, 1)
})
