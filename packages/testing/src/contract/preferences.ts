import type { Identifier, Identity, Profile } from '@loyaltykit/core'
import { isLoyaltyError } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { enrolled, enrolInput } from './session.ts'
import { checks } from './suite.ts'

/** A text field of the profile that the programme asks for, and whether it may be empty; nobody signs in with it. */
function fieldOf({ program }: Scene): { readonly name: keyof Profile; readonly required: boolean } {
  const texts: readonly (keyof Profile)[] = ['familyName', 'city', 'givenName', 'postalCode']
  const fields = program.enrolment?.fields.filter(({ name }) => texts.includes(name)) ?? []
  return fields.find(({ required }) => !required) ?? fields[0] ?? { name: 'givenName', required: true }
}

const profileOf = async (scene: Scene, identity: Identity) => (await scene.call('members.get', {}, { identity })).profile

/** A member who signs in with this identifier. */
const memberBy = async (scene: Scene, identifier: Identifier): Promise<Identity> => ({ kind: 'token', token: (await enrolled(scene, identifier)).token ?? '' })

const signing = ['members.get', 'members.enrol', 'session.requestCode', 'session.verifyCode'] as const

export const preferenceChecks = checks('preferences', [
  {
    says: 'asks what the programme asks, and gives one answer to each, the same as with the member',
    needs: ['members.get'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const { requests, consents } = await scene.call('preferences.get', {}, { identity })
      for (const { id } of scene.program.enrolment?.consents ?? []) ok(requests.some((request) => request.id === id), `${id}, which is asked for at sign-up, must be among the requests`)
      same(new Set(consents.map(({ id }) => id)).size, consents.length, 'how many consents differ')
      same(consents, (await scene.call('members.get', {}, { identity })).consents, 'the answers')
    },
  },
  {
    says: 'changes only what is given, once for a key, and clears with null what may be empty',
    needs: ['members.get'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const { name, required } = fieldOf(scene)
      const before = await profileOf(scene, identity)
      const key = scene.key()
      const changes = { profile: { [name]: 'Lovelace' } }
      const answers = await Promise.all([1, 2].map(() => scene.call('preferences.update', changes, { identity, key })))
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same(answers[0]?.member.profile, { ...before, [name]: 'Lovelace' }, 'the profile in the answer')
      same(await profileOf(scene, identity), { ...before, [name]: 'Lovelace' }, 'the profile afterwards')
      const { member } = await scene.call('preferences.update', {}, { identity })
      same(member.profile, { ...before, [name]: 'Lovelace' }, 'the profile after nothing was given')
      if (required) return refusesField(scene.raw('preferences.update', { profile: { [name]: null } }, { identity }), `profile.${name}`, `a required ${name} that is cleared`)
      const cleared = await scene.call('preferences.update', { profile: { [name]: null } }, { identity })
      same(cleared.member.profile[name], undefined, `${name} after it was cleared`)
    },
  },
  {
    says: 'keeps an answer to a request with its wording and time, until there is another',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const { requests, consents } = await scene.call('preferences.get', {}, { identity })
      const request = requests.find(({ required }) => !required)
      if (!request) return
      const { id, version } = request
      for (const granted of [true, false, true]) {
        const { preferences, member } = await scene.call('preferences.update', { consents: [{ id, version, granted }] }, { identity })
        const kept = preferences.consents.find((consent) => consent.id === id)
        same([kept?.version, kept?.granted], [version, granted], 'the answer that is kept')
        same(member.consents, preferences.consents, 'the answers with the member')
        same((await scene.call('preferences.get', {}, { identity })).consents, preferences.consents, 'the answers afterwards')
        const others = (list: typeof consents) => list.filter((consent) => consent.id !== id)
        same(others(preferences.consents), others(consents), 'the answers to other requests')
      }
    },
  },
  {
    says: 'takes back no required consent, and takes no answer to an old wording or to what is not asked; then nothing changes',
    needs: ['members.get'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const before = await scene.call('members.get', {}, { identity })
      const { requests } = await scene.call('preferences.get', {}, { identity })
      const { name } = fieldOf(scene)
      const refuses = (consent: { id: string; version: string; granted: boolean }, what: string) =>
        refusesField(scene.raw('preferences.update', { profile: { [name]: 'Lovelace' }, consents: [consent] }, { identity }), `consents.${consent.id}`, what)
      for (const { id, version, required } of requests) {
        if (required) await refuses({ id, version, granted: false }, `${id} taken back`)
        else await refuses({ id, version: 'an-old-one', granted: true }, `an old wording of ${id}`)
      }
      await refuses({ id: 'no-such-consent', version: '1', granted: true }, 'a consent that is not asked for')
      same(await scene.call('members.get', {}, { identity }), before, 'the member after the refusals')
    },
  },
  {
    says: 'changes what one signs in with for nobody without a proof, and does not tell whose another address is',
    needs: signing,
    means: ['codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      if (identifier.kind === 'card') return
      const identity = await memberBy(scene, identifier)
      const other = identifier.kind === 'phone' ? '+447700900999' : `${scene.key()}@contract.example`
      await refusesField(scene.raw('preferences.update', { profile: { [identifier.kind]: other } }, { identity }), `profile.${identifier.kind}`, 'another log-in')
      if (identifier.kind !== 'phone' || !scene.program.enrolment?.identifiers.includes('email')) return
      const taken = `${scene.key()}@contract.example`
      await memberBy(scene, { kind: 'email', value: taken })
      const outcome = async (email: string) => {
        try {
          const { member: { profile } } = await scene.call('preferences.update', { profile: { email } }, { identity })
          return { ...profile, email: profile.email === email }
        } catch (error) {
          return isLoyaltyError(error) ? { code: error.code, message: error.message, issues: error.details?.issues } : String(error)
        }
      }
      same(await outcome(taken), await outcome(`${scene.key()}@contract.example`), 'what is answered to somebody else\'s address, and to a free one')
    },
  },
  {
    says: 'exports what it knows of this member, and of nobody else',
    needs: ['preferences.export'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const { name } = fieldOf(scene)
      await scene.call('preferences.update', { profile: { [name]: 'Lovelace' } }, { identity })
      await scene.call('preferences.update', { profile: { [name]: 'Babbage' } }, { identity: other })
      const { text } = await scene.call('preferences.export', {}, { identity })
      let document: unknown
      try {
        document = JSON.parse(text)
      } catch {
        document = undefined
      }
      ok(typeof document === 'object' && document !== null, 'an export must be a JSON document')
      ok(text.includes('Lovelace'), 'an export must hold what the member has told')
      ok(!text.includes('Babbage'), 'an export must hold nothing of somebody else')
    },
  },
  {
    says: 'exports again and again, or says from when on it does',
    needs: ['preferences.export'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      for (let count = 0; count < 20; count += 1) {
        const error = await scene.raw('preferences.export', {}, { identity }).then(() => undefined, (reason: unknown) => reason)
        if (error === undefined) continue
        ok(isLoyaltyError(error) && error.code === 'rate_limited', `an export too many must fail with rate_limited, and failed with ${String(error)}`)
        ok(count > 0, 'the first export must not be one too many')
        ok(error.details?.retryAt !== undefined, 'an export too many must say from when on there is another: details.retryAt')
        await scene.call('preferences.export', {}, { identity: await scene.subject.signUp() })
        return
      }
    },
  },
  {
    says: 'ends every log-in of a member who leaves, and answers the key of the leaving again',
    needs: ['members.get', 'preferences.leave'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const key = scene.key()
      for (let count = 0; count < 3; count += 1) same(await scene.call('preferences.leave', { comment: 'Too far away' }, { identity, key }), {}, 'the answer to leaving')
      await fails(scene.raw('members.get', {}, { identity }), 'unauthenticated', 'a call after leaving')
      await fails(scene.raw('preferences.leave', {}, { identity }), 'unauthenticated', 'leaving again with another key')
      await scene.call('members.get', {}, { identity: other })
    },
  },
  {
    says: 'lets who has left join again, as somebody new without points',
    needs: [...signing, 'balances.list', 'preferences.leave'],
    means: ['codeFor', 'advance'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const identity = await memberBy(scene, identifier)
      const { id } = await scene.call('members.get', {}, { identity })
      await scene.call('preferences.leave', {}, { identity })
      await scene.subject.advance?.('10 minutes')
      const challenge = await scene.call('session.requestCode', { identifier })
      const verified = await scene.call('session.verifyCode', { challengeId: challenge.id, code: (await scene.subject.codeFor?.(identifier)) ?? '' })
      ok(verified.outcome === 'not_enrolled', 'who has left must not be signed in')
      const { member, balances, granted } = await scene.call('members.enrol', enrolInput(scene, verified.ticket))
      ok(member.id !== id, 'who comes back must be somebody new')
      for (const { currency, available } of balances) {
        same(available, granted.filter((points) => points.currency === currency).reduce((sum, { amount }) => sum + amount, 0), `what a new member has of ${currency}`)
      }
    },
  },
])
