import type { TierStanding } from '@loyaltykit/core'
import type { Preset } from '../presets/preset.ts'
import type { Goal, TierRule } from '../rules/tiers.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { after, before, instant } from './duration.ts'
import { isUndone, ordersOf } from './orders.ts'
import { nightsOf } from './stays.ts'
import type { World } from './world.ts'

/** A purchase as far as tiers are concerned: what is left of it after refunds. */
interface Purchase {
  readonly at: number
  readonly spend: number
  readonly orders: number
  readonly nights: number
  readonly stays: number
  /** Points earned by it, by currency. */
  readonly points: ReadonlyMap<string, number>
}

interface Standing {
  readonly tier: TierRule
  readonly since: number
  /** Never, in the lowest tier. */
  readonly until: number | undefined
}

/**
 * Where a member stands at an instant; nothing in a programme without tiers. Nothing of it is kept: it follows from the purchases, so a
 * refund takes back the tier that it won, and time moves members without anybody doing anything. A tier is reached at once and kept for a
 * period; at its end the purchases of the period before it say which tier is next.
 */
export function standing(preset: Preset, purchases: readonly Purchase[], joinedAt: number, at: number): Standing | undefined {
  const [lowest] = preset.tiers
  if (!lowest) return undefined
  let now: Standing = { tier: lowest, since: joinedAt, until: undefined }
  const end = (limit: number) => {
    while (now.until !== undefined && now.until <= limit) now = enter(preset, following(preset, purchases, now.tier, now.until), now, now.until)
  }
  for (const purchase of purchases) {
    if (purchase.at > at) break
    end(purchase.at)
    const tier = reached(preset, purchases, purchase.at)
    if (tier && rankOf(preset, tier.id) > rankOf(preset, now.tier.id)) now = enter(preset, tier, now, purchase.at)
  }
  end(at)
  return now
}

const enter = (preset: Preset, tier: TierRule, old: Standing, at: number): Standing => ({
  tier,
  since: tier.id === old.tier.id ? old.since : at,
  until: rankOf(preset, tier.id) === 0 ? undefined : after(at, periodOf(preset)),
})

/** The tier that comes when a tier's time is over. */
function following(preset: Preset, purchases: readonly Purchase[], tier: TierRule, at: number): TierRule {
  const rank = rankOf(preset, tier.id)
  const isKept = (tier.keptBy ?? tier.reachedBy).some((goal) => measure(preset, purchases, goal, at) >= goal.amount)
  const least = isKept ? rank : preset.tierPolicy?.softLanding ? rank - 1 : 0
  return preset.tiers[Math.max(least, rankOf(preset, reached(preset, purchases, at)?.id))] ?? tier
}

const reached = (preset: Preset, purchases: readonly Purchase[], at: number): TierRule | undefined =>
  [...preset.tiers].reverse().find((tier) => tier.reachedBy.some((goal) => measure(preset, purchases, goal, at) >= goal.amount)) ?? preset.tiers[0]

/** So much of a metric within the period that ends at an instant. Purchases are in order of time, so that only the period's own are looked at. */
function measure(preset: Preset, purchases: readonly Purchase[], { metric, currency = '' }: Goal, at: number): number {
  const from = before(at, periodOf(preset))
  const sums = sumsOf(purchases, metric, currency)
  return (sums[countUntil(purchases, at)] ?? 0) - (sums[countUntil(purchases, from)] ?? 0)
}

/** Sums of a metric over the first purchases, from none to all: a span of time is a difference of two. Kept as long as the list is. */
function sumsOf(purchases: readonly Purchase[], metric: Goal['metric'], currency: string): readonly number[] {
  const kept = knownSums.get(purchases) ?? new Map<string, readonly number[]>()
  knownSums.set(purchases, kept)
  const name = `${metric} ${currency}`
  const known = kept.get(name)
  if (known) return known
  const sums = [0]
  for (const purchase of purchases) sums.push((sums.at(-1) ?? 0) + (metric === 'points' ? (purchase.points.get(currency) ?? 0) : purchase[metric]))
  kept.set(name, sums)
  return sums
}
const knownSums = new WeakMap<readonly Purchase[], Map<string, readonly number[]>>()

/** How many purchases were made until an instant, and at it. */
function countUntil(purchases: readonly Purchase[], at: number): number {
  let [low, high] = [0, purchases.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((purchases[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low
}

const periodOf = ({ tierPolicy }: Preset) => tierPolicy?.period ?? '12 months'

/** 0 for the lowest tier, and for none. */
export const rankOf = (preset: Preset, tier: string | undefined): number => Math.max(0, preset.tiers.findIndex(({ id }) => id === tier))

/** The tier by which a member earns; for a guest the one a new member begins in; nothing where there are none. */
export const tierOf = (world: World, member: MemberRecord | undefined, at: number): string | undefined =>
  member ? standing(world.preset, purchasesOf(world, member.id), member.joinedAt, at)?.tier.id : world.preset.tiers[0]?.id

const purchasesOf = (world: World, memberId: string): Purchase[] => ordersOf(world, memberId).map((order) => toPurchase(world, order))

function toPurchase(world: World, order: OrderRecord): Purchase {
  const counts = isUndone(order) ? 0 : 1
  const points = new Map<string, number>()
  for (const { batchId, currency } of order.earned) {
    const batch = world.records.get('batches', batchId)
    points.set(currency, (points.get(currency) ?? 0) + (batch ? batch.amount - batch.takenBack : 0))
  }
  return { at: order.at, spend: order.due - order.refundedMoney, orders: counts, nights: counts * nightsOf(order.cart), stays: order.cart.stay ? counts : 0, points }
}

/** Where a member stands, as the port says it. */
export function toStanding(world: World, member: MemberRecord): TierStanding {
  const { preset } = world
  const at = world.now()
  const purchases = purchasesOf(world, member.id)
  const now = standing(preset, purchases, member.joinedAt, at)
  if (!now) return {}
  const { tier, since, until } = now
  const next = preset.tiers[rankOf(preset, tier.id) + 1]
  const progress = (goals: readonly Goal[], end: number) => goals.map((goal) => ({
    metric: goal.metric, have: Math.max(0, measure(preset, purchases, goal, end)), need: goal.amount, ...currencyOf(preset, goal),
  }))
  const keep = () => {
    if (until === undefined) return {}
    const otherwise = following(preset, purchases, tier, until).id
    return { validUntil: instant(until), keep: { by: instant(until), metrics: progress(tier.keptBy ?? tier.reachedBy, until), ...(otherwise === tier.id ? {} : { otherwise }) } }
  }
  return { current: tier.id, since: instant(since), ...keep(), ...(next ? { next: { tier: next.id, metrics: progress(next.reachedBy, at) } } : {}) }
}

/** The currency that a goal's amount is in: the shop's money, or a loyalty currency; none for plain counts. */
export const currencyOf = (preset: Preset, { metric, currency }: Goal): { readonly currency?: string } =>
  metric === 'spend' ? { currency: preset.money } : metric === 'points' && currency !== undefined ? { currency } : {}
