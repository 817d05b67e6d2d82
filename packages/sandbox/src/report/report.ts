import { instant } from '../engine/duration.ts'
import { invalid } from '../engine/refusals.ts'
import type { World } from '../engine/world.ts'
import { membershipOf, type Membership } from './membership.ts'
import { pointsOf, type PointsFigures } from './points.ts'
import { responsesOf, type Responses } from './responses.ts'
import { salesOf, type Sales } from './sales.ts'

/** A span of time: from the first instant, before the second. RFC 3339. */
export interface ReportPeriod {
  readonly from: string
  readonly to: string
}

/**
 * The figures of a programme manager for a period. A share is between 0 and 1; money is in minor units of the programme's money; a figure
 * that would divide by nothing is absent, never 0. Receipts that came back in whole count nowhere; turnover is what was paid with money
 * and not given back, however late it came back.
 */
export interface Report extends Membership, Sales, PointsFigures, Responses {
  readonly period: ReportPeriod
}

/** Computes the figures from the ledger, the receipts and the facts. Fails with `invalid_input` where the period has no length. */
export function report(world: World, { from, to }: ReportPeriod): Report {
  const span = { from: Date.parse(from), to: Date.parse(to) }
  if (!(span.from < span.to)) throw invalid({ path: 'to', message: 'must be an instant after from, such as 2026-12-01T00:00:00Z' })
  return {
    period: { from: instant(span.from), to: instant(span.to) },
    ...membershipOf(world, span),
    ...salesOf(world, span),
    ...pointsOf(world, span),
    ...responsesOf(world, span),
  }
}
