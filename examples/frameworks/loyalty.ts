/**
 * The page's loyalty client, made once, outside of components.
 *
 * The backend here is a programme in memory: it begins anew with each load of the page. In your shop it is your server's gateway:
 * `http({ url: '/loyalty', credentials: 'include' })` from `@loyaltykit/adapters/http`. Nothing else changes.
 */
import { createLoyalty } from '@loyaltykit/core'
import { createSandbox } from '@loyaltykit/sandbox'

export const sandbox = createSandbox({ preset: 'fashion', name: 'framework-example' })

const kept = new Map<string, string>()

export const loyalty = createLoyalty({
  backend: sandbox,
  locale: 'en',
  // as short-lived as the programme; leave it out, and the log-in is kept
  storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
})
