import type { Challenge, CurrencyAmount } from '@loyaltykit/core'
import type { ChallengeRule } from '../rules/goals.ts'
import { say } from '../rules/words.ts'
import type { GoalRecord, MemberRecord, OrderRecord } from '../state/tables.ts'
import { grant, takeBack } from './batches.ts'
import { endOf } from './currencies.ts'
import { after, instant } from './duration.ts'
import { covers } from './goods.ts'
import { keptOf, ordersOf } from './orders.ts'
import { refuse } from './refusals.ts'
import { nightsOf } from './stays.ts'
import { isFor, isOn } from './who.ts'
import type { World } from './world.ts'

/** How a challenge stands for a member. `hidden`: it is not theirs to see. */
interface GoalStanding {
  readonly state: Challenge['state'] | 'hidden'
  readonly have: number
  readonly until: number | undefined
  readonly completedAt?: number
}

/** How long a challenge that has ended is still shown. */
const remembered = '30 days'

const goalId = (member: MemberRecord, rule: ChallengeRule) => `${member.id}/${rule.id}`

/** How a challenge stands at an instant. Nothing but taking part and the prize is kept: the rest follows from purchases and invitations. */
function goalStanding(world: World, rule: ChallengeRule, member: MemberRecord, at: number): GoalStanding {
  const record = world.records.get('goals', goalId(member, rule))
  const from = rule.joining === 'needed' ? record?.joinedAt : member.joinedAt
  const until = from !== undefined && rule.within ? after(from, rule.within) : undefined
  const have = from === undefined ? 0 : reached(world, rule, member, { from, until, before: record?.before ?? [] })
  const as = (state: GoalStanding['state']) => ({ state, have, until })
  if (record?.completed) return { ...as('completed'), completedAt: record.completed.at }
  const theirs = record?.joinedAt !== undefined || isFor(world, rule.who, member, at)
  if (!theirs) return as('hidden')
  if (until !== undefined && until <= at) return as(after(until, remembered) <= at ? 'hidden' : 'expired')
  return as(from === undefined ? 'available' : 'joined')
}

/** What a member has of a challenge's metric: purchases made within its time, less what came back. */
function reached(world: World, rule: ChallengeRule, member: MemberRecord, { from, until, before }: { from: number; until: number | undefined; before: readonly string[] }): number {
  const within = (at: number) => at >= from && (until === undefined || at < until)
  if (rule.metric === 'referrals') {
    return world.records.of('invitations', member.id).filter(({ id, rewardedAt }) => rewardedAt !== undefined && within(rewardedAt) && !before.includes(id)).length
  }
  const orders = ordersOf(world, member.id).filter((order) => within(order.at) && !before.includes(order.id) && isOn(rule.on, order.cart, order.at))
  return orders.reduce((sum, order) => sum + counted(rule, order), 0)
}

/** What an order counts. Of one whose goods have all come back nothing is counted. */
function counted({ metric, goods }: ChallengeRule, { cart, lines }: OrderRecord): number {
  const kept = lines.flatMap(({ quantity, refunded }, index) => {
    const item = cart.items[index]
    return item && refunded < quantity && covers(goods, item) ? [quantity - refunded] : []
  })
  if (kept.length === 0) return 0
  switch (metric) {
    case 'items': return kept.reduce((sum, pieces) => sum + pieces, 0)
    case 'spend': return keptOf({ lines, cart }, goods)
    case 'nights': return nightsOf(cart)
    case 'stays': return cart.stay ? 1 : 0
    default: return 1
  }
}

/** The challenges that count something for a member now; asked before a purchase, which may itself move the member to other rules. */
export const goalsOf = (world: World, member: MemberRecord, at: number): readonly ChallengeRule[] =>
  (world.preset.challenges ?? []).filter((rule) => goalStanding(world, rule, member, at).state === 'joined')

/**
 * Counts again after something has happened: what is reached is completed at once and its prize given, what is not reached any more is
 * open again and its prize taken back. So a prize is held once at a time, however often a goal is reached and lost.
 * `open` are the challenges that counted before it happened. Gives what was given (above 0) and taken back (below 0).
 */
export function countGoals(world: World, member: MemberRecord, at: number, { open = goalsOf(world, member, at), reference }: {
  readonly open?: readonly ChallengeRule[]; readonly reference?: string | undefined
} = {}): (CurrencyAmount & { readonly challengeId: string })[] {
  return (world.preset.challenges ?? []).flatMap((rule) => {
    const record = world.records.get('goals', goalId(member, rule))
    const { have } = goalStanding(world, rule, member, at)
    if (record?.completed && have < rule.need) return reopen(world, rule, record, at, reference)
    const counts = open.includes(rule) && member.status === 'active'
    return counts && !record?.completed && have >= rule.need ? complete(world, rule, member, at, reference) : []
  })
}

function complete(world: World, rule: ChallengeRule, member: MemberRecord, at: number, reference: string | undefined) {
  const { prize } = rule
  const batch = prize && grant(world, { memberId: member.id, ...prize, at, expiresAt: endOf(world, prize.currency, at), reason: 'challenge', words: `challenge:${rule.id}`, reference })
  const id = goalId(member, rule)
  world.records.put('goals', { ...world.records.get('goals', id), id, memberId: member.id, completed: { at, ...(batch ? { batchId: batch.id } : {}) } })
  return prize ? [{ challengeId: rule.id, ...prize }] : []
}

function reopen(world: World, rule: ChallengeRule, { completed, ...open }: GoalRecord, at: number, reference: string | undefined) {
  const batch = completed?.batchId === undefined ? undefined : world.records.get('batches', completed.batchId)
  const back = batch ? takeBack(world, batch.id, batch.amount, at, reference, `challenge:${rule.id}`) : 0
  world.records.put('goals', open)
  return batch && back > 0 ? [{ challengeId: rule.id, currency: batch.currency, amount: -back }] : []
}

/** A member takes part. Who does already, or where nothing is to be joined, is answered as it is. */
export function joinChallenge(world: World, member: MemberRecord, challengeId: string, locale: string): Challenge {
  const at = world.now()
  const rule = world.preset.challenges?.find(({ id }) => id === challengeId)
  const state = rule ? goalStanding(world, rule, member, at).state : 'hidden'
  if (!rule || state === 'hidden') throw refuse('not_found', 'There is no such challenge.')
  if (state === 'expired') throw refuse('expired', 'This challenge has ended.')
  if (state === 'completed') throw refuse('not_eligible', 'You have completed this challenge already.')
  if (member.status !== 'active') throw refuse('not_eligible', 'Your account is blocked. Ask the desk.')
  if (state === 'available') {
    const id = goalId(member, rule)
    const before = [
      ...ordersOf(world, member.id).filter((order) => order.at === at),
      ...world.records.of('invitations', member.id).filter(({ rewardedAt }) => rewardedAt === at),
    ].map((one) => one.id)
    world.records.put('goals', { id, memberId: member.id, joinedAt: at, ...(before.length ? { before } : {}) })
  }
  const joined = toChallenge(world, rule, member, locale)
  if (!joined) throw refuse('not_found', 'There is no such challenge.')
  return joined
}

const order: readonly Challenge['state'][] = ['joined', 'available', 'completed', 'expired']

/** The challenges that a member sees: what counts, what may be joined, what is done, what has ended lately; as the preset orders them. */
export function challengesFor(world: World, member: MemberRecord, locale: string): Challenge[] {
  return (world.preset.challenges ?? [])
    .flatMap((rule) => toChallenge(world, rule, member, locale) ?? [])
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

/** A challenge as the port says it; nothing where it is hidden. */
function toChallenge(world: World, rule: ChallengeRule, member: MemberRecord, locale: string): Challenge | undefined {
  const { state, have, until, completedAt } = goalStanding(world, rule, member, world.now())
  if (state === 'hidden') return undefined
  const { id, title, text, image, badge, metric, need, prize } = rule
  const words = (text: ChallengeRule['text']) => text && say(text, locale, world.preset.locales[0])
  const optional = {
    text: words(text), badge: words(badge), prize,
    image: image && world.assetsUrl !== undefined ? new URL(image.path, world.assetsUrl).href : undefined,
    currency: metric === 'spend' ? world.preset.money : undefined,
    completedAt: completedAt === undefined ? undefined : instant(completedAt),
    // what is done has no end
    validUntil: until === undefined || state === 'completed' ? undefined : instant(until),
  }
  return {
    id, title: say(title, locale, world.preset.locales[0]), state, metric, have: Math.min(have, need), need,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}
