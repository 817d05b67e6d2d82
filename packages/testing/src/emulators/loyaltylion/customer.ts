import type { ActivityEntry, Reward } from '@loyaltykit/core'
import { contextOf } from '../shared/people.ts'
import { configuration, head, ruleHead, rules, ruleVariant, variant } from './configuration.ts'
import { kinds, money, programme, rewardNumber, ruleNumbers, tierNumber } from './programme.ts'
import { type EmulatedClaim, type EmulatedCustomer, type LoyaltyLionState } from './state.ts'

/** How much of a customer's history is told. */
const told = 50

/** A claimed reward; what of it can be used, and whether it was. */
export async function claimBody({ sandbox }: LoyaltyLionState, claim: EmulatedClaim) {
  const kind = kinds[claim.reward as keyof typeof kinds]
  const coupon = claim.coupon && (await sandbox.coupons.list({}, contextOf(claim.memberId))).find(({ id }) => id === claim.coupon?.id)
  const used = { usage_status: coupon?.state === 'used' ? 'used' : 'not_used' }
  const code = { code: claim.coupon?.code ?? '', expires_at: claim.coupon?.validUntil ?? null, used_at: null }
  const redeemable = {
    cart_discount_voucher: { ...used, ...code, kind, applies_to_order_type: 'all', discount_type: 'fixed', discount: money(5_00), minimum_spend: money(20_00), recurring_cycle_limit: 1 },
    free_shipping_voucher: { ...used, ...code, kind, max_shipping: null },
    product_discount_voucher: { ...used, ...code, kind, discount: { percentage: 15, formatted: '15%' }, product: { id: 'p-1', image_url: null, variant_id: null } },
    gift_card: { ...used, kind, code_last_characters: claim.giftCard?.code.slice(-4) ?? '', initial_balance: money(10_00), current_balance: money(10_00), expires_at: claim.giftCard?.expiresAt ?? null },
    custom: { ...used, kind, fulfilment_explanation: 'Show it in the shop', fulfilled_at: null },
  }[kind]
  return {
    id: claim.number, claimed_at: claim.at, auto_refund_at: null, reward_id: rewardNumber(claim.reward), title: claim.title, state: 'approved',
    source: { kind: 'points_redemption', points_cost: claim.cost }, redeemable,
  }
}

async function historyOf({ sandbox, claims }: LoyaltyLionState, memberId: string): Promise<object[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || (cursor !== undefined && found.length < 500); first = false) {
    const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...page.items)
    cursor = page.next
  }
  const returned = new Set(found.filter(({ kind }) => kind === 'reverse').map(({ reference }) => reference))
  // the newest claim of a reward belongs to the newest line
  const own = claims.filter((claim) => claim.memberId === memberId).reverse()
  return found.flatMap(({ kind, at: date, amount: points, reason, reference, text: label = '', state, availableAt, expiresAt }) => {
    const base = { date, label, points, points_text: `${points} points` }
    switch (kind) {
      case 'earn': {
        const rule = reason === 'welcome' ? 'join_program' : reason === 'referral' ? 'referral' : 'purchase'
        const isVoid = reference !== undefined && returned.has(reference)
        return [{
          ...base, kind: 'earned_points_from_rule', rule: { id: ruleNumbers[rule], kind: rule }, state: isVoid ? 'void' : state === 'pending' ? 'pending' : 'approved',
          points_will_approve_at: state === 'pending' && !isVoid ? (availableAt ?? null) : null, points_will_expire_at: expiresAt ?? null,
        }]
      }
      case 'spend': {
        const claim = own.shift()
        return claim ? [{ ...base, kind: 'redeemed_points_for_reward', label: claim.title, claimed_reward_id: claim.number, reward: { id: rewardNumber(claim.reward), kind: kinds[claim.reward as keyof typeof kinds] }, state: 'approved' }] : []
      }
      case 'expire': return [{ ...base, kind: 'points_expired' }]
      // an order that came back is told by the state of what it had earned
      case 'reverse': return []
      default: return [points < 0 ? { ...base, kind: 'points_removed', state: 'applied' } : { ...base, kind: 'points_added', state: 'approved', points_will_expire_at: expiresAt ?? null }]
    }
  }).slice(0, told)
}

function canRedeem({ state, lockedBecause, cost }: Reward, have: number): object {
  if (state === 'sold_out') return { state: 'out_of_stock' }
  if (lockedBecause === 'limit_reached') return { state: 'claim_limit_reached' }
  return have < cost.amount ? { state: 'insufficient_points', additional_points_required: cost.amount - have } : { state: 'redeemable' }
}

function claimLimit(each: number | undefined, count: number): object {
  if (each === undefined) return { state: 'no_limit' }
  return count >= each ? { state: 'limit_reached_forever' } : { state: 'limit_not_reached', interval: null, allowed_claims_within_interval: each, claim_count_within_interval: count, remaining_claims_within_interval: each - count }
}

async function membershipOf({ sandbox }: LoyaltyLionState, memberId: string) {
  const { current = '', since, validUntil, next, keep } = await sandbox.tiers.progress({}, contextOf(memberId))
  const [have, kept] = [next?.metrics[0]?.have ?? keep?.metrics[0]?.have ?? 0, keep?.metrics[0]]
  return {
    tier: current,
    body: {
      tier_id: tierNumber(current), started_at: since ?? null, expires_at: validUntil ?? null,
      progress: {
        kind: 'points', valid_until: null, tier_points: { now: have, at_expiration: kept?.have ?? null }, forecasted_tier_id: keep?.otherwise === undefined ? null : tierNumber(keep.otherwise),
        upgrade_tier_id: next ? tierNumber(next.tier) : null, points_needed_for_upgrade: next ? Math.max(0, (next.metrics[0]?.need ?? 0) - have) : null, points_needed_for_renewal: kept ? Math.max(0, kept.need - kept.have) : null,
      },
    },
  }
}

/** A customer as it is told: much of one in the programme, little of anybody else. */
export async function customerBody(state: LoyaltyLionState, { number, merchantId, email, memberId, enrolledAt, isBlocked, referralCode }: EmulatedCustomer): Promise<object> {
  const base = { id: number, merchant_id: merchantId, email, first_name: 'Ada', last_name: null }
  if (isBlocked) return { ...base, state: 'blocked' }
  if (memberId === undefined) return { ...base, state: 'guest' }
  const { sandbox } = state
  const [balances, rewards, membership] = await Promise.all([
    sandbox.balances.list({}, contextOf(memberId)), sandbox.rewards.list({ limit: 100 }, contextOf(memberId)), membershipOf(state, memberId),
  ])
  const [{ available = 0, pending = 0 } = {}] = balances
  const own = state.claims.filter((claim) => claim.memberId === memberId)
  const link = `https://shop.example/r/${referralCode}`
  return {
    ...base, state: 'enrolled', points_approved: available, points_pending: pending, points_spent: own.reduce((sum, { cost }) => sum + cost, 0), enrolled_at: enrolledAt, tier_membership: membership.body,
    birthday: null, next_birthday: null,
    claimed_rewards: await Promise.all([...own].reverse().slice(0, 20).map((claim) => claimBody(state, claim))),
    available_rewards: rewards.items.flatMap((reward) => {
      if (reward.lockedBecause === 'tier_too_low') return []
      const id = reward.id as keyof typeof kinds
      const taken = own.filter((claim) => claim.reward === id)
      const each = programme.rewards?.find((one) => one.id === id)?.each
      return [{ ...head(id), variant: variant(id, membership.tier), context: { can_redeem: canRedeem(reward, available), claim_count: taken.length, last_claimed_at: taken.at(-1)?.at ?? null, claim_limit: claimLimit(each, taken.length) } }]
    }),
    available_rules: rules.map((kind) => ({ ...ruleHead(kind), variant: ruleVariant(kind, membership.tier), context: { completion_count: 0, last_completed_at: null, completion_limit: { state: 'no_limit' } } })),
    history: await historyOf(state, memberId),
    active_cart_redemptions: [], email_marketing_consent: { state: 'unknown' }, sms_marketing_consent: { state: 'unknown' }, receipt_upload_url: null,
    referral_urls: Object.fromEntries(['direct', 'facebook', 'twitter', 'email', 'whatsapp', 'instagram', 'device_share'].map((platform) => [platform, platform === 'direct' ? link : `${link}?via=${platform}`])),
  }
}

/** What both reads of a customer answer. */
export const customerAnswer = async (state: LoyaltyLionState, customer: EmulatedCustomer) => ({ channel: 'web', currency: 'eur', language: 'en', customer: await customerBody(state, customer), configuration: configuration() })
