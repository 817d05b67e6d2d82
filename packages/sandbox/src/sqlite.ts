import { DatabaseSync } from 'node:sqlite'
import type { RecordStore } from './state/records.ts'

/**
 * Keeps a sandbox in a SQLite file: each command is one transaction, on disk before its answer is given, so a killed process loses nothing
 * that it answered. One process at a time has the file. Needs Node 22.13 or newer.
 * @throws when the file can't be opened, is no database, or another process has it.
 */
export function sqliteStore({ path }: {
  /** The file; it is made when it is not there. Its folder must be. */
  readonly path: string
}): RecordStore {
  const database = new DatabaseSync(path, { timeout: 2_000 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec('CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID')
  } catch (error) {
    database.close()
    throw error
  }
  const put = database.prepare('INSERT INTO records (kind, id, value) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value')
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?')
  return {
    * load() {
      for (const row of database.prepare('SELECT kind, id, value FROM records').iterate()) {
        yield { table: String(row['kind']), id: String(row['id']), value: JSON.parse(String(row['value'])) as unknown }
      }
    },
    commit(changes) {
      database.exec('BEGIN IMMEDIATE')
      try {
        for (const { table, id, value } of changes) {
          if (value === undefined) remove.run(table, id)
          else put.run(table, id, JSON.stringify(value))
        }
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    close() {
      if (database.isOpen) database.close()
    },
  }
}
