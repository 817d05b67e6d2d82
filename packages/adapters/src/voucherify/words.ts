/** From Voucherify's words to ours, and how long things are kept that it has no words for. */
import { isLoyaltyError, isPlainDate, LoyaltyError, type ActivityEntry, type Batch, type Coupon, type Currency, type Member, type Offer, type Quote, type Redemption, type Reward, type TierStanding } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { invalid } from '../shared/guarded.ts'
import { toMinor } from '../shared/wire.ts'
import { Refused, type Bucket, type Card, type Customer, type Definition, type Estimation, type Held, type Membership, type Progress, type Promotions, type Transaction, type WireReward } from './wire.ts'

/** A request that moves points, from before it is sent: what is needed to find it again where its answer is lost. */
export interface Begun {
  /** When it was sent, and the newest of its kind before it. */
  readonly since: number
  readonly after?: string | undefined
  /** Its own id, once it is known. */
  readonly id?: string | undefined
}

/** A hold as it is kept in `keys`. */
export interface Hold {
  readonly redemption: Redemption
  readonly cardId: string
  readonly points: number
  /** The payment that was begun for it, and Voucherify's own id of the order. */
  readonly paying?: Begun & { readonly orderId: string; readonly vendorOrder: string }
  readonly orderId?: string
}

export function exactly(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  return amount
}

/** Its error key is the cause of ours. */
export const keyOf = (error: LoyaltyError): string | undefined => (error.cause instanceof Error ? error.cause.message : undefined)

export function refusal(status: number, body: unknown): LoyaltyError | undefined {
  const key = z.safeParse(Refused, body).data?.key
  const cause = new Error(key ?? `Status ${status}.`)
  if (status === 404 && key !== undefined) return new LoyaltyError('not_found', 'The loyalty service does not know this.', { cause })
  if (status === 409) return new LoyaltyError('conflict', 'This was done before.', { cause })
  if (status !== 423) return undefined
  return key === 'insufficient_card_balance' || key === 'zero_card_balance'
    ? new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.', { cause })
    : new LoyaltyError('not_eligible', 'The programme does not allow this now.', { cause })
}

/** An instant of any writing, in UTC. One without a zone is UTC: Voucherify writes its times so. */
export function instantOf(written: string | undefined): string | undefined {
  const time = Date.parse(written === undefined ? '' : /^\d{4}-\d\d-\d\d$/.test(written) ? `${written}T00:00:00Z` : /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

export const unfit = (message: string): LoyaltyError => new LoyaltyError('not_eligible', message)

/** Whether an answer says for sure that nothing was done. */
export const isRefusal = (error: unknown): boolean => isLoyaltyError(error) && ['insufficient_points', 'not_eligible', 'not_found', 'conflict', 'rate_limited'].includes(error.code)

export const rejected = (reason: string | undefined): LoyaltyError => (reason === 'NOT_ENOUGH_BALANCE' ? new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.') : unfit('The programme has refused this.'))

export const without = <T extends object, K extends keyof T>(from: T, field: K): Omit<T, K> => Object.fromEntries(Object.entries(from).filter(([key]) => key !== field)) as Omit<T, K>
export const unpaid = (hold: Hold): Hold => without(hold, 'paying')

/** What a point is worth, where the formula is a plain number: `0.5` is 1 hundredth for 2 points. */
export function rateOf({ pay_with_points: pays }: z.infer<typeof Definition>, { money, unit }: { money: string; unit: number }): Pick<Currency, 'rate'> | undefined {
  const [, whole = '', part = ''] = /^(\d+)(?:\.(\d{1,6}))?$/.exec(String(pays?.exchange_ratio?.formula ?? '').trim()) ?? []
  const [worth, points] = [Number(`${whole}${part}`), 10 ** part.length * unit]
  if (pays?.type !== 'EXCHANGE_RATIO' || !whole || worth === 0 || !Number.isSafeInteger(worth)) return undefined
  const common = divisor(worth, points)
  return { rate: { amount: points / common, money: { amount: worth / common, currency: money } } }
}
export const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

export function toMember(id: string, { member, cards }: Membership, { name, email, phone, birthdate, address }: z.infer<typeof Customer>): Member {
  const code = cards.find(({ card }) => card?.code)?.card?.code
  return {
    id, status: member.status === 'ACTIVE' ? 'active' : 'blocked', joinedAt: instantOf(member.created_at) ?? member.created_at, consents: [],
    // one field for the whole name: it is not cut where nobody has said how
    profile: {
      ...(name ? { givenName: name } : {}), ...(email ? { email } : {}), ...(phone && /^\+[1-9]\d{6,14}$/.test(phone.replace(/[\s().-]/g, '')) ? { phone: phone.replace(/[\s().-]/g, '') } : {}),
      ...(birthdate && isPlainDate(birthdate) ? { birthday: birthdate } : {}), ...(address?.city ? { city: address.city } : {}), ...(address?.postal_code ? { postalCode: address.postal_code } : {}),
    },
    ...(code ? { cardNumber: code } : {}),
  }
}

/** Parts by date, the soonest first; never more than the whole, and without `gone` of the first. */
export function batches(buckets: readonly z.infer<typeof Bucket>[], dateOf: (bucket: z.infer<typeof Bucket>) => string | undefined, whole: number, gone = 0): Batch[] {
  const dated = buckets.flatMap((bucket) => {
    const at = instantOf(dateOf(bucket))
    const amount = toMinor(bucket.points.total)
    return at !== undefined && amount > 0 ? [{ at, amount }] : []
  }).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  let [skip, room] = [gone, whole]
  return dated.flatMap(({ at, amount }) => {
    const part = Math.min(amount, Math.max(0, room))
    room -= part
    const taken = Math.min(skip, part)
    skip -= taken
    return part > taken ? [{ at, amount: part - taken }] : []
  })
}

export const kinds: Readonly<Record<string, readonly [kind: ActivityEntry['kind'], sign: 1 | -1, reason?: ActivityEntry['reason']]>> = {
  POINTS_EARNED: ['earn', 1], PENDING_POINTS_ADDED: ['earn', 1], PENDING_POINTS_ACTIVATED: ['earn', 1], PENDING_POINTS_CANCELED: ['reverse', -1], POINTS_PURCHASED: ['earn', 1, 'reward'],
  POINTS_PURCHASE_REVERSED: ['reverse', -1, 'reward'], POINTS_SPENT_ON_REWARD: ['spend', -1, 'reward'], POINTS_SPENT_ON_ORDER: ['spend', -1, 'redemption'], POINTS_REFUNDED: ['reverse', -1, 'refund'],
  POINTS_RETURNED: ['reverse', 1, 'refund'], POINTS_EXPIRED: ['expire', -1], ADMIN_POINTS_EXPIRATION: ['expire', -1], ADMIN_CREDIT: ['adjust', 1, 'service'], ADMIN_DEBIT: ['adjust', -1, 'service'],
}

/** What was refused never happened, and pending points whose day has come have a line of their own that says so. */
export const isShown = ({ type, status, details }: z.infer<typeof Transaction>, now: number): boolean =>
  status !== 'REJECTED' && !(type === 'PENDING_POINTS_ADDED' && Date.parse(details?.points?.date ?? '') <= now)

export function toEntry({ id, type, status, created_at: at, details }: z.infer<typeof Transaction>, card: Card): ActivityEntry {
  const total = toMinor(details?.points?.total ?? 0)
  // a kind that came after this was written: by its sign
  const [kind, sign, reason] = kinds[type] ?? ['adjust', total < 0 ? -1 : 1]
  const [reference, availableAt] = [details?.order?.id ?? details?.reward_transaction?.id, type === 'PENDING_POINTS_ADDED' ? instantOf(details?.points?.date) : undefined]
  return {
    id, at: instantOf(at) ?? at, kind, currency: card.card_definition_id, amount: total === 0 ? 0 : sign * Math.abs(total),
    state: type === 'PENDING_POINTS_ADDED' || status !== 'APPROVED' ? 'pending' : 'final',
    ...(reason ? { reason } : {}), ...(details?.reason ? { text: details.reason.slice(0, 300) } : {}), ...(reference ? { reference } : {}), ...(availableAt ? { availableAt } : {}),
  }
}

/** Where a page of the ledger ends: its last instant, and what of this instant was shown. So it needs no cursor of Voucherify's, which ends after a while, and goes over several cards. */
export interface Place { readonly at: string; readonly ids: readonly string[] }
export const cursorFrom = ({ at, ids }: Place): string => `${at}~${ids.map((id) => id.replace(/^lctx_/, '')).join('.')}`
export function cursorOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const [, at = '', ids = ''] = /^([^~]+)~([a-f0-9.]+)$/.exec(cursor) ?? []
  if (instantOf(at) === undefined) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
  return { at, ids: ids.split('.').map((id) => `lctx_${id}`) }
}

export function toStanding(progress: z.infer<typeof Progress> | undefined, currency: string | undefined, tiers: readonly { readonly id: string; readonly from: number }[]): TierStanding {
  const rank = (id: string | undefined) => tiers.findIndex((tier) => tier.id === id)
  const { current, opportunities = [], risks: [risk] = [] } = progress ?? {}
  const at = rank(current?.tier?.id)
  const next = tiers[at + 1]
  const opportunity = opportunities.find(({ tier }) => tier.id === next?.id)
  const have = current?.points ? Math.max(0, toMinor(current.points.current)) : next && opportunity ? Math.max(0, next.from - toMinor(opportunity.points)) : undefined
  const [since, validUntil, by] = [instantOf(current?.start_at), instantOf(current?.expires_at), instantOf(risk?.date)]
  const metric = (need: number) => (have === undefined ? [] : [{ metric: 'points' as const, have, need, ...(currency === undefined ? {} : { currency }) }])
  return {
    ...(at >= 0 && current?.tier?.id ? { current: current.tier.id } : {}), ...(since ? { since } : {}), ...(validUntil ? { validUntil } : {}),
    ...(next && opportunity ? { next: { tier: next.id, metrics: metric(next.from) } } : {}),
    ...(risk && by ? { keep: { by, metrics: metric(tiers[at]?.from ?? 0), ...(rank(risk.tier?.id) >= 0 && risk.tier?.id ? { otherwise: risk.tier.id } : {}) } } : {}),
  }
}

/** Why a member can't take it now; a reason that came after this was written is none of ours. */
export function lockedBecause(estimation: z.infer<typeof Estimation> | undefined, isTooLittle: boolean): Reward['lockedBecause'] {
  if (!estimation) return 'not_eligible'
  if (estimation.status === 'AVAILABLE') return isTooLittle ? 'balance_too_low' : undefined
  const reasons = estimation.unavailability_reasons?.map(({ reason }) => reason) ?? []
  return reasons.length && reasons.every((reason) => reason === 'insufficient_balance') ? 'balance_too_low' : 'not_eligible'
}

export const digitalKinds: Readonly<Record<string, Reward['kind']>> = { DISCOUNT_COUPONS: 'coupon', GIFT_VOUCHERS: 'gift_card' }

export function toReward({ id, name, type, start_date, end_date, digital }: WireReward, { cost, left, because, now }: { cost: Reward['cost']; left: number | undefined; because: Reward['lockedBecause']; now: number }): Reward {
  const [validFrom, validUntil, kind] = [instantOf(start_date), instantOf(end_date), type === 'MATERIAL' ? 'product' as const : digitalKinds[digital?.type ?? '']]
  const locked = validFrom !== undefined && Date.parse(validFrom) > now ? 'not_yet' : because
  return {
    id, title: name, cost, ...(kind ? { kind } : {}), ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}), ...(left === undefined ? {} : { left }),
    ...(left === 0 ? { state: 'sold_out' } : locked ? { state: 'locked', lockedBecause: locked } : { state: 'available' }),
  }
}

export function checkClaim({ reward: { state, lockedBecause: because }, ends }: { reward: Reward; ends: string | undefined }, now: number): void {
  if (ends !== undefined && Date.parse(ends) <= now) throw new LoyaltyError('expired', 'This reward has ended.')
  if (because === 'balance_too_low') throw new LoyaltyError('insufficient_points', 'There are not enough points for this.')
  if (state !== 'available') throw new LoyaltyError('not_eligible', 'This reward can\'t be taken now.')
}

export const couponStates: Readonly<Record<string, Coupon['state']>> = { ACTIVE: 'available', NOT_ACTIVE_YET: 'available', USED: 'used' }

export function toCoupon({ redeemable: { status, voucher } }: z.infer<typeof Held>): Coupon {
  const [validFrom, validUntil] = [instantOf(voucher.start_date), instantOf(voucher.expiration_date)]
  return { id: voucher.id, code: voucher.code, title: (voucher.campaign ?? voucher.code).slice(0, 300), state: couponStates[status] ?? 'expired', ...(voucher.additional_info ? { text: voucher.additional_info } : {}), ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}) }
}

/** Why a code did nothing. Somebody else's is not told from none. */
export const reasonOf = (key = ''): NonNullable<Quote['rejectedCodes']>[number]['because'] =>
  key === 'not_found' || key === 'resource_not_found' ? 'unknown' : key.includes('expired') ? 'expired' : key === 'quantity_exceeded' ? 'used' : 'not_eligible'

export const offersOf = ({ tiers }: z.infer<typeof Promotions>): Offer[] => tiers.filter(({ active }) => active !== false).map(({ id, name, banner, start_date, expiration_date }) => {
  const [validFrom, validUntil] = [instantOf(start_date), instantOf(expiration_date)]
  return { id, kind: 'discount', audience: 'public', title: (banner || name || id).slice(0, 300), state: 'available', activation: 'none', ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}) }
})

export function ownHold(holds: readonly Hold[], id: string, now: number): Hold {
  const hold = holds.find(({ redemption }) => redemption.id === id)
  if (!hold) throw new LoyaltyError('not_found', 'There is no such hold. It may have ended: look at your points.')
  const { redemption } = hold
  return redemption.state === 'held' && Date.parse(redemption.expiresAt ?? '') <= now ? { ...hold, redemption: { ...without(redemption, 'expiresAt'), state: 'expired' } } : hold
}
