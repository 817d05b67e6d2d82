import type { Offer } from '@loyaltykit/core'
import type { Speech } from '../shared/loyalty-element.ts'
import { endsSoon, hasEnded, validityText } from '../shared/validity.ts'
import type { OfferCarouselWords } from './offer-carousel.words.ts'

/** The state of an offer by the clock: one whose time is over has ended, whatever the last answer said. */
export const stateNow = (offer: Offer, now: number): Offer['state'] => (offer.state !== 'used' && hasEnded(offer, now) ? 'expired' : offer.state)

/** Whether its time runs out soon, so that the text changes with every minute. */
export const isEnding = (offer: Offer, now: number): boolean => !['used', 'expired'].includes(offer.state) && endsSoon(offer, now)

/** When it holds, in words; nothing where there is nothing to say. */
export function timeText(offer: Offer, now: number, { own, format }: Speech<OfferCarouselWords>): string {
  const isPast = offer.state === 'used' || (offer.state === 'expired' && !hasEnded(offer, now))
  return isPast ? '' : validityText(offer, now, own, format)
}
