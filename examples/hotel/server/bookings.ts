import type { Cart, Money } from '@loyaltykit/core'
import { openNumbered, type NumberedRows } from '../../numbered.ts'
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

/** The hotel's bookings in a SQLite file: the first is H-1001. */
export type Bookings = NumberedRows<Booking>

export const openBookings = (path: string): Bookings => openNumbered({ path, letter: 'H' })
