import { LoyaltyError, type ErrorCode, type Issue } from '@loyaltykit/core'
import { instant } from './duration.ts'

/** A refusal that takes nothing with it: what the command wrote so far is undone. */
export const refuse = (code: ErrorCode, message: string): LoyaltyError => new LoyaltyError(code, message)

/** The input is wrong at these places. */
export function invalid(...issues: readonly [Issue, ...Issue[]]): LoyaltyError {
  const [first] = issues
  return new LoyaltyError('invalid_input', `${first.path} ${first.message}. Correct it and try again.`, { details: { issues } })
}

export const tooMany = (retryAt: number): LoyaltyError =>
  new LoyaltyError('rate_limited', 'Too many tries. Wait a little and try again.', { details: { retryAt: instant(retryAt) } })

/** A refusal that is itself a change worth keeping: a wrong code counts as a try. */
export class KeptRefusal {
  readonly error: LoyaltyError
  constructor(error: LoyaltyError) {
    this.error = error
  }
}
