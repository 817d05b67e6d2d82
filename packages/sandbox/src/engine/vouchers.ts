import type { CouponRecord } from '../state/value-records.ts'
import { couponState } from './coupons.ts'
import { refuse } from './refusals.ts'
import type { World } from './world.ts'

/** What was handed in at a desk. */
export interface TakenVoucher {
  readonly couponId: string
  readonly memberId: string
  /** The reward that it was bought as. */
  readonly rewardId?: string
}

/** The desk takes a voucher for goods or a service: it is used. */
export function takeVoucher(world: World, code: string): TakenVoucher {
  const at = world.now()
  const coupon = openVoucher(world, code, at)
  world.records.put('coupons', { ...coupon, usedAt: at })
  const [kind, rewardId] = coupon.source.split(/:(.*)/)
  return { couponId: coupon.id, memberId: coupon.memberId, ...(kind === 'reward' && rewardId !== undefined ? { rewardId } : {}) }
}

/** The coupon of a code that is shown at a desk, unless it is used or over. One of somebody who has left is none. */
export function openVoucher(world: World, code: string, at: number): CouponRecord {
  const plain = code.trim().toUpperCase()
  const coupon = world.records.all('coupons').find((one) => one.code === plain)
  const status = coupon && world.records.get('members', coupon.memberId)?.status
  if (coupon?.effect.kind !== 'voucher' || status === 'closed') throw refuse('not_found', 'There is no such voucher.')
  if (status === 'blocked') throw refuse('not_eligible', 'The member of this voucher is blocked.')
  const state = couponState(coupon, at)
  if (state === 'used') throw refuse('conflict', 'This voucher was used already.')
  if (state === 'expired') throw refuse('expired', 'This voucher has ended.')
  return coupon
}
