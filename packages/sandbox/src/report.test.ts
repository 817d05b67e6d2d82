import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSandbox, fashion } from './index.ts'
import { agreed, by, cartOf, openClub, wordsFor } from '../test-support/club.ts'

const november = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }
const december = { from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }

let facts = 0
const fact = (kind: string, more: object) => ({ id: `fact-${(facts += 1)}`, at: '2026-11-22T10:00:00Z', kind, ...more }) as never

test('a programme that nobody has joined knows no shares, and no zeros in their place', () => {
  const { members, receipts, turnover, averageTicket, itemsPerReceipt, ...rest } = openClub().sandbox.report(november)
  assert.deepEqual({ members, receipts, turnover, averageTicket, itemsPerReceipt }, { members: 0, receipts: 0, turnover: 0, averageTicket: {}, itemsPerReceipt: {} })
  for (const figure of ['growth', 'activeShare', 'retentionRate', 'lifetimeValue', 'participation', 'turnoverShare', 'receiptsPerMember']) assert.equal(figure in rest, false, figure)
})

test('a period without length is refused', () => {
  assert.throws(() => openClub().sandbox.report({ from: november.to, to: november.from }), { code: 'invalid_input' })
})

test('members, growth, active share, retention and lifetime value follow from who joined, bought and left', async () => {
  const { sandbox, join } = openClub()
  // 22 November: three join, two buy for 100.00 and 50.00
  const [ada, bob, eve] = [await join(), await join(), await join()]
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1' })
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(50_00), orderId: 'o2' })
  const first = sandbox.report(november)
  assert.deepEqual([first.members, first.joined, first.left, first.activeShare, first.lifetimeValue], [3, 3, 0, 2 / 3, 150_00 / 3])
  assert.equal(first.growth, undefined, 'nothing grows from nobody')
  // December: one more joins, one leaves, one of the two buys again for 30.00
  sandbox.advance('20 days')
  await join()
  await sandbox.preferences.leave({}, by(eve.identity))
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(30_00), orderId: 'o3' })
  const second = sandbox.report(december)
  assert.deepEqual([second.members, second.joined, second.left, second.growth, second.activeShare], [3, 1, 1, 0, 1 / 3])
  // the 31 days before December begin on 31 October: both bought then, one again
  assert.equal(second.retentionRate, 1 / 2)
  assert.equal(second.lifetimeValue, 180_00 / 4)
})

test('who was brought by a partner is in the books, by campaign; an address that names nobody is not', async () => {
  const { sandbox, join } = openClub()
  await join()
  for (const source of [{ partner: 'northbank', campaign: 'spring' }, { partner: 'northbank', campaign: 'spring' }, { partner: 'northbank' }, { partner: 'roadway' }, { partner: 'nobody-knows' }]) await join({ source })
  assert.equal(sandbox.report(november).joined, 6)
  assert.deepEqual(sandbox.report(november).joinedBySource, [
    { partner: 'northbank', campaign: 'spring', joined: 2 }, { partner: 'northbank', joined: 1 }, { partner: 'roadway', joined: 1 },
  ])
  assert.deepEqual(sandbox.report(december).joinedBySource, [])
})

test('participation, share of turnover, tickets, receipts per member and items compare members with others', async () => {
  const { sandbox, join } = openClub()
  const [ada, bob] = [await join(), await join()]
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(20_00, { quantity: 3 }), orderId: 'm1' })
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(40_00), orderId: 'm2' })
  await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(50_00), orderId: 'm3' })
  await sandbox.till.purchase({ cart: cartOf(30_00), orderId: 'x1' })
  // came back in whole: counts nowhere; one of three pieces came back: two are left
  await sandbox.till.purchase({ cart: cartOf(99_00), orderId: 'x2' })
  await sandbox.till.refund({ orderId: 'x2' })
  await sandbox.till.refund({ orderId: 'm1', items: [{ sku: 'sku-1', quantity: 1 }] })
  const report = sandbox.report(november)
  assert.deepEqual([report.receipts, report.turnover], [4, 160_00])
  assert.equal(report.participation, 3 / 4)
  assert.equal(report.turnoverShare, 130_00 / 160_00)
  assert.deepEqual(report.averageTicket, { members: 130_00 / 3, others: 30_00 })
  assert.equal(report.receiptsPerMember, 3 / 2)
  assert.deepEqual(report.itemsPerReceipt, { members: 4 / 3, others: 1 })
})

test('points: granted, redeemed, expired, their rate, and the average reward of a receipt', async () => {
  const { sandbox, join, hold } = openClub()
  const ada = await join()
  const cart = cartOf(100_00)
  const redemption = await hold(ada, cart, 200)
  // 98.00 paid with money earns 490, beside the 500 of the welcome
  await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1', redemptionId: redemption.id })
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'o2' })
  await sandbox.till.refund({ orderId: 'o2' })
  const [figures] = sandbox.report(november).points
  assert.deepEqual(figures, { currency: 'bonus', granted: 990, redeemed: 200, expired: 0, redemptionRate: 200 / 990, averageReward: 490 })
})

test('points that expired are told in the period in which they did', async () => {
  const { sandbox, join } = openClub()
  await join()
  sandbox.advance('13 months')
  assert.deepEqual(sandbox.report({ from: '2027-11-01T00:00:00Z', to: '2027-12-01T00:00:00Z' }).points[0], { currency: 'bonus', granted: 0, redeemed: 0, expired: 500 })
})

test('offers: seen and clicked by the facts, activated and used by the ledger, response by both', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  await sandbox.events.send({ facts: [
    ...[1, 2, 3, 4].map(() => fact('seen', { subjectKind: 'offer', subject: 'double-boots' })),
    fact('clicked', { subjectKind: 'offer', subject: 'double-boots' }),
    fact('seen', { subjectKind: 'offer', subject: 'first-order' }), fact('seen', { subjectKind: 'offer', subject: 'first-order' }),
    fact('seen', { subjectKind: 'reward', subject: 'double-boots' }),
  ] }, by())
  await sandbox.offers.activate({ offerId: 'double-boots' }, by(ada.identity))
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00, { codes: ['HELLO10'] }), orderId: 'o1' })
  const { offers } = sandbox.report(november)
  assert.deepEqual(offers.filter(({ offerId }) => ['double-boots', 'first-order', 'car-club'].includes(offerId)), [
    { offerId: 'double-boots', seen: 4, clicked: 1, activated: 1, used: 0, response: 1 / 4 },
    { offerId: 'first-order', seen: 2, clicked: 0, activated: 0, used: 1, response: 1 / 2 },
    { offerId: 'car-club', seen: 0, clicked: 0, activated: 0, used: 0 },
  ])
})

test('referral: shared and accepted by the facts, joined and rewarded by the ledger', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const { code } = await sandbox.referrals.get({}, by(ada.identity))
  await sandbox.events.send({ facts: [fact('shared', { subjectKind: 'referral', method: 'copy' }), ...[1, 2, 3, 4].map(() => fact('accepted', { subjectKind: 'referral' }))] }, by())
  const friend = await join({ referralCode: code })
  await join({ referralCode: code })
  await sandbox.till.purchase({ memberId: friend.id, cart: cartOf(10_00), orderId: 'o1' })
  assert.deepEqual(sandbox.report(november).referral, { shared: 1, accepted: 4, joined: 2, rewarded: 1, conversion: 1 / 4 })
})

test('surveys: NPS is promoters less detractors, a rating is the mean', async () => {
  const { sandbox, join } = openClub()
  const [survey] = fashion.surveys?.filter(({ kind }) => kind === 'nps') ?? []
  const people = [await join(), await join(), await join(), await join()]
  for (const [index, { id }] of people.entries()) await sandbox.till.purchase({ memberId: id, cart: cartOf(10_00), orderId: `o${index}` })
  sandbox.advance(survey?.ask.wait ?? '1 minute')
  sandbox.advance('1 minute')
  for (const [index, score] of [10, 9, 7, 3].entries()) await sandbox.surveys.answer({ surveyId: survey?.id ?? '', score }, by(people[index]?.identity))
  assert.deepEqual(sandbox.report({ from: november.from, to: december.to }).surveys.find(({ surveyId }) => surveyId === survey?.id), { surveyId: survey?.id, answers: 4, score: 100 * (2 / 4 - 1 / 4) })

  const office = createSandbox({ preset: 'post', seed: 'report', now: '2026-11-22T10:00:00Z' })
  const { ticket } = wordsFor(office)
  for (const [index, score] of [5, 4, 4].entries()) {
    const { member } = await office.members.enrol({ ticket: await ticket(`+7900000000${index}`), profile: { givenName: 'Ada', familyName: 'Lovelace' }, consents: agreed }, by())
    await office.till.purchase({ memberId: member.id, cart: { id: 'c', currency: 'RUB', items: [{ sku: 'parcel', quantity: 1, price: 300_00, categories: ['parcel'] }] }, orderId: `p${index}` })
    await office.surveys.answer({ surveyId: 'counter', score }, by({ kind: 'member', memberId: member.id }))
  }
  assert.deepEqual(office.report(november).surveys, [{ surveyId: 'counter', answers: 3, score: 13 / 3 }])
})
