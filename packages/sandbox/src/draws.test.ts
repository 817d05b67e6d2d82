import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fashion, type DrawRule } from './index.ts'
import { by, cartOf, guest, openClub, type Person } from '../test-support/club.ts'

const draw = (more: Partial<DrawRule> = {}): DrawRule => ({
  id: 'month', at: 'month', tickets: { from: 50_00 }, title: { en: 'Draw', ru: 'Розыгрыш' }, joined: { en: 'Tickets: {tickets}', ru: 'Билетов: {tickets}' },
  prizes: [{ count: 1, points: { currency: 'bonus', amount: 5_000 } }, { count: 2, points: { currency: 'bonus', amount: 500 } }],
  message: { en: 'You have won {amount}, {name}', ru: '{amount}' }, ...more,
})
const open = (more: Partial<DrawRule> = {}, seed = 'test') => openClub({ seed, preset: { ...fashion, gifts: [], challenges: [], draws: [draw(more)] } })
type Club = ReturnType<typeof open>
const seen = async ({ sandbox }: Club, person?: Person) => {
  const offer = (await sandbox.offers.list({}, by(person?.identity))).find(({ id }) => id === 'month')
  return offer && [offer.state, offer.text, offer.validUntil]
}
const won = async ({ sandbox }: Club, { identity }: Person) => (await sandbox.activity.list({}, by(identity))).items.filter(({ reason }) => reason === 'draw').map(({ amount, text, at }) => [amount, text, at])
let orders = 0
const buy = ({ sandbox }: Club, { id }: Person, price = 50_00, quantity = 1) => {
  const orderId = `o${(orders += 1)}`
  return sandbox.till.purchase({ memberId: id, cart: cartOf(price, { quantity }), orderId })
}

test('a draw is an offer that counts down to its instant; with tickets one takes part', async () => {
  const club = open()
  const ada = await club.join()
  assert.deepEqual([await seen(club), await seen(club, ada)], [['available', undefined, '2026-12-01T00:00:00Z'], ['available', undefined, '2026-12-01T00:00:00Z']])
  await buy(club, ada, 49_99)
  assert.equal((await seen(club, ada))?.[0], 'available')
  await buy(club, ada)
  await club.sandbox.rewards.claim({ rewardId: 'draw-ticket' }, by(ada.identity))
  assert.deepEqual(await seen(club, ada), ['active', 'Tickets: 2', '2026-12-01T00:00:00Z'])
  assert.equal((await club.sandbox.offers.activate({ offerId: 'month' }, by(ada.identity))).offer.state, 'active')
  await assert.rejects(club.sandbox.offers.activate({ offerId: 'month' }, by(guest)), { code: 'unauthenticated' })
})

test('at the end of each month winners are drawn, one prize for each member, and told at that instant', async () => {
  const club = open()
  const people = [await club.join(), await club.join(), await club.join(), await club.join()]
  for (const person of people) for (let ticket = 0; ticket < 3; ticket += 1) await buy(club, person)
  const idle = await club.join()
  club.sandbox.advance('70 days')
  const prizes = await Promise.all(people.map((person) => won(club, person)))
  assert.deepEqual(prizes.flat().map(([amount]) => Number(amount)).sort((a, b) => a - b), [500, 500, 5_000])
  assert.ok(prizes.every((list) => list.length <= 1))
  for (const [, text, at] of prizes.flat()) assert.deepEqual([text, at], ['Draw', '2026-12-01T00:00:00Z'])
  assert.deepEqual(await won(club, idle), [])
  const messages = club.sandbox.outbox.filter(({ text }) => text.startsWith('You have won'))
  assert.deepEqual([messages.length, new Set(messages.map(({ at }) => at))], [3, new Set(['2026-12-01T00:00:00Z'])])
  // the next month begins without tickets, and has its own draw
  assert.deepEqual((await seen(club, people[0]))?.slice(0, 3), ['available', undefined, '2027-02-01T00:00:00Z'])
  await buy(club, idle)
  club.sandbox.advance('1 month')
  assert.deepEqual((await won(club, idle)).map(([amount, , at]) => [amount, at]), [[5_000, '2027-02-01T00:00:00Z']])
})

test('who wins is by chance of the seed: every ticket may, and more tickets do more often', async () => {
  const wins = [0, 0]
  for (let seed = 0; seed < 60; seed += 1) {
    const club = open({ prizes: [{ count: 1, points: { currency: 'bonus', amount: 100 } }] }, `draw-${seed}`)
    const [one, three] = [await club.join(), await club.join()]
    await buy(club, one)
    for (let ticket = 0; ticket < 3; ticket += 1) await buy(club, three)
    club.sandbox.advance('10 days')
    for (const [index, person] of [one, three].entries()) wins[index] = (wins[index] ?? 0) + (await won(club, person)).length
  }
  // a quarter of 60 for the one with one ticket: 15, within four deviations
  const [few = 0, many = 0] = wins
  assert.equal(few + many, 60)
  assert.ok(few >= 2 && few <= 28, `${few} and ${many}`)
})

test('a purchase that came back gives no ticket, nor one of which too little is left; a prize that was drawn stands', async () => {
  const club = open()
  const ada = await club.join()
  const first = await buy(club, ada, 30_00, 2)
  await club.sandbox.till.refund({ orderId: first.orderId, items: [{ sku: 'sku-1', quantity: 1 }] })
  assert.equal((await seen(club, ada))?.[0], 'available')
  const second = await buy(club, ada)
  await club.sandbox.till.refund({ orderId: second.orderId })
  assert.equal((await seen(club, ada))?.[0], 'available')
  const third = await buy(club, ada)
  club.sandbox.advance('10 days')
  assert.deepEqual((await won(club, ada)).map(([amount]) => amount), [5_000])
  await club.sandbox.till.refund({ orderId: third.orderId })
  assert.equal((await club.balance(ada)).available, 5_500)
})

test('a draw on one day is over after it: shown for 14 days to those who took part, and no ticket is sold any more', async () => {
  const club = open({ at: '5 days' })
  const [ada, bob] = [await club.join(), await club.join()]
  const first = await buy(club, ada)
  club.sandbox.advance('5 days')
  assert.deepEqual([(await won(club, ada)).length, await seen(club), await seen(club, bob), (await seen(club, ada))?.[0]], [1, undefined, undefined, 'expired'])
  await buy(club, bob)
  assert.equal(await seen(club, bob), undefined)
  // what was drawn is drawn, whatever comes back
  await club.sandbox.till.refund({ orderId: first.orderId })
  assert.equal((await seen(club, ada))?.[0], 'expired')
  await assert.rejects(club.sandbox.rewards.claim({ rewardId: 'draw-ticket' }, by(bob.identity)), { code: 'expired' })
  club.sandbox.advance('14 days')
  assert.equal(await seen(club, ada), undefined)
  club.sandbox.advance('12 months')
  assert.equal((await won(club, ada)).length, 1)
})

test('a draw for a segment is seen by nobody else', async () => {
  const club = open({ tickets: { from: 50_00, who: { segments: ['lapsed'] } } })
  const ada = await club.join()
  await buy(club, ada)
  assert.deepEqual([await seen(club), await seen(club, ada)], [undefined, undefined])
  club.sandbox.advance('181 days')
  assert.equal((await seen(club, ada))?.[0], 'available')
  await buy(club, ada)
  // the purchase has moved the member, the ticket stays
  assert.equal((await seen(club, ada))?.[0], 'active')
})

test('one long step of time draws the same as many short ones', async () => {
  const run = async (steps: number) => {
    const club = open()
    const people = [await club.join({ phone: '+447700900001' }), await club.join({ phone: '+447700900002' })]
    for (const [index, { id }] of people.entries()) await club.sandbox.till.purchase({ memberId: id, cart: cartOf(60_00), orderId: `run-${index}` })
    for (let step = 0; step < steps; step += 1) club.sandbox.advance(90 * 86_400_000 / steps)
    return Promise.all(people.map((person) => won(club, person)))
  }
  assert.deepEqual(await run(1), await run(90))
})

test('the ticket of a purchase that came back is not drawn, though it is the only one', async () => {
  const club = open()
  const ada = await club.join()
  const { orderId } = await buy(club, ada)
  await club.sandbox.till.refund({ orderId })
  club.sandbox.advance('10 days')
  assert.deepEqual(await won(club, ada), [])
})
