import type { Cart, Identity } from '@loyaltykit/core'
import { agreed, by, cartOf, openClub, type Person } from './club.ts'

/** Values that a caller may send where something else is meant; each is a mistake nearly everywhere. */
export const hostileValues: readonly unknown[] = [
  -1, -0, 0, 0.5, 1e-7, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER, 1e308, Number.NaN, Number.POSITIVE_INFINITY, null, true, '', ' ', '1e3', '0x10',
  '__proto__', 'constructor', 'toString', [], [[]], {}, JSON.parse('{"__proto__":{"admin":true}}'), { constructor: { prototype: { admin: true } } },
  'x'.repeat(100_000), '\u202Egnp.txt', 'a\u0000b', 'a\r\nb', '\uD800', '9999-12-31', '0000-00-00', '+999999-01-01T00:00:00Z', 10n, Symbol('s'), () => 1,
]

/** Amounts that no loyalty currency and no money has. */
export const noAmounts: readonly unknown[] = [0, -0, -1, -100, 0.5, 99.99, 2 ** 53, -(2 ** 53), 1e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, '100', [100], { amount: 100 }, true]

/** A club in which everything is there that a call may speak of. */
export async function openBusyClub() {
  const club = openClub()
  const { sandbox, join, hold } = club
  const [ada, bob, blocked, closed] = [await join({ givenName: 'Ada' }), await join({ givenName: 'Bob' }), await join({ givenName: 'Eve' }), await join({ givenName: 'Gone' })]
  for (const [person, account] of [[ada, '11111111'], [bob, '22222222'], [blocked, '33333333']] as const) {
    await sandbox.till.purchase({ memberId: person.id, cart: cartOf(400_00, { categories: ['clothing'] }), orderId: `order-${account}` })
    await sandbox.partners.link({ partnerId: 'northbank', account }, by(person.identity))
  }
  sandbox.advance('15 days')
  const held = async (person: Person) => (await hold(person, cartOf(100_00, { id: 'basket' }), 500)).id
  const voucher = async (person: Person) => (await sandbox.rewards.claim({ rewardId: 'heel-repair' }, by(person.identity))).coupon?.code ?? ''
  const codeOf = async (person: Person) => (await sandbox.rewards.claim({ rewardId: 'five-off' }, by(person.identity))).coupon?.code ?? ''
  const vouchers = { ada: await voucher(ada), bob: await voucher(bob), blocked: await voucher(blocked) }
  const codes = { ada: await codeOf(ada), bob: await codeOf(bob) }
  const giftCard = await sandbox.till.sellGiftCard({ money: 100_00 })
  await sandbox.giftCards.attach({ number: giftCard.number, pin: giftCard.pin }, by(bob.identity))
  const freeGiftCard = await sandbox.till.sellGiftCard({ money: 100_00 })
  const claims = { bob: (await sandbox.claims.submit({ kind: 'purchase', reference: 'lost-1', total: { amount: 50_00, currency: 'EUR' } }, by(bob.identity))).claim.id }
  await sandbox.cards.link({ number: '5061 0000 0000 1001' }, by(bob.identity))
  // a question about a purchase is open for two weeks after it
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(1_00), orderId: 'asked-about' })
  sandbox.advance('1 day')
  for (const person of [ada, bob, blocked]) for (const { id } of await sandbox.redemptions.list({}, by(person.identity))) await sandbox.redemptions.cancel({ redemptionId: id }, by(person.identity))
  const holds = { ada: await held(ada), bob: await held(bob), blocked: await held(blocked) }
  const newcomer = await club.ticket('+447700900998')
  const challenge = async (value: string) => {
    const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value } }, by())
    return { challengeId: id, code: sandbox.outbox[0]?.code ?? '' }
  }
  const proofs = { page: await challenge('+447700900996'), desk: await challenge('+447700900995') }
  const { code: referralCode } = await sandbox.referrals.get({}, by(bob.identity))
  await sandbox.desk.block(blocked.id)
  await sandbox.desk.close(closed.id)
  return { ...club, ada, bob, blocked, closed, holds, vouchers, codes, giftCard, freeGiftCard, claims, newcomer, proofs, referralCode }
}

export type BusyClub = Awaited<ReturnType<typeof openBusyClub>>

/** An input that Ada may send, for every call of the port that takes one. */
export function goodInputs({ ada, holds, freeGiftCard, newcomer, proofs, referralCode }: BusyClub): Readonly<Record<string, object>> {
  const cart: Cart = {
    id: 'fresh', currency: 'EUR', partner: 'northbank', codes: ['EXTRA15'], items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }],
    stay: { hotel: 'h', room: 'r', arrival: '2026-12-10', departure: '2026-12-12', guests: 2 },
  }
  return {
    'session.requestCode': { identifier: { kind: 'phone', value: '+447700900999' } },
    'session.verifyCode': proofs.page,
    'session.refresh': { refreshToken: ada.refreshToken },
    'members.enrol': { ticket: newcomer, profile: { givenName: 'Ada', familyName: 'L', email: 'ada@club.example', phone: '+447700900998', birthday: '1990-02-28', gender: 'female', city: 'London', postalCode: 'N1' }, consents: agreed, referralCode, cardNumber: '5061000000001002' },
    'activity.list': { limit: 2, currency: 'bonus' },
    'offers.activate': { offerId: 'double-boots' },
    'quotes.quote': { carts: [cart] },
    'redemptions.hold': { cart, currency: 'bonus', amount: 100 },
    'redemptions.cancel': { redemptionId: holds.ada },
    'redemptions.confirm': { redemptionId: holds.ada, orderId: 'o-confirmed' },
    'rewards.list': { limit: 2 },
    'rewards.claim': { rewardId: 'five-off' },
    'referrals.lookUp': { code: referralCode },
    'giftCards.check': { number: freeGiftCard.number, pin: freeGiftCard.pin },
    'giftCards.attach': { number: freeGiftCard.number, pin: freeGiftCard.pin },
    'partners.link': { partnerId: 'roadway', account: 'RW123456' },
    'partners.unlink': { partnerId: 'northbank' },
    'partners.quoteExchange': { exchangeId: 'bonus-to-northbank', amount: 100 },
    'partners.exchange': { exchangeId: 'bonus-to-northbank', amount: 100 },
    'challenges.join': { challengeId: 'three-purchases' },
    'surveys.answer': { surveyId: 'recommend', score: 9, comment: 'Good' },
    'claims.submit': { kind: 'purchase', reference: 'lost-2', date: '2026-12-01', total: { amount: 10_00, currency: 'EUR' }, place: 'Shop 1', comment: 'Please' },
    'cards.link': { number: '5061 0000 0000 1002' },
    'preferences.update': { profile: { givenName: 'Ada', city: 'London', birthday: '1990-02-28', email: 'ada@club.example' }, consents: [{ id: 'marketing-sms', version: '2026-09', granted: true }] },
    'events.send': { facts: [{ id: 'f1', at: '2026-12-07T10:00:00Z', kind: 'earned', subjectKind: 'offer', subject: 'double-boots', place: 'home', value: { currency: 'bonus', amount: 10 }, score: 5, method: 'code', visit: 'v1' }] },
    'preferences.leave': { comment: 'Too far' },
  }
}

/** What the till and the desk may be sent. */
export function goodCommands({ ada, bob, holds, giftCard, freeGiftCard, vouchers, claims, proofs }: BusyClub): Readonly<Record<string, object>> {
  const sale = { memberId: ada.id, orderId: 'fresh', store: 's', redemptionId: holds.ada, due: 100_00, cart: cartOf(100_00, { id: 'basket', codes: ['EXTRA15'] }) }
  return {
    'till.purchase': { ...sale, giftCards: [{ number: freeGiftCard.number, pin: freeGiftCard.pin, amount: 10_00 }] },
    'till.purchase by an attached card': { ...sale, memberId: bob.id, redemptionId: holds.bob, giftCards: [{ giftCardId: giftCard.giftCardId, amount: 10_00 }] },
    'till.refund': { orderId: 'order-11111111', items: [{ sku: 'sku-1', quantity: 1 }] },
    'till.sellGiftCard': { saleId: 's1', money: 10_00, life: '12 months' },
    'desk.requestCode': { phone: '+447700900997', locale: 'en' },
    'desk.enrol': { ...proofs.desk, profile: { givenName: 'A' }, consents: agreed, locale: 'en' },
    'desk.find': { phone: '+447700900997' },
    'desk.takeVoucher': { code: vouchers.ada },
    'desk.cancelReward': { code: vouchers.ada },
    'desk.review': { claimId: claims.bob, accept: true, answer: 'Found', points: { currency: 'bonus', amount: 10 }, cart: cartOf(10_00) },
  }
}

/** Makes a call by its name. */
export function send({ sandbox }: Pick<BusyClub, 'sandbox'>, name: string, input: unknown, identity?: Identity): Promise<unknown> {
  const [place = '', method = ''] = name.split(' ')[0]?.split('.') ?? []
  const methods = (sandbox as unknown as Record<string, Record<string, (input: unknown, context?: unknown) => Promise<unknown>>>)[place]
  if (name === 'desk.review') {
    const { claimId, ...decision } = (input ?? {}) as Record<string, unknown>
    return sandbox.desk.review(claimId as never, decision as never)
  }
  return methods?.[method]?.(input, by(identity)) ?? Promise.reject(new Error(`There is no ${name}.`))
}

/** Every place in an input, with the input in which another value stands there. */
export function* changed(input: unknown, value: unknown, path = ''): Generator<readonly [path: string, input: unknown]> {
  yield [path, value]
  if (typeof input !== 'object' || input === null) return
  for (const [key, entry] of Object.entries(input)) {
    for (const [inner, other] of changed(entry, value, path ? `${path}.${key}` : key)) {
      yield [inner, Array.isArray(input) ? input.map((old: unknown, index) => (String(index) === key ? other : old)) : { ...input, [key]: other }]
    }
  }
}
