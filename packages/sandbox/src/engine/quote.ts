import type { Cart, Quote } from '@loyaltykit/core'
import { say } from '../presets/preset.ts'
import type { MemberRecord } from '../state/tables.ts'
import { currencyRule } from './batches.ts'
import { after, instant } from './duration.ts'
import { split } from './fractions.ts'
import { heldFor, toRedemption } from './holds.ts'
import { earnings, price } from './pricing.ts'
import { payable, spendLimit } from './spend.ts'
import type { World } from './world.ts'

/** What a cart would earn, may be paid with, and costs. Changes nothing. */
export function quote(world: World, { cart, member, locale, path }: { cart: Cart; member: MemberRecord | undefined; locale: string; path: string }): Quote {
  const at = world.now()
  const { money: currency } = world.preset
  const priced = price(world, { cart, member, at, path })
  const held = member && heldFor(world, member.id, cart.id)
  const rule = held && world.preset.spend.find((spend) => spend.currency === held.currency)
  const weights = rule ? payable(rule, priced) : []
  // a cart may have shrunk since the points were held
  const byPoints = held ? split(Math.min(held.money, weights.reduce((sum, net) => sum + net, 0)), weights) : []
  const paid = priced.lines.map((line, index) => line.net - (byPoints[index] ?? 0))
  const spend = member && world.preset.spend.map((one) => {
    const hold = heldFor(world, member.id, cart.id, one.currency)
    return { ...spendLimit(world, one, priced, member, hold?.amount), ...(hold ? { because: 'already_held' as const } : {}) }
  })
  return {
    earn: earnings(world, { lines: priced.lines, paid, member, at }).map(({ currency: points, amount, offer }) => ({
      currency: points, amount, availableAt: instant(after(at, currencyRule(world, points).pending)), ...(offer ? { offerId: offer.id } : {}),
    })),
    total: { amount: priced.total, currency },
    due: { amount: paid.reduce((sum, part) => sum + part, 0), currency },
    discounts: priced.discounts.map(({ offer, money }) => ({
      title: say(offer.title, locale, world.preset.locales[0]), money: { amount: money, currency }, offerId: offer.id, ...(offer.code === undefined ? {} : { code: offer.code }),
    })),
    ...(spend ? { spend } : {}),
    ...(priced.rejectedCodes.length ? { rejectedCodes: priced.rejectedCodes } : {}),
    ...(held ? { held: toRedemption(world, held) } : {}),
  }
}
