/** A real OpenID Connect provider (`oidc-provider`) on this machine, with a page to sign in on. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from './oidc-provider.ts'

/** Somebody whom the provider knows. */
export interface Account {
  readonly email?: string
  readonly email_verified?: boolean
  readonly given_name?: string
  readonly family_name?: string
}

export interface IdentityProviderOptions {
  /** The gateway's public address. */
  readonly gateway: string
  /** By subject. */
  readonly accounts?: Readonly<Record<string, Account>>
  /** How long an access token lasts, in seconds. */
  readonly life?: number
}

export interface IdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Ends every log-in of a subject at the provider, as an administrator does: its refresh tokens are worth nothing. */
  revokeAll(): Promise<void>
  /** How often each endpoint was asked. */
  readonly asked: string[]
  close(): Promise<void>
}

const page = (title: string, form: string) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${form}`

export async function startIdentityProvider({ gateway, accounts = {}, life = 3_600 }: IdentityProviderOptions): Promise<IdentityProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const [clientId, clientSecret] = ['shop', 'a-secret-of-the-shop-and-nobody-else']
  const asked: string[] = []
  const { warn, info } = console
  // it warns of keys that are for development, which is what they are for here
  console.warn = console.info = () => {}
  const provider = new Provider(issuer, {
    clients: [{
      client_id: clientId, client_secret: clientSecret, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
      redirect_uris: [`${gateway}/v1/login/callback`], post_logout_redirect_uris: [`${gateway}/v1/login/ended`],
      backchannel_logout_uri: `${gateway}/v1/login/told/shop`, backchannel_logout_session_required: true,
    }],
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: { body: unknown }, form: string) => {
          ctx.body = page('Sign out of Shop ID', `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out there too</button>`)
        },
      },
    },
    // who is sent here by the shop has agreed to it there
    loadExistingGrant: async (ctx: { oidc: { session?: { grantIdFor(id: string): string | undefined; accountId?: string }; client?: { clientId: string }; result?: { consent?: { grantId?: string } } } }) => {
      const { session, client } = ctx.oidc
      const known = session?.grantIdFor(client?.clientId ?? '')
      const found = known === undefined ? undefined : await provider.Grant.find(known)
      if (found) return found
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
      grant.addOIDCScope('openid email profile offline_access')
      await grant.save()
      return grant
    },
    issueRefreshToken: async () => true,
    // its own one keeps away from this very machine, where the gateway is
    fetch: (address: string | URL, init: RequestInit & { dispatcher?: unknown }) => fetch(address, { ...init, dispatcher: undefined } as RequestInit),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    ttl: { AccessToken: life, IdToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 3_600, RefreshToken: 86_400 },
  } as never)
  Object.assign(console, { warn, info })
  const grants = new Set<string>()
  provider.on('grant.success', (ctx: { oidc: { entities: { Grant?: { jti: string } } } }) => {
    const { Grant } = ctx.oidc.entities
    if (Grant) grants.add(Grant.jti)
  })

  const callback = provider.callback()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', issuer)
    asked.push(pathname)
    if (!pathname.startsWith('/interaction/')) return void callback(request, response)
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(page('Sign in to Shop ID', '<form method="post"><label>Account <input name="account" autocomplete="username"></label> <button>Sign in</button> <button name="cancel" value="yes">Cancel</button></form>'))
      return
    }
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
    const form = new URLSearchParams(body)
    const result = form.has('cancel') ? { error: 'access_denied', error_description: 'Turned back.' } : { login: { accountId: form.get('account') ?? '' } }
    await provider.interactionFinished(request, response, result)
  }
  server.on('request', (request, response) => void answer(request, response).catch((error: unknown) => {
    response.statusCode = 500
    response.end(String(error))
  }))

  return {
    issuer, clientId, clientSecret, asked,
    async revokeAll() {
      for (const id of grants) await (await provider.Grant.find(id))?.destroy()
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
