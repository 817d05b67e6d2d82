import type { Cart, Quote } from '@loyaltykit/core'
import { campaignOf, couponCampaign, ownerOf } from './coupons.ts'
import { mainCurrency, scaleOf, subledgerOf } from './ledgers.ts'
import { programme } from './programme.ts'
import { referralCampaign, referralFault } from './referrals.ts'
import { contextOf, uuidOf, type EmulatedProfile, type EmulatedSession, type TalonOneState } from './state.ts'
import { decimal, minor } from './words.ts'

/** An effect of a rule. */
export interface Effect {
  readonly campaignId: number
  readonly rulesetId: number
  readonly ruleIndex: number
  readonly ruleName: string
  readonly effectType: string
  readonly triggeredByCoupon?: number
  readonly props: Readonly<Record<string, unknown>>
}

/** What the rules say of a session. */
export interface Verdict {
  readonly effects: readonly Effect[]
  readonly cart: Cart
  /** The points that pay, in minor units. */
  readonly points: number
}

/** The session's attribute by which a shopper says how many points are to pay: a rule of this account reads it. */
export const pointsAttribute = 'pointsToUse'

const reasons = { unknown: 'CouponNotFound', expired: 'CouponExpired', used: 'CouponLimitReached', not_eligible: 'CouponRejectedByCondition' } as const

const rule = (campaignId: number, ruleName: string) => ({ campaignId, rulesetId: campaignId + 100, ruleIndex: 0, ruleName })

/** Runs the rules for a session. Changes nothing. */
export async function evaluate(state: TalonOneState, session: EmulatedSession, profile: EmulatedProfile | undefined): Promise<Verdict> {
  const cart: Cart = {
    id: session.integrationId.slice(0, 200), currency: programme.money, codes: [...(session.couponCodes ?? [])],
    items: session.cartItems.map(({ sku, quantity, price = 0, category }) => ({ sku, quantity, price: minor(price, 2), ...(category === undefined ? {} : { categories: [category] }) })),
  }
  const { quotes: [quote] } = await state.sandbox.quotes.quote({ carts: [cart] }, contextOf(profile?.memberId))
  if (!quote) throw new Error('One cart has one quote.')
  const asked = minor(Number(session.attributes[pointsAttribute] ?? 0), scaleOf(mainCurrency))
  const limit = quote.spend?.find(({ currency }) => currency === mainCurrency)
  // this account's rule takes as many as it can
  const points = limit && asked >= limit.min ? Math.min(limit.max, asked - (asked % limit.step)) : 0
  const worth = programme.currencies.find(({ id }) => id === mainCurrency)?.worth
  const off = worth ? (points * worth.money) / worth.amount : 0
  return { effects: [...await codes(state, cart, quote, profile), ...discounts(state, quote), ...pays(state, points, off), ...earns(state, quote, off, profile), ...referral(state, session)], cart, points }
}

async function codes(state: TalonOneState, { codes: given = [] }: Cart, quote: Quote, profile: EmulatedProfile | undefined): Promise<Effect[]> {
  return Promise.all(given.map(async (code): Promise<Effect> => {
    const because = quote.rejectedCodes?.find((one) => one.code === code)?.because
    if (because === undefined) return { ...rule(couponCampaign, 'Coupon'), effectType: 'acceptCoupon', triggeredByCoupon: state.number(`coupon ${code}`), props: { value: code } }
    const owner = because === 'unknown' ? await ownerOf(state, code) : undefined
    const rejectionReason = owner !== undefined && owner !== profile?.integrationId ? 'CouponRecipientDoesNotMatch' : reasons[because]
    return { ...rule(0, ''), effectType: 'rejectCoupon', props: { value: code, rejectionReason, conditionIndex: 0, effectIndex: 0, details: rejectionReason } }
  }))
}

/** What a code takes off is taken off the cart; what comes by itself is taken off item by item. */
function discounts(state: TalonOneState, { discounts: given }: Quote): Effect[] {
  return given.flatMap(({ title, money: { amount }, code, offerId }): Effect[] => {
    const by = rule(offerId === undefined ? couponCampaign : campaignOf(state, offerId), title)
    if (code !== undefined) return [{ ...by, effectType: 'setDiscount', triggeredByCoupon: state.number(`coupon ${code}`), props: { name: title, value: decimal(amount, 2), scope: 'cartItems' } }]
    const half = Math.floor(amount / 2)
    return [half, amount - half].map((part, position) => ({ ...by, effectType: 'setDiscountPerItem', props: { name: `${title}#${position}`, value: decimal(part, 2), position, subPosition: 0 } }))
  })
}

function pays(state: TalonOneState, points: number, off: number): Effect[] {
  if (points === 0) return []
  const by = rule(10, 'Points pay')
  return [
    { ...by, effectType: 'deductLoyaltyPoints', props: { ruleTitle: 'Points pay', programId: state.programId, subLedgerId: subledgerOf(mainCurrency), value: decimal(points, scaleOf(mainCurrency)), transactionUUID: uuidOf(state.number(`deduction ${points}`)), name: 'Points on an order' } },
    { ...by, effectType: 'setDiscount', props: { name: 'Points on an order', value: decimal(off, 2), scope: 'sessionTotal' } },
  ]
}

/** Points are for what is paid with money. */
function earns(state: TalonOneState, { earn, due }: Quote, off: number, profile: EmulatedProfile | undefined): Effect[] {
  if (profile?.memberId === undefined) return []
  return earn.flatMap(({ currency, amount: whole, availableAt }): Effect[] => {
    const amount = off > 0 && currency === mainCurrency ? Math.floor((whole * (due.amount - off)) / due.amount) : whole
    if (amount <= 0) return []
    return [{
      ...rule(11, 'Order points'), effectType: 'addLoyaltyPoints',
      props: {
        name: 'Order points', programId: state.programId, subLedgerId: subledgerOf(currency), value: decimal(amount, scaleOf(currency)), recipientIntegrationId: profile.integrationId, transactionUUID: uuidOf(state.number(`addition ${currency} ${amount}`)),
        ...(availableAt !== undefined && Date.parse(availableAt) > state.sandbox.now() ? { startDate: availableAt } : {}),
      },
    }]
  })
}

function referral(state: TalonOneState, { referralCode: code, profileId }: EmulatedSession): Effect[] {
  if (code === undefined || code === '') return []
  const fault = referralFault(state, code, profileId)
  const by = rule(referralCampaign, 'Friend invited')
  return [fault === undefined ? { ...by, effectType: 'acceptReferral', props: { value: code } } : { ...by, effectType: 'rejectReferral', props: { value: code, rejectionReason: fault, conditionIndex: 0, effectIndex: 0 } }]
}

/** What undoes an effect, when its session is cancelled or opened again. */
export function undone({ effectType, props, ...by }: Effect): Effect[] {
  const undo = (type: string, names: readonly string[]): Effect[] => [{ ...by, effectType: type, props: Object.fromEntries(names.flatMap((name) => (name in props ? [[name, props[name]]] : []))) }]
  switch (effectType) {
    case 'acceptCoupon': return undo('rollbackCoupon', ['value'])
    case 'acceptReferral': return undo('rollbackReferral', ['value'])
    case 'setDiscount': case 'setDiscountPerItem': return undo('rollbackDiscount', ['name', 'value'])
    case 'addLoyaltyPoints': return undo('rollbackAddedLoyaltyPoints', ['programId', 'subLedgerId', 'value', 'recipientIntegrationId', 'transactionUUID'])
    default: return []
  }
}
