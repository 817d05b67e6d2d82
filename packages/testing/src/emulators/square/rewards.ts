import { isLoyaltyError } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { accountAt } from './accounts.ts'
import { programme } from './programme.ts'
import { at, contextOf, notFound, paged, Refused, type EmulatedReward, type SquareState } from './state.ts'

const tiers = (programme.rewards ?? []).map(({ id, cost, title }) => ({ id: `tier-${id}`, reward: id, points: cost.amount, name: title['en'] ?? id }))
const shown = ({ code: _, ...reward }: EmulatedReward) => reward
const incentives = { double: { type: 'POINTS_MULTIPLIER', points_multiplier_data: { points_multiplier: 2, multiplier: '2.000' } }, other: { type: 'POINTS_ADDITION', points_addition_data: { points_addition: 10 } } }

const programBody = ({ programId }: SquareState) => ({
  id: programId, status: 'ACTIVE', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', location_ids: ['L1'], terminology: { one: 'Star', other: 'Stars' }, expiration_policy: { expiration_duration: 'P12M' },
  accrual_rules: [{ accrual_type: 'SPEND', points: 1, spend_data: { amount_money: { amount: 100, currency: programme.money }, tax_mode: 'BEFORE_TAX' } }],
  reward_tiers: tiers.map(({ id, points, name }) => ({ id, points, name, created_at: '2026-01-01T00:00:00Z', pricing_rule_reference: { object_id: `RULE-${id}`, catalog_version: 1 } })),
})

/** The programme, what a purchase earns, promotions, and rewards for points. */
export const rewardRoutes = (state: SquareState): Readonly<Record<string, Route>> => {
  const { sandbox } = state
  const isOurs = (id: string | undefined) => {
    if (id !== state.programId && id !== 'main') throw notFound('Loyalty program')
  }
  const rewardAt = (id: string) => {
    const found = state.rewards.get(id)
    if (!found) throw notFound('Reward')
    return found
  }
  const end = (reward: EmulatedReward, status: 'REDEEMED' | 'DELETED') => {
    const ended = { ...reward, status, updated_at: at(state), ...(status === 'REDEEMED' ? { redeemed_at: at(state) } : {}) }
    state.rewards.set(reward.id, ended)
    return ended
  }
  return {
    'GET /v2/loyalty/programs/{program_id}': ({ at: { program_id: id } }) => {
      isOurs(id)
      return { body: { program: programBody(state) } }
    },
    'POST /v2/loyalty/programs/{program_id}/calculate': async ({ at: { program_id: id }, body }) => {
      isOurs(id)
      const { transaction_amount_money: money } = body as { transaction_amount_money?: { amount: number; currency: string } }
      if (!money) throw new Refused(400, 'MISSING_REQUIRED_PARAMETER', 'an order or an amount is missing')
      if (money.currency !== programme.money) throw new Refused(400, 'BAD_REQUEST', 'The seller\'s money is another', 'transaction_amount_money')
      const { quotes: [quote] } = await sandbox.quotes.quote({ carts: [{ id: 'calculated', currency: money.currency, items: [{ sku: 'all', quantity: 1, price: money.amount }] }] }, contextOf())
      return { body: { points: quote?.earn.reduce((sum, { amount }) => sum + amount, 0) ?? 0, promotion_points: 0 } }
    },
    'GET /v2/loyalty/programs/{program_id}/promotions': async ({ at: { program_id: id }, query }) => {
      isOurs(id)
      const offers = (await sandbox.offers.list({}, contextOf())).map(({ id: own, title, validUntil }) => ({
        id: `promo-${own}`, name: title, status: 'ACTIVE', loyalty_program_id: state.programId, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', incentive: own === 'double' ? incentives.double : incentives.other,
        available_time: { start_date: '2026-11-01', ...(validUntil === undefined ? {} : { end_date: validUntil.slice(0, 10) }), time_periods: ['BEGIN:VEVENT\nDTSTART:20261101T000000\nDURATION:P1D\nRRULE:FREQ=DAILY\nEND:VEVENT'] },
        ...(own === 'double' ? { minimum_spend_amount_money: { amount: 200_00, currency: programme.money } } : {}),
      }))
      const ended = { id: 'promo-old', name: 'Old', status: 'ENDED', loyalty_program_id: state.programId, incentive: incentives.other, available_time: { time_periods: [] }, created_at: '2025-01-01T00:00:00Z', updated_at: '2025-01-01T00:00:00Z' }
      const { page, ...more } = paged([...offers, ended].filter(({ status }) => query.get('status') === null || status === query.get('status')), { cursor: query.get('cursor') ?? undefined, limit: Number(query.get('limit') ?? 30), most: 30 })
      return { body: { ...(page.length ? { loyalty_promotions: page } : {}), ...more } }
    },
    'POST /v2/loyalty/rewards': async ({ body }) => {
      const { reward: { loyalty_account_id: account, reward_tier_id: wanted }, idempotency_key: key } = body as { reward: { loyalty_account_id: string; reward_tier_id: string }; idempotency_key: string }
      const { memberId } = accountAt(state, account)
      const tier = tiers.find(({ id }) => id === wanted)
      if (!tier) throw notFound('Reward tier')
      const { coupon } = await sandbox.rewards.claim({ rewardId: tier.reward }, contextOf(memberId, key)).catch((error: unknown) => {
        if (isLoyaltyError(error) && error.code === 'insufficient_points') throw new Refused(400, 'BAD_REQUEST', 'The account has not so many points')
        throw error
      })
      const made: EmulatedReward = { id: `reward-${state.rewards.size + 1}`, status: 'ISSUED', loyalty_account_id: account, reward_tier_id: tier.id, points: tier.points, created_at: at(state), updated_at: at(state), code: coupon?.code ?? '' }
      state.rewards.set(made.id, made)
      return { body: { reward: shown(made) } }
    },
    'POST /v2/loyalty/rewards/search': ({ body }) => {
      const { query, limit, cursor } = body as { query?: { loyalty_account_id: string; status?: string }; limit?: number; cursor?: string }
      const found = [...state.rewards.values()].filter((one) => !query || (one.loyalty_account_id === query.loyalty_account_id && (query.status === undefined || one.status === query.status))).reverse().map(shown)
      const { page, ...more } = paged(found, { ...(limit === undefined ? {} : { limit }), cursor, most: 30 })
      return { body: { ...(page.length ? { rewards: page } : {}), ...more } }
    },
    'GET /v2/loyalty/rewards/{reward_id}': ({ at: { reward_id: id = '' } }) => ({ body: { reward: shown(rewardAt(id)) } }),
    'DELETE /v2/loyalty/rewards/{reward_id}': async ({ at: { reward_id: id = '' } }) => {
      const reward = rewardAt(id)
      if (reward.status !== 'ISSUED') throw new Refused(400, 'BAD_REQUEST', 'The reward has ended')
      await sandbox.desk.cancelReward({ code: reward.code })
      end(reward, 'DELETED')
      return { body: {} }
    },
    'POST /v2/loyalty/rewards/{reward_id}/redeem': async ({ at: { reward_id: id = '' }, body }) => {
      const reward = rewardAt(id)
      if (reward.status !== 'ISSUED') throw new Refused(400, 'BAD_REQUEST', 'The reward has ended')
      await sandbox.desk.takeVoucher({ code: reward.code })
      const { redeemed_at: when = at(state) } = end(reward, 'REDEEMED')
      const { location_id } = body as { location_id: string }
      return { body: { event: { id: `event-${id}`, type: 'REDEEM_REWARD', created_at: when, loyalty_account_id: reward.loyalty_account_id, location_id, source: 'LOYALTY_API', redeem_reward: { loyalty_program_id: state.programId, reward_id: id } } } }
    },
  }
}
