import { errorCodes, LoyaltyError, type ErrorCode, type ErrorDetails } from '@loyaltykit/core'
import type { Answer } from './wire.ts'

/** What a status means where the server says nothing else: that it does not is judged by itself, once. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 408: 'timeout', 409: 'conflict',
  410: 'expired', 422: 'invalid_input', 429: 'rate_limited', 501: 'unsupported', 504: 'timeout',
}

/** An answer's failure, as a client would understand it. */
export function failureOf({ status, json }: Pick<Answer, 'status' | 'json'>): LoyaltyError {
  const { code, detail, retryable, details } = (Object(json) as { code?: unknown; detail?: unknown; retryable?: unknown; details?: ErrorDetails })
  if (errorCodes.includes(code as ErrorCode) && typeof detail === 'string')
    return new LoyaltyError(code as ErrorCode, detail, { retryable: retryable === true, ...(details ? { details } : {}) })
  return new LoyaltyError(status < 300 ? 'bad_response' : byStatus[status] ?? (status < 500 ? 'bad_response' : 'backend_failed'), `The server answered with status ${status}, and with nothing that says why.`)
}
