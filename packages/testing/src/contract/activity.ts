import type { ActivityEntry, Identity } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import { readyToHold, type Scene } from './scene.ts'
import { checks } from './suite.ts'

async function holdAndLetGo(scene: Scene, { identity, currency, amount }: { identity: Identity; currency: string; amount: number }, times: number) {
  for (let count = 0; count < times; count += 1) {
    const { redemption } = await scene.call('redemptions.hold', { cart: scene.cart(), currency, amount }, { identity })
    await scene.call('redemptions.cancel', { redemptionId: redemption.id }, { identity })
  }
}

const needs = ['redemptions.hold', 'redemptions.cancel', 'quotes.quote'] as const

export const activityChecks = checks('activity', [
  {
    says: 'pages without gaps or repeats while entries arrive',
    needs,
    run: async (scene) => {
      const ready = await readyToHold(scene)
      const { identity } = ready
      await holdAndLetGo(scene, ready, 4)
      const all = (await scene.call('activity.list', { limit: 100 }, { identity })).items.map(({ id }) => id)
      const seen: string[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < 50; pages += 1) {
        const page = await scene.call('activity.list', { limit: 3, ...(cursor === undefined ? {} : { cursor }) }, { identity })
        ok(page.items.length <= 3, 'a page must not be longer than asked for')
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next
        if (cursor === undefined) break
        await holdAndLetGo(scene, ready, 1)
      }
      same(seen, all, 'the pages together must be what was there when reading began')
    },
  },
  {
    says: 'gives page by page what it gives at once, newest first, and to nobody else',
    means: ['purchase'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const before = (await scene.call('activity.list', { limit: 100 }, { identity: other })).items.length
      for (const order of [1, 2, 3]) await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId: `contract-page-${order}` })
      const all = (await scene.call('activity.list', { limit: 100 }, { identity })).items
      ok(all.length >= 3, 'three purchases must be at least three entries')
      same(all.map(({ at }) => at), all.map(({ at }) => at).sort((a, b) => Date.parse(b) - Date.parse(a)), 'the times')
      const seen: string[] = []
      for (let cursor: string | undefined, pages = 0; pages <= all.length; pages += 1) {
        const page = await scene.call('activity.list', { limit: 1, ...(cursor === undefined ? {} : { cursor }) }, { identity })
        ok(page.items.length <= 1, 'a page must not be longer than asked for')
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next
        if (cursor === undefined) break
      }
      same(seen, all.map(({ id }) => id), 'the pages together')
      same((await scene.call('activity.list', { limit: 100 }, { identity: other })).items.length, before, 'how many entries somebody else has')
    },
  },
  {
    says: 'gives the newest first, and nobody else\'s',
    needs,
    run: async (scene) => {
      const [one, two] = [await readyToHold(scene), await readyToHold(scene)]
      await holdAndLetGo(scene, one, 2)
      const mine = (await scene.call('activity.list', { limit: 100 }, { identity: one.identity })).items
      const theirs = new Set((await scene.call('activity.list', { limit: 100 }, { identity: two.identity })).items.map(({ id }) => id))
      const times = mine.map(({ at }) => Date.parse(at))
      same(times, [...times].sort((a, b) => b - a), 'the times')
      ok(mine.every(({ id }) => !theirs.has(id)), 'no entry may belong to two members')
    },
  },
  {
    says: 'gives only the currency asked for',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      for (const { id } of scene.program.currencies) {
        const { items } = await scene.call('activity.list', { currency: id }, { identity })
        ok(items.every(({ currency }: ActivityEntry) => currency === id), `only ${id} was asked for`)
      }
      same((await scene.call('activity.list', { currency: 'no-such-currency' }, { identity })).items, [], 'entries of a currency that is not there')
    },
  },
  {
    says: 'refuses a cursor that it did not make, and a page that is too long',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await refusesField(scene.raw('activity.list', { cursor: 'made-up' }, { identity }), 'cursor', 'a made-up cursor')
      await fails(scene.raw('activity.list', { limit: 101 }, { identity }), 'invalid_input', 'a page of 101')
      await fails(scene.raw('activity.list', { limit: 0 }, { identity }), 'invalid_input', 'a page of 0')
    },
  },
])
