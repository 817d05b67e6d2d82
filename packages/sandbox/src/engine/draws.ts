import type { Offer } from '@loyaltykit/core'
import type { DrawRule } from '../rules/rewards.ts'
import { say, type Words } from '../rules/words.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import type { DrawTicketRecord } from '../state/value-records.ts'
import { setAlarm } from './alarm.ts'
import { grant } from './batches.ts'
import { endOf } from './currencies.ts'
import { after, instant } from './duration.ts'
import { fill, send } from './messages.ts'
import { momentOf } from './moment.ts'
import { keptOf } from './orders.ts'
import { isFor, isOn } from './who.ts'
import { chance, nextNumber, type World } from './world.ts'

/** How long a draw that is over is still shown to those who took part. */
const remembered = '14 days'

/** When the draw is, for which tickets are given at an instant; nothing where it is over. */
export function roundOf(world: World, { at: when }: DrawRule, at: number): number | undefined {
  if (when === 'month') return monthEnd(at)
  const only = momentOf(world, when)
  return only > at ? only : undefined
}

function monthEnd(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** Sets the alarm for each draw that has none. */
export function openDraws(world: World, at: number): void {
  for (const rule of world.preset.draws ?? []) {
    const round = world.records.get('timers', `draw/${rule.id}`) ? undefined : roundOf(world, rule, at)
    if (round !== undefined) setAlarm(world, 'draw', rule.id, round)
  }
}

/** Gives a ticket for the next draw; nothing where there is none. */
export function giveTicket(world: World, drawId: string, { memberId, at, orderId }: { memberId: string; at: number; orderId?: string }): DrawTicketRecord | undefined {
  const rule = world.preset.draws?.find(({ id }) => id === drawId)
  const round = rule && roundOf(world, rule, at)
  if (round === undefined) return undefined
  const number = nextNumber(world)
  const ticket: DrawTicketRecord = { id: `t${number}`, memberId, number, drawId, round, ...(orderId === undefined ? {} : { orderId }) }
  world.records.put('drawTickets', ticket)
  return ticket
}

/** The draws for which a purchase of this member, made at an instant, may give a ticket. Asked before it is booked. */
export const ticketRules = (world: World, { cart }: Pick<OrderRecord, 'cart'>, member: MemberRecord, at: number): DrawRule[] =>
  (world.preset.draws ?? []).filter(({ tickets }) => tickets && isOn(tickets.on, cart, at) && isFor(world, tickets.who, member, at))

const paidEnough = (order: OrderRecord, { tickets }: DrawRule): boolean => !!tickets && keptOf(order, tickets.goods) >= Math.max(1, tickets.from)

export function earnTickets(world: World, rules: readonly DrawRule[], order: OrderRecord, memberId: string): void {
  for (const rule of rules) if (paidEnough(order, rule)) giveTicket(world, rule.id, { memberId, at: order.at, orderId: order.id })
}

/** So much of a purchase came back that it gives no ticket. What was drawn already stands. */
export function voidTickets(world: World, order: OrderRecord, memberId: string, at: number): void {
  for (const ticket of world.records.of('drawTickets', memberId)) {
    const rule = world.preset.draws?.find(({ id }) => id === ticket.drawId)
    if (rule && ticket.orderId === order.id && ticket.round > at && !paidEnough(order, rule)) world.records.put('drawTickets', { ...ticket, void: true })
  }
}

/** The draw: one ticket after another, the first prize first; who has won takes no further part. */
export function holdDraw(world: World, drawId: string, at: number): void {
  const rule = world.preset.draws?.find(({ id }) => id === drawId)
  if (!rule) return
  let pool = world.records.all('drawTickets')
    .filter((ticket) => ticket.drawId === drawId && ticket.round === at && !ticket.void && world.records.get('members', ticket.memberId)?.status === 'active')
    .sort((a, b) => a.number - b.number)
  for (const { count, points } of rule.prizes) {
    for (let prize = 0; prize < count && pool.length > 0; prize += 1) {
      const winner = pool[chance(world, pool.length)]
      const member = winner && world.records.get('members', winner.memberId)
      if (!member) break
      pool = pool.filter(({ memberId }) => memberId !== member.id)
      grant(world, { memberId: member.id, ...points, at, expiresAt: endOf(world, points.currency, at), reason: 'draw', words: `draw:${rule.id}` })
      send(world, member, rule.message, { amount: String(points.amount), name: member.profile.givenName ?? '' }, at)
    }
  }
  const next = roundOf(world, rule, at)
  if (next !== undefined) setAlarm(world, 'draw', drawId, next)
}

/** The draws that somebody sees, as offers with the draw's instant for an end: `active` with a ticket, `expired` for a while after it. */
export const drawOffers = (world: World, member: MemberRecord | undefined, locale: string): Offer[] =>
  (world.preset.draws ?? []).flatMap((rule) => drawOffer(world, rule, member, locale) ?? [])

function drawOffer(world: World, rule: DrawRule, member: MemberRecord | undefined, locale: string): Offer | undefined {
  const at = world.now()
  const round = roundOf(world, rule, at) ?? momentOf(world, rule.at)
  const held = member ? world.records.of('drawTickets', member.id).filter((ticket) => ticket.drawId === rule.id && ticket.round === round && !ticket.void).length : 0
  const over = round <= at
  if (over && (held === 0 || after(round, remembered) <= at)) return undefined
  const { segments } = rule.tickets?.who ?? {}
  // who is in which segment is not shown
  if (held === 0 && segments && !isFor(world, { segments }, member, at)) return undefined
  const text = (words: Words) => fill(say(words, locale, world.preset.locales[0]), { tickets: String(held) })
  const about = held > 0 ? (rule.joined ?? rule.text) : rule.text
  return {
    id: rule.id, kind: 'draw', audience: segments ? 'personal' : 'public', title: text(rule.title),
    ...(about ? { text: text(about) } : {}), ...(rule.terms ? { terms: text(rule.terms) } : {}),
    ...(rule.image && world.assetsUrl !== undefined ? { image: { url: new URL(rule.image.path, world.assetsUrl).href, alt: say(rule.image.alt, locale, world.preset.locales[0]) } } : {}),
    state: over ? 'expired' : held > 0 ? 'active' : 'available', activation: 'none', validUntil: instant(round),
  }
}
