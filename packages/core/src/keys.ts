/** Where writes and log-ins are remembered: one interface for adapters and the gateway, so that one store serves both; and what both do by it. */
export { alone, digest, once, sleep, type Notes } from './once.ts'

/**
 * What outlives a call: records of text by id. Adapters and the gateway keep no state of their own; where a loyalty system can't tell a
 * repeated call from a new one, they ask this. One process may use `memoryKeys()`; for more than one give a store that all of them share (Redis, Valkey, a
 * table), or the same key may act twice. What a store holds must not be lost while it counts: a cache that throws out what it needs room for is none.
 */
export interface KeyStore {
  /** The record, unless its time is over. */
  get(id: string): Promise<string | undefined>
  /**
   * Puts `to` where the record is exactly `from`, in one step that nothing comes between; `undefined` stands for no record. Says whether it did.
   *
   * The record is gone `keep` milliseconds later by the store's own clock, not before and not noticeably after: with each `swap` the time begins again.
   * Turns of processes depend on both ends.
   */
  swap(id: string, from: string | undefined, to: string | undefined, keep: number): Promise<boolean>
}

/** A store in the memory of one process: what it knows ends with it. `clock` tells its time, in milliseconds. */
export function memoryKeys(clock: () => number = Date.now): KeyStore {
  const records = new Map<string, { readonly text: string; readonly until: number }>()
  let sweepAt = 1_000
  const read = (id: string) => {
    const record = records.get(id)
    return record && record.until > clock() ? record.text : undefined
  }
  const sweep = () => {
    for (const [id, { until }] of records) if (until <= clock()) records.delete(id)
    sweepAt = Math.max(1_000, records.size * 2)
  }
  return {
    get: async (id) => read(id),
    swap: async (id, from, to, keep) => {
      if (read(id) !== from) return false
      if (to === undefined) records.delete(id)
      else records.set(id, { text: to, until: clock() + keep })
      if (records.size > sweepAt) sweep()
      return true
    },
  }
}
