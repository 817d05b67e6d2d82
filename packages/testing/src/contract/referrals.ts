import type { Identity } from '@loyaltykit/core'
import { fails, ok, same } from './expect.ts'
import { enrolled } from './session.ts'
import { available } from './scene.ts'
import { checks } from './suite.ts'

export const referralChecks = checks('referrals', [
  {
    says: 'gives each member a code of their own, the same again',
    run: async (scene) => {
      const [a, b] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const [one, two] = [await scene.call('referrals.get', {}, { identity: a }), await scene.call('referrals.get', {}, { identity: b })]
      ok(one.code !== two.code, 'two members must have two codes')
      same((await scene.call('referrals.get', {}, { identity: a })).code, one.code, 'the code asked for again')
    },
  },
  {
    says: 'lets anybody look up a member\'s code',
    needs: ['referrals.lookUp'],
    run: async (scene) => {
      const { code, friend } = await scene.call('referrals.get', {}, { identity: await scene.subject.signUp() })
      const found = await scene.call('referrals.lookUp', { code })
      same([found.valid, found.friend], [true, friend], 'what the code is worth to a friend')
    },
  },
  {
    says: 'says only that an unknown code is not valid',
    needs: ['referrals.lookUp'],
    run: async (scene) => same(await scene.call('referrals.lookUp', { code: 'NO-SUCH-CODE' }), { valid: false }, 'an unknown code'),
  },
  {
    says: 'shows a friend who joined to the advocate, without the friend\'s name',
    needs: ['members.enrol', 'session.requestCode', 'session.verifyCode'],
    means: ['codeFor'],
    run: async (scene) => {
      const advocate = await scene.subject.signUp()
      const { code } = await scene.call('referrals.get', {}, { identity: advocate })
      await enrolled(scene, scene.identifier(), { referralCode: code })
      const { invitations } = await scene.call('referrals.get', {}, { identity: advocate })
      same(invitations.map(({ state }) => state), ['joined'], 'the invitations')
      ok(!JSON.stringify(invitations).includes('Ada'), 'the friend\'s name must be hidden')
    },
  },
  {
    says: 'rewards both with the friend\'s first purchase, and once',
    needs: ['members.enrol', 'session.requestCode', 'session.verifyCode', 'balances.list'],
    means: ['codeFor', 'purchase'],
    run: async (scene) => {
      const advocate = await scene.subject.signUp()
      const { code, advocate: reward } = await scene.call('referrals.get', {}, { identity: advocate })
      const { token } = await enrolled(scene, scene.identifier(), { referralCode: code })
      if (token === undefined) return
      const friend: Identity = { kind: 'token', token }
      const all = async (identity: Identity) => (await scene.call('balances.list', {}, { identity })).reduce((sum, { available: now, pending = 0 }) => sum + now + pending, 0)
      const [mine, theirs] = [await all(advocate), await all(friend)]
      await scene.subject.purchase?.({ identity: friend, cart: scene.cart(), orderId: 'contract-friend-1' })
      await scene.subject.purchase?.({ identity: friend, cart: scene.cart(), orderId: 'contract-friend-2' })
      same((await all(advocate)) - mine, reward.amount, 'what the advocate got')
      ok((await all(friend)) - theirs >= reward.amount, 'the friend must have got the bonus too')
      same((await scene.call('referrals.get', {}, { identity: advocate })).invitations.map(({ state }) => state), ['rewarded'], 'the invitations')
      ok((await available(scene, advocate)) >= 0, 'nobody may owe for it')
    },
  },
  {
    says: 'gives no invitation to a member who is blocked',
    means: ['block'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const { code } = await scene.call('referrals.get', {}, { identity })
      await scene.subject.block?.(identity)
      await fails(scene.raw('referrals.get', {}, { identity }), 'not_eligible', 'an invitation of who is blocked')
      if (scene.can('referrals.lookUp')) same((await scene.call('referrals.lookUp', { code })).valid, false, 'the code of who is blocked')
    },
  },
])
