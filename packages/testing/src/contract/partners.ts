import type { Identity } from '@loyaltykit/core'
import type { CallOutput } from '@loyaltykit/sandbox'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

type Partner = CallOutput<'partners.list'>[number]
type Exchange = Partner['exchanges'][number]

const partnersOf = (scene: Scene, identity: Identity) => scene.call('partners.list', {}, { identity })

/** A partner where an account can be linked. */
const linkable = async (scene: Scene, identity: Identity): Promise<Partner | undefined> => (await partnersOf(scene, identity)).find(({ linked }) => linked !== undefined)

const accountAt = async (scene: Scene, partnerId: string): Promise<string> => (await scene.subject.partnerAccount?.(partnerId)) ?? ''

/** A member with a linked account, and a way to exchange out of the programme that the member has enough for. */
async function readyToExchange(scene: Scene): Promise<{ identity: Identity; partner: Partner; out: Exchange; before: number } | undefined> {
  const identity = await scene.subject.signUp()
  const balances = await scene.call('balances.list', {}, { identity })
  for (const partner of await partnersOf(scene, identity)) {
    for (const out of partner.linked === undefined ? [] : partner.exchanges) {
      const before = balances.find(({ currency }) => currency === out.from.currency)?.available ?? 0
      if (before < least(out)) continue
      await scene.call('partners.link', { partnerId: partner.id, account: await accountAt(scene, partner.id) }, { identity })
      return { identity, partner, out, before }
    }
  }
  return undefined
}

/** The least amount that an exchange takes. */
const least = ({ min, step = 1 }: Exchange): number => Math.max(step, Math.ceil(min / step) * step)

const worth = ({ from, to }: Exchange, amount: number): number => Number((BigInt(amount) * BigInt(to.amount)) / BigInt(from.amount))

const available = async (scene: Scene, identity: Identity, currency: string): Promise<number> =>
  (await scene.call('balances.list', {}, { identity })).find((balance) => balance.currency === currency)?.available ?? 0

export const partnerChecks = checks('partners', [
  {
    says: 'tells its partners and ways to exchange apart, and says of every currency what it is',
    run: async (scene) => {
      const partners = await partnersOf(scene, await scene.subject.signUp())
      same(new Set(partners.map(({ id }) => id)).size, partners.length, 'how many ids of partners differ')
      const exchanges = partners.flatMap((partner) => partner.exchanges.map((exchange) => ({ partner, exchange })))
      same(new Set(exchanges.map(({ exchange }) => exchange.id)).size, exchanges.length, 'how many ids of exchanges differ')
      for (const { partner, exchange: { id, from, to, min, max } } of exchanges) {
        const own = (currency: string) => scene.program.currencies.some((one) => one.id === currency)
        ok(own(from.currency) || own(to.currency), `${id} must have a side in a currency of the programme`)
        for (const { currency } of [from, to]) ok(own(currency) || partner.currencies?.some((one) => one.id === currency), `${partner.id} must say what ${currency} is`)
        if (max !== undefined) ok(max >= min, `${id} takes at most ${max} and at least ${min}`)
      }
    },
  },
  {
    says: 'shows guests the partners, and nothing of anybody\'s accounts',
    run: async (scene) => {
      const [guests, members] = [await scene.call('partners.list', {}), await partnersOf(scene, await scene.subject.signUp())]
      same(guests.map(({ id }) => id), members.map(({ id }) => id), 'the partners that a guest sees')
      for (const { id, linked } of guests) same(linked, undefined, `what a guest sees of an account at ${id}`)
      for (const { id, linked } of members) ok(linked !== true, `a fresh member has linked nothing at ${id}`)
    },
  },
  {
    says: 'links an account once, for this member only, and answers who has linked it',
    means: ['partnerAccount'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const partner = await linkable(scene, identity)
      if (!partner) return
      const account = await accountAt(scene, partner.id)
      const link = (who: Identity, given: string) => scene.raw('partners.link', { partnerId: partner.id, account: given }, { identity: who })
      const linked = async (who: Identity) => (await partnersOf(scene, who)).find(({ id }) => id === partner.id)?.linked
      const outcomes = await Promise.allSettled([link(identity, account), link(other, account)])
      same(outcomes.filter(({ status }) => status === 'fulfilled').length, 1, 'how many of two have linked one account')
      const [winner, loser] = outcomes[0].status === 'fulfilled' ? [identity, other] : [other, identity]
      same((await scene.call('partners.link', { partnerId: partner.id, account }, { identity: winner })).partner.linked, true, 'the same account again')
      same([await linked(winner), await linked(loser)], [true, false], 'what is linked in the lists')
      await fails(link(loser, account), 'conflict', 'an account that somebody has linked')
      await fails(link(winner, await accountAt(scene, partner.id)), 'conflict', 'a second account')
      same((await scene.call('partners.unlink', { partnerId: partner.id }, { identity: winner })).partner.linked, false, 'what is linked after unlinking')
      same((await scene.call('partners.link', { partnerId: partner.id, account }, { identity: loser })).partner.linked, true, 'what somebody else may link then')
      same(await linked(winner), false, 'what is linked in the list afterwards')
    },
  },
  {
    says: 'knows no partner that is not there, and no number that is none',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await fails(scene.raw('partners.link', { partnerId: 'no-such-partner', account: '12345678' }, { identity }), 'not_found', 'an unknown partner')
      await fails(scene.raw('partners.unlink', { partnerId: 'no-such-partner' }, { identity }), 'not_found', 'an unknown partner')
      const partner = await linkable(scene, identity)
      if (partner) await refusesField(scene.raw('partners.link', { partnerId: partner.id, account: '!' }, { identity }), 'account', 'a number that is none')
    },
  },
  {
    says: 'quotes an exchange exactly, rounded down, within its limits',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await fails(scene.raw('partners.quoteExchange', { exchangeId: 'no-such-exchange', amount: 1 }, { identity }), 'not_found', 'an unknown exchange')
      for (const { exchanges } of await partnersOf(scene, identity)) {
        for (const exchange of exchanges) {
          const { id: exchangeId, min, max, step = 1 } = exchange
          const amount = least(exchange)
          const { give, get } = await scene.call('partners.quoteExchange', { exchangeId, amount }, { identity })
          same([give, get], [amount, worth(exchange, amount)], `what ${amount} become by ${exchangeId}`)
          const wrong = (value: number, what: string) => refusesField(scene.raw('partners.quoteExchange', { exchangeId, amount: value }, { identity }), 'amount', `${exchangeId} ${what}`)
          if (min > 1) await wrong(min - 1, 'of less than the least')
          if (max !== undefined) await wrong(max + step, 'of more than the most')
          if (step > 1) await wrong(amount + 1, 'between two steps')
        }
      }
    },
  },
  {
    says: 'exchanges once for a key, there and back, and nobody gains by it',
    needs: ['balances.list', 'activity.list'],
    means: ['partnerAccount'],
    run: async (scene) => {
      const ready = await readyToExchange(scene)
      if (!ready) return
      const { identity, partner, out, before } = ready
      const { from: { currency } } = out
      const amount = least(out)
      const key = scene.key()
      const exchange = (manner: object) => scene.call('partners.exchange', { exchangeId: out.id, amount }, { identity, ...manner })
      const answers = await Promise.all([1, 2, 3].map(() => exchange({ key })))
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same([answers[0]?.quote.give, answers[0]?.quote.get], [amount, worth(out, amount)], 'what was exchanged')
      same(answers[0]?.balances.find((one) => one.currency === currency)?.available, before - amount, 'what is available in the answer')
      same(await available(scene, identity, currency), before - amount, 'what is available afterwards')
      const lines = async () => (await scene.call('activity.list', { limit: 100 }, { identity })).items.filter((line) => line.reason === 'exchange').map((line) => [line.kind, line.amount])
      same(await lines(), [['transfer', -amount]], 'the lines of the exchange')
      const back = partner.exchanges.find(({ from, to }) => from.currency === out.to.currency && to.currency === currency)
      if (!back || least(back) > worth(out, amount)) return
      const given = worth(out, amount) - (worth(out, amount) % (back.step ?? 1))
      const { quote } = await scene.call('partners.exchange', { exchangeId: back.id, amount: Math.min(given, back.max ?? given) }, { identity })
      ok(quote.get <= amount, `${amount} there and back must not become ${quote.get}`)
      same(await available(scene, identity, currency), before - amount + quote.get, 'what is available after the way back')
      same(await lines(), [['transfer', quote.get], ['transfer', -amount]], 'the lines of both')
    },
  },
  {
    says: 'never exchanges more than there is, out of the limits, or without an account',
    needs: ['balances.list'],
    means: ['partnerAccount'],
    run: async (scene) => {
      const ready = await readyToExchange(scene)
      if (!ready) return
      const { identity, out, before } = ready
      const { id: exchangeId, min, max = Number.MAX_SAFE_INTEGER, step = 1 } = out
      const stranger = await scene.subject.signUp()
      const exchange = (amount: number, who = identity) => scene.raw('partners.exchange', { exchangeId, amount }, { identity: who })
      const more = before - (before % step) + step
      if (more >= min && more <= max) await fails(exchange(more), 'insufficient_points', 'more than there is')
      if (min > 1) await fails(exchange(min - 1), 'not_eligible', 'less than the least')
      await fails(exchange(least(out), stranger), 'not_eligible', 'an exchange without a linked account')
      await fails(scene.raw('partners.exchange', { exchangeId: 'no-such-exchange', amount: 1 }, { identity }), 'not_found', 'an unknown exchange')
      same(await available(scene, identity, out.from.currency), before, 'what is available after the refusals')
      same(await available(scene, stranger, out.from.currency), before, 'what the stranger has')
    },
  },
  {
    says: 'links and exchanges nothing for a member who is blocked',
    needs: ['balances.list'],
    means: ['partnerAccount', 'block'],
    run: async (scene) => {
      const ready = await readyToExchange(scene)
      if (!ready) return
      const { identity, partner, out, before } = ready
      await scene.call('partners.unlink', { partnerId: partner.id }, { identity })
      const account = await accountAt(scene, partner.id)
      await scene.subject.block?.(identity)
      await fails(scene.raw('partners.link', { partnerId: partner.id, account }, { identity }), 'not_eligible', 'linking for who is blocked')
      await fails(scene.raw('partners.exchange', { exchangeId: out.id, amount: least(out) }, { identity }), 'not_eligible', 'an exchange of who is blocked')
      same(await available(scene, identity, out.from.currency), before, 'what is available')
    },
  },
  {
    says: 'earns where a partner takes part, and knows no other place',
    needs: ['quotes.quote'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const cart = scene.cart()
      await refusesField(scene.raw('quotes.quote', { carts: [cart, { ...cart, partner: 'no-such-partner' }] }, { identity }), 'carts.1.partner', 'a cart of an unknown partner')
      const partners = await partnersOf(scene, identity)
      const { quotes } = await scene.call('quotes.quote', { carts: partners.slice(0, 100).map(({ id }, index) => ({ ...cart, id: `${cart.id}-${index}`, partner: id })) }, { identity })
      partners.slice(0, 100).forEach(({ id, earns, spends }, index) => {
        if (!earns) same(quotes[index]?.earn, [], `what ${id} earns, where nothing is earned`)
        if (!spends) for (const { max } of quotes[index]?.spend ?? []) same(max, 0, `what may be paid with points at ${id}, which takes none`)
      })
    },
  },
])
