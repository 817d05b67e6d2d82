import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type Cart, type ErrorCode, type WriteContext } from '@loyaltykit/core'
import { memoryKeys, type KeyStore } from '../keys.ts'
import { guarded } from './guarded.ts'
import { heldIn, holdsIn, type Holds, type HoldsOptions } from './holds.ts'

const cartOf = (id: string): Cart => ({ id, currency: 'EUR', items: [{ sku: 's', price: 100_00, quantity: 1 }] })
const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => {
  assert.ok(isLoyaltyError(error), String(error))
  assert.equal(error.code, code, error.message)
  return true
})
let calls = 0
const as = (memberId: string, idempotencyKey = `key-${(calls += 1)}`): WriteContext => ({ signal: AbortSignal.timeout(5_000), locale: 'en', identity: { kind: 'member', memberId }, idempotencyKey })

/** A loyalty system that burns points: it knows no holds, no keys, and makes a payment of every request. */
function shop({ keys = memoryKeys(), doubt = 40, reading = async () => {}, pay }: { keys?: KeyStore; doubt?: number; reading?: () => Promise<void>; pay?: Partial<HoldsOptions<'wallet', number>['pay']> } = {}) {
  const points = new Map<string, number>()
  const payments: { memberId: string; amount: number }[] = []
  let now = Date.parse('2026-11-22T12:00:00Z')
  const idOf = ({ identity }: Pick<WriteContext, 'identity'>) => (identity.kind === 'member' ? identity.memberId : '')
  const pointsOf = (memberId: string) => (points.get(memberId) ?? 500) - payments.filter((one) => one.memberId === memberId).reduce((sum, { amount }) => sum + amount, 0)
  const make = () => {
    const holds: Holds<'wallet'> = holdsIn<'wallet', number>({
      keys, name: 'burner', holdFor: 60_000, doubt, clock: () => now,
      member: async (context) => { if (idOf(context) === 'stranger') throw new LoyaltyError('unauthenticated', 'Join first.') },
      balances: async (context) => {
        await reading()
        const held = heldIn(await holds.open(context))
        return [{ currency: 'points', available: pointsOf(idOf(context)) - held, held }]
      },
      promise: async ({ amount }, held, context) => {
        if (amount > pointsOf(idOf(context)) - heldIn(held)) throw new LoyaltyError('insufficient_points', 'Too few.')
        return { money: { amount, currency: 'EUR' }, place: 'wallet' }
      },
      pay: {
        mark: async () => payments.length,
        find: async (_hold, mark) => (payments.length > mark ? String(mark) : undefined),
        send: async ({ redemption: { amount } }, _mark, context) => String(payments.push({ memberId: idOf(context), amount }) - 1),
        ...pay,
      },
    })
    return { ...guarded({ redemptions: holds.redemptions }, { keys, name: 'burner' }).redemptions, holds }
  }
  return { ...(make() as Required<ReturnType<typeof make>>), make, payments, points, later: (by: number) => { now += by } }
}
const hold = ({ hold }: { hold: ReturnType<typeof shop>['hold'] }, context: WriteContext, amount = 200, cart = 'c-1') => hold({ cart: cartOf(cart), currency: 'points', amount }, context)

describe('holds of a loyalty system that has none', () => {
  test('are made though what is left can\'t be told then: the same key tells it later, and holds nothing more', async () => {
    let failure: LoyaltyError | undefined = new LoyaltyError('not_found', 'No such card just now.')
    const one = shop({ reading: async () => { if (failure) throw failure } })
    await assert.rejects(hold(one, as('ada', 'k')), (error) => isLoyaltyError(error) && error.retryable && error.cause === failure)
    failure = undefined
    const { redemption, balances } = await hold(one, as('ada', 'k'))
    assert.deepEqual(balances, [{ currency: 'points', available: 300, held: 200 }])
    assert.deepEqual(await one.list({}, as('ada')), [redemption])
  })

  test('take points aside for a while and give them back by themselves', async () => {
    const one = shop()
    const { redemption, balances } = await hold(one, as('ada'))
    assert.deepEqual(balances, [{ currency: 'points', available: 300, held: 200 }])
    assert.deepEqual(await one.list({}, as('ada')), [redemption])
    assert.equal(redemption.expiresAt, '2026-11-22T12:01:00.000Z')
    one.later(60_000)
    assert.deepEqual(await one.list({}, as('ada')), [])
    await failsWith(one.confirm({ redemptionId: redemption.id, orderId: 'o' }, as('ada')), 'expired')
    const { redemption: ended } = await one.cancel({ redemptionId: redemption.id }, as('ada'))
    assert.deepEqual([ended.state, ended.expiresAt], ['expired', undefined])
    assert.equal(one.payments.length, 0)
  })

  test('are one for a cart and a currency, never more than there is together, and a member\'s own', async () => {
    const one = shop()
    const { redemption } = await hold(one, as('ada'))
    await failsWith(hold(one, as('ada')), 'conflict')
    await failsWith(hold(one, as('ada'), 400, 'c-2'), 'insufficient_points')
    const results = await Promise.allSettled([1, 2, 3, 4].map((cart) => hold(one, as('ada'), 100, `c-${cart + 10}`)))
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3)
    assert.deepEqual(await one.list({}, as('bob')), [])
    for (const call of [one.cancel({ redemptionId: redemption.id }, as('bob')), one.confirm({ redemptionId: redemption.id, orderId: 'o' }, as('bob'))]) await failsWith(call, 'not_found')
    await failsWith(one.list({}, as('stranger')), 'unauthenticated')
    assert.deepEqual(await one.holds.open({ identity: { kind: 'guest' } }), [])
  })

  test('pay once for one order, whoever confirms and in how many processes', async () => {
    const one = shop()
    const two = one.make()
    const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
    const answers = await Promise.all([one, two, one].map((process) => (process as typeof one).confirm({ redemptionId, orderId: 'o-1' }, as('ada'))))
    for (const answer of answers) assert.deepEqual([answer.redemption.state, answer], ['confirmed', answers[0]])
    assert.deepEqual(one.payments, [{ memberId: 'ada', amount: 200 }])
    assert.deepEqual(answers[0]?.balances, [{ currency: 'points', available: 300, held: 0 }])
    await failsWith(one.confirm({ redemptionId, orderId: 'o-2' }, as('ada')), 'conflict')
    await failsWith(one.cancel({ redemptionId }, as('ada')), 'conflict')
  })

  test('are confirmed or cancelled, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = shop()
      const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
      const results = await Promise.allSettled([one.confirm({ redemptionId, orderId: 'o' }, as('ada')), one.cancel({ redemptionId }, as('ada'))])
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.equal(one.payments.length, results[0]?.status === 'fulfilled' ? 1 : 0)
    }
  })

  test('a hold whose answer did not reach the store is found by its key', async () => {
    const store = memoryKeys()
    const one = shop({ keys: store })
    const key = as('ada', 'k-1')
    const first = await hold(one, key)
    // as if the process had died between the hold and its answer
    const again = await one.holds.redemptions.hold({ cart: cartOf('c-1'), currency: 'points', amount: 200 }, { ...key, noted: undefined, note: async () => {} })
    assert.deepEqual(again, first)
  })

  test('a store that fails takes nothing, and is told in words of the port', async () => {
    const store = memoryKeys()
    let isDown = false
    const one = shop({ keys: { get: (id) => store.get(id), swap: async (...what) => { if (isDown) throw new Error('down'); return store.swap(...what) } } })
    const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
    isDown = true
    await failsWith(one.confirm({ redemptionId, orderId: 'o' }, as('ada')), 'backend_failed')
    assert.equal(one.payments.length, 0)
    isDown = false
    await one.confirm({ redemptionId, orderId: 'o' }, as('ada'))
    assert.equal(one.payments.length, 1)
  })
})

describe('a payment without an answer', () => {
  const losing = () => {
    let isLost = true
    const made = shop({ pay: {
      send: async ({ redemption: { amount } }) => {
        if (isLost) {
          isLost = false
          throw new LoyaltyError('network', 'Lost.')
        }
        return String(made.payments.push({ memberId: 'ada', amount }) - 1)
      },
    } })
    return made
  }
  const over = () => new Promise((resolve) => setTimeout(resolve, 50))

  test('that arrived is found, by the next who confirms and by who cancels', async () => {
    for (const next of ['confirm', 'cancel'] as const) {
      const one = losing()
      const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
      await failsWith(one.confirm({ redemptionId, orderId: 'o' }, as('ada')), 'network')
      one.payments.push({ memberId: 'ada', amount: 200 })
      if (next === 'confirm') assert.equal((await one.confirm({ redemptionId, orderId: 'o' }, as('ada'))).redemption.state, 'confirmed')
      else await failsWith(one.cancel({ redemptionId }, as('ada')), 'conflict')
      assert.equal(one.payments.length, 1)
    }
  })

  test('that may be on its way is neither repeated nor let go, also past the end of the hold; then it is free', async () => {
    const one = losing()
    const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
    await failsWith(one.confirm({ redemptionId, orderId: 'o' }, as('ada')), 'network')
    one.later(120_000)
    assert.equal((await one.list({}, as('ada'))).length, 1)
    await failsWith(one.cancel({ redemptionId }, as('ada')), 'timeout')
    await failsWith(one.confirm({ redemptionId, orderId: 'o' }, as('ada')), 'timeout')
    await failsWith(one.confirm({ redemptionId, orderId: 'other' }, as('ada')), 'timeout')
    await over()
    assert.equal((await one.cancel({ redemptionId }, as('ada'))).redemption.state, 'expired')
    assert.equal(one.payments.length, 0)
  })

  test('that never arrived is made for the order that asks then, once', async () => {
    const one = losing()
    const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
    await failsWith(one.confirm({ redemptionId, orderId: 'o-1' }, as('ada')), 'network')
    await over()
    assert.equal((await one.confirm({ redemptionId, orderId: 'o-2' }, as('ada'))).redemption.state, 'confirmed')
    await failsWith(one.confirm({ redemptionId, orderId: 'o-1' }, as('ada')), 'conflict')
    assert.equal(one.payments.length, 1)
  })

  test('that is refused late leaves the points held', async () => {
    let refused: LoyaltyError | undefined = new LoyaltyError('insufficient_points', 'Spent at a till.')
    const one = shop({ pay: { settled: async () => refused } })
    const { redemption: { id: redemptionId } } = await hold(one, as('ada'))
    await failsWith(one.confirm({ redemptionId, orderId: 'o' }, as('ada')), 'insufficient_points')
    assert.equal((await one.list({}, as('ada'))).length, 1)
    refused = undefined
    assert.equal((await one.confirm({ redemptionId, orderId: 'o' }, as('ada'))).redemption.state, 'confirmed')
  })
})

test('holds that are over are forgotten before those that last', async () => {
  const one = shop()
  const { redemption } = await hold(one, as('ada'), 1, 'first')
  const keys = Array.from({ length: 105 }, (_, index) => `c-${index}`)
  for (const cart of keys) await one.cancel({ redemptionId: (await hold(one, as('ada'), 1, cart)).redemption.id }, as('ada'))
  assert.deepEqual((await one.list({}, as('ada'))).map(({ id }) => id), [redemption.id])
})

describe('holds that are set aside at the loyalty system', () => {
  /** It sets points aside when asked, and gives them back when asked, never by itself. */
  function desk({ send = async () => 'paid' }: { send?: () => Promise<string> } = {}) {
    const [aside, given]: [Set<string>, string[]] = [new Set(), []]
    const state = { now: Date.parse('2026-11-22T12:00:00Z'), isDown: false, paid: 0 }
    const idOf = (context: Pick<WriteContext, 'identity'>) => (context.identity.kind === 'member' ? context.identity.memberId : '')
    const holds: Holds<string> = holdsIn<string, object>({
      keys: memoryKeys(), name: 'desk', holdFor: 60_000, doubt: 0, clock: () => state.now,
      member: async () => undefined,
      balances: async () => [{ currency: 'points', available: 500 - aside.size * 10 - state.paid * 10, held: aside.size * 10 }],
      async promise({ cart, amount }, _open, context) {
        const place = `${idOf(context)} ${cart.id}`
        aside.add(place)
        return { money: { amount, currency: 'EUR' }, place }
      },
      async release({ place }) {
        if (state.isDown) throw new LoyaltyError('backend_failed', 'Down.')
        aside.delete(place)
        given.push(place)
      },
      pay: {
        mark: async () => ({}),
        find: async ({ place }) => (aside.has(place) ? undefined : 'paid'),
        send: async ({ place }) => { aside.delete(place); state.paid += 1; return send() },
      },
    })
    const { redemptions } = guarded({ redemptions: holds.redemptions }, { keys: memoryKeys(), name: 'desk' })
    return { holds, redemptions: redemptions as Required<typeof redemptions>, aside, given, state }
  }
  const wish = (id: string) => ({ cart: cartOf(id), currency: 'points', amount: 10 })

  test('are given back when they are cancelled, once', async () => {
    const { redemptions, aside, given } = desk()
    const { redemption } = await redemptions.hold(wish('a'), as('ada'))
    assert.equal(aside.size, 1)
    for (const _ of [1, 2]) await redemptions.cancel({ redemptionId: redemption.id }, as('ada'))
    assert.deepEqual([aside.size, given], [0, ['ada a']])
  })

  test('are given back when their time is over and the member is seen again, by a look or by a write', async () => {
    const { holds, redemptions, aside, given, state } = desk()
    await redemptions.hold(wish('a'), as('ada'))
    await redemptions.hold(wish('a'), as('bob'))
    await holds.letGo(as('ada'))
    assert.equal(aside.size, 2)
    state.now += 61_000
    await holds.letGo(as('ada'))
    await redemptions.hold(wish('b'), as('bob'))
    assert.deepEqual([[...aside], given], [['bob b'], ['ada a', 'bob a']])
    await holds.letGo(as('ada'))
    assert.equal(given.length, 2)
  })

  test('stay as they are where they can not be given back now: a look does not fail for it, a cancel does', async () => {
    const { holds, redemptions, aside, state } = desk()
    const { redemption } = await redemptions.hold(wish('a'), as('ada'))
    state.isDown = true
    await failsWith(redemptions.cancel({ redemptionId: redemption.id }, as('ada')), 'backend_failed')
    state.now += 61_000
    await holds.letGo(as('ada'))
    assert.equal(aside.size, 1)
    state.isDown = false
    await holds.letGo(as('ada'))
    assert.equal(aside.size, 0)
  })

  test('are not given back where they have paid for an order whose answer was lost', async () => {
    const { holds, redemptions, given, state } = desk({ send: async () => { throw new LoyaltyError('network', 'Lost.') } })
    const { redemption } = await redemptions.hold(wish('a'), as('ada'))
    await failsWith(redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as('ada')), 'network')
    state.now += 61_000
    await holds.letGo(as('ada'))
    assert.deepEqual([given, state.paid], [[], 1])
    assert.equal((await redemptions.confirm({ redemptionId: redemption.id, orderId: 'o-1' }, as('ada'))).redemption.state, 'confirmed')
  })
})
