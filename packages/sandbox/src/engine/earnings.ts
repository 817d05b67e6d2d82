import type { Cart } from '@loyaltykit/core'
import type { OfferRule } from '../rules/offers.ts'
import type { EarnRule } from '../rules/points.ts'
import type { Goods } from '../rules/who.ts'
import type { MemberRecord } from '../state/tables.ts'
import { portion, split } from './fractions.ts'
import { covers } from './goods.ts'
import { worksNow } from './offers.ts'
import { nightsOf } from './stays.ts'
import { takesPart } from './partners.ts'
import type { PricedLine } from './pricing.ts'
import { tierOf } from './standing.ts'
import { isFor, isOn } from './who.ts'
import type { World } from './world.ts'

/** Points for a purchase from one reason, with the share of each line. */
export interface Earning {
  readonly rule: EarnRule
  readonly currency: string
  readonly amount: number
  readonly shares: readonly number[]
  readonly offer?: OfferRule
}

/** What a cart earns of which so much of each line is paid with money: every rule that holds adds its part, then what offers multiply. */
export function earnings(world: World, { cart, lines, paid, member, at }: {
  cart: Cart; lines: readonly PricedLine[]; paid: readonly number[]; member: MemberRecord | undefined; at: number
}): Earning[] {
  if (!takesPart(world, cart, 'earns')) return []
  const tier = tierOf(world, member, at) ?? ''
  const offers = world.preset.offers.filter((offer) => offer.effect?.kind === 'multiply' && worksNow(world, offer, member, at))
  return world.preset.earn.filter((rule) => isOn(rule.on, cart, at) && isFor(world, rule.who, member, at)).flatMap((rule): Earning[] => {
    const rate = rule.rates[tier] ?? rule.rates['all']
    if (!rate) return []
    const earning = (hundredths: number, goods?: Goods) => {
      const weights = lines.map((line, index) => (covers(rule.goods, line) && covers(goods, line) ? counted(rule.per, line, paid[index] ?? 0) : 0))
      const whole = weights.reduce((sum, weight) => sum + weight, 0)
      const count = rule.per === 'night' ? nightsOf(cart) : rule.per === 'stay' ? 1 : whole
      const amount = whole > 0 && (cart.stay || rule.per === 'money' || rule.per === 'item') ? portion(count * rate.amount, hundredths, rate.for * 100) : 0
      return { rule, currency: rule.currency, amount, shares: split(amount, weights) }
    }
    return [earning(100), ...offers.flatMap((offer) => {
      const { effect } = offer
      if (effect?.kind !== 'multiply' || (effect.currency !== undefined && effect.currency !== rule.currency)) return []
      return [{ ...earning(Math.round((effect.times - 1) * 100), effect.goods), offer }]
    })]
  }).filter(({ amount }) => amount > 0)
}

/** What a line counts. A line that points have paid for in whole counts nothing; one that costs nothing counts its pieces. */
const counted = (per: EarnRule['per'], { quantity, net }: PricedLine, paid: number): number =>
  per === 'money' ? paid : net > 0 && paid === 0 ? 0 : quantity
