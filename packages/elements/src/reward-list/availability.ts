import type { Balance, Program, Reward } from '@loyaltykit/core'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import { hasEnded, validityText } from '../shared/validity.ts'
import type { RewardListWords } from './reward-list.words.ts'

/** Who looks at a reward, and when. `balances` are absent for a guest, and where they are not known. */
export interface Looker {
  readonly program: Program
  readonly balances: readonly Balance[] | undefined
  readonly guest: boolean
  readonly now: number
}

/** What a member has of the currency that a reward costs; absent where it is not known. */
export const availableFor = ({ cost }: Reward, balances: readonly Balance[] | undefined): number | undefined =>
  balances?.find(({ currency }) => currency === cost.currency)?.available

/** Whether it can be taken: what the backend says, and what balance and clock have learned since. */
export function stateNow(reward: Reward, { balances, now }: Looker): Reward['state'] {
  if (reward.state !== 'available') return reward.state
  const available = availableFor(reward, balances)
  const isTooDear = available !== undefined && available < reward.cost.amount
  const isTooEarly = reward.validFrom !== undefined && Date.parse(reward.validFrom) > now
  return isTooDear || isTooEarly || reward.left === 0 || hasEnded(reward, now) ? 'locked' : 'available'
}

/** Why it can't be taken, as a sentence; for one that can, how many are left and until when. */
export function standingText(reward: Reward, looker: Looker, speech: Speech<RewardListWords>): string {
  const { own, format } = speech
  const { now } = looker
  if (reward.state === 'sold_out') return own.because.sold_out
  if (hasEnded(reward, now)) return validityText(reward, now, own, format)
  if (stateNow(reward, looker) === 'locked') return reasonText(reward, looker, speech)
  const left = reward.left === undefined ? '' : format.say(own.left, { n: reward.left })
  return [left, validityText(reward, now, own, format)].filter(Boolean).join(' · ')
}

function reasonText(reward: Reward, { program, balances, now }: Looker, { own, format }: Speech<RewardListWords>): string {
  const { because } = own
  const available = availableFor(reward, balances)
  const missing = available === undefined ? 0 : reward.cost.amount - available
  const isTooEarly = reward.validFrom !== undefined && Date.parse(reward.validFrom) > now
  const tier = program.tiers.find(({ id }) => id === reward.tier)
  // what the balance has learned since says more than an unnamed reason
  switch (reward.lockedBecause ?? (missing > 0 ? 'balance_too_low' : reward.left === 0 ? 'limit_reached' : isTooEarly ? 'not_yet' : undefined)) {
    case 'balance_too_low':
      return missing > 0 ? format.say(because.missing, { amount: format.amount(missing, currencyOf(program, reward.cost.currency)) }) : because.balance_too_low
    case 'tier_too_low':
      return tier ? format.say(because.tier, { tier: tier.name }) : because.tier_too_low
    case 'limit_reached':
      return because.limit_reached
    case 'not_yet':
      return reward.validFrom !== undefined && isTooEarly ? format.say(because.from, { date: format.date(reward.validFrom, now) }) : because.not_yet
    case 'not_eligible':
      return because.not_eligible
    default:
      return because.unknown
  }
}
