import type { Cart, Redemption } from '@loyaltykit/core'
import type { MemberRecord, RedemptionRecord } from '../state/tables.ts'
import { dropAlarm, setAlarm } from './alarm.ts'
import { putBack, takeOut } from './batches.ts'
import { after, instant } from './duration.ts'
import { amountOf, changeEntry, memberAccount, move, programmeAccount, write } from './ledger.ts'
import { checkPlace } from './partners.ts'
import { invalid, refuse } from './refusals.ts'
import { price } from './pricing.ts'
import { moneyFor, spendable, spendLimit, spendRule } from './spend.ts'
import { newId, nextNumber, type World } from './world.ts'

/** The points held for a cart, if any. */
export const heldFor = (world: World, memberId: string, cartId: string, currency?: string): RedemptionRecord | undefined =>
  world.records.of('redemptions', memberId).find((hold) => hold.state === 'held' && hold.cartId === cartId && (currency === undefined || hold.currency === currency))

/** Sets points aside for a cart, within the limits that its quote tells. */
export function hold(world: World, member: MemberRecord, { cart, currency, amount }: { cart: Cart; currency: string; amount: number }): RedemptionRecord {
  const at = world.now()
  if (!spendable(world).includes(currency)) throw invalid({ path: 'currency', message: 'is not one that pays here' })
  checkPlace(world, cart, 'cart')
  const rule = spendRule(world, currency, member, cart, at)
  if (!rule) throw refuse('not_eligible', 'These points can\'t pay for this cart now. Choose another way to pay.')
  if (heldFor(world, member.id, cart.id, currency)) throw refuse('conflict', 'Points are held for this cart already. Let them go first, then choose again.')
  const available = memberAccount(member.id, currency, 'available')
  if (amount > amountOf(world, available)) throw refuse('insufficient_points', 'There are not enough points. Choose fewer.')
  const limit = spendLimit(world, rule, price(world, { cart, member, at, path: 'cart' }), member)
  if (amount < limit.min || amount > limit.max || amount % limit.step !== 0) {
    throw refuse('not_eligible', limit.max === 0
      ? 'Points can\'t pay for this cart.'
      : `This cart takes ${limit.min} to ${limit.max} points, in steps of ${limit.step}. Choose an amount within it.`)
  }
  const taken = takeOut(world, member.id, currency, amount)
  move(world, { from: available, to: memberAccount(member.id, currency, 'held'), amount, at })
  const entryId = write(world, { memberId: member.id, at, kind: 'hold', currency, amount: -amount, state: 'final', reason: 'redemption', words: 'hold', reference: cart.id })
  const made: RedemptionRecord = {
    id: newId(world), memberId: member.id, number: nextNumber(world), state: 'held', rule: rule.id, currency, amount, money: moneyFor(world, currency, amount).amount,
    cartId: cart.id, expiresAt: after(at, rule.hold), taken, entryId,
  }
  world.records.put('redemptions', made)
  setAlarm(world, 'let_go', made.id, made.expiresAt)
  return made
}

/** The time of a hold is over: the points are back. */
export const letGo = (world: World, id: string, at: number): void => {
  const record = world.records.get('redemptions', id)
  if (record?.state === 'held') release(world, record, 'expired', at)
}

/** Lets points go; a hold that has ended without paying is answered as it is. */
export function cancel(world: World, member: MemberRecord, redemptionId: string): RedemptionRecord {
  const record = own(world, member.id, redemptionId)
  if (record.state === 'confirmed') throw refuse('conflict', 'These points have paid for an order already.')
  return record.state === 'held' ? release(world, record, 'cancelled', world.now()) : record
}

function release(world: World, record: RedemptionRecord, state: 'cancelled' | 'expired', at: number): RedemptionRecord {
  const { memberId, currency, amount } = record
  const ended: RedemptionRecord = { ...record, state, taken: [] }
  world.records.put('redemptions', ended)
  dropAlarm(world, 'let_go', record.id)
  move(world, { from: memberAccount(memberId, currency, 'held'), to: memberAccount(memberId, currency, 'available'), amount, at })
  changeEntry(world, record.entryId, { state: 'reversed' })
  write(world, { memberId, at, kind: 'release', currency, amount, state: 'final', reason: 'redemption', words: 'release', reference: record.cartId })
  putBack(world, record.taken, at)
  return ended
}

/** The order is made: the points are spent. The same order again is answered, another one is a conflict. */
export function confirm(world: World, memberId: string, redemptionId: string, orderId: string): RedemptionRecord {
  const record = own(world, memberId, redemptionId)
  if (record.state === 'confirmed' && record.orderId === orderId) return record
  if (record.state === 'expired') throw refuse('expired', 'The hold has ended and the points are back. Choose again how many to use.')
  if (record.state !== 'held') throw refuse('conflict', record.state === 'confirmed' ? 'These points have paid for another order.' : 'These points were let go. Choose again how many to use.')
  if (world.records.get('members', memberId)?.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  const confirmed: RedemptionRecord = { ...record, state: 'confirmed', orderId }
  world.records.put('redemptions', confirmed)
  dropAlarm(world, 'let_go', record.id)
  move(world, { from: memberAccount(memberId, record.currency, 'held'), to: programmeAccount(record.currency, 'redeemed'), amount: record.amount, at: world.now() })
  // the line of the hold becomes the line of the payment: the member sees one, where it was
  changeEntry(world, record.entryId, { kind: 'spend', words: 'redemption', reference: orderId })
  return confirmed
}

function own(world: World, memberId: string, redemptionId: string): RedemptionRecord {
  const record = world.records.get('redemptions', redemptionId)
  // somebody else's is not told from none
  if (record?.memberId !== memberId) throw refuse('not_found', 'There is no such hold. It may have ended: look at your points.')
  return record
}

/** What is held, the newest first. */
export const heldBy = (world: World, memberId: string): RedemptionRecord[] =>
  world.records.of('redemptions', memberId).filter(({ state }) => state === 'held').sort((a, b) => b.number - a.number)

export const toRedemption = (world: World, { id, state, currency, amount, money, cartId, expiresAt }: RedemptionRecord): Redemption => ({
  id, state, currency, amount, money: { amount: money, currency: world.preset.money }, cartId,
  ...(state === 'held' ? { expiresAt: instant(expiresAt) } : {}),
})
