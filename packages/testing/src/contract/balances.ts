import { ok, same } from './expect.ts'
import { checks } from './suite.ts'

export const balanceChecks = checks('balances', [
  {
    says: 'gives one balance for each currency that a member can have',
    run: async ({ call, subject, program }) => {
      const ids = (await call('balances.list', {}, { identity: await subject.signUp() })).map(({ currency }) => currency)
      same(new Set(ids).size, ids.length, 'how many currencies differ')
      for (const id of ids) ok(program.currencies.some((currency) => currency.id === id), `the programme must know the currency ${id}`)
    },
  },
  {
    says: 'gives parts that are no more than the whole, by date',
    run: async ({ call, subject }) => {
      for (const { available, expiring = [], pending = 0, pendingBatches = [] } of await call('balances.list', {}, { identity: await subject.signUp() })) {
        ok(expiring.reduce((sum, { amount }) => sum + amount, 0) <= Math.max(0, available), 'expiring parts must be parts of what is available')
        ok(pendingBatches.reduce((sum, { amount }) => sum + amount, 0) <= pending, 'pending parts must be parts of what is pending')
        for (const list of [expiring, pendingBatches]) same(list, [...list].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), 'the soonest must come first')
      }
    },
  },
  {
    says: 'counts a purchase as pending or available, and a refund takes back exactly that',
    needs: ['quotes.quote'],
    means: ['purchase', 'refund'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const figures = async () => (await scene.call('balances.list', {}, { identity })).map(({ currency, available, pending = 0 }) => ({ currency, sum: available + pending }))
      const before = await figures()
      const cart = scene.cart()
      const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [cart] }, { identity })
      await scene.subject.purchase?.({ identity, cart, orderId: 'contract-order-1' })
      const earned = (currency: string) => (quote?.earn ?? []).filter((part) => part.currency === currency).reduce((sum, { amount }) => sum + amount, 0)
      same(await figures(), before.map(({ currency, sum }) => ({ currency, sum: sum + earned(currency) })), 'a purchase must earn what its quote said')
      await scene.subject.refund?.({ orderId: 'contract-order-1' })
      same(await figures(), before, 'after the refund nothing may be left of it')
    },
  },
  {
    says: 'counts a purchase for the one who bought, and for nobody else',
    means: ['purchase'],
    run: async (scene) => {
      const [buyer, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const all = async (identity: typeof buyer) => JSON.stringify(await scene.call('balances.list', {}, { identity }))
      const [mine, theirs] = [await all(buyer), await all(other)]
      await scene.subject.purchase?.({ identity: buyer, cart: scene.cart(), orderId: 'contract-order-of-one' })
      ok((await all(buyer)) !== mine, 'the purchase must be seen on the balances of the buyer')
      same(await all(other), theirs, 'the balances of somebody else')
    },
  },
])
