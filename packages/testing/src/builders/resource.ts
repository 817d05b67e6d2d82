import { LoyaltyError, type ErrorCode, type Resource } from '@loyaltykit/core'

const at = Date.parse('2026-11-22T10:00:00Z')

/** A resource that has been read. */
export const ready = <T>(value: T): Resource<T> => ({ status: 'ready', value, at })
export const loading = <T>(): Resource<T> => ({ status: 'loading' })
export const refreshing = <T>(value: T): Resource<T> => ({ status: 'refreshing', value, at })
/** A resource that could not be read; with a value, the last good one. */
export const failed = <T>(code: ErrorCode, value?: T): Resource<T> => {
  const error = new LoyaltyError(code, 'The loyalty service failed. Try again later.')
  return value === undefined ? { status: 'failed', error } : { status: 'failed', error, value, at }
}
