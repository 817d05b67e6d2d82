import type { Balance, Cart, CurrencyAmount, Money, Quote } from '@loyaltykit/core'
import type { OrderRecord, RedemptionRecord, Taken } from '../state/tables.ts'
import { balances } from './activity.ts'
import { awaitedOrder, earnedBefore } from './awaited.ts'
import { grant } from './batches.ts'
import { countGoals, goalsOf } from './challenges.ts'
import { meetClaims } from './claims.ts'
import { useCoupons } from './coupons.ts'
import { datesOf } from './currencies.ts'
import { earnTickets, ticketRules } from './draws.ts'
import { earnings } from './earnings.ts'
import { portion, split } from './fractions.ts'
import { payByCards, type GiftCardPayment } from './gift-card-payments.ts'
import { masked, valueOf } from './gift-cards.ts'
import { confirm } from './holds.ts'
import { fingerprint } from './idempotency.ts'
import { lookAgain } from './gifts.ts'
import { use } from './offers.ts'
import { price } from './pricing.ts'
import { awaitCodes, codeRules } from './purchase-codes.ts'
import { complete } from './referrals.ts'
import { invalid, refuse } from './refusals.ts'
import { goodsLimit, payable, pointsByLine } from './spend.ts'
import { tierOf } from './standing.ts'
import type { World } from './world.ts'

/** A sale as the shop's own system reports it. */
export interface Sale {
  /** Absent: nobody was identified, nothing is earned. */
  readonly memberId?: string | undefined
  readonly cart: Cart
  /** The shop's number of the order; a second report of it changes nothing. */
  readonly orderId: string
  /** The hold that pays for a part. */
  readonly redemptionId?: string | undefined
  /** Where it was sold. */
  readonly store?: string | undefined
  /** Gift cards that pay, the first one first: by number and PIN, or by the id of one in the buyer's account. */
  readonly giftCards?: readonly GiftCardPayment[] | undefined
  /** What the shopper was told to pay (`due` of the quote), in minor units: the sale is refused should it be more, a code was used meanwhile, say. */
  readonly due?: number | undefined
}

/** What a sale did. */
export interface Receipt {
  readonly orderId: string
  readonly total: Money
  /** What was paid with money, on gift cards and otherwise. */
  readonly due: Money
  /** What gift cards paid of it, and what is left on them. Absent: no card was given. */
  readonly giftCards?: readonly { readonly giftCardId: string; readonly number: string; readonly paid: Money; readonly left: Money }[]
  /** What is left to pay by other means, where gift cards pay. */
  readonly cash?: Money
  /** Codes of the cart that did nothing. */
  readonly rejectedCodes?: NonNullable<Quote['rejectedCodes']>
  readonly earned: readonly (CurrencyAmount & { readonly offerId?: string })[]
  readonly spent: readonly CurrencyAmount[]
  /** The tier that the sale moved the member to. */
  readonly tier?: string
  /** The points that the friend got with this first purchase. */
  readonly referral?: CurrencyAmount
  /** Prizes of the challenges that the sale completed. */
  readonly prizes?: readonly (CurrencyAmount & { readonly challengeId: string })[]
  /** The member's, afterwards. */
  readonly balances: readonly Balance[]
}

/** Books a sale: the hold is confirmed, offers and coupons work, gift cards pay, points are earned, the tier moves, a referral is completed. Once per order; a claim may have waited for it, or have counted it before. */
export function purchase(world: World, sale: Sale): Receipt {
  const { cart, orderId, redemptionId, store } = sale
  const body = fingerprint(sale)
  const known = world.records.get('orders', orderId)
  const awaited = awaitedOrder(world, sale)
  if (known && !known.awaited) {
    if (known.fingerprint !== body) throw refuse('conflict', 'This order was reported before, with something else in it.')
    return known.answer as Receipt
  }
  if (cart.items.length === 0) throw invalid({ path: 'cart.items', message: 'are missing: nothing was sold' })
  const at = world.now()
  const memberId = sale.memberId ?? awaited?.memberId
  const member = memberId === undefined ? undefined : world.records.get('members', memberId)
  // whom a claim has counted already: what was given for it is all there is
  const earner = awaited ? undefined : member
  if (sale.memberId !== undefined && member?.status !== 'active') throw refuse('not_found', 'There is no such member.')
  if (redemptionId !== undefined && sale.memberId === undefined) throw refuse('invalid_input', 'Points pay for a member\'s order only: give memberId.')

  const priced = price(world, { cart, member: sale.memberId === undefined ? undefined : member, at, path: 'cart' })
  const redemption = member && redemptionId !== undefined ? confirm(world, member.id, redemptionId, orderId) : undefined
  const rule = redemption && world.preset.spend.find(({ id }) => id === redemption.rule)
  if (redemption && (!rule || redemption.cartId !== cart.id || redemption.amount > goodsLimit(world, rule, priced))) {
    throw refuse('not_eligible', 'The cart has changed since the points were held. Let them go and choose again.')
  }
  const byMoney = redemption && rule ? split(redemption.money, payable(rule, priced)) : []
  const byPoints = redemption && rule ? pointsByLine(rule, priced, redemption.amount) : []
  const paid = priced.lines.map(({ net }, index) => net - (byMoney[index] ?? 0))
  const due = paid.reduce((sum, part) => sum + part, 0)
  if (sale.due !== undefined && due > sale.due) throw refuse('not_eligible', 'This order costs more than the shopper was told. Ask for its quote again: a code or an offer may be used up.')
  const byCards = payByCards(world, sale.giftCards ?? [], { memberId: member?.id, due, at })
  const codes = earner ? codeRules(world, { cart }, earner, at) : []
  const draws = earner ? ticketRules(world, { cart }, earner, at) : []
  const tierBefore = tierOf(world, member, at)
  const goals = member ? goalsOf(world, member, at) : []
  const earned = awaited ? earnedBefore(world, awaited, priced.lines.map(({ quantity }, index) => ({ quantity, paid: paid[index] ?? 0 }))) : member ? earnings(world, { cart, lines: priced.lines, paid, member, at }).map(({ rule: by, currency, amount, shares, offer }) => {
    const batch = grant(world, {
      memberId: member.id, currency, amount, at, ...datesOf(world, currency, at),
      reason: offer ? 'offer' : 'purchase', words: offer ? `offer:${offer.id}` : by.title ? `earn:${by.id}` : 'purchase', reference: orderId,
    })
    return { batchId: batch.id, currency, amount, shares, ...(offer ? { offerId: offer.id } : {}) }
  }) : []
  const used = [
    ...priced.discounts.flatMap(({ offer }) => offer ?? []),
    ...world.preset.offers.filter(({ id }) => earned.some(({ offerId }) => offerId === id)),
  ]
  const order: OrderRecord = {
    id: orderId, at: awaited?.at ?? at, fingerprint: body, cart, total: priced.total, due, refundedMoney: 0, answer: undefined,
    lines: priced.lines.map(({ sku, quantity }, index) => ({ sku, quantity, refunded: 0, paid: paid[index] ?? 0, points: byPoints[index] ?? 0 })),
    earned: earned.map(({ amount: _, ...part }) => part),
    offerIds: used.map(({ id }) => id),
    ...(member ? { memberId: member.id } : {}),
    ...(redemption ? { redemptionId: redemption.id } : {}),
    ...(store === undefined ? {} : { store }),
    ...(byCards.length ? { giftCards: byCards } : {}),
    ...(awaited?.referral ? { referral: awaited.referral } : {}),
  }
  if (awaited) world.records.remove('orders', awaited.id)
  world.records.put('orders', order)
  if (earner) use(world, used, earner, orderId)
  useCoupons(world, priced.discounts.flatMap(({ coupon }) => coupon ?? []), orderId, at)
  if (earner) awaitCodes(world, codes, order, earner.id)
  if (earner) earnTickets(world, draws, order, earner.id)
  const referral = earner && complete(world, earner, orderId)
  if (member) lookAgain(world, member, at)
  const prizes = member ? countGoals(world, member, at, { open: goals, reference: orderId }) : []
  const tier = tierOf(world, member, at)
  const money = (amount: number): Money => ({ amount, currency: world.preset.money })
  const answer: Receipt = {
    orderId,
    total: money(priced.total),
    due: money(due),
    ...(byCards.length ? {
      giftCards: byCards.map(({ giftCardId, amount }) => ({
        giftCardId, number: masked(world.records.get('giftCards', giftCardId)?.number ?? ''), paid: money(amount), left: money(valueOf(world, { id: giftCardId })),
      })),
      cash: money(byCards.reduce((left, { amount }) => left - amount, due)),
    } : {}),
    ...(priced.rejectedCodes.length ? { rejectedCodes: priced.rejectedCodes } : {}),
    earned: earned.map(({ currency, amount, offerId }) => ({ currency, amount, ...(offerId === undefined ? {} : { offerId }) })),
    spent: redemption ? [{ currency: redemption.currency, amount: redemption.amount }] : [],
    ...(tier === tierBefore || tier === undefined ? {} : { tier }),
    ...(referral && world.preset.referral ? { referral: { ...world.preset.referral.friend } } : {}),
    ...(prizes.length ? { prizes } : {}),
    balances: member && sale.memberId !== undefined ? balances(world, member.id) : [],
  }
  const booked = { ...order, ...(referral ? { referral } : {}), answer }
  world.records.put('orders', booked)
  if (!awaited) meetClaims(world, booked)
  return answer
}

/** What a redemption's parts are for so many of its points, the first taken first. */
export function partsOf({ taken }: RedemptionRecord, from: number, amount: number): Taken[] {
  let skip = from
  let wanted = amount
  return taken.flatMap((part) => {
    const passed = Math.min(skip, part.amount)
    skip -= passed
    const some = Math.min(part.amount - passed, wanted)
    wanted -= some
    return some > 0 ? [{ ...part, amount: some }] : []
  })
}

/** The share of a line that so many of its pieces have, of what the line has in all. Any order of refunds adds up to the whole. */
export const shareOf = (amount: number, { quantity, refunded }: { quantity: number; refunded: number }, pieces: number): number =>
  portion(amount, refunded + pieces, quantity) - portion(amount, refunded, quantity)
