/** One OpenID Connect provider, asked by `oauth4webapi`: authorization code with PKCE, nonce and state. */
import { LoyaltyError } from '@loyaltykit/core'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'

/** An identity provider that knows the shop as its client. */
export interface OpenIdProvider {
  /** In addresses and in `Person.id`; letters, digits and `-`. Keep it: another one makes other persons. */
  readonly id: string
  /** As a person knows it: "Continue with …". */
  readonly name: string
  /** Its https address, where `/.well-known/openid-configuration` is found. */
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client. */
  readonly clientSecret?: string
  /** `openid email profile` where absent. With `offline_access` many providers give a refresh token; then it is asked now and then whether the log-in still stands there. */
  readonly scope?: string
  /** What else the provider is to get with the log-in, such as `{ prompt: 'consent' }`. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** What a provider has granted. */
export interface Grant {
  readonly subject: string
  readonly sid?: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly idToken?: string
  readonly refreshToken?: string
  /** After so long the provider is asked again, in milliseconds. */
  readonly life: number
}

/** The provider has said no, in the words of RFC 6749: `access_denied` where the person did. */
export class ProviderRefusal extends Error {
  readonly code: string
  constructor(code: string) {
    super(`The provider answered ${code}.`)
    this.code = code
  }
}

export interface Provider {
  readonly id: string
  readonly name: string
  /** Where the browser goes to log in. */
  begin(flow: { readonly state: string; readonly nonce: string; readonly verifier: string; readonly redirectUri: string }): Promise<URL>
  /** What came of it. @throws `ProviderRefusal` where the provider said no; anything else is a failure. */
  finish(flow: { readonly callback: URL; readonly state: string; readonly nonce: string; readonly verifier: string; readonly redirectUri: string }): Promise<Grant>
  /** A new grant; nothing where the log-in has ended there. Fails where it can't be said now. */
  renew(refreshToken: string, signal: AbortSignal): Promise<(Omit<Grant, 'subject' | 'claims'> & { readonly subject?: string }) | undefined>
  /** Makes a refresh token worthless. */
  revoke(refreshToken: string): Promise<void>
  /** Where the browser goes to end the log-in there; nothing where the provider has no such page. */
  out(leave: { readonly idToken: string | undefined; readonly state: string; readonly redirectUri: string }): Promise<URL | undefined>
  /** Whose log-in the provider says has ended (back-channel log-out). @throws where the token is not the provider's. */
  told(logoutToken: string): Promise<{ readonly subject?: string; readonly sid?: string }>
}

/** The provider's own description is read again after so long, in milliseconds. */
const fresh = 60 * 60_000
/** How long one answer of a provider is waited for, in milliseconds. */
const patience = 8_000

/** @throws `LoyaltyError` `invalid_option` */
export function openProvider(options: OpenIdProvider, now: () => number): Provider {
  const { id, name, clientId, clientSecret, scope = 'openid email profile', parameters = {} } = options
  const issuer = checked(options)
  const insecure = issuer.protocol === 'http:'
  const client = (): oauth.Client => ({ client_id: clientId, [oauth.clockTolerance]: 30, [oauth.clockSkew]: Math.round((now() - Date.now()) / 1_000) })
  const asking = (signal?: AbortSignal) => ({ [oauth.allowInsecureRequests]: insecure, signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(patience)]) : AbortSignal.timeout(patience) })
  let known: { readonly server: Promise<oauth.AuthorizationServer>; readonly until: number } | undefined

  function server(): Promise<oauth.AuthorizationServer> {
    if (known && known.until > now()) return known.server
    const found = oauth.discoveryRequest(issuer, asking()).then((response) => oauth.processDiscoveryResponse(issuer, response))
    const mine = (known = { server: found, until: now() + fresh })
    found.catch(() => {
      if (known === mine) known = undefined
    })
    return found
  }
  function authOf({ token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: oauth.AuthorizationServer): oauth.ClientAuth {
    if (clientSecret === undefined) return oauth.None()
    return methods.includes('client_secret_basic') ? oauth.ClientSecretBasic(clientSecret) : oauth.ClientSecretPost(clientSecret)
  }
  const lifeOf = ({ expires_in: seconds = 3_600 }: oauth.TokenEndpointResponse) => Math.max(1, seconds) * 1_000
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const rest = (answer: oauth.TokenEndpointResponse) => {
    const [sid, idToken, refreshToken] = [text(oauth.getValidatedIdTokenClaims(answer)?.['sid']), answer.id_token, answer.refresh_token]
    return { life: lifeOf(answer), ...(sid ? { sid } : {}), ...(idToken ? { idToken } : {}), ...(refreshToken ? { refreshToken } : {}) }
  }

  return {
    id,
    name,
    async begin({ state, nonce, verifier, redirectUri }) {
      const { authorization_endpoint: endpoint } = await server()
      if (endpoint === undefined) throw new Error('The provider names no page to log in on.')
      const url = new URL(endpoint)
      const query = { ...parameters, response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
      return url
    },
    async finish({ callback, state, nonce, verifier, redirectUri }) {
      const at = await server()
      let given: URLSearchParams
      try {
        given = oauth.validateAuthResponse(at, client(), callback, state)
      } catch (error) {
        throw error instanceof oauth.AuthorizationResponseError ? new ProviderRefusal(error.error) : error
      }
      const response = await oauth.authorizationCodeGrantRequest(at, client(), authOf(at), given, redirectUri, verifier, asking())
      // the answer comes from the provider itself over TLS, so its claims need no signature (OpenID Connect Core 3.1.3.7)
      const answer = await oauth.processAuthorizationCodeResponse(at, client(), response, { expectedNonce: nonce, requireIdToken: true })
      const claims = oauth.getValidatedIdTokenClaims(answer) as oauth.IDToken
      const { userinfo_endpoint: details } = at
      const more = details === undefined ? {} : await oauth.processUserInfoResponse(at, client(), claims.sub, await oauth.userInfoRequest(at, client(), answer.access_token, asking()))
      return { subject: claims.sub, claims: { ...more, ...claims }, ...rest(answer) }
    },
    async renew(refreshToken, signal) {
      const at = await server()
      try {
        const response = await oauth.refreshTokenGrantRequest(at, client(), authOf(at), refreshToken, asking(signal))
        const answer = await oauth.processRefreshTokenResponse(at, client(), response)
        const subject = oauth.getValidatedIdTokenClaims(answer)?.sub
        return { ...rest(answer), ...(subject === undefined ? {} : { subject }) }
      } catch (error) {
        if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') return undefined
        throw error
      }
    },
    async revoke(refreshToken) {
      const at = await server()
      if (at.revocation_endpoint === undefined) return
      await oauth.processRevocationResponse(await oauth.revocationRequest(at, client(), authOf(at), refreshToken, asking()))
    },
    async out({ idToken, state, redirectUri }) {
      const { end_session_endpoint: endpoint } = await server()
      if (endpoint === undefined) return undefined
      const url = new URL(endpoint)
      const query = { client_id: clientId, post_logout_redirect_uri: redirectUri, state, ...(idToken === undefined ? {} : { id_token_hint: idToken }) }
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
      return url
    },
    async told(logoutToken) {
      const { jwks_uri: keys, issuer: by } = await server()
      if (keys === undefined) throw new Error('The provider names no keys.')
      const { payload } = await jwtVerify(logoutToken, createRemoteJWKSet(new URL(keys), { timeoutDuration: patience }), {
        issuer: by, audience: clientId, clockTolerance: 30, currentDate: new Date(now()), maxTokenAge: '10 minutes', algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'ES384', 'ES512', 'RS384', 'RS512'], requiredClaims: ['iat', 'jti', 'events'],
      })
      const events = payload['events'] as Readonly<Record<string, unknown>> | null
      if (typeof events !== 'object' || events === null || !('http://schemas.openid.net/event/backchannel-logout' in events) || 'nonce' in payload) throw new Error('This is no log-out token.')
      const [subject, sid] = [text(payload.sub), text(payload['sid'])]
      return { ...(subject ? { subject } : {}), ...(sid ? { sid } : {}) }
    },
  }
}

function checked({ id, name, issuer, clientId, clientSecret }: OpenIdProvider): URL {
  const wrong = (what: string) => new LoyaltyError('invalid_option', `createLogin: providers: ${what}.`)
  if (typeof id !== 'string' || !/^[a-z0-9-]{1,30}$/i.test(id)) throw wrong('`id` must be letters, digits and -')
  if (typeof name !== 'string' || name === '' || name.length > 100) throw wrong('`name` must be what people call it, at most 100 characters')
  if (typeof clientId !== 'string' || clientId === '') throw wrong('`clientId` is missing: the provider gives it where the shop is registered')
  if (clientSecret !== undefined && (typeof clientSecret !== 'string' || clientSecret === '')) throw wrong('`clientSecret` is empty: leave it out for a public client')
  const url = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer) : undefined
  const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) throw wrong('`issuer` must be an https address (http on this machine only)')
  return url
}
