import type { Format } from './format.ts'
import type { Message } from './words.ts'

/** From how little time left on a countdown is shown, in milliseconds. */
const countdownFrom = 3 * 86_400_000

/** Since when and until when something holds. */
export interface Validity {
  readonly validFrom?: string | undefined
  readonly validUntil?: string | undefined
}

/** What is said of it. `{date}` is a day, `{time}` is `in 5 hours`. */
export interface ValidityWords {
  readonly from: Message
  readonly until: Message
  readonly ends: Message
  readonly ended: Message
}

/** Whether its time is over by the clock. */
export const hasEnded = ({ validUntil }: Validity, now: number): boolean => validUntil !== undefined && Date.parse(validUntil) <= now

/** Whether its time runs out soon, so that the text changes with every minute. */
export const endsSoon = (validity: Validity, now: number): boolean =>
  validity.validUntil !== undefined && !hasEnded(validity, now) && Date.parse(validity.validUntil) - now < countdownFrom

/** When it holds, in words; nothing where there is nothing to say. */
export function validityText(validity: Validity, now: number, words: ValidityWords, format: Format): string {
  const { validFrom, validUntil } = validity
  if (validFrom !== undefined && Date.parse(validFrom) > now) return format.say(words.from, { date: format.date(validFrom, now) })
  if (validUntil === undefined) return ''
  if (hasEnded(validity, now)) return format.say(words.ended, { date: format.date(validUntil, now) })
  if (endsSoon(validity, now)) return format.say(words.ends, { time: format.until(validUntil, now) })
  return format.say(words.until, { date: format.date(validUntil, now) })
}
