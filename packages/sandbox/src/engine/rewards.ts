import type { Reward } from '@loyaltykit/core'
import { say } from '../rules/words.ts'
import type { RewardRule } from '../rules/rewards.ts'
import type { MemberRecord } from '../state/tables.ts'
import { roundOf } from './draws.ts'
import { instant } from './duration.ts'
import { amountOf, memberAccount } from './ledger.ts'
import { momentOf } from './moment.ts'
import { invalid } from './refusals.ts'
import { isFor } from './who.ts'
import type { World } from './world.ts'

/** How a reward stands for somebody. `hidden`: it is not theirs to see; `over`: it has left the catalogue. */
export interface RewardStanding {
  readonly state: Reward['state'] | 'hidden' | 'over'
  readonly because?: Reward['lockedBecause']
  /** How many may still be taken. */
  readonly left?: number
  readonly from?: number
  readonly until?: number
}

/** How a reward stands. For a guest it is locked by nothing personal: what a member must be is told by `tier`, the cost and the text. */
export function rewardStanding(world: World, rule: RewardRule, member: MemberRecord | undefined, at: number): RewardStanding {
  const { tier, segments, ...others } = rule.who ?? {}
  const from = rule.from === undefined ? undefined : momentOf(world, rule.from)
  const until = endOfReward(world, rule, at)
  const left = leftOf(world, rule, member)
  const as = (state: RewardStanding['state'], because?: Reward['lockedBecause']): RewardStanding => ({
    state, ...(because ? { because } : {}), ...(left === undefined ? {} : { left }), ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }),
  })
  if (until !== undefined && until <= at) return as('over')
  if (segments && !isFor(world, { segments }, member, at)) return as('hidden')
  if (rule.stock !== undefined && stockLeft(world, rule) === 0) return as('sold_out')
  if (from !== undefined && from > at) return as('locked', 'not_yet')
  if (!member) return as('available')
  if (member.status !== 'active' || !isFor(world, others, member, at)) return as('locked', 'not_eligible')
  if (tier !== undefined && !isFor(world, { tier }, member, at)) return as('locked', 'tier_too_low')
  if (left === 0) return as('locked', 'limit_reached')
  if (amountOf(world, memberAccount(member.id, rule.cost.currency, 'available')) < rule.cost.amount) return as('locked', 'balance_too_low')
  return as('available')
}

/** A ticket of a draw can be had until it is drawn. */
function endOfReward(world: World, { until, gives }: RewardRule, at: number): number | undefined {
  const draw = gives.kind === 'draw' ? world.preset.draws?.find(({ id }) => id === gives.draw) : undefined
  const ends = [until === undefined ? [] : momentOf(world, until), draw === undefined || draw.at === 'month' ? [] : (roundOf(world, draw, at) ?? momentOf(world, draw.at))].flat()
  return ends.length ? Math.min(...ends) : undefined
}

const stockLeft = (world: World, { id, stock = 0 }: RewardRule): number => Math.max(0, stock - (world.records.get('stock', id)?.taken ?? 0))

function leftOf(world: World, rule: RewardRule, member: MemberRecord | undefined): number | undefined {
  const taken = member ? world.records.of('rewardClaims', member.id).filter(({ rewardId, cancelledAt }) => rewardId === rule.id && cancelledAt === undefined).length : 0
  const limits = [...(rule.stock === undefined ? [] : [stockLeft(world, rule)]), ...(rule.each === undefined ? [] : [Math.max(0, rule.each - taken)])]
  return limits.length ? Math.min(...limits) : undefined
}

/**
 * A page of the catalogue, in the preset's order, whatever is taken meanwhile. The cursor is the last reward shown, so that nothing moves
 * when another is sold out.
 */
export function rewardPage(world: World, member: MemberRecord | undefined, { cursor, limit = 20 }: { cursor?: string | undefined; limit?: number | undefined }, locale: string): { items: Reward[]; next?: string } {
  const rules = world.preset.rewards ?? []
  const last = cursor === undefined ? -1 : rules.findIndex(({ id }) => cursor === `after-${id}`)
  if (cursor !== undefined && last < 0) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
  const rest = rules.slice(last + 1).flatMap((rule) => toReward(world, rule, member, locale) ?? [])
  const items = rest.slice(0, limit)
  const end = items.at(-1)
  return { items, ...(end && rest.length > limit ? { next: `after-${end.id}` } : {}) }
}

/** A reward as the port says it; nothing where it is not in the catalogue for somebody. */
export function toReward(world: World, rule: RewardRule, member: MemberRecord | undefined, locale: string): Reward | undefined {
  const { state, because, left, from, until } = rewardStanding(world, rule, member, world.now())
  if (state === 'hidden' || state === 'over') return undefined
  const own = world.preset.locales[0]
  return {
    id: rule.id, title: say(rule.title, locale, own), ...(rule.text ? { text: say(rule.text, locale, own) } : {}), kind: rule.gives.kind, cost: { ...rule.cost }, state,
    ...(rule.image && world.assetsUrl !== undefined ? { image: { url: new URL(rule.image.path, world.assetsUrl).href, alt: say(rule.image.alt, locale, own) } } : {}),
    ...(because ? { lockedBecause: because } : {}), ...(left === undefined ? {} : { left }), ...(rule.who?.tier === undefined ? {} : { tier: rule.who.tier }),
    ...(from === undefined ? {} : { validFrom: instant(from) }), ...(until === undefined ? {} : { validUntil: instant(until) }),
  }
}
