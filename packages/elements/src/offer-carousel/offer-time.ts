import type { Offer } from '@loyaltykit/core'
import type { Speech } from '../shared/loyalty-element.ts'
import type { OfferCarouselWords } from './offer-carousel.words.ts'

/** From how little time left on a countdown is shown, in milliseconds. */
const countdownFrom = 3 * 86_400_000

/** The state of an offer by the clock: one whose time is over has ended, whatever the last answer said. */
export const stateNow = ({ state, validUntil }: Offer, now: number): Offer['state'] =>
  state !== 'used' && validUntil !== undefined && Date.parse(validUntil) <= now ? 'expired' : state

/** Whether its time runs out soon, so that the text changes with every minute. */
export const isEnding = (offer: Offer, now: number): boolean =>
  offer.validUntil !== undefined && !['used', 'expired'].includes(stateNow(offer, now)) && Date.parse(offer.validUntil) - now < countdownFrom

/** When it holds, in words; nothing where there is nothing to say. */
export function timeText(offer: Offer, now: number, { own, format }: Speech<OfferCarouselWords>): string {
  const { validFrom, validUntil } = offer
  const state = stateNow(offer, now)
  if (state === 'used') return ''
  if (validFrom && Date.parse(validFrom) > now) return format.say(own.from, { date: format.date(validFrom, now) })
  if (!validUntil) return ''
  if (state === 'expired') return format.say(own.ended, { date: format.date(validUntil, now) })
  if (isEnding(offer, now)) return format.say(own.ends, { time: format.until(validUntil, now) })
  return format.say(own.until, { date: format.date(validUntil, now) })
}
