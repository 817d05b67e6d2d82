import type { World } from '../engine/world.ts'
import type { OrderRecord } from '../state/tables.ts'
import { known, ratio, receiptsOf, sum, turnoverOf, type ReportSpan } from './span.ts'

/** What is sold, to members and to others. */
export interface Sales {
  /** All receipts. */
  readonly receipts: number
  /** All turnover, in minor units of money. */
  readonly turnover: number
  /** Receipts with a member, also those claimed afterwards / all receipts. */
  readonly participation?: number
  /** Turnover with members / all turnover. */
  readonly turnoverShare?: number
  /** Turnover / receipts, in minor units of money: of members, and of others. */
  readonly averageTicket: Compared
  /** Receipts of members / members who bought. */
  readonly receiptsPerMember?: number
  /** Pieces that did not come back / receipts: of members, and of others. */
  readonly itemsPerReceipt: Compared
}

/** A figure of members beside the same of everybody else. */
export interface Compared {
  readonly members?: number
  readonly others?: number
}

export function salesOf(world: World, span: ReportSpan): Sales {
  const all = receiptsOf(world, span)
  const members = all.filter(({ memberId }) => memberId !== undefined)
  const others = all.filter(({ memberId }) => memberId === undefined)
  const compared = (of: (receipts: readonly OrderRecord[]) => number): Compared => known({ members: ratio(of(members), members.length), others: ratio(of(others), others.length) })
  return {
    receipts: all.length,
    turnover: turnoverOf(all),
    ...known({
      participation: ratio(members.length, all.length),
      turnoverShare: ratio(turnoverOf(members), turnoverOf(all)),
      receiptsPerMember: ratio(members.length, new Set(members.map(({ memberId }) => memberId)).size),
    }),
    averageTicket: compared(turnoverOf),
    itemsPerReceipt: compared((receipts) => sum(receipts.flatMap(({ lines }) => lines.map(({ quantity, refunded }) => quantity - refunded)))),
  }
}
