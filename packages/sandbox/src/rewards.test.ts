import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fashion, type Preset, type RewardRule } from './index.ts'
import { by, cartOf, guest, openClub, type Person } from '../test-support/club.ts'

const bonus = (amount: number) => ({ currency: 'bonus', amount })
const words = (en: string) => ({ en, ru: en })
const voucher = (id: string, more: Partial<RewardRule> = {}): RewardRule =>
  ({ id, title: words(id), cost: bonus(100), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' }, ...more })
const clubWith = (...rewards: RewardRule[]) => openClub({ preset: { ...fashion, rewards } satisfies Preset })

type Club = ReturnType<typeof openClub>
const claim = ({ sandbox }: Club, { identity }: Person, rewardId: string, key?: string) => sandbox.rewards.claim({ rewardId }, by(identity, key === undefined ? {} : { key }))
const standing = async ({ sandbox }: Club, person?: Person) =>
  Object.fromEntries((await sandbox.rewards.list({ limit: 100 }, by(person?.identity))).items.map(({ id, state, lockedBecause }) => [id, lockedBecause ?? state]))
/** The books of each currency and of money add up to zero. */
const sums = ({ sandbox }: Club) => {
  const byCurrency = new Map<string, number>()
  for (const { id, amount } of sandbox.ledger().accounts) {
    const [kind, , third] = id.split('/')
    const currency = (kind === 'programme' ? id.split('/')[1] : third) ?? ''
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount)
  }
  return [...byCurrency.values()]
}

describe('the catalogue', () => {
  test('says why a member can\'t take a reward yet, in the order of what would help last', async () => {
    const club = clubWith(
      voucher('open'), voucher('dear', { cost: bonus(501) }), voucher('gold', { who: { tier: 'gold' } }), voucher('plastic', { who: { card: 'plastic' } }),
      voucher('soon', { from: '10 days' }), voucher('gone', { stock: 0 }), voucher('once', { each: 1 }), voucher('sleepers', { who: { segments: ['lapsed'] } }),
    )
    const ada = await club.join()
    await claim(club, ada, 'once')
    assert.deepEqual(await standing(club, ada), { open: 'available', dear: 'balance_too_low', gold: 'tier_too_low', plastic: 'not_eligible', soon: 'not_yet', gone: 'sold_out', once: 'limit_reached' })
    const codes = { dear: 'insufficient_points', gold: 'not_eligible', plastic: 'not_eligible', soon: 'not_eligible', gone: 'not_eligible', once: 'not_eligible', sleepers: 'not_found', none: 'not_found' }
    const before = club.sandbox.ledger()
    for (const [id, code] of Object.entries(codes)) await assert.rejects(claim(club, ada, id), { code }, id)
    assert.deepEqual(club.sandbox.ledger(), before)
  })

  test('is open to guests without a word of what is personal: only what holds for everybody', async () => {
    const club = clubWith(voucher('dear', { cost: bonus(9_000), each: 2 }), voucher('gold', { who: { tier: 'gold' } }), voucher('soon', { from: '10 days' }), voucher('gone', { stock: 0 }), voucher('sleepers', { who: { segments: ['lapsed'] } }))
    assert.deepEqual(await standing(club), { dear: 'available', gold: 'available', soon: 'not_yet', gone: 'sold_out' })
    const { items } = await club.sandbox.rewards.list({}, by(guest))
    assert.deepEqual(items.map(({ tier, left }) => [tier, left]), [[undefined, 2], ['gold', undefined], [undefined, undefined], [undefined, 0]])
    await assert.rejects(club.sandbox.rewards.claim({ rewardId: 'dear' }, by(guest)), { code: 'unauthenticated' })
  })

  test('opens and closes by the clock, counted from the programme\'s beginning; what has left it has expired', async () => {
    const club = clubWith(voucher('season', { from: '10 days', until: '20 days' }), voucher('fixed', { from: '2026-12-24T00:00:00Z' }))
    const ada = await club.join()
    const { items: [season] } = await club.sandbox.rewards.list({}, by(ada.identity))
    assert.deepEqual([season?.validFrom, season?.validUntil], ['2026-12-02T10:00:00Z', '2026-12-12T10:00:00Z'])
    club.sandbox.advance('10 days')
    assert.deepEqual(await standing(club, ada), { season: 'available', fixed: 'not_yet' })
    club.sandbox.advance('10 days')
    assert.deepEqual(await standing(club, ada), { fixed: 'not_yet' })
    await assert.rejects(claim(club, ada, 'season'), { code: 'expired' })
    club.sandbox.advance('12 days')
    assert.deepEqual(await standing(club, ada), { fixed: 'available' })
  })

  test('pages without a gap or a repeat while rewards sell out and leave', async () => {
    const club = clubWith(...['a', 'b', 'c', 'd', 'e'].map((id) => voucher(id, { stock: 1, ...(id === 'b' ? { until: '1 day' } : {}) })))
    const ada = await club.join()
    const first = await club.sandbox.rewards.list({ limit: 2 }, by(ada.identity))
    await claim(club, ada, 'a')
    club.sandbox.advance('1 day')
    const second = await club.sandbox.rewards.list({ limit: 2, cursor: first.next ?? '' }, by(ada.identity))
    const third = await club.sandbox.rewards.list({ limit: 2, cursor: second.next ?? '' }, by(ada.identity))
    assert.deepEqual([first, second, third].map(({ items, next }) => [items.map(({ id }) => id).join(), next !== undefined]), [['a,b', true], ['c,d', true], ['e', false]])
    for (const cursor of ['after-', 'after-nothing', 'x', `${first.next ?? ''} `]) await assert.rejects(club.sandbox.rewards.list({ cursor }, by(ada.identity)), { code: 'invalid_input' }, cursor)
  })

  test('of the fashion club has one of each kind and state, in the language asked for', async () => {
    const club = openClub()
    const ada = await club.join()
    const items = (await club.sandbox.rewards.list({}, by(ada.identity, { locale: 'ru' }))).items
    assert.deepEqual(items.map(({ id, state, lockedBecause }) => [id, lockedBecause ?? state]), [
      ['five-off', 'available'], ['accessories-20', 'available'], ['heel-repair', 'available'], ['tote', 'available'], ['gift-10', 'balance_too_low'],
      ['draw-ticket', 'available'], ['wool-socks', 'sold_out'], ['stylist', 'tier_too_low'], ['new-season', 'not_yet'],
    ])
    assert.equal(items[2]?.title, 'Замена набоек на паре обуви')
  })
})

describe('taking a reward', () => {
  test('spends the points that expire first, writes the reward\'s title in the ledger, and gives a voucher', async () => {
    const club = openClub()
    const ada = await club.join()
    const answer = await claim(club, ada, 'tote')
    assert.deepEqual([answer.reward.state, answer.reward.lockedBecause, answer.reward.left, answer.balances[0]?.available], ['locked', 'balance_too_low', 39, 200])
    assert.match(answer.coupon?.code ?? '', /^[A-Z3479]{4}-[A-Z3479]{4}$/)
    assert.deepEqual([answer.coupon?.state, answer.coupon?.validUntil], ['available', '2026-12-22T10:00:00Z'])
    const [line] = (await club.sandbox.activity.list({}, by(ada.identity))).items
    assert.deepEqual([line?.kind, line?.reason, line?.amount, line?.text], ['spend', 'reward', -300, 'A canvas tote bag'])
    assert.deepEqual(await club.sandbox.coupons.list({}, by(ada.identity)), [answer.coupon])
    assert.deepEqual(sums(club), [0, 0])
  })

  test('once for a key; two at once for the last one: one gets it', async () => {
    const club = clubWith(voucher('last', { stock: 1 }))
    const [ada, bob] = [await club.join(), await club.join()]
    const outcomes = await Promise.allSettled([claim(club, ada, 'last', 'k'), claim(club, bob, 'last'), claim(club, ada, 'last', 'k')])
    assert.deepEqual(outcomes.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
    assert.deepEqual([(await club.balance(ada)).available, (await club.balance(bob)).available], [400, 500])
    assert.equal((await club.sandbox.coupons.list({}, by(ada.identity))).length, 1)
  })

  test('a free reward costs nothing and writes no line', async () => {
    const club = clubWith(voucher('free', { cost: bonus(0), each: 1 }))
    const ada = await club.join()
    const { coupon, reward } = await claim(club, ada, 'free')
    assert.deepEqual([coupon?.state, reward.lockedBecause, (await club.sandbox.activity.list({}, by(ada.identity))).items.length], ['available', 'limit_reached', 1])
  })

  test('a gift card is in the account at once, with its number and PIN sent', async () => {
    const club = clubWith(voucher('card', { cost: bonus(500), gives: { kind: 'gift_card', money: 10_00, life: '12 months' } }))
    const ada = await club.join()
    const { giftCard } = await claim(club, ada, 'card')
    assert.deepEqual([giftCard?.balance, giftCard?.state, giftCard?.expiresAt], [{ amount: 10_00, currency: 'EUR' }, 'active', '2027-11-22T10:00:00Z'])
    assert.deepEqual(await club.sandbox.giftCards.list({}, by(ada.identity)), [giftCard])
    const [, number = '', pin = ''] = /(\d{16}), its PIN is (\d{4})/.exec(club.sandbox.outbox[0]?.text ?? '') ?? []
    assert.equal(club.sandbox.outbox[0]?.code, undefined, 'a PIN is no one-time code')
    assert.deepEqual((await club.sandbox.giftCards.check({ number, pin }, by())).giftCard, giftCard)
    assert.deepEqual(sums(club), [0, 0])
  })
})

describe('the desk', () => {
  test('takes a voucher once', async () => {
    const club = clubWith(voucher('tote', { stock: 3 }))
    const ada = await club.join()
    const { coupon } = await claim(club, ada, 'tote')
    const code = coupon?.code ?? ''
    assert.deepEqual(await club.sandbox.desk.takeVoucher({ code: ` ${code.toLowerCase()} ` }), { couponId: coupon?.id, memberId: ada.id, rewardId: 'tote' })
    await assert.rejects(club.sandbox.desk.takeVoucher({ code }), { code: 'conflict' })
    await assert.rejects(club.sandbox.desk.cancelReward({ code }), { code: 'conflict' })
    await assert.rejects(club.sandbox.desk.takeVoucher({ code: 'AAAA-AAAA' }), { code: 'not_found' })
    await assert.rejects(club.sandbox.desk.takeVoucher({ code: '' }), { code: 'invalid_input' })
    assert.deepEqual((await club.sandbox.coupons.list({}, by(ada.identity))).map(({ state }) => state), ['used'])
  })

  test('takes no voucher after its end', async () => {
    const club = clubWith(voucher('tote'))
    const { coupon } = await claim(club, await club.join(), 'tote')
    club.sandbox.advance('30 days')
    for (const act of ['takeVoucher', 'cancelReward'] as const) await assert.rejects(club.sandbox.desk[act]({ code: coupon?.code ?? '' }), { code: 'expired' })
  })

  test('gives the points of an unused voucher back, with the dates they had, once, and the reward is there again', async () => {
    const club = clubWith(voucher('tote', { stock: 1, each: 1, cost: bonus(300) }))
    const ada = await club.join()
    const before = await club.balance(ada)
    const { coupon } = await claim(club, ada, 'tote')
    club.sandbox.advance('10 days')
    const answer = await club.sandbox.desk.cancelReward({ code: coupon?.code ?? '' })
    assert.deepEqual([answer.memberId, answer.rewardId], [ada.id, 'tote'])
    const after = await club.balance(ada)
    assert.deepEqual([after.available, after.expiring, after.lifetime], [500, before.expiring, before.lifetime])
    await assert.rejects(club.sandbox.desk.cancelReward({ code: coupon?.code ?? '' }), { code: 'expired' })
    assert.deepEqual(await standing(club, ada), { tote: 'available' })
    const [back, spent] = (await club.sandbox.activity.list({}, by(ada.identity))).items
    assert.deepEqual([back?.kind, back?.amount, back?.text, spent?.state], ['reverse', 300, 'tote', 'reversed'])
    assert.deepEqual(sums(club), [0, 0])
  })

  test('takes no voucher of a blocked member, nor of one who has left', async () => {
    const club = clubWith(voucher('tote'))
    const [ada, bob] = [await club.join(), await club.join()]
    const codes = [(await claim(club, ada, 'tote')).coupon?.code ?? '', (await claim(club, bob, 'tote')).coupon?.code ?? '']
    await club.sandbox.desk.block(ada.id)
    await club.sandbox.preferences.leave({}, by(bob.identity))
    for (const act of ['takeVoucher', 'cancelReward'] as const) {
      await assert.rejects(club.sandbox.desk[act]({ code: codes[0] ?? '' }), { code: 'not_eligible' })
      await assert.rejects(club.sandbox.desk[act]({ code: codes[1] ?? '' }), { code: 'not_found' })
    }
    assert.deepEqual([...new Set(Object.values(await standing(club, ada)))], ['not_eligible'])
  })

  test('gives nothing back for a code that is no voucher', async () => {
    const club = openClub()
    const { coupon } = await claim(club, await club.join(), 'five-off')
    await assert.rejects(club.sandbox.desk.cancelReward({ code: coupon?.code ?? '' }), { code: 'not_found' })
  })
})

test('a reward is for sale to somebody whose points have come back from a refund, and never twice for the same points', async () => {
  const club = clubWith(voucher('tote', { cost: bonus(500) }))
  const ada = await club.join()
  const cart = cartOf(100_00)
  const { id: redemptionId } = await club.hold(ada, cart, 500)
  await assert.rejects(claim(club, ada, 'tote'), { code: 'insufficient_points' })
  await club.sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o1', redemptionId })
  await club.sandbox.till.refund({ orderId: 'o1' })
  await claim(club, ada, 'tote')
  await assert.rejects(claim(club, ada, 'tote'), { code: 'insufficient_points' })
  assert.deepEqual([(await club.balance(ada)).available, sums(club)], [0, [0, 0]])
})

test('a preset whose rewards, cards or draws can\'t be is refused', () => {
  const [draw] = fashion.draws ?? []
  const preset: Preset = {
    ...fashion,
    rewards: [voucher('a', { from: 'soon', stock: -1 }), voucher('b', { gives: { kind: 'draw', draw: 'none' } })],
    giftCards: [{ number: 'no number', money: -1 }],
    draws: draw ? [{ ...draw, id: 'win-back', at: '2026-13-01T00:00:00Z', prizes: [{ count: 0, points: bonus(5) }] }] : [],
  }
  assert.throws(() => openClub({ preset }), (error) => {
    const { message } = error as Error
    for (const where of ['rewards.a has "soon"', 'rewards.a is there -1 times', 'rewards.b names the draw "none"', 'giftCards.no number is no number', 'draws.win-back has "2026-13', 'draws.win-back has the id of an offer']) assert.ok(message.includes(where), `${where} in ${message}`)
    return true
  })
})
