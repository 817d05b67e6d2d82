import { DatabaseSync } from 'node:sqlite'
import type { Cart, Money } from '@loyaltykit/core'
import type { Room, Stay } from '../hotels.ts'

/** A booking as the hotel keeps it. `placing`: pressed, and the points are not confirmed yet. */
export interface Booking {
  readonly number: string
  readonly stay: Stay
  readonly room: Room
  readonly cart: Cart
  readonly memberId?: string
  readonly redemptionId?: string
  readonly guest: { readonly givenName: string; readonly familyName: string; readonly email: string }
  readonly total: Money
  readonly due: Money
  /** What points paid. */
  readonly points?: Money
  readonly state: 'placing' | 'booked' | 'stayed'
}

/** The hotel's bookings in a SQLite file. */
export interface Bookings {
  byCart(cartId: string): Booking | undefined
  byNumber(number: string): Booking | undefined
  /** The newest first. */
  ofMember(memberId: string): readonly Booking[]
  add(booking: Omit<Booking, 'number'>): Booking
  put(booking: Booking): Booking
  remove(number: string): void
  close(): void
}

/** The first booking is H-1001. */
const first = 1_000

export function openBookings(path: string): Bookings {
  const database = new DatabaseSync(path, { timeout: 2_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS bookings (id INTEGER PRIMARY KEY AUTOINCREMENT, cart TEXT NOT NULL UNIQUE, member TEXT, value TEXT NOT NULL)')
  const insert = database.prepare("INSERT INTO bookings (cart, member, value) VALUES (?, ?, '{}')")
  const update = database.prepare('UPDATE bookings SET value = ? WHERE id = ?')
  const drop = database.prepare('DELETE FROM bookings WHERE id = ?')
  const find = {
    cart: database.prepare('SELECT value FROM bookings WHERE cart = ?'),
    number: database.prepare('SELECT value FROM bookings WHERE id = ?'),
    member: database.prepare('SELECT value FROM bookings WHERE member = ? ORDER BY id DESC LIMIT 100'),
  }
  const toBooking = (row: Record<string, unknown> | undefined) => (row ? (JSON.parse(String(row['value'])) as Booking) : undefined)
  const idOf = (number: string) => (/^H-\d{1,12}$/.test(number) ? Number(number.slice(2)) - first : -1)
  const put = (booking: Booking) => {
    update.run(JSON.stringify(booking), idOf(booking.number))
    return booking
  }
  return {
    byCart: (cartId) => toBooking(find.cart.get(cartId)),
    byNumber: (number) => toBooking(find.number.get(idOf(number))),
    ofMember: (memberId) => find.member.all(memberId).map((row) => toBooking(row) as Booking).filter(({ state }) => state !== 'placing'),
    add(booking) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const { lastInsertRowid } = insert.run(booking.cart.id, booking.memberId ?? null)
        const made = put({ ...booking, number: `H-${first + Number(lastInsertRowid)}` })
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
