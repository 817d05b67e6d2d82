import { atom, onMount, type ReadableAtom, type WritableAtom } from 'nanostores'
import type { LoyaltyError } from './errors.ts'

/**
 * What is known of something that is read from the backend.
 * `refreshing` and `failed` keep the last good value; `at` is when it was read, in milliseconds since 1970.
 */
export type Resource<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T; readonly at: number }
  | { readonly status: 'refreshing'; readonly value: T; readonly at: number }
  | { readonly status: 'failed'; readonly error: LoyaltyError; readonly value?: T; readonly at?: number }

/** A store of a client: `get()` it, or `subscribe()` to it. It reads from the first listener to the last. */
export type Store<T> = ReadableAtom<T>

/** A problem that was met and mended, for the host's log. */
export type Report = (problem: { readonly message: string; readonly cause?: unknown }) => void

/** A store that we set. Its `value` is always there, and looking at it does not start a read. */
export interface OwnStore<T> extends WritableAtom<T> {
  readonly value: T
  /** Whether nanostores takes it for mounted: from the first listener to a second after the last. */
  readonly active?: boolean
}

/** An atom whose listeners may throw without harm to us or to one another. */
export function safeAtom<T>(value: T, report: Report): OwnStore<T> {
  const $atom = atom(value) as OwnStore<T>
  const { listen } = $atom
  $atom.listen = (listener) =>
    listen((...change) => {
      try {
        listener(...change)
      } catch (cause) {
        report({ message: 'A listener of a LoyaltyKit store threw.', cause })
      }
    })
  $atom.subscribe = (listener) => {
    const leave = $atom.listen(listener)
    try {
      ;(listener as (value: unknown) => void)($atom.value)
    } catch (cause) {
      report({ message: 'A listener of a LoyaltyKit store threw.', cause })
    }
    return leave
  }
  return $atom
}

/** A resource that asks for its value when the first listener comes, and says when the last has left. */
export function resource<T>({ report, start, stop }: { report: Report; start: () => void; stop: () => void }): OwnStore<Resource<T>> {
  const $resource = safeAtom<Resource<T>>({ status: 'idle' }, report)
  onMount($resource, () => {
    start()
    return stop
  })
  const { listen } = $resource
  $resource.listen = (listener) => {
    // nanostores takes a store that was left a moment ago for mounted still: who comes back then looks all the same
    const isBack = !$resource.lc && $resource.active
    const leave = listen(listener)
    // what has failed is not asked for at every look
    if (isBack && $resource.value.status !== 'failed') start()
    return leave
  }
  return $resource
}

/** The last good value, whatever the state. */
export const lastValue = <T>(state: Resource<T>): T | undefined => ('value' in state ? state.value : undefined)

export const toReading = <T>(state: Resource<T>): Resource<T> =>
  'value' in state && state.value !== undefined ? { status: 'refreshing', value: state.value, at: state.at ?? 0 } : { status: 'loading' }

export const toFailed = <T>(state: Resource<T>, error: LoyaltyError): Resource<T> =>
  'value' in state && state.value !== undefined ? { status: 'failed', error, value: state.value, at: state.at ?? 0 } : { status: 'failed', error }
