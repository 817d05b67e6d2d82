import type { Balance, Coupon, GiftCard, Reward } from '@loyaltykit/core'
import type { RewardRule } from '../rules/rewards.ts'
import type { MemberRecord } from '../state/tables.ts'
import { balances } from './activity.ts'
import { giveBack, takeOut } from './batches.ts'
import { endCoupon, issueCoupon, toCoupon } from './coupons.ts'
import { giveTicket } from './draws.ts'
import { after } from './duration.ts'
import { issueGiftCard, newPin, toGiftCard } from './gift-cards.ts'
import { changeEntry, memberAccount, move, programmeAccount, write } from './ledger.ts'
import { send } from './messages.ts'
import { refuse } from './refusals.ts'
import { rewardStanding, toReward } from './rewards.ts'
import { openVoucher } from './vouchers.ts'
import { newId, type World } from './world.ts'

/** What a member gets for points. */
export interface Claimed {
  readonly reward: Reward
  readonly coupon?: Coupon
  readonly giftCard?: GiftCard
  readonly balances: Balance[]
}

/** A member takes a reward: the points that expire soonest pay, and what they buy is theirs at once. */
export function claimReward(world: World, member: MemberRecord, rewardId: string, locale: string): Claimed {
  const at = world.now()
  const rule = open(world, member, rewardId, at)
  const { currency, amount } = rule.cost
  const before = toReward(world, rule, member, locale)
  const taken = amount > 0 ? takeOut(world, member.id, currency, amount) : []
  const id = newId(world)
  if (amount > 0) move(world, { from: memberAccount(member.id, currency, 'available'), to: programmeAccount(currency, 'redeemed'), amount, at })
  const entryId = amount > 0 ? write(world, { memberId: member.id, at, kind: 'spend', currency, amount: -amount, state: 'final', reason: 'reward', words: `reward:${rule.id}` }) : undefined
  const given = give(world, rule, member, at)
  world.records.put('rewardClaims', {
    id, memberId: member.id, rewardId: rule.id, at, currency, amount, taken,
    ...(entryId === undefined ? {} : { entryId }), ...(given.coupon ? { couponId: given.coupon.id } : {}),
  })
  count(world, rule.id, 1)
  const reward = toReward(world, rule, member, locale) ?? before
  if (!reward) throw refuse('not_found', 'There is no such reward.')
  return {
    reward, balances: balances(world, member.id),
    ...(given.coupon ? { coupon: toCoupon(world, given.coupon, locale) } : {}), ...(given.giftCard ? { giftCard: toGiftCard(world, given.giftCard) } : {}),
  }
}

/** The rule of a reward that a member may take now. */
function open(world: World, member: MemberRecord, rewardId: string, at: number): RewardRule {
  const rule = world.preset.rewards?.find(({ id }) => id === rewardId)
  const { state, because } = rule ? rewardStanding(world, rule, member, at) : { state: 'hidden', because: undefined }
  if (!rule || state === 'hidden') throw refuse('not_found', 'There is no such reward.')
  if (state === 'over') throw refuse('expired', 'This reward has left the catalogue.')
  if (state === 'sold_out') throw refuse('not_eligible', 'This reward is sold out. Choose another.')
  if (because === 'balance_too_low') throw refuse('insufficient_points', 'There are not enough points for this reward.')
  if (because === 'limit_reached') throw refuse('not_eligible', 'You have taken this reward as often as one may.')
  if (state !== 'available') throw refuse('not_eligible', 'This reward is not open to you now.')
  return rule
}

function give(world: World, { id, gives }: RewardRule, member: MemberRecord, at: number) {
  switch (gives.kind) {
    case 'draw':
      giveTicket(world, gives.draw, { memberId: member.id, at })
      return {}
    case 'gift_card': {
      const giftCard = issueGiftCard(world, { money: gives.money, life: gives.life, at, memberId: member.id, pin: newPin(world) })
      send(world, member, world.preset.messages.giftCard, { number: giftCard.number, pin: giftCard.pin ?? '', name: member.profile.givenName ?? '' })
      return { giftCard }
    }
    default:
      return { coupon: issueCoupon(world, { memberId: member.id, source: `reward:${id}`, effect: gives.effect, at, expiresAt: after(at, gives.life) }) }
  }
}

function count(world: World, id: string, by: 1 | -1): void {
  world.records.put('stock', { id, taken: Math.max(0, (world.records.get('stock', id)?.taken ?? 0) + by) })
}

/** What the desk did when a voucher was brought back. */
export interface CancelledReward {
  readonly memberId: string
  readonly rewardId: string
  /** The member's, afterwards. */
  readonly balances: readonly Balance[]
}

/**
 * A voucher that was bought with points is given back before its use: the points return with the dates that they had (and at least the
 * life of returned points), the voucher ends, and the reward is in stock again.
 */
export function cancelReward(world: World, code: string): CancelledReward {
  const at = world.now()
  const coupon = openVoucher(world, code, at)
  const claim = world.records.of('rewardClaims', coupon.memberId).find(({ couponId }) => couponId === coupon.id)
  if (!claim) throw refuse('not_found', 'There is no such voucher.')
  endCoupon(world, coupon.id, at)
  if (claim.amount > 0) {
    giveBack(world, { memberId: claim.memberId, currency: claim.currency, taken: claim.taken, at, reason: 'reward', words: `reward:${claim.rewardId}` })
    if (claim.entryId !== undefined) changeEntry(world, claim.entryId, { state: 'reversed' })
  }
  world.records.put('rewardClaims', { ...claim, cancelledAt: at })
  count(world, claim.rewardId, -1)
  return { memberId: claim.memberId, rewardId: claim.rewardId, balances: balances(world, claim.memberId) }
}
