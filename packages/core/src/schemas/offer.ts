import * as z from 'zod/mini'
import { Id, Instant, Line, list, Paragraph, SafeUrl } from './base.ts'

/** Something shown to a member or to the public. */
export const Offer = z.object({
  id: Id,
  kind: z.enum(['discount', 'multiplier', 'bonus', 'gift', 'welcome', 'win_back', 'draw', 'partner']),
  /** Who sees it: everybody, or this member. */
  audience: z.enum(['public', 'personal']),
  title: Line,
  text: z.optional(Paragraph),
  image: z.optional(z.object({ url: SafeUrl, alt: z.string().check(z.maxLength(300)) })),
  /** `locked`: seen but not usable yet; `available`: can be activated (or used, where nothing is to be activated); `active`; `used`; `expired`. */
  state: z.enum(['locked', 'available', 'active', 'used', 'expired']),
  /** Whether the member must activate it before it works. */
  activation: z.enum(['none', 'needed']),
  /** A code a cart accepts. */
  code: z.optional(Line),
  validFrom: z.optional(Instant),
  validUntil: z.optional(Instant),
  terms: z.optional(Paragraph),
  /** Where it can be used. */
  url: z.optional(SafeUrl),
  partner: z.optional(z.object({ id: Id, name: Line })),
  /** Why it is locked, in the language asked for. */
  lockedBecause: z.optional(Line),
})
export type Offer = z.infer<typeof Offer>

export const Offers = list(Offer, 200)
export const ActivateOffer = z.object({ offerId: Id })
export const ActivatedOffer = z.object({ offer: Offer })
