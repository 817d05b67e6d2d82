import type { Cart, Quote } from '@loyaltykit/core'
import type { EarnRule, OfferRule } from '../presets/preset.ts'
import type { MemberRecord } from '../state/tables.ts'
import { currencyRule } from './batches.ts'
import { portion, split } from './fractions.ts'
import { codeVerdict, worksNow } from './offers.ts'
import { invalid } from './refusals.ts'
import { tierOf } from './standing.ts'
import type { World } from './world.ts'

/** A line of a cart with its prices, for all its pieces, in minor units of the shop's money. */
export interface PricedLine {
  readonly sku: string
  readonly quantity: number
  readonly categories: readonly string[]
  readonly list: number
  /** After discounts. */
  readonly net: number
}

export interface PricedCart {
  readonly lines: readonly PricedLine[]
  readonly total: number
  readonly net: number
  readonly discounts: readonly { readonly offer: OfferRule; readonly money: number }[]
  readonly rejectedCodes: NonNullable<Quote['rejectedCodes']>
}

/** A cart as this member pays for it: list prices, less what offers take off. `path` says where the cart is in the input. */
export function price(world: World, { cart, member, at, path }: { cart: Cart; member: MemberRecord | undefined; at: number; path: string }): PricedCart {
  if (cart.currency !== world.preset.money) throw invalid({ path: `${path}.currency`, message: `must be ${world.preset.money}: this programme knows no other money` })
  let lines: PricedLine[] = cart.items.map(({ sku, quantity, price: piece, categories = [] }) => ({ sku, quantity, categories, list: quantity * piece, net: quantity * piece }))
  const total = lines.reduce((sum, line) => sum + line.list, 0)
  if (!Number.isSafeInteger(total)) throw invalid({ path: `${path}.items`, message: 'cost more than can be counted' })

  const given = (cart.codes ?? []).map((code) => ({ code, plain: code.trim().toUpperCase() }))
  const discounts: { offer: OfferRule; money: number }[] = []
  const working = new Set<string>()
  for (const offer of world.preset.offers) {
    if (offer.effect?.kind !== 'discount' || !worksNow(world, offer, member, at)) continue
    if (offer.code !== undefined && !given.some(({ plain }) => plain === offer.code)) continue
    const { percent, categories } = offer.effect
    const off = lines.map((line) => (matches(line, categories) && !excluded(world, line) ? portion(line.net, percent, 100) : 0))
    const money = off.reduce((sum, part) => sum + part, 0)
    if (money === 0) continue
    lines = lines.map((line, index) => ({ ...line, net: line.net - (off[index] ?? 0) }))
    discounts.push({ offer, money })
    if (offer.code !== undefined) working.add(offer.code)
  }
  const rejectedCodes = given.filter(({ plain }, index) => !working.has(plain) && given.findIndex((other) => other.plain === plain) === index)
    .map(({ code, plain }) => ({ code, because: codeVerdict(world, plain, member, at) }))
  return { lines, total, net: lines.reduce((sum, line) => sum + line.net, 0), discounts, rejectedCodes }
}

/** Points for a purchase from one reason, with the share of each line. */
export interface Earning {
  readonly currency: string
  readonly amount: number
  readonly shares: readonly number[]
  readonly offer?: OfferRule
}

/** What lines earn of which so much is paid with money. */
export function earnings(world: World, { lines, paid, member, at }: { lines: readonly PricedLine[]; paid: readonly number[]; member: MemberRecord | undefined; at: number }): Earning[] {
  const tier = tierOf(world, member, at)
  return world.preset.earn.flatMap((rule) => {
    const rate = rule.rates[tier] ?? 0
    const earning = (times: number, categories?: readonly string[]) => {
      const weights = lines.map((line, index) => (matches(line, categories) && !overlaps(line.categories, rule.excluded) ? (paid[index] ?? 0) : 0))
      const amount = points(world, rule, weights.reduce((sum, weight) => sum + weight, 0), rate * times)
      return { currency: rule.currency, amount, shares: split(amount, weights) }
    }
    const extra = world.preset.offers.flatMap((offer) =>
      offer.effect?.kind === 'multiply' && worksNow(world, offer, member, at) ? [{ ...earning(offer.effect.times - 1, offer.effect.categories), offer }] : [])
    return [earning(1), ...extra]
  }).filter(({ amount }) => amount > 0)
}

function points(world: World, { currency }: EarnRule, money: number, rate: number): number {
  const { worth } = currencyRule(world, currency)
  return Number((BigInt(money) * BigInt(worth.amount) * BigInt(Math.round(rate))) / (BigInt(worth.money) * 10_000n))
}

/** Goods that points can't pay for get no discount either. */
const excluded = (world: World, line: PricedLine): boolean => world.preset.spend.some((rule) => overlaps(line.categories, rule.excluded))

const matches = (line: PricedLine, categories: readonly string[] | undefined): boolean => !categories || overlaps(line.categories, categories)

export const overlaps = (a: readonly string[], b: readonly string[]): boolean => a.some((entry) => b.includes(entry))
