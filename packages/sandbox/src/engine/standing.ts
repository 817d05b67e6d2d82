import type { TierStanding } from '@loyaltykit/core'
import type { Preset, TierRule } from '../presets/preset.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { after, before, instant } from './duration.ts'
import type { World } from './world.ts'

/** A purchase as far as tiers are concerned: what was paid for it and not given back. */
interface Purchase {
  readonly at: number
  readonly spend: number
}

interface Standing {
  readonly tier: TierRule
  readonly since: number
  /** Never, in the lowest tier. */
  readonly until: number | undefined
}

/**
 * Where a member stands at an instant. Nothing of it is kept: it follows from the purchases, so a refund takes back the tier that it
 * won, and time moves members without anybody doing anything. A tier is reached at once and kept for a period; at its end the purchases
 * of the period before it say which tier is next.
 */
export function standing(preset: Preset, purchases: readonly Purchase[], joinedAt: number, at: number): Standing {
  let now: Standing = { tier: lowest(preset), since: joinedAt, until: undefined }
  const end = (limit: number) => {
    while (now.until !== undefined && now.until <= limit) now = enter(preset, reached(preset, purchases, now.until), now, now.until)
  }
  for (const purchase of purchases) {
    if (purchase.at > at) break
    end(purchase.at)
    const tier = reached(preset, purchases, purchase.at)
    if (rank(preset, tier) > rank(preset, now.tier)) now = enter(preset, tier, now, purchase.at)
  }
  end(at)
  return now
}

const enter = (preset: Preset, tier: TierRule, old: Standing, at: number): Standing => ({
  tier,
  since: tier.id === old.tier.id ? old.since : at,
  until: rank(preset, tier) === 0 ? undefined : after(at, preset.tierPeriod),
})

function reached(preset: Preset, purchases: readonly Purchase[], at: number): TierRule {
  return [...preset.tiers].reverse().find((tier) => tier.reachedBy.some(({ metric, amount }) => measure(preset, purchases, metric, at) >= amount)) ?? lowest(preset)
}

function measure(preset: Preset, purchases: readonly Purchase[], metric: 'spend' | 'orders', at: number): number {
  const from = before(at, preset.tierPeriod)
  const counted = purchases.filter((purchase) => purchase.at > from && purchase.at <= at && purchase.spend > 0)
  return metric === 'orders' ? counted.length : counted.reduce((sum, { spend }) => sum + spend, 0)
}

const rank = (preset: Preset, tier: TierRule): number => preset.tiers.indexOf(tier)

function lowest(preset: Preset): TierRule {
  const [first] = preset.tiers
  if (!first) throw new Error(`The preset ${preset.id} has no tiers.`)
  return first
}

/** The tier by which a member earns; for a guest the one a new member begins in. */
export const tierOf = (world: World, member: MemberRecord | undefined, at: number): string =>
  member ? standing(world.preset, purchasesOf(world, member.id), member.joinedAt, at).tier.id : lowest(world.preset).id

const purchasesOf = (world: World, memberId: string): Purchase[] =>
  ordersOf(world, memberId).map(({ at, due, refundedMoney }) => ({ at, spend: due - refundedMoney }))

/** A member's orders, the oldest first. */
export const ordersOf = (world: World, memberId: string): OrderRecord[] => world.records.of('orders', memberId).sort((a, b) => a.at - b.at)

/** Where a member stands, as the port says it. */
export function toStanding(world: World, member: MemberRecord): TierStanding {
  const { preset } = world
  const at = world.now()
  const purchases = purchasesOf(world, member.id)
  const { tier, since, until } = standing(preset, purchases, member.joinedAt, at)
  const next = preset.tiers[rank(preset, tier) + 1]
  const progress = (of: TierRule, end: number) => of.reachedBy.map(({ metric, amount }) => ({
    metric, have: measure(preset, purchases, metric, end), need: amount, ...(metric === 'spend' ? { currency: preset.money } : {}),
  }))
  return {
    current: tier.id,
    since: instant(since),
    ...(until === undefined ? {} : { validUntil: instant(until), keep: { by: instant(until), metrics: progress(tier, until) } }),
    ...(next ? { next: { tier: next.id, metrics: progress(next, at) } } : {}),
  }
}
