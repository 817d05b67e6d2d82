/** Where an adapter's writes are remembered, for loyalty systems that know no idempotency key. */

/**
 * What outlives a call: records of text by id. Adapters keep no state of their own; where a loyalty system can't tell a repeated call from a
 * new one, they ask this. One process may use `memoryKeys()`; for more than one give a store that all of them share (Redis, Valkey, a
 * table), or the same key may act twice.
 */
export interface KeyStore {
  /** The record, unless its time is over. */
  get(id: string): Promise<string | undefined>
  /**
   * Puts `to` where the record is exactly `from`, in one step that nothing comes between; `undefined` stands for no record. Says whether
   * it did. The record may be forgotten after `keep` milliseconds, not before.
   */
  swap(id: string, from: string | undefined, to: string | undefined, keep: number): Promise<boolean>
}

/** A store in the memory of one process: what it knows ends with it. */
export function memoryKeys(): KeyStore {
  const records = new Map<string, { readonly text: string; readonly until: number }>()
  let sweepAt = 1_000
  const read = (id: string) => {
    const record = records.get(id)
    return record && record.until > Date.now() ? record.text : undefined
  }
  const sweep = () => {
    for (const [id, { until }] of records) if (until <= Date.now()) records.delete(id)
    sweepAt = Math.max(1_000, records.size * 2)
  }
  return {
    get: async (id) => read(id),
    swap: async (id, from, to, keep) => {
      if (read(id) !== from) return false
      if (to === undefined) records.delete(id)
      else records.set(id, { text: to, until: Date.now() + keep })
      if (records.size > sweepAt) sweep()
      return true
    },
  }
}
