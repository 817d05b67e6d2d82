import { LoyaltyError, type Identity } from '@loyaltykit/core'
import type { SessionCookies } from './cookies.ts'

/** What a request brings to say who it is. The gateway reads it; only `authenticate` decides what it is worth. */
export interface Credentials {
  /** The session token: of `Authorization: Bearer`, else of the gateway's own HttpOnly cookie. */
  readonly token?: string | undefined
  /** The refresh token of the gateway's own cookie. */
  readonly refreshToken?: string | undefined
  /** What the token came in. */
  readonly carrier: 'bearer' | 'cookie' | 'none'
  /** The client wants new session tokens in a cookie, not in the body: it sent `Loyaltykit-Session: cookie`. */
  readonly wantsCookie: boolean
}

/**
 * Says for whom a request is made; `null` is a guest. The only source of identity: nothing in an address or a body counts.
 * A `LoyaltyError` thrown here is the answer; anything else thrown is a `backend_failed`.
 */
export type Authenticate = (request: Request, credentials: Credentials) => Identity | null | Promise<Identity | null>

/** Takes the session token as it stands; the backend checks it with every call. */
export const sessionAuthentication = (): Authenticate => (_request, { token }) => (token === undefined ? null : { kind: 'token', token })

export function readCredentials(request: Request, cookies: SessionCookies | undefined): Credentials {
  const bearer = /^Bearer +([\x21-\x7e]{1,4000})$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const kept = cookies?.read(request)
  const wantsCookie = cookies !== undefined && request.headers.get('loyaltykit-session') === 'cookie'
  if (bearer !== undefined) return { token: bearer, carrier: 'bearer', wantsCookie }
  return { ...kept, carrier: kept?.token || kept?.refreshToken ? 'cookie' : 'none', wantsCookie }
}

/** Who it is, checked: an `authenticate` written in JavaScript may give anything. */
export async function identify(authenticate: Authenticate, request: Request, credentials: Credentials): Promise<Identity> {
  const identity = await authenticate(request, credentials)
  if (identity === null) return { kind: 'guest' }
  if (isIdentity(identity)) return identity
  throw new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', {
    cause: new TypeError('`authenticate` must give an identity, such as { kind: "member", memberId }, or null for a guest.'),
  })
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const { kind, token, memberId } = value as { kind: unknown; token?: unknown; memberId?: unknown }
  if (kind === 'token') return typeof token === 'string' && token !== ''
  if (kind === 'member') return typeof memberId === 'string' && memberId !== ''
  return kind === 'guest' || kind === 'ambient'
}
