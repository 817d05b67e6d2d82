import type { Source } from '@loyaltykit/core'
import type { World } from '../engine/world.ts'
import type { MemberRecord } from '../state/tables.ts'
import { known, ratio, receiptsOf, turnoverOf, within, type ReportSpan } from './span.ts'

/** Who is there. */
export interface Membership {
  /** Members at the end: joined before it and not left before it. */
  readonly members: number
  /** Joined within the period. */
  readonly joined: number
  /** Those of them whom a partner's page brought, the most first. Without a campaign: links that name none. */
  readonly joinedBySource: readonly JoinedBySource[]
  /** Left within the period. */
  readonly left: number
  /** (members at the end - members at the beginning) / members at the beginning. */
  readonly growth?: number
  /** Members at the end who bought within the period / members at the end. */
  readonly activeShare?: number
  /** Members who bought in the period before of the same length and in this one again / members who bought in the period before. */
  readonly retentionRate?: number
  /** Turnover with members from the first day to the end of the period / all who ever joined until then. In minor units of money. */
  readonly lifetimeValue?: number
}

/** Who joined by the links of a partner, or of one campaign there. */
export interface JoinedBySource extends Source {
  readonly joined: number
}

export function membershipOf(world: World, span: ReportSpan): Membership {
  const all = world.records.all('members')
  const at = (instant: number) => all.filter(({ joinedAt, closedAt }) => joinedAt < instant && (closedAt === undefined || closedAt >= instant))
  const now = at(span.to)
  const before = at(span.from).length
  const buyers = buyersOf(world, span)
  const earlier = buyersOf(world, { from: span.from - (span.to - span.from), to: span.from })
  const everJoined = all.filter(({ joinedAt }) => joinedAt < span.to).length
  const everSold = receiptsOf(world, { from: Number.NEGATIVE_INFINITY, to: span.to }).filter(({ memberId }) => memberId !== undefined)
  return {
    members: now.length,
    joined: all.filter(({ joinedAt }) => within(span, joinedAt)).length,
    joinedBySource: bySource(all.filter(({ joinedAt }) => within(span, joinedAt))),
    left: all.filter(({ closedAt }) => within(span, closedAt)).length,
    ...known({
      growth: ratio(now.length - before, before),
      activeShare: ratio(now.filter(({ id }) => buyers.has(id)).length, now.length),
      retentionRate: ratio([...earlier].filter((id) => buyers.has(id)).length, earlier.size),
      lifetimeValue: ratio(turnoverOf(everSold), everJoined),
    }),
  }
}

function bySource(members: readonly MemberRecord[]): readonly JoinedBySource[] {
  const found = new Map<string, JoinedBySource>()
  for (const { source } of members) {
    if (!source) continue
    const key = `${source.partner} ${source.campaign ?? ''}`
    found.set(key, { ...source, joined: (found.get(key)?.joined ?? 0) + 1 })
  }
  return [...found.values()].sort((a, b) => b.joined - a.joined || (`${a.partner} ${a.campaign ?? ''}` < `${b.partner} ${b.campaign ?? ''}` ? -1 : 1))
}

const buyersOf = (world: World, span: ReportSpan): ReadonlySet<string> => new Set(receiptsOf(world, span).flatMap(({ memberId }) => memberId ?? []))
