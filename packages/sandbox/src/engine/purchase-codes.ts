import type { PurchaseCodeRule } from '../rules/codes.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { dropAlarm, setAlarm } from './alarm.ts'
import { endCoupon, issueCoupon, valuesOf } from './coupons.ts'
import { after } from './duration.ts'
import { send } from './messages.ts'
import { keptOf } from './orders.ts'
import { isFor, isOn } from './who.ts'
import { chance, type World } from './world.ts'

/** The rules by which a purchase of this member, made at an instant, may bring a code. Asked before it is booked: the first order is the first. */
export const codeRules = (world: World, { cart }: Pick<OrderRecord, 'cart'>, member: MemberRecord, at: number): PurchaseCodeRule[] =>
  (world.preset.purchaseCodes ?? []).filter((rule) => isOn(rule.on, cart, at) && isFor(world, rule.who, member, at))

const paidEnough = (order: OrderRecord, { goods, from = 1 }: PurchaseCodeRule): boolean => keptOf(order, goods) >= Math.max(1, from)

/** Sets the alarm for each code that a purchase brings. */
export function awaitCodes(world: World, rules: readonly PurchaseCodeRule[], order: OrderRecord, memberId: string): void {
  for (const rule of rules) {
    if (!paidEnough(order, rule)) continue
    const id = `${rule.id}/${order.id}`
    world.records.put('purchaseCodes', { id, memberId, rule: rule.id, orderId: order.id, state: 'waiting' })
    setAlarm(world, 'purchase_code', id, order.at + rule.delay)
  }
}

/** The moment has come: the member gets the code, and is told. */
export function issueCode(world: World, id: string, at: number): void {
  const awaited = world.records.get('purchaseCodes', id)
  const rule = world.preset.purchaseCodes?.find((one) => one.id === awaited?.rule)
  const member = awaited && world.records.get('members', awaited.memberId)
  if (!rule || awaited?.state !== 'waiting' || member?.status !== 'active') return
  const [min, max] = rule.percent
  const percent = min + chance(world, max - min + 1)
  const coupon = issueCoupon(world, { memberId: member.id, source: `code:${rule.id}`, effect: { kind: 'percent', percent, goods: rule.off }, at, expiresAt: after(at, rule.life) })
  world.records.put('purchaseCodes', { ...awaited, state: 'issued', couponId: coupon.id })
  send(world, member, rule.message, { ...valuesOf(coupon), name: member.profile.givenName ?? '' }, at)
}

/** So much of a purchase came back that it brings a code no more. */
export function retractCodes(world: World, order: OrderRecord, at: number): void {
  for (const rule of world.preset.purchaseCodes ?? []) {
    const id = `${rule.id}/${order.id}`
    const awaited = world.records.get('purchaseCodes', id)
    if (!awaited || awaited.state === 'retracted' || paidEnough(order, rule)) continue
    dropAlarm(world, 'purchase_code', id)
    if (awaited.couponId !== undefined) endCoupon(world, awaited.couponId, at)
    world.records.put('purchaseCodes', { ...awaited, state: 'retracted' })
  }
}
