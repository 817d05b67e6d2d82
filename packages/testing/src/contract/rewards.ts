import { isLoyaltyError, type ErrorCode, type Identity, type Reward } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

/** All of the catalogue, as somebody sees it. */
export async function catalogue(scene: Scene, identity?: Identity): Promise<Reward[]> {
  const seen: Reward[] = []
  for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
    const page = await scene.call('rewards.list', { limit: 100, ...(cursor === undefined ? {} : { cursor }) }, identity ? { identity } : {})
    seen.push(...page.items)
    cursor = page.next
    if (cursor === undefined) break
  }
  return seen
}

/** A fresh member with a reward that can be taken, of this kind where one is named. */
export async function readyToClaim(scene: Scene, fits: (reward: Reward) => boolean = () => true): Promise<{ identity: Identity; reward: Reward }> {
  const identity = await scene.subject.signUp()
  const reward = (await catalogue(scene, identity)).find((one) => one.state === 'available' && one.cost.amount > 0 && fits(one))
  ok(reward, 'the catalogue must have such a reward that a fresh member of the contract can take')
  return { identity, reward }
}

const has = async (scene: Scene, identity: Identity, currency: string) =>
  (await scene.call('balances.list', {}, { identity })).find((balance) => balance.currency === currency)?.available ?? 0

const personal: readonly Reward['lockedBecause'][] = ['balance_too_low', 'tier_too_low', 'limit_reached', 'not_eligible']

/** What taking such a reward is refused with. */
const refusalOf = ({ state, lockedBecause }: Reward): ErrorCode | undefined =>
  state === 'available' ? undefined : lockedBecause === 'balance_too_low' ? 'insufficient_points' : 'not_eligible'

export const rewardChecks = checks('rewards', [
  {
    says: 'shows guests the catalogue, and nothing that is personal',
    run: async (scene) => {
      const rewards = await catalogue(scene)
      same(new Set(rewards.map(({ id }) => id)).size, rewards.length, 'how many ids differ')
      for (const { id, lockedBecause } of rewards) ok(!personal.includes(lockedBecause), `a guest must not see ${id} locked because of ${String(lockedBecause)}`)
    },
  },
  {
    says: 'says why a reward is locked, and only then',
    run: async (scene) => {
      for (const { id, state, lockedBecause } of await catalogue(scene, await scene.subject.signUp())) same(lockedBecause !== undefined, state === 'locked', `whether ${id}, which is ${state}, says why it is locked`)
    },
  },
  {
    says: 'pages without gaps or repeats while rewards are taken',
    run: async (scene) => {
      const { identity, reward } = await readyToClaim(scene)
      const all = (await catalogue(scene, identity)).map(({ id }) => id)
      const seen: string[] = []
      for (let cursor: string | undefined, pages = 0; pages <= all.length; pages += 1) {
        const page = await scene.call('rewards.list', { limit: 2, ...(cursor === undefined ? {} : { cursor }) }, { identity })
        ok(page.items.length <= 2, 'a page must not be longer than asked for')
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next
        if (cursor === undefined) break
        if (pages === 0) await scene.call('rewards.claim', { rewardId: reward.id }, { identity })
      }
      same(seen, all, 'the pages together')
    },
  },
  {
    says: 'takes the cost from what is available, and gives the member what it is',
    needs: ['balances.list'],
    run: async (scene) => {
      const { identity, reward } = await readyToClaim(scene)
      const { currency, amount } = reward.cost
      const before = await has(scene, identity, currency)
      const answer = await scene.call('rewards.claim', { rewardId: reward.id }, { identity })
      same(answer.reward.id, reward.id, 'the reward of the answer')
      same(answer.balances.find((balance) => balance.currency === currency)?.available, before - amount, 'what is available in the answer')
      same(await has(scene, identity, currency), before - amount, 'what is available afterwards')
      if (reward.kind === 'coupon') same(answer.coupon?.state, 'available', 'the coupon of the answer')
      if (reward.kind === 'gift_card') same(answer.giftCard?.state, 'active', 'the gift card of the answer')
      if (reward.left !== undefined && answer.reward.left !== undefined) same(answer.reward.left, reward.left - 1, 'how many are left')
      if (!scene.can('activity.list')) return
      const [line] = (await scene.call('activity.list', { currency }, { identity })).items
      same([line?.kind, line?.amount], ['spend', -amount], 'the newest line of the ledger')
    },
  },
  {
    says: 'takes a reward once for a key, however often and at once',
    needs: ['balances.list'],
    run: async (scene) => {
      const { identity, reward } = await readyToClaim(scene)
      const { currency, amount } = reward.cost
      const before = await has(scene, identity, currency)
      const key = scene.key()
      const claim = () => scene.call('rewards.claim', { rewardId: reward.id }, { identity, key })
      const answers = await Promise.all([claim(), claim(), claim()])
      answers.push(await claim())
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same(await has(scene, identity, currency), before - amount, 'what is available')
    },
  },
  {
    says: 'gives no more than are left, also when two ask at once',
    needs: ['balances.list'],
    run: async (scene) => {
      // a backend that tells of no reward how many are left limits none
      if ((await catalogue(scene, await scene.subject.signUp())).every(({ left }) => left === undefined)) return
      const { identity, reward } = await readyToClaim(scene, ({ left }) => left === 1)
      const { currency, amount } = reward.cost
      const before = await has(scene, identity, currency)
      const results = await Promise.allSettled([1, 2, 3].map(() => scene.call('rewards.claim', { rewardId: reward.id }, { identity })))
      same(results.filter(({ status }) => status === 'fulfilled').length, 1, 'how many were given')
      for (const result of results) if (result.status === 'rejected') ok(isLoyaltyError(result.reason) && ['not_eligible', 'insufficient_points'].includes(result.reason.code), `why the others were not: ${String(result.reason)}`)
      same(await has(scene, identity, currency), before - amount, 'what is available')
    },
  },
  {
    says: 'refuses what can\'t be taken for the reason that the catalogue gives, and takes nothing for it',
    needs: ['balances.list'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const before = await scene.call('balances.list', {}, { identity })
      await fails(scene.raw('rewards.claim', { rewardId: 'no-such-reward' }, { identity }), 'not_found', 'an unknown reward')
      for (const reward of await catalogue(scene, identity)) {
        const code = refusalOf(reward)
        if (code) await fails(scene.raw('rewards.claim', { rewardId: reward.id }, { identity }), code, `${reward.id}, which is ${reward.lockedBecause ?? reward.state},`)
      }
      same(await scene.call('balances.list', {}, { identity }), before, 'what the member has')
    },
  },
  {
    says: 'gives no reward after its end, and shows it no more',
    means: ['advance'],
    run: async (scene) => {
      const guestView = await catalogue(scene)
      const [reward] = guestView.filter(({ state, validUntil }) => state === 'available' && validUntil !== undefined)
      if (!reward?.validUntil) return
      await scene.subject.advance?.(`${Math.ceil((Date.parse(reward.validUntil) - await nowOf(scene)) / 86_400_000) + 1} days`)
      const identity = await scene.subject.signUp()
      await fails(scene.raw('rewards.claim', { rewardId: reward.id }, { identity }), 'expired', 'a reward that has ended')
      ok((await catalogue(scene, identity)).every(({ id, state }) => id !== reward.id || state !== 'available'), 'a reward that has ended must not be on offer')
    },
  },
  {
    says: 'refuses a cursor that it did not make, and a page that is too long',
    run: async (scene) => {
      await refusesField(scene.raw('rewards.list', { cursor: 'made-up' }), 'cursor', 'a made-up cursor')
      for (const limit of [0, 101]) await refusesField(scene.raw('rewards.list', { limit }), 'limit', `a page of ${limit}`)
    },
  },
  {
    says: 'speaks the language asked for',
    run: async ({ call, program }) => {
      const [own = 'en', other] = program.locales
      if (other === undefined) return
      const titles = async (locale: string) => (await call('rewards.list', {}, { locale })).items.map(({ title }) => title)
      const [a, b] = [await titles(own), await titles(other)]
      ok(!a.length || a.join() !== b.join(), `titles in ${other} must not be those in ${own}`)
    },
  },
])

/** The backend's time, as far as its data says: a member has joined at it. */
export async function nowOf(scene: Scene): Promise<number> {
  const identity = await scene.subject.signUp()
  const joined = scene.can('members.get') ? Date.parse((await scene.call('members.get', {}, { identity })).joinedAt) : Number.NaN
  return Number.isNaN(joined) ? Date.now() : joined
}
