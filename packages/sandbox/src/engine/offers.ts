import type { Offer, Quote } from '@loyaltykit/core'
import type { OfferRule } from '../rules/offers.ts'
import { say } from '../rules/words.ts'
import type { MemberRecord, OfferRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { drawOffers } from './draws.ts'
import { after, instant } from './duration.ts'
import { refuse } from './refusals.ts'
import { inSegmentSince } from './segments.ts'
import { isFor } from './who.ts'
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
  if (over) return record?.activatedAt !== undefined || isFor(world, offer.who, member, at) ? { state: 'expired', validUntil } : hidden
  const { tier, told, ...others } = offer.who ?? {}
  if (record?.activatedAt === undefined && !isFor(world, others, member, at)) return hidden
  // what a member can do something about may be seen before it is open
  if (!isFor(world, { ...(tier === undefined ? {} : { tier }), ...(told ? { told } : {}) }, member, at)) return offer.locked ? { state: 'locked', validUntil } : hidden
  return { state: record?.activatedAt === undefined ? 'available' : 'active', validUntil }
}

function end(world: World, offer: OfferRule, member: MemberRecord | undefined, at: number): number | undefined {
  const { valid, who } = offer
  if (!valid) return undefined
  if (valid.from === 'month') {
    const date = new Date(at)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  }
  if (!member) return undefined
  if (valid.from === 'joined') return after(member.joinedAt, valid.for)
  const activated = recordOf(world, offer, member)?.until
  if (activated !== undefined) return activated
  const [since] = (who?.segments ?? []).flatMap((segment) => inSegmentSince(world, member, segment, at) ?? [])
  return since === undefined ? undefined : after(since, valid.for)
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
  if (member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  const until = end(world, offer, member, at)
  change(world, offer, member, { activatedAt: at, ...(until === undefined ? {} : { until }) })
  if (offer.effect?.kind === 'points') {
    const { points, life } = offer.effect
    grant(world, { memberId: member.id, ...points, at, expiresAt: after(at, life), reason: offer.kind === 'win_back' ? 'win_back' : 'offer', words: `offer:${offer.id}` })
  }
  return offer
}

const order: readonly Offer['state'][] = ['active', 'available', 'locked', 'used', 'expired']

/** The offers that somebody sees, best first: what works, then what may, then the rest; as the preset orders them, prize draws last. */
export function offersFor(world: World, member: MemberRecord | undefined, locale: string): Offer[] {
  return [...world.preset.offers.flatMap((offer) => toOffer(world, offer, member, locale) ?? []), ...drawOffers(world, member, locale)]
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
    lockedBecause: state === 'locked' ? text(offer.locked) : undefined,
    image: offer.image && world.assetsUrl !== undefined
      ? { url: new URL(offer.image.path, world.assetsUrl).href, alt: say(offer.image.alt, locale, world.preset.locales[0]) } : undefined,
  }
  return {
    id: offer.id, kind: offer.kind, audience: offer.audience, title: say(offer.title, locale, world.preset.locales[0]), state, activation: offer.activation,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}
