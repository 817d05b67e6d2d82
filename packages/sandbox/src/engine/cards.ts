import type { Card, CurrencyAmount, Issue } from '@loyaltykit/core'
import type { Points } from '../rules/points.ts'
import type { MemberRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { endOf } from './currencies.ts'
import { instant } from './duration.ts'
import { countGuess, refuseGuesser } from './guesses.ts'
import { plainNumber } from './numbers.ts'
import { KeptRefusal, refuse } from './refusals.ts'
import { digits, type World } from './world.ts'

/** How many old cards a member may have. */
const most = 19

/** What linking a card did. Without a sum nothing was given. */
export interface Linked {
  readonly card: Card
  readonly granted?: CurrencyAmount
}

/** A number for a new member's card, which nobody has. An EAN-13 ends with its check digit. */
export function newCardNumber(world: World): string {
  const { cardPrefix, cards } = world.preset
  for (;;) {
    const ean = cards?.barcode === 'ean13'
    const plain = `${cardPrefix}${digits(world, ean ? 12 - cardPrefix.length : 10)}`
    const number = ean ? `${plain}${checkDigit(plain)}` : plain
    if (!world.records.get('identifiers', `card:${number}`)) return number
  }
}

/** The last digit of an EAN-13, of the twelve before it. */
function checkDigit(twelve: string): number {
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

/** A member's cards: the one on the phone, then the old ones, the newest first. */
export function cardsOf(world: World, member: MemberRecord): Card[] {
  const plastic = world.records.of('cards', member.id).sort((a, b) => b.at - a.at).slice(0, most)
  return [virtualCard(world, member), ...plastic.map(({ id, at }) => toPlastic(id, at))]
}

function virtualCard({ preset, walletUrl }: World, { cardNumber }: MemberRecord): Card {
  return {
    id: 'virtual', number: cardNumber, kind: 'virtual',
    ...(preset.cards ? { barcode: { format: preset.cards.barcode, content: cardNumber } } : {}),
    wallets: walletUrl === undefined ? [] : (['apple', 'google'] as const).map((kind) => ({ kind, url: new URL(`${kind}/${cardNumber}`, walletUrl).href })),
  }
}

const toPlastic = (number: string, at: number): Card => ({ id: number, number, kind: 'plastic', linkedAt: instant(at), wallets: [] })

/**
 * Makes an old card a member's, once and only once in the whole programme: what was on it becomes points. Own cards are answered as they
 * are. A number that is none counts as a guess.
 */
export function linkCard(world: World, member: MemberRecord, typed: string): Linked | KeptRefusal {
  const number = plainNumber(typed)
  const known = world.records.get('cards', number)
  if (number === member.cardNumber) return { card: virtualCard(world, member) }
  if (known?.memberId === member.id) return { card: toPlastic(number, known.at) }
  const guesser = `card-guesses:${member.id}`
  refuseGuesser(world, guesser)
  if (!isCard(world, number)) {
    countGuess(world, guesser)
    return new KeptRefusal(refuse('not_found', 'There is no such card. Look at its number again.'))
  }
  if (known?.memberId !== undefined) throw refuse('conflict', 'This card is linked to somebody already.')
  if (member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  if (world.records.of('cards', member.id).length >= most) throw refuse('not_eligible', 'There are as many cards in this account as there can be.')
  const [granted] = giveCard(world, member, number)
  return { card: toPlastic(number, world.now()), ...(granted ? { granted } : {}) }
}

/** What is wrong with a card's number given at sign-up, if anything. */
export function cardIssue(world: World, typed: string): Issue | undefined {
  const number = plainNumber(typed)
  const path = 'cardNumber'
  if (!world.preset.cards?.old && world.preset.cards?.pattern === undefined) return { path, message: 'can\'t be given here: this programme takes no old cards at sign-up' }
  if (!isCard(world, number)) return { path, message: 'is no card of ours. Look at it again, or leave it out' }
  return world.records.get('cards', number)?.memberId === undefined ? undefined : { path, message: 'is linked to somebody already. Leave it out' }
}

/** Links a card that may be linked; gives what came of it, one sum for each currency. */
export function giveCard(world: World, member: MemberRecord, typed: string): CurrencyAmount[] {
  const number = plainNumber(typed)
  const at = world.now()
  const { cards } = world.preset
  const wasLinked = world.records.get('cards', number) !== undefined
  const first = world.records.of('cards', member.id).length === 0
  const old = cards?.old?.find((card) => plainNumber(card.number) === number)
  world.records.put('cards', { id: number, memberId: member.id, at })
  const sums = new Map<string, number>()
  const given: readonly Points[] = wasLinked ? [] : [...(old?.points ?? []), ...(first ? cards?.gives ?? [] : [])]
  for (const { currency, amount } of given) if (amount > 0) sums.set(currency, (sums.get(currency) ?? 0) + amount)
  const granted = [...sums].map(([currency, amount]) => ({ currency, amount }))
  for (const points of granted) grant(world, { memberId: member.id, ...points, at, expiresAt: endOf(world, points.currency, at), reason: 'card', words: 'card' })
  return granted
}

/** Whether this is a card that was given out before. Cards of the programme's own members are none. */
function isCard({ preset: { cards } }: World, number: string): boolean {
  return cards?.old?.some((card) => plainNumber(card.number) === number) || (cards?.pattern !== undefined && new RegExp(`^(?:${cards.pattern})$`).test(number))
}
