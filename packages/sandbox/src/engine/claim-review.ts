import type { Cart, Claim, CurrencyAmount } from '@loyaltykit/core'
import type { ClaimRecord } from '../state/claim-record.ts'
import type { OrderRecord } from '../state/tables.ts'
import { close, isOpen, orderFor, tellOutcome, toClaim } from './claims.ts'
import { identify } from './identify.ts'
import { checkPlace } from './partners.ts'
import { invalid, refuse } from './refusals.ts'
import { checkStay } from './stays.ts'
import type { World } from './world.ts'

/** What the desk decides about a claim. */
export interface Decision {
  readonly accept: boolean
  /** What the member reads. */
  readonly answer?: string | undefined
  /** What is given, where it is not to follow from the rules. */
  readonly points?: CurrencyAmount | undefined
  /** What was bought, where more is known than a total. */
  readonly cart?: Cart | undefined
}

/** A claim as the desk sees it. */
export type DeskClaim = Claim & { readonly memberId: string; readonly comment?: string }

export const toDeskClaim = (world: World, claim: ClaimRecord): DeskClaim =>
  ({ ...toClaim(world, claim, world.preset.locales[0] ?? 'en'), memberId: claim.memberId, ...(claim.comment === undefined ? {} : { comment: claim.comment }) })

/** Claims that wait for the desk, the oldest first. */
export const openClaims = (world: World): DeskClaim[] =>
  world.records.all('claims').filter(isOpen).sort((a, b) => a.number - b.number).map((claim) => toDeskClaim(world, claim))

/**
 * The desk decides, once: the same decision again is answered, another one is a conflict. An accepted purchase is counted as an order of
 * its day, under the number that was claimed: one that the till told of nobody, else one made of the cart or the total. It earns by the
 * rules, or what the desk gives.
 */
export function reviewClaim(world: World, claimId: string, decision: Decision): DeskClaim {
  const claim = world.records.get('claims', claimId)
  if (!claim) throw refuse('not_found', 'There is no such claim.')
  if (!isOpen(claim)) {
    if ((claim.state === 'accepted') !== decision.accept) throw refuse('conflict', 'This claim was reviewed before, with another outcome.')
    return toDeskClaim(world, claim)
  }
  const answer = decision.answer === undefined ? {} : { answer: decision.answer }
  const granted = decision.accept ? accept(world, claim, decision) : undefined
  const closed = close(world, claim, { state: decision.accept ? 'accepted' : 'refused', ...answer, ...(granted ? { granted } : {}) })
  tellOutcome(world, closed)
  return toDeskClaim(world, closed)
}

function accept(world: World, claim: ClaimRecord, { points, cart }: Decision): CurrencyAmount | undefined {
  const member = world.records.get('members', claim.memberId)
  if (member?.status !== 'active') throw refuse('not_eligible', 'This member is blocked or has left.')
  if (points && !world.preset.currencies.some(({ id }) => id === points.currency)) throw invalid({ path: 'points.currency', message: 'is no currency of this programme' })
  const known = orderFor(world, claim.reference)
  if (known?.memberId !== undefined) throw refuse('conflict', 'This purchase was counted already. Refuse the claim.')
  const order = known ?? orderOf(world, claim, { points, cart })
  const [granted] = identify(world, order, member, points)
  if (!granted) throw invalid({ path: 'points', message: 'are missing: nothing is earned by what is known of the purchase. Give points, or the cart' })
  return granted
}

/** The order that nobody has told of. */
function orderOf(world: World, claim: ClaimRecord, { points, cart: given }: Pick<Decision, 'points' | 'cart'>): OrderRecord {
  const { reference, total, date, place } = claim
  if (!given && !total && !points) throw invalid({ path: 'points', message: 'are missing: the claim has no total. Give points, or the cart' })
  const cart: Cart = given ?? { id: reference, currency: world.preset.money, items: [{ sku: reference, quantity: 1, price: total?.amount ?? 0 }] }
  if (cart.currency !== world.preset.money) throw invalid({ path: 'cart.currency', message: `must be ${world.preset.money}` })
  if (cart.items.length === 0) throw invalid({ path: 'cart.items', message: 'are missing: nothing was bought' })
  checkPlace(world, cart, 'cart')
  checkStay(cart, 'cart')
  const lines = cart.items.map(({ sku, quantity, price }) => ({ sku, quantity, refunded: 0, paid: quantity * price, points: 0 }))
  const sum = lines.reduce((all, { paid }) => all + paid, 0)
  if (!Number.isSafeInteger(sum)) throw invalid({ path: 'cart.items', message: 'cost more than can be counted' })
  return {
    // the middle of the day: nobody knows the hour
    id: reference, at: date === undefined ? claim.at : Math.min(claim.at, Date.parse(`${date}T12:00:00Z`)),
    fingerprint: '', awaited: true, cart, lines, total: sum, due: sum, earned: [], offerIds: [], refundedMoney: 0, answer: undefined,
    ...(place === undefined ? {} : { store: place }),
  }
}
