/** What an answer that is not a success says. */
import { check, errorCodes, LoyaltyError, type ErrorBody, type ErrorCode, type Shape } from '@loyaltykit/core'
import { readJson } from './answer.ts'

/** What is looked at in a problem answer of the gateway (RFC 9457). */
const shape: Shape = ['o', {
  code: ['e', ...errorCodes],
  detail: ['s', 1, 2_000],
  retryable: 'b',
  'details?': ['o', { 'issues?': ['a', ['o', { path: ['s', 0, 300], message: ['s', 0, 500] }], 0, 100], 'retryAt?': 't' }],
}]
type Problem = Omit<ErrorBody, 'message'> & { readonly detail: string }

/** What a status means where nothing else is said. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 408: 'timeout', 409: 'conflict',
  410: 'expired', 422: 'invalid_input', 429: 'rate_limited', 501: 'unsupported', 504: 'timeout',
}

/** The longest pause that is believed, in milliseconds. */
const day = 86_400_000

/** An answer's failure: what a problem answer says, else what the status means. */
export async function problem(response: Response): Promise<LoyaltyError> {
  const { ok, status, headers } = response
  const told = /^application\/problem\+json\b/.test(headers.get('content-type') ?? '') ? check(shape, await readJson(response).catch(() => undefined)) : undefined
  if (!told) void response.body?.cancel()
  const later = retryTime(headers.get('retry-after'))
  if (told && 'value' in told) {
    const { code, detail, retryable, details } = told.value as Problem
    const retryAt = details?.retryAt ?? later
    return new LoyaltyError(code, detail, { retryable, ...(details || retryAt ? { details: { ...details, ...(retryAt ? { retryAt } : {}) } } : {}) })
  }
  if (ok) return new LoyaltyError('bad_response', 'The loyalty service answered with something that is not JSON. Look at `url`, or try again later.')
  const code = byStatus[status] ?? (status < 500 ? 'bad_response' : 'backend_failed')
  return new LoyaltyError(code, `The loyalty service answered with status ${status}. Try again later.`, later ? { details: { retryAt: later } } : {})
}

/** When to come back, of seconds or a date, at most a day ahead. Anything else says nothing. */
function retryTime(text: string | null): string | undefined {
  if (text === null) return undefined
  const pause = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return pause > 0 && pause <= day ? new Date(Date.now() + pause).toISOString() : undefined
}
