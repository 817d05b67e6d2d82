import { isUndone } from '../engine/orders.ts'
import type { World } from '../engine/world.ts'
import type { OrderRecord } from '../state/tables.ts'

/** Milliseconds since 1970: from the first, before the second. */
export interface ReportSpan {
  readonly from: number
  readonly to: number
}

export const within = ({ from, to }: ReportSpan, at: number | undefined): boolean => at !== undefined && at >= from && at < to

/** A share; absent where there is nothing to divide by. */
export const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole)

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Leaves out what is not known. */
export const known = <T extends object>(figures: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as never

/** Receipts of a span that did not come back in whole. */
export const receiptsOf = (world: World, span: ReportSpan): OrderRecord[] => world.records.all('orders').filter((order) => within(span, order.at) && !isUndone(order))

/** What was paid with money and not given back. */
export const turnoverOf = (receipts: readonly OrderRecord[]): number => sum(receipts.map(({ due, refundedMoney }) => due - refundedMoney))
