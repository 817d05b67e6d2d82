import { ok, same } from './expect.ts'
import { checks } from './suite.ts'

export const tierChecks = checks('tiers', [
  {
    says: 'names tiers of the programme, and the next one above',
    run: async ({ call, subject, program }) => {
      const { current, next } = await call('tiers.progress', {}, { identity: await subject.signUp() })
      const rank = (id: string | undefined) => program.tiers.find((tier) => tier.id === id)?.rank
      if (current !== undefined) ok(rank(current) !== undefined, `the programme must know the tier ${current}`)
      if (next) same(rank(next.tier), (rank(current) ?? -1) + 1, 'the rank of the next tier')
    },
  },
  {
    says: 'counts a purchase at once',
    means: ['purchase'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      // who tells which tier is next, and not how far it is, has nothing to count here
      if ((await scene.call('tiers.progress', {}, { identity })).next?.metrics.length === 0) return
      const have = async () => (await scene.call('tiers.progress', {}, { identity })).next?.metrics.map((metric) => metric.have) ?? []
      const before = await have()
      await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId: 'contract-order-1' })
      const after = await have()
      ok(after.some((value, index) => value > (before[index] ?? 0)), `a purchase must move the progress: ${before.join(', ')} to ${after.join(', ')}`)
    },
  },
])
