import { isSafeUrl, type Session } from '@loyaltykit/core'
import { parse, serialize } from 'hono/utils/cookie'

/** How session tokens are kept in cookies that no script can read. */
export interface CookieOptions {
  /** The cookies are `<name>_session` and `<name>_refresh`. `loyalty` where absent. */
  readonly name?: string
  /** `Secure`. Where absent: everywhere but on http on this very machine. */
  readonly secure?: boolean
  /**
   * Where the browser sends the session cookie: `/` lets the rest of your server ask `gateway.identify` who is there. The API alone where absent.
   * The refresh token is sent nowhere but to its own call.
   */
  readonly path?: string
  /** How long a token without an end is kept, and every one that can be renewed, in seconds. 30 days where absent. */
  readonly maxAge?: number
}

export interface SessionCookies {
  read(request: Request): { readonly token?: string | undefined; readonly refreshToken?: string | undefined }
  /** `Set-Cookie` values that keep this session's tokens. A log-in that is not `renewed` leaves nothing of the one before. */
  keep(session: Session, request: Request, now: number, renewed?: boolean): readonly string[]
  /** `Set-Cookie` values that take them back. */
  clear(request: Request): readonly string[]
}

const month = 30 * 24 * 60 * 60
/** Browsers cut longer lives down to this, and hono refuses them. */
const longest = 400 * 24 * 60 * 60

/** @param basePath where the API begins: without a `path` the cookies are sent nowhere else, the refresh token only where it is used. */
export function sessionCookies({ name = 'loyalty', secure, path, maxAge = month }: CookieOptions, basePath: string): SessionCookies {
  const names = { token: `${name}_session`, refreshToken: `${name}_refresh` }
  const paths = { token: path ?? `${basePath}/v1`, refreshToken: `${basePath}/v1/session/refresh` }

  function set(which: 'token' | 'refreshToken', value: string, age: number, request: Request): string {
    const url = new URL(request.url)
    // a browser drops a larger cookie without a word, and the person would not be signed in
    if (encodeURIComponent(value).length > 4_000) throw new TypeError('The session token is too long for a cookie: at most 4,000 characters.')
    const plainLoopback = url.protocol === 'http:' && isSafeUrl(url.origin)
    return serialize(names[which], value, {
      path: paths[which],
      maxAge: Math.max(0, Math.min(longest, Math.floor(age))),
      httpOnly: true,
      sameSite: 'Lax',
      secure: secure ?? !plainLoopback,
    })
  }

  return {
    read(request) {
      const kept = parse(request.headers.get('cookie') ?? '')
      return { token: kept[names.token] || undefined, refreshToken: kept[names.refreshToken] || undefined }
    },
    keep({ token, refreshToken, expiresAt }, request, now, renewed = false) {
      // one that can be renewed is kept beyond its end: that it comes along says that somebody was here
      const age = expiresAt === undefined || refreshToken !== undefined || renewed ? maxAge : (Date.parse(expiresAt) - now) / 1000
      return [
        ...(token === undefined ? [] : [set('token', token, age, request)]),
        ...(refreshToken !== undefined ? [set('refreshToken', refreshToken, maxAge, request)] : renewed ? [] : [set('refreshToken', '', 0, request)]),
      ]
    },
    clear: (request) => [set('token', '', 0, request), set('refreshToken', '', 0, request)],
  }
}
