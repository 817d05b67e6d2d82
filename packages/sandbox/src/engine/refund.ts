import type { Balance, CurrencyAmount, Money } from '@loyaltykit/core'
import type { OrderLine } from '../state/tables.ts'
import { balances } from './activity.ts'
import { giveBack, takeBack } from './batches.ts'
import { countGoals } from './challenges.ts'
import { freeCoupons } from './coupons.ts'
import { voidTickets } from './draws.ts'
import { putBackOnCards } from './gift-card-payments.ts'
import { lookAgain } from './gifts.ts'
import { unuse } from './offers.ts'
import { retractCodes } from './purchase-codes.ts'
import { reopen } from './referrals.ts'
import { invalid, refuse } from './refusals.ts'
import { partsOf, shareOf } from './till.ts'
import type { World } from './world.ts'

/** Goods that came back. */
export interface Return {
  readonly orderId: string
  /** How many pieces of what. Absent: all that has not come back yet. */
  readonly items?: readonly { readonly sku: string; readonly quantity: number }[] | undefined
}

/** What a refund did. All empty where everything had come back before. */
export interface Refund {
  readonly orderId: string
  /** Money to give back: what gift cards did not pay. */
  readonly money: Money
  /** What went back on gift cards. Absent where none had paid for it. */
  readonly giftCards?: readonly { readonly giftCardId: string; readonly money: Money }[]
  /** Earned points that were taken back. */
  readonly takenBack: readonly CurrencyAmount[]
  /** Spent points that were given back. */
  readonly returned: readonly CurrencyAmount[]
  /** The member's, afterwards. `available` is below zero when points that were taken back had been spent. */
  readonly balances: readonly Balance[]
}

/**
 * Takes back exactly what the returned pieces earned, gives back the points that paid for them, undoes the tier they won, and, with the
 * last piece, the offers they used and the referral they completed. A challenge that is not reached any more gives its prize back. A piece comes back once.
 */
export function refund(world: World, { orderId, items }: Return): Refund {
  const order = world.records.get('orders', orderId)
  if (!order) throw refuse('not_found', 'There is no such order.')
  const at = world.now()
  const pieces = items ? chosen(order.lines, items) : order.lines.map(({ quantity, refunded }) => quantity - refunded)
  const sum = (of: (line: OrderLine, index: number) => number) =>
    order.lines.reduce((total, line, index) => total + shareOf(of(line, index), line, pieces[index] ?? 0), 0)

  const money = sum((line) => line.paid)
  const points = sum((line) => line.points)
  const pointsBefore = order.lines.reduce((total, { points: all, quantity, refunded }) => total + shareOf(all, { quantity, refunded: 0 }, refunded), 0)
  const lines = order.lines.map((line, index) => ({ ...line, refunded: line.refunded + (pieces[index] ?? 0) }))
  const undone = lines.every(({ quantity, refunded }) => quantity === refunded)
  const wasUndone = order.lines.every(({ quantity, refunded }) => quantity === refunded)
  const closes = undone && !wasUndone

  const taken: CurrencyAmount[] = []
  const take = (batchId: string, amount: number) => {
    const batch = world.records.get('batches', batchId)
    // the order is its buyer's own business: an advocate does not see its number
    const back = !batch ? 0 : batch.memberId === order.memberId ? takeBack(world, batchId, amount, at, orderId) : takeBack(world, batchId, amount, at, undefined, 'referral')
    return { currency: batch?.currency ?? '', amount: back }
  }
  for (const { batchId, shares } of order.earned) taken.push(take(batchId, sum((_, index) => shares[index] ?? 0)))
  if (closes && order.referral) {
    for (const batchId of order.referral.batchIds) {
      const amount = world.records.get('batches', batchId)
      const back = take(batchId, amount?.amount ?? 0)
      if (amount?.memberId === order.memberId) taken.push(back)
    }
    reopen(world, order.referral.invitationId)
  }
  const redemption = order.redemptionId === undefined ? undefined : world.records.get('redemptions', order.redemptionId)
  if (redemption && points > 0) {
    giveBack(world, { memberId: redemption.memberId, currency: redemption.currency, taken: partsOf(redemption, pointsBefore, points), at, reference: orderId })
  }
  if (closes && order.memberId !== undefined) unuse(world, order.offerIds, order.memberId)
  if (closes && order.memberId !== undefined) freeCoupons(world, order.memberId, orderId)
  const cards = putBackOnCards(world, order.giftCards ?? [], money, at)
  const { referral, ...rest } = order
  world.records.put('orders', { ...rest, ...(referral && !closes ? { referral } : {}), ...(order.giftCards ? { giftCards: cards.payments } : {}), lines, refundedMoney: order.refundedMoney + money })
  const member = order.memberId === undefined ? undefined : world.records.get('members', order.memberId)
  retractCodes(world, { ...order, lines }, at)
  if (order.memberId !== undefined) voidTickets(world, { ...order, lines }, order.memberId, at)
  if (member) lookAgain(world, member, at)
  if (member) for (const { currency, amount } of countGoals(world, member, at, { reference: orderId })) taken.push({ currency, amount: -amount })
  return {
    orderId,
    money: { amount: cards.returned.reduce((left, { amount }) => left - amount, money), currency: world.preset.money },
    ...(cards.returned.length ? { giftCards: cards.returned.map(({ giftCardId, amount }) => ({ giftCardId, money: { amount, currency: world.preset.money } })) } : {}),
    takenBack: taken.filter(({ amount }) => amount > 0),
    returned: redemption && points > 0 ? [{ currency: redemption.currency, amount: points }] : [],
    balances: order.memberId === undefined ? [] : balances(world, order.memberId),
  }
}

/** How many pieces of each line come back: the first line of an article first. */
function chosen(lines: readonly OrderLine[], items: readonly { sku: string; quantity: number }[]): number[] {
  const pieces = lines.map(() => 0)
  items.forEach(({ sku, quantity }, position) => {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw invalid({ path: `items.${position}.quantity`, message: 'must be a whole number above 0' })
    let wanted = quantity
    lines.forEach((line, index) => {
      if (line.sku !== sku) return
      const some = Math.min(line.quantity - line.refunded - (pieces[index] ?? 0), wanted)
      pieces[index] = (pieces[index] ?? 0) + some
      wanted -= some
    })
    if (wanted > 0) throw refuse('conflict', `More pieces would come back than the order has of item ${position + 1}.`)
  })
  return pieces
}
