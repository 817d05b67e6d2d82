import { LoyaltyError, type Issue } from '@loyaltykit/core'

/** An input that can't be taken, and where it is wrong. */
export function invalid(...issues: readonly Issue[]): LoyaltyError {
  const [first] = issues
  return new LoyaltyError('invalid_input', `${first?.path || 'The input'} ${first?.message ?? 'is wrong'}. Correct it and try again.`, { details: { issues } })
}
