/** A short-lived token that a shop's own server signs for the customer whom it has logged in: a JWT. */
import { LoyaltyError } from '@loyaltykit/core'
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, SignJWT, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/** What `signMemberToken` takes. */
export interface SignMemberToken {
  /** The member's id in the loyalty system. Any text. */
  readonly memberId: string
  /** Who signs: the shop, such as `https://shop.example`. The gateway believes only its own list of one. */
  readonly issuer: string
  /** For whom: the gateway's public address. */
  readonly audience: string
  /** At least 32 bytes that the shop's server and the gateway share (HS256), or a private key. */
  readonly key: string | CryptoKey
  /** Which of several keys signed it, while one is replaced. */
  readonly keyId?: string
  /** `HS256` for a shared secret, `ES256` for a private key where absent. */
  readonly algorithm?: string
  /** How long it is good, in seconds: 120 where absent. */
  readonly life?: number
  /** What else the gateway is to know, such as `{ name: '王小明' }`. In clear for whoever sees the token. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
}

/** Signs a token for one member. On a server, never in a page. */
export async function signMemberToken({ memberId, issuer, audience, key, keyId, algorithm, life = 120, claims = {}, clock = Date.now }: SignMemberToken): Promise<string> {
  if ('document' in globalThis) throw new LoyaltyError('invalid_option', 'signMemberToken: it signs with a secret, so it runs on a server and never in a page.')
  if (typeof key === 'string' && new TextEncoder().encode(key).length < 32) throw new LoyaltyError('invalid_option', 'signMemberToken: `key` must have at least 32 bytes.')
  const now = Math.floor(clock() / 1_000)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm ?? (typeof key === 'string' ? 'HS256' : 'ES256'), typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) })
    .setSubject(memberId).setIssuer(issuer).setAudience(audience).setIssuedAt(now).setExpirationTime(now + life)
    .sign(typeof key === 'string' ? new TextEncoder().encode(key) : key)
}

/** Which member tokens are believed. */
export interface MemberTokenOptions {
  /** `iss` must be this. */
  readonly issuer: string
  /** `aud` must have this. */
  readonly audience: string
  /**
   * What proves it: a shared secret of at least 32 bytes (several by `kid` while one is replaced), a key set, or the https address of one
   * (`jwks.json`), which is asked again when a `kid` is not known.
   */
  readonly keys: string | Readonly<Record<string, string>> | JSONWebKeySet | URL
  /** Which algorithms are taken; no other, whatever a token says. `['HS256']` for secrets, `['ES256', 'EdDSA', 'RS256']` for key sets where absent. */
  readonly algorithms?: readonly string[]
  /** The longest life that is believed, from `iat` to `exp`, in seconds: 600 where absent. */
  readonly longest?: number
  /** How far the clocks of both servers may differ, in seconds: 10 where absent. */
  readonly tolerance?: number
}

/** What a good token says. */
export interface MemberClaims {
  readonly memberId: string
  /** In seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * Makes a check of member tokens. The check gives nothing for a token that is not good, whatever the reason.
 * @throws `LoyaltyError` `invalid_option` at once for weak or mixed-up options; the check fails with `backend_failed` where a key set can't be had.
 */
export function memberTokens(options: MemberTokenOptions): (token: string, now: number) => Promise<MemberClaims | undefined> {
  const { issuer, audience, keys, longest = 600, tolerance = 10 } = options
  const isSecret = typeof keys === 'string' || isSecrets(keys)
  const algorithms = [...(options.algorithms ?? (isSecret ? ['HS256'] : ['ES256', 'EdDSA', 'RS256']))]
  for (const [name, value] of Object.entries({ issuer, audience })) if (typeof value !== 'string' || value === '') throw wrong(`\`${name}\` must be a text`)
  if (algorithms.length === 0 || algorithms.some((algorithm) => algorithm.startsWith('HS') !== isSecret || algorithm === 'none'))
    throw wrong(isSecret ? '`algorithms` of a secret must be HS256, HS384 or HS512' : '`algorithms` of a key set must not be those of a shared secret')
  if (!(longest > 0 && longest <= 3_600)) throw wrong('`longest` must be 1 to 3600 seconds')
  if (!(tolerance >= 0 && tolerance <= 300)) throw wrong('`tolerance` must be 0 to 300 seconds')
  const keyFor = keyFinder(keys)

  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        issuer, audience, algorithms, clockTolerance: tolerance, currentDate: new Date(now), requiredClaims: ['sub', 'iat', 'exp'],
      })
      const { sub, iat, exp } = payload as { sub: unknown; iat: number; exp: number }
      if (typeof sub !== 'string' || sub === '' || sub.length > 200) return undefined
      if (exp - iat > longest || iat > now / 1_000 + tolerance) return undefined
      return { memberId: sub, issuedAt: iat, expiresAt: exp, claims: payload }
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC')
        throw new LoyaltyError('backend_failed', 'The log-in can\'t be checked just now. Try again later.', { cause: error })
      return undefined
    }
  }
}

function keyFinder(keys: MemberTokenOptions['keys']): JWTVerifyGetKey {
  if (keys instanceof URL) {
    if (keys.protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(keys.hostname)) throw wrong('the address of `keys` must be https')
    return createRemoteJWKSet(keys, { timeoutDuration: 5_000 })
  }
  if (typeof keys === 'string') {
    const key = secretOf(keys)
    return async () => key
  }
  if (!isSecrets(keys)) return createLocalJWKSet(keys)
  const secrets = new Map(Object.entries(keys).map(([kid, secret]) => [kid, secretOf(secret)]))
  if (secrets.size === 0) throw wrong('`keys` has none')
  return async ({ kid }) => {
    const key = secrets.get(kid ?? '')
    if (!key) throw new errors.JWKSNoMatchingKey()
    return key
  }
}

const isSecrets = (keys: MemberTokenOptions['keys']): keys is Readonly<Record<string, string>> =>
  typeof keys === 'object' && !(keys instanceof URL) && !Array.isArray((keys as Partial<JSONWebKeySet>).keys)

function secretOf(secret: string): Uint8Array {
  const bytes = new TextEncoder().encode(typeof secret === 'string' ? secret : '')
  if (bytes.length < 32) throw wrong('a secret in `keys` must have at least 32 bytes: `openssl rand -base64 32` makes one')
  return bytes
}

const wrong = (what: string) => new LoyaltyError('invalid_option', `createLogin: tokens: ${what}.`)
