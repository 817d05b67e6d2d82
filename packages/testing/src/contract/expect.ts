import { isLoyaltyError, type ErrorCode, type LoyaltyError } from '@loyaltykit/core'

/** What a check says when it fails: runs under any runner, in a page too. */
export class ContractFailure extends Error {
  override readonly name = 'ContractFailure'
}

export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) throw new ContractFailure(message)
}

export function same(actual: unknown, expected: unknown, message: string): void {
  const [a, b] = [stable(actual), stable(expected)]
  if (a !== b) throw new ContractFailure(`${message}\n  got      ${a}\n  expected ${b}`)
}

const stable = (value: unknown): string => JSON.stringify(value, (_, entry: unknown) =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry) ?? 'undefined'

/** The call must fail with one of these codes. Gives the error. */
export async function fails(call: Promise<unknown>, code: ErrorCode | readonly ErrorCode[], what: string): Promise<LoyaltyError> {
  const codes: readonly ErrorCode[] = typeof code === 'string' ? [code] : code
  let answer: unknown
  try {
    answer = await call
  } catch (error) {
    if (isLoyaltyError(error) && codes.includes(error.code)) return error
    throw new ContractFailure(`${what} must fail with ${codes.join(' or ')}, and failed with ${isLoyaltyError(error) ? `${error.code}: ${error.message}` : String(error)}`)
  }
  throw new ContractFailure(`${what} must fail with ${codes.join(' or ')}, and answered ${stable(answer).slice(0, 200)}`)
}

/** The input must be refused, and this place named. */
export async function refusesField(call: Promise<unknown>, path: string, what: string): Promise<void> {
  const error = await fails(call, 'invalid_input', what)
  const paths = error.details?.issues?.map((issue) => issue.path) ?? []
  ok(paths.includes(path), `${what} must name the field ${path}, and named ${paths.join(', ') || 'none'}`)
}
