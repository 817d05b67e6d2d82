import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type Identity, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { emulateMindbox, mindboxNames, mindboxWire, type MindboxEmulator } from '@loyaltykit/testing/emulators/mindbox'
import type { Answer, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { conversations } from '../test/conversations.ts'
import { failsWith, idOf, inPage, oddAnswers, once } from '../test/vendor.ts'
import { memoryKeys } from './keys.ts'
import { mindbox, type MindboxOptions } from './mindbox.ts'

const { begin, commit, rollback, create, balance, history, segments, calculate, calculateGuest, customer } = mindboxNames
const operations = {
  balance, history, segments, calculate, calculateGuest, customer, order: { begin, commit, rollback },
  phoneCode: { send: mindboxNames.sendPhoneCode, check: mindboxNames.checkPhoneCode }, emailCode: { send: mindboxNames.sendEmailCode, check: mindboxNames.checkEmailCode },
} as const

const wire = mindboxWire()
const said = conversations({ name: 'mindbox', wire })

const optionsOn = ({ url, endpointId, secretKey, sandbox }: MindboxEmulator) => ({
  url, endpointId, secretKey, operations, name: 'Клуб', money: 'RUB', keys: memoryKeys(), productId: 'website', orderId: 'website', clock: () => sandbox.now(), points: { balance: 'Bonus', scale: 2, worth: { amount: 1, money: 1 } },
  levels: { segmentation: 'LoyaltyLevels', segments: [{ id: 'base', name: 'Базовый' }, { id: 'silver', name: 'Серебряный', reachedBy: { metric: 'spend', amount: 1_000_00, currency: 'RUB' } }] },
}) satisfies MindboxOptions

const cartOf = (id: string, more: Partial<Cart> = {}): Cart => ({ id, currency: 'RUB', items: [{ sku: 'shoes-1', name: 'Shoes', quantity: 2, price: 60_50 }], ...more })
let people = 0

async function open(more: Partial<MindboxOptions<typeof operations>> = {}) {
  const emulator = await emulateMindbox()
  const backend = mindbox({ ...optionsOn(emulator), ...more })
  let keys = 0
  const phone = () => `+7900${String(1_000_000 + (people += 1))}`
  return {
    emulator, backend, end: said.endOf(emulator), phone, join: () => emulator.shop.join(phone()),
    as: (who?: string | Identity, key = `key-${(keys += 1)}`): WriteContext => ({
      signal: AbortSignal.timeout(8_000), locale: 'ru', idempotencyKey: key, identity: who === undefined ? { kind: 'guest' } : typeof who === 'string' ? { kind: 'member', memberId: who } : who,
    }),
  }
}
const atOnce = { ...operations, order: { create } } as const

async function subjectOf(more: Partial<MindboxOptions<typeof operations>> = {}) {
  const { emulator, backend, as, phone, join, end } = await open(more)
  const phones = await Promise.all([1, 2, 3].map(async () => { const made = phone(); await emulator.shop.join(made); return made }))
  const whose = new Map<string, string>()
  /** Logs in as people do: a code by phone. */
  const signUp = async (): Promise<Identity> => {
    const value = phone()
    const mindboxId = await emulator.shop.join(value)
    const { id } = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, as())
    const verified = await backend.session.verifyCode({ challengeId: id, code: emulator.shop.codeFor(value) }, as())
    assert.equal(verified.outcome, 'signed_in')
    const token = verified.outcome === 'signed_in' ? (verified.session.token ?? '') : ''
    whose.set(token, mindboxId)
    return { kind: 'token', token }
  }
  return {
    backend, cart: cartOf, dispose: end, signUp,
    newIdentifier: () => ({ kind: 'phone' as const, value: phones.shift() ?? '' }),
    codeFor: async ({ value }: { value: string }) => emulator.shop.codeFor(value),
    purchase: (sale: { identity: Identity; cart: Cart; orderId: string }) => emulator.shop.purchase({ cart: sale.cart, orderId: sale.orderId, mindboxId: whose.get(idOf(sale.identity)) ?? '' }),
    refund: (goods: { orderId: string }) => emulator.shop.refund(goods),
    advance: (by: Parameters<typeof emulator.sandbox.advance>[0]) => emulator.sandbox.advance(by),
    join,
  }
}

const report = await backendContract({ test, name: 'mindbox', create: () => subjectOf() })
const other = await backendContract({ test, name: 'mindbox with orders made in one call', create: () => subjectOf({ operations: atOnce as never }) })

test('mindbox: of its groups what needs enrolment, a desk that blocks or a server\'s own log-in is left out, and nothing else', () => {
  const lacking = ['members', 'session.refresh', 'block']
  for (const { leftOut, count } of [report, other]) {
    assert.deepEqual(leftOut.filter(({ needs }) => !needs.some((need) => lacking.some((lack) => need.startsWith(lack)))), [])
    assert.ok(count > 60, `only ${count} checks`)
  }
})

said.check({ reports: [report], moreThan: 500 })

const isCalled = ({ query }: Heard, operation: string) => query.get('operation') === operation
const firstOf = (operation: string, answer: Answer | 'lost') => once((heard) => isCalled(heard, operation), answer)
const always = (operation: string, body: object) => (heard: Heard) => (isCalled(heard, operation) ? { body: { status: 'Success', ...body } } : undefined)
const wish = (id: string) => ({ cart: cartOf(id), currency: 'points', amount: 50_00 })
/** A member who has paid for order o-1 with held points, and has heard no answer. */
async function paidUnheard<Scene extends Pick<Awaited<ReturnType<typeof open>>, 'emulator' | 'join' | 'as'> & { readonly backend: Pick<Awaited<ReturnType<typeof open>>['backend'], 'redemptions'> }>(scene: Scene, operation: string) {
  const { emulator, backend, join, as } = scene
  const memberId = await join()
  const { redemption: { id: redemptionId } } = await backend.redemptions.hold(wish('a'), as(memberId))
  const key = as(memberId)
  emulator.disturb(firstOf(operation, 'lost'))
  await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key), 'network')
  return { ...scene, memberId, redemptionId, key }
}

describe('mindbox: orders that are begun', () => {
  test('a begin whose answer is lost is the same one when it is asked for again, though its points are away', async () => {
    const { emulator, backend, join, as, end } = await open()
    const [memberId, sent] = [await join(), [] as (string | null)[]]
    emulator.disturb((heard) => {
      if (!isCalled(heard, begin)) return undefined
      sent.push(heard.query.get('transactionId'))
      return sent.length === 1 ? 'lost' : undefined
    })
    const key = as(memberId)
    await failsWith(backend.redemptions.hold(wish('a'), key), 'network')
    const { redemption, balances } = await backend.redemptions.hold(wish('a'), key)
    assert.deepEqual([redemption.state, redemption.money.amount, balances[0]?.available, balances[0]?.held], ['held', 50_00, 550_00, 50_00])
    assert.deepEqual([sent.length, new Set(sent).size], [2, 1])
    await end()
  })

  test('a begin whose answer is lost and that nobody asks for again is rolled back after a while', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(firstOf(begin, 'lost'))
    await failsWith(backend.redemptions.hold(wish('a'), as(memberId)), 'network')
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 550_00)
    emulator.sandbox.advance('20 minutes')
    assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 600_00)
    await end()
  })

  test('a price that has changed holds nothing, and says so', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    emulator.disturb(firstOf(begin, { body: { status: 'Success', order: { processingStatus: 'PriceHasBeenChanged' } } }))
    await failsWith(backend.redemptions.hold(wish('a'), as(memberId)), 'not_eligible')
    assert.deepEqual(await backend.redemptions.list({}, as(memberId)), [])
    await backend.redemptions.hold(wish('a'), as(memberId))
    await end()
  })

  test('a commit whose answer is lost is one order, also where its hold ends before anybody asks again', async () => {
    const { emulator, backend, join, as, end } = await open()
    for (const isLate of [false, true]) {
      const memberId = await join()
      const { redemption: { id: redemptionId } } = await backend.redemptions.hold(wish('a'), as(memberId))
      const [key, orderId] = [as(memberId), `order-${isLate}`]
      emulator.disturb(firstOf(commit, 'lost'))
      await failsWith(backend.redemptions.confirm({ redemptionId, orderId }, key), 'network')
      if (isLate) emulator.sandbox.advance('2 hours')
      assert.equal((await backend.balances.list({}, as(memberId)))[0]?.available, 550_00)
      assert.equal((await backend.redemptions.confirm({ redemptionId, orderId }, key)).redemption.state, 'confirmed')
      const spent = (await backend.activity.list({}, as(memberId))).items.filter(({ kind }) => kind === 'spend')
      assert.deepEqual(spent.map(({ amount, reference }) => [amount, reference]), [[-50_00, orderId]])
    }
    await end()
  })

  test('a commit whose answer is lost is rolled back by nobody while asking for it again does not get through, also when its hold has ended', async () => {
    const { emulator, backend, memberId, redemptionId, key, as, end } = await paidUnheard(await open(), commit)
    emulator.disturb((heard) => (isCalled(heard, commit) ? { status: 429 } : undefined))
    await failsWith(backend.redemptions.cancel({ redemptionId }, as(memberId)), 'rate_limited')
    emulator.sandbox.advance('2 hours')
    await backend.balances.list({}, as(memberId))
    assert.equal(emulator.exchanges.filter((heard) => isCalled(heard, rollback)).length, 0)
    emulator.disturb(undefined)
    assert.equal((await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key)).redemption.state, 'confirmed')
    await end()
  })

  test('a roll-back that fails leaves the hold as it was, and is asked for again', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const { redemption: { id: redemptionId } } = await backend.redemptions.hold(wish('a'), as(memberId))
    const key = as(memberId)
    emulator.disturb(firstOf(rollback, { status: 503, text: '<html>Unavailable</html>' }))
    await failsWith(backend.redemptions.cancel({ redemptionId }, key), 'backend_failed')
    assert.equal((await backend.redemptions.list({}, as(memberId))).length, 1)
    assert.equal((await backend.redemptions.cancel({ redemptionId }, key)).balances[0]?.available, 600_00)
    await end()
  })

  test('two processes with one store hold once for a cart', async () => {
    const { emulator, join, as, end } = await open()
    const keys = memoryKeys()
    const both = [1, 2].map(() => mindbox({ ...optionsOn(emulator), keys }))
    const memberId = await join()
    const results = await Promise.allSettled(both.map((one) => one.redemptions.hold(wish('a'), as(memberId))))
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await both[0]!.balances.list({}, as(memberId)))[0]?.available, 550_00)
    await end()
  })
})

describe('mindbox: orders made in one call', () => {
  const openAtOnce = async () => {
    const { backend: _, ...rest } = await open()
    return { ...rest, backend: mindbox({ ...optionsOn(rest.emulator), operations: atOnce }) }
  }

  test('an order whose answer is lost is found in the history, and made once', async () => {
    const { backend, memberId, redemptionId, key, as, end } = await paidUnheard(await openAtOnce(), create)
    const { redemption, balances } = await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key)
    assert.deepEqual([redemption.state, balances[0]?.available], ['confirmed', 550_00])
    assert.equal((await backend.activity.list({}, as(memberId))).items.filter(({ kind }) => kind === 'spend').length, 1)
    await end()
  })

  test('an order that was sent and is not in the history yet is in doubt: neither told as paid nor as refused', async () => {
    const { emulator, backend, memberId, redemptionId, key, as, end } = await paidUnheard(await openAtOnce(), create)
    emulator.disturb(always(history, { customerActionsCount: 0 }))
    await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key), 'timeout')
    await failsWith(backend.redemptions.cancel({ redemptionId }, as(memberId)), 'timeout')
    emulator.disturb(undefined)
    assert.equal((await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key)).redemption.state, 'confirmed')
    await end()
  })

  for (const [what, operation, answer, code] of [
    ['the order asked for again is one call too many', create, { status: 429 }, 'rate_limited'], ['the order asked for again meets nobody', create, { status: 404, text: '' }, 'backend_failed'],
    ['the history can\'t be read now', history, { status: 429 }, 'rate_limited'], ['the history is not there', history, { status: 404, text: '' }, 'backend_failed'], ['the history fails with status 200', history, { body: { status: 'InternalServerError' } }, 'backend_failed'],
  ] as const) {
    test(`an order whose answer was lost stays in doubt while ${what}: nobody cancels what was paid`, async () => {
      const { emulator, backend, memberId, redemptionId, key, as, end } = await paidUnheard(await openAtOnce(), create)
      emulator.disturb((heard) => (isCalled(heard, operation) ? answer : undefined))
      for (const call of [() => backend.redemptions.cancel({ redemptionId }, as(memberId)), () => backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key)]) await failsWith(call(), code)
      emulator.disturb(undefined)
      await failsWith(backend.redemptions.cancel({ redemptionId }, as(memberId)), 'conflict')
      const { redemption, balances } = await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, key)
      assert.deepEqual([redemption.state, balances[0]?.available, balances[0]?.held], ['confirmed', 550_00, 0])
      await end()
    })
  }

  test('an order with another price is refused, takes nothing, and the hold can be let go', async () => {
    const { emulator, backend, join, as, end } = await openAtOnce()
    const memberId = await join()
    const { redemption: { id: redemptionId } } = await backend.redemptions.hold(wish('a'), as(memberId))
    emulator.disturb(firstOf(create, { body: { status: 'Success', order: { processingStatus: 'PriceHasBeenChanged' } } }))
    await failsWith(backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId)), 'not_eligible')
    assert.equal((await backend.redemptions.cancel({ redemptionId }, as(memberId))).balances[0]?.available, 600_00)
    await end()
  })
})

describe('mindbox: quotes', () => {
  test('a code takes off what its promotion gives, and each that does nothing says why', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [cartOf('a', { codes: ['HELLO10', 'NO-SUCH'] })] }, as(memberId))
    assert.deepEqual(quote?.discounts.map(({ code, money }) => [code, money.amount]), [['HELLO10', 12_10]])
    assert.deepEqual([quote?.due.amount, quote?.rejectedCodes], [108_90, [{ code: 'NO-SUCH', because: 'unknown' }]])
    const status = (said: string) => always(calculate, { order: { totalPrice: 121, couponsInfo: [{ coupon: { status: said } }] } })
    for (const [said, because] of [['Used', 'used'], ['AlreadyNotActive', 'expired'], ['CanNotBeUsedForCurrentOrder', 'not_eligible'], ['SomethingNew', undefined]] as const) {
      emulator.disturb(status(said))
      assert.deepEqual((await backend.quotes.quote({ carts: [cartOf('a', { codes: ['X'] })] }, as(memberId))).quotes[0]?.rejectedCodes, because && [{ code: 'X', because }])
    }
    await end()
  })

  test('numbers as texts and parts that do not add up: the sum is right all the same', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const promotion = (name: string, amount: string) => ({ type: 'discount', promotion: { name }, amount })
    emulator.disturb(always(calculate, {
      order: {
        totalPrice: '100.00', appliedPromotions: [promotion('Spring', '21.0')], lines: [{ appliedPromotions: [promotion('Spring', '21.0')] }], bonusPointsChanges: [{ balanceType: { ids: { systemName: 'Other' } }, earnedAmount: '7' }, { balanceType: null, earnedAmount: '5.259' }],
        totalBonusPointsInfo: { availableAmountForCurrentOrder: '60.5', balance: { available: '600.0' } },
      },
    }))
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [cartOf('a')] }, as(memberId))
    assert.deepEqual([quote?.due.amount, quote?.discounts, quote?.earn, quote?.spend?.[0]?.max], [100_00, [{ title: 'Spring', money: { amount: 21_00, currency: 'RUB' } }], [{ currency: 'points', amount: 5_25 }], 60_50])
    await end()
  })
})

describe('mindbox: log-in', () => {
  test('an e-mail and its code open a session, whose token lies nowhere in the store', async () => {
    const records = new Map<string, string>()
    const inner = memoryKeys()
    const { emulator, backend, join, as, end } = await open({ keys: { get: inner.get, swap: async (id, from, to, keep) => { if (to !== undefined) records.set(id, to); return inner.swap(id, from, to, keep) } } })
    const memberId = await join()
    const value = emulator.shop.emailOf(memberId)
    const challenge = await backend.session.requestCode({ identifier: { kind: 'email', value: ` ${value.toUpperCase()} ` } }, as())
    assert.deepEqual([challenge.channel, challenge.to.startsWith('c···@')], ['email', true])
    const key = as()
    const verified = await backend.session.verifyCode({ challengeId: challenge.id, code: emulator.shop.codeFor(value) }, key)
    assert.equal(verified.outcome, 'signed_in')
    const token = verified.outcome === 'signed_in' ? (verified.session.token ?? '') : ''
    assert.ok(token.length >= 32 && ![...records].some((record) => record.join(' ').includes(token)))
    const who = { kind: 'token', token } as const
    assert.equal((await backend.session.current({}, as(who)))?.memberId, memberId)
    assert.equal((await backend.balances.list({}, as(who)))[0]?.available, 600_00)
    emulator.sandbox.advance('31 days')
    await failsWith(backend.balances.list({}, as(who)), 'unauthenticated')
    await failsWith(backend.session.current({}, as(who)), 'unauthenticated')
    await end()
  })

  test('who can\'t be looked for just after a right code is signed in with the same key: the code is not asked about again', async () => {
    const { emulator, backend, join, as, end } = await open()
    const value = emulator.shop.emailOf(await join())
    const { id: challengeId } = await backend.session.requestCode({ identifier: { kind: 'email', value } }, as())
    emulator.disturb(firstOf(operations.customer, { status: 502 }))
    const [key, answer] = [as(), { challengeId, code: emulator.shop.codeFor(value) }]
    await failsWith(backend.session.verifyCode(answer, key), 'backend_failed')
    const checks = () => emulator.exchanges.filter((heard) => isCalled(heard, operations.emailCode.check)).length
    assert.equal(checks(), 1)
    assert.equal((await backend.session.verifyCode(answer, { ...as(), idempotencyKey: key.idempotencyKey })).outcome, 'signed_in')
    assert.equal(checks(), 1)
    await end()
  })

  test('a stranger is told the same as a member, and no code is theirs; whom nobody knows behind a right code is no member yet', async () => {
    const { emulator, backend, phone, as, end } = await open()
    const identifier = { kind: 'phone' as const, value: phone() }
    const { id: challengeId } = await backend.session.requestCode({ identifier }, as())
    await failsWith(backend.session.verifyCode({ challengeId, code: '1234' }, as()), 'wrong_code')
    emulator.disturb((heard) => (isCalled(heard, mindboxNames.checkPhoneCode) ? { body: { status: 'Success' } } : undefined))
    assert.equal((await backend.session.verifyCode({ challengeId, code: '1234' }, as())).outcome, 'not_enrolled')
    await end()
  })

  test('five wrong codes at once are five tries', async () => {
    const { emulator, backend, phone, as, end } = await open()
    const value = phone()
    await emulator.shop.join(value)
    const { id: challengeId } = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, as())
    const code = emulator.shop.codeFor(value)
    const wrong = code === '1111' ? '2222' : '1111'
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => backend.session.verifyCode({ challengeId, code: wrong }, as())))
    assert.equal(outcomes.filter((one) => one.status === 'rejected' && (one.reason as { code: string }).code === 'wrong_code').length, 5)
    assert.equal(emulator.exchanges.filter((heard) => isCalled(heard, mindboxNames.checkPhoneCode)).length, 5)
    await failsWith(backend.session.verifyCode({ challengeId, code }, as()), 'expired')
    await end()
  })

  test('a code that could not be sent is sent when it is asked for again with the key; a card is nothing to log in with', async () => {
    const { emulator, backend, phone, as, end } = await open()
    const value = phone()
    await emulator.shop.join(value)
    emulator.disturb(firstOf(mindboxNames.sendPhoneCode, { status: 500, text: '' }))
    const key = as()
    await failsWith(backend.session.requestCode({ identifier: { kind: 'phone', value } }, key), 'backend_failed')
    const { id: challengeId } = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, key)
    assert.equal((await backend.session.verifyCode({ challengeId, code: emulator.shop.codeFor(value) }, as())).outcome, 'signed_in')
    await failsWith(backend.session.requestCode({ identifier: { kind: 'card', value: '1234567' } }, as()), 'invalid_input')
    await end()
  })
})

describe('mindbox: its answers', () => {
  test('a balance in any of its writings, below zero, and one of several', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const told = async (...balances: object[]) => {
      emulator.disturb(always(balance, { balances }))
      return (await backend.balances.list({}, as(memberId)))[0]
    }
    const bonus = { balanceType: { ids: { systemName: 'Bonus' } } }
    assert.deepEqual(await told({ ...bonus, availableValue: '12.50', blockedValue: '3', totalValue: '99.9' }), { currency: 'points', available: 12_50, pending: 3_00, held: 0, lifetime: 99_90 })
    assert.deepEqual(await told({ systemName: 'Bonus', available: -0.1, blocked: null }), { currency: 'points', available: -10, held: 0 })
    assert.equal((await told({ systemName: 'Other', available: 5 }, { systemName: 'Bonus', available: 7.999 }))?.available, 7_99)
    assert.equal((await told())?.available, 0)
    // an operation that answers without balances tells no zero
    emulator.disturb(always(balance, {}))
    await failsWith(backend.balances.list({}, as(memberId)), 'bad_response')
    await failsWith(told({ systemName: 'Bonus', available: 1 }, { systemName: 'Bonus', available: 2 }), 'bad_response')
    await failsWith(told({ systemName: 'Bonus' }), 'bad_response')
    await failsWith(told({ systemName: 'Bonus', available: 'many' }), 'bad_response')
    await end()
  })

  test('a history with kinds that are new, points that come later, and nothing where there is nothing', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const change = (more: object) => ({ changeAmount: '5', isAvailable: true, balanceChangeKind: { systemName: 'RetailOrderBonus' }, ...more })
    emulator.disturb(always(history, {
      customerActions: [
        { ids: { mindboxId: 1 }, dateTimeUtc: '2026-11-20 10:00:00.000', customerBalanceChanges: [change({}), change({ isAvailable: 'false', availableFromDateTimeUtc: '2026-12-20 10:00:00' }), change({ isAvailable: false })], order: { ids: { website: 77 } } },
        { ids: { mindboxId: 2 }, dateTimeUtc: '2026-11-21 10:00:00', customerBalanceChanges: [change({ changeAmount: -2, balanceChangeKind: { systemName: 'SomethingNew' }, comment: 'По просьбе' })] },
        { ids: null, dateTimeUtc: 'whenever' }, 'nonsense',
      ],
    }))
    const { items } = await backend.activity.list({}, as(memberId))
    assert.deepEqual(items.map(({ id, at, kind, amount, state, reference, text }) => [id, at, kind, amount, state, reference, text]), [
      ['2-0', '2026-11-21T10:00:00.000Z', 'adjust', -2_00, 'final', undefined, 'По просьбе'],
      ['1-0', '2026-11-20T10:00:00.000Z', 'earn', 5_00, 'final', '77', undefined], ['1-1', '2026-11-20T10:00:00.000Z', 'earn', 5_00, 'pending', '77', undefined],
    ])
    emulator.disturb(always(history, { customerActions: null }))
    assert.deepEqual(await backend.activity.list({}, as(memberId)), { items: [] })
    await end()
  })

  test('who is in no segment has no level, and who is no customer is told so', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { current: 'base', next: { tier: 'silver', metrics: [] } })
    await emulator.shop.purchase({ mindboxId: memberId, cart: cartOf('big', { items: [{ sku: 'coat', quantity: 1, price: 2_000_00 }] }), orderId: 'big' })
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { current: 'silver' })
    emulator.disturb(always(segments, { customerSegmentations: [{ segmentation: { ids: { externalId: 'LoyaltyLevels' } }, segment: null }] }))
    assert.deepEqual(await backend.tiers.progress({}, as(memberId)), { next: { tier: 'base', metrics: [] } })
    emulator.disturb(undefined)
    const who = as('4711')
    for (const call of [() => backend.tiers.progress({}, who), () => backend.balances.list({}, who), () => backend.activity.list({}, who), () => backend.quotes.quote({ carts: [cartOf('a')] }, who)]) await failsWith(call(), 'unauthenticated')
    await end()
  })

  test('200 with a failure inside, a page of HTML, 401, 429 with and without a time: each is what it is', async () => {
    const { emulator, backend, join, as, end } = await open()
    const memberId = await join()
    const answered = (answer: Answer) => { emulator.disturb(firstOf(balance, answer)); return backend.balances.list({}, as(memberId)) }
    for (const status of ['ProtocolError', 'InternalServerError', 'SomethingNew', 'ValidationError']) await failsWith(answered({ body: { status } }), 'backend_failed')
    await failsWith(answered({ text: '<html></html>', headers: { 'content-type': 'text/html' } }), 'bad_response')
    await failsWith(answered({ body: ['Success'] }), 'bad_response')
    for (const status of [400, 401, 403, 409, 500, 503]) await failsWith(answered({ status, body: { status: 'ProtocolError', errorMessage: 'x' } }), 'backend_failed')
    const [later, soon] = [await answered({ status: 429, headers: { 'retry-after': '30' } }).catch((error: unknown) => error), await answered({ status: 429 }).catch((error: unknown) => error)]
    assert.ok(isLoyaltyError(later) && later.code === 'rate_limited' && later.details?.retryAt !== undefined)
    assert.ok(isLoyaltyError(soon) && soon.code === 'rate_limited' && soon.details?.retryAt === undefined)
    assert.equal((await answered({ text: JSON.stringify({ status: 'Success', balances: [{ available: 1 }] }), headers: { 'content-type': 'text/plain' } }))[0]?.available, 1_00)
    await end()
  })

  for (const [what, answer, code] of [...oddAnswers, ['a page of HTML that says 403', { status: 403, text: '<html>Forbidden</html>', headers: { 'content-type': 'text/html' } }, 'backend_failed'] as const]) {
    test(`${what}: ${code}`, async () => {
      const { emulator, backend, join, as, end } = await open()
      const memberId = await join()
      emulator.disturb(firstOf(balance, answer))
      await failsWith(backend.balances.list({}, as(memberId)), code)
      await end()
    })
  }

  test('a failure with status 200, at every read and every look before and after a write: no zero, nobody is signed out, nothing is done twice', async () => {
    const { emulator, backend, phone, as, end } = await open()
    const value = phone()
    const memberId = await emulator.shop.join(value)
    const logIn = async () => {
      emulator.sandbox.advance('61 minutes')
      const { id: challengeId } = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, as())
      return backend.session.verifyCode({ challengeId, code: emulator.shop.codeFor(value) }, as())
    }
    const holding = as(memberId)
    const fails = async (operation: string, call: () => Promise<unknown>) => {
      for (const body of [{ status: 'InternalServerError' }, { status: 'ProtocolError', errorMessage: 'x' }, { status: 'SomethingNew', balances: [], customerActions: [], customerSegmentations: [], customer: { processingStatus: 'NotFound' } }]) {
        emulator.disturb((heard) => (isCalled(heard, operation) ? { body } : undefined))
        await failsWith(call(), 'backend_failed')
      }
      emulator.disturb(undefined)
    }
    await fails(customer, logIn)
    await fails(mindboxNames.checkPhoneCode, logIn)
    await fails(balance, () => backend.balances.list({}, as(memberId)))
    await fails(history, () => backend.activity.list({}, as(memberId)))
    await fails(segments, () => backend.tiers.progress({}, as(memberId)))
    await fails(calculate, () => backend.quotes.quote({ carts: [cartOf('a')] }, as(memberId)))
    await fails(calculateGuest, () => backend.quotes.quote({ carts: [cartOf('a')] }, as()))
    // a customer who is wrong in a request is asked after: that fails too
    emulator.disturb((heard) => (isCalled(heard, balance) ? { body: { status: 'ValidationError' } } : isCalled(heard, customer) ? { body: { status: 'InternalServerError' } } : undefined))
    await failsWith(backend.balances.list({}, as(memberId)), 'backend_failed')
    await fails(calculate, () => backend.redemptions.hold(wish('a'), as(memberId)))
    const askedFor = (operation: string) => emulator.exchanges.filter((heard) => isCalled(heard, operation) && (heard.answer.body as { status?: string } | undefined)?.status === 'Success').length
    assert.equal(askedFor(begin), 0)
    // what was done is not told as failed for good because a look at what there is now fails
    await fails(balance, () => backend.redemptions.hold(wish('a'), holding))
    const { redemption: { id: redemptionId } } = await backend.redemptions.hold(wish('a'), holding)
    assert.equal((await backend.redemptions.list({}, as(memberId))).length, 1)
    await fails(commit, () => backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, as(memberId)))
    const confirming = as(memberId)
    await fails(balance, () => backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, confirming))
    const { balances: [after] } = await backend.redemptions.confirm({ redemptionId, orderId: 'o-1' }, confirming)
    assert.deepEqual([after?.available, after?.held, askedFor(begin), askedFor(commit)], [550_00, 0, 1, 1])
    assert.equal((await logIn()).outcome, 'signed_in')
    await end()
  })

  test('the secret key goes in a header, in the scheme that was chosen, and never in the address', async () => {
    const { emulator, join, as, end } = await open()
    const memberId = await join()
    await mindbox({ ...optionsOn(emulator), scheme: 'Mindbox' }).balances.list({}, as(memberId))
    const asked = emulator.exchanges.at(-1)
    assert.equal(asked?.headers['authorization'], `Mindbox secretKey="${emulator.secretKey}"`)
    assert.ok(!String(asked?.query).includes(emulator.secretKey))
    await failsWith(mindbox({ ...optionsOn(emulator), secretKey: 'another' }).balances.list({}, as(memberId)), 'backend_failed')
    await end()
  })
})

describe('mindbox: what it is given', () => {
  test('a group whose operation was not named is absent, in the type too', async () => {
    const { emulator, as, end } = await open()
    const few = mindbox({ ...optionsOn(emulator), operations: { calculate } })
    assert.deepEqual(Object.keys(few).sort(), ['credential', 'name', 'program', 'quotes'])
    // @ts-expect-error there is no such operation
    assert.equal(few.balances, undefined)
    const program = await few.program.get({}, as())
    assert.deepEqual([program.tiers, program.login, program.currencies[0]?.rate], [[], undefined, undefined])
    // without an operation for guests theirs has prices alone
    assert.deepEqual((await few.quotes.quote({ carts: [cartOf('a')] }, as())).quotes[0], { earn: [], total: { amount: 121_00, currency: 'RUB' }, due: { amount: 121_00, currency: 'RUB' }, discounts: [] })
    await end()
  })

  test('options that can\'t work are refused by name, and a page too', async () => {
    const good = optionsOn({ url: 'https://api.mindbox.ru', endpointId: 'site', secretKey: 'key', sandbox: { now: () => 0 } } as never)
    const refuses = (more: object, names: RegExp) => assert.throws(() => mindbox({ ...good, ...more } as never), (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_option' && names.test(error.message))
    refuses({ url: 'http://api.mindbox.ru' }, /`url`/)
    refuses({ secretKey: '' }, /`secretKey`/)
    refuses({ scheme: 'Basic' }, /`scheme`/)
    refuses({ money: 'rubles' }, /`money`/)
    refuses({ operations: { balance: '' } }, /`operations.balance`/)
    refuses({ operations: { phoneCode: { send: 'a', check: 'b' } } }, /`operations.customer`/)
    refuses({ operations: { segments: 'a' }, levels: undefined }, /`levels`/)
    refuses({ levels: { segmentation: 'a', segments: [{ id: 'x', name: 'X' }, { id: 'y', name: 'Y' }] } }, /reachedBy/)
    refuses({ orderId: undefined }, /`orderId`/)
    refuses({ operations: { calculate, balance, order: { create } } }, /`operations.history`/)
    refuses({ points: { scale: 7, worth: { amount: 1, money: 1 } } }, /`points.scale`/)
    refuses({ login: { length: 3 } }, /`login.length`/)
    await inPage(() => refuses({}, /must not be in a page/))
  })

  test('the check of its exchanges bites', async () => {
    const { emulator, backend, join, as, end } = await open()
    await backend.balances.list({}, as(await join()))
    const said = emulator.exchanges.find((heard) => isCalled(heard, balance))
    assert.ok(said)
    assert.deepEqual(wire.violations(said), [])
    assert.equal(wire.violations({ ...said, body: { customer: { mindboxId: 1 } } }).length > 0, true)
    assert.equal(wire.violations({ ...said, answer: { body: { status: 'Success', balances: [{ available: true }] } } }).length > 0, true)
    assert.equal(wire.violations({ ...said, query: new URLSearchParams({ operation: 'Website.NoSuch' }) }).length > 0, true)
    await end()
  })
})
