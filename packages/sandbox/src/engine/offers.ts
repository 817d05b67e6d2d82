import type { Offer, Quote } from '@loyaltykit/core'
import { say, type OfferRule } from '../presets/preset.ts'
import type { MemberRecord, OfferRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { after, instant } from './duration.ts'
import { refuse } from './refusals.ts'
import { ordersOf, tierOf } from './standing.ts'
import type { World } from './world.ts'

/** How an offer stands for somebody. `hidden`: it is not theirs to see. */
interface OfferStanding {
  readonly state: Offer['state'] | 'hidden'
  readonly validUntil: number | undefined
}

/** How long a used or ended offer is still shown. */
const remembered = '14 days'

const recordOf = (world: World, offer: OfferRule, member: MemberRecord): OfferRecord | undefined => world.records.get('offers', `${member.id}/${offer.id}`)

const change = (world: World, offer: OfferRule, member: MemberRecord, news: Partial<OfferRecord>): void =>
  world.records.put('offers', { ...recordOf(world, offer, member), id: `${member.id}/${offer.id}`, memberId: member.id, ...news })

/** How an offer stands for a member, or for a guest. */
export function offerStanding(world: World, offer: OfferRule, member: MemberRecord | undefined, at: number): OfferStanding {
  const hidden = { state: 'hidden', validUntil: undefined } as const
  if (!member) return offer.audience === 'public' ? { state: 'available', validUntil: end(world, offer, undefined, at) } : hidden
  const record = recordOf(world, offer, member)
  const validUntil = end(world, offer, member, at)
  const over = validUntil !== undefined && validUntil <= at
  if (over && after(validUntil, remembered) <= at) return hidden
  if (record?.usedBy !== undefined) return { state: 'used', validUntil }
  if (offer.for?.firstOrder && ordersOf(world, member.id).some((order) => !isUndone(order))) return hidden
  if (offer.for?.lapsed && !record?.activatedAt && !lapsedAt(world, offer.for.lapsed, member, at)) return hidden
  if (over) return { state: 'expired', validUntil }
  if (offer.for?.tier !== undefined && rank(world, tierOf(world, member, at)) < rank(world, offer.for.tier)) return { state: 'locked', validUntil }
  return { state: record?.activatedAt === undefined ? 'available' : 'active', validUntil }
}

/** An order of which everything came back. */
const isUndone = ({ lines }: { lines: readonly { quantity: number; refunded: number }[] }) => lines.length > 0 && lines.every(({ quantity, refunded }) => quantity === refunded)

const rank = (world: World, tier: string) => world.preset.tiers.findIndex(({ id }) => id === tier)

/** Since when a member counts as lapsed: so long after the last purchase. One who never bought is a newcomer. */
function lapsedAt(world: World, lapsed: NonNullable<NonNullable<OfferRule['for']>['lapsed']>, member: MemberRecord, at: number): number | undefined {
  const last = ordersOf(world, member.id).filter((order) => order.at <= at).at(-1)
  const since = last && after(last.at, lapsed)
  return since !== undefined && since <= at ? since : undefined
}

function end(world: World, { valid, for: who }: OfferRule, member: MemberRecord | undefined, at: number): number | undefined {
  if (!valid) return undefined
  if (valid.from === 'month') {
    const date = new Date(at)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  }
  if (!member) return undefined
  if (valid.from === 'joined') return after(member.joinedAt, valid.for)
  const since = who?.lapsed && lapsedAt(world, who.lapsed, member, at)
  return since && after(since, valid.for)
}

/** Whether an offer changes a purchase made now. */
export function worksNow(world: World, offer: OfferRule, member: MemberRecord | undefined, at: number): boolean {
  const { state } = offerStanding(world, offer, member, at)
  return state === 'active' || (state === 'available' && offer.activation === 'none')
}

/** Why a code of a cart does nothing. */
export function codeVerdict(world: World, code: string, member: MemberRecord | undefined, at: number): NonNullable<Quote['rejectedCodes']>[number]['because'] {
  const offer = world.preset.offers.find((one) => one.code === code)
  if (!offer) return 'unknown'
  const { state } = offerStanding(world, offer, member, at)
  return state === 'used' || state === 'expired' ? state : 'not_eligible'
}

/** Marks what a purchase used. */
export function use(world: World, offers: readonly OfferRule[], member: MemberRecord, orderId: string): void {
  for (const offer of offers) if (offer.once) change(world, offer, member, { usedBy: orderId })
}

/** A purchase was undone: what it used is there again. */
export function unuse(world: World, offerIds: readonly string[], memberId: string): void {
  for (const offerId of offerIds) {
    const record = world.records.get('offers', `${memberId}/${offerId}`)
    if (!record?.usedBy) continue
    const { usedBy: _, ...free } = record
    world.records.put('offers', free)
  }
}

/** A member wants an offer to work. One that is active, or works by itself, is answered as it is. */
export function activate(world: World, member: MemberRecord, offerId: string): OfferRule {
  const at = world.now()
  const offer = world.preset.offers.find(({ id }) => id === offerId)
  const state = offer ? offerStanding(world, offer, member, at).state : 'hidden'
  if (!offer || state === 'hidden') throw refuse('not_found', 'There is no such offer.')
  if (state === 'expired') throw refuse('expired', 'This offer has ended.')
  if (state === 'locked') throw refuse('not_eligible', 'This offer is not open to you yet.')
  if (state === 'used') throw refuse('not_eligible', 'You have used this offer already.')
  if (state === 'active' || offer.activation === 'none') return offer
  change(world, offer, member, { activatedAt: at })
  if (offer.effect?.kind === 'points') {
    const { points, life } = offer.effect
    grant(world, { memberId: member.id, ...points, at, expiresAt: after(at, life), reason: offer.kind === 'win_back' ? 'win_back' : 'offer', words: `offer:${offer.id}` })
  }
  return offer
}

const order: readonly Offer['state'][] = ['active', 'available', 'locked', 'used', 'expired']

/** The offers that somebody sees, best first: what works, then what may, then the rest; as the preset orders them. */
export function offersFor(world: World, member: MemberRecord | undefined, locale: string): Offer[] {
  return world.preset.offers
    .flatMap((offer) => toOffer(world, offer, member, locale) ?? [])
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

/** An offer as the port says it; nothing where it is hidden. */
export function toOffer(world: World, offer: OfferRule, member: MemberRecord | undefined, locale: string): Offer | undefined {
  const { state, validUntil } = offerStanding(world, offer, member, world.now())
  if (state === 'hidden') return undefined
  const text = (words: OfferRule['text']) => words && say(words, locale, world.preset.locales[0])
  const optional = {
    text: text(offer.text), terms: text(offer.terms), code: offer.code, url: offer.url, partner: offer.partner,
    validUntil: validUntil === undefined ? undefined : instant(validUntil),
    lockedBecause: state === 'locked' ? text(offer.for?.locked) : undefined,
    image: offer.image && world.assetsUrl !== undefined
      ? { url: new URL(offer.image.path, world.assetsUrl).href, alt: say(offer.image.alt, locale, world.preset.locales[0]) } : undefined,
  }
  return {
    id: offer.id, kind: offer.kind, audience: offer.audience, title: say(offer.title, locale, world.preset.locales[0]), state, activation: offer.activation,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}
