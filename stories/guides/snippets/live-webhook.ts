import { createChangeFeed, createGateway, sessionAuthentication, type Gateway } from '@loyaltykit/gateway'
import type { LoyaltyBackend } from '@loyaltykit/core'

/** What your loyalty system sends, in its own words. */
interface LoyaltyEvent {
  readonly type: string
  readonly data: { readonly customerId: string }
}

export const gatewayOf = (backend: LoyaltyBackend, secret: string): Gateway =>
  createGateway({
    backend,
    authenticate: sessionAuthentication(),
    origins: ['https://shop.example'],
    feed: createChangeFeed(),
    webhooks: {
      // POST …/v1/webhooks/crm
      crm: {
        secret, // whsec_…
        toChanges(event) {
          const { type, data } = event as LoyaltyEvent
          if (type === 'points.changed') return [{ memberId: data.customerId, parts: ['balances', 'activity', 'tier'] }]
          if (type === 'offer.assigned') return [{ memberId: data.customerId, parts: ['offers'] }]
          return []
        },
      },
    },
  })
