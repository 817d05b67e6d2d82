import type { Coupon } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import type { Answer } from '../shared/server.ts'
import { programme } from './programme.ts'
import { at, contextOf, customerId, customerOf, type EmulatedCustomer, type VoucherifyState } from './state.ts'
import { notFound, Refused } from './words.ts'

const statuses: Readonly<Record<Coupon['state'], string>> = { available: 'ACTIVE', used: 'USED', expired: 'EXPIRED' }
const referralCampaign = 'camp_refer'

const voucher = (own: { readonly id: string; readonly code: string; readonly campaign: string; readonly campaignId: string; readonly isReferral: boolean; readonly from?: string | undefined; readonly until?: string | undefined }, now: string) => ({
  id: own.id, code: own.code, campaign: own.campaign, campaign_id: own.campaignId, category: null, categories: [], type: 'DISCOUNT_VOUCHER', discount: { type: 'AMOUNT', amount_off: 500, effect: 'APPLY_TO_ORDER' },
  ...(own.from === undefined ? {} : { start_date: own.from }), ...(own.until === undefined ? {} : { expiration_date: own.until }),
  active: true, metadata: {}, is_referral_code: own.isReferral, created_at: now, object: 'voucher',
})

const stackingRules = {
  redeemables_limit: 30, applicable_redeemables_limit: 5, applicable_redeemables_per_category_limit: 1, applicable_redeemables_category_limits: {}, applicable_exclusive_redeemables_limit: 1, exclusive_categories: [], joint_categories: [],
  redeemables_application_mode: 'PARTIAL', redeemables_sorting_rule: 'REQUESTED_ORDER', redeemables_products_application_mode: 'STACK', redeemables_no_effect_rule: 'REDEEM_ANYWAY', no_effect_skip_categories: [],
  no_effect_redeem_anyway_categories: [], redeemables_rollback_order_mode: 'WITH_ORDER',
}

const errors = { unknown: [404, 'not_found'], expired: [400, 'voucher_expired'], used: [400, 'quantity_exceeded'], not_eligible: [400, 'order_rules_violated'] } as const

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

/** The programme's promotions, whoever asks. */
export async function promotionTiers(state: VoucherifyState): Promise<Answer> {
  const tiers = (await promotionsFor(state)).map(({ id, title, validFrom, validUntil }, hierarchy) => ({
    id: promotionId(id), created_at: at(state), name: title, banner: title, action: { discount: { type: 'PERCENT', percent_off: 10, effect: 'APPLY_TO_ORDER' } }, metadata: {}, hierarchy, promotion_id: 'camp_offers', campaign_id: 'camp_offers', active: true,
    ...(validFrom === undefined ? {} : { start_date: validFrom }), ...(validUntil === undefined ? {} : { expiration_date: validUntil }),
    summary: { redemptions: { total_redeemed: 0 }, orders: { total_amount: 0, total_discount_amount: 0 } }, object: 'promotion_tier',
  }))
  return { body: { object: 'list', data_ref: 'tiers', tiers, total: tiers.length, has_more: false } }
}

/** What codes and promotions would do to an order, which stays as it is. */
export async function validated({ sandbox, customers }: VoucherifyState, body: unknown): Promise<Answer> {
  const { redeemables, order: { amount, items }, customer } = body as { redeemables: Redeemable[]; order: { amount: number; items: { source_id: string; quantity: number; price: number }[] }; customer?: { source_id?: string } }
  const doubled = redeemables.some((one, index) => redeemables.findIndex(({ object, id }) => object === one.object && id === one.id) !== index)
  if (doubled) throw new Refused(400, 'duplicated_redeemables', 'Each may be there once')
  // somebody unknown is somebody new
  const memberId = customers.get(customer?.source_id ?? '')?.memberId
  const codes = redeemables.map(codeOf)
  const cart = { id: 'validated', currency: programme.money, items: items.map(({ source_id: sku, quantity, price }) => ({ sku, quantity, price })), codes: codes.filter((code) => code !== undefined) }
  const { quotes: [quote] } = await sandbox.quotes.quote({ carts: [cart] }, contextOf(memberId))
  let sum = 0
  const orderOf = (off: number) => ({ amount, discount_amount: off, total_discount_amount: off, total_amount: amount - off, applied_discount_amount: off, total_applied_discount_amount: off, object: 'order', customer_id: null, referrer_id: null, metadata: {} })
  const verdicts = redeemables.map(({ object, id }, index) => {
    const code = codes[index]
    const because = code === undefined ? 'unknown' : quote?.rejectedCodes?.find((rejected) => rejected.code === code)?.because
    if (because) {
      const [status, key] = errors[because]
      return { status: 'INAPPLICABLE', id, object, result: { error: { code: status, key, message: key, details: `${key}: ${id}`, request_id: 'v-1', ...(status === 404 ? { resource_id: id, resource_type: object } : {}) } }, metadata: {}, categories: [] }
    }
    const off = (quote?.discounts ?? []).filter((one) => one.code === code).reduce((total, { money }) => total + money.amount, 0)
    sum += off
    const name = object === 'promotion_tier' ? offerOf(id)?.title['en'] : undefined
    return { status: 'APPLICABLE', id, object, order: orderOf(sum), result: { discount: { type: 'AMOUNT', effect: 'APPLY_TO_ORDER', amount_off: off, is_dynamic: false } }, metadata: {}, categories: [], ...(name === undefined ? {} : { name }) }
  })
  const [good, useless] = [verdicts.filter(({ status }) => status === 'APPLICABLE'), verdicts.filter(({ status }) => status !== 'APPLICABLE')]
  return {
    body: {
      // where some are applied, what is not stands in a list of its own
      id: 'valid_1', valid: useless.length === 0, redeemables: good.length ? good : useless, ...(good.length && useless.length ? { inapplicable_redeemables: useless } : {}),
      ...(sum > 0 ? { order: orderOf(sum) } : {}), tracking_id: 'track_emulated', stacking_rules: stackingRules,
    },
  }
}

interface Redeemable { readonly object: string; readonly id: string }

const promotionId = (offer: string) => `promo_${offer}`
const offerOf = (promotion: string) => programme.offers.find(({ id }) => promotionId(id) === promotion)
/** What the sandbox takes something off by: it has a code for each of its promotions. */
const codeOf = ({ object, id }: Redeemable): string | undefined => (object === 'promotion_tier' ? offerOf(id)?.code : id)

const promotionsFor = async ({ sandbox }: VoucherifyState, memberId?: string) => (await sandbox.offers.list({}, contextOf(memberId))).filter(({ kind }) => kind === 'discount')

/** What of promotions and own vouchers somebody may have: a customer by the page's word, or anybody. */
export async function qualified(state: VoucherifyState, body: unknown): Promise<Answer> {
  const { customer, scenario = 'ALL', options: { limit = 5, starting_after: after, filters, expand = [] } = {} } = body as {
    customer?: { source_id?: string }; scenario?: string
    options?: { limit?: number; starting_after?: string | null; filters?: { resource_type?: { conditions?: { $is?: string[] } } }; expand?: string[] }
  }
  const memberId = state.customers.get(customer?.source_id ?? '')?.memberId
  const named = (names: object) => (expand.includes('redeemable') ? { metadata: {}, ...names } : {})
  const promotions = scenario === 'CUSTOMER_WALLET' ? [] : (await promotionsFor(state, memberId)).map(({ id, title }) => ({
    id: promotionId(id), object: 'promotion_tier', result: { discount: { type: 'PERCENT', effect: 'APPLY_TO_ORDER', percent_off: 10, is_dynamic: false } },
    ...named({ name: title, banner: title, campaign_name: 'Offers', campaign_id: 'camp_offers' }),
  }))
  const wallet = memberId === undefined ? [] : (await state.sandbox.coupons.list({}, contextOf(memberId))).filter(({ state: own }) => own === 'available').map(({ code, title }) => ({
    id: code, object: 'voucher', result: { discount: { type: 'AMOUNT', effect: 'APPLY_TO_ORDER', amount_off: 500, is_dynamic: false } }, ...named({ campaign_name: title, campaign_id: 'camp_rewards' }),
  }))
  const kinds = filters?.resource_type?.conditions?.$is
  // each was made a second before the last, which is how they are paged
  const all = [...promotions, ...wallet].filter(({ object }) => kinds?.includes(object) ?? true).map((one, index) => ({ ...one, created_at: new Date(state.sandbox.now() - index * 1_000).toISOString(), applicable_to: noItems, inapplicable_to: noItems, categories: [] }))
  const rest = after ? all.filter(({ created_at: made }) => made < after) : all
  const data = rest.slice(0, limit)
  const hasMore = rest.length > data.length
  return {
    body: {
      redeemables: { object: 'list', data_ref: 'data', data, total: data.length, has_more: hasMore, ...(hasMore ? { more_starting_after: data.at(-1)?.created_at } : {}) },
      tracking_id: 'track_emulated', order: { items: [], metadata: {}, customer_id: null, referrer_id: null, object: 'order' }, stacking_rules: stackingRules,
    },
  }
}

const noItems = { data: [], total: 0, data_ref: 'data', object: 'list' }
