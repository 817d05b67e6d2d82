import { memoryKeys, type KeyStore } from '@loyaltykit/core/keys'

/**
 * Where log-ins are kept: a `KeyStore`, the same that remembers writes. What identifies a record is a hash; what a record has of a person's provider is sealed
 * with the token that only their browser has.
 */
export type LoginStore = KeyStore

/** A store in the memory of one process: whoever is logged in is logged out when it ends. */
export const memoryLogins = (clock: () => number = Date.now): LoginStore => memoryKeys(clock)

/**
 * Changes a record, whoever else does at the same moment. `change` gives what is to be there and what to answer; it is asked again
 * where somebody came between. `to: undefined` leaves the record as it is.
 */
export async function alter<T>(store: LoginStore, id: string, keep: number, change: (record: string | undefined) => { readonly to?: string | undefined; readonly answer: T }): Promise<T> {
  for (let tries = 0; tries < 50; tries += 1) {
    const from = await store.get(id)
    const { to, answer } = change(from)
    if (to === undefined || to === from || (await store.swap(id, from, to, keep))) return answer
  }
  throw new Error('The store of log-ins changes faster than it can be written.')
}
