import type { Answer } from '../shared/server.ts'
import { programme } from './programme.ts'
import { at, contextOf, type VoucherifyState } from './state.ts'
import { Refused } from './words.ts'

const stackingRules = {
  redeemables_limit: 30, applicable_redeemables_limit: 5, applicable_redeemables_per_category_limit: 1, applicable_redeemables_category_limits: {}, applicable_exclusive_redeemables_limit: 1, exclusive_categories: [], joint_categories: [],
  redeemables_application_mode: 'PARTIAL', redeemables_sorting_rule: 'REQUESTED_ORDER', redeemables_products_application_mode: 'STACK', redeemables_no_effect_rule: 'REDEEM_ANYWAY', no_effect_skip_categories: [],
  no_effect_redeem_anyway_categories: [], redeemables_rollback_order_mode: 'WITH_ORDER',
}

const errors = { unknown: [404, 'not_found'], expired: [400, 'voucher_expired'], used: [400, 'quantity_exceeded'], not_eligible: [400, 'order_rules_violated'] } as const

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
  const { customer, scenario = 'ALL', options: { limit = 5, filters, expand = [] } = {} } = body as {
    customer?: { source_id?: string }; scenario?: string
    options?: { limit?: number; filters?: { resource_type?: { conditions?: { $is?: string[] } } }; expand?: string[] }
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
  const all = [...promotions, ...wallet].filter(({ object }) => kinds?.includes(object) ?? true).map((one) => ({ ...one, created_at: at(state), applicable_to: noItems, inapplicable_to: noItems, categories: [] }))
  const data = all.slice(0, limit)
  return {
    body: {
      redeemables: { object: 'list', data_ref: 'data', data, total: data.length, has_more: all.length > data.length },
      tracking_id: 'track_emulated', order: { items: [], metadata: {}, customer_id: null, referrer_id: null, object: 'order' }, stacking_rules: stackingRules,
    },
  }
}

const noItems = { data: [], total: 0, data_ref: 'data', object: 'list' }
