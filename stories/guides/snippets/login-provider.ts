import { createGateway, createLogin, type Gateway, type LoginStore } from '@loyaltykit/gateway'
import type { LoyaltyBackend } from '@loyaltykit/core'

/** `memberOf` looks into the shop's own tables: which member this person is. */
export function start(backend: LoyaltyBackend, store: LoginStore, memberOf: (personId: string, email?: string) => Promise<string | null>): Gateway {
  const login = createLogin({
    url: 'https://shop.example/loyalty',
    secret: process.env['LOGIN_SECRET'] ?? '',
    store,
    find: ({ id, email }) => memberOf(id, email),
    providers: [{
      id: 'shop',
      name: 'Shop account',
      issuer: 'https://id.shop.example',
      clientId: process.env['OIDC_CLIENT_ID'] ?? '',
      clientSecret: process.env['OIDC_CLIENT_SECRET'] ?? '',
      scope: 'openid email profile offline_access',
    }],
  })
  return createGateway({ backend, login, origins: ['https://shop.example'], basePath: '/loyalty' })
}
