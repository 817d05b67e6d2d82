import { isLoyaltyError, LoyaltyError, type ErrorCode, type ErrorDetails } from '@loyaltykit/core'

/** How each of our codes looks in HTTP. */
export const problems: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  network: { status: 502, title: 'The backend could not be reached' },
  timeout: { status: 504, title: 'No answer in time' },
  rate_limited: { status: 429, title: 'Too many calls' },
  unauthenticated: { status: 401, title: 'Nobody is signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Something else happened meanwhile' },
  invalid_input: { status: 400, title: 'The input is wrong' },
  insufficient_points: { status: 409, title: 'Not enough points' },
  wrong_code: { status: 400, title: 'The code is wrong' },
  expired: { status: 410, title: 'Too old' },
  not_eligible: { status: 403, title: 'Not eligible' },
  unsupported: { status: 501, title: 'This programme does not have this' },
  bad_response: { status: 502, title: 'The backend gave an unusable answer' },
  backend_failed: { status: 502, title: 'The backend failed' },
  uncertain: { status: 504, title: 'It may have happened' },
  aborted: { status: 499, title: 'The caller gave up' },
  invalid_option: { status: 500, title: 'The service is set up wrongly' },
}

/** A problem whose status says more than its code, or that comes with headers of its own. */
export class Refusal extends LoyaltyError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, message: string, { status = problems[code].status, headers = {}, details }: { status?: number; headers?: Record<string, string>; details?: ErrorDetails } = {}) {
    super(code, message, details ? { details } : {})
    this.status = status
    this.headers = headers
  }
}

/** Input that is wrong at one place. */
export const invalid = (path: string, message: string, status = 400) =>
  new Refusal('invalid_input', `${path || 'The input'} ${message}. Correct it and try again.`, { status, details: { issues: [{ path, message }] } })

/** A failure that may be told: ours as it is, anything else without its words. */
export function tellable(error: unknown): LoyaltyError {
  if (isLoyaltyError(error) && Object.hasOwn(problems, error.code)) return error
  return new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { cause: error })
}

/** An answer of RFC 9457: `application/problem+json` with our code, and `Retry-After` where the time is known. */
export function problemResponse(error: LoyaltyError, now: number): Response {
  const { code, message, retryable, details } = error
  const { status, title } = problems[code]
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  const pause = details?.retryAt === undefined ? Number.NaN : Math.ceil((Date.parse(details.retryAt) - now) / 1000)
  if (pause > 0) headers.set('retry-after', String(pause))
  if (code === 'unauthenticated') headers.set('www-authenticate', 'Bearer')
  if (error instanceof Refusal) for (const [name, value] of Object.entries(error.headers)) headers.set(name, value)
  const own = error instanceof Refusal ? error.status : status
  const body = { type: `urn:loyaltykit:problem:${code}`, title, status: own, detail: message, code, retryable, ...(details ? { details } : {}) }
  return new Response(JSON.stringify(body), { status: own, headers })
}
