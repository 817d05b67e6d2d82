import type { Identity } from '@loyaltykit/core'
import { isLoyaltyError } from '@loyaltykit/core'
import { ok, same } from './expect.ts'
import { readyToHold } from './scene.ts'
import type { Check } from './suite.ts'

/** Members, calls and instances know nothing of one another. */
export const apartChecks: readonly Check[] = [
  {
    group: 'program',
    says: 'keeps nothing of one call for the next: reads for several at once answer each their own',
    needs: ['members.get', 'balances.list', 'redemptions.hold', 'redemptions.list', 'quotes.quote'],
    run: async (scene) => {
      const rich = await readyToHold(scene)
      await scene.call('redemptions.hold', { cart: rich.cart, currency: rich.currency, amount: rich.amount }, { identity: rich.identity })
      const people = [rich.identity, await scene.subject.signUp(), await scene.subject.signUp()]
      const look = async (identity: Identity) => ({
        member: (await scene.call('members.get', {}, { identity })).id,
        balances: await scene.call('balances.list', {}, { identity }),
        held: await scene.call('redemptions.list', {}, { identity }),
      })
      const alone = []
      for (const identity of people) alone.push(await look(identity))
      same(new Set(alone.map(({ member }) => member)).size, people.length, 'how many members there are')
      const [first, poor] = alone
      ok(JSON.stringify(first?.balances) !== JSON.stringify(poor?.balances), 'one who holds points and one who does not must not see the same balances')
      same(poor?.held, [], 'what a member sees held who holds nothing')
      for (let round = 0; round < 3; round += 1) {
        const together = await Promise.all([...people, ...people].map(look))
        same(together, [...alone, ...alone], 'what each sees among others')
      }
    },
  },
  {
    group: 'program',
    says: 'shares nothing with another instance',
    needs: ['members.get'],
    run: async (scene, another) => {
      const other = await another()
      const identity = await scene.subject.signUp()
      const { id } = await scene.call('members.get', {}, { identity })
      try {
        const found = await other.call('members.get', {}, { identity })
        ok(found.id !== id, 'a member of one instance must be unknown to the other')
      } catch (error) {
        if (!isLoyaltyError(error)) throw error
        same(error.code, 'unauthenticated', 'how the other instance fails')
      } finally {
        await other.subject.dispose()
      }
    },
  },
]
