import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { fashion, type Preset } from '@loyaltykit/sandbox'
import fc from 'fast-check'
import { by, openClub } from '../test-support/club.ts'

/** Two clubs: one whose desk reviews claims, one that looks receipts up. No welcome, no prizes, 5 % for all: what there is was earned. */
const plain = ({ currencies, tiers, spend, partners, cards, claims, enrolment, phones, cardPrefix, activity, messages, id, name, locales, money }: Preset): Preset => ({
  id, name, locales, money, currencies, tiers, spend, enrolment, phones, cardPrefix, activity, messages, welcome: [], offers: [],
  earn: [{ id: 'purchase', currency: 'bonus', per: 'money', rates: { all: { amount: 5, for: 100 } } }],
  tierPolicy: { period: '12 months' }, ...(partners ? { partners } : {}), ...(cards ? { cards } : {}), ...(claims ? { claims } : {}),
})
const clubs = {
  desk: plain(fashion),
  receipt: plain({ ...fashion, claims: { kinds: ['purchase'], withinDays: 30, review: 'receipt' } }),
} as const

const who = fc.nat(2)
const order = fc.nat(5)
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sale' as const), who: fc.option(who), order, quantity: fc.integer({ min: 1, max: 3 }), price: fc.integer({ min: 0, max: 90_00 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim' as const), who, order, total: fc.option(fc.integer({ min: 1, max: 90_00 })) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('review' as const), accept: fc.boolean(), points: fc.option(fc.integer({ min: 1, max: 300 })), index: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), order, quantity: fc.option(fc.integer({ min: 1, max: 2 })) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('exchange' as const), who, out: fc.boolean(), amount: fc.integer({ min: 10, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('card' as const), who, card: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), hours: fc.integer({ min: 1, max: 24 * 20 }) }) },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

const allowed = (error: unknown) => {
  if (!isLoyaltyError(error) || error.code === 'backend_failed') throw error
}
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

async function openWithThree(preset: Preset) {
  const club = openClub({ preset })
  const people = [await club.join(), await club.join(), await club.join()] as const
  for (const [index, { identity }] of people.entries()) await club.sandbox.partners.link({ partnerId: 'northbank', account: `1234567${index}` }, by(identity))
  /** What each order may earn: by what was told of it first, by the till or with a claim that was accepted. What cards brought is here too. */
  const most = new Map<string, number>()
  const may = (id: string, points: number) => void (most.has(id) || most.set(id, points))
  return { ...club, people, most, may }
}

async function happen({ sandbox, people, most, may }: Awaited<ReturnType<typeof openWithThree>>, what: Event): Promise<void> {
  const person = 'who' in what && what.who !== null ? (people[what.who] ?? people[0]) : undefined
  const identity = person?.identity ?? people[0].identity
  const id = 'order' in what ? `R-${what.order}` : ''
  switch (what.kind) {
    case 'sale': {
      const cart = { id, currency: 'EUR', items: [{ sku: 'a', quantity: what.quantity, price: what.price, categories: ['shoes'] }] }
      const receipt = await sandbox.till.purchase({ cart, orderId: id, ...(person ? { memberId: person.id } : {}) }).catch(allowed)
      if (receipt) may(id, Math.floor(receipt.due.amount / 20))
      return
    }
    case 'claim': return void (await sandbox.claims.submit({ kind: 'purchase', reference: id, ...(what.total === null ? {} : { total: { amount: what.total, currency: 'EUR' } }) }, by(identity)).catch(allowed))
    case 'review': {
      const open = await sandbox.desk.claims()
      const claim = open[what.index % Math.max(1, open.length)]
      if (!claim) return
      const points = what.points === null ? {} : { points: { currency: 'bonus', amount: what.points } }
      const reviewed = await sandbox.desk.review(claim.id, { accept: what.accept, ...points }).catch(allowed)
      if (reviewed?.state !== 'accepted') return
      // an order that the till told of nobody was worth its total until the desk gave something else
      if (what.points !== null) most.delete(claim.reference)
      may(claim.reference, what.points ?? Math.floor((claim.total?.amount ?? 0) / 20))
      return
    }
    case 'refund': return void (await sandbox.till.refund({ orderId: id, ...(what.quantity === null ? {} : { items: [{ sku: 'a', quantity: what.quantity }] }) }).catch(allowed))
    case 'exchange': return void (await sandbox.partners.exchange({ exchangeId: what.out ? 'bonus-to-northbank' : 'northbank-to-bonus', amount: what.amount * 10 }, by(identity)).catch(allowed))
    case 'card': {
      const number = `506100000000100${what.card}`
      const linked = await sandbox.cards.link({ number }, by(identity)).catch(allowed)
      if (linked?.granted) may(number, [350, 1_200, 0][what.card - 1] ?? 0)
      return
    }
    case 'close': return void (person && await sandbox.desk.close(person.id))
    case 'advance': return sandbox.advance(`${what.hours} hours`)
  }
}

function booksAgree({ sandbox, people, most }: Awaited<ReturnType<typeof openWithThree>>): void {
  const { accounts, postings, batches } = sandbox.ledger()
  assert.equal(sum(accounts.map(({ amount }) => amount)), 0, 'all accounts add up to zero')
  for (const { legs } of postings) assert.equal(sum(legs.map(({ amount }) => amount)), 0)
  const at = (id: string) => accounts.find((account) => account.id === id)?.amount ?? 0
  for (const person of people) {
    const left = (state: string) => sum(batches.filter((batch) => batch.memberId === person.id && batch.state === state).map((batch) => batch.left))
    assert.equal(left('available'), Math.max(0, at(`member/${person.id}/bonus/available`)))
    assert.equal(left('pending'), at(`member/${person.id}/bonus/pending`))
    assert.ok(at(`partner/northbank/1234567${people.indexOf(person)}/northbank-thanks`) >= 0)
  }
  const all = sum([...most.values()])
  assert.ok(-at('programme/bonus/issued') <= all, `${-at('programme/bonus/issued')} were issued, ${all} at most could be`)
}

for (const [name, preset] of Object.entries(clubs)) {
  test(`claims by ${name}, cards, exchanges, refunds and leaving, in any order: the books agree, and no order counts twice`, async () => {
    const numRuns = 120
    await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
      const club = await openWithThree(preset)
      for (const what of events) {
        await happen(club, what)
        booksAgree(club)
      }
      // everything comes back, and everybody leaves: nobody has anything, and nobody owes
      for (let number = 0; number <= 5; number += 1) await club.sandbox.till.refund({ orderId: `R-${number}` }).catch(allowed)
      booksAgree(club)
      for (const { id } of club.people) await club.sandbox.desk.close(id)
      const { accounts } = club.sandbox.ledger()
      assert.deepEqual(accounts.filter((account) => account.id.startsWith('member/') && account.amount !== 0), [])
      booksAgree(club)
    }), { numRuns })
  })
}
