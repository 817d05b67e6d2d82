import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { Store } from '@loyaltykit/core'

/** A store of the client as a ref: it is followed as long as the component is there. */
export function useStore<T>(store: Store<T>): Readonly<ShallowRef<T>> {
  const value = shallowRef(store.value) as ShallowRef<T>
  onScopeDispose(store.subscribe((next) => void (value.value = next as T)))
  return value
}
