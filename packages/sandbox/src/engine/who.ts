import type { Cart } from '@loyaltykit/core'
import type { Occasion, Who } from '../rules/who.ts'
import type { MemberRecord } from '../state/tables.ts'
import { isUndone, ordersOf } from './orders.ts'
import { segmentsOf } from './segments.ts'
import { rankOf, tierOf } from './standing.ts'
import type { World } from './world.ts'

/** Whether a rule is for somebody at an instant. A guest counts as one who joins now and has told nothing. */
export function isFor(world: World, who: Who | undefined, member: MemberRecord | undefined, at: number): boolean {
  if (!who) return true
  const { segments, tier, firstOrder, told, card, partner } = who
  if (tier !== undefined && rankOf(world.preset, tierOf(world, member, at)) < rankOf(world.preset, tier)) return false
  if (segments && !segments.some((segment) => segmentsOf(world, member ?? newcomer(at), at).has(segment))) return false
  if (!member) return !told && card === undefined && partner === undefined
  if (firstOrder && ordersOf(world, member.id).some((order) => !isUndone(order))) return false
  if (told?.some((field) => member.profile[field] === undefined)) return false
  if (card !== undefined && world.records.of('cards', member.id).length === 0) return false
  return partner === undefined || world.records.get('links', `${member.id}/${partner}`) !== undefined
}

const newcomer = (at: number) => ({ id: '', joinedAt: at })

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Whether a purchase of this cart, made at an instant, is such an occasion. */
export function isOn({ partners, days: some }: Occasion = {}, { partner = 'own' }: Pick<Cart, 'partner'>, at: number): boolean {
  const [today] = days.slice(new Date(at).getUTCDay())
  return (!partners || partners.includes(partner)) && (!some || (today !== undefined && some.includes(today)))
}
