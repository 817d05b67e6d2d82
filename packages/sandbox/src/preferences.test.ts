import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreed, by, cartOf, openClub, type Person } from '../test-support/club.ts'

const refused = (...paths: string[]) => (error: { code: string; details?: { issues: { path: string }[] } }) =>
  error.code === 'invalid_input' && error.details?.issues.map(({ path }) => path).join() === paths.join()

async function openWithAda() {
  const club = openClub()
  const ada = await club.join({ phone: '+447700900123' })
  const { preferences } = club.sandbox
  return {
    ...club, ada,
    update: (input: Parameters<typeof preferences.update>[0], person: Person = ada) => preferences.update(input, by(person.identity)),
    exported: async (person: Person = ada, locale = 'en') => JSON.parse((await preferences.export({}, by(person.identity, { locale }))).text) as Record<string, any>, // eslint-disable-line @typescript-eslint/no-explicit-any -- a document
  }
}

test('only what is given of a profile changes, and null clears a field that may be empty', async () => {
  const { update, sandbox, ada } = await openWithAda()
  await update({ profile: { familyName: ' Byron ', city: 'London', email: 'Ada@Example.com' } })
  const { member } = await update({ profile: { givenName: 'Augusta', city: null } })
  assert.deepEqual(member.profile, { givenName: 'Augusta', familyName: 'Byron', phone: '+447700900123', email: 'ada@example.com' })
  assert.deepEqual((await sandbox.members.get({}, by(ada.identity))).profile, member.profile)
  for (const givenName of [null, '  ']) await assert.rejects(update({ profile: { givenName, city: 'Paris' } }), refused('profile.givenName'))
  for (const birthday of ['2026-11-23', '1899-12-31', '2026-02-30']) await assert.rejects(update({ profile: { birthday } }), refused('profile.birthday'))
  assert.deepEqual((await sandbox.members.get({}, by(ada.identity))).profile, member.profile)
})

test('the phone that one signs in with does not change without a proof; the same again is no change', async () => {
  const { update } = await openWithAda()
  await assert.rejects(update({ profile: { phone: '+447700900124' } }), refused('profile.phone'))
  await assert.rejects(update({ profile: { phone: null } }), refused('profile.phone'))
  await update({ profile: { phone: '+447700900123', givenName: 'Ada' } })
})

test('a second e-mail is written down only: somebody else\'s log-in is taken like any other, gives no access, and gets no messages', async () => {
  const { sandbox, ticket, update, ada } = await openWithAda()
  const bob = await sandbox.members.enrol({ ticket: await ticket('bob@example.com', 'email'), profile: { givenName: 'Bob' }, consents: agreed }, by())
  const [free, taken] = [await update({ profile: { email: 'free@example.com' } }), await update({ profile: { email: 'bob@example.com' } })]
  assert.deepEqual({ ...taken, member: { ...taken.member, profile: { ...taken.member.profile, email: 'free@example.com' } } }, free)
  sandbox.advance('1 minute')
  const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'email', value: 'bob@example.com' } }, by())
  const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, by())
  assert.equal(verified.outcome === 'signed_in' && verified.session.memberId, bob.member.id)

  // an e-mail member who writes down a phone is still written to by e-mail
  await sandbox.preferences.update({ profile: { phone: '+447700900123', birthday: '1990-11-23' } }, by({ kind: 'member', memberId: bob.member.id }))
  sandbox.advance('1 day')
  const { to, channel, at } = sandbox.outbox[0] ?? {}
  assert.deepEqual([to, channel, at], ['bob@example.com', 'email', '2026-11-23T00:00:00Z'])
  assert.equal((await sandbox.members.get({}, by(ada.identity))).profile.phone, '+447700900123')
})

test('consents are answered one by one, to the wording of today; the latest answer counts and the others are kept', async () => {
  const { sandbox, update, exported, ada } = await openWithAda()
  const get = (locale: string) => sandbox.preferences.get({}, by(ada.identity, { locale }))
  assert.deepEqual((await get('ru')).requests.map(({ id, text }) => [id, text]).at(-1), ['marketing-email', 'Хочу получать предложения по электронной почте.'])
  const answer = (granted: boolean) => ({ consents: [{ id: 'marketing-sms', version: '2026-09', granted }] })
  sandbox.advance('1 day')
  const { preferences, member } = await update(answer(true))
  assert.deepEqual(preferences.consents.find(({ id }) => id === 'marketing-sms'), { id: 'marketing-sms', version: '2026-09', granted: true, at: '2026-11-23T10:00:00Z' })
  assert.deepEqual(member.consents, preferences.consents)
  assert.deepEqual((await get('en')).consents, preferences.consents)
  sandbox.advance('1 day')
  // the same answer again is none
  await update(answer(true))
  await update(answer(false))
  assert.deepEqual((await exported())['earlierConsents'].map(({ id, granted, at }: Record<string, unknown>) => [id, granted, at]), [
    ['marketing-sms', false, '2026-11-22T10:00:00Z'], ['marketing-sms', true, '2026-11-23T10:00:00Z'],
  ])
})

test('a required consent is not taken back, an unknown one, an old wording and two answers are refused, and then nothing changes', async () => {
  const { sandbox, update, ada } = await openWithAda()
  const before = await sandbox.preferences.get({}, by(ada.identity))
  const sms = { id: 'marketing-sms', version: '2026-09', granted: true }
  const wrong = [[{ ...sms, id: 'terms', granted: false }], [{ ...sms, id: 'nothing' }], [{ ...sms, version: '2020-01' }], [sms, { ...sms, granted: false }]]
  for (const consents of wrong) await assert.rejects(update({ profile: { city: 'Paris' }, consents: [{ ...sms, id: 'marketing-email' }, ...consents] }), refused(`consents.${consents[0]?.id}`))
  assert.deepEqual(await sandbox.preferences.get({}, by(ada.identity)), before)
  assert.equal((await sandbox.members.get({}, by(ada.identity))).profile.city, undefined)
})

test('another birthday is another date, not another gift within the year', async () => {
  const { sandbox, update, balance, ada } = await openWithAda()
  const available = async () => (await balance(ada)).available
  await update({ profile: { birthday: '1990-12-01' } })
  sandbox.advance('9 days')
  assert.equal(await available(), 700)
  await update({ profile: { birthday: '1990-12-20' } })
  sandbox.advance('20 days')
  assert.equal(await available(), 700)
  await update({ profile: { birthday: null } })
  sandbox.advance('2 years')
  assert.equal((await sandbox.activity.list({}, by(ada.identity))).items.filter(({ reason }) => reason === 'birthday').length, 1)
  await update({ profile: { birthday: '1990-12-30' } })
  sandbox.advance('20 days')
  assert.equal((await sandbox.activity.list({}, by(ada.identity))).items.filter(({ reason }) => reason === 'birthday').length, 2)
})

test('an export tells all that is known of a member, in the language asked for, nothing of others and no marks of the machine', async () => {
  const { sandbox, join, exported, update, hold, ada } = await openWithAda()
  await update({ profile: { city: 'London' } })
  const { code } = await sandbox.referrals.get({}, by(ada.identity))
  const bob = await join({ referralCode: code, givenName: 'Bartholomew' })
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(10_00), orderId: 'order-of-bob' })
  await sandbox.challenges.join({ challengeId: 'three-purchases' }, by(ada.identity))
  await sandbox.surveys.answer({ surveyId: 'more-of', choice: 'bags' }, by(ada.identity))
  await sandbox.offers.activate({ offerId: 'double-boots' }, by(ada.identity))
  const { id: redemptionId } = await hold(ada, cartOf(100_00), 500)
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1', redemptionId })
  await sandbox.till.refund({ orderId: 'o1' })
  const document = await exported(ada, 'ru')
  assert.deepEqual([document['program'], document['exportedAt'], document['member'].profile.city, document['member'].referralCode], ['Клуб Stride', '2026-11-22T10:00:00Z', 'London', code])
  assert.deepEqual(document['balances'], await sandbox.balances.list({}, by(ada.identity)))
  assert.deepEqual(document['activity'], (await sandbox.activity.list({ limit: 100 }, by(ada.identity, { locale: 'ru' }))).items)
  assert.deepEqual(document['orders'].map(({ id, paidWithMoney, givenBack }: Record<string, unknown>) => [id, paidWithMoney, givenBack]), [['o1', 95_00, 95_00]])
  assert.deepEqual(document['redemptions'].map(({ state, orderId }: Record<string, unknown>) => [state, orderId]), [['confirmed', 'o1']])
  assert.deepEqual(document['answers'].map(({ question, choice }: Record<string, unknown>) => [question, choice]), [['Чего у нас должно быть больше?', 'Сумок']])
  assert.deepEqual(document['challenges'], [{ challenge: '3 покупки за 60 дней', joinedAt: '2026-11-22T10:00:00Z' }])
  assert.deepEqual(document['offers'].map(({ offer }: Record<string, unknown>) => offer), ['Двойные бонусы за ботинки'])
  assert.deepEqual(document['invitations'].map(({ name, state }: Record<string, unknown>) => [name, state]), [['B···', 'rewarded']])
  assert.ok(document['identifiers'].some(({ kind, value }: Record<string, unknown>) => kind === 'phone' && value === '+447700900123'))
  assert.ok(document['messages'].length > 0 && document['sessions'].length === 1)
  const text = JSON.stringify(document)
  for (const secret of [bob.id, 'Bartholomew', 'order-of-bob', ada.token, ada.refreshToken, 'batchId', 'entryId', 'fingerprint', 'newcomer', ...sandbox.outbox.flatMap(({ code: sent }) => sent ?? [])]) {
    assert.equal(text.includes(secret), false, `the document has ${secret}`)
  }
})

test('three documents a day, each member for themselves', async () => {
  const { sandbox, join, exported, ada } = await openWithAda()
  for (let count = 0; count < 3; count += 1) {
    await exported()
    sandbox.advance('1 hour')
  }
  await assert.rejects(exported(), (error: { code: string; details?: { retryAt?: string } }) => error.code === 'rate_limited' && error.details?.retryAt === '2026-11-23T10:00:00Z')
  await exported(await join())
  sandbox.advance('21 hours')
  await exported()
  assert.equal((await sandbox.members.get({}, by(ada.identity))).id, ada.id)
})

test('a document that would be too long has the newest, and says how many are left out', async () => {
  const { sandbox, exported, ada } = await openWithAda()
  const name = 'x'.repeat(300)
  const items = Array.from({ length: 200 }, (_, index) => ({ sku: `${index}-${name.slice(0, 190)}`, name, quantity: 1, price: 1_00, categories: [] }))
  for (let count = 0; count < 20; count += 1) await sandbox.till.purchase({ memberId: ada.id, cart: { id: 'c', currency: 'EUR', items }, orderId: `o${count}` })
  const document = await exported()
  assert.equal(document['orders'].length + document['leftOut'].orders, 20)
  assert.equal(document['orders'].at(-1).id, 'o19')
})

test('leaving forfeits points, ends all log-ins, and is answered again for the same key though the log-in has ended', async () => {
  const { sandbox, ticket, ada } = await openWithAda()
  sandbox.advance('1 minute')
  const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, by())
  await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, by())
  const token = { kind: 'token', token: ada.token } as const
  for (const key of ['one', 'one', 'one']) assert.deepEqual(await sandbox.preferences.leave({ comment: 'too many messages' }, by(token, { key })), {})
  await assert.rejects(sandbox.preferences.leave({}, by(token, { key: 'one' })), { code: 'conflict' })
  await assert.rejects(sandbox.preferences.leave({}, by(token, { key: 'two' })), { code: 'unauthenticated' })
  await assert.rejects(sandbox.members.get({}, by(token)), { code: 'unauthenticated' })
  await assert.rejects(sandbox.session.refresh({ refreshToken: ada.refreshToken }, by()), { code: 'unauthenticated' })
  const { accounts } = sandbox.ledger()
  assert.deepEqual(accounts.filter(({ id, amount }) => id.startsWith(`member/${ada.id}/`) && amount !== 0), [])
  assert.equal(accounts.reduce((sum, { amount }) => sum + amount, 0), 0)
  sandbox.advance('1 minute')
  await ticket('+447700900123')
})

test('who comes back within a year is a new member without another welcome and is nobody\'s new friend; after a year both are there again', async () => {
  const { sandbox, ticket, join, balance, ada } = await openWithAda()
  const { code } = await sandbox.referrals.get({}, by((await join()).identity))
  await sandbox.preferences.leave({}, by(ada.identity))
  const enrol = async (referralCode?: string) => sandbox.members.enrol({ ticket: await ticket('+447700900123'), profile: { givenName: 'Ada' }, consents: agreed, ...(referralCode === undefined ? {} : { referralCode }) }, by())
  sandbox.advance('1 minute')
  await assert.rejects(enrol(code), refused('referralCode'))
  sandbox.advance('1 minute')
  const { member, granted, balances } = await enrol()
  assert.notEqual(member.id, ada.id)
  assert.deepEqual([granted, balances[0]?.available], [[], 0])
  await sandbox.preferences.leave({}, by({ kind: 'member', memberId: member.id }))
  sandbox.advance('12 months')
  const again = await enrol(code)
  assert.deepEqual(again.granted, [{ currency: 'bonus', amount: 500, reason: 'welcome' }])
  assert.equal((await balance({ ...ada, identity: { kind: 'member', memberId: again.member.id } })).available, 500)
})
