/** A write once per key, one at a time of a name: what adapters and the gateway share. */
export { alone, digest, once, sleep, type Notes } from '@loyaltykit/core/keys'
