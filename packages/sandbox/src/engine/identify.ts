import type { CurrencyAmount } from '@loyaltykit/core'
import type { OfferRule } from '../rules/offers.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { countGoals, goalsOf } from './challenges.ts'
import { datesOf, endOf } from './currencies.ts'
import { earnings, type Earning } from './earnings.ts'
import { portion, split } from './fractions.ts'
import { lookAgain } from './gifts.ts'
import { use } from './offers.ts'
import type { PricedLine } from './pricing.ts'
import { complete } from './referrals.ts'
import type { World } from './world.ts'

/**
 * An order of nobody becomes a member's: it earns by the rules of its day for this member, or what is given; tiers, segments and challenges
 * count it; a first one completes a referral. What came back of it earns nothing, and what comes back later is taken back as from any
 * order. The return window runs from the purchase, so that after an old one points are there at once; their life runs from when they are
 * there. Codes and draw tickets are for who is known at the till.
 */
export function identify(world: World, order: OrderRecord, member: MemberRecord, given?: CurrencyAmount): CurrencyAmount[] {
  const now = world.now()
  const open = goalsOf(world, member, now)
  const earned = (given ? [byHand(order, given)] : byRules(world, order, member)).flatMap(({ currency, amount, shares, offer }) => {
    const gone = shares.reduce((sum, share, index) => sum + goneOf(share, order.lines[index]), 0)
    if (amount - gone <= 0) return []
    const availableAt = Math.max(now, datesOf(world, currency, order.at).availableAt)
    const batch = grant(world, {
      memberId: member.id, currency, amount: amount - gone, at: now, availableAt, expiresAt: endOf(world, currency, availableAt), reason: 'claim', words: 'claim', reference: order.id,
    })
    return [{ batchId: batch.id, currency, amount: amount - gone, shares, offer }]
  })
  const used = earned.flatMap(({ offer }) => offer ?? [])
  const counted: OrderRecord = {
    ...order, memberId: member.id,
    offerIds: [...order.offerIds, ...used.map(({ id }) => id)],
    earned: earned.map(({ batchId, currency, shares, offer }) => ({ batchId, currency, shares, ...(offer ? { offerId: offer.id } : {}) })),
  }
  world.records.put('orders', counted)
  use(world, used, member, order.id)
  const referral = complete(world, member, order.id)
  if (referral) world.records.put('orders', { ...counted, referral })
  lookAgain(world, member, now)
  countGoals(world, member, now, { open, reference: order.id })
  return earned.map(({ currency, amount }) => ({ currency, amount }))
}

type Part = Pick<Earning, 'currency' | 'amount' | 'shares' | 'offer'>

function byRules(world: World, { cart, lines, at }: OrderRecord, member: MemberRecord): Part[] {
  const priced = cart.items.map(({ sku, quantity, price, categories = [] }, index): PricedLine => ({ sku, quantity, categories, list: quantity * price, net: lines[index]?.paid ?? 0 }))
  return earnings(world, { cart, lines: priced, paid: lines.map(({ paid }) => paid), member, at })
    .filter(({ offer }) => !offer || workedThen(world, offer, member, at))
}

/** An offer that came, or was activated, after a purchase did nothing for it. */
function workedThen(world: World, { id }: OfferRule, member: MemberRecord, at: number): boolean {
  return member.joinedAt <= at && (world.records.get('offers', `${member.id}/${id}`)?.activatedAt ?? at) <= at
}

/** What somebody decided to give, cut by lines, so that a refund takes its part back. */
function byHand({ lines }: Pick<OrderRecord, 'lines'>, { currency, amount }: CurrencyAmount): Part {
  return { currency, amount, shares: sharesOf(lines, amount) }
}

/** An amount cut by what was paid for each line; by pieces, where nothing was. */
export function sharesOf(lines: readonly { readonly paid: number; readonly quantity: number }[], amount: number): number[] {
  const isPaid = lines.some(({ paid }) => paid > 0)
  return split(amount, lines.map(({ paid, quantity }) => (isPaid ? paid : quantity)))
}

/** The share of the pieces that came back before. */
const goneOf = (share: number, line: OrderRecord['lines'][number] | undefined): number => (line ? portion(share, line.refunded, line.quantity) : 0)
