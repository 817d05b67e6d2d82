import type { Behaviour, SegmentRule, Span } from '../rules/segments.ts'
import type { Goods } from '../rules/who.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { after, type Duration } from './duration.ts'
import { covers } from './goods.ts'
import { isUndone, keptOf, ordersOf } from './orders.ts'
import type { World } from './world.ts'

/** What is asked of a member here. */
type Person = Pick<MemberRecord, 'id' | 'joinedAt'>

/** The segments that a member is in at an instant: one of the life cycle's, and any micro-segments. */
export function segmentsOf(world: World, member: Person, at: number): ReadonlySet<string> {
  const orders = boughtBy(world, member)
  const holds = ({ when }: SegmentRule) => behaves(when, member, orders, at)
  const rules = world.preset.segments ?? []
  const stage = rules.find((rule) => rule.stage && holds(rule))
  return new Set([...(stage ? [stage.id] : []), ...rules.filter((rule) => !rule.stage && holds(rule)).map(({ id }) => id)])
}

/** Since when a member has been in a segment without a break; nothing where the member is not in it. */
export function inSegmentSince(world: World, member: Person, segment: string, at: number): number | undefined {
  let since: number | undefined
  for (const turn of [...turns(world, member).filter((instant) => instant <= at), at].reverse()) {
    if (!segmentsOf(world, member, turn).has(segment)) break
    since = turn
  }
  return since
}

/** When time alone may next move a member from one segment to another. */
export const nextTurn = (world: World, member: Person, at: number): number | undefined => turns(world, member).find((instant) => instant > at)

const boughtBy = (world: World, { id }: Person): OrderRecord[] => ordersOf(world, id).filter((order) => !isUndone(order))

function behaves({ orders: count, spend, quiet, joined }: Behaviour, member: Person, orders: readonly OrderRecord[], at: number): boolean {
  const past = orders.filter((order) => order.at <= at)
  const last = past.at(-1)
  const ago = (since: number, { min, max }: NonNullable<Behaviour['quiet']>) => (!min || after(since, min) <= at) && (!max || after(since, max) > at)
  return (!count || lies(spanned(past, count, at).length, count))
    && (!spend || lies(spanned(past, spend, at).reduce((sum, order) => sum + keptOf(order, spend.goods), 0), spend))
    && (!quiet || (last !== undefined && ago(last.at, quiet)))
    && (!joined || ago(member.joinedAt, joined))
}

const lies = (amount: number, { min = 0, max = Number.POSITIVE_INFINITY }: Span) => amount >= min && amount <= max

function spanned(orders: readonly OrderRecord[], { within, goods }: Span, at: number): OrderRecord[] {
  return orders.filter((order) => (!within || after(order.at, within) > at) && (!goods || order.lines.some((_, index) => isKept(order, index, goods))))
}

/** Whether something is left of a line of these goods. */
function isKept({ cart, lines }: OrderRecord, index: number, goods: Goods): boolean {
  const [item, line] = [cart.items[index], lines[index]]
  return item !== undefined && line !== undefined && line.refunded < line.quantity && covers(goods, item)
}

/** All instants at which a member may have come into a segment or left one, in order. */
function turns(world: World, member: Person): number[] {
  const rules = world.preset.segments ?? []
  const lengths = (of: (when: Behaviour) => readonly (Duration | undefined)[]) => [...new Set(rules.flatMap(({ when }) => of(when)).filter((length) => length !== undefined))]
  const sinceOrder = lengths(({ orders, spend, quiet }) => [orders?.within, spend?.within, quiet?.min, quiet?.max])
  const sinceJoining = lengths(({ joined }) => [joined?.min, joined?.max])
  const instants = [
    member.joinedAt, ...sinceJoining.map((length) => after(member.joinedAt, length)),
    ...boughtBy(world, member).flatMap(({ at }) => [at, ...sinceOrder.map((length) => after(at, length))]),
  ]
  return [...new Set(instants)].sort((a, b) => a - b)
}
