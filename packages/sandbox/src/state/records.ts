import type { RecordChange } from './changes.ts'
import type { Table, Tables } from './tables.ts'

/** A record that changed; without a value it was removed. */
export interface Change {
  readonly table: string
  readonly id: string
  readonly value?: unknown
}

/** Where records outlive the process. `commit` keeps all of a command's changes or, when it throws, none. */
export interface RecordStore {
  load(): Iterable<{ readonly table: string; readonly id: string; readonly value: unknown }>
  commit(changes: readonly Change[]): void
  close?(): void
}

/** Tables of immutable records, changed only within a unit of work. */
export interface Records {
  get<T extends Table>(table: T, id: string): Tables[T] | undefined
  /** The oldest first. */
  all<T extends Table>(table: T): Tables[T][]
  /** The records of one member, the oldest first. */
  of<T extends OwnedTable>(table: T, memberId: string): Tables[T][]
  put<T extends Table>(table: T, record: Tables[T]): void
  remove(table: Table, id: string): void
  /** Runs a command: all its changes are kept, or none when it throws. A unit within a unit is part of it. */
  unit<Result>(command: () => Result): Result
}

/** Tables whose records belong to a member; an order may belong to nobody. */
export type OwnedTable = { [T in Table]: Tables[T] extends { readonly memberId?: string } ? ('memberId' extends keyof Tables[T] ? T : never) : never }[Table]

const owner = (record: object): string | undefined => {
  const { memberId } = record as { memberId?: unknown }
  return typeof memberId === 'string' ? memberId : undefined
}

/** Records in memory, filled from the store where there is one. `kept` is told of each unit that is kept; it must not throw. */
export function createRecords(store?: RecordStore, kept?: (changes: readonly RecordChange[]) => void): Records {
  const tables = new Map<string, Map<string, { readonly id: string }>>()
  const owned = new Map<string, Map<string, { readonly id: string }>>()
  let journal: Map<string, { readonly table: string; readonly id: string; readonly old: { readonly id: string } | undefined }> | undefined

  const table = (name: string) => open(tables, name)
  const open = <V>(maps: Map<string, Map<string, V>>, name: string) => {
    const found = maps.get(name)
    if (found) return found
    const made = new Map<string, V>()
    maps.set(name, made)
    return made
  }

  function set(name: string, id: string, record: { readonly id: string } | undefined) {
    const old = table(name).get(id)
    const oldOwner = old && owner(old)
    const newOwner = record && owner(record)
    if (record) table(name).set(id, record)
    else table(name).delete(id)
    if (oldOwner !== undefined && oldOwner !== newOwner) open(owned, `${name}/${oldOwner}`).delete(id)
    if (record && newOwner !== undefined) open(owned, `${name}/${newOwner}`).set(id, record)
  }

  function change(name: string, id: string, record: { readonly id: string } | undefined) {
    if (!journal) throw new Error('Records change within a unit of work only.')
    const at = `${name}/${id}`
    if (!journal.has(at)) journal.set(at, { table: name, id, old: table(name).get(id) })
    set(name, id, record)
  }

  for (const { table: name, id, value } of store?.load() ?? []) set(name, id, value as { readonly id: string })

  return {
    get: (name, id) => table(name).get(id) as never,
    all: (name) => [...table(name).values()] as never,
    of: (name, memberId) => [...(owned.get(`${name}/${memberId}`)?.values() ?? [])] as never,
    put: (name, record) => change(name, record.id, record),
    remove: (name, id) => change(name, id, undefined),
    unit(command) {
      if (journal) return command()
      const opened = (journal = new Map())
      try {
        const result = command()
        const changes = [...opened.values()].map(({ table: name, id }) => {
          const value = table(name).get(id)
          return value ? { table: name, id, value } : { table: name, id }
        })
        if (changes.length) store?.commit(changes)
        if (opened.size) kept?.([...opened.values()].map(({ table: name, id, old }) => ({ table: name as Table, old, now: table(name).get(id) })))
        return result
      } catch (error) {
        // the newest first, so that what was made last goes first
        for (const { table: name, id, old } of [...opened.values()].reverse()) set(name, id, old)
        throw error
      } finally {
        journal = undefined
      }
    },
  }
}
