/** What a shop sells and a hotel books: numbered, in a SQLite file. What was answered is on the disk. */
import { DatabaseSync } from 'node:sqlite'
import type { Cart } from '@loyaltykit/core'

/** What all of them have. `placing`: the button was pressed, and the loyalty programme has not confirmed it yet. */
export interface Numbered {
  readonly number: string
  readonly cart: Cart
  readonly memberId?: string
  readonly state: string
}

/** Each has a number that was never used before, and is the only one of its cart. */
export interface NumberedRows<R extends Numbered> {
  byCart(cartId: string): R | undefined
  byNumber(number: string): R | undefined
  /** The newest first, without those that are being placed; 100 at most. */
  ofMember(memberId: string): readonly R[]
  unfinished(): readonly R[]
  add(row: Omit<R, 'number'>): R
  put(row: R): R
  remove(number: string): void
  close(): void
}

/** The first number is 1001. */
const first = 1_000

/** @param options.letter before each number: `S` makes `S-1001`. */
export function openNumbered<R extends Numbered>({ path, letter }: { readonly path: string; readonly letter: string }): NumberedRows<R> {
  const database = new DatabaseSync(path, { timeout: 2_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, cart TEXT NOT NULL UNIQUE, member TEXT, state TEXT NOT NULL, value TEXT NOT NULL)')
  const insert = database.prepare("INSERT INTO numbered (cart, member, state, value) VALUES (?, ?, ?, '{}')")
  const update = database.prepare('UPDATE numbered SET state = ?, value = ? WHERE id = ?')
  const drop = database.prepare('DELETE FROM numbered WHERE id = ?')
  const find = {
    cart: database.prepare('SELECT value FROM numbered WHERE cart = ?'),
    number: database.prepare('SELECT value FROM numbered WHERE id = ?'),
    member: database.prepare("SELECT value FROM numbered WHERE member = ? AND state <> 'placing' ORDER BY id DESC LIMIT 100"),
    unfinished: database.prepare("SELECT value FROM numbered WHERE state = 'placing'"),
  }
  const toRow = (found: Record<string, unknown>) => JSON.parse(String(found['value'])) as R
  const one = (found: Record<string, unknown> | undefined) => found && toRow(found)
  /** One that nothing has for what is no number. */
  const idOf = (number: string) => (number.startsWith(`${letter}-`) && /^\d{1,12}$/.test(number.slice(letter.length + 1)) ? Number(number.slice(letter.length + 1)) - first : -1)
  const put = (row: R) => {
    update.run(row.state, JSON.stringify(row), idOf(row.number))
    return row
  }
  return {
    byCart: (cartId) => one(find.cart.get(cartId)),
    byNumber: (number) => one(find.number.get(idOf(number))),
    ofMember: (memberId) => find.member.all(memberId).map(toRow),
    unfinished: () => find.unfinished.all().map(toRow),
    add(row) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const { lastInsertRowid } = insert.run(row.cart.id, row.memberId ?? null, row.state)
        const made = put({ ...row, number: `${letter}-${first + Number(lastInsertRowid)}` } as R)
        database.exec('COMMIT')
        return made
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    put,
    remove: (number) => void drop.run(idOf(number)),
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}
