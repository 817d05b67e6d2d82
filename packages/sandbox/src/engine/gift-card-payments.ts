import type { GiftCardRecord, PaidByCard } from '../state/value-records.ts'
import { setAlarm } from './alarm.ts'
import { after } from './duration.ts'
import { byNumber, cardAccount, programmeSide, stateOf, unknownCard, valueOf } from './gift-cards.ts'
import { move } from './ledger.ts'
import { invalid, refuse } from './refusals.ts'
import type { World } from './world.ts'

/** The least life of a card that a refund puts value back on. */
const returnedLife = '30 days'

/** A card as the till takes it: by number and PIN, or, of the buyer's own account, by its id. */
export type GiftCardPayment = { readonly amount: number } & ({ readonly number: string; readonly pin?: string | undefined } | { readonly giftCardId: string })

/** Pays a part of an order: never more than is due, or than is on a card. The path of the cards in the input is `giftCards`. */
export function payByCards(world: World, payments: readonly GiftCardPayment[], { memberId, due, at }: { memberId: string | undefined; due: number; at: number }): PaidByCard[] {
  let left = due
  const paid: PaidByCard[] = []
  payments.forEach((payment, position) => {
    const { amount } = payment
    const card = payingCard(world, payment, memberId)
    if (paid.some(({ giftCardId }) => giftCardId === card.id)) throw invalid({ path: `giftCards.${position}`, message: 'is there twice: give each card once' })
    const state = stateOf(world, card)
    if (state === 'expired') throw refuse('expired', 'This gift card has ended.')
    if (state === 'blocked') throw refuse('not_eligible', 'This gift card is blocked. Ask the shop.')
    if (amount > valueOf(world, card)) throw refuse('not_eligible', 'There is not so much on this gift card. Look what is left, and choose less.')
    if (amount > left) throw refuse('not_eligible', 'The gift cards would pay more than is due. Choose less.')
    left -= amount
    move(world, { from: cardAccount(world, card.id), to: programmeSide(world, 'spent'), amount, at })
    world.records.put('giftCards', { ...card, changedAt: at })
    paid.push({ giftCardId: card.id, amount, putBack: 0 })
  })
  return paid
}

function payingCard(world: World, payment: GiftCardPayment, memberId: string | undefined): GiftCardRecord {
  if ('giftCardId' in payment) {
    const card = world.records.get('giftCards', payment.giftCardId)
    if (memberId === undefined || card?.memberId !== memberId) throw refuse('not_found', 'There is no such gift card in the buyer\'s account.')
    return card
  }
  const card = byNumber(world, payment.number)
  if (!card || (card.pin !== undefined && card.pin !== payment.pin)) throw unknownCard()
  return card
}

/** Puts value back for what was returned, the card that paid last first. What cards did not pay is given back in money by the till. */
export function putBackOnCards(world: World, payments: readonly PaidByCard[], money: number, at: number): { readonly payments: readonly PaidByCard[]; readonly returned: readonly { readonly giftCardId: string; readonly amount: number }[] } {
  let left = money
  const returned: { giftCardId: string; amount: number }[] = []
  const changed = [...payments].reverse().map((payment) => {
    const amount = Math.min(left, payment.amount - payment.putBack)
    if (amount <= 0) return payment
    left -= amount
    revive(world, payment.giftCardId, amount, at)
    returned.push({ giftCardId: payment.giftCardId, amount })
    return { ...payment, putBack: payment.putBack + amount }
  })
  return { payments: changed.reverse(), returned }
}

/** A card that ended meanwhile lives again, for a while: the value is the buyer's. */
function revive(world: World, id: string, amount: number, at: number): void {
  const card = world.records.get('giftCards', id)
  if (!card) throw new Error('A card that has paid is gone.')
  const expiresAt = card.expiresAt === undefined ? undefined : Math.max(card.expiresAt, after(at, returnedLife))
  world.records.put('giftCards', { ...card, changedAt: at, ...(expiresAt === undefined ? {} : { expiresAt }) })
  move(world, { from: programmeSide(world, 'spent'), to: cardAccount(world, id), amount, at })
  if (expiresAt !== undefined) setAlarm(world, 'gift_card', id, expiresAt)
}
