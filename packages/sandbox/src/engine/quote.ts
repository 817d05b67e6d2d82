import type { Cart, Quote } from '@loyaltykit/core'
import { say } from '../rules/words.ts'
import type { MemberRecord } from '../state/tables.ts'
import { datesOf } from './currencies.ts'
import { instant } from './duration.ts'
import { earnings } from './earnings.ts'
import { split } from './fractions.ts'
import { heldFor, toRedemption } from './holds.ts'
import { memberPrices, price } from './pricing.ts'
import { noSpending, payable, spendable, spendLimit, spendRule } from './spend.ts'
import type { World } from './world.ts'

/** What a cart would earn, may be paid with, and costs. Changes nothing. */
export function quote(world: World, { cart, member, locale, path }: { cart: Cart; member: MemberRecord | undefined; locale: string; path: string }): Quote {
  const at = world.now()
  const { money: currency } = world.preset
  const priced = price(world, { cart, member, at, path })
  const held = member && heldFor(world, member.id, cart.id)
  const rule = held && world.preset.spend.find(({ id }) => id === held.rule)
  const weights = rule ? payable(rule, priced) : []
  // a cart may have shrunk since the points were held
  const byPoints = held ? split(Math.min(held.money, weights.reduce((sum, net) => sum + net, 0)), weights) : []
  const paid = priced.lines.map((line, index) => line.net - (byPoints[index] ?? 0))
  const spend = member && spendable(world).map((one) => {
    const hold = heldFor(world, member.id, cart.id, one)
    const by = spendRule(world, one, member, cart, at)
    return { ...(by ? spendLimit(world, by, priced, member, hold?.amount) : noSpending(world, one)), ...(hold ? { because: 'already_held' as const } : {}) }
  })
  const prices = memberPrices(world, cart)
  return {
    earn: earnings(world, { cart, lines: priced.lines, paid, member, at }).map(({ currency: points, amount, offer }) => ({
      currency: points, amount, availableAt: instant(datesOf(world, points, at).availableAt), ...(offer ? { offerId: offer.id } : {}),
    })),
    total: { amount: priced.total, currency },
    due: { amount: paid.reduce((sum, part) => sum + part, 0), currency },
    discounts: priced.discounts.map(({ title, offer, code, money }) => ({
      title: say(title, locale, world.preset.locales[0]), money: { amount: money, currency }, ...(offer ? { offerId: offer.id } : {}), ...(code === undefined ? {} : { code }),
    })),
    ...(prices.length ? { memberPrices: prices } : {}),
    ...(spend ? { spend } : {}),
    ...(priced.rejectedCodes.length ? { rejectedCodes: priced.rejectedCodes } : {}),
    ...(held ? { held: toRedemption(world, held) } : {}),
  }
}
