import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, newestChange, type Cart } from '@loyaltykit/core'
import type { Gateway } from '@loyaltykit/gateway'

/** On the server, once for each request: a client that asks as the visitor. `cart` is the stay that the page shows. */
export async function clientFor(request: Request, gateway: Gateway, locale: string, cart: Cart) {
  const identity = await gateway.identify(request)
  const { stream, ...backend } = http({
    url: 'https://hotel.example/loyalty',
    ...(identity.kind === 'token' ? { token: identity.token } : {}),
    // no network: the gateway is in this process
    fetch: (input, init) => gateway.fetch(new Request(input, init)),
  })
  // first of all: the page hears of what changes while the rest is read
  const since = identity.kind === 'token' ? await newestChange({ stream }, { identity: { kind: 'ambient' }, locale, signal: request.signal }) : undefined
  const client = createLoyalty({ backend, locale })
  // what is listened to is read, all of it in one call
  const ready = [client.$program, client.$member, client.$tier, client.$quote(cart)].map((store) => new Promise<void>((done) => {
    store.subscribe(({ status }) => {
      if (status === 'ready' || status === 'failed') done()
    })
  }))
  await Promise.all(ready)
  return { client, since }
}
