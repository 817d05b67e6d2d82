import type { Coupon } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { promotionTiers, validated } from './promotions.ts'
import { at, contextOf, customerId, customerOf, type EmulatedCustomer, type VoucherifyState } from './state.ts'
import { notFound } from './words.ts'

const statuses: Readonly<Record<Coupon['state'], string>> = { available: 'ACTIVE', used: 'USED', expired: 'EXPIRED' }
const referralCampaign = 'camp_refer'

const voucher = (own: { readonly id: string; readonly code: string; readonly campaign: string; readonly campaignId: string; readonly isReferral: boolean; readonly from?: string | undefined; readonly until?: string | undefined }, now: string) => ({
  id: own.id, code: own.code, campaign: own.campaign, campaign_id: own.campaignId, category: null, categories: [], type: 'DISCOUNT_VOUCHER', discount: { type: 'AMOUNT', amount_off: 500, effect: 'APPLY_TO_ORDER' },
  ...(own.from === undefined ? {} : { start_date: own.from }), ...(own.until === undefined ? {} : { expiration_date: own.until }),
  active: true, metadata: {}, is_referral_code: own.isReferral, created_at: now, object: 'voucher',
})

/** Vouchers that a customer holds, codes in a cart, referral codes, promotions: the older half of the API. */
export const discountRoutes = (state: VoucherifyState): Readonly<Record<string, Route>> => {
  const { sandbox } = state
  const holderOf = (customer: EmulatedCustomer, role: string, campaignId: string, campaignType: string, id: string) => ({ id: `rh_${id}`, created_at: customer.createdAt, redeemable_object: 'voucher', customer_id: customerId(customer.sourceId), holder_role: role, campaign_id: campaignId, campaign_type: campaignType, voucher_type: 'DISCOUNT_VOUCHER' })

  async function vouchersOf(customer: EmulatedCustomer) {
    if (customer.memberId === undefined) return []
    const context = contextOf(customer.memberId)
    const [coupons, code = ''] = [await sandbox.coupons.list({}, context), customer.referralCode]
    return [
      ...coupons.map(({ id, code, title, state: own, validFrom: from, validUntil: until }) => {
        const value = voucher({ id: `v_${id}`, code, campaign: title, campaignId: 'camp_rewards', isReferral: false, from, until }, customer.createdAt)
        return { ...holderOf(customer, 'OWNER', 'camp_rewards', 'DISCOUNT_COUPONS', id), redeemable_id: value.id, redeemable: { type: 'voucher', voucher: value, status: statuses[own] } }
      }),
      ...[voucher({ id: `v_${code}`, code, campaign: 'Refer a friend', campaignId: referralCampaign, isReferral: true }, customer.createdAt)]
        .map((value) => ({ ...holderOf(customer, 'REFERRER', referralCampaign, 'REFERRAL_PROGRAM', code), redeemable_id: value.id, redeemable: { type: 'voucher', voucher: value, status: 'ACTIVE' } })),
    ]
  }

  /** Whose referral code it is. */
  function advocateOf(code: string): EmulatedCustomer {
    const found = [...state.customers.values()].find(({ referralCode }) => referralCode === code)
    if (!found) throw notFound('voucher', code)
    return found
  }
  function holders(code: string) {
    const advocate = advocateOf(code)
    const friends = state.referees.filter((one) => one.code === code).map(({ customerId: id }) => customerOf(state, id))
    const data = [advocate, ...friends].map((customer, index) => ({ ...holderOf(customer, index === 0 ? 'REFERRER' : 'REFEREE', referralCampaign, 'REFERRAL_PROGRAM', `${Buffer.from(code).toString('hex')}${index}`), redeemable_id: `v_${code}`, object: 'redeemable_holder' }))
    return { object: 'list', data_ref: 'data', data, total: data.length, has_more: false }
  }

  return {
    'GET /v1/customers/{id}/redeemables': async ({ at: { id = '' }, query }) => {
      const all = await vouchersOf(customerOf(state, id))
      const start = all.findIndex((one) => one.id === query.get('starting_after_id')) + 1
      const data = all.slice(start, start + Number(query.get('limit') ?? 10))
      const hasMore = start + data.length < all.length
      return { body: { object: 'list', data_ref: 'data', data, total: all.length, has_more: hasMore, ...(hasMore ? { more_starting_after: data.at(-1)?.id } : {}) } }
    },
    'GET /v1/referrals/members/{code}/holders': ({ at: { code = '' } }) => ({ body: holders(code) }),
    'POST /v1/referrals/members/{code}/holders': ({ at: { code = '' }, body }) => {
      advocateOf(code)
      const given = (body as { holders: { id?: string }[] }).holders
      for (const { id = '' } of given) {
        if (!state.referees.some((one) => one.code === code && one.customerId === id)) state.referees.push({ code, customerId: id, at: at(state) })
      }
      return { body: { holders: holders(code).data.filter((one) => given.some(({ id }) => id === one.customer_id)) } }
    },
    'GET /v1/promotions/tiers': () => promotionTiers(state),
    'POST /v1/validations': ({ body }) => validated(state, body),
  }
}
