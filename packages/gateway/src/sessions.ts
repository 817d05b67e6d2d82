import type { Session } from '@loyaltykit/core'
import type { SessionCookies } from './cookies.ts'
import type { Credentials } from './credentials.ts'

/** Where each answer holds a session. */
const places: Readonly<Record<string, readonly string[]>> = {
  'session.current': [],
  'session.verifyCode': ['session'],
  'session.exchange': [],
  'session.refresh': [],
  'members.enrol': ['session'],
  'snapshot.get': ['session', 'value'],
}
const signsIn = ['session.verifyCode', 'session.exchange', 'members.enrol']
const signsOut = ['session.end', 'preferences.leave']

/**
 * Moves session tokens from an answer into cookies where they belong: new ones where the client asks for a cookie, and
 * whatever came by cookie never leaves by the body, so that a script in the page cannot have it.
 */
export function moveSession(name: string, answer: unknown, { credentials, cookies, request, now }: {
  readonly credentials: Credentials
  readonly cookies: SessionCookies | undefined
  readonly request: Request
  readonly now: number
}): { readonly answer: unknown; readonly setCookies: readonly string[] } {
  const byCookie = credentials.wantsCookie || (credentials.carrier === 'cookie' && !signsIn.includes(name))
  if (!cookies || !byCookie) return { answer, setCookies: [] }
  if (signsOut.includes(name)) return { answer, setCookies: cookies.clear(request) }
  const place = places[name]
  const session = place && (at(answer, place) as Session | null | undefined)
  if (!place || !session) return { answer, setCookies: [] }
  const isNew = signsIn.includes(name) || name === 'session.refresh'
  const { token: _token, refreshToken: _refreshToken, ...left } = session
  return { answer: put(answer, place, left), setCookies: isNew ? cookies.keep(session, request, now, name === 'session.refresh') : [] }
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined), value)

function put(value: unknown, [key, ...rest]: readonly string[], entry: unknown): unknown {
  return key === undefined ? entry : { ...(value as object), [key]: put((value as Record<string, unknown>)[key], rest, entry) }
}
