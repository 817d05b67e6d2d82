/** Where an adapter's writes are remembered, for loyalty systems that know no idempotency key: see `@loyaltykit/core/keys`. */
export { memoryKeys, type KeyStore } from '@loyaltykit/core/keys'
