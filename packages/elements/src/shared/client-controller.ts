import { pageClients, type AnyClient, type PageClients, type Store } from '@loyaltykit/core'
import { isServer, type ReactiveController, type ReactiveElement } from 'lit'
import { follow } from './follow.ts'
import { around } from './page.ts'

/** What a provider is to the elements inside it. */
export interface ProvidesClient extends Element {
  readonly client: AnyClient | undefined
}
/** Not bubbling: told on the provider itself when its client changes. */
export const clientChanged = 'loyalty-client-changed'

interface Host extends ReactiveElement {
  client?: AnyClient | undefined
}

/**
 * Finds the client of an element (its own, the nearest provider's, else the page's only one), and follows the stores it reads.
 * Finds it again when a provider or a client comes later.
 */
export class ClientController implements ReactiveController {
  client: AnyClient | undefined
  readonly #host: Host
  readonly #following = new Map<Store<unknown>, () => void>()
  #page: PageClients | undefined
  #provider: ProvidesClient | undefined
  #wanted: (client: AnyClient) => readonly (Store<unknown> | undefined)[]

  /** `wanted`: the stores that the element shows. */
  constructor(host: Host, wanted: (client: AnyClient) => readonly (Store<unknown> | undefined)[]) {
    this.#host = host
    this.#wanted = wanted
    host.addController(this)
  }

  hostConnected(): void {
    this.#page = pageClients()
    this.#page?.listeners.add(this.seek)
    this.#provider = around<ProvidesClient>(this.#host, (element) => element.localName === 'loyalty-provider')
    this.#provider?.addEventListener(clientChanged, this.seek)
    this.seek()
  }

  hostDisconnected(): void {
    this.#page?.listeners.delete(this.seek)
    this.#provider?.removeEventListener(clientChanged, this.seek)
    this.#unfollow()
    this.client = undefined
  }

  /** Which provider the element stands in. */
  get provider(): ProvidesClient | undefined {
    return this.#provider
  }

  /** Looks for the client again: the element's own `client` has changed, or something around it. */
  readonly seek = (): void => {
    const client = this.#find()
    if (client !== this.client) {
      this.#unfollow()
      this.client = client
      this.#host.requestUpdate()
    }
    if (client) this.follow()
  }

  /** Follows the stores that are wanted now. */
  follow(): void {
    if (!this.client) return
    // a server renders once: the host notes which stores it reads, and nobody listens
    if (isServer) this.#wanted(this.client)
    if (!this.#host.isConnected) return
    const wanted = new Set(this.#wanted(this.client).filter((store) => store !== undefined))
    for (const store of wanted) if (!this.#following.has(store)) this.#following.set(store, follow(store, this.#host))
    for (const [store, stop] of this.#following) {
      if (wanted.has(store)) continue
      this.#following.delete(store)
      stop()
    }
  }

  #find(): AnyClient | undefined {
    if (this.#host.client) return this.#host.client
    if (this.#provider) return this.#provider.client
    const clients = this.#page?.clients
    return clients?.size === 1 ? [...clients][0] : undefined
  }

  #unfollow(): void {
    for (const stop of this.#following.values()) stop()
    this.#following.clear()
  }
}
