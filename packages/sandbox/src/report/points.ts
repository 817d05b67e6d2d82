import { programmeAccount, type ProgrammeAccount } from '../engine/ledger.ts'
import type { World } from '../engine/world.ts'
import { known, ratio, receiptsOf, sum, within, type ReportSpan } from './span.ts'

/** What is given and used, of each loyalty currency. */
export interface PointsFigures {
  readonly points: readonly CurrencyFigures[]
}

/** In minor units of the currency. */
export interface CurrencyFigures {
  readonly currency: string
  /** Given to members, less what refunds took back. */
  readonly granted: number
  /** Spent by members, less what refunds gave back. */
  readonly redeemed: number
  readonly expired: number
  /** redeemed / granted. */
  readonly redemptionRate?: number
  /** Earned by the period's receipts of members, less what refunds took back / those receipts. */
  readonly averageReward?: number
}

export function pointsOf(world: World, span: ReportSpan): PointsFigures {
  const legs = world.records.all('postings').filter(({ at }) => within(span, at)).flatMap((posting) => posting.legs)
  const receipts = receiptsOf(world, span).filter(({ memberId }) => memberId !== undefined)
  const points = world.preset.currencies.map(({ id: currency }): CurrencyFigures => {
    const flow = (account: ProgrammeAccount) => sum(legs.filter((leg) => leg.account === programmeAccount(currency, account)).map(({ amount }) => amount))
    // what was issued stands below zero
    const granted = 0 - flow('issued')
    const redeemed = flow('redeemed')
    const earned = receipts.flatMap((order) => order.earned.filter((part) => part.currency === currency)).map(({ batchId }) => {
      const batch = world.records.get('batches', batchId)
      return batch ? batch.amount - batch.takenBack : 0
    })
    return { currency, granted, redeemed, expired: flow('expired'), ...known({ redemptionRate: ratio(redeemed, granted), averageReward: ratio(sum(earned), receipts.length) }) }
  })
  return { points }
}
