import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import fc from 'fast-check'
import { by, openClub, type Person } from '../test-support/club.ts'

/** What can happen in a programme, in any order. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('purchase' as const), who: fc.nat(2), cart: fc.nat(1), withHold: fc.boolean(), lines: fc.array(fc.record({
    sku: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 4 }), price: fc.integer({ min: 0, max: 200_00 }),
    categories: fc.constantFrom(['shoes'], ['boots', 'shoes'], ['accessories'], ['gift-cards'], ['clothing', 'sale'], ['clothing']),
  }), { minLength: 1, maxLength: 3 }), codes: fc.subarray(['HELLO10', 'EXTRA15', 'NOPE']) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), order: fc.nat(30), sku: fc.constantFrom('a', 'b', 'c', undefined), quantity: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hold' as const), who: fc.nat(2), cart: fc.nat(1), amount: fc.integer({ min: 10, max: 120 }), key: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 25 * 24 * 60 })) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 100, max: 400 }).map((days) => days * 24 * 60) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('activate' as const), who: fc.nat(2), offerId: fc.constantFrom('double-boots', 'private-sale', 'win-back') }) },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

type Club = ReturnType<typeof openClub>

async function openWithThree() {
  const club = openClub()
  const ada = await club.join()
  const { code } = await club.sandbox.referrals.get({}, by(ada.identity))
  return { ...club, people: [ada, await club.join({ referralCode: code }), await club.join({ referralCode: code })] as const, orders: [] as string[] }
}

/** A refusal is an answer; anything else is a defect. */
const allowed = (error: unknown) => {
  if (!isLoyaltyError(error) || error.code === 'backend_failed') throw error
}

async function happen({ sandbox, people, orders, quote }: Awaited<ReturnType<typeof openWithThree>>, what: Event): Promise<void> {
  const person = 'who' in what ? (people[what.who] ?? people[0]) : people[0]
  switch (what.kind) {
    case 'purchase': {
      const cart = { id: `cart-${what.cart}`, currency: 'EUR', items: what.lines.map((line) => ({ ...line, categories: [...line.categories] })), codes: what.codes }
      const held = what.withHold ? (await sandbox.redemptions.list({}, by(person.identity))).find(({ cartId }) => cartId === cart.id) : undefined
      const promised = await quote(held || !what.withHold ? { ...cart, id: held ? cart.id : 'no hold' } : cart, person)
      const sale = { memberId: person.id, cart, orderId: `o${orders.length}`, ...(held ? { redemptionId: held.id } : {}) }
      const receipt = await sandbox.till.purchase(sale).catch(allowed)
      if (!receipt) return
      orders.push(sale.orderId)
      assert.deepEqual(receipt.earned.map(({ amount, offerId }) => [amount, offerId]), promised.earn.map(({ amount, offerId }) => [amount, offerId]), 'a purchase earns what the quote said')
      assert.deepEqual(receipt.due, promised.due)
      assert.deepEqual(await sandbox.till.purchase(sale), receipt)
      return
    }
    case 'refund': {
      const orderId = orders[what.order % Math.max(1, orders.length)]
      if (orderId !== undefined) await sandbox.till.refund({ orderId, ...(what.sku ? { items: [{ sku: what.sku, quantity: what.quantity }] } : {}) }).catch(allowed)
      return
    }
    case 'hold': {
      const cart = { id: `cart-${what.cart}`, currency: 'EUR', items: [{ sku: 'a', quantity: 1, price: 150_00, categories: ['shoes'] }] }
      const call = () => sandbox.redemptions.hold({ cart, currency: 'bonus', amount: what.amount * 10 }, by(person.identity, { key: `k${what.key}` }))
      await Promise.all([call().catch(allowed), call().catch(allowed)])
      return
    }
    case 'cancel': {
      const [held] = await sandbox.redemptions.list({}, by(person.identity))
      if (held) await sandbox.redemptions.cancel({ redemptionId: held.id }, by(person.identity))
      return
    }
    case 'advance': return sandbox.advance(what.minutes * 60_000)
    case 'activate': await sandbox.offers.activate({ offerId: what.offerId }, by(person.identity)).catch(allowed)
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

async function activityOf({ sandbox }: Club, { identity }: Person) {
  const items = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, by(identity))
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

/** What must be true after anything. */
async function booksAgree(club: Club, people: readonly Person[]): Promise<void> {
  const { accounts, postings, batches } = club.sandbox.ledger()
  assert.equal(sum(accounts.map(({ amount }) => amount)), 0, 'all accounts add up to zero')
  const posted = new Map<string, number>()
  for (const { legs } of postings) {
    assert.equal(sum(legs.map(({ amount }) => amount)), 0, 'every posting adds up to zero')
    for (const { account, amount } of legs) posted.set(account, (posted.get(account) ?? 0) + amount)
  }
  for (const { id, amount } of accounts) assert.equal(posted.get(id), amount, `${id} is the sum of its postings`)
  for (const person of people) {
    const balance = await club.balance(person)
    const left = (state: string) => sum(batches.filter((batch) => batch.memberId === person.id && batch.state === state).map((batch) => batch.left))
    const { available, pending = 0, held = 0, expiring = [] } = balance
    assert.equal(left('available'), Math.max(0, available), 'available batches are what is available, and nothing is left of them in a debt')
    assert.equal(left('pending'), pending)
    assert.ok(pending >= 0 && held >= 0)
    assert.equal(sum(expiring.map(({ amount }) => amount)), Math.max(0, available))
    assert.equal(sum((await club.sandbox.redemptions.list({}, by(person.identity))).map(({ amount }) => amount)), held)
    assert.equal(sum((await activityOf(club, person)).map(({ amount }) => amount)), available + pending, 'the lines add up to the balance')
  }
}

const redeemed = ({ sandbox }: Club) => sandbox.ledger().accounts.find(({ id }) => id === 'programme/bonus/redeemed')?.amount ?? 0

test('whatever happens, the books agree', async () => {
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
    const club = await openWithThree()
    for (const what of events) {
      await happen(club, what)
      await booksAgree(club, club.people)
    }
  }), { numRuns: 120 })
})

test('when everything came back, in any order, only gifts are left: nothing was made and nothing was lost', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(event.filter((what) => what.kind !== 'advance' || what.minutes < 9 * 24 * 60), { minLength: 5, maxLength: 30 }),
    fc.integer(),
    async (events, shuffle) => {
      const club = await openWithThree()
      for (const what of events) await happen(club, what)
      const turn = club.orders.length ? Math.abs(shuffle) % club.orders.length : 0
      for (const orderId of [...club.orders.slice(turn).reverse(), ...club.orders.slice(0, turn)]) await club.sandbox.till.refund({ orderId })
      for (const person of club.people) for (const { id } of await club.sandbox.redemptions.list({}, by(person.identity))) await club.sandbox.redemptions.cancel({ redemptionId: id }, by(person.identity))
      await booksAgree(club, club.people)
      assert.equal(redeemed(club), 0)
      for (const person of club.people) {
        const lines = await activityOf(club, person)
        const gifts = lines.filter(({ kind, reason, reference }) => kind === 'earn' && (reason === 'welcome' || reason === 'win_back') && reference === undefined)
        const expired = lines.filter(({ kind }) => kind === 'expire')
        const { available, pending, held } = await club.balance(person)
        assert.deepEqual([available, pending, held], [sum(gifts.map(({ amount }) => amount)) + sum(expired.map(({ amount }) => amount)), 0, 0])
        assert.equal((await club.sandbox.tiers.progress({}, by(person.identity))).current, 'bronze')
      }
    },
  ), { numRuns: 150 })
})

test('a ledger that forgot one leg would be caught', async () => {
  const club = await openWithThree()
  const { accounts, postings, batches } = club.sandbox.ledger()
  const cut = { ...club, sandbox: { ...club.sandbox, ledger: () => ({ accounts: accounts.map((account, index) => (index === 0 ? { ...account, amount: account.amount + 1 } : account)), postings, batches }) } }
  await assert.rejects(booksAgree(cut, club.people), /add up to zero/)
})
