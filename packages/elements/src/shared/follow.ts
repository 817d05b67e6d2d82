import type { Store } from '@loyaltykit/core'
import type { ReactiveControllerHost } from 'lit'

interface Following {
  readonly hosts: Set<ReactiveControllerHost>
  readonly stop: () => void
}
const followings = new WeakMap<Store<unknown>, Following>()

/** Updates `host` when the store changes. A thousand hosts share one listener. */
export function follow(store: Store<unknown>, host: ReactiveControllerHost): () => void {
  let following = followings.get(store)
  if (!following) {
    const hosts = new Set<ReactiveControllerHost>()
    const stop = store.listen(() => hosts.forEach((each) => each.requestUpdate()))
    followings.set(store, (following = { hosts, stop }))
  }
  const { hosts, stop } = following
  hosts.add(host)
  return () => {
    hosts.delete(host)
    if (hosts.size) return
    followings.delete(store)
    stop()
  }
}
