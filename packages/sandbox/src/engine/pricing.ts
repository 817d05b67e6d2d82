import type { Cart, Quote } from '@loyaltykit/core'
import type { OfferRule } from '../rules/offers.ts'
import type { Words } from '../rules/words.ts'
import type { MemberRecord } from '../state/tables.ts'
import type { CouponRecord } from '../state/value-records.ts'
import { couponOf, couponState, couponWords, valuesOf } from './coupons.ts'
import { portion, split } from './fractions.ts'
import { covers } from './goods.ts'
import { fillWords } from './messages.ts'
import { codeVerdict, worksNow } from './offers.ts'
import { checkPlace } from './partners.ts'
import { invalid } from './refusals.ts'
import { tierOf } from './standing.ts'
import { checkStay } from './stays.ts'
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

/** What is taken off, and by what. */
export interface Discount {
  readonly title: Words
  readonly money: number
  readonly offer?: OfferRule
  readonly coupon?: CouponRecord
  readonly code?: string
}

export interface PricedCart {
  readonly lines: readonly PricedLine[]
  readonly total: number
  readonly net: number
  readonly discounts: readonly Discount[]
  readonly rejectedCodes: NonNullable<Quote['rejectedCodes']>
}

/** A cart as this member pays for it: list prices, less the member's price, less what offers and then coupons take off. `path` says where the cart is in the input. */
export function price(world: World, { cart, member, at, path }: { cart: Cart; member: MemberRecord | undefined; at: number; path: string }): PricedCart {
  if (cart.currency !== world.preset.money) throw invalid({ path: `${path}.currency`, message: `must be ${world.preset.money}: this programme knows no other money` })
  checkPlace(world, cart, path)
  checkStay(cart, path)
  let lines = listed(cart)
  const total = lines.reduce((sum, line) => sum + line.list, 0)
  if (!Number.isSafeInteger(total)) throw invalid({ path: `${path}.items`, message: 'cost more than can be counted' })

  const given = (cart.codes ?? []).map((code) => ({ code, plain: code.trim().toUpperCase() }))
  const discounts: Discount[] = []
  const working = new Set<string>()
  const takeOff = (off: readonly number[], discount: Omit<Discount, 'money'>) => {
    const money = off.reduce((sum, part) => sum + part, 0)
    if (money === 0) return
    lines = lines.map((line, index) => ({ ...line, net: line.net - (off[index] ?? 0) }))
    discounts.push({ ...discount, money })
    if (discount.code !== undefined) working.add(discount.code)
  }

  if (member) for (const { title, off } of memberDiscounts(world, lines, tierOf(world, member, at))) takeOff(off, { title })
  for (const offer of world.preset.offers) {
    if (offer.effect?.kind !== 'discount' || !worksNow(world, offer, member, at)) continue
    if (offer.code !== undefined && !given.some(({ plain }) => plain === offer.code)) continue
    const { percent, goods } = offer.effect
    takeOff(lines.map((line) => (covers(goods, line) && !undiscounted(world, line) ? portion(line.net, percent, 100) : 0)), { title: offer.title, offer, ...(offer.code === undefined ? {} : { code: offer.code }) })
  }
  const coupons = [...new Set(given.map(({ plain }) => plain))].flatMap((plain) => couponOf(world, member, plain) ?? []).filter((coupon) => couponState(coupon, at) === 'available')
  for (const coupon of coupons.sort(percentFirst)) {
    const open = lines.map((line) => (coupon.effect.kind !== 'voucher' && covers(coupon.effect.goods, line) && !undiscounted(world, line) ? line.net : 0))
    takeOff(offBy(coupon, open), { title: fillWords(couponWords(world.preset, coupon).title ?? { en: coupon.code }, valuesOf(coupon)), coupon, code: coupon.code })
  }
  const rejectedCodes = given.filter(({ plain }, index) => !working.has(plain) && given.findIndex((other) => other.plain === plain) === index)
    .map(({ code, plain }) => ({ code, because: couponVerdict(couponOf(world, member, plain), at) ?? codeVerdict(world, plain, member, at) }))
  return { lines, total, net: lines.reduce((sum, line) => sum + line.net, 0), discounts, rejectedCodes }
}

/** What a code does must not hang on the order in which codes were typed. */
const percentFirst = (a: CouponRecord, b: CouponRecord) => Number(b.effect.kind === 'percent') - Number(a.effect.kind === 'percent') || a.number - b.number

/** What a coupon takes off each line of which so much is open to it: never more than is there. */
function offBy({ effect }: CouponRecord, open: readonly number[]): number[] {
  if (effect.kind === 'percent') return open.map((net) => portion(net, effect.percent, 100))
  const all = open.reduce((sum, net) => sum + net, 0)
  return effect.kind === 'money' ? split(Math.min(effect.money, all), open) : open.map(() => 0)
}

/** Why a member's own coupon does nothing. */
function couponVerdict(coupon: CouponRecord | undefined, at: number): NonNullable<Quote['rejectedCodes']>[number]['because'] | undefined {
  const state = coupon && couponState(coupon, at)
  return state === 'available' ? 'not_eligible' : state
}

const listed = (cart: Cart): PricedLine[] =>
  cart.items.map(({ sku, quantity, price: piece, categories = [] }) => ({ sku, quantity, categories, list: quantity * piece, net: quantity * piece }))

function memberDiscounts(world: World, lines: readonly PricedLine[], tier: string | undefined) {
  return (world.preset.memberPrices ?? []).map(({ title, goods, percent }) => ({
    title, off: lines.map((line) => (covers(goods, line) ? portion(line.list, percent[tier ?? ''] ?? 0, 100) : 0)),
  }))
}

/** What a member of each tier pays for a cart, before offers: those that differ from the public price. */
export function memberPrices(world: World, cart: Cart): NonNullable<Quote['memberPrices']> {
  const lines = listed(cart)
  const total = lines.reduce((sum, { list }) => sum + list, 0)
  return world.preset.tiers.flatMap(({ id }) => {
    const off = memberDiscounts(world, lines, id).flatMap((rule) => rule.off).reduce((sum, part) => sum + part, 0)
    return off > 0 ? [{ tier: id, price: { amount: total - off, currency: world.preset.money } }] : []
  })
}

/** Goods that nothing makes cheaper. */
const undiscounted = (world: World, line: PricedLine): boolean => !!world.preset.undiscounted && covers({ only: world.preset.undiscounted }, line)
