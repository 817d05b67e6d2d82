import { DatabaseSync } from 'node:sqlite'
import type { Cart } from '@loyaltykit/core'
import type { Totals } from '../src/api.ts'

/** An order as the shop keeps it. `placing`: the shopper pressed the button, and the loyalty programme has not confirmed it yet. */
export interface OrderRow {
  readonly number: string
  readonly cart: Cart
  readonly memberId?: string
  readonly redemptionId?: string
  readonly at: string
  readonly state: 'placing' | 'placed' | 'returned'
  readonly totals: Totals
  readonly delivery: Readonly<Record<string, string>>
}

/** The shop's orders in a SQLite file. What was answered is on the disk. */
export interface Orders {
  byCart(cartId: string): OrderRow | undefined
  byNumber(number: string): OrderRow | undefined
  /** The newest first. */
  ofMember(memberId: string): readonly OrderRow[]
  unfinished(): readonly OrderRow[]
  /** A new number, never used before. */
  add(order: Omit<OrderRow, 'number'>): OrderRow
  put(order: OrderRow): OrderRow
  remove(number: string): void
  close(): void
}

export function openOrders(path: string): Orders {
  const database = new DatabaseSync(path, { timeout: 2_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, cart TEXT NOT NULL UNIQUE, member TEXT, state TEXT NOT NULL, value TEXT NOT NULL)')
  const insert = database.prepare("INSERT INTO orders (cart, member, state, value) VALUES (?, ?, ?, '{}')")
  const update = database.prepare('UPDATE orders SET state = ?, value = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM orders WHERE id = ?')
  const find = {
    cart: database.prepare('SELECT value FROM orders WHERE cart = ?'),
    number: database.prepare('SELECT value FROM orders WHERE id = ?'),
    member: database.prepare("SELECT value FROM orders WHERE member = ? AND state <> 'placing' ORDER BY id DESC LIMIT 100"),
    unfinished: database.prepare("SELECT value FROM orders WHERE state = 'placing'"),
  }
  const toRow = (found: Record<string, unknown> | undefined) => (found ? (JSON.parse(String(found['value'])) as OrderRow) : undefined)
  const toRows = (found: Record<string, unknown>[]) => found.map((row) => JSON.parse(String(row['value'])) as OrderRow)
  const idOf = (number: string) => Number(number.replace(/^S-/, '')) - first
  const put = (order: OrderRow) => {
    update.run(order.state, JSON.stringify(order), idOf(order.number))
    return order
  }

  return {
    byCart: (cartId) => toRow(find.cart.get(cartId)),
    byNumber: (number) => (/^S-\d{1,12}$/.test(number) ? toRow(find.number.get(idOf(number))) : undefined),
    ofMember: (memberId) => toRows(find.member.all(memberId)),
    unfinished: () => toRows(find.unfinished.all()),
    add(order) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const { lastInsertRowid } = insert.run(order.cart.id, order.memberId ?? null, order.state)
        const row = put({ ...order, number: `S-${first + Number(lastInsertRowid)}` })
        database.exec('COMMIT')
        return row
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    put,
    remove: (number) => void remove.run(idOf(number)),
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}

/** The first order is S-1001. */
const first = 1_000
