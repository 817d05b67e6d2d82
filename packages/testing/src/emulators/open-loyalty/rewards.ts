import { isLoyaltyError, type Reward } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { scaleOf } from './points.ts'
import { tierIdOf, tierName } from './members.ts'
import { contextOf, idOf, joinedAt, now, type EmulatedRedemption, type OpenLoyaltyState } from './state.ts'
import { decimal, invalid, listed, matching, notFound, Refused, uuidOf, zoned } from './words.ts'

/** The catalogue as it began: what has ended stays in Open Loyalty, with its dates. */
export const allRewards = async ({ sandbox }: Pick<OpenLoyaltyState, 'sandbox'>): Promise<readonly Reward[]> => (await sandbox.rewards.list({ limit: 100 }, contextOf())).items

const ruleOf = (id: string) => programme.rewards?.find((rule) => rule.id === id)
const kindOf = ({ kind }: Reward) => (kind === 'coupon' ? 'static_coupon' : 'material')
const ranks = programme.tiers.map(({ id }) => id)
const tiersFrom = (tier: string | undefined) => (tier === undefined ? [] : ranks.slice(ranks.indexOf(tier)))

/** What the coupon of a reward is worth: money, or percent. */
export function couponValue(id: string): number | undefined {
  const gives = ruleOf(id)?.gives
  if (gives?.kind !== 'coupon') return undefined
  return 'money' in gives.effect ? decimal(gives.effect.money, 2) : 'percent' in gives.effect ? gives.effect.percent : undefined
}

/** As a member is shown it, or everybody: `now` is the catalogue as the engine shows it to whoever asks. */
function rewardBody({ id, title, cost, validFrom, validUntil, ...reward }: Reward, shown: Reward | undefined, { createdAt, member }: { createdAt: string; member: boolean }) {
  const [rule, value] = [ruleOf(id), couponValue(id)]
  const levels = tiersFrom(rule?.who?.tier)
  const left = rule?.stock === undefined ? undefined : (shown?.state === 'sold_out' ? 0 : shown?.left ?? rule.stock)
  const each = shown?.lockedBecause === 'limit_reached' ? 0 : rule?.each
  const period = { allTime: !validFrom && !validUntil, ...(validFrom ? { from: zoned(validFrom) } : {}), ...(validUntil ? { to: zoned(validUntil) } : {}) }
  return {
    reward: kindOf({ id, title, cost, ...reward }), name: title, levels: levels.map(idOf.tier), segments: [], categories: [], brandIcon: false, rewardId: idOf.reward(id), ...(levels.length ? { target: 'level' } : {}), active: true,
    costInPoints: decimal(cost.amount, scaleOf(cost.currency)), activity: period, visibility: { allTime: true }, labels: [], featured: false, public: true, photos: [], createdAt, fulfillmentTracking: false,
    ...(member ? { canBeBoughtByCustomer: shown?.state === 'available' } : {}), ...(left === undefined ? {} : { usageLeft: left }), ...(member && each !== undefined ? { usageLeftForCustomer: each } : {}), ...(value === undefined ? {} : { couponValue: value }),
    translations: ['en', 'pl'].map((locale, index) => ({ id: index + 1, locale, name: rule?.title[locale] ?? title })), segmentNames: {}, levelNames: Object.fromEntries(levels.map((level) => [idOf.tier(level), tierName(level)?.['en'] ?? level])), categoryNames: {},
  }
}

/** Within the period of its activity. */
const isOn = ({ validFrom, validUntil }: Reward, at: number) => (validFrom === undefined || Date.parse(validFrom) <= at) && (validUntil === undefined || Date.parse(validUntil) > at)

/** An issued reward as it is now: the engine knows whether its coupon was used. */
async function redemptionBody(state: OpenLoyaltyState, { coupon, ...redemption }: EmulatedRedemption) {
  const { memberId, email } = joinedAt(state, redemption.customerId)
  const known = coupon && (await state.sandbox.coupons.list({}, contextOf(memberId))).find(({ code }) => code === coupon.code)
  return {
    ...redemption, status: 'issued', token: redemption.issuedRewardId.slice(0, 8), customerData: email === undefined ? {} : { email },
    ...(coupon ? { issuedCoupon: { code: coupon.code, value: coupon.value, ...(coupon.activeTo === undefined ? {} : { activeTo: coupon.activeTo }), ...(known?.state === 'used' ? { usedAt: now(state) } : {}) } } : {}),
  }
}

const base = '/api/{storeCode}'

/** What can be bought, and what was. `rewards` are those of the opening. */
export const rewardRoutes = (state: OpenLoyaltyState, rewards: readonly Reward[], createdAt: string): Readonly<Record<string, Route>> => ({
  [`GET ${base}/reward`]: async ({ query }) => {
    const shown = await allRewards(state)
    const offered = query.get('available') === 'true' ? rewards.filter((reward) => isOn(reward, state.sandbox.now())) : rewards
    return listed(offered.map((reward) => rewardBody(reward, shown.find(({ id }) => id === reward.id), { createdAt, member: false })), { query })
  },
  [`GET ${base}/reward/{reward}`]: ({ at: { reward: wanted = '' } }) => {
    const found = rewards.find(({ id }) => idOf.reward(id) === wanted)
    if (!found) throw notFound()
    return { body: rewardBody(found, undefined, { createdAt, member: false }) }
  },
  [`GET ${base}/member/{member}/reward`]: async ({ at: { member = '' }, query }) => {
    const { memberId } = joinedAt(state, member)
    const { items } = await state.sandbox.rewards.list({ limit: 100 }, contextOf(memberId))
    const tier = await tierIdOf(state, memberId)
    const own = rewards.filter((reward) => (query.get('available') !== 'true' || isOn(reward, state.sandbox.now())) && (!ruleOf(reward.id)?.who?.tier || tiersFrom(ruleOf(reward.id)?.who?.tier).includes(tier)))
    return listed(own.map((reward) => rewardBody(reward, items.find(({ id }) => id === reward.id), { createdAt, member: true })), { query })
  },
  [`POST ${base}/reward/{reward}/buy`]: async ({ at: { reward: wanted = '' }, body }) => {
    const { customerId, quantity = 1 } = body as { customerId: string; quantity?: number }
    const reward = rewards.find(({ id }) => idOf.reward(id) === wanted)
    if (!reward) throw notFound()
    const { memberId, active } = joinedAt(state, customerId)
    if (!active) throw invalid('Customer is not active', 'customerId')
    if (quantity !== 1) throw invalid('One at a time', 'quantity')
    const issuedRewardId = uuidOf('issued', String(state.redemptions.length))
    const { coupon } = await state.sandbox.rewards.claim({ rewardId: reward.id }, contextOf(memberId, `buy ${issuedRewardId}`)).catch((error: unknown) => {
      if (!isLoyaltyError(error)) throw error
      throw error.code === 'insufficient_points' ? invalid('Not enough points') : new Refused(400, 'Validation failed', [])
    })
    const value = couponValue(reward.id)
    state.redemptions.push({
      issuedRewardId, rewardId: wanted, customerId, name: reward.title, rewardType: kindOf(reward), costInPoints: decimal(reward.cost.amount, scaleOf(reward.cost.currency)), redemptionDate: now(state),
      ...(coupon && value !== undefined ? { coupon: { code: coupon.code, value, ...(coupon.validUntil === undefined ? {} : { activeTo: zoned(coupon.validUntil) }) } } : {}),
    })
    return { body: [{ issuedRewardId }] }
  },
  [`GET ${base}/redemption`]: async ({ query }) => {
    const kept = state.redemptions.filter(matching<EmulatedRedemption>(query, { customerId: (one) => one.customerId, rewardId: (one) => one.rewardId, rewardType: (one) => one.rewardType }))
    const bodies = await Promise.all((query.get('_orderBy[redemptionDate]') === 'desc' ? [...kept].reverse() : kept).map((one) => redemptionBody(state, one)))
    return listed(bodies, { query })
  },
  [`GET ${base}/redemption/{issuedReward}`]: async ({ at: { issuedReward = '' } }) => {
    const found = state.redemptions.find(({ issuedRewardId }) => issuedRewardId === issuedReward)
    if (!found) throw notFound()
    return { body: await redemptionBody(state, found) }
  },
})
