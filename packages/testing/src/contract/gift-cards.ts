import { isLoyaltyError, type GiftCard, type LoyaltyError } from '@loyaltykit/core'
import { ContractFailure, fails, ok, same } from './expect.ts'
import { available, spendable, type Scene } from './scene.ts'
import { checks } from './suite.ts'

const means = ['giftCard'] as const
const worth = 25_00

/** A card that was sold with 25.00 on it. */
async function sold(scene: Scene): Promise<{ number: string; pin?: string }> {
  const card = await scene.subject.giftCard?.({ money: worth })
  ok(card, 'a card must have been sold')
  return card
}

const plain = (number: string) => number.replace(/[^\dA-Za-z]/g, '')

/** What is told of a card that is shown to somebody. */
function isHidden({ number }: GiftCard, whole: string): void {
  ok(!plain(number).includes(plain(whole)) && plain(number).length <= 6, `most of a card's number must be hidden, and it says ${number}`)
}

const outcome = async (call: Promise<unknown>): Promise<LoyaltyError | undefined> => {
  try {
    await call
    return undefined
  } catch (error) {
    if (isLoyaltyError(error)) return error
    throw new ContractFailure(`it failed with something that is no LoyaltyError: ${String(error)}`)
  }
}

export const giftCardChecks = checks('giftCards', [
  {
    says: 'tells a guest what is on a card, with most of its number hidden',
    means,
    run: async (scene) => {
      const card = await sold(scene)
      const { giftCard } = await scene.call('giftCards.check', card)
      same([giftCard.balance.amount, giftCard.state], [worth, 'active'], 'what is on the card')
      isHidden(giftCard, card.number)
    },
  },
  {
    says: 'knows no card that is not there, and does not tell a wrong PIN from it',
    means,
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      for (const call of ['giftCards.check', 'giftCards.attach'] as const) {
        // one for each, so that few wrong tries are made for any
        const { number, pin } = await sold(scene)
        const other = `${number.slice(0, -4)}${number.endsWith('0000') ? '1111' : '0000'}`
        const unknown = await fails(scene.raw(call, { number: other, ...(pin === undefined ? {} : { pin }) }, { identity }), 'not_found', `${call} with an unknown number`)
        if (pin === undefined) continue
        const wrong = await fails(scene.raw(call, { number, pin: pin === '0000' ? '1111' : '0000' }, { identity }), 'not_found', `${call} with a wrong PIN`)
        same(wrong.message, unknown.message, 'what is said of a wrong PIN')
        await fails(scene.raw(call, { number }, { identity }), 'not_found', `${call} without the PIN`)
      }
    },
  },
  {
    says: 'lets nobody try PINs without end',
    means,
    run: async (scene) => {
      const { number, pin } = await sold(scene)
      if (pin === undefined) return
      for (let tries = 0; tries < 20; tries += 1) {
        const error = await outcome(scene.raw('giftCards.check', { number, pin: `${(Number(pin) + 1 + tries) % 10_000}`.padStart(4, '0') }))
        ok(error, 'a wrong PIN must be refused')
        if (error.code === 'not_found') continue
        same(error.code, 'rate_limited', 'what many wrong tries are refused with')
        ok(error.details?.retryAt, 'it must say when to come back')
        await fails(scene.raw('giftCards.check', { number, pin }), 'rate_limited', 'the right PIN, now')
        return
      }
      ok(false, 'twenty wrong PINs for one card must be too many')
    },
  },
  {
    says: 'keeps a card in one account, once, and shows it to nobody else',
    means,
    run: async (scene) => {
      const card = await sold(scene)
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const isListed = scene.can('giftCards.list')
      const own = async (whose: typeof identity) => (isListed ? scene.call('giftCards.list', {}, { identity: whose }) : scene.call('balances.list', {}, { identity: whose }))
      const theirs = await own(other)
      const before = isListed ? 0 : await available(scene, identity)
      const { giftCard } = await scene.call('giftCards.attach', card, { identity })
      isHidden(giftCard, card.number)
      const after = await own(identity)
      same((await scene.call('giftCards.attach', card, { identity })).giftCard, giftCard, 'the card that is attached already')
      if (isListed) same(after, [giftCard], 'the cards of the account')
      else {
        // no cards are kept: what was on it is in a balance
        const { rate } = scene.program.currencies.find(({ id }) => id === spendable(scene)) ?? {}
        same([giftCard.balance.amount, giftCard.state], [0, 'spent'], 'what is left on the card')
        same((await available(scene, identity)) - before, Math.floor((worth * (rate?.amount ?? 0)) / (rate?.money.amount ?? 1)), 'what the balance has grown by')
      }
      same(await own(identity), after, 'what the account has after the second time')
      await fails(scene.raw('giftCards.attach', card, { identity: other }), 'conflict', 'a card of somebody else')
      same(await own(other), theirs, 'what somebody else has')
    },
  },
  {
    says: 'gives a card to one of two who attach it at once',
    means,
    run: async (scene) => {
      const card = await sold(scene)
      const people = [await scene.subject.signUp(), await scene.subject.signUp()]
      const errors = await Promise.all(people.map((identity) => outcome(scene.call('giftCards.attach', card, { identity }))))
      same(errors.map((error) => error?.code ?? 'attached').sort(), ['attached', 'conflict'], 'what the two were told')
    },
  },
  {
    says: 'attaches nothing for a member who is blocked',
    means: [...means, 'block'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const card = await sold(scene)
      const own = async () => (scene.can('giftCards.list') ? scene.call('giftCards.list', {}, { identity }) : scene.call('balances.list', {}, { identity }))
      const before = await own()
      await scene.subject.block?.(identity)
      await fails(scene.raw('giftCards.attach', card, { identity }), 'not_eligible', 'a gift card of who is blocked')
      same(await own(), before, 'what who is blocked has')
    },
  },
])
