import type { Store } from '@loyaltykit/core'
import { useSyncExternalStore } from 'react'

/**
 * What a store of the client says, such as `useStore(client.$balances)`, and again whenever that changes. The first component that
 * shows it starts the read, the last one ends it; on a server nothing is read. Without a store, undefined.
 */
export function useStore<T>(store: Store<T>): T
export function useStore<T>(store: Store<T> | undefined): T | undefined
export function useStore<T>(store: Store<T> | undefined): T | undefined {
  // `get()` would start a read while React renders, on a server too; `value` only looks
  const look = () => store?.value
  return useSyncExternalStore(store?.listen ?? never, look, look)
}

const never = () => () => undefined
