import { fails, ok, same } from './expect.ts'
import { nowOf } from './rewards.ts'
import { enrolled, signedInAgain } from './session.ts'
import { checks } from './suite.ts'

const needs = ['offers.activate'] as const

export const offerChecks = checks('offers', [
  {
    says: 'shows guests only what is public',
    run: async ({ call }) => {
      for (const offer of await call('offers.list', {})) same(offer.audience, 'public', `the audience of ${offer.id}, which a guest sees`)
    },
  },
  {
    says: 'tells its offers apart',
    run: async ({ call, can, subject }) => {
      const offers = await call('offers.list', {}, { identity: await subject.signUp() })
      const ids = offers.map(({ id }) => id)
      same(new Set(ids).size, ids.length, 'how many ids differ')
      if (!can('offers.activate')) for (const { id, activation } of offers) same(activation, 'none', `what ${id} needs where nothing can be activated`)
    },
  },
  {
    says: 'activates once, for this member only, and answers an active one again',
    needs,
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const offers = await scene.call('offers.list', {}, { identity })
      const dormant = offers.find(({ activation, state }) => activation === 'needed' && state === 'available')
      if (!dormant) return
      const { offer } = await scene.call('offers.activate', { offerId: dormant.id }, { identity })
      same(offer.state, 'active', 'the state after activating')
      same((await scene.call('offers.activate', { offerId: dormant.id }, { identity })).offer.state, 'active', 'the state after activating again')
      const seen = async (who: typeof identity) => (await scene.call('offers.list', {}, { identity: who })).find(({ id }) => id === dormant.id)?.state
      same(await seen(identity), 'active', 'the state in the list')
      ok((await seen(other)) !== 'active', 'it must not be active for somebody else')
    },
  },
  {
    says: 'knows no offer that is not there, and opens no locked one',
    needs,
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await fails(scene.raw('offers.activate', { offerId: 'no-such-offer' }, { identity }), 'not_found', 'an unknown offer')
      const locked = (await scene.call('offers.list', {}, { identity })).find(({ state }) => state === 'locked')
      if (locked) await fails(scene.raw('offers.activate', { offerId: locked.id }, { identity }), 'not_eligible', 'a locked offer')
    },
  },
  {
    says: 'speaks the language asked for',
    run: async ({ call, program }) => {
      const [own = 'en', other] = program.locales
      if (other === undefined) return
      const titles = async (locale: string) => (await call('offers.list', {}, { locale })).map(({ title }) => title)
      const [a, b] = [await titles(own), await titles(other)]
      ok(!a.length || a.join() !== b.join(), `titles in ${other} must not be those in ${own}`)
    },
  },
  {
    says: 'activates nothing for a member who is blocked',
    needs,
    means: ['block'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const dormant = (await scene.call('offers.list', {}, { identity })).find(({ activation, state }) => activation === 'needed' && state === 'available')
      if (!dormant) return
      await scene.subject.block?.(identity)
      await fails(scene.raw('offers.activate', { offerId: dormant.id }, { identity }), 'not_eligible', 'an offer of who is blocked')
    },
  },
  {
    says: 'activates nothing whose time is over',
    needs: [...needs, 'members.enrol', 'session.requestCode', 'session.verifyCode'],
    means: ['advance', 'codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { token = '' } = await enrolled(scene, identifier)
      const offers = await scene.call('offers.list', {}, { identity: { kind: 'token', token } })
      const ending = offers.filter(({ activation, state, validUntil }) => activation === 'needed' && state === 'available' && validUntil !== undefined)
      const [soonest] = ending.sort((a, b) => Date.parse(a.validUntil ?? '') - Date.parse(b.validUntil ?? ''))
      if (!soonest) return
      const now = await nowOf(scene)
      await scene.subject.advance?.(`${Math.max(1, Math.ceil((Date.parse(soonest.validUntil ?? '') - now) / 86_400_000))} days`)
      const identity = await signedInAgain(scene, identifier)
      await fails(scene.raw('offers.activate', { offerId: soonest.id }, { identity }), 'expired', 'an offer that has ended')
    },
  },
])
