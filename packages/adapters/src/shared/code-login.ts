/** Log-in for a loyalty system that sends and checks one-time codes, and knows no log-ins: those are the adapter's own, in its store of keys. */
import { LoyaltyError, type CodeChallenge, type Context, type Identifier, type Session, type Verified } from '@loyaltykit/core'
import type { KeyStore } from '../keys.ts'
import type { Act, Unguarded } from './guarded.ts'
import { hmacSha256 } from './hmac.ts'
import { invalid } from './invalid.ts'
import { digest } from '@loyaltykit/core/keys'

/** Whom a code goes to: E.164, or an address in lower case. */
export interface Recipient {
  readonly kind: 'phone' | 'email'
  readonly value: string
}

/** What `codeLogin` takes. */
export interface CodeLoginOptions {
  readonly keys: KeyStore
  /** The adapter's name, with what tells one programme from another. */
  readonly name: string
  /** What tokens are derived from; nobody but the server has it. */
  readonly secret: string
  /** What one can log in with. */
  readonly kinds: readonly Recipient['kind'][]
  /** Digits in a code, 4 to 10. */
  readonly length: number
  /** For how long a code is taken, in milliseconds: not longer than the loyalty system takes it. */
  readonly codeFor: number
  /** For how long a log-in lasts, in milliseconds. */
  readonly sessionFor: number
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number
  /** Has a code sent. What it does for a stranger must not be seen: it fails only where it would for a member too. */
  send(to: Recipient, context: Act): Promise<void>
  /** Whether it is the code. */
  check(to: Recipient, code: string, context: Act): Promise<boolean>
  /** Whose it is; `undefined` for nobody who is a member. */
  memberOf(to: Recipient, context: Act): Promise<string | undefined>
}

/** Log-in by codes. */
export interface CodeLogin {
  /** The group of the port, to be guarded as every group. */
  readonly session: Pick<NonNullable<Unguarded['session']>, 'current' | 'requestCode' | 'verifyCode' | 'end'>
  /** Guarded groups for callers with a token of ours: each call is made as the member whose log-in it is. */
  signedIn<Groups extends object>(groups: Groups): Groups
}

/** After so many wrong codes not even the right one is taken. */
const wrongTries = 5
/** Between two codes for one person, and at most so many in an hour. */
const [pause, most, hour] = [30_000, 6, 3_600_000]

/** What is wrong with what was typed. */
const fault = { phone: 'is no phone number: write it with the country code', email: 'is no e-mail address' }

interface Challenge extends Recipient {
  readonly until: number
  readonly tries: number
  readonly isUsed?: true
}

/**
 * Codes are asked for at most once in 30 seconds and 6 times in an hour for each phone or address, whoever asks; each is taken once, as long as it is
 * good, the newest alone, and 5 wrong ones end it. Tokens are derived, and only their digests are kept: what reads the store can't log in.
 */
export function codeLogin({ keys, name, secret, kinds, length, codeFor, sessionFor, clock, send, check, memberOf }: CodeLoginOptions): CodeLogin {
  const at = async (what: string, id: string) => `${what} ${await digest(`${name}\n${what}\n${id}`)}`
  const tokenOf = async (challengeId: string) => [...(await hmacSha256(secret, `${name}\n${challengeId}`))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const expired = () => new LoyaltyError('expired', 'This code is not valid any more. Ask for a new one.')

  /** Changes a record, however many do so at once. */
  async function alter<Answer>(id: string, keep: number, change: (text: string | undefined) => { readonly to?: string; readonly answer: Answer }): Promise<Answer> {
    for (let tries = 0; tries < 50; tries += 1) {
      const text = await keys.get(id)
      const { to, answer } = change(text)
      if (to === undefined || (await keys.swap(id, text, to, keep))) return answer
    }
    throw new LoyaltyError('backend_failed', 'Too many log in at once. Try again in a moment.')
  }

  function recipient({ kind, value }: Identifier): Recipient {
    if (kind === 'card' || !kinds.includes(kind)) throw invalid({ path: 'identifier.kind', message: `must be ${kinds.join(' or ')}` })
    const plain = kind === 'phone' ? value.replace(/[\s().\u00a0-]/g, '').replace(/^00/, '+') : value.trim().toLowerCase()
    if (!(kind === 'phone' ? /^\+[1-9]\d{6,14}$/ : /^[^\s@]+@[^\s@]+\.[^\s@]+$/).test(plain)) throw invalid({ path: 'identifier.value', message: fault[kind] })
    return { kind, value: plain }
  }

  /** @throws `LoyaltyError` `unauthenticated` where the log-in has ended, or never was. */
  async function found(token: string): Promise<Session> {
    const text = await keys.get(await at('session', await digest(token)))
    const { memberId, ends } = (text === undefined ? { memberId: '', ends: 0 } : JSON.parse(text)) as { memberId: string; ends: number }
    if (ends <= clock()) throw new LoyaltyError('unauthenticated', 'Log in again.')
    return { memberId, expiresAt: new Date(ends).toISOString() }
  }

  const session: CodeLogin['session'] = {
    async current(_input, { identity }) {
      return identity.kind === 'token' ? found(identity.token) : identity.kind === 'member' ? { memberId: identity.memberId } : null
    },

    async requestCode({ identifier }, context): Promise<CodeChallenge> {
      const to = recipient(identifier)
      const now = clock()
      // taken up after an interruption: it was counted
      const known = context.noted as { readonly id: string; readonly at: number } | undefined
      const id = known?.id ?? crypto.randomUUID()
      if (!known) {
        const retryAt = await alter(await at('codes', to.value), hour, (text) => {
          const sent = ((text === undefined ? [] : JSON.parse(text)) as { id: string; at: number }[]).filter((one) => one.at > now - hour)
          const next = Math.max((sent.at(-1)?.at ?? -Infinity) + pause, sent.length < most ? -Infinity : (sent[0]?.at ?? 0) + hour)
          return next > now ? { answer: next } : { to: JSON.stringify([...sent, { id, at: now }]), answer: undefined }
        })
        if (retryAt !== undefined) throw new LoyaltyError('rate_limited', 'A code was sent a moment ago. Wait before you ask for another.', { details: { retryAt: new Date(retryAt).toISOString() } })
        await context.note({ id, at: now })
      }
      const begun = known?.at ?? now
      await send(to, context)
      const challenge: Challenge = { ...to, until: begun + codeFor, tries: 0 }
      await alter(await at('challenge', id), codeFor + hour, (text) => ({ ...(text === undefined ? { to: JSON.stringify(challenge) } : {}), answer: undefined }))
      return { id, channel: to.kind === 'phone' ? 'sms' : 'email', to: masked(to), length, expiresAt: new Date(challenge.until).toISOString(), resendAt: new Date(begun + pause).toISOString() }
    },

    async verifyCode({ challengeId, code }, context): Promise<Verified> {
      const place = await at('challenge', challengeId)
      const read = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as Challenge))
      const first = read(await keys.get(place))
      if (!first) throw new LoyaltyError('not_found', 'There is no such code. Ask for a new one.')
      const sent = JSON.parse((await keys.get(await at('codes', first.value))) ?? '[]') as { id: string }[]
      // counted before it is looked at, so that many at once are no more tries than one after the other
      const isOpen = await alter(place, codeFor + hour, (text) => {
        const challenge = read(text) ?? first
        if (challenge.isUsed || challenge.until <= clock() || challenge.tries >= wrongTries || (sent.length > 0 && sent.at(-1)?.id !== challengeId)) return { answer: false }
        return { to: JSON.stringify({ ...challenge, tries: challenge.tries + 1 }), answer: true }
      })
      if (!isOpen) throw expired()
      // taken up after an interruption: a code that was right is worth nothing there any more
      if (!context.noted) {
        if (!(await check(first, code, context))) throw new LoyaltyError('wrong_code', 'This is not the code that was sent. Look at it and try again.')
        await context.note({ isRight: true })
      }
      const memberId = await memberOf(first, context)
      const isFirst = await alter(place, codeFor + hour, (text) => {
        const challenge = read(text) ?? first
        return challenge.isUsed ? { answer: false } : { to: JSON.stringify({ ...challenge, isUsed: true }), answer: true }
      })
      if (!isFirst) throw expired()
      if (memberId === undefined) return { outcome: 'not_enrolled', ticket: challengeId, expiresAt: new Date(clock() + codeFor).toISOString() }
      const ends = clock() + sessionFor
      const id = await at('session', await digest(await tokenOf(challengeId)))
      await alter(id, sessionFor, () => ({ to: JSON.stringify({ memberId, ends }), answer: undefined }))
      return { outcome: 'signed_in', session: { memberId, expiresAt: new Date(ends).toISOString() } }
    },

    async end(_input, { identity }) {
      if (identity.kind !== 'token') return {}
      const id = await at('session', await digest(identity.token))
      const text = await keys.get(id)
      if (text !== undefined) await keys.swap(id, text, undefined, sessionFor)
      return {}
    },
  }

  return {
    session,
    signedIn: (groups) => overCalls(groups, async (group, act, input, context) => {
      if (group === 'session') {
        const answer = await act(input, context)
        // derived each time: no token of a member lies in the store, not in a remembered answer either
        return isSignedIn(answer) ? { ...answer, session: { ...answer.session, token: await tokenOf((input as { challengeId: string }).challengeId) } } : answer
      }
      const { identity } = context
      return act(input, group === 'program' || identity.kind !== 'token' ? context : { ...context, identity: { kind: 'member', memberId: (await found(identity.token)).memberId } })
    }),
  }
}

type Call = (input: unknown, context: Context) => Promise<unknown>
/** The same groups, each of whose calls is made by `by`. */
const overCalls = <Groups extends object>(groups: Groups, by: (group: string, act: Call, input: unknown, context: Context) => Promise<unknown>): Groups =>
  Object.fromEntries(Object.entries(groups).map(([group, methods]) => [
    group, Object.fromEntries(Object.entries(methods as Record<string, Call>).map(([method, act]) => [method, (input: unknown, context: Context) => by(group, act, input, context)])),
  ])) as Groups

const isSignedIn = (answer: unknown): answer is Extract<Verified, { outcome: 'signed_in' }> => (answer as { outcome?: unknown } | null)?.outcome === 'signed_in'

/** Most of it hidden. */
const masked = ({ kind, value }: Recipient): string => (kind === 'phone' ? `${value.slice(0, 2)} ··· ··${value.slice(-2)}` : `${value.slice(0, 1)}···${value.slice(value.indexOf('@'))}`)
