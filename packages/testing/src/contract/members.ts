import { fails, ok, refusesField, same } from './expect.ts'
import { enrolInput } from './session.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

async function ticketFor(scene: Scene, identifier = scene.identifier()): Promise<string> {
  const challenge = await scene.call('session.requestCode', { identifier })
  const verified = await scene.call('session.verifyCode', { challengeId: challenge.id, code: (await scene.subject.codeFor?.(identifier)) ?? '' })
  ok(verified.outcome === 'not_enrolled', 'a new identifier must get a ticket')
  return verified.ticket
}

const needs = ['members.enrol', 'session.requestCode', 'session.verifyCode'] as const
const means = ['codeFor'] as const

export const memberChecks = checks('members', [
  {
    says: 'gives each member themselves',
    run: async ({ call, subject }) => {
      const [a, b] = [await subject.signUp(), await subject.signUp()]
      const [one, two] = [await call('members.get', {}, { identity: a }), await call('members.get', {}, { identity: b })]
      ok(one.id !== two.id, 'two sign-ups must make two members')
      same((await call('members.get', {}, { identity: a })).id, one.id, 'the member')
    },
  },
  {
    says: 'signs a new member in, with what was told, agreed to and granted',
    needs, means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      const { session, member, balances, granted } = await scene.call('members.enrol', input)
      same(session.memberId, member.id, 'the session\'s member')
      for (const [name, value] of Object.entries(input.profile)) same((member.profile as Record<string, unknown>)[name], value, `profile.${name}`)
      for (const consent of input.consents) {
        const kept = member.consents.find(({ id }) => id === consent.id)
        same([kept?.version, kept?.granted], [consent.version, consent.granted], `consent ${consent.id} with its version`)
      }
      const welcome = granted.filter(({ reason }) => reason === 'welcome').map(({ currency, amount }) => ({ currency, amount }))
      same(welcome, scene.program.enrolment?.welcome ?? [], 'the welcome bonus that the programme promises')
      for (const { currency, amount } of welcome) ok((balances.find((balance) => balance.currency === currency)?.available ?? 0) >= amount, 'the welcome bonus must be on the balance')
      if (session.token !== undefined) same((await scene.call('members.get', {}, { identity: { kind: 'token', token: session.token } })).id, member.id, 'the member behind the token')
    },
  },
  {
    says: 'names each required field that is missing',
    needs, means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      for (const { name, required } of scene.program.enrolment?.fields ?? []) {
        if (required) await refusesField(scene.raw('members.enrol', { ...input, profile: { ...input.profile, [name]: undefined } }), `profile.${name}`, `enrolment without ${name}`)
      }
    },
  },
  {
    says: 'makes no member without each required consent, to the wording of today',
    needs, means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      for (const { id, required } of scene.program.enrolment?.consents ?? []) {
        if (!required) continue
        const change = (news: object) => input.consents.map((consent) => (consent.id === id ? { ...consent, ...news } : consent))
        await refusesField(scene.raw('members.enrol', { ...input, consents: change({ granted: false }) }), `consents.${id}`, `enrolment without ${id}`)
        await refusesField(scene.raw('members.enrol', { ...input, consents: change({ version: 'an-old-one' }) }), `consents.${id}`, `an old wording of ${id}`)
      }
      await scene.call('members.enrol', input)
    },
  },
  {
    says: 'makes no member without a ticket of its own',
    needs: ['members.enrol'],
    run: async (scene) => {
      await fails(scene.raw('members.enrol', enrolInput(scene, 'no-such-ticket')), 'expired', 'a made-up ticket')
    },
  },
  {
    says: 'makes one member of one person',
    needs, means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      await scene.call('members.enrol', input)
      await fails(scene.raw('members.enrol', input), 'conflict', 'the same person again')
    },
  },
  {
    says: 'makes one member of one key, however often and at once',
    needs, means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      const key = scene.key()
      const answers = await Promise.all([1, 2, 3].map(() => scene.call('members.enrol', input, { key })))
      for (const answer of answers) same(answer.member.id, answers[0]?.member.id, 'the member')
    },
  },
  {
    says: 'refuses an unknown referral code and names the field',
    needs: [...needs, 'referrals.lookUp'], means,
    run: async (scene) => {
      const input = enrolInput(scene, await ticketFor(scene))
      await refusesField(scene.raw('members.enrol', { ...input, referralCode: 'NO-SUCH-CODE' }), 'referralCode', 'an unknown referral code')
      await scene.call('members.enrol', input)
    },
  },
  {
    says: 'takes an old card at sign-up with what was on it, and names the field of one that is none or somebody\'s',
    needs: [...needs, 'cards.list'], means: [...means, 'oldCard'],
    run: async (scene) => {
      const [input, other] = [enrolInput(scene, await ticketFor(scene)), enrolInput(scene, await ticketFor(scene))]
      const cardNumber = await scene.subject.oldCard?.() ?? ''
      await refusesField(scene.raw('members.enrol', { ...input, cardNumber: '0000-no-such-card' }), 'cardNumber', 'an unknown card')
      const { granted, balances } = await scene.call('members.enrol', { ...input, cardNumber })
      for (const { currency } of granted) {
        const sum = granted.reduce((total, one) => (one.currency === currency ? total + one.amount : total), 0)
        same(balances.find((balance) => balance.currency === currency)?.available, sum, `what is available of ${currency} of all that was given`)
      }
      await refusesField(scene.raw('members.enrol', { ...other, cardNumber }), 'cardNumber', 'a card that somebody has linked')
    },
  },
])
