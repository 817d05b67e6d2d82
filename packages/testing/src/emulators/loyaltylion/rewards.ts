import { isLoyaltyError } from '@loyaltykit/core'
import { contextOf } from '../shared/people.ts'
import type { Route } from '../shared/routes.ts'
import { claimBody, customerBody } from './customer.ts'
import { kinds, programme, rewardOf, type RewardKind } from './programme.ts'
import { at, enrolledOf, Refused, type EmulatedClaim, type LoyaltyLionState } from './state.ts'

async function redeem(state: LoyaltyLionState, kind: RewardKind, merchantId: string, reward: unknown) {
  const customer = enrolledOf(state, merchantId)
  const { memberId } = customer
  const id = rewardOf(reward)
  if (id === undefined) throw new Refused(404, 'not_found')
  if (kinds[id as keyof typeof kinds] !== kind) throw new Refused(422, 'reward_kind_mismatch')
  const seen = (await state.sandbox.rewards.list({ limit: 100 }, contextOf(memberId))).items.find((one) => one.id === id)
  if (seen?.state === 'sold_out') throw new Refused(422, 'reward_out_of_stock')
  if (seen?.lockedBecause === 'limit_reached') throw new Refused(422, 'reward_limit_reached')
  if (seen?.lockedBecause === 'tier_too_low') throw new Refused(422, 'reward_not_enabled_for_customer')
  // no key of the caller is known here: each request is another claim
  const answer = await state.sandbox.rewards.claim({ rewardId: id }, contextOf(memberId, `claim ${crypto.randomUUID()}`)).catch((error: unknown) => {
    if (!isLoyaltyError(error)) throw error
    throw new Refused(422, error.code === 'insufficient_points' ? 'insufficient_points' : 'reward_limit_reached')
  })
  const rule = programme.rewards?.find((one) => one.id === id)
  const claim: EmulatedClaim = {
    number: 5_001 + state.claims.length, memberId, reward: id, at: at(state), cost: rule?.cost.amount ?? 0, title: rule?.title['en'] ?? id,
    ...(answer.coupon ? { coupon: { id: answer.coupon.id, code: answer.coupon.code, validUntil: answer.coupon.validUntil } } : {}),
    ...(answer.giftCard ? { giftCard: { code: `LION-${answer.giftCard.id}`.slice(0, 24), expiresAt: answer.giftCard.expiresAt } } : {}),
  }
  state.claims.push(claim)
  const told = {
    cart_discount_voucher: { voucher_code: claim.coupon?.code }, free_shipping_voucher: { voucher_code: claim.coupon?.code }, product_discount_voucher: { voucher_code: claim.coupon?.code },
    gift_card: { gift_card_code: claim.giftCard?.code }, custom: { fulfillment_explanation: 'Show it in the shop' },
  }[kind]
  return { body: { claimed_reward: await claimBody(state, claim), customer: await customerBody(state, customer), ...told } }
}

/** One path for each kind of reward. */
export const rewardRoutes = (state: LoyaltyLionState): Readonly<Record<string, Route>> =>
  Object.fromEntries([...new Set(Object.values(kinds))].map((kind): [string, Route] => [`POST /headless/2025-06/{site}/rewards/${kind}/redeem`, ({ body }) => {
    const { customer_merchant_id: merchantId, reward_id: reward } = body as { customer_merchant_id: string; reward_id: number }
    return redeem(state, kind, merchantId, reward)
  }]))
