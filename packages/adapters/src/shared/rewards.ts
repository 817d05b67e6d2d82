import { LoyaltyError, type Reward } from '@loyaltykit/core'

type Standing = Pick<Reward, 'state' | 'lockedBecause'>

/** How a reward stands for who looks at it: what is sold out is that, whatever else locks it. */
export const standingOf = (because: Reward['lockedBecause'], isSoldOut = false): Standing =>
  isSoldOut ? { state: 'sold_out' } : because ? { state: 'locked', lockedBecause: because } : { state: 'available' }

/** @throws `LoyaltyError` `insufficient_points`, `not_eligible` for a reward that can't be taken. */
export function checkTaking({ state, lockedBecause }: Standing): void {
  if (state === 'locked' && lockedBecause === 'balance_too_low') throw new LoyaltyError('insufficient_points', 'There are not enough points for this.')
  if (state !== 'available') throw new LoyaltyError('not_eligible', 'This reward can\'t be taken now.')
}
