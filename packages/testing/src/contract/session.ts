import { isLoyaltyError, type Identifier, type Identity, type Session } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

const codeOf = async (scene: Scene, identifier: Identifier) => (await scene.subject.codeFor?.(identifier)) ?? ''
const wrong = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10))

/** Makes a member of this identifier through the port; gives the session. */
export async function enrolled(scene: Scene, identifier: Identifier, extra: { referralCode?: string } = {}): Promise<Session> {
  const challenge = await scene.call('session.requestCode', { identifier })
  const verified = await scene.call('session.verifyCode', { challengeId: challenge.id, code: await codeOf(scene, identifier) })
  ok(verified.outcome === 'not_enrolled', 'a new identifier must get a ticket')
  return (await scene.call('members.enrol', enrolInput(scene, verified.ticket, extra))).session
}

/** Signs a member in again, whose log-in may have ended. */
export async function signedInAgain(scene: Scene, identifier: Identifier): Promise<Identity> {
  const challenge = await scene.call('session.requestCode', { identifier })
  const verified = await scene.call('session.verifyCode', { challengeId: challenge.id, code: await codeOf(scene, identifier) })
  ok(verified.outcome === 'signed_in', 'a member must be signed in')
  return { kind: 'token', token: verified.session.token ?? '' }
}

/** What a form would send for a person who fills in everything that is required and agrees to it. */
export function enrolInput({ program, key }: Pick<Scene, 'program' | 'key'>, ticket: string, extra: { referralCode?: string; cardNumber?: string } = {}) {
  const values = { givenName: 'Ada', familyName: 'Byron', email: `${key()}@contract.example`, phone: `+447700${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`, birthday: '1990-12-10', gender: 'female', city: 'London', postalCode: 'N1 1AA' } as const
  const required = (program.enrolment?.fields ?? []).filter((field) => field.required)
  return {
    ticket,
    profile: Object.fromEntries(required.map(({ name }) => [name, values[name]])),
    consents: (program.enrolment?.consents ?? []).map(({ id, version, required: granted }) => ({ id, version, granted })),
    ...extra,
  }
}

export const sessionChecks = checks('session', [
  {
    says: 'signs nobody in for a guest',
    run: async ({ call }) => same(await call('session.current', {}), null, 'the session of a guest'),
  },
  {
    says: 'answers the same whether a member exists or not',
    needs: ['members.enrol'],
    means: ['codeFor', 'advance'],
    run: async (scene) => {
      const [known, unknown] = [scene.identifier(), scene.identifier()]
      await enrolled(scene, known)
      await scene.subject.advance?.('2 hours')
      const [a, b] = [await scene.call('session.requestCode', { identifier: known }), await scene.call('session.requestCode', { identifier: unknown })]
      const seen = ({ channel, length, to }: typeof a) => ({ channel, length, to: to.length })
      same(seen(a), seen(b), 'the answer for a member must be that for a stranger')
    },
  },
  {
    says: 'hides most of where the code went',
    run: async (scene) => {
      const identifier = scene.identifier()
      const { to } = await scene.call('session.requestCode', { identifier })
      ok(!to.includes(identifier.value), `${to} must not show the whole identifier`)
    },
  },
  {
    says: 'refuses something that is no identifier and names the field',
    run: async (scene) => refusesField(scene.raw('session.requestCode', { identifier: { kind: 'email', value: 'not an address' } }), 'identifier.value', 'no address'),
  },
  {
    says: 'asks for patience, with a time, when codes are asked for too quickly',
    run: async (scene) => {
      const identifier = scene.identifier()
      await scene.call('session.requestCode', { identifier })
      const error = await fails(scene.raw('session.requestCode', { identifier }), 'rate_limited', 'a second code at once')
      ok(error.details?.retryAt !== undefined, 'rate_limited must say when to come back')
    },
  },
  {
    says: 'gives a stranger a ticket and a member a session',
    needs: ['members.enrol', 'members.get'],
    means: ['codeFor', 'advance'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const first = await enrolled(scene, identifier)
      await scene.subject.advance?.('2 hours')
      const challenge = await scene.call('session.requestCode', { identifier })
      const verified = await scene.call('session.verifyCode', { challengeId: challenge.id, code: await codeOf(scene, identifier) })
      ok(verified.outcome === 'signed_in', 'a member must be signed in')
      same(verified.session.memberId, first.memberId, 'the member')
    },
  },
  {
    says: 'refuses a wrong code, and the right one after too many wrong ones',
    means: ['codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { id: challengeId } = await scene.call('session.requestCode', { identifier })
      const code = await codeOf(scene, identifier)
      await fails(scene.raw('session.verifyCode', { challengeId, code: wrong(code) }), 'wrong_code', 'a wrong code')
      for (let tries = 0; tries < 20; tries += 1) await scene.raw('session.verifyCode', { challengeId, code: wrong(code) }).catch(() => undefined)
      await fails(scene.raw('session.verifyCode', { challengeId, code }), ['expired', 'rate_limited'], 'the right code after too many wrong ones')
    },
  },
  {
    says: 'counts one try for one key',
    means: ['codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { id: challengeId } = await scene.call('session.requestCode', { identifier })
      const code = await codeOf(scene, identifier)
      const key = scene.key()
      for (let tries = 0; tries < 20; tries += 1) await fails(scene.raw('session.verifyCode', { challengeId, code: wrong(code) }, { key }), 'wrong_code', 'the same wrong try again')
      await scene.call('session.verifyCode', { challengeId, code })
    },
  },
  {
    says: 'takes a code once',
    means: ['codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { id: challengeId } = await scene.call('session.requestCode', { identifier })
      const code = await codeOf(scene, identifier)
      const key = scene.key()
      const first = await scene.call('session.verifyCode', { challengeId, code }, { key })
      same(await scene.call('session.verifyCode', { challengeId, code }, { key }), first, 'the same key must get the same answer')
      await fails(scene.raw('session.verifyCode', { challengeId, code }), 'expired', 'a used code')
    },
  },
  {
    says: 'refuses an old code',
    means: ['codeFor', 'advance'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { id: challengeId } = await scene.call('session.requestCode', { identifier })
      const code = await codeOf(scene, identifier)
      await scene.subject.advance?.('2 hours')
      await fails(scene.raw('session.verifyCode', { challengeId, code }), 'expired', 'an old code')
    },
  },
  {
    says: 'knows no challenge that it did not make',
    run: async (scene) => {
      await fails(scene.raw('session.verifyCode', { challengeId: 'no-such-challenge', code: '123456' }), 'not_found', 'an unknown challenge')
    },
  },
  {
    says: 'makes a token worthless on log-out, and does not mind a second log-out',
    needs: ['balances.list'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      if (identity.kind !== 'token') return
      await scene.call('balances.list', {}, { identity })
      await scene.call('session.end', {}, { identity })
      await fails(scene.raw('balances.list', {}, { identity }), 'unauthenticated', 'a read after log-out')
      // nobody, or a log-in that has ended: both are true, somebody is not
      const left = await scene.call('session.current', {}, { identity }).catch((error: unknown) => {
        if (isLoyaltyError(error) && error.code === 'unauthenticated') return null
        throw error
      })
      same(left, null, 'whose session it is after log-out')
      await scene.call('session.end', {}, { identity })
    },
  },
  {
    says: 'makes a new session of a refresh token, and none of a made-up one',
    needs: ['session.refresh', 'members.enrol', 'members.get'],
    means: ['codeFor'],
    run: async (scene) => {
      const session = await enrolled(scene, scene.identifier())
      await fails(scene.raw('session.refresh', { refreshToken: 'made-up' }), 'unauthenticated', 'a made-up refresh token')
      if (session.refreshToken === undefined || session.token === undefined) return
      const fresh = await scene.call('session.refresh', { refreshToken: session.refreshToken }, { identity: { kind: 'token', token: session.token } })
      ok(fresh.token !== undefined, 'a refreshed session must have a token where the first had one')
      same((await scene.call('members.get', {}, { identity: { kind: 'token', token: fresh.token } })).id, session.memberId, 'the member')
    },
  },
])
