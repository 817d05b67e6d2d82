import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Cart, type Context, type Identity, type StorageLike, type WriteContext } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { throughPages } from '@loyaltykit/testing/emulators/shared/pages'
import { emulateMedusa, medusaCheck, type EmulatedShopper } from '@loyaltykit/testing/emulators/medusa'
import type { Exchange, Heard } from '@loyaltykit/testing/emulators/shared/server'
import { conversations } from '../test/conversations.ts'
import { failsWith, once } from '../test/vendor.ts'
import { medusa, type MedusaOptions } from './medusa.ts'

const wire = medusaCheck()
const said = conversations({ name: 'medusa', wire })

/** Storage of one browser. */
function browser(): StorageLike & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) }
}

async function open() {
  const emulator = await emulateMedusa()
  const { url, publishableKey, shop } = emulator
  let keys = 0
  return {
    emulator, shop, end: said.endOf(emulator),
    /** A page of the shop, in a browser of its own. */
    page: (token: MedusaOptions['token'], more: Partial<MedusaOptions> = {}) => medusa({ url, publishableKey, currencies: ['EUR'], storage: browser(), ...(token === undefined ? {} : { token }), ...more }),
    as: (identity: Identity['kind'] = 'ambient', key = `key-${(keys += 1)}`): WriteContext => ({ signal: AbortSignal.timeout(8_000), locale: 'en', idempotencyKey: key, identity: { kind: identity } as Identity }),
    asked: (path: RegExp) => emulator.exchanges.filter((one) => path.test(`${one.method} ${one.path}`)).length,
  }
}

const cartOf = (id: string, price = 60_00): Cart => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price }] })

const report = await backendContract({
  test,
  name: 'medusa',
  create: async () => {
    const { emulator, shop, page, end } = await open()
    const people = new Map<string, EmulatedShopper>()
    const pageFor = (token: string | undefined) => {
      const who = people.get(token ?? '')
      const carts = new Map<string, string>()
      return page(token, {
        // the shop's own names of carts: Medusa has one where somebody is signed in
        cartId: (id) => {
          if (who && !carts.has(id)) carts.set(id, shop.cart(who.id, 2))
          return carts.get(id)
        },
      })
    }
    return {
      backend: throughPages(pageFor), dispose: end, cart: cartOf, earnsNothing: true,
      signUp: async () => {
        const who = shop.register(150_00)
        people.set(who.token, who)
        return { kind: 'token', token: who.token }
      },
      giftCard: async ({ money }) => ({ number: shop.giftCard(money) }),
      advance: (by) => emulator.sandbox.advance(by),
    }
  },
})

test('medusa: only what needs a log-in, earning, confirming or a list of cards is left out', () => {
  assert.deepEqual(report.leftOut.filter(({ needs }) => !needs.some((need) => /^(session\.requestCode|members\.enrol|redemptions\.confirm|giftCards\.list|purchase|refund|block)$/.test(need))), [])
  assert.ok(report.count >= 58, `only ${report.count} checks`)
})

said.check({ reports: [report], moreThan: 500 })

const isCredit = ({ method, path }: Heard) => method === 'POST' && path.endsWith('/store-credits')
const isClaim = ({ path }: Heard) => path.endsWith('/claim')
const isAccounts = ({ path }: Heard) => path.endsWith('/store-credit-accounts')
const isCart = ({ method, path }: Heard) => method === 'GET' && path.includes('/carts/')

/** A customer with store credit, signed in on a page, with two pairs of boots in the cart. */
async function signedIn(credit = 100_00, more: Partial<MedusaOptions> = {}) {
  const scene = await open()
  const who = scene.shop.register(credit)
  const storage = browser()
  const backend = scene.page(who.token, { storage, ...more })
  const cartId = scene.shop.cart(who.id, 2)
  const cart = cartOf(cartId)
  const hold = (amount: number, key?: string, from = backend) => from.redemptions.hold({ cart, currency: 'credit-eur', amount }, scene.as('ambient', key))
  const available = async (from = backend) => (await from.balances.list({}, scene.as()))[0]?.available
  const quote = async (from = backend, given = cart) => (await from.quotes.quote({ carts: [given] }, scene.as())).quotes[0]
  /** What pays for the cart at Medusa, in cents. */
  const onCart = async () => {
    const answer = await fetch(`${scene.emulator.url}/store/carts/${cartId}?fields=*credit_lines`, { headers: { 'x-publishable-api-key': scene.emulator.publishableKey } })
    return ((await answer.json()) as { cart: { credit_lines: { amount: number }[] } }).cart.credit_lines.map(({ amount }) => Math.round(amount * 100))
  }
  return { ...scene, who, storage, backend, cartId, cart, hold, available, quote, onCart }
}

test('the check by a real one\'s pairs bites: a wrong type, a field too much, a field too little', async (context) => {
  if (!wire) return context.skip('the pairs of a real one are not here')
  const { emulator, end, who } = await signedIn()
  await fetch(`${emulator.url}/store/store-credit-accounts?currency_code=eur`, { headers: { 'x-publishable-api-key': emulator.publishableKey, authorization: `Bearer ${who.token}` } })
  const good = emulator.exchanges.at(-1) as Exchange
  const planted = (change: (account: Record<string, unknown>) => void) => {
    const body = structuredClone(good.answer.body) as { store_credit_accounts: [Record<string, unknown>] }
    change(body.store_credit_accounts[0])
    return wire.violations({ ...good, answer: { body } }).length
  }
  assert.equal(planted(() => {}), 0)
  assert.ok(planted((account) => { account['balance'] = '100' }) > 0)
  assert.ok(planted((account) => { account['mood'] = 'good' }) > 0)
  assert.ok(planted((account) => { delete account['credits'] }) > 0)
  assert.ok(planted((account) => { account['customer'] = { id: 7 } }) > 0)
  await end()
})

describe('store credit', () => {
  test('is put on a cart, seen by every page of the customer, let go, and taken by the order', async () => {
    const { hold, available, quote, onCart, shop, cartId, backend, as, who, end } = await signedIn()
    const { redemption, balances } = await hold(30_25)
    assert.deepEqual([redemption.money, balances[0]], [{ amount: 30_25, currency: 'EUR' }, { currency: 'credit-eur', available: 69_75, held: 30_25 }])
    assert.deepEqual(await onCart(), [30_25])
    const { due, held, spend } = (await quote()) ?? {}
    assert.deepEqual([due?.amount, held?.id, spend?.[0]?.because, spend?.[0]?.max], [89_75, redemption.id, 'already_held', 100_00])
    const cancelled = await backend.redemptions.cancel({ redemptionId: redemption.id }, as())
    assert.deepEqual([cancelled.redemption.state, await onCart(), await available()], ['cancelled', [], 100_00])
    const again = await hold(40_00)
    shop.order(cartId)
    assert.deepEqual([await available(), await backend.redemptions.list({}, as()), shop.balance(who.id)], [60_00, [], 60_00])
    await failsWith(backend.redemptions.cancel({ redemptionId: again.redemption.id }, as()), 'conflict')
    await failsWith(hold(1_00), 'not_eligible')
    await end()
  })

  test('is found after a reload, and a call that the reload cut off is answered with what it did', async () => {
    const { hold, emulator, who, storage, page, as, onCart, end } = await signedIn()
    emulator.disturb(once(isCredit, 'lost'))
    await failsWith(hold(30_00, 'pressed'), 'network')
    const reloaded = page(who.token, { storage })
    const { redemption } = await hold(30_00, 'pressed', reloaded)
    assert.deepEqual([await onCart(), (await reloaded.redemptions.list({}, as())).map(({ id }) => id)], [[30_00], [redemption.id]])
    await failsWith(hold(30_00, 'another', reloaded), 'conflict')
    await end()
  })

  test('of which the answer was lost and nobody asked again is listed, and let go; an older hold that is let go stays so', async () => {
    const { hold, emulator, backend, as, onCart, end } = await signedIn()
    const { redemption: older } = await hold(5_00)
    const letGo = (redemptionId = '') => backend.redemptions.cancel({ redemptionId }, as()).then(({ redemption }) => [redemption.state, redemption.amount])
    assert.deepEqual(await letGo(older.id), ['cancelled', 5_00])
    emulator.disturb(once(isCredit, 'lost'))
    await failsWith(hold(30_00), 'network')
    const [found, ...more] = await backend.redemptions.list({}, as())
    assert.deepEqual([found?.amount, more], [30_00, []])
    assert.deepEqual(await letGo(older.id), ['cancelled', 5_00])
    assert.deepEqual(await onCart(), [30_00])
    assert.deepEqual(await letGo(found?.id), ['cancelled', 30_00])
    assert.deepEqual(await onCart(), [])
    await end()
  })

  test('that another page has put on the cart is seen with the cart\'s quote, and can be let go', async () => {
    const { hold, who, page, quote, as, onCart, end } = await signedIn()
    const { redemption } = await hold(10_00)
    const other = page(who.token)
    assert.deepEqual(await other.redemptions.list({}, as()), [])
    assert.equal((await quote(other))?.held?.id, redemption.id)
    await other.redemptions.cancel({ redemptionId: redemption.id }, as())
    assert.deepEqual(await onCart(), [])
    await end()
  })

  test('is never spent by somebody else, nor on a cart of nobody, though Medusa lets anybody read a cart', async () => {
    const { shop, page, as, cart, onCart, hold, quote, end } = await signedIn()
    await hold(20_00)
    const stranger = page(shop.register(50_00).token)
    await failsWith(stranger.redemptions.hold({ cart, currency: 'credit-eur', amount: 1_00 }, as()), 'invalid_input')
    const seen = await quote(stranger)
    assert.deepEqual([seen?.held, seen?.spend?.[0]?.max], [undefined, 0])
    assert.deepEqual(await onCart(), [20_00])
    const nobodys = { ...cart, id: shop.cart(undefined, 2) }
    await failsWith(stranger.redemptions.hold({ cart: nobodys, currency: 'credit-eur', amount: 1_00 }, as()), 'not_eligible')
    for (const id of ['cart_unknown', 'basket-1']) await failsWith(stranger.redemptions.hold({ cart: { ...cart, id }, currency: 'credit-eur', amount: 1_00 }, as()), 'invalid_input')
    await end()
  })

  test('of the next customer at the same browser knows nothing of the former one\'s', async () => {
    const { hold, shop, page, storage, as, end } = await signedIn()
    const { redemption } = await hold(20_00)
    const next = page(shop.register(50_00).token, { storage })
    assert.deepEqual([await next.redemptions.list({}, as()), (await next.balances.list({}, as()))[0]], [[], { currency: 'credit-eur', available: 50_00 }])
    await failsWith(next.redemptions.cancel({ redemptionId: redemption.id }, as()), 'not_found')
    await end()
  })

  test('is not put on two carts: what one holds the other has not', async () => {
    const { hold, shop, who, backend, as, end } = await signedIn(50_00)
    await hold(40_00)
    const second = cartOf(shop.cart(who.id, 1), 30_00)
    assert.equal((await backend.quotes.quote({ carts: [second] }, as())).quotes[0]?.spend?.[0]?.max, 10_00)
    await failsWith(backend.redemptions.hold({ cart: second, currency: 'credit-eur', amount: 10_01 }, as()), 'insufficient_points')
    await backend.redemptions.hold({ cart: second, currency: 'credit-eur', amount: 10_00 }, as())
    await end()
  })

  test('of two tabs that ask at once pays what one of them was told', async () => {
    const { hold, page, who, onCart, end } = await signedIn()
    const outcomes = await Promise.allSettled([hold(10_00), hold(20_00, undefined, page(who.token))])
    const told = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.redemption.amount] : []))
    const [paid = 0, more] = await onCart()
    assert.ok(more === undefined && (paid === 0 || told.includes(paid)), `${paid} of ${told.join()}`)
    await end()
  })

  test('that was not put on as it was chosen is taken off again', async () => {
    const { hold, shop, cartId, emulator, onCart, end } = await signedIn()
    // the goods go while the credit is on its way
    emulator.disturb((heard) => {
      if (isCredit(heard)) shop.fill(cartId, 0)
      return undefined
    })
    await failsWith(hold(30_00), 'backend_failed')
    emulator.disturb(undefined)
    assert.deepEqual(await onCart(), [])
    await end()
  })

  test('that is gone meanwhile is told as such, and a line that Medusa does not let go of is no success', async () => {
    const { hold, shop, who, emulator, backend, as, end } = await signedIn(50_00)
    emulator.disturb((heard) => {
      if (isCredit(heard) && shop.balance(who.id) === 50_00) shop.credit(who.id, -45_00)
      return undefined
    })
    await failsWith(hold(30_00), 'insufficient_points')
    emulator.disturb(undefined)
    const { redemption } = await hold(5_00)
    shop.credit(who.id, -5_00)
    assert.deepEqual((await backend.balances.list({}, as()))[0], { currency: 'credit-eur', available: -5_00, held: 5_00 })
    await failsWith(backend.redemptions.cancel({ redemptionId: redemption.id }, as()), 'conflict')
    await end()
  })
})

test('a quote takes off what the shop\'s codes take off, and tells which codes did nothing', async () => {
  const { shop, emulator, cartId, cart, quote, end } = await signedIn(200_00)
  shop.promotion('TEN', 10)
  await fetch(`${emulator.url}/store/carts/${cartId}/promotions`, { method: 'POST', headers: { 'x-publishable-api-key': emulator.publishableKey, 'content-type': 'application/json' }, body: '{"promo_codes":["TEN"]}' })
  const found = await quote(undefined, { ...cart, codes: ['ten', 'OTHER'] })
  assert.deepEqual([found?.total.amount, found?.due.amount, found?.spend?.[0]?.max], [120_00, 108_00, 108_00])
  assert.deepEqual(found?.discounts, [{ title: 'TEN', money: { amount: 12_00, currency: 'EUR' }, code: 'TEN' }])
  assert.deepEqual(found?.rejectedCodes, [{ code: 'OTHER', because: 'unknown' }])
  await end()
})

test('a cart in a money that there is no credit in is refused, and no page asks for it', async () => {
  const { backend, as, cart, asked, end } = await signedIn()
  await failsWith(backend.quotes.quote({ carts: [{ ...cart, currency: 'USD' }] }, as()), 'invalid_input')
  assert.equal(asked(/./), 0)
  await end()
})

test('the ledger tells where credit came from and what it paid for, and nothing of the staff', async () => {
  const { hold, shop, cartId, who, backend, as, emulator, end } = await signedIn(50_00)
  const card = shop.giftCard(25_00)
  emulator.sandbox.advance('1 hours')
  await backend.giftCards.attach({ number: card }, as())
  await hold(30_00)
  shop.order(cartId)
  shop.refund({ customerId: who.id, orderId: 'order_1', amount: 10_00 })
  const { items } = await backend.activity.list({}, as())
  assert.deepEqual(items.map(({ kind, amount, reason, reference }) => [kind, amount, reason, reference]), [
    ['reverse', 10_00, 'refund', 'order_1'], ['spend', -30_00, 'redemption', cartId], ['transfer', 25_00, undefined, undefined], ['adjust', 50_00, 'service', undefined],
  ])
  assert.ok(!JSON.stringify(items).includes('Thank you') && !JSON.stringify(items).includes('user_'))
  await end()
})

describe('a gift card', () => {
  test('of which the answer was lost is put into the credit once', async () => {
    const { shop, emulator, backend, as, who, end } = await signedIn()
    const number = shop.giftCard(25_00)
    emulator.disturb(once(isClaim, 'lost'))
    await failsWith(backend.giftCards.attach({ number }, as('ambient', 'pressed')), 'network')
    assert.equal((await backend.giftCards.attach({ number }, as('ambient', 'pressed'))).giftCard.state, 'spent')
    assert.equal(shop.balance(who.id), 125_00)
    await end()
  })

  test('that is over, not begun or empty is told as what it is, and not taken', async () => {
    const { shop, backend, as, who, end } = await signedIn()
    const stateOf = async (number: string) => (await backend.giftCards.check({ number }, as('guest'))).giftCard.state
    const [over, pending] = [shop.giftCard(5_00, { expiresAt: '2020-01-01T00:00:00.000Z' }), shop.giftCard(5_00, { status: 'pending' })]
    assert.deepEqual([await stateOf(over), await stateOf(pending)], ['expired', 'blocked'])
    for (const number of [over, pending]) await failsWith(backend.giftCards.attach({ number }, as()), 'not_eligible')
    assert.equal(await stateOf(shop.giftCard(5_00).toLowerCase()), 'active')
    await failsWith(backend.giftCards.check({ number: 'a/../b c' }, as('guest')), 'not_found')
    assert.equal(shop.balance(who.id), 100_00)
    await end()
  })
})

describe('wire mistakes', () => {
  test('an amount as text, or with the noise of a binary fraction, is the amount; one that is none is a bad answer', async () => {
    const { emulator, available, end } = await signedIn()
    const told = (balance: unknown) => ({ body: { store_credit_accounts: [{ id: 'a', currency_code: 'eur', balance }] } })
    for (const [balance, expected] of [['100.5', 100_50], [30.299_999_999_999_997, 30_30], [-5, -5_00]] as const) {
      emulator.disturb(once(isAccounts, told(balance)))
      assert.equal(await available(), expected)
    }
    for (const balance of [null, 'lots', undefined, {}]) {
      emulator.disturb(once(isAccounts, told(balance)))
      await failsWith(available(), 'bad_response')
    }
    await end()
  })

  test('a page of HTML, another content type, an empty answer, an answer of another kind', async () => {
    const { emulator, available, end } = await signedIn()
    const html = { text: '<!doctype html><title>Down</title>', headers: { 'content-type': 'text/html' } }
    emulator.disturb(once(isAccounts, { status: 503, ...html }))
    await failsWith(available(), 'backend_failed')
    emulator.disturb(once(isAccounts, html))
    await failsWith(available(), 'bad_response')
    emulator.disturb(once(isAccounts, { text: JSON.stringify({ store_credit_accounts: [{ id: 'a', currency_code: 'eur', balance: 7 }] }), headers: { 'content-type': 'text/plain' } }))
    assert.equal(await available(), 7_00)
    for (const body of [{}, [], { type: 'unknown_error', message: 'An unknown error occurred.' }]) {
      emulator.disturb(once(isAccounts, { body }))
      await failsWith(available(), 'bad_response')
    }
    await end()
  })

  test('429 is told with the time to come back, where there is one', async () => {
    const { emulator, backend, as, end } = await signedIn()
    for (const [headers, isTold] of [[{ 'retry-after': '30' }, true], [{}, false]] as const) {
      emulator.disturb(once(isAccounts, { status: 429, body: { message: 'slow' }, headers }))
      await assert.rejects(backend.balances.list({}, as()), (error) => isLoyaltyError(error) && error.code === 'rate_limited' && (error.details?.retryAt !== undefined) === isTold)
    }
    await end()
  })

  test('a line of the ledger that can\'t be read hides no other; a date without a zone is UTC; an unknown kind is the shop\'s own', async () => {
    const { emulator, backend, as, end } = await signedIn()
    const line = (id: string, more: object) => ({ id, type: 'credit', amount: 1, reference: 'moon', reference_id: null, created_at: '2026-11-22 10:00:00', ...more })
    const transactions = [line('1', {}), line('2', { amount: 'x' }), line('3', { type: 'gift' }), line('4', { created_at: null })]
    emulator.disturb(once(isAccounts, { body: { store_credit_accounts: [{ id: 'a', currency_code: 'eur', balance: 1, transactions }] } }))
    const { items } = await backend.activity.list({}, as())
    assert.deepEqual(items, [{ id: '1', at: '2026-11-22T10:00:00.000Z', kind: 'adjust', reason: 'service', currency: 'credit-eur', amount: 1_00, state: 'final' }])
    await end()
  })

  test('null for what need not be there: a person without a name, a cart of nobody without promotions and credit, a ledger without lines, a card without an end', async () => {
    const { emulator, backend, shop, quote, cartId, as, end } = await signedIn()
    const customer = { id: 'cus_1', email: null, first_name: null, last_name: null, phone: null, created_at: '2026-11-22T10:00:00.000Z' }
    emulator.disturb(once(({ path }) => path.endsWith('/customers/me'), { body: { customer } }))
    assert.deepEqual(await backend.members.get({}, as()), { id: 'cus_1', status: 'active', joinedAt: '2026-11-22T10:00:00.000Z', consents: [], profile: {} })
    const cart = { id: cartId, currency_code: 'eur', total: 120, discount_total: 0, completed_at: null, customer: null, promotions: null, credit_lines: null }
    emulator.disturb(once(isCart, { body: { cart } }))
    const { due, discounts, spend } = await quote() ?? {}
    assert.deepEqual([due?.amount, discounts, spend?.[0]?.max], [120_00, [], 0], 'nobody\'s cart takes no credit')
    emulator.disturb(once(isAccounts, { body: { store_credit_accounts: [{ id: 'a', currency_code: 'eur', balance: 1, transactions: null }] } }))
    assert.deepEqual(await backend.activity.list({}, as()), { items: [] })
    const number = shop.giftCard(25_00)
    const card = { id: 'gcard_1', code: number, status: 'redeemed', value: 25, currency_code: 'eur', expires_at: null, store_credit_account: { id: 'sca_1', code: 'CREDIT-1', balance: 25 } }
    emulator.disturb(once(({ path }) => path.includes('/gift-cards/'), { body: { gift_card: card } }))
    assert.equal('expiresAt' in (await backend.giftCards.check({ number }, as())).giftCard, false)
    await end()
  })

  test('a cart without what it must have is a bad answer, and nothing is put on it', async () => {
    const { emulator, hold, cartId, onCart, end } = await signedIn()
    for (const cart of [{ id: cartId }, { id: cartId, currency_code: 'eur', total: null, discount_total: 0 }, 'cart']) {
      emulator.disturb(once(isCart, { body: { cart } }))
      await failsWith(hold(1_00), 'bad_response')
    }
    emulator.disturb(undefined)
    assert.deepEqual(await onCart(), [])
    await end()
  })
})

describe('the token', () => {
  test('that has ended is asked for once, however many calls were refused; the same call goes on', async () => {
    const { page, shop, as, end } = await open()
    const who = shop.register(10_00)
    let token = who.token
    let renewals = 0
    const backend = page(async (ask) => {
      if (ask?.renew) {
        renewals += 1
        token = shop.renew(who.email)
      }
      return token
    })
    shop.end(token)
    const [balances, member] = await Promise.all([backend.balances.list({}, as()), backend.members.get({}, as())])
    assert.deepEqual([balances[0]?.available, member.id, member.profile.givenName, renewals], [10_00, who.id, 'Анна', 1])
    await end()
  })

  test('that can\'t be renewed is unauthenticated; the public still sees the shop\'s prices', async () => {
    const { page, as, end } = await open()
    const backend = page('of-nobody')
    await failsWith(backend.balances.list({}, as()), 'unauthenticated')
    const { quotes: [quote] } = await backend.quotes.quote({ carts: [cartOf('basket-1')] }, as())
    assert.deepEqual([quote?.total.amount, quote?.spend, quote?.earn], [120_00, undefined, []])
    await end()
  })

  test('of another person who came meanwhile takes no card into their credit, and answers no call of the former one', async () => {
    const { page, shop, as, emulator, end } = await open()
    const [ada, bob] = [shop.register(10_00), shop.register(20_00)]
    let token = ada.token
    const backend = page(() => token)
    const number = shop.giftCard(25_00)
    emulator.disturb(({ path }) => {
      if (path.includes('/gift-cards/')) token = bob.token
      return undefined
    })
    await failsWith(backend.giftCards.attach({ number }, as()), 'unauthenticated')
    emulator.disturb(undefined)
    assert.deepEqual([shop.balance(ada.id), shop.balance(bob.id)], [10_00, 20_00])
    shop.end(ada.token)
    const stale = page((ask) => (ask ? bob.token : ada.token))
    await failsWith(stale.balances.list({}, as()), 'unauthenticated')
    await end()
  })

  test('is never sent for a guest, nor for anybody whom the page does not speak for', async () => {
    const { backend, as, emulator, end } = await signedIn()
    await backend.quotes.quote({ carts: [cartOf('cart_x')] }, as('guest'))
    for (const kind of ['guest', 'token', 'member'] as const) await failsWith(backend.balances.list({}, as(kind)), 'unauthenticated')
    assert.ok(emulator.exchanges.every(({ headers }) => headers['authorization'] === undefined))
    await end()
  })
})

test('a wrong publishable key is the shop\'s mistake, not the customer\'s', async () => {
  const { page, shop, as, end } = await open()
  await failsWith(page(shop.register().token, { publishableKey: 'pk_wrong' }).balances.list({}, as() as Context), 'backend_failed')
  await end()
})

test('wrong options are named', () => {
  const good: MedusaOptions = { url: 'https://shop.example', publishableKey: 'pk_1', currencies: ['eur'] }
  assert.equal(medusa(good).credential, 'shopper-token')
  for (const [option, value] of [['url', 'http://shop.example'], ['publishableKey', ''], ['currencies', []], ['currencies', ['euro']], ['token', 7], ['cartId', 'x'], ['locale', 'not a tag'], ['name', '']] as const) {
    assert.throws(() => medusa({ ...good, [option]: value }), (error) => isLoyaltyError(error) && error.code === 'invalid_option' && error.message.includes(`\`${option}\``), `${option} ${String(value)}`)
  }
})
