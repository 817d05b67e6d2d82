import type { Challenge, Program } from '@loyaltykit/core'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { ChallengesWords } from './challenges.words.ts'

/** From how little time left on a countdown is shown, in milliseconds. */
const countdownFrom = 3 * 86_400_000

/** The state of a challenge by the clock: one whose time is over has ended, whatever the last answer said. */
export const stateNow = ({ state, validUntil }: Challenge, now: number): Challenge['state'] =>
  state !== 'completed' && validUntil !== undefined && Date.parse(validUntil) <= now ? 'expired' : state

/** Whether its time runs out soon, so that the text changes with every minute. */
export const isEnding = (challenge: Challenge, now: number): boolean => {
  const state = stateNow(challenge, now)
  return (state === 'joined' || state === 'available') && challenge.validUntil !== undefined && Date.parse(challenge.validUntil) - now < countdownFrom
}

/** How far one is: `1 of 3 orders`, `€120 of €500`. */
export function progressText({ metric, currency: id, have, need }: Challenge, program: Program, { own, format }: Speech<ChallengesWords>): string {
  const shown = Math.min(have, need)
  if (metric === 'spend') {
    const isMoney = id !== undefined && /^[A-Z]{3}$/.test(id)
    // an unknown currency has no sign, and shows as the plain decimal it most likely is
    const money = (amount: number) => (isMoney ? format.roundMoney({ amount, currency: id }) : format.number(amount, 2))
    return format.say(own.progress.spend, { have: money(shown), need: money(need) })
  }
  const currency = metric === 'points' && id !== undefined ? currencyOf(program, id) : undefined
  const scale = currency?.scale ?? 0
  const numbers = { n: need / 10 ** scale, have: format.number(shown, scale), need: format.number(need, scale) }
  if (metric !== 'points') return format.say(own.progress[metric ?? 'count'], numbers)
  return currency ? format.say(own.progress.points, { ...numbers, units: format.units(currency), two: format.unit(2 * 10 ** scale, currency) }) : format.say(own.progress.count, numbers)
}

/** When it ends or was completed; nothing where there is nothing to say. */
export function timeText(challenge: Challenge, now: number, { own, format }: Speech<ChallengesWords>): string {
  const { validUntil, completedAt } = challenge
  const state = stateNow(challenge, now)
  if (state === 'completed') return completedAt ? format.say(own.completedOn, { date: format.date(completedAt, now) }) : ''
  if (!validUntil) return ''
  if (state === 'expired') return Date.parse(validUntil) <= now ? format.say(own.ended, { date: format.date(validUntil, now) }) : ''
  return isEnding(challenge, now) ? format.say(own.ends, { time: format.until(validUntil, now) }) : format.say(own.until, { date: format.date(validUntil, now) })
}
