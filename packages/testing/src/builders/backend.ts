import { LoyaltyError, type Identifier, type LoyaltyBackend, type Member, type Program, type Session } from '@loyaltykit/core'
import { aBalance, aMember } from './member.ts'
import { aProgram } from './program.ts'

/** What a small backend knows; all of it can be left out. */
export interface SmallBackendOptions {
  readonly program?: Program
  /** Who is a member, by identifier: `+447700900123`. */
  readonly members?: Readonly<Record<string, Member>>
  /** The right code. `123456` where absent. */
  readonly code?: string
  /** Codes of friends, with what they bring. */
  readonly referralCodes?: Readonly<Record<string, { readonly amount: number; readonly from?: string }>>
  /** When another code may be asked for, in milliseconds after the last. A minute where absent. */
  readonly resendAfter?: number
}

/** A backend for log-in and enrolment, with every call it got. Replace a call by name to make it fail or wait. */
export interface SmallBackend extends LoyaltyBackend {
  readonly calls: { readonly name: string; readonly input: unknown }[]
  /** What to do instead of a call: `{ 'session.verifyCode': () => { throw … } }`. */
  readonly instead: Record<string, ((input: never) => unknown) | undefined>
}

let made = 0

/** A programme whose only story is how one becomes a member. For more, take a sandbox. */
export function aSmallBackend({ program = aProgram(), members = {}, code = '123456', referralCodes = {}, resendAfter = 60_000 }: SmallBackendOptions = {}): SmallBackend {
  const calls: { name: string; input: unknown }[] = []
  const instead: SmallBackend['instead'] = {}
  const known = new Map(Object.entries(members))
  const challenges = new Map<string, Identifier>()
  const tickets = new Map<string, Identifier>()
  const sessions = new Map<string, Member>()
  made += 1

  const call = <Input, Answer>(name: string, act: (input: Input, token: string | undefined) => Answer) =>
    async (input: Input, context: { readonly identity: { readonly kind: string; readonly token?: string } }): Promise<Answer> => {
      calls.push({ name, input })
      const other = instead[name]
      if (other) {
        const answer = await other(input as never)
        if (answer !== undefined) return answer as Answer
      }
      await Promise.resolve()
      return act(input, context.identity.token)
    }
  const signIn = (member: Member): Session => {
    const token = `token-${sessions.size + 1}`
    sessions.set(token, member)
    return { memberId: member.id, token }
  }
  const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()

  return {
    name: `small-${made}-${Math.random().toString(36).slice(2)}`,
    credential: 'publishable',
    calls,
    instead,
    program: { get: call('program.get', () => program) },
    session: {
      current: call('session.current', () => null),
      requestCode: call('session.requestCode', ({ identifier }: { identifier: Identifier }) => {
        const id = `challenge-${challenges.size + 1}`
        challenges.set(id, identifier)
        const phone = identifier.kind === 'phone'
        const to = phone ? `${identifier.value.slice(0, 3)} ··· ${identifier.value.slice(-2)}` : `${identifier.value.slice(0, 1)}···@${identifier.value.split('@')[1] ?? ''}`
        return { id, channel: phone ? ('sms' as const) : ('email' as const), to, length: code.length, expiresAt: soon(600_000), resendAt: soon(resendAfter) }
      }),
      verifyCode: call('session.verifyCode', (input: { challengeId: string; code: string }) => {
        const identifier = challenges.get(input.challengeId)
        if (!identifier) throw new LoyaltyError('not_found', 'There is no such code. Ask for another one.')
        if (input.code !== code) throw new LoyaltyError('wrong_code', 'This is not the code. Enter it again.')
        challenges.delete(input.challengeId)
        const member = known.get(identifier.value)
        if (member) return { outcome: 'signed_in' as const, session: signIn(member) }
        const ticket = `ticket-${tickets.size + 1}`
        tickets.set(ticket, identifier)
        return { outcome: 'not_enrolled' as const, ticket, expiresAt: soon(600_000) }
      }),
      exchange: call('session.exchange', ({ hostToken }: { hostToken: string }) => {
        const member = known.get(hostToken)
        if (!member) throw new LoyaltyError('unauthenticated', 'This token names nobody. Log in again.')
        return signIn(member)
      }),
      end: call('session.end', () => ({})),
    },
    members: {
      get: call('members.get', (_input: object, token) => {
        const member = sessions.get(token ?? '')
        if (!member) throw new LoyaltyError('unauthenticated', 'Log in first.')
        return member
      }),
      enrol: call('members.enrol', (input: { ticket: string; profile: Member['profile']; referralCode?: string | undefined }) => {
        const identifier = tickets.get(input.ticket)
        if (!identifier) throw new LoyaltyError('expired', 'The ticket is too old. Ask for another code.')
        const friend = input.referralCode === undefined ? undefined : referralCodes[input.referralCode]
        if (input.referralCode !== undefined && !friend)
          throw new LoyaltyError('invalid_input', 'The referral code is not valid.', { details: { issues: [{ path: 'referralCode', message: 'is not valid' }] } })
        const member = aMember({ id: `m-${known.size + 1}`, profile: input.profile })
        known.set(identifier.value, member)
        const granted = [
          ...(program.enrolment?.welcome ?? []).map((one) => ({ ...one, reason: 'welcome' as const })),
          ...(friend ? [{ currency: 'bonus', amount: friend.amount, reason: 'referral' as const }] : []),
        ]
        return { session: signIn(member), member, balances: [aBalance()], granted }
      }),
    },
    referrals: {
      get: call('referrals.get', () => {
        throw new LoyaltyError('unauthenticated', 'Log in first.')
      }),
      lookUp: call('referrals.lookUp', (input: { code: string }) => {
        const friend = referralCodes[input.code]
        return friend ? { valid: true, friend: { currency: 'bonus', amount: friend.amount }, from: friend.from } : { valid: false }
      }),
    },
  }
}
