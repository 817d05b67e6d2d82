/** One-time codes of the gateway itself, for backends that have none. */
import { LoyaltyError, type CodeChallenge, type Identifier, type WriteContext } from '@loyaltykit/core'
import { subnetOf } from '../subnet.ts'
import { count, refuseTooMany, type Limit } from './limits.ts'
import { masked, personOf, type Person } from './person.ts'
import { derive, hash, isSame, randomDigits } from './secrets.ts'
import { alter, type LoginStore } from './store.ts'

/** A code on its way. */
export interface CodeMessage {
  readonly channel: 'sms' | 'email'
  /** E.164, or an e-mail address. */
  readonly to: string
  readonly code: string
  /** BCP 47: the language of the page. */
  readonly locale: string
  /** When the code ends, in milliseconds since 1970. */
  readonly expiresAt: number
  readonly signal: AbortSignal
}

/** How the gateway sends one-time codes. */
export interface CodeOptions {
  /**
   * Delivers a code; fails where it can't, and then whoever asked is told. It is called for members and strangers alike and must not look which they
   * are: nobody may learn from an answer, or from how long it took, who is a member.
   */
  readonly send: (message: CodeMessage) => Promise<void> | void
  /**
   * Where a request comes from, for the limit of each address: `peerAddress` of `@loyaltykit/gateway/node` where browsers reach this server directly,
   * else what your own proxy says, such as `(request) => request.headers.get('x-real-ip')`. A header that anybody can send is no address.
   */
  readonly address: (request: Request) => string | null | undefined
  /** Digits in a code, 4 to 10: 6 where absent. */
  readonly length?: number
  /** How long a code is good, in seconds: 600 where absent. */
  readonly life?: number
}

/** For one phone or e-mail, member or not. */
const perPerson: Limit = { most: 6, within: 60 * 60_000, pause: 30_000 }
/** For one address: a family, an office, a shop's own tablet. */
const perAddress: Limit = { most: 30, within: 60 * 60_000 }
/** Wrong codes from one address. */
const guesses: Limit = { most: 30, within: 60 * 60_000 }
const wrongTries = 5
/** So long is it remembered what became of a code, in milliseconds. */
const keep = 24 * 60 * 60_000

interface Challenge {
  readonly identifier: string
  readonly person: Person
  readonly code: string
  readonly wrong: number
  readonly expiresAt: number
  readonly used?: true
}

export interface Codes {
  request(input: { readonly identifier: Identifier }, context: WriteContext, request: Request): Promise<CodeChallenge>
  /** Whose code it was. `take` uses it up; where two come at once, one gets `expired`. */
  verify(input: { readonly challengeId: string; readonly code: string }, request: Request): Promise<{ readonly person: Person; take(): Promise<void> }>
}

/** @throws `LoyaltyError` `invalid_option` */
export function sendCodes({ send, address, length = 6, life = 600 }: CodeOptions, { store, secret, now }: { readonly store: LoginStore; readonly secret: string; readonly now: () => number }): Codes {
  if (typeof send !== 'function') throw wrong('`send` must be a function that delivers a code')
  if (typeof address !== 'function') throw wrong('`address` must be a function that says where a request comes from: see `peerAddress`')
  if (!(Number.isInteger(length) && length >= 4 && length <= 10)) throw wrong('`length` must be 4 to 10 digits')
  if (!(life >= 30 && life <= 3_600)) throw wrong('`life` must be 30 to 3600 seconds')

  const expired = () => new LoyaltyError('expired', 'This code is not valid any more. Ask for a new one.')
  /** Nothing where nobody can say: then only the limits of each person and each code hold. */
  const from = async (request: Request) => {
    const text = address(request)
    return text ? hash(`address ${subnetOf(text)}`) : undefined
  }

  return {
    async request({ identifier }, { idempotencyKey, locale, signal }, request) {
      const person = personOf(identifier)
      const at = now()
      const asked = await hash(`person ${person.id}`)
      const place = await from(request)
      if (place) await count(store, `codes from ${place}`, perAddress, at)
      await count(store, `codes to ${asked}`, perPerson, at)
      const id = `lkc_${await derive(secret, 'challenge', idempotencyKey, person.id)}`
      const code = randomDigits(length)
      const expiresAt = at + life * 1_000
      const challenge: Challenge = { identifier: asked, person, code: await derive(secret, 'code', id, code), wrong: 0, expiresAt }
      await alter(store, await hash(id), keep, () => ({ to: JSON.stringify(challenge), answer: undefined }))
      // a newer code makes the older worthless
      await alter(store, `code of ${asked}`, keep, () => ({ to: id, answer: undefined }))
      const channel = person.phone === undefined ? 'email' : 'sms'
      try {
        await send({ channel, to: person.phone ?? person.email ?? '', code, locale, expiresAt, signal })
      } catch (cause) {
        throw new LoyaltyError('backend_failed', 'The code could not be sent. Try again in a moment.', { cause })
      }
      return { id, channel, to: masked(person), length, expiresAt: new Date(expiresAt).toISOString(), resendAt: new Date(at + (perPerson.pause ?? 0)).toISOString() }
    },

    async verify({ challengeId, code }, request) {
      const at = now()
      const place = await from(request)
      if (place) await refuseTooMany(store, `guesses from ${place}`, guesses, at)
      const id = await hash(challengeId)
      const given = await derive(secret, 'code', challengeId, code)
      const read = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as Challenge))
      const latest = await store.get(`code of ${read(await store.get(id))?.identifier ?? ''}`)
      const isOpen = (one: Challenge) => !one.used && one.expiresAt > at && one.wrong < wrongTries && latest === challengeId
      const known = await alter(store, id, keep, (record) => {
        const challenge = read(record)
        if (!challenge || !isOpen(challenge) || isSame(challenge.code, given)) return { answer: challenge }
        return { to: JSON.stringify({ ...challenge, wrong: challenge.wrong + 1 }), answer: challenge }
      })
      if (!known) throw new LoyaltyError('not_found', 'There is no such code. Ask for a new one.')
      if (!isOpen(known)) throw expired()
      if (!isSame(known.code, given)) {
        if (place) await count(store, `guesses from ${place}`, guesses, at).catch(() => {})
        throw new LoyaltyError('wrong_code', 'This is not the code that was sent. Look at it and try again.')
      }
      const take = async () => {
        const wasFree = await alter(store, id, keep, (record) => {
          const challenge = read(record)
          return challenge && !challenge.used ? { to: JSON.stringify({ ...challenge, used: true }), answer: true } : { answer: false }
        })
        if (!wasFree) throw expired()
      }
      return { person: known.person, take }
    },
  }
}

const wrong = (what: string) => new LoyaltyError('invalid_option', `createLogin: codes: ${what}.`)
