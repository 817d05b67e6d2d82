import { toLoyaltyError, type LoyaltyError } from '@loyaltykit/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** One page of a list; `next` is absent on the last. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/** One press asks for at most so many pages that have nothing of what is shown. */
const patience = 5
/** So many pages are read again at most, when the first has changed. */
const mostReread = 20

/**
 * A list that comes page by page: the first one from a store, further ones by cursor. Nothing comes twice and nothing is
 * left out, also when the first page changes while further ones are shown: those are read again then, quietly.
 */
export class PagesController<T extends { readonly id: string }> implements ReactiveController {
  /** All that is known, in order. */
  items: readonly T[] = []
  busy = false
  /** Why the last try for more failed; what was there stays. */
  error: LoyaltyError | undefined
  readonly #host: ReactiveControllerHost
  readonly #ask: (cursor: string) => Promise<Page<T>>
  #first: Page<T> | undefined
  #next: string | undefined
  /** Further pages are in `items`. */
  #further = false
  /** Grows whenever an answer on its way is not wanted any more. */
  #version = 0
  /** The first page has changed since the further ones were read. */
  #changed = false

  /** `ask` brings the page at a cursor. */
  constructor(host: ReactiveControllerHost, ask: (cursor: string) => Promise<Page<T>>) {
    this.#host = host
    this.#ask = ask
    host.addController(this)
  }

  hostConnected(): void {}

  /** Whoever comes back may be somebody else. */
  hostDisconnected(): void {
    this.take(undefined)
  }

  /** Where the next page begins; absent where there is none. */
  get next(): string | undefined {
    return this.#next
  }

  /** The first page as it is known now; `undefined` forgets everything. */
  take(first: Page<T> | undefined): void {
    const before = this.#first
    if (first === before) return
    this.#first = first
    if (!first || !before || (!this.#further && !this.busy)) return this.#begin(first)
    if (JSON.stringify(first.items) === JSON.stringify(before.items)) return
    const fresh = new Set(first.items.map(({ id }) => id))
    const last = this.items.findLastIndex(({ id }) => fresh.has(id))
    // so much came that there may be a gap
    if (last < 0) return this.#begin(first)
    this.items = [...first.items, ...this.items.slice(last + 1)]
    this.#changed = true
    if (!this.busy) void this.#reread(first)
  }

  /** Brings the next page, and further ones until something `fits`. Gives how many came that fit; `undefined` where it failed. */
  async more(fits: (item: T) => boolean = () => true): Promise<number | undefined> {
    if (this.busy) return undefined
    const version = (this.#version += 1)
    this.busy = true
    this.error = undefined
    this.#host.requestUpdate()
    let came = 0
    try {
      for (let pages = 0; this.#next !== undefined && came === 0 && pages < patience; pages += 1) {
        const page = await this.#ask(this.#next)
        if (version !== this.#version) return undefined
        came += this.#append(page).filter(fits).length
      }
      return came
    } catch (caught) {
      if (version !== this.#version) return undefined
      this.error = toLoyaltyError(caught)
      return undefined
    } finally {
      if (version === this.#version) {
        this.busy = false
        // a cursor that is not known any more is not known tomorrow either
        if (this.#first && (this.#changed || this.error?.code === 'invalid_input')) void this.#reread(this.#first)
        this.#host.requestUpdate()
      }
    }
  }

  /** A newer state of one item, wherever it stands. */
  replace(item: T): void {
    this.items = this.items.map((one) => (one.id === item.id ? item : one))
    this.#host.requestUpdate()
  }

  #begin(first: Page<T> | undefined): void {
    this.#version += 1
    this.items = first?.items ?? []
    this.#next = first?.next
    this.#further = this.#changed = this.busy = false
    this.error = undefined
    this.#host.requestUpdate()
  }

  #append(page: Page<T>): readonly T[] {
    const known = new Set(this.items.map(({ id }) => id))
    const fresh = page.items.filter(({ id }) => !known.has(id))
    this.items = [...this.items, ...fresh]
    // a cursor that leads to itself leads nowhere
    this.#next = page.next === this.#next ? undefined : page.next
    this.#further = true
    this.#host.requestUpdate()
    return fresh
  }

  /** Reads as much as is shown once more, and shows it when all of it is there. Where that fails, what is shown stays. */
  async #reread(first: Page<T>): Promise<void> {
    const version = (this.#version += 1)
    const wanted = this.items.length
    const items = new Map(first.items.map((item) => [item.id, item]))
    let { next } = first
    try {
      for (let pages = 0; next !== undefined && items.size < wanted && pages < mostReread; pages += 1) {
        const page: Page<T> = await this.#ask(next)
        if (version !== this.#version) return
        for (const item of page.items) if (!items.has(item.id)) items.set(item.id, item)
        next = page.next === next ? undefined : page.next
      }
    } catch {
      return
    }
    this.#changed = false
    this.items = [...items.values()]
    this.#next = next
    this.#host.requestUpdate()
  }
}
