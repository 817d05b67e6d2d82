/**
 * Where log-ins are kept: records of text by id. What identifies a record is a hash; what a record has of a person's provider is sealed with the
 * token that only their browser has. The same two methods as `KeyStore` of `@loyaltykit/adapters/keys`: a store made for one serves the other.
 */
export interface LoginStore {
  /** The record, unless its time is over. */
  get(id: string): Promise<string | undefined>
  /**
   * Puts `to` where the record is exactly `from`, in one step that nothing comes between; `undefined` stands for no record. Says whether
   * it did. The record may be forgotten after `keep` milliseconds, not before.
   */
  swap(id: string, from: string | undefined, to: string | undefined, keep: number): Promise<boolean>
}

/** A store in the memory of one process: whoever is logged in is logged out when it ends. */
export function memoryLogins(clock: () => number = Date.now): LoginStore {
  const records = new Map<string, { readonly text: string; readonly until: number }>()
  let sweepAt = 1_000
  const read = (id: string) => {
    const record = records.get(id)
    return record && record.until > clock() ? record.text : undefined
  }
  return {
    get: async (id) => read(id),
    swap: async (id, from, to, keep) => {
      if (read(id) !== from) return false
      if (to === undefined) records.delete(id)
      else records.set(id, { text: to, until: clock() + keep })
      if (records.size > sweepAt) {
        for (const [old, { until }] of records) if (until <= clock()) records.delete(old)
        sweepAt = Math.max(1_000, records.size * 2)
      }
      return true
    },
  }
}

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
