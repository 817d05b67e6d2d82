import type { Coupon } from '@loyaltykit/core'
import type { Preset } from '../presets/preset.ts'
import { say, type Words } from '../rules/words.ts'
import type { MemberRecord } from '../state/tables.ts'
import type { CouponRecord } from '../state/value-records.ts'
import { after, instant } from './duration.ts'
import { fill } from './messages.ts'
import { newId, nextNumber, spelling, type World } from './world.ts'

/** How long a used or ended coupon is still shown. */
const remembered = '14 days'

/** Gives a member a code of their own. */
export function issueCoupon(world: World, given: Pick<CouponRecord, 'memberId' | 'source' | 'effect' | 'at' | 'expiresAt'>): CouponRecord {
  const made: CouponRecord = { ...given, id: newId(world), number: nextNumber(world), code: freeCode(world) }
  world.records.put('coupons', made)
  return made
}

function freeCode(world: World): string {
  for (;;) {
    const code = `${spelling(world, 4)}-${spelling(world, 4)}`
    if (!world.preset.offers.some((offer) => offer.code === code) && !world.records.all('coupons').some((coupon) => coupon.code === code)) return code
  }
}

export const couponState = ({ usedAt, expiresAt }: CouponRecord, at: number): Coupon['state'] =>
  usedAt !== undefined ? 'used' : expiresAt <= at ? 'expired' : 'available'

/** A member's own coupon by its code. Somebody else's is not told from none. */
export const couponOf = (world: World, member: MemberRecord | undefined, code: string): CouponRecord | undefined =>
  member && world.records.of('coupons', member.id).find((coupon) => coupon.code === code)

/** Marks what a purchase used. */
export function useCoupons(world: World, coupons: readonly CouponRecord[], orderId: string, at: number): void {
  for (const coupon of coupons) world.records.put('coupons', { ...coupon, usedAt: at, usedBy: orderId })
}

/** A purchase was undone: what it used is there again, for as long as it would have lived. */
export function freeCoupons(world: World, memberId: string, orderId: string): void {
  for (const coupon of world.records.of('coupons', memberId)) {
    if (coupon.usedBy !== orderId) continue
    const { usedAt: _, usedBy: __, ...free } = coupon
    world.records.put('coupons', free)
  }
}

/** Takes a coupon back. One that is used stays so; should its purchase be undone, it has ended. */
export function endCoupon(world: World, id: string, at: number): void {
  const coupon = world.records.get('coupons', id)
  if (coupon && coupon.expiresAt > at) world.records.put('coupons', { ...coupon, expiresAt: at })
}

/** A member's coupons: those that can be used, the soonest to end first; then for a while those that were used or ended, the latest first. */
export function couponsFor(world: World, member: MemberRecord, locale: string): Coupon[] {
  const at = world.now()
  const all = world.records.of('coupons', member.id)
  const open = all.filter((coupon) => couponState(coupon, at) === 'available').sort((a, b) => a.expiresAt - b.expiresAt || a.number - b.number)
  const over = all.filter((coupon) => couponState(coupon, at) !== 'available' && after(overSince(coupon), remembered) > at)
    .sort((a, b) => overSince(b) - overSince(a) || b.number - a.number)
  return [...open, ...over].slice(0, 200).map((coupon) => toCoupon(world, coupon, locale))
}

const overSince = ({ usedAt, expiresAt }: CouponRecord) => usedAt ?? expiresAt

/** A coupon as the port says it. */
export function toCoupon(world: World, coupon: CouponRecord, locale: string): Coupon {
  const { title, text, terms } = couponWords(world.preset, coupon)
  const line = (words: Words) => fill(say(words, locale, world.preset.locales[0]), valuesOf(coupon))
  return {
    id: coupon.id, code: coupon.code, title: title ? line(title) : coupon.code, state: couponState(coupon, world.now()), validUntil: instant(coupon.expiresAt),
    ...(text ? { text: line(text) } : {}), ...(terms ? { terms: line(terms) } : {}),
  }
}

/** What stands for what changes in a coupon's texts. */
export const valuesOf = ({ code, effect, expiresAt }: CouponRecord): Readonly<Record<string, string>> =>
  ({ code, percent: effect.kind === 'percent' ? String(effect.percent) : '', until: instant(expiresAt).slice(0, 16).replace('T', ' ') })

/** The texts of the rule that a coupon came from. */
export function couponWords({ rewards, purchaseCodes }: Preset, { source }: CouponRecord): { readonly title?: Words; readonly text?: Words; readonly terms?: Words } {
  const [kind, id] = source.split(/:(.*)/)
  const found = kind === 'reward' ? rewards?.find((rule) => rule.id === id) : purchaseCodes?.find((rule) => rule.id === id)
  return found ?? {}
}
