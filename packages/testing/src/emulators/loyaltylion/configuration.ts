import { kinds, money, programme, rewardNumber, ruleNumbers, tierNumber, type RewardKind } from './programme.ts'

const rewards = programme.rewards ?? []
const benefits = programme.tiers.flatMap((tier) => tier.benefits.map((benefit) => ({ ...benefit, tier: tier.id })))

/** What is particular to a kind of reward. */
export function properties(kind: RewardKind, id: string): object {
  switch (kind) {
    case 'cart_discount_voucher': return { applies_to_order_type: 'all', discount_type: 'fixed', discount: money(5_00), minimum_spend: money(20_00), recurring_cycle_limit: 1 }
    case 'free_shipping_voucher': return { max_shipping: null }
    case 'gift_card': return { initial_balance: money(10_00) }
    case 'product_discount_voucher': return { discount: { percentage: 15, formatted: '15%' }, product: { id: 'p-1', image_url: null, variant_id: null } }
    case 'custom': return id === 'fitting' ? { fulfillment_type: 'store_fulfillment', fulfillment_method: 'manual', fulfillment_webhook_url: null } : { fulfillment_type: 'voucher' }
  }
}

const limit = (each: number | undefined) => (each === undefined ? null : { count: each, interval: null })

/** A reward for one tier. */
export function variant(id: string, tier: string): object {
  const { title, text, cost, who } = rewards.find((one) => one.id === id) as (typeof rewards)[number]
  return {
    tier_id: tierNumber(tier), enabled: who?.tier === undefined || tierNumber(tier) >= tierNumber(who.tier), title: title['en'], description: text?.['en'] ?? null,
    cost: { kind: 'fixed', points: cost.amount }, cost_text: `${cost.amount} points`,
  }
}

export const head = (id: keyof typeof kinds) => ({ id: rewardNumber(id), kind: kinds[id], limit: limit(rewards.find((one) => one.id === id)?.each), properties: properties(kinds[id], id) })

const ruleProperties = { purchase: undefined, join_program: undefined, referral: { trigger: 'any_purchase' } } as const
export type EmulatedRule = keyof typeof ruleProperties
const results = { purchase: { kind: 'points', points: 1, per_currency_unit: 1 }, join_program: { kind: 'points', points: 600, per_currency_unit: null }, referral: { kind: 'points', points: 100, per_currency_unit: null } } as const
const titles = { purchase: 'Make a purchase', join_program: 'Join the program', referral: 'Refer a friend' } as const

export const rules: readonly EmulatedRule[] = ['purchase', 'join_program', 'referral']
export const ruleHead = (kind: EmulatedRule) => ({ id: ruleNumbers[kind], kind, limit: null, ...(ruleProperties[kind] ? { properties: ruleProperties[kind] } : {}) })
export const ruleVariant = (kind: EmulatedRule, tier: string) => ({ tier_id: tierNumber(tier), enabled: true, title: titles[kind], description: null, result: results[kind], result_short_text: `${results[kind].points} points` })

/** The whole programme, the same for everybody. */
export const configuration = () => ({
  channel: 'web', currency: 'eur', language: 'en',
  program: { name: programme.name['en'] },
  tier_configuration: {
    boundary_mode: 'points',
    membership: { mode: 'rolling', duration_months: 12 },
    tier_benefits: benefits.map(({ title, text }, index) => ({ id: 301 + index, label: title['en'], secret: false, details: text ? { plaintext: `${text['en']}\n`, html: `<p>${text['en']}</p>` } : null })),
    tiers: programme.tiers.map(({ id, name, reachedBy: [goal] }, index, all) => ({
      id: tierNumber(id), name: name['en'], kind: 'points', hidden: false, position: index + 1, lower_bound: goal?.amount ?? 0, upper_bound: all[index + 1]?.reachedBy[0]?.amount ?? null,
      benefit_ids: benefits.flatMap(({ tier }, number) => (tier === id ? [301 + number] : [])),
    })),
  },
  referee_incentive: { kind: 'cart_discount_voucher', incentive_text: '€5 off your first order', discount_kind: 'fixed', discount: money(5_00), minimum_spend: null },
  rewards: rewards.map(({ id }) => ({ ...head(id as keyof typeof kinds), variants: programme.tiers.map((tier) => variant(id, tier.id)) })),
  rules: rules.map((kind) => ({ ...ruleHead(kind), variants: programme.tiers.map((tier) => ruleVariant(kind, tier.id)) })),
})
