/** As much of `oidc-provider`, which is written in JavaScript and has no types, as tests use. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface ProviderGrant {
  addOIDCScope(scope: string): void
  save(): Promise<string>
  destroy(): Promise<void>
}

export interface OidcProvider {
  readonly Grant: {
    new (of: { readonly clientId: string | undefined; readonly accountId: string | undefined }): ProviderGrant
    find(id: string): Promise<ProviderGrant | undefined>
  }
  callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
  on(event: 'grant.success', listener: (context: { readonly oidc: { readonly entities: { readonly Grant?: { readonly jti: string } } } }) => void): this
}

const name: string = 'oidc-provider'

export const { Provider } = (await import(name)) as { readonly Provider: new (issuer: string, configuration: object) => OidcProvider }
