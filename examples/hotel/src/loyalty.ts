/** The page's loyalty client: it begins with what the server has read, so the first view asks nothing. */
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type Cart, type Part, type Parts, type Quote, type Resource, type Store } from '@loyaltykit/core'
import { clock } from './example-clock.ts'
import { groups } from './groups.ts'

interface Given {
  readonly state: Partial<Parts>
  readonly quotes: readonly { readonly cart: Cart; readonly quote: Quote }[]
  readonly carts: Readonly<Record<string, Cart>>
  readonly since?: string
}

const given = JSON.parse(document.getElementById('loyalty-state')?.textContent ?? '{"state":{},"quotes":[],"carts":{}}') as Given

export const { carts } = given

export const loyalty = createLoyalty({
  backend: http({
    url: '/loyalty',
    credentials: 'include',
    groups,
  }),
  locale: document.documentElement.lang,
  clock, // only for these examples: leave it out
  state: given.state,
  quotes: given.quotes,
  // what happened between the server's reading and this page's stream is not missed
  ...(given.since === undefined ? {} : { since: given.since }),
})

/** Resolves when all that was given is in the stores: the checks of some parts are loaded first. */
export async function taken(): Promise<void> {
  const parts = Object.keys(given.state) as Part[]
  const stores = parts.map((part) => (loyalty as unknown as Readonly<Record<string, Store<Resource<unknown>> | undefined>>)[`$${part}`])
  await Promise.all(stores.map((store) => new Promise<void>((done) => {
    const stop = store?.subscribe(({ status }) => {
      if (status === 'idle' || status === 'loading') return
      done()
      // not while it is being told
      queueMicrotask(() => stop?.())
    })
    if (!store) done()
  })))
}
