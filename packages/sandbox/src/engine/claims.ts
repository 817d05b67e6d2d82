import type { Claim, CurrencyAmount, Money } from '@loyaltykit/core'
import { say } from '../rules/words.ts'
import type { ClaimRecord } from '../state/claim-record.ts'
import type { MemberRecord, OrderRecord } from '../state/tables.ts'
import { dropAlarm, setAlarm } from './alarm.ts'
import { after, before, instant } from './duration.ts'
import { countGuess, refuseGuesser } from './guesses.ts'
import { identify } from './identify.ts'
import { send } from './messages.ts'
import { plainNumber } from './numbers.ts'
import { isUndone } from './orders.ts'
import { isPlainLine } from './plain-text.ts'
import { invalid, refuse } from './refusals.ts'
import { newId, nextNumber, type World } from './world.ts'

/** How long a claim waits for a till that reports late. */
const patience = '2 days'

interface Submitted {
  readonly kind: Claim['kind']
  readonly reference: string
  readonly date?: string | undefined
  readonly total?: Money | undefined
  readonly place?: string | undefined
  readonly comment?: string | undefined
}

/** The day of an instant, in UTC. */
const dayOf = (at: number): string => instant(at).slice(0, 10)

export const claimKey = (kind: Claim['kind'], reference: string): string => `${kind}/${plainNumber(reference)}`

/** The order that a reference is the number of, as the till writes it or nearly so. */
export const orderFor = (world: World, reference: string): OrderRecord | undefined =>
  world.records.get('orders', reference) ?? world.records.all('orders').find(({ id }) => plainNumber(id) === plainNumber(reference))

/**
 * A member says that a purchase is missing. A claim waits for the desk, or, where receipts are looked up, for its receipt: one that
 * is there is counted or refused at once. A purchase that is somebody's is never claimable; nor is what was claimed and not refused.
 */
export function submitClaim(world: World, member: MemberRecord, input: Submitted): ClaimRecord {
  const at = world.now()
  const rule = world.preset.claims
  if (!rule) throw refuse('unsupported', 'This programme takes no claims. Ask the desk.')
  const { kind, date, total, place, comment } = input
  const reference = input.reference.trim()
  if (!rule.kinds.includes(kind)) throw invalid({ path: 'kind', message: `must be one of ${rule.kinds.join(', ')}` })
  if (plainNumber(reference) === '') throw invalid({ path: 'reference', message: 'is missing' })
  for (const [path, text] of [['reference', reference], ['place', place]] as const) {
    if (text !== undefined && !isPlainLine(text)) throw invalid({ path, message: 'has characters that can\'t be seen. Type it again' })
  }
  if (date !== undefined && date > dayOf(at)) throw invalid({ path: 'date', message: 'is in the future' })
  if (date !== undefined && date < dayOf(before(at, `${rule.withinDays} days`))) throw invalid({ path: 'date', message: `is longer ago than ${rule.withinDays} days` })
  if (total && total.currency !== world.preset.money) throw invalid({ path: 'total.currency', message: `must be ${world.preset.money}` })
  if (total && total.amount <= 0) throw invalid({ path: 'total.amount', message: 'must be above 0' })
  if (member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  const guesser = `claim-guesses:${member.id}`
  if (rule.review === 'receipt') refuseGuesser(world, guesser)
  const key = claimKey(kind, reference)
  const order = orderFor(world, reference)
  // whose it is stays unsaid
  if (order?.memberId !== undefined || world.records.all('claims').some((claim) => claim.key === key && claim.state !== 'refused')) {
    throw refuse('conflict', 'This number was counted or claimed already. Look at your earlier claims, or ask the desk.')
  }
  const claim: ClaimRecord = {
    id: newId(world), memberId: member.id, number: nextNumber(world), at, kind, reference, key, state: 'submitted',
    ...(date === undefined ? {} : { date }), ...(total ? { total: { ...total } } : {}),
    ...(place === undefined ? {} : { place }), ...(comment === undefined ? {} : { comment }),
  }
  world.records.put('claims', claim)
  if (rule.review === 'desk') {
    if (rule.takenUp) setAlarm(world, 'take_up', claim.id, after(at, rule.takenUp))
    return claim
  }
  if (!order || !matches(world, claim, order)) countGuess(world, guesser)
  if (order) return settleClaim(world, claim, order)
  setAlarm(world, 'give_up', claim.id, after(at, patience))
  return claim
}

/** Whether an order is what a claim says it is. */
function matches(world: World, { date, total }: ClaimRecord, order: OrderRecord): boolean {
  const earliest = before(world.now(), `${world.preset.claims?.withinDays ?? 0} days`)
  return !isUndone(order) && dayOf(order.at) >= dayOf(earliest) && (date === undefined || date === dayOf(order.at)) && (total === undefined || total.amount === order.due)
}

/** The receipt of a claim is there: it is counted, or it is not this one. */
function settleClaim(world: World, claim: ClaimRecord, order: OrderRecord): ClaimRecord {
  const member = world.records.get('members', claim.memberId)
  if (order.memberId === claim.memberId) return close(world, claim, { state: 'accepted', says: 'counted', ...grantedBy(world, order) })
  if (member?.status !== 'active' || order.memberId !== undefined || !matches(world, claim, order)) return close(world, claim, { state: 'refused', says: 'unknown' })
  const [granted] = identify(world, order, member)
  return close(world, claim, { state: 'accepted', says: 'counted', ...(granted ? { granted } : {}) })
}

/** What a member's order has earned. */
function grantedBy(world: World, { earned }: OrderRecord): { granted?: CurrencyAmount } {
  const currency = earned[0]?.currency
  const amount = earned.reduce((sum, part) => sum + (part.currency === currency ? world.records.get('batches', part.batchId)?.amount ?? 0 : 0), 0)
  return currency === undefined || amount === 0 ? {} : { granted: { currency, amount } }
}

/** A till has reported a purchase: a claim may have waited for it. */
export function meetClaims(world: World, order: OrderRecord): void {
  const claim = world.records.all('claims').find((one) => isOpen(one) && one.key === claimKey(one.kind, order.id))
  if (!claim) return
  const isOwn = order.memberId === claim.memberId
  if (world.preset.claims?.review === 'desk' && !isOwn) return
  tellOutcome(world, settleClaim(world, claim, order))
}

export const isOpen = ({ state }: ClaimRecord): boolean => state === 'submitted' || state === 'in_review'

/** Ends a claim. */
export function close(world: World, claim: ClaimRecord, outcome: Partial<ClaimRecord>): ClaimRecord {
  for (const kind of ['take_up', 'give_up'] as const) dropAlarm(world, kind, claim.id)
  const closed = { ...claim, ...outcome }
  world.records.put('claims', closed)
  return closed
}

/** Tells the member what became of a claim; now, where an alarm does not say otherwise. */
export function tellOutcome(world: World, claim: ClaimRecord, at?: number): void {
  const member = world.records.get('members', claim.memberId)
  if (member?.status !== 'active') return
  send(world, member, world.preset.messages.claim, {
    reference: claim.reference, answer: answerOf(world, claim, member.locale) ?? '', amount: String(claim.granted?.amount ?? 0), name: member.profile.givenName ?? '',
  }, at)
}

/** The desk has begun to look. */
export function takeUp(world: World, id: string): void {
  const claim = world.records.get('claims', id)
  if (claim?.state === 'submitted') world.records.put('claims', { ...claim, state: 'in_review' })
}

/** No till has reported the receipt in time. */
export function giveUp(world: World, id: string, at: number): void {
  const claim = world.records.get('claims', id)
  if (claim && isOpen(claim)) tellOutcome(world, close(world, claim, { state: 'refused', says: 'unknown' }), at)
}

/** A member leaves: nobody is left to answer. */
export function dropClaims(world: World, memberId: string): void {
  for (const claim of world.records.of('claims', memberId)) if (isOpen(claim)) close(world, claim, { state: 'refused' })
}

/** A member's claims, the newest first. */
export const claimsOf = (world: World, memberId: string, locale: string): Claim[] =>
  world.records.of('claims', memberId).sort((a, b) => b.number - a.number).slice(0, 200).map((claim) => toClaim(world, claim, locale))

function answerOf({ preset }: World, { answer, says }: ClaimRecord, locale: string): string | undefined {
  const words = says && preset.claims?.answers?.[says]
  return answer ?? (words && say(words, locale, preset.locales[0]))
}

export function toClaim(world: World, claim: ClaimRecord, locale: string): Claim {
  const { id, kind, reference, date, total, place, at, state, granted } = claim
  const answer = answerOf(world, claim, locale)
  return {
    id, kind, reference, submittedAt: instant(at), state,
    ...(date === undefined ? {} : { date }), ...(total ? { total: { ...total } } : {}), ...(place === undefined ? {} : { place }),
    ...(answer === undefined ? {} : { answer }), ...(granted ? { granted: { ...granted } } : {}),
  }
}
