import assert from 'node:assert/strict'
import { isLoyaltyError, type Cart } from '@loyaltykit/core'
import { createSandbox, type Faults, type Goods, type Preset, type PresetName, type Receipt, type Sandbox } from '@loyaltykit/sandbox'
import { presets } from '../src/presets/index.ts'
import { by, wordsFor } from './club.ts'

/**
 * Something that happens to a programme, as plain JSON, so that a history can be printed and played again. Numbers choose among what is
 * there (members, orders, goods, rewards …) and wrap around; amounts are minor units, or permille of what there is.
 */
export type Step =
  | readonly ['buy', who: number, goods: number, pieces: number, price: number, pay: 'money' | 'points' | 'gift card' | 'code']
  | readonly ['sell', goods: number, price: number]
  | readonly ['refund', order: number, pieces: number]
  | readonly ['hold', who: number, goods: number, permille: number]
  | readonly ['cancel', who: number]
  | readonly ['confirm', who: number]
  | readonly ['wait', minutes: number]
  | readonly ['exchange', who: number, way: number, amount: number]
  | readonly ['reward', who: number, reward: number]
  | readonly ['give back', reward: number]
  | readonly ['activate', who: number, offer: number]
  | readonly ['challenge', who: number, challenge: number]
  | readonly ['answer', who: number, score: number]
  | readonly ['claim', who: number, order: number]
  | readonly ['review', accept: boolean]
  | readonly ['card', who: number, number: number]
  | readonly ['gift card', who: number, money: number]
  | readonly ['leave', who: number]
  | readonly ['line', trouble: keyof typeof troubles]
  | readonly ['both', one: Step, other: Step]

/** What may be wrong with the line for a while. */
const troubles = {
  none: {},
  'loses answers': { '*': { loseAnswer: 0.5 } },
  'delivers twice': { '*': { duplicate: true } },
  'fails': { '*': { fail: { code: 'backend_failed', rate: 0.4 } } },
  'is out of order': { '*': { delay: [0, 2] } },
} as const satisfies Record<string, Faults>
export const lineTroubles = Object.keys(troubles) as readonly (keyof typeof troubles)[]

/** What a history has done so far, told by the answers alone. */
export interface History {
  readonly sandbox: Sandbox
  readonly preset: Preset
  readonly people: { id: string; left: boolean }[]
  readonly receipts: Map<string, Receipt>
  readonly refundable: string[]
  readonly vouchers: string[]
  readonly claims: string[]
  /** Gift cards that were sold, with what was on them. */
  readonly cards: { number: string; pin?: string | undefined; money: number }[]
  /** Orders of nobody. */
  readonly sold: string[]
  keys: number
  /** Whether two things happen at once: then the world may change between a quote and its purchase. */
  crowded: boolean
}

export async function beginHistory(name: PresetName): Promise<History> {
  const preset: Preset = presets[name]
  const sandbox = createSandbox({ preset: name, seed: 'history', now: '2026-11-22T10:00:00Z' })
  const { ticket } = wordsFor(sandbox)
  const people: History['people'] = []
  let referralCode: string | undefined
  for (const index of [1, 2, 3]) {
    const kind = preset.enrolment.identifiers[0] ?? 'phone'
    const value = kind === 'phone' ? `+44770090000${index}` : `person${index}@history.example`
    const { member } = await sandbox.members.enrol({
      ticket: await ticket(value, kind), profile: { givenName: 'Ada', familyName: 'Lovelace', birthday: '1990-02-28' },
      consents: preset.enrolment.consents.map(({ id, version, required }) => ({ id, version, granted: required })), ...(referralCode === undefined ? {} : { referralCode }),
    }, by())
    people.push({ id: member.id, left: false })
    for (const partner of preset.partners ?? []) {
      if (partner.link) await sandbox.partners.link({ partnerId: partner.id, account: accountLike(partner.link.pattern, index) }, by({ kind: 'member', memberId: member.id })).catch(allowed)
    }
    if (preset.referral) referralCode = (await sandbox.referrals.get({}, by({ kind: 'member', memberId: member.id }))).code
  }
  return { sandbox, preset, people, receipts: new Map(), refundable: [], vouchers: [], claims: [], cards: [], sold: [], keys: 0, crowded: false }
}

/** Some text of the simple patterns that presets use: fixed letters and `\d{n}`. */
const accountLike = (pattern: string, index: number): string =>
  pattern.replace(/[$^]/g, '').replace(/(?:\\d|\[0-9\])(?:\{(\d+)\})?/g, (_, count = '1') => String(index).repeat(Number(count)))

/** A refusal is an answer; anything else is a defect. */
const allowed = (error: unknown): undefined => {
  if (!isLoyaltyError(error) || error.code === 'backend_failed') throw error
  return undefined
}

/** Makes something happen. Calls that got no answer are sent again with the same key, as a client does. */
export async function happen(history: History, step: Step): Promise<void> {
  const { sandbox, preset, people, receipts, refundable, vouchers, claims, cards, sold } = history
  const pick = <T>(list: readonly T[] | undefined, index: number): T | undefined => list?.[index % Math.max(1, list.length)]
  const person = (who: number) => pick(people, who) ?? { id: '', left: true }
  const identity = (who: number) => ({ kind: 'member', memberId: person(who).id }) as const
  const call = async <T>(who: number, act: (context: ReturnType<typeof by>) => Promise<T>): Promise<T | undefined> => {
    const context = by(identity(who), { key: `history-${(history.keys += 1)}` })
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act(context)
      } catch (error) {
        const lost = isLoyaltyError(error) && (error.code === 'network' || (error.code === 'backend_failed' && /told to fail/.test(error.message)))
        if (!lost || attempt === 20) return lost ? undefined : allowed(error)
      }
    }
  }
  const cartOf = (goods: number, pieces: number, price: number): Cart => {
    const category = pick(categoriesOf(preset), goods) ?? 'goods'
    const partner = pick([undefined, ...(preset.partners ?? []).map(({ id }) => id)], goods)
    const stay = category === 'room' ? { stay: { hotel: 'h', arrival: '2026-12-01', departure: `2026-12-${String(2 + (pieces % 9)).padStart(2, '0')}`, guests: 1 } } : {}
    return { id: `cart-${goods % 3}`, currency: preset.money, items: [{ sku: `sku-${goods % 4}`, quantity: pieces, price, categories: [category] }], ...(partner === undefined ? {} : { partner }), ...stay }
  }
  const keep = (receipt: Receipt | undefined) => {
    if (!receipt || receipts.has(receipt.orderId)) return
    receipts.set(receipt.orderId, receipt)
    refundable.push(receipt.orderId)
  }
  const nextOrder = () => `order-${(history.keys += 1)}`
  const sellCard = async (money: number) => {
    const card = await sandbox.till.sellGiftCard({ money }).catch(allowed)
    if (card) cards.push({ number: card.number, pin: card.pin, money })
    return card && cards.at(-1)
  }
  /** What is held for a cart; where nothing is, as much as may be. */
  const heldFor = async (who: number, cart: Cart) => {
    const held = (await call(who, (context) => sandbox.redemptions.list({}, context)))?.find(({ cartId }) => cartId === cart.id)
    if (held) return held
    const limits = (await call(who, (context) => sandbox.quotes.quote({ carts: [cart] }, context)))?.quotes[0]?.spend ?? []
    const limit = limits.find(({ max }) => max > 0)
    return limit && (await call(who, (context) => sandbox.redemptions.hold({ cart, currency: limit.currency, amount: limit.max }, context)))?.redemption
  }

  switch (step[0]) {
    case 'buy': {
      const [, who, goods, pieces, price, pay] = step
      const plain = cartOf(goods, pieces, price)
      const cart = pay === 'code' ? { ...plain, codes: codesOf(preset, vouchers) } : plain
      const held = pay === 'points' ? await heldFor(who, cart) : undefined
      const card = pay === 'gift card' ? cards.at(-1) ?? (await sellCard(100_00)) : undefined
      const sale = { memberId: person(who).id, cart, orderId: nextOrder(), ...(held ? { redemptionId: held.id } : {}), ...(card ? { giftCards: [{ number: card.number, pin: card.pin, amount: Math.max(1, Math.floor(Math.min(price, card.money) / 2)) }] } : {}) }
      const promised = held || !person(who).left ? (await call(who, (context) => sandbox.quotes.quote({ carts: [held ? cart : { ...cart, id: 'nothing is held for this' }] }, context)))?.quotes[0] : undefined
      const receipt = await sandbox.till.purchase(sale).catch(allowed)
      keep(receipt)
      if (!receipt) return
      if (history.crowded) return
      assert.deepEqual(receipt.earned.map(({ currency, amount }) => [currency, amount]), promised?.earn.map(({ currency, amount }) => [currency, amount]), 'a purchase earns what the quote said')
      assert.deepEqual(receipt.due, promised?.due, 'a purchase costs what the quote said')
      assert.deepEqual(await sandbox.till.purchase(sale), receipt, 'a sale that is reported twice is one')
      return
    }
    case 'sell': {
      const receipt = await sandbox.till.purchase({ cart: cartOf(step[1], 1, step[2]), orderId: nextOrder() }).catch(allowed)
      keep(receipt)
      if (receipt) sold.push(receipt.orderId)
      return
    }
    case 'refund': {
      const orderId = pick(refundable, step[1])
      if (orderId !== undefined) await sandbox.till.refund({ orderId, ...(step[2] ? { items: [{ sku: `sku-${step[2] % 4}`, quantity: step[2] }] } : {}) }).catch(allowed)
      return
    }
    case 'hold': {
      const [, who, goods, permille] = step
      const cart = cartOf(goods, 2, 100_00)
      const limit = (await call(who, (context) => sandbox.quotes.quote({ carts: [cart] }, context)))?.quotes[0]?.spend?.[goods % 2] ?? { currency: preset.currencies[0]?.id ?? '', max: 100, step: 1 }
      const amount = Math.max(1, Math.floor((limit.max * permille) / 1_000 / limit.step) * limit.step)
      await call(who, (context) => sandbox.redemptions.hold({ cart, currency: limit.currency, amount }, context))
      return
    }
    case 'cancel':
    case 'confirm': {
      const [held] = (await call(step[1], (context) => sandbox.redemptions.list({}, context))) ?? []
      if (!held) return
      if (step[0] === 'cancel') await call(step[1], (context) => sandbox.redemptions.cancel({ redemptionId: held.id }, context))
      else await call(step[1], (context) => sandbox.redemptions.confirm({ redemptionId: held.id, orderId: nextOrder() }, context))
      return
    }
    case 'wait': return sandbox.advance(step[1] * 60_000)
    case 'exchange': {
      const way = pick((preset.partners ?? []).flatMap(({ exchanges }) => exchanges ?? []), step[2])
      // most amounts fit the way's least and step
      const amount = way && (step[3] % 9 === 0 ? step[3] : way.min + step[3] - (step[3] % (way.step ?? 1)) - (way.min % (way.step ?? 1)))
      if (way && amount !== undefined) await call(step[1], (context) => sandbox.partners.exchange({ exchangeId: way.id, amount }, context))
      return
    }
    case 'reward': {
      const reward = pick(preset.rewards, step[2])
      const claimed = reward && (await call(step[1], (context) => sandbox.rewards.claim({ rewardId: reward.id }, context)))
      if (claimed?.coupon) vouchers.push(claimed.coupon.code)
      return
    }
    case 'give back': {
      const code = pick(vouchers, step[1])
      if (code !== undefined) await sandbox.desk.cancelReward({ code }).catch(allowed)
      return
    }
    case 'activate': {
      const offer = pick(preset.offers, step[2])
      if (offer) await call(step[1], (context) => sandbox.offers.activate({ offerId: offer.id }, context))
      return
    }
    case 'challenge': {
      const challenge = pick(preset.challenges, step[2])
      if (challenge) await call(step[1], (context) => sandbox.challenges.join({ challengeId: challenge.id }, context))
      return
    }
    case 'answer': {
      const [open] = (await call(step[1], (context) => sandbox.surveys.list({}, context))) ?? []
      if (open) await call(step[1], (context) => sandbox.surveys.answer({ surveyId: open.id, ...(open.choices ? { choice: open.choices[0]?.id ?? '' } : { score: step[2] }) }, context))
      return
    }
    case 'claim': {
      // of nobody, of somebody, or of no till
      const reference = (step[2] % 4 === 0 ? pick(refundable, step[2]) : pick(sold, step[2])) ?? `lost-${step[2]}`
      const claimed = await call(step[1], (context) => sandbox.claims.submit({ kind: preset.claims?.kinds[0] ?? 'purchase', reference, total: receipts.get(reference)?.due ?? { amount: 50_00, currency: preset.money } }, context))
      if (claimed) claims.push(claimed.claim.id)
      return
    }
    case 'review': {
      const claimId = claims.at(-1)
      const points = preset.currencies[0] && { currency: preset.currencies[0].id, amount: 70 }
      if (claimId !== undefined) await sandbox.desk.review(claimId, { accept: step[1], answer: 'Looked at.', ...(step[1] && points ? { points } : {}) }).catch(allowed)
      return
    }
    case 'card': {
      const number = pick(preset.cards?.old, step[2])?.number ?? (preset.cards?.pattern === undefined ? '0000' : accountLike(preset.cards.pattern, step[2] % 10))
      await call(step[1], (context) => sandbox.cards.link({ number }, context))
      return
    }
    case 'gift card': {
      const card = await sellCard(step[2])
      if (card) await call(step[1], (context) => sandbox.giftCards.attach({ number: card.number, pin: card.pin }, context))
      return
    }
    case 'leave': {
      const leaver = person(step[1])
      if (people.filter(({ left }) => !left).length < 2 || leaver.left) return
      await sandbox.desk.close(leaver.id)
      leaver.left = true
      return
    }
    case 'line': return sandbox.setFaults(troubles[step[1]])
    case 'both':
      history.crowded = true
      await Promise.all([happen(history, step[1]), happen(history, step[2])])
      history.crowded = false
  }
}

/** The codes that a shopper knows: the newest of the coupons, those of offers, and one that nobody gave out. */
const codesOf = ({ offers }: Preset, vouchers: readonly string[]): string[] => [...vouchers.slice(-5), ...offers.flatMap(({ code }) => code ?? []), 'NO-SUCH'].slice(0, 20)

/** All categories that a preset's rules speak of, and one that none does. */
function categoriesOf(preset: Preset): string[] {
  const goods: Goods[] = [...preset.earn, ...preset.spend, ...(preset.memberPrices ?? []), ...(preset.challenges ?? [])].flatMap((rule) => rule.goods ?? [])
  return [...new Set([...goods.flatMap(({ only = [], except = [] }) => [...only, ...except]), 'other'])]
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** What must be true after anything that happened. */
export async function booksAgree({ sandbox, preset, people, receipts }: History): Promise<void> {
  sandbox.setFaults({})
  const { accounts, postings, batches } = sandbox.ledger()
  assert.equal(sum(accounts.map(({ amount }) => amount)), 0, 'all accounts add up to zero')
  const posted = new Map<string, number>()
  for (const { legs } of postings) {
    assert.equal(sum(legs.map(({ amount }) => amount)), 0, 'every posting adds up to zero')
    for (const { account, amount } of legs) posted.set(account, (posted.get(account) ?? 0) + amount)
  }
  for (const { id, amount } of accounts) assert.equal(posted.get(id) ?? 0, amount, `${id} is the sum of its postings`)
  const account = (id: string) => accounts.find((one) => one.id === id)?.amount ?? 0

  const lines: { currency: string; kind: string; amount: number; reason?: string | undefined; reference?: string | undefined }[] = []
  for (const { id, left } of people) {
    if (left) {
      for (const { id: currency } of preset.currencies) for (const place of ['available', 'pending', 'held']) assert.equal(account(`member/${id}/${currency}/${place}`), 0, 'who has left has nothing, and owes nothing')
      continue
    }
    const identity = { kind: 'member', memberId: id } as const
    const own = await activityOf(sandbox, id)
    lines.push(...own)
    const holds = await sandbox.redemptions.list({}, by(identity))
    for (const { currency, available, pending = 0, held = 0, expiring = [] } of await sandbox.balances.list({}, by(identity))) {
      const inBatches = (state: string) => sum(batches.filter((batch) => batch.memberId === id && batch.currency === currency && batch.state === state).map((batch) => batch.left))
      assert.deepEqual([available, pending, held], ['available', 'pending', 'held'].map((place) => account(`member/${id}/${currency}/${place}`)), 'a balance is its accounts')
      assert.equal(inBatches('available'), Math.max(0, available), 'available batches are what is available, and nothing is left of them in a debt')
      assert.equal(inBatches('pending'), pending)
      assert.ok(pending >= 0 && held >= 0, 'nothing is held or awaited that is not there')
      const ends = preset.currencies.find((rule) => rule.id === currency)?.life !== undefined
      if (ends) assert.equal(sum(expiring.map(({ amount }) => amount)), Math.max(0, available))
      assert.equal(sum(holds.filter((hold) => hold.currency === currency).map(({ amount }) => amount)), held, 'holds are what is held')
      assert.equal(sum(own.filter((line) => line.currency === currency).map(({ amount }) => amount)), available + pending, 'the lines add up to the balance')
    }
  }
  if (people.some(({ left }) => left)) return
  for (const { id: currency } of preset.currencies) {
    const of = (holds: (line: (typeof lines)[number]) => boolean) => sum(lines.filter((line) => line.currency === currency && holds(line)).map(({ amount }) => amount))
    // out of nothing comes only what a line says was earned, less what was taken back; and what was paid was paid once
    assert.equal(0 - account(`programme/${currency}/issued`), of(({ kind, amount }) => kind === 'earn' || (kind === 'reverse' && amount < 0)), 'what was issued is what was earned')
    assert.equal(account(`programme/${currency}/redeemed`), 0 - of(({ kind, amount }) => kind === 'spend' || (kind === 'reverse' && amount > 0)), 'what was redeemed is what was spent, once')
    for (const [orderId, receipt] of receipts) {
      const earned = sum(receipt.earned.filter((part) => part.currency === currency).map(({ amount }) => amount))
      const booked = of(({ kind, reference, reason }) => kind === 'earn' && reference === orderId && (reason === 'purchase' || reason === 'offer'))
      if (receipt.balances.length) assert.equal(booked, earned, `${orderId} has earned what its receipt says`)
    }
  }
}

/** Everything comes back: each order in turn, from one on and around, and each hold. */
export async function takeAllBack({ sandbox, people, refundable }: History, first: number): Promise<void> {
  sandbox.setFaults({})
  const turn = refundable.length ? first % refundable.length : 0
  for (const orderId of [...refundable.slice(turn).reverse(), ...refundable.slice(0, turn)]) await sandbox.till.refund({ orderId })
  for (const { id } of people) {
    const context = () => by({ kind: 'member', memberId: id })
    for (const hold of await sandbox.redemptions.list({}, context())) await sandbox.redemptions.cancel({ redemptionId: hold.id }, context())
  }
}

export async function activityOf(sandbox: Sandbox, memberId: string) {
  const items = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, by({ kind: 'member', memberId }))
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

/** Plays a history from its beginning and checks the books after each step: `await replay('hotel', [['buy', …], …])`. */
export async function replay(name: PresetName, steps: readonly Step[]): Promise<History> {
  const history = await beginHistory(name)
  let trouble: keyof typeof troubles = 'none'
  for (const step of steps) {
    if (step[0] === 'line') trouble = step[1]
    history.sandbox.setFaults(troubles[trouble])
    await happen(history, step)
    await booksAgree(history)
  }
  return history
}
