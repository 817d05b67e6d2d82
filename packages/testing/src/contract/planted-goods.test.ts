/** Faults in what members hold beside points: rewards, coupons, gift cards. */
import { test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type Coupon, type Identity, type Reward } from '@loyaltykit/core'
import { altered, catches, fresh, type Change, type Planted } from '../../test-support/planting.ts'
import type { CallName } from '@loyaltykit/sandbox'
import { sandboxSubject } from '../sandbox-subject.ts'

const planted = (change: () => Change, ...only: CallName[]): Planted['create'] => () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, change(), only) })

/** Refusals with one of these codes are answered with what was answered before. */
const lenient = (...codes: string[]) => (): Change => {
  let last: unknown
  return async (next, input, context) => {
    try {
      return (last = await next(input, context))
    } catch (error) {
      if (!isLoyaltyError(error) || !codes.includes(error.code)) throw error
      return last ?? { reward: { id: 'r', title: 'r', cost: { currency: 'bonus', amount: 0 }, state: 'available' }, balances: [] }
    }
  }
}

const told = (code: 'not_found' | 'not_eligible' | 'conflict' | 'unauthenticated', message = 'No.') => new LoyaltyError(code, message)

/** Every list of rewards changed. */
const catalogue = (change: (items: Reward[], input: Record<string, unknown>) => Reward[]): Planted['create'] =>
  planted(() => async (next, input, context) => {
    const page = (await next(input, context)) as { items: Reward[] }
    return { ...page, items: change(page.items, input) }
  }, 'rewards.list')

const rewards: Readonly<Record<string, Planted>> = {
  'guests see what is personal': {
    caughtBy: ['rewards shows guests the catalogue, and nothing that is personal'],
    create: catalogue((items) => items.map((item) => ({ ...item, state: 'locked', lockedBecause: 'balance_too_low' }))),
  },
  'a locked reward does not say why': {
    caughtBy: ['rewards says why a reward is locked, and only then'],
    create: catalogue((items) => items.map(({ lockedBecause: _, ...item }) => item)),
  },
  'a page begins with the last of the one before': {
    caughtBy: ['rewards pages without gaps or repeats while rewards are taken'],
    create: planted(() => {
      let last: Reward[] = []
      return async (next, input, context) => {
        const page = (await next(input, context)) as { items: Reward[] }
        const items = input['cursor'] === undefined ? page.items : [...last, ...page.items].slice(0, 2)
        last = page.items.slice(-1)
        return { ...page, items }
      }
    }, 'rewards.list'),
  },
  'the answer has the balance of before': {
    caughtBy: ['rewards takes the cost from what is available, and gives the member what it is'],
    create: planted(() => async (next, input, context) => {
      const answer = (await next(input, context)) as { reward: Reward; balances: { available: number }[] }
      return { ...answer, balances: answer.balances.map((balance) => ({ ...balance, available: balance.available + answer.reward.cost.amount })) }
    }, 'rewards.claim'),
  },
  'a coupon is paid for and not given': {
    caughtBy: ['rewards takes the cost from what is available, and gives the member what it is'],
    create: planted(() => async (next, input, context) => ({ ...((await next(input, context)) as object), coupon: undefined }), 'rewards.claim'),
  },
  'a key takes a reward twice': {
    caughtBy: ['rewards takes a reward once for a key, however often and at once'],
    create: planted(() => (next, input, context) => next(input, fresh(context)), 'rewards.claim'),
  },
  'a limit is looked at and not held': {
    caughtBy: ['rewards gives no more than are left, also when two ask at once'],
    create: planted(lenient('not_eligible', 'insufficient_points'), 'rewards.claim'),
  },
  'a locked reward is given': {
    caughtBy: ['rewards refuses what can\'t be taken for the reason that the catalogue gives, and takes nothing for it'],
    create: planted(lenient('not_eligible'), 'rewards.claim'),
  },
  'too few points are said to be another reason': {
    caughtBy: ['rewards refuses what can\'t be taken for the reason that the catalogue gives, and takes nothing for it'],
    create: planted(() => (next, input, context) => next(input, context).catch((error: unknown) => {
      throw isLoyaltyError(error) && error.code === 'insufficient_points' ? told('not_eligible') : error
    }), 'rewards.claim'),
  },
  'an unknown reward is one that is locked': {
    caughtBy: ['rewards refuses what can\'t be taken for the reason that the catalogue gives, and takes nothing for it'],
    create: planted(() => (next, input, context) => next(input, context).catch((error: unknown) => {
      throw isLoyaltyError(error) && error.code === 'not_found' ? told('not_eligible') : error
    }), 'rewards.claim'),
  },
  'a reward lives longer than it says': {
    caughtBy: ['rewards gives no reward after its end, and shows it no more'],
    create: planted(lenient('expired'), 'rewards.claim'),
  },
  'a made-up cursor is the first page': {
    caughtBy: ['rewards refuses a cursor that it did not make, and a page that is too long'],
    create: planted(() => (next, { cursor: _, ...input }, context) => next(input, context), 'rewards.list'),
  },
  'rewards have one language': {
    caughtBy: ['rewards speaks the language asked for'],
    create: planted(() => (next, input, context) => next(input, { ...context, locale: 'en' }), 'rewards.list'),
  },
}

/** Calls are made for whoever held a coupon first. */
const asHolder = (only: CallName): Planted['create'] => () => {
  let holder: Identity | undefined
  return sandboxSubject({ wrap: (sandbox) => altered(altered(sandbox, (next, input, context) => {
    holder ??= context.identity
    return next(input, context)
  }, ['rewards.claim']), (next, input, context) => next(input, { ...context, identity: holder ?? context.identity }), [only]) })
}

const coupons: Readonly<Record<string, Planted>> = {
  'everybody sees the coupons of one': { caughtBy: ['coupons lists what a member holds, to that member alone'], create: asHolder('coupons.list') },
  'a coupon works for everybody': { caughtBy: ['coupons takes something off its member\'s cart, and off nobody else\'s'], create: asHolder('quotes.quote') },
  'coupons come in any order': {
    caughtBy: ['coupons lists those that can be used first, the soonest to end first'],
    create: planted(() => async (next, input, context) => ((await next(input, context)) as Coupon[]).reverse(), 'coupons.list'),
  },
  'a code takes off what nobody is told': {
    caughtBy: ['coupons takes something off its member\'s cart, and off nobody else\'s'],
    create: planted(() => async (next, input, context) => ({ quotes: ((await next(input, context)) as { quotes: object[] }).quotes.map((quote) => ({ ...quote, discounts: [] })) }), 'quotes.quote'),
  },
  'a coupon is used up for ever': { caughtBy: ['coupons is used by a purchase, and can be used again when all of it came back'], create: () => ({ ...sandboxSubject(), refund: async () => undefined }) },
  'a coupon can be used again and again': { caughtBy: ['coupons is used by a purchase, and can be used again when all of it came back'], create: () => ({ ...sandboxSubject(), purchase: async () => undefined }) },
  'a coupon that has ended can still be used, as its list says': {
    caughtBy: ['coupons ends when it says, and does nothing afterwards'],
    create: planted(() => async (next, input, context) => ((await next(input, context)) as Coupon[]).map((coupon) => ({ ...coupon, state: 'available' })), 'coupons.list'),
  },
  'a coupon that has ended was never there': {
    caughtBy: ['coupons ends when it says, and does nothing afterwards'],
    create: planted(() => async (next, input, context) => ({ quotes: ((await next(input, context)) as { quotes: { rejectedCodes?: { code: string }[] }[] }).quotes.map((quote) => ({ ...quote, ...(quote.rejectedCodes ? { rejectedCodes: quote.rejectedCodes.map(({ code }) => ({ code, because: 'unknown' })) } : {}) })) }), 'quotes.quote'),
  },
}

const cards = ['giftCards.check', 'giftCards.attach'] as const

const giftCards: Readonly<Record<string, Planted>> = {
  'the number of a card is shown whole': {
    caughtBy: ['giftCards tells a guest what is on a card, with most of its number hidden', 'giftCards keeps a card in one account, once, and shows it to nobody else'],
    create: planted(() => async (next, input, context) => {
      const { giftCard } = (await next(input, context)) as { giftCard: object }
      return { giftCard: { ...giftCard, number: input['number'] } }
    }, ...cards),
  },
  'a card has a cent more': {
    caughtBy: ['giftCards tells a guest what is on a card, with most of its number hidden'],
    create: planted(() => async (next, input, context) => {
      const { giftCard } = (await next(input, context)) as { giftCard: { balance: { amount: number } } }
      return { giftCard: { ...giftCard, balance: { ...giftCard.balance, amount: giftCard.balance.amount + 1 } } }
    }, 'giftCards.check'),
  },
  'a wrong PIN is told from an unknown number': {
    caughtBy: ['giftCards knows no card that is not there, and does not tell a wrong PIN from it'],
    create: planted(() => (next, input, context) => next(input, context).catch(() => {
      throw told('not_found', String(input['number']).endsWith('0000') ? 'Unknown.' : 'The PIN is wrong.')
    }), ...cards),
  },
  'PINs can be tried without end': {
    caughtBy: ['giftCards lets nobody try PINs without end'],
    create: planted(() => (next, input, context) => next(input, context).catch(() => {
      throw told('not_found')
    }), 'giftCards.check'),
  },
  'the right PIN is told also to who guesses': {
    caughtBy: ['giftCards lets nobody try PINs without end'],
    create: () => {
      let sold: { number: string; pin?: string } | undefined
      const subject = sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, context).catch((error: unknown) => {
        if (input['pin'] === sold?.pin) return { giftCard: { id: 'g', number: '•••• 1', balance: { amount: 1, currency: 'EUR' }, state: 'active' } }
        throw error
      }), ['giftCards.check']) })
      return { ...subject, giftCard: async (sale) => (sold = (await subject.giftCard?.(sale)) ?? { number: '' }) }
    },
  },
  'a card can be taken out of somebody\'s account': {
    caughtBy: ['giftCards keeps a card in one account, once, and shows it to nobody else', 'giftCards gives a card to one of two who attach it at once'],
    create: planted(lenient('conflict'), 'giftCards.attach'),
  },
  'no cards are kept, and what was on one is nowhere': {
    caughtBy: ['giftCards keeps a card in one account, once, and shows it to nobody else'],
    create: () => sandboxSubject({ wrap: ({ giftCards: { check, attach }, ...sandbox }) => ({ ...sandbox, giftCards: { check, attach } }) }),
  },
  'an attached card is listed to everybody': {
    caughtBy: ['giftCards keeps a card in one account, once, and shows it to nobody else'],
    create: planted(() => {
      let last: unknown
      return async (next, input, context) => {
        const list = (await next(input, context)) as unknown[]
        return (last = list.length ? list : (last ?? list))
      }
    }, 'giftCards.list'),
  },
}

/** A refusal says something else. */
const mistaken = (call: CallName, code: 'not_eligible' | 'expired'): Planted['create'] => planted(() => async (next, input, context) => {
  try {
    return await next(input, context)
  } catch (error) {
    throw isLoyaltyError(error) && error.code === code ? told('conflict') : error
  }
}, call)

const blocked: Readonly<Record<string, Planted>> = {
  'who is blocked may attach a gift card': { caughtBy: ['giftCards attaches nothing for a member who is blocked'], create: mistaken('giftCards.attach', 'not_eligible') },
  'who is blocked may confirm a hold': { caughtBy: ['redemptions holds and confirms nothing for a member who is blocked, and lets go all the same'], create: mistaken('redemptions.confirm', 'not_eligible') },
  'who is blocked may hold': { caughtBy: ['redemptions holds and confirms nothing for a member who is blocked, and lets go all the same'], create: mistaken('redemptions.hold', 'not_eligible') },
  'who is blocked may activate an offer': { caughtBy: ['offers activates nothing for a member who is blocked'], create: mistaken('offers.activate', 'not_eligible') },
  'who is blocked may invite': { caughtBy: ['referrals gives no invitation to a member who is blocked'], create: mistaken('referrals.get', 'not_eligible') },
  'an offer that is over is a conflict': { caughtBy: ['offers activates nothing whose time is over'], create: mistaken('offers.activate', 'expired') },
}

for (const [name, run] of catches({ ...rewards, ...coupons, ...giftCards, ...blocked }, () => sandboxSubject())) test(name, run)
