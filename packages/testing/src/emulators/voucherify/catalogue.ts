import type { Reward } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { cardId, definitionId, balancesOf, memberBody, structureId, thresholds, tierId } from './members.ts'
import { programme } from './programme.ts'
import { at, contextOf, customerId, customerOf, memberAt, type EmulatedCustomer, type VoucherifyState } from './state.ts'
import { idOf, listed, notFound } from './words.ts'

export const rewardId = (reward: string): string => idOf('lrew', reward)

/** The catalogue as it began: what has ended stays in Voucherify, with its dates. */
export const allRewards = async ({ sandbox }: Pick<VoucherifyState, 'sandbox'>): Promise<readonly Reward[]> => (await sandbox.rewards.list({ limit: 100 }, contextOf())).items

const campaign = (reward: string) => `camp_${Buffer.from(reward).toString('hex')}`

function rewardBody({ id, title, kind, cost, validFrom, validUntil }: Reward, now: string) {
  const goods = kind === 'coupon' ? { type: 'DIGITAL', digital: { type: 'DISCOUNT_COUPONS', discount_coupons: { campaign_id: campaign(id) } } }
    : kind === 'gift_card' ? { type: 'DIGITAL', digital: { type: 'GIFT_VOUCHERS', gift_vouchers: { campaign_id: campaign(id), balance: 1_000 } } }
      : { type: 'MATERIAL', material: { type: 'PRODUCT', product: { id: idOf('prod', id) } } }
  return {
    id: rewardId(id), name: title, ...goods, status: 'ACTIVE', start_date: validFrom ?? null, end_date: validUntil ?? null, validity_hours: { type: 'ANY_TIME' }, refunds: { type: 'NONE' },
    costs: [{ id: idOf('lrcst', id), spending: [{ id: idOf('lrspn', id), name: null, points: cost.amount, card_definition_id: definitionId(cost.currency) }] }],
    purchase_limits: { cooldown: { type: 'NO_COOLDOWN' }, frequency: { type: 'NO_LIMIT', limits: [] } },
    metadata: {}, created_at: now, updated_at: null, object: 'reward',
  }
}

const customerRef = ({ sourceId }: EmulatedCustomer) => ({ id: customerId(sourceId), source_id: sourceId, metadata: {}, object: 'customer' })
const memberRef = (state: VoucherifyState, customer: EmulatedCustomer) => {
  const { id, customer_id, program_id, metadata } = memberBody(state, customer)
  return { id, customer_id, program_id, metadata, object: 'member' }
}
const programRef = ({ programId }: VoucherifyState) => ({ id: programId, name: programme.name['en'], metadata: {}, object: 'program' })
const cardRef = (memberId: string, currency: string) => ({ id: cardId(memberId, currency), card_definition_id: definitionId(currency), card_type: 'INDIVIDUAL', code: null, object: 'card' })

/** The member whom an examination is about. */
function examined(state: VoucherifyState, body: unknown): EmulatedCustomer & { readonly memberId: string } {
  const { customer_identification: who } = body as { customer_identification: { customer_id?: string; customer_source_id?: string; member_id?: string } }
  if (who.member_id !== undefined) return memberAt(state, who.member_id)
  const customer = customerOf(state, who.customer_source_id ?? who.customer_id ?? '')
  if (customer.memberId === undefined) throw notFound('member', customer.sourceId)
  return { ...customer, memberId: customer.memberId }
}

const base = '/v2/loyalties/programs/{programId}'

/** The programme itself, what it sells, and what a purchase would bring. `rewards` are those of the opening. */
export const catalogueRoutes = (state: VoucherifyState, rewards: readonly Reward[], opened: string): Readonly<Record<string, Route>> => {
  const { sandbox, programId } = state
  const page = (items: readonly object[], query: URLSearchParams, cursor: string, id?: string) => listed(items, { query }, { cursor, now: sandbox.now(), ...(id === undefined ? {} : { id }) })
  return {
    [`GET ${base}`]: () => ({ body: { id: programId, name: programme.name['en'], status: 'ACTIVE', start_date: null, end_date: null, validity_hours: { type: 'ANY_TIME' }, metadata: {}, created_at: opened, updated_at: null, object: 'program' } }),
    [`GET ${base}/card-definitions`]: ({ query }) => page(programme.currencies.map(({ id }) => ({ card_type: 'INDIVIDUAL', card_definition_id: definitionId(id), created_at: opened, object: 'program_card_definition' })), query, 'lcrspcda', 'card_definition_id'),
    [`GET ${base}/tier-structures`]: ({ query }) => page([{ tier_structure_id: structureId, created_at: opened, object: 'program_tier_structure' }], query, 'lcrsptsa', 'tier_structure_id'),
    [`GET ${base}/rewards`]: async ({ query }) => {
      const now = await allRewards(state)
      return page(rewards.map(({ id, left }) => {
        // what has ended is in the sandbox's list no more; nobody counts it then
        const stock = left === undefined ? { type: 'UNLIMITED' } : { type: 'LIMITED', limited: { quantity: now.find((one) => one.id === id)?.left ?? 0 } }
        return { reward_id: rewardId(id), stock, redeemed: 0, created_at: opened, updated_at: null, object: 'program_reward' }
      }), query, 'lcrspra', 'reward_id')
    },
    'GET /v2/loyalties/card-definitions': ({ query }) => page(programme.currencies.map(({ id, name, worth }) => ({
      id: definitionId(id), name: name['en'], type: 'INDIVIDUAL', status: 'ACTIVE', code_config: { pattern: '########', length: 8, charset: '0123456789', prefix: '', postfix: '' },
      points_expiration: { type: 'NO_EXPIRATION' }, pending_points: { type: 'IMMEDIATE' }, earning_limits: { global: { type: 'NO_LIMIT', limits: [] } }, spending_limits: { global: { type: 'NO_LIMIT', limits: [] } },
      refunds: { spent_points: { type: 'NONE', methods: [] }, earned_points: { type: 'NONE', methods: [] } }, balance_settings: { allow_negative: false },
      pay_with_points: worth ? { type: 'EXCHANGE_RATIO', exchange_ratio: { formula: String(worth.money / worth.amount) } } : { type: 'NO_PAYMENTS' },
      metadata: {}, created_at: opened, updated_at: null, object: 'card_definition',
    })), query, 'lcrscdef'),
    'GET /v2/loyalties/tier-structures/{id}/tiers': ({ query }) => page(thresholds.map(({ id, name, min }, index) => {
      const max = thresholds[index + 1]?.min
      return { id: tierId(id), tier_structure_id: structureId, name, qualification_rules: { type: 'POINTS', points: { min_value: min, ...(max === undefined ? {} : { max_value: max }) } }, downgrade: { type: 'INHERIT' }, metadata: {}, created_at: opened, updated_at: null, object: 'tier' }
    }), query, 'lcrst'),
    'GET /v2/loyalties/rewards': ({ query }) => page(rewards.map((reward) => rewardBody(reward, opened)), query, 'lcrsrew'),

    'POST /v2/loyalties/examine/rewards': async ({ body }) => {
      const customer = examined(state, body)
      const { memberId } = customer
      const balances = await balancesOf(state, memberId)
      const limits = { cooldown: { type: 'NO_COOLDOWN' }, frequency: { type: 'NO_LIMIT', limits: [] } }
      return {
        body: {
          customer: customerRef(customer),
          rewards: rewards.map(({ id, title, kind }) => ({ id: rewardId(id), name: title, type: kind === 'coupon' || kind === 'gift_card' ? 'DIGITAL' : 'MATERIAL', metadata: {}, object: 'reward', purchase_limits: limits })),
          memberships: [{
            member: memberRef(state, customer), program: programRef(state),
            cards: balances.map(({ currency, available }) => ({
              card: cardRef(memberId, currency),
              rewards: rewards.filter(({ cost }) => cost.currency === currency).map(({ id, cost: { amount } }) => ({
                reward: { id: rewardId(id), object: 'reward' }, status: available >= amount ? 'AVAILABLE' : 'UNAVAILABLE', cost: { points: amount, object: 'reward_cost' },
                ...(available >= amount ? {} : { unavailability_reasons: [{ reason: 'insufficient_balance', details: { required: amount, available, missing: amount - available }, object: 'reward_unavailability_reason' }] }),
                object: 'reward_estimation',
              })),
              object: 'card_estimation',
            })),
            object: 'member_rewards_opportunity',
          }],
          object: 'rewards_examine_result',
        },
      }
    },
    'POST /v2/loyalties/examine/earning-rules': async ({ body }) => {
      const customer = examined(state, body)
      const { customer_order_paid: { order: { amount, items } } } = body as { customer_order_paid: { order: { amount: number; items: { source_id: string; quantity: number; price: number }[] } } }
      const sum = items.reduce((total, { quantity, price }) => total + quantity * price, 0)
      const cart = { id: `examined-${at(state)}`, currency: programme.money, items: items.map(({ source_id: sku, quantity, price }) => ({ sku, quantity, price })) }
      const { quotes: [quote] } = await sandbox.quotes.quote({ carts: [cart] }, contextOf(customer.memberId))
      const earned = programme.currencies.map(({ id }) => ({ id, points: (quote?.earn ?? []).filter(({ currency }) => currency === id).reduce((total, one) => total + one.amount, 0) }))
      const rule = { id: 'lern_0a', name: 'Order paid' }
      return {
        body: {
          event: 'customer.order.paid', customer: customerRef(customer), earning_rules: [{ ...rule, metadata: {}, object: 'earning_rule' }],
          memberships: [{
            member: memberRef(state, customer), program: programRef(state),
            cards: earned.map(({ id, points }) => {
              // points are for what is paid with money
              const estimation = amount < sum ? Math.floor((points * amount) / sum) : points
              return { card: cardRef(customer.memberId, id), points_estimation: estimation, earning_rules: [{ earning_rule: { id: rule.id, object: 'earning_rule' }, points_estimation: estimation, object: 'earning_rule_estimation' }], object: 'card_estimation' }
            }),
            benefits: [], object: 'member_earnings_opportunity',
          }],
          object: 'earnings_examine_result',
        },
      }
    },
  }
}
