import { createGateway, createLogin, type Gateway } from '@loyaltykit/gateway'
import type { LoyaltyBackend } from '@loyaltykit/core'

export function start(backend: LoyaltyBackend): Gateway {
  const login = createLogin({
    url: 'https://shop.example/loyalty',
    secret: process.env['LOGIN_SECRET'] ?? '',
    tokens: {
      issuer: 'https://shop.example',
      audience: 'https://shop.example/loyalty',
      keys: process.env['LOYALTY_TOKEN_SECRET'] ?? '',
    },
  })
  return createGateway({ backend, login, origins: ['https://shop.example'], basePath: '/loyalty' })
}
