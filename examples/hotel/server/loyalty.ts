/** What a page needs of the loyalty programme, read on the server: one client for each request, one call for all it shows. */
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, newestChange, type AnyClient, type Cart, type Part, type Parts, type Quote, type Resource, type Store } from '@loyaltykit/core'
import type { Gateway } from '@loyaltykit/gateway'
import { groups } from '../src/groups.ts'

/** What a page shows. */
export interface Wanted {
  readonly parts: readonly Part[]
  /** Stays that are quoted, by the name that the page gives them. */
  readonly carts?: Readonly<Record<string, Cart>>
}

/** A client that has read all that was wanted, for one request. */
export interface Reading {
  readonly client: AnyClient
  /** Whether all of it is there: only then can the page's own client begin where this one ends. */
  readonly complete: boolean
  readonly isMember: boolean
  /** What is given to the page's client. */
  readonly state: Partial<Parts>
  readonly quotes: readonly { readonly cart: Cart; readonly quote: Quote }[]
  /** The newest change that `state` and `quotes` have in them: the page's live changes go on from there. */
  readonly since?: string
  readonly carts: Readonly<Record<string, Cart>>
  part<P extends Part>(part: P): Parts[P] | undefined
  quote(name: string): Quote | undefined
  /** To be called when the page is written. */
  end(): void
}

export interface ReadOptions {
  readonly gateway: Gateway
  /** This site's own address, without a slash at the end. */
  readonly url: string
  readonly clock: () => number
  /** The page is sent without the programme when it takes longer, in milliseconds: 1,000 where absent. */
  readonly patience?: number
}

/** Cookie that says: somebody is signed in here, even when the session itself has to be renewed by the browser. */
export const knownCookie = 'harbour_known'

/** Reads for whom a request is. The programme being away is not the page's end: it is sent without. */
export async function readFor(request: Request, locale: string, { parts, carts = {} }: Wanted, { gateway, url, clock, patience = 1_000 }: ReadOptions): Promise<Reading> {
  const identity = await gateway.identify(request)
  // the log-in is in a cookie that only this server can read: its own calls carry it on
  const token = identity.kind === 'token' ? identity.token : undefined
  const { stream, ...backend } = http({
    url: `${url}/loyalty`,
    groups,
    ...(token === undefined ? {} : { token }),
    // no network: the gateway is in this process
    fetch: (input, init) => gateway.fetch(new Request(input, init)),
  })
  // asked before all else: what changes while the rest is read, the page hears of
  const since = token === undefined ? undefined : await newestChange({ stream }, { identity: { kind: 'ambient' }, locale, signal: request.signal }, { patience: 300 })
  const client: AnyClient = createLoyalty({
    backend,
    locale,
    clock,
    onReport: ({ message, cause }) => console.warn(`The hotel's page: ${message}`, cause ?? ''),
  })
  const storeOf = (part: Part) => client[`$${part}`] as Store<Resource<unknown>> | undefined
  const quoteOf = (cart: Cart) => client.$quote?.(cart) as Store<Resource<Quote>> | undefined
  const stores = [...parts.map(storeOf), ...Object.values(carts).map(quoteOf)]
  await settled(stores, patience)

  // signed in some time ago, and the session has run out: only the browser can renew it, so the page's client asks
  const isDoubtful = token === undefined && (request.headers.get('cookie') ?? '').includes(`${knownCookie}=1`)
  const complete = !isDoubtful && stores.every((store) => store?.value?.status === 'ready')
  const valueOf = <T>(resource: Resource<T> | undefined): T | undefined => (resource && 'value' in resource ? resource.value : undefined)
  return {
    client,
    complete,
    isMember: client.$session.value?.status === 'member',
    state: complete ? Object.fromEntries(parts.map((part) => [part, valueOf(storeOf(part)?.value)])) : {},
    quotes: complete ? Object.values(carts).flatMap((cart) => ({ cart, quote: valueOf(quoteOf(cart)?.value) as Quote })) : [],
    carts,
    ...(complete && since !== undefined ? { since } : {}),
    part: <P extends Part>(part: P) => valueOf(storeOf(part)?.value) as Parts[P] | undefined,
    quote: (name) => carts[name] && valueOf(quoteOf(carts[name])?.value),
    end: () => client.dispose(),
  }
}

/** Resolves when each store has an answer, or the patience is over. */
async function settled(stores: readonly (Store<Resource<unknown>> | undefined)[], patience: number): Promise<void> {
  const isOver = (store: Store<Resource<unknown>> | undefined) => store?.value?.status === 'ready' || store?.value?.status === 'failed'
  await new Promise<void>((done) => {
    const look = () => {
      if (stores.every((store) => !store || isOver(store))) end()
    }
    const stops = stores.map((store) => store?.listen(look))
    const timer = setTimeout(end, patience)
    function end() {
      clearTimeout(timer)
      // after this tick: a store may tell before all are listened to
      queueMicrotask(() => stops.forEach((stop) => stop?.()))
      done()
    }
    look()
  })
}
