import type { SpendLimit } from '@loyaltykit/core'
import type { SpendRule } from '../presets/preset.ts'
import type { MemberRecord } from '../state/tables.ts'
import { currencyRule } from './batches.ts'
import { portion, split } from './fractions.ts'
import { amountOf, memberAccount } from './ledger.ts'
import { overlaps, type PricedCart } from './pricing.ts'
import type { World } from './world.ts'

/** What each line costs of the goods that points may pay for. */
export const payable = (rule: SpendRule, { lines }: PricedCart): number[] => lines.map((line) => (overlaps(line.categories, rule.excluded) ? 0 : line.net))

/** The most that the goods of a cart allow, whatever the balance. */
export function goodsLimit(world: World, rule: SpendRule, cart: PricedCart): number {
  const { worth } = currencyRule(world, rule.currency)
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
  const { worth } = currencyRule(world, currency)
  const because = member.status !== 'active' ? 'not_eligible'
    : goods < min ? (cart.net > 0 && goods === 0 && payable(rule, cart).every((net) => net === 0) ? 'goods_excluded' : 'below_minimum')
      : 'balance_too_low'
  return { currency, min, max, step, worth: { amount: portion(max, worth.money, worth.amount), currency: world.preset.money }, ...(max === 0 ? { because } : {}) }
}

/** Cuts what is paid with points by lines: those that points may pay for, by their price. Never more than a line costs. */
export function pointsByLine(rule: SpendRule, cart: PricedCart, points: number): number[] {
  return split(points, payable(rule, cart))
}

const floor = (amount: number, step: number): number => amount - (amount % step)
