import type { Cart } from '@loyaltykit/core'
import { openNumbered, type NumberedRows } from '../../numbered.ts'
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

/** The shop's orders in a SQLite file: the first is S-1001. */
export type Orders = NumberedRows<OrderRow>

export const openOrders = (path: string): Orders => openNumbered({ path, letter: 'S' })
