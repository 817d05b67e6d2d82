import type { GiftCard } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import type { GiftCardRecord } from '../state/value-records.ts'
import { setAlarm } from './alarm.ts'
import { after, instant, lastInstant, type Duration } from './duration.ts'
import { countGuess, refuseGuesser } from './guesses.ts'
import { fingerprint } from './idempotency.ts'
import { amountOf, move } from './ledger.ts'
import { plainNumber } from './numbers.ts'
import { invalid, KeptRefusal, refuse } from './refusals.ts'
import { digits, hash, newId, programme, type World } from './world.ts'

/**
 * Stored value in the shop's money. It is in the ledger like points: what is on a card is the card's account; the programme's side says what
 * was issued, spent and has expired. So the sum of all accounts is zero in money too.
 */
export const cardAccount = (world: World, id: string): string => `gift-card/${id}/${world.preset.money}`
export const programmeSide = (world: World, account: 'issued' | 'spent' | 'expired'): string => `programme/${world.preset.money}/gift-cards-${account}`

export const valueOf = (world: World, { id }: Pick<GiftCardRecord, 'id'>): number => amountOf(world, cardAccount(world, id))

/** Makes a card with so much on it. */
export function issueGiftCard(world: World, { money, at, life, ...known }: {
  readonly money: number; readonly at: number; readonly life?: Duration | (string & {}) | undefined
} & Partial<Pick<GiftCardRecord, 'id' | 'number' | 'pin' | 'memberId' | 'sale' | 'blocked'>>): GiftCardRecord {
  const expiresAt = life === undefined ? undefined : after(at, life)
  const card: GiftCardRecord = {
    id: known.id ?? newId(world), number: known.number ?? freeNumber(world), changedAt: at, ...known,
    ...(expiresAt === undefined ? {} : { expiresAt }), ...(known.memberId === undefined ? {} : { attachedAt: at }),
  }
  world.records.put('giftCards', card)
  if (money > 0) move(world, { from: programmeSide(world, 'issued'), to: cardAccount(world, card.id), amount: money, at })
  if (expiresAt !== undefined) setAlarm(world, 'gift_card', card.id, expiresAt)
  return card
}

/** A PIN for a card that is sold or given. */
export const newPin = (world: World): string => digits(world, 4)

function freeNumber(world: World): string {
  for (;;) {
    const number = `6${digits(world, 15)}`
    if (!byNumber(world, number)) return number
  }
}

/** The cards that are there from the beginning. Their ids follow from the seed, and take nothing from its chance. */
export function openGiftCards(world: World, at: number): void {
  for (const { number, pin, money, life, blocked } of world.preset.giftCards ?? []) {
    const id = hash(`${programme(world).seed}/gift-card/${number}`).slice(0, 24)
    issueGiftCard(world, { id, number: plainNumber(number), money, at, life, ...(pin === undefined ? {} : { pin }), ...(blocked ? { blocked } : {}) })
  }
}


export const byNumber = (world: World, number: string): GiftCardRecord | undefined => {
  const plain = plainNumber(number)
  return world.records.all('giftCards').find((card) => card.number === plain)
}

interface Given {
  readonly number: string
  readonly pin?: string | undefined
}

export const unknownCard = () => refuse('not_found', 'There is no gift card with this number and PIN. Look at both again.')

/** A card by its number and PIN. A wrong PIN is not told from a wrong number, and both count as guesses at that number, whoever makes them. */
function find(world: World, { number, pin }: Given): GiftCardRecord | KeptRefusal {
  const asked = `gift-card:${plainNumber(number)}`
  refuseGuesser(world, asked)
  const card = byNumber(world, number)
  if (card && (card.pin === undefined || card.pin === pin)) {
    world.records.remove('requests', asked)
    return card
  }
  countGuess(world, asked)
  return new KeptRefusal(unknownCard())
}

/** What is on a card. */
export function check(world: World, given: Given): { readonly giftCard: GiftCard } | KeptRefusal {
  const card = find(world, given)
  return card instanceof KeptRefusal ? card : { giftCard: toGiftCard(world, card) }
}

/** Keeps a card in a member's account. One that is there already is answered. */
export function attach(world: World, member: MemberRecord, given: Given): { readonly giftCard: GiftCard } | KeptRefusal {
  const card = find(world, given)
  if (card instanceof KeptRefusal) return card
  if (card.memberId !== undefined && card.memberId !== member.id) throw refuse('conflict', 'This gift card is in somebody else\'s account. Ask the shop.')
  if (card.memberId === undefined && member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  const kept = card.memberId === undefined ? { ...card, memberId: member.id, attachedAt: world.now() } : card
  if (kept !== card) world.records.put('giftCards', kept)
  return { giftCard: toGiftCard(world, kept) }
}

/** Somebody leaves: the cards are whoever's who has them. */
export function detachAll(world: World, memberId: string): void {
  for (const { memberId: _, attachedAt: __, ...card } of world.records.of('giftCards', memberId)) world.records.put('giftCards', card)
}

/** The cards of a member's account, those with something on them first, then the last attached first. */
export const giftCardsFor = (world: World, memberId: string): GiftCard[] => world.records.of('giftCards', memberId)
  .map((card) => ({ shown: toGiftCard(world, card), at: card.attachedAt ?? 0 }))
  .sort((a, b) => Number(b.shown.state === 'active') - Number(a.shown.state === 'active') || b.at - a.at)
  .slice(0, 100).map(({ shown }) => shown)

/** A card as the port says it. */
export function toGiftCard(world: World, card: GiftCardRecord): GiftCard {
  const { id, number, expiresAt } = card
  return {
    id, number: masked(number), balance: { amount: valueOf(world, card), currency: world.preset.money }, state: stateOf(world, card),
    ...(expiresAt === undefined ? {} : { expiresAt: instant(expiresAt) }),
  }
}

export const masked = (number: string): string => `•••• ${number.slice(-4)}`

export function stateOf(world: World, card: GiftCardRecord): GiftCard['state'] {
  if (card.blocked) return 'blocked'
  if (card.expiresAt !== undefined && card.expiresAt <= world.now()) return 'expired'
  return valueOf(world, card) > 0 ? 'active' : 'spent'
}

/** What nobody used of a card is over. */
export function expireGiftCard(world: World, id: string, at: number): void {
  const card = world.records.get('giftCards', id)
  if (!card) return
  const left = valueOf(world, card)
  if (left > 0) move(world, { from: cardAccount(world, id), to: programmeSide(world, 'expired'), amount: left, at })
  world.records.put('giftCards', { ...card, changedAt: at })
}

/** A sale of a card. */
export interface GiftCardSale {
  /** The till's number of the sale. */
  readonly saleId?: string | undefined
  readonly money: number
  /** How long it lives: `12 months`. For ever where absent. */
  readonly life?: Duration | (string & {}) | undefined
}

/** A card as the till hands it out. */
export interface SoldGiftCard {
  readonly giftCardId: string
  readonly number: string
  readonly pin: string
}

/** Sells a card. The same sale again is answered as before; with another amount it is a conflict. */
export function sellGiftCard(world: World, { saleId, money, life }: GiftCardSale): SoldGiftCard {
  const at = world.now()
  if (life !== undefined && !(after(at, life) <= lastInstant)) throw invalid({ path: 'life', message: 'is longer than the calendar' })
  const terms = fingerprint({ money, life })
  const known = saleId === undefined ? undefined : world.records.all('giftCards').find(({ sale }) => sale?.id === saleId)
  if (known && known.sale?.fingerprint !== terms) throw refuse('conflict', 'This sale was reported before, with something else in it.')
  const card = known ?? issueGiftCard(world, { money, at, life, pin: newPin(world), ...(saleId === undefined ? {} : { sale: { id: saleId, fingerprint: terms } }) })
  return { giftCardId: card.id, number: card.number, pin: card.pin ?? '' }
}
