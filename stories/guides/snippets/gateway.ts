import { createGateway, type Gateway } from '@loyaltykit/gateway'
import { serve } from '@loyaltykit/gateway/node'
import type { LoyaltyBackend } from '@loyaltykit/core'

/** `memberOf` is your own log-in: who sent this request, or nobody. */
export async function start(backend: LoyaltyBackend, memberOf: (request: Request) => Promise<string | null>): Promise<Gateway> {
  const gateway = createGateway({
    backend,
    origins: ['https://shop.example'],
    basePath: '/loyalty',
    async authenticate(request) {
      const memberId = await memberOf(request)
      return memberId === null ? null : { kind: 'member', memberId }
    },
  })
  const { url } = await serve(gateway, { port: 8787 })
  console.log(`The loyalty API listens on ${url}/loyalty`)
  return gateway
}
