import type { Cart, SpendLimit } from '@loyaltykit/core'
import type { SpendRule } from '../rules/points.ts'
import type { MemberRecord } from '../state/tables.ts'
import { worthOf } from './currencies.ts'
import { portion, split } from './fractions.ts'
import { covers } from './goods.ts'
import { amountOf, memberAccount } from './ledger.ts'
import { takesPart } from './partners.ts'
import type { PricedCart } from './pricing.ts'
import { isFor, isOn } from './who.ts'
import type { World } from './world.ts'

/** The rule by which a member pays for a cart with a currency now; nothing where none holds. */
export const spendRule = (world: World, currency: string, member: MemberRecord, cart: Cart, at: number): SpendRule | undefined =>
  (takesPart(world, cart, 'spends') ? world.preset.spend : []).find((rule) => rule.currency === currency && isOn(rule.on, cart, at) && isFor(world, rule.who, member, at))

/** The currencies that pay here, by one rule or another. */
export const spendable = (world: World): string[] => [...new Set(world.preset.spend.map(({ currency }) => currency))]

/** What each line costs of the goods that points may pay for. */
export const payable = (rule: SpendRule, { lines }: PricedCart): number[] => lines.map((line) => (covers(rule.goods, line) ? line.net : 0))

/** The most that the goods of a cart allow, whatever the balance. */
export function goodsLimit(world: World, rule: SpendRule, cart: PricedCart): number {
  const worth = worthOf(world, rule.currency)
  const goods = payable(rule, cart).reduce((sum, net) => sum + net, 0)
  return floor(portion(portion(goods, rule.share, 100), worth.amount, worth.money), rule.step)
}

/** How much of a cart a member may pay with points now; `back`: points that would come back first. */
export function spendLimit(world: World, rule: SpendRule, cart: PricedCart, member: MemberRecord, back = 0): SpendLimit {
  const { currency, min, step } = rule
  const balance = floor(Math.max(0, amountOf(world, memberAccount(member.id, currency, 'available')) + back), step)
  const goods = goodsLimit(world, rule, cart)
  const possible = Math.min(balance, goods)
  const max = member.status === 'active' && possible >= min ? possible : 0
  const because = member.status !== 'active' ? 'not_eligible'
    : goods < min ? (cart.net > 0 && goods === 0 && payable(rule, cart).every((net) => net === 0) ? 'goods_excluded' : 'below_minimum')
      : 'balance_too_low'
  return { currency, min, max, step, worth: moneyFor(world, currency, max), ...(max === 0 ? { because } : {}) }
}

/** A limit where no rule holds for this member and cart. */
export const noSpending = (world: World, currency: string): SpendLimit => ({ currency, min: 0, max: 0, step: 1, worth: moneyFor(world, currency, 0), because: 'not_eligible' })

/** What points take off a price. */
export function moneyFor(world: World, currency: string, amount: number): { amount: number; currency: string } {
  const worth = worthOf(world, currency)
  return { amount: portion(amount, worth.money, worth.amount), currency: world.preset.money }
}

/** Cuts what is paid with points by lines: those that points may pay for, by their price. Never more than a line costs. */
export function pointsByLine(rule: SpendRule, cart: PricedCart, points: number): number[] {
  return split(points, payable(rule, cart))
}

const floor = (amount: number, step: number): number => amount - (amount % step)
