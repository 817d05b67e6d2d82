import { voucherify } from '@loyaltykit/adapters/voucherify'
import type { KeyStore } from '@loyaltykit/adapters/keys'
import { createGateway, createLogin, type Gateway } from '@loyaltykit/gateway'

/** What the shop has: a way to send, and a table of who is which member. */
interface Shop {
  readonly store: KeyStore
  send(to: string, text: string): Promise<void>
  /** `null` for somebody who is no member. */
  memberOf(personId: string): Promise<string | null>
}

export function start(shop: Shop): Gateway {
  const login = createLogin({
    url: 'https://shop.example/loyalty',
    secret: process.env['LOGIN_SECRET'] ?? '',
    store: shop.store,
    find: ({ id }) => shop.memberOf(id),
    codes: {
      send: ({ to, code }) => shop.send(to, `${code} is your code for Stride Club.`),
      address: (request) => request.headers.get('x-real-ip'),
    },
  })
  const backend = voucherify({
    appId: process.env['VOUCHERIFY_APP_ID'] ?? '',
    appToken: process.env['VOUCHERIFY_APP_TOKEN'] ?? '',
    programId: 'lprg_…',
    money: 'EUR',
    keys: shop.store,
    // who has proved a phone or an e-mail, and is no member yet, becomes one
    person: async (ticket) => {
      const person = await login.person(ticket)
      return person && { sourceId: person.id, ...(person.email ? { email: person.email } : {}), ...(person.phone ? { phone: person.phone } : {}) }
    },
  })
  return createGateway({ backend, login, origins: ['https://shop.example'], basePath: '/loyalty' })
}
