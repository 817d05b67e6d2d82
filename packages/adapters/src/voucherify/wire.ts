/** What Voucherify answers, in its own words. A field that is not needed to go on may be missing, `null` or new. */
import * as z from 'zod/mini'
import { listOf, maybe, WireNumber } from '../shared/wire.ts'

export const text = z.string()
export const Points = z.object({ total: maybe(WireNumber), date: maybe(text) })
export const Dated = z.object({ points: maybe(WireNumber), date: maybe(text), type: maybe(text) })
export const TierRef = z.object({ id: maybe(text) })
export const Card = z.object({
  id: text, card_definition_id: text, code: maybe(text),
  balance: z.object({ points: WireNumber, pending_points: maybe(WireNumber) }),
  lifetime_bucket: maybe(z.object({ points: z.object({ total: WireNumber }) })),
  next_expiration: maybe(Dated), next_activation: maybe(Dated),
})
export const Progress = z.object({
  current: maybe(z.object({ tier: maybe(TierRef), start_at: maybe(text), expires_at: maybe(text), points: maybe(z.object({ current: WireNumber })) })),
  tier_structure: maybe(z.object({ id: text })),
  risks: maybe(listOf(z.object({ date: text, tier: maybe(TierRef) }))),
  opportunities: maybe(listOf(z.object({ tier: TierRef, points: WireNumber }))),
})
export const Membership = z.object({
  member: z.object({ id: text, customer_id: text, status: text, created_at: text }),
  cards: z.array(z.object({ card: z.nullable(Card), tier_progress: maybe(Progress) })),
})
export type Membership = z.infer<typeof Membership>
export type Card = z.infer<typeof Card>

export const page = <T extends z.ZodMiniType>(item: T) => z.object({ data: listOf(item), cursor: maybe(z.object({ next: text })) })
export const WireProgram = z.object({ id: text, name: text })
export const Definition = z.object({ id: text, name: text, pay_with_points: maybe(z.object({ type: text, exchange_ratio: maybe(z.object({ formula: WireNumber })) })) })
export const WireTier = z.object({ id: text, name: text, qualification_rules: maybe(z.object({ points: maybe(z.object({ min_value: maybe(WireNumber) })) })) })
export const Transaction = z.object({
  id: text, type: text, status: text, created_at: text,
  details: maybe(z.object({ reason: maybe(text), points: maybe(Points), date: maybe(text), order: maybe(z.object({ id: maybe(text) })), reward_transaction: maybe(z.object({ id: maybe(text) })) })),
})
export const Bucket = z.object({ points: z.object({ total: WireNumber }), status: text, date: maybe(text), expiration_date: maybe(text), type: maybe(text) })
export const Rejection = maybe(z.object({ reason: maybe(text) }))
export const Payment = z.object({
  id: maybe(text), card_id: text, order_id: text, status: text,
  details: maybe(z.object({ rejection: Rejection, metadata: maybe(z.object({ points_limit: maybe(WireNumber) })), payment: maybe(z.object({ amount: WireNumber, points_spent: WireNumber })) })),
})
export const Voucherish = z.object({ code: text, id: maybe(text), balance: maybe(WireNumber) })
export const Purchase = z.object({
  id: text, reward_id: text, status: text, type: text,
  details: maybe(z.object({ rejection: Rejection, result: maybe(z.object({ digital: maybe(z.object({ discount_coupons: maybe(listOf(Voucherish)), gift_vouchers: maybe(listOf(Voucherish)) })) })) })),
})
export const Stock = z.object({ reward_id: text, stock: maybe(z.object({ type: text, limited: maybe(z.object({ quantity: WireNumber })) })) })
export const WireReward = z.object({
  id: text, name: text, type: text, status: text, start_date: maybe(text), end_date: maybe(text), digital: maybe(z.object({ type: text })),
  costs: maybe(listOf(z.object({ spending: maybe(listOf(z.object({ points: WireNumber, card_definition_id: text }))) }))),
})
export type WireReward = z.infer<typeof WireReward>
export const Estimation = z.object({ reward: z.object({ id: text }), status: text, cost: z.object({ points: WireNumber }), unavailability_reasons: maybe(listOf(z.object({ reason: text }))) })
export const CardRef = z.object({ card_definition_id: text })
export const ExaminedRewards = z.object({ memberships: listOf(z.object({ program: z.object({ id: text }), cards: listOf(z.object({ card: CardRef, rewards: listOf(Estimation) })) })) })
export const ExaminedEarnings = z.object({ memberships: listOf(z.object({ program: z.object({ id: text }), cards: listOf(z.object({ card: CardRef, points_estimation: maybe(WireNumber) })) })) })
export const Customer = z.object({ id: text, name: maybe(text), email: maybe(text), phone: maybe(text), birthdate: maybe(text), address: maybe(z.object({ city: maybe(text), postal_code: maybe(text) })) })
export const Voucher = z.object({ id: text, code: text, campaign: maybe(text), additional_info: maybe(text), start_date: maybe(text), expiration_date: maybe(text), is_referral_code: maybe(z.boolean()) })
export const Held = z.object({ id: text, holder_role: text, voucher_type: text, campaign_id: maybe(text), redeemable: z.object({ status: text, voucher: Voucher }) })
export const Holder = z.object({ id: text, customer_id: text, holder_role: text, created_at: text })
export const v1Page = <T extends z.ZodMiniType>(item: T) => z.object({ data: listOf(item), has_more: maybe(z.boolean()), more_starting_after: maybe(text) })
export const Promotions = z.object({ tiers: listOf(z.object({ id: text, name: maybe(text), banner: maybe(text), active: maybe(z.boolean()), start_date: maybe(text), expiration_date: maybe(text) })) })
export const Discounts = z.object({ total_applied_discount_amount: maybe(WireNumber), total_discount_amount: maybe(WireNumber) })
export const Validation = z.object({
  redeemables: z.array(z.object({ id: text, status: text, order: maybe(Discounts), result: maybe(z.object({ error: maybe(z.object({ key: maybe(text) })) })) })),
  order: maybe(Discounts),
})
export const Refused = z.object({ key: maybe(text), details: maybe(text), message: maybe(text) })
