/** Every way a call can fail. A closed list: switch on it. */
export const errorCodes = [
  /** The backend could not be reached. */
  'network',
  /** No answer in time: 10 s for a read, 15 s for a write. */
  'timeout',
  /** Too many calls; `details.retryAt` says when to come back. */
  'rate_limited',
  /** Nobody is signed in, or the log-in has ended. */
  'unauthenticated',
  /** Signed in, but not allowed. */
  'forbidden',
  'not_found',
  /** Something else happened meanwhile, or a key was used for another body. */
  'conflict',
  /** The input is wrong; `details.issues` says where. */
  'invalid_input',
  'insufficient_points',
  /** The one-time code is not the one that was sent. */
  'wrong_code',
  /** The code, ticket, hold or offer is too old. */
  'expired',
  /** The member may not use this (limit reached, another tier, excluded goods). */
  'not_eligible',
  /** The backend does not have this. */
  'unsupported',
  /** The backend answered something that is not what the port promises. */
  'bad_response',
  'backend_failed',
  /** It was sent and no answer came: it may have happened. The member should look, or ask the desk, not repeat. */
  'uncertain',
  /** The caller gave up, or a newer call took its place. */
  'aborted',
  /** An option given by the programmer is wrong. */
  'invalid_option',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** Where an input is wrong. `path` is dotted: `profile.email`, `consents.0.version`. */
export interface Issue {
  readonly path: string
  readonly message: string
}

export interface ErrorDetails {
  readonly issues?: readonly Issue[] | undefined
  /** RFC 3339 instant. */
  readonly retryAt?: string | undefined
}

const retryableByNature: readonly ErrorCode[] = ['network', 'timeout', 'rate_limited', 'backend_failed']

/**
 * The one error of LoyaltyKit. `message` says what happened and what to do, without personal data or tokens.
 * Tell it by `isLoyaltyError`, which also knows errors of another copy of the SDK.
 */
export class LoyaltyError extends Error {
  override readonly name = 'LoyaltyError'
  readonly code: ErrorCode
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  readonly details?: ErrorDetails

  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.code = code
    this.retryable = options.retryable ?? retryableByNature.includes(code)
    if (options.details) this.details = options.details
  }
}

export const isLoyaltyError = (error: unknown): error is LoyaltyError =>
  error instanceof Error && error.name === 'LoyaltyError' && 'code' in error

/** A failure as it crossed the port as data; `undefined` where it is not one. */
export function fromErrorBody(body: unknown): LoyaltyError | undefined {
  if (isLoyaltyError(body)) return body
  const { code, message, retryable, details } = (body ?? {}) as Partial<LoyaltyError>
  if (!errorCodes.includes(code as ErrorCode) || typeof message !== 'string') return undefined
  const retryAt = details?.retryAt
  return new LoyaltyError(code as ErrorCode, message.slice(0, 2_000), { retryable: retryable === true, ...(typeof retryAt === 'string' ? { details: { retryAt } } : {}) })
}

/** How long to wait from `now` on, in milliseconds; 0 where nothing sensible was told. */
export function toldPause(error: LoyaltyError, now: number): number {
  return Math.max(0, Date.parse(error.details?.retryAt ?? '') - now) || 0
}

/** Any thrown thing as a `LoyaltyError`; what is not ours becomes `fallback`. */
export function toLoyaltyError(error: unknown, fallback: ErrorCode = 'backend_failed'): LoyaltyError {
  if (isLoyaltyError(error)) return error
  if (error instanceof Error && error.name === 'AbortError') return new LoyaltyError('aborted', 'The call was given up.', { cause: error })
  return new LoyaltyError(fallback, 'The loyalty service failed. Try again later.', { cause: error })
}
