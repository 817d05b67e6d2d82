/** Faults in what a member links and claims: partners, cards, claims. */
import { test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type ErrorCode } from '@loyaltykit/core'
import type { CallName, CallOutput, Sandbox } from '@loyaltykit/sandbox'
import { altered, catches, fresh, type Change, type Planted } from '../../test-support/planting.ts'
import { sandboxSubject } from '../sandbox-subject.ts'

const planted = (change: (sandbox: Sandbox) => Change, ...only: CallName[]): Planted['create'] => () =>
  sandboxSubject({ wrap: (sandbox) => altered(sandbox, change(sandbox), only) })

/** Another answer of a call. */
const answering = (name: CallName, change: (answer: never) => unknown): Planted['create'] =>
  planted(() => async (next, input, context) => change((await next(input, context)) as never), name)

/** A refusal by one code becomes one by another. */
const mistaken = (name: CallName, from: ErrorCode, to: ErrorCode): Planted['create'] => planted(() => (next, input, context) => next(input, context).catch((error: unknown) => {
  throw isLoyaltyError(error) && error.code === from ? new LoyaltyError(to, 'No.') : error
}), name)

/** What is refused by this code is answered as it was answered before. */
const lenient = (name: CallName, code: ErrorCode): Planted['create'] => planted(() => {
  let last: unknown
  return async (next, input, context) => {
    try {
      return (last = await next(input, context))
    } catch (error) {
      if (!isLoyaltyError(error) || error.code !== code || last === undefined) throw error
      return last
    }
  }
}, name)

const forgetful = (name: CallName): Planted['create'] => planted(() => (next, input, context) => next(input, fresh(context)), name)

type Partners = CallOutput<'partners.list'>
type Quote = CallOutput<'partners.quoteExchange'>

const linking = 'partners links an account once, for this member only, and answers who has linked it'
const limits = 'partners never exchanges more than there is, out of the limits, or without an account'
const blocked = 'partners links and exchanges nothing for a member who is blocked'
const thereAndBack = 'partners exchanges once for a key, there and back, and nobody gains by it'

const partners: Readonly<Record<string, Planted>> = {
  'a currency of a partner is not said': {
    caughtBy: ['partners tells its partners and ways to exchange apart, and says of every currency what it is'],
    create: answering('partners.list', (all: Partners) => all.map(({ currencies: _, ...partner }) => partner)),
  },
  'a guest sees an account': {
    caughtBy: ['partners shows guests the partners, and nothing of anybody\'s accounts'],
    create: answering('partners.list', (all: Partners) => all.map((partner) => ({ ...partner, linked: false }))),
  },
  'two members share an account': { caughtBy: [linking], create: lenient('partners.link', 'conflict') },
  'unlinking does nothing': {
    caughtBy: [linking],
    create: planted((sandbox) => async (_, { partnerId }, context) => {
      const partner = (await sandbox.partners.list({}, context)).find(({ id }) => id === partnerId)
      return { partner: { ...partner, linked: false } }
    }, 'partners.unlink'),
  },
  'an account that is none is linked': { caughtBy: ['partners knows no partner that is not there, and no number that is none'], create: mistaken('partners.link', 'invalid_input', 'conflict') },
  'a partner that is none is unlinked': { caughtBy: ['partners knows no partner that is not there, and no number that is none'], create: mistaken('partners.unlink', 'not_found', 'forbidden') },
  'a quote is a point too high': {
    caughtBy: ['partners quotes an exchange exactly, rounded down, within its limits'],
    create: answering('partners.quoteExchange', (quote: Quote) => ({ ...quote, get: quote.get + 1 })),
  },
  'a quote knows no limits': { caughtBy: ['partners quotes an exchange exactly, rounded down, within its limits'], create: lenient('partners.quoteExchange', 'invalid_input') },
  'a key exchanges twice': { caughtBy: [thereAndBack], create: forgetful('partners.exchange') },
  'an exchange is a purchase in the ledger': {
    caughtBy: [thereAndBack],
    create: answering('activity.list', (page: CallOutput<'activity.list'>) => ({ ...page, items: page.items.map((line) => (line.reason === 'exchange' ? { ...line, kind: 'spend' } : line)) })),
  },
  'what is not there is no question of eligibility': { caughtBy: [limits], create: mistaken('partners.exchange', 'insufficient_points', 'not_eligible') },
  'an exchange needs no account': { caughtBy: [limits], create: mistaken('partners.exchange', 'not_eligible', 'not_found') },
  'an unknown exchange is a mistake in the form': { caughtBy: [limits], create: mistaken('partners.exchange', 'not_found', 'invalid_input') },
  'who is blocked may link': { caughtBy: [blocked], create: lenient('partners.link', 'not_eligible') },
  'a place that is none earns': {
    caughtBy: ['partners earns where a partner takes part, and knows no other place'],
    create: planted(() => (next, input, context) => next({ carts: (input['carts'] as { partner?: string }[]).map(({ partner: _, ...cart }) => cart) }, context), 'quotes.quote'),
  },
}

type Cards = CallOutput<'cards.list'>
const once = 'cards links an old card once and only once, and gives what was on it with it'

const cards: Readonly<Record<string, Planted>> = {
  'the card is not the member\'s': {
    caughtBy: ['cards gives every member a card of their own, the one that the member\'s page names'],
    create: answering('cards.list', (all: Cards) => all.map((card) => ({ ...card, number: '1234567890' }))),
  },
  'a card is linked to two members': { caughtBy: [once], create: lenient('cards.link', 'conflict') },
  'a linked card is not in the list': { caughtBy: [once], create: answering('cards.list', (all: Cards) => all.slice(0, 1)) },
  'what a card brought is said wrong': {
    caughtBy: [once],
    create: answering('cards.link', ({ card, granted }: CallOutput<'cards.link'>) => ({ card, ...(granted ? { granted: { ...granted, amount: granted.amount + 1 } } : {}) })),
  },
  'a card that is none is somebody\'s': { caughtBy: ['cards knows no card that is not there'], create: mistaken('cards.link', 'not_found', 'conflict') },
  'numbers of cards may be tried without end': { caughtBy: ['cards lets nobody try numbers without end'], create: mistaken('cards.link', 'rate_limited', 'not_found') },
  'who is blocked may link a card': { caughtBy: ['cards links nothing for a member who is blocked'], create: mistaken('cards.link', 'not_eligible', 'conflict') },
  'sign-up does not look at the card': {
    caughtBy: ['members takes an old card at sign-up with what was on it, and names the field of one that is none or somebody\'s'],
    create: planted(() => (next, { cardNumber: _, ...form }, context) => next(form, context), 'members.enrol'),
  },
}

type Claims = CallOutput<'claims.list'>

const claims: Readonly<Record<string, Planted>> = {
  'claims are shown the oldest first': {
    caughtBy: ['claims keeps what was submitted, the newest first, for this member only'],
    create: answering('claims.list', (all: Claims) => [...all].reverse()),
  },
  'a claim loses its total': {
    caughtBy: ['claims keeps what was submitted, the newest first, for this member only'],
    create: answering('claims.submit', ({ claim: { total: _, ...claim } }: CallOutput<'claims.submit'>) => ({ claim })),
  },
  'a key claims twice': { caughtBy: ['claims submits once for a key, however often and at once'], create: forgetful('claims.submit') },
  'a number is claimed twice': { caughtBy: ['claims takes a number once, whoever claims it'], create: lenient('claims.submit', 'conflict') },
  'a purchase that is counted is claimed': { caughtBy: ['claims takes no number of a purchase that is somebody\'s'], create: mistaken('claims.submit', 'conflict', 'not_found') },
  'somebody else\'s purchase is counted at once where only the desk can tell whose it is': {
    caughtBy: ['claims takes no number of a purchase that is somebody\'s'],
    create: () => ({
      ...sandboxSubject({
        wrap: (sandbox) => {
          const refused = new Set<unknown>()
          return altered(sandbox, async (next, input, context) => next(input, context).catch((error: unknown) => {
            // who comes first is the one who bought
            if (!refused.has(input['reference'])) {
              refused.add(input['reference'])
              throw error
            }
            return { claim: { id: 'c', kind: input['kind'], reference: input['reference'], submittedAt: '2026-11-22T10:00:00Z', state: 'accepted', granted: { currency: 'bonus', amount: 100 } } }
          }), ['claims.submit'])
        },
      }),
      deskKnowsPurchases: true,
    }),
  },
  'the future is claimed': { caughtBy: ['claims refuses what the programme takes no claims for, and names the field'], create: planted(() => (next, { date: _, ...input }, context) => next(input, context), 'claims.submit') },
  'an answer of the desk is kept back': {
    caughtBy: ['claims shows what the desk has answered, and gives what was granted once'],
    create: answering('claims.list', (all: Claims) => all.map(({ answer: _, ...claim }) => claim)),
  },
  'a claim is accepted without points': {
    caughtBy: ['claims shows what the desk has answered, and gives what was granted once'],
    create: answering('claims.list', (all: Claims) => all.map((claim) => (claim.granted ? { ...claim, granted: { ...claim.granted, amount: claim.granted.amount + 1 } } : claim))),
  },
  'who is blocked may claim': { caughtBy: ['claims takes nothing of a member who is blocked'], create: mistaken('claims.submit', 'not_eligible', 'conflict') },
}

for (const [name, run] of catches({ ...partners, ...cards, ...claims }, () => sandboxSubject())) test(name, run)
