import type { OrderRecord } from '../state/tables.ts'
import { claimKey } from './claims.ts'
import { sharesOf } from './identify.ts'
import { refuse } from './refusals.ts'
import type { World } from './world.ts'

/** The order that the desk has counted after a claim, before the till has told of it; nothing for any other sale. */
export function awaitedOrder(world: World, { orderId, memberId }: { readonly orderId: string; readonly memberId?: string | undefined }): OrderRecord | undefined {
  const claim = world.records.all('claims').find((one) => one.state === 'accepted' && one.key === claimKey(one.kind, orderId))
  const order = claim && world.records.get('orders', claim.reference)
  if (!order?.awaited) return undefined
  if (memberId !== undefined && memberId !== order.memberId) throw refuse('conflict', 'This purchase was claimed, and counted for somebody else.')
  if (order.lines.some(({ refunded }) => refunded > 0)) throw refuse('conflict', 'This purchase was claimed, and some of it came back since.')
  return order
}

/** What an awaited order has earned, cut by the lines that the till tells. */
export const earnedBefore = (world: World, { earned }: OrderRecord, lines: readonly { readonly paid: number; readonly quantity: number }[]) =>
  earned.map(({ batchId, currency, offerId }) => {
    const amount = world.records.get('batches', batchId)?.amount ?? 0
    return { batchId, currency, amount, shares: sharesOf(lines, amount), ...(offerId === undefined ? {} : { offerId }) }
  })
