import { isLoyaltyError } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import { available, readyToHold } from './scene.ts'
import { checks } from './suite.ts'

const needs = ['quotes.quote', 'balances.list'] as const

export const redemptionChecks = checks('redemptions', [
  {
    says: 'moves what is held out of what is available, and finds it again',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption, balances } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      same([redemption.state, redemption.amount, redemption.cartId], ['held', amount, cart.id], 'the hold')
      const balance = balances.find((one) => one.currency === currency)
      same(balance?.available, before - amount, 'what is available in the answer')
      if (balance?.held !== undefined) same(balance.held, amount, 'what is held in the answer')
      same(await available(scene, identity), before - amount, 'what is available afterwards')
      same(await scene.call('redemptions.list', {}, { identity }), [redemption], 'what is held')
    },
  },
  {
    says: 'holds once for a key, however often and at once',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const key = scene.key()
      const answers = await Promise.all([1, 2, 3, 4].map(() => scene.call('redemptions.hold', { cart, currency, amount }, { identity, key })))
      answers.push(await scene.call('redemptions.hold', { cart, currency, amount }, { identity, key }))
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same(await available(scene, identity), before - amount, 'what is available')
      same((await scene.call('redemptions.list', {}, { identity })).length, 1, 'how many holds there are')
    },
  },
  {
    says: 'refuses a key that was used for something else',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const key = scene.key()
      await scene.call('redemptions.hold', { cart, currency, amount }, { identity, key })
      const before = await available(scene, identity)
      await fails(scene.raw('redemptions.hold', { cart: scene.cart(), currency, amount }, { identity, key }), 'conflict', 'the same key with another cart')
      same(await available(scene, identity), before, 'what is available after the refusal')
    },
  },
  {
    says: 'refuses again what it refused for a key, even when it could be done now',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const { redemption } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      const key = scene.key()
      await fails(scene.raw('redemptions.hold', { cart, currency, amount }, { identity, key }), 'conflict', 'a second hold for a cart')
      await scene.call('redemptions.cancel', { redemptionId: redemption.id }, { identity })
      await fails(scene.raw('redemptions.hold', { cart, currency, amount }, { identity, key }), 'conflict', 'the refused key')
      await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
    },
  },
  {
    says: 'lets two members use the same key',
    needs,
    run: async (scene) => {
      const [one, two] = [await readyToHold(scene), await readyToHold(scene)]
      const key = scene.key()
      const hold = ({ identity, cart, currency, amount }: typeof one) => scene.call('redemptions.hold', { cart, currency, amount }, { identity, key })
      const [a, b] = [await hold(one), await hold(two)]
      ok(a.redemption.id !== b.redemption.id, 'each must get a hold of their own')
    },
  },
  {
    says: 'gives one hold to a cart, also when two tabs ask at once',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const results = await Promise.allSettled([1, 2, 3].map(() => scene.call('redemptions.hold', { cart, currency, amount }, { identity })))
      same(results.filter(({ status }) => status === 'fulfilled').length, 1, 'how many were held')
      for (const result of results) if (result.status === 'rejected') same(isLoyaltyError(result.reason) ? result.reason.code : String(result.reason), 'conflict', 'why the others were not')
      same(await available(scene, identity), before - amount, 'what is available')
    },
  },
  {
    says: 'never holds more than there is, or than the cart takes',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      await fails(scene.raw('redemptions.hold', { cart, currency, amount: before + 1_000_000 }, { identity }), 'insufficient_points', 'more than there is')
      const small = { ...cart, id: 'contract-small', items: cart.items.slice(0, 1).map((item) => ({ ...item, price: 1, quantity: 1 })) }
      // where a minor unit pays for one, the least that may be held is not too much
      await fails(scene.raw('redemptions.hold', { cart: small, currency, amount: Math.max(amount, 2) }, { identity }), 'not_eligible', 'more than the cart takes')
      await refusesField(scene.raw('redemptions.hold', { cart, currency, amount: 0 }, { identity }), 'amount', 'a hold of nothing')
      await fails(scene.raw('redemptions.hold', { cart, currency: 'no-such-currency', amount }, { identity }), 'invalid_input', 'a currency that is not there')
      same(await available(scene, identity), before, 'what is available after the refusals')
    },
  },
  {
    says: 'gives everything back on cancel, once',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      const answers = await Promise.all([1, 2].map(() => scene.call('redemptions.cancel', { redemptionId: redemption.id }, { identity })))
      for (const answer of answers) same(answer.redemption.state, 'cancelled', 'the state')
      same(await available(scene, identity), before, 'what is available')
      same(await scene.call('redemptions.list', {}, { identity }), [], 'what is held')
      await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
    },
  },
  {
    says: 'shows and gives nobody a hold of somebody else',
    needs,
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const stranger = await scene.subject.signUp()
      const { redemption } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      same(await scene.call('redemptions.list', {}, { identity: stranger }), [], 'what a stranger sees')
      await fails(scene.raw('redemptions.cancel', { redemptionId: redemption.id }, { identity: stranger }), 'not_found', 'a stranger\'s cancel')
      if (scene.can('redemptions.confirm')) await fails(scene.raw('redemptions.confirm', { redemptionId: redemption.id, orderId: 'o-1' }, { identity: stranger }), 'not_found', 'a stranger\'s confirm')
      same((await scene.call('redemptions.list', {}, { identity })).map(({ id }) => id), [redemption.id], 'what is held')
      same((await scene.call('quotes.quote', { carts: [cart] }, { identity: stranger })).quotes[0]?.held, undefined, 'what a stranger sees held for the cart')
    },
  },
  {
    says: 'knows no hold that is not there',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await fails(scene.raw('redemptions.cancel', { redemptionId: 'no-such-hold' }, { identity }), 'not_found', 'an unknown hold')
    },
  },
  {
    says: 'confirms for one order, and cancels no more',
    needs: [...needs, 'redemptions.confirm'],
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption: { id: redemptionId } } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      const { redemption } = await scene.call('redemptions.confirm', { redemptionId, orderId: 'o-1' }, { identity })
      same(redemption.state, 'confirmed', 'the state')
      await fails(scene.raw('redemptions.confirm', { redemptionId, orderId: 'o-2' }, { identity }), 'conflict', 'another order')
      await fails(scene.raw('redemptions.cancel', { redemptionId }, { identity }), 'conflict', 'a cancel after the order')
      same(await available(scene, identity), before - amount, 'what is available')
    },
  },
  {
    says: 'either confirms or cancels when both are asked at once',
    needs: [...needs, 'redemptions.confirm'],
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption: { id: redemptionId } } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      const [confirmed, cancelled] = await Promise.allSettled([
        scene.call('redemptions.confirm', { redemptionId, orderId: 'o-1' }, { identity }),
        scene.call('redemptions.cancel', { redemptionId }, { identity }),
      ])
      ok((confirmed.status === 'fulfilled') !== (cancelled.status === 'fulfilled'), 'one must win, and only one')
      same(await available(scene, identity), confirmed.status === 'fulfilled' ? before - amount : before, 'what is available')
    },
  },
  {
    says: 'lets go by itself when the time of a hold is over',
    needs,
    means: ['advance'],
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      if (redemption.expiresAt === undefined) return
      await scene.subject.advance?.('2 hours')
      same(await scene.call('redemptions.list', {}, { identity }), [], 'what is held')
      same(await available(scene, identity), before, 'what is available')
      same((await scene.call('redemptions.cancel', { redemptionId: redemption.id }, { identity })).redemption.state, 'expired', 'the state of the old hold')
      if (scene.can('redemptions.confirm')) await fails(scene.raw('redemptions.confirm', { redemptionId: redemption.id, orderId: 'o-1' }, { identity }), 'expired', 'a confirm too late')
    },
  },
  {
    says: 'holds and confirms nothing for a member who is blocked, and lets go all the same',
    needs,
    means: ['block'],
    run: async (scene) => {
      const { identity, cart, currency, amount } = await readyToHold(scene)
      const before = await available(scene, identity)
      const { redemption: { id: redemptionId } } = await scene.call('redemptions.hold', { cart, currency, amount }, { identity })
      await scene.subject.block?.(identity)
      await fails(scene.raw('redemptions.hold', { cart: scene.cart(), currency, amount }, { identity }), 'not_eligible', 'a hold of who is blocked')
      if (scene.can('redemptions.confirm')) await fails(scene.raw('redemptions.confirm', { redemptionId, orderId: 'o-1' }, { identity }), 'not_eligible', 'a confirm of who is blocked')
      same((await scene.call('redemptions.cancel', { redemptionId }, { identity })).redemption.state, 'cancelled', 'the state of the hold')
      same(await available(scene, identity), before, 'what is available')
    },
  },
])
