import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type ErrorCode, type Identity } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import { agreed, by, cartOf, guest, openClub } from '../test-support/club.ts'
import { changed, goodCommands, goodInputs, hostileValues, noAmounts, openBusyClub, send, type BusyClub } from '../test-support/hostile.ts'

const rowOf = (name: string): Operation | undefined => {
  const [group = '', method = ''] = name.split('.')
  return (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method]
}
const everyCall = Object.entries(operations).filter(([group]) => group !== 'snapshot').flatMap(([group, methods]) => Object.keys(methods).map((method) => `${group}.${method}`)).filter((name) => name !== 'session.exchange')

/** Fails with this code, and leaves the books and everybody's points as they were. */
async function refused(club: Pick<BusyClub, 'sandbox'>, code: ErrorCode | readonly ErrorCode[], act: () => Promise<unknown>, what: string): Promise<void> {
  const before = club.sandbox.ledger()
  const error = await act().then((answer) => assert.fail(`${what} was answered: ${JSON.stringify(answer)?.slice(0, 300)}`), (reason: unknown) => reason)
  if (error instanceof assert.AssertionError) throw error
  assert.ok(isLoyaltyError(error), `${what} failed with something that is no LoyaltyError: ${String(error)}`)
  assert.ok([code].flat().includes(error.code), `${what} must fail with ${[code].flat().join(' or ')}, and it failed with ${error.code}: ${error.message}`)
  assert.deepEqual(club.sandbox.ledger(), before, `${what} leaves the books as they were`)
}

describe('hostile values', () => {
  /** A caller's mistake is none of these. */
  const never: readonly ErrorCode[] = ['backend_failed', 'bad_response', 'network', 'timeout', 'aborted', 'invalid_option', 'unsupported']

  test('in any place of any call, of the till and of the desk: a typed refusal that changes nothing, or an answer that keeps the port\'s promise', async (context) => {
    let count = 0
    let club = await openBusyClub()
    for (const name of Object.keys({ ...goodInputs(club), ...goodCommands(club) })) {
      for (const value of hostileValues) {
        const good = { ...goodInputs(club), ...goodCommands(club) }[name]
        for (const [path, input] of changed(good, value)) {
          count += 1
          const before = club.sandbox.ledger()
          const what = `${name} with ${typeof value === 'string' ? JSON.stringify(value.slice(0, 20)) : typeof value === 'object' ? JSON.stringify(value) : String(value)} for ${path || 'its input'}`
          const outcome = await send(club, name, input, club.ada.identity).then((answer) => ({ answer }), (error: unknown) => ({ error }))
          if ('error' in outcome) {
            const { error } = outcome
            assert.ok(isLoyaltyError(error) && !never.includes(error.code), `${what} failed with ${isLoyaltyError(error) ? error.code : ''} ${String(error)}`)
            assert.deepEqual(club.sandbox.ledger(), before, `${what} was refused, and changed the books`)
            continue
          }
          const shape = rowOf(name)?.output.safeParse(outcome.answer)
          assert.ok(shape?.success !== false, `${what} was answered with something that the port does not promise: ${JSON.stringify(shape?.error?.issues)}`)
          assert.equal(club.sandbox.ledger().accounts.reduce((sum, { amount }) => sum + amount, 0), 0)
          club = await openBusyClub()
        }
      }
    }
    assert.equal(({} as { admin?: unknown }).admin, undefined, 'no prototype was changed')
    context.diagnostic(`${count} hostile inputs`)
  })

  test('what the samples send is good as it is, so that only the hostile value is refused', async () => {
    for (const name of Object.keys({ ...goodInputs(await openBusyClub()), ...goodCommands(await openBusyClub()) })) {
      const club = await openBusyClub()
      await send(club, name, { ...goodInputs(club), ...goodCommands(club) }[name], name.startsWith('session.') || name.startsWith('members.enrol') ? guest : club.ada.identity)
    }
  })

  test('no amount that is none is taken, anywhere', async () => {
    const club = await openBusyClub()
    const cart = (price: unknown, quantity: unknown = 1) => ({ id: 'c', currency: 'EUR', items: [{ sku: 's', quantity, price, categories: [] }] })
    const { ada, bob, claims, freeGiftCard, sandbox } = club
    const call = (name: string, input: unknown) => send(club, name, input, ada.identity)
    for (const value of noAmounts) {
      const isZero = value === 0
      const places: Record<string, () => Promise<unknown>> = {
        'a hold': () => call('redemptions.hold', { cart: cartOf(100_00), currency: 'bonus', amount: value }),
        'an exchange': () => call('partners.exchange', { exchangeId: 'bonus-to-northbank', amount: value }),
        'a quote of an exchange': () => call('partners.quoteExchange', { exchangeId: 'bonus-to-northbank', amount: value }),
        'a quantity': () => call('quotes.quote', { carts: [cart(1_00, value)] }),
        'a claimed total': () => call('claims.submit', { kind: 'purchase', reference: 'r', total: { amount: value, currency: 'EUR' } }),
        'a limit of a page': () => call('activity.list', { limit: value }),
        'a limit of the catalogue': () => call('rewards.list', { limit: value }),
        'a sold quantity': () => call('till.purchase', { cart: cart(1_00, value), orderId: 'x' }),
        'a part paid by a gift card': () => call('till.purchase', { memberId: bob.id, cart: cartOf(10_00), orderId: 'x', giftCards: [{ number: freeGiftCard.number, pin: freeGiftCard.pin, amount: value }] }),
        'a returned quantity': () => call('till.refund', { orderId: 'order-11111111', items: [{ sku: 'sku-1', quantity: value }] }),
        'the value of a gift card': () => call('till.sellGiftCard', { money: value }),
        'points given by the desk': () => sandbox.desk.review(claims.bob, { accept: true, points: { currency: 'bonus', amount: value as number } }),
        // nothing may cost nothing
        ...(isZero ? {} : {
          'a price': () => call('quotes.quote', { carts: [cart(value)] }),
          'a price of a hold': () => call('redemptions.hold', { cart: cart(value), currency: 'bonus', amount: 100 }),
          'a sold price': () => call('till.purchase', { cart: cart(value), orderId: 'x' }),
          'what the shopper was told': () => call('till.purchase', { cart: cart(1_00), orderId: 'x', due: value }),
          'a price found by the desk': () => sandbox.desk.review(claims.bob, { accept: true, cart: cart(value) as never }),
        }),
      }
      for (const [place, act] of Object.entries(places)) await refused(club, 'invalid_input', act, `${String(value)} as ${place}`)
    }
  })

  test('more than can be counted is refused: of one line, of all, of points, and of what an account can hold', async () => {
    const club = await openBusyClub()
    const { ada, sandbox, claims } = club
    const much = (price: number, quantity = 1, lines = 1) => ({ id: 'c', currency: 'EUR', items: Array.from({ length: lines }, (_, index) => ({ sku: `s${index}`, quantity, price, categories: [] })) })
    for (const cart of [much(Number.MAX_SAFE_INTEGER, 2), much(Number.MAX_SAFE_INTEGER, 1, 2), much(Number.MAX_SAFE_INTEGER, 10_000, 200)]) {
      await refused(club, 'invalid_input', () => sandbox.quotes.quote({ carts: [cart] }, by(ada.identity)), 'a quote of too much')
      await refused(club, 'invalid_input', () => sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'x' }), 'a sale of too much')
      await refused(club, 'invalid_input', () => sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 100 }, by(ada.identity)), 'a hold for too much')
      await refused(club, 'invalid_input', () => sandbox.desk.review(claims.bob, { accept: true, cart }), 'a claim of too much')
    }
    await refused(club, 'not_eligible', () => sandbox.desk.review(claims.bob, { accept: true, points: { currency: 'bonus', amount: Number.MAX_SAFE_INTEGER } }), 'points that no account can hold')
    await refused(club, 'invalid_input', () => sandbox.till.sellGiftCard({ money: 1_000_000_01 }), 'a gift card of a million and a cent')
    await refused(club, 'invalid_input', () => sandbox.till.sellGiftCard({ money: 1_00, life: '9999 years' }), 'a gift card that outlives the calendar')
    for (const by of [9e15, '8000 years', Number.NaN, 0.5, -1] as const) assert.throws(() => sandbox.advance(by), RangeError, `time does not move on by ${by}`)
    assert.equal((await sandbox.balances.list({}, by(ada.identity))).length, 1, 'and all goes on')
  })
})

describe('money, places and times that do not fit', () => {
  test('another money and another currency of points are wrong input, a partner of no programme too', async () => {
    const club = await openBusyClub()
    const { ada, bob, claims, sandbox } = club
    const abroad = { ...cartOf(10_00), currency: 'USD' }
    const nowhere = { ...cartOf(10_00), partner: 'nobody' }
    for (const cart of [abroad, nowhere]) {
      await refused(club, 'invalid_input', () => sandbox.quotes.quote({ carts: [cart] }, by(ada.identity)), 'a quote')
      await refused(club, 'invalid_input', () => sandbox.redemptions.hold({ cart, currency: 'bonus', amount: 100 }, by(ada.identity)), 'a hold')
      await refused(club, 'invalid_input', () => sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'x' }), 'a sale')
      await refused(club, 'invalid_input', () => sandbox.desk.review(claims.bob, { accept: true, cart }), 'a review')
    }
    for (const currency of ['', 'points', 'BONUS', 'northbank-thanks', '__proto__']) {
      await refused(club, 'invalid_input', () => sandbox.redemptions.hold({ cart: cartOf(100_00), currency, amount: 100 }, by(ada.identity)), `a hold of ${currency}`)
      await refused(club, 'invalid_input', () => sandbox.desk.review(claims.bob, { accept: true, points: { currency, amount: 1 } }), `${currency} given by the desk`)
    }
    for (const currency of ['USD', 'eur', '__proto__']) await refused(club, 'invalid_input', () => sandbox.claims.submit({ kind: 'purchase', reference: 'r', total: { amount: 1_00, currency } }, by(bob.identity)), `a claim in ${currency}`)
    assert.deepEqual((await sandbox.activity.list({ currency: 'points' }, by(ada.identity))).items, [], 'of a currency that is not there nothing is listed')
  })

  test('a stay ends after it began, and not in another age', async () => {
    const { sandbox, join } = openClub({ preset: 'hotel' })
    const { id, identity } = await join().catch(async () => hotelGuest(sandbox))
    const stay = (arrival: string, departure: string) => ({ id: 'c', currency: 'EUR', items: [{ sku: 'room', quantity: 1, price: 100_00, categories: ['room'] }], stay: { hotel: 'h', arrival, departure, guests: 1 } })
    for (const [arrival, departure] of [['2026-12-02', '2026-12-01'], ['2026-12-01', '9999-12-31'], ['2026-02-30', '2026-03-02'], ['2026-12-01', 'soon']] as const) {
      await refused({ sandbox }, 'invalid_input', () => sandbox.quotes.quote({ carts: [stay(arrival, departure)] }, by(identity)), `a quote from ${arrival} to ${departure}`)
      await refused({ sandbox }, 'invalid_input', () => sandbox.till.purchase({ memberId: id, cart: stay(arrival, departure), orderId: 'x' }), `a stay from ${arrival} to ${departure}`)
    }
    assert.equal((await sandbox.till.purchase({ memberId: id, cart: stay('2026-12-01', '2026-12-03'), orderId: 'x' })).total.amount, 100_00)
  })

  test('an empty sale is none: nobody is rewarded for it', async () => {
    const { sandbox, join } = openClub()
    const ada = await join()
    const { code } = await sandbox.referrals.get({}, by(ada.identity))
    const friend = await join({ referralCode: code })
    await refused({ sandbox }, 'invalid_input', () => sandbox.till.purchase({ memberId: friend.id, cart: { id: 'c', currency: 'EUR', items: [] }, orderId: 'x' }), 'a sale of nothing')
  })

  test('the time of a hold, a code, a ticket, an offer, a reward, a voucher, a gift card and a challenge ends', async () => {
    const club = await openBusyClub()
    const { ada, holds, sandbox, vouchers } = club
    const short = await sandbox.till.sellGiftCard({ money: 10_00, life: '1 day' })
    const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900222' } }, by())
    const ticket = await club.ticket('+447700900223')
    await sandbox.challenges.join({ challengeId: 'three-purchases' }, by(ada.identity))
    const call = (name: string, input: unknown, identity = ada.identity) => () => send(club, name, input, identity)
    sandbox.advance('61 days')
    await refused(club, 'expired', call('challenges.join', { challengeId: 'three-purchases' }), 'a challenge')
    sandbox.advance('30 days')
    await refused(club, 'expired', call('redemptions.confirm', { redemptionId: holds.ada, orderId: 'x' }), 'a hold')
    await refused(club, 'expired', call('till.purchase', { memberId: ada.id, redemptionId: holds.ada, orderId: 'x', cart: cartOf(100_00, { id: 'basket' }) }), 'a hold at the till')
    await refused(club, 'expired', call('session.verifyCode', { challengeId, code: '000000' }, guest), 'a code')
    await refused(club, 'expired', call('members.enrol', { ticket, profile: { givenName: 'A' }, consents: agreed }, guest), 'a ticket')
    await refused(club, 'expired', call('rewards.claim', { rewardId: 'accessories-20' }), 'a reward')
    await refused(club, 'expired', call('desk.takeVoucher', { code: vouchers.ada }), 'a voucher')
    await refused(club, 'expired', call('desk.cancelReward', { code: vouchers.ada }), 'a voucher that is brought back')
    await refused(club, 'expired', call('till.purchase', { cart: cartOf(10_00), orderId: 'x', giftCards: [{ number: short.number, pin: short.pin, amount: 1_00 }] }), 'a gift card')
    await refused(club, 'invalid_input', call('claims.submit', { kind: 'purchase', reference: 'r', date: '2026-11-01' }), 'a purchase of long ago')
    await refused(club, 'invalid_input', call('claims.submit', { kind: 'purchase', reference: 'r', date: '2030-01-01' }), 'a purchase to come')
  })
})

/** A member of the hotel, where one must tell more. */
async function hotelGuest(sandbox: ReturnType<typeof openClub>['sandbox']): Promise<{ id: string; identity: Identity }> {
  const { enrolment } = await sandbox.program.get({}, by())
  const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'email', value: 'guest@hotel.example' } }, by())
  const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, by())
  assert.ok(verified.outcome === 'not_enrolled')
  const { member } = await sandbox.members.enrol({
    ticket: verified.ticket, profile: { givenName: 'Ada', familyName: 'Lovelace', birthday: '1990-02-28', city: 'London', phone: '+447700900777' },
    consents: (enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
  }, by())
  return { id: member.id, identity: { kind: 'member', memberId: member.id } }
}

describe('somebody else\'s', () => {
  test('hold, claim, card, coupon, gift card, link and voucher are not told from none, or said to be taken without saying whose', async () => {
    const club = await openBusyClub()
    const { ada, bob, holds, giftCard, codes, sandbox } = club
    const call = (name: string, input: unknown) => () => send(club, name, input, ada.identity)
    await refused(club, 'not_found', call('redemptions.cancel', { redemptionId: holds.bob }), 'a hold let go')
    await refused(club, 'not_found', call('redemptions.confirm', { redemptionId: holds.bob, orderId: 'x' }), 'a hold confirmed')
    await refused(club, 'not_found', call('till.purchase', { memberId: ada.id, redemptionId: holds.bob, orderId: 'x', cart: cartOf(100_00, { id: 'basket' }) }), 'a hold at the till')
    await refused(club, 'not_found', call('till.purchase', { memberId: ada.id, orderId: 'x', cart: cartOf(100_00), giftCards: [{ giftCardId: giftCard.giftCardId, amount: 1_00 }] }), 'a gift card by its id')
    await refused(club, 'not_found', call('till.purchase', { orderId: 'x', cart: cartOf(100_00), giftCards: [{ giftCardId: giftCard.giftCardId, amount: 1_00 }] }), 'a gift card by its id, for nobody')
    await refused(club, 'conflict', call('giftCards.attach', { number: giftCard.number, pin: giftCard.pin }), 'a gift card attached')
    await refused(club, 'not_found', call('giftCards.attach', { number: giftCard.number, pin: '0000' === giftCard.pin ? '0001' : '0000' }), 'a gift card with a wrong PIN')
    await refused(club, 'conflict', call('partners.link', { partnerId: 'northbank', account: '22222222' }), 'an account while another one is linked')
    await refused(club, 'conflict', call('cards.link', { number: '5061000000001001' }), 'an old card')
    await refused(club, 'conflict', call('claims.submit', { kind: 'purchase', reference: 'lost-1' }), 'a claimed purchase')
    await refused(club, 'conflict', call('claims.submit', { kind: 'purchase', reference: 'order-22222222' }), 'a counted purchase')
    const { quotes: [quote] } = await sandbox.quotes.quote({ carts: [cartOf(100_00, { codes: [codes.bob, 'NOSUCHCODE'] })] }, by(ada.identity))
    assert.deepEqual([quote?.discounts, quote?.rejectedCodes?.map(({ because }) => because)], [[], ['unknown', 'unknown']], 'a coupon')
    // nothing that is said names a member, an order, a number or a PIN
    const words = await Promise.all([['redemptions.cancel', { redemptionId: holds.bob }], ['giftCards.attach', { number: giftCard.number, pin: giftCard.pin }], ['cards.link', { number: '5061000000001001' }], ['claims.submit', { kind: 'purchase', reference: 'order-22222222' }]]
      .map(([name, input]) => send(club, name as string, input, ada.identity).then(() => '', (error: Error) => JSON.stringify({ ...error, message: error.message }))))
    for (const secret of [bob.id, 'Bob', giftCard.number, giftCard.pin, 'order-22222222', '5061', '22222222']) assert.ok(!words.some((text) => text.includes(secret)), `${secret} is said`)
  })
})

describe('a blocked member', () => {
  const looks: readonly string[] = ['redemptions.cancel', 'giftCards.check', 'partners.unlink', 'preferences.update', 'preferences.leave', 'session.end', 'events.send']
  const told: Readonly<Record<string, ErrorCode>> = { 'surveys.answer': 'not_found', 'session.requestCode': 'rate_limited' }

  test('may look, let go, change preferences and leave; every other call that changes something is refused', async () => {
    for (const name of everyCall.filter((call) => rowOf(call)?.kind === 'write' && !call.startsWith('session.') && call !== 'members.enrol')) {
      const club = await openBusyClub()
      const input = { ...goodInputs(club), 'redemptions.cancel': { redemptionId: club.holds.blocked }, 'redemptions.confirm': { redemptionId: club.holds.blocked, orderId: 'x' } }[name] ?? {}
      const act = () => send(club, name, input, club.blocked.identity)
      if (looks.includes(name)) await act()
      else await refused(club, told[name] ?? 'not_eligible', act, `${name} of a blocked member`)
    }
  })

  test('reads what is there, and may invite nobody', async () => {
    for (const name of everyCall.filter((call) => rowOf(call)?.kind !== 'write')) {
      const club = await openBusyClub()
      const act = () => send(club, name, goodInputs(club)[name] ?? {}, club.blocked.identity)
      if (name === 'referrals.get') await refused(club, 'not_eligible', act, name)
      else await act()
    }
  })

  test('is not served by the till, and the desk hands nothing out', async () => {
    const club = await openBusyClub()
    const { blocked, holds, vouchers } = club
    await refused(club, 'not_found', () => send(club, 'till.purchase', { memberId: blocked.id, cart: cartOf(100_00), orderId: 'x' }), 'a sale')
    await refused(club, 'not_found', () => send(club, 'till.purchase', { memberId: blocked.id, redemptionId: holds.blocked, cart: cartOf(100_00, { id: 'basket' }), orderId: 'x' }), 'a sale by points')
    await refused(club, 'not_eligible', () => send(club, 'desk.takeVoucher', { code: vouchers.blocked }), 'a voucher')
    await refused(club, 'not_eligible', () => send(club, 'desk.cancelReward', { code: vouchers.blocked }), 'a voucher that is brought back')
  })

  test('gets no points by activating an offer', async () => {
    const { sandbox, join } = openClub()
    const ada = await join()
    await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'o' })
    sandbox.advance('181 days')
    await sandbox.desk.block(ada.id)
    await refused({ sandbox }, 'not_eligible', () => sandbox.offers.activate({ offerId: 'win-back' }, by(ada.identity)), 'a win-back offer')
    await sandbox.desk.unblock(ada.id)
    assert.equal((await sandbox.offers.activate({ offerId: 'win-back' }, by(ada.identity))).offer.state, 'active')
  })
})

test('a member who has left is nobody: for every call, by id and by an old token', async () => {
  for (const name of everyCall.filter((call) => !rowOf(call)?.public)) {
    const club = await openBusyClub()
    for (const identity of [club.closed.identity, { kind: 'token', token: club.closed.token }] as const) {
      await refused(club, 'unauthenticated', () => send(club, name, goodInputs(club)[name] ?? {}, identity), `${name} of one who has left`)
    }
  }
  const club = await openBusyClub()
  const { closed, sandbox } = club
  assert.equal(await sandbox.session.current({}, by(closed.identity)), null)
  assert.equal(await sandbox.session.current({}, by({ kind: 'token', token: closed.token })), null)
  assert.deepEqual(await sandbox.referrals.lookUp({ code: 'ABCDEFGH' }, by()), { valid: false })
  await refused(club, 'not_found', () => send(club, 'till.purchase', { memberId: closed.id, cart: cartOf(100_00), orderId: 'x' }), 'a sale')
  await refused(club, 'conflict', () => sandbox.desk.block(closed.id), 'a block')
})

describe('cursors', () => {
  test('that no page gave are refused, also those of somebody else', async () => {
    const club = await openBusyClub()
    const { ada, bob, sandbox } = club
    const { next = '' } = await sandbox.activity.list({ limit: 1 }, by(ada.identity))
    const others = (await sandbox.activity.list({ limit: 1 }, by(bob.identity))).next ?? ''
    const forged = [`${next}0`, `${next}'`, next.replace(/\d+$/, '1e3'), next.replace(/\d+$/, '-1'), next.replace(/\d+$/, '999999999'), next.toUpperCase(), 'before-', '0', '[object Object]', '../..', '__proto__', 'after-tote', others]
    for (const cursor of forged) await refused(club, 'invalid_input', () => sandbox.activity.list({ cursor }, by(ada.identity)), `the ledger after ${cursor}`)
    const catalogue = (await sandbox.rewards.list({ limit: 1 }, by(ada.identity))).next ?? ''
    for (const cursor of [`${catalogue}0`, 'after-', 'after-no-such', 'after-__proto__', next, catalogue.toUpperCase()]) {
      for (const identity of [ada.identity, guest]) await refused(club, 'invalid_input', () => sandbox.rewards.list({ cursor }, by(identity)), `the catalogue after ${cursor}`)
    }
    await refused(club, 'invalid_input', () => sandbox.activity.list({ cursor: 'x'.repeat(1_001) }, by(ada.identity)), 'a cursor without end')
    for (const after of ['x', '__proto__', `${'0'.repeat(16)}-1`]) {
      const stop = new AbortController()
      const changes = sandbox.stream.open({ after }, { ...by(ada.identity), signal: stop.signal })
      const { value } = await changes[Symbol.asyncIterator]().next() as { value?: { parts: readonly string[] } }
      stop.abort()
      assert.ok((value?.parts.length ?? 0) > 15, 'a stream that can\'t say what came after an id says that all may have changed')
    }
  })
})

describe('names', () => {
  test('with control characters, hidden directions or nothing to see are refused at joining, at the desk and afterwards', async () => {
    const club = await openBusyClub()
    const { ada, sandbox } = club
    const bad = ['Ada\u0000', 'Ada\r\nSTOP', 'Ada\tL', '\u202EadA', 'A\u2066da', '\u200B', '\u2060\u2060', 'A\uD800', 'A\u2028B', '\u0085']
    for (const name of bad) {
      for (const field of ['givenName', 'familyName', 'city']) {
        await refused(club, 'invalid_input', () => sandbox.preferences.update({ profile: { [field]: name } }, by(ada.identity)), `${JSON.stringify(name)} for ${field}`)
      }
    }
    const ticket = await club.ticket('+447700900224')
    for (const name of bad) await refused(club, 'invalid_input', () => sandbox.members.enrol({ ticket, profile: { givenName: name }, consents: agreed }, by()), `${JSON.stringify(name)} at joining`)
    for (const name of ['Zoë', 'Анна-Мария', 'O’Neill', '李', 'محمد', 'می‌خواهم', 'Jean Luc', 'x'.repeat(300)]) {
      assert.equal((await sandbox.preferences.update({ profile: { givenName: name } }, by(ada.identity))).member.profile.givenName, name, 'a name of any script is one')
    }
  })

  test('in a claim: nothing hidden for the desk', async () => {
    const club = await openBusyClub()
    for (const [field, text] of [['reference', '\u202E71A'], ['reference', 'A\u000017'], ['place', 'a\r\nb']] as const) {
      await refused(club, 'invalid_input', () => send(club, 'claims.submit', { kind: 'purchase', reference: 'A17', [field]: text }, club.ada.identity), `${JSON.stringify(text)} for ${field}`)
    }
  })
})

describe('keys', () => {
  const keyed = everyCall.filter((name) => rowOf(name)?.kind === 'write' && !['session.end', 'events.send', 'session.refresh'].includes(name))

  test('one key with two bodies is a conflict in every call, and the second body does nothing', async () => {
    for (const name of keyed) {
      const club = await openBusyClub()
      const input = goodInputs(club)[name] ?? {}
      const identity = name.startsWith('session.') || name === 'members.enrol' ? guest : club.ada.identity
      const [group = '', method = ''] = name.split('.')
      const call = (given: unknown) => (club.sandbox as unknown as Record<string, Record<string, (input: unknown, context: unknown) => Promise<unknown>>>)[group]?.[method]?.(given, by(identity, { key: 'one' })) as Promise<unknown>
      const first = await call(input)
      if (name === 'preferences.leave') continue
      assert.deepEqual(await call(input), first, `${name} is answered again as it was`)
      const [field = '', value] = Object.entries(input).find(([, entry]) => typeof entry === 'string') ?? []
      const other = field ? { ...input, [field]: `${String(value).slice(0, -1)}9` } : name === 'session.requestCode' ? { identifier: { kind: 'phone', value: '+447700900001' } } : { profile: { givenName: 'Other' } }
      await refused(club, name === 'claims.submit' ? ['conflict', 'invalid_input'] : 'conflict', () => call(other), `${name} with the key of another body`)
    }
  })

  test('one key of two members is two keys', async () => {
    const club = await openBusyClub()
    const { ada, bob, sandbox } = club
    const exchange = { exchangeId: 'bonus-to-northbank', amount: 100 }
    const both = await Promise.all([ada, bob].map(({ identity }) => sandbox.partners.exchange(exchange, by(identity, { key: 'same' }))))
    const again = await Promise.all([ada, bob].map(({ identity }) => sandbox.partners.exchange(exchange, by(identity, { key: 'same' }))))
    assert.deepEqual(again, both)
    const given = sandbox.ledger().accounts.find(({ id }) => id === 'programme/bonus/exchanged')
    assert.equal(given?.amount, 200, 'each has given once')
  })

  test('a key must be 1 to 200 characters', async () => {
    const club = await openBusyClub()
    for (const key of ['', 'x'.repeat(201), undefined, 5, null, {}]) {
      await refused(club, 'invalid_input', () => club.sandbox.rewards.claim({ rewardId: 'tote' }, { ...by(club.ada.identity), idempotencyKey: key as string }), `the key ${String(key)}`)
    }
  })
})

describe('two at once', () => {
  const settled = async (acts: readonly (() => Promise<unknown>)[]) => {
    const outcomes = await Promise.allSettled(acts.map((act) => act()))
    return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : isLoyaltyError(outcome.reason) ? outcome.reason.code : String(outcome.reason))).sort()
  }

  test('only one gets what is there once', async () => {
    for (const delay of [0, [0, 3]] as const) {
      const club = await openBusyClub()
      const { ada, bob, codes, freeGiftCard, holds, sandbox, vouchers } = club
      sandbox.setFaults(delay ? { '*': { delay } } : {})
      const basket = cartOf(100_00, { id: 'basket' })
      const sum = () => sandbox.ledger().accounts.reduce((total, { amount }) => total + amount, 0)
      assert.deepEqual(await settled([1, 2].map((n) => () => sandbox.till.purchase({ memberId: ada.id, cart: basket, orderId: `t${n}`, redemptionId: holds.ada }))), ['conflict', 'done'], 'a hold at two tills')
      assert.deepEqual(await settled([ada, bob].map(({ identity }) => () => sandbox.giftCards.attach({ number: freeGiftCard.number, pin: freeGiftCard.pin }, by(identity)))), ['conflict', 'done'], 'a gift card in two accounts')
      assert.deepEqual(await settled([1, 2].map((n) => () => sandbox.till.purchase({ cart: cartOf(100_00), orderId: `g${n}`, giftCards: [{ number: freeGiftCard.number, pin: freeGiftCard.pin, amount: 100_00 }] }))), ['done', 'not_eligible'], 'a gift card at two tills')
      assert.deepEqual(await settled([ada, bob].map(({ identity }) => () => sandbox.cards.link({ number: '5061000000001002' }, by(identity)))), ['conflict', 'done'], 'an old card')
      assert.deepEqual(await settled([ada, bob].map(({ identity }) => () => sandbox.partners.link({ partnerId: 'roadway', account: 'RW123456' }, by(identity)))), ['conflict', 'done'], 'an account at a partner')
      assert.deepEqual(await settled([1, 2].map(() => () => sandbox.desk.takeVoucher({ code: vouchers.bob }))), ['conflict', 'done'], 'a voucher at two desks')
      assert.deepEqual(await settled([ada, bob].map(({ identity }) => () => sandbox.claims.submit({ kind: 'purchase', reference: 'twice' }, by(identity)))), ['conflict', 'done'], 'a claim')
      assert.deepEqual(await settled([1, 2].map(() => () => sandbox.till.refund({ orderId: 'order-22222222', items: [{ sku: 'sku-1', quantity: 1 }] }))), ['conflict', 'done'], 'a piece that comes back')
      const told = 100_00 - 5_00
      assert.deepEqual(await settled([1, 2].map((n) => () => sandbox.till.purchase({ memberId: bob.id, cart: cartOf(100_00, { codes: [codes.bob] }), orderId: `c${n}`, due: told }))), ['done', 'not_eligible'], 'a coupon at two tills')
      assert.equal(sum(), 0)
    }
  })

  test('two clients that use all the points get them once', async () => {
    const club = await openBusyClub()
    const { ada, sandbox } = club
    const [balance] = await sandbox.balances.list({}, by(ada.identity))
    const most = Math.floor((balance?.available ?? 0) / 100) * 100
    const outcomes = await settled([
      () => sandbox.partners.exchange({ exchangeId: 'bonus-to-northbank', amount: most }, by(ada.identity)),
      () => sandbox.redemptions.hold({ cart: cartOf(1_000_00, { id: 'other' }), currency: 'bonus', amount: most }, by(ada.identity)),
      () => sandbox.partners.exchange({ exchangeId: 'bonus-to-northbank', amount: most }, by(ada.identity)),
    ])
    assert.deepEqual(outcomes, ['done', 'insufficient_points', 'insufficient_points'])
  })

  test('a sale that is reported by two tills with different goods is booked once, as it came first', async () => {
    const { sandbox, join } = openClub()
    const ada = await join()
    assert.deepEqual(await settled([10_00, 20_00].map((price) => () => sandbox.till.purchase({ memberId: ada.id, cart: cartOf(price), orderId: 'same' }))), ['conflict', 'done'])
    assert.equal(sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }).turnover, 10_00)
  })
})

describe('a claim for another number', () => {
  test('that ends like a receipt\'s is not for that receipt', async () => {
    const { sandbox, join } = openClub()
    const [ada, bob] = [await join(), await join()]
    const { claim } = await sandbox.claims.submit({ kind: 'purchase', reference: 'x/17', total: { amount: 40_00, currency: 'EUR' } }, by(ada.identity))
    await sandbox.desk.review(claim.id, { accept: true })
    const receipt = await sandbox.till.purchase({ memberId: bob.id, cart: cartOf(40_00), orderId: '17' })
    assert.equal(receipt.earned[0]?.amount, 200, 'the receipt 17 is Bob\'s, and earns')
  })
})
