import type { Identity } from '@loyaltykit/core'
import { fails, ok, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { enrolled, signedInAgain } from './session.ts'
import { checks } from './suite.ts'

const seen = async (scene: Scene, identity: Identity, id: string) => (await scene.call('challenges.list', {}, { identity })).find((challenge) => challenge.id === id)

/** A challenge that a fresh member may join, by what it counts where that matters. */
const joinable = async (scene: Scene, identity: Identity, metric?: string) =>
  (await scene.call('challenges.list', {}, { identity })).find((challenge) => challenge.state === 'available' && (metric === undefined || challenge.metric === metric))

/** All that a member has of a currency, spendable or not yet. */
async function total(scene: Scene, identity: Identity, currency: string): Promise<number> {
  const balance = (await scene.call('balances.list', {}, { identity })).find((one) => one.currency === currency)
  return (balance?.available ?? 0) + (balance?.pending ?? 0)
}

export const challengeChecks = checks('challenges', [
  {
    says: 'tells its challenges apart, and what a fresh member has of each',
    run: async (scene) => {
      const challenges = await scene.call('challenges.list', {}, { identity: await scene.subject.signUp() })
      same(new Set(challenges.map(({ id }) => id)).size, challenges.length, 'how many ids differ')
      for (const { id, state, have, need, completedAt, metric, currency, prize } of challenges) {
        ok(need > 0, `${id} must need something`)
        if (state === 'completed') ok(completedAt !== undefined, `${id} is completed and must say when`)
        else ok(have < need, `${id} has what it needs and is ${state}`)
        ok(state !== 'available' || scene.can('challenges.join'), `${id} waits to be joined, and nobody can join`)
        if (state === 'available') same(have, 0, `what ${id} has before it was joined`)
        if (metric === 'spend' || metric === 'points') ok(currency !== undefined, `${id} counts ${metric} and must say of which currency`)
        if (prize) ok(scene.program.currencies.some((one) => one.id === prize.currency), `the prize of ${id} must be in a currency of the programme`)
      }
    },
  },
  {
    says: 'is joined once, by this member only, and answers who has joined',
    needs: ['challenges.join'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const open = await joinable(scene, identity)
      if (!open) return
      const key = scene.key()
      const join = (manner: object) => scene.call('challenges.join', { challengeId: open.id }, { identity, ...manner })
      const answers = await Promise.all([1, 2, 3].map(() => join({ key })))
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same(answers[0]?.challenge.state, 'joined', 'the state after joining')
      same((await join({})).challenge, answers[0]?.challenge, 'the challenge joined again')
      same(await seen(scene, identity, open.id), answers[0]?.challenge, 'the challenge in the list')
      same((await seen(scene, other, open.id))?.state, 'available', 'the state for somebody else')
    },
  },
  {
    says: 'knows no challenge that is not there',
    needs: ['challenges.join'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await fails(scene.raw('challenges.join', { challengeId: 'no-such-challenge' }, { identity }), 'not_found', 'an unknown challenge')
    },
  },
  {
    says: 'counts purchases, gives its prize once with the last, and takes it back with a refund',
    needs: ['challenges.join', 'balances.list'],
    means: ['purchase', 'refund'],
    run: async (scene) => {
      // the one who has not joined shows what the purchases give by themselves
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const open = await joinable(scene, identity, 'orders')
      if (!open || open.need > 20) return
      await scene.call('challenges.join', { challengeId: open.id }, { identity })
      const orders: string[] = []
      const buy = async () => {
        orders.push(`o-${scene.key()}`)
        for (const [who, mark] of [[identity, 'a'], [other, 'b']] as const) await scene.subject.purchase?.({ identity: who, cart: scene.cart(), orderId: `${orders.at(-1)}-${mark}` })
      }
      const giveBack = async (order: string | undefined) => {
        for (const mark of ['a', 'b']) await scene.subject.refund?.({ orderId: `${order}-${mark}` })
      }
      const prize = async () => (open.prize ? await total(scene, identity, open.prize.currency) - await total(scene, other, open.prize.currency) : 0)
      for (let have = 0; have < open.need; have += 1) {
        same([(await seen(scene, identity, open.id))?.have, await prize()], [have, 0], `what there is after ${have} purchases`)
        await buy()
      }
      const done = await seen(scene, identity, open.id)
      same([done?.state, done?.completedAt !== undefined, await prize()], ['completed', true, open.prize?.amount ?? 0], 'the challenge after the last purchase, and its prize')
      await fails(scene.raw('challenges.join', { challengeId: open.id }, { identity }), 'not_eligible', 'joining what is completed')
      await buy()
      same(await prize(), open.prize?.amount ?? 0, 'the prize after one purchase more')
      await giveBack(orders[0])
      same([(await seen(scene, identity, open.id))?.state, await prize()], ['completed', open.prize?.amount ?? 0], 'the challenge while enough is left')
      await giveBack(orders[1])
      await giveBack(orders[1])
      same([(await seen(scene, identity, open.id))?.state, await prize()], ['joined', 0], 'the challenge when too little is left')
      await buy()
      same([(await seen(scene, identity, open.id))?.state, await prize()], ['completed', open.prize?.amount ?? 0], 'the challenge completed again')
    },
  },
  {
    says: 'counts the purchases of this member by itself where nothing is to be joined',
    means: ['purchase'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const counting = (await scene.call('challenges.list', {}, { identity })).find(({ state, metric, have, need }) => state === 'joined' && metric === 'orders' && have + 1 < need)
      if (!counting) return
      await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId: `o-${scene.key()}` })
      same((await seen(scene, identity, counting.id))?.have, counting.have + 1, 'what is counted after a purchase')
      same((await seen(scene, other, counting.id))?.have, counting.have, 'what is counted for somebody else')
    },
  },
  {
    says: 'ends at the time that it says',
    needs: ['challenges.join', 'members.get', 'members.enrol', 'session.requestCode', 'session.verifyCode'],
    means: ['advance', 'codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      let identity: Identity = { kind: 'token', token: (await enrolled(scene, identifier)).token ?? '' }
      const open = await joinable(scene, identity)
      if (!open) return
      const { challenge } = await scene.call('challenges.join', { challengeId: open.id }, { identity })
      if (challenge.validUntil === undefined) return
      const { joinedAt } = await scene.call('members.get', {}, { identity })
      await scene.subject.advance?.(`${Math.ceil((Date.parse(challenge.validUntil) - Date.parse(joinedAt)) / 86_400_000)} days`)
      identity = await signedInAgain(scene, identifier)
      same((await seen(scene, identity, open.id))?.state, 'expired', 'the state when its time is over')
      await fails(scene.raw('challenges.join', { challengeId: open.id }, { identity }), 'expired', 'joining what has ended')
    },
  },
])
